//! The trained model: what every level of every comparison weighs, and why.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210, the weight log2(m/u) and its sum under independence.

use serde::{Deserialize, Serialize};

use super::relatives::{Relatives, lowered_bits};
use crate::pattern::{PatternCode, PatternShape};

/// The smallest probability that a level may have; nothing is divided by nought.
const FLOOR: f64 = 1e-300;

/// A probability of a level, and whether anything was seen to estimate it from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LevelProbability {
    /// Estimated from pairs, or given.
    Estimated(f64),
    /// No pair was seen at this level; the number is the smoothed stand-in.
    NotObserved(f64),
}

impl LevelProbability {
    /// The probability, seen or stood in for.
    pub fn value(self) -> f64 {
        match self {
            Self::Estimated(value) | Self::NotObserved(value) => value,
        }
    }
}

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// In words: "the same", "Jaro-Winkler 0.92 or more".
    pub label: String,
    /// P(level given match), among pairs where both values are known.
    pub m_probability: LevelProbability,
    /// P(level given no match), among pairs where both values are known.
    pub u_probability: LevelProbability,
}

impl LevelModel {
    /// log2(m/u).
    pub fn match_weight_bits(&self) -> f64 {
        (self.m_probability.value().max(FLOOR) / self.u_probability.value().max(FLOOR)).log2()
    }
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonModel {
    /// Its name.
    pub name: String,
    /// Levels 1, 2, … of the pattern (level 0, no information, weighs nothing): `[level - 1]`.
    pub levels: Vec<LevelModel>,
}

/// What two comparisons tell together beyond what each tells alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// The places of the two comparisons, lower first.
    pub comparisons: (usize, usize),
    /// Bits added to the weight: `[level of the first - 1][level of the second - 1]`.
    pub bits: Vec<Vec<f64>>,
}

/// A trained model. The weight of a pattern is the prior plus the weights of its levels plus the interactions, less what
/// relatives explain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Share of matches among all pairs that could match.
    pub prior: f64,
    /// One for each comparison of the pattern, in its order.
    pub comparisons: Vec<ComparisonModel>,
    /// Corrections for comparisons that are not independent; empty under independence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Relatives, where the model tells them from strangers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relatives: Option<Relatives>,
}

impl Model {
    /// log2 of the prior odds.
    pub fn prior_bits(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }

    /// log2 of the posterior odds of a pattern, before term frequencies.
    pub fn weight_bits(&self, shape: &PatternShape, code: PatternCode) -> f64 {
        let levels: Vec<usize> = shape.decode(code).into_iter().map(usize::from).collect();
        let alone = self.comparisons.iter().zip(&levels).filter(|(_, level)| **level > 0);
        let alone: f64 = alone.map(|(comparison, level)| comparison.levels[level - 1].match_weight_bits()).sum();
        let together: f64 = self.interactions.iter().map(|interaction| interaction.bits_at(&levels)).sum();
        let relatives = lowered_bits(self.relatives_odds_bits(&levels), 0.0);
        self.prior_bits() + alone + together - relatives
    }
}

impl Interaction {
    /// Bits added at these levels; none where either is not known.
    fn bits_at(&self, levels: &[usize]) -> f64 {
        self.bits_at_levels(levels[self.comparisons.0], levels[self.comparisons.1])
    }

    /// Bits added where the first comparison has this level and the second that; none where either is 0.
    pub fn bits_at_levels(&self, first: usize, second: usize) -> f64 {
        if first == 0 || second == 0 { 0.0 } else { self.bits[first - 1][second - 1] }
    }
}
