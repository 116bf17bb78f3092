//! The server's errors in our words, with their place.

use ::postgres::{Error, error::SqlState};

use crate::StoreError;

/// An error of a connection that stood.
pub(super) fn refusal(place: &str, error: &Error) -> StoreError {
    let place = place.to_owned();
    let Some(code) = error.code() else {
        // No answer of the server: the connection itself is gone.
        return if error.is_closed() || error.to_string().starts_with("error communicating") {
            StoreError::ConnectionLost { place }
        } else {
            StoreError::Database { place, message: message(error) }
        };
    };
    if [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code) {
        StoreError::ConnectionLost { place }
    } else if [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED]
        .contains(code)
    {
        StoreError::Busy { place }
    } else if *code == SqlState::DISK_FULL {
        StoreError::DiskFull { place }
    } else if [SqlState::INSUFFICIENT_PRIVILEGE, SqlState::READ_ONLY_SQL_TRANSACTION].contains(code) {
        StoreError::NoRights { place }
    } else {
        StoreError::Database { place, message: message(error) }
    }
}

/// An error of connecting.
pub(super) fn no_connection(place: &str, error: &Error) -> StoreError {
    let reason = match error.code() {
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => "there is no such database".to_owned(),
        Some(code) if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION].contains(code) => {
            "the server refuses this user or password".to_owned()
        }
        Some(_) | None => message(error),
    };
    StoreError::NoConnection { place: place.to_owned(), reason }
}

/// What the server says, without the statement and its values; else what the network says.
fn message(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    }
}
