//! Which pairs of lists depend on each other, on tables with many empty cells? Forward selection by Poisson tails.
//!
//! From independence on, the pair whose overlap is least likely under the model is added, as long as it is less likely
//! than the threshold and the model has a maximum that is identified.
//!
//! Source: Chan, Silverman & Vincent 2021, *JASA* 116:1297-1306.

use serde::Serialize;
use statrs::distribution::{DiscreteCDF, Poisson};

use super::{
    Existence, Fit, Model,
    cells::Cells,
    existence::{Reduced, check},
    fit::fit_cells,
    models::{pairs, supersets},
    newton::Newton,
};
use crate::{CaptureTable, Interval, IntervalKind, Level, NotEstimable};

/// A pair that was added.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The two lists, as bits.
    pub pair: u32,
    /// Persons on both.
    pub observed_persons: f64,
    /// Persons on both under the model before.
    pub expected_persons: f64,
    /// The smaller tail of the Poisson law of the expected.
    pub p_value: f64,
}

/// What the selection ends with.
#[derive(Debug, Clone, PartialEq)]
pub struct Stepwise {
    /// The last model, fitted.
    pub fit: Fit,
    /// Pairs in the order in which they were added.
    pub steps: Vec<Step>,
    /// Log-normal in the undocumented, given the model: the doubt about the selection is not in it, but in that of
    /// [`super::stepwise_bootstrap`].
    pub interval: Interval,
}

/// The threshold of the source.
pub const STEPWISE_THRESHOLD: f64 = 0.02;

/// Adds pairs as long as the least likely overlap is less likely than the threshold.
///
/// ```
/// use estimate::{CaptureTable, Level, log_linear::stepwise};
/// // Lists 1 and 2 share far more than their lengths explain.
/// let counts = [(1, 300), (2, 300), (4, 500), (3, 200), (5, 60), (6, 60), (7, 40)];
/// let found = stepwise(&CaptureTable::new(3, counts)?, 0.02, Level::USUAL)?;
/// assert_eq!(found.fit.model.to_string(), "[12,3]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where independence itself has no maximum.
pub fn stepwise(table: &CaptureTable, threshold: f64, level: Level) -> Result<Stepwise, NotEstimable> {
    let cells = Cells::observed(table);
    let (fit, steps) = select(&cells, threshold, &mut Newton::new(table.lists()))?;
    let interval = intercept_interval(&fit, cells.persons(), level);
    Ok(Stepwise { fit, steps, interval })
}

/// The last model and the pairs that led to it.
pub(super) fn select(cells: &Cells, threshold: f64, newton: &mut Newton) -> Result<(Fit, Vec<Step>), NotEstimable> {
    let mut fit = fit_cells(cells, &Model::main_effects(cells.lists), newton).map_err(|_| NotEstimable::NoModelFits)?;
    let mut steps = Vec::new();
    while let Some((step, wider)) = next_pair(cells, &fit.model, newton, threshold) {
        // The check has proved a maximum; where Newton's method does not reach it the selection ends.
        let Ok(next) = fit_cells(cells, &wider, newton) else { break };
        fit = next;
        steps.push(step);
    }
    Ok((fit, steps))
}

/// The least likely pair that may be added, and the model with it.
fn next_pair(cells: &Cells, model: &Model, newton: &Newton, threshold: f64) -> Option<(Step, Model)> {
    let absent = pairs(cells.lists).into_iter().filter(|pair| !model.interactions().contains(pair));
    let mut steps: Vec<Step> =
        absent.filter_map(|pair| weigh(cells, newton, pair)).filter(|step| step.p_value < threshold).collect();
    // Among chances that are nought to the computer's digits the overlap farthest from the expected goes first.
    let distance = |step: &Step| (step.observed_persons - step.expected_persons).abs() / step.expected_persons.sqrt();
    steps.sort_by(|one, other| {
        one.p_value
            .total_cmp(&other.p_value)
            .then(distance(other).total_cmp(&distance(one)))
            .then(one.pair.cmp(&other.pair))
    });
    steps.into_iter().find_map(|step| {
        let wider = Model::closed(cells.lists, model.interactions().iter().copied().chain([step.pair]).collect());
        let is_sound = wider.interactions().len() + cells.lists < (1 << cells.lists) - 1
            && check(cells, &Reduced::new(cells, &wider)) == Existence::Exists;
        is_sound.then_some((step, wider))
    })
}

/// `None` where the table says that the pair cannot meet.
fn weigh(cells: &Cells, newton: &Newton, pair: u32) -> Option<Step> {
    let expected: f64 = supersets(pair, cells.lists).map(|pattern| newton.means[pattern as usize]).sum();
    let observed = cells.margins[pair as usize];
    let law = Poisson::new(expected).ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of persons")]
    let count = observed as u64;
    let at_least = if count == 0 { 1.0 } else { law.sf(count - 1) };
    let p_value = law.cdf(count).min(at_least);
    Some(Step { pair, observed_persons: observed, expected_persons: expected, p_value })
}

/// The undocumented times and over the exponential of the intercept's error: the interval of the source.
pub(super) fn intercept_interval(fit: &Fit, documented: f64, level: Level) -> Interval {
    let undocumented = fit.population_persons - documented;
    if undocumented < 1e-6 {
        return Interval { low: documented, high: documented, kind: IntervalKind::LogNormal };
    }
    let error = ((fit.standard_error_persons.powi(2) - undocumented) / undocumented.powi(2)).max(0.0).sqrt();
    let spread = (level.normal() * error).exp();
    Interval {
        low: documented + undocumented / spread,
        high: documented + undocumented * spread,
        kind: IntervalKind::LogNormal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_lists_stay_independent() {
        let table = CaptureTable::new(3, [(1, 210), (2, 210), (4, 210), (3, 90), (5, 90), (6, 90), (7, 39)]).unwrap();
        let found = stepwise(&table, STEPWISE_THRESHOLD, Level::USUAL).unwrap();
        assert!(found.steps.is_empty() && found.fit.model == Model::main_effects(3), "{found:?}");
    }

    /// Lists that avoid each other are found as well, though nobody is on both.
    #[test]
    fn lists_that_never_meet_are_a_term_at_minus_infinity() {
        let counts = [(1, 300), (2, 300), (4, 300), (5, 100), (6, 100), (8, 50), (9, 50), (10, 50), (12, 20)];
        let found = stepwise(&CaptureTable::new(4, counts).unwrap(), STEPWISE_THRESHOLD, Level::USUAL).unwrap();
        assert!(found.fit.boundary.contains(&0b11) && found.steps[0].pair == 0b11, "{found:?}");
    }
}
