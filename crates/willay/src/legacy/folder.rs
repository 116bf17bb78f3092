//! The pages of a folder, each read or named with the reason why it cannot be.

use std::{collections::BTreeMap, fs, path::Path};

use ledger::Hash;
use read::legacy::{OldName, OldPage, is_page, read_old_page};
use record::{Language, date::Day};

use crate::{
    clock,
    failure::{Cause, Failure},
    folder::walk,
    progress::Progress,
};

/// More pages are refused: they are read into memory together.
const MAX_PAGES: usize = 20_000;

/// A larger page was not written by a person.
const MAX_PAGE_BYTES: u64 = 8 << 20;

/// A page with its file.
pub(super) struct Found {
    /// Path within the folder, with `/`.
    pub(super) file: String,
    /// What the name tells.
    pub(super) name: OldName,
    /// SHA-256 of the file.
    pub(super) sha256: String,
    /// What it says.
    pub(super) page: OldPage,
}

/// What a folder holds.
#[derive(Default)]
pub(super) struct Folder {
    /// Pages, by the name of their file.
    pub(super) pages: Vec<Found>,
    /// Files that cannot be read, each with the reason.
    pub(super) refused: BTreeMap<String, String>,
    /// Files that are no pages, counted by their ending.
    pub(super) others: BTreeMap<String, usize>,
}

/// Reads a folder.
pub(super) fn read(folder: &Path, progress: &Progress) -> Result<Folder, Failure> {
    let mut found = Folder::default();
    let files = list(folder, &mut found)?;
    if files.len() > MAX_PAGES {
        let message = format!("{}: {} pages; at most {MAX_PAGES} are read at once", folder.display(), files.len());
        return Err(Failure::new(Cause::Material, message, "split the folder, and take over one part after the other"));
    }
    let today: Day =
        clock::now()?.day().parse().map_err(|_| Failure::new(Cause::Internal, "the clock has no day", ""))?;
    let count = files.len().max(1) as f64;
    for (at, file) in files.into_iter().enumerate() {
        if !progress.watch("reading the old pages", at as f64 / count) {
            return Err(Failure::stopped());
        }
        match page(folder, &file, today) {
            Ok(page) => found.pages.push(page),
            Err(reason) => {
                found.refused.insert(file, reason);
            }
        }
    }
    Ok(found)
}

fn page(folder: &Path, file: &str, today: Day) -> Result<Found, String> {
    let path = folder.join(file);
    let size = fs::metadata(&path).map_err(|error| error.to_string())?.len();
    if size > MAX_PAGE_BYTES {
        return Err(format!("{} MiB; at most {} MiB are read", size >> 20, MAX_PAGE_BYTES >> 20));
    }
    let bytes = fs::read(&path).map_err(|error| error.to_string())?;
    let page = read_old_page(&bytes, today).map_err(|error| error.to_string())?;
    Ok(Found { file: file.to_owned(), name: OldName::of(file), sha256: Hash::of(&bytes).to_string(), page })
}

/// The files that hold pages, by name.
fn list(folder: &Path, found: &mut Folder) -> Result<Vec<String>, Failure> {
    let walked = walk(folder);
    // An archive without the pages of one of its folders is none.
    if let Some((name, error)) = walked.unread.first_key_value() {
        return Err(Failure::of_input(&folder.join(name), error));
    }
    found.refused = walked.refused.into_iter().map(|(name, reason)| (name, reason.words(Language::En))).collect();
    let (pages, others): (Vec<String>, Vec<String>) =
        walked.names.into_iter().partition(|name| is_page(name.rsplit('/').next().unwrap_or(name)));
    for name in others {
        let ending = Path::new(&name).extension();
        let ending = ending.map_or("no ending".to_owned(), |ending| format!(".{}", ending.to_string_lossy()));
        *found.others.entry(ending).or_default() += 1;
    }
    Ok(pages)
}
