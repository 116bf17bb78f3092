//! Checked rows into the ledger, some thousand at a time: each part is whole on the disk before the next is written, so that
//! an import that is stopped goes on where it stopped. One thread makes entries of rows while this one writes those before.

use std::{
    collections::{BTreeSet, HashMap},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use ledger::{Body, Entry, Opening, Secret, Timestamp};
use read::{Cell, ListRow, Problem, Stop, list::ListSink};
use record::{Origin, RecordId, Statement, counted};
use store::{NewEntry, PlacedEntry};

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
const PART_ENTRIES: usize = 25_000;

/// Parts that wait to be written.
const PARTS_AHEAD: usize = 1;

/// Entries that are looked through at a time.
const LOOKED_AT: u64 = 50_000;

/// What the list said before, by record and property: the entry, and what it says.
type Before = HashMap<(RecordId, String), Vec<(u64, Statement)>>;

/// Entries of one transaction.
struct Part {
    entries: Vec<PlacedEntry>,
    /// Rows of the file that are read when it is whole.
    rows: u64,
}

/// Makes entries of rows.
struct Enter<'a> {
    import: &'a Import,
    secret: Secret,
    before: Before,
    /// What the file speaks of, where several rows may speak of one record: only after the last of them is it known what
    /// the list says no longer.
    spoken_of: BTreeSet<(RecordId, String)>,
    /// Rows up to this one were entered by an earlier run.
    done_row: u64,
    time: Timestamp,
    actor: &'a str,
    erased: &'a Erased,
    /// The place of the next entry.
    next: u64,
    part: Vec<PlacedEntry>,
    parts: SyncSender<Part>,
    entered: Entered,
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

/// Enters the rows that `read` gives to the sink.
pub(super) fn enter(
    (import, progress): (&Import, &Progress),
    office: &mut Office,
    (actor, rows, erased): (&str, u64, &Erased),
    read: impl FnOnce(&mut dyn ListSink) -> Result<(), Failure> + Send,
) -> Result<Entered, Failure> {
    let (parts, to_write) = sync_channel(PARTS_AHEAD);
    let mut enter = Enter::begin(import, office, (actor, rows, erased), parts)?;
    thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let outcome = read(&mut enter);
            outcome.and_then(|()| enter.finish())
        });
        let written = write(office, to_write, rows, progress);
        let entered = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(entered)
    })
}

/// Brings each part to the disk. What ends early leaves the channel, and by that ends the reading.
fn write(office: &mut Office, parts: Receiver<Part>, rows: u64, progress: &Progress) -> Result<(), Failure> {
    for part in parts {
        let range = office.store.enter(office.state.size, &part.entries).map_err(|error| of_store(&error))?;
        office.state.size = range.end;
        #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
        if !progress.watch("entering rows", part.rows as f64 / rows.max(1) as f64) {
            return Err(Failure::stopped());
        }
    }
    Ok(())
}

impl<'a> Enter<'a> {
    /// Looks what is there already.
    fn begin(
        import: &'a Import,
        office: &Office,
        (actor, rows, erased): (&'a str, u64, &'a Erased),
        parts: SyncSender<Part>,
    ) -> Result<Self, Failure> {
        let mut before = Before::new();
        let said = office.state.own_statements().filter(|(_, said)| said.origin.list == import.list);
        for (sequence, said) in said {
            before.entry((said.record.clone(), said.property.clone())).or_default().push((sequence, said.clone()));
        }
        let batch = office.state.batches.get(&import.list);
        let same = batch.filter(|batch| batch.document == import.document.id && batch.mapping == import.mapping_hash);
        let same = same.map(|batch| batch.sequence);
        let mut enter = Self {
            import,
            secret: office.secret.clone(),
            before,
            spoken_of: BTreeSet::new(),
            done_row: same.map_or(Ok(0), |batch| last_row(office, import, batch))?,
            time: clock::now()?,
            actor,
            erased,
            next: office.state.size,
            part: Vec::new(),
            parts,
            entered: Entered { batch: same, ..Entered::default() },
        };
        if same.is_none() {
            let document = &import.document;
            let is_new = office.state.documents.get(&document.id).is_none_or(|(_, known)| known != document);
            enter.open_batch(is_new, rows);
        }
        Ok(enter)
    }

    /// The entries that stand before the statements.
    fn open_batch(&mut self, is_new_document: bool, rows: u64) {
        let document = &self.import.document;
        if is_new_document {
            self.push(Body::DocumentArchived { document: document.clone() }, None);
        }
        self.entered.batch = Some(self.next);
        let (list, mapping) = (self.import.list.clone(), self.import.mapping_hash);
        let access = document.description.access;
        self.push(Body::ListImported { list, document: document.id, mapping, rows, access }, None);
    }

    fn push(&mut self, body: Body, opening: Option<Opening>) {
        let new = NewEntry { time: self.time, actor: self.actor.to_owned(), body, opening };
        self.part.push(new.placed(self.next));
        self.next += 1;
    }

    /// What a cell says: where the list said so before, that stays.
    fn state(&mut self, (record, origin): (&RecordId, &Origin), cell: Cell) {
        let statement = self.import.policy.close(cell.of(record.clone(), origin.clone()));
        if self.said_before(&statement) {
            self.entered.kept += 1;
            return;
        }
        if self.erased.by(&statement).is_some() {
            self.entered.set_aside += 1;
            return;
        }
        let (statement, opening) = self.secret.commit(self.next, statement);
        self.push(Body::StatementMade { statement }, opening);
        self.entered.stated += 1;
    }

    fn said_before(&mut self, statement: &Statement) -> bool {
        if self.before.is_empty() {
            return false;
        }
        let before = self.before.get_mut(&(statement.record.clone(), statement.property.clone()));
        let found = before.and_then(|before| {
            let at = before.iter().position(|(_, said)| is_same(said, statement))?;
            Some(before.swap_remove(at))
        });
        found.is_some()
    }

    /// What the list said of these properties, and says no longer.
    fn retract_rest(&mut self, keys: BTreeSet<(RecordId, String)>) {
        for key in keys {
            for (sequence, said) in self.before.remove(&key).unwrap_or_default() {
                let reason = "a later import of the list says otherwise".to_owned();
                self.push(Body::StatementRetracted { sequence, reason, access: said.access }, None);
                self.entered.replaced += 1;
            }
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

    /// Hands a part over.
    fn send(&mut self) -> Result<(), Stop> {
        let entries = std::mem::replace(&mut self.part, Vec::with_capacity(PART_ENTRIES));
        let rows = self.entered.rows + self.entered.resumed_rows;
        self.parts.send(Part { entries, rows }).map_err(|_| Stop(STOPPED.to_owned()))
    }

    /// Ends the import.
    fn finish(mut self) -> Result<Entered, Failure> {
        let spoken_of = std::mem::take(&mut self.spoken_of);
        self.retract_rest(spoken_of);
        if self.entered.stated + self.entered.replaced > 0 {
            self.send().map_err(|_| Failure::stopped())?;
        } else if !self.part.is_empty() {
            // A batch that would say nothing new is not opened.
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
        let origin = Origin::row(list, list_document, row.row);
        let mut spoken_of = BTreeSet::new();
        for cell in row.cells {
            if !self.before.is_empty() {
                spoken_of.insert((row.record.clone(), cell.property.clone()));
            }
            self.state((&row.record, &origin), cell);
        }
        if self.import.has_rows_beside() {
            self.spoken_of.append(&mut spoken_of);
        } else {
            self.retract_rest(spoken_of);
        }
        self.entered.rows += 1;
        if self.part.len() < PART_ENTRIES { Ok(()) } else { self.send() }
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
            let cells = counted(
                self.set_aside,
                ["cell was set aside: its value was", "cells were set aside: their values were"],
            );
            say!("\n{cells} erased before.");
        }
        let Some(batch) = self.batch.filter(|_| self.stated + self.replaced > 0) else {
            say!("\nNothing new: the ledger says all of it already.");
            return;
        };
        if self.resumed_rows > 0 {
            let rows = counted(self.resumed_rows, ["row was", "rows were"]);
            say!("\n{rows} entered by an earlier run; the import went on behind.");
        }
        say!(
            "\nEntered {}: {} new, {} as before, {} replaced.",
            counted(self.rows, ["row", "rows"]),
            counted(self.stated, ["statement", "statements"]),
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
