//! The page of a shelf and the index of an archive.

use std::collections::{BTreeMap, BTreeSet};

use figure::Figure;
use maud::{Markup, html};
use record::{Edtf, Language, RecordId, Value, date::Day};

use super::{
    super::{
        figures::class,
        layout::pick,
        links::{Depth, in_language},
        pages,
    },
    Archives, Axis, Key, Shelf, course, keys, proceeding, records,
};

/// Records of one kind that a shelf names; the others stand in the list of their kind.
const NAMED: usize = 100;

/// Every shelf of an archive, with how much stands on it.
pub(super) fn index(archives: &Archives<'_>, axis: Axis, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let of_axis = archives.shelves.iter().filter(|(key, _)| key.axis == axis);
    let mut named: Vec<(String, &Key, &Shelf<'_>)> =
        of_axis.map(|(key, shelf)| (archives.name(key, language), key, shelf)).collect();
    let order = |name: &str| figure::compare::words::fold(name);
    named.sort_by(|(left, ..), (right, ..)| order(left).cmp(&order(right)).then_with(|| left.cmp(right)));
    html! {
        (super::doors(depth, language))
        h1 { (axis.title(language)) }
        @if named.is_empty() {
            p { (pick(language, "Nothing published belongs here.", "Nada de lo publicado corresponde aquí.")) }
        } @else {
            div.scroll { table {
                thead { tr {
                    th scope="col" { (axis.title(language)) }
                    th.number scope="col" { (pick(language, "Articles", "Artículos")) }
                    th.number scope="col" { (pick(language, "Figures", "Cifras")) }
                    th.number scope="col" { (pick(language, "Records", "Registros")) }
                } }
                tbody { @for (name, key, shelf) in named { tr {
                    th scope="row" { a href=(depth.to(&in_language(language, &key.path()))) { (name) } }
                    td.number { (articles(shelf, language).count()) }
                    td.number { (shelf.figures.len()) }
                    td.number { (shelf.records.len()) }
                } } }
            } }
        }
    }
}

fn articles<'a>(shelf: &'a Shelf<'_>, language: Language) -> impl Iterator<Item = &'a crate::CheckedPage> {
    shelf.articles.iter().copied().filter(move |article| article.head.language == language)
}

/// What stands on a shelf, in order of time.
pub(super) fn page(archives: &Archives<'_>, (key, shelf): (&Key, &Shelf<'_>), language: Language) -> Markup {
    let depth = Depth::of_path(&in_language(language, &key.path()));
    let articles: Vec<_> = articles(shelf, language).collect();
    let record = keys::record(key);
    html! {
        p.class { a href=(depth.to(&in_language(language, &key.axis.index()))) { (key.axis.title(language)) } }
        h1 { (archives.name(key, language)) }
        @if let Some(record) = &record {
            p { a href=(depth.record(language, record)) { (pick(language, "Everything that is said of it, with the words of the sources", "Todo lo que se dice de ello, con las palabras de las fuentes")) } }
        }
        @if key.axis == Axis::Proceeding && let Some(record) = &record { (proceeding::body(archives, record, (depth, language))) }
        @if let Some(record) = &record { (course(archives.edition, (record, archives.referring.get(record)), (depth, language))) }
        @if key.axis == Axis::Place { (wider(archives, (key, shelf), (depth, language))) }
        @if !articles.is_empty() {
            h2 { (pick(language, "Articles", "Artículos")) }
            (pages::list(&articles, depth, language))
        }
        (figures(&shelf.figures, depth, language))
        (of_kinds(archives, shelf, (depth, language)))
    }
}

/// Places of this one's records and figures that are wider or narrower.
fn wider(archives: &Archives<'_>, (key, shelf): (&Key, &Shelf<'_>), (depth, language): (Depth, Language)) -> Markup {
    let mut beside: BTreeSet<Key> = BTreeSet::new();
    for figure in &shelf.figures {
        beside.extend(keys::of_figure(archives.edition, figure));
    }
    for record in &shelf.records {
        let said = archives.of_record(record).iter().map(|(_, statement)| statement);
        beside.extend(keys::of_record(archives.edition, record, said));
    }
    beside.retain(|other| other.axis == Axis::Place && other != key);
    html! { @if !beside.is_empty() {
        p { (pick(language, "Places within it, around it, or named with it", "Lugares dentro, alrededor o nombrados junto a este")) ": "
            @for (at, other) in beside.iter().enumerate() { @if at > 0 { " · " } (archives.link(other, depth, language)) } }
    } }
}

fn figures(figures: &[&Figure], depth: Depth, language: Language) -> Markup {
    let begins = |figure: &Figure| figure.period().and_then(|period| period.bounds().0);
    let mut figures: Vec<&Figure> = figures.to_vec();
    figures.sort_by_key(|figure| (begins(figure).is_none(), begins(figure), figure.id().clone()));
    html! { @if !figures.is_empty() {
        h2 { (pick(language, "Figures", "Cifras")) }
        div.scroll { table {
            thead { tr {
                th scope="col" { (pick(language, "Period", "Período")) } th scope="col" { (pick(language, "Figure", "Cifra")) }
                th.number scope="col" { (pick(language, "Value", "Valor")) } th scope="col" { (pick(language, "What it is", "Qué es")) }
            } }
            tbody { @for figure in figures { tr {
                td { @match figure.period() {
                    Some(period) => (period.words(language)),
                    None => (pick(language, "not stated", "no se dice")),
                } }
                th scope="row" { a href=(depth.figure(language, figure.id())) { (figure.definition.title.get(language)) } }
                td.number { (figure.value_text(language)) }
                td { (class(figure, language)) }
            } } }
        } }
    } }
}

/// When the first thing happened that a record dates.
fn date<'a>(archives: &'a Archives<'_>, record: &RecordId) -> Option<&'a Edtf> {
    let dated = archives.of_record(record).iter().filter_map(|(_, statement)| {
        let Value::Date(date) = &statement.value else { return None };
        (!keys::is_paperwork(statement)).then_some(date)
    });
    dated.min_by_key(|date| (date.bounds().0, date.as_str()))
}

fn of_kinds(archives: &Archives<'_>, shelf: &Shelf<'_>, (depth, language): (Depth, Language)) -> Markup {
    let mut kinds: BTreeMap<&str, Vec<&RecordId>> = BTreeMap::new();
    for record in &shelf.records {
        kinds.entry(record.kind()).or_default().push(record);
    }
    let when = |record: &RecordId| -> (bool, Option<Day>) {
        let first = date(archives, record).and_then(|date| date.bounds().0);
        (first.is_none(), first)
    };
    for records in kinds.values_mut() {
        records.sort_by_key(|record| (when(record), (*record).clone()));
    }
    html! { @for (kind, of_kind) in kinds {
        h2 { (records::plural(archives, kind, language)) " (" (of_kind.len()) ")" }
        ul.columns { @for record in of_kind.iter().take(NAMED) { li {
            a href=(depth.record(language, record)) { (records::title(archives, record)) }
            @if let Some(date) = date(archives, record) { " " time datetime=(date.as_str()) { (date.words(language)) } }
        } } }
        @if let Some(more) = of_kind.len().checked_sub(NAMED).filter(|more| *more > 0) {
            p { (pick(language, "and", "y")) " " (more) " " (pick(language, "more, in the list of", "más, en la lista de")) " "
                a href=(depth.to(&in_language(language, &records::path(kind, 1)))) { (records::plural(archives, kind, language)) } }
        }
    } }
}
