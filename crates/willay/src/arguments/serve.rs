//! Options of `willay serve`.

use std::path::PathBuf;

use clap::Args;

use super::{Ledger, language::Speech};

/// Options of `serve`.
#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub(crate) struct Serve {
    /// The workspace: the folder that holds willay.toml
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Show what a build would publish, on this machine only
    #[arg(long, required = true)]
    pub(crate) preview: bool,
    /// The port; a free one where none is named
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    #[command(flatten)]
    pub(crate) speech: Speech,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const SERVE_HELP: &str = "\
Shows the site in your browser, and shows it anew whenever you save a file of the workspace. What
cannot be built is said on top of every page, with file, reason and mend; the pages stay as they
were. Nothing is written, entered into the ledger or signed, and nobody else can see it: it answers
at 127.0.0.1 alone, with what is public. Ctrl-C ends it.

To publish, run `willay build`. A published site needs no server of ours.

Example:
  willay serve --preview my-workspace --port 8000";
