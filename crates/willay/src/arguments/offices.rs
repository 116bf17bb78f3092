//! Options of the commands between offices.

use std::path::PathBuf;

use clap::Args;

use super::{ExportAccess, Ledger};

/// Options of `office` and `disagreements`.
#[derive(Debug, Args)]
pub(crate) struct OfficeCommand {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

/// Options of `bundle`.
#[derive(Debug, Args)]
#[command(after_help = BUNDLE_HELP)]
pub(crate) struct BundleCommand {
    /// The office that it is for: its name in willay.toml
    #[arg(long = "for", value_name = "OFFICE")]
    pub(crate) recipient: String,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// How much the other office may see, instead of what willay.toml says of it
    #[arg(long, value_enum)]
    pub(crate) clearance: Option<ExportAccess>,
    /// From this entry on, instead of from the first that the other office did not confirm
    #[arg(long, value_name = "N")]
    pub(crate) from: Option<u64>,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const BUNDLE_HELP: &str = "\
The file can be opened by the other office alone. Statements, documents, judgements and
withdrawals go in full as far as its `clearance` and `groups` in willay.toml reach (confidential,
and no group, where nothing is said); what is sealed goes only where it is named. Of the rest goes
a hash that tells nothing, so that the other office can prove the log whole. What this office
publishes stays here. What a bundle withheld does not come later by a higher clearance: `willay
export` carries it.

Example:
  willay bundle --for cusco --out to-cusco.age -w lima";

/// Options of `merge`.
#[derive(Debug, Args)]
#[command(after_help = MERGE_HELP)]
pub(crate) struct MergeCommand {
    /// What the other office sent
    pub(crate) file: PathBuf,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Check everything and say what would be entered, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const MERGE_HELP: &str = "\
All or nothing is entered; the same bundle again changes nothing. What both offices say counts once.
Each office withdraws only what it said itself.

Example:
  willay merge to-lima.age -w lima";
