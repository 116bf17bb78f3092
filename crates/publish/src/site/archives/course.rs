//! The course of a record: its own dates, and what happened in the records that refer to it. A proceeding with its decisions,
//! an agreement with its commitments.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use record::{Edtf, Language, RecordId, Statement, Value};

use super::super::{
    Edition,
    layout::pick,
    links::Depth,
    records::{label, label_of},
};
use crate::chart::{Happening, timeline};

/// The timeline of a record; nothing where there are not two happenings.
pub(in super::super) fn course<'a>(
    edition: &'a Edition<'_>,
    (record, referring): (&'a RecordId, Option<&'a BTreeSet<&'a RecordId>>),
    (depth, language): (Depth, Language),
) -> Markup {
    // Happenings that read the same are one, with how many they are; the first of them is linked.
    let mut found: BTreeMap<(String, String), (usize, &'a RecordId)> = BTreeMap::new();
    let mut note = |date: &Edtf, words: String, of: &'a RecordId| {
        found.entry((date.as_str().to_owned(), words)).or_insert((0, of)).0 += 1;
    };
    for (date, statement) in dates(edition, record) {
        note(date, label(edition, statement, language), record);
    }
    for other in referring.into_iter().flatten() {
        let words = words(edition, other, language);
        let mut seen = BTreeSet::new();
        for (date, statement) in dates(edition, other) {
            let is_first = seen.insert((&statement.property, date.as_str()));
            let property = label(edition, statement, language);
            let words = if statement.property == "date" { words.clone() } else { format!("{words}: {property}") };
            if is_first {
                note(date, words, other);
            }
        }
    }
    let happenings: Vec<Happening> = found
        .into_iter()
        .map(|((date, words), (count, of))| Happening {
            date: date.parse().ok(),
            label: if count > 1 { format!("{count} × {words}") } else { words },
            href: depth.record(language, of),
        })
        .collect();
    let title = pick(language, "What happened when", "Qué pasó y cuándo");
    html! { @if happenings.len() > 1 { h2 { (title) } (timeline(pick(language, "In order of time", "En orden de tiempo"), &happenings, language)) } }
}

fn dates<'a>(edition: &'a Edition<'_>, record: &'a RecordId) -> impl Iterator<Item = (&'a Edtf, &'a Statement)> {
    edition.said_of(record).filter_map(|(_, statement)| {
        let Value::Date(date) = &statement.value else { return None };
        (!super::keys::is_paperwork(statement)).then_some((date, statement))
    })
}

/// The kind of a record with its terms: "Decision: Convicted, First instance". Values that contradict each other stand with a
/// stroke between them.
fn words(edition: &Edition<'_>, record: &RecordId, language: Language) -> String {
    let kind = edition.schema.kinds.get(record.kind()).map_or(record.kind(), |kind| kind.label.get(language));
    let mut terms: Vec<(&str, Vec<String>)> = Vec::new();
    for (_, statement) in edition.said_of(record).filter(|(_, statement)| matches!(statement.value, Value::Term(_))) {
        let term = label_of(edition, statement, language);
        match terms.iter_mut().find(|(property, _)| *property == statement.property) {
            Some((_, values)) if values.contains(&term) => {}
            Some((_, values)) => values.push(term),
            None => terms.push((&statement.property, vec![term])),
        }
    }
    let terms: Vec<String> = terms.into_iter().map(|(_, values)| values.join(" / ")).collect();
    if terms.is_empty() { kind.to_owned() } else { format!("{kind}: {}", terms.join(", ")) }
}
