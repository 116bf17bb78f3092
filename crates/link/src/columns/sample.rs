//! A bounded look at a table: enough rows to see what columns hold, and counts over all of them.

use super::{ColumnKind, ColumnProfile, Guess, guess, header, is_missing, share};
use crate::table::{MISSING, Table, ValueNumber};

/// Rows that are looked at.
const ROWS_MAX: usize = 8_000;

/// Cells that are looked at, all columns together; wide tables get fewer rows.
const CELLS_MAX: usize = 4_000_000;

/// Rows evenly spread over the canonical order, so that every list is seen.
#[derive(Debug)]
pub(super) struct Sample<'a> {
    pub(super) table: &'a Table,
    pub(super) rows: Vec<usize>,
}

/// One column after a first look.
#[derive(Debug)]
pub(super) struct SeenColumn {
    pub(super) hint: Option<header::Hint>,
    pub(super) guess: Guess,
    /// Over all rows.
    pub(super) filled: usize,
    /// Over all rows.
    pub(super) distinct: usize,
}

impl<'a> Sample<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        let all = table.rows();
        let rows = ROWS_MAX.min(CELLS_MAX / table.columns.len().max(1)).max(200).min(all);
        Self { table, rows: (0..rows).map(|at| at * all / rows).collect() }
    }

    /// The numbers of a column's values in the sample.
    pub(super) fn numbers(&self, column: usize) -> Vec<ValueNumber> {
        let cells = &self.table.columns[column].cells;
        self.rows.iter().map(|row| cells[*row]).collect()
    }

    /// The text of a cell; empty where it is missing.
    pub(super) fn text(&self, column: usize, row: usize) -> &'a str {
        let column = &self.table.columns[column];
        column.texts.text(column.cells[row])
    }

    /// Looks at one column.
    pub(super) fn see(&self, at: usize) -> SeenColumn {
        let column = &self.table.columns[at];
        let numbers = self.numbers(at);
        let mut seen = numbers.clone();
        seen.sort_unstable();
        let values = seen.chunk_by(|one, other| one == other).filter(|rows| rows[0] != MISSING);
        let values: Vec<(ValueNumber, usize)> = values.map(|rows| (rows[0], rows.len())).collect();
        let texts = values.iter().map(|(number, rows)| (column.texts.text(*number), *rows));
        let shape = ColumnProfile::of(texts, self.rows.len());

        let mut counts = vec![0_u32; column.texts.len() + 1];
        column.cells.iter().for_each(|number| counts[*number as usize] += 1);
        let unknown = values.iter().filter(|(number, _)| is_missing(column.texts.text(*number)));
        for number in unknown.map(|(number, _)| *number).chain([MISSING]) {
            counts[number as usize] = 0;
        }
        let filled = counts.iter().map(|rows| *rows as usize).sum();
        let distinct = counts.iter().filter(|rows| **rows > 0).count();
        let top = counts.iter().max().map_or(0, |rows| *rows as usize);
        let profile =
            ColumnProfile { rows: self.table.rows(), filled, distinct, top_share: share(top, filled), ..shape };
        let mut guess = guess(&column.name, &profile);
        if distinct > 1 && self.is_one_per_list(&numbers) {
            let reason = "one value in all rows of each list".to_owned();
            guess = Guess { kind: ColumnKind::List, confidence: 1.0, reason };
        }
        SeenColumn { hint: header::hint(&column.name), guess, filled, distinct }
    }

    /// True where each of two or more lists has one value in all its rows.
    fn is_one_per_list(&self, numbers: &[ValueNumber]) -> bool {
        let mut value_of = vec![None; self.table.lists.len()];
        let rows_per_list = 10;
        let is_one = self.rows.iter().zip(numbers).all(|(row, number)| {
            let value = &mut value_of[usize::from(self.table.list_of[*row])];
            *value.get_or_insert(*number) == *number
        });
        let lists = value_of.iter().flatten().count();
        is_one && lists > 1 && self.rows.len() >= rows_per_list * lists
    }
}
