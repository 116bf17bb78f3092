//! What rows does a table file hold? Bytes in, rows of text out, one at a time, whatever the format.
//!
//! [`read_table`] gives each row to a [`RowSink`] and keeps none, so that a file of ten million rows needs no more
//! memory than one of ten. Every row is either given to the sink or named in a problem, or both; nothing is replaced
//! or left out in silence. A row's number is that of the line on which it begins (CSV, JSON Lines), of the sheet's row
//! (XLSX), or its place counted from 1 (Parquet).

use std::fmt;

mod delimited;
mod json_lines;
mod parquet;
mod problem;
mod rows;
mod workbook;

pub use delimited::read_csv_stream;
pub use parquet::{ColumnType, ColumnValues, ParquetError, ParquetWriter, read_parquet, write_parquet};
pub use problem::{Fault, RowProblem};

/// Joins the values of a list that stands in one cell (Parquet, JSON Lines).
pub const LIST_BAR: char = '|';

/// How a table is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Text with a delimiter between cells.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// A workbook of Excel 2007 or later.
    Xlsx,
    /// One JSON object on each line.
    JsonLines,
}

/// What may be said about a file before it is read; all of it can be found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// CSV: the delimiter. Guessed where it is not given.
    pub delimiter: Option<u8>,
    /// CSV: the encoding, such as `windows-1250`. Guessed where it is not given.
    pub encoding: Option<String>,
    /// XLSX: the sheet. The first where it is not given.
    pub sheet: Option<String>,
    /// How much is read.
    pub limits: TableLimits,
}

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableLimits {
    /// Bytes of one cell; the row of a larger one is left out and named.
    pub max_cell_bytes: usize,
    /// Bytes of one row of text.
    pub max_row_bytes: usize,
    /// Columns.
    pub max_columns: usize,
    /// Rows.
    pub max_rows: u64,
    /// Problems that are listed; the others are counted.
    pub max_problems: usize,
}

impl Default for TableLimits {
    fn default() -> Self {
        Self {
            max_cell_bytes: 2 << 20,
            max_row_bytes: 64 << 20,
            max_columns: 20_000,
            max_rows: u64::from(u32::MAX),
            max_problems: 1_000,
        }
    }
}

/// How a table was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNotes {
    /// How it is stored.
    pub format: TableFormat,
    /// CSV: the delimiter.
    pub delimiter: Option<char>,
    /// CSV: the encoding, such as `UTF-8`.
    pub encoding: Option<&'static str>,
    /// Whether the encoding is a guess that a person has to confirm.
    pub encoding_guessed: bool,
    /// XLSX: the sheet that was read.
    pub sheet: Option<String>,
    /// XLSX: the sheets that were not.
    pub other_sheets: Vec<String>,
    /// Columns.
    pub columns: usize,
    /// Rows given to the sink.
    pub rows: u64,
    /// Rows left out because of a problem.
    pub rows_left_out: u64,
    /// Rows without any value, left out.
    pub rows_blank: u64,
    /// All problems, listed or not.
    pub problems: u64,
}

impl TableNotes {
    pub(crate) fn new(format: TableFormat) -> Self {
        Self {
            format,
            delimiter: None,
            encoding: None,
            encoding_guessed: false,
            sheet: None,
            other_sheets: Vec::new(),
            columns: 0,
            rows: 0,
            rows_left_out: 0,
            rows_blank: 0,
            problems: 0,
        }
    }
}

impl fmt::Display for TableNotes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} rows of {} columns, {}", self.rows, self.columns, self.format)?;
        match self.delimiter {
            Some('\t') => write!(formatter, ", cells parted by tabulators")?,
            Some(delimiter) => write!(formatter, ", cells parted by '{delimiter}'")?,
            None => {}
        }
        if let Some(encoding) = self.encoding {
            write!(formatter, ", {encoding}")?;
        }
        if self.encoding_guessed {
            write!(formatter, " (a guess: look at letters with accents, and say the encoding if they are wrong)")?;
        }
        if let Some(sheet) = &self.sheet {
            write!(formatter, ", sheet '{sheet}'")?;
        }
        if !self.other_sheets.is_empty() {
            write!(formatter, " (not read: '{}')", self.other_sheets.join("', '"))?;
        }
        if self.rows_blank > 0 {
            write!(formatter, "; blank rows left out: {}", self.rows_blank)?;
        }
        if self.problems > 0 {
            write!(formatter, "; problems: {}, rows left out for them: {}", self.problems, self.rows_left_out)?;
        }
        Ok(())
    }
}

impl fmt::Display for TableFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Csv => "CSV",
            Self::Parquet => "Parquet",
            Self::Xlsx => "XLSX",
            Self::JsonLines => "JSON Lines",
        })
    }
}

/// The reader of rows wants no more of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop(pub String);

/// Takes the rows of a table.
pub trait RowSink {
    /// Takes the names of the columns, once, before any row. All names differ and none is empty.
    ///
    /// # Errors
    /// Where reading should stop.
    fn columns(&mut self, names: &[String]) -> Result<(), Stop>;

    /// Takes a row: its number in the file, and as many cells as there are columns. An empty cell is no information.
    ///
    /// # Errors
    /// Where reading should stop.
    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop>;
}

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing in it.
    #[error("the file is empty: put the names of the columns and the rows into it")]
    Empty,
    /// Something else than its name says.
    #[error("this looks like {what}, not like {expected}: {mend}")]
    LooksLike {
        /// What it looks like.
        what: &'static str,
        /// What it should be.
        expected: TableFormat,
        /// What would be right.
        mend: &'static str,
    },
    /// No text.
    #[error(
        "the file holds {nul_bytes} NUL bytes in its first {bytes}: this is no text file; export the table as CSV UTF-8"
    )]
    Binary {
        /// How many.
        nul_bytes: usize,
        /// Of how many.
        bytes: usize,
    },
    /// An encoding without a decoder.
    #[error(
        "'{label}' is not the name of an encoding: write one such as utf-8, windows-1252, windows-1250 or utf-16le"
    )]
    UnknownEncoding {
        /// What was asked for.
        label: String,
    },
    /// Names of columns that are no text.
    #[error(
        "the name of column {column} is no text in the encoding of the file: if this is a table, save it as CSV UTF-8, or say its \
         encoding"
    )]
    HeaderNotText {
        /// Its place, counted from 1.
        column: usize,
    },
    /// More columns than are read.
    #[error("{found} columns; at most {limit} are read: leave out columns that are not needed")]
    TooManyColumns {
        /// How many there are, as far as is known.
        found: usize,
        /// How many may be.
        limit: usize,
    },
    /// More rows than can be numbered.
    #[error("more than {limit} rows: split the file")]
    TooManyRows {
        /// How many may be.
        limit: u64,
    },
    /// A row without an end.
    #[error(
        "the row that begins in line {row} has more than {limit} bytes: look for a quotation mark that is not closed"
    )]
    RowTooLarge {
        /// The line on which it begins.
        row: u64,
        /// How many there may be.
        limit: usize,
    },
    /// A Parquet file that its reader does not understand.
    #[error("the Parquet file cannot be read: {0}")]
    Parquet(String),
    /// A workbook that its reader does not understand.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    /// A sheet that is not there.
    #[error("the workbook has no sheet '{wanted}'; it has {}", quoted(.found))]
    NoSheet {
        /// What was asked for.
        wanted: String,
        /// What there is.
        found: Vec<String>,
    },
    /// The file cannot be read from its disk.
    #[error("reading stopped: {0}")]
    Source(String),
    /// The sink wanted no more rows.
    #[error("{0}")]
    Stopped(String),
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

impl From<Stop> for TableError {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop.0)
    }
}

impl TableFormat {
    /// The format of a file, by its first bytes and, where these are plain text, by its name.
    ///
    /// ```
    /// use read::TableFormat;
    /// assert_eq!(TableFormat::detect("victims.csv", b"PAR1"), TableFormat::Parquet);
    /// assert_eq!(TableFormat::detect("victims.ndjson", b""), TableFormat::JsonLines);
    /// assert_eq!(TableFormat::detect("victims.txt", b"id;name"), TableFormat::Csv);
    /// ```
    pub fn detect(name: &str, first_bytes: &[u8]) -> Self {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        if first_bytes.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        if first_bytes.starts_with(b"PK\x03\x04") {
            return Self::Xlsx;
        }
        match extension.as_deref() {
            Some("parquet" | "pq") => Self::Parquet,
            Some("xlsx" | "xlsm") => Self::Xlsx,
            Some("jsonl" | "ndjson") => Self::JsonLines,
            Some("csv" | "tsv" | "tab") => Self::Csv,
            Some(_) | None if first_bytes.trim_ascii_start().starts_with(b"{") => Self::JsonLines,
            Some(_) | None => Self::Csv,
        }
    }
}

/// Reads a table from its bytes.
///
/// ```
/// use read::{RowSink, Stop, TableFormat, TableOptions, read_table};
/// struct Names(Vec<String>);
/// impl RowSink for Names {
///     fn columns(&mut self, _: &[String]) -> Result<(), Stop> { Ok(()) }
///     fn row(&mut self, _: u64, cells: &[&str]) -> Result<(), Stop> { self.0.push(cells[1].to_owned()); Ok(()) }
/// }
/// let mut names = Names(Vec::new());
/// let csv = b"id;name\n1;\"Quispe; Ana\"\n2;Rojas\n3\n";
/// let (notes, problems) = read_table(csv, TableFormat::Csv, &TableOptions::default(), &mut names)?;
/// assert_eq!(names.0, ["Quispe; Ana", "Rojas"]);
/// assert_eq!((notes.rows, notes.delimiter), (2, Some(';')));
/// assert!(problems[0].to_string().starts_with("row 4: the row has 1 cell, the header has 2"));
/// # Ok::<(), read::TableError>(())
/// ```
///
/// # Errors
/// Where the file as a whole cannot be read, or the sink stops. What is wrong in single rows is in the problems.
pub fn read_table(
    bytes: &[u8],
    format: TableFormat,
    options: &TableOptions,
    sink: &mut dyn RowSink,
) -> Result<(TableNotes, Vec<RowProblem>), TableError> {
    if bytes.is_empty() {
        return Err(TableError::Empty);
    }
    match format {
        TableFormat::Csv => read_csv_stream(bytes, options, sink),
        TableFormat::Parquet => read_parquet(bytes::Bytes::copy_from_slice(bytes), options, sink),
        TableFormat::Xlsx => workbook::read(bytes, options, sink),
        TableFormat::JsonLines => json_lines::read(bytes, options, sink),
    }
}

/// The names of a table's columns, as [`read_table`] gives them; no row is read.
///
/// ```
/// use read::{TableFormat, TableOptions, table};
/// let names = table::columns(b"id,name,name\n", TableFormat::Csv, &TableOptions::default())?;
/// assert_eq!(names, ["id", "name", "name_2"]);
/// # Ok::<(), read::TableError>(())
/// ```
///
/// # Errors
/// Where the file as a whole cannot be read.
pub fn columns(bytes: &[u8], format: TableFormat, options: &TableOptions) -> Result<Vec<String>, TableError> {
    struct Names(Option<Vec<String>>);
    impl RowSink for Names {
        fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
            self.0 = Some(names.to_vec());
            Err(Stop(String::new()))
        }
        fn row(&mut self, _: u64, _: &[&str]) -> Result<(), Stop> {
            Ok(())
        }
    }
    let mut names = Names(None);
    let outcome = read_table(bytes, format, options, &mut names);
    match (names.0, outcome) {
        (Some(names), _) => Ok(names),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(TableError::Empty),
    }
}

/// What bytes are, where they are clearly not the text of a table.
fn other_content(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = text[..text.len().min(64)].to_ascii_lowercase();
    let export = "open it in a spreadsheet and save it as CSV UTF-8";
    let binary: [(&[u8], _, _); 7] = [
        (b"PK\x03\x04", "a ZIP archive or a workbook", "unpack it, or name it .xlsx if it is a workbook"),
        (b"PAR1", "a Parquet file", "name it .parquet"),
        (b"%PDF", "a PDF", "ask for the table itself, or export it as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0", "a workbook of Excel before 2007", "save it as .xlsx or as CSV UTF-8"),
        (b"\x1f\x8b", "a gzip archive", "unpack it first"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it first"),
        (b"SQLite format 3", "an SQLite database", "export the table as CSV UTF-8"),
    ];
    let text_starts: [(&[u8], _, _); 6] = [
        (b"<!doctype", "HTML", export),
        (b"<html", "HTML", export),
        (b"<table", "HTML", export),
        (b"<head", "HTML", export),
        (b"<?xml", "XML", export),
        (b"{\\rtf", "a text processor's document", export),
    ];
    let found = binary.iter().find(|(magic, ..)| bytes.starts_with(magic));
    let found = found.or_else(|| text_starts.iter().find(|(magic, ..)| head.starts_with(magic)));
    found.map(|(_, what, mend)| (*what, *mend))
}

#[cfg(test)]
mod tests;
