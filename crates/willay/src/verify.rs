//! `willay verify`: a published site, or the evidence of one figure, checked from nothing but its own files.

use std::{fs, io::Read, path::Path, process::ExitCode};

use ledger::VerifierKey;
use publish::verify::{SiteFiles, VerifyReport, verify};
use record::counted;

use crate::{
    arguments,
    build::list_files,
    failure::{Cause, Failure},
    output::say,
};

mod bundle;

/// No file of a site is larger once unpacked.
const MAX_UNPACKED_BYTES: u64 = 256 << 20;

/// Runs `willay verify`.
pub(crate) fn run(options: &arguments::Verify) -> Result<ExitCode, Failure> {
    let pinned = match &options.key {
        Some(text) => {
            let parsed = text.trim().parse::<VerifierKey>();
            Some(parsed.map_err(|error| {
                Failure::new(Cause::Usage, format!("--key: {error}"), "copy the whole line of ledger/key")
            })?)
        }
        None => None,
    };
    if let Some(bytes) = bundle::read(&options.site)? {
        return bundle::run(options, &bytes, pinned.as_ref());
    }
    let files = if options.site.is_dir() { read_folder(&options.site)? } else { read_zip(&options.site)? };
    if !files.contains_key(publish::manifest::PATH) {
        let message = format!("{}: no published site: it has no {}", options.site.display(), publish::manifest::PATH);
        return Err(Failure::new(Cause::Usage, message, "name the folder that `willay build` wrote, or a .zip of it"));
    }
    let report = verify(&files, pinned.as_ref());
    print(options, &report, pinned.is_some())?;
    Ok(if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn read_folder(folder: &Path) -> Result<SiteFiles, Failure> {
    let mut files = SiteFiles::new();
    for path in list_files(folder)? {
        let place = folder.join(&path);
        let bytes = fs::read(&place).map_err(|error| Failure::of_path(&place, &error))?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// Reads a zipped site; where all lies in one folder within, that folder.
fn read_zip(path: &Path) -> Result<SiteFiles, Failure> {
    let refuse = |reason: String| {
        Failure::new(Cause::Material, format!("{}: {reason}", path.display()), "name a site's folder, or a .zip of it")
    };
    let file = fs::File::open(path).map_err(|error| Failure::of_path(path, &error))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| refuse(error.to_string()))?;
    let mut files = SiteFiles::new();
    let mut left = MAX_UNPACKED_BYTES;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| refuse(error.to_string()))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| refuse(error.to_string()))?.into_owned();
        let mut bytes = Vec::new();
        entry.take(left + 1).read_to_end(&mut bytes).map_err(|error| refuse(error.to_string()))?;
        left =
            left.checked_sub(bytes.len() as u64).ok_or_else(|| refuse("it unpacks to more than 256 MiB".to_owned()))?;
        files.insert(name, bytes);
    }
    let root = files.keys().find_map(|name| name.strip_suffix(publish::manifest::PATH)).map(str::to_owned);
    let below = |(name, bytes): (String, Vec<u8>)| {
        Some((name.strip_prefix(root.as_deref().unwrap_or_default())?.to_owned(), bytes))
    };
    Ok(files.into_iter().filter_map(below).collect())
}

const FINDINGS: [&str; 2] = ["finding", "findings"];
const STATEMENTS: [&str; 2] = ["statement is one that was entered", "statements are those that were entered"];
const PASSAGES: [&str; 2] = ["passage stands in its document", "passages stand in their documents"];

/// A line of what was checked, the number at the right of its column.
fn row<N: std::fmt::Display + PartialEq + From<u8>>(number: N, words: [&str; 2]) -> String {
    let counted = counted(number, words);
    let digits = counted.find(' ').unwrap_or(0);
    format!("{}{counted}", " ".repeat(8_usize.saturating_sub(digits)))
}

fn print(options: &arguments::Verify, report: &VerifyReport, is_pinned: bool) -> Result<(), Failure> {
    if options.json {
        say!(
            "{}",
            serde_json::to_string(report).map_err(|error| Failure::new(Cause::Internal, error.to_string(), ""))?
        );
        return Ok(());
    }
    if report.failures.is_empty() {
        say!("The site is whole.");
        say!("{}", row(report.files, ["file is one that was published", "files are those that were published"]));
        say!(
            "{}",
            row(
                report.entries,
                ["entry of the ledger has the signed root", "entries of the ledger have the signed root"]
            )
        );
        say!("{}", row(report.statements, STATEMENTS));
        say!("{}", row(report.passages, PASSAGES));
        let figures = counted(report.figures, ["figure", "figures"]);
        say!("{} {figures}", row(report.numbers, ["printed number is that of", "printed numbers are those of"]));
        say!("Signed by {}", report.key);
        if !is_pinned {
            say!("Compare this key with one that you know from elsewhere, or give it with --key.");
        }
        return Ok(());
    }
    for failure in &report.failures {
        say!("✗ {}: {}", failure.file, failure.reason);
        let figures: Vec<&str> = failure.figures.iter().map(record::FigureId::as_str).collect();
        match figures.len() {
            0 => say!("    no figure depends on this file"),
            1..=8 => say!("    figures affected: {}", figures.join(", ")),
            count => say!("    figures affected: {} and {} more", figures[..8].join(", "), count - 8),
        }
    }
    let is_named = report.failures.iter().any(|failure| !failure.figures.is_empty());
    let caution = if is_named { " Do not rely on the figures named." } else { "" };
    let findings = counted(report.failures.len(), FINDINGS);
    say!("\nThe site is NOT what was published: {findings}.{caution}");
    Ok(())
}
