//! Draws of the population as CSV or Parquet, for R and Python: one row a draw, `stratum, method, draw, persons`.
//!
//! Rows of totals have the stratum `(total)`. A draw that no bound holds is `Inf` in CSV, infinity in Parquet.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use read::table::{ColumnType, ColumnValues, ParquetWriter};

use super::Estimated;
use crate::failure::{Cause, Failure};

/// The columns of both formats.
const COLUMNS: [&str; 4] = ["stratum", "method", "draw", "persons"];

/// What stands for the stratum in rows of totals.
const TOTAL: &str = "(total)";

/// How the file that is not whole yet begins.
const HALF_WRITTEN: &str = ".willay-";

/// The format that a file's name asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Parquet,
}

impl Format {
    /// Told by the ending of the name.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            _ => Err(Failure::new(
                Cause::Usage,
                format!("--draws {}: the name ends neither in .csv nor in .parquet", path.display()),
                "name a file such as draws.parquet; its ending says the format",
            )),
        }
    }
}

/// The draws of one method in one stratum, or of a total.
struct Block<'a> {
    stratum: &'a str,
    method: String,
    persons: &'a [f64],
}

/// Every method that makes draws, stratum by stratum, then the totals.
fn blocks<'a>(estimated: &'a Estimated<'_>) -> Vec<Block<'a>> {
    let of_strata = estimated.strata.iter().flat_map(|stratum| {
        stratum.answers.iter().filter_map(|answer| {
            let found = answer.outcome.as_ref().ok()?;
            Some(Block { stratum: &stratum.name, method: answer.method.clone(), persons: &found.draws })
        })
    });
    let of_totals = estimated.totals.iter().map(|total| Block {
        stratum: TOTAL,
        method: total.method.clone(),
        persons: &total.draws,
    });
    of_strata.chain(of_totals).filter(|block| !block.persons.is_empty()).collect()
}

/// Writes the file whole, or leaves what was there.
pub(crate) fn write(estimated: &Estimated<'_>, path: &Path) -> Result<(), Failure> {
    let refusal = |error: &io::Error| Failure::of_path(path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let format = Format::of(path)?;
    let file = tempfile::Builder::new().prefix(HALF_WRITTEN).tempfile_in(folder).map_err(|error| refusal(&error))?;
    let mut target = BufWriter::new(file.as_file());
    let written = match format {
        Format::Csv => csv(estimated, &mut target),
        Format::Parquet => parquet(estimated, &mut target),
    };
    written.and_then(|()| target.flush()).map_err(|error| refusal(&error))?;
    drop(target);
    file.persist(path).map(drop).map_err(|error| refusal(&error.error))
}

/// All draws as CSV.
pub(crate) fn csv(estimated: &Estimated<'_>, target: &mut impl Write) -> io::Result<()> {
    writeln!(target, "{}", COLUMNS.join(","))?;
    for Block { stratum, method, persons } in blocks(estimated) {
        let stratum = cell(stratum);
        for (number, draw) in (1..).zip(persons) {
            let persons = if draw.is_finite() { format!("{draw:.2}") } else { "Inf".to_owned() };
            writeln!(target, "{stratum},{method},{number},{persons}")?;
        }
    }
    Ok(())
}

/// A cell of CSV; one that a spreadsheet would read as a formula is made text.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// All draws as Parquet, one row group a method and stratum.
fn parquet(estimated: &Estimated<'_>, target: &mut BufWriter<&File>) -> io::Result<()> {
    let types = [ColumnType::Text, ColumnType::Text, ColumnType::Whole, ColumnType::Number];
    let columns: Vec<(&str, ColumnType)> = COLUMNS.into_iter().zip(types).collect();
    let mut writer = ParquetWriter::new(target, &columns).map_err(io::Error::other)?;
    for Block { stratum, method, persons } in blocks(estimated) {
        let (strata, methods) = (vec![stratum; persons.len()], vec![method.as_str(); persons.len()]);
        let numbers: Vec<i64> = (1..).take(persons.len()).collect();
        let columns = [
            ColumnValues::Text(&strata),
            ColumnValues::Text(&methods),
            ColumnValues::Whole(&numbers),
            ColumnValues::Number(persons),
        ];
        writer.write_rows(&columns).map_err(io::Error::other)?;
    }
    writer.finish().map(drop).map_err(io::Error::other)
}
