//! Chains side by side, longer and longer, until they agree or the budget is spent.
//!
//! All chains are tempered from the start: plain chains from one side of a valley agree with one another and are wrong, and
//! on most tables the ladder gives more effective draws in the same time. The chains are compared whenever a run is a third
//! to a half longer than at the last comparison, on the last three quarters of each; the rest is burn-in. What still fails
//! at the end of the budget is refused with its diagnosis.

use super::Sample;
use super::chain::{Chain, Job, Length, Subject};
use super::ladder;
use super::posterior::{Posterior, Tempering};
use super::refusal::Refusal;
use super::settings::Settings;
use super::watch::{Watch, Watched};
use crate::diagnostics::{Diagnosis, Failure, Gates, diagnose};

/// The largest believable share of draws beyond a declared cap.
const BEYOND_CAP_MAX: f64 = 0.001;

/// Arrivals from the hottest rung at the coldest, over all chains, without which agreement of the chains proves little.
const ARRIVALS_MIN: u64 = 40;

/// Chains of one table and what they have done.
pub(super) struct Run<'a> {
    subject: &'a Subject,
    settings: &'a Settings,
    chains: Vec<Chain>,
    gates: Gates,
    watched: Watched<'a>,
}

impl<'a> Run<'a> {
    pub(super) fn start(subject: &'a Subject, settings: &'a Settings, watch: Watch<'a>) -> Self {
        let chains = (0..settings.chains).map(|number| Chain::start(subject, settings, number)).collect();
        Self { subject, settings, chains, gates: Gates::default(), watched: Watched::new(watch, settings.sweeps_max) }
    }

    /// The same with other gates.
    pub(super) fn through(self, gates: Gates) -> Self {
        Self { gates, ..self }
    }

    /// Does the same with every chain, on as many threads as the settings say.
    fn each(&mut self, work: impl Fn(&mut Chain, Job<'_>) + Sync) {
        let threads = self.settings.threads.clamp(1, self.chains.len());
        let job = Job { subject: self.subject, watched: &self.watched };
        if threads == 1 {
            self.chains.iter_mut().for_each(|chain| work(chain, job));
            return;
        }
        let per_thread = self.chains.len().div_ceil(threads);
        let work = &work;
        std::thread::scope(|scope| {
            for chains in self.chains.chunks_mut(per_thread) {
                scope.spawn(move || chains.iter_mut().for_each(|chain| work(chain, job)));
            }
        });
    }

    fn sweeps(&self) -> u64 {
        self.chains.iter().map(|chain| chain.sweeps).sum()
    }

    fn burn(&mut self, sweeps: usize) {
        self.each(|chain, job| chain.burn(job, sweeps));
    }

    fn draw(&mut self, length: Length) {
        self.each(|chain, job| chain.draw(job, length));
    }

    /// Makes the chains tempered ones and fits their ladder.
    fn temper(&mut self) {
        let (subject, settings) = (self.subject, self.settings);
        self.chains.iter_mut().for_each(|chain| ladder::first_rungs(chain, subject, settings));
        loop {
            self.chains.iter_mut().for_each(Chain::forget_rates);
            self.burn(ladder::FITTING_SWEEPS);
            let mut inserted = false;
            for (place, share) in ladder::wanted(&self.chains) {
                for chain in &mut self.chains {
                    inserted |= chain.insert((subject, settings), place, share);
                }
            }
            if !inserted || self.watched.stopped() {
                break;
            }
        }
        self.burn(settings.burn_in);
        self.chains.iter_mut().for_each(Chain::forget_rates);
    }

    /// One run of the stated length.
    pub(super) fn once(mut self, tempered: bool) -> Sample {
        if tempered {
            self.temper();
        } else {
            self.burn(self.settings.burn_in);
        }
        self.draw(Length { draws: self.settings.draws, thinning: self.settings.thinning });
        let draws: Vec<Vec<f64>> = self.chains.iter().map(|chain| chain.draws.clone()).collect();
        let diagnosis = diagnose(&draws, Gates::default());
        Sample { draws, diagnosis, sweeps: self.sweeps() }
    }

    /// Goes on until the gates open or the budget is spent.
    pub(super) fn until_converged(mut self) -> Result<(Posterior, Vec<Chain>), Refusal> {
        self.temper();
        let step = self.settings.draws.div_ceil(3) * 2; // Half of the draws at which they are first halved.
        let mut thinning = self.settings.thinning;
        self.draw(Length { draws: 2 * step, thinning });
        loop {
            if self.watched.stopped() {
                return Err(Refusal::Cancelled { sweeps: self.sweeps() });
            }
            let (draws, diagnosis) = self.compare();
            if diagnosis.failures.is_empty() {
                let posterior = self.posterior(draws, diagnosis, thinning)?;
                return Ok((posterior, self.chains));
            }
            self.watched.last_compared = Some((diagnosis.r_hat, diagnosis.ess_bulk.min(diagnosis.ess_tail)));
            if self.chains[0].draws.len() >= 4 * step {
                self.chains.iter_mut().for_each(Chain::halve_draws);
                thinning *= 2;
            }
            let rungs: usize = self.chains.iter().map(|chain| chain.ladder().len()).sum();
            let next = (rungs * step) as u64 * thinning as u64;
            if self.sweeps().saturating_add(next) > self.settings.sweeps_max {
                return Err(Refusal::NotConverged { sweeps: self.sweeps(), diagnosis: Box::new(diagnosis) });
            }
            self.draw(Length { draws: step, thinning });
        }
    }

    /// The last three quarters of each chain's draws, and how well they agree.
    fn compare(&self) -> (Vec<Vec<f64>>, Diagnosis) {
        let last = |chain: &Chain| chain.draws[chain.draws.len() / 4..].to_vec();
        let draws: Vec<Vec<f64>> = self.chains.iter().map(last).collect();
        let mut diagnosis = diagnose(&draws, self.gates);
        let found = self.chains.iter().map(|chain| chain.arrivals).sum();
        if self.chains[0].ladder().len() > 1 && found < ARRIVALS_MIN {
            diagnosis.failures.push(Failure::Arrivals { found, wanted: ARRIVALS_MIN });
        }
        (draws, diagnosis)
    }

    fn posterior(&self, draws: Vec<Vec<f64>>, diagnosis: Diagnosis, thinning: usize) -> Result<Posterior, Refusal> {
        let tempering = Tempering {
            shares: self.chains[0].ladder(),
            exchange_rates: self.chains[0].exchange_rates(),
            lowest_exchange_rate: self.chains.iter().flat_map(Chain::exchange_rates).fold(1.0, f64::min),
            arrivals: self.chains.iter().map(|chain| chain.arrivals).sum(),
        };
        let posterior = Posterior {
            documented: self.subject.documented,
            left_out_lists: self.subject.left_out_lists.clone(),
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
