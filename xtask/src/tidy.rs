//! The shape of the code, checked: data flows one way, every file says what it is for, nothing grows without a reason.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

mod edges;
mod sources;

/// Prints every finding and fails when there is one.
#[expect(clippy::print_stdout, reason = "its output is the list of findings")]
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut findings = edges::findings(root)?;
    let files = rust_files(root)?;
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let name = file.strip_prefix(root).unwrap_or(file).display().to_string();
        findings.extend(sources::findings(&name, &text));
    }
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} findings of tidy", findings.len());
    }
    println!("tidy: {} files, no finding", files.len());
    Ok(())
}

fn rust_files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.join("crates"), root.join("xtask")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
