//! Options of `willay search`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Ledger;

/// Options of `search`.
#[derive(Debug, Args)]
#[command(after_help = SEARCH_HELP)]
pub(crate) struct Search {
    /// The words, as far as they are known
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// The workspace
    #[arg(long, short, default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// Only records of this kind, such as person; or document
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Only records with this value: property=value, or >=, <=, >, < between them; all of several
    #[arg(long = "where", value_name = "PROPERTY=VALUE")]
    pub(crate) tests: Vec<String>,
    /// Only records with a date in this time: 1985, 1985-08, 1985-08-14 or 1985-08/1985-09
    #[arg(long, value_name = "INTERVAL")]
    pub(crate) date: Option<String>,
    /// The most closed that is looked through and shown
    #[arg(long, value_enum, default_value_t = SearchAccess::Public)]
    pub(crate) access: SearchAccess,
    /// How many are shown
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) first: usize,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

/// How far down the doors are opened. What is sealed is never indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SearchAccess {
    Public,
    Internal,
    Confidential,
}

const SEARCH_HELP: &str = "\
All words must be there, in any order, whatever their accents and case. A word is found in its forms
in Spanish and English (asesinado: asesinados), a name in its spellings (Guaman: Huamán, Waman), its
nicknames (José: Pepe), and written in one word or several (Delacruz: de la Cruz).
  \"words in quotation marks\"   stand together, exactly so
  begin*                       begins so
  -word                        must not be there (not as the first; or write -- before the words)

A date that is not known to the day is found where it is possibly meant, and marked so. Each access
has an index of its own in WORKSPACE/.willay/search, which follows the ledger by itself and can be
deleted at any time.

Examples:
  willay search guaman quispe -w my-workspace
  willay search '\"fosa común\" -policía' -w my-workspace --kind document
  willay search -w my-workspace --kind person --where sex=female --where 'age<18'
  willay search masacre -w my-workspace --date 1985-08 --json";
