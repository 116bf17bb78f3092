//! What a run of the latent class model is told: its priors, its size and when to give up.

use super::refusal::Refusal;

/// The seed where none is given: 10 December 1948, the day of the Universal Declaration of Human Rights.
pub const DEFAULT_SEED: u64 = 19_481_210;

/// Classes where none are given, unless the lists allow fewer patterns.
const CLASSES: usize = 10;

/// More classes than this serve no table of 16 lists.
pub(super) const CLASSES_MAX: usize = 64;

/// The priors: `alpha ~ Gamma(shape, rate)` for the sticks, `lambda ~ Beta(listed, unlisted)` for each list and class.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Priors {
    /// Shape of alpha's gamma law.
    pub alpha_shape: f64,
    /// Rate of alpha's gamma law.
    pub alpha_rate: f64,
    /// First parameter of the beta law of a class's chance to be on a list.
    pub listed: f64,
    /// Second parameter of that law.
    pub unlisted: f64,
}

impl Default for Priors {
    /// Manrique-Vallier 2016: 0.25 and 0.25, and a uniform law of the chances.
    fn default() -> Self {
        Self { alpha_shape: 0.25, alpha_rate: 0.25, listed: 1.0, unlisted: 1.0 }
    }
}

/// A run's settings. The defaults are those of the published model with four chains.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Settings {
    /// Latent classes at which the sticks are cut.
    pub classes: usize,
    /// The priors.
    pub priors: Priors,
    /// Chains, at least 4.
    pub chains: usize,
    /// Sweeps of each chain before the first draw, and again once it is tempered.
    pub burn_in: usize,
    /// Draws that each chain keeps at least.
    pub draws: usize,
    /// Sweeps between two kept draws at first; where the chains need to run on, the step is doubled, and doubled again.
    pub thinning: usize,
    /// Seed of all chains.
    pub seed: u64,
    /// Threads; the result does not depend on them.
    pub threads: usize,
    /// The largest believable population in persons, such as a census. Nothing is cut there; more than 0.1 % of the
    /// draws beyond it refuses the run.
    pub cap_persons: Option<f64>,
    /// Sweeps over all chains and temperatures after which the run gives up.
    pub sweeps_max: u64,
    /// The share of the table that the hottest temperature keeps.
    pub hottest_share: f64,
    /// By what the hottest temperature multiplies `priors.listed`. Below 1, hot rungs like classes that lists hardly
    /// reach, of which a class that is being born has several: chains go from mode to mode far more often. The posterior
    /// does not depend on it.
    pub hottest_listed: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            classes: CLASSES,
            priors: Priors::default(),
            chains: 4,
            burn_in: 1_000,
            draws: 1_000,
            thinning: 4,
            seed: DEFAULT_SEED,
            threads: 2,
            cap_persons: None,
            sweeps_max: 150_000_000,
            hottest_share: 0.06,
            hottest_listed: 0.25,
        }
    }
}

impl Settings {
    /// Returns the defaults with as many classes as lists can tell apart: 2^lists - 1, but no more than 10.
    ///
    /// ```
    /// use estimate::lcmcr::Settings;
    /// assert_eq!((Settings::for_lists(3).classes, Settings::for_lists(5).classes), (7, 10)); // 2^3 - 1
    /// ```
    pub fn for_lists(lists: usize) -> Self {
        let patterns = (1_usize << lists.clamp(1, 16)) - 1;
        Self { classes: CLASSES.min(patterns), ..Self::default() }
    }

    /// The priors of a rung that sees this share of the table.
    pub(super) fn priors_at(&self, share: f64) -> Priors {
        let heat = share.ln() / self.hottest_share.ln();
        Priors { listed: self.priors.listed * self.hottest_listed.powf(heat), ..self.priors }
    }

    /// Refuses settings that cannot be run, and chains too few to be compared.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Priors { alpha_shape, alpha_rate, listed, unlisted } = self.priors;
        let wrong = |what: &'static str, found: f64| Err(Refusal::Settings { what, found });
        if let Some(prior) =
            [alpha_shape, alpha_rate, listed, unlisted].into_iter().find(|prior| !(0.001..=1e6).contains(prior))
        {
            return wrong("a prior's parameter must lie between 0.001 and 1,000,000", prior);
        }
        if !(2..=CLASSES_MAX).contains(&self.classes) {
            return wrong("classes must be 2 to 64", self.classes as f64);
        }
        if !(4..=256).contains(&self.chains) {
            return wrong("chains must be 4 to 256, because fewer cannot be compared", self.chains as f64);
        }
        if !(100..=1_000_000).contains(&self.draws) {
            return wrong("draws of a chain must be 100 to 1,000,000", self.draws as f64);
        }
        if !(1..=100_000).contains(&self.thinning) {
            return wrong("thinning must be 1 to 100,000 sweeps", self.thinning as f64);
        }
        if self.burn_in > 100_000_000 {
            return wrong("burn-in must be at most 100,000,000 sweeps", self.burn_in as f64);
        }
        if !(0.001..=0.9).contains(&self.hottest_share) {
            return wrong("the hottest share must lie between 0.001 and 0.9", self.hottest_share);
        }
        if !(0.01..=1.0).contains(&self.hottest_listed) {
            return wrong("the hottest temperature's factor must lie between 0.01 and 1", self.hottest_listed);
        }
        match self.cap_persons {
            Some(cap) if cap.is_nan() || cap < 1.0 => wrong("a cap must be at least one person", cap),
            Some(_) | None => Ok(()),
        }
    }
}
