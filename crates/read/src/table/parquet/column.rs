//! One column of a row group, a batch of cells at a time.

use ::parquet::{
    column::{
        page::{Page, PageMetadata, PageReader},
        reader::{ColumnReader, ColumnReaderImpl, get_column_reader},
    },
    data_type::DataType,
    errors::ParquetError,
    file::reader::RowGroupReader,
};

use super::{
    LIST_BAR,
    text::{Kind, Render},
};
use crate::table::Fault;

/// Values of one list, at most: what a row may claim is bounded by what its column chunk may hold.
const MAX_LIST_VALUES: u64 = 1 << 26;

/// The text of a batch of cells, in one piece of memory.
#[derive(Default)]
pub(super) struct Cells {
    text: String,
    ends: Vec<usize>,
    /// Faults by cell, in order.
    pub(super) faults: Vec<(usize, Fault)>,
}

impl Cells {
    pub(super) fn cell(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    pub(super) fn hold_nul(&self) -> bool {
        memchr::memchr(0, self.text.as_bytes()).is_some()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.faults.clear();
    }
}

/// A column with its reader.
pub(super) struct Column(Box<dyn ReadCells>);

impl Column {
    pub(super) fn open(group: &dyn RowGroupReader, place: usize) -> Result<Self, ParquetError> {
        let about = group.metadata().schema_descr().column(place);
        let kind = Kind::of(&about);
        let levels = (about.max_def_level(), about.max_rep_level());
        let mut pages = group.get_column_page_reader(place)?;
        if levels.1 > 0 {
            pages = Box::new(BoundedPages { pages, left: MAX_LIST_VALUES });
        }
        Ok(Self(match get_column_reader(about, pages) {
            ColumnReader::BoolColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::Int32ColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::Int64ColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::Int96ColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::FloatColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::DoubleColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::ByteArrayColumnReader(reader) => Typed::boxed(reader, kind, levels),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => Typed::boxed(reader, kind, levels),
        }))
    }

    /// Reads the next cells. Returns how many.
    pub(super) fn read(&mut self, rows: usize, cells: &mut Cells) -> Result<usize, ParquetError> {
        cells.clear();
        self.0.read(rows, cells)
    }
}

trait ReadCells {
    fn read(&mut self, rows: usize, cells: &mut Cells) -> Result<usize, ParquetError>;
}

/// A column of one physical type, with memory that is used again.
struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    kind: Kind,
    /// The definition level of a value that is there.
    present: i16,
    /// Whether a cell may hold several values.
    is_list: bool,
    values: Vec<T::T>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl<T: DataType> Typed<T>
where
    T::T: Render,
{
    fn boxed(reader: ColumnReaderImpl<T>, kind: Kind, levels: (i16, i16)) -> Box<dyn ReadCells> {
        let (present, repetition) = levels;
        let (values, definitions, repetitions) = (Vec::new(), Vec::new(), Vec::new());
        Box::new(Self { reader, kind, present, is_list: repetition > 0, values, definitions, repetitions })
    }
}

impl<T: DataType> ReadCells for Typed<T>
where
    T::T: Render,
{
    fn read(&mut self, rows: usize, cells: &mut Cells) -> Result<usize, ParquetError> {
        self.values.clear();
        self.definitions.clear();
        self.repetitions.clear();
        let (found, _, levels) = self.reader.read_records(
            rows,
            (self.present > 0).then_some(&mut self.definitions),
            self.is_list.then_some(&mut self.repetitions),
            &mut self.values,
        )?;
        let levels = if self.present > 0 { levels } else { self.values.len() };
        let mut values = self.values.iter();
        for level in 0..levels {
            let starts_cell = self.repetitions.get(level).is_none_or(|repetition| *repetition == 0);
            if level > 0 && starts_cell {
                cells.ends.push(cells.text.len());
            }
            if !starts_cell {
                cells.text.push(LIST_BAR);
            }
            let is_present = self.definitions.get(level).is_none_or(|definition| *definition == self.present);
            if let Some(value) = if is_present { values.next() } else { None } {
                let start = cells.text.len();
                if let Err(fault) = value.render(&self.kind, &mut cells.text) {
                    cells.text.truncate(start);
                    cells.faults.push((cells.ends.len(), fault));
                }
                if self.is_list && cells.text[start..].contains(LIST_BAR) {
                    cells.faults.push((cells.ends.len(), Fault::BarInList));
                }
            }
        }
        if levels > 0 {
            cells.ends.push(cells.text.len());
        }
        if cells.ends.len() == found {
            Ok(found)
        } else {
            Err(ParquetError::General("rows and values do not agree".to_owned()))
        }
    }
}

/// Pages of a column of lists: one list may claim to go on over all of them, so that their values are counted.
struct BoundedPages {
    pages: Box<dyn PageReader>,
    left: u64,
}

impl Iterator for BoundedPages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for BoundedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        let values = page.as_ref().map_or(0, |page| u64::from(page.num_values()));
        let left = self.left.checked_sub(values);
        self.left = left.ok_or_else(|| ParquetError::General("a column of lists has too many values".to_owned()))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool, ParquetError> {
        self.pages.at_record_boundary()
    }
}
