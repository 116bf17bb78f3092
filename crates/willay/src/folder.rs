//! Which files lie in somebody's folder? Links are named and not followed, and nothing is passed over in silence.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// Folders within folders.
const MAX_DEPTH: usize = 16;

/// The files below a folder.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Paths within the folder, with `/`, in order.
    pub(crate) names: Vec<String>,
    /// What was not looked into, each with the reason.
    pub(crate) refused: BTreeMap<String, String>,
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
                found.refused.insert(name, "a link to another place; links are not followed".to_owned());
            } else if kind.is_dir() && below.components().count() > MAX_DEPTH {
                found.refused.insert(name, format!("folders are nested deeper than {MAX_DEPTH}"));
            } else if kind.is_dir() {
                folders.push(below);
            } else if below.to_str().is_none() {
                found.refused.insert(name, "its name is not UTF-8; rename it".to_owned());
            } else {
                found.names.push(name);
            }
        }
    }
    found.names.sort();
    Ok(found)
}
