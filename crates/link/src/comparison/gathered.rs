//! Records that are compared with each other, laid side by side: `[operand][place]`.
//!
//! The rows of a block lie anywhere in the table. Brought together once, every record after the first is compared from the
//! processor's nearest memory, and one test of one record against many runs over neighbouring numbers.

use crate::{
    comparison::{
        dates::Span,
        letters::Sketch,
        operand::{Cells, Operand},
    },
    table::ValueNumber,
};

/// What the tests of an operand look at besides its numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Need {
    pub(super) sketches: bool,
    pub(super) spans: bool,
}

/// One operand of the gathered records: `[place]`.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub(super) numbers: Vec<ValueNumber>,
    pub(super) sketches: Vec<Sketch>,
    pub(super) spans: Vec<Span>,
}

/// Records brought together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gathered {
    rows: Vec<u32>,
    pub(super) columns: Vec<Column>,
}

/// One record put beside many: the place of the one, and the places of the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strip<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) left: usize,
    pub(crate) from: usize,
    pub(crate) until: usize,
}

impl Gathered {
    /// Brings records together, in the place of those before. `needs`: `[operand]`.
    pub(super) fn fill(&mut self, rows: &[u32], (cells, operands): (&Cells, &[Operand]), needs: &[Need]) {
        self.rows.clear();
        self.rows.extend_from_slice(rows);
        self.columns.resize_with(operands.len(), Column::default);
        for (operand, column) in self.columns.iter_mut().enumerate() {
            // One operand after the other: many rows are then fetched at a time.
            column.numbers.clear();
            column.numbers.extend(rows.iter().map(|row| cells.number(*row, operand)));
        }
        for ((column, operand), need) in self.columns.iter_mut().zip(operands).zip(needs) {
            column.sketches.clear();
            if let Some(words) = operand.words.as_ref().filter(|_| need.sketches) {
                column.sketches.extend(column.numbers.iter().map(|number| words.sketch(*number)));
            }
            column.spans.clear();
            if need.spans {
                column.spans.extend(column.numbers.iter().map(|number| operand.dates.span(*number)));
            }
        }
    }
}

impl<'a> Strip<'a> {
    /// How many records the one is compared with.
    pub(super) fn len(&self) -> usize {
        self.until - self.from
    }

    /// The rows of the one and of another, counted from the first of the others.
    pub(super) fn rows(&self, place: usize) -> (u32, u32) {
        (self.gathered.rows[self.left], self.gathered.rows[self.from + place])
    }

    /// The numbers of an operand: the one's, and the others'.
    pub(super) fn numbers(&self, operand: usize) -> (ValueNumber, &'a [ValueNumber]) {
        let numbers = &self.gathered.columns[operand].numbers;
        (numbers[self.left], &numbers[self.from..self.until])
    }

    /// The same of what bounds similarities.
    pub(super) fn sketches(&self, operand: usize) -> (Sketch, &'a [Sketch]) {
        let sketches = &self.gathered.columns[operand].sketches;
        (sketches[self.left], &sketches[self.from..self.until])
    }

    /// The same of dates.
    pub(super) fn spans(&self, operand: usize) -> (Span, &'a [Span]) {
        let spans = &self.gathered.columns[operand].spans;
        (spans[self.left], &spans[self.from..self.until])
    }
}
