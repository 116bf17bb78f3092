//! What the chains say of the population.

use serde::Serialize;

use crate::diagnostics::{Diagnosis, Summary, summarise};

/// The ladder of a tempered run.
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
}

/// Draws of the population that have passed the gates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Posterior {
    /// Persons on at least one list.
    pub documented: u64,
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
