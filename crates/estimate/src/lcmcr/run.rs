//! Chains side by side, longer and longer, until they agree or the budget is spent.
//!
//! Every round is twice to eight times as long as the one before and keeps its own draws only, so that all earlier rounds
//! are burn-in. The plain sampler with label moves goes first; where its chains keep apart, or sit in different modes, the
//! chains are tempered. What still fails at the end is refused with its diagnosis.

use super::Sample;
use super::chain::{Chain, Subject};
use super::posterior::{Posterior, Tempering};
use super::refusal::Refusal;
use super::settings::Settings;
use crate::diagnostics::{Diagnosis, Gates, diagnose};

/// Plain rounds before the chains are tempered in any case.
const PLAIN_ROUNDS: usize = 6;

/// Plain chains further apart than this after their second round are tempered at once.
const R_HAT_HOPELESS: f64 = 1.2;

/// The largest believable share of draws beyond a declared cap.
const BEYOND_CAP_MAX: f64 = 0.001;

/// Chains of one table and what they have done.
pub(super) struct Run<'a> {
    subject: &'a Subject,
    settings: &'a Settings,
    chains: Vec<Chain>,
    tempered: bool,
}

impl<'a> Run<'a> {
    pub(super) fn start(subject: &'a Subject, settings: &'a Settings) -> Self {
        let chains = (0..settings.chains).map(|number| Chain::start(subject, settings, number)).collect();
        Self { subject, settings, chains, tempered: false }
    }

    /// Does the same with every chain, on as many threads as the settings say.
    fn each<T: Send>(&mut self, work: impl Fn(&mut Chain) -> T + Sync) -> Vec<T> {
        let threads = self.settings.threads.clamp(1, self.chains.len());
        if threads == 1 {
            return self.chains.iter_mut().map(work).collect();
        }
        let per_thread = self.chains.len().div_ceil(threads);
        let work = &work;
        std::thread::scope(|scope| {
            let running: Vec<_> = self
                .chains
                .chunks_mut(per_thread)
                .map(|chains| scope.spawn(move || chains.iter_mut().map(work).collect::<Vec<T>>()))
                .collect();
            running
                .into_iter()
                .flat_map(|thread| thread.join().expect("a chain has no state in which it panics"))
                .collect()
        })
    }

    fn sweeps(&self) -> u64 {
        self.chains.iter().map(|chain| chain.sweeps).sum()
    }

    fn temper(&mut self) {
        let (subject, settings) = (self.subject, self.settings);
        self.each(|chain| {
            chain.temper(subject, settings);
            chain.burn(subject, settings, settings.burn_in);
        });
        self.tempered = true;
    }

    fn round(&mut self, thinning: usize) -> Vec<Vec<f64>> {
        let (subject, settings) = (self.subject, self.settings);
        self.each(|chain| chain.draw(subject, settings, thinning))
    }

    /// One round of the stated length.
    pub(super) fn once(mut self, tempered: bool) -> Sample {
        let (subject, settings) = (self.subject, self.settings);
        self.each(|chain| chain.burn(subject, settings, settings.burn_in));
        if tempered {
            self.temper();
        }
        let draws = self.round(settings.thinning);
        let diagnosis = diagnose(&draws, Gates::default());
        Sample { draws, diagnosis, sweeps: self.sweeps() }
    }

    /// Goes on until the gates open or the budget is spent.
    pub(super) fn until_converged(mut self) -> Result<(Posterior, Vec<Chain>), Refusal> {
        let (subject, settings) = (self.subject, self.settings);
        self.each(|chain| chain.burn(subject, settings, settings.burn_in));
        let (mut thinning, mut round) = (settings.thinning, 0);
        loop {
            let draws = self.round(thinning);
            let diagnosis = diagnose(&draws, Gates::default());
            round += 1;
            if diagnosis.failures.is_empty() {
                let posterior = self.posterior(draws, diagnosis, thinning)?;
                return Ok((posterior, self.chains));
            }
            let hopeless = diagnosis.r_hat > R_HAT_HOPELESS || diagnosis.modes.len() > 1;
            let factor = lengthening(&diagnosis);
            if !self.tempered && (round >= PLAIN_ROUNDS || (round >= 2 && hopeless)) {
                self.temper();
                thinning = settings.thinning.max(thinning / 4);
            } else {
                thinning *= factor;
            }
            let rungs: usize = self.chains.iter().map(|chain| chain.ladder().len()).sum();
            let next = (rungs * settings.draws) as u64 * thinning as u64;
            if self.sweeps().saturating_add(next) > settings.sweeps_max {
                return Err(Refusal::NotConverged { sweeps: self.sweeps(), diagnosis: Box::new(diagnosis) });
            }
        }
    }

    fn posterior(&self, draws: Vec<Vec<f64>>, diagnosis: Diagnosis, thinning: usize) -> Result<Posterior, Refusal> {
        let tempering = self.tempered.then(|| Tempering {
            shares: self.chains[0].ladder(),
            exchange_rates: self.chains[0].exchange_rates(),
            lowest_exchange_rate: self.chains.iter().flat_map(Chain::exchange_rates).fold(1.0, f64::min),
        });
        let posterior = Posterior {
            documented: self.subject.documented,
            draws,
            diagnosis,
            seed: self.settings.seed,
            sweeps: self.sweeps(),
            thinning,
            tempering,
        };
        if let Some(cap_persons) = self.settings.cap_persons {
            let share = posterior.share_beyond(cap_persons);
            if share > BEYOND_CAP_MAX {
                return Err(Refusal::MassBeyondCap { cap_persons, share });
            }
        }
        Ok(posterior)
    }
}

/// By how much the next round is longer, from the effective draws of this one.
fn lengthening(diagnosis: &Diagnosis) -> usize {
    let wanted = Gates::default().effective_draws_min * 1.3;
    let found = diagnosis.ess_bulk.min(diagnosis.ess_tail).max(1.0);
    ((wanted / found).ceil() as usize).clamp(2, 8)
}
