//! Options of `willay link`: which records belong to one person?

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::language::Speech;

/// Options of `link`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Link {
    /// The lists: CSV, XLSX, JSON Lines or Parquet; each file is a list, named after the file
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The folder that the results are written into; made where it is not there
    #[arg(long, short, value_name = "FOLDER", required_unless_present_any = ["dry_run", "explain"])]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) matching: Matching,
    #[command(flatten)]
    pub(crate) people: People,
    #[command(flatten)]
    pub(crate) results: Results,
}

/// How the files are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    /// The column with each row's id [default: id, rec_id, unique_id or record_id, where it is unique; else row numbers]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,
    /// The lists are the values of this column of the one file
    #[arg(long, value_name = "COLUMN")]
    pub(crate) list: Option<String>,
    /// No list holds a person twice: compare rows of different lists only
    #[arg(long)]
    pub(crate) one_row_per_list: bool,
    /// The encoding of CSV files, such as windows-1252, where a guess would be wrong
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Refuse files with problems instead of leaving bad rows out
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What is compared, and when two records are one person.
#[derive(Debug, Args)]
#[command(next_help_heading = "Comparing")]
pub(crate) struct Matching {
    /// Settings: fields, comparisons, blocking rules
    #[arg(long, short, value_name = "FILE.toml")]
    pub(crate) settings: Option<PathBuf>,
    /// Propose settings from the data, write FOLDER/settings.toml with the reasons, and link with them [default without --settings]
    #[arg(long, conflicts_with = "settings")]
    pub(crate) propose: bool,
    /// Propose settings, write FOLDER/settings.toml, and end
    #[arg(long, conflicts_with_all = ["settings", "dry_run"])]
    pub(crate) propose_only: bool,
    /// Pairs that proposed blocking rules may make together [default: 60 a row]
    #[arg(long, value_name = "N", conflicts_with = "settings")]
    pub(crate) pairs: Option<u64>,
    /// Pairs with at least this match probability speak for one person [default: that of the settings, else 0.5]
    #[arg(long, value_name = "P")]
    pub(crate) threshold: Option<f64>,
    /// A model.json of an earlier run, in the place of training
    #[arg(long, value_name = "MODEL.json")]
    pub(crate) model: Option<PathBuf>,
    /// Seed of every draw [default: that of the settings]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Threads; the results are the same for any number [default: all cores]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read, count pairs per rule and largest block, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What people know and decide.
#[derive(Debug, Args)]
#[command(next_help_heading = "People")]
pub(crate) struct People {
    /// Judgements, which outrank the model: a filled review.csv, or JSON Lines
    #[arg(long, value_name = "FILE")]
    pub(crate) judgements: Option<PathBuf>,
    /// Write review.html and review.csv with the N pairs whose judgement would tell most
    #[arg(long, value_name = "N", conflicts_with = "review_sample")]
    pub(crate) review: Option<usize>,
    /// Write review.html and review.csv with N pairs drawn at random, to estimate precision and recall
    #[arg(long, value_name = "N")]
    pub(crate) review_sample: Option<usize>,
    /// Estimate precision and recall from the filled review.csv of a --review-sample
    #[arg(long, value_name = "FILE")]
    pub(crate) judged: Option<PathBuf>,
    /// Compare with the truth: a table with the columns id, entity and, where ids repeat across lists, list
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    /// The clusters of an earlier run, whose ids are kept
    #[arg(long, value_name = "CLUSTERS.csv")]
    pub(crate) previous: Option<PathBuf>,
    /// Keep the clusters of the earlier run whole, as they were published: new records may join them, none leaves
    #[arg(long, requires = "previous")]
    pub(crate) keep: bool,
}

/// What is shown and written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct Results {
    /// How pairs and clusters are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) speech: Speech,
    /// Explain the N pairs nearest to the threshold in the report; it then shows record values
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) waterfalls: usize,
    /// Say in words why these two records weigh what they weigh, and end
    #[arg(long, num_args = 2, value_names = ["LIST:ID", "LIST:ID"])]
    pub(crate) explain: Vec<String>,
    /// Draw N partitions of the records into persons from the posterior, as capture tables for `estimate`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(usize))]
    pub(crate) draws: Option<usize>,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// How pairs and clusters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text
    Csv,
    /// Apache Parquet
    Parquet,
}

const HELP: &str = "\
Finds the records that are about one person, within a list and across lists, and says how sure
that is. Without settings it recognises the columns, proposes comparisons and blocking rules, and
writes them with the reasons, so that you can change them and run again.

Results in FOLDER; all of them are written, or none:
  clusters.csv   list, id, cluster: records with one cluster id are held to be one person
  pairs.csv      compared pairs: left_list, left_id, right_list, right_id, match_weight_bits
                 (log2 of the odds that they are one person), match_probability
  report.html    what was done and how far it can be trusted, without record values
  settings.toml  what was compared and how: read it, change it, run with --settings
  model.json     what each agreement weighs; use it again with --model
  summary.json   the numbers that are printed
  captures.csv   with --draws: how many persons stand on which lists, in each drawn partition
  problems.csv   rows that could not be read, where there were any

Examples:
  willay link commission.csv church.csv --out linked
      the first run: everything is proposed and explained
  willay link commission.csv church.csv --settings linked/settings.toml --out linked
      again, with settings that you have read and changed
  willay link all.csv --list source --one-row-per-list --out linked
      one file; its column 'source' names the list, and no list holds a person twice
  willay link *.csv --settings s.toml --dry-run
      count the pairs before anything is compared
  willay link *.csv --settings s.toml --out linked --review-sample 200
      draw pairs to judge; then give the filled file back with --judged linked/review.csv
  willay link *.csv --settings s.toml --explain commission:17 church:203
      why do these two weigh what they weigh?";
