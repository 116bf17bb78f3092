//! Records as entities of FollowTheMoney (Organized Crime and Corruption Reporting Project), for the tools that read them.
//!
//! That model has persons, organisations, events and court cases, but no act, victim or perpetrator: what it has no place
//! for is counted, and is in the statements.

use std::collections::{BTreeMap, BTreeSet};

use record::{RecordId, Statement, Value};
use serde_json::json;

/// A kind, the schema that it is there, and our properties beside theirs.
type Likeness = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What has a place there. Names of FollowTheMoney's default model, 2025.
const LIKENESSES: &[Likeness] = &[
    (
        "person",
        "Person",
        &[
            ("name", "name"),
            ("other-names", "alias"),
            ("given", "firstName"),
            ("surname1", "lastName"),
            ("birth-date", "birthDate"),
            ("death-date", "deathDate"),
            ("sex", "gender"),
            ("note", "notes"),
        ],
    ),
    ("group", "Organization", &[("name", "name"), ("description", "description"), ("note", "notes")]),
    (
        "event",
        "Event",
        &[
            ("title", "name"),
            ("date", "date"),
            ("initial-date", "startDate"),
            ("final-date", "endDate"),
            ("description", "description"),
            ("note", "notes"),
        ],
    ),
    (
        "proceeding",
        "CourtCase",
        &[("title", "name"), ("court", "court"), ("file", "caseNumber"), ("opened", "fileDate"), ("status", "status")],
    ),
    (
        "accused",
        "CourtCaseParty",
        &[("proceeding", "case"), ("person", "party"), ("role", "role"), ("status", "status")],
    ),
];

/// Entities as JSON Lines, in order of their ids, and how many values have no place there, by kind and property.
pub fn entities(statements: &[Statement]) -> (String, BTreeMap<(String, String), u64>) {
    let mut entities: BTreeMap<&RecordId, (&str, BTreeMap<&str, BTreeSet<String>>)> = BTreeMap::new();
    let mut left_out: BTreeMap<(String, String), u64> = BTreeMap::new();
    for said in statements {
        let like = LIKENESSES.iter().find(|(kind, ..)| *kind == said.record.kind());
        let theirs = like.and_then(|(_, schema, properties)| {
            let (_, property) = properties.iter().find(|(ours, _)| *ours == said.property)?;
            Some((*schema, *property, text(&said.value)?))
        });
        match theirs {
            Some((schema, property, value)) => {
                let (_, values) = entities.entry(&said.record).or_insert_with(|| (schema, BTreeMap::new()));
                values.entry(property).or_default().insert(value);
            }
            None => *left_out.entry((said.record.kind().to_owned(), said.property.clone())).or_default() += 1,
        }
    }
    let line = |(record, (schema, properties)): (&RecordId, &(&str, BTreeMap<&str, BTreeSet<String>>))| {
        format!("{}\n", json!({ "id": id(record), "schema": schema, "properties": properties }))
    };
    (entities.iter().map(|(record, entity)| line((record, entity))).collect(), left_out)
}

/// An entity's id: kind and name, as no two kinds may share one there.
fn id(record: &RecordId) -> String {
    record.as_str().replace('/', ".")
}

/// A value as that model writes it: dates of year, month or day; nothing that would say more than the source does.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Date(date) => {
            let is_plain = date.as_str().bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            is_plain.then(|| date.to_string())
        }
        Value::Reference(record) => Some(id(record)),
        Value::Text(_)
        | Value::Integer(_)
        | Value::Term(_)
        | Value::Place { .. }
        | Value::Flag(_)
        | Value::Count(_)
        | Value::Geometry(_) => Some(value.plain()),
    }
}
