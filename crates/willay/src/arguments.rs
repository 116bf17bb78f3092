//! The command line: what can be asked, and the help that teaches it.

use std::path::PathBuf;

use ::record::Language;
use clap::{Args, Parser, Subcommand};

mod article;
mod check;
mod erase;
mod estimate;
mod export;
mod import;
mod language;
mod legacy;
mod link;
mod offices;
mod record;
mod report;
mod search;
mod serve;

pub(crate) use self::{
    article::{Bind, Explain},
    check::Check,
    erase::Erase,
    estimate::{Estimate, Method},
    export::{Export, ExportAccess, ExportFormat},
    import::{Import, Undo},
    language::Speech,
    legacy::Legacy,
    link::{Format, Link},
    offices::{BundleCommand, MergeCommand, OfficeCommand},
    record::{Decision, Records, Review, ReviewCommand, Standing, Waiting},
    report::Report,
    search::{Search, SearchAccess},
    serve::Serve,
};

/// Figures that can be defended: every published number walks back to the words that it rests on.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
First steps:
  willay init my-workspace            make a workspace with documents, a list and an article
  willay build my-workspace           publish it into my-workspace/site
  willay trail cases -w my-workspace  walk a number back to the words of a document
  willay verify my-workspace/site     check the published site without the workspace

Without a workspace:
  willay link a.csv b.csv --out linked  which records of these lists are one person?
  willay estimate table.csv             how many persons are on none of the lists?

Exit codes:
  0  done
  1  findings: `check` found a number that does not stand, `verify` found a change
  2  the command line is wrong
  3  a file of the workspace is wrong; the message names file, line, reason and mend
  4  the machine is in the way: no rights, no space, another willay at work
  70 a mistake of the program's own
  130 stopped by Ctrl-C";

/// What can be asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a new workspace with a small example that builds
    Init(Init),
    /// Archive, import, link, estimate, count, check every page, and publish the site
    Build(Build),
    /// Write what was published as one PDF that screen readers read
    Report(Report),
    /// Enter the rows of a file through a mapping, or draft the mapping from its columns
    Import(Box<Import>),
    /// Take over the articles of an old site, with their addresses, as they were
    Legacy(Legacy),
    /// Take a whole import back
    Undo(Undo),
    /// Erase what a confidential statement says, for good; every proof stays valid
    Erase(Erase),
    /// Write the record as statements that lose nothing, or as tables
    Export(Export),
    /// Find the records of lists that are about one person; no workspace is needed
    Link(Box<Link>),
    /// Estimate how many persons no list documents, from a capture table; no workspace is needed
    Estimate(Box<Estimate>),
    /// Show in the browser what a build would publish, anew at each change; nothing is written
    Serve(Serve),
    /// Check the numbers of somebody's articles against the record
    Check(Box<Check>),
    /// Propose for each number of a plain draft the figure that it speaks of, and write the bindings
    Bind(Bind),
    /// Explain why a page is refused, code by code
    Explain(Explain),
    /// List the figures with their values
    Figures(Figures),
    /// Show how well each record is corroborated, where sources contradict each other, and what changed
    Records(Records),
    /// Accept or reject statements as a second person
    Review(Review),
    /// Find records and archived documents by words, names, values and dates
    Search(Search),
    /// Walk a figure back to records, statements and the words of documents
    Trail(Trail),
    /// Verify a published site, or the evidence of one figure, without the workspace and without a network
    Verify(Verify),
    /// Show the ledger's entries, and prove it unchanged
    Log(Log),
    /// Show the lines by which other offices know this one, and what is known of them
    Office(OfficeCommand),
    /// Write what another office does not have yet into a signed, encrypted file
    Bundle(BundleCommand),
    /// Take in what another office sent
    Merge(MergeCommand),
    /// List the pairs of records that offices decided differently
    Disagreements(OfficeCommand),
    /// Copy the ledger with its documents to a database or a file, and compare it there
    Move(Move),
}

impl Arguments {
    /// The language in which the command speaks; English where it has no other.
    pub(crate) fn language(&self) -> Language {
        let speech = match &self.command {
            Command::Build(options) => &options.speech,
            Command::Link(options) => &options.results.speech,
            Command::Estimate(options) => &options.results.speech,
            Command::Serve(options) => &options.speech,
            Command::Check(options) => &options.speech,
            Command::Bind(options) => &options.speech,
            Command::Explain(options) => &options.speech,
            Command::Figures(options) => &options.speech,
            Command::Init(_)
            | Command::Report(_)
            | Command::Import(_)
            | Command::Legacy(_)
            | Command::Undo(_)
            | Command::Erase(_)
            | Command::Export(_)
            | Command::Records(_)
            | Command::Review(_)
            | Command::Search(_)
            | Command::Trail(_)
            | Command::Verify(_)
            | Command::Log(_)
            | Command::Office(_)
            | Command::Bundle(_)
            | Command::Merge(_)
            | Command::Disagreements(_)
            | Command::Move(_) => return Language::En,
        };
        speech.language()
    }
}

/// Where the ledger is, for every command that opens one.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    /// Keep the ledger in this PostgreSQL database (postgres://USER@HOST/NAME) instead of a file
    #[arg(long, value_name = "URL", env = "WILLAY_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

/// Options of `init`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  willay init my-workspace && willay build my-workspace")]
pub(crate) struct Init {
    /// The folder to make; it must be empty or not exist
    pub(crate) folder: PathBuf,
    /// Name of the organisation or project
    #[arg(long, default_value = "My organisation")]
    pub(crate) name: String,
}

/// Options of `build`.
#[derive(Debug, Args)]
#[command(after_help = BUILD_HELP)]
pub(crate) struct Build {
    /// The workspace: the folder that holds willay.toml
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Check everything and say what would change, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Publish into this folder instead of WORKSPACE/site
    #[arg(long, value_name = "FOLDER")]
    pub(crate) site: Option<PathBuf>,
    /// Print the summary as JSON on standard output
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const BUILD_HELP: &str = "\
Either everything is right and the whole site is published, or nothing is written and the message
says what to mend. A second build changes nothing.

Reproducible builds: two builds of the same workspace give the same bytes when both have the same
WORKSPACE/.willay/secret and the same SOURCE_DATE_EPOCH (seconds since 1970).

Example:
  willay build examples/peru-2016";

/// Options of `figures`.
#[derive(Debug, Args)]
pub(crate) struct Figures {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Only figures whose id, title or topic holds these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) find: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

/// Options of `trail`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  willay trail accomarca-convicted --workspace examples/peru-2016\n  willay trail accomarca-convicted -w examples/peru-2016 --bundle evidence.zip && willay verify evidence.zip"
)]
pub(crate) struct Trail {
    /// The figure's id (see `willay figures`)
    pub(crate) figure: String,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Write the evidence of the figure into this file, which `willay verify` checks by itself
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) bundle: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

/// Options of `verify`.
#[derive(Debug, Args)]
#[command(after_help = VERIFY_HELP)]
pub(crate) struct Verify {
    /// A published site: its folder, or a .zip of it; or the evidence of one figure (figures/ID.zip)
    pub(crate) site: PathBuf,
    /// The publisher's key as you know it from elsewhere (a line like name+1a2b3c4d+BASE64)
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const VERIFY_HELP: &str = "\
Checks every file against the manifest, the manifest against the ledger, the ledger against its
signed checkpoint, every passage against its document, every printed number against its figure.
Without --key this proves that the site is whole and was signed by the key that it carries; with
--key also that it was signed by the publisher whom you know.

Example:
  willay verify examples/peru-2016/site";

/// Options of `move`.
#[derive(Debug, Args)]
#[command(after_help = MOVE_HELP)]
pub(crate) struct Move {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Where to: postgres://USER@HOST/NAME, or a new SQLite file; its documents lie beside it
    #[arg(long, value_name = "URL|FILE")]
    pub(crate) to: String,
    /// Compare and say what would be copied, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const MOVE_HELP: &str = "\
Nothing is taken away where the ledger was. A move that was stopped goes on when it is run again.
The ledger has the same entries, signed states and root in both places.

Examples:
  willay move my-workspace --to postgres://rosa@localhost/peru
  willay move my-workspace --database postgres://rosa@localhost/peru --to my-workspace/.willay/ledger.sqlite";

/// Options of `log`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  willay log examples/peru-2016 --last 5\n  willay log examples/peru-2016 --fsck")]
pub(crate) struct Log {
    /// The workspace
    #[arg(default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// How many of the newest entries to show
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) last: u64,
    /// Recompute every hash, the tree and every checkpoint from the raw entries
    #[arg(long)]
    pub(crate) fsck: bool,
    /// Print as JSON, one entry a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn no_line_of_help_is_broken_by_a_terminal_of_a_hundred_columns() {
        let whole = Arguments::command();
        for command in whole.get_subcommands().chain([&whole]) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            // An address or a command to copy cannot be broken by hand either.
            for line in help.lines().filter(|line| !line.starts_with("  willay ")) {
                assert!(line.chars().count() <= 100, "{}: {line}", command.get_name());
            }
        }
    }
}
