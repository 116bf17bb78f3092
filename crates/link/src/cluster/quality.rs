//! Which clusters deserve a second look, and why? Measures of each, and warnings that name their cause.
//!
//! A cluster is a graph whose links are pairs at or above the threshold. Source for bridges: Tarjan 1974, *Inf. Process.
//! Lett.* 2:160-161.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Clustering, Input};
use crate::{
    pair::RowNumber,
    table::{MISSING, Table},
};

mod bridges;
mod causes;

pub use causes::{Cause, Warning};

/// What is measured and when it warns.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityOptions {
    /// A pair at this weight is a link.
    pub threshold_bits: f64,
    /// Larger clusters are warned of.
    pub rows_max: usize,
    /// A pair within a cluster below this weight is warned of.
    pub negative_bits: f64,
    /// Of more pairs than this an evenly spaced sample is weighed.
    pub pairs_max: usize,
    /// Rows on which judgements contradict each other.
    pub disputed: Vec<RowNumber>,
}

impl Default for QualityOptions {
    fn default() -> Self {
        Self { threshold_bits: 0.0, rows_max: 50, negative_bits: -10.0, pairs_max: 50_000, disputed: Vec::new() }
    }
}

/// Measures of one cluster of two or more rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterQuality {
    /// Its number.
    pub cluster: u32,
    /// Its rows.
    pub rows: usize,
    /// Pairs that were weighed: all, or a sample.
    pub pairs: usize,
    /// Share of them that are links.
    pub density: f64,
    /// Their mean weight.
    pub mean_weight_bits: f64,
    /// The weight of the weakest.
    pub weakest_bits: f64,
    /// The weakest pair.
    pub weakest: (RowNumber, RowNumber),
    /// Links without which the cluster falls into two parts of two or more rows; not sought in samples.
    pub bridges: Vec<(RowNumber, RowNumber)>,
}

/// All clusters.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Clusters by size, single rows included.
    pub sizes: BTreeMap<usize, u64>,
    /// Clusters of two or more rows.
    pub clusters: Vec<ClusterQuality>,
    /// Clusters that deserve a second look.
    pub warnings: Vec<Warning>,
}

/// Measures every cluster. With the table, records are named and equal rows found.
///
/// ```
/// use link::{cluster::{Clustering, Constraints, Input, QualityOptions, measure}, pair::{PairScorer, ScoredPair}};
/// struct Distance; // 5 bits, less 4 for each step beyond the first.
/// impl PairScorer for Distance {
///     fn score(&self, left: u32, right: u32) -> ScoredPair {
///         let match_weight_bits = 9.0 - 4.0 * left.abs_diff(right) as f32;
///         ScoredPair { left, right, match_weight_bits, term_frequency_bits: 0.0, pattern: 0 }
///     }
/// }
/// let constraints = Constraints::default();
/// let input = Input { list_of: &[0; 4], one_row_per_list: &[], pairs: &[], scorer: &Distance, constraints: &constraints };
/// let clustering = Clustering { cluster_of: vec![0, 0, 0, 1], clusters: 2, cut: Vec::new() };
/// let quality = measure(&input, &clustering, None, &QualityOptions::default());
/// let three = &quality.clusters[0];
/// assert_eq!((three.density, three.weakest_bits, three.weakest), (1.0, 1.0, (0, 2))); // 5, 5 and 1 bits
/// assert_eq!((quality.sizes[&1], quality.sizes[&3]), (1, 1));
/// ```
pub fn measure(input: &Input<'_>, clustering: &Clustering, table: Option<&Table>, options: &QualityOptions) -> Quality {
    let mut quality = Quality::default();
    let mut disputed = options.disputed.clone();
    disputed.sort_unstable();
    for rows in clustering.all_groups().iter() {
        *quality.sizes.entry(rows.len()).or_default() += 1;
        if rows.len() < 2 {
            continue;
        }
        let cluster = clustering.cluster_of[rows[0] as usize];
        let measured = one(input, rows, cluster, options);
        let disputed: Vec<RowNumber> = rows.iter().copied().filter(|row| disputed.binary_search(row).is_ok()).collect();
        let was_cut = clustering.cut.iter().any(|cut| rows.len() > options.rows_max && rows.contains(&cut.first_row));
        let seen = causes::Seen { rows, quality: &measured, disputed: &disputed, was_cut };
        quality.warnings.extend(causes::warning(&seen, table, options));
        quality.clusters.push(measured);
    }
    quality
}

fn one(input: &Input<'_>, rows: &[RowNumber], cluster: u32, options: &QualityOptions) -> ClusterQuality {
    let all = rows.len() * (rows.len() - 1) / 2;
    let step = all.div_ceil(options.pairs_max.max(1)).max(1);
    let mut links = Vec::new();
    let (mut pairs, mut sum, mut weakest) = (0_usize, 0.0, (f64::INFINITY, (rows[0], rows[1])));
    let mut at = 0;
    for (place, left) in rows.iter().enumerate() {
        let behind = rows.len() - place - 1;
        // The first pair of this row that falls on a step.
        let mut offset = (step - at % step) % step;
        while offset < behind {
            let right = rows[place + 1 + offset];
            let bits = f64::from(input.scorer.score(*left, right).match_weight_bits);
            (pairs, sum) = (pairs + 1, sum + bits);
            if bits < weakest.0 {
                weakest = (bits, (*left, right));
            }
            if bits >= options.threshold_bits {
                links.push((place, place + 1 + offset));
            }
            offset += step;
        }
        at += behind;
    }
    let bridges = if step == 1 && rows.len() >= 4 { bridges::bridges(rows.len(), &links) } else { Vec::new() };
    ClusterQuality {
        cluster,
        rows: rows.len(),
        pairs,
        density: float(links.len()) / float(pairs.max(1)),
        mean_weight_bits: sum / float(pairs.max(1)),
        weakest_bits: weakest.0,
        weakest: weakest.1,
        bridges: bridges.into_iter().map(|(left, right)| (rows[left], rows[right])).collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pairs are far below 2^53")]
fn float(count: usize) -> f64 {
    count as f64
}

/// The value of a cell, as far as it is known.
fn known_cell(table: &Table, column: usize, row: RowNumber) -> Option<u32> {
    let cell = table.columns[column].cells.get(row as usize).copied().unwrap_or(MISSING);
    (cell != MISSING).then_some(cell)
}

#[cfg(test)]
mod tests;
