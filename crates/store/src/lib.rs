//! Where the ledger is kept: one small trait, one database behind it today, two tomorrow, and a folder of documents.
//!
//! The only crate with SQL on the ledger. Entries get their sequence number inside the transaction that writes
//! them; an append is acknowledged only after it is on the disk.

pub mod conformance;
pub mod documents;
pub mod sqlite;

use std::{collections::BTreeMap, ops::Range, path::PathBuf};

use ledger::{Body, Checkpoint, Entry, Head, InvalidEntry, Opening, State, Timestamp, fsck::RawEntry};

pub use documents::DocumentStore;
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

/// A signed state that the store keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// Size and root.
    pub head: Head,
    /// The signed note.
    pub note: String,
}

/// A ledger that is kept somewhere. SQLite now; PostgreSQL passes the same [`conformance`] suite.
pub trait Store {
    /// Number of entries.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn size(&self) -> Result<u64, StoreError>;

    /// Enters all or nothing, in one transaction, on the disk when it returns. `expected_size` is the size that the
    /// caller computed from; a store that has grown since refuses.
    ///
    /// # Errors
    /// Where the store has grown, is locked, full or unreadable. Nothing is entered then.
    fn append(&mut self, expected_size: u64, entries: &[NewEntry]) -> Result<Range<u64>, StoreError>;

    /// The entries of a range, in order.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn entries(&self, range: Range<u64>) -> Result<Vec<RawEntry>, StoreError>;

    /// What opens the commitments, by entry.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn openings(&self) -> Result<BTreeMap<u64, Opening>, StoreError>;

    /// Erases what opens a commitment. The entry and every proof stay as they are.
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
        let openings = self.openings()?;
        let mut state = State::default();
        for raw in self.entries(0..self.size()?)? {
            let entry = Entry::parse(&raw.bytes).map_err(StoreError::Entry)?;
            state.apply(&entry, openings.get(&raw.sequence)).map_err(StoreError::Entry)?;
        }
        Ok(state)
    }
}

/// Why a store could not do what was asked. What was there before is unharmed in each case.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The library is older than the fix of a corruption bug.
    #[error("this program was built with SQLite {found}, which can corrupt a database; 3.51.3 or newer is needed")]
    OldLibrary {
        /// Its version.
        found: String,
    },
    /// Some other file.
    #[error("{path}: not a ledger of this program")]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// Written by a newer program.
    #[error("{path}: written by a newer version of this program (format {found}, this one knows {known})")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest that this program reads.
        known: i64,
    },
    /// Another process writes.
    #[error("{path}: another willay is writing to this ledger")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// No space.
    #[error("{path}: the disk is full")]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// No rights.
    #[error("{path}: no right to read or write")]
    NoRights {
        /// The file.
        path: PathBuf,
    },
    /// The bytes on the disk are not those that were written.
    #[error("{path}: entry {sequence} is not what was written: {reason}")]
    Changed {
        /// The file.
        path: PathBuf,
        /// The first entry that differs.
        sequence: u64,
        /// In which way.
        reason: String,
    },
    /// Somebody entered something since the caller looked.
    #[error("the ledger has grown from {expected} to {found} entries in the meantime")]
    Grown {
        /// Size that the caller computed from.
        expected: u64,
        /// Size now.
        found: u64,
    },
    /// An entry that cannot be read.
    #[error("the ledger holds an entry that cannot be read")]
    Entry(#[source] InvalidEntry),
    /// An archived document whose bytes changed.
    #[error("{path}: the archived bytes are not those that were archived")]
    DocumentChanged {
        /// The file.
        path: PathBuf,
    },
    /// Anything else that the database says.
    #[error("{path}: {message}")]
    Database {
        /// The file.
        path: PathBuf,
        /// In its words.
        message: String,
    },
    /// Anything else that the machine says.
    #[error("{path}: {source}")]
    Machine {
        /// The file.
        path: PathBuf,
        /// In its words.
        source: std::io::Error,
    },
}
