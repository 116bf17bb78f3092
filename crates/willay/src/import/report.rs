//! Every problem of an import in a file that a person sorts (CSV) or reads (HTML), written as they are found.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use maud::html;
use read::Problem;

use crate::failure::{Cause, Failure};

/// Columns of the report.
const COLUMNS: [&str; 6] = ["file", "row", "column", "found", "reason", "mend"];

/// Where problems are written.
pub(super) enum Report {
    /// Nowhere.
    None,
    /// Comma-separated values.
    Csv(BufWriter<File>),
    /// A page.
    Html(BufWriter<File>),
}

impl Report {
    /// Begins a report of the kind that the file's name says.
    pub(super) fn create(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::None) };
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let open = || File::create(path).map(BufWriter::new).map_err(|error| Failure::of_path(path, &error));
        let wrote = |outcome: io::Result<()>| outcome.map_err(|error| Failure::of_path(path, &error));
        match ending.as_deref() {
            Some("csv") => {
                let mut file = open()?;
                wrote(writeln!(file, "{}", COLUMNS.join(",")))?;
                Ok(Self::Csv(file))
            }
            Some("html") => {
                let mut file = open()?;
                wrote(write!(file, "{}", head()))?;
                Ok(Self::Html(file))
            }
            Some(_) | None => {
                let message = format!("{}: neither .csv nor .html", path.display());
                Err(Failure::new(Cause::Usage, message, "name the report so that it ends in .csv or .html"))
            }
        }
    }

    /// Adds a problem.
    pub(super) fn add(&mut self, problem: &Problem) -> io::Result<()> {
        let row = problem.row.map(|row| row.to_string()).unwrap_or_default();
        let column = problem.column.as_deref().unwrap_or_default();
        let cells =
            [&problem.file, row.as_str(), column, problem.shown().unwrap_or_default(), &problem.reason, &problem.mend];
        match self {
            Self::None => Ok(()),
            Self::Csv(file) => writeln!(file, "{}", cells.map(csv_cell).join(",")),
            Self::Html(file) => {
                let line = html! { tr { @for cell in cells { td { (cell) } } } };
                writeln!(file, "{}", line.into_string())
            }
        }
    }

    /// Writes what is still held.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let outcome = match self {
            Self::None => Ok(()),
            Self::Csv(mut file) => file.flush(),
            Self::Html(mut file) => writeln!(file, "</tbody></table></main></body></html>").and_then(|()| file.flush()),
        };
        outcome.map_err(|error| Failure::of_path(Path::new("the report"), &error))
    }
}

/// The page up to the first problem.
fn head() -> String {
    let style = "body{font:1rem/1.4 sans-serif;margin:2rem}table{border-collapse:collapse}\
                 th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}";
    let top = html! {
        (maud::DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Problems of an import" } style { (maud::PreEscaped(style)) } }
            body { main { h1 { "Problems of an import" }
                p { "Each line is one cell or row that was not entered. Cells of columns that are not public are not repeated." }
                table { thead { tr { @for column in COLUMNS { th scope="col" { (column) } } } } tbody {} } } }
        }
    };
    let page = top.into_string();
    let end = page.find("</tbody>").unwrap_or(page.len());
    format!("{}\n", &page[..end])
}

/// A cell in quotation marks where it needs them. A cell that a spreadsheet would take for a formula is made text.
pub(crate) fn csv_cell(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_is_written() {
        assert_eq!(csv_cell("a,b"), "\"a,b\"");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("say \"x\""), "\"say \"\"x\"\"\"");
    }

    #[test]
    fn the_page_begins_whole() {
        let head = head();
        assert!(head.starts_with("<!DOCTYPE html>") && head.trim_end().ends_with("<tbody>"), "{head}");
    }
}
