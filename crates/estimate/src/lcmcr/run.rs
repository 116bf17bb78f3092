//! Chains side by side, longer and longer, until they agree or the budget is spent.
//!
//! Plain chains first, from scattered starts: on most tables they mix well, and a ladder costs ten times their time. They
//! are believed where they agree, on one hill, and a pilot run of tempered chains finds the same ([`super::pilot`]). All
//! else is tempered: plain chains from one side of a valley agree with one another and are wrong. The chains are compared
//! whenever a run is a third to a half longer than at the last comparison, on the last three quarters of each; the rest is
//! burn-in. What still fails at the end of the budget is refused with its diagnosis.

use super::Sample;
use super::chain::{Chain, Job, Length, Subject};
use super::ladder;
use super::pilot::{self, Verdict};
use super::posterior::{Posterior, Tempering};
use super::refusal::Refusal;
use super::settings::Settings;
use super::watch::{Watch, Watched};
use crate::diagnostics::{Diagnosis, Failure, Gates, diagnose};

/// The largest believable share of draws beyond a declared cap.
const BEYOND_CAP_MAX: f64 = 0.001;

/// Arrivals from the hottest rung at the coldest, over all chains, without which agreement of the chains proves little.
const ARRIVALS_MIN: u64 = 40;

/// Plain chains that would need more than so many times the draws of their first comparison are tempered.
const PLAIN_TIMES: f64 = 8.0;

/// Plain chains make at least so many times the sweeps of the pilot: beyond it, more draws are cheap.
const PILOT_TIMES: u64 = 3;

/// Plain chains that differ so much from one another are tempered.
const PLAIN_R_HAT_MAX: f64 = 1.1;

/// Chains of one table and what they have done.
pub(super) struct Run<'a> {
    subject: &'a Subject,
    settings: &'a Settings,
    chains: Vec<Chain>,
    gates: Gates,
    /// Sweeps between two draws, and how many times the first draws they are by now.
    thinning: usize,
    times: f64,
    pilot_sweeps: u64,
    watched: Watched<'a>,
}

impl<'a> Run<'a> {
    pub(super) fn start(subject: &'a Subject, settings: &'a Settings, watch: Watch<'a>) -> Self {
        let chains = (0..settings.chains).map(|number| Chain::start(subject, settings, number)).collect();
        Self {
            subject,
            settings,
            chains,
            gates: Gates::default(),
            thinning: settings.thinning,
            times: 1.0,
            pilot_sweeps: 0,
            watched: Watched::new(watch, settings.sweeps_max),
        }
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
        self.pilot_sweeps + self.chain_sweeps()
    }

    fn chain_sweeps(&self) -> u64 {
        self.chains.iter().map(|chain| chain.sweeps).sum()
    }

    fn burn(&mut self, sweeps: usize) {
        self.each(|chain, job| chain.burn(job, sweeps));
    }

    fn draw(&mut self, length: Length) {
        self.each(|chain, job| chain.draw(job, length));
    }

    /// Makes the chains tempered ones, fits their ladder and lets them forget where they came from.
    fn temper(&mut self, fitting_sweeps: usize, burn_in: usize) {
        let (subject, settings) = (self.subject, self.settings);
        self.chains.iter_mut().for_each(|chain| ladder::first_rungs(chain, subject, settings));
        loop {
            self.chains.iter_mut().for_each(Chain::forget_rates);
            self.burn(fitting_sweeps);
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
        self.burn(burn_in);
        self.chains.iter_mut().for_each(Chain::forget);
    }

    /// One run of the stated length.
    pub(super) fn once(mut self, tempered: bool) -> Sample {
        if tempered {
            self.temper(ladder::FITTING_SWEEPS, self.settings.burn_in);
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
        self.burn(self.settings.burn_in);
        match self.believed() {
            Ok(Some((agreed, tempering))) => return Ok((self.posterior(agreed, tempering)?, self.chains)),
            Err(Refusal::NotConverged { .. }) if self.sweeps() < self.settings.sweeps_max => {}
            Ok(None) => {}
            Err(refusal) => return Err(refusal),
        }
        self.temper(ladder::FITTING_SWEEPS, self.settings.burn_in);
        let agreed = self.lengthen(0, |_, _| true)?;
        let tempering = self.tempering();
        Ok((self.posterior(agreed, tempering)?, self.chains))
    }

    /// Plain chains that may be believed, and the ladder of the pilot that found the same; none where they may not.
    fn believed(&mut self) -> Result<Option<(Agreed, Tempering)>, Refusal> {
        let first = self.lengthen(0, is_worth_going_on)?;
        if first.diagnosis.modes.len() > 1 {
            return Ok(None);
        }
        let Some(pilot) = self.pilot(&first.draws) else { return Ok(None) };
        let agreed = self.lengthen(pilot.sweeps * PILOT_TIMES, is_worth_going_on)?;
        let is_same = pilot::compare(&agreed.draws, &pilot.draws) == Verdict::Agrees;
        Ok((is_same && agreed.diagnosis.modes.len() == 1).then_some((agreed, pilot.tempering)))
    }

    /// Draws until the gates open and the chains have made so many sweeps, as long as there is hope: of a diagnosis, and
    /// of how many times the first draws there would have to be.
    fn lengthen(&mut self, sweeps_min: u64, is_hopeful: impl Fn(&Diagnosis, f64) -> bool) -> Result<Agreed, Refusal> {
        let step = self.settings.draws.div_ceil(3) * 2; // Half of the draws at which they are first halved.
        if self.chains[0].draws.is_empty() {
            (self.thinning, self.times) = (self.settings.thinning, 1.0);
            self.draw(Length { draws: 2 * step, thinning: self.thinning });
        }
        loop {
            if self.watched.stopped() {
                return Err(Refusal::Cancelled { sweeps: self.sweeps() });
            }
            let (draws, diagnosis) = self.compare();
            let is_long = self.chain_sweeps() >= sweeps_min;
            if diagnosis.failures.is_empty() && is_long {
                return Ok(Agreed { draws, diagnosis, thinning: self.thinning });
            }
            let effective = diagnosis.ess_bulk.min(diagnosis.ess_tail);
            self.watched.last_compared = Some((diagnosis.r_hat, effective));
            let needed = self.times * self.gates.effective_draws_min / effective;
            if self.chains[0].draws.len() >= 4 * step {
                self.chains.iter_mut().for_each(Chain::halve_draws);
                self.thinning *= 2;
            }
            let rungs: usize = self.chains.iter().map(|chain| chain.ladder().len()).sum();
            let next = (rungs * step) as u64 * self.thinning as u64;
            let is_over = self.sweeps().saturating_add(next) > self.settings.sweeps_max;
            if is_over || (is_long && !is_hopeful(&diagnosis, needed)) {
                return Err(Refusal::NotConverged { sweeps: self.sweeps(), diagnosis: Box::new(diagnosis) });
            }
            self.draw(Length { draws: step, thinning: self.thinning });
            self.times += self.thinning as f64 / self.settings.thinning as f64 / 2.0;
        }
    }

    /// Tempered chains of their own, run until they say enough; none where they do not within their sweeps.
    fn pilot(&mut self, plain_draws: &[Vec<f64>]) -> Option<Pilot> {
        let first = self.settings.chains;
        let start = |number| Chain::start(self.subject, self.settings, number);
        let plain = std::mem::replace(&mut self.chains, (first..first + pilot::CHAINS).map(start).collect());
        self.temper(pilot::FITTING_SWEEPS, pilot::BURN_IN);
        let pilot = loop {
            self.draw(Length { draws: pilot::DRAWS, thinning: pilot::THINNING });
            let (tempering, sweeps) = (self.tempering(), self.chain_sweeps());
            let draws: Vec<Vec<f64>> = self.chains.iter().map(|chain| chain.draws.clone()).collect();
            let is_certain = tempering.arrivals >= ARRIVALS_MIN || tempering.shares.len() == 1;
            if is_certain && pilot::compare(plain_draws, &draws) != Verdict::TooFew {
                break Some(Pilot { draws, tempering, sweeps });
            }
            if sweeps > pilot::SWEEPS_MAX || self.watched.stopped() {
                break None;
            }
        };
        self.pilot_sweeps = self.chain_sweeps();
        self.chains = plain;
        pilot
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

    fn tempering(&self) -> Tempering {
        Tempering {
            shares: self.chains[0].ladder(),
            exchange_rates: self.chains[0].exchange_rates(),
            lowest_exchange_rate: self.chains.iter().flat_map(Chain::exchange_rates).fold(1.0, f64::min),
            arrivals: self.chains.iter().map(|chain| chain.arrivals).sum(),
            is_pilot: self.chains.len() < self.settings.chains,
        }
    }

    fn posterior(&self, agreed: Agreed, tempering: Tempering) -> Result<Posterior, Refusal> {
        let Agreed { draws, diagnosis, thinning } = agreed;
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

/// Chains that have passed the gates.
struct Agreed {
    draws: Vec<Vec<f64>>,
    diagnosis: Diagnosis,
    thinning: usize,
}

/// Tempered chains that say enough to be compared with plain ones.
struct Pilot {
    draws: Vec<Vec<f64>>,
    tempering: Tempering,
    sweeps: u64,
}

/// Whether plain chains will pass the gates before tempered ones would.
fn is_worth_going_on(diagnosis: &Diagnosis, times: f64) -> bool {
    diagnosis.modes.len() == 1 && diagnosis.r_hat < PLAIN_R_HAT_MAX && times <= PLAIN_TIMES
}
