//! How many matches agree so little that their weight stays below the threshold, and what do they look like?
//!
//! Such matches are never joined, so that m learnt from joined pairs alone would be too sure of itself, and persons would be
//! counted twice. They are put back in the way of data augmentation: pairs are drawn from m, and those that would have stayed
//! below the threshold are the ones that are wanting. Holds as far as comparisons are independent given a match.
//!
//! Sources: Tanner & Wong 1987, *J. Am. Stat. Assoc.* 82:528-540 (data augmentation).

use rand::RngExt;
use rand_chacha::ChaCha20Rng;

use super::parameters::Parameters;
use super::setting::Evidence;

/// Pairs drawn to learn the share: as many as are joined, within these bounds.
const PAIRS: (f64, f64) = (400.0, 4000.0);

/// Matches that stay below the threshold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Below {
    /// Their share among all matches.
    pub share: f64,
    /// Mean number at each level, of one such match: `[comparison][level - 1]`.
    pub at_levels: Vec<Vec<f64>>,
}

/// What joined pairs show of missing values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// Joined pairs at each level: `[comparison][level - 1]`.
    pub at_levels: &'a [Vec<f64>],
    /// Joined pairs, those with missing values included.
    pub pairs: f64,
}

/// Draws matches from m and looks at those whose weight, as the candidates were weighed, is below the threshold.
pub(super) fn below(
    evidence: &Evidence,
    threshold_bits: f64,
    of: (&Parameters, Known),
    rng: &mut ChaCha20Rng,
) -> Below {
    let (parameters, known) = of;
    let known_share =
        |levels: &Vec<f64>| if known.pairs > 0.0 { levels.iter().sum::<f64>() / known.pairs } else { 1.0 };
    let known_shares: Vec<f64> = known.at_levels.iter().map(known_share).collect();
    let pairs = known.pairs.clamp(PAIRS.0, PAIRS.1).round();
    let mut at_levels: Vec<Vec<f64>> = parameters.m_probability.iter().map(|levels| vec![0.0; levels.len()]).collect();
    let mut count = 0.0;
    let mut levels = vec![0_u8; at_levels.len()];
    for _ in 0..pairs as u32 {
        for (level, (m, known)) in levels.iter_mut().zip(parameters.m_probability.iter().zip(&known_shares)) {
            *level = if rng.random::<f64>() < *known { pick(m, rng.random()) } else { 0 };
        }
        let code = evidence.shape.encode(&levels);
        if evidence.model.weight_bits(evidence.shape, code) < threshold_bits {
            count += 1.0;
            for (at, level) in at_levels.iter_mut().zip(&levels).filter(|(_, level)| **level > 0) {
                at[usize::from(*level) - 1] += 1.0;
            }
        }
    }
    at_levels.iter_mut().flatten().for_each(|at| *at /= f64::max(count, 1.0));
    Below { share: count / pairs, at_levels }
}

/// The level at which the cumulative share passes a uniform number, counted from 1.
fn pick(shares: &[f64], uniform: f64) -> u8 {
    let mut left = uniform;
    let levels = (0_u8..).zip(shares).skip_while(|(_, share)| {
        left -= *share;
        left >= 0.0
    });
    levels.map(|(level, _)| level + 1).next().unwrap_or(shares.len() as u8)
}

impl Below {
    /// The share of matches that the threshold keeps apart, given joined pairs above it and below: the latter were brought
    /// together by other edges.
    pub(super) fn kept_apart(&self, above: u64, below: u64) -> f64 {
        let brought_together = if above > 0 { (1.0 - self.share) * below as f64 / above as f64 } else { 0.0 };
        (self.share - brought_together).clamp(0.0, 0.95)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_picked_by_their_shares() {
        assert_eq!(
            [0.0, 0.49, 0.5, 0.79, 0.8, 0.9999].map(|uniform| pick(&[0.5, 0.3, 0.2], uniform)),
            [1, 1, 2, 2, 3, 3]
        );
        assert_eq!(pick(&[], 0.5), 0);
    }

    #[test]
    fn matches_below_the_threshold_that_others_bring_together_are_not_kept_apart() {
        let below = Below { share: 0.2, at_levels: vec![] };
        assert_eq!(below.kept_apart(80, 0), 0.2);
        assert!((below.kept_apart(80, 10) - 0.1).abs() < 1e-12); // 80 above stand for 20 below, of whom 10 are seen
        assert_eq!(below.kept_apart(80, 40), 0.0);
    }
}
