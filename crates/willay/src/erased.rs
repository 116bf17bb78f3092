//! What was erased must not come back by itself: which words of a file are such.
//!
//! Two ways tell. The same words of the same record again, in whatever file: salts are derived from the secret and the
//! entry, so that the commitment, which stays for ever, can be computed anew. And any words at the cell of the same file
//! from which a value was erased, however a mapping reads them today.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Body, CommittedStatement, Entry, Secret, State};
use read::{ListRow, Problem, Stop, list::ListSink};
use record::{DocumentId, Origin, RecordId, Statement};
use store::{Store, StoreError};

use crate::{
    failure::{Cause, Failure},
    office::{Office, of_store},
};

/// Values that were erased, by record and property.
#[derive(Default)]
pub(crate) struct Erased {
    values: BTreeMap<(RecordId, String), Vec<Value>>,
    /// Documents whose bytes were erased, with the entry that says so.
    documents: BTreeMap<DocumentId, u64>,
}

/// One value that was erased.
struct Value {
    /// The entry that says so.
    by: u64,
    statement: CommittedStatement,
    /// Under what it was committed; not known of what another office said.
    salt: Option<ledger::Salt>,
}

/// A cell that was not entered again.
pub(crate) struct SetAside {
    /// Row in the file.
    pub(crate) row: u64,
    /// Which property.
    pub(crate) property: String,
    /// The entry that erased its value.
    pub(crate) by: u64,
}

impl SetAside {
    /// Where it stands and why; never what it says, nor of whom.
    pub(crate) fn words(&self, file: &str) -> String {
        format!("{file}, row {}, {}: the value was erased in entry {}", self.row, self.property, self.by)
    }
}

impl Erased {
    /// What an office erased.
    pub(crate) fn of(office: &Office) -> Result<Self, Failure> {
        Self::read(&*office.store, &office.state, Some(&office.secret)).map_err(|error| of_store(&error))
    }

    /// Reads from the ledger what was erased; without the secret, words are not recognised, only cells and files.
    pub(crate) fn read(store: &dyn Store, state: &State, secret: Option<&Secret>) -> Result<Self, StoreError> {
        let mut erased = Self { values: BTreeMap::new(), documents: state.erased_documents.clone() };
        for (sequence, by) in &state.erased {
            let raw = store.entries(*sequence..sequence + 1)?;
            let Some(raw) = raw.first() else { continue };
            let entry = Entry::parse(&raw.bytes).map_err(StoreError::Entry)?;
            let is_ours = matches!(entry.body, Body::StatementMade { .. });
            let Body::StatementMade { statement } = entry.body.said() else { continue };
            let key = (statement.record.clone(), statement.property.clone());
            let secret = secret.filter(|_| is_ours);
            let salt = secret.map(|secret| secret.salt(*sequence, key.0.as_str(), &key.1));
            erased.values.entry(key).or_default().push(Value { by: *by, statement: statement.clone(), salt });
        }
        Ok(erased)
    }

    /// True where nothing was erased.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The entry that erased what a statement says.
    pub(crate) fn by(&self, said: &Statement) -> Option<u64> {
        if self.is_empty() {
            return None;
        }
        let values = self.values.get(&(said.record.clone(), said.property.clone()))?;
        let is_it = |value: &&Value| {
            let is_cell =
                (value.statement.list_document, value.statement.row) == (said.origin.list_document, said.origin.row);
            is_cell || value.salt.is_some_and(|salt| value.statement.commits_to(said, &salt))
        };
        values.iter().find(is_it).map(|value| value.by)
    }

    /// The entry that erased the bytes of a document.
    pub(crate) fn document(&self, id: &DocumentId) -> Option<u64> {
        self.documents.get(id).copied()
    }

    /// The files of lists that may hold a value that was erased, which are closed for good: those that were imported
    /// before.
    pub(crate) fn files(&self, state: &State) -> BTreeSet<DocumentId> {
        let mut files = BTreeSet::new();
        for value in self.values.values().flatten() {
            files.insert(value.statement.list_document);
            let of_list = state.files.get(&value.statement.list).into_iter().flatten();
            files.extend(of_list.filter(|(_, first)| **first < value.by).map(|(id, _)| *id));
        }
        files
    }

    /// Parts what may be entered from what was erased; what `is_said` is in force and stays.
    pub(crate) fn set_aside(
        &self,
        statements: Vec<Statement>,
        is_said: impl Fn(&Statement) -> bool,
    ) -> (Vec<Statement>, Vec<SetAside>) {
        let mut aside = Vec::new();
        let mut entered = Vec::with_capacity(statements.len());
        for said in statements {
            match self.by(&said) {
                Some(by) if !is_said(&said) => {
                    aside.push(SetAside { row: said.origin.row, property: said.property, by });
                }
                _ => entered.push(said),
            }
        }
        (entered, aside)
    }

    /// Refuses a file that would be archived with what was erased.
    pub(crate) fn refuse_file(&self, name: &str, id: &DocumentId) -> Result<(), Failure> {
        self.document(id).map_or(Ok(()), |by| {
            let message = format!("{name}: this file was erased in entry {by}, and is archived no more");
            Err(Failure::new(Cause::Material, message, "take out of it what had to go; a changed file is another one"))
        })
    }
}

/// Looks through a file for what was erased, before it is archived.
pub(crate) struct Watch<'a, F: Fn(Statement) -> Statement> {
    pub(crate) erased: &'a Erased,
    pub(crate) origin: Origin,
    /// Makes a statement as closed as the policy asks for.
    pub(crate) close: F,
    pub(crate) found: Vec<SetAside>,
}

impl<F: Fn(Statement) -> Statement> ListSink for Watch<'_, F> {
    fn row(&mut self, row: ListRow) -> Result<(), Stop> {
        let origin = Origin { row: row.row, ..self.origin.clone() };
        let said: Vec<Statement> =
            row.cells.into_iter().map(|cell| (self.close)(cell.of(row.record.clone(), origin.clone()))).collect();
        self.found.extend(self.erased.set_aside(said, |_| false).1);
        Ok(())
    }

    fn passed_over(&mut self, _: u64) {
        // Told when the file was checked.
    }

    fn problem(&mut self, _: Problem) -> Result<(), Stop> {
        // Told when the file was checked.
        Ok(())
    }
}
