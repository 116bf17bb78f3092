//! XLSX: the rows of one sheet, cell by cell, so that a sheet that claims to be a million rows wide costs nothing.
//!
//! The first row that holds anything is the header. Dates are ISO 8601, whole numbers have no decimals; a cell that is
//! an error such as `#N/A` is empty and named in a problem.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::{
    Fault, RowSink, TableError, TableFormat, TableOptions,
    rows::{Outcome, Rows},
};
use crate::document::cell_text;

/// A workbook that unpacks to more is refused.
const MAX_UNPACKED_BYTES: u64 = 4 << 30;

pub(super) fn read(bytes: &[u8], options: &TableOptions, sink: &mut dyn RowSink) -> Outcome {
    if !bytes.starts_with(b"PK\x03\x04") {
        let expected = TableFormat::Xlsx;
        return match super::other_content(bytes) {
            Some((what, mend)) => Err(TableError::LooksLike { what, expected, mend }),
            None => {
                Err(TableError::Workbook("it does not begin as a workbook does; save it again as .xlsx".to_owned()))
            }
        };
    }
    check_unpacked_size(bytes)?;
    // The library may panic on malformed files; a panic in there must not end the program.
    let open = || calamine::open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(bytes));
    let mut book = fenced(open)?;
    let mut other_sheets = book.sheet_names();
    let place = match &options.sheet {
        None if other_sheets.is_empty() => return Err(TableError::Workbook("it has no sheet".to_owned())),
        None => 0,
        Some(wanted) => {
            let place = other_sheets.iter().position(|sheet| sheet == wanted);
            place.ok_or_else(|| TableError::NoSheet { wanted: wanted.clone(), found: other_sheets.clone() })?
        }
    };
    let sheet = other_sheets.remove(place);
    let mut rows = Rows::new(TableFormat::Xlsx, options.limits, sink);
    let mut reader = fenced(|| book.worksheet_cells_reader(&sheet))?;
    let mut row = SheetRow::default();
    while let Some(cell) = fenced(|| reader.next_cell())? {
        let (number, column) = cell.get_position();
        if number < row.number {
            return Err(TableError::Workbook(format!("row {} stands behind row {}", number + 1, row.number + 1)));
        }
        if number > row.number {
            row.give(&mut rows)?;
            row.number = number;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        row.set(column, cell.get_value(), &mut rows)?;
    }
    row.give(&mut rows)?;
    if rows.names.is_empty() {
        return Err(TableError::Empty);
    }
    rows.notes.sheet = Some(sheet);
    rows.notes.other_sheets = other_sheets;
    rows.finish()
}

fn fenced<T>(read: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, TableError> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| TableError::Workbook(error.to_string())),
        Err(_) => Err(TableError::Workbook("its structure is broken".to_owned())),
    }
}

fn check_unpacked_size(bytes: &[u8]) -> Result<(), TableError> {
    let refuse = |error: zip::result::ZipError| TableError::Workbook(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(refuse)?;
    let mut unpacked = 0_u64;
    for place in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(place).map_err(refuse)?.size());
    }
    if unpacked > MAX_UNPACKED_BYTES {
        return Err(TableError::Workbook(format!("it unpacks to more than {} GiB", MAX_UNPACKED_BYTES >> 30)));
    }
    Ok(())
}

/// A row whose cells are coming.
#[derive(Default)]
struct SheetRow {
    /// Counted from 0.
    number: u32,
    cells: Vec<String>,
    errors: Vec<(usize, String)>,
}

impl SheetRow {
    fn set(&mut self, column: usize, value: &DataRef<'_>, rows: &mut Rows<'_>) -> Result<(), TableError> {
        if *value == DataRef::Empty {
            return Ok(());
        }
        rows.check_columns(column.saturating_add(1))?;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        let cell = &mut self.cells[column];
        cell.clear();
        match value {
            DataRef::SharedString(text) => cell.push_str(text),
            DataRef::String(text) => cell.push_str(text),
            DataRef::Error(error) => self.errors.push((column, error.to_string())),
            DataRef::DateTime(date) if !date.is_duration() => *cell = date_text(*date),
            DataRef::Int(_)
            | DataRef::Float(_)
            | DataRef::Bool(_)
            | DataRef::DateTime(_)
            | DataRef::DateTimeIso(_)
            | DataRef::DurationIso(_)
            | DataRef::Empty => *cell = cell_text(&value.clone().into()),
        }
        Ok(())
    }

    /// Gives the row on, as wide as the header, and begins the next.
    fn give(&mut self, rows: &mut Rows<'_>) -> Result<(), TableError> {
        while self.cells.last().is_some_and(String::is_empty) {
            self.cells.pop();
        }
        let number = u64::from(self.number) + 1;
        if rows.names.is_empty() {
            if !self.cells.is_empty() {
                rows.header(Some(number), &self.cells.iter().map(String::as_str).collect::<Vec<_>>())?;
            }
        } else if !(self.cells.is_empty() && self.errors.is_empty()) {
            let width = self.cells.len().max(rows.names.len());
            self.cells.resize(width, String::new());
            let kept = rows.row(number, &self.cells.iter().map(String::as_str).collect::<Vec<_>>())?;
            for (column, found) in self.errors.drain(..) {
                rows.remark(number, (column, kept), Fault::SpreadsheetError { found });
            }
        }
        self.cells.clear();
        self.errors.clear();
        Ok(())
    }
}

/// A date, with its time of day where it has one.
fn date_text(date: calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}
