//! Where the ledger is kept: one small trait, a file or a PostgreSQL database behind it, and the archived documents.
//!
//! The only crate with SQL on the ledger. Entries get their sequence number inside the transaction that writes
//! them; an append is acknowledged only after it is on the disk.

mod check;
pub mod conformance;
pub mod documents;
mod error;
pub mod postgres;
pub mod sqlite;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use ledger::{Body, Checkpoint, Entry, Head, Opening, State, Timestamp, canonical_at, fsck::RawEntry, leaf_hash};

pub use documents::{DocumentStore, Documents};
pub use error::StoreError;
pub use postgres::{DatabaseUrl, PostgresStore};
pub use sqlite::SqliteStore;

/// What is to be entered, before it has its place.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// When.
    pub time: Timestamp,
    /// By whom.
    pub actor: String,
    /// What.
    pub body: Body,
    /// What opens its commitment, where it has one.
    pub opening: Option<Opening>,
}

impl NewEntry {
    /// The entry at its place, as a store keeps it.
    pub fn at(&self, sequence: u64) -> RawEntry {
        let bytes = canonical_at(sequence, (self.time, &self.actor), &self.body);
        RawEntry { sequence, leaf: leaf_hash(&bytes), bytes }
    }

    /// The entry at its place, ready for [`Store::enter`].
    pub fn placed(self, sequence: u64) -> PlacedEntry {
        let raw = self.at(sequence);
        // Another office may send what it erased: the commitment alone.
        let is_erased = self.opening.is_none() && self.body.is_committed();
        PlacedEntry(CopiedEntry { raw, opening: self.opening, is_erased })
    }
}

/// A signed state that the store keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// Size and root.
    pub head: Head,
    /// The signed note.
    pub note: String,
}

/// An entry that is kept elsewhere already, byte for byte, with what opens it.
#[derive(Debug, Clone)]
pub struct CopiedEntry {
    /// The entry.
    pub raw: RawEntry,
    /// What opens its commitment, where it has one and it was not erased.
    pub opening: Option<Opening>,
    /// Whether what opened it was erased, here or where it comes from.
    pub is_erased: bool,
}

/// An entry whose bytes, leaf and place are known to fit each other.
#[derive(Debug)]
pub struct PlacedEntry(CopiedEntry);

/// A ledger that is kept somewhere. Each store passes the [`conformance`] suite.
pub trait Store {
    /// Where, in words for a message; never with a password.
    fn place(&self) -> String;

    /// Number of entries.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn size(&self) -> Result<u64, StoreError>;

    /// Enters all or nothing, in one transaction, on the disk when it returns. `expected_size` is the size that the
    /// caller computed from; a store that has grown since refuses.
    ///
    /// # Errors
    /// Where the store has grown, is locked, full or unreadable. Nothing is entered then, except where the server of a
    /// database went away just then: whether it was entered is then seen by the size.
    fn append(&mut self, expected_size: u64, entries: &[NewEntry]) -> Result<Range<u64>, StoreError> {
        let placed: Vec<PlacedEntry> = (expected_size..).zip(entries).map(|(at, new)| new.clone().placed(at)).collect();
        self.enter(expected_size, &placed)
    }

    /// Enters entries that have their place already, as [`Store::append`] does; their bytes are not interpreted.
    ///
    /// # Errors
    /// As [`Store::append`]; also where an entry does not stand in the place that follows, or has another leaf.
    fn copy_in(&mut self, expected_size: u64, entries: Vec<CopiedEntry>) -> Result<Range<u64>, StoreError> {
        check::copied(&self.place(), expected_size, &entries)?;
        self.enter(expected_size, &entries.into_iter().map(PlacedEntry).collect::<Vec<_>>())
    }

    /// As [`Store::append`], of entries that were placed before, perhaps by another thread.
    ///
    /// # Errors
    /// As [`Store::append`].
    fn enter(&mut self, expected_size: u64, entries: &[PlacedEntry]) -> Result<Range<u64>, StoreError>;

    /// Hands over the entries of a range in order, in bounded memory.
    ///
    /// # Errors
    /// Where the store cannot be read, and what `each` says.
    fn for_each(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(RawEntry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// The entries of a range, in order.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn entries(&self, range: Range<u64>) -> Result<Vec<RawEntry>, StoreError> {
        let mut entries = Vec::new();
        self.for_each(range, &mut |raw| {
            entries.push(raw);
            Ok(())
        })?;
        Ok(entries)
    }

    /// What opens the commitments, by entry.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn openings(&self) -> Result<BTreeMap<u64, Opening>, StoreError>;

    /// Entries of which what opened them was erased: what is missing otherwise is lost.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn erased(&self) -> Result<BTreeSet<u64>, StoreError>;

    /// Erases what opens a commitment, and keeps that this was done. The entry and every proof stay as they are.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn erase_opening(&mut self, sequence: u64) -> Result<(), StoreError>;

    /// Signed states, oldest first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn checkpoints(&self) -> Result<Vec<KeptCheckpoint>, StoreError>;

    /// Keeps a signed state. The same state again changes nothing.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn keep_checkpoint(&mut self, checkpoint: &Checkpoint, note: &str) -> Result<(), StoreError>;

    /// All entries folded into what holds now.
    ///
    /// # Errors
    /// Where the store cannot be read or an entry is not one.
    fn state(&self) -> Result<State, StoreError> {
        let (openings, erased) = (self.openings()?, self.erased()?);
        let mut state = State::default();
        self.for_each(0..self.size()?, &mut |raw| {
            let entry = Entry::parse(&raw.bytes).map_err(StoreError::Entry)?;
            check::opening(
                self.place(),
                &entry,
                (openings.contains_key(&raw.sequence), erased.contains(&raw.sequence)),
            )?;
            state.apply(&entry, openings.get(&raw.sequence)).map_err(StoreError::Entry)
        })?;
        Ok(state)
    }
}

/// Integers of both databases are signed; no ledger comes near the border.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
