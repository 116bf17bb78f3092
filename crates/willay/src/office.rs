//! The workspace's own state, opened: secret, ledger, archived documents, and what the ledger says holds now.

use std::{collections::BTreeSet, fs};

use ledger::{Checkpoint, Secret, State, VerifierKey};
use record::DocumentId;
use store::{Documents, Store, StoreError};

use crate::{
    failure::{Cause, Failure},
    location::{Location, Opened},
    secret,
    workspace::Workspace,
};

/// The workspace's secret, and its ledger with the documents, wherever they are.
pub(crate) struct Office {
    pub(crate) secret: Secret,
    pub(crate) store: Box<dyn Store>,
    pub(crate) documents: Box<dyn Documents>,
    pub(crate) state: State,
}

impl Office {
    /// Opens the state folder and the ledger, making them where they are not there.
    pub(crate) fn open(workspace: &Workspace) -> Result<Self, Failure> {
        let folder = workspace.state_folder();
        fs::create_dir_all(&folder).map_err(|error| Failure::of_path(&folder, &error))?;
        let (store, documents) = workspace.location.open()?;
        let secret = match secret::load(&folder)? {
            Some(secret) => secret,
            // A secret of our own would sign what others have signed with theirs.
            None if newest_note(&*store)?.is_some() => return Err(another_secret(workspace)),
            None => secret::load_or_create(&folder)?,
        };
        if !is_signed_by(&*store, &secret)? {
            return Err(another_secret(workspace));
        }
        let state = store.state().map_err(|error| of_store(&error))?;
        let mut office = Self { secret, store, documents, state };
        office.finish_erasures(workspace)?;
        Ok(office)
    }

    /// Takes away what the ledger says was erased: where a kill came between the word and the deed, and where the word
    /// came from another office. What was derived goes first: once the value itself is gone, nothing tells any more that
    /// a snapshot still holds it.
    pub(crate) fn finish_erasures(&mut self, workspace: &Workspace) -> Result<(), Failure> {
        let mut openings = BTreeSet::new();
        if !self.state.erased.is_empty() {
            let kept = self.store.openings().map_err(|error| of_store(&error))?;
            openings = self.state.erased.keys().copied().filter(|at| kept.contains_key(at)).collect();
        }
        let mut documents = Vec::new();
        if !self.state.erased_documents.is_empty() {
            documents = self.documents.ids().map_err(|error| of_store(&error))?;
            documents.retain(|id| self.state.erased_documents.contains_key(id));
        }
        if openings.is_empty() && documents.is_empty() {
            return Ok(());
        }
        forget_derived(workspace)?;
        for sequence in &openings {
            self.store.erase_opening(*sequence).map_err(|error| of_store(&error))?;
        }
        for id in &documents {
            self.documents.erase(id).map_err(|error| of_store(&error))?;
        }
        Ok(())
    }

    /// The bytes of an archived document; `None` where they were erased on purpose.
    pub(crate) fn bytes_of(&self, id: &DocumentId) -> Result<Option<Vec<u8>>, Failure> {
        if self.state.erased_documents.contains_key(id) {
            return Ok(None);
        }
        self.documents.get(id).map(Some).map_err(|error| of_store(&error))
    }

    /// Opens it to read: what is not there yet is held in memory, and nothing is written.
    pub(crate) fn peek(workspace: &Workspace) -> Result<Self, Failure> {
        let (store, documents) = match workspace.location.open_to_read()? {
            Some(opened) => opened,
            None => workspace.location.nothing_yet()?,
        };
        let secret = secret::load_or_draw(&workspace.state_folder())?;
        let state = store.state().map_err(|error| of_store(&error))?;
        Ok(Self { secret, store, documents, state })
    }
}

/// Takes away what was made from the ledger and holds its values: each is made anew by the command that needs it.
pub(crate) fn forget_derived(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.state_folder();
    for name in ["snapshot.sqlite", "snapshot.new", "search"] {
        let path = folder.join(name);
        let taken = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match taken {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::of_path(&path, &error)),
        }
    }
    Ok(())
}

fn newest_note(store: &dyn Store) -> Result<Option<String>, Failure> {
    Ok(store.checkpoints().map_err(|error| of_store(&error))?.pop().map(|kept| kept.note))
}

/// Whether this secret signed the ledger's newest state; a ledger that nobody signed yet is anybody's.
fn is_signed_by(store: &dyn Store, secret: &Secret) -> Result<bool, Failure> {
    let Some(note) = newest_note(store)? else { return Ok(true) };
    let origin = note.lines().next().unwrap_or_default();
    Ok(Checkpoint::open(&note, &VerifierKey::of(origin, secret)).is_ok())
}

fn another_secret(workspace: &Workspace) -> Failure {
    Failure::new(
        Cause::Material,
        format!(
            "{}: signed with another secret than that of {}",
            workspace.location.words(),
            workspace.state_folder().join("secret").display()
        ),
        "all who work on one ledger have the same secret: put its file there, by a safe way; `willay bundle` is for offices \
         with ledgers of their own",
    )
}

/// Opens a ledger with its documents for reading; a workspace that was never built has none.
pub(crate) fn read_ledger(location: &Location, workspace: &std::path::Path) -> Result<Opened, Failure> {
    match location.open_to_read()? {
        Some(opened) => Ok(opened),
        None => {
            let hint = format!("`willay build {}` makes it", workspace.display());
            Err(Failure::new(Cause::Usage, format!("{}: there is no ledger yet", location.words()), hint))
        }
    }
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
            "the disk or somebody changed it, and this is the first place: put back a backup of .willay and compare",
        ),
        StoreError::NotALedger { .. } | StoreError::Newer { .. } => {
            (Cause::Material, "name another place, or use the version of the program that wrote it")
        }
        StoreError::Grown { .. } => (Cause::Machine, "run the command again"),
        StoreError::NoLedger { .. } => (Cause::Usage, "`willay build` makes it"),
        StoreError::InvalidUrl => (Cause::Usage, "for example postgres://rosa@localhost/peru"),
        StoreError::NoConnection { .. } => {
            (Cause::Machine, "check host, name, user and PGPASSWORD; `psql` with the same address shows more")
        }
        StoreError::ConnectionLost { .. } => (
            Cause::Machine,
            "when the server is back, run the command again: what was entered is found, nothing is doubled",
        ),
        StoreError::NotEncrypted { .. } => (
            Cause::Usage,
            "go through an encrypted tunnel to localhost (ssh -L), or write ?sslmode=disable where the network itself is private",
        ),
        StoreError::NotDurable { .. } => {
            (Cause::Machine, "ask whoever keeps the server to switch it on in postgresql.conf and to restart it")
        }
        StoreError::TooLarge { .. } => (Cause::Material, "split the document"),
        StoreError::NoDocument { .. } => {
            (Cause::Material, "put it back from a backup, or build again where the file still is")
        }
        StoreError::OldLibrary { .. }
        | StoreError::Entry(_)
        | StoreError::Database { .. }
        | StoreError::Machine { .. } => {
            (Cause::Machine, "run the command again; if it stays, put back a backup of .willay")
        }
    };
    Failure::new(cause, error.to_string(), hint)
}
