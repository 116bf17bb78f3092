//! How many, when lists depend on each other? Log-linear models of the capture table.
//!
//! Every hierarchical model with all lists and without the interaction of all of them is fitted by maximum likelihood
//! to the cells that are seen; the intercept is the logarithm of the cell that is not. The best by BIC (or AIC) gives
//! the estimate, the others stay beside it, and the interval is the profile likelihood's.
//!
//! Assumes perfect linkage, a closed population, persons alike within the table, and that the interaction of all lists
//! is nil, which no data can test.
//!
//! Sources: Fienberg 1972, *Biometrika* 59:591-603 (model); Cormack 1992, *Biometrics* 48:567-576 (profile interval);
//! Rivest & Lévesque 2001, *Canad. J. Statist.* 29:555-572 (Poisson regression, standard error).

use crate::{Alternative, CaptureTable, Estimate, NotEstimable, capture::float};

mod fit;
mod models;
mod profile;

pub use fit::Fit;
pub use models::Model;

/// Five lists have 6,893 models; beyond that enumeration is for a later engine.
const MAX_LISTS: usize = 5;

/// With fewer persons on more than one list no dependence can be told.
const OVERLAP_MIN: u64 = 10;

/// How many other models are shown.
const ALTERNATIVES: usize = 10;

/// What must hold.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; the lists may depend on each \
                               other in pairs or more, but not all of them together; persons are alike within the table";

/// By what the model is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Akaike's.
    Aic,
    /// Schwarz's.
    Bic,
}

/// Fits every model and estimates by the best.
///
/// ```
/// // Spina bifida, three lists (Regal & Hook 1991): 49 on the first only, and so on; 626 documented.
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = estimate::CaptureTable::new(3, counts)?;
/// let best = estimate::log_linear::estimate(&table, estimate::log_linear::Criterion::Bic)?;
/// assert_eq!(best.model, "[12,3]");
/// assert!((best.population_persons - 730.93).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are too many lists, too little overlap, or no model with a maximum.
pub fn estimate(table: &CaptureTable, criterion: Criterion) -> Result<Estimate, NotEstimable> {
    let mut fits = fit_all(table)?;
    let key = |fit: &Fit| match criterion {
        Criterion::Aic => fit.aic,
        Criterion::Bic => fit.bic,
    };
    fits.sort_by(|left, right| key(left).total_cmp(&key(right)).then_with(|| left.model.cmp(&right.model)));
    let best = fits.first().ok_or(NotEstimable::NoModelFits)?;
    Ok(Estimate {
        documented: table.documented(),
        population_persons: best.population_persons,
        standard_error_persons: best.standard_error_persons,
        interval: profile::interval(table, &best.model),
        model: best.model.to_string(),
        assumptions: ASSUMPTIONS,
        alternatives: fits.iter().skip(1).take(ALTERNATIVES).map(alternative).collect(),
    })
}

/// Fits every model of a table that has a maximum likelihood estimate.
///
/// # Errors
/// Where there are too many lists or too little overlap.
pub fn fit_all(table: &CaptureTable) -> Result<Vec<Fit>, NotEstimable> {
    if table.lists() > MAX_LISTS {
        return Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted: "2 to 5" });
    }
    let shared = table.documented() - table.on_exactly(1);
    if shared < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: shared, wanted: OVERLAP_MIN });
    }
    Ok(Model::all(table.lists()).iter().filter_map(|model| fit::fit(table, model)).collect())
}

fn alternative(fit: &Fit) -> Alternative {
    Alternative { model: fit.model.to_string(), population_persons: fit.population_persons, aic: fit.aic, bic: fit.bic }
}

/// Observed counts of all cells but the empty one, in order of pattern.
fn observed(table: &CaptureTable) -> Vec<f64> {
    (1..1_u32 << table.lists()).map(|pattern| float(table.with_pattern(pattern))).collect()
}

#[cfg(test)]
mod tests;
