//! What does a reviewer see? Pairs side by side, as they were written, in a terminal, on paper or in a browser.
//!
//! Blind unless asked otherwise: no weight is shown, so that the reviewer judges the records and not the model. A sheet
//! holds record values: it is as confidential as the lists. Nothing in it runs or is fetched.

mod page;
mod template;
mod terminal;

use record::Language;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A record as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRecord {
    /// Its list.
    pub list: String,
    /// Its id within the list.
    pub id: String,
    /// Fields and values as they were written; `None` is no information.
    pub values: Vec<(String, Option<String>)>,
}

/// A pair to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetPair {
    /// Its number on the sheet.
    pub number: usize,
    /// One record.
    pub left: SheetRecord,
    /// The other.
    pub right: SheetRecord,
    /// Its weight, shown only on a sheet that is not blind.
    pub match_weight_bits: Option<f64>,
}

/// A sheet of pairs.
///
/// ```
/// use link::review::sheet::{Sheet, SheetPair, SheetRecord};
/// let record = |list: &str, name: &str| SheetRecord {
///     list: list.into(), id: "7".into(), values: vec![("name".into(), Some(name.into()))],
/// };
/// let pair = SheetPair { number: 1, left: record("a", "José"), right: record("b", "Jose"), match_weight_bits: Some(4.0) };
/// let sheet = Sheet { title: "Sample".into(), language: record::Language::En, pairs: vec![pair], shows_weights: false };
/// assert!(sheet.text().contains("name   José  ~  Jose"));
/// assert!(sheet.csv().ends_with("a,7,b,7,,,\n"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What the sheet is.
    pub title: String,
    /// The language of its words; the decisions in the files are always same, different, unsure.
    pub language: Language,
    /// The pairs, in the order in which they are shown.
    pub pairs: Vec<SheetPair>,
    /// True where the reviewer may see the model's weight.
    pub shows_weights: bool,
}

/// How two values of a field compare to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Equal,
    /// Equal but for case, accents, punctuation and space.
    Alike,
    Differs,
    /// One or both are not known.
    Unknown,
}

impl Likeness {
    fn of(left: Option<&str>, right: Option<&str>) -> Self {
        match (left, right) {
            (Some(left), Some(right)) if left == right => Self::Equal,
            (Some(left), Some(right)) if folded(left) == folded(right) => Self::Alike,
            (Some(_), Some(_)) => Self::Differs,
            (None, _) | (_, None) => Self::Unknown,
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Alike => "~",
            Self::Differs => "≠",
            Self::Unknown => "·",
        }
    }

    const fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Equal, Language::En) => "equal",
            (Self::Equal, Language::Es) => "igual",
            (Self::Alike, Language::En) => "equal but for case, accents, punctuation or spaces",
            (Self::Alike, Language::Es) => "igual salvo mayúsculas, tildes, puntuación o espacios",
            (Self::Differs, Language::En) => "differs",
            (Self::Differs, Language::Es) => "distinto",
            (Self::Unknown, Language::En) => "not known on one side or both",
            (Self::Unknown, Language::Es) => "no consta en uno de los lados o en ambos",
        }
    }
}

/// A field of both records.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) left: Option<&'a str>,
    pub(crate) right: Option<&'a str>,
}

impl Field<'_> {
    fn likeness(&self) -> Likeness {
        Likeness::of(self.left, self.right)
    }
}

impl SheetPair {
    /// Fields in the order of the left record, then those that only the right one has.
    pub(crate) fn fields(&self) -> Vec<Field<'_>> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.left.values.iter().chain(&self.right.values) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let field = |name| Field { name, left: self.left.value(name), right: self.right.value(name) };
        names.into_iter().map(field).collect()
    }
}

impl SheetRecord {
    fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.values.iter().find(|(field, _)| field == name)?;
        value.as_deref().filter(|text| !text.trim().is_empty())
    }
}

/// A text without case, accents, punctuation and space. The letter ñ stays, its tilde is no accent.
fn folded(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ñ' => plain.push(letter),
            other => plain.extend(std::iter::once(other).nfkd().filter(|part| !is_combining_mark(*part))),
        }
    }
    plain.retain(char::is_alphanumeric);
    plain
}

#[cfg(test)]
mod tests;
