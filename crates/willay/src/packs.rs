//! The schema of a workspace: what the program carries, and what the packs of willay.toml add to it.

use std::path::Path;

use read::{PackFile, load_pack};
use record::{Schema, schema::Severity};

use crate::{
    failure::{Cause, Failure},
    workspace::{Workspace, WorkspaceFile, read_file},
};

/// How many problems of packs are told at once.
const TOLD: usize = 50;

/// The built-in schema with the packs of a workspace.
pub(crate) fn schema(workspace: &Workspace) -> Result<Schema, Failure> {
    let mut schema = Schema::built_in();
    let mut errors = Vec::new();
    for folder in &workspace.settings.packs {
        let files = read_folder(&workspace.root, folder)?;
        let files: Vec<PackFile<'_>> =
            files.iter().map(|file| PackFile { name: &file.name, bytes: &file.bytes }).collect();
        let problems = load_pack(&mut schema, &files);
        errors.extend(problems.iter().filter(|problem| problem.severity == Severity::Error).map(ToString::to_string));
    }
    if errors.is_empty() {
        return Ok(schema);
    }
    let more = errors.len().saturating_sub(TOLD);
    errors.truncate(TOLD);
    if more > 0 {
        errors.push(format!("and {more} more of this kind"));
    }
    Err(Failure::several(errors, "mend the packs, or take their folder out of packs in willay.toml"))
}

fn read_folder(root: &Path, folder: &Path) -> Result<Vec<WorkspaceFile>, Failure> {
    let path = root.join(folder);
    if !path.is_dir() {
        let message = format!("willay.toml: packs names {}, which is no folder", folder.display());
        return Err(Failure::new(Cause::Material, message, format!("make {}, or correct packs", path.display())));
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&path).map_err(|error| Failure::of_path(&path, &error))? {
        let entry = entry.map_err(|error| Failure::of_path(&path, &error))?.path();
        let is_hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_dir() {
            let message = format!("{}: folders within a pack are not read", entry.display());
            return Err(Failure::new(
                Cause::Material,
                message,
                "name it in packs by itself, or move it out of the pack",
            ));
        }
        if !is_hidden {
            paths.push(entry);
        }
    }
    paths.sort();
    paths.iter().map(|path| read_file(root, path)).collect()
}
