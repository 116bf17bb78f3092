//! The evidence of one figure, checked from nothing but its own bytes.

use std::{fs, io::Read, path::Path, process::ExitCode};

use ledger::VerifierKey;
use publish::evidence::{BundleReport, is_bundle, verify};

use super::MAX_UNPACKED_BYTES;
use crate::{
    arguments,
    failure::{Cause, Failure},
    output::say,
};

/// The bytes of a file that is a figure's evidence; nothing where it is something else.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    if path.is_dir() {
        return Ok(None);
    }
    let file = fs::File::open(path).map_err(|error| Failure::of_path(path, &error))?;
    let mut bytes = Vec::new();
    file.take(MAX_UNPACKED_BYTES + 1).read_to_end(&mut bytes).map_err(|error| Failure::of_path(path, &error))?;
    if !is_bundle(&bytes) {
        return Ok(None);
    }
    if bytes.len() as u64 > MAX_UNPACKED_BYTES {
        let message = format!("{}: evidence of more than 256 MiB", path.display());
        return Err(Failure::new(Cause::Material, message, "verify the whole site instead"));
    }
    Ok(Some(bytes))
}

/// Verifies it and says what was found.
pub(super) fn run(
    options: &arguments::Verify,
    bytes: &[u8],
    pinned: Option<&VerifierKey>,
) -> Result<ExitCode, Failure> {
    let report = verify(bytes, pinned);
    if options.json {
        say!(
            "{}",
            serde_json::to_string(&report).map_err(|error| Failure::new(Cause::Internal, error.to_string(), ""))?
        );
    } else {
        print(&report, pinned.is_some());
    }
    Ok(if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn print(report: &BundleReport, is_pinned: bool) {
    if !report.failures.is_empty() {
        report.failures.iter().for_each(|failure| say!("✗ {}: {}", failure.file, failure.reason));
        say!(
            "\nThis is NOT the evidence that was published: {}. Do not rely on it.",
            super::findings(report.failures.len())
        );
        return;
    }
    let value = report.value.map_or_else(|| "no number".to_owned(), |value| value.to_string());
    say!("The evidence of '{}' is whole.", report.figure.as_ref().map_or("?", record::FigureId::as_str));
    say!("  {}: {value}", report.title);
    say!("  {:>6} files are those that were published", report.files);
    say!("  {:>6} entries stand in the signed ledger of {} entries", report.entries, report.size);
    say!("  {:>6} statements are those that were entered", report.statements);
    say!("  {:>6} passages stand in their documents", report.passages);
    if report.members > 0 || report.withheld > 0.0 {
        say!("  {:>6} records by name, and {} withheld, add up to the value", report.members, report.withheld);
    }
    report.unchecked.iter().for_each(|reason| say!("Not checked: {reason}"));
    say!("Signed by {}", report.key);
    if !is_pinned {
        say!("Compare this key with one that you know from elsewhere, or give it with --key.");
    }
}
