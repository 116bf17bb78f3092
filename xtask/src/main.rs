//! The tasks of the project: `cargo xtask test` is what CI runs, `cargo xtask tidy` checks the shape of the code.

use std::{path::PathBuf, process::ExitCode};

mod faults;
mod fuzz;
mod guards;
mod steps;
mod tidy;

const USAGE: &str = "\
cargo xtask test    format, lints, shape of the code, licences, all tests: what CI runs
cargo xtask faults  what the ledger does when processes are killed, the power fails, disks are full, bits flip (--help)
cargo xtask guards  takes away each guard of conformance/guards.toml on a copy, and expects a test to fail
cargo xtask fuzz    TARGET|all [--seconds N] [--seed S]: changed files for an importer, until it panics, hangs or grows
cargo xtask tidy    only the shape: crate edges, module docs, sizes, words that do not belong";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]
fn main() -> ExitCode {
    let root = root();
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("test") => steps::test(&root),
        Some("faults") => faults::run(&root, std::env::args().skip(2).collect()),
        Some(faults::WRITER) => faults::writer::run(std::env::args().skip(2).collect()),
        Some("guards") => guards::run(&root, std::env::args().nth(2).as_deref()),
        Some("fuzz") => fuzz::run(&root, &std::env::args().skip(2).collect::<Vec<_>>()),
        Some("tidy") => tidy::check(&root),
        Some(_) | None => {
            println!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}
