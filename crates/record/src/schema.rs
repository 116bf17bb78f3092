//! The shape of the record as data: kinds, properties, types and vocabularies, read from TOML.
//!
//! The built-in schema holds the HURIDOCS Events Standard Formats (Dueck, Guzman, Verstappen 2001) field by field, in
//! our own words and with the fields' numbers, and adds what 2001 lacked: proceedings per accused and charge, conflicts
//! with their monthly status, agreements, trafficking, femicide. Organisations add kinds, properties and terms in packs.

use std::collections::{BTreeMap, btree_map::Entry};

use serde::Deserialize;

mod built_in;
mod cell;
pub mod grid;
mod problem;
mod property;
pub mod vocabulary;

pub use cell::InvalidValue;
pub use grid::{Grid, Tile};
pub use problem::{SchemaProblem, Severity};
pub use property::{EsfField, InvalidEsfField, Kind, Property, PropertyType};
pub use vocabulary::{Term, TermRow, Vocabulary};

use crate::{Bilingual, Gazetteer};
use problem::Place;
use property::KindForm;
use vocabulary::VocabularyForm;

/// All kinds and vocabularies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    /// Properties that every kind has.
    common: BTreeMap<String, Property>,
    /// Kinds by name.
    pub kinds: BTreeMap<String, Kind>,
    /// Vocabularies by name.
    pub vocabularies: BTreeMap<String, Vocabulary>,
    /// Places by scheme and code, where packs have lists of them.
    pub places: Gazetteer,
    /// The areas of countries as tiles, by name.
    pub grids: BTreeMap<String, Grid>,
}

/// One file of a schema or of a pack.
#[derive(Debug, Clone, Copy)]
pub struct SchemaFile<'a> {
    /// Its name, for problems.
    pub name: &'a str,
    /// TOML.
    pub text: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    common: BTreeMap<String, toml::Spanned<Property>>,
    #[serde(default)]
    kinds: BTreeMap<String, KindForm>,
    #[serde(default)]
    vocabularies: BTreeMap<String, VocabularyForm>,
    #[serde(default)]
    grids: BTreeMap<String, Grid>,
}

impl Schema {
    /// Puts a schema together from its files.
    ///
    /// # Errors
    /// Everything that is wrong with them; labels that two terms of one vocabulary share among it.
    pub fn assemble(files: &[SchemaFile<'_>]) -> Result<Self, Vec<SchemaProblem>> {
        let mut schema = Self::default();
        let problems = schema.extend(files);
        if problems.is_empty() { Ok(schema) } else { Err(problems) }
    }

    /// The schema that the program carries.
    ///
    /// ```
    /// let schema = record::Schema::built_in();
    /// assert_eq!(schema.kinds["accused"].label.get(record::Language::Es), "Acusado");
    /// ```
    pub fn built_in() -> Self {
        Self::assemble(built_in::FILES).expect("the built-in schema is tested")
    }

    /// Adds the kinds, properties and terms of more files. What cannot be added is left out and told.
    #[must_use = "what was left out is told here and nowhere else"]
    pub fn extend(&mut self, files: &[SchemaFile<'_>]) -> Vec<SchemaProblem> {
        let mut problems = Vec::new();
        for file in files {
            match toml::from_str::<Form>(file.text) {
                Ok(form) => problems.extend(self.add(file, form)),
                Err(error) => problems.push(not_a_schema(file, &error)),
            }
        }
        self.spread_common();
        for file in files {
            problems.extend(self.unknown_names(file));
        }
        problems
    }

    /// Adds terms to a vocabulary, which is made where it is not there. Rows whose code a term has in `scheme` are that
    /// term. What cannot be used is left out and told.
    #[must_use = "what was left out is told here and nowhere else"]
    pub fn extend_vocabulary(
        &mut self,
        (file, name): (&str, &str),
        scheme: Option<&str>,
        rows: Vec<TermRow>,
    ) -> Vec<SchemaProblem> {
        self.vocabularies.entry(name.to_owned()).or_default().extend(file, scheme, rows)
    }

    /// A property of a kind.
    pub fn property(&self, kind: &str, property: &str) -> Option<&Property> {
        self.kinds.get(kind)?.properties.get(property)
    }

    /// The property that is a field of the Events Standard Formats: kind, name, shape.
    pub fn esf(&self, field: EsfField) -> Option<(&str, &str, &Property)> {
        self.properties().find(|(_, _, property)| property.esf == Some(field))
    }

    /// The vocabulary that is a micro-thesaurus of the Events Standard Formats.
    pub fn thesaurus(&self, number: u16) -> Option<&str> {
        let found = self.vocabularies.iter().find(|(_, vocabulary)| vocabulary.thesaurus == Some(number));
        found.map(|(name, _)| name.as_str())
    }

    /// The label of a term.
    pub fn term(&self, vocabulary: &str, code: &str) -> Option<&Bilingual> {
        self.vocabularies.get(vocabulary)?.terms().get(code).map(|term| &term.label)
    }

    /// Every property with its kind and name.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &str, &Property)> {
        self.kinds.iter().flat_map(|(kind, shape)| {
            shape.properties.iter().map(move |(name, property)| (kind.as_str(), name.as_str(), property))
        })
    }

    fn add(&mut self, file: &SchemaFile<'_>, form: Form) -> Vec<SchemaProblem> {
        let mut problems = Vec::new();
        for (name, property) in form.common {
            self.common.insert(name, property.into_inner());
        }
        for (name, kind) in form.kinds {
            problems.extend(self.add_kind(file, &name, kind));
        }
        for (name, grid) in form.grids {
            let place = Place { file: file.name, row: line_of(file.text, &format!("[grids.{name}]")) };
            match grid.overlap() {
                Some((first, second)) => {
                    let expected = format!("a row and column of its own; {first} has these");
                    problems.push(place.error((&name, second), "two tiles in one place", expected));
                }
                None => drop(self.grids.insert(name, grid)),
            }
        }
        for (name, form) in form.vocabularies {
            let vocabulary = self.vocabularies.entry(name.clone()).or_default();
            vocabulary.label = form.label.unwrap_or_else(|| std::mem::take(&mut vocabulary.label));
            vocabulary.thesaurus = form.thesaurus.or(vocabulary.thesaurus);
            if vocabulary.label.is_empty() {
                let place = Place { file: file.name, row: line_of(file.text, &format!("[vocabularies.{name}]")) };
                problems.push(place.error(
                    (&name, ""),
                    "a new vocabulary without a label",
                    "label = { en = …, es = … }",
                ));
            }
            let rows = form.terms.into_iter().map(|(code, term)| {
                let line = line_at(file.text, term.span().start);
                term.into_inner().row(line, &code)
            });
            problems.extend(vocabulary.extend(file.name, None, rows.collect()));
        }
        problems
    }

    fn add_kind(&mut self, file: &SchemaFile<'_>, name: &str, form: KindForm) -> Vec<SchemaProblem> {
        let place = Place { file: file.name, row: line_of(file.text, &format!("[kinds.{name}]")) };
        if !crate::id::is_slug(name) {
            return vec![place.error(("kinds", name), "not a name for a kind", "a-z, 0-9 and '-'")];
        }
        let kind = match (self.kinds.entry(name.to_owned()), form.label, form.plural) {
            (Entry::Occupied(kind), _, _) => kind.into_mut(),
            (Entry::Vacant(kind), Some(label), Some(plural)) => {
                kind.insert(Kind { label, plural, format: form.format, also: form.also, properties: BTreeMap::new() })
            }
            (Entry::Vacant(_), _, _) => {
                return vec![place.error(("kinds", name), "a new kind without label and plural", "label and plural")];
            }
        };
        let mut problems = Vec::new();
        for (property, shape) in form.properties {
            let place = Place { file: file.name, row: Some(line_at(file.text, shape.span().start)) };
            match kind.properties.entry(property) {
                Entry::Occupied(there) => {
                    let expected = format!("another name; the kind '{name}' has this one");
                    problems.push(place.error(("properties", there.key()), "already a property", expected));
                }
                Entry::Vacant(free) if crate::id::is_slug(free.key()) => {
                    free.insert(shape.into_inner());
                }
                Entry::Vacant(free) => {
                    let cell = ("properties", free.key().as_str());
                    problems.push(place.error(cell, "not a name for a property", "a-z, 0-9 and '-'"));
                }
            }
        }
        problems
    }

    /// Gives every kind the properties that all have.
    fn spread_common(&mut self) {
        for kind in self.kinds.values_mut() {
            for (name, property) in &self.common {
                kind.properties.entry(name.clone()).or_insert_with(|| property.clone());
            }
        }
    }

    /// Vocabularies and kinds that properties of this file name and that are not there.
    fn unknown_names(&self, file: &SchemaFile<'_>) -> Vec<SchemaProblem> {
        let Ok(form) = toml::from_str::<Form>(file.text) else { return Vec::new() };
        let properties = form.kinds.values().flat_map(|kind| &kind.properties).chain(&form.common);
        properties
            .filter_map(|(name, property)| {
                let place = Place { file: file.name, row: Some(line_at(file.text, property.span().start)) };
                match &property.get_ref().value {
                    PropertyType::Term(vocabulary) if !self.vocabularies.contains_key(vocabulary) => {
                        let expected = nearest_of("a vocabulary", self.vocabularies.keys());
                        Some(place.error((name, vocabulary), "not a vocabulary", expected))
                    }
                    PropertyType::Reference(kinds) => {
                        let unknown = kinds.iter().find(|kind| !self.kinds.contains_key(*kind))?;
                        Some(place.error((name, unknown), "not a kind", nearest_of("a kind", self.kinds.keys())))
                    }
                    PropertyType::Term(_)
                    | PropertyType::Text
                    | PropertyType::Integer
                    | PropertyType::Count
                    | PropertyType::Date
                    | PropertyType::Place
                    | PropertyType::Geometry
                    | PropertyType::Flag => None,
                }
            })
            .collect()
    }
}

fn nearest_of<'a>(what: &str, names: impl Iterator<Item = &'a String>) -> String {
    format!("{what}: {}", names.map(String::as_str).collect::<Vec<_>>().join(", "))
}

fn not_a_schema(file: &SchemaFile<'_>, error: &toml::de::Error) -> SchemaProblem {
    let span = error.span().unwrap_or_default();
    let found = file.text.get(span.clone()).unwrap_or_default().lines().next().unwrap_or_default();
    let place = Place { file: file.name, row: Some(line_at(file.text, span.start)) };
    place.error(("TOML", found), "not as a schema is written", error.message().trim().to_owned())
}

/// The line of a byte, counted from 1.
fn line_at(text: &str, at: usize) -> u64 {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u64
}

/// The line that begins with these words.
fn line_of(text: &str, words: &str) -> Option<u64> {
    (1..).zip(text.lines()).find(|(_, line)| line.trim_start().starts_with(words)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    fn problems(text: &str) -> Vec<SchemaProblem> {
        Schema::assemble(&[SchemaFile { name: "own.toml", text }]).unwrap_err()
    }

    #[test]
    fn the_built_in_schema_is_whole() {
        let schema = Schema::assemble(built_in::FILES).unwrap();
        for kind in ["event", "act", "person", "involvement", "information", "proceeding", "decision", "conflict"] {
            assert!(schema.property(kind, "note").is_some(), "{kind} has the common properties");
        }
    }

    #[test]
    fn names_what_is_missing_with_its_line() {
        let text = "[kinds.act]\nlabel = \"Act\"\nplural = \"Acts\"\n\
                    properties.type = { label = \"Type\", type = { term = \"act-type\" } }\n\
                    properties.event = { label = \"Event\", type = { reference = [\"event\"] } }\n";
        let told: Vec<_> = problems(text).into_iter().map(|p| (p.row.unwrap(), p.column, p.found)).collect();
        let expected = [(5, "event".to_owned(), "event".to_owned()), (4, "type".to_owned(), "act-type".to_owned())];
        assert_eq!(told, expected);
    }

    #[test]
    fn tells_two_terms_that_read_the_same() {
        let text = "[vocabularies.sex]\nlabel = \"Sex\"\nterms.f = { en = \"Woman\" }\nterms.w = { en = \"woman\" }\n";
        assert!(problems(text)[0].reason.contains("two terms"));
    }

    #[test]
    fn an_organisation_adds_kinds_properties_and_terms() {
        let text = "[kinds.eviction]\nlabel = \"Eviction\"\nplural = \"Evictions\"\n\
                    properties.court = { label = \"Court\", type = { term = \"court-type\" }, repeatable = true }\n\
                    [kinds.person]\nproperties.tribe = { label = \"Tribe\", type = \"text\" }\n\
                    [vocabularies.court-type]\nterms.agrarian = { en = \"Agrarian\", es = \"Agrario\", parent = \"civilian\" }\n";
        let mut schema = Schema::built_in();
        assert_eq!(schema.extend(&[SchemaFile { name: "own.toml", text }]), []);
        assert!(schema.property("person", "tribe").is_some() && schema.property("eviction", "note").is_some());
        let court = &schema.property("eviction", "court").unwrap().value;
        assert_eq!(schema.value(court, "agrario"), Ok(Value::Term("agrarian".to_owned())));
        assert_eq!(schema.vocabularies["court-type"].line("agrarian").last(), Some("civilian"));
    }

    #[test]
    fn a_pack_cannot_change_what_is_there() {
        let mut schema = Schema::built_in();
        let text = "[kinds.person]\nproperties.sex = { label = \"Sex\", type = \"text\" }\n";
        let told = schema.extend(&[SchemaFile { name: "own.toml", text }]);
        assert_eq!((told[0].row, told[0].found.as_str()), (Some(2), "sex"));
        assert_ne!(schema.property("person", "sex").unwrap().value, PropertyType::Text);
    }

    #[test]
    fn a_file_that_is_no_schema_is_told_with_its_line() {
        let told = problems("[kinds.act]\nlabel = \"Act\"\ncolour = \"red\"\n");
        assert_eq!((told[0].row, told[0].found.as_str()), (Some(3), "colour"), "{told:?}");
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
        assert_eq!(schema.value(&PropertyType::Count, "12"), Ok(Value::Integer(12)));
        assert!(schema.value(&PropertyType::Term("occupation".to_owned()), "x").unwrap_err().mend.contains("pack"));
    }
}
