//! Where is the index kept, and how does it follow the ledger? One SQLite file with an FTS5 table for each clearance.
//!
//! A new index is made beside the old one and takes its place whole. An index that is there is brought up to date in one
//! transaction: each record carries a mark of what it was made of, and only those with another mark are prepared again.
//! What is taken out is overwritten with zeros.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::{
    SearchError,
    lexicon::{Columns, Lexicon},
    subject::{Candidate, Item, Subject},
    token::tokens,
};

/// "WLLS": marks the file as ours.
const APPLICATION_ID: i64 = 0x574c_4c53;

/// Another number where the tables or the preparation of words have changed: an older index is made anew.
const FORMAT: i64 = 1;

/// How often the caller is asked whether the work is still wanted.
const SUBJECTS_BETWEEN_QUESTIONS: u64 = 256;

/// How many instructions of the database run between two such questions.
const INSTRUCTIONS_BETWEEN_QUESTIONS: i32 = 20_000;

/// How the file of an index begins that is being made.
const MAKING: &str = ".making-";

/// After so long without a change, nobody is making it any more.
const ABANDONED: Duration = Duration::from_secs(3600);

const TABLES: &str = "
    CREATE TABLE about (source TEXT NOT NULL) STRICT;
    CREATE TABLE subject (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
                          mark INTEGER NOT NULL) STRICT;
    CREATE TABLE item (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, start INTEGER, end INTEGER, page INTEGER) STRICT;
    CREATE INDEX item_of_subject ON item (subject);
    CREATE TABLE line (item INTEGER NOT NULL, at INTEGER NOT NULL, property TEXT NOT NULL, text TEXT NOT NULL,
                       is_searched INTEGER NOT NULL, form TEXT, value TEXT, entry INTEGER, list TEXT, row INTEGER,
                       PRIMARY KEY (item, at)) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE fts USING fts5(words, stems, sounds, roots, tokenize = 'ascii');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(fts, 'col');
    INSERT INTO fts(fts, rank) VALUES ('secure-delete', 1);";

/// An opened index.
#[derive(Debug)]
pub struct Index {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

/// How an index followed the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Records and documents that were not in it.
    pub added: u64,
    /// Those that were in it otherwise.
    pub changed: u64,
    /// Those that are there no longer.
    pub removed: u64,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Index {
    /// Opens an index; `None` where there is none yet.
    ///
    /// # Errors
    /// Where the file is no index of this version, is not whole, or cannot be read.
    pub fn open(path: &Path) -> Result<Option<Self>, SearchError> {
        if !path.try_exists().map_err(|error| SearchError::of_machine(path, error))? {
            return Ok(None);
        }
        let index = Self::connect(path)?;
        let number = |pragma: &str| {
            let number = index.connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0));
            number.map_err(|error| index.refusal(&error))
        };
        let (application, format) = (number("application_id")?, number("user_version")?);
        if (application, format) != (APPLICATION_ID, FORMAT) {
            let place = path.display().to_string();
            return Err(SearchError::Broken { place, reason: "it is no index of this version".to_owned() });
        }
        index.source()?;
        Ok(Some(index))
    }

    fn connect(path: &Path) -> Result<Self, SearchError> {
        let refuse = |error: rusqlite::Error| SearchError::of(path, &error);
        let connection = Connection::open(path).map_err(refuse)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(refuse)?;
        connection
            .execute_batch("PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;")
            .map_err(refuse)?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// What the index was made from, in the words that [`Index::follow`] was given.
    ///
    /// # Errors
    /// Where the index is broken.
    pub fn source(&self) -> Result<String, SearchError> {
        self.connection
            .query_row("SELECT source FROM about", [], |row| row.get(0))
            .map_err(|error| self.refusal(&error))
    }

    /// Lets a long search be ended: it then gives [`SearchError::Stopped`].
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn end_where(&mut self, is_stopped: impl FnMut() -> bool + Send + 'static) -> Result<(), SearchError> {
        let set = self.connection.progress_handler(INSTRUCTIONS_BETWEEN_QUESTIONS, Some(is_stopped));
        set.map_err(|error| self.refusal(&error))
    }

    /// Makes a new index in place of the one that may be there. `goes_on` is told how many subjects were looked at.
    ///
    /// # Errors
    /// What the candidates say; where it was stopped, or the machine refuses. What was there before is there still.
    pub fn make<'a, E: From<SearchError>>(
        path: &Path,
        (candidates, source): (impl Iterator<Item = Candidate<'a, E>>, &str),
        goes_on: &dyn Fn(u64) -> bool,
    ) -> Result<(Self, Changes), E> {
        let machine = |error| SearchError::of_machine(path, error);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(machine)?;
        remove_abandoned(folder).map_err(machine)?;
        // Only its owner can read it: it may hold what is confidential.
        let file = tempfile::Builder::new().prefix(MAKING).tempfile_in(folder).map_err(machine)?;
        let mut index = Self::connect(file.path())?;
        index.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")?;
        index.run(TABLES)?;
        index.run(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"))?;
        let changes = index.follow((candidates, source), goes_on)?;
        index.run("INSERT INTO fts(fts) VALUES ('optimize')")?;
        let refuse = |error: &rusqlite::Error| SearchError::of(path, error);
        index.connection.close().map_err(|(_, error)| refuse(&error))?;
        // The journal of an index that was stopped in the middle does not belong to the new one.
        for ending in ["-journal", "-wal", "-shm"] {
            let beside = PathBuf::from(format!("{}{ending}", path.display()));
            if beside.exists() {
                fs::remove_file(&beside).map_err(machine)?;
            }
        }
        file.persist(path).map_err(|error| machine(error.error))?;
        Ok((Self::connect(path)?, changes))
    }

    /// Brings the index up to date with what the candidates are now, all of it or nothing.
    ///
    /// # Errors
    /// As [`Index::make`].
    pub fn follow<'a, E: From<SearchError>>(
        &mut self,
        (candidates, source): (impl Iterator<Item = Candidate<'a, E>>, &str),
        goes_on: &dyn Fn(u64) -> bool,
    ) -> Result<Changes, E> {
        let path = self.path.clone();
        let refuse = |error: rusqlite::Error| SearchError::of(&path, &error);
        let behaviour = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behaviour).map_err(refuse)?;
        let mut writer = Writer::new(&transaction).map_err(refuse)?;
        let mut seen: HashSet<i64> = HashSet::new();
        for (number, candidate) in (0..).zip(candidates) {
            if number % SUBJECTS_BETWEEN_QUESTIONS == 0 && !goes_on(number) {
                return Err(SearchError::Stopped.into());
            }
            let known = writer.known(&candidate.name).map_err(refuse)?;
            let mark = candidate.mark.cast_signed();
            match known {
                Some((id, old)) if old == mark => {
                    seen.insert(id);
                }
                Some((id, _)) => {
                    writer.remove(id).map_err(refuse)?;
                    seen.insert(writer.add(&(candidate.make)()?, mark).map_err(refuse)?);
                    writer.changes.changed += 1;
                }
                None => {
                    seen.insert(writer.add(&(candidate.make)()?, mark).map_err(refuse)?);
                    writer.changes.added += 1;
                }
            }
        }
        for id in writer.all().map_err(refuse)?.into_iter().filter(|id| !seen.contains(id)) {
            writer.remove(id).map_err(refuse)?;
            writer.changes.removed += 1;
        }
        let changes = writer.changes;
        drop(writer);
        transaction.execute("DELETE FROM about", []).map_err(refuse)?;
        transaction.execute("INSERT INTO about VALUES (?1)", [source]).map_err(refuse)?;
        transaction.commit().map_err(refuse)?;
        Ok(changes)
    }

    fn run(&self, sql: &str) -> Result<(), SearchError> {
        self.connection.execute_batch(sql).map_err(|error| self.refusal(&error))
    }

    /// A database's error with its place.
    pub(crate) fn refusal(&self, error: &rusqlite::Error) -> SearchError {
        SearchError::of(&self.path, error)
    }
}

/// Removes what was being made long ago by a process that was killed.
fn remove_abandoned(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_making = entry.file_name().to_string_lossy().starts_with(MAKING);
        if is_making && entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age > ABANDONED) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes subjects within a transaction.
struct Writer<'a> {
    transaction: &'a Transaction<'a>,
    lexicon: Lexicon,
    next: i64,
    changes: Changes,
}

impl<'a> Writer<'a> {
    fn new(transaction: &'a Transaction<'a>) -> rusqlite::Result<Self> {
        transaction.set_prepared_statement_cache_capacity(32);
        let next = transaction.query_row("SELECT coalesce(max(id), 0) + 1 FROM item", [], |row| row.get(0))?;
        Ok(Self { transaction, lexicon: Lexicon::default(), next, changes: Changes::default() })
    }

    /// The id and the mark of a subject that is there.
    fn known(&self, name: &str) -> rusqlite::Result<Option<(i64, i64)>> {
        let mut find = self.transaction.prepare_cached("SELECT id, mark FROM subject WHERE name = ?1")?;
        find.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional()
    }

    fn all(&self) -> rusqlite::Result<Vec<i64>> {
        let mut all = self.transaction.prepare_cached("SELECT id FROM subject ORDER BY id")?;
        all.query_map([], |row| row.get(0))?.collect()
    }

    fn remove(&self, id: i64) -> rusqlite::Result<()> {
        for sql in [
            "DELETE FROM fts WHERE rowid IN (SELECT id FROM item WHERE subject = ?1)",
            "DELETE FROM line WHERE item IN (SELECT id FROM item WHERE subject = ?1)",
            "DELETE FROM item WHERE subject = ?1",
            "DELETE FROM subject WHERE id = ?1",
        ] {
            self.transaction.prepare_cached(sql)?.execute([id])?;
        }
        Ok(())
    }

    /// Adds a subject under the id of its first item.
    fn add(&mut self, subject: &Subject, mark: i64) -> rusqlite::Result<i64> {
        let id = self.next;
        let Subject { kind, name, title, items } = subject;
        let mut insert = self.transaction.prepare_cached("INSERT INTO subject VALUES (?1, ?2, ?3, ?4, ?5)")?;
        insert.execute(params![id, kind, name, title, mark])?;
        for item in items {
            self.add_item(item, id)?;
            self.next += 1;
        }
        Ok(id)
    }

    fn add_item(&mut self, item: &Item, subject: i64) -> rusqlite::Result<()> {
        let id = self.next;
        let signed = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let (start, end) = item.place.as_ref().map(|(chars, _)| (signed(chars.start), signed(chars.end))).unzip();
        let page = item.place.as_ref().and_then(|(_, page)| *page);
        let mut insert = self.transaction.prepare_cached("INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5)")?;
        insert.execute(params![id, subject, start, end, page])?;
        let mut columns = Columns::default();
        let mut insert =
            self.transaction.prepare_cached("INSERT INTO line VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
        for (at, line) in item.lines.iter().enumerate() {
            if line.is_searched {
                self.lexicon.add(&tokens(&line.text), &mut columns);
            }
            let form = line.value.as_ref().map(crate::rank::form);
            // What is shown as it is written is kept once.
            let value = line.value.as_ref().map(record::Value::written).filter(|value| *value != line.text);
            let (list, row) = line.list.as_ref().map(|(list, row)| (list, row.cast_signed())).unzip();
            let entry = line.entry.map(u64::cast_signed);
            let (property, text, is_searched) = (&line.property, &line.text, line.is_searched);
            insert.execute(params![id, signed(at), property, text, is_searched, form, value, entry, list, row])?;
        }
        let Columns { words, stems, sounds, roots } = columns;
        let mut insert = self
            .transaction
            .prepare_cached("INSERT INTO fts(rowid, words, stems, sounds, roots) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        insert.execute(params![id, words, stems, sounds, roots]).map(|_| ())
    }
}
