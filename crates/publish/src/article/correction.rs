//! What was wrong in an article, as its editor declares it: stays at the article, at the figure, and in the feed.
//!
//! A number that is corrected must have been published, and so must the one that it is corrected to: the ledger knows both.
//! That holds an editor to the words that readers saw.

use figure::{Figure, history::Histories};
use ledger::Hash;
use record::{Edtf, FigureId, Language, short_numeral};
use serde::Deserialize;

use super::{Lint, PageSource, Section};

/// One correction, from the head of an article.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The day on which it was made.
    pub date: Edtf,
    /// The figure whose number it is about; nothing where it is about words.
    #[serde(default)]
    pub figure: Option<FigureId>,
    /// What stood there.
    pub was: Said,
    /// What stands there now.
    pub is: Said,
    /// Why, for readers.
    pub why: String,
}

/// A number of a figure, or words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// A number.
    Number(f64),
    /// Words.
    Words(String),
}

impl Said {
    /// As a reader reads it.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Number(number) => short_numeral(*number, language),
            Self::Words(words) => words.clone(),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Words(_) => None,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Words(words) if words.trim().is_empty())
    }
}

impl Correction {
    /// Its place on the page of corrections; the same for ever.
    pub fn anchor(&self, slug: &str) -> String {
        let (was, is) = (self.was.text(Language::En), self.is.text(Language::En));
        let figure = self.figure.as_ref().map_or("", FigureId::as_str);
        let hash = Hash::of(&ledger::canonical_json(&(slug, self.date.as_str(), figure, was, is)));
        format!("c-{}-{}", self.date, &hash.to_string()[..8])
    }

    /// Whether it says what a figure is now.
    pub fn covers(&self, figure: &FigureId, now: Option<f64>) -> bool {
        self.figure.as_ref() == Some(figure) && self.is.number() == now
    }

    fn problem(
        &self,
        page: &PageSource,
        published: impl Fn(&FigureId) -> Option<Vec<f64>>,
    ) -> Option<(String, String)> {
        let say = |reason: String, mend: &str| Some((reason, mend.to_owned()));
        if page.head.section != Section::Article {
            return say(
                "a correction on a standing page".to_owned(),
                "correct articles; a standing page says what holds now",
            );
        }
        if self.date.as_str().len() != 10
            || page.head.date.as_ref().is_some_and(|date| self.date.as_str() < date.as_str())
        {
            let reason = format!("the correction of {} is not of a day since the article", self.date);
            return say(reason, "write the day on which it was corrected, which is not before the date of the article");
        }
        if self.why.split_whitespace().count() < 3 {
            return say(
                format!("the correction of {} says no reason", self.date),
                "write why, for readers: why = \"…\"",
            );
        }
        if self.was == self.is || self.was.is_empty() || self.is.is_empty() {
            return say(
                format!("the correction of {} corrects nothing", self.date),
                "write what stood there, and what is right",
            );
        }
        let Some(figure) = &self.figure else { return None };
        let Some(known) = published(figure) else {
            return say(
                format!("the correction of {}: there is no public figure '{figure}'", self.date),
                "name a declared figure, or leave it out and quote words",
            );
        };
        let unknown = [&self.was, &self.is]
            .into_iter()
            .find(|said| !said.number().is_some_and(|number| known.contains(&number)))?;
        let values: Vec<String> = known.iter().map(|value| short_numeral(*value, Language::En)).collect();
        let reason = format!(
            "the correction of {}: '{figure}' was never published as {}",
            self.date,
            unknown.text(Language::En)
        );
        let mend = format!(
            "write one of the numbers that the ledger knows ({}), or correct words without naming the figure",
            values.join(", ")
        );
        Some((reason, mend))
    }
}

/// Everything wrong with the corrections of a page.
pub fn check_corrections(page: &PageSource, figures: &[Figure], histories: &Histories) -> Vec<Lint> {
    let published = |id: &FigureId| {
        figures.iter().any(|figure| figure.id() == id).then(|| {
            let mut values: Vec<f64> =
                histories.versions(id).iter().filter_map(|version| version.published.value).collect();
            values.dedup();
            values
        })
    };
    let problems = page.head.corrections.iter().filter_map(|correction| correction.problem(page, published));
    problems.map(|(reason, mend)| Lint::of_file(&page.file, reason, &mend)).collect()
}
