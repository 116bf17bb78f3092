//! How many, when lists depend on each other? Log-linear models of the capture table.
//!
//! Hierarchical models with all lists and without the interaction of all of them are fitted by maximum likelihood to
//! the cells that are seen; the intercept is the logarithm of the cell that is not. The best by BIC (or AIC, AICc)
//! gives the estimate, the others stay beside it, and the interval is the profile likelihood's, given that model.
//!
//! Assumes perfect linkage, a closed population, persons alike within the table, and that the interaction of all lists
//! is nil, which no data can test.
//!
//! Sources: Fienberg 1972, *Biometrika* 59:591-603 (model); Cormack 1992, *Biometrics* 48:567-576 (profile interval);
//! Rivest & Lévesque 2001, *Canad. J. Statist.* 29:555-572 (Poisson regression, standard error).

use crate::{Alternative, CaptureTable, Estimate, Level, NotEstimable};

mod average;
mod bootstrap;
mod cells;
mod descent;
mod existence;
mod fit;
mod models;
mod newton;
mod profile;
mod reselected;
mod search;
mod simplex;
mod stepwise;

pub use average::{Average, NearBest, Weighted, average};
pub use bootstrap::{Bootstrap, Resampling, Reselection, bootstrap, bootstrap_watched};
pub use existence::{Existence, existence};
pub use fit::{Criterion, Fit, bias, fit, pearson};
pub use models::{Model, NotAModel};
pub use profile::{ProfileInterval, profile_curve, profile_interval, profile_interval_at};
pub use reselected::{StepwiseBootstrap, StepwiseReselection, stepwise_bootstrap};
pub use search::{Options, Search, search, search_watched};
pub use stepwise::{STEPWISE_THRESHOLD, Step, Stepwise, stepwise};

/// Asked several times a second, from any thread, whether to go on; [`std::ops::ControlFlow::Break`] ends the work with
/// [`NotEstimable::Cancelled`]. The result does not depend on how often it is asked.
pub type Interrupt<'a> = &'a (dyn Fn() -> std::ops::ControlFlow<()> + Sync);

/// Lists of the largest table.
const MAX_LISTS: usize = crate::capture::MAX_LISTS;

/// With fewer persons on more than one list no dependence can be told.
const OVERLAP_MIN: u64 = 10;

/// How many other models are shown.
const ALTERNATIVES: usize = 10;

/// What must hold.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; the lists may depend on each \
                               other in pairs or more, but not all of them together; persons are alike within the table";

/// Ranks the models (all of them up to five lists, a descent beyond) and estimates by the best.
///
/// ```
/// // Spina bifida, three lists (Regal & Hook 1991): 60 on the first only, and so on; 626 documented.
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = estimate::CaptureTable::new(3, counts)?;
/// let best = estimate::log_linear::estimate(&table, estimate::log_linear::Criterion::Bic)?;
/// assert_eq!(best.model, "[12,3]");
/// assert!((best.population_persons - 730.93).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there is too little overlap, or no model with a maximum.
pub fn estimate(table: &CaptureTable, criterion: Criterion) -> Result<Estimate, NotEstimable> {
    estimate_at(table, criterion, Level::USUAL)
}

/// As [`estimate`], with an interval of another level.
///
/// # Errors
/// As [`estimate`].
pub fn estimate_at(table: &CaptureTable, criterion: Criterion, level: Level) -> Result<Estimate, NotEstimable> {
    let found = ranked(table, &Options { criterion, ..Options::default() })?;
    let best = found.fits.first().ok_or(NotEstimable::NoModelFits)?;
    let profile = profile_interval_at(table, &best.model, level).ok_or(NotEstimable::NoModelFits)?;
    Ok(Estimate {
        documented: table.documented(),
        population_persons: best.population_persons,
        standard_error_persons: best.standard_error_persons,
        interval: profile.interval,
        model: best.model.to_string(),
        assumptions: ASSUMPTIONS,
        alternatives: found.fits.iter().skip(1).take(ALTERNATIVES).map(alternative).collect(),
    })
}

/// Ranks the models and averages over them.
///
/// # Errors
/// As [`estimate`].
pub fn averaged(table: &CaptureTable, criterion: Criterion, level: Level) -> Result<Average, NotEstimable> {
    let found = ranked(table, &Options { criterion, ..Options::default() })?;
    average(table.documented(), &found.fits, criterion, level)
}

fn ranked(table: &CaptureTable, options: &Options) -> Result<Search, NotEstimable> {
    let shared = table.documented() - table.on_exactly(1);
    if shared < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: shared, wanted: OVERLAP_MIN });
    }
    search(table, options)
}

fn alternative(fit: &Fit) -> Alternative {
    Alternative { model: fit.model.to_string(), population_persons: fit.population_persons, aic: fit.aic, bic: fit.bic }
}

#[cfg(test)]
mod tests;
