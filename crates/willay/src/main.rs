//! The program: arguments in, exit code out. Everything that it does is done by the crates to its left.

mod arguments;
mod bind;
mod build;
mod check;
mod clock;
mod doors;
mod envelope;
mod erase;
mod erased;
mod estimate;
mod explain;
mod export;
mod failure;
mod figures;
mod folder;
mod import;
mod init;
mod language;
mod legacy;
mod link;
mod location;
mod log;
mod material;
mod office;
mod offices;
mod output;
mod packs;
mod progress;
mod records;
mod relocate;
mod report;
mod review;
mod search;
mod secret;
mod serve;
mod settings;
mod threads;
mod trail;
mod undo;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use failure::Failure;

/// Entries are made on one thread and freed on another: what the system's allocator does slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    language::speak(arguments.language());
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Init(options) => init::run(options),
        Command::Build(options) => build::run(options),
        Command::Report(options) => report::run(options),
        Command::Import(options) => import::run(options),
        Command::Legacy(options) => legacy::run(options),
        Command::Undo(options) => undo::run(options),
        Command::Erase(options) => erase::run(options),
        Command::Export(options) => export::run(options),
        Command::Link(options) => link::run(options),
        Command::Estimate(options) => estimate::run(options),
        Command::Check(options) => check::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Bind(options) => bind::run(options),
        Command::Explain(options) => explain::run(options),
        Command::Figures(options) => figures::run(options),
        Command::Records(options) => records::run(options),
        Command::Review(options) => review::run(options),
        Command::Search(options) => search::run(options),
        Command::Trail(options) => trail::run(options),
        Command::Verify(options) => verify::run(options),
        Command::Log(options) => log::run(options),
        Command::Office(options) => offices::office(options),
        Command::Bundle(options) => offices::bundle(options),
        Command::Merge(options) => offices::merge(options),
        Command::Disagreements(options) => offices::disagreements(options),
        Command::Move(options) => relocate::run(options),
    }
}
