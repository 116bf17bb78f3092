//! What is wrong with a schema or a pack of terms: file, row, column, what was found, and what was expected.

use std::fmt;

/// How far a problem goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It can be used as it is; a person should know.
    Note,
    /// It cannot be used.
    Error,
}

/// One thing that is wrong, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaProblem {
    /// The file.
    pub file: String,
    /// The row or line in it, counted from 1.
    pub row: Option<u64>,
    /// The column or key.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What is wrong with it.
    pub reason: String,
    /// What would be right.
    pub expected: String,
    /// Whether it stops the pack.
    pub severity: Severity,
}

/// A row of a file, for problems.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) row: Option<u64>,
}

impl Place<'_> {
    /// An error of a cell here.
    pub(super) fn error(
        self,
        (column, found): (&str, &str),
        reason: &str,
        expected: impl Into<String>,
    ) -> SchemaProblem {
        SchemaProblem {
            file: self.file.to_owned(),
            row: self.row,
            column: column.to_owned(),
            found: found.to_owned(),
            reason: reason.to_owned(),
            expected: expected.into(),
            severity: Severity::Error,
        }
    }

    /// A note on a cell here.
    pub(super) fn note(self, cell: (&str, &str), reason: &str, expected: impl Into<String>) -> SchemaProblem {
        SchemaProblem { severity: Severity::Note, ..self.error(cell, reason, expected) }
    }
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(formatter, ", row {row}")?;
        }
        write!(formatter, ", column '{}': '{}' is {}", self.column, self.found, self.reason)?;
        write!(formatter, "\n  expected: {}", self.expected)
    }
}
