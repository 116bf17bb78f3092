//! The first rows of a table, by columns.

use std::collections::{BTreeMap, BTreeSet};

use crate::table::{RowSink, Stop};

/// How many rows are looked at.
pub(super) const SAMPLE_ROWS: usize = 2_000;

/// Different cells that are kept of a column.
const DIFFERENT_CELLS: usize = 40;

/// Examples that stand beside a column.
const EXAMPLES: usize = 3;

/// The first rows of a table, by columns.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<ColumnSample>,
    pub(super) rows: usize,
}

/// What the cells of a column are like.
#[derive(Default)]
pub(super) struct ColumnSample {
    pub(super) filled: usize,
    /// Different cells, as many as are kept.
    pub(super) different: BTreeSet<String>,
    has_more: bool,
    /// The first cell that stood before, with the rows of both.
    pub(super) repeated: Option<(String, u64, u64)>,
    /// Hash of a cell to its first row.
    all: BTreeMap<u64, u64>,
}

impl RowSink for Sample {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        self.names = names.to_vec();
        self.columns = names.iter().map(|_| ColumnSample::default()).collect();
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.take(number, cell.trim());
        }
        if self.rows >= SAMPLE_ROWS { Err(Stop("enough rows for a draft".to_owned())) } else { Ok(()) }
    }
}

impl ColumnSample {
    fn take(&mut self, row: u64, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        let first = *self.all.entry(fingerprint(cell)).or_insert(row);
        if first != row && self.repeated.is_none() {
            self.repeated = Some((cell.to_owned(), first, row));
        }
        if self.different.len() < DIFFERENT_CELLS {
            self.different.insert(cell.to_owned());
        } else {
            self.has_more |= !self.different.contains(cell);
        }
    }

    /// Some cells, on one line.
    pub(super) fn examples(&self) -> String {
        let shown = some(self.different.iter().map(String::as_str));
        let more = if self.has_more || self.different.len() > EXAMPLES { ", …" } else { "" };
        if shown.is_empty() { "empty".to_owned() } else { format!("{shown}{more}") }
    }
}

/// The first few of some cells, on one line.
pub(super) fn some<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    cells.take(EXAMPLES).map(one_line).collect::<Vec<_>>().join(", ")
}

/// A cell on one line of a comment, shortened.
pub(super) fn one_line(cell: &str) -> String {
    let short: String = cell.chars().take(30).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if cell.chars().count() > 30 { format!("{short}…") } else { short }
}

/// FNV-1a (Fowler, Noll, Vo 1991): whether a cell stood before, without keeping it.
fn fingerprint(cell: &str) -> u64 {
    cell.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
