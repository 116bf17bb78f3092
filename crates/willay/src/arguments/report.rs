//! Options of `willay report`.

use std::path::PathBuf;

use clap::Args;

use super::{Ledger, language::Tongue};

/// Options of `report`.
#[derive(Debug, Args)]
#[command(after_help = REPORT_HELP)]
pub(crate) struct Report {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// All articles of this year
    #[arg(long, value_name = "YEAR", conflicts_with = "plan", required_unless_present = "plan")]
    pub(crate) year: Option<i32>,
    /// What WORKSPACE/reports/NAME.toml chooses
    #[arg(long, value_name = "NAME")]
    pub(crate) plan: Option<String>,
    /// The language; the site's main one where none is named
    #[arg(long, short, value_enum)]
    pub(crate) language: Option<Tongue>,
    /// Where to; otherwise report-NAME.LANGUAGE.pdf in this folder
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const REPORT_HELP: &str = "\
Writes articles, their figures, what is withheld and how to check all of it as one PDF that screen
readers read (PDF/UA-1). It says what the last build published and nothing else; where the workspace
says more, build first. The same ledger gives the same bytes.

Examples:
  willay report examples/peru-2016 --year 2026
  willay report examples/peru-2016 --plan 2016 --language es --out informe-2016.pdf";
