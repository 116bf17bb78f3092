//! The list of everything that was published: each file's hash and the figures that depend on it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Hash;
use record::FigureId;
use serde::{Deserialize, Serialize};

/// The manifest's own place.
pub const PATH: &str = "manifest.json";

/// Every published file but the manifest and the ledger's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Files by path.
    pub files: BTreeMap<String, File>,
}

/// One published file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// Figures whose evidence or value it shows.
    pub figures: BTreeSet<FigureId>,
}

impl Manifest {
    /// Its bytes: one spelling only.
    pub fn bytes(&self) -> Vec<u8> {
        ledger::canonical_json(self)
    }

    /// All figures that any file shows.
    pub fn figures(&self) -> BTreeSet<FigureId> {
        self.files.values().flat_map(|file| file.figures.iter().cloned()).collect()
    }
}
