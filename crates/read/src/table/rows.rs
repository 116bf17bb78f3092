//! The gate that every row passes on its way to the sink, whatever the format: names made distinct, cells counted,
//! limits kept, problems collected.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, RowProblem, RowSink, TableError, TableFormat, TableLimits, TableNotes};

/// Gives rows to a sink and keeps account of them.
pub(super) struct Rows<'s> {
    pub(super) notes: TableNotes,
    pub(super) limits: TableLimits,
    /// Whether cells may hold NUL characters and have to be searched for them.
    pub(super) may_hold_nul: bool,
    pub(super) names: Vec<String>,
    problems: Vec<RowProblem>,
    sink: &'s mut dyn RowSink,
}

/// A list of problems and how the table was read.
pub(super) type Outcome = Result<(TableNotes, Vec<RowProblem>), TableError>;

impl<'s> Rows<'s> {
    pub(super) fn new(format: TableFormat, limits: TableLimits, sink: &'s mut dyn RowSink) -> Self {
        let notes = TableNotes::new(format);
        Self { notes, limits, may_hold_nul: true, names: Vec::new(), problems: Vec::new(), sink }
    }

    /// Takes the names of the columns; empty and repeated ones get names of their own. A row without any is no header.
    pub(super) fn header(&mut self, row: Option<u64>, names: &[&str]) -> Result<(), TableError> {
        self.check_columns(names.len())?;
        if names.iter().all(|name| name.trim().is_empty()) {
            self.notes.rows_blank += 1;
            return Ok(());
        }
        let trimmed = || names.iter().map(|name| name.trim());
        if let Some(place) = trimmed().position(|name| name.contains(is_no_text)) {
            return Err(TableError::HeaderNotText { column: place + 1 });
        }
        let mut taken: BTreeSet<String> = trimmed().map(str::to_owned).collect();
        let mut seen = BTreeSet::new();
        let mut next: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, name) in (1_usize..).zip(trimmed()) {
            if !name.is_empty() && seen.insert(name) {
                self.names.push(name.to_owned());
                continue;
            }
            let stem = if name.is_empty() { "column" } else { name };
            let number = next.entry(name).or_insert(2);
            if name.is_empty() {
                *number = place;
            }
            let named = loop {
                let candidate = format!("{stem}_{number}");
                *number += 1;
                if taken.insert(candidate.clone()) {
                    break candidate;
                }
            };
            let (column, fault) = if name.is_empty() {
                (format!("{place}"), Fault::UnnamedColumn { named: named.clone() })
            } else {
                (name.to_owned(), Fault::DuplicateColumn { named: named.clone() })
            };
            self.report(RowProblem { row, column: Some(column), fault, kept: true });
            self.names.push(named);
        }
        self.notes.columns = self.names.len();
        Ok(self.sink.columns(&self.names)?)
    }

    /// Refuses a table that is too wide.
    pub(super) fn check_columns(&self, found: usize) -> Result<(), TableError> {
        let limit = self.limits.max_columns;
        if found > limit { Err(TableError::TooManyColumns { found, limit }) } else { Ok(()) }
    }

    /// Takes a row: to the sink, or to the problems. Returns whether it was kept.
    pub(super) fn row(&mut self, number: u64, cells: &[&str]) -> Result<bool, TableError> {
        if cells.iter().all(|cell| cell.is_empty()) {
            self.notes.rows_blank += 1;
            return Ok(false);
        }
        if cells.len() != self.names.len() {
            let fault = Fault::CellCount { found: cells.len(), expected: self.names.len() };
            self.leave_out(number, None, fault);
            return Ok(false);
        }
        let limit = self.limits.max_cell_bytes;
        for (place, cell) in cells.iter().enumerate() {
            if cell.len() > limit {
                self.leave_out(number, Some(place), Fault::CellTooLarge { found: cell.len(), limit });
                return Ok(false);
            }
            if self.may_hold_nul && memchr::memchr(0, cell.as_bytes()).is_some() {
                self.leave_out(number, Some(place), Fault::Nul);
                return Ok(false);
            }
        }
        if self.notes.rows == self.limits.max_rows {
            return Err(TableError::TooManyRows { limit: self.limits.max_rows });
        }
        self.notes.rows += 1;
        self.sink.row(number, cells)?;
        Ok(true)
    }

    /// Leaves a row out for one fault.
    pub(super) fn leave_out(&mut self, row: u64, place: Option<usize>, fault: Fault) {
        self.notes.rows_left_out += 1;
        let column = place.map(|place| self.name(place));
        self.report(RowProblem { row: Some(row), column, fault, kept: false });
    }

    /// Names a fault of a row that does not decide whether the row is kept.
    pub(super) fn remark(&mut self, row: u64, at: (usize, bool), fault: Fault) {
        let (place, kept) = at;
        let column = Some(self.name(place));
        self.report(RowProblem { row: Some(row), column, fault, kept });
    }

    fn name(&self, place: usize) -> String {
        self.names.get(place).cloned().unwrap_or_else(|| format!("{}", place + 1))
    }

    fn report(&mut self, problem: RowProblem) {
        self.notes.problems += 1;
        if self.problems.len() < self.limits.max_problems {
            self.problems.push(problem);
        }
    }

    /// Closes the account.
    pub(super) fn finish(mut self) -> Outcome {
        if self.notes.rows == 0 && self.notes.rows_left_out == 0 {
            self.report(RowProblem { row: None, column: None, fault: Fault::NoRows, kept: true });
        }
        Ok((self.notes, self.problems))
    }
}

/// A sign that no name holds: a file of bytes that happen to be letters has many.
fn is_no_text(sign: char) -> bool {
    sign.is_control() && !sign.is_whitespace()
}
