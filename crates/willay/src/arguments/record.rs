//! What can be asked of records and their statements.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Ledger;

/// Options of `records`.
#[derive(Debug, Args)]
#[command(after_help = RECORDS_HELP)]
pub(crate) struct Records {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Only records of this kind, such as act
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Only records that stand so
    #[arg(long, value_enum)]
    pub(crate) status: Option<Standing>,
    /// Only records whose standing is another than on this day (yyyy-mm-dd): the watch list
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,
    /// Show each element with its sources
    #[arg(long)]
    pub(crate) elements: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

/// How a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Standing {
    /// An element lacks independent sources
    Unverified,
    /// Every element has enough, in time
    Verified,
    /// Every element has enough, after the deadline
    Late,
    /// Sources contradict each other on an element
    Contradicted,
}

const RECORDS_HELP: &str = "\
A record is verified when each of its elements is corroborated by enough independent sources. What
must be corroborated, by how many, by when, and who only retells another, is declared in
willay.toml:

  [verification]
  sources = 3                          # OHCHR's rule for SDG 16.10.1: two beyond the first
  late_after = \"quarter\"               # or year, or never
  elements.act = [\"victim\", \"type\", \"date\"]
  not_independent = [[\"A news agency\", \"A paper that reprints it\"]]

Values that are not public are not shown. Only what the last build imported is looked at.

Examples:
  willay records examples/peru-2016 --kind act --status contradicted --elements
  willay records examples/peru-2016 --since 2026-11-01";

/// Options of `review`.
#[derive(Debug, Args)]
#[command(after_help = REVIEW_HELP)]
pub(crate) struct Review {
    #[command(subcommand)]
    pub(crate) command: ReviewCommand,
}

const REVIEW_HELP: &str = "\
With [review] reviewers = 1 in willay.toml a statement counts only when a second person accepted
it; nobody reviews a statement of their own. A rejected statement does not count, whatever the
setting. The last word of each reviewer holds, and every word stays in the ledger.

Examples:
  willay review waiting my-workspace
  willay review accept 1204 1205 --by \"Rosa Q.\" --reason \"seen in the file\" -w my-workspace
  willay review accept --list register-a --by \"Rosa Q.\" --reason \"read against the paper\" -w my-workspace
  willay review reject 1204 --by \"Rosa Q.\" --reason \"another person of that name\" -w my-workspace";

/// What can be done with statements.
#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// List the statements that do not count yet
    Waiting(Waiting),
    /// Accept statements
    Accept(Decision),
    /// Reject statements
    Reject(Decision),
}

/// Which statements to list.
#[derive(Debug, Args)]
pub(crate) struct Waiting {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// How many to show
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) first: usize,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

/// A decision on statements.
#[derive(Debug, Args)]
pub(crate) struct Decision {
    /// Statements, by their entry (see `willay review waiting` or `willay trail`)
    #[arg(value_name = "ENTRY", required_unless_present = "list")]
    pub(crate) entries: Vec<u64>,
    /// Every statement of this list instead
    #[arg(long, conflicts_with = "entries")]
    pub(crate) list: Option<String>,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Why; it stays in the ledger
    #[arg(long)]
    pub(crate) reason: String,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Say what would be entered, and enter nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}
