//! Inserts the bytes of a ledger's entries into bare tables with the durability of the ledger, and says how long it took:
//! `cargo run --release -p store --example bare_sqlite -- LEDGER.sqlite NEW.sqlite ENTRIES_PER_TRANSACTION`.
//!
//! No hash, no check, no trigger: what the machine's disk and SQLite allow at most. Reading the bytes is not timed.

use std::{error::Error, io::Write, time::Instant};

use rusqlite::{Connection, OpenFlags, params};

/// An entry's bytes, and salt and content of its opening where it has one.
type Row = (i64, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ledger, new, part] = arguments.as_slice() else {
        return Err("usage: bare_sqlite LEDGER.sqlite NEW.sqlite ENTRIES_PER_TRANSACTION".into());
    };
    let part: i64 = part.parse()?;
    let ledger = Connection::open_with_flags(ledger, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut bare = Connection::open(new)?;
    bare.execute_batch(
        "PRAGMA mmap_size = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         CREATE TABLE entry (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
         CREATE TABLE opening (sequence INTEGER PRIMARY KEY, salt BLOB NOT NULL, content BLOB NOT NULL);",
    )?;
    let entries: i64 = ledger.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
    let (mut seconds, mut bytes) = (0.0, 0);
    for from in (0..entries).step_by(usize::try_from(part)?) {
        let rows = read(&ledger, from, from + part)?;
        let lengths = rows.iter().flat_map(|(_, entry, salt, content)| [Some(entry), salt.as_ref(), content.as_ref()]);
        bytes += lengths.flatten().map(Vec::len).sum::<usize>();
        let start = Instant::now();
        insert(&mut bare, &rows)?;
        seconds += start.elapsed().as_secs_f64();
    }
    #[expect(clippy::cast_precision_loss, reason = "a size to be read")]
    let megabytes = bytes as f64 / 1e6;
    writeln!(
        std::io::stdout(),
        "{{\"entries\": {entries}, \"seconds\": {seconds:.3}, \"megabytes\": {megabytes:.1}}}"
    )?;
    Ok(())
}

fn read(ledger: &Connection, from: i64, to: i64) -> Result<Vec<Row>, rusqlite::Error> {
    let sql = "SELECT entry.sequence, bytes, salt, content FROM entry LEFT JOIN opening USING (sequence)
               WHERE entry.sequence >= ? AND entry.sequence < ? ORDER BY entry.sequence";
    let mut statement = ledger.prepare_cached(sql)?;
    let rows = statement.query_map([from, to], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    rows.collect()
}

/// One transaction.
fn insert(bare: &mut Connection, rows: &[Row]) -> Result<(), rusqlite::Error> {
    let transaction = bare.transaction()?;
    {
        let mut entry = transaction.prepare_cached("INSERT INTO entry VALUES (?, ?)")?;
        let mut opening = transaction.prepare_cached("INSERT INTO opening VALUES (?, ?, ?)")?;
        for (sequence, bytes, salt, content) in rows {
            entry.execute(params![sequence, bytes])?;
            if let (Some(salt), Some(content)) = (salt, content) {
                opening.execute(params![sequence, salt, content])?;
            }
        }
    }
    transaction.commit()
}
