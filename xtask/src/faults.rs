//! What does the ledger do when processes are killed, the power fails, calls fail, the disk is full, bits flip?
//!
//! One command with counts: small ones by default and in the tests, large ones each night. After every fault: no
//! acknowledged entry is lost, none is doubled, nothing was acknowledged that is not there, and what was recomputed from
//! the raw entries is clean. A process that is killed proves nothing of the disk: for that the writes of a recorded run
//! are replayed as a failing power supply would leave them, and the replay must fail where the store is weakened.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

mod chance;
mod check;
mod commands;
mod disk_full;
mod flips;
mod kills;
mod power;
mod recording;
mod system_calls;
pub(crate) mod writer;

use chance::Chance;

/// The hidden command that writes until it is stopped.
pub(crate) const WRITER: &str = "faults-writer";

const USAGE: &str = "\
cargo xtask faults [--kills N] [--command-kills N] [--postgres-kills N] [--power-loss N] [--system-calls N]
                   [--disk-full N] [--flips N] [--seed N] [--program PATH]

  --kills N           kill -9 at random instants of appending, signing, archiving (SQLite)
  --command-kills N   kill -9 at random instants of willay build, merge and move; needs the program
  --postgres-kills N  kill -9 of the PostgreSQL server and cuts of its connections, by turns
  --power-loss N      states that a power failure would leave; also with synchronous NORMAL and OFF, which must fail
  --system-calls N    EIO, ENOSPC and KILL at sampled system calls (strace)
  --disk-full N       disks of different sizes that run full (needs the right to mount a tmpfs)
  --flips N           flipped bits in database, write-ahead log, documents and bundles
Nightly: cargo xtask faults --kills 5000 --command-kills 300 --postgres-kills 100 --power-loss 50000 --system-calls 2000 --disk-full 64 --flips 20000";

/// How often each fault is tried.
#[derive(Debug, Clone)]
struct Counts {
    kills: usize,
    command_kills: usize,
    postgres_kills: usize,
    power_loss: usize,
    system_calls: usize,
    disk_full: usize,
    flips: usize,
    seed: u64,
    program: Option<PathBuf>,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            kills: 20,
            command_kills: 6,
            postgres_kills: 2,
            power_loss: 100,
            system_calls: 20,
            disk_full: 3,
            flips: 200,
            seed: 19_481_210,
            program: None,
        }
    }
}

/// What a fault is tried with.
struct Trial<'a> {
    /// This program, for the processes that it starts.
    this: &'a Path,
    count: usize,
    chance: Chance,
}

/// Tries one kind of fault so often, and says what came of it.
type Fault<'a> = dyn Fn(Trial<'_>) -> Result<String> + 'a;

/// Runs the faults that the arguments ask for.
#[expect(clippy::print_stdout, reason = "a command line tool")]
pub(crate) fn run(root: &Path, arguments: Vec<String>) -> Result<()> {
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let counts = parse(arguments)?;
    let this = std::env::current_exe().context("this program's own path")?;
    let trial = |count| Trial { this: &this, count, chance: Chance::new(counts.seed) };
    println!("seed {}", counts.seed);
    let program = counts.program.clone().unwrap_or_else(|| root.join("target/debug/willay"));
    let faults: [(usize, &Fault<'_>); 7] = [
        (counts.kills, &kills::sqlite),
        (counts.postgres_kills, &kills::postgres),
        (counts.power_loss, &power::loss),
        (counts.system_calls, &system_calls::fail),
        (counts.disk_full, &disk_full::fill),
        (counts.flips, &flips::flip),
        (counts.command_kills, &|trial| commands::kill(&program, trial)),
    ];
    for (count, fault) in faults.into_iter().filter(|(count, _)| *count > 0) {
        println!("{}", fault(trial(count))?);
    }
    Ok(())
}

fn parse(arguments: Vec<String>) -> Result<Counts> {
    let mut counts = Counts::default();
    // Where anything is named, the rest is not run.
    if !arguments.is_empty() {
        counts = Counts {
            kills: 0,
            command_kills: 0,
            postgres_kills: 0,
            power_loss: 0,
            system_calls: 0,
            disk_full: 0,
            flips: 0,
            ..counts
        };
    }
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name}: a value is missing"))?;
        let count = || value.parse::<usize>().with_context(|| format!("{name} {value}: not a count"));
        match name.as_str() {
            "--kills" => counts.kills = count()?,
            "--command-kills" => counts.command_kills = count()?,
            "--postgres-kills" => counts.postgres_kills = count()?,
            "--power-loss" => counts.power_loss = count()?,
            "--system-calls" => counts.system_calls = count()?,
            "--disk-full" => counts.disk_full = count()?,
            "--flips" => counts.flips = count()?,
            "--seed" => counts.seed = count()? as u64,
            "--program" => counts.program = Some(PathBuf::from(&value)),
            _ => bail!("{name}: no such option\n{USAGE}"),
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests;
