//! The parameters of a sweep: m, u and the odds of a join, drawn anew, and the weight of every distinct pattern.
//!
//! Term frequencies and interactions stay as they are in the model.
//!
//! The odds of a join: under the prior alone, partitions that differ by one record that joins a cluster, or leaves it, balance:
//! ```text
//! odds * E[ways in which a single record can join a cluster] = E[ways in which a record can leave its cluster]
//! ```
//! For two lists of n1 and n2 rows and j joins this is j = odds * (n1 - j) * (n2 - j), where the number of partitions with j
//! joins times odds^j is largest. The odds are drawn as a gamma number whose counts are half of these ways: a pair can be joined
//! or left from either side.
//!
//! Sources: Sadinle 2014, *Ann. Appl. Stat.* 8:2404-2434 (Dirichlet posteriors of m and u given the partition).

use rand::RngExt;
use rand_chacha::ChaCha20Rng;

use super::random::{dirichlet, gamma, normal};
use super::setting::{Evidence, Learning, MOST_LISTS, PseudoCounts, Settings};

/// The smallest probability that a level may have.
const FLOOR: f64 = 1e-300;

/// One draw of the parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// P(level given match): `[comparison][level - 1]`.
    pub m_probability: Vec<Vec<f64>>,
    /// P(level given no match): `[comparison][level - 1]`.
    pub u_probability: Vec<Vec<f64>>,
    /// Prior odds of each join.
    pub join_odds: f64,
    /// Error of the calibration, added to them.
    pub calibration_bits: f64,
    /// How much of the evidence within a cluster repeats itself.
    pub redundancy: f64,
}

/// What a sweep tells the parameters.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Joined {
    /// Joined pairs at each level, weighed by their share: `[comparison][level - 1]`.
    pub at_levels: Vec<Vec<f64>>,
    /// Joins made and joins that are possible but not made.
    pub odds: [f64; 2],
}

/// The distinct patterns, read once.
pub(super) struct Patterns {
    levels: Vec<Vec<u8>>,
    interaction_bits: Vec<f64>,
    comparisons: Vec<usize>, // Levels of each comparison, without level 0.
}

/// Bits of the distinct patterns for one state of the parameters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PatternBits {
    /// Comparisons, and one more for what the pattern says beyond them.
    pub parts: usize,
    /// `[part]`: bits from which two records have the same value.
    pub alike: Vec<f64>,
    bits: Vec<f64>,  // [pattern][part], NaN where there is no information
    whole: Vec<f64>, // [pattern], all parts together
}

impl PatternBits {
    /// `[part]` of one pattern.
    pub(super) fn of(&self, pattern: u32) -> &[f64] {
        let at = pattern as usize * self.parts;
        &self.bits[at..at + self.parts]
    }

    /// All parts of one pattern together.
    pub(super) fn whole(&self, pattern: u32) -> f64 {
        self.whole[pattern as usize]
    }

    /// How many patterns.
    pub(super) fn len(&self) -> usize {
        self.whole.len()
    }
}

impl Parameters {
    /// Those of the model.
    pub(super) fn of_model(evidence: &Evidence, settings: &Settings) -> Self {
        let comparisons = &evidence.model.comparisons;
        let m_probability =
            comparisons.iter().map(|one| one.levels.iter().map(|level| level.m_probability.value()).collect());
        let u_probability =
            comparisons.iter().map(|one| one.levels.iter().map(|level| level.u_probability.value()).collect());
        Self {
            m_probability: m_probability.collect(),
            u_probability: u_probability.collect(),
            join_odds: evidence.model.prior / (1.0 - evidence.model.prior),
            calibration_bits: 0.0,
            redundancy: settings.redundancy[0].midpoint(settings.redundancy[1]),
        }
    }

    /// Draws the next parameters, given what the partition joins.
    pub(super) fn draw(&self, settings: &Settings, joined: &Joined, rng: &mut ChaCha20Rng) -> Self {
        let (mut next, odds) = match &settings.learning {
            Learning::Fixed => (self.clone(), None),
            Learning::Odds(odds) => (self.clone(), Some(*odds)),
            Learning::Counts(counts) => (from_counts(counts, &[], rng), Some(counts.odds)),
            Learning::Joint(counts) => (from_counts(counts, &joined.at_levels, rng), Some(counts.odds)),
        };
        next.join_odds = odds.map_or(self.join_odds, |[made, open]| {
            gamma(rng, made + joined.odds[0]).max(f64::MIN_POSITIVE) / (open + joined.odds[1])
        });
        next.calibration_bits = settings.calibration_sd_bits * normal(rng);
        let [low, high] = settings.redundancy;
        next.redundancy = low + (high - low) * rng.random::<f64>();
        next
    }

    /// log2 of the prior odds that one join costs.
    pub(super) fn prior_bits(&self) -> f64 {
        self.join_odds.log2() + self.calibration_bits
    }
}

fn from_counts(counts: &PseudoCounts, joined: &[Vec<f64>], rng: &mut ChaCha20Rng) -> Parameters {
    let mut matches = counts.matches.clone();
    for (count, more) in matches.iter_mut().flatten().zip(joined.iter().flatten()) {
        *count += more;
    }
    Parameters {
        m_probability: matches.iter().map(|levels| dirichlet(rng, levels)).collect(),
        u_probability: counts.non_matches.iter().map(|levels| dirichlet(rng, levels)).collect(),
        join_odds: 1.0,
        calibration_bits: 0.0,
        redundancy: 1.0,
    }
}

/// Joins made and joins left open, given rows of each list that are joined, and persons.
pub(super) fn joins_made_and_open(evidence: &Evidence, joined: [f64; MOST_LISTS], persons: f64) -> [f64; 2] {
    let mut rows_of = [0_u32; MOST_LISTS];
    evidence.list_of.iter().for_each(|list| rows_of[usize::from(*list)] += 1);
    let (mut made, mut open) = (0.0, 0.0);
    for (list, (rows, joined)) in (0..).zip(rows_of.map(f64::from).into_iter().zip(joined)) {
        let closed = if evidence.holds_nobody_twice(list) { rows } else { 1.0 };
        made += joined.min(rows) / 2.0;
        open += (rows - joined).max(0.0) * (persons - closed).max(0.0) / 2.0;
    }
    [made, open]
}

impl Patterns {
    pub(super) fn new(evidence: &Evidence, codes: &[u64]) -> Self {
        let model = evidence.model;
        let levels: Vec<Vec<u8>> = codes.iter().map(|code| evidence.shape.decode(*code)).collect();
        let alone = |levels: &Vec<u8>| -> f64 {
            let known = model.comparisons.iter().zip(levels).filter(|(_, level)| **level > 0);
            known.map(|(comparison, level)| comparison.levels[usize::from(*level) - 1].match_weight_bits()).sum()
        };
        let together = |(code, levels): (&u64, &Vec<u8>)| {
            model.weight_bits(evidence.shape, *code) - model.prior_bits() - alone(levels)
        };
        let interaction_bits = codes.iter().zip(&levels).map(together).collect();
        let comparisons = model.comparisons.iter().map(|comparison| comparison.levels.len()).collect();
        Self { levels, interaction_bits, comparisons }
    }

    /// log2(m/u) of each distinct pattern, the prior left out, by comparison.
    pub(super) fn bits(&self, parameters: &Parameters) -> PatternBits {
        let ratio = |(m, u): (&f64, &f64)| (m.max(FLOOR) / u.max(FLOOR)).log2();
        let both = parameters.m_probability.iter().zip(&parameters.u_probability);
        let weights: Vec<Vec<f64>> = both.map(|(m, u)| m.iter().zip(u).map(ratio).collect()).collect();
        let parts = self.comparisons.len() + 1;
        let mut bits = Vec::with_capacity(parts * self.levels.len());
        for (levels, together) in self.levels.iter().zip(&self.interaction_bits) {
            let of = |(level, weights): (&u8, &Vec<f64>)| match usize::from(*level) {
                0 => f64::NAN,
                level => weights[level - 1],
            };
            bits.extend(levels.iter().zip(&weights).map(of));
            bits.push(if *together == 0.0 { f64::NAN } else { *together });
        }
        let alike = weights.iter().map(|levels| levels.first().copied().unwrap_or(f64::NEG_INFINITY));
        let known = |parts: &[f64]| parts.iter().filter(|bits| !bits.is_nan()).sum();
        let whole = bits.chunks(parts).map(known).collect();
        PatternBits { parts, alike: alike.chain([f64::NEG_INFINITY]).collect(), bits, whole }
    }

    /// Pairs at each level from pairs at each distinct pattern.
    pub(super) fn at_levels(&self, pairs: impl Iterator<Item = f64>) -> Vec<Vec<f64>> {
        let mut at: Vec<Vec<f64>> = self.comparisons.iter().map(|levels| vec![0.0; *levels]).collect();
        for (levels, pairs) in self.levels.iter().zip(pairs) {
            for (comparison, level) in levels.iter().enumerate().filter(|(_, level)| **level > 0) {
                at[comparison][usize::from(*level) - 1] += pairs;
            }
        }
        at
    }
}
