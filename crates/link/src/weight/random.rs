//! How often do two different persons agree by chance? u of every level, from pairs drawn at random.
//!
//! Nearly all random pairs are no matches, so their levels are u; the few matches among them are taken out once a model
//! is known. Level 0 (a value is missing) counts neither above nor below the line.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210 (the model); Winkler 1988, *ASA Proc. Survey Research Methods*
//! 667-671 (u of pairs at large).

use super::decoded::Decoded;
use super::fixed::{Pins, normalised};
use super::model::{LevelProbability, Model};

use crate::pair::probability;
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
    u_of(&decoded, &decoded.pairs, pins)
}

/// u with the matches among the random pairs taken out: each pair counts by its probability of being no match under `model`.
pub fn without_matches(random: &PatternCounts, model: &Model, pins: &Pins) -> Vec<Vec<LevelProbability>> {
    let decoded = Decoded::of(random, &[]);
    let other =
        |(code, pairs): (&u64, &u64)| *pairs as f64 * (1.0 - probability(model.weight_bits(&random.shape, *code)));
    let non_matches: Vec<f64> = random.counts.iter().map(other).collect();
    u_of(&decoded, &non_matches, pins)
}

/// u from expected non-matches of each pattern.
pub(crate) fn u_of(decoded: &Decoded, non_matches: &[f64], pins: &Pins) -> Vec<Vec<LevelProbability>> {
    let levels = decoded.at_levels(non_matches).into_iter().enumerate().map(|(comparison, counts)| {
        let pins = pins.get(comparison).map_or(&[][..], Vec::as_slice);
        let values = normalised(&counts, SMOOTHING_PAIRS, pins);
        let is_given = |level: usize| pins.get(level).is_some_and(Option::is_some);
        let level = |(level, value): (usize, f64)| {
            let is_known = counts[level] >= SMOOTHING_PAIRS || is_given(level);
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
    use crate::weight::model::{ComparisonModel, LevelModel};

    #[test]
    fn matches_among_random_pairs_are_taken_out() {
        let shape = PatternShape::new(&[3, 3]).unwrap();
        let mut counts = PatternCounts::empty(shape.clone());
        counts.add(shape.encode(&[1, 1]), 900); // nearly all of them matches: u gives 1,000,000 * 0.001^2 = 1
        counts.add(shape.encode(&[1, 2]), 1_000);
        counts.add(shape.encode(&[2, 1]), 1_000);
        counts.add(shape.encode(&[2, 2]), 997_100);
        let level = |m, u| LevelModel {
            label: String::new(),
            m_probability: LevelProbability::Estimated(m),
            u_probability: LevelProbability::Estimated(u),
        };
        let comparison = ComparisonModel { name: String::new(), levels: vec![level(0.95, 0.001), level(0.05, 0.999)] };
        let model = Model {
            prior: 1e-3,
            comparisons: vec![comparison.clone(), comparison],
            interactions: Vec::new(),
            relatives: None,
        };
        let u = without_matches(&counts, &model, &Vec::new());
        // (1,000 * 0.954 + 0.5 + about 1) / 999,050: the half-agreeing pairs hold a few matches, too.
        assert!((u[0][0].value() - 0.00095).abs() < 2e-5, "{:?}", u[0]);
        assert!(u_probabilities(&counts, &Vec::new())[0][0].value() > 0.0018);
    }
}
