//! Values that are given, not estimated, and how the other levels of the comparison share what is left.

use serde::{Deserialize, Serialize};

/// Given values: `[comparison][level - 1]`; an empty list gives none.
pub type Pins = Vec<Vec<Option<f64>>>;

/// A probability that the settings give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fixed {
    /// The place of the comparison.
    pub comparison: usize,
    /// The level, counted from 1.
    pub level: usize,
    /// Which probability.
    pub side: Side,
    /// Its value.
    pub probability: f64,
}

/// Among matches or among non-matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// m.
    Match,
    /// u.
    NonMatch,
}

/// A given value that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FixedError {
    /// No such level.
    #[error("comparison {comparison} has no level {level}; levels count from 1, comparisons from 0")]
    NoSuchLevel {
        /// The comparison named.
        comparison: usize,
        /// The level named.
        level: usize,
    },
    /// Not between 0 and 1.
    #[error("a fixed probability is {0}; give a number above 0 and below 1")]
    NotAProbability(f64),
    /// More than 1 in all.
    #[error("the fixed probabilities of comparison {comparison} come to {sum}; leave something for its other levels")]
    TooMuch {
        /// The comparison.
        comparison: usize,
        /// Their sum.
        sum: f64,
    },
}

/// The given values of one side, by place.
///
/// # Errors
/// Where a value is no probability, names no level, or leaves nothing for the other levels.
pub fn pins(fixed: &[Fixed], side: Side, sizes: &[usize]) -> Result<Pins, FixedError> {
    let mut pins: Pins = sizes.iter().map(|size| vec![None; size.saturating_sub(1)]).collect();
    for value in fixed.iter().filter(|value| value.side == side) {
        let (comparison, level) = (value.comparison, value.level);
        if !(value.probability > 0.0 && value.probability < 1.0) {
            return Err(FixedError::NotAProbability(value.probability));
        }
        let levels = pins.get_mut(comparison).ok_or(FixedError::NoSuchLevel { comparison, level })?;
        let place = level.checked_sub(1).and_then(|place| levels.get_mut(place));
        *place.ok_or(FixedError::NoSuchLevel { comparison, level })? = Some(value.probability);
    }
    for (comparison, levels) in pins.iter().enumerate() {
        let sum: f64 = levels.iter().flatten().sum();
        let is_complete = levels.iter().all(Option::is_some) && !levels.is_empty();
        if (sum >= 1.0 && !is_complete) || (is_complete && (sum - 1.0).abs() > 1e-3) {
            return Err(FixedError::TooMuch { comparison, sum });
        }
    }
    Ok(pins)
}

/// Shares of counts, with pairs added to each level and given values kept.
///
/// ```
/// use link::weight::fixed::normalised;
/// assert_eq!(normalised(&[3.0, 1.0], 0.0, &[]), [0.75, 0.25]);
/// assert_eq!(normalised(&[8.0, 3.0, 1.0], 0.0, &[Some(0.5), None, None]), [0.5, 0.375, 0.125]);
/// ```
pub fn normalised(counts: &[f64], added: f64, pins: &[Option<f64>]) -> Vec<f64> {
    let pin = |level: usize| pins.get(level).copied().flatten();
    let free: Vec<usize> = (0..counts.len()).filter(|level| pin(*level).is_none()).collect();
    let sum: f64 = free.iter().map(|level| counts[*level] + added).sum();
    let left = 1.0 - (0..counts.len()).filter_map(pin).sum::<f64>();
    let share = |count: f64| if sum > 0.0 { (count + added) / sum } else { 1.0 / free.len() as f64 };
    (0..counts.len()).map(|level| pin(level).unwrap_or_else(|| left * share(counts[level]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_value_that_cannot_be_used_is_refused_by_name() {
        let fixed = |level, probability| [Fixed { comparison: 0, level, side: Side::Match, probability }];
        let refused = |level, probability| pins(&fixed(level, probability), Side::Match, &[3]).unwrap_err().to_string();
        assert!(refused(3, 0.5).contains("no level 3"));
        assert!(refused(0, 0.5).contains("no level 0"));
        assert!(refused(1, 1.5).contains("1.5"));
        assert!(refused(1, f64::NAN).contains("NaN"));
        assert_eq!(pins(&fixed(2, 0.5), Side::Match, &[3]), Ok(vec![vec![None, Some(0.5)]]));
    }
}
