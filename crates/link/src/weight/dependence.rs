//! Do two comparisons tell the same thing twice? Dependence given match status, found and corrected.
//!
//! Independence is wrong where errors come together (a record with a bad name often has a bad date) and where values
//! go together among different persons (sex follows the given name, province the surname). Each pair of comparisons is
//! tested among the expected matches and among the expected non-matches (or the random pairs) by G2 against independence. The
//! significant pairs that tell most form a forest in each class (the greatest sum of mutual information without a circle),
//! so that the probabilities of a class still sum to 1: P(pattern) = product of P(level) times, for each edge,
//! P(both levels) / P(one) P(other). Cells with few pairs are drawn to independence, then the table is fitted to its margins again.
//! Where a value is not known its edges weigh nothing.
//!
//! Sources: Chow & Liu 1968, *IEEE Trans. Inf. Theory* 14:462-467 (tree); Thibaudeau 1993, *Survey Methodology* 19:31-38,
//! Winkler 1989, and Larsen & Rubin 2001, *JASA* 96:32-41 (interactions in the classes of record linkage); Daggy et al. 2014
//! and Xu, Li & Grannis 2021 (what correction changes in practice).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::decoded::Decoded;
use super::model::Interaction;
use crate::pattern::PatternCounts;

/// Rounds of fitting a table to its margins.
const MARGIN_ROUNDS: usize = 50;

/// How dependence is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    /// A cell is drawn to independence as if so many pairs had been seen there that are just as independence says.
    pub shrinkage_pairs: f64,
    /// A pair of comparisons is significant below this probability, divided by the number of pairs of comparisons.
    pub significance: f64,
}

impl Default for Dependence {
    fn default() -> Self {
        Self { shrinkage_pairs: 3.0, significance: 1e-3 }
    }
}

/// How far two comparisons are from independence in one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairDependence {
    /// Their places, lower first.
    pub comparisons: (usize, usize),
    /// Likelihood ratio statistic against independence.
    pub g2: f64,
    /// Degrees of freedom.
    pub degrees: usize,
    /// Probability of so large a statistic under independence.
    pub p_value: f64,
    /// What one tells of the other.
    pub mutual_information_bits: f64,
    /// The levels (from 1) that go together most, and (seen - expected) / root of expected there.
    pub strongest: (usize, usize, f64),
}

/// Dependence of every pair of comparisons among random pairs, which are non-matches.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::dependence};
/// let shape = PatternShape::new(&[3, 3])?;
/// let mut counts = PatternCounts::empty(shape.clone());
/// counts.add(shape.encode(&[1, 1]), 50);
/// counts.add(shape.encode(&[2, 2]), 50);
/// let found = dependence::among(&counts);
/// assert!((found[0].mutual_information_bits - 1.0).abs() < 1e-12); // one tells which of two equal cases the other is
/// assert_eq!(found[0].degrees, 1);
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn among(counts: &PatternCounts) -> Vec<PairDependence> {
    let decoded = Decoded::of(counts, &[]);
    measure(&decoded, &decoded.pairs)
}

/// The terms of the forest of random pairs.
pub fn terms_among(counts: &PatternCounts, options: &Dependence) -> Vec<Interaction> {
    let decoded = Decoded::of(counts, &[]);
    terms(&decoded, &decoded.pairs, options)
}

/// Dependence of every pair of comparisons under the weights of the patterns.
pub(crate) fn measure(decoded: &Decoded, weights: &[f64]) -> Vec<PairDependence> {
    let comparisons = decoded.comparisons();
    let pairs = (0..comparisons).flat_map(|first| (first + 1..comparisons).map(move |second| (first, second)));
    pairs.filter_map(|pair| of_table(pair, &decoded.at_pairs_of_levels(weights, pair))).collect()
}

fn of_table(comparisons: (usize, usize), joint: &[Vec<f64>]) -> Option<PairDependence> {
    let (rows, columns, total) = margins(joint);
    let levels_seen = |margin: &[f64]| margin.iter().filter(|sum| **sum > 0.0).count();
    let degrees = (levels_seen(&rows).saturating_sub(1)) * (levels_seen(&columns).saturating_sub(1));
    if degrees == 0 {
        return None;
    }
    let (mut nats, mut strongest) = (0.0, (0, 0, 0.0));
    for (first, row) in joint.iter().enumerate() {
        for (second, seen) in row.iter().enumerate() {
            let expected = rows[first] * columns[second] / total;
            if *seen > 0.0 {
                nats += seen * (seen / expected).ln();
            }
            let residual = if expected > 0.0 { (seen - expected) / expected.sqrt() } else { 0.0 };
            if residual.abs() > f64::abs(strongest.2) {
                strongest = (first + 1, second + 1, residual);
            }
        }
    }
    let g2 = (2.0 * nats).max(0.0);
    let p_value = ChiSquared::new(degrees as f64).map_or(1.0, |chi| chi.sf(g2));
    let mutual_information_bits = nats.max(0.0) / total / std::f64::consts::LN_2;
    Some(PairDependence { comparisons, g2, degrees, p_value, mutual_information_bits, strongest })
}

/// The terms of the forest: the significant pairs that tell most, without a circle, in order of their places.
pub(crate) fn terms(decoded: &Decoded, weights: &[f64], options: &Dependence) -> Vec<Interaction> {
    let found = measure(decoded, weights);
    let term_of = |comparisons| {
        let bits = term(&decoded.at_pairs_of_levels(weights, comparisons), options.shrinkage_pairs);
        Interaction { comparisons, bits }
    };
    forest(&found, options, decoded.comparisons()).into_iter().map(term_of).collect()
}

/// Whether so much dependence is more than chance, allowing for how many pairs of comparisons were tested.
pub(crate) fn is_significant(pair: &PairDependence, tested: usize, options: &Dependence) -> bool {
    pair.p_value < options.significance / tested.max(1) as f64
}

/// The edges of the forest.
fn forest(found: &[PairDependence], options: &Dependence, comparisons: usize) -> Vec<(usize, usize)> {
    let mut ordered: Vec<&PairDependence> =
        found.iter().filter(|pair| is_significant(pair, found.len(), options)).collect();
    ordered.sort_by(|one, other| {
        let by_bits = other.mutual_information_bits.total_cmp(&one.mutual_information_bits);
        by_bits.then(one.comparisons.cmp(&other.comparisons))
    });
    let mut tree_of: Vec<usize> = (0..comparisons).collect();
    let mut edges = Vec::new();
    for pair in ordered {
        let (first, second) = (tree_of[pair.comparisons.0], tree_of[pair.comparisons.1]);
        if first != second {
            tree_of.iter_mut().filter(|tree| **tree == second).for_each(|tree| *tree = first);
            edges.push(pair.comparisons);
        }
    }
    edges.sort_unstable();
    edges
}

/// log2 of P(both) / P(one) P(other) of each cell, drawn to 0 where the cell has few pairs, with the margins kept.
pub(crate) fn term(joint: &[Vec<f64>], shrinkage_pairs: f64) -> Vec<Vec<f64>> {
    let (rows, columns, total) = margins(joint);
    // A level with next to no pairs is independent of everything.
    let expected = |first: usize, second: usize| (rows[first] * columns[second] / total.max(1e-300)).max(1e-12);
    let ratio = |first: usize, second: usize| {
        let seen = joint[first][second];
        (seen + shrinkage_pairs) / (expected(first, second) + shrinkage_pairs)
    };
    let mut table: Vec<Vec<f64>> = (0..rows.len())
        .map(|first| (0..columns.len()).map(|second| expected(first, second) * ratio(first, second)).collect())
        .collect();
    let row_sums: Vec<f64> =
        (0..rows.len()).map(|first| (0..columns.len()).map(|second| expected(first, second)).sum()).collect();
    let column_sums: Vec<f64> =
        (0..columns.len()).map(|second| (0..rows.len()).map(|first| expected(first, second)).sum()).collect();
    for _ in 0..MARGIN_ROUNDS {
        for (row, target) in table.iter_mut().zip(&row_sums) {
            let scale = target / row.iter().sum::<f64>().max(1e-300);
            row.iter_mut().for_each(|cell| *cell *= scale);
        }
        for (second, target) in column_sums.iter().enumerate() {
            let sum: f64 = table.iter().map(|row| row[second]).sum();
            let scale = target / sum.max(1e-300);
            table.iter_mut().for_each(|row| row[second] *= scale);
        }
    }
    let bits = |first: usize, second: usize| (table[first][second].max(1e-300) / expected(first, second)).log2();
    let row = |first: usize| (0..columns.len()).map(|second| bits(first, second).clamp(-30.0, 30.0)).collect();
    (0..rows.len()).map(row).collect()
}

fn margins(joint: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>, f64) {
    let rows: Vec<f64> = joint.iter().map(|row| row.iter().sum()).collect();
    let width = joint.first().map_or(0, Vec::len);
    let columns = (0..width).map(|second| joint.iter().map(|row| row[second]).sum()).collect();
    let total = rows.iter().sum();
    (rows, columns, total)
}

/// What the forest of a class does not hold of two comparisons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOver {
    /// Their places, lower first.
    pub comparisons: (usize, usize),
    /// Mean log2 of what is seen over what the path between them in the forest implies; without a path, over independence.
    pub bits: f64,
}

/// What the forest does not hold, of every pair of comparisons that is no edge.
pub(crate) fn left_over(decoded: &Decoded, weights: &[f64], forest: &[Interaction]) -> Vec<LeftOver> {
    let edges: Vec<(usize, usize)> = forest.iter().map(|term| term.comparisons).collect();
    let found = measure(decoded, weights).into_iter().filter(|pair| !edges.contains(&pair.comparisons));
    let bits = |pair: &PairDependence| match path(&edges, pair.comparisons) {
        Some(path) => bits_beyond(decoded, weights, &path),
        None => pair.mutual_information_bits,
    };
    found.map(|pair| LeftOver { comparisons: pair.comparisons, bits: bits(&pair) }).collect()
}

/// The way from one comparison to another along the edges.
fn path(edges: &[(usize, usize)], (from, to): (usize, usize)) -> Option<Vec<usize>> {
    let mut paths = vec![vec![from]];
    while let Some(path) = paths.pop() {
        let last = path[path.len() - 1];
        if last == to {
            return Some(path);
        }
        let next = edges.iter().filter_map(|(one, other)| match last {
            last if last == *one => Some(*other),
            last if last == *other => Some(*one),
            _ => None,
        });
        paths.extend(next.filter(|next| !path.contains(next)).map(|next| [&path[..], &[next]].concat()));
    }
    None
}

/// Bits of the seen table of a path's ends over the table that the path implies.
fn bits_beyond(decoded: &Decoded, weights: &[f64], path: &[usize]) -> f64 {
    let joint = |first: usize, second: usize| {
        let table = decoded.at_pairs_of_levels(weights, (first, second));
        table.into_iter().map(|row| row.into_iter().map(|cell| cell + 1e-9).collect()).collect()
    };
    let mut implied: Vec<Vec<f64>> = joint(path[0], path[1]);
    for step in path.windows(2).skip(1) {
        let next: Vec<Vec<f64>> = joint(step[0], step[1]);
        let (rows, columns, _) = margins(&next);
        let go_on = |row: &Vec<f64>| {
            let to = |column: usize| {
                row.iter().zip(&next).zip(&rows).map(|((from, next), sum)| from * next[column] / sum).sum()
            };
            (0..columns.len()).map(to).collect()
        };
        implied = implied.iter().map(go_on).collect();
    }
    let seen: Vec<Vec<f64>> = joint(path[0], path[path.len() - 1]);
    let (total_seen, total_implied) = (margins(&seen).2, margins(&implied).2);
    let cells = seen.iter().flatten().zip(implied.iter().flatten());
    let bits = cells.map(|(seen, implied)| seen / total_seen * (seen / total_seen * total_implied / implied).log2());
    bits.sum::<f64>().max(0.0)
}

/// The interactions of a model: those of matches less those of non-matches, over the edges of either.
pub(crate) fn combined(matches: &[Interaction], non_matches: &[Interaction]) -> Vec<Interaction> {
    let mut all: std::collections::BTreeMap<(usize, usize), Vec<Vec<f64>>> = std::collections::BTreeMap::new();
    for (terms, sign) in [(matches, 1.0), (non_matches, -1.0)] {
        for term in terms {
            let nought = || term.bits.iter().map(|row| vec![0.0; row.len()]).collect();
            let sums = all.entry(term.comparisons).or_insert_with(nought);
            for (sums, bits) in sums.iter_mut().flatten().zip(term.bits.iter().flatten()) {
                *sums += sign * bits;
            }
        }
    }
    all.into_iter().map(|(comparisons, bits)| Interaction { comparisons, bits }).collect()
}

#[cfg(test)]
mod tests;
