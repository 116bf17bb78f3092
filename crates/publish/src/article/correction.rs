//! What was wrong in an article, as its editor declares it: stays at the article, at the figure, and in the feed.
//!
//! A number that is corrected must have been published, and so must the one that it is corrected to: the ledger knows both.
//! That holds an editor to the words that readers saw.

use figure::{Figure, history::Histories};
use ledger::Hash;
use record::{Edtf, FigureId, Language, both, short_numeral};
use serde::Deserialize;

use super::{Lint, Objection, PageSource, Section};

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

    fn problem(&self, page: &PageSource, published: impl Fn(&FigureId) -> Option<Vec<f64>>) -> Option<Objection> {
        let date = &self.date;
        if page.head.section != Section::Article {
            return Some(Objection::new(
                both!("a correction on a standing page", "una corrección en una página permanente"),
                both!(
                    "correct articles; a standing page says what holds now",
                    "corrija artículos; una página permanente dice lo que vale ahora"
                ),
            ));
        }
        if date.as_str().len() != 10 || page.head.date.as_ref().is_some_and(|of_page| date.as_str() < of_page.as_str())
        {
            return Some(Objection::new(
                both!(
                    "the correction of {date} is not of a day since the article",
                    "la corrección del {date} no es de un día desde el artículo"
                ),
                both!(
                    "write the day on which it was corrected, which is not before the date of the article: date = \"2017-04-02\"",
                    "escriba el día en que se corrigió, que no es anterior a la fecha del artículo: date = \"2017-04-02\""
                ),
            ));
        }
        if self.why.split_whitespace().count() < 3 {
            return Some(Objection::new(
                both!("the correction of {date} says no reason", "la corrección del {date} no dice el motivo"),
                both!("write why, for readers: why = \"…\"", "escriba por qué, para quien lee: why = \"…\""),
            ));
        }
        if self.was == self.is || self.was.is_empty() || self.is.is_empty() {
            return Some(Objection::new(
                both!("the correction of {date} corrects nothing", "la corrección del {date} no corrige nada"),
                both!(
                    "write what stood there, and what is right",
                    "escriba lo que decía (was) y lo que es correcto (is)"
                ),
            ));
        }
        self.figure.as_ref().and_then(|figure| self.problem_of(figure, published(figure)))
    }

    /// Numbers that were never published of the figure.
    fn problem_of(&self, figure: &FigureId, known: Option<Vec<f64>>) -> Option<Objection> {
        let date = &self.date;
        let Some(known) = known else {
            return Some(Objection::new(
                both!(
                    "the correction of {date}: there is no public figure '{figure}'",
                    "la corrección del {date}: no hay una cifra pública «{figure}»"
                ),
                both!(
                    "name a declared figure, or leave it out and quote words",
                    "nombre una cifra declarada, o quítela y ponga palabras entre comillas"
                ),
            ));
        };
        let unknown = [&self.was, &self.is]
            .into_iter()
            .find(|said| !said.number().is_some_and(|number| known.contains(&number)))?;
        let values = |language: Language| {
            known.iter().map(|value| short_numeral(*value, language)).collect::<Vec<_>>().join(", ")
        };
        Some(Objection::new(
            both!(
                "the correction of {date}: '{figure}' was never published as {}", unknown.text(Language::En);
                "la corrección del {date}: «{figure}» nunca se publicó como {}", unknown.text(Language::Es)
            ),
            both!(
                "write one of the numbers that the ledger knows ({}), or correct words without naming the figure",
                values(Language::En);
                "escriba uno de los números que conoce el libro ({}), o corrija palabras sin nombrar la cifra",
                values(Language::Es)
            ),
        ))
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
    // Each correction of the head stands below its own line.
    let places = page.source[..page.body].match_indices("[[correction]]").map(|(at, _)| at).chain(std::iter::repeat(0));
    let problems = page.head.corrections.iter().zip(places);
    let problems = problems.filter_map(|(correction, at)| Some((at, correction.problem(page, published)?)));
    problems.map(|(at, objection)| Lint::at(page, at, "L00", objection)).collect()
}
