//! Options of `willay estimate`: how many persons does no list document?

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::language::Speech;

/// Options of `estimate`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Estimate {
    /// The capture table: CSV, XLSX, JSON Lines or Parquet
    #[arg(value_name = "TABLE")]
    pub(crate) table: PathBuf,
    /// The folder that report.html, result.json and draws.csv are written into; made where it is not there
    #[arg(long, short, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Write the draws of every method and stratum into this file; its ending, .parquet or .csv, says the format
    #[arg(long, value_name = "FILE")]
    pub(crate) draws: Option<PathBuf>,
    /// Figures by others to set beside ours: TOML or CSV with name, persons, low, high, source, reason
    #[arg(long, value_name = "FILE")]
    pub(crate) rivals: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: EstimateReading,
    #[command(flatten)]
    pub(crate) methods: Methods,
    #[command(flatten)]
    pub(crate) results: EstimateResults,
}

/// How the table is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct EstimateReading {
    /// The columns that are lists, with commas [default: every column of 0 and 1]
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(crate) lists: Vec<String>,
    /// The column with the persons of each row [default: count, freq, n or the like; without one a row is a person]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) count: Option<String>,
    /// Estimate each value of this column by itself, and the total
    #[arg(long, value_name = "COLUMN")]
    pub(crate) strata: Option<String>,
    /// Leave this stratum out of everything, such as the one of unknown places; may be repeated
    #[arg(long, value_name = "STRATUM", requires = "strata")]
    pub(crate) without: Vec<String>,
    /// Estimate parts of the persons by this column too, such as the perpetrator; each value is a part, or see --part
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Option<String>,
    /// A part of several values, which may overlap with others: --part "state=army,police"; may be repeated
    #[arg(long, value_name = "NAME=VALUES", requires = "by")]
    pub(crate) part: Vec<String>,
    /// A part estimated as a difference of two others: --difference "rebels=state and rebels-state"; may be repeated
    #[arg(long, value_name = "NAME=WHOLE-PART", requires = "by")]
    pub(crate) difference: Vec<String>,
    /// Each value of this column is one sampled linkage; all are combined [default: draw, in the captures.csv of willay link]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) linkages: Option<String>,
    /// The encoding of a CSV file, such as windows-1252, where a guess would be wrong
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
}

/// What is computed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Estimating")]
pub(crate) struct Methods {
    /// Methods, with commas or repeated
    #[arg(long, value_enum, value_delimiter = ',', default_value = "all")]
    pub(crate) method: Vec<Method>,
    /// Level of the intervals, 0.5 to 0.999
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    pub(crate) level: f64,
    /// Fit every log-linear model up to so many lists, 2 to 6; a descent beyond
    #[arg(long, value_name = "LISTS", default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=6))]
    pub(crate) exhaustive: u8,
    /// Replicates of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub(crate) replicates: u32,
    /// Leave out what takes long and checks only: latent classes under other priors
    #[arg(long)]
    pub(crate) quick: bool,
    /// Let strata lend one another strength too, beside each alone: draws are drawn towards the mean of the strata
    #[arg(long, requires = "strata")]
    pub(crate) partial_pooling: bool,
    /// The lists stand in the order of time: fit Mb and Mbh too
    #[arg(long)]
    pub(crate) ordered: bool,
    /// Seed of every draw
    #[arg(long, value_name = "N", default_value_t = 19_481_210)]
    pub(crate) seed: u64,
    /// Threads; the results are the same for any number [default: all cores]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

/// What is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct EstimateResults {
    /// Never print a cell of fewer persons; 1 prints all
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) min_cell: u64,
    /// Print the result as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// A family of methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// Whatever the table's lists allow, side by side
    All,
    /// Log-linear models: the best, their average, stepwise, and the bootstrap with the model chosen anew
    LogLinear,
    /// The closed-population models M0, Mt, Mh, Mth (with --ordered also Mb, Mbh)
    Closed,
    /// Chapman and exact; for more lists, each pair alone
    TwoLists,
    /// Chao's lower bounds
    Chao,
    /// Sample coverage of three lists (CARE-1)
    Coverage,
    /// Average over decomposable graphs of dependence (Madigan and York)
    Graphs,
    /// Latent classes (LCMCR), by chains that must agree
    Classes,
}

const HELP: &str = "\
A capture table says how many persons stand on which lists. Each list is a column of 0 and 1:

  church,police,press,count          church,police,press
  1,0,0,122                          1,0,0
  1,1,0,25                 or        1,1,0
  0,0,1,310                          0,0,1
  one row a pattern                  one row a person

The persons on none of the lists are what is estimated. No table can say which method is right:
each rests on an assumption about those whom nobody listed, printed beside its number. Where
methods disagree, that is the result.

With --out FOLDER:
  report.html  the table, the methods side by side, plots, warnings; one file, for any screen
  result.json  every number, with seed, program version and SHA-256 of the table
  draws.csv    draws of the population (stratum, method, draw, persons), for R and Python

A method that cannot answer says why: a refusal is a result. Exit code 0 also then.

Examples:
  willay estimate kosovo.csv
      four lists with counts; all methods that four lists allow
  willay estimate persons.csv --lists church,police,press --strata region --out estimated
      one row a person; each region by itself and the total
  willay estimate victims.csv --strata region --by perpetrator --rivals published.toml
      the whole and each perpetrator, beside the figures that others published
  willay estimate two.csv --method two-lists --level 0.9
      two lists: Chapman and the exact interval, of 90 %";
