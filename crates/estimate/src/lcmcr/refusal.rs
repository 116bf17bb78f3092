//! Why the latent class model gives no number for a table.

use crate::diagnostics::Diagnosis;

/// A refusal is a result: it is printed in place of a number.
#[derive(Debug, Clone, PartialEq, serde::Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "refusal")]
pub enum Refusal {
    /// Two lists cannot tell a difference among persons from a dependence between lists.
    #[error("{found} lists hold anybody; the latent class model needs 3")]
    TooFewLists {
        /// Lists with at least one person.
        found: usize,
    },
    /// Nobody is on two lists, so that only the prior would speak.
    #[error("nobody is on more than one list: the table says nothing of those on none")]
    NoOverlap,
    /// The settings cannot be run.
    #[error("{what} (found {found})")]
    Settings {
        /// What must hold.
        what: &'static str,
        /// What was given.
        found: f64,
    },
    /// The chains did not agree within the stated number of sweeps.
    #[error("the chains did not converge within {sweeps} sweeps: {diagnosis}; allow more sweeps or merge lists")]
    NotConverged {
        /// Sweeps over all chains and temperatures.
        sweeps: u64,
        /// What the last round looked like.
        diagnosis: Box<Diagnosis>,
    },
    /// The watcher ended the fit.
    #[error("cancelled after {sweeps} sweeps")]
    Cancelled {
        /// Sweeps over all chains and temperatures.
        sweeps: u64,
    },
    /// Too much of the posterior lies beyond the largest population that was called believable.
    #[error("{percent:.2} % of the draws lie beyond {cap_persons} persons, more than 0.1 %", percent = share * 100.0)]
    MassBeyondCap {
        /// The largest believable population.
        cap_persons: f64,
        /// Share of draws beyond it.
        share: f64,
    },
}
