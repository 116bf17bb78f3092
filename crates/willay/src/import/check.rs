//! Every cell before anything is entered: what is wrong, and what would be entered, column by column.

use std::{collections::BTreeMap, path::Path};

use read::{ListRow, Problem, Stop, list::ListSink, table::TableNotes};
use record::{Access, ListId, Reader};

use super::report::Report;
use crate::{
    failure::{Cause, Failure},
    output::say,
    progress::Progress,
};

/// The word by which a sink says that Ctrl-C was pressed.
pub(super) const STOPPED: &str = "stopped by Ctrl-C";

/// Problems that the terminal shows; all of them are counted, and stand in the report.
const SHOWN: usize = 20;

/// Examples of cleaned cells for each property.
const EXAMPLES: usize = 3;

/// How often progress is shown, in rows.
const EVERY_ROWS: u64 = 10_000;

/// What a property gets from the file.
#[derive(Default)]
struct Filled {
    values: u64,
    cleaned: u64,
    examples: Vec<(String, String)>,
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Found {
    /// Rows without a problem.
    pub(super) rows: u64,
    /// Problems.
    pub(super) problems: u64,
    passed_over: u64,
    shown: Vec<String>,
    properties: BTreeMap<String, Filled>,
}

/// Checks a file.
pub(super) struct Check<'a> {
    floor: Access,
    found: Found,
    report: &'a mut Report,
    progress: &'a Progress,
}

impl<'a> Check<'a> {
    pub(super) fn new(floor: Access, report: &'a mut Report, progress: &'a Progress) -> Self {
        Self { floor, found: Found::default(), report, progress }
    }

    pub(super) fn finish(self) -> Found {
        self.found
    }
}

impl ListSink for Check<'_> {
    fn row(&mut self, row: ListRow) -> Result<(), Stop> {
        self.found.rows += 1;
        if self.found.rows.is_multiple_of(EVERY_ROWS)
            && !self.progress.watch(&format!("checked {} rows", self.found.rows), 0.0)
        {
            return Err(Stop(STOPPED.to_owned()));
        }
        for cell in row.cells {
            let filled = self.found.properties.entry(cell.property).or_default();
            filled.values += 1;
            let Some(original) = cell.original else { continue };
            filled.cleaned += 1;
            let example = (original, cell.value.written().into_owned());
            let is_public = Reader::PUBLIC.may_see(cell.access.max(self.floor));
            if is_public && filled.examples.len() < EXAMPLES && !filled.examples.contains(&example) {
                filled.examples.push(example);
            }
        }
        Ok(())
    }

    fn passed_over(&mut self, _: u64) {
        self.found.passed_over += 1;
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Stop> {
        self.found.problems += 1;
        if self.found.shown.len() < SHOWN {
            self.found.shown.push(problem.to_string());
        }
        self.report.add(&problem).map_err(|error| Stop(error.to_string()))
    }
}

impl Found {
    /// Says what would be entered.
    pub(super) fn print(&self, list: &ListId, notes: Option<&TableNotes>) {
        say!("{list}: {}", notes.map_or("records in XML".to_owned(), ToString::to_string));
        say!("  rows without a problem {:>9}", self.rows);
        say!("  problems               {:>9}", self.problems);
        if self.passed_over > 0 {
            say!("  rows passed over       {:>9}  (the mapping's `only`, `repeated`)", self.passed_over);
        }
        if self.properties.is_empty() {
            return;
        }
        say!("\n  {:<28} {:>9} {:>9}  such as", "property", "values", "cleaned");
        for (property, filled) in &self.properties {
            let examples = filled.examples.iter().map(|(from, to)| format!("'{from}' as {to}")).collect::<Vec<_>>();
            say!("  {property:<28} {:>9} {:>9}  {}", filled.values, filled.cleaned, examples.join(", "));
        }
    }

    /// The failure of a file with problems.
    pub(super) fn refuse(&self, report: Option<&Path>) -> Failure {
        let mut messages = self.shown.clone();
        let more = self.problems.saturating_sub(self.shown.len() as u64);
        if more > 0 {
            messages.push(format!("and {more} more problems"));
        }
        let hint = match report {
            Some(path) => format!("{} lists every problem; correct the cells or the mapping", path.display()),
            None => "correct the cells or the mapping (--report FILE lists every problem), or import with --good-rows"
                .to_owned(),
        };
        if messages.is_empty() {
            return Failure::new(Cause::Material, "no row can be entered", hint);
        }
        Failure::several(messages, hint)
    }
}
