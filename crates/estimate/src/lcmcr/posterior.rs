//! What the chains say of the population.

use std::fmt;

use serde::Serialize;

use crate::diagnostics::{Diagnosis, Summary, summarise};

/// The ladder of a tempered run, or of the pilot run that plain chains had to agree with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tempering {
    /// Shares of the table that the rungs of the first chain see, cold to hot.
    pub shares: Vec<f64>,
    /// How often each of them exchanged with the next hotter one.
    pub exchange_rates: Vec<f64>,
    /// The lowest such rate of any chain.
    pub lowest_exchange_rate: f64,
    /// Times that parameters which had been at the hottest rung arrived at the coldest, over all chains.
    pub arrivals: u64,
    /// Whether the draws are those of plain chains, and the ladder that of the pilot beside them.
    pub is_pilot: bool,
}

/// What must be said beside the number, although the gates are open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "warning")]
pub enum Warning {
    /// The posterior has several hills: its median may lie where hardly any draw does.
    SeveralModes {
        /// Where each is, in persons, and its share of the draws.
        modes: Vec<(f64, f64)>,
    },
    /// Most of the population was never documented, so that the model's assumptions make the number.
    FarBeyondDocumented {
        /// Median population over documented persons.
        ratio: f64,
    },
    /// Programs that silently draw again until the population is at most 21 times the documented would not show these.
    BeyondUsualCap {
        /// That bound, in persons.
        persons: f64,
        /// Share of the draws beyond it.
        share: f64,
    },
    /// Two temperatures hardly exchange, so that the ladder may have missed a mode.
    RareExchanges {
        /// The lowest rate of exchange.
        rate: f64,
    },
    /// Lists that hold nobody are not in the model.
    ListsLeftOut {
        /// Their names.
        names: Vec<String>,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SeveralModes { modes } => {
                write!(formatter, "the posterior has {} modes:", modes.len())?;
                for (place, (at, share)) in modes.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "," };
                    write!(formatter, "{comma} {at:.0} persons ({:.0} % of the draws)", share * 100.0)?;
                }
                Ok(())
            }
            Self::FarBeyondDocumented { ratio } => {
                write!(
                    formatter,
                    "the median is {ratio:.1} times the documented: the model's assumptions make the number"
                )
            }
            Self::BeyondUsualCap { persons, share } => write!(
                formatter,
                "{:.1} % of the draws lie beyond {persons:.0} persons, 21 times the documented",
                share * 100.0
            ),
            Self::RareExchanges { rate } => {
                write!(formatter, "two temperatures exchange in {:.0} % of trials only", rate * 100.0)
            }
            Self::ListsLeftOut { names } => {
                write!(formatter, "lists without anybody are left out: {}", names.join(", "))
            }
        }
    }
}

/// A median beyond so many times the documented is worth a warning.
const RATIO_WARNED: f64 = 5.0;

/// The bound of the reference package, in multiples of the documented (it keeps the undocumented below 20 of them).
const USUAL_CAP: f64 = 21.0;

/// A share of draws beyond that bound from which on it matters.
const SHARE_WARNED: f64 = 0.001;

/// Temperatures that exchange more seldom than this are worth a warning.
const RATE_WARNED: f64 = 0.05;

/// Draws of the population that have passed the gates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Posterior {
    /// Persons on at least one list.
    pub documented: u64,
    /// Names of lists that hold nobody, which are not in the model.
    pub left_out_lists: Vec<String>,
    /// The population in persons: [chain][draw]; at least as many draws as the settings say, at most half as many again.
    pub draws: Vec<Vec<f64>>,
    /// How well the chains agree.
    pub diagnosis: Diagnosis,
    /// The seed of the run.
    pub seed: u64,
    /// Sweeps over all chains and temperatures, burn-in included.
    pub sweeps: u64,
    /// Sweeps between two draws.
    pub thinning: usize,
    /// The ladder.
    pub tempering: Tempering,
}

impl Posterior {
    /// All draws, chain after chain, in persons.
    pub fn pooled(&self) -> Vec<f64> {
        self.draws.concat()
    }

    /// Mean, quantiles and 95 % credible interval of the population.
    pub fn summary(&self) -> Summary {
        summarise(&self.pooled())
    }

    /// What must be said beside the number.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.diagnosis.modes.len() > 1 {
            let modes = self.diagnosis.modes.iter().map(|mode| (mode.at, mode.share)).collect();
            warnings.push(Warning::SeveralModes { modes });
        }
        let documented = self.documented as f64;
        let ratio = self.summary().median / documented;
        if ratio > RATIO_WARNED {
            warnings.push(Warning::FarBeyondDocumented { ratio });
        }
        let (persons, rate) = (USUAL_CAP * documented, self.tempering.lowest_exchange_rate);
        let share = self.share_beyond(persons);
        if share > SHARE_WARNED {
            warnings.push(Warning::BeyondUsualCap { persons, share });
        }
        if rate < RATE_WARNED {
            warnings.push(Warning::RareExchanges { rate });
        }
        if !self.left_out_lists.is_empty() {
            warnings.push(Warning::ListsLeftOut { names: self.left_out_lists.clone() });
        }
        warnings
    }

    /// Share of the draws above a number of persons.
    pub fn share_beyond(&self, persons: f64) -> f64 {
        let pooled = self.pooled();
        pooled.iter().filter(|draw| **draw > persons).count() as f64 / pooled.len() as f64
    }

    /// The posterior given that the population is at most `persons`. Programs that draw the undocumented again until they
    /// are below a bound sample this, not the posterior.
    pub fn summary_up_to(&self, persons: f64) -> Summary {
        let kept: Vec<f64> = self.pooled().into_iter().filter(|draw| *draw <= persons).collect();
        summarise(&kept)
    }
}
