//! What interval holds the doubt about the chosen pairs as well? A bootstrap that chooses them anew in each replicate.
//!
//! Documented persons are drawn with replacement, and the whole forward selection is run on each such table. The interval
//! is bias-corrected and accelerated, the acceleration from leaving out one person of each pattern. It is wider than the
//! interval given the chosen pairs, which takes the selection as certain and holds the truth too seldom.
//!
//! Sources: Chan, Silverman & Vincent 2021, *JASA* 116:1297-1306, section 3 (reselection in each replicate); Efron 1987,
//! *JASA* 82:171-185 (interval).

use std::ops::ControlFlow;

use super::{
    Interrupt, STEPWISE_THRESHOLD,
    bootstrap::{accelerated, deviation, draw_persons, jackknife},
    cells::Cells,
    newton::Newton,
    stepwise::select,
};
use crate::{CaptureTable, Interval, Level, NotEstimable};

/// How the pairs are chosen, and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepwiseReselection {
    /// Pairs whose overlap is less likely are added.
    pub threshold: f64,
    /// Replicates.
    pub replicates: usize,
    /// Of the interval.
    pub level: Level,
    /// Of the random numbers.
    pub seed: u64,
    /// Changes the time and nothing else.
    pub threads: usize,
}

impl Default for StepwiseReselection {
    fn default() -> Self {
        Self { threshold: STEPWISE_THRESHOLD, replicates: 1_000, level: Level::USUAL, seed: 19_481_210, threads: 1 }
    }
}

/// What the replicates say.
#[derive(Debug, Clone, PartialEq)]
pub struct StepwiseBootstrap {
    /// Population by the pairs chosen on the data.
    pub population_persons: f64,
    /// Standard deviation of the replicates.
    pub standard_error_persons: f64,
    /// Bias-corrected and accelerated; its high end is infinite where too many replicates have no estimate.
    pub interval: Interval,
    /// Population of each replicate, in order of replicate; infinite where independence had no maximum.
    pub draws_persons: Vec<f64>,
    /// Share of the replicates in which the pairs were those chosen on the data.
    pub same_pairs_share: f64,
    /// Replicates without an estimate.
    pub without_estimate: usize,
}

/// Runs the forward selection of [`super::stepwise`] on tables drawn from the documented persons.
///
/// ```
/// use std::ops::ControlFlow;
/// use estimate::{CaptureTable, Level, log_linear::{StepwiseReselection, stepwise, stepwise_bootstrap}};
/// // Lists 1 and 2 share far more than their lengths explain.
/// let table = CaptureTable::new(3, [(1, 300), (2, 300), (4, 500), (3, 200), (5, 60), (6, 60), (7, 40)])?;
/// let options = StepwiseReselection { replicates: 200, ..StepwiseReselection::default() };
/// let found = stepwise_bootstrap(&table, &options, &|| ControlFlow::Continue(()))?;
/// let given = stepwise(&table, options.threshold, Level::USUAL)?;
/// assert_eq!(found.population_persons, given.fit.population_persons);
/// // So far more that every replicate finds it, and nothing else: then both intervals say the same.
/// assert_eq!(found.same_pairs_share, 1.0);
/// assert!((found.interval.low / given.interval.low - 1.0).abs() < 0.03);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where independence itself has no maximum on the table, or the interrupt ended it.
pub fn stepwise_bootstrap(
    table: &CaptureTable,
    options: &StepwiseReselection,
    interrupt: Interrupt<'_>,
) -> Result<StepwiseBootstrap, NotEstimable> {
    let cells = Cells::observed(table);
    let (fit, steps) = select(&cells, options.threshold, &mut Newton::new(cells.lists))?;
    let pairs = |steps: &[super::Step]| {
        let mut pairs: Vec<u32> = steps.iter().map(|step| step.pair).collect();
        pairs.sort_unstable();
        pairs
    };
    let chosen = pairs(&steps);
    let again = |cells: &Cells, newton: &mut Newton| -> Result<Option<(f64, bool)>, NotEstimable> {
        if interrupt() == ControlFlow::Break(()) {
            return Err(NotEstimable::Cancelled);
        }
        let found = select(cells, options.threshold, newton).ok();
        Ok(found.map(|(fit, steps)| (fit.population_persons, pairs(&steps) == chosen)))
    };
    let numbers: Vec<u64> = (0..options.replicates as u64).collect();
    let replicates = crate::pool::in_parallel(&numbers, options.threads, |number| {
        again(&draw_persons(&cells, options.seed, *number), &mut Newton::new(cells.lists))
    });
    let replicates: Vec<Option<(f64, bool)>> = replicates.into_iter().collect::<Result<_, _>>()?;
    let draws: Vec<f64> = replicates.iter().map(|one| one.map_or(f64::INFINITY, |(persons, _)| persons)).collect();
    let mut newton = Newton::new(cells.lists);
    let acceleration = jackknife(&cells, |cells| Ok(again(cells, &mut newton)?.map(|(persons, _)| persons)))?;
    let same = replicates.iter().flatten().filter(|(_, is_same)| *is_same).count();
    Ok(StepwiseBootstrap {
        population_persons: fit.population_persons,
        standard_error_persons: deviation(&draws),
        interval: accelerated(&draws, fit.population_persons, acceleration, options.level).0,
        same_pairs_share: same as f64 / replicates.len().max(1) as f64,
        without_estimate: replicates.iter().filter(|one| one.is_none()).count(),
        draws_persons: draws,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> CaptureTable {
        CaptureTable::new(3, [(1, 210), (2, 210), (4, 210), (3, 90), (5, 90), (6, 90), (7, 39)]).unwrap()
    }

    #[test]
    fn the_result_does_not_depend_on_threads_and_may_be_ended() {
        let options = StepwiseReselection { replicates: 60, ..StepwiseReselection::default() };
        let run = |threads| {
            let options = StepwiseReselection { threads, ..options };
            stepwise_bootstrap(&table(), &options, &|| ControlFlow::Continue(())).unwrap()
        };
        assert_eq!(run(1), run(3));
        let ended = stepwise_bootstrap(&table(), &options, &|| ControlFlow::Break(()));
        assert_eq!(ended, Err(NotEstimable::Cancelled));
    }

    /// With a threshold that no pair reaches nothing is chosen, and the interval is that of independence.
    #[test]
    fn without_a_choice_the_interval_is_that_of_the_model() {
        let options = StepwiseReselection { threshold: 0.0, ..StepwiseReselection::default() };
        let found = stepwise_bootstrap(&table(), &options, &|| ControlFlow::Continue(())).unwrap();
        let given = super::super::stepwise(&table(), 0.0, Level::USUAL).unwrap();
        assert_eq!(found.same_pairs_share, 1.0);
        for (one, other) in [(found.interval.low, given.interval.low), (found.interval.high, given.interval.high)] {
            assert!((one / other - 1.0).abs() < 0.02, "{:?} {:?}", found.interval, given.interval);
        }
    }
}
