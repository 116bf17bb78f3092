//! Why could a store not do what was asked? What was there before is unharmed in each case.

use ledger::InvalidEntry;

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
    #[error("{place}: not a ledger of this program")]
    NotALedger {
        /// The file, or the database.
        place: String,
    },
    /// Written by a newer program.
    #[error("{place}: written by a newer version of this program (format {found}, this one knows {known})")]
    Newer {
        /// The file, or the database.
        place: String,
        /// Its format.
        found: i64,
        /// The newest that this program reads.
        known: i64,
    },
    /// Another process writes.
    #[error("{place}: another willay is writing to this ledger")]
    Busy {
        /// The file, or the database.
        place: String,
    },
    /// No space.
    #[error("{place}: the disk is full")]
    DiskFull {
        /// The file, or the database.
        place: String,
    },
    /// No rights.
    #[error("{place}: no right to read or write")]
    NoRights {
        /// The file, or the database.
        place: String,
    },
    /// The bytes on the disk are not those that were written.
    #[error("{place}: entry {sequence} is not what was written: {reason}")]
    Changed {
        /// The file, or the database.
        place: String,
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
    #[error("{place}: the archived bytes are not those that were archived")]
    DocumentChanged {
        /// The file, or the database.
        place: String,
    },
    /// Nothing has been entered there yet.
    #[error("{place}: there is no ledger yet")]
    NoLedger {
        /// The database.
        place: String,
    },
    /// Not the name of a database.
    #[error("not a database: write postgres://USER@HOST/NAME")]
    InvalidUrl,
    /// A server that cannot be spoken to.
    #[error("{place}: no connection to the database: {reason}")]
    NoConnection {
        /// The database.
        place: String,
        /// What the server or the network says.
        reason: String,
    },
    /// The server went away in the middle.
    #[error("{place}: the server ended the connection")]
    ConnectionLost {
        /// The database.
        place: String,
    },
    /// A network over which everybody could read along.
    #[error("{place}: the connection to this host would not be encrypted")]
    NotEncrypted {
        /// The database.
        place: String,
    },
    /// A server that acknowledges what is not on its disk.
    #[error("{place}: the server has {setting} = off, and would lose entries when the power fails")]
    NotDurable {
        /// The database.
        place: String,
        /// What is switched off.
        setting: String,
    },
    /// A document that is larger than what is kept.
    #[error("a document of {found_bytes} bytes; at most {largest_bytes} are archived")]
    TooLarge {
        /// Its size.
        found_bytes: u64,
        /// The largest.
        largest_bytes: u64,
    },
    /// A document that is not archived here.
    #[error("{place}: the document is not archived")]
    NoDocument {
        /// Where it would be.
        place: String,
    },
    /// Anything else that the database says.
    #[error("{place}: {message}")]
    Database {
        /// The file, or the database.
        place: String,
        /// In its words.
        message: String,
    },
    /// Anything else that the machine says.
    #[error("{place}: {source}")]
    Machine {
        /// The file, or the database.
        place: String,
        /// In its words.
        source: std::io::Error,
    },
}
