//! Archived bytes under their SHA-256, in a folder of ordinary files, written atomically and checked when read.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use ledger::Hash;
use record::DocumentId;

use crate::StoreError;

/// A content-addressed folder.
#[derive(Debug, Clone)]
pub struct DocumentStore {
    folder: PathBuf,
}

impl DocumentStore {
    /// Uses a folder; it is made when the first document is put into it.
    pub fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The name that bytes will have.
    pub fn id_of(bytes: &[u8]) -> DocumentId {
        DocumentId::from_digest(Hash::of(bytes).0)
    }

    /// Keeps bytes: whole and on the disk, or not at all. Bytes that are there already are left alone.
    ///
    /// # Errors
    /// Where there is no space or no right.
    pub fn put(&self, bytes: &[u8]) -> Result<DocumentId, StoreError> {
        let id = Self::id_of(bytes);
        let path = self.path(&id);
        if path.exists() && self.get(&id).is_ok() {
            return Ok(id);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| at(folder, error))?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| at(folder, error))?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| at(&path, error))?;
        file.persist(&path).map_err(|error| at(&path, error.error))?;
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| at(folder, error))?;
        Ok(id)
    }

    /// The bytes of a document, checked against its name.
    ///
    /// # Errors
    /// Where they are not there or not what was archived.
    pub fn get(&self, id: &DocumentId) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        let bytes = fs::read(&path).map_err(|error| at(&path, error))?;
        if Self::id_of(&bytes) == *id { Ok(bytes) } else { Err(StoreError::DocumentChanged { path }) }
    }

    fn path(&self, id: &DocumentId) -> PathBuf {
        let name = id.to_string();
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

/// A machine's error with its place, in our words where we have them.
pub(crate) fn at(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    let kind = source.kind();
    if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        StoreError::DiskFull { path }
    } else if kind == io::ErrorKind::PermissionDenied {
        StoreError::NoRights { path }
    } else {
        StoreError::Machine { path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_was_put_and_notices_a_flipped_bit() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::open(folder.path());
        let id = store.put(b"a register").unwrap();
        assert_eq!(store.put(b"a register").unwrap(), id);
        assert_eq!(store.get(&id).unwrap(), b"a register");
        fs::write(store.path(&id), b"a Register").unwrap();
        assert!(matches!(store.get(&id), Err(StoreError::DocumentChanged { .. })));
        assert_eq!(store.put(b"a register").unwrap(), id, "archiving again mends it");
        assert_eq!(store.get(&id).unwrap(), b"a register");
    }
}
