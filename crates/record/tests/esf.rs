//! Does the schema hold the Events Standard Formats whole? Field by field, against the list of fields beside the project.
//!
//! Source: HURIDOCS Events Standard Formats (Dueck, Guzman, Verstappen 2001), fields as OpenEvSys carries them.

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use record::{
    Schema,
    schema::{EsfField, Property, PropertyType},
};

/// Fields for which the list and the standard differ, or for which a stronger type than text is right: why.
const DIFFERENT: &[(&str, &str)] = &[
    ("0910", "the list has one text; the standard's address is a record of its own, and a person may have several"),
    ("2404", "the list has a text with the number of the act; here it is a reference to the act"),
    ("3102", "the number of the act is a reference to it"),
    ("3202", "the number of the act is a reference to it"),
    ("3302", "the number of the act is a reference to it"),
    ("3402", "the number of the act is a reference to it"),
];

/// Local geographical areas: a place has scheme and code, which is more than a term.
const PLACES: u16 = 63;

/// The table beside the project, by rows of column to cell; `None`, and a line that says so, where it is missing.
fn fields(test: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/esf/fields.csv");
    let Ok(text) = fs::read_to_string(path) else {
        std::io::stderr()
            .write_all(format!("skipped: {test}: ../shared/data/esf/fields.csv is not there\n").as_bytes())
            .expect("the terminal takes a line");
        return None;
    };
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next()?;
    Some(lines.map(|row| header.iter().cloned().zip(row).collect()).collect())
}

/// The type that a row of the list asks for, in our words.
fn wanted(schema: &Schema, row: &BTreeMap<String, String>) -> PropertyType {
    let reference = |kinds: &[&str]| PropertyType::Reference(kinds.iter().map(|&kind| kind.to_owned()).collect());
    match (row["type"].as_str(), row["widget"].as_str(), row["thesaurus"].parse::<u16>()) {
        (_, "location", _) => PropertyType::Geometry,
        (_, _, Ok(PLACES)) => PropertyType::Place,
        (_, _, Ok(number)) => {
            PropertyType::Term(schema.thesaurus(number).expect("every thesaurus is there").to_owned())
        }
        ("person ref", _, _) => reference(&["person", "group"]),
        ("event ref", _, _) => reference(&["event"]),
        ("yes/no", _, _) => PropertyType::Flag,
        ("number", _, _) => PropertyType::Count,
        ("date", _, _) | ("", "date", _) => PropertyType::Date,
        (_, _, _) => PropertyType::Text,
    }
}

#[test]
fn every_field_of_every_format_is_a_property() {
    let Some(rows) = fields("every_field_of_every_format_is_a_property") else { return };
    let schema = Schema::built_in();
    assert_eq!(rows.len(), 238, "the list is whole");
    let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let field: EsfField = row["field"].parse().unwrap();
        let Some((kind, name, property)) = schema.esf(field) else {
            wrong.push(format!("{field} {}: missing", row["label"]));
            continue;
        };
        let first = kinds.entry(row["format"].as_str()).or_insert(kind);
        if *first != kind {
            wrong.push(format!("{field}: in {kind}, its format is {first}"));
        }
        if !DIFFERENT.iter().any(|(different, _)| *different == field.to_string()) {
            wrong.extend(differences(&schema, row, property).map(|what| format!("{kind}.{name} ({field}): {what}")));
        }
        let column = row["column"].replace('_', "-");
        if !column.is_empty() && column != name && !property.also.contains(&row["column"]) {
            wrong.push(format!("{kind}.{name} ({field}): the name '{}' is not known", row["column"]));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(kinds.len(), 14, "twelve formats, addresses, and documents on file");
}

fn differences(schema: &Schema, row: &BTreeMap<String, String>, found: &Property) -> impl Iterator<Item = String> {
    let wanted = wanted(schema, row);
    let is_yes = |column: &str| row[column].eq_ignore_ascii_case("y");
    let of_type = (found.value != wanted).then(|| format!("is {:?}, should be {wanted:?}", found.value));
    let repeatable = (found.repeatable != is_yes("repeatable")).then(|| "repeatable differs".to_owned());
    let note = (found.note != is_yes("clarifying_note")).then(|| "clarifying note differs".to_owned());
    [of_type, repeatable, note].into_iter().flatten()
}

#[test]
fn fields_stand_in_the_built_in_schema_without_the_list() {
    let schema = Schema::built_in();
    let numbered = schema.properties().filter(|(_, _, property)| property.esf.is_some()).count();
    assert_eq!(numbered, 238);
    let (kind, name, property) = schema.esf("2114".parse().unwrap()).unwrap();
    assert_eq!((kind, name, property.repeatable, property.note), ("act", "method", true, true));
    assert_eq!(property.value, PropertyType::Term("method".to_owned()));
}
