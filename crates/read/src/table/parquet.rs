//! Parquet: every column read with its own reader, a batch of rows at a time, and given on as text.
//!
//! Without Arrow, whose crates double the time of compilation: a row is needed as text, not as arrays. A field within a
//! field gives columns such as `place.name`; the values of a list stand in one cell, parted by `|`; `null` is an empty
//! cell. The library may panic on malformed files, so each call of it is fenced.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use ::parquet::{
    basic::{ConvertedType, LogicalType},
    file::reader::{ChunkReader, FileReader, SerializedFileReader},
    schema::types::Type,
};

use self::column::{Cells, Column};
use super::{LIST_BAR, RowProblem, RowSink, TableError, TableFormat, TableNotes, TableOptions, rows::Rows};

mod column;
mod footer;
mod text;
mod write;

pub use ::parquet::errors::ParquetError;
pub use write::{ColumnType, ColumnValues, ParquetWriter, write_parquet};

/// Cells that are in memory at once, about.
const BATCH_CELLS: usize = 1 << 17;

/// Reads a Parquet file from its bytes or from an open file, of which no more than a page of each column is in memory.
///
/// # Errors
/// Where the file is no whole Parquet file, or the sink stops.
pub fn read_parquet<R: ChunkReader + 'static>(
    source: R,
    options: &TableOptions,
    sink: &mut dyn RowSink,
) -> Result<(TableNotes, Vec<RowProblem>), TableError> {
    if let Ok(head) = source.get_bytes(0, usize::try_from(source.len().min(64)).unwrap_or(64))
        && let Some((what, mend)) = super::other_content(&head).filter(|_| !head.starts_with(b"PAR1"))
    {
        return Err(TableError::LooksLike { what, expected: TableFormat::Parquet, mend });
    }
    footer::check_depth(&source).map_err(TableError::Parquet)?;
    let file = fenced(|| SerializedFileReader::new(source))?;
    footer::check_codecs(file.metadata()).map_err(TableError::Parquet)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let mut rows = Rows::new(TableFormat::Parquet, options.limits, sink);
    rows.check_columns(schema.num_columns())?;
    let mut names = Vec::with_capacity(schema.num_columns());
    schema.root_schema().get_fields().iter().for_each(|field| name_leaves(field, field.name(), &mut names));
    if names.len() != schema.num_columns() {
        return Err(TableError::Parquet("its schema is broken".to_owned()));
    }
    rows.header(None, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    if rows.names.is_empty() {
        return Err(TableError::Empty);
    }
    let mut first_row = 1;
    for group in 0..file.num_row_groups() {
        let columns = fenced(|| {
            let group = file.get_row_group(group)?;
            (0..schema.num_columns()).map(|place| Column::open(group.as_ref(), place)).collect::<Result<Vec<_>, _>>()
        })?;
        first_row = read_group(columns, first_row, &mut rows)?;
    }
    rows.finish()
}

/// Gives the rows of a row group on. Returns the number of the row behind it.
fn read_group(mut columns: Vec<Column>, mut row: u64, rows: &mut Rows<'_>) -> Result<u64, TableError> {
    let batch = (BATCH_CELLS / columns.len()).max(16);
    let mut texts: Vec<Cells> = columns.iter().map(|_| Cells::default()).collect();
    loop {
        let mut length = None;
        for (column, cells) in columns.iter_mut().zip(&mut texts) {
            let found = fenced(|| column.read(batch, cells))?;
            if *length.get_or_insert(found) != found {
                return Err(TableError::Parquet("its columns are not of one length".to_owned()));
            }
        }
        let length = length.unwrap_or(0);
        if length == 0 {
            return Ok(row);
        }
        give_batch(&texts, (row, length), rows)?;
        row += u64::try_from(length).unwrap_or(u64::MAX);
    }
}

fn give_batch(texts: &[Cells], span: (u64, usize), rows: &mut Rows<'_>) -> Result<(), TableError> {
    let (first_row, length) = span;
    let mut faults: Vec<_> = texts.iter().map(|cells| cells.faults.iter().peekable()).collect();
    let has_faults = texts.iter().any(|cells| !cells.faults.is_empty());
    rows.may_hold_nul = texts.iter().any(Cells::hold_nul);
    let mut cells = Vec::with_capacity(texts.len());
    for (number, place) in (first_row..).zip(0..length) {
        cells.clear();
        cells.extend(texts.iter().map(|column| column.cell(place)));
        let kept = rows.row(number, &cells)?;
        if has_faults {
            for (column, faults) in faults.iter_mut().enumerate() {
                while let Some((_, fault)) = faults.next_if(|(at, _)| *at == place) {
                    rows.remark(number, (column, kept), fault.clone());
                }
            }
        }
    }
    Ok(())
}

fn fenced<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, TableError> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| TableError::Parquet(error.to_string())),
        Err(_) => Err(TableError::Parquet("its structure is broken".to_owned())),
    }
}

/// Adds the names of a field's columns, in their order, without the layers that lists and maps have in between.
fn name_leaves(field: &Type, path: &str, names: &mut Vec<String>) {
    let mut inner = |fields: &[Arc<Type>]| {
        for field in fields {
            name_leaves(field, &format!("{path}.{}", field.name()), names);
        }
    };
    if !field.is_group() {
        names.push(path.to_owned());
        return;
    }
    match (annotation(field), field.get_fields()) {
        (Some(Nested::List), [layer]) if !layer.is_group() => names.push(path.to_owned()),
        // The element of a list has no name of its own.
        (Some(Nested::List), [layer]) if layer.get_fields().len() == 1 => {
            name_leaves(&layer.get_fields()[0], path, names)
        }
        (Some(Nested::List | Nested::Map), [layer]) if layer.is_group() => inner(layer.get_fields()),
        (_, fields) => inner(fields),
    }
}

/// What a group stands for.
#[derive(Clone, Copy)]
enum Nested {
    List,
    Map,
}

fn annotation(field: &Type) -> Option<Nested> {
    let about = field.get_basic_info();
    let (converted, logical) = (about.converted_type(), about.logical_type_ref());
    let is_map = matches!(converted, ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE);
    if converted == ConvertedType::LIST || logical == Some(&LogicalType::List) {
        Some(Nested::List)
    } else if is_map || logical == Some(&LogicalType::Map) {
        Some(Nested::Map)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
