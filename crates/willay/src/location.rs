//! Where a workspace's ledger is kept: the command line first, then WILLAY_DATABASE, then `willay.toml`, else a file.

use std::path::{Path, PathBuf};

use store::{DatabaseUrl, DocumentStore, Documents, PostgresStore, SqliteStore, Store, StoreError};

use crate::{
    arguments,
    failure::{Cause, Failure},
    office::of_store,
    settings::Settings,
};

/// A ledger's place with that of its documents.
#[derive(Debug, Clone)]
pub(crate) enum Location {
    /// A SQLite file, and the folder of documents beside it.
    File(PathBuf),
    /// A PostgreSQL database with both.
    Database(DatabaseUrl),
}

/// An opened ledger with its documents.
pub(crate) type Opened = (Box<dyn Store>, Box<dyn Documents>);

impl Location {
    /// Where the ledger of a workspace is.
    pub(crate) fn of_workspace(
        root: &Path,
        settings: Option<&Settings>,
        ledger: &arguments::Ledger,
    ) -> Result<Self, Failure> {
        if let Some(text) = &ledger.database {
            return Self::database(text, "--database");
        }
        if let Some(text) = settings.and_then(|settings| settings.ledger.database.as_ref()) {
            let place = root.join("willay.toml").display().to_string();
            let database = Self::database(text, &place)?;
            if matches!(&database, Self::Database(url) if url.has_password()) {
                return Err(Failure::new(
                    Cause::Material,
                    format!("{place}: [ledger] database holds a password, and this file is copied and shared"),
                    "take it out of the file and the file's history, change it, and set PGPASSWORD or WILLAY_DATABASE",
                ));
            }
            return database.with_password_of_environment();
        }
        Ok(Self::File(root.join(".willay").join("ledger.sqlite")))
    }

    /// Where a command line says: a database's address, or a file.
    pub(crate) fn of_text(text: &str) -> Result<Self, Failure> {
        if DatabaseUrl::is_meant(text) { Self::database(text, "--to") } else { Ok(Self::File(PathBuf::from(text))) }
    }

    fn database(text: &str, said_by: &str) -> Result<Self, Failure> {
        let url: DatabaseUrl = text.trim().parse().map_err(|error: StoreError| {
            let hint = "the address begins with postgres:// and names a host; %2F stands for / in a socket's folder";
            Failure::new(Cause::Usage, format!("{said_by}: {error}"), hint)
        })?;
        Self::Database(url).with_password_of_environment()
    }

    fn with_password_of_environment(self) -> Result<Self, Failure> {
        Ok(match (self, std::env::var("PGPASSWORD")) {
            (Self::Database(url), Ok(password)) if !url.has_password() => Self::Database(url.with_password(&password)),
            (location, _) => location,
        })
    }

    /// True where several people may write.
    pub(crate) const fn is_shared(&self) -> bool {
        matches!(self, Self::Database(_))
    }

    /// In words, without a password.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Database(url) => url.place().to_owned(),
        }
    }

    /// Opens it for writing, making it where it is not there.
    pub(crate) fn open(&self) -> Result<Opened, Failure> {
        match self {
            Self::File(path) => {
                let store = SqliteStore::open(path).map_err(|error| of_store(&error))?;
                Ok((Box::new(store), Box::new(documents_beside(path))))
            }
            Self::Database(url) => {
                let store = PostgresStore::open(url).map_err(|error| of_store(&error))?;
                let documents = store.documents();
                Ok((Box::new(store), Box::new(documents)))
            }
        }
    }

    /// Opens it for reading; `None` where there is no ledger yet.
    pub(crate) fn open_to_read(&self) -> Result<Option<Opened>, Failure> {
        match self {
            Self::File(path) if !path.is_file() => Ok(None),
            Self::File(path) => match SqliteStore::open_to_read(path) {
                Ok(store) => Ok(Some((Box::new(store), Box::new(documents_beside(path))))),
                Err(StoreError::NoLedger { .. }) => Ok(None),
                Err(error) => Err(of_store(&error)),
            },
            Self::Database(url) => match PostgresStore::open_to_read(url) {
                Ok(store) => {
                    let documents = store.documents();
                    Ok(Some((Box::new(store), Box::new(documents))))
                }
                Err(StoreError::NoLedger { .. }) => Ok(None),
                Err(error) => Err(of_store(&error)),
            },
        }
    }

    /// A ledger that is only held in memory, and a place for documents in which there is none yet.
    pub(crate) fn nothing_yet(&self) -> Result<Opened, Failure> {
        let store = SqliteStore::open(Path::new(":memory:")).map_err(|error| of_store(&error))?;
        let folder = match self {
            Self::File(path) => documents_beside(path),
            Self::Database(_) => DocumentStore::open(Path::new("/nonexistent")),
        };
        Ok((Box::new(store), Box::new(folder)))
    }
}

/// The folder of documents of a ledger in a file.
fn documents_beside(ledger: &Path) -> DocumentStore {
    DocumentStore::open(&ledger.parent().unwrap_or(Path::new(".")).join("documents"))
}
