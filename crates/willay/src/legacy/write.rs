//! The articles onto the disk, then the addresses; what goes wrong before the end takes back what was new.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use publish::old::REDIRECTS;

use crate::{build::write_whole, failure::Failure};

/// Writes the files of the workspace and the reports. Returns how many changed.
pub(super) fn all(
    root: &Path,
    files: &BTreeMap<String, String>,
    reports: &[(PathBuf, String)],
) -> Result<usize, Failure> {
    // The addresses come last: an article without one is taken for what it is by the next run.
    let is_last = |name: &str| name == REDIRECTS;
    let named = |last: bool| files.iter().filter(move |(name, _)| is_last(name) == last);
    let reports = reports.iter().map(|(path, text)| (path.clone(), text));
    let all = named(false).map(|(name, text)| (root.join(name), text)).chain(reports);
    let all = all.chain(named(true).map(|(name, text)| (root.join(name), text)));
    let mut made = Vec::new();
    let mut changed = 0;
    for (path, text) in all {
        let is_new = !path.exists();
        match write(&path, text) {
            Ok(has_changed) => changed += usize::from(has_changed),
            Err(failure) => {
                let left = made.iter().filter(|path| fs::remove_file(path).is_err()).count();
                return Err(if left == 0 { failure.nothing_written() } else { failure });
            }
        }
        if is_new {
            made.push(path);
        }
    }
    Ok(changed)
}

/// Writes one file where it says something else; tells whether it did.
fn write(path: &Path, text: &str) -> Result<bool, Failure> {
    if fs::read(path).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(false);
    }
    write_whole(path, text.as_bytes())?;
    Ok(true)
}
