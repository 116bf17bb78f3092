//! What a file says: text of documents, rows of lists, numbers in prose. Bytes in, values out; no file is opened here.
//!
//! Everything that comes from outside is read with limits and may be hostile; the answer to bad input is an error or
//! a list of problems that names the place, what was found, and what would be right.

pub mod document;
pub mod esf_xml;
pub mod geojson;
pub mod legacy;
pub mod list;
pub mod pack;
pub mod prose;
pub mod table;

pub use document::{DocumentText, ReadError, markdown_text, read_article, read_document};
pub use esf_xml::read_esf_xml;
pub use list::{Cell, Citation, ListContents, ListRow, Mapping, Problem, read_list};
pub use pack::{PackFile, load_pack};
pub use table::{
    RowProblem, RowSink, Stop, TableError, TableFormat, TableLimits, TableNotes, TableOptions, read_csv_stream,
    read_parquet, read_table, write_parquet,
};
