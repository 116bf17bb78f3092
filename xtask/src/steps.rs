//! The steps of the test command, in the order in which a mistake is cheapest to find.

use std::{path::Path, process::Command, time::Instant};

use anyhow::{Context, Result, bail};

use crate::tidy;

/// Runs every check. A tool that is not installed is named as skipped; in CI it is installed first.
#[expect(clippy::print_stdout, reason = "says which step runs")]
pub(crate) fn test(root: &Path) -> Result<()> {
    let began = Instant::now();
    if std::env::var_os("CI").is_some() {
        run(root, "bash", &["scripts/install-test-tools.sh"])?;
        run(root, "bash", &["scripts/postgres-for-tests.sh", "install"])?;
    }
    run(root, "cargo", &["fmt", "--all", "--check"])?;
    println!("\n== tidy");
    tidy::check(root)?;
    run(root, "cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    if is_installed("cargo-deny") {
        run(root, "cargo", &["deny", "--log-level", "error", "check", "licenses", "bans", "sources"])?;
    } else {
        println!("\n== skipped: cargo deny (install it with `cargo install cargo-deny --locked`)");
    }
    run(root, "cargo", &["test", "--workspace"])?;
    println!("\nall checks passed in {} s", began.elapsed().as_secs());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "says which step runs")]
fn run(root: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    println!("\n== {program} {}", arguments.join(" "));
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    if !status.success() {
        bail!("`{program} {}` ended with {status}", arguments.join(" "));
    }
    Ok(())
}

fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
