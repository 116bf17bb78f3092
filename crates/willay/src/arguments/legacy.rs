//! Options of `willay legacy`.

use std::path::PathBuf;

use clap::Args;

/// Options of `legacy`.
#[derive(Debug, Args)]
#[command(after_help = LEGACY_HELP)]
pub(crate) struct Legacy {
    /// The folder with the pages of the old site (.html, .htm, and names such as news.php?id=7)
    pub(crate) folder: PathBuf,
    /// The workspace that takes them
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// How the old addresses were, where the files' names do not say it: /news.php?id={id}
    #[arg(long, value_name = "PATTERN")]
    pub(crate) address: Option<String>,
    /// Read everything and say what would be written, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write the report on each file here instead of into WORKSPACE/legacy-report.csv
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) report: Option<PathBuf>,
}

const LEGACY_HELP: &str = "\
Each page becomes an article in archive/ under an address that stays; redirects.toml says where the
old addresses lead. The next build publishes both. Archived articles stand as they were: their
numbers are not checked, and every page says so.

Dates that no editor meant (31 December 1969), that no calendar has or that have not come yet are
flagged and left empty. Letters are repaired only where it is certain what they were. Copies are
proposed in legacy-duplicates.csv; nothing is merged. Running it again changes nothing, and keeps
what you have changed since.

Example:
  willay legacy old-site --workspace my-workspace --dry-run";
