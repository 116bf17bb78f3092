//! The ledger in one SQLite file.
//!
//! Full synchronisation in WAL mode, because only that loses no acknowledged entry when the power fails; no memory
//! map, because a stray write would reach the file; no entry rests in the write-ahead log; every leaf re-hashed when the file is opened, because SQLite
//! does not notice a flipped bit in a value. Triggers refuse every change of an entry.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use ledger::{Checkpoint, Hash, Head, Opening, Salt, fsck::RawEntry};
use rusqlite::{Connection, OpenFlags, params};

use crate::{KeptCheckpoint, PlacedEntry, Store, StoreError, check, signed};

/// The first version without the WAL-reset bug, which corrupts a database that two connections write.
const OLDEST_LIBRARY: i32 = 3_051_003;

/// "WLLY": marks the file as ours.
const APPLICATION_ID: i64 = 0x574c_4c59;

/// Each format in order, the first made from nothing; the file's `user_version` says which one it has.
const MIGRATIONS: &[&str] = &[
    "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL, leaf BLOB NOT NULL) STRICT;
     CREATE TABLE opening (sequence INTEGER PRIMARY KEY REFERENCES entry, salt BLOB NOT NULL, content BLOB NOT NULL) STRICT;
     CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL) STRICT;
     CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
     CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;",
    // What was missing before erasures were kept counts as erased. In canonical JSON these words stand in no text.
    "CREATE TABLE erasure (sequence INTEGER PRIMARY KEY REFERENCES entry) STRICT;
     INSERT INTO erasure SELECT sequence FROM entry
     WHERE instr(bytes, CAST('\"payload\":{\"committed\":' AS BLOB)) > 0 AND sequence NOT IN (SELECT sequence FROM opening);",
];

/// A ledger in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
}

impl SqliteStore {
    /// Opens a ledger for writing, making it where it is not there, and re-hashes every entry.
    ///
    /// # Errors
    /// Where the file is no ledger, was changed, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let store = Self::connect(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        store.set_up()?;
        check::every_entry(&store)?;
        Ok(store)
    }

    /// Opens a ledger for reading, and re-hashes every entry.
    ///
    /// # Errors
    /// Where the file is not there, is no ledger, or was changed.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        if store.number("PRAGMA application_id")? != APPLICATION_ID {
            // A process that was killed at its first step leaves a file with nothing in it.
            let place = store.place();
            let is_empty = store.number("SELECT count(*) FROM sqlite_schema")? == 0;
            return Err(if is_empty { StoreError::NoLedger { place } } else { StoreError::NotALedger { place } });
        }
        store.refuse_newer()?;
        check::every_entry(&store)?;
        Ok(store)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        if rusqlite::version_number() < OLDEST_LIBRARY {
            return Err(StoreError::OldLibrary { found: rusqlite::version().to_owned() });
        }
        let connection = Connection::open_with_flags(path, flags).map_err(|error| refusal(path, &error))?;
        connection.busy_timeout(Duration::from_secs(2)).map_err(|error| refusal(path, &error))?;
        Ok(Self { connection, path: path.to_owned() })
    }

    fn set_up(&self) -> Result<(), StoreError> {
        self.run(
            "PRAGMA mmap_size = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
        )?;
        if self.number("PRAGMA application_id")? == APPLICATION_ID {
            self.refuse_newer()?;
        } else if self.number("SELECT count(*) FROM sqlite_schema")? > 0 {
            return Err(StoreError::NotALedger { place: self.place() });
        }
        self.migrate()
    }

    /// Brings the tables to today's format, in one transaction.
    fn migrate(&self) -> Result<(), StoreError> {
        if self.number("PRAGMA user_version")? == newest_format() {
            return Ok(());
        }
        self.run("BEGIN IMMEDIATE")?;
        // Another process may have done it while this one waited.
        let found = usize::try_from(self.number("PRAGMA user_version")?).unwrap_or(0);
        let steps = MIGRATIONS.get(found..).unwrap_or_default().concat();
        let (format, mark) = (newest_format(), APPLICATION_ID);
        let done = self.run(&format!("{steps} PRAGMA application_id = {mark}; PRAGMA user_version = {format}; COMMIT"));
        if done.is_err() {
            self.run("ROLLBACK")?;
        }
        done
    }

    fn refuse_newer(&self) -> Result<(), StoreError> {
        let found = self.number("PRAGMA user_version")?;
        if found > newest_format() {
            return Err(StoreError::Newer { place: self.place(), found, known: newest_format() });
        }
        Ok(())
    }

    /// Writes with less care than this store promises: the tests of durability must notice it.
    ///
    /// # Errors
    /// Where the database refuses.
    #[cfg(feature = "faults")]
    pub fn weaken(&self, synchronous: &str) -> Result<(), StoreError> {
        self.run(&format!("PRAGMA synchronous = {synchronous}"))
    }

    /// Brings a ledger without erasures back to format 1, as an earlier version wrote it: the tests of durability kill
    /// what brings it to today's.
    ///
    /// # Errors
    /// Where the database refuses.
    #[cfg(feature = "faults")]
    pub fn make_old(path: &Path) -> Result<(), StoreError> {
        Self::open(path)?.run("DROP TABLE erasure; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    fn number(&self, sql: &str) -> Result<i64, StoreError> {
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|error| refusal(&self.path, &error))
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| refusal(&self.path, &error))
    }
}

impl Store for SqliteStore {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn size(&self) -> Result<u64, StoreError> {
        Ok(self.number("SELECT coalesce(max(sequence) + 1, 0) FROM entry")?.unsigned_abs())
    }

    fn enter(&mut self, expected_size: u64, entries: &[PlacedEntry]) -> Result<Range<u64>, StoreError> {
        let path = self.path.clone();
        let write = |connection: &mut Connection| -> rusqlite::Result<Result<Range<u64>, StoreError>> {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let sql = "SELECT coalesce(max(sequence) + 1, 0) FROM entry";
            let found = transaction.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs();
            if found != expected_size {
                return Ok(Err(StoreError::Grown { expected: expected_size, found }));
            }
            insert(&transaction, entries)?;
            transaction.commit()?;
            Ok(Ok(found..found + entries.len() as u64))
        };
        let entered = write(&mut self.connection).map_err(|error| refusal(&path, &error))?;
        // A flipped bit in the write-ahead log ends it there, unseen; in the database the hashes tell. So nothing rests in
        // the log, where no reader holds it.
        if entered.as_ref().is_ok_and(|entered| !entered.is_empty()) {
            match self.run("PRAGMA wal_checkpoint(TRUNCATE)") {
                // What was entered is on the disk either way, and to say otherwise would be wrong; the last one to close the
                // database tries again.
                Ok(()) | Err(_) => {}
            }
        }
        entered
    }

    fn for_each(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(RawEntry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let refuse = |error: rusqlite::Error| refusal(&self.path, &error);
        let sql = "SELECT sequence, bytes, leaf FROM entry WHERE sequence >= ?1 AND sequence < ?2 ORDER BY sequence";
        let mut statement = self.connection.prepare(sql).map_err(refuse)?;
        let mut rows = statement.query(params![signed(range.start), signed(range.end)]).map_err(refuse)?;
        while let Some(row) = rows.next().map_err(refuse)? {
            each(raw_entry(row).map_err(refuse)?)?;
        }
        Ok(())
    }

    fn openings(&self) -> Result<BTreeMap<u64, Opening>, StoreError> {
        let read = || -> rusqlite::Result<BTreeMap<u64, Opening>> {
            let mut statement = self.connection.prepare("SELECT sequence, salt, content FROM opening")?;
            let rows = statement.query_map([], |row| {
                let opening = Opening { salt: Salt(row.get(1)?), content: row.get(2)? };
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), opening))
            })?;
            rows.collect()
        };
        read().map_err(|error| refusal(&self.path, &error))
    }

    fn erased(&self) -> Result<BTreeSet<u64>, StoreError> {
        // A reader cannot bring an older file to today's format.
        let sql = if self.number("PRAGMA user_version")? < 2 {
            "SELECT sequence FROM entry WHERE instr(bytes, CAST('\"payload\":{\"committed\":' AS BLOB)) > 0
             AND sequence NOT IN (SELECT sequence FROM opening)"
        } else {
            "SELECT sequence FROM erasure"
        };
        let read = || -> rusqlite::Result<BTreeSet<u64>> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))?;
            rows.collect()
        };
        read().map_err(|error| refusal(&self.path, &error))
    }

    fn erase_opening(&mut self, sequence: u64) -> Result<(), StoreError> {
        let path = self.path.clone();
        let erase = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let at = params![signed(sequence)];
            if transaction.execute("DELETE FROM opening WHERE sequence = ?1", at)? > 0 {
                transaction.execute("INSERT INTO erasure (sequence) VALUES (?1)", at)?;
            }
            transaction.commit()
        };
        erase(&mut self.connection).map_err(|error| refusal(&path, &error))?;
        // Its first column says whether a reader kept the log from being emptied: the bytes would still be in it.
        match self.number("PRAGMA wal_checkpoint(TRUNCATE)")? {
            0 => Ok(()),
            _ => Err(StoreError::Busy { place: self.place() }),
        }
    }

    fn checkpoints(&self) -> Result<Vec<KeptCheckpoint>, StoreError> {
        let read = || -> rusqlite::Result<Vec<KeptCheckpoint>> {
            let mut statement = self.connection.prepare("SELECT size, root, note FROM checkpoint ORDER BY size")?;
            let rows = statement.query_map([], |row| {
                let head = Head { size: row.get::<_, i64>(0)?.unsigned_abs(), root: Hash(row.get(1)?) };
                Ok(KeptCheckpoint { head, note: row.get(2)? })
            })?;
            rows.collect()
        };
        read().map_err(|error| refusal(&self.path, &error))
    }

    fn keep_checkpoint(&mut self, checkpoint: &Checkpoint, note: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO checkpoint (size, root, note) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO NOTHING";
        let Head { size, root } = checkpoint.head;
        let kept = self.connection.execute(sql, params![signed(size), root.0, note]);
        kept.map(|_| ()).map_err(|error| refusal(&self.path, &error))
    }
}

fn raw_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<RawEntry> {
    Ok(RawEntry { sequence: row.get::<_, i64>(0)?.unsigned_abs(), bytes: row.get(1)?, leaf: Hash(row.get(2)?) })
}

fn insert(transaction: &rusqlite::Transaction<'_>, entries: &[PlacedEntry]) -> rusqlite::Result<()> {
    let mut entry = transaction.prepare("INSERT INTO entry (sequence, bytes, leaf) VALUES (?1, ?2, ?3)")?;
    let mut opening = transaction.prepare("INSERT INTO opening (sequence, salt, content) VALUES (?1, ?2, ?3)")?;
    let mut erasure = transaction.prepare("INSERT INTO erasure (sequence) VALUES (?1)")?;
    for PlacedEntry(placed) in entries {
        let sequence = signed(placed.raw.sequence);
        entry.execute(params![sequence, placed.raw.bytes, placed.raw.leaf.0])?;
        if let Some(Opening { salt, content }) = &placed.opening {
            opening.execute(params![sequence, salt.0, content])?;
        }
        if placed.is_erased {
            erasure.execute(params![sequence])?;
        }
    }
    Ok(())
}

fn newest_format() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The database's error in our words, with its place.
fn refusal(path: &Path, error: &rusqlite::Error) -> StoreError {
    let place = path.display().to_string();
    let code = error.sqlite_error_code();
    match code {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => StoreError::Busy { place },
        Some(rusqlite::ErrorCode::DiskFull) => StoreError::DiskFull { place },
        Some(
            rusqlite::ErrorCode::PermissionDenied | rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::CannotOpen,
        ) => StoreError::NoRights { place },
        Some(rusqlite::ErrorCode::NotADatabase) => StoreError::NotALedger { place },
        Some(_) | None => StoreError::Database { place, message: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewEntry, conformance};

    fn ledger_in(folder: &Path, count: usize) -> PathBuf {
        let path = folder.join("ledger.sqlite");
        let mut store = SqliteStore::open(&path).unwrap();
        let entries: Vec<NewEntry> = (0..count)
            .map(|number| NewEntry {
                time: ledger::Timestamp::default(),
                actor: "test".to_owned(),
                body: ledger::Body::PagePublished { path: format!("{number}.html"), sha256: Hash::of(&[1]) },
                opening: None,
            })
            .collect();
        store.append(0, &entries).unwrap();
        path
    }

    struct Files {
        folder: tempfile::TempDir,
        count: std::sync::atomic::AtomicUsize,
    }

    impl conformance::Trial for Files {
        type Place = PathBuf;
        type Kept = SqliteStore;

        fn new_place(&self) -> PathBuf {
            let number = self.count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            self.folder.path().join(format!("{number}.sqlite"))
        }

        fn open(&self, place: &PathBuf) -> SqliteStore {
            SqliteStore::open(place).unwrap()
        }

        fn interrupt(&self, place: &PathBuf, sequence: u64) {
            let raw = Connection::open(place).unwrap();
            raw.execute_batch("BEGIN IMMEDIATE").unwrap();
            let sql = "INSERT INTO entry (sequence, bytes, leaf) VALUES (?1, x'00', zeroblob(32))";
            raw.execute(sql, params![signed(sequence)]).unwrap();
        }
    }

    #[test]
    fn conforms() {
        conformance::run(&Files { folder: tempfile::tempdir().unwrap(), count: 0.into() });
    }

    #[test]
    fn is_synchronised_to_the_disk_and_not_mapped() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&ledger_in(folder.path(), 1)).unwrap();
        assert_eq!(store.number("PRAGMA synchronous").unwrap(), 2, "FULL");
        assert_eq!(store.number("PRAGMA secure_delete").unwrap(), 1);
        let mode: String = store.connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }

    #[test]
    fn entries_cannot_be_changed_through_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&ledger_in(folder.path(), 2)).unwrap();
        assert!(store.run("UPDATE entry SET leaf = x'00' WHERE sequence = 0").is_err());
        assert!(store.run("DELETE FROM entry WHERE sequence = 1").is_err());
    }

    #[test]
    fn another_database_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.sqlite");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        assert!(matches!(SqliteStore::open(&path), Err(StoreError::NotALedger { .. })));
        std::fs::write(&path, "not a database at all, but long enough to look at").unwrap();
        assert!(matches!(SqliteStore::open(&path), Err(StoreError::NotALedger { .. })));
    }

    #[test]
    fn a_file_in_which_nothing_was_made_yet_is_no_ledger_yet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.sqlite");
        std::fs::write(&path, "").unwrap();
        assert!(matches!(SqliteStore::open_to_read(&path), Err(StoreError::NoLedger { .. })));
        assert_eq!(SqliteStore::open(&path).unwrap().size().unwrap(), 0);
    }

    /// SQLite notices few of these; the hashes must notice all that change an entry.
    #[test]
    fn a_flipped_byte_of_the_file_is_noticed_or_changes_no_entry() {
        let folder = tempfile::tempdir().unwrap();
        let path = ledger_in(folder.path(), 6);
        let good = std::fs::read(&path).unwrap();
        let expected = SqliteStore::open(&path).unwrap().entries(0..10).unwrap();
        for at in (0..good.len()).step_by(7) {
            let mut bad = good.clone();
            bad[at] ^= 0x20;
            let copy = folder.path().join("flipped.sqlite");
            for side in ["flipped.sqlite-wal", "flipped.sqlite-shm"] {
                std::fs::remove_file(folder.path().join(side)).ok();
            }
            std::fs::write(&copy, bad).unwrap();
            let Ok(store) = SqliteStore::open_to_read(&copy) else { continue };
            let found = store.entries(0..10).unwrap();
            assert!(found == expected || found.len() < expected.len(), "byte {at} changed an entry unseen");
        }
    }

    /// A ledger of format 1, in which one of two confidential values was erased.
    #[test]
    fn an_older_format_is_read_as_it_is_and_brought_to_todays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.sqlite");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1")).unwrap();
        for sequence in 0..2 {
            let new = conformance::confidential(sequence);
            let (raw, opening) = (new.at(sequence), new.opening.unwrap());
            let sql = "INSERT INTO entry (sequence, bytes, leaf) VALUES (?1, ?2, ?3)";
            old.execute(sql, params![signed(sequence), raw.bytes, raw.leaf.0]).unwrap();
            if sequence == 0 {
                let sql = "INSERT INTO opening (sequence, salt, content) VALUES (0, ?1, ?2)";
                old.execute(sql, params![opening.salt.0, opening.content]).unwrap();
            }
        }
        drop(old);
        let reads = |store: &SqliteStore| (store.erased().unwrap(), store.state().unwrap().statements.len());
        let expected = (BTreeSet::from([1]), 1);
        assert_eq!(reads(&SqliteStore::open_to_read(&path).unwrap()), expected);
        assert_eq!(reads(&SqliteStore::open(&path).unwrap()), expected);
        let brought = SqliteStore::open(&path).unwrap();
        assert_eq!(brought.number("PRAGMA user_version").unwrap(), newest_format());
        assert_eq!(reads(&brought), expected);
        drop(brought);
        Connection::open(&path).unwrap().execute_batch("DELETE FROM opening").unwrap();
        let lost = SqliteStore::open(&path).unwrap().state();
        assert!(matches!(lost, Err(StoreError::Changed { sequence: 0, .. })), "{lost:?}");
    }

    #[test]
    fn an_erased_value_is_in_no_file_or_the_erasure_is_not_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let mut store = SqliteStore::open(&path).unwrap();
        store.append(0, &[conformance::confidential(0)]).unwrap();
        let is_found = || {
            let bytes =
                std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
            bytes.into_iter().any(|bytes| bytes.windows(4).any(|window| window == b"Rosa"))
        };
        assert!(is_found());
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT content FROM opening").unwrap();
        let _: i64 = reader.query_row("SELECT count(*) FROM opening", [], |row| row.get(0)).unwrap();
        assert!(matches!(store.erase_opening(0), Err(StoreError::Busy { .. })), "a reader still holds it");
        drop(reader);
        store.erase_opening(0).unwrap();
        assert!(!is_found());
        assert_eq!(store.erased().unwrap(), BTreeSet::from([0]));
    }

    #[test]
    fn a_rewritten_entry_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = ledger_in(folder.path(), 3);
        let raw = Connection::open(&path).unwrap();
        raw.execute_batch(
            "DROP TRIGGER entry_is_not_changed;
             UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '1.html', '9.html') AS BLOB) WHERE sequence = 1",
        )
        .unwrap();
        drop(raw);
        assert!(matches!(SqliteStore::open(&path), Err(StoreError::Changed { sequence: 1, .. })));
    }
}
