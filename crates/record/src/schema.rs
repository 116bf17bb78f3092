//! The shape of the record as data: kinds, properties, types and vocabularies, read from TOML.
//!
//! The built-in schema follows the HURIDOCS Events Standard Formats (Dueck, Guzman, Verstappen 2001) and adds what
//! 2001 lacked: proceedings per accused and charge, conflicts with their monthly status, agreements.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Bilingual, Edtf, RecordId, Value};

/// The schema that the program carries.
const BUILT_IN: &str = include_str!("../../../vocabularies/schema.toml");

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
#[serde(deny_unknown_fields)]
pub struct Property {
    /// What a reader sees.
    pub label: Bilingual,
    /// What its values are.
    #[serde(rename = "type")]
    pub value: PropertyType,
}

/// One kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// What a reader sees, in the singular.
    pub label: Bilingual,
    /// And in the plural.
    pub plural: Bilingual,
    /// The Events Standard Format that it follows, where there is one.
    #[serde(default)]
    pub format: Option<String>,
    /// Its properties by name.
    pub properties: BTreeMap<String, Property>,
}

/// All kinds and vocabularies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Properties that every kind has.
    #[serde(default)]
    common: BTreeMap<String, Property>,
    /// Kinds by name.
    pub kinds: BTreeMap<String, Kind>,
    /// Vocabularies by name: term code to label.
    pub vocabularies: BTreeMap<String, BTreeMap<String, Bilingual>>,
}

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchema {
    /// Not TOML of a schema; the message holds line and column.
    #[error("{0}")]
    NotASchema(String),
    /// A property names a vocabulary that is not there.
    #[error("{kind}.{property}: there is no vocabulary '{vocabulary}'")]
    UnknownVocabulary {
        /// The kind.
        kind: String,
        /// Its property.
        property: String,
        /// What it names.
        vocabulary: String,
    },
    /// A property refers to a kind that is not there.
    #[error("{kind}.{property}: there is no kind '{target}'")]
    UnknownKind {
        /// The kind.
        kind: String,
        /// Its property.
        property: String,
        /// What it names.
        target: String,
    },
    /// Two terms of a vocabulary that a reader cannot tell apart.
    #[error("vocabulary '{vocabulary}': '{label}' stands for both {first} and {second}")]
    DuplicateLabel {
        /// The vocabulary.
        vocabulary: String,
        /// The label.
        label: String,
        /// One code.
        first: String,
        /// The other.
        second: String,
    },
}

/// Why a cell is no value of a property: what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct InvalidValue {
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub mend: String,
}

impl Schema {
    /// Reads a schema and checks that everything it names is there.
    ///
    /// # Errors
    /// Where the text is no schema or names what is not there.
    pub fn parse(text: &str) -> Result<Self, InvalidSchema> {
        let mut schema: Self = toml::from_str(text).map_err(|error| InvalidSchema::NotASchema(error.to_string()))?;
        for kind in schema.kinds.values_mut() {
            for (name, property) in &schema.common {
                kind.properties.entry(name.clone()).or_insert_with(|| property.clone());
            }
        }
        schema.check()?;
        Ok(schema)
    }

    /// The schema that the program carries.
    ///
    /// ```
    /// let schema = record::Schema::built_in();
    /// assert_eq!(schema.kinds["accused"].label.get(record::Language::Es), "Acusado");
    /// ```
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the built-in schema is tested")
    }

    /// A property of a kind.
    pub fn property(&self, kind: &str, property: &str) -> Option<&Property> {
        self.kinds.get(kind)?.properties.get(property)
    }

    /// The label of a term.
    pub fn term(&self, vocabulary: &str, code: &str) -> Option<&Bilingual> {
        self.vocabularies.get(vocabulary)?.get(code)
    }

    /// Reads a cell as a value of a type. Terms may be given by code or by label in either language.
    ///
    /// # Errors
    /// Where the cell is none; says what would be right, and never more of the cell than its caller knows.
    pub fn value(&self, kind: &PropertyType, cell: &str) -> Result<Value, InvalidValue> {
        let refuse = |reason: String, mend: String| InvalidValue { reason, mend };
        match kind {
            PropertyType::Text => Ok(Value::Text(cell.to_owned())),
            PropertyType::Integer => cell.parse().map(Value::Integer).map_err(|_| {
                refuse(
                    "not a whole number".to_owned(),
                    "write digits only, such as 27; leave unknown cells empty".to_owned(),
                )
            }),
            PropertyType::Date => cell.parse::<Edtf>().map(Value::Date).map_err(|_| {
                let mend = "write 2016, 2016-11, 2016-11-30, 198X, 1985~ or 1980/2000, or give the column a format";
                refuse("not a date".to_owned(), mend.to_owned())
            }),
            PropertyType::Term(vocabulary) => self.read_term(vocabulary, cell),
            PropertyType::Reference(kinds) => match cell.parse::<RecordId>() {
                Ok(record) if kinds.iter().any(|kind| kind == record.kind()) => Ok(Value::Reference(record)),
                Ok(_) | Err(_) => Err(refuse(
                    format!("not the id of a record of kind {}", kinds.join(" or ")),
                    format!("write {}/name, or give the column reference = \"{}\"", kinds[0], kinds[0]),
                )),
            },
            PropertyType::Place => match cell.split_once(':') {
                Some((scheme, code)) if crate::id::is_slug(scheme) && !code.is_empty() => {
                    Ok(Value::Place { scheme: scheme.to_owned(), code: code.to_owned() })
                }
                Some(_) | None => Err(refuse(
                    "not a place with its scheme".to_owned(),
                    "write scheme:code, such as inei:050101 or iso:PE".to_owned(),
                )),
            },
            PropertyType::Flag => match cell.to_lowercase().as_str() {
                "yes" | "true" | "1" | "sí" | "si" => Ok(Value::Flag(true)),
                "no" | "false" | "0" => Ok(Value::Flag(false)),
                _ => Err(refuse("not yes or no".to_owned(), "write yes or no".to_owned())),
            },
        }
    }

    fn read_term(&self, vocabulary: &str, cell: &str) -> Result<Value, InvalidValue> {
        let terms = self.vocabularies.get(vocabulary);
        let is_it = |code: &str, label: &Bilingual| {
            let wanted = cell.to_lowercase();
            code == wanted || crate::Language::ALL.iter().any(|language| label.get(*language).to_lowercase() == wanted)
        };
        let found = terms.into_iter().flatten().find(|(code, label)| is_it(code, label));
        found.map(|(code, _)| Value::Term(code.clone())).ok_or_else(|| InvalidValue {
            reason: format!("not a term of the vocabulary '{vocabulary}'"),
            mend: format!(
                "write one of: {}",
                terms.into_iter().flatten().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join(", ")
            ),
        })
    }

    fn check(&self) -> Result<(), InvalidSchema> {
        for (kind, property, value) in self.properties() {
            match value {
                PropertyType::Term(vocabulary) if !self.vocabularies.contains_key(vocabulary) => {
                    let (kind, property, vocabulary) = (kind.to_owned(), property.to_owned(), vocabulary.clone());
                    return Err(InvalidSchema::UnknownVocabulary { kind, property, vocabulary });
                }
                PropertyType::Reference(targets) => {
                    if let Some(target) = targets.iter().find(|target| !self.kinds.contains_key(*target)) {
                        let (kind, property, target) = (kind.to_owned(), property.to_owned(), target.clone());
                        return Err(InvalidSchema::UnknownKind { kind, property, target });
                    }
                }
                PropertyType::Term(_)
                | PropertyType::Text
                | PropertyType::Integer
                | PropertyType::Date
                | PropertyType::Place
                | PropertyType::Flag => {}
            }
        }
        self.check_labels()
    }

    fn properties(&self) -> impl Iterator<Item = (&str, &str, &PropertyType)> {
        self.kinds.iter().flat_map(|(kind, shape)| {
            shape.properties.iter().map(move |(name, property)| (kind.as_str(), name.as_str(), &property.value))
        })
    }

    fn check_labels(&self) -> Result<(), InvalidSchema> {
        for (vocabulary, terms) in &self.vocabularies {
            for language in crate::Language::ALL {
                let mut seen: BTreeMap<String, &str> = BTreeMap::new();
                for (code, label) in terms {
                    let label = label.get(language).to_lowercase();
                    if let Some(first) = seen.insert(label.clone(), code) {
                        let (vocabulary, first, second) = (vocabulary.clone(), first.to_owned(), code.clone());
                        return Err(InvalidSchema::DuplicateLabel { vocabulary, label, first, second });
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_schema_is_whole() {
        let schema = Schema::parse(BUILT_IN).unwrap();
        for kind in ["event", "act", "person", "involvement", "information", "proceeding", "decision", "conflict"] {
            assert!(schema.property(kind, "note").is_some(), "{kind} has the common properties");
        }
    }

    #[test]
    fn names_what_is_missing() {
        let text = r#"
            [kinds.act]
            label = "Act"
            plural = "Acts"
            properties.type = { label = "Type", type = { term = "act-type" } }
            [vocabularies]
        "#;
        assert!(matches!(Schema::parse(text), Err(InvalidSchema::UnknownVocabulary { .. })));
    }

    #[test]
    fn refuses_two_terms_that_read_the_same() {
        let text = "[kinds]\n[vocabularies.sex]\nf = \"Woman\"\nw = \"woman\"\n";
        assert!(matches!(Schema::parse(text), Err(InvalidSchema::DuplicateLabel { .. })));
    }

    #[test]
    fn reads_cells_and_says_what_would_be_right() {
        let schema = Schema::built_in();
        let term = PropertyType::Term("outcome".to_owned());
        assert_eq!(schema.value(&term, "Condenado"), Ok(Value::Term("convicted".to_owned())));
        assert!(schema.value(&term, "guilty-ish").unwrap_err().mend.contains("acquitted"));
        assert!(schema.value(&PropertyType::Date, "30/11/2016").is_err());
        assert!(schema.value(&PropertyType::Reference(vec!["event".to_owned()]), "person/a").is_err());
        assert!(schema.value(&PropertyType::Place, "050101").unwrap_err().mend.contains("inei:050101"));
    }
}
