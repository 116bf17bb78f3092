//! What a process wrote to the disk and in which order: its system calls as strace tells them.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use super::writer;

/// The files of a SQLite ledger that a power failure can leave half written.
pub(super) const FILES: [&str; 2] = ["ledger.sqlite", "ledger.sqlite-wal"];

/// One thing that reached the operating system.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Happened {
    /// Bytes at a place of a file; not on the disk before the file is synchronised.
    Written { file: &'static str, offset: usize, bytes: Vec<u8> },
    /// A file was cut.
    Cut { file: &'static str, length: usize },
    /// All that was written to a file is on the disk.
    Synchronised { file: &'static str },
    /// The writer told this to somebody outside.
    Told(Vec<u8>),
}

/// True where strace can be run.
pub(super) fn is_possible() -> bool {
    let tried =
        Command::new("strace").args(["-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// Runs the writer in a folder that holds a ledger, and records what it does.
pub(super) fn record(this: &Path, folder: &Path, (batches, synchronous): (usize, &str)) -> Result<Vec<Happened>> {
    let log = folder.join("strace.log");
    let mut command = Command::new("strace");
    command.args(["-f", "-xx", "-s", "1000000", "-e", "trace=openat,pwrite64,write,fsync,fdatasync,ftruncate", "-o"]);
    command.arg(&log).arg(this).arg(super::WRITER);
    command.arg(folder).arg(writer::acknowledged_in(folder)).args([&batches.to_string(), synchronous]);
    let status = command.stdout(Stdio::null()).status().context("strace")?;
    ensure!(status.success(), "the recorded writer ended with {status}");
    let text = fs::read_to_string(&log).with_context(|| log.display().to_string())?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<Happened>> {
    let mut happened = Vec::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for line in text.lines() {
        // A process number stands before each call.
        let call = line.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start();
        let Some((name, rest)) = call.split_once('(') else { continue };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { continue };
        if result.starts_with('-') || result.starts_with('?') {
            continue;
        }
        let arguments = arguments.trim_end().trim_end_matches(')');
        let mut fields = arguments.split(", ");
        let first = fields.next().unwrap_or_default();
        if name == "openat" {
            let path = String::from_utf8(bytes(fields.next().unwrap_or_default())?)?;
            let file = path.rsplit('/').next().unwrap_or_default().to_owned();
            names.insert(result.split_whitespace().next().unwrap_or_default().to_owned(), file);
            continue;
        }
        let file = names.get(first).map(String::as_str).unwrap_or_default();
        if name == "write" && file == "acknowledged" {
            happened.push(Happened::Told(bytes(fields.next().unwrap_or_default())?));
            continue;
        }
        let Some(file) = FILES.iter().copied().find(|known| *known == file) else { continue };
        match name {
            "pwrite64" => {
                let bytes = bytes(fields.next().unwrap_or_default())?;
                let offset = fields.nth(1).unwrap_or_default().parse()?;
                happened.push(Happened::Written { file, offset, bytes });
            }
            "ftruncate" => happened.push(Happened::Cut { file, length: fields.next().unwrap_or_default().parse()? }),
            "fsync" | "fdatasync" => happened.push(Happened::Synchronised { file }),
            // SQLite writes with pwrite64; another way would be missed by the replay.
            _ => bail!("{name} on {file}: not replayed"),
        }
    }
    Ok(happened)
}

/// The bytes of a text such as `"\x61\x62"`.
fn bytes(text: &str) -> Result<Vec<u8>> {
    let quoted = text.trim_start_matches('"').trim_end_matches("...").trim_end_matches('"');
    let digits = quoted.split("\\x").skip(1);
    digits.map(|digits| u8::from_str_radix(digits, 16).with_context(|| format!("'{digits}' is no byte"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_strace_writes() {
        let log = "12 openat(AT_FDCWD, \"\\x2f\\x74\\x2f\\x6c\\x65\\x64\\x67\\x65\\x72\\x2e\\x73\\x71\\x6c\\x69\\x74\\x65\", O_RDWR|O_CREAT, 0644) = 5\n\
                   12 pwrite64(5, \"\\x01\\xff\", 2, 4096) = 2\n12 fdatasync(5)                           = 0\n\
                   12 ftruncate(5, 100) = 0\n12 write(9, \"\\x41\", 1) = 1\n12 fsync(5) = -1 EIO (Input/output error)\n";
        let file = "ledger.sqlite";
        let expected = [
            Happened::Written { file, offset: 4096, bytes: vec![1, 255] },
            Happened::Synchronised { file },
            Happened::Cut { file, length: 100 },
        ];
        assert_eq!(parse(log).unwrap(), expected);
    }
}
