//! Checked rows into the ledger, some thousand at a time: each part is whole on the disk before the next is begun, so that
//! an import that is stopped goes on where it stopped.

use std::collections::{BTreeSet, HashMap};

use ledger::{Body, CommittedStatement, Entry, Timestamp};
use read::{Cell, ListRow, Problem, Stop, list::ListSink};
use record::{Origin, RecordId, Statement};
use store::NewEntry;

use super::{Import, check::STOPPED};
use crate::{
    clock,
    erased::Erased,
    failure::{Cause, Failure},
    office::{Office, of_store},
    output::{program, say},
    progress::Progress,
};

/// Entries of one transaction; rows are never parted.
const PART_ENTRIES: usize = 10_000;

/// Entries that are looked through at a time.
const LOOKED_AT: u64 = 50_000;

/// What the list said before, by record and property: the entry, and what it says.
type Before = HashMap<(RecordId, String), Vec<(u64, Statement)>>;

/// Enters rows.
pub(super) struct Enter<'a> {
    import: &'a Import,
    office: &'a mut Office,
    progress: &'a Progress,
    before: Before,
    /// What the file speaks of, where several rows may speak of one record: only after the last of them is it known what
    /// the list says no longer.
    spoken_of: BTreeSet<(RecordId, String)>,
    /// Rows up to this one were entered by an earlier run.
    done_row: u64,
    rows: u64,
    time: Timestamp,
    actor: &'a str,
    erased: &'a Erased,
    part: Vec<NewEntry>,
    entered: Entered,
    failure: Option<Failure>,
}

/// What was entered.
#[derive(Default)]
pub(super) struct Entered {
    batch: Option<u64>,
    resumed_rows: u64,
    rows: u64,
    stated: u64,
    kept: u64,
    replaced: u64,
    /// Cells whose value was erased.
    set_aside: u64,
}

impl<'a> Enter<'a> {
    /// Looks what is there already.
    pub(super) fn begin(
        import: &'a Import,
        office: &'a mut Office,
        (actor, rows, erased): (&'a str, u64, &'a Erased),
        progress: &'a Progress,
    ) -> Result<Self, Failure> {
        let mut before = Before::new();
        let said = office.state.own_statements().filter(|(_, said)| said.origin.list == import.list);
        for (sequence, said) in said {
            before.entry((said.record.clone(), said.property.clone())).or_default().push((sequence, said.clone()));
        }
        let batch = office.state.batches.get(&import.list);
        let same = batch.filter(|batch| batch.document == import.document.id && batch.mapping == import.mapping_hash);
        let same = same.map(|batch| batch.sequence);
        let done_row = same.map_or(Ok(0), |batch| last_row(office, import, batch))?;
        let entered = Entered { batch: same, ..Entered::default() };
        let time = clock::now()?;
        let mut enter = Self {
            import,
            office,
            progress,
            before,
            spoken_of: BTreeSet::new(),
            done_row,
            rows,
            time,
            actor,
            erased,
            part: Vec::new(),
            entered,
            failure: None,
        };
        if same.is_none() {
            enter.open_batch();
        }
        Ok(enter)
    }

    /// The entries that stand before the statements.
    fn open_batch(&mut self) {
        let document = &self.import.document;
        if self.office.state.documents.get(&document.id).is_none_or(|(_, known)| known != document) {
            self.push(Body::DocumentArchived { document: document.clone() }, None);
        }
        self.entered.batch = Some(self.sequence());
        self.push(
            Body::ListImported {
                list: self.import.list.clone(),
                document: document.id,
                mapping: self.import.mapping_hash,
                rows: self.rows,
                access: document.description.access,
            },
            None,
        );
    }

    /// The place of the next entry.
    fn sequence(&self) -> u64 {
        self.office.state.size + self.part.len() as u64
    }

    fn push(&mut self, body: Body, opening: Option<ledger::Opening>) {
        self.part.push(NewEntry { time: self.time, actor: self.actor.to_owned(), body, opening });
    }

    /// One property of a row: what is said as before stays, what is said no longer is retracted, what is new is entered.
    /// Where rows may stand beside each other, what no row of the file says is retracted at the end.
    fn enter_property(&mut self, (record, origin): (&RecordId, &Origin), property: &str, cells: Vec<Cell>) {
        let mut before = self.before.remove(&(record.clone(), property.to_owned())).unwrap_or_default();
        let mut new = Vec::new();
        for cell in cells {
            let statement = self.import.policy.close(cell.of(record.clone(), origin.clone()));
            match before.iter().position(|(_, said)| is_same(said, &statement)) {
                Some(at) => {
                    before.swap_remove(at);
                    self.entered.kept += 1;
                }
                None if self.erased.by(&statement).is_some() => self.entered.set_aside += 1,
                None => new.push(statement),
            }
        }
        if self.import.has_rows_beside() {
            let key = (record.clone(), property.to_owned());
            self.spoken_of.insert(key.clone());
            self.before.insert(key, before);
        } else {
            self.retract(before);
        }
        for statement in new {
            let salt = self.office.secret.salt(self.sequence(), statement.record.as_str(), &statement.property);
            let (statement, opening) = CommittedStatement::commit(statement, salt);
            self.push(Body::StatementMade { statement }, opening);
            self.entered.stated += 1;
        }
    }

    fn retract(&mut self, said_no_longer: Vec<(u64, Statement)>) {
        for (sequence, said) in said_no_longer {
            let reason = "a later import of the list says otherwise".to_owned();
            self.push(Body::StatementRetracted { sequence, reason, access: said.access }, None);
            self.entered.replaced += 1;
        }
    }

    /// A row that an earlier run entered: what it says is there, and is not said no longer.
    fn recognise(&mut self, row: ListRow) {
        for cell in row.cells {
            let key = (row.record.clone(), cell.property.clone());
            let before = self.before.entry(key.clone()).or_default();
            if let Some(at) = before.iter().position(|(_, said)| said.origin.row == row.row && said.value == cell.value)
            {
                before.swap_remove(at);
            }
            self.spoken_of.insert(key);
        }
    }

    /// Brings a part to the disk.
    fn write(&mut self) -> Result<(), Failure> {
        if self.part.is_empty() {
            return Ok(());
        }
        let range = self.office.store.append(self.office.state.size, &self.part).map_err(|error| of_store(&error))?;
        self.office.state.size = range.end;
        self.part.clear();
        Ok(())
    }

    /// Ends the import; a part that is not whole is not entered where reading failed.
    pub(super) fn finish(mut self, outcome: Result<(), Failure>) -> Result<Entered, Failure> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        outcome?;
        for key in std::mem::take(&mut self.spoken_of) {
            let said_no_longer = self.before.remove(&key).unwrap_or_default();
            self.retract(said_no_longer);
        }
        // A batch that would say nothing new is not opened.
        if self.entered.stated + self.entered.replaced > 0 {
            self.write()?;
        } else if self.entered.batch.is_some_and(|batch| batch >= self.office.state.size) {
            self.entered.batch = None;
        }
        Ok(self.entered)
    }
}

impl ListSink for Enter<'_> {
    fn row(&mut self, row: ListRow) -> Result<(), Stop> {
        if row.row <= self.done_row {
            self.entered.resumed_rows += 1;
            if self.import.has_rows_beside() {
                self.recognise(row);
            }
            return Ok(());
        }
        let (list, list_document) = (self.import.list.clone(), self.import.document.id);
        let origin = Origin { list, list_document, row: row.row, passage: None };
        let mut properties: Vec<(String, Vec<Cell>)> = Vec::new();
        for cell in row.cells {
            match properties.iter_mut().find(|(property, _)| *property == cell.property) {
                Some((_, cells)) => cells.push(cell),
                None => properties.push((cell.property.clone(), vec![cell])),
            }
        }
        for (property, cells) in properties {
            self.enter_property((&row.record, &origin), &property, cells);
        }
        self.entered.rows += 1;
        if self.part.len() < PART_ENTRIES {
            return Ok(());
        }
        if let Err(failure) = self.write() {
            self.failure = Some(failure);
            return Err(Stop("the ledger takes no more".to_owned()));
        }
        #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
        let share = (self.entered.rows + self.entered.resumed_rows) as f64 / self.rows.max(1) as f64;
        if self.progress.watch("entering rows", share) { Ok(()) } else { Err(Stop(STOPPED.to_owned())) }
    }

    fn passed_over(&mut self, _: u64) {
        // Told when the file was checked.
    }

    fn problem(&mut self, _: Problem) -> Result<(), Stop> {
        // Told when the file was checked.
        Ok(())
    }
}

impl Entered {
    /// Says what was entered, and how it is taken back.
    pub(super) fn print(&self) {
        if self.set_aside > 0 {
            say!("\n{} cells were set aside: their values were erased before.", self.set_aside);
        }
        let Some(batch) = self.batch.filter(|_| self.stated + self.replaced > 0) else {
            say!("\nNothing new: the ledger says all of it already.");
            return;
        };
        if self.resumed_rows > 0 {
            say!("\n{} rows were entered by an earlier run; the import went on behind them.", self.resumed_rows);
        }
        say!(
            "\nEntered {} rows: {} statements new, {} as before, {} replaced.",
            self.rows,
            self.stated,
            self.kept,
            self.replaced
        );
        say!("Take it back with   {} undo {batch}", program());
    }
}

/// Whether two statements of a list say the same of a property, wherever in its files they stand.
fn is_same(one: &Statement, other: &Statement) -> bool {
    let words = |statement: &Statement| {
        let Statement { value, original, language, note, access, .. } = statement.clone();
        (value, original, language, note, access)
    };
    words(one) == words(other)
}

/// The last row of a batch that stands in the ledger.
fn last_row(office: &Office, import: &Import, batch: u64) -> Result<u64, Failure> {
    let mut last = 0;
    let mut from = batch;
    while from < office.state.size {
        let to = (from + LOOKED_AT).min(office.state.size);
        for raw in office.store.entries(from..to).map_err(|error| of_store(&error))? {
            let entry = Entry::parse(&raw.bytes)
                .map_err(|error| Failure::new(Cause::Material, error.to_string(), "run `willay log --fsck`"))?;
            if let Body::StatementMade { statement } = entry.body
                && statement.list == import.list
                && statement.list_document == import.document.id
            {
                last = last.max(statement.row);
            }
        }
        from = to;
    }
    Ok(last)
}
