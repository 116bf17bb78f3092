//! The power fails: what was synchronised is on the disk; of what was written since, any of the sectors may be.
//!
//! Model: each 512-byte sector of a write that was not yet synchronised is kept or lost by itself; directory entries
//! are durable. Real devices may also reorder across a synchronisation, or lie; against those only a second copy helps.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Result, ensure};
use store::SqliteStore;

use super::{
    Trial,
    chance::Chance,
    check,
    recording::{self, FILES, Happened},
};

/// What a disk writes whole or not at all.
const SECTOR_BYTES: usize = 512;

/// Appends of a recorded run: enough that the write-ahead log is brought into the database meanwhile.
const BATCHES: usize = 400;

/// Replays a careful run, which must lose nothing, and two careless ones, which must be found out.
pub(super) fn loss(trial: Trial<'_>) -> Result<String> {
    if !recording::is_possible() {
        return Ok("power loss: skipped, strace cannot be run".to_owned());
    }
    let mut bad = BTreeMap::new();
    for synchronous in ["FULL", "NORMAL", "OFF"] {
        let folder = tempfile::tempdir()?;
        let base = base(folder.path())?;
        let happened = recording::record(trial.this, folder.path(), (BATCHES, synchronous))?;
        let mut disk = Disk { durable: base, pending: Vec::new(), told: Vec::new() };
        let mut chance = trial.chance.clone();
        bad.insert(synchronous, replay(&mut disk, &happened, (trial.count, &mut chance))?);
    }
    let [full, normal, off] = ["FULL", "NORMAL", "OFF"].map(|synchronous| &bad[synchronous]);
    ensure!(
        full.is_empty(),
        "power loss: {} of {} states lost something; the first: {}",
        full.len(),
        trial.count,
        full[0]
    );
    // Of a thousand states, about a hundred lose something with NORMAL and eight hundred with OFF.
    let is_noticed = (trial.count < 30 || !off.is_empty()) && (trial.count < 100 || !normal.is_empty());
    ensure!(is_noticed, "the replay does not notice a store that does not synchronise: it proves nothing");
    Ok(format!(
        "power loss: {} states, 0 bad; weakened on purpose: NORMAL {} bad, OFF {} bad",
        trial.count,
        normal.len(),
        off.len()
    ))
}

/// An empty ledger, closed, as the disk holds it before the run.
fn base(folder: &Path) -> Result<BTreeMap<&'static str, Vec<u8>>> {
    drop(SqliteStore::open(&folder.join("ledger.sqlite"))?);
    let mut files = BTreeMap::new();
    for file in FILES {
        let path = folder.join(file);
        files.insert(file, if path.exists() { fs::read(path)? } else { Vec::new() });
    }
    Ok(files)
}

/// A disk with what is surely on it, and what may be.
struct Disk {
    durable: BTreeMap<&'static str, Vec<u8>>,
    pending: Vec<Happened>,
    told: Vec<u8>,
}

/// Lets the power fail at random moments; says what was wrong afterwards.
fn replay(disk: &mut Disk, happened: &[Happened], (count, chance): (usize, &mut Chance)) -> Result<Vec<String>> {
    let mut moments: Vec<usize> = (0..count).map(|_| chance.below(happened.len() + 1)).collect();
    moments.sort_unstable();
    let (mut at, mut bad) = (0, Vec::new());
    for moment in moments {
        while at < moment {
            disk.take(&happened[at]);
            at += 1;
        }
        let folder = tempfile::tempdir()?;
        for (file, bytes) in disk.fail(chance) {
            if !bytes.is_empty() {
                fs::write(folder.path().join(file), bytes)?;
            }
        }
        let told = check::Acknowledged::parse(&String::from_utf8_lossy(&disk.told))?;
        if let Err(error) = holds(folder.path(), &told) {
            bad.push(format!("after event {moment} of {}: {error:#}", happened.len()));
        }
    }
    Ok(bad)
}

fn holds(folder: &Path, told: &check::Acknowledged) -> Result<u64> {
    let store = SqliteStore::open(&folder.join("ledger.sqlite"))?;
    check::store_holds(&store, told)
}

impl Disk {
    fn take(&mut self, happened: &Happened) {
        match happened {
            Happened::Told(bytes) => self.told.extend_from_slice(bytes),
            Happened::Synchronised { file } => {
                let (done, left) =
                    std::mem::take(&mut self.pending).into_iter().partition(|event| of(event) == Some(file));
                self.pending = left;
                let done: Vec<Happened> = done;
                for event in &done {
                    apply(&mut self.durable, event, |_| true);
                }
            }
            Happened::Written { .. } | Happened::Cut { .. } => self.pending.push(happened.clone()),
        }
    }

    /// The files as they are when the power is back.
    fn fail(&self, chance: &mut Chance) -> BTreeMap<&'static str, Vec<u8>> {
        let mut files = self.durable.clone();
        let kept_percent = [0, 20, 50, 80, 100][chance.below(5)];
        for event in &self.pending {
            apply(&mut files, event, |_| chance.percent(kept_percent));
        }
        files
    }
}

fn of(event: &Happened) -> Option<&'static str> {
    match event {
        Happened::Written { file, .. } | Happened::Cut { file, .. } => Some(file),
        Happened::Synchronised { .. } | Happened::Told(_) => None,
    }
}

/// Brings those sectors of an event onto the disk that are kept.
fn apply(files: &mut BTreeMap<&'static str, Vec<u8>>, event: &Happened, mut is_kept: impl FnMut(usize) -> bool) {
    match event {
        Happened::Written { file, offset, bytes } => {
            let disk = files.entry(file).or_default();
            for (number, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                let from = offset + number * SECTOR_BYTES;
                if is_kept(number) {
                    if disk.len() < from + sector.len() {
                        disk.resize(from + sector.len(), 0);
                    }
                    disk[from..from + sector.len()].copy_from_slice(sector);
                }
            }
        }
        Happened::Cut { file, length } => {
            if is_kept(0) {
                files.entry(file).or_default().truncate(*length);
            }
        }
        Happened::Synchronised { .. } | Happened::Told(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synchronised_stays_and_the_rest_may_go() {
        let file = FILES[0];
        let mut disk = Disk { durable: BTreeMap::new(), pending: Vec::new(), told: Vec::new() };
        disk.take(&Happened::Written { file, offset: 0, bytes: vec![1; 1024] });
        disk.take(&Happened::Synchronised { file });
        disk.take(&Happened::Written { file, offset: 512, bytes: vec![2; 1024] });
        let mut chance = Chance::new(1);
        for _ in 0..50 {
            let after = disk.fail(&mut chance);
            let bytes = &after[file];
            assert!(bytes[..512].iter().all(|byte| *byte == 1));
            assert!(bytes.len() == 1024 || bytes.len() == 1536);
        }
    }
}
