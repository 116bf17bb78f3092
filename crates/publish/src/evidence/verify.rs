//! Does a file of evidence hold, from nothing but its own bytes?
//!
//! Its container, its signature, the hash of each file, the proof of each entry, each document against its entry, each passage
//! against its document, each figure against its definition and publication, its members against its value, and a derived figure
//! against those from which it is derived.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Attestation, Body, Checkpoint, Entry, Hash, VerifierKey, canonical_json, leaf_hash, root_of};
use read::{DocumentText, read_document};
use record::{DocumentId, FigureId, Passage, Statement};
use serde::Serialize;
use serde_json::Value;

use super::{CHECKPOINT, ENTRIES, KEY, METADATA, PROOF, README, SIGNATURE, container, subject};
use crate::verify::{Failure, SiteFiles, resolves};

mod figures;

/// What was verified.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BundleReport {
    /// The figure.
    pub figure: Option<FigureId>,
    /// Its title in English.
    pub title: String,
    /// Its value as published.
    pub value: Option<f64>,
    /// Everything that is wrong.
    pub failures: Vec<Failure>,
    /// Files that were hashed.
    pub files: usize,
    /// Entries that stand in the signed ledger.
    pub entries: usize,
    /// The size of that ledger.
    pub size: u64,
    /// Public statements among the entries.
    pub statements: usize,
    /// Passages found in their documents.
    pub passages: usize,
    /// Records that the figure counts by name.
    pub members: usize,
    /// Records that it counts without naming them.
    pub withheld: f64,
    /// What cannot be checked from here, and why.
    pub unchecked: Vec<String>,
    /// The key that signed, as the file carries it.
    pub key: String,
}

/// Whether bytes begin as evidence does. Any other archive may be a site's.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.get(30..30 + README.len()) == Some(README.as_bytes())
}

/// Verifies a file of evidence; with a pinned key also that it was that key which signed.
pub fn verify(bytes: &[u8], pinned: Option<&VerifierKey>) -> BundleReport {
    let mut checker = Checker::default();
    if let Err((file, reason)) = checker.walk(bytes, pinned) {
        checker.fail(&file, reason);
    }
    let figures: BTreeSet<FigureId> = checker.report.figure.iter().cloned().collect();
    checker.report.failures.iter_mut().for_each(|failure| failure.figures.clone_from(&figures));
    checker.report
}

type Broken = (String, String);

fn broken(file: &str, reason: impl Into<String>) -> Broken {
    (file.to_owned(), reason.into())
}

struct Checker {
    files: SiteFiles,
    entries: BTreeMap<u64, Entry>,
    statements: BTreeMap<u64, Statement>,
    texts: BTreeMap<DocumentId, DocumentText>,
    report: BundleReport,
}

impl Default for Checker {
    fn default() -> Self {
        let report = BundleReport {
            figure: None,
            title: String::new(),
            value: None,
            failures: Vec::new(),
            files: 0,
            entries: 0,
            size: 0,
            statements: 0,
            passages: 0,
            members: 0,
            withheld: 0.0,
            unchecked: Vec::new(),
            key: String::new(),
        };
        Self {
            files: SiteFiles::new(),
            entries: BTreeMap::new(),
            statements: BTreeMap::new(),
            texts: BTreeMap::new(),
            report,
        }
    }
}

impl Checker {
    fn fail(&mut self, file: &str, reason: impl Into<String>) {
        let (file, reason) = (file.to_owned(), reason.into());
        self.report.failures.push(Failure { file, reason, figures: BTreeSet::new() });
    }

    fn text(&self, file: &str) -> Result<&str, Broken> {
        let bytes = self.files.get(file).ok_or_else(|| broken(file, "the file is missing"))?;
        std::str::from_utf8(bytes).map_err(|_| broken(file, "not text"))
    }

    fn walk(&mut self, bytes: &[u8], pinned: Option<&VerifierKey>) -> Result<(), Broken> {
        self.files = container::read(bytes).map_err(|reason| broken("the archive", reason))?;
        let key = self.key(pinned)?;
        let figure = self.described(&key)?;
        self.ledger(&key)?;
        self.documents();
        self.said();
        self.figure(&figure);
        Ok(())
    }

    fn key(&mut self, pinned: Option<&VerifierKey>) -> Result<VerifierKey, Broken> {
        let line = self.text(KEY)?.strip_suffix('\n').ok_or_else(|| broken(KEY, "not a key and a line end"))?;
        let key: VerifierKey = line.parse().map_err(|_| broken(KEY, "not a verifier key"))?;
        self.report.key = key.to_string();
        if pinned.is_some_and(|pinned| *pinned != key) {
            return Err(broken(KEY, "not the key that you know"));
        }
        Ok(key)
    }

    /// The signed description: every file is named with its hash, and no other is there.
    fn described(&mut self, key: &VerifierKey) -> Result<FigureId, Broken> {
        let said =
            Attestation::open(self.text(SIGNATURE)?, key).map_err(|error| broken(SIGNATURE, error.to_string()))?;
        let bytes = self.files.get(METADATA).ok_or_else(|| broken(METADATA, "the file is missing"))?;
        if Hash::of(bytes) != said.sha256 {
            return Err(broken(METADATA, "not the description that was signed"));
        }
        let crate_: Value = serde_json::from_slice(bytes).map_err(|_| broken(METADATA, "not JSON"))?;
        let parts = crate_["@graph"].as_array().cloned().unwrap_or_default();
        let listed = parts.iter().filter(|part| part["@type"] == "File");
        let listed: BTreeMap<&str, &str> =
            listed.filter_map(|part| Some((part["@id"].as_str()?, part["sha256"].as_str()?))).collect();
        let names: Vec<String> =
            self.files.keys().filter(|name| *name != METADATA && *name != SIGNATURE).cloned().collect();
        for name in &names {
            let hash = Hash::of(&self.files[name]).to_string();
            match listed.get(name.as_str()) {
                Some(known) if **known == hash => self.report.files += 1,
                Some(_) => self.fail(name, "the file is not what was published"),
                None => self.fail(name, "the file was never published"),
            }
        }
        let missing: Vec<&&str> = listed.keys().filter(|name| !self.files.contains_key(**name)).collect();
        for name in missing {
            self.fail(name, "the file is missing");
        }
        let root = parts.iter().find(|part| part["@id"] == "./");
        let main = root.and_then(|root| root["mainEntity"]["@id"].as_str()).unwrap_or_default();
        let id = main.strip_prefix("figures/").and_then(|name| name.strip_suffix(".json"));
        let id: FigureId = id.and_then(|id| id.parse().ok()).ok_or_else(|| broken(METADATA, "it names no figure"))?;
        self.report.figure = Some(id.clone());
        if said.subject != subject(&id) {
            return Err(broken(SIGNATURE, format!("signed for another figure: {}", said.subject)));
        }
        Ok(id)
    }

    /// The entries stand in the ledger whose state was signed.
    fn ledger(&mut self, key: &VerifierKey) -> Result<(), Broken> {
        let checkpoint =
            Checkpoint::open(self.text(CHECKPOINT)?, key).map_err(|error| broken(CHECKPOINT, error.to_string()))?;
        let (mut entries, mut leaves) = (BTreeMap::new(), BTreeMap::new());
        for line in self.text(ENTRIES)?.lines() {
            let entry = Entry::parse(line.as_bytes()).map_err(|error| broken(ENTRIES, error.to_string()))?;
            leaves.insert(entry.sequence, leaf_hash(line.as_bytes()));
            entries.insert(entry.sequence, entry);
        }
        let proof: Option<Vec<Hash>> = self.text(PROOF)?.lines().map(|line| line.parse().ok()).collect();
        let proof = proof.ok_or_else(|| broken(PROOF, "not one hash a line"))?;
        if root_of(&leaves, checkpoint.head.size, &proof) != Some(checkpoint.head.root) {
            return Err(broken(PROOF, "the entries do not stand in the ledger that was signed"));
        }
        self.report.size = checkpoint.head.size;
        self.report.entries = entries.len();
        self.entries = entries;
        Ok(())
    }

    /// Each document hashes to its name and stands in the ledger.
    fn documents(&mut self) {
        let archived: BTreeMap<DocumentId, _> = self
            .entries
            .values()
            .filter_map(|entry| {
                let Body::DocumentArchived { document } = entry.body.said() else { return None };
                Some((document.id, document.clone()))
            })
            .collect();
        let names: Vec<String> = self.files.keys().filter(|name| name.starts_with("documents/")).cloned().collect();
        for name in names {
            let id =
                name.trim_start_matches("documents/").strip_suffix(".bin").and_then(|id| id.parse::<DocumentId>().ok());
            let bytes = &self.files[&name];
            let known = id.filter(|id| Hash::of(bytes).0 == *id.digest()).and_then(|id| archived.get(&id));
            let Some(document) = known else {
                self.fail(&name, "not a document that the ledger says was archived");
                continue;
            };
            match read_document(bytes, document.media_type) {
                Ok(text) => {
                    self.texts.insert(document.id, text);
                }
                Err(error) => self.fail(&name, error.to_string()),
            }
        }
    }

    /// The public statements, and their words in the documents.
    fn said(&mut self) {
        let mut passages = Vec::new();
        for (sequence, entry) in &self.entries {
            let Body::StatementMade { statement } = entry.body.said() else { continue };
            if let Ok(Some(statement)) = statement.open(*sequence, None) {
                passages.extend(statement.origin.passage.clone());
                self.statements.insert(*sequence, statement);
            }
        }
        self.report.statements = self.statements.len();
        passages.iter().for_each(|passage| self.passage(ENTRIES, passage));
    }

    fn passage(&mut self, file: &str, passage: &Passage) {
        match resolves(passage, &self.texts) {
            Ok(()) => self.report.passages += 1,
            Err(reason) => self.fail(file, reason),
        }
    }
}

/// The hash of a definition, as the ledger keeps it.
fn hash_of(definition: &Value) -> Hash {
    Hash::of(&canonical_json(definition))
}
