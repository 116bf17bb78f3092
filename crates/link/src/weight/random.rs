//! How often do two different persons agree by chance? u of every level, from pairs drawn at random.
//!
//! Nearly all random pairs are no matches, so their levels are u; the few matches among them are taken out where the prior
//! and m are known. Level 0 (a value is missing) counts neither above nor below the line.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210 (the model); Winkler 1988, *ASA Proc. Survey Research Methods*
//! 667-671 (u of pairs at large).

use super::decoded::{Decoded, Levels};
use super::fixed::{Pins, normalised};
use super::model::LevelProbability;
use crate::pattern::PatternCounts;

/// Pairs that are added to every level, so that none has probability nought.
pub const SMOOTHING_PAIRS: f64 = 0.5;

/// u of every level, and whether the level was seen.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::{model::LevelProbability::*, random}};
/// let mut counts = PatternCounts::empty(PatternShape::new(&[4])?);
/// counts.add(0, 90); // not known: no information
/// counts.add(1, 2);
/// counts.add(3, 97);
/// let u = random::u_probabilities(&counts, &Vec::new());
/// assert_eq!(u[0], [Estimated(2.5 / 100.5), NotObserved(0.5 / 100.5), Estimated(97.5 / 100.5)]);
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn u_probabilities(random: &PatternCounts, pins: &Pins) -> Vec<Vec<LevelProbability>> {
    let decoded = Decoded::of(random, &[]);
    let seen = decoded.at_levels(&decoded.pairs);
    smoothed(&seen, pins)
}

/// u with the matches among the random pairs taken out: a level seen in share s of the known pairs has
/// u = (s - prior · m) / (1 - prior), never below the smoothed nought.
pub fn without_matches(random: &PatternCounts, m: &Levels, prior: f64, pins: &Pins) -> Vec<Vec<LevelProbability>> {
    let decoded = Decoded::of(random, &[]);
    let mut seen = decoded.at_levels(&decoded.pairs);
    for (counts, m) in seen.iter_mut().zip(m) {
        let known: f64 = counts.iter().sum();
        for (count, m) in counts.iter_mut().zip(m) {
            let left = (*count - known * prior * m).max(0.0);
            // A level that was seen stays seen: at least half of one pair is no match.
            *count = if *count > 0.0 { left.max(SMOOTHING_PAIRS) } else { 0.0 };
        }
    }
    smoothed(&seen, pins)
}

fn smoothed(seen: &Levels, pins: &Pins) -> Vec<Vec<LevelProbability>> {
    let levels = seen.iter().enumerate().map(|(comparison, counts)| {
        let pins = pins.get(comparison).map_or(&[][..], Vec::as_slice);
        let values = normalised(counts, SMOOTHING_PAIRS, pins);
        let is_given = |level: usize| pins.get(level).is_some_and(Option::is_some);
        let level = |(level, value): (usize, f64)| {
            let is_known = counts[level] > 0.0 || is_given(level);
            if is_known { LevelProbability::Estimated(value) } else { LevelProbability::NotObserved(value) }
        };
        values.into_iter().enumerate().map(level).collect()
    });
    levels.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::PatternShape;

    #[test]
    fn matches_among_random_pairs_are_taken_out() {
        let mut counts = PatternCounts::empty(PatternShape::new(&[3]).unwrap());
        counts.add(1, 1_900); // of these, 0.001 * 0.9 * 1,000,000 = 900 are matches
        counts.add(2, 998_100);
        let u = without_matches(&counts, &vec![vec![0.9, 0.1]], 1e-3, &Vec::new());
        assert!((u[0][0].value() - 0.001).abs() < 2e-6, "{:?}", u[0]);
    }
}
