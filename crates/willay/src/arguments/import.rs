//! Options of `willay import` and `willay undo`: rows of a file into the ledger, and a whole import out of it again.

use std::path::PathBuf;

use clap::Args;

use super::Ledger;

/// Options of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub(crate) struct Import {
    /// The file: CSV, XLSX, JSON Lines, or XML with records of the Events Standard Formats
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How its columns map to the record: a TOML file, see --propose; for XML, its title, producer and access
    #[arg(long, value_name = "FILE", required_unless_present_any = ["propose", "statements"])]
    pub(crate) mapping: Option<PathBuf>,
    /// Print a first mapping, drafted from the columns, and do nothing else
    #[arg(long, conflicts_with = "mapping")]
    pub(crate) propose: bool,
    /// FILE holds the statements of another ledger, as `willay export` writes them, with documents beside it
    #[arg(long, conflicts_with_all = ["mapping", "propose", "list", "good_rows", "report", "encoding", "sheet"])]
    pub(crate) statements: bool,
    /// The kind of record for --propose [default: the one whose properties the columns name most]
    #[arg(long, value_name = "KIND", requires = "propose")]
    pub(crate) kind: Option<String>,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
    /// The list's name in the ledger; importing it again updates its records [default: the file's name]
    #[arg(long, value_name = "NAME")]
    pub(crate) list: Option<String>,
    /// Check every cell and say what would be entered, but enter nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Enter the rows without a problem; the others are reported and left out
    #[arg(long)]
    pub(crate) good_rows: bool,
    /// Write every problem into this file: .csv or .html
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// CSV: the encoding, such as windows-1252 [default: guessed, and told]
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// XLSX: the sheet [default: the first]
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
}

const IMPORT_HELP: &str = "\
Every cell is checked before anything is entered. While a cell is wrong nothing is entered, unless
--good-rows leaves the rows with a problem out. Nothing is skipped in silence.

Importing a list again updates its records by the column `id` of the mapping: what a cell says
anew replaces what the list said before; records, properties and empty cells that the file does not
speak of stay as they are. An import that was stopped goes on where it stopped when the command is
run again. `willay undo` takes a whole import back.

Examples:
  willay import cases.csv --propose > cases.toml
  willay import cases.csv --mapping cases.toml --dry-run --report problems.html
  willay import cases.csv --mapping cases.toml";

/// Options of `undo`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  willay undo 6193 --reason \"the ministry withdrew the list\"")]
pub(crate) struct Undo {
    /// The entry of the import, as `willay import` and `willay log` show it
    #[arg(value_name = "BATCH")]
    pub(crate) batch: u64,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
    /// Why
    #[arg(long, default_value = "imported by mistake")]
    pub(crate) reason: String,
}
