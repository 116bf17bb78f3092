//! Pairs and clusters as tables, in CSV or Parquet: millions of rows, so each is formatted here by hand.

use std::io::{self, Write};

use link::{
    pair::{ScoredPair, probability},
    table::Table,
};
use read::{
    RowProblem,
    table::{ColumnType, ColumnValues, ParquetError, ParquetWriter},
};

use super::{canonical::Clusters, lists::FileProblem};

/// Rows of one row group of Parquet.
const GROUP_ROWS: usize = 1 << 17;

/// Columns of pairs.
const PAIRS: [&str; 6] = ["left_list", "left_id", "right_list", "right_id", "match_weight_bits", "match_probability"];

/// Decimals of bits, and of probabilities.
const DECIMALS: (usize, usize) = (4, 6);

/// Names as they stand in CSV: quoted where they must be.
struct Names<'a> {
    table: &'a Table,
    lists: Vec<Vec<u8>>,
}

impl<'a> Names<'a> {
    fn new(table: &'a Table) -> Self {
        let quoted = |list: &String| {
            let mut bytes = Vec::new();
            push_cell(&mut bytes, list);
            bytes
        };
        Self { table, lists: table.lists.iter().map(quoted).collect() }
    }

    /// `list,id`.
    fn push(&self, line: &mut Vec<u8>, row: u32) {
        line.extend_from_slice(&self.lists[usize::from(self.table.list_of[row as usize])]);
        line.push(b',');
        push_cell(line, self.table.id(row));
    }
}

/// Pairs as CSV.
pub(crate) fn pairs_csv(table: &Table, pairs: &[ScoredPair], target: &mut impl Write) -> io::Result<()> {
    let names = Names::new(table);
    writeln!(target, "{}", PAIRS.join(","))?;
    let mut line = Vec::new();
    for pair in pairs {
        line.clear();
        names.push(&mut line, pair.left);
        line.push(b',');
        names.push(&mut line, pair.right);
        line.push(b',');
        let bits = f64::from(pair.match_weight_bits);
        push_number(&mut line, bits, DECIMALS.0);
        line.push(b',');
        push_number(&mut line, probability(bits), DECIMALS.1);
        line.push(b'\n');
        target.write_all(&line)?;
    }
    Ok(())
}

/// Clusters as CSV.
pub(crate) fn clusters_csv(table: &Table, clusters: &Clusters, target: &mut impl Write) -> io::Result<()> {
    let names = Names::new(table);
    writeln!(target, "list,id,cluster")?;
    let mut line = Vec::new();
    for (row, id) in (0_u32..).zip(clusters.ids()) {
        line.clear();
        names.push(&mut line, row);
        line.push(b',');
        push_cell(&mut line, id);
        line.push(b'\n');
        target.write_all(&line)?;
    }
    Ok(())
}

/// Pairs as Parquet.
pub(crate) fn pairs_parquet(table: &Table, pairs: &[ScoredPair], target: impl Write + Send) -> io::Result<()> {
    let types = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Number,
        ColumnType::Number,
    ];
    let mut writer =
        ParquetWriter::new(target, &PAIRS.into_iter().zip(types).collect::<Vec<_>>()).map_err(of_parquet)?;
    let list = |row: u32| table.lists[usize::from(table.list_of[row as usize])].as_str();
    for group in pairs.chunks(GROUP_ROWS) {
        let names = [
            group.iter().map(|pair| list(pair.left)).collect::<Vec<_>>(),
            group.iter().map(|pair| table.id(pair.left)).collect(),
            group.iter().map(|pair| list(pair.right)).collect(),
            group.iter().map(|pair| table.id(pair.right)).collect(),
        ];
        let bits: Vec<f64> = group.iter().map(|pair| f64::from(pair.match_weight_bits)).collect();
        let probabilities: Vec<f64> = bits.iter().map(|bits| probability(*bits)).collect();
        let mut columns: Vec<ColumnValues<'_>> = names.iter().map(|column| ColumnValues::Text(column)).collect();
        columns.extend([ColumnValues::Number(&bits), ColumnValues::Number(&probabilities)]);
        writer.write_rows(&columns).map_err(of_parquet)?;
    }
    writer.finish().map(drop).map_err(of_parquet)
}

/// Clusters as Parquet.
pub(crate) fn clusters_parquet(table: &Table, clusters: &Clusters, target: impl Write + Send) -> io::Result<()> {
    let columns = ["list", "id", "cluster"].map(|name| (name, ColumnType::Text));
    let mut writer = ParquetWriter::new(target, &columns).map_err(of_parquet)?;
    let list = |row: u32| table.lists[usize::from(table.list_of[row as usize])].as_str();
    let rows: Vec<(u32, &str)> = (0_u32..).zip(clusters.ids()).collect();
    for group in rows.chunks(GROUP_ROWS) {
        let lists: Vec<&str> = group.iter().map(|(row, _)| list(*row)).collect();
        let ids: Vec<&str> = group.iter().map(|(row, _)| table.id(*row)).collect();
        let of: Vec<&str> = group.iter().map(|(_, id)| *id).collect();
        let columns = [ColumnValues::Text(&lists), ColumnValues::Text(&ids), ColumnValues::Text(&of)];
        writer.write_rows(&columns).map_err(of_parquet)?;
    }
    writer.finish().map(drop).map_err(of_parquet)
}

fn of_parquet(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Problems as CSV. No cell's content stands in it.
pub(crate) fn problems_csv(problems: &[FileProblem], target: &mut impl Write) -> io::Result<()> {
    writeln!(target, "file,row,column,problem,mend,kept")?;
    for FileProblem { path, problem } in problems {
        let RowProblem { row, column, fault, kept } = problem;
        let row = row.map_or_else(String::new, |row| row.to_string());
        let kept = if *kept { "yes" } else { "no" };
        let mut line = Vec::new();
        let cells = [
            &path.display().to_string(),
            &row,
            column.as_deref().unwrap_or(""),
            &fault.to_string(),
            fault.mend(),
            kept,
        ];
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                line.push(b',');
            }
            push_cell(&mut line, cell);
        }
        line.push(b'\n');
        target.write_all(&line)?;
    }
    Ok(())
}

/// A cell of CSV, quoted where it must be.
fn push_cell(line: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    line.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    line.push(b'"');
}

/// A number with these decimals, the last one rounded.
#[expect(clippy::cast_possible_truncation, reason = "no weight has more than ten digits before its decimals")]
fn push_number(line: &mut Vec<u8>, value: f64, decimals: usize) {
    let scale = 10_u64.pow(u32::try_from(decimals).unwrap_or(0));
    #[expect(clippy::cast_precision_loss, reason = "a small power of ten")]
    let scaled = (value * scale as f64).round() as i64;
    if scaled < 0 {
        line.push(b'-');
    }
    let scaled = scaled.unsigned_abs();
    push_digits(line, scaled / scale, 1);
    line.push(b'.');
    push_digits(line, scaled % scale, decimals);
}

/// A whole number with at least so many digits.
fn push_digits(line: &mut Vec<u8>, mut value: u64, least: usize) {
    let mut digits = [b'0'; 20];
    let mut place = digits.len();
    while value > 0 {
        place -= 1;
        digits[place] = b'0' + u8::try_from(value % 10).expect("a digit is below 10");
        value /= 10;
    }
    line.extend_from_slice(&digits[place.min(digits.len() - least)..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for value in [0.0, 1.0, -1.0, 0.5, 0.000_04, -0.000_04, 12.345_678, -9.999_96, 1e6, 123.456, -12.3, 0.99995] {
            let mut line = Vec::new();
            push_number(&mut line, value, 4);
            let expected = format!("{value:.4}").replace("-0.0000", "0.0000");
            assert_eq!(String::from_utf8(line).unwrap(), expected);
        }
    }

    #[test]
    fn a_name_with_a_comma_or_a_quotation_mark_is_quoted() {
        let mut line = Vec::new();
        push_cell(&mut line, "a,\"b\"");
        assert_eq!(line, b"\"a,\"\"b\"\"\"");
    }
}
