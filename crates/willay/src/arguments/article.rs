//! Options of the commands for those who write articles.

use std::path::PathBuf;

use clap::Args;

use super::{Ledger, language::Speech};

/// Options of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  willay explain\n  willay explain L06 --language es")]
pub(crate) struct Explain {
    /// The code that a message begins with, such as L06; without it, all are listed
    pub(crate) code: Option<String>,
    #[command(flatten)]
    pub(crate) speech: Speech,
    /// Print all pages in both languages, as docs/lints.md has them
    #[arg(long, conflicts_with = "code")]
    pub(crate) manual: bool,
}

/// Options of `bind`.
#[derive(Debug, Args)]
#[command(after_help = BIND_HELP)]
pub(crate) struct Bind {
    /// The draft: NAME.en.md or NAME.es.md
    pub(crate) file: PathBuf,
    /// The workspace whose figures are proposed
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Write the proposed bindings into the draft; the draft as it was is kept in WORKSPACE/.willay/drafts
    #[arg(long)]
    pub(crate) write: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const BIND_HELP: &str = "\
For each number that nothing binds, prints the line as it stands and as it would be, with the
evidence for the figure. A number without a figure, or whose binding would print other words, is
left alone and listed. Nothing else of the draft changes.

Examples:
  willay bind articles/draft.en.md --workspace examples/peru-2016
  willay bind articles/borrador.es.md --workspace examples/peru-2016 --language es";
