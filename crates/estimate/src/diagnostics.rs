//! Did the chains reach the same law, and do they say enough about it?
//!
//! A single chain can look perfect and be wrong, so at least four from scattered starts are compared: the rank-normalised
//! split R-hat, the effective number of draws in the bulk and in the tails, the chains' medians, and the modes of the
//! pooled draws with each chain's share of them. The gates are a value with reasons; who runs the chains decides nothing.
//!
//! Sources: Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, *Bayesian Analysis* 16:667-718 (all but the modes; the
//! gates are theirs, sections 4 and 5).

mod chains;
mod fourier;
mod modes;
mod summary;

use std::fmt;

use serde::Serialize;

pub use chains::{ess_bulk, ess_tail, r_hat};
pub use modes::{Mode, modes};
pub use summary::{Summary, quantile, summarise};

/// What chains must reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gates {
    /// Fewest chains.
    pub chains_min: usize,
    /// Largest R-hat.
    pub r_hat_max: f64,
    /// Fewest effective draws over all chains, in the bulk and in the tails.
    pub effective_draws_min: f64,
    /// Largest difference between chains in the share of their draws that lies in a mode.
    pub mode_share_difference_max: f64,
}

impl Default for Gates {
    /// Four chains, R-hat at most 1.01, 400 effective draws (Vehtari et al. 2021), mode shares within 0.2.
    fn default() -> Self {
        Self { chains_min: 4, r_hat_max: 1.01, effective_draws_min: 400.0, mode_share_difference_max: 0.2 }
    }
}

/// One gate that stayed shut.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "failure")]
pub enum Failure {
    /// Too few chains to be compared.
    Chains {
        /// Chains.
        found: usize,
        /// Fewest allowed.
        wanted: usize,
    },
    /// The chains differ from one another by more than they vary.
    RHat {
        /// R-hat.
        found: f64,
        /// Largest allowed.
        limit: f64,
        /// Median of each chain, in persons.
        medians: Vec<f64>,
    },
    /// Too few effective draws in the bulk.
    EffectiveBulk {
        /// Effective draws.
        found: f64,
        /// Fewest allowed.
        wanted: f64,
    },
    /// Too few effective draws in the tails.
    EffectiveTail {
        /// Effective draws.
        found: f64,
        /// Fewest allowed.
        wanted: f64,
    },
    /// Tempered chains whose ladder carries too little from its hot end to its cold one: they may all have missed a mode.
    Arrivals {
        /// Arrivals at the cold end, over all chains.
        found: u64,
        /// Fewest allowed.
        wanted: u64,
    },
    /// The chains spend different shares of their draws in a mode.
    Modes {
        /// Where the mode is, in persons.
        at: f64,
        /// Smallest share of a chain.
        least: f64,
        /// Largest share of a chain.
        most: f64,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chains { found, wanted } => write!(formatter, "{found} chains, at least {wanted} are compared"),
            Self::RHat { found, limit, medians } => {
                let low = medians.iter().copied().fold(f64::INFINITY, f64::min);
                let high = medians.iter().copied().fold(0.0, f64::max);
                write!(formatter, "R-hat {found:.3} above {limit}, chain medians {low:.0} to {high:.0}")
            }
            Self::EffectiveBulk { found, wanted } => {
                write!(formatter, "{found:.0} effective draws in the bulk, {wanted} wanted")
            }
            Self::EffectiveTail { found, wanted } => {
                write!(formatter, "{found:.0} effective draws in the tails, {wanted} wanted")
            }
            Self::Arrivals { found, wanted } => {
                write!(formatter, "{found} arrivals from the hottest temperature, {wanted} wanted")
            }
            Self::Modes { at, least, most } => {
                write!(formatter, "chains spend {least:.2} to {most:.2} of their draws in the mode at {at:.0}")
            }
        }
    }
}

/// How well chains agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnosis {
    /// Rank-normalised split R-hat, the larger of location and scale.
    pub r_hat: f64,
    /// Effective draws in the bulk, over all chains.
    pub ess_bulk: f64,
    /// Effective draws in the tails (5 % and 95 %), over all chains.
    pub ess_tail: f64,
    /// Median of each chain.
    pub medians: Vec<f64>,
    /// Modes of the pooled draws, from low to high.
    pub modes: Vec<Mode>,
    /// Gates that stayed shut; none where the draws may be used.
    pub failures: Vec<Failure>,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.failures.is_empty() {
            return write!(formatter, "R-hat {:.3}, {:.0} effective draws", self.r_hat, self.ess_bulk);
        }
        for (place, failure) in self.failures.iter().enumerate() {
            write!(formatter, "{}{failure}", if place == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

/// Compares chains of equal length, `draws: [chain][draw]`, and tells which gates stay shut.
///
/// ```
/// use estimate::diagnostics::{Gates, diagnose};
/// let chain = |shift: f64| (0..1000).map(|draw| f64::from(draw * 389 % 1000) + shift).collect::<Vec<_>>();
/// assert!(diagnose(&[chain(0.0), chain(0.0), chain(0.0), chain(0.0)], Gates::default()).failures.is_empty());
/// // One chain elsewhere, and one chain alone.
/// assert!(diagnose(&[chain(0.0), chain(0.0), chain(0.0), chain(900.0)], Gates::default()).r_hat > 1.2);
/// assert_eq!(diagnose(&[chain(0.0)], Gates::default()).failures.len(), 1);
/// ```
pub fn diagnose(draws: &[Vec<f64>], gates: Gates) -> Diagnosis {
    let mut failures = Vec::new();
    if draws.len() < gates.chains_min {
        failures.push(Failure::Chains { found: draws.len(), wanted: gates.chains_min });
    }
    let medians: Vec<f64> = draws.iter().map(|chain| summarise(chain).median).collect();
    let (r_hat, bulk, tail) = (r_hat(draws), ess_bulk(draws), ess_tail(draws));
    if r_hat.is_nan() || r_hat > gates.r_hat_max {
        failures.push(Failure::RHat { found: r_hat, limit: gates.r_hat_max, medians: medians.clone() });
    }
    let wanted = gates.effective_draws_min;
    if bulk.is_nan() || bulk < wanted {
        failures.push(Failure::EffectiveBulk { found: bulk, wanted });
    }
    if tail.is_nan() || tail < wanted {
        failures.push(Failure::EffectiveTail { found: tail, wanted });
    }
    let modes = modes(&draws.concat());
    if modes.len() > 1 {
        for mode in &modes {
            let shares: Vec<f64> = draws.iter().map(|chain| mode.share_of(chain)).collect();
            let least = shares.iter().copied().fold(1.0, f64::min);
            let most = shares.iter().copied().fold(0.0, f64::max);
            if most - least > gates.mode_share_difference_max {
                failures.push(Failure::Modes { at: mode.at, least, most });
            }
        }
    }
    Diagnosis { r_hat, ess_bulk: bulk, ess_tail: tail, medians, modes, failures }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn chains_in_different_modes_are_told_by_their_shares() {
        let mut chance = Chance::new(31, 0);
        let mut chain = |low: f64| -> Vec<f64> {
            (0..2000).map(|_| (if chance.uniform() < low { 8.0 } else { 10.0 } + 0.1 * chance.normal()).exp()).collect()
        };
        let apart = diagnose(&[chain(0.9), chain(0.9), chain(0.5), chain(0.9)], Gates::default());
        assert_eq!(apart.modes.len(), 2);
        assert!(apart.failures.iter().any(|failure| matches!(failure, Failure::Modes { .. })), "{apart}");
        let together = diagnose(&[chain(0.8), chain(0.8), chain(0.8), chain(0.8)], Gates::default());
        assert_eq!((together.modes.len(), together.failures.len()), (2, 0), "{together}");
    }

    #[test]
    fn draws_that_never_move_are_agreed_and_infinite_ones_are_not() {
        assert!(diagnose(&vec![vec![12.0; 500]; 4], Gates::default()).failures.is_empty());
        assert!(!diagnose(&vec![vec![f64::NAN; 500]; 4], Gates::default()).failures.is_empty());
        assert!(
            !diagnose(&[vec![1.0; 500], vec![2.0; 500], vec![1.0; 500], vec![1.0; 500]], Gates::default())
                .failures
                .is_empty()
        );
        assert!(!diagnose(&vec![Vec::new(); 4], Gates::default()).failures.is_empty());
    }
}
