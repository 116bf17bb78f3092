//! How many are missing? Multiple systems estimation: capture tables in, estimates or refusals out.
//!
//! Pure: no file, no clock, no chance. Each estimator is a module with its assumptions and sources at its head; a table
//! that cannot carry an estimate is refused with the reason ([`NotEstimable`]), and a refusal is a result.

pub mod capture;
pub mod chance;
pub mod chao;
pub mod closed;
pub mod coverage;
pub mod decomposable;
pub mod diagnostics;
pub mod honesty;
pub mod lcmcr;
mod level;
pub mod log_linear;
pub mod method;
pub mod pool;
pub mod two_lists;

use serde::Serialize;

pub use capture::{CaptureTable, ImpossibleTable};
pub use level::{Level, NoLevel};

/// The 97.5 % quantile of the normal distribution.
pub(crate) const NORMAL_975: f64 = 1.959_963_984_540_054;

/// An interval, in persons; of 95 % where no other level was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end; infinite where the data set no bound.
    pub high: f64,
    /// How it was made.
    pub kind: IntervalKind,
}

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalKind {
    /// Log-normal for the undocumented part (Chao 1987).
    LogNormal,
    /// Profile likelihood of the population.
    Profile,
    /// Exact: populations whose law of the overlap is not contradicted.
    Exact,
    /// Weighted over models, so that it holds the doubt between them.
    ModelAveraged,
    /// Bootstrap, bias-corrected and accelerated, with the model chosen anew in each replicate.
    Bootstrap,
}

/// Persons, documented or not. Never rounded here: `figure` rounds when it prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Persons on at least one list.
    pub documented: u64,
    /// Estimated persons in all.
    pub population_persons: f64,
    /// Standard error of that.
    pub standard_error_persons: f64,
    /// Interval of that, 95 % where no other level was asked for.
    pub interval: Interval,
    /// The model in words or by its generators.
    pub model: String,
    /// What must hold for the estimate to be right.
    pub assumptions: &'static str,
    /// Other models that were fitted, best first.
    pub alternatives: Vec<Alternative>,
}

/// Another model of the same table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// Its generators, such as `[12,3]`.
    pub model: String,
    /// Its estimate.
    pub population_persons: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion, with the documented persons as sample size.
    pub bic: f64,
}

/// Why a table has no estimate. A refusal is a result: it is printed in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "refusal")]
pub enum NotEstimable {
    /// Not the number of lists that the method takes.
    #[error("the method takes {wanted} lists, the table has {found}")]
    WrongNumberOfLists {
        /// Lists of the table.
        found: usize,
        /// What the method takes.
        wanted: &'static str,
    },
    /// Too few persons on two lists.
    #[error("the lists share {found} persons; at least {wanted} are needed")]
    OverlapTooSmall {
        /// Persons on more than one list.
        found: u64,
        /// How many are needed.
        wanted: u64,
    },
    /// No model of the table has a maximum likelihood estimate.
    #[error("no model has a maximum likelihood estimate: too many patterns are empty")]
    NoModelFits,
    /// The model's estimate is below what is documented.
    #[error("the model puts the population below the documented persons: the table contradicts it")]
    BelowDocumented,
    /// The caller wanted no more of it.
    #[error("cancelled")]
    Cancelled,
}

impl Estimate {
    /// The same with a log-normal interval of another level, from its standard error. Intervals that were not made from
    /// the standard error stay as they are: their makers take the level as an argument.
    ///
    /// ```
    /// use estimate::{CaptureTable, Level, two_lists};
    /// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
    /// let (usual, wide) = (two_lists::chapman(&table)?, two_lists::chapman(&table)?.at(Level::new(0.99)?));
    /// assert!(wide.interval.low < usual.interval.low && wide.interval.high > usual.interval.high);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(mut self, level: Level) -> Self {
        if self.interval.kind == IntervalKind::LogNormal {
            let documented = capture::float(self.documented);
            let undocumented = self.population_persons - documented;
            let variance = self.standard_error_persons.powi(2);
            self.interval = log_normal_interval_at(documented, undocumented, variance, level);
        }
        self
    }
}

/// The log-normal 95 % interval of Chao 1987 (*Biometrics* 43:783-791, equation 12), which never falls below the
/// documented.
pub(crate) fn log_normal_interval(documented: f64, undocumented: f64, variance: f64) -> Interval {
    log_normal_interval_at(documented, undocumented, variance, Level::USUAL)
}

fn log_normal_interval_at(documented: f64, undocumented: f64, variance: f64, level: Level) -> Interval {
    let kind = IntervalKind::LogNormal;
    if undocumented <= 0.0 {
        return Interval { low: documented, high: documented, kind };
    }
    let spread = (level.normal() * (variance / undocumented.powi(2)).ln_1p().sqrt()).exp();
    Interval { low: documented + undocumented / spread, high: documented + undocumented * spread, kind }
}

/// Variance of a function of multinomial counts: each count with the slope of the function by it, and the population
/// that the counts are a part of (delta method).
pub(crate) fn multinomial_variance(population: f64, counts_and_slopes: &[(f64, f64)]) -> f64 {
    let square: f64 = counts_and_slopes.iter().map(|(count, slope)| count * slope * slope).sum();
    let sum: f64 = counts_and_slopes.iter().map(|(count, slope)| count * slope).sum();
    (square - sum * sum / population).max(0.0)
}
