//! The archives: what was published, by topic, place, proceeding, person and year, in order of time.
//!
//! A shelf is one topic, one place and so on, with the articles, figures and records that belong to it. What a figure, a
//! record or an article belongs to is told by itself ([`keys`]); the shelves are the same turned round.

use std::collections::{BTreeMap, BTreeSet};

use figure::{Figure, Outcome};
use maud::{Markup, html};
use record::{Language, RecordId, Statement};

use super::{
    Edition, Files,
    layout::{About, Page, page, pick},
    links::{Depth, in_language},
};
use crate::article::CheckedPage;

mod course;
mod keys;
mod proceeding;
mod records;
mod shelf;

pub(super) use course::course;

/// By what an archive is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Axis {
    Topic,
    Place,
    Proceeding,
    Person,
    Year,
}

impl Axis {
    const ALL: [Self; 5] = [Self::Topic, Self::Place, Self::Proceeding, Self::Person, Self::Year];

    const fn folder(self) -> &'static str {
        match self {
            Self::Topic => "topics",
            Self::Place => "places",
            Self::Proceeding => "proceedings",
            Self::Person => "persons",
            Self::Year => "years",
        }
    }

    fn title(self, language: Language) -> &'static str {
        match self {
            Self::Topic => pick(language, "Topics", "Temas"),
            Self::Place => pick(language, "Places", "Lugares"),
            Self::Proceeding => pick(language, "Proceedings", "Procesos judiciales"),
            Self::Person => pick(language, "Persons", "Personas"),
            Self::Year => pick(language, "Years", "Años"),
        }
    }

    fn index(self) -> String {
        format!("archive/{}.html", self.folder())
    }
}

/// One shelf.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    axis: Axis,
    slug: String,
}

impl Key {
    /// Its page below the language. Years keep the address that they always had.
    fn path(&self) -> String {
        match self.axis {
            Axis::Year => format!("archive/{}.html", self.slug),
            Axis::Topic | Axis::Place | Axis::Proceeding | Axis::Person => {
                format!("archive/{}/{}.html", self.axis.folder(), self.slug)
            }
        }
    }
}

/// What stands on one shelf. Articles are kept by language.
#[derive(Default)]
struct Shelf<'a> {
    articles: Vec<&'a CheckedPage>,
    figures: Vec<&'a Figure>,
    records: BTreeSet<&'a RecordId>,
}

/// All shelves, and what is said of each record.
pub(super) struct Archives<'a> {
    edition: &'a Edition<'a>,
    said: BTreeMap<&'a RecordId, Vec<&'a (u64, Statement)>>,
    referring: BTreeMap<&'a RecordId, BTreeSet<&'a RecordId>>,
    shelves: BTreeMap<Key, Shelf<'a>>,
}

impl<'a> Archives<'a> {
    /// Gathers what is published.
    pub(super) fn of(edition: &'a Edition<'a>) -> Self {
        let mut said: BTreeMap<&RecordId, Vec<&(u64, Statement)>> = BTreeMap::new();
        for entry in edition.statements {
            said.entry(&entry.1.record).or_default().push(entry);
        }
        let mut shelves: BTreeMap<Key, Shelf<'_>> = BTreeMap::new();
        for figure in edition.figures {
            for key in keys::of_figure(edition, figure) {
                shelves.entry(key).or_default().figures.push(figure);
            }
        }
        for (record, said) in &said {
            for key in keys::of_record(edition, record, said.iter().map(|(_, statement)| statement)) {
                shelves.entry(key).or_default().records.insert(record);
            }
        }
        for language in &edition.settings.languages {
            for article in edition.articles(*language) {
                for key in keys::of_article(edition, article) {
                    shelves.entry(key).or_default().articles.push(article);
                }
            }
        }
        Self { edition, said, referring: super::records::referring(edition), shelves }
    }

    /// Adds an index for each archive, the page of each shelf, and the lists of all records.
    pub(super) fn render(&self, language: Language, files: &mut Files) {
        for axis in Axis::ALL {
            self.add(&axis.index(), (axis.title(language), shelf::index(self, axis, language)), (language, files));
        }
        for (key, shelf) in &self.shelves {
            let name = self.name(key, language);
            self.add(&key.path(), (&name, shelf::page(self, (key, shelf), language)), (language, files));
        }
        records::render(self, language, files);
    }

    /// The shelves that are no record's: path, name and kind, for a search.
    pub(super) fn named_shelves(&self, language: Language) -> Vec<(String, String, &'static str)> {
        let is_named = |axis: Axis| matches!(axis, Axis::Topic | Axis::Place);
        let shelves = self.shelves.keys().filter(|key| is_named(key.axis));
        let kind = |key: &Key| match key.axis {
            Axis::Topic => pick(language, "topic", "tema"),
            Axis::Place | Axis::Proceeding | Axis::Person | Axis::Year => pick(language, "place", "lugar"),
        };
        shelves.map(|key| (key.path(), self.name(key, language), kind(key))).collect()
    }

    /// Every record.
    pub(super) fn records(&self) -> impl Iterator<Item = &'a RecordId> {
        self.said.keys().copied()
    }

    /// What a record is called.
    pub(super) fn title<'b>(&'b self, record: &'b RecordId) -> &'b str {
        records::title(self, record)
    }

    fn add(&self, path: &str, (title, body): (&str, Markup), (language, files): (Language, &mut Files)) {
        let whole = in_language(language, path);
        let depth = Depth::of_path(&whole);
        let is_translated = self.edition.settings.languages.len() > 1;
        let html =
            page(self.edition, &Page { language, path, title, depth, is_translated, about: About::default(), body });
        files.add(whole, html, BTreeSet::new());
    }

    /// Statements on one record.
    fn of_record(&self, record: &RecordId) -> &[&'a (u64, Statement)] {
        self.said.get(record).map_or(&[], Vec::as_slice)
    }

    fn name(&self, key: &Key, language: Language) -> String {
        keys::name(self.edition, key, language)
    }

    /// A link to a shelf, by its name.
    fn link(&self, key: &Key, depth: Depth, language: Language) -> Markup {
        link(self.edition, key, depth, language)
    }
}

fn link(edition: &Edition<'_>, key: &Key, depth: Depth, language: Language) -> Markup {
    html! { a href=(depth.to(&in_language(language, &key.path()))) { (keys::name(edition, key, language)) } }
}

/// The indexes of all archives: for the page of all articles.
pub(super) fn doors(depth: Depth, language: Language) -> Markup {
    html! {
        nav.doors aria-label=(pick(language, "Archives", "Archivos")) {
            (pick(language, "By", "Por")) ": "
            @for axis in Axis::ALL { a href=(depth.to(&in_language(language, &axis.index()))) { (axis.title(language)) } " " }
            a href=(depth.to(&in_language(language, records::INDEX))) { (pick(language, "All records", "Todos los registros")) }
        }
    }
}

/// Where a figure is archived.
pub(super) fn of_figure(edition: &Edition<'_>, figure: &Figure, depth: Depth, language: Language) -> Markup {
    shelves(edition, keys::of_figure(edition, figure), depth, language)
}

/// Where a record is archived.
pub(super) fn of_record(edition: &Edition<'_>, record: &RecordId, depth: Depth, language: Language) -> Markup {
    let said = edition.said_of(record).map(|(_, statement)| statement);
    shelves(edition, keys::of_record(edition, record, said), depth, language)
}

/// Where an article is archived.
pub(super) fn of_article(edition: &Edition<'_>, article: &CheckedPage, depth: Depth) -> Markup {
    shelves(edition, keys::of_article(edition, article), depth, article.head.language)
}

fn shelves(edition: &Edition<'_>, keys: BTreeSet<Key>, depth: Depth, language: Language) -> Markup {
    html! { @if !keys.is_empty() {
        nav.shelves aria-label=(pick(language, "In the archive", "En el archivo")) {
            @for axis in Axis::ALL {
                @let of_axis: Vec<&Key> = keys.iter().filter(|key| key.axis == axis).collect();
                @if !of_axis.is_empty() {
                    p { (axis.title(language)) ": "
                        @for (at, key) in of_axis.iter().enumerate() { @if at > 0 { " · " } (link(edition, key, depth, language)) } }
                }
            }
        }
    } }
}

/// The public records that a figure counts.
fn members(figure: &Figure) -> impl Iterator<Item = &RecordId> {
    let members = match &figure.outcome {
        Outcome::Observed { members, .. } => members.as_slice(),
        Outcome::Derived { .. }
        | Outcome::Estimated { .. }
        | Outcome::Claimed { .. }
        | Outcome::Suppressed { .. }
        | Outcome::Refused { .. } => &[],
    };
    members.iter().filter(|member| member.is_public).map(|member| &member.record)
}
