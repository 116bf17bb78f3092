//! The page of a record: every value with who said it, in which row, in which words; contradictions side by side.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use record::{Language, RecordId, Statement, Value, schema::PropertyType};

use super::{
    Edition, Files, archives,
    layout::{About, Page, page, pick},
    links::{Depth, in_language},
    places,
};
use crate::elements;

pub(super) fn render(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let records: BTreeSet<&RecordId> = edition.statements.iter().map(|(_, statement)| &statement.record).collect();
    let referring = referring(edition);
    for record in records {
        let path = format!("records/{record}.html");
        let kind = edition.schema.kinds.get(record.kind());
        let title = format!("{} {}", kind.map_or(record.kind(), |kind| kind.label.get(language)), record.name());
        let body = body(edition, (record, &title), referring.get(record), language);
        let is_translated = edition.settings.languages.len() > 1;
        let html = page(
            edition,
            &Page {
                language,
                path: &path,
                title: &title,
                depth: Depth::of_record(language),
                is_translated,
                about: About::default(),
                body,
            },
        );
        files.add(in_language(language, &path), html, edition.figures_on(record));
    }
}

/// Records by the record that they refer to.
pub(super) fn referring<'a>(edition: &'a Edition<'_>) -> BTreeMap<&'a RecordId, BTreeSet<&'a RecordId>> {
    let mut referring: BTreeMap<&RecordId, BTreeSet<&RecordId>> = BTreeMap::new();
    for (_, statement) in edition.statements {
        if let Value::Reference(target) = &statement.value {
            referring.entry(target).or_default().insert(&statement.record);
        }
    }
    referring
}

fn body(
    edition: &Edition<'_>,
    (record, title): (&RecordId, &str),
    referring: Option<&BTreeSet<&RecordId>>,
    language: Language,
) -> Markup {
    let depth = Depth::of_record(language);
    let figures: Vec<_> = edition.figures_on(record).into_iter().filter_map(|id| edition.figure(&id)).collect();
    html! {
        h1 { (title) }
        (archives::of_record(edition, record, depth, language))
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table.statements {
            thead { tr {
                th scope="col" { (pick(language, "Property", "Propiedad")) } th scope="col" { (pick(language, "Value", "Valor")) }
                th scope="col" { (pick(language, "Words of the source", "Palabras de la fuente")) } th scope="col" { (pick(language, "List, row, entry", "Lista, fila, asiento")) }
            } }
            tbody { @for (sequence, statement) in edition.said_of(record) {
                tr id=(format!("s-{sequence}")) {
                    th scope="row" { (label(edition, statement, language)) }
                    td { (value(edition, statement, language)) @if let Some(original) = &statement.original { " " span.original { "(" (original) ")" } } }
                    td { @if let Some(passage) = &statement.origin.passage { a.quote href=(depth.passage(passage)) { mark { (passage.selector.exact) } } } }
                    td { a href=(depth.row(&statement.origin.list_document, statement.origin.row)) { (statement.origin.list) " " (statement.origin.row) } " · " (sequence) }
                }
            } }
        } }
        (archives::course(edition, (record, referring), (depth, language)))
        @if let Some(referring) = referring {
            @for (kind, records) in by_kind(referring) {
                @let plural = edition.schema.kinds.get(kind).map_or(kind, |kind| kind.plural.get(language));
                h2 { (plural) " (" (records.len()) ")" }
                (tally(edition, &records, language))
                ul.columns { @for other in records { li { a href=(depth.record(language, other)) { (other.name()) } (terms(edition, other, language)) } } }
            }
        }
        @if !figures.is_empty() {
            h2 { (pick(language, "Figures that rest on it", "Cifras que se apoyan en él")) }
            ul { @for figure in figures { li { a href=(depth.figure(language, figure.id())) { (figure.definition.title.get(language)) } } } }
        }
    }
}

fn by_kind<'a>(records: &BTreeSet<&'a RecordId>) -> BTreeMap<&'a str, Vec<&'a RecordId>> {
    let mut kinds: BTreeMap<&str, Vec<&RecordId>> = BTreeMap::new();
    for record in records {
        kinds.entry(record.kind()).or_default().push(record);
    }
    kinds
}

/// The terms of a record, such as its outcome and status.
fn terms(edition: &Edition<'_>, record: &RecordId, language: Language) -> Markup {
    let said = edition.said_of(record).filter(|(_, statement)| matches!(statement.value, Value::Term(_)));
    html! { @for (_, statement) in said { " · " (value(edition, statement, language)) } }
}

/// How many of the records have each term: what a proceeding's page counts from its accused and decisions.
fn tally(edition: &Edition<'_>, records: &[&RecordId], language: Language) -> Markup {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (_, statement) in records.iter().flat_map(|record| edition.said_of(record)) {
        if matches!(statement.value, Value::Term(_)) {
            let key = (label(edition, statement, language), value(edition, statement, language).into_string());
            *counts.entry(key).or_default() += 1;
        }
    }
    html! {
        @if !counts.is_empty() {
            ul.tally { @for ((property, term), count) in counts { li { (property) ": " (maud::PreEscaped(term)) " — " strong { (count) } } } }
        }
    }
}

pub(super) fn label(edition: &Edition<'_>, statement: &Statement, language: Language) -> String {
    let property = edition.schema.property(statement.record.kind(), &statement.property);
    property.map_or(statement.property.clone(), |property| property.label.get(language).to_owned())
}

pub(super) fn value(edition: &Edition<'_>, statement: &Statement, language: Language) -> Markup {
    let depth = Depth::of_record(language);
    match &statement.value {
        Value::Date(date) => elements::date(date, &date.words(language)),
        Value::Reference(other) if edition.said_of(other).next().is_some() => {
            html! { a href=(depth.record(language, other)) { (other.as_str()) } }
        }
        Value::Text(_)
        | Value::Integer(_)
        | Value::Term(_)
        | Value::Reference(_)
        | Value::Place { .. }
        | Value::Flag(_)
        | Value::Count(_)
        | Value::Geometry(_) => html! { (label_of(edition, statement, language)) },
    }
}

/// A value in words, without links.
pub(super) fn label_of(edition: &Edition<'_>, statement: &Statement, language: Language) -> String {
    match &statement.value {
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.words(language),
        Value::Term(code) => {
            let property = edition.schema.property(statement.record.kind(), &statement.property);
            let label = property.and_then(|property| match &property.value {
                PropertyType::Term(vocabulary) => edition.schema.term(vocabulary, code),
                PropertyType::Text
                | PropertyType::Integer
                | PropertyType::Count
                | PropertyType::Geometry
                | PropertyType::Date
                | PropertyType::Reference(_)
                | PropertyType::Place
                | PropertyType::Flag => None,
            });
            label.map_or(code.as_str(), |label| label.get(language)).to_owned()
        }
        Value::Flag(flag) => if *flag { pick(language, "yes", "sí") } else { "no" }.to_owned(),
        Value::Place { scheme, code } => places::called(edition.schema, (scheme, code), language),
        Value::Integer(_) | Value::Reference(_) | Value::Count(_) | Value::Geometry(_) => {
            statement.value.written().into_owned()
        }
    }
}
