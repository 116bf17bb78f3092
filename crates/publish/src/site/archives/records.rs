//! Lists of all records, kind by kind, so that no record's page stands alone.

use std::collections::BTreeMap;

use maud::{Markup, html};
use record::{Language, RecordId, Value};

use super::{
    super::{
        Files,
        layout::pick,
        links::{Depth, in_language},
    },
    Archives,
};

/// The list of kinds.
pub(super) const INDEX: &str = "archive/records.html";

/// Records on one page.
const ON_A_PAGE: usize = 500;

/// Properties that say what a record is called. A person is called by name only where that is allowed.
const TITLES: &[&str] = &["title", "label", "name"];

/// A page of the list of a kind, counted from 1.
pub(super) fn path(kind: &str, number: usize) -> String {
    format!("archive/records/{kind}/{number}.html")
}

pub(super) fn plural<'a>(archives: &'a Archives<'_>, kind: &'a str, language: Language) -> &'a str {
    archives.edition.schema.kinds.get(kind).map_or(kind, |kind| kind.plural.get(language))
}

/// What a record is called: its title, or else its own name.
pub(super) fn title<'a>(archives: &'a Archives<'_>, record: &'a RecordId) -> &'a str {
    if record.kind() == "person" && !archives.edition.nameable.contains(record) {
        return record.name();
    }
    let titles = TITLES.iter().find_map(|property| {
        archives.of_record(record).iter().find_map(|(_, statement)| {
            let Value::Text(title) = &statement.value else { return None };
            (statement.property == *property).then_some(title.as_str())
        })
    });
    titles.unwrap_or(record.name())
}

pub(super) fn render(archives: &Archives<'_>, language: Language, files: &mut Files) {
    let mut kinds: BTreeMap<&str, Vec<&RecordId>> = BTreeMap::new();
    for record in archives.said.keys() {
        kinds.entry(record.kind()).or_default().push(record);
    }
    let all = pick(language, "All records", "Todos los registros");
    let depth = Depth::of_section(language);
    let index = html! {
        (super::doors(depth, language))
        h1 { (all) }
        ul { @for (kind, records) in &kinds {
            li { a href=(depth.to(&in_language(language, &path(kind, 1)))) { (plural(archives, kind, language)) } " (" (records.len()) ")" }
        } }
    };
    archives.add(INDEX, (all, index), (language, files));
    for (kind, records) in kinds {
        let pages = records.chunks(ON_A_PAGE).count();
        for (number, records) in (1..).zip(records.chunks(ON_A_PAGE)) {
            let path = path(kind, number);
            let title = plural(archives, kind, language).to_owned();
            let body = list(archives, (records, kind), ((number, pages), language));
            archives.add(&path, (&title, body), (language, files));
        }
    }
}

fn list(
    archives: &Archives<'_>,
    (records, kind): (&[&RecordId], &str),
    ((number, pages), language): ((usize, usize), Language),
) -> Markup {
    let depth = Depth::of_path(&in_language(language, &path(kind, number)));
    let to = |number: usize| depth.to(&in_language(language, &path(kind, number)));
    html! {
        p.class { a href=(depth.to(&in_language(language, INDEX))) { (pick(language, "All records", "Todos los registros")) } }
        h1 { (plural(archives, kind, language)) @if pages > 1 { " " (number) "/" (pages) } }
        ul.columns { @for record in records {
            li { a href=(depth.record(language, record)) { (title(archives, record)) } }
        } }
        @if pages > 1 { nav.doors aria-label=(pick(language, "Pages", "Páginas")) {
            @if number > 1 { a rel="prev" href=(to(number - 1)) { (pick(language, "Earlier", "Anteriores")) } }
            @if number < pages { a rel="next" href=(to(number + 1)) { (pick(language, "Further", "Siguientes")) } }
        } }
    }
}
