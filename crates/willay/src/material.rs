//! The figures of a workspace as they stand now, computed without writing: what `check`, `figures` and `trail` read.

use std::path::Path;

use crate::{
    arguments,
    build::{self, Material},
    failure::Failure,
    progress::Progress,
};

/// Computes a workspace's figures from its files and its ledger; nothing is written.
pub(crate) fn of(workspace: &Path, ledger: &arguments::Ledger) -> Result<Material, Failure> {
    let progress = Progress::begin()?;
    let material = build::compute((workspace, ledger), &progress)?;
    progress.finish();
    Ok(material)
}
