//! The whole site, rendered into memory: every number one step from its figure, every figure from its words.

use std::collections::{BTreeMap, BTreeSet};

use figure::{Figure, disclosure::Summary};
use ledger::{Hash, Timestamp};
use read::DocumentText;
use record::{Bilingual, Document, FigureId, Language, RecordId, Schema, Statement};

use crate::{
    article::CheckedPage,
    manifest::{self, Manifest},
    old::OldSite,
    parallel,
    past::Past,
};

mod archived;
mod archives;
mod charts;
mod corrections;
mod documents;
mod estimates;
mod feeds;
mod figures;
mod layout;
mod linked_data;
pub(crate) mod links;
mod lookup;
mod open_data;
pub(crate) use open_data::json as figure_json;
mod pages;
pub mod paper;
pub mod pictures;
mod places;
mod records;
mod search;
mod series;

pub use lookup::Lookup;
mod syndication;

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
    /// Whether pages have pictures for those who share them.
    pub pictures: bool,
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
    pub documents: &'a [ArchivedDocument],
    /// Public statements in force, by entry.
    pub statements: &'a [(u64, Statement)],
    /// The public part of the record as a SQLite database, made of these statements alone.
    pub record: &'a [u8],
    /// Persons who may have a page under their own name ([`crate::naming`]).
    pub nameable: &'a BTreeSet<RecordId>,
    /// Articles and standing pages in every language.
    pub pages: &'a [CheckedPage],
    /// What an old site left.
    pub old: &'a OldSite,
    /// What was published before.
    pub past: Past<'a>,
    /// The evidence of figures, each in one signed file; none in a preview, which signs nothing.
    pub bundles: Option<BTreeMap<FigureId, Vec<u8>>>,
    /// Pictures that need not be drawn, by their paths; `None` in a preview, which draws none.
    pub drawn: Option<BTreeMap<String, pictures::Drawn>>,
    /// What the figures rest on.
    pub as_of: AsOf,
    /// What belongs to what; `Lookup::default()` to begin with.
    pub lookup: Lookup,
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
        let sha256 = Hash::of(&bytes);
        self.add_hashed(path, pictures::Drawn { bytes, sha256 }, figures);
    }

    /// Adds a file whose hash is known.
    fn add_hashed(
        &mut self,
        path: String,
        pictures::Drawn { bytes, sha256 }: pictures::Drawn,
        figures: BTreeSet<FigureId>,
    ) {
        self.manifest.files.insert(path.clone(), manifest::File { sha256, figures });
        self.files.insert(path, bytes);
    }

    fn take(&mut self, other: Self) {
        self.files.extend(other.files);
        self.manifest.files.extend(other.manifest.files);
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

/// A part of the site that can be made while others are.
type Part<'a> = Box<dyn Fn(&mut Files) + Sync + 'a>;

/// Renders every file of the site but the ledger's.
pub fn render(edition: &Edition<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut files = Files::default();
    files.add("style.css".to_owned(), STYLE, BTreeSet::new());
    let archives = archives::Archives::of(edition);
    let mut parts: Vec<Part<'_>> =
        edition.settings.languages.iter().flat_map(|language| in_language(edition, &archives, *language)).collect();
    parts.push(Box::new(|files| documents::render(edition, files)));
    parts.push(Box::new(|files| open_data::render(edition, files)));
    parts.push(Box::new(|files| linked_data::provenance::render(edition, files)));
    parallel::map(&parts, made).into_iter().for_each(|part| files.take(part));
    files.take(pictures::render(edition));
    let addresses = archived::addresses(edition, &mut files);
    feeds::sitemap(edition, &mut files);
    archived::stand(addresses, &mut files);
    let Files { mut files, manifest } = files;
    files.insert(manifest::PATH.to_owned(), manifest.bytes());
    files
}

/// Renders articles and standing pages, with the lists of them, alone: for a look before the site is made.
pub fn render_pages(edition: &Edition<'_>) -> BTreeMap<String, Vec<u8>> {
    let made = parallel::map(&edition.settings.languages, |language| {
        let mut files = Files::default();
        pages::render(edition, *language, &mut files);
        files.files
    });
    made.into_iter().flatten().collect()
}

fn made(part: &Part<'_>) -> Files {
    let mut files = Files::default();
    part(&mut files);
    files
}

/// The parts of one language, the longest first.
fn in_language<'a>(
    edition: &'a Edition<'_>,
    archives: &'a archives::Archives<'_>,
    language: Language,
) -> Vec<Part<'a>> {
    vec![
        Box::new(move |files| search::render(edition, archives, (language, files))),
        Box::new(move |files| pages::render(edition, language, files)),
        Box::new(move |files| figures::render(edition, language, files)),
        Box::new(move |files| archives.render(language, files)),
        Box::new(move |files| archived::render(edition, language, files)),
        Box::new(move |files| records::render(edition, language, files)),
        Box::new(move |files| feeds::render(edition, language, files)),
        Box::new(move |files| corrections::render(edition, language, files)),
        Box::new(move |files| open_data::explain(edition, language, files)),
    ]
}
