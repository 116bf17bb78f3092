//! What goes into a report: declared in `reports/NAME.toml`, or all articles of a year.

use publish::{CheckedPage, Edition, article::Section};
use record::{Bilingual, Edtf, Language};
use serde::Deserialize;

use crate::ReportError;

/// What goes into a report.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it is called.
    pub title: Bilingual,
    /// The time that it is about.
    pub period: Edtf,
    /// Articles in their order, by name; all of the period's years in order of time where none is named.
    #[serde(default)]
    pub articles: Vec<String>,
    /// Standing pages after them, by name.
    #[serde(default)]
    pub pages: Vec<String>,
}

/// Why a plan cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct PlanProblem {
    place: String,
    reason: String,
}

impl Plan {
    /// Reads `reports/NAME.toml`.
    ///
    /// # Errors
    /// Where it is no TOML, or has other keys.
    pub fn parse(place: &str, text: &str) -> Result<Self, PlanProblem> {
        let problem = |reason: String| PlanProblem { place: place.to_owned(), reason };
        let plan: Self = toml::from_str(text).map_err(|error| problem(error.to_string().trim_end().to_owned()))?;
        match plan.period.bounds() {
            (Some(_), Some(_)) => Ok(plan),
            (_, _) => Err(problem(format!("the period '{}' has no first or no last day", plan.period.as_str()))),
        }
    }

    /// All articles of one year.
    ///
    /// # Errors
    /// Where it is no year of four digits.
    pub fn of_year(year: i32) -> Result<Self, PlanProblem> {
        let problem = || PlanProblem { place: year.to_string(), reason: "it is no year of four digits".to_owned() };
        Ok(Self {
            title: Bilingual::new(format!("Annual report {year}"), format!("Informe anual {year}")),
            period: format!("{year:04}").parse().map_err(|_| problem())?,
            articles: Vec::new(),
            pages: Vec::new(),
        })
    }

    /// The pages that it chooses, in their order.
    pub(crate) fn chosen<'a>(
        &self,
        edition: &'a Edition<'_>,
        language: Language,
    ) -> Result<Vec<&'a CheckedPage>, ReportError> {
        let named = |slugs: &[String], (section, what): (Section, &'static str)| -> Result<Vec<&CheckedPage>, _> {
            let find = |slug: &String| {
                let is_it = |page: &&CheckedPage| {
                    page.head.section == section && page.head.language == language && page.head.slug == *slug
                };
                let found = edition.pages.iter().find(is_it);
                found.ok_or_else(|| ReportError::NoPage { what, slug: slug.clone(), language })
            };
            slugs.iter().map(find).collect()
        };
        let mut chosen = named(&self.articles, (Section::Article, "article"))?;
        if self.articles.is_empty() {
            chosen = self.of_period(edition, language)?;
        }
        chosen.extend(named(&self.pages, (Section::Page, "standing page"))?);
        Ok(chosen)
    }

    fn of_period<'a>(&self, edition: &'a Edition<'_>, language: Language) -> Result<Vec<&'a CheckedPage>, ReportError> {
        let (first, last) = match self.period.bounds() {
            (Some(first), Some(last)) => (first.year, last.year),
            (_, _) => (0, 0),
        };
        let is_of_it = |page: &&CheckedPage| {
            let year = page.head.date.as_ref().and_then(Edtf::year);
            let is_article = page.head.section == Section::Article && page.head.language == language;
            is_article && year.is_some_and(|year| (first..=last).contains(&year))
        };
        let mut found: Vec<&CheckedPage> = edition.pages.iter().filter(is_of_it).collect();
        found
            .sort_by_key(|page| (page.head.date.as_ref().map(|date| date.as_str().to_owned()), page.head.slug.clone()));
        if found.is_empty() { Err(ReportError::Empty { year: first, language }) } else { Ok(found) }
    }
}
