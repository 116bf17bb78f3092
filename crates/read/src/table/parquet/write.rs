//! Results as Parquet: typed columns, one row group for each call, compressed with zstd.

use std::{io::Write, sync::Arc};

use ::parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::Type,
};

use super::ParquetError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// Floating-point numbers.
    Number,
    /// Whole numbers.
    Whole,
}

/// Values of one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnValues<'a> {
    /// Text; an empty one is written as null.
    Text(&'a [&'a str]),
    /// Floating-point numbers; "not a number" is written as null.
    Number(&'a [f64]),
    /// Whole numbers.
    Whole(&'a [i64]),
}

impl ColumnValues<'_> {
    fn column_type(&self) -> ColumnType {
        match self {
            Self::Text(_) => ColumnType::Text,
            Self::Number(_) => ColumnType::Number,
            Self::Whole(_) => ColumnType::Whole,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Whole(values) => values.len(),
        }
    }
}

/// Writes a Parquet file, one row group after another. The same rows in the same groups give the same bytes.
pub struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    types: Vec<ColumnType>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Where a name stands twice, or the first bytes cannot be written.
    pub fn new(target: W, columns: &[(&str, ColumnType)]) -> Result<Self, ParquetError> {
        let mut names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ParquetError::General(format!("two columns are named '{}'", pair[0])));
        }
        let fields = columns.iter().map(|(name, column)| {
            let (physical, logical, repetition) = match column {
                ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
                ColumnType::Number => (Physical::DOUBLE, None, Repetition::OPTIONAL),
                ColumnType::Whole => (Physical::INT64, None, Repetition::REQUIRED),
            };
            let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
            field.with_repetition(repetition).build().map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by("willay".to_owned())
            .build();
        let file = SerializedFileWriter::new(target, schema, Arc::new(properties))?;
        Ok(Self { file, types: columns.iter().map(|(_, column)| *column).collect() })
    }

    /// Writes rows as one row group; some ten thousand to a million at a time is well.
    ///
    /// # Errors
    /// Where the columns are not those of the file or not of one length, or the bytes cannot be written.
    pub fn write_rows(&mut self, columns: &[ColumnValues<'_>]) -> Result<(), ParquetError> {
        let rows = columns.first().map_or(0, ColumnValues::len);
        let is_of_file = columns.iter().map(ColumnValues::column_type).eq(self.types.iter().copied());
        if !is_of_file || columns.iter().any(|column| column.len() != rows) {
            return Err(ParquetError::General(
                "the columns are not those of the file, or not of one length".to_owned(),
            ));
        }
        let mut group = self.file.next_row_group()?;
        for column in columns {
            match column {
                ColumnValues::Text(values) => {
                    let is_there = |value: &&&str| !value.is_empty();
                    let present: Vec<ByteArray> =
                        values.iter().filter(is_there).map(|text| ByteArray::from(*text)).collect();
                    let levels: Vec<i16> = values.iter().map(|text| i16::from(!text.is_empty())).collect();
                    write_column::<W, ByteArrayType>(&mut group, &present, Some(&levels))?;
                }
                ColumnValues::Number(values) => {
                    let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
                    let levels: Vec<i16> = values.iter().map(|value| i16::from(!value.is_nan())).collect();
                    write_column::<W, DoubleType>(&mut group, &present, Some(&levels))?;
                }
                ColumnValues::Whole(values) => write_column::<W, Int64Type>(&mut group, values, None)?,
            }
        }
        group.close()?;
        Ok(())
    }

    /// Closes the file and gives back what it was written to.
    ///
    /// # Errors
    /// Where the last bytes cannot be written.
    pub fn finish(self) -> Result<W, ParquetError> {
        self.file.into_inner()
    }
}

fn write_column<W: Write + Send, T: DataType>(
    group: &mut ::parquet::file::writer::SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let column = group.next_column()?;
    let mut column = column.ok_or_else(|| ParquetError::General("more columns than the file has".to_owned()))?;
    column.typed::<T>().write_batch(values, levels, None)?;
    column.close()
}

/// Writes a table of named columns as one Parquet file.
///
/// ```
/// use read::table::{ColumnValues, columns, write_parquet};
/// let bytes = write_parquet(&[
///     ("left", ColumnValues::Text(&["cvr/1", "cvr/2"])),
///     ("match_weight_bits", ColumnValues::Number(&[12.5, -3.0])),
/// ])?;
/// let names = columns(&bytes, read::TableFormat::Parquet, &read::TableOptions::default());
/// assert_eq!(names.as_deref(), Ok(&["left".to_owned(), "match_weight_bits".to_owned()][..]));
/// # Ok::<(), read::table::ParquetError>(())
/// ```
///
/// # Errors
/// Where a name stands twice, or the columns are not of one length.
pub fn write_parquet(columns: &[(&str, ColumnValues<'_>)]) -> Result<Vec<u8>, ParquetError> {
    let types: Vec<_> = columns.iter().map(|(name, values)| (*name, values.column_type())).collect();
    let values: Vec<_> = columns.iter().map(|(_, values)| *values).collect();
    let mut writer = ParquetWriter::new(Vec::new(), &types)?;
    writer.write_rows(&values)?;
    writer.finish()
}
