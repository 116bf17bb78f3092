//! Records as entities of FollowTheMoney (Organized Crime and Corruption Reporting Project), for the tools that read them.
//!
//! That model has persons, organisations, events and court cases, but no act, victim or perpetrator: a record of such a
//! kind is a note there, and values without a place are counted. Each entity carries the statements on its record under
//! the key `willay`, which those tools hand on untouched (followthemoney 4.11, `EntityProxy.context`); so the record
//! comes back whole, and what another tool changed is told instead of taken or lost.

use std::collections::{BTreeMap, BTreeSet};

use record::{RecordId, Statement, Value};
use serde::Deserialize;
use serde_json::json;

use super::statements::OnLine;

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

/// What a kind is that has no place there.
const NOTE: &str = "Note";

/// The key of what is ours.
const OURS: &str = "willay";

/// The properties of an entity, each with its values.
type Properties = BTreeMap<String, BTreeSet<String>>;

/// How many values have no place there, by kind and property.
type LeftOut = BTreeMap<(String, String), u64>;

/// An entity as a line holds it.
#[derive(Debug, Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    properties: Properties,
    willay: Option<Vec<Statement>>,
}

/// Entities as JSON Lines, in order of their ids, and how many values other tools do not see.
pub fn entities(statements: &[Statement]) -> (String, LeftOut) {
    let mut records: BTreeMap<&RecordId, Vec<&Statement>> = BTreeMap::new();
    for said in statements {
        records.entry(&said.record).or_default().push(said);
    }
    let (mut lines, mut left_out) = (String::new(), LeftOut::new());
    for (record, said) in records {
        let (schema, properties) = seen(record, &said, &mut left_out);
        let entity = json!({ "id": id(record), "schema": schema, "properties": properties, OURS: said });
        lines.push_str(&format!("{entity}\n"));
    }
    (lines, left_out)
}

/// What other tools see of a record: its schema there and its values.
fn seen(record: &RecordId, said: &[&Statement], left_out: &mut LeftOut) -> (&'static str, Properties) {
    let like = LIKENESSES.iter().find(|(kind, ..)| *kind == record.kind());
    let (schema, places) = like.map_or((NOTE, [].as_slice()), |(_, schema, places)| (*schema, *places));
    let mut properties = Properties::new();
    if schema == NOTE {
        properties.insert("name".to_owned(), [record.to_string()].into());
    }
    for said in said {
        let place = places.iter().find(|(ours, _)| *ours == said.property);
        match place.and_then(|(_, theirs)| Some((*theirs, text(&said.value)?))) {
            Some((property, value)) => {
                properties.entry(property.to_owned()).or_default().insert(value);
            }
            None => *left_out.entry((record.kind().to_owned(), said.property.clone())).or_default() += 1,
        }
    }
    (schema, properties)
}

/// Reads the statements of entities that [`entities`] has written, whatever tools they have gone through since; what is
/// wrong with a line is told with its number.
pub fn read(text: &str) -> (Vec<OnLine<Statement>>, Vec<OnLine<String>>) {
    let (mut statements, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Entity>(line).map_err(|error| error.to_string()).and_then(ours) {
            Ok(said) => statements.extend(said.into_iter().map(|said| (number, said))),
            Err(reason) => problems.push((number, reason)),
        }
    }
    (statements, problems)
}

/// The statements of an entity, if they still say what it shows.
fn ours(entity: Entity) -> Result<Vec<Statement>, String> {
    let Entity { id: name, schema, properties, willay } = entity;
    let said = willay.ok_or_else(|| {
        format!("{name} was not written by Willay; import such entities with a mapping and without --statements")
    })?;
    let record = said.first().map(|first| &first.record).ok_or_else(|| format!("{name} carries no statement"))?;
    if said.iter().any(|other| other.record != *record) || id(record) != name {
        return Err(format!("{name} carries statements on another record"));
    }
    let (was, shown) = seen(record, &said.iter().collect::<Vec<_>>(), &mut LeftOut::new());
    if was != schema {
        return Err(format!("{name} is a {schema} here, but was written as a {was}; nothing of it is taken"));
    }
    let names: BTreeSet<&String> = shown.keys().chain(properties.keys()).collect();
    match names.into_iter().find(|property| shown.get(*property) != properties.get(*property)) {
        None => Ok(said),
        Some(property) => Err(format!(
            "{name}: another tool has changed `{property}`, and the statements do not say so; change it in the record, or import \
             the entities with a mapping"
        )),
    }
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
