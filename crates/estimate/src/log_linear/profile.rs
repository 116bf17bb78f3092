//! The interval of a model: all populations that the multinomial likelihood does not contradict.
//!
//! For each population the undocumented cell is filled in and the model fitted to the whole table; populations whose
//! log-likelihood lies less than half the quantile of chi-square below the best are in the interval. Factorials of
//! more than a hundred persons are Stirling's, as in Cormack's formula.
//!
//! Source: Cormack 1992, *Biometrics* 48:567-576.

use serde::Serialize;

use super::{
    Model,
    cells::Cells,
    existence::Reduced,
    fit::ln_factorial,
    newton::{Newton, Outcome, Precision},
};
use crate::{CaptureTable, Interval, IntervalKind, Level};

/// A population of more than a thousand times the documented is no bound.
const MAX_RATIO: f64 = 1_000.0;

/// From so many persons on the logarithm of a factorial is Stirling's.
const STIRLING_FROM: f64 = 10.0;

/// Ends are found to this many persons, relative to the undocumented.
const TOLERANCE: f64 = 1e-10;

/// What the profile says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ProfileInterval {
    /// The most likely population, in persons.
    pub population_persons: f64,
    /// The interval; its high end is infinite where a thousand times the documented is still in it.
    pub interval: Interval,
    /// True where nobody undocumented is within the interval: its low end is the documented.
    pub reaches_documented: bool,
}

/// The 95 % profile interval of the population under a model; `None` where the model has no maximum.
///
/// ```
/// use estimate::{CaptureTable, log_linear::{Model, profile_interval}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// let profile = profile_interval(&table, &Model::parse(3, "[12,3]")?).unwrap();
/// assert!((profile.population_persons - 729.749).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn profile_interval(table: &CaptureTable, model: &Model) -> Option<ProfileInterval> {
    profile_interval_at(table, model, Level::USUAL)
}

/// As [`profile_interval`], of another level.
pub fn profile_interval_at(table: &CaptureTable, model: &Model, level: Level) -> Option<ProfileInterval> {
    let mut profile = Profile::new(&Cells::observed(table), model)?;
    let (best, highest) = profile.maximum()?;
    let documented = profile.documented;
    let goal = highest - level.drop();
    let reaches_documented = profile.ln_likelihood(documented).is_some_and(|value| value >= goal);
    let low = if reaches_documented { documented } else { profile.crossing(best, documented, goal) };
    let limit = documented * MAX_RATIO;
    let mut outside = 2.0 * best - documented + 1.0;
    while outside < limit && profile.ln_likelihood(outside).is_none_or(|value| value >= goal) {
        outside = documented + 2.0 * (outside - documented);
    }
    let high = if outside >= limit { f64::INFINITY } else { profile.crossing(best, outside, goal) };
    let interval = Interval { low, high, kind: IntervalKind::Profile };
    Some(ProfileInterval { population_persons: best, interval, reaches_documented })
}

/// How far the log-likelihood of each population, in persons, lies below the highest, for a drawing; `None` where the
/// model has no maximum. Populations below the documented are taken as the documented.
///
/// ```
/// use estimate::{CaptureTable, log_linear::{Model, profile_curve}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// // The ends of the 95 % interval lie 1.92 below the top.
/// let curve = profile_curve(&table, &Model::parse(3, "[12,3]")?, &[699.802, 729.749, 766.466]).unwrap();
/// assert!((curve[0] + 1.9207).abs() < 1e-3 && curve[1].abs() < 1e-6 && (curve[2] + 1.9207).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn profile_curve(table: &CaptureTable, model: &Model, populations: &[f64]) -> Option<Vec<f64>> {
    let mut profile = Profile::new(&Cells::observed(table), model)?;
    let (_, highest) = profile.maximum()?;
    let documented = profile.documented;
    let mut below = |population: &f64| {
        profile.ln_likelihood(population.max(documented)).map_or(f64::NEG_INFINITY, |value| value - highest)
    };
    Some(populations.iter().map(&mut below).collect())
}

struct Profile {
    documented: f64,
    cells: Cells,
    reduced: Reduced,
    newton: Newton,
    estimate: f64,
}

impl Profile {
    fn new(observed: &Cells, model: &Model) -> Option<Self> {
        let reduced = Reduced::new(observed, model);
        let mut newton = Newton::new(observed.lists);
        newton.open_all_but(observed, &reduced.boundary);
        let Outcome::Maximum { intercept, .. } = newton.fit(observed, &reduced.columns, Precision::FULL) else {
            return None;
        };
        let documented = observed.persons();
        let cells = observed.with_undocumented(intercept.exp());
        newton.open_all_but(&cells, &reduced.boundary);
        Some(Self { documented, cells, reduced, newton, estimate: documented + intercept.exp() })
    }

    /// The likelihood of a population, at the best cell probabilities for it.
    fn ln_likelihood(&mut self, population: f64) -> Option<f64> {
        let undocumented = population - self.documented;
        self.cells.counts[0] = undocumented;
        self.cells.margins[0] = population;
        let mut outcome = self.newton.refit(&self.cells, &self.reduced.columns, Precision::FULL);
        if outcome == Outcome::None {
            outcome = self.newton.fit(&self.cells, &self.reduced.columns, Precision::FULL);
        }
        let Outcome::Maximum { ln_likelihood, .. } = outcome else { return None };
        Some(ln_likelihood - self.cells.saturated() + ln_choices(undocumented, population))
    }

    /// The most likely population and its likelihood, by golden section on the undocumented.
    fn maximum(&mut self) -> Option<(f64, f64)> {
        let ratio = f64::midpoint(5.0_f64.sqrt(), -1.0);
        let (mut from, mut to) = (0.0, 2.0 * (self.estimate - self.documented) + 10.0);
        let documented = self.documented;
        let mut value = |undocumented: f64| self.ln_likelihood(documented + undocumented).unwrap_or(f64::NEG_INFINITY);
        let (mut left, mut right) = (to - ratio * (to - from), from + ratio * (to - from));
        let (mut at_left, mut at_right) = (value(left), value(right));
        // The likelihood is flat at its top: nearer than this, rounding decides.
        while to - from > 1e-7 * to {
            if at_left >= at_right {
                (to, right, at_right) = (right, left, at_left);
                left = to - ratio * (to - from);
                at_left = value(left);
            } else {
                (from, left, at_left) = (left, right, at_right);
                right = from + ratio * (to - from);
                at_right = value(right);
            }
        }
        let best = f64::midpoint(from, to);
        let highest = value(best);
        highest.is_finite().then_some((documented + best, highest))
    }

    /// Where the likelihood crosses the goal between a population inside and one outside.
    fn crossing(&mut self, mut inside: f64, mut outside: f64, goal: f64) -> f64 {
        while (inside - outside).abs() > TOLERANCE * inside {
            let middle = f64::midpoint(inside, outside);
            if self.ln_likelihood(middle).is_some_and(|value| value >= goal) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        inside
    }
}

/// Logarithm of `n0^n0 N! / (N^N n0!)`: what the number of ways to be undocumented adds to the deviance.
fn ln_choices(undocumented: f64, population: f64) -> f64 {
    excess(population) - excess(undocumented)
}

/// Logarithm of `n! / n^n`.
fn excess(persons: f64) -> f64 {
    let stirling = |persons: f64| (std::f64::consts::TAU * persons).ln() / 2.0 - persons;
    let exact = |persons: f64| {
        let power = if persons > 0.0 { persons * persons.ln() } else { 0.0 };
        ln_factorial(persons) - power
    };
    if persons >= STIRLING_FROM {
        stirling(persons)
    } else {
        // Lowered by what Stirling's formula lacks at the border, so that the likelihood has no jump there.
        exact(persons) - exact(STIRLING_FROM) + stirling(STIRLING_FROM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two independent lists: the interval holds exactly the populations that the likelihood of the hypergeometric
    /// overlap does not contradict, worked out here from binomials.
    #[test]
    fn two_lists_have_the_interval_of_their_likelihood() {
        let table = CaptureTable::new(2, [(1, 280), (2, 200), (3, 130)]).unwrap();
        let profile = profile_interval(&table, &Model::main_effects(2)).unwrap();
        let ln_likelihood = |population: f64| {
            let cells = [population - 610.0, 410.0, 330.0, population - 410.0, population - 330.0];
            let chances: f64 = [410.0_f64, 330.0, population - 410.0, population - 330.0]
                .iter()
                .map(|persons| persons * (persons / population).ln())
                .sum();
            ln_factorial(population) - ln_factorial(cells[0]) + chances
        };
        let goal = ln_likelihood(profile.population_persons) - Level::USUAL.drop();
        assert!((ln_likelihood(profile.interval.low) - goal).abs() < 1e-3);
        assert!((ln_likelihood(profile.interval.high) - goal).abs() < 1e-3);
    }

    #[test]
    fn a_table_that_bounds_nothing_from_above_says_so() {
        let table = CaptureTable::new(2, [(1, 90), (2, 80), (3, 1)]).unwrap();
        let profile = profile_interval(&table, &Model::main_effects(2)).unwrap();
        assert!(profile.interval.high.is_infinite() && profile.interval.low > 1_000.0, "{profile:?}");
    }

    #[test]
    fn a_table_that_may_be_complete_says_so() {
        let table = CaptureTable::new(2, [(1, 1), (2, 1), (3, 80)]).unwrap();
        let profile = profile_interval(&table, &Model::main_effects(2)).unwrap();
        assert!(profile.reaches_documented && profile.interval.low.total_cmp(&82.0).is_eq(), "{profile:?}");
    }
}
