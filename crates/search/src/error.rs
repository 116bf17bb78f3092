//! Why could an index not do what was asked? The ledger is unharmed in each case.

use std::path::Path;

use rusqlite::ErrorCode;

/// Why an index could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// What is there is no index of this program, or not whole.
    #[error("{place}: the search index is broken: {reason}")]
    Broken {
        /// The file.
        place: String,
        /// In the database's words.
        reason: String,
    },
    /// Another process brings it up to date.
    #[error("{place}: another willay is bringing the search index up to date")]
    Busy {
        /// The file.
        place: String,
    },
    /// No space.
    #[error("{place}: the disk is full")]
    DiskFull {
        /// The file.
        place: String,
    },
    /// No rights.
    #[error("{place}: no right to read or write")]
    NoRights {
        /// The file.
        place: String,
    },
    /// The caller wanted it no longer.
    #[error("stopped")]
    Stopped,
    /// Anything else that the machine says.
    #[error("{place}: {source}")]
    Machine {
        /// The file.
        place: String,
        /// In its words.
        source: std::io::Error,
    },
}

impl SearchError {
    /// A database's error, in our words where we have them.
    pub(crate) fn of(path: &Path, error: &rusqlite::Error) -> Self {
        let place = path.display().to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Self::Stopped,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { place },
            Some(ErrorCode::DiskFull) => Self::DiskFull { place },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::NoRights { place },
            _ => Self::Broken { place, reason: error.to_string() },
        }
    }

    /// A machine's error, in our words where we have them.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the machine has many errors, we have words for some")]
    pub(crate) fn of_machine(path: &Path, source: std::io::Error) -> Self {
        let place = path.display().to_string();
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull { place },
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::NoRights { place },
            _ => Self::Machine { place, source },
        }
    }
}
