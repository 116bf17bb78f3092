//! Two lists: how many people did neither list document?
//!
//! Chapman's estimator for a closed population seen by exactly two lists: the smallest estimate this crate makes.
//!
//! Assumes perfect linkage, and that being on one list does not change the chance of being on the other. Two lists
//! cannot test the second, so it is printed beside every result.
//!
//! Sources: Chapman 1951, *Univ. Calif. Publ. Statist.* 1:131-160 (estimate); Seber 1970, *Biometrics* 26:13-22
//! (variance); Chao 1987, *Biometrics* 43:783-791 (interval).

use crate::{CaptureTable, Estimate, NotEstimable, capture::float, log_normal_interval};

/// With fewer shared persons the estimate may be too low on average by more than 2 %
/// (Robson & Regier 1964, *Trans. Am. Fish. Soc.* 93:215-226).
const OVERLAP_MIN: u64 = 7;

/// What two lists cannot test.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; being on one list does not \
                               change the chance of being on the other";

/// Estimates how many persons there are, documented or not.
///
/// ```text
/// N = (n1 + 1)(n2 + 1) / (m + 1) - 1        n1, n2 on each list; m on both
/// ```
///
/// ```
/// let table = estimate::CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
/// assert_eq!(estimate::two_lists::chapman(&table)?.population_persons, 71.0); // 42 * 24 / 14 - 1
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are not two lists, or they share too few persons.
pub fn chapman(table: &CaptureTable) -> Result<Estimate, NotEstimable> {
    if table.lists() != 2 {
        return Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted: "2" });
    }
    let both = table.with_pattern(0b11);
    if both < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: both, wanted: OVERLAP_MIN });
    }
    let [n1, n2, m] = [table.on_list(0), table.on_list(1), both].map(float);
    let population_persons = (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0;
    let variance = (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m) / ((m + 1.0).powi(2) * (m + 2.0));
    let documented = table.documented();
    Ok(Estimate {
        documented,
        population_persons,
        standard_error_persons: variance.sqrt(),
        interval: log_normal_interval(float(documented), population_persons - float(documented), variance),
        model: "Chapman".to_owned(),
        assumptions: ASSUMPTIONS,
        alternatives: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chapman's theorem: exactly unbiased when n1 + n2 >= N. Visits every overlap that random lists of 15 and 12 out
    /// of 20 persons can have, weighted by its exact probability.
    #[test]
    fn is_unbiased_when_the_lists_are_long_enough() {
        let (population, first, second): (u64, u64, u64) = (20, 15, 12);
        let mean: f64 = (first + second - population..=second)
            .map(|both| {
                let probability =
                    choose(first, both) * choose(population - first, second - both) / choose(population, second);
                let counts = [(0b01, first - both), (0b10, second - both), (0b11, both)];
                probability * chapman(&CaptureTable::new(2, counts).unwrap()).unwrap().population_persons
            })
            .sum();
        assert!((mean - 20.0).abs() < 1e-9, "mean {mean}");
    }

    #[test]
    fn refuses_a_small_overlap_instead_of_guessing() {
        let refusal = chapman(&CaptureTable::new(2, [(1, 84), (2, 74), (3, 6)]).unwrap()).unwrap_err();
        assert_eq!(refusal.to_string(), "the lists share 6 persons; at least 7 are needed");
    }

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).map(|i| float(n - i) / float(i + 1)).product()
    }
}
