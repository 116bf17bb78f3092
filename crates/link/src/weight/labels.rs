//! What do pairs that people have judged say of m and u? The fit without labels is the prior, the judgements add to it.
//!
//! A comparison's m is a Dirichlet distribution whose mean is the unsupervised m and whose weight is a number of pairs; labelled
//! pairs are added to it, the mean of the result is the new m. The same for u.
//!
//! Assumes that the labelled pairs were not chosen by the level itself. Pairs that were picked because their weight is near the threshold
//! are not like other matches: give them a small say, or draw labelled pairs at random within bins of weight.
//!
//! Sources: Fortini, Liseo, Nuccitelli & Scanu 2001, *Research in Official Statistics* 4 (Dirichlet priors for m and u);
//! Larsen & Rubin 2001, *JASA* 96:32-41 (clerical review feeds the model).

use super::decoded::{Decoded, Levels};
use super::fixed::{Pins, normalised};
use crate::pattern::PatternCounts;

/// The mean of every level after the labelled pairs; `prior_pairs` is how many pairs the unsupervised fit is worth.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::labels::updated};
/// let mut judged_same = PatternCounts::empty(PatternShape::new(&[3])?);
/// judged_same.add(1, 6);
/// judged_same.add(2, 4);
/// let m = updated(&vec![vec![0.9, 0.1]], 10.0, &judged_same, &Vec::new());
/// assert_eq!(m, [[0.75, 0.25]]); // (9 + 6) / 20 and (1 + 4) / 20
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn updated(before: &Levels, prior_pairs: f64, labelled: &PatternCounts, pins: &Pins) -> Levels {
    let decoded = Decoded::of(labelled, &[]);
    let counts = decoded.at_levels(&decoded.pairs);
    let update = |(comparison, before): (usize, &Vec<f64>)| {
        let nothing = Vec::new();
        let counts = counts.get(comparison).unwrap_or(&nothing);
        let count = |level: usize| counts.get(level).copied().unwrap_or(0.0);
        let sums: Vec<f64> =
            before.iter().enumerate().map(|(level, share)| prior_pairs * share + count(level)).collect();
        let pins = pins.get(comparison).map_or(&[][..], Vec::as_slice);
        if sums.iter().sum::<f64>() > 0.0 { normalised(&sums, 0.0, pins) } else { before.clone() }
    };
    before.iter().enumerate().map(update).collect()
}
