//! System calls that fail or never return: EIO, ENOSPC and KILL at sampled calls, put in by strace.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::{Trial, check, recording, writer};

/// Calls by which a ledger and an archive are written.
const CALLS: [&str; 9] =
    ["pwrite64", "pread64", "fdatasync", "fsync", "openat", "ftruncate", "write", "renameat", "unlink"];

const FAULTS: [&str; 3] = ["error=EIO", "error=ENOSPC", "signal=KILL"];

/// Appends of one trial.
const BATCHES: &str = "9";

/// Puts one fault into each trial.
pub(super) fn fail(mut trial: Trial<'_>) -> Result<String> {
    if !recording::is_possible() {
        return Ok("system calls: skipped, strace cannot be run".to_owned());
    }
    let whole = run(trial.this, "trace=all", None)?;
    let calls: Vec<(&str, usize)> = CALLS
        .iter()
        .map(|call| (*call, whole.matches(&format!(" {call}(")).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    ensure!(calls.len() >= 4, "the writer uses only {calls:?}: the names of the calls are other ones here");
    let mut hit = 0;
    for turn in 0..trial.count {
        let (call, count) = calls[turn % calls.len()];
        let fault = FAULTS[trial.chance.below(FAULTS.len())];
        let when = 1 + trial.chance.below(count);
        let log = run(trial.this, &format!("trace={call}"), Some(&format!("inject={call}:{fault}:when={when}")))
            .with_context(|| format!("{fault} at {call} {when} of {count}"))?;
        hit += usize::from(log.contains("(INJECTED)") || log.contains("killed by SIGKILL"));
    }
    let points: usize = calls.iter().map(|(_, count)| count).sum();
    Ok(format!(
        "system calls: {hit} of {} faults hit, at {points} points of {} calls; nothing lost",
        trial.count,
        calls.len()
    ))
}

/// Runs a writer on a new ledger under strace, then checks what is there. Returns strace's log.
fn run(this: &Path, trace: &str, inject: Option<&str>) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let place = folder.path().display().to_string();
    let (told, log) = (writer::acknowledged_in(folder.path()), folder.path().join("strace.log"));
    let mut command = Command::new("strace");
    command.args(["-f", "-e", trace, "-o"]).arg(&log);
    if let Some(inject) = inject {
        command.args(["-e", inject]);
    }
    command.arg(this).arg(super::WRITER).arg(&place).arg(&told).arg(BATCHES);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().context("strace")?;
    check::place(&place, &told)?;
    Ok(fs::read_to_string(&log)?)
}
