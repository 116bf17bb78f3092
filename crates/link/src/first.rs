//! The first version. Same person? Probabilistic record linkage: rows of several lists in, pairs and clusters out.
//!
//! Fellegi and Sunter's model: blocking rules say which pairs are looked at, comparisons give each pair a level per
//! attribute, m and u probabilities give each level a weight, the sum of weights decides, and pairs above the threshold
//! join into clusters. u is estimated from random pairs, m and the prior by expectation maximisation over the counts of
//! agreement patterns. Pure: chance comes from a seed, and the same input gives the same output in any order.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210 (model); Winkler 1988, *ASA Proc. Survey Research Methods*
//! 667-671 (EM); Jaro 1989, *JASA* 84:414-420, and Winkler 1990 (string comparison).

pub mod block;
pub mod cluster;
pub mod compare;
pub mod model;
pub mod prepare;
pub mod settings;

use serde::Serialize;

pub use model::Model;
pub use settings::{Comparison, ComparisonKind, Settings};

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its record.
    pub id: String,
    /// Its list, counted from 0.
    pub list: usize,
    /// Its values, in the order of the table's columns; `None` is no information.
    pub values: Vec<Option<String>>,
}

/// Rows of all lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows; their order does not matter.
    pub rows: Vec<Row>,
}

/// A pair above the threshold; the lower id first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkedPair {
    /// One record.
    pub left: String,
    /// The other.
    pub right: String,
    /// Sum of the weights of its levels, in bits.
    pub match_weight_bits: f64,
    /// Probability of a match, after the prior.
    pub match_probability: f64,
}

/// What linkage found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Linkage {
    /// Pairs above the threshold, ordered by ids.
    pub pairs: Vec<LinkedPair>,
    /// Every record once; the records of a cluster and the clusters are ordered by id.
    pub clusters: Vec<Vec<String>>,
    /// The model with its trace.
    pub model: Model,
    /// Pairs that each blocking rule found, and how many there are together.
    pub candidates: Vec<u64>,
    /// Different pairs that were compared.
    pub compared: u64,
}

/// Why rows cannot be linked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The settings name a column that is not there.
    #[error("there is no column '{column}'; the lists have {known}")]
    UnknownColumn {
        /// What was named.
        column: String,
        /// What there is.
        known: String,
    },
    /// No comparison or no blocking rule.
    #[error("the settings name no {0}")]
    NothingNamed(&'static str),
    /// Two rows with one id.
    #[error("two rows have the id '{0}'")]
    DuplicateId(String),
    /// A rule that looks at too many pairs.
    #[error("the blocking rules look at more than {limit} pairs; add a column to the rule {rule}")]
    TooManyPairs {
        /// The largest rule.
        rule: String,
        /// How many pairs are looked at, at most.
        limit: u64,
    },
}

/// Links the rows of a table.
///
/// # Errors
/// Where the settings do not fit the table.
pub fn link(table: &Table, settings: &Settings) -> Result<Linkage, LinkError> {
    let table = sorted(table)?;
    let prepared = prepare::Prepared::of(&table, settings)?;
    let blocked = block::candidates(&table, settings)?;
    let patterns: Vec<compare::Pattern> = blocked.pairs.iter().map(|pair| prepared.pattern(*pair)).collect();
    let model = model::train(&prepared, &patterns, settings);
    let pairs: Vec<(usize, usize, f64)> = blocked
        .pairs
        .iter()
        .zip(&patterns)
        .map(|((left, right), pattern)| (*left, *right, model.weight_bits(pattern)))
        .filter(|(.., bits)| model.probability(*bits) >= settings.threshold)
        .collect();
    let clusters = cluster::components(&table, &pairs, settings.one_row_per_list);
    let linked = pairs.iter().map(|(left, right, bits)| LinkedPair {
        left: table.rows[*left].id.clone(),
        right: table.rows[*right].id.clone(),
        match_weight_bits: *bits,
        match_probability: model.probability(*bits),
    });
    Ok(Linkage {
        pairs: linked.collect(),
        clusters,
        model,
        candidates: blocked.per_rule,
        compared: blocked.pairs.len() as u64,
    })
}

/// Explains a pair in words: each comparison, its level, its weight, and their sum.
///
/// # Errors
/// Where the settings do not fit the table, or a record is not in it.
pub fn explain(table: &Table, settings: &Settings, linkage: &Linkage, pair: (&str, &str)) -> Result<String, LinkError> {
    let table = sorted(table)?;
    let prepared = prepare::Prepared::of(&table, settings)?;
    let place = |id: &str| table.rows.binary_search_by(|row| row.id.as_str().cmp(id));
    let (Ok(left), Ok(right)) = (place(pair.0), place(pair.1)) else {
        return Ok(format!("{} and {} are not both in the lists", pair.0, pair.1));
    };
    Ok(linkage.model.explain(&prepared.pattern((left, right))))
}

/// Rows in order of id, so that the order in which they came does not matter.
fn sorted(table: &Table) -> Result<Table, LinkError> {
    let mut table = table.clone();
    table.rows.sort_by(|left, right| left.id.cmp(&right.id));
    match table.rows.windows(2).find(|pair| pair[0].id == pair[1].id) {
        Some(pair) => Err(LinkError::DuplicateId(pair[0].id.clone())),
        None => Ok(table),
    }
}

#[cfg(test)]
mod tests;
