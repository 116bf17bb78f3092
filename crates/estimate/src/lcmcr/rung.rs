//! One temperature of a chain: a share of the table, a prior, and a state drawn for them.
//!
//! A rung targets the law of the parameters given its own counts and prior, the undocumented and the classes summed out:
//! `p(theta) prod p_m^n_m / (1 - p_0)^n`, which is what `p(N) ~ 1/N` leaves. Two rungs may exchange parameters, and only
//! parameters: the undocumented that a rung reports were drawn for its own table in its own last sweep.

#[cfg(test)]
mod geweke;

use super::chain::Subject;
use super::dealt::Dealt;
use super::moves::accepts;
use super::plan::Counts;
use super::settings::{Priors, Settings};
use super::theta::{Table, Theta};
use crate::chance::Chance;

/// Steps along the ridge in a sweep: the second costs a twentieth of the sweep and saves more sweeps than that.
const RIDGE_MOVES: usize = 2;

/// A share of the table and the state of its sampler.
#[derive(Debug, Clone)]
pub(super) struct Rung {
    counts: Counts,
    priors: Priors,
    theta: Theta,
    dealt: Dealt,
    undocumented: u64, // Invariant: drawn for `counts`; no exchange touches it.
    tried: u64,
    exchanged: u64,
}

impl Rung {
    /// Starts with the whole table at a random state, chances below `reach`.
    pub(super) fn start(subject: &Subject, settings: &Settings, reach: f64, chance: &mut Chance) -> Self {
        let theta = Theta::start(&subject.plan, settings.classes, reach, chance);
        let law = (Counts::scaled(&subject.persons, 1.0), settings.priors);
        Self::with(law, theta, Dealt::nobody(&subject.plan, settings.classes))
    }

    fn with((counts, priors): (Counts, Priors), theta: Theta, dealt: Dealt) -> Self {
        Self { counts, priors, theta, dealt, undocumented: 0, tried: 0, exchanged: 0 }
    }

    /// Another rung at the same parameters, which must be swept before it is asked for anything.
    pub(super) fn copy_with(&self, counts: Counts, priors: Priors) -> Self {
        Self::with((counts, priors), self.theta.clone(), self.dealt.clone())
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(super) fn theta(&self) -> &Theta {
        &self.theta
    }

    /// The undocumented of the last sweep: given this rung's table, whatever was exchanged since.
    pub(super) fn undocumented(&self) -> u64 {
        self.undocumented
    }

    /// How often it exchanged with the next hotter one, from 0 to 1.
    pub(super) fn exchange_rate(&self) -> f64 {
        self.exchanged as f64 / self.tried.max(1) as f64
    }

    /// Notes on the parameters that they have been at the hottest rung.
    pub(super) fn mark_hot(&mut self) {
        self.theta.was_hot = true;
    }

    /// Whether the parameters have been at the hottest rung since they were last asked.
    pub(super) fn take_mark(&mut self) -> bool {
        std::mem::take(&mut self.theta.was_hot)
    }

    pub(super) fn forget_rate(&mut self) {
        (self.tried, self.exchanged) = (0, 0);
    }

    /// One sweep over all that the rung draws.
    pub(super) fn sweep(&mut self, subject: &Subject, chance: &mut Chance) {
        let table = Table { plan: &subject.plan, counts: &self.counts, priors: &self.priors };
        (0..RIDGE_MOVES).for_each(|_| self.theta.move_along_ridge(table, chance));
        self.undocumented = self.dealt.deal_out(&self.theta, table, chance);
        self.theta.move_labels(&mut self.dealt, chance);
        self.theta.draw(&self.dealt, table, chance);
    }

    /// Exchanges the parameters with those of a hotter rung, with the Metropolis probability. The rungs' priors may differ
    /// in `listed`, and in nothing else.
    pub(super) fn exchange(&mut self, hot: &mut Self, chance: &mut Chance) {
        self.tried += 1;
        let difference = self.counts.documented as f64 - hot.counts.documented as f64;
        let mut ln_ratio = -difference * (hot.theta.documented_share() / self.theta.documented_share()).ln();
        let counts = self.counts.persons.iter().zip(&hot.counts.persons);
        for ((many, few), (at_cold, at_hot)) in counts.zip(self.theta.totals.iter().zip(&hot.theta.totals)) {
            if many != few {
                ln_ratio += (*many as f64 - *few as f64) * (at_hot / at_cold).ln();
            }
        }
        let listed = self.priors.listed - hot.priors.listed;
        if listed != 0.0 {
            ln_ratio += listed * (hot.theta.sum_ln_chances() - self.theta.sum_ln_chances());
        }
        if accepts(ln_ratio, chance) {
            self.exchanged += 1;
            std::mem::swap(&mut self.theta, &mut hot.theta);
        }
    }
}
