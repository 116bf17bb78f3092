//! Is a published site what its publisher signed? Checked offline, from nothing but the site's own files.
//!
//! Every file against the manifest, the manifest against the ledger, the ledger against its signed checkpoint, every
//! document against its archive entry, every statement against its entry, every passage against its document, every
//! figure against its publication, every printed number against its figure. A change is reported with the figures that
//! depend on the changed file.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Hash, VerifierKey};
use read::DocumentText;
use record::{DocumentId, FigureId, Passage};
use serde::Serialize;

use crate::manifest::{self, Manifest};

mod evidence;
mod proof;

pub use proof::{Proof, access_of, seal};

/// A site's files by path.
pub type SiteFiles = BTreeMap<String, Vec<u8>>;

/// One thing that is not as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub reason: String,
    /// The figures that depend on it; empty where the file supports none.
    pub figures: BTreeSet<FigureId>,
}

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Everything that is wrong.
    pub failures: Vec<Failure>,
    /// Files that were hashed.
    pub files: usize,
    /// Entries of the ledger.
    pub entries: u64,
    /// Statements held against their entries.
    pub statements: usize,
    /// Passages found in their documents.
    pub passages: usize,
    /// Numbers on pages held against their figures.
    pub numbers: usize,
    /// Figures.
    pub figures: usize,
    /// The key that signed, as the site carries it.
    pub key: String,
}

/// Whether the words of a passage stand in its document; if not, what is wrong.
pub(crate) fn resolves(passage: &Passage, texts: &BTreeMap<DocumentId, DocumentText>) -> Result<(), String> {
    let text = texts.get(&passage.document);
    let found = text.and_then(|text| passage.selector.resolve(&text.text));
    found.map(drop).ok_or_else(|| format!("the words '{}' are not in their document", passage.selector.exact))
}

/// Verifies a site; with a pinned key also that it was that key which signed.
pub fn verify(files: &SiteFiles, pinned: Option<&VerifierKey>) -> VerifyReport {
    let mut report = VerifyReport {
        failures: Vec::new(),
        files: files.len(),
        entries: 0,
        statements: 0,
        passages: 0,
        numbers: 0,
        figures: 0,
        key: String::new(),
    };
    let manifest = read_manifest(files);
    let figures = manifest.as_ref().map(Manifest::figures).unwrap_or_else(|_| figures_by_name(files));
    let fail = |file: &str, reason: String| Failure { file: file.to_owned(), reason, figures: figures.clone() };
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(reason) => {
            report.failures.push(fail(manifest::PATH, reason));
            return report;
        }
    };
    report.figures = figures.len();
    match Proof::read(files, pinned) {
        Ok(proof) => {
            report.entries = proof.size;
            report.key = proof.key.to_string();
            report.failures.extend(proof.check_manifest(files).map(|reason| fail(manifest::PATH, reason)));
            evidence::check(files, &manifest, &proof, &mut report);
        }
        Err((file, reason)) => report.failures.push(fail(&file, reason)),
    }
    report.failures.extend(check_files(files, &manifest, &figures));
    report.failures.sort_by(|left, right| (&left.file, &left.reason).cmp(&(&right.file, &right.reason)));
    report
}

fn read_manifest(files: &SiteFiles) -> Result<Manifest, String> {
    let bytes = files.get(manifest::PATH).ok_or("the manifest is missing")?;
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|_| "the manifest cannot be read".to_owned())?;
    if manifest.bytes() == *bytes { Ok(manifest) } else { Err("the manifest is not in its canonical form".to_owned()) }
}

/// Where the manifest is broken: every figure that the files' names tell.
fn figures_by_name(files: &SiteFiles) -> BTreeSet<FigureId> {
    let names = files.keys().filter_map(|path| path.strip_prefix("figures/")?.strip_suffix(".json"));
    names.filter_map(|name| name.parse().ok()).collect()
}

fn check_files(files: &SiteFiles, manifest: &Manifest, all: &BTreeSet<FigureId>) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (path, listed) in &manifest.files {
        let reason = match files.get(path) {
            None => "the file is missing",
            Some(bytes) if Hash::of(bytes) != listed.sha256 => "the file is not what was published",
            Some(_) => continue,
        };
        failures.push(Failure { file: path.clone(), reason: reason.to_owned(), figures: listed.figures.clone() });
    }
    let is_known =
        |path: &str| path == manifest::PATH || proof::FILES.contains(&path) || manifest.files.contains_key(path);
    for path in files.keys().filter(|path| !is_known(path)) {
        failures.push(Failure {
            file: path.clone(),
            reason: "the file was never published".to_owned(),
            figures: all.clone(),
        });
    }
    failures
}
