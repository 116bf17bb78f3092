//! One model fitted: the population, its standard error, the criteria, and how far the estimate may be off.
//!
//! Sources: Rivest & Lévesque 2001, *Canad. J. Statist.* 29:555-572 (standard error, bias); Hurvich & Tsai 1989,
//! *Biometrika* 76:297-307 (AICc); Schwarz 1978, *Ann. Statist.* 6:461-464 (BIC).

use serde::Serialize;

use super::{
    Model,
    cells::Cells,
    existence::{self, Existence, Reduced},
    newton::{Newton, Outcome, Precision},
};
use crate::CaptureTable;

/// A model with its estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Which model.
    pub model: Model,
    /// Documented and estimated undocumented persons.
    pub population_persons: f64,
    /// Standard error of that (Rivest & Lévesque 2001).
    pub standard_error_persons: f64,
    /// Twice the distance to the saturated model.
    pub deviance: f64,
    /// Cells less parameters, not below nought.
    pub degrees_of_freedom: usize,
    /// Parameters, those at minus infinity with them.
    pub parameters: usize,
    /// Interactions at minus infinity: their lists share nobody.
    pub boundary: Vec<u32>,
    /// Akaike's criterion.
    pub aic: f64,
    /// Akaike's criterion for small tables; infinite where the persons are fewer than the parameters and two.
    pub aicc: f64,
    /// Schwarz's criterion, with the documented persons as sample size.
    pub bic: f64,
}

/// By what a model is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// Akaike's.
    Aic,
    /// Akaike's for small tables.
    Aicc,
    /// Schwarz's.
    Bic,
}

impl Criterion {
    /// What it adds to -2 log-likelihood.
    pub(crate) fn penalty(self, parameters: f64, persons: f64) -> f64 {
        match self {
            Self::Aic => 2.0 * parameters,
            Self::Aicc if persons > parameters + 1.0 => {
                2.0 * parameters + 2.0 * parameters * (parameters + 1.0) / (persons - parameters - 1.0)
            }
            Self::Aicc => f64::INFINITY,
            Self::Bic => parameters * persons.ln(),
        }
    }
}

impl Fit {
    /// The criterion's value.
    pub fn by(&self, criterion: Criterion) -> f64 {
        match criterion {
            Criterion::Aic => self.aic,
            Criterion::Aicc => self.aicc,
            Criterion::Bic => self.bic,
        }
    }
}

/// Fits a model.
///
/// ```
/// // Two independent lists: 28 * 10 / 13 undocumented, 51 documented.
/// use estimate::{CaptureTable, log_linear::{Model, fit}};
/// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
/// let fit = fit(&table, &Model::main_effects(2)).map_err(|why| format!("{why:?}"))?;
/// assert!((fit.population_persons - (51.0 + 280.0 / 13.0)).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// With what the existence check says, where the model has no maximum likelihood estimate or is not identified.
pub fn fit(table: &CaptureTable, model: &Model) -> Result<Fit, Existence> {
    let cells = Cells::observed(table);
    fit_cells(&cells, model, &mut Newton::new(table.lists()))
}

/// As [`fit`], in room that is there.
pub(super) fn fit_cells(cells: &Cells, model: &Model, newton: &mut Newton) -> Result<Fit, Existence> {
    let reduced = Reduced::new(cells, model);
    let none = || match existence::check(cells, &reduced) {
        // Newton's method found none: the programme was too large to prove it.
        Existence::Exists | Existence::NoMaximum => Existence::NoMaximum,
        Existence::NotIdentified => Existence::NotIdentified,
        Existence::Neither => Existence::Neither,
    };
    newton.open_all_but(cells, &reduced.boundary);
    let outcome = newton.fit(cells, &reduced.columns, Precision::FULL);
    let Outcome::Maximum { ln_likelihood, intercept, intercept_variance } = outcome else { return Err(none()) };
    let undocumented = intercept.exp();
    let population_persons = cells.persons() + undocumented;
    let standard_error_persons = (undocumented + undocumented.powi(2) * intercept_variance).sqrt();
    if !standard_error_persons.is_finite() {
        return Err(none());
    }
    let parameters = reduced.parameters();
    let value = |criterion: Criterion| {
        #[expect(clippy::cast_precision_loss, reason = "at most 2^16 parameters")]
        let penalty = criterion.penalty(parameters as f64, cells.persons());
        2.0 * (cells.ln_factorials - ln_likelihood) + penalty
    };
    Ok(Fit {
        model: model.clone(),
        population_persons,
        standard_error_persons,
        deviance: (2.0 * (cells.saturated() - ln_likelihood)).max(0.0),
        degrees_of_freedom: cells.open.iter().filter(|open| **open > 0.0).count().saturating_sub(parameters),
        parameters,
        aic: value(Criterion::Aic),
        aicc: value(Criterion::Aicc),
        bic: value(Criterion::Bic),
        boundary: reduced.boundary,
    })
}

/// Asymptotic bias of the population under a model, in persons: above a tenth of the population the estimate should
/// not be used (Rivest & Lévesque 2001). `None` where the model has no maximum.
///
/// ```
/// // Spina bifida under [12,3].
/// use estimate::{CaptureTable, log_linear::{Model, bias}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// assert!((bias(&table, &Model::parse(3, "[12,3]")?).unwrap() - 0.3945).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bias(table: &CaptureTable, model: &Model) -> Option<f64> {
    let cells = Cells::observed(table);
    let reduced = Reduced::new(&cells, model);
    let mut newton = Newton::new(table.lists());
    newton.open_all_but(&cells, &reduced.boundary);
    let Outcome::Maximum { .. } = newton.fit(&cells, &reduced.columns, Precision::FULL) else { return None };
    let covariance = newton.covariance(&cells, &reduced.columns)?;
    let mut pull = vec![0.0; reduced.columns.len()];
    for (pattern, mean) in newton.means.iter().enumerate().filter(|(_, mean)| **mean > 0.0) {
        let is_in = |set: &u32| pattern & *set as usize == *set as usize;
        let places: Vec<usize> =
            reduced.columns.iter().enumerate().filter(|(_, set)| is_in(set)).map(|(place, _)| place).collect();
        let spread: f64 = places.iter().flat_map(|row| places.iter().map(|column| covariance[*row][*column])).sum();
        places.iter().for_each(|place| pull[*place] += mean * spread);
    }
    let last = pull.len() - 1;
    pull[last] -= 1.0;
    let shift: f64 = covariance[last].iter().zip(&pull).map(|(covariance, pull)| covariance * pull).sum();
    Some(-newton.coefficients[0].exp() / 2.0 * shift)
}

/// Pearson's chi-square of a model: the squared distances of the counts from their means, each by its mean. `None` where the
/// model has no maximum.
///
/// ```
/// // Two lists and no freedom: the model gives the counts themselves.
/// use estimate::{CaptureTable, log_linear::{Model, pearson}};
/// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
/// assert!(pearson(&table, &Model::main_effects(2)).unwrap() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pearson(table: &CaptureTable, model: &Model) -> Option<f64> {
    let cells = Cells::observed(table);
    let reduced = Reduced::new(&cells, model);
    let mut newton = Newton::new(table.lists());
    newton.open_all_but(&cells, &reduced.boundary);
    let Outcome::Maximum { .. } = newton.fit(&cells, &reduced.columns, Precision::FULL) else { return None };
    let distances = newton.means.iter().zip(&cells.counts).zip(&cells.open);
    let seen = distances.filter(|((mean, _), open)| **open > 0.0 && **mean > 0.0);
    Some(seen.map(|((mean, count), _)| (count - mean).powi(2) / mean).sum())
}

pub(super) fn ln_factorial(count: f64) -> f64 {
    statrs::function::gamma::ln_gamma(count + 1.0)
}
