//! The figures of a workspace as they stand now, computed without writing: what `check`, `figures` and `trail` read.

use std::path::Path;

use figure::Run;

use crate::{build, failure::Failure, progress::Progress};

/// Computes a workspace's figures from its files and its ledger; nothing is written.
pub(crate) fn of(workspace: &Path) -> Result<Run, Failure> {
    let progress = Progress::begin()?;
    let run = build::compute(workspace, &progress)?;
    progress.finish();
    Ok(run)
}
