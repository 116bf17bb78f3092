//! Single bits that flip in files at rest: each that changes what is read must be noticed, and named where it can be.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Result, ensure};
use ledger::{Bundle, Checkpoint, Frontier, Head, Tree, VerifierKey, bundle::Sent};
use store::{DocumentStore, Documents, NewEntry, SqliteStore, Store, StoreError};

use super::{Trial, check, writer};

/// Entries of the ledger that is damaged.
const ENTRIES: u64 = 120;

/// What became of the flips.
#[derive(Debug, Default)]
struct Tally {
    /// Noticed, with the entry's number.
    named: usize,
    /// Noticed, without one.
    noticed: usize,
    /// Nothing that is read has changed.
    without_effect: usize,
    /// The write-ahead log ends earlier: entries at the end are gone, which only a later signed state would tell.
    shortened: usize,
}

/// Flips one bit a trial, by turns in each kind of file.
pub(super) fn flip(mut trial: Trial<'_>) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let files = files(folder.path())?;
    let mut tally = Tally::default();
    let names: Vec<&String> = files.keys().collect();
    for turn in 0..trial.count {
        let name = names[turn % names.len()];
        let mut bytes = files[name].clone();
        let (at, bit) = (trial.chance.below(bytes.len()), trial.chance.below(8));
        bytes[at] ^= 1 << bit;
        let outcome = read(name, &bytes, &files);
        tally.count(outcome, || format!("{name}, byte {at}, bit {bit}"))?;
    }
    let Tally { named, noticed, without_effect, shortened } = tally;
    Ok(format!(
        "flips: {} bits, {named} noticed with the entry's number, {noticed} without, {without_effect} without effect, \
         {shortened} shortened an unfinished write-ahead log, 0 changed a value unseen",
        trial.count
    ))
}

/// A ledger at rest, one whose write-ahead log is not yet in the database, a document and a bundle.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let path = folder.join("ledger.sqlite");
    let mut store = SqliteStore::open(&path)?;
    let entries: Vec<NewEntry> = (0..ENTRIES).map(writer::entry).collect();
    let half = entries.len() / 2;
    store.append(0, &entries[..half])?;
    let tree = Tree::from_leaves((0..).zip(&entries).map(|(sequence, entry)| entry.at(sequence).leaf));
    let checkpoint = Checkpoint { origin: writer::ORIGIN.to_owned(), head: Head { size: ENTRIES, root: tree.root() } };
    let note = checkpoint.sign(&writer::secret());
    let mut files = BTreeMap::new();
    // While somebody reads, the write-ahead log cannot be brought into the database.
    SqliteStore::open_to_read(&path)?.for_each(0..1, &mut |_| {
        store.append(half as u64, &entries[half..])?;
        store.keep_checkpoint(&checkpoint, &note)?;
        for (name, file) in [("open/ledger.sqlite", "ledger.sqlite"), ("open/ledger.sqlite-wal", "ledger.sqlite-wal")] {
            let place = folder.join(file);
            let bytes = fs::read(&place)
                .map_err(|source| StoreError::Machine { place: place.display().to_string(), source })?;
            files.insert(name.to_owned(), bytes);
        }
        Ok(())
    })?;
    ensure!(!files["open/ledger.sqlite-wal"].is_empty(), "the write-ahead log is empty: nothing of it can be damaged");
    drop(store);
    files.insert("ledger.sqlite".to_owned(), fs::read(&path)?);
    files.insert("document".to_owned(), b"a register ".repeat(200));
    let sent = (0..).zip(&entries).map(|(sequence, new)| {
        let raw = new.at(sequence);
        ledger::Entry::parse(&raw.bytes).map(|entry| Sent::Entry(Box::new(entry), new.opening.clone()))
    });
    let bundle = Bundle {
        office: writer::ORIGIN.to_owned(),
        recipient: "recipient".to_owned(),
        note,
        before: Frontier::new(0, Vec::new()).expect("an empty tree has no peaks"),
        entries: sent.collect::<Result<_, _>>()?,
        documents: Vec::new(),
    };
    files.insert("bundle".to_owned(), bundle.seal(&writer::secret()));
    Ok(files)
}

/// What reading the damaged file gives.
enum Outcome {
    Named,
    Noticed,
    Same,
    Shorter,
    ChangedUnseen(String),
}

impl Tally {
    fn count(&mut self, outcome: Result<Outcome>, place: impl Fn() -> String) -> Result<()> {
        match outcome? {
            Outcome::Named => self.named += 1,
            Outcome::Noticed => self.noticed += 1,
            Outcome::Same => self.without_effect += 1,
            Outcome::Shorter => self.shortened += 1,
            Outcome::ChangedUnseen(what) => anyhow::bail!("{}: {what}", place()),
        }
        Ok(())
    }
}

fn read(name: &str, bytes: &[u8], files: &BTreeMap<String, Vec<u8>>) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    match name {
        "document" => document(folder.path(), (bytes, &files[name])),
        "bundle" => Ok(bundle(bytes)),
        "open/ledger.sqlite-wal" => {
            fs::write(folder.path().join("ledger.sqlite"), &files["open/ledger.sqlite"])?;
            fs::write(folder.path().join("ledger.sqlite-wal"), bytes)?;
            Ok(store(folder.path()))
        }
        _ => {
            fs::write(folder.path().join("ledger.sqlite"), bytes)?;
            if name.starts_with("open/") {
                fs::write(folder.path().join("ledger.sqlite-wal"), &files["open/ledger.sqlite-wal"])?;
            }
            Ok(store(folder.path()))
        }
    }
}

fn document(folder: &Path, (bad, good): (&[u8], &[u8])) -> Result<Outcome> {
    let archive = DocumentStore::open(folder);
    let id = archive.put(good)?;
    let name = id.to_string();
    fs::write(folder.join(&name[..2]).join(&name[2..]), bad)?;
    ensure!(archive.ids()? == [id], "the document is not where it is damaged");
    Ok(if archive.get(&id).is_err() {
        Outcome::Noticed
    } else {
        Outcome::ChangedUnseen("the document is read as if it were whole".to_owned())
    })
}

fn bundle(bytes: &[u8]) -> Outcome {
    let key = VerifierKey::of(writer::ORIGIN, &writer::secret());
    match Bundle::open(bytes, &key, "recipient") {
        Err(_) => Outcome::Noticed,
        Ok(_) => Outcome::ChangedUnseen("the bundle is opened as if it were whole".to_owned()),
    }
}

fn store(folder: &Path) -> Outcome {
    let store = match SqliteStore::open(&folder.join("ledger.sqlite")) {
        Ok(store) => store,
        Err(StoreError::Changed { .. }) => return Outcome::Named,
        Err(_) => return Outcome::Noticed,
    };
    match check::store_holds(&store, &check::Acknowledged::default()) {
        Ok(ENTRIES) if store.checkpoints().is_ok_and(|kept| kept.len() == 1) => Outcome::Same,
        Ok(_) => Outcome::Shorter,
        Err(error) => match (named_by_program(&store), store.state()) {
            (_, Err(StoreError::Entry(_) | StoreError::Changed { .. })) => Outcome::Named,
            (true, _) | (_, Err(_)) => Outcome::Noticed,
            (false, Ok(_)) => Outcome::ChangedUnseen(format!("{error:#}")),
        },
    }
}

/// Whether `willay log --fsck` would tell: it checks every note with the workspace's own key.
fn named_by_program(store: &SqliteStore) -> bool {
    let key = VerifierKey::of(writer::ORIGIN, &writer::secret());
    let Ok(kept) = store.checkpoints() else { return true };
    kept.iter().any(|kept| !Checkpoint::open(&kept.note, &key).is_ok_and(|checkpoint| checkpoint.head == kept.head))
}
