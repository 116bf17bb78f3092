//! A table's header and rows, whatever the file: delimiter found, ragged rows named.

use super::{ListFile, Problem};
use crate::document::{ReadError, decode, spreadsheet_rows};

/// No row of a register has more columns.
const MAX_COLUMNS: usize = 2_000;

/// A table of text.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    /// Row number in the file and its cells, as many as the header has.
    pub(super) rows: Vec<(u64, Vec<String>)>,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn read(file: &ListFile<'_>) -> Result<Table, ReadError> {
    if file.bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let raw = match file.media {
        record::MediaType::Xlsx => (1..).zip(spreadsheet_rows(file.bytes)?).collect(),
        record::MediaType::Csv
        | record::MediaType::Html
        | record::MediaType::Text
        | record::MediaType::Markdown
        | record::MediaType::Pdf
        | record::MediaType::Docx => delimited(&decode(file.bytes)?),
    };
    let mut rows =
        raw.into_iter().map(|(number, row)| (number, row.iter().map(|cell| cell.trim().to_owned()).collect()));
    let (_, header): (u64, Vec<String>) = rows.next().ok_or(ReadError::Empty)?;
    let mut table = Table { header, rows: Vec::new(), problems: Vec::new() };
    for (number, mut row) in rows {
        if row.iter().all(String::is_empty) {
            continue;
        }
        if file.media == record::MediaType::Xlsx {
            row.resize(table.header.len(), String::new());
        }
        if row.len() == table.header.len() && row.len() <= MAX_COLUMNS {
            table.rows.push((number, row));
        } else {
            table.problems.push(ragged(file.name, number, row.len(), table.header.len()));
        }
    }
    Ok(table)
}

fn ragged(file: &str, row: u64, found: usize, wanted: usize) -> Problem {
    Problem {
        file: file.to_owned(),
        row: Some(row),
        column: None,
        found: record::Confidential::default(),
        reason: format!("the row has {found} cells, the header has {wanted}"),
        mend: "put cells that hold the delimiter between quotation marks; leave unknown cells empty, with their delimiters"
            .to_owned(),
    }
}

/// Rows of delimited text with the line on which each begins.
fn delimited(text: &str) -> Vec<(u64, Vec<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: char| first.matches(delimiter).count();
    let delimiter =
        [',', ';', '\t'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == ',')).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let records = reader.records().map_while(Result::ok);
    records
        .map(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            (line, record.iter().map(str::to_owned).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_delimiter_and_keeps_line_numbers() {
        let rows = delimited("a;b\n\"x\ny\";1,5\nz;2\n");
        assert_eq!(rows[1], (2, vec!["x\ny".to_owned(), "1,5".to_owned()]));
        assert_eq!(rows[2].0, 4, "a cell may span lines");
    }
}
