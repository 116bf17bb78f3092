//! The shape of the record as data: kinds, properties, types and vocabularies, read from TOML.

use std::collections::BTreeMap;

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
    /// EDTF.
    Date,
    /// A term of the named vocabulary.
    Term(String),
    /// A record of one of these kinds.
    Reference(Vec<String>),
    /// Scheme and code.
    Place,
    /// Yes or no.
    Flag,
}

/// One property of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Property {
    /// What a reader sees.
    pub label: Bilingual,
    /// What its values are.
    #[serde(rename = "type")]
    pub value: PropertyType,
    /// Whether a record may have several values that do not contradict each other.
    #[serde(default)]
    pub repeatable: bool,
}

/// One kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kind {
    /// What a reader sees, in the singular.
    pub label: Bilingual,
    /// And in the plural.
    pub plural: Bilingual,
    /// Its properties by name, in order of name.
    pub properties: BTreeMap<String, Property>,
}

/// All kinds and vocabularies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Schema {
    /// Kinds by name.
    pub kinds: BTreeMap<String, Kind>,
    /// Vocabularies by name: term code to label.
    pub vocabularies: BTreeMap<String, BTreeMap<String, Bilingual>>,
}
