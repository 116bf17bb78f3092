//! What a figure, a record or an article belongs to: told by itself, so that any page can link to its shelves.

use std::collections::BTreeSet;

use figure::{Figure, compare::words::fold};
use record::{Edtf, Language, RecordId, Statement, Value};

use super::{
    super::{Edition, places},
    Axis, Key, members,
};
use crate::article::CheckedPage;

/// Dates of papers and of births, which are no happenings.
const PAPERWORK: &[&str] = &["birth-date", "date-received", "date-of-entry", "date-updated"];

/// Dates of what is expected, or of the state of something: no shelf is kept by them.
const EXPECTED: &[&str] = &["due", "as-of"];

/// The vocabulary with the names of topics.
const TOPICS: &str = "topic";

/// True for statements that date a paper or a birth.
pub(super) fn is_paperwork(statement: &Statement) -> bool {
    PAPERWORK.contains(&statement.property.as_str())
}

/// True for statements on when something happened.
fn is_of_time(statement: &Statement) -> bool {
    !is_paperwork(statement) && !EXPECTED.contains(&statement.property.as_str())
}

fn key(axis: Axis, slug: impl Into<String>) -> Key {
    Key { axis, slug: slug.into() }
}

pub(super) fn of_figure(edition: &Edition<'_>, figure: &Figure) -> BTreeSet<Key> {
    let definition = &figure.definition;
    let mut keys = BTreeSet::from([topic(edition, &definition.topic)]);
    let place = definition.place.as_deref().map(places::parse);
    keys.extend(place.into_iter().flat_map(|place| of_place(edition, place)));
    keys.extend(figure.period().as_ref().and_then(year));
    keys.extend(definition.proceeding.as_ref().and_then(|proceeding| of_proceeding(edition, proceeding)));
    keys.extend(members(figure).filter_map(|record| person(edition, record)));
    keys
}

pub(super) fn of_record<'a>(
    edition: &Edition<'_>,
    record: &RecordId,
    said: impl Iterator<Item = &'a Statement>,
) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    keys.extend(person(edition, record));
    keys.extend(of_proceeding(edition, record));
    for statement in said {
        match &statement.value {
            Value::Place { scheme, code } => keys.extend(of_place(edition, (scheme, code))),
            Value::Date(date) if is_of_time(statement) => keys.extend(year(date)),
            Value::Reference(other) => {
                keys.extend(of_proceeding(edition, other));
                keys.extend(person(edition, other));
            }
            Value::Date(_)
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Term(_)
            | Value::Flag(_)
            | Value::Count(_)
            | Value::Geometry(_) => {}
        }
    }
    keys
}

/// An article's own topics and year; places, proceedings and persons are those of its figures and of its words.
pub(super) fn of_article(edition: &Edition<'_>, article: &CheckedPage) -> BTreeSet<Key> {
    let mut keys: BTreeSet<Key> = article.head.topics.iter().map(|name| topic(edition, name)).collect();
    keys.extend(article.head.date.as_ref().and_then(year));
    let figures = article.figures.iter().filter_map(|id| edition.figure(id));
    let of_figures = figures.flat_map(|figure| of_figure(edition, figure));
    keys.extend(of_figures.filter(|key| !matches!(key.axis, Axis::Topic | Axis::Year)));
    let is_named = |person: &&RecordId| text(edition, person, "name").is_some_and(|name| article.html.contains(name));
    keys.extend(edition.nameable.iter().filter(is_named).map(|person| key(Axis::Person, person.name())));
    keys
}

/// A topic by its code or its name in any language; as it is written, where the vocabulary has none.
fn topic(edition: &Edition<'_>, name: &str) -> Key {
    let known = edition.schema.vocabularies.get(TOPICS).and_then(|topics| topics.read(TOPICS, name).ok());
    let words = fold(name);
    let slug: Vec<&str> =
        words.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    key(Axis::Topic, known.map_or_else(|| slug.join("-"), str::to_owned))
}

fn of_place(edition: &Edition<'_>, place: places::Code<'_>) -> Vec<Key> {
    places::line(edition.schema, place).into_iter().map(|slug| key(Axis::Place, slug)).collect()
}

/// The year of a date, or the years of an interval that is longer: one shelf, not one for each year.
fn year(date: &Edtf) -> Option<Key> {
    let (first, last) = date.bounds();
    let (first, last) = (first?.year, last?.year);
    Some(key(Axis::Year, if first == last { format!("{first:04}") } else { format!("{first:04}-{last:04}") }))
}

fn of_proceeding(edition: &Edition<'_>, record: &RecordId) -> Option<Key> {
    let is_there = record.kind() == "proceeding" && edition.said_of(record).next().is_some();
    is_there.then(|| key(Axis::Proceeding, record.name()))
}

fn person(edition: &Edition<'_>, record: &RecordId) -> Option<Key> {
    edition.nameable.contains(record).then(|| key(Axis::Person, record.name()))
}

/// What a shelf is called.
pub(super) fn name(edition: &Edition<'_>, key: &Key, language: Language) -> String {
    match key.axis {
        Axis::Topic => {
            let label = edition.schema.term(TOPICS, &key.slug);
            label.map_or_else(|| key.slug.replace('-', " "), |label| label.get(language).to_owned())
        }
        Axis::Place => places::name(edition.schema, &key.slug, language),
        Axis::Year => key.slug.replace('-', "–"),
        Axis::Proceeding | Axis::Person => {
            let property = if key.axis == Axis::Person { "name" } else { "title" };
            let title = record(key).and_then(|record| text(edition, &record, property).map(str::to_owned));
            title.unwrap_or_else(|| key.slug.clone())
        }
    }
}

/// The record that a shelf is about.
pub(super) fn record(key: &Key) -> Option<RecordId> {
    let kind = match key.axis {
        Axis::Proceeding => "proceeding",
        Axis::Person => "person",
        Axis::Topic | Axis::Place | Axis::Year => return None,
    };
    format!("{kind}/{}", key.slug).parse().ok()
}

fn text<'a>(edition: &'a Edition<'_>, record: &'a RecordId, property: &str) -> Option<&'a str> {
    edition.said_of(record).find_map(|(_, statement)| match &statement.value {
        Value::Text(text) if statement.property == property => Some(text.as_str()),
        Value::Text(_)
        | Value::Integer(_)
        | Value::Date(_)
        | Value::Term(_)
        | Value::Reference(_)
        | Value::Place { .. }
        | Value::Flag(_)
        | Value::Count(_)
        | Value::Geometry(_) => None,
    })
}
