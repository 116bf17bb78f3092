//! Options of `erase`.

use std::path::PathBuf;

use clap::Args;

use super::Ledger;

/// Options of `erase`.
#[derive(Debug, Args)]
#[command(after_help = ERASE_HELP)]
pub(crate) struct Erase {
    /// The entry of one statement, as `willay log` shows it, or a record such as person/p-0007: all of its statements
    /// that are not public
    #[arg(value_name = "SEQUENCE|RECORD")]
    pub(crate) target: String,
    /// Only what is said of this property
    #[arg(long, value_name = "PROPERTY")]
    pub(crate) property: Option<String>,
    /// Why. It stays in the ledger for ever and goes to other offices: never repeat the value
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Also erase the archived files of the lists that hold the value
    #[arg(long)]
    pub(crate) with_file: bool,
    /// Say what would be erased and what else holds it, but erase nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Erase: this cannot be taken back
    #[arg(long)]
    pub(crate) yes: bool,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

const ERASE_HELP: &str = "\
For a witness who withdraws consent. The text is destroyed; a salted commitment that tells nothing
to anyone without .willay/secret stays, so that every proof, checkpoint and published figure still
verifies. Entry and erasure stay visible, the value does not. A kill at any instant is mended by
the next command.

What is public stands in the ledger in the clear and cannot be erased. Backups, exports, bundles
sent before and other offices keep what they have: the command names what it knows of, and other
offices erase their copies when they merge the next bundle.

Examples:
  willay erase person/p-0007 --reason \"consent withdrawn on 2026-11-02\" --dry-run
  willay erase person/p-0007 --reason \"consent withdrawn on 2026-11-02\" --with-file --yes
  willay erase 4711 --reason \"told in confidence\" --yes

See docs/erasing.md (docs/borrar.md in Spanish).";
