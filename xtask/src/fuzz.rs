//! The fuzz targets on the stable toolchain: builds the runner, and runs it for one target or for all.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

/// Runs `cargo xtask fuzz TARGET|all ...`.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let Some((target, options)) = arguments.split_first() else { return runner(root, &[]) };
    if target != "all" {
        return runner(root, arguments);
    }
    let mut failed = Vec::new();
    for name in corpora(root)? {
        let mut arguments = vec![name.clone()];
        arguments.extend_from_slice(options);
        if runner(root, &arguments).is_err() {
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("these importers do not stand: {}", failed.join(", ")) }
}

/// The targets: each has its folder of kept files.
fn corpora(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("fuzz/corpus");
    let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The runner of crates/fuzz, with overflow checks, so that a wrong sum is a panic.
fn runner(root: &Path, arguments: &[String]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["run", "--quiet", "--package", "fuzz", "--"]).args(arguments);
    let status = command.status().context("cargo run --package fuzz")?;
    if status.success() { Ok(()) } else { bail!("{} ended with {status}", arguments.join(" ")) }
}
