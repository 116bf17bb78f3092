//! The process that is killed: it appends, signs and archives, and tells outside of the ledger what was acknowledged.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use ledger::{Body, Checkpoint, Hash, Head, Secret, Timestamp, Tree, leaf_hash};
use record::{Access, DocumentId, ListId, Origin, Statement, Value};
use store::{DatabaseUrl, DocumentStore, Documents, NewEntry, PostgresStore, SqliteStore, Store};

/// Entries of one append.
const BATCH: u64 = 5;

/// The name that signs.
pub(super) const ORIGIN: &str = "example.org/faults";

/// The secret of all trials.
pub(super) fn secret() -> Secret {
    Secret::from_bytes([9; 32])
}

/// A place of a ledger: a folder, or a database's address.
pub(super) fn open(place: &str) -> Result<(Box<dyn Store>, Box<dyn Documents>)> {
    if DatabaseUrl::is_meant(place) {
        let store = PostgresStore::open(&place.parse()?)?;
        let documents = store.documents();
        return Ok((Box::new(store), Box::new(documents)));
    }
    let store = SqliteStore::open(&Path::new(place).join("ledger.sqlite"))?;
    Ok((Box::new(store), Box::new(DocumentStore::open(&Path::new(place).join("documents")))))
}

/// `faults-writer PLACE ACKNOWLEDGED [BATCHES [SYNCHRONOUS]]`
pub(crate) fn run(arguments: Vec<String>) -> Result<()> {
    let [place, acknowledged, rest @ ..] = arguments.as_slice() else { anyhow::bail!("PLACE ACKNOWLEDGED [BATCHES]") };
    let batches = rest.first().map_or(Ok(u64::MAX), |text| text.parse())?;
    let (mut store, documents) = match rest.get(1) {
        None => open(place)?,
        Some(synchronous) => {
            let store = SqliteStore::open(&Path::new(place).join("ledger.sqlite"))?;
            store.weaken(synchronous)?;
            (Box::new(store) as Box<dyn Store>, open_documents(place))
        }
    };
    let mut told = Told::open(Path::new(acknowledged))?;
    let mut tree = Tree::default();
    store.for_each(0..store.size()?, &mut |raw| {
        tree.push(raw.leaf);
        Ok(())
    })?;
    for batch in 0..batches {
        let entries: Vec<NewEntry> = (tree.size()..tree.size() + BATCH).map(entry).collect();
        store.append(tree.size(), &entries)?;
        for (sequence, entry) in (tree.size()..).zip(&entries) {
            tree.push(leaf_hash(&entry.at(sequence).bytes));
        }
        told.line(&format!("size {}", tree.size()))?;
        if batch.is_multiple_of(3) {
            sign(&mut *store, &tree)?;
            told.line(&format!("signed {}", tree.size()))?;
        }
        if batch.is_multiple_of(4) {
            told.line(&format!("document {}", documents.put(&document(tree.size()))?))?;
        }
    }
    // Without the end of the process's life that closes and tidies the database: the power fails first.
    std::process::exit(0);
}

fn open_documents(place: &str) -> Box<dyn Documents> {
    Box::new(DocumentStore::open(&Path::new(place).join("documents")))
}

fn sign(store: &mut dyn Store, tree: &Tree) -> Result<()> {
    let head = Head { size: tree.size(), root: tree.root() };
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), head };
    store.keep_checkpoint(&checkpoint, &checkpoint.sign(&secret()))?;
    Ok(())
}

fn document(number: u64) -> Vec<u8> {
    format!("document {number} ").repeat(100).into_bytes()
}

/// The entry that belongs at a place; every fourth holds a confidential value.
pub(super) fn entry(sequence: u64) -> NewEntry {
    let (time, actor) = (Timestamp::from_seconds(1_490_000_000), "faults".to_owned());
    if !sequence.is_multiple_of(4) {
        let body = Body::PagePublished { path: format!("{sequence}/{}", "x".repeat(300)), sha256: Hash::of(b"page") };
        return NewEntry { time, actor, body, opening: None };
    }
    let record = format!("person/p-{sequence}");
    let statement = Statement {
        record: record.parse().expect("a record's name"),
        property: "name".to_owned(),
        value: Value::Text(format!("Rosa {sequence}")),
        original: None,
        language: None,
        note: None,
        origin: Origin {
            list: "register".parse::<ListId>().expect("a list's name"),
            list_document: DocumentId::from_digest([7; 32]),
            row: sequence,
            passage: None,
        },
        access: Access::Confidential,
    };
    let (statement, opening) = secret().commit(sequence, statement);
    NewEntry { time, actor, body: Body::StatementMade { statement }, opening }
}

/// What was acknowledged, told outside.
struct Told(File);

impl Told {
    fn open(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self(file.with_context(|| path.display().to_string())?))
    }

    fn line(&mut self, line: &str) -> Result<()> {
        Ok(self.0.write_all(format!("{line}\n").as_bytes())?)
    }
}

/// The process, ready to be started.
pub(super) fn command(this: &Path, (place, acknowledged): (&str, &Path), rest: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(this);
    command.arg(super::WRITER).arg(place).arg(acknowledged).args(rest);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    command
}

/// Where a trial in a folder tells what was acknowledged.
pub(super) fn acknowledged_in(folder: &Path) -> PathBuf {
    folder.join("acknowledged")
}
