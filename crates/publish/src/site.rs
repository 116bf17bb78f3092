//! The whole site, rendered into memory: every number one step from its figure, every figure from its words.

use std::collections::{BTreeMap, BTreeSet};

use figure::{Figure, Outcome, disclosure::Summary};
use ledger::{Hash, Timestamp};
use read::DocumentText;
use record::{Bilingual, Document, DocumentId, FigureId, Language, Passage, RecordId, Schema, Statement, Value};

use crate::{
    article::{CheckedPage, Section},
    manifest::{self, Manifest},
    old::OldSite,
};

mod archived;
mod documents;
mod estimates;
mod feeds;
mod figures;
mod layout;
pub(crate) mod links;
mod open_data;
mod pages;
mod records;

/// The style sheet.
const STYLE: &str = include_str!("site/style.css");

/// Settings of the site.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// What it is called.
    pub name: Bilingual,
    /// One paragraph for the front page.
    pub description: Bilingual,
    /// Its languages, the first being the main one.
    pub languages: Vec<Language>,
    /// Where it will stand.
    pub base_url: String,
    /// On what terms it may be copied.
    pub licence: String,
}

/// A document with its text.
#[derive(Debug, Clone)]
pub struct ArchivedDocument {
    /// What it is.
    pub document: Document,
    /// What it says.
    pub text: DocumentText,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The ledger's size and root from which the figures were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// Number of entries.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// Time of the last of them.
    pub time: Timestamp,
}

/// Everything that is published; only what anyone may see.
pub struct Edition<'a> {
    /// Settings.
    pub settings: SiteSettings,
    /// Kinds and vocabularies.
    pub schema: &'a Schema,
    /// Public figures in order of id.
    pub figures: &'a [Figure],
    /// How much disclosure control hides.
    pub disclosure: &'a Summary,
    /// Public documents.
    pub documents: Vec<ArchivedDocument>,
    /// Public statements in force, by entry.
    pub statements: Vec<(u64, Statement)>,
    /// The public part of the record as a SQLite database, made of these statements alone.
    pub record: Vec<u8>,
    /// Articles and standing pages in every language.
    pub pages: Vec<CheckedPage>,
    /// What an old site left.
    pub old: OldSite,
    /// What the figures rest on.
    pub as_of: AsOf,
}

impl Edition<'_> {
    pub(crate) fn figure(&self, id: &FigureId) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id() == id)
    }

    pub(crate) fn document(&self, id: &DocumentId) -> Option<&ArchivedDocument> {
        self.documents.iter().find(|archived| archived.document.id == *id)
    }

    /// Statements on one record.
    pub(crate) fn said_of<'a>(&'a self, record: &'a RecordId) -> impl Iterator<Item = &'a (u64, Statement)> {
        self.statements.iter().filter(move |(_, statement)| statement.record == *record)
    }

    pub(crate) fn articles(&self, language: Language) -> Vec<&CheckedPage> {
        let is_it = |page: &&CheckedPage| page.head.section == Section::Article && page.head.language == language;
        let mut articles: Vec<&CheckedPage> = self.pages.iter().filter(is_it).collect();
        articles.sort_by(|left, right| {
            let key = |page: &CheckedPage| page.head.date.as_ref().map(|date| date.as_str().to_owned());
            key(right).cmp(&key(left)).then_with(|| left.head.slug.cmp(&right.head.slug))
        });
        articles
    }

    pub(crate) fn standing(&self, language: Language) -> Vec<&CheckedPage> {
        let is_it = |page: &&CheckedPage| page.head.section == Section::Page && page.head.language == language;
        let mut pages: Vec<&CheckedPage> = self.pages.iter().filter(is_it).collect();
        pages.sort_by_key(|page| (page.head.order, page.head.slug.clone()));
        pages
    }

    /// Every passage that the site shows, by document.
    pub(crate) fn passages(&self) -> BTreeMap<DocumentId, Vec<&Passage>> {
        let claimed = self.figures.iter().filter_map(|figure| match &figure.outcome {
            Outcome::Claimed { passage } => Some(passage),
            Outcome::Observed { .. }
            | Outcome::Derived { .. }
            | Outcome::Estimated { .. }
            | Outcome::Suppressed { .. }
            | Outcome::Refused { .. } => None,
        });
        let said = self.statements.iter().filter_map(|(_, statement)| statement.origin.passage.as_ref());
        let quoted = self.pages.iter().flat_map(|page| &page.passages);
        let mut passages: BTreeMap<DocumentId, Vec<&Passage>> = BTreeMap::new();
        for passage in claimed.chain(said).chain(quoted) {
            passages.entry(passage.document).or_default().push(passage);
        }
        passages
    }

    /// The figures that rest on a record, directly or through others.
    pub(crate) fn figures_on(&self, record: &RecordId) -> BTreeSet<FigureId> {
        let counts = |figure: &&Figure| match &figure.outcome {
            Outcome::Observed { members, .. } => members.iter().any(|member| member.record == *record),
            Outcome::Derived { .. }
            | Outcome::Estimated { .. }
            | Outcome::Claimed { .. }
            | Outcome::Suppressed { .. }
            | Outcome::Refused { .. } => false,
        };
        let is_part = |proceeding: &RecordId| {
            proceeding == record
                || self
                    .said_of(record)
                    .any(|(_, said)| matches!(&said.value, Value::Reference(whole) if whole == proceeding))
        };
        let of_proceeding = |figure: &&Figure| figure.definition.proceeding.as_ref().is_some_and(is_part);
        self.with_derived(
            self.figures
                .iter()
                .filter(|figure| counts(figure) || of_proceeding(figure))
                .map(|f| f.id().clone())
                .collect(),
        )
    }

    /// The figures that rest on a document: its claims, and the records whose lists or words it holds.
    pub(crate) fn figures_of_document(&self, document: &DocumentId) -> BTreeSet<FigureId> {
        let mut ids: BTreeSet<FigureId> = BTreeSet::new();
        for figure in self.figures {
            if matches!(&figure.outcome, Outcome::Claimed { passage } if passage.document == *document) {
                ids.insert(figure.id().clone());
            }
        }
        let rests = |statement: &Statement| {
            statement.origin.list_document == *document
                || statement.origin.passage.as_ref().is_some_and(|passage| passage.document == *document)
        };
        let records: BTreeSet<&RecordId> = self
            .statements
            .iter()
            .filter(|(_, statement)| rests(statement))
            .map(|(_, statement)| &statement.record)
            .collect();
        for record in records {
            ids.extend(self.figures_on(record));
        }
        self.with_derived(ids)
    }

    /// Adds the figures that are derived from some.
    fn with_derived(&self, mut ids: BTreeSet<FigureId>) -> BTreeSet<FigureId> {
        loop {
            let before = ids.len();
            for figure in self.figures {
                if matches!(&figure.outcome, Outcome::Derived { inputs, .. } if inputs.iter().any(|input| ids.contains(input)))
                {
                    ids.insert(figure.id().clone());
                }
            }
            if ids.len() == before {
                return ids;
            }
        }
    }
}

/// Files being collected, each with the figures that depend on it.
#[derive(Default)]
pub(crate) struct Files {
    files: BTreeMap<String, Vec<u8>>,
    manifest: Manifest,
}

impl Files {
    pub(crate) fn add(&mut self, path: String, bytes: impl Into<Vec<u8>>, figures: BTreeSet<FigureId>) {
        let bytes = bytes.into();
        self.manifest.files.insert(path.clone(), manifest::File { sha256: Hash::of(&bytes), figures });
        self.files.insert(path, bytes);
    }
}

/// Where a figure's page stands, once the site stands at its base.
///
/// ```
/// let id = "killings-2016".parse()?;
/// let address = publish::site::figure_address("https://example.org/peru", record::Language::Es, &id);
/// assert_eq!(address, "https://example.org/peru/es/figures/killings-2016.html");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn figure_address(base_url: &str, language: Language, id: &FigureId) -> String {
    let path = links::in_language(language, &format!("figures/{id}.html"));
    format!("{}/{path}", base_url.trim_end_matches('/'))
}

/// Renders every file of the site but the ledger's.
pub fn render(edition: &Edition<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut files = Files::default();
    files.add("style.css".to_owned(), STYLE, BTreeSet::new());
    for language in &edition.settings.languages {
        pages::render(edition, *language, &mut files);
        figures::render(edition, *language, &mut files);
        archived::render(edition, *language, &mut files);
        records::render(edition, *language, &mut files);
        open_data::explain(edition, *language, &mut files);
        feeds::atom(edition, *language, &mut files);
    }
    documents::render(edition, &mut files);
    open_data::render(edition, &mut files);
    let addresses = archived::addresses(edition, &mut files);
    feeds::sitemap(edition, &mut files);
    archived::stand(addresses, &mut files);
    let Files { mut files, manifest } = files;
    files.insert(manifest::PATH.to_owned(), manifest.bytes());
    files
}
