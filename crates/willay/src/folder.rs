//! Which files lie in somebody's folder? Links are named and not followed, and nothing is passed over in silence.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use record::Language;

use crate::failure::Failure;

/// Folders within folders.
const MAX_DEPTH: usize = 16;

/// The files below a folder.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Paths within the folder, with `/`, in order.
    pub(crate) names: Vec<String>,
    /// What was not looked into, each with the reason.
    pub(crate) refused: BTreeMap<String, Refusal>,
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

/// Lists every file below a folder.
pub(crate) fn walk(folder: &Path) -> Result<Files, Failure> {
    let mut found = Files::default();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let path: PathBuf = folder.components().chain(relative.components()).collect();
        for entry in fs::read_dir(&path).map_err(|error| Failure::of_input(&path, &error))? {
            let entry = entry.map_err(|error| Failure::of_path(&path, &error))?;
            let below = relative.join(entry.file_name());
            let name = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let kind = entry.file_type().map_err(|error| Failure::of_path(&entry.path(), &error))?;
            if kind.is_symlink() {
                found.refused.insert(name, Refusal::Link);
            } else if kind.is_dir() && below.components().count() > MAX_DEPTH {
                found.refused.insert(name, Refusal::TooDeep);
            } else if kind.is_dir() {
                folders.push(below);
            } else if below.to_str().is_none() {
                found.refused.insert(name, Refusal::NotUtf8);
            } else {
                found.names.push(name);
            }
        }
    }
    found.names.sort();
    Ok(found)
}
