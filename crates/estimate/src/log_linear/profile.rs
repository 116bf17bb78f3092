//! The interval of a model: all populations that the multinomial likelihood does not contradict.
//!
//! For each population the undocumented cell is filled in and the model fitted to the whole table; populations whose
//! log-likelihood lies less than half the 95 % quantile of chi-square below the best are in the interval.
//!
//! Source: Cormack 1992, *Biometrics* 48:567-576.

use super::{
    Model,
    fit::{design_row, dot, ln_factorial, regress},
    observed,
};
use crate::{CaptureTable, Interval, IntervalKind, capture::float};

/// Half the 95 % quantile of chi-square with one degree of freedom.
const DROP: f64 = 1.920_729_410_347_062;

/// A population of more than a thousand times the documented is no bound.
const MAX_RATIO: f64 = 1_000.0;

/// The 95 % profile interval of the population under a model.
pub(super) fn interval(table: &CaptureTable, model: &Model) -> Interval {
    let profile = Profile::new(table, model);
    let (best, highest) = profile.maximum();
    let is_in = |population: f64| profile.log_likelihood(population).is_some_and(|value| highest - value <= DROP);
    let low = if is_in(profile.documented) { profile.documented } else { bisect(best, profile.documented, is_in) };
    let limit = profile.documented * MAX_RATIO;
    let high = if is_in(limit) { f64::INFINITY } else { bisect(best, limit, is_in) };
    Interval { low, high, kind: IntervalKind::Profile }
}

/// The border between a population inside and one outside.
fn bisect(mut inside: f64, mut outside: f64, is_in: impl Fn(f64) -> bool) -> f64 {
    while (inside - outside).abs() > 1e-6 * inside {
        let middle = f64::midpoint(inside, outside);
        if is_in(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside
}

struct Profile {
    documented: f64,
    counts: Vec<f64>,
    rows: Vec<Vec<f64>>,
}

impl Profile {
    fn new(table: &CaptureTable, model: &Model) -> Self {
        let columns = model.columns();
        let mut counts = vec![0.0];
        counts.extend(observed(table));
        let rows = (0..counts.len()).map(|pattern| design_row(pattern, &columns)).collect();
        Self { documented: float(table.documented()), counts, rows }
    }

    /// The likelihood of a population, at the best cell probabilities for it.
    fn log_likelihood(&self, population: f64) -> Option<f64> {
        let mut counts = self.counts.clone();
        counts[0] = population - self.documented;
        let (coefficients, _) = regress(&self.rows, &counts)?;
        let cells: f64 = counts
            .iter()
            .zip(&self.rows)
            .filter(|(count, _)| **count > 0.0)
            .map(|(count, row)| count * (dot(row, &coefficients) - population.ln()))
            .sum();
        Some(ln_factorial(population) - ln_factorial(counts[0]) + cells)
    }

    /// The most likely population and its likelihood, by golden section on the logarithm of the undocumented.
    fn maximum(&self) -> (f64, f64) {
        let ratio = f64::midpoint(5.0_f64.sqrt(), -1.0);
        let at = |logarithm: f64| self.documented + logarithm.exp();
        let value = |logarithm: f64| self.log_likelihood(at(logarithm)).unwrap_or(f64::NEG_INFINITY);
        let (mut from, mut to) = (-7.0, (self.documented * MAX_RATIO).ln());
        while to - from > 1e-7 {
            let (left, right) = (to - ratio * (to - from), from + ratio * (to - from));
            if value(left) >= value(right) {
                to = right;
            } else {
                from = left;
            }
        }
        let best = f64::midpoint(from, to);
        (at(best), value(best))
    }
}
