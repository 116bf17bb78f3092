//! Options of `willay export`: the record out of the ledger, as data that can be read again.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Ledger;

/// Options of `export`.
#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct Export {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
    /// The folder to write into; it must be empty or not exist
    #[arg(long, short, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Statements with everything known of them, or a table for each list and kind
    #[arg(long, value_enum, default_value_t = ExportFormat::Statements)]
    pub(crate) format: ExportFormat,
    /// The most closed that is written; what is not public leaves the ledger in the clear
    #[arg(long, value_enum, default_value_t = ExportAccess::Public)]
    pub(crate) access: ExportAccess,
    /// Also what is for the people of this group alone; may be given several times
    #[arg(long = "group", value_name = "NAME")]
    pub(crate) groups: Vec<String>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Every statement with its provenance, and the archived documents: loses nothing
    Statements,
    /// Tables as CSV with CSVW metadata
    Csv,
    /// Tables as JSON Lines
    Jsonl,
    /// Tables as Parquet
    Parquet,
    /// Entities of FollowTheMoney, which carry along what that model has no place for: loses nothing
    Ftm,
}

/// How far down the doors are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportAccess {
    Public,
    Internal,
    Confidential,
    Sealed,
}

impl From<ExportAccess> for record::Access {
    fn from(access: ExportAccess) -> Self {
        match access {
            ExportAccess::Public => Self::Public,
            ExportAccess::Internal => Self::Internal,
            ExportAccess::Confidential => Self::Confidential,
            ExportAccess::Sealed => Self::Sealed,
        }
    }
}

const EXPORT_HELP: &str = "\
Statements come back with `willay import FOLDER/statements.jsonl --statements` (entities of
FollowTheMoney too, from entities.ftm.json) and have the same root of statements in the other
ledger. Beside each table stands the mapping with which `willay import` reads it; what a table
cannot carry is counted and told.

Examples:
  willay export my-workspace --out everything --access sealed
  willay export my-workspace --out tables --format csv";
