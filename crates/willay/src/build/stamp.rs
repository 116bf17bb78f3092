//! Which files of a site need not be read again: those that nobody has touched since the last build ended.
//!
//! A build writes the manifest last, and notes its hash and the time at which the system says that it was changed in
//! `.willay/site.json`. A file that the old and the new manifest give one hash, that has the length of what is to be
//! written, and that was last changed before that time, is what that build wrote. What is trusted is the change time
//! that the file system keeps by its own clock, which no program can set back, and not the modification time, which any
//! can. If the manifest is not the one that was noted, every file is read.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ledger::Hash;
use publish::manifest::{self, Manifest};
use serde::{Deserialize, Serialize};

use super::write::write_whole;
use crate::failure::{Cause, Failure};

/// Where the note stands in the state folder.
const NOTE: &str = "site.json";

/// Seconds and nanoseconds since 1970, by the file system's clock.
type ChangeTime = (i64, i64);

/// What the last build noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// The site's folder.
    site: PathBuf,
    /// SHA-256 of its manifest.
    manifest: Hash,
    /// When the manifest was written.
    changed: ChangeTime,
}

/// The files of a site that are as they should be if nobody touched them.
#[derive(Debug, Default)]
pub(super) struct Trusted {
    paths: BTreeSet<String>,
    before: ChangeTime,
}

impl Trusted {
    /// What may be trusted of a site that is to have a new manifest; nothing, where anything is not as it was noted.
    pub(super) fn of(state_folder: &Path, site: &Path, new: &[u8]) -> Self {
        Self::find(state_folder, site, new).unwrap_or_default()
    }

    fn find(state_folder: &Path, site: &Path, new: &[u8]) -> Option<Self> {
        let note: Note = serde_json::from_slice(&fs::read(state_folder.join(NOTE)).ok()?).ok()?;
        let path = site.join(manifest::PATH);
        let old = fs::read(&path).ok()?;
        let is_noted = note.site == site.canonicalize().ok()?
            && note.manifest == Hash::of(&old)
            && changed(&fs::symlink_metadata(&path).ok()?) == Some(note.changed);
        if !is_noted {
            return None;
        }
        let new: Manifest = serde_json::from_slice(new).ok()?;
        let old: Manifest = serde_json::from_slice(&old).ok()?;
        let is_same = |path: &String, file: &manifest::File| {
            old.files.get(path).is_some_and(|before| before.sha256 == file.sha256)
        };
        let paths = new.files.iter().filter(|(path, file)| is_same(path, file)).map(|(path, _)| path.clone());
        Some(Self { paths: paths.collect(), before: note.changed })
    }

    /// True where a file is what the last build wrote, and what this one would write.
    pub(super) fn holds(&self, path: &str, target: &Path, length: usize) -> bool {
        self.paths.contains(path)
            && fs::symlink_metadata(target).is_ok_and(|found| {
                found.is_file() && found.len() == length as u64 && changed(&found).is_some_and(|at| at < self.before)
            })
    }
}

/// Notes the manifest of a site that was just written whole.
pub(super) fn note(state_folder: &Path, site: &Path) -> Result<(), Failure> {
    let path = site.join(manifest::PATH);
    let refuse = |error: &std::io::Error| Failure::of_path(&path, error);
    let manifest = Hash::of(&fs::read(&path).map_err(|error| refuse(&error))?);
    let Some(changed) = changed(&fs::symlink_metadata(&path).map_err(|error| refuse(&error))?) else { return Ok(()) };
    let note = Note { site: site.canonicalize().map_err(|error| refuse(&error))?, manifest, changed };
    let target = state_folder.join(NOTE);
    let bytes = serde_json::to_vec(&note).map_err(|error| {
        Failure::new(Cause::Internal, format!("{}: {error}", target.display()), "give the site's folder a plain name")
    })?;
    if fs::read(&target).is_ok_and(|found| found == bytes) {
        return Ok(());
    }
    write_whole(&target, &bytes)
}

/// When the system last saw a file changed, renamed or given other rights; `None` where it does not say.
#[cfg(unix)]
fn changed(found: &fs::Metadata) -> Option<ChangeTime> {
    use std::os::unix::fs::MetadataExt;
    Some((found.ctime(), found.ctime_nsec()))
}

#[cfg(not(unix))]
fn changed(_: &fs::Metadata) -> Option<ChangeTime> {
    None
}
