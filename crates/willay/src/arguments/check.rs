//! Options of `willay check`.

use std::path::PathBuf;

use clap::Args;

use super::{Ledger, language::Speech};

/// Options of `check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub(crate) struct Check {
    /// Articles (.html, .docx, .md, .txt, .pdf), and folders that hold some
    #[arg(value_name = "ARTICLE|FOLDER", required_unless_present = "list")]
    pub(crate) articles: Vec<PathBuf>,
    /// A file that names articles, one a line: a path, or ADDRESS, a tabulator, and the path of the saved page
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<PathBuf>,
    /// The workspace whose public figures they are checked against
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// The date of publication, where a file does not say it (yyyy-mm-dd)
    #[arg(long)]
    pub(crate) date: Option<String>,
    #[command(flatten)]
    pub(crate) speech: Speech,
    /// Write a report for a desk: one page (NAME.html), or a folder with a page for each article and an index
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(crate) html: Option<PathBuf>,
    /// Write the findings as SARIF 2.1.0, which editors show beside the text
    #[arg(long, value_name = "FILE")]
    pub(crate) sarif: Option<PathBuf>,
    /// Print one JSON object for each file, each on a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const CHECK_HELP: &str = "\
Prints each number with the figure that it speaks of and says whether it agrees, lost a qualifier,
changed its unit, is disputed by rivals, or is contradicted. A number that the record does not know
is listed as such and is no finding. Nothing is fetched: save the pages first.

A path in a list begins at the list's folder; empty lines and lines that begin with # are passed
over. Files of a folder that are no articles are named as skipped.

Exit code: 3 where a named file could not be read (the others are checked all the same), else 1
where a number does not stand, else 0.

Examples:
  willay check article.html --workspace examples/peru-2016
  willay check inbox/ --workspace examples/peru-2016 --html report --language es
  willay check --list saved.txt --workspace examples/peru-2016 --sarif check.sarif";
