//! Two brothers killed on one day agree on surnames, place and date. How much less does such agreement say?
//!
//! Different persons are strangers or relatives. Strangers have the levels' u; relatives have probabilities of their own, and
//! given names like strangers. The weight of a pattern compares matches with both:
//! ```text
//! log2 [ prior * m / (share * r + (1 - prior - share) * u) ] = weight against strangers - log2(1 + 2^odds)
//! odds = log2 [ share / (1 - prior - share) ] + sum of log2(r / u), and the rarity of what relatives share
//! ```
//! A rare surname says that two records are of one family; it does not say that they are of one person.
//!
//! Assumes that relatives' comparisons depend on each other as those of strangers do.
//!
//! Sources: Winkler 1993, *ASA Proc. Survey Research Methods* 274-279, and Larsen & Rubin 2001, *JASA* 96:32-41 (a third class
//! of pairs: other persons of the same household).

use serde::{Deserialize, Serialize};

use super::model::Model;

/// The smallest probability that a level may have.
const FLOOR: f64 = 1e-300;

/// Pairs of two persons who share what families, or victims of one event, share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relatives {
    /// Their share among all pairs that could match.
    pub share: f64,
    /// Places of the comparisons in which they are like strangers.
    pub like_strangers: Vec<usize>,
    /// P(level given relatives), among pairs where both values are known: `[comparison][level - 1]`.
    pub probabilities: Vec<Vec<f64>>,
}

impl Relatives {
    /// log2 of the odds that two different persons are relatives, before anything is compared.
    pub(super) fn odds_bits(&self, prior: f64) -> f64 {
        (self.share.max(FLOOR) / (1.0 - prior - self.share).max(FLOOR)).log2()
    }
}

impl Model {
    /// log2 of the odds that two different persons with these levels are relatives; minus infinity where the model knows none.
    pub fn relatives_odds_bits(&self, levels: &[usize]) -> f64 {
        let Some(relatives) = &self.relatives else { return f64::NEG_INFINITY };
        let each = self.comparisons.iter().zip(&relatives.probabilities).zip(levels);
        let bits = each.map(|((comparison, probabilities), level)| {
            let known = level.checked_sub(1).and_then(|at| comparison.levels.get(at).zip(probabilities.get(at)));
            known.map_or(0.0, |(level, of)| (of.max(FLOOR) / level.u_probability.value().max(FLOOR)).log2())
        });
        relatives.odds_bits(self.prior) + bits.sum::<f64>()
    }
}

/// Bits by which relatives lower a weight, given log2 of their odds and the rarity of what they share.
///
/// ```
/// use link::weight::relatives::lowered_bits;
/// assert_eq!(lowered_bits(f64::NEG_INFINITY, 5.0), 0.0); // no relatives
/// assert_eq!(lowered_bits(0.0, 0.0), 1.0); // as many relatives as strangers: half the odds
/// assert_eq!(lowered_bits(70.0, 5.0), 75.0); // relatives only: the rare value they share says nothing
/// ```
pub fn lowered_bits(odds_bits: f64, shared_rarity_bits: f64) -> f64 {
    let bits = odds_bits + shared_rarity_bits;
    if bits > 60.0 { bits } else { bits.exp2().ln_1p() / std::f64::consts::LN_2 }
}
