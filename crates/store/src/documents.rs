//! Archived bytes under their SHA-256, in a folder of ordinary files, written atomically and checked when read.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use ledger::Hash;
use record::DocumentId;

use crate::StoreError;

/// No document that is archived is larger: it is read and checked whole.
pub const LARGEST_BYTES: u64 = 64 << 20;

/// Archived bytes, wherever they are kept.
pub trait Documents {
    /// Keeps bytes: whole and on the disk, or not at all. Bytes that are there already are left alone.
    ///
    /// # Errors
    /// Where there is no space or no right, or the document is larger than [`LARGEST_BYTES`].
    fn put(&self, bytes: &[u8]) -> Result<DocumentId, StoreError>;

    /// The bytes of a document, checked against its name.
    ///
    /// # Errors
    /// Where they are not there or not what was archived.
    fn get(&self, id: &DocumentId) -> Result<Vec<u8>, StoreError>;

    /// Erases the bytes of a document. Where they are not there, nothing is changed.
    ///
    /// # Errors
    /// Where they cannot be taken away.
    fn erase(&self, id: &DocumentId) -> Result<(), StoreError>;

    /// The names of all documents, in order.
    ///
    /// # Errors
    /// Where they cannot be listed.
    fn ids(&self) -> Result<Vec<DocumentId>, StoreError>;
}

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

    fn path(&self, id: &DocumentId) -> PathBuf {
        let name = id.to_string();
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

impl Documents for DocumentStore {
    fn put(&self, bytes: &[u8]) -> Result<DocumentId, StoreError> {
        check_size(bytes)?;
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

    fn get(&self, id: &DocumentId) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        let refuse = |error: io::Error| {
            if error.kind() == io::ErrorKind::NotFound {
                return StoreError::NoDocument { place: path.display().to_string() };
            }
            at(&path, error)
        };
        let bytes = fs::read(&path).map_err(refuse)?;
        if Self::id_of(&bytes) == *id {
            Ok(bytes)
        } else {
            Err(StoreError::DocumentChanged { place: path.display().to_string() })
        }
    }

    fn erase(&self, id: &DocumentId) -> Result<(), StoreError> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(at(&path, error)),
        }
        let folder = path.parent().unwrap_or(&self.folder);
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| at(folder, error))
    }

    fn ids(&self) -> Result<Vec<DocumentId>, StoreError> {
        let mut ids = Vec::new();
        for folder in names(&self.folder)? {
            for rest in names(&self.folder.join(&folder))? {
                // A file that a killed process left half written has no such name.
                ids.extend(format!("{folder}{rest}").parse::<DocumentId>());
            }
        }
        ids.sort();
        Ok(ids)
    }
}

/// The names in a folder; none where it is not there.
fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let refuse = |error| at(folder, error);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(refuse)?;
    entries.map(|entry| Ok(entry.map_err(refuse)?.file_name().to_string_lossy().into_owned())).collect()
}

/// Refuses what is too large to be kept.
pub(crate) fn check_size(bytes: &[u8]) -> Result<(), StoreError> {
    let found_bytes = bytes.len() as u64;
    if found_bytes > LARGEST_BYTES {
        return Err(StoreError::TooLarge { found_bytes, largest_bytes: LARGEST_BYTES });
    }
    Ok(())
}

/// A machine's error with its place, in our words where we have them.
pub(crate) fn at(path: &Path, source: io::Error) -> StoreError {
    let place = path.display().to_string();
    let kind = source.kind();
    if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        StoreError::DiskFull { place }
    } else if kind == io::ErrorKind::PermissionDenied {
        StoreError::NoRights { place }
    } else {
        StoreError::Machine { place, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conforms() {
        let folder = tempfile::tempdir().unwrap();
        crate::conformance::documents(&DocumentStore::open(folder.path()));
    }

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
