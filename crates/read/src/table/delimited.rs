//! CSV, in blocks of one MiB: the file is never whole in memory, and rows come out of a block without a copy.
//!
//! The encoding is decided once. A byte-order mark or the caller decides it at once; otherwise the first block that is
//! not plain ASCII does, since plain ASCII means the same in every encoding that is considered. Bytes that are no text
//! in the encoding so decided are problems of their rows.

use std::io::Read;

use self::{
    blocks::Blocks,
    split::{Found, Row, Splitter},
};
use super::{
    Fault, RowProblem, RowSink, TableError, TableFormat, TableNotes, TableOptions,
    rows::{Outcome, Rows},
};

mod blocks;
mod guess;
mod split;

/// Reads delimited text from anything that gives bytes; only a block of it is in memory.
///
/// ```
/// # use read::{RowSink, Stop, TableOptions, read_csv_stream};
/// struct Count(u64);
/// impl RowSink for Count {
///     fn columns(&mut self, _: &[String]) -> Result<(), Stop> { Ok(()) }
///     fn row(&mut self, _: u64, _: &[&str]) -> Result<(), Stop> { self.0 += 1; Ok(()) }
/// }
/// let mut count = Count(0);
/// let (notes, _) = read_csv_stream(&b"id,name\n1,Mar\xeda\n"[..], &TableOptions::default(), &mut count)?;
/// assert_eq!((count.0, notes.encoding, notes.encoding_guessed), (1, Some("windows-1252"), true));
/// # Ok::<(), read::TableError>(())
/// ```
///
/// # Errors
/// Where the source fails, the file is no text with a header, or the sink stops.
pub fn read_csv_stream(
    source: impl Read,
    options: &TableOptions,
    sink: &mut dyn RowSink,
) -> Result<(TableNotes, Vec<RowProblem>), TableError> {
    let mut blocks = Blocks::open(source, options)?;
    let guessed = guess::delimiter(blocks.bytes(), blocks.is_last(), options.delimiter);
    blocks.consume(guessed.prefix_bytes);
    let rows = Rows::new(TableFormat::Csv, options.limits, sink);
    let mut reader = Delimited { rows, splitter: Splitter::new(guessed.delimiter), line: guessed.first_line };
    reader.rows.notes.delimiter = Some(char::from(guessed.delimiter));
    loop {
        let consumed = reader.block(blocks.complete_rows(), blocks.is_last())?;
        blocks.consume(consumed);
        if blocks.is_last() {
            return reader.finish(&blocks);
        }
        if blocks.bytes().len() > options.limits.max_row_bytes {
            return Err(TableError::RowTooLarge { row: reader.line, limit: options.limits.max_row_bytes });
        }
        blocks.fill()?;
    }
}

/// Rows on their way from blocks to the sink.
struct Delimited<'s> {
    rows: Rows<'s>,
    splitter: Splitter,
    /// The line on which the next row begins, counted from 1.
    line: u64,
}

impl Delimited<'_> {
    /// Takes every row that ends within a block. Returns how many bytes these are.
    fn block(&mut self, block: &[u8], is_last: bool) -> Result<usize, TableError> {
        let text = std::str::from_utf8(block).ok();
        self.rows.may_hold_nul = memchr::memchr(0, block).is_some();
        let mut cells = Vec::new();
        let mut at = 0;
        loop {
            let row = match self.splitter.row(block, at, is_last) {
                Found::Row(row) => row,
                Found::Incomplete => return Ok(at),
                Found::End => return Ok(block.len()),
            };
            let is_blank_line = row.cells == 1 && row.is_empty;
            if !is_blank_line {
                match text {
                    Some(text) if !row.is_joined => {
                        cells.clear();
                        cells.extend(self.splitter.spans().map(|(start, end)| &text[start..end]));
                        self.give(&cells)?;
                    }
                    Some(_) | None => self.give_checked(block, &row)?,
                }
            }
            self.line += row.lines;
            at = row.next;
        }
    }

    fn give(&mut self, cells: &[&str]) -> Result<(), TableError> {
        if self.rows.names.is_empty() {
            return self.rows.header(Some(self.line), cells);
        }
        self.rows.row(self.line, cells)?;
        Ok(())
    }

    /// Gives a row on that holds quotation marks to be joined, or stands in a block that is not all text.
    fn give_checked(&mut self, block: &[u8], row: &Row) -> Result<(), TableError> {
        let Self { rows, splitter, line } = self;
        let is_header = rows.names.is_empty();
        let mut cells = Vec::with_capacity(row.cells);
        let mut kept = true;
        for (place, bytes) in splitter.cells(block).enumerate() {
            match std::str::from_utf8(bytes) {
                Ok(text) => cells.push(text),
                Err(_) if is_header => return Err(TableError::HeaderNotText { column: place + 1 }),
                Err(_) => {
                    rows.leave_out(
                        *line,
                        Some(place),
                        Fault::NotText { expected: "the encoding of the file".to_owned() },
                    );
                    kept = false;
                    break;
                }
            }
        }
        if is_header {
            rows.header(Some(*line), &cells)?;
        } else if kept {
            kept = rows.row(*line, &cells)?;
        }
        for (place, fault) in splitter.faults() {
            rows.remark(*line, (*place, kept), fault.clone());
        }
        Ok(())
    }

    fn finish<R: Read>(self, blocks: &Blocks<R>) -> Outcome {
        if self.rows.names.is_empty() {
            return Err(TableError::Empty);
        }
        let mut rows = self.rows;
        rows.notes.encoding = Some(blocks.encoding().name());
        rows.notes.encoding_guessed = blocks.is_guessed();
        rows.finish()
    }
}

#[cfg(test)]
mod tests;
