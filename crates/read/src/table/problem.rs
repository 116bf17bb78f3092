//! What is wrong with a row or a column name, and what would be right. No cell's content is repeated: it may be
//! confidential.

use std::fmt;

/// Something wrong in a table: where, what, and whether the row was given on all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The row; `None` where the file as a whole is meant.
    pub row: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// What is wrong.
    pub fault: Fault,
    /// Whether the row was given to the sink.
    pub kept: bool,
}

/// What is wrong with a row or a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not as many cells as the header has.
    CellCount {
        /// How many the row has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A cell over the limit.
    CellTooLarge {
        /// Its bytes.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Bytes that are no text in the file's encoding.
    NotText {
        /// The encoding, or the Parquet type.
        expected: String,
    },
    /// A NUL character.
    Nul,
    /// A quotation mark at the beginning of a cell that no other closes; it was taken as part of the text.
    QuoteNotClosed,
    /// Text between a closing quotation mark and the delimiter; it was joined to the cell.
    TextAfterQuote,
    /// A column of the same name stands before it.
    DuplicateColumn {
        /// The name that it was given.
        named: String,
    },
    /// A column without a name.
    UnnamedColumn {
        /// The name that it was given.
        named: String,
    },
    /// A header, and nothing below it.
    NoRows,
    /// A line that is no JSON, or no object.
    NotAnObject,
    /// Two values under one key.
    DuplicateKey,
    /// A value of a list holds the character that parts the values of a list.
    BarInList,
    /// An error value of a spreadsheet; the cell is empty.
    SpreadsheetError {
        /// The error, such as `#N/A`.
        found: String,
    },
    /// A number that is no date or time of its type.
    OutOfRange {
        /// The type.
        expected: String,
    },
}

impl Fault {
    /// What would be right.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::CellCount { .. } => {
                "put cells that hold the delimiter between quotation marks, close every quotation mark, \
                 and keep the delimiters of empty cells"
            }
            Self::CellTooLarge { .. } => "shorten the cell, or look for a quotation mark that is not closed",
            Self::NotText { .. } => "save the file as UTF-8, or say its encoding",
            Self::Nul => "remove the NUL character; the file may have been damaged when it was copied",
            Self::QuoteNotClosed => "close the quotation mark, or write it twice inside a quoted cell",
            Self::TextAfterQuote => "write a quotation mark inside a quoted cell twice",
            Self::DuplicateColumn { .. } | Self::UnnamedColumn { .. } => "give the column a name of its own",
            Self::NoRows => "add rows below the header",
            Self::NotAnObject => "write one JSON object on each line",
            Self::DuplicateKey => "keep one value for each key",
            Self::BarInList => "write another character in place of '|' within a value",
            Self::SpreadsheetError { .. } => "mend the formula, or clear the cell",
            Self::OutOfRange { .. } => "write the value as text, or clear the cell",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CellCount { found, expected } => {
                write!(formatter, "the row has {found} {}, the header has {expected}", cells(*found))
            }
            Self::CellTooLarge { found, limit } => write!(formatter, "the cell has {found} bytes, over {limit}"),
            Self::NotText { expected } => write!(formatter, "the cell is no text in {expected}"),
            Self::Nul => write!(formatter, "the cell holds a NUL character"),
            Self::QuoteNotClosed => {
                write!(formatter, "a quotation mark is opened and not closed; it was taken as part of the text")
            }
            Self::TextAfterQuote => {
                write!(formatter, "text follows a closing quotation mark; it was joined to the cell")
            }
            Self::DuplicateColumn { named } => {
                write!(formatter, "another column has this name; it was named '{named}'")
            }
            Self::UnnamedColumn { named } => write!(formatter, "the column has no name; it was named '{named}'"),
            Self::NoRows => write!(formatter, "there is no row below the header"),
            Self::NotAnObject => write!(formatter, "the line is no JSON object"),
            Self::DuplicateKey => write!(formatter, "the key stands twice on the line"),
            Self::BarInList => write!(formatter, "a value of the list holds '|', which parts the values of a list"),
            Self::SpreadsheetError { found } => write!(formatter, "the cell is the error {found}; it was left empty"),
            Self::OutOfRange { expected } => write!(formatter, "the number is no {expected}; the cell was left empty"),
        }
    }
}

fn cells(count: usize) -> &'static str {
    if count == 1 { "cell" } else { "cells" }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, &self.column) {
            (Some(row), Some(column)) => write!(formatter, "row {row}, column '{column}': ")?,
            (Some(row), None) => write!(formatter, "row {row}: ")?,
            (None, Some(column)) => write!(formatter, "column '{column}': ")?,
            (None, None) => {}
        }
        let fate = match (&self.fault, self.kept) {
            (_, false) => "; the row was left out",
            (Fault::NotText { .. }, true) => "; it was left empty",
            (_, true) => "",
        };
        write!(formatter, "{}{fate}\n  mend: {}", self.fault, self.fault.mend())
    }
}
