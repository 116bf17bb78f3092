//! Which files lie in somebody's folder? Links are named and not followed, and nothing is passed over in silence.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use record::Language;

/// Folders within folders.
const MAX_DEPTH: usize = 16;

/// The files below a folder.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Paths within the folder, with `/`, in order.
    pub(crate) names: Vec<String>,
    /// What was not looked into, each with the reason.
    pub(crate) refused: BTreeMap<String, Refusal>,
    /// Folders and files that the machine does not give; the folder itself under an empty name.
    pub(crate) unread: BTreeMap<String, io::Error>,
}

/// Why something in a folder is not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A symbolic link.
    Link,
    /// Too many folders within folders.
    TooDeep,
    /// A name that is no text.
    NotUtf8,
}

impl Refusal {
    /// In words.
    pub(crate) fn words(self, language: Language) -> String {
        match (self, language) {
            (Self::Link, Language::En) => "a link to another place; links are not followed".to_owned(),
            (Self::Link, Language::Es) => "un enlace a otro lugar; los enlaces no se siguen".to_owned(),
            (Self::TooDeep, Language::En) => format!("folders are nested deeper than {MAX_DEPTH}"),
            (Self::TooDeep, Language::Es) => format!("más de {MAX_DEPTH} carpetas una dentro de otra"),
            (Self::NotUtf8, Language::En) => "its name is not UTF-8; rename it".to_owned(),
            (Self::NotUtf8, Language::Es) => "su nombre no está en UTF-8; cámbielo".to_owned(),
        }
    }
}

/// Lists every file below a folder. What cannot be read is named, and the rest is listed all the same.
pub(crate) fn walk(folder: &Path) -> Files {
    let mut found = Files::default();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let path: PathBuf = folder.components().chain(relative.components()).collect();
        match fs::read_dir(&path) {
            Ok(entries) => entries.for_each(|entry| found.look(&relative, entry, &mut folders)),
            Err(error) => found.fail(&relative, error),
        }
    }
    found.names.sort();
    found
}

impl Files {
    /// One entry of a folder: its own folders are looked into later.
    fn look(&mut self, within: &Path, entry: io::Result<fs::DirEntry>, folders: &mut Vec<PathBuf>) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.fail(within, error),
        };
        let below = within.join(entry.file_name());
        match entry.file_type() {
            Err(error) => self.fail(&below, error),
            Ok(kind) if kind.is_symlink() => self.refuse(&below, Refusal::Link),
            Ok(kind) if kind.is_dir() && below.components().count() > MAX_DEPTH => {
                self.refuse(&below, Refusal::TooDeep)
            }
            Ok(kind) if kind.is_dir() => folders.push(below),
            Ok(_) if below.to_str().is_none() => self.refuse(&below, Refusal::NotUtf8),
            Ok(_) => self.names.push(name_of(&below)),
        }
    }

    fn refuse(&mut self, path: &Path, reason: Refusal) {
        self.refused.insert(name_of(path), reason);
    }

    fn fail(&mut self, path: &Path, error: io::Error) {
        self.unread.insert(name_of(path), error);
    }
}

/// A path within the folder, with `/`.
fn name_of(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
