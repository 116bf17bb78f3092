//! Why a cluster is suspect, in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ClusterQuality, QualityOptions, known_cell};
use crate::{pair::RowNumber, table::Table};

/// Columns that this share of the rows agree on are named.
const COMMON_SHARE: f64 = 0.9;

/// Where fewer pairs than this are links, a cluster is a chain.
const CHAIN_DENSITY: f64 = 0.5;

/// No more bridges than this are named.
const BRIDGES_NAMED: usize = 3;

/// Why a cluster is suspect. Records are named by list and id, or by row where there is no table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Rows that are equal in every field.
    EqualRows {
        /// How many.
        rows: usize,
    },
    /// Rows that say nothing at all.
    EmptyRows {
        /// How many.
        rows: usize,
    },
    /// Nearly all rows share their values in these columns.
    CommonValues {
        /// The columns.
        columns: Vec<String>,
    },
    /// Two parts that one link holds together.
    Bridge {
        /// The record at one end.
        left: String,
        /// The record at the other.
        right: String,
    },
    /// Few of its pairs are links.
    Chain {
        /// The share that is.
        density: f64,
    },
    /// Most pairs are links, and no field explains it: the fields may be too few to tell people apart.
    AllAgree {
        /// The share that is linked.
        density: f64,
    },
    /// Two records that the model holds to be two persons.
    NegativePair {
        /// One record.
        left: String,
        /// The other.
        right: String,
        /// Their weight.
        match_weight_bits: f64,
    },
    /// Records on which judgements contradict each other.
    Disputed {
        /// The records.
        records: Vec<String>,
    },
    /// It was larger than can be weighed pair by pair.
    Cut,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::EqualRows { rows } => write!(formatter, "{rows} rows with equal values in every field"),
            Self::EmptyRows { rows } => write!(formatter, "{rows} rows without a value in any field"),
            Self::CommonValues { columns } => {
                write!(formatter, "nearly all rows share one value of {}", columns.join(", "))
            }
            Self::Bridge { left, right } => write!(formatter, "held together by records {left} and {right}"),
            Self::Chain { density } => write!(formatter, "a chain: only {:.0} % of its pairs agree", 100.0 * density),
            Self::AllAgree { density } => {
                write!(
                    formatter,
                    "{:.0} % of its pairs agree; the fields may be too few to tell people apart",
                    100.0 * density
                )
            }
            Self::NegativePair { left, right, match_weight_bits } => {
                write!(formatter, "records {left} and {right} disagree ({match_weight_bits:.1} bits)")
            }
            Self::Disputed { records } => {
                write!(formatter, "judgements contradict each other on {}", records.join(", "))
            }
            Self::Cut => write!(formatter, "part of a component too large to weigh pair by pair"),
        }
    }
}

/// A cluster that deserves a second look. Invariant: at least one cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Warning {
    /// Its number.
    pub cluster: u32,
    /// Its rows.
    pub rows: usize,
    /// Why.
    pub causes: Vec<Cause>,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let causes: Vec<String> = self.causes.iter().map(ToString::to_string).collect();
        write!(formatter, "cluster of {} rows: {}", self.rows, causes.join("; "))
    }
}

/// What is known of one cluster.
pub(super) struct Seen<'a> {
    pub(super) rows: &'a [RowNumber],
    pub(super) quality: &'a ClusterQuality,
    pub(super) disputed: &'a [RowNumber],
    pub(super) was_cut: bool,
}

/// A warning, if there is anything to warn of.
pub(super) fn warning(seen: &Seen<'_>, table: Option<&Table>, options: &QualityOptions) -> Option<Warning> {
    let mut causes = Vec::new();
    let name = |row: RowNumber| name(row, table);
    if seen.rows.len() > options.rows_max {
        causes.extend(of_size(seen, table));
    }
    if seen.quality.weakest_bits <= options.negative_bits {
        let ((left, right), match_weight_bits) = (seen.quality.weakest, seen.quality.weakest_bits);
        causes.push(Cause::NegativePair { left: name(left), right: name(right), match_weight_bits });
    }
    if !seen.disputed.is_empty() {
        causes.push(Cause::Disputed { records: seen.disputed.iter().map(|row| name(*row)).collect() });
    }
    (!causes.is_empty()).then_some(Warning { cluster: seen.quality.cluster, rows: seen.rows.len(), causes })
}

fn name(row: RowNumber, table: Option<&Table>) -> String {
    match table {
        Some(table) => format!("{}/{}", table.lists[usize::from(table.list_of[row as usize])], table.id(row)),
        None => format!("row {row}"),
    }
}

/// Why a cluster is large: at least one cause.
fn of_size(seen: &Seen<'_>, table: Option<&Table>) -> Vec<Cause> {
    let mut causes = Vec::new();
    let density = seen.quality.density;
    if let Some(table) = table {
        causes.extend(of_values(seen.rows, table));
    }
    for (left, right) in seen.quality.bridges.iter().take(BRIDGES_NAMED) {
        causes.push(Cause::Bridge { left: name(*left, table), right: name(*right, table) });
    }
    if density < CHAIN_DENSITY {
        causes.push(Cause::Chain { density });
    }
    if causes.is_empty() {
        causes.push(Cause::AllAgree { density });
    }
    if seen.was_cut {
        causes.push(Cause::Cut);
    }
    causes
}

/// Equal rows where they are half of the cluster or more, else the columns that nearly all rows agree on.
fn of_values(rows: &[RowNumber], table: &Table) -> Option<Cause> {
    let columns = table.columns.len();
    let mut equal: BTreeMap<Vec<Option<u32>>, usize> = BTreeMap::new();
    for row in rows {
        *equal.entry((0..columns).map(|column| known_cell(table, column, *row)).collect()).or_default() += 1;
    }
    let (cells, count) = equal.iter().max_by_key(|(_, count)| **count)?;
    if 2 * count >= rows.len() {
        let is_empty = cells.iter().all(Option::is_none);
        return Some(if is_empty { Cause::EmptyRows { rows: *count } } else { Cause::EqualRows { rows: *count } });
    }
    let needed = COMMON_SHARE * super::float(rows.len());
    let is_common = |column: &usize| {
        let mut values: BTreeMap<u32, usize> = BTreeMap::new();
        rows.iter()
            .filter_map(|row| known_cell(table, *column, *row))
            .for_each(|cell| *values.entry(cell).or_default() += 1);
        values.values().any(|count| super::float(*count) >= needed)
    };
    let columns: Vec<String> = (0..columns).filter(is_common).map(|at| table.columns[at].name.clone()).collect();
    (!columns.is_empty()).then_some(Cause::CommonValues { columns })
}
