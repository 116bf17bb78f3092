//! The ledger in a PostgreSQL database, for several people at once.
//!
//! Entries are written under an advisory lock that is taken before the transaction begins, so that the transaction's
//! snapshot is never older than the lock, and at SERIALIZABLE; a trigger refuses an entry that does not take the next
//! place, whoever writes it. Isolation alone is not relied upon: Jepsen (PostgreSQL 12.3, 2020) found anomalies at
//! SERIALIZABLE on one healthy server. Every leaf is re-hashed when the ledger is opened.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    rc::Rc,
};

use ::postgres::{Client, IsolationLevel, Transaction, binary_copy::BinaryCopyInWriter, types::Type};
use ledger::{Checkpoint, Hash, Head, Opening, Salt, fsck::RawEntry};

use crate::{CopiedEntry, KeptCheckpoint, PlacedEntry, Store, StoreError, check, signed};

mod archive;
mod refusal;
mod session;
mod url;

pub use archive::PostgresDocuments;
pub use url::DatabaseUrl;

use refusal::refusal;

/// "WLLY" and the ledger's own lock: no other program takes it.
const LOCK: i64 = 0x574c_4c59_0001;

/// Rows that are fetched at once: bounds the memory of reading.
const ROWS_AT_ONCE: i64 = 2_000;

/// A ledger in a PostgreSQL database.
pub struct PostgresStore {
    client: Rc<RefCell<Client>>,
    place: String,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PostgresStore({})", self.place)
    }
}

impl PostgresStore {
    /// Opens a ledger for writing, making its tables where they are not there, and re-hashes every entry.
    ///
    /// # Errors
    /// Where there is no connection, no right, or the ledger was changed.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut client = session::connect(url)?;
        session::set_up(&mut client, url.place())?;
        Self::checked(client, url)
    }

    /// Opens a ledger for reading, and re-hashes every entry.
    ///
    /// # Errors
    /// Where there is no connection, no ledger yet, or the ledger was changed.
    pub fn open_to_read(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut client = session::connect(url)?;
        session::set_up_to_read(&mut client, url.place())?;
        Self::checked(client, url)
    }

    fn checked(client: Client, url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self { client: Rc::new(RefCell::new(client)), place: url.place().to_owned() };
        check::every_entry(&store)?;
        Ok(store)
    }

    /// The documents that are archived in the same database, through the same connection.
    pub fn documents(&self) -> PostgresDocuments {
        PostgresDocuments::new(Rc::clone(&self.client), self.place.clone())
    }

    fn refuse(&self) -> impl Fn(::postgres::Error) -> StoreError + '_ {
        |error| refusal(&self.place, &error)
    }

    /// Runs `write` in one transaction, alone among all writers of this ledger.
    fn alone<T>(&self, write: impl FnOnce(&mut Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut client = self.client.borrow_mut();
        client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).map_err(self.refuse())?;
        let outcome = self.in_transaction(&mut client, write);
        let released = client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).map_err(self.refuse());
        // What was committed stays committed; a connection that died since has released its lock by that.
        match (outcome, released) {
            (Ok(value), Ok(_) | Err(StoreError::ConnectionLost { .. })) => Ok(value),
            (Ok(_), Err(error)) | (Err(error), _) => Err(error),
        }
    }

    fn in_transaction<T>(
        &self,
        client: &mut Client,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let begun = client.build_transaction().isolation_level(IsolationLevel::Serializable).start();
        let mut transaction = begun.map_err(self.refuse())?;
        let value = write(&mut transaction)?;
        transaction.commit().map_err(self.refuse())?;
        Ok(value)
    }
}

impl Store for PostgresStore {
    fn place(&self) -> String {
        self.place.clone()
    }

    fn size(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(sequence) + 1, 0) FROM willay.entry";
        let row = self.client.borrow_mut().query_one(sql, &[]).map_err(self.refuse())?;
        Ok(row.try_get::<_, i64>(0).map_err(self.refuse())?.unsigned_abs())
    }

    fn enter(&mut self, expected_size: u64, entries: &[PlacedEntry]) -> Result<Range<u64>, StoreError> {
        self.alone(|transaction| {
            let sql = "SELECT coalesce(max(sequence) + 1, 0) FROM willay.entry";
            let row = transaction.query_one(sql, &[]).map_err(self.refuse())?;
            let found = row.try_get::<_, i64>(0).map_err(self.refuse())?.unsigned_abs();
            if found != expected_size {
                return Err(StoreError::Grown { expected: expected_size, found });
            }
            write_entries(transaction, entries).map_err(self.refuse())?;
            write_openings(transaction, entries).map_err(self.refuse())?;
            write_erasures(transaction, entries).map_err(self.refuse())?;
            Ok(found..found + entries.len() as u64)
        })
    }

    fn for_each(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(RawEntry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sql = "SELECT sequence, bytes, leaf FROM willay.entry WHERE sequence >= $1 AND sequence < $2 \
                   ORDER BY sequence LIMIT $3";
        let (mut next, end) = (signed(range.start), signed(range.end));
        loop {
            let rows = self.client.borrow_mut().query(sql, &[&next, &end, &ROWS_AT_ONCE]).map_err(self.refuse())?;
            let is_last = i64::try_from(rows.len()).is_ok_and(|count| count < ROWS_AT_ONCE);
            for row in rows {
                let sequence: i64 = row.try_get(0).map_err(self.refuse())?;
                next = sequence + 1;
                let leaf = self.hash(sequence.unsigned_abs(), row.try_get(2).map_err(self.refuse())?)?;
                each(RawEntry {
                    sequence: sequence.unsigned_abs(),
                    bytes: row.try_get(1).map_err(self.refuse())?,
                    leaf,
                })?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn openings(&self) -> Result<BTreeMap<u64, Opening>, StoreError> {
        let sql = "SELECT sequence, salt, content FROM willay.opening";
        let rows = self.client.borrow_mut().query(sql, &[]).map_err(self.refuse())?;
        let opening = |row: &::postgres::Row| {
            let sequence = row.try_get::<_, i64>(0).map_err(self.refuse())?.unsigned_abs();
            let salt = Salt(self.hash(sequence, row.try_get(1).map_err(self.refuse())?)?.0);
            Ok((sequence, Opening { salt, content: row.try_get(2).map_err(self.refuse())? }))
        };
        rows.iter().map(opening).collect()
    }

    fn erased(&self) -> Result<BTreeSet<u64>, StoreError> {
        let rows = self.client.borrow_mut().query("SELECT sequence FROM willay.erasure", &[]).map_err(self.refuse())?;
        rows.iter().map(|row| Ok(row.try_get::<_, i64>(0).map_err(self.refuse())?.unsigned_abs())).collect()
    }

    /// Takes the row out of the table's file too. Backups and the server's own write-ahead log keep what they have
    /// until they are rotated.
    fn erase_opening(&mut self, sequence: u64) -> Result<(), StoreError> {
        let mut client = self.client.borrow_mut();
        let sql = "WITH gone AS (DELETE FROM willay.opening WHERE sequence = $1 RETURNING sequence) \
                   INSERT INTO willay.erasure (sequence) SELECT sequence FROM gone";
        client.execute(sql, &[&signed(sequence)]).map_err(self.refuse())?;
        client.batch_execute("VACUUM FULL willay.opening").map_err(self.refuse())
    }

    fn checkpoints(&self) -> Result<Vec<KeptCheckpoint>, StoreError> {
        let sql = "SELECT size, root, note FROM willay.checkpoint ORDER BY size";
        let rows = self.client.borrow_mut().query(sql, &[]).map_err(self.refuse())?;
        let kept = |row: &::postgres::Row| {
            let size = row.try_get::<_, i64>(0).map_err(self.refuse())?.unsigned_abs();
            Ok(KeptCheckpoint {
                head: Head { size, root: self.hash(size, row.try_get(1).map_err(self.refuse())?)? },
                note: row.try_get(2).map_err(self.refuse())?,
            })
        };
        rows.iter().map(kept).collect()
    }

    fn keep_checkpoint(&mut self, checkpoint: &Checkpoint, note: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO willay.checkpoint (size, root, note) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING";
        let Head { size, root } = checkpoint.head;
        let kept = self.client.borrow_mut().execute(sql, &[&signed(size), &root.0.as_slice(), &note]);
        kept.map(|_| ()).map_err(self.refuse())
    }
}

impl PostgresStore {
    /// 32 bytes as the database holds them.
    fn hash(&self, sequence: u64, bytes: &[u8]) -> Result<Hash, StoreError> {
        bytes.try_into().map(Hash).map_err(|_| StoreError::Changed {
            place: self.place.clone(),
            sequence,
            reason: "a hash of another length than 32 bytes stands beside it".to_owned(),
        })
    }
}

fn write_entries(transaction: &mut Transaction<'_>, entries: &[PlacedEntry]) -> Result<(), ::postgres::Error> {
    let writer = transaction.copy_in("COPY willay.entry (sequence, bytes, leaf) FROM STDIN BINARY")?;
    let mut writer = BinaryCopyInWriter::new(writer, &[Type::INT8, Type::BYTEA, Type::BYTEA]);
    for PlacedEntry(CopiedEntry { raw, .. }) in entries {
        writer.write(&[&signed(raw.sequence), &raw.bytes, &raw.leaf.0.as_slice()])?;
    }
    writer.finish().map(|_| ())
}

fn write_openings(transaction: &mut Transaction<'_>, entries: &[PlacedEntry]) -> Result<(), ::postgres::Error> {
    let writer = transaction.copy_in("COPY willay.opening (sequence, salt, content) FROM STDIN BINARY")?;
    let mut writer = BinaryCopyInWriter::new(writer, &[Type::INT8, Type::BYTEA, Type::BYTEA]);
    for PlacedEntry(CopiedEntry { raw, opening, .. }) in entries {
        if let Some(Opening { salt, content }) = opening {
            writer.write(&[&signed(raw.sequence), &salt.0.as_slice(), content])?;
        }
    }
    writer.finish().map(|_| ())
}

fn write_erasures(transaction: &mut Transaction<'_>, entries: &[PlacedEntry]) -> Result<(), ::postgres::Error> {
    let erased: Vec<i64> =
        entries.iter().filter(|entry| entry.0.is_erased).map(|entry| signed(entry.0.raw.sequence)).collect();
    transaction.execute("INSERT INTO willay.erasure (sequence) SELECT unnest($1::bigint[])", &[&erased]).map(drop)
}

#[cfg(test)]
mod tests;
