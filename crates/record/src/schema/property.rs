//! What a kind of record is made of: its properties, their types, and their numbers in the Events Standard Formats.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::Deserialize;

use crate::Bilingual;

/// What a property's values are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// Free text.
    Text,
    /// A whole number.
    Integer,
    /// How many: a whole number, or a range where the source gives one.
    Count,
    /// EDTF.
    Date,
    /// A term of the named vocabulary.
    Term(String),
    /// A record of one of these kinds.
    Reference(Vec<String>),
    /// Scheme and code.
    Place,
    /// A point, line or area on the earth.
    Geometry,
    /// Yes or no.
    Flag,
}

/// One property of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// What a reader sees.
    pub label: Bilingual,
    /// What its values are.
    #[serde(rename = "type")]
    pub value: PropertyType,
    /// The field of the Events Standard Formats that it is.
    #[serde(default)]
    pub esf: Option<EsfField>,
    /// Whether one source may give several values that do not contradict each other.
    #[serde(default)]
    pub repeatable: bool,
    /// Whether a value may carry a clarifying note.
    #[serde(default)]
    pub note: bool,
    /// What other systems call it; an import finds it by these names too.
    #[serde(default)]
    pub also: Vec<String>,
}

/// One kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// What a reader sees, in the singular.
    pub label: Bilingual,
    /// And in the plural.
    pub plural: Bilingual,
    /// The standard that it follows, where there is one.
    pub format: Option<String>,
    /// What other systems call it.
    pub also: Vec<String>,
    /// Its properties by name.
    pub properties: BTreeMap<String, Property>,
}

/// A kind as a file gives it: whole, or properties for one that is there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindForm {
    pub(super) label: Option<Bilingual>,
    pub(super) plural: Option<Bilingual>,
    pub(super) format: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) properties: BTreeMap<String, toml::Spanned<Property>>,
}

/// The number of a field in the Events Standard Formats, such as `2108`, or `2111_1` for the type of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "EsfFieldForm")]
pub struct EsfField {
    number: u16,
    /// Numbers beyond the standard's own, given by OpenEvSys to a field's second part.
    part: Option<u8>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EsfFieldForm {
    Number(u16),
    Text(String),
}

/// Why a text is no number of a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not the number of a field: write 2108, or 2111_1")]
pub struct InvalidEsfField(String);

impl FromStr for EsfField {
    type Err = InvalidEsfField;

    fn from_str(text: &str) -> Result<Self, InvalidEsfField> {
        let wrong = || InvalidEsfField(text.to_owned());
        let (number, part) = match text.split_once('_') {
            Some((number, part)) => (number, Some(part.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        Ok(Self { number: number.parse().map_err(|_| wrong())?, part })
    }
}

impl TryFrom<EsfFieldForm> for EsfField {
    type Error = InvalidEsfField;

    fn try_from(form: EsfFieldForm) -> Result<Self, InvalidEsfField> {
        match form {
            EsfFieldForm::Number(number) => Ok(Self { number, part: None }),
            EsfFieldForm::Text(text) => text.parse(),
        }
    }
}

impl fmt::Display for EsfField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.number)?;
        self.part.map_or(Ok(()), |part| write!(formatter, "_{part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_fields_are_read_with_and_without_their_zeros() {
        for (text, shown) in [("101", "0101"), ("0101", "0101"), ("113_1", "0113_1"), ("2111_1", "2111_1")] {
            assert_eq!(text.parse::<EsfField>().unwrap().to_string(), shown);
        }
        for wrong in ["", "x", "2111_", "70000", "2111_1_1"] {
            assert!(wrong.parse::<EsfField>().is_err(), "{wrong}");
        }
    }
}
