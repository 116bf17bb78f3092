//! What must hold after every fault.

use std::path::Path;

use anyhow::{Result, ensure};
use ledger::{Checkpoint, VerifierKey, fsck};
use record::DocumentId;
use store::Store;

use super::writer;

/// What a writer said was acknowledged. A line without its end was being said when the process died.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Acknowledged {
    pub(super) size: u64,
    pub(super) signed: Vec<u64>,
    pub(super) documents: Vec<DocumentId>,
}

impl Acknowledged {
    pub(super) fn read(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut told = Self::default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for line in whole.lines() {
            match line.split_once(' ') {
                Some(("size", size)) => told.size = size.parse()?,
                Some(("signed", size)) => told.signed.push(size.parse()?),
                Some(("document", id)) => told.documents.push(id.parse()?),
                Some(_) | None => anyhow::bail!("'{line}' is nothing that the writer says"),
            }
        }
        Ok(told)
    }
}

/// Opens a place, which hashes every entry, and compares all with what was acknowledged.
pub(super) fn place(place: &str, acknowledged: &Path) -> Result<u64> {
    let (store, documents) = writer::open(place)?;
    let told = Acknowledged::read(acknowledged)?;
    for id in &told.documents {
        documents.get(id)?;
    }
    store_holds(&*store, &told)
}

/// Every entry is the one that belongs in its place, so that none is lost or doubled; all that was acknowledged is there.
pub(super) fn store_holds(store: &dyn Store, told: &Acknowledged) -> Result<u64> {
    let size = store.size()?;
    ensure!(size >= told.size, "{} entries were acknowledged, {size} are there", told.size);
    let (entries, openings, kept) = (store.entries(0..size)?, store.openings()?, store.checkpoints()?);
    for raw in &entries {
        let expected = writer::entry(raw.sequence);
        ensure!(*raw == expected.at(raw.sequence), "entry {} is not the one that was entered", raw.sequence);
        let is_open = openings.get(&raw.sequence) == expected.opening.as_ref();
        ensure!(is_open, "what opens entry {} is not what was entered", raw.sequence);
    }
    let key = VerifierKey::of(writer::ORIGIN, &writer::secret());
    for kept in &kept {
        let checkpoint = Checkpoint::open(&kept.note, &key)?;
        ensure!(checkpoint.head == kept.head, "the note of {} entries says another", kept.head.size);
    }
    for size in &told.signed {
        ensure!(kept.iter().any(|kept| kept.head.size == *size), "the signed state of {size} entries is lost");
    }
    let heads: Vec<_> = kept.iter().map(|kept| kept.head).collect();
    let mut findings = fsck::recompute(&entries, &openings, &heads).findings;
    findings.extend(fsck::lost_openings(&entries, &openings, &store.erased()?));
    ensure!(findings.is_empty(), "{findings:?}");
    Ok(size)
}
