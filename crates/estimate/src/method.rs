//! Which methods are there, and what does each say of one table?
//!
//! One door to the estimators: whoever compares methods, adds strata up or carries sampled linkages on needs the same few
//! things of each of them: a number with its interval, draws of it, and the reason where there is none.
//!
//! Assumes what each method assumes; its own module says so.

use serde::{Deserialize, Serialize};

use crate::{
    Alternative, CaptureTable, Estimate, Interval, Level, NotEstimable,
    chance::Chance,
    chao, coverage, decomposable,
    diagnostics::{Diagnosis, quantile},
    lcmcr, log_linear,
    pool::Replicate,
    two_lists,
};

/// Draws that are taken of the average over graphs.
const GRAPH_DRAWS: usize = 4_000;

/// A method that gives a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Chapman's estimator for two lists.
    Chapman,
    /// The log-linear model that is best by BIC.
    LogLinear,
    /// The mean over log-linear models, weighed by BIC.
    LogLinearAverage,
    /// The average over decomposable graphs.
    Graphs,
    /// Latent classes (LCMCR), with the gates of its chains.
    Classes,
    /// Sample coverage of three lists.
    Coverage,
    /// Chao's lower bound, corrected for few lists.
    Chao,
}

/// What a printed population is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statistic {
    /// The most likely, or a formula's.
    Estimate,
    /// The mean over models.
    Mean,
    /// The median of draws.
    Median,
    /// At least so many.
    LowerBound,
}

/// How a table is to be answered for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Level of the interval.
    pub level: Level,
    /// Seed of whatever is drawn.
    pub seed: u64,
    /// Threads; changes nothing but the time.
    pub threads: usize,
}

/// A number and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Persons on at least one list.
    pub documented: u64,
    /// Persons in all.
    pub population_persons: f64,
    /// What that is of its law.
    pub statistic: Statistic,
    /// Standard error of that.
    pub standard_error_persons: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end; infinite where the table sets no bound.
    pub high: f64,
    /// The model in words or by its generators.
    pub model: String,
    /// Other models that were fitted, best first.
    pub alternatives: Vec<Alternative>,
    /// Where its law has hills, in persons; empty where that was not looked for.
    pub hills_persons: Vec<f64>,
    /// How its chains agree, where there are any.
    pub diagnosis: Option<Diagnosis>,
    /// Draws of the population; empty where its law is log-normal.
    pub draws: Vec<f64>,
}

/// Why a method gives no number. A refusal is a result: it is printed in place of a number.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The table cannot carry it.
    #[error(transparent)]
    NotEstimable(#[from] NotEstimable),
    /// The average over graphs.
    #[error(transparent)]
    Graphs(#[from] decomposable::Refusal),
    /// Latent classes.
    #[error(transparent)]
    Classes(#[from] lcmcr::Refusal),
    /// Lists that hold nobody, everybody, or the same persons as another.
    #[error("fewer than two lists say anything of their own: the others hold nobody, everybody or the same persons")]
    NothingToCompare,
}

impl Method {
    /// Every method, in the order in which they stand beside each other.
    pub const ALL: [Self; 7] = [
        Self::Chapman,
        Self::LogLinear,
        Self::LogLinearAverage,
        Self::Graphs,
        Self::Classes,
        Self::Coverage,
        Self::Chao,
    ];

    /// Whether it is made for so many lists.
    ///
    /// ```
    /// use estimate::method::Method;
    /// assert!(Method::Chapman.takes(2) && !Method::Chapman.takes(3) && Method::Coverage.takes(3));
    /// ```
    pub fn takes(self, lists: usize) -> bool {
        match self {
            Self::Chapman => lists == 2,
            Self::Coverage => lists == 3,
            Self::LogLinear | Self::LogLinearAverage | Self::Graphs | Self::Classes => lists >= 3,
            Self::Chao => lists >= 2,
        }
    }

    /// How many lists it is made for, in words.
    pub fn lists(self) -> &'static str {
        match self {
            Self::Chapman => "2",
            Self::Coverage => "3",
            Self::LogLinear | Self::LogLinearAverage | Self::Graphs | Self::Classes => "3 to 16",
            Self::Chao => "2 to 16",
        }
    }

    /// Answers for a table; lists that say nothing of their own are left out first.
    ///
    /// ```
    /// use estimate::{CaptureTable, Level, method::{Method, Plan}};
    /// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
    /// let plan = Plan { level: Level::USUAL, seed: 19_481_210, threads: 1 };
    /// assert_eq!(Method::Chapman.answer(&table, &plan)?.population_persons, 71.0); // 42 * 24 / 14 - 1
    /// assert!(Method::Graphs.answer(&table, &plan).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where the table cannot carry it.
    pub fn answer(self, table: &CaptureTable, plan: &Plan) -> Result<Found, Refusal> {
        // Of two lists none can be left out.
        let usable = if table.lists() == 2 {
            table.clone()
        } else {
            table.usable().map_err(|_| Refusal::NothingToCompare)?.table
        };
        if !self.takes(usable.lists()) {
            return Err(NotEstimable::WrongNumberOfLists { found: usable.lists(), wanted: self.lists() }.into());
        }
        match self {
            Self::Chapman => Ok(of_estimate(two_lists::chapman(&usable)?.at(plan.level), Statistic::Estimate)),
            Self::LogLinear => {
                let best = log_linear::estimate_at(&usable, log_linear::Criterion::Bic, plan.level)?;
                Ok(of_estimate(best, Statistic::Estimate))
            }
            Self::LogLinearAverage => averaged(&usable, plan),
            Self::Graphs => graphs(&usable, plan),
            Self::Classes => classes(&usable, plan),
            Self::Coverage => {
                let found = coverage::estimate(&usable)?;
                let statistic = if found.is_low { Statistic::LowerBound } else { Statistic::Estimate };
                Ok(of_estimate(found.estimate.at(plan.level), statistic))
            }
            Self::Chao => Ok(of_estimate(chao::bias_corrected(&usable).at(plan.level), Statistic::LowerBound)),
        }
    }
}

impl Found {
    /// The number and draws of the undocumented, to be summed over strata and combined over linkages.
    pub fn replicate(&self, draws: usize, chance: &mut Chance) -> Replicate {
        let undocumented_persons = (self.population_persons - self.documented as f64).max(0.0);
        Replicate { documented: self.documented, undocumented_persons, draws: self.undocumented(draws, chance) }
    }

    /// Draws of the undocumented: those of the method, or of the log-normal law that its standard error stands for.
    ///
    /// ```
    /// use estimate::{CaptureTable, Level, chance::Chance, method::{Method, Plan}};
    /// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
    /// let plan = Plan { level: Level::USUAL, seed: 19_481_210, threads: 1 };
    /// let draws = Method::Chapman.answer(&table, &plan)?.undocumented(10_000, &mut Chance::new(1, 0));
    /// let above = draws.iter().filter(|draw| **draw > 20.0).count(); // 71 - 51, the median
    /// assert!(above.abs_diff(5_000) < 250);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn undocumented(&self, number: usize, chance: &mut Chance) -> Vec<f64> {
        let documented = self.documented as f64;
        if !self.draws.is_empty() {
            let draw = |_| (self.draws[chance.below(self.draws.len())] - documented).max(0.0);
            return (0..number).map(draw).collect();
        }
        let undocumented = self.population_persons - documented;
        if undocumented <= 0.0 {
            return vec![0.0; number];
        }
        let spread = (self.standard_error_persons / undocumented).min(1e6).powi(2).ln_1p().sqrt();
        (0..number).map(|_| undocumented * (spread * chance.normal()).exp()).collect()
    }
}

fn of_estimate(estimate: Estimate, statistic: Statistic) -> Found {
    let Interval { low, high, .. } = estimate.interval;
    Found {
        documented: estimate.documented,
        population_persons: estimate.population_persons,
        statistic,
        standard_error_persons: estimate.standard_error_persons,
        low,
        high,
        model: estimate.model,
        alternatives: estimate.alternatives,
        hills_persons: Vec::new(),
        diagnosis: None,
        draws: Vec::new(),
    }
}

fn averaged(table: &CaptureTable, plan: &Plan) -> Result<Found, Refusal> {
    let mean = log_linear::averaged(table, log_linear::Criterion::Bic, plan.level)?;
    let heaviest = mean.models.first().map(|one| format!("{} {:.0} %", one.model, 100.0 * one.weight));
    Ok(Found {
        documented: table.documented(),
        population_persons: mean.mean_persons,
        statistic: Statistic::Mean,
        standard_error_persons: mean.standard_error_persons,
        low: mean.interval.low,
        high: mean.interval.high,
        model: heaviest.unwrap_or_default(),
        alternatives: Vec::new(),
        hills_persons: Vec::new(),
        diagnosis: None,
        draws: Vec::new(),
    })
}

fn graphs(table: &CaptureTable, plan: &Plan) -> Result<Found, Refusal> {
    let chains = decomposable::Chains { seed: plan.seed, threads: plan.threads, ..decomposable::Chains::default() };
    let posterior = decomposable::average(table, &decomposable::Settings { chains, ..Default::default() })?;
    let heaviest = posterior.graphs.first().map(|graph| format!("{} {:.0} %", graph.model, 100.0 * graph.probability));
    Ok(Found {
        documented: posterior.documented,
        population_persons: posterior.summary.median,
        statistic: Statistic::Median,
        standard_error_persons: posterior.summary.deviation,
        low: posterior.distribution.quantile(plan.level.tail()),
        high: posterior.distribution.quantile(1.0 - plan.level.tail()),
        model: heaviest.unwrap_or_default(),
        alternatives: Vec::new(),
        hills_persons: posterior.hills.iter().map(|hill| hill.at).collect(),
        diagnosis: None,
        draws: posterior.draws(GRAPH_DRAWS, &mut Chance::new(plan.seed, 0)),
    })
}

fn classes(table: &CaptureTable, plan: &Plan) -> Result<Found, Refusal> {
    let settings =
        lcmcr::Settings { seed: plan.seed, threads: plan.threads, ..lcmcr::Settings::for_lists(table.lists()) };
    let posterior = lcmcr::fit(table, &settings)?;
    let draws = posterior.pooled();
    let mut sorted = draws.clone();
    sorted.sort_by(f64::total_cmp);
    let summary = posterior.summary();
    Ok(Found {
        documented: posterior.documented,
        population_persons: summary.median,
        statistic: Statistic::Median,
        standard_error_persons: summary.deviation,
        low: quantile(&sorted, plan.level.tail()),
        high: quantile(&sorted, 1.0 - plan.level.tail()),
        model: format!("up to {} classes", settings.classes),
        alternatives: Vec::new(),
        hills_persons: posterior.diagnosis.modes.iter().map(|mode| mode.at).collect(),
        diagnosis: Some(posterior.diagnosis),
        draws,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { level: Level::USUAL, seed: 19_481_210, threads: 1 };

    /// Spina bifida, three lists (Regal & Hook 1991): 626 documented.
    fn table() -> CaptureTable {
        CaptureTable::new(3, [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)]).unwrap()
    }

    #[test]
    fn every_method_that_takes_the_lists_answers_and_the_others_say_how_many_they_take() {
        for method in Method::ALL {
            match method.answer(&table(), &PLAN) {
                Ok(found) => {
                    assert!(method.takes(3), "{method:?}");
                    assert!(found.low <= found.population_persons && found.population_persons <= found.high);
                    assert!(found.low >= 626.0 && found.documented == 626, "{method:?} {found:?}");
                }
                Err(refusal) => {
                    assert_eq!(method, Method::Chapman);
                    assert_eq!(refusal.to_string(), "the method takes 2 lists, the table has 3");
                }
            }
        }
    }

    #[test]
    fn draws_have_the_spread_of_the_standard_error() {
        for method in [Method::LogLinear, Method::Graphs] {
            let found = method.answer(&table(), &PLAN).unwrap();
            let mut draws = found.undocumented(20_000, &mut Chance::new(3, 0));
            draws.sort_by(f64::total_cmp);
            let (low, high) = (626.0 + quantile(&draws, 0.025), 626.0 + quantile(&draws, 0.975));
            assert!(
                (low - found.low).abs() < 12.0 && (high / found.high - 1.0).abs() < 0.06,
                "{method:?} {low} {high}"
            );
        }
    }

    #[test]
    fn a_list_that_says_nothing_is_left_out_before_the_lists_are_counted() {
        let lists = [(0b0001, 60), (0b0010, 49), (0b0011, 14), (0b0100, 90), (0b0101, 30), (0b0110, 42)];
        let with_empty = CaptureTable::new(4, lists).unwrap();
        let without = CaptureTable::new(3, lists).unwrap();
        assert_eq!(Method::Coverage.answer(&with_empty, &PLAN), Method::Coverage.answer(&without, &PLAN));
        let same = CaptureTable::new(3, [(0b011, 8), (0b111, 3)]).unwrap();
        assert_eq!(Method::Graphs.answer(&same, &PLAN), Err(Refusal::NothingToCompare));
    }
}
