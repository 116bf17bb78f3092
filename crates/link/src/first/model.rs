//! How much each level of agreement tells: m and u probabilities, their weights, and the prior.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde::Serialize;

use super::{
    ComparisonKind, Settings,
    compare::{self, Pattern},
    prepare::Prepared,
};

/// Random pairs from which u is estimated.
const RANDOM_PAIRS: usize = 200_000;

/// EM stops when no probability moves more than this, or after so many steps.
const TOLERANCE: f64 = 1e-7;
const MAX_STEPS: usize = 500;

/// What is added to every level, so that no level that was not seen has probability nought.
const SMOOTHING: f64 = 0.5;

/// m and u of one comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonModel {
    /// The column.
    pub column: String,
    /// How it is compared.
    pub kind: ComparisonKind,
    /// Probability of each level among matches.
    pub m_probability: Vec<f64>,
    /// Probability of each level among non-matches.
    pub u_probability: Vec<f64>,
}

/// A trained model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// One for each comparison.
    pub comparisons: Vec<ComparisonModel>,
    /// Share of matches among all pairs that could match, compared or not: u speaks of those.
    pub prior: f64,
    /// The prior after each step of EM.
    pub trace: Vec<f64>,
    /// Seed of the random pairs.
    pub seed: u64,
}

/// Trains a model on the patterns of the candidate pairs.
pub(crate) fn train(prepared: &Prepared, patterns: &[Pattern], settings: &Settings) -> Model {
    let possible = prepared.possible_pairs(settings.one_row_per_list);
    let mut counts: BTreeMap<&Pattern, f64> = BTreeMap::new();
    for pattern in patterns {
        *counts.entry(pattern).or_default() += 1.0;
    }
    let u = random_agreement(prepared, settings.seed);
    let comparisons = prepared.names.iter().zip(&prepared.kinds).zip(u).map(|((column, kind), u_probability)| {
        let m_probability = first_guess(compare::levels(*kind));
        ComparisonModel { column: column.clone(), kind: *kind, m_probability, u_probability }
    });
    let mut model = Model { comparisons: comparisons.collect(), prior: 1e-3, trace: Vec::new(), seed: settings.seed };
    for _ in 0..MAX_STEPS {
        let before = model.clone();
        model.step(&counts, possible);
        if model.distance(&before) < TOLERANCE {
            break;
        }
    }
    model
}

/// Matches mostly agree: where EM begins.
fn first_guess(levels: u8) -> Vec<f64> {
    let rest = 0.2 / f64::from(levels - 1);
    (0..levels).map(|level| if level == 0 { 0.8 } else { rest }).collect()
}

/// u: levels among random pairs, of which next to none are matches.
fn random_agreement(prepared: &Prepared, seed: u64) -> Vec<Vec<f64>> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut counts: Vec<Vec<f64>> =
        prepared.kinds.iter().map(|kind| vec![SMOOTHING; usize::from(compare::levels(*kind))]).collect();
    if prepared.rows >= 2 {
        for _ in 0..RANDOM_PAIRS {
            let left = rng.random_range(0..prepared.rows);
            let right = rng.random_range(0..prepared.rows - 1);
            let right = if right >= left { right + 1 } else { right };
            for (counts, level) in counts.iter_mut().zip(prepared.pattern((left, right))) {
                if let Some(level) = level {
                    counts[usize::from(level)] += 1.0;
                }
            }
        }
    }
    counts.into_iter().map(|counts| normalised(&counts)).collect()
}

fn normalised(counts: &[f64]) -> Vec<f64> {
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|count| count / sum).collect()
}

impl Model {
    /// The match weight of a pattern: log2(m/u) summed over what is known.
    pub(crate) fn weight_bits(&self, pattern: &Pattern) -> f64 {
        self.comparisons
            .iter()
            .zip(pattern)
            .filter_map(|(model, level)| level.map(|level| model.weight_bits(level)))
            .sum()
    }

    /// The match probability of a weight, after the prior.
    pub(crate) fn probability(&self, bits: f64) -> f64 {
        let odds = (self.prior / (1.0 - self.prior)) * bits.exp2();
        if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
    }

    /// One step of expectation maximisation over the counts of patterns; u stays as it is.
    fn step(&mut self, counts: &BTreeMap<&Pattern, f64>, possible: f64) {
        let mut matches: Vec<Vec<f64>> =
            self.comparisons.iter().map(|model| vec![SMOOTHING; model.m_probability.len()]).collect();
        let mut matched = 0.0;
        for (pattern, count) in counts {
            let expected = count * self.probability(self.weight_bits(pattern));
            matched += expected;
            for (counts, level) in matches.iter_mut().zip(pattern.iter()) {
                if let Some(level) = level {
                    counts[usize::from(*level)] += expected;
                }
            }
        }
        for (model, counts) in self.comparisons.iter_mut().zip(&matches) {
            model.m_probability = normalised(counts);
        }
        self.prior = (matched / possible.max(1.0)).clamp(1e-12, 0.5);
        self.trace.push(self.prior);
    }

    fn distance(&self, other: &Self) -> f64 {
        let parts = self.comparisons.iter().zip(&other.comparisons);
        let levels = parts.flat_map(|(left, right)| left.m_probability.iter().zip(&right.m_probability));
        levels.map(|(left, right)| (left - right).abs()).fold((self.prior - other.prior).abs(), f64::max)
    }

    /// A pair in words.
    pub(crate) fn explain(&self, pattern: &Pattern) -> String {
        let prior_bits = (self.prior / (1.0 - self.prior)).log2();
        let mut text = format!("before looking: {prior_bits:+.1} bits\n");
        for (model, level) in self.comparisons.iter().zip(pattern) {
            match level {
                Some(level) => {
                    let label = compare::label(model.kind, *level);
                    text += &format!("{}: {label}: {:+.1} bits\n", model.column, model.weight_bits(*level));
                }
                None => text += &format!("{}: not known: no information\n", model.column),
            }
        }
        let bits = self.weight_bits(pattern);
        text + &format!("match weight {bits:.1} bits, match probability {:.3}\n", self.probability(bits))
    }
}

impl ComparisonModel {
    fn weight_bits(&self, level: u8) -> f64 {
        let level = usize::from(level);
        (self.m_probability[level] / self.u_probability[level]).log2()
    }
}
