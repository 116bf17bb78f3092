//! Two lists: how many people did neither list document?
//!
//! Lincoln and Petersen's ratio, Chapman's estimator that is less biased, and two intervals that need no formula for
//! the standard error: the exact one, of all populations that the hypergeometric law of the overlap does not contradict,
//! and the profile likelihood's.
//!
//! Assumes perfect linkage, and that being on one list does not change the chance of being on the other. Two lists
//! cannot test the second, so it is printed beside every result.
//!
//! Sources: Petersen 1896, *Rep. Danish Biol. Station* 6:5-84, and Lincoln 1930, *U.S. Dep. Agric. Circular* 118 (ratio);
//! Sekar & Deming 1949, *JASA* 44:101-115 (registers of persons, its variance); Chapman 1951, *Univ. Calif. Publ.
//! Statist.* 1:131-160 (estimate, hypergeometric law); Seber 1970, *Biometrics* 26:13-22 (variance); Chao 1987,
//! *Biometrics* 43:783-791 (log-normal interval); Cormack 1992, *Biometrics* 48:567-576 (profile interval).

mod overlap_law;

use crate::{
    CaptureTable, Estimate, Interval, IntervalKind, Level, NotEstimable,
    capture::float,
    log_linear::{Model, profile_interval_at},
    log_normal_interval,
};
use overlap_law::OverlapLaw;

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
    let [n1, n2, m] = sizes(table, OVERLAP_MIN)?;
    let population_persons = (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0;
    let variance = (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m) / ((m + 1.0).powi(2) * (m + 2.0));
    let undocumented = population_persons - float(table.documented());
    let interval = log_normal_interval(float(table.documented()), undocumented, variance);
    Ok(result(table, "Chapman", [population_persons, variance.sqrt()], interval))
}

/// The ratio of Lincoln and Petersen, which Chapman's estimator mends where few are on both.
///
/// ```text
/// N = n1 n2 / m        n1, n2 on each list; m on both
/// ```
///
/// ```
/// let table = estimate::CaptureTable::new(2, [(0b01, 30), (0b10, 10), (0b11, 10)])?;
/// assert_eq!(estimate::two_lists::lincoln_petersen(&table)?.population_persons, 80.0); // 40 * 20 / 10
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are not two lists, or they share too few persons.
pub fn lincoln_petersen(table: &CaptureTable) -> Result<Estimate, NotEstimable> {
    let sizes = sizes(table, OVERLAP_MIN)?;
    let (population_persons, variance) = ratio(sizes);
    let undocumented = population_persons - float(table.documented());
    let interval = log_normal_interval(float(table.documented()), undocumented, variance);
    Ok(result(table, "Lincoln-Petersen", [population_persons, variance.sqrt()], interval))
}

/// The ratio with the exact interval: the populations under which an overlap as large as that found, and one as small,
/// each have a chance above the tail (2.5 % at the usual level) when two lists of these lengths are drawn. Holds for any
/// overlap of one person or more.
///
/// ```
/// // 40 and 20 persons, 10 on both.
/// let table = estimate::CaptureTable::new(2, [(0b01, 30), (0b10, 10), (0b11, 10)])?;
/// let estimate::Interval { low, high, .. } = estimate::two_lists::exact(&table, estimate::Level::USUAL)?.interval;
/// assert_eq!((low, high), (58.0, 139.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are not two lists, or nobody is on both.
pub fn exact(table: &CaptureTable, level: Level) -> Result<Estimate, NotEstimable> {
    let sizes = sizes(table, 1)?;
    let (low, high) = OverlapLaw::new(sizes).interval(level.tail());
    let (population_persons, variance) = ratio(sizes);
    let interval = Interval { low, high, kind: IntervalKind::Exact };
    Ok(result(table, "Lincoln-Petersen", [population_persons, variance.sqrt()], interval))
}

/// The most likely population with the interval of its profile likelihood.
///
/// ```
/// let table = estimate::CaptureTable::new(2, [(0b01, 30), (0b10, 10), (0b11, 10)])?;
/// let estimate::Interval { low, high, .. } = estimate::two_lists::profile(&table, estimate::Level::USUAL)?.interval;
/// assert_eq!((low.round(), high.round()), (58.0, 125.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are not two lists, they share too few persons, or the likelihood has no maximum.
pub fn profile(table: &CaptureTable, level: Level) -> Result<Estimate, NotEstimable> {
    let (_, variance) = ratio(sizes(table, OVERLAP_MIN)?);
    let found = profile_interval_at(table, &Model::main_effects(2), level).ok_or(NotEstimable::NoModelFits)?;
    Ok(result(table, "Lincoln-Petersen", [found.population_persons, variance.sqrt()], found.interval))
}

/// Persons on the first list, the second, both.
fn sizes(table: &CaptureTable, wanted: u64) -> Result<[f64; 3], NotEstimable> {
    if table.lists() != 2 {
        return Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted: "2" });
    }
    let both = table.with_pattern(0b11);
    if both < wanted {
        return Err(NotEstimable::OverlapTooSmall { found: both, wanted });
    }
    Ok([table.on_list(0), table.on_list(1), both].map(float))
}

/// The ratio and its variance (Sekar & Deming 1949).
fn ratio([n1, n2, m]: [f64; 3]) -> (f64, f64) {
    (n1 / m * n2, n1 / m * (n2 / m) * (n1 - m) * ((n2 - m) / m))
}

fn result(table: &CaptureTable, model: &str, [population, error]: [f64; 2], interval: Interval) -> Estimate {
    Estimate {
        documented: table.documented(),
        population_persons: population,
        standard_error_persons: error,
        interval,
        model: model.to_owned(),
        assumptions: ASSUMPTIONS,
        alternatives: Vec::new(),
    }
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

    /// A thousand million persons: the law of the overlap is then normal, and the exact interval that of its variance.
    #[test]
    fn long_lists_have_the_interval_of_the_normal_law() {
        let table = CaptureTable::new(2, [(1, 400_000_000), (2, 400_000_000), (3, 100_000_000)]).unwrap();
        let found = exact(&table, Level::USUAL).unwrap();
        let spread = crate::NORMAL_975 * found.standard_error_persons;
        assert!((found.interval.low - (2.5e9 - spread)).abs() < 0.01 * spread, "{found:?}");
        assert!((found.interval.high - (2.5e9 + spread)).abs() < 0.01 * spread, "{found:?}");
    }

    #[test]
    fn lists_that_share_one_person_bound_little_but_something() {
        let table = CaptureTable::new(2, [(1, 50), (2, 50), (3, 1)]).unwrap();
        let interval = exact(&table, Level::USUAL).unwrap().interval;
        assert!(interval.low > 400.0 && interval.high > 50_000.0 && interval.high < 200_000.0, "{interval:?}");
    }

    #[test]
    fn a_list_within_the_other_may_be_complete() {
        let table = CaptureTable::new(2, [(1, 50), (3, 50)]).unwrap();
        let found = exact(&table, Level::USUAL).unwrap();
        assert!(found.population_persons.total_cmp(&100.0).is_eq() && found.interval.low.total_cmp(&100.0).is_eq());
        assert!(found.interval.high > 100.0 && found.interval.high < 130.0, "{found:?}");
    }

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).map(|i| float(n - i) / float(i + 1)).product()
    }
}
