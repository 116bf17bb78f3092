//! What a method says of a table: a number with its interval and what it rests on, or why there is none.

use ::estimate::{Estimate, Interval, IntervalKind};

/// A method's answer.
pub(crate) struct Answer {
    /// Its name for programs.
    pub(crate) method: String,
    /// Its name for people.
    pub(crate) title: String,
    /// The number, or the refusal in words.
    pub(crate) outcome: Result<Found, String>,
}

/// A number and its defence.
pub(crate) struct Found {
    pub(crate) documented: u64,
    pub(crate) population_persons: f64,
    /// What the population is of its law.
    pub(crate) statistic: Statistic,
    pub(crate) standard_error_persons: f64,
    pub(crate) low: f64,
    /// Infinite where the table sets no bound.
    pub(crate) high: f64,
    /// How the interval was made.
    pub(crate) interval: &'static str,
    pub(crate) model: String,
    pub(crate) assumptions: &'static str,
    /// What a reader must know of this number.
    pub(crate) notes: Vec<String>,
    /// Draws of the population, where the method makes them.
    pub(crate) draws: Vec<f64>,
}

/// What a printed population is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statistic {
    /// The most likely, or a formula's.
    Estimate,
    /// The mean over models.
    Mean,
    /// The median of draws.
    Median,
    /// At least so many.
    LowerBound,
}

impl Statistic {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::LowerBound => "lower bound",
        }
    }
}

impl Answer {
    pub(crate) fn refused(method: &str, title: &str, why: &impl ToString) -> Self {
        Self { method: method.to_owned(), title: title.to_owned(), outcome: Err(why.to_string()) }
    }

    pub(crate) fn of<E: ToString>(
        method: &str,
        title: &str,
        statistic: Statistic,
        estimate: Result<Estimate, E>,
    ) -> Self {
        let outcome = estimate.map(|estimate| Found::of(estimate, statistic)).map_err(|why| why.to_string());
        Self { method: method.to_owned(), title: title.to_owned(), outcome }
    }
}

impl Found {
    pub(crate) fn of(estimate: Estimate, statistic: Statistic) -> Self {
        let Interval { low, high, kind } = estimate.interval;
        Self {
            documented: estimate.documented,
            population_persons: estimate.population_persons,
            statistic,
            standard_error_persons: estimate.standard_error_persons,
            low,
            high,
            interval: interval_words(kind),
            model: estimate.model,
            assumptions: estimate.assumptions,
            notes: Vec::new(),
            draws: Vec::new(),
        }
    }
}

/// How an interval was made, in words.
pub(crate) fn interval_words(kind: IntervalKind) -> &'static str {
    match kind {
        IntervalKind::LogNormal => "log-normal, given the model",
        IntervalKind::Profile => "profile likelihood, given the model",
        IntervalKind::Exact => "exact (hypergeometric)",
        IntervalKind::ModelAveraged => "averaged over models",
        IntervalKind::Bootstrap => "bootstrap, model chosen anew",
    }
}
