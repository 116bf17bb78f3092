//! Do pairs with probability 0.9 turn out to be matches nine times in ten?
//!
//! For pairs whose truth is known: matches against the sum of probabilities, the share of matches in each tenth of
//! probability, and two scores that reward honest probabilities.
//!
//! Sources: Brier 1950, *Monthly Weather Review* 78:1-3; Good 1952, *J. R. Statist. Soc. B* 14:107-114 (logarithmic score);
//! Dawid 1982, *JASA* 77:605-610 (calibration).

use serde::{Deserialize, Serialize};

/// Probabilities are held this far from 0 and 1 in the logarithmic score.
const EDGE: f64 = 1e-12;

/// Pairs with one probability whose truth is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// What the model says.
    pub probability: f64,
    /// How many of the pairs are matches.
    pub matches: f64,
    /// How many pairs.
    pub pairs: f64,
}

/// A tenth of the range of probability.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Bin {
    /// From this probability.
    pub from: f64,
    /// Up to this.
    pub to: f64,
    /// Pairs in it.
    pub pairs: f64,
    /// Mean of what the model says there; 0 without pairs.
    pub mean_probability: f64,
    /// Share that are matches; 0 without pairs.
    pub share_of_matches: f64,
}

/// Probabilities against truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Ten bins.
    pub bins: Vec<Bin>,
    /// Pairs in all.
    pub pairs: f64,
    /// Matches in all.
    pub matches: f64,
    /// Sum of probabilities: what the model says that number is.
    pub expected_matches: f64,
    /// Mean of (probability - truth) squared; 0 is best.
    pub brier: f64,
    /// Mean of -log2 of the probability given to what was true; 0 is best.
    pub log_score_bits: f64,
}

impl Calibration {
    /// Compares probabilities with truth.
    ///
    /// ```
    /// use link::weight::calibration::{Calibration, Outcome};
    /// let sure = Outcome { probability: 0.75, matches: 3.0, pairs: 4.0 };
    /// let calibration = Calibration::of(&[sure]);
    /// assert_eq!((calibration.expected_matches, calibration.matches), (3.0, 3.0));
    /// assert_eq!(calibration.brier, 0.1875); // (3 * 0.25^2 + 0.75^2) / 4
    /// assert_eq!(calibration.bins[7].share_of_matches, 0.75);
    /// ```
    pub fn of(outcomes: &[Outcome]) -> Self {
        let bin = |at: usize| Bin { from: at as f64 / 10.0, to: (at + 1) as f64 / 10.0, ..Bin::default() };
        let mut bins: Vec<Bin> = (0..10).map(bin).collect();
        let (mut pairs, mut matches, mut expected, mut squares, mut bits) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for outcome in outcomes {
            let p = outcome.probability.clamp(0.0, 1.0);
            let others = outcome.pairs - outcome.matches;
            pairs += outcome.pairs;
            matches += outcome.matches;
            expected += outcome.pairs * p;
            squares += outcome.matches * (1.0 - p).powi(2) + others * p.powi(2);
            let held = p.clamp(EDGE, 1.0 - EDGE);
            bits -= outcome.matches * held.log2() + others * (1.0 - held).log2();
            let bin = &mut bins[((p * 10.0) as usize).min(9)];
            bin.pairs += outcome.pairs;
            bin.mean_probability += outcome.pairs * p;
            bin.share_of_matches += outcome.matches;
        }
        for bin in bins.iter_mut().filter(|bin| bin.pairs > 0.0) {
            bin.mean_probability /= bin.pairs;
            bin.share_of_matches /= bin.pairs;
        }
        let mean = |sum: f64| if pairs > 0.0 { sum / pairs } else { 0.0 };
        Self { bins, pairs, matches, expected_matches: expected, brier: mean(squares), log_score_bits: mean(bits) }
    }

    /// The largest distance between probability and share of matches, over bins with at least so many pairs.
    pub fn largest_gap(&self, pairs_min: f64) -> f64 {
        let bins = self.bins.iter().filter(|bin| bin.pairs > 0.0 && bin.pairs >= pairs_min);
        bins.map(|bin| (bin.mean_probability - bin.share_of_matches).abs()).fold(0.0, f64::max)
    }

    /// How far the sum of probabilities is from the matches, as a part of these: above 0 is too many.
    pub fn excess(&self) -> Option<f64> {
        (self.matches > 0.0).then(|| self.expected_matches / self.matches - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_and_wrong_costs_more_than_unsure() {
        let of = |probability| Calibration::of(&[Outcome { probability, matches: 0.0, pairs: 1.0 }]);
        assert!(of(1.0).log_score_bits > 30.0 && of(1.0).log_score_bits.is_finite());
        assert_eq!(of(0.5).log_score_bits, 1.0);
        assert_eq!(of(0.5).excess(), None);
        assert_eq!(of(1.0).largest_gap(1.0), 1.0);
        assert_eq!(Calibration::of(&[]).brier, 0.0);
    }
}
