//! The workspace's own state, opened: secret, ledger, archived documents, and what the ledger says holds now.

use std::{fs, path::Path};

use ledger::{Secret, State};
use store::{DocumentStore, SqliteStore, Store, StoreError};

use crate::{
    failure::{Cause, Failure},
    secret,
    workspace::Workspace,
};

/// Everything in `.willay/`.
pub(crate) struct Office {
    pub(crate) secret: Secret,
    pub(crate) store: SqliteStore,
    pub(crate) documents: DocumentStore,
    pub(crate) state: State,
}

impl Office {
    /// Opens the state folder, making it where it is not there.
    pub(crate) fn open(workspace: &Workspace) -> Result<Self, Failure> {
        let folder = workspace.state_folder();
        fs::create_dir_all(&folder).map_err(|error| Failure::of_path(&folder, &error))?;
        let secret = secret::load_or_create(&folder)?;
        let store = SqliteStore::open(&workspace.ledger_path()).map_err(|error| of_store(&error))?;
        let state = store.state().map_err(|error| of_store(&error))?;
        Ok(Self { secret, store, documents: documents(workspace), state })
    }

    /// Opens it to read: what is not there yet is held in memory, and nothing is written.
    pub(crate) fn peek(workspace: &Workspace) -> Result<Self, Failure> {
        let path = workspace.ledger_path();
        let store =
            if path.is_file() { SqliteStore::open_to_read(&path) } else { SqliteStore::open(Path::new(":memory:")) };
        let store = store.map_err(|error| of_store(&error))?;
        let secret = secret::load_or_draw(&workspace.state_folder())?;
        let state = store.state().map_err(|error| of_store(&error))?;
        Ok(Self { secret, store, documents: documents(workspace), state })
    }
}

fn documents(workspace: &Workspace) -> DocumentStore {
    DocumentStore::open(&workspace.state_folder().join("documents"))
}

/// Opens a ledger for reading; a workspace that was never built has none.
pub(crate) fn read_ledger(workspace: &Path) -> Result<SqliteStore, Failure> {
    let path = workspace.join(".willay").join("ledger.sqlite");
    if !path.is_file() {
        let hint = format!("`willay build {}` makes it", workspace.display());
        return Err(Failure::new(Cause::Usage, format!("{}: there is no ledger yet", path.display()), hint));
    }
    SqliteStore::open_to_read(&path).map_err(|error| of_store(&error))
}

/// A store's error with its mend.
pub(crate) fn of_store(error: &StoreError) -> Failure {
    let (cause, hint) = match error {
        StoreError::Busy { .. } => (Cause::Machine, "wait until it is done, or end it"),
        StoreError::DiskFull { .. } => {
            (Cause::Machine, "make room and run the command again; what was there before is unharmed")
        }
        StoreError::NoRights { .. } => (Cause::Machine, "give yourself the right to read and write there"),
        StoreError::Changed { .. } | StoreError::DocumentChanged { .. } => (
            Cause::Material,
            "the disk or somebody changed it: put back a backup of .willay and compare; `willay log --fsck` names every entry",
        ),
        StoreError::NotALedger { .. } | StoreError::Newer { .. } => {
            (Cause::Material, "move the file away, or use the version of the program that wrote it")
        }
        StoreError::Grown { .. } => (Cause::Machine, "run the command again"),
        StoreError::OldLibrary { .. }
        | StoreError::Entry(_)
        | StoreError::Database { .. }
        | StoreError::Machine { .. } => {
            (Cause::Machine, "run the command again; if it stays, put back a backup of .willay")
        }
    };
    Failure::new(cause, error.to_string(), hint)
}
