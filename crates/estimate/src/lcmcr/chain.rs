//! One chain: a ladder of temperatures of which the coldest is the posterior.
//!
//! With one rung it is the plain Gibbs sampler. With more, rung `l` sees the table with every count cut to about a share
//! `b_l` of itself and has a prior of its own, and neighbouring rungs exchange their parameters with the Metropolis probability (parallel tempering,
//! Geyer 1991, *Computing Science and Statistics* 23:156-163, on whole counts so that every rung keeps its Gibbs sweep).
//! Pairs of neighbours take turns, odd and even, which carries parameters through the ladder fastest (Okabe, Kawata,
//! Okamoto & Mikami 2001, *Chem. Phys. Lett.* 335:435-439).

use super::plan::{Counts, Plan};
use super::rung::Rung;
use super::settings::Settings;
use super::theta::Theta;
use super::watch::Watched;
use crate::chance::Chance;

/// Sweeps after which a chain tells how far it is, and asks whether to go on.
const TOLD_SWEEPS: u64 = 4_000;

/// A table in the form that the chains share.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) plan: Plan,
    pub(super) persons: Vec<u64>,
    pub(super) documented: u64,
    pub(super) left_out_lists: Vec<String>,
}

/// What all chains of a run share.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) subject: &'a Subject,
    pub(super) watched: &'a Watched<'a>,
}

/// A chain of its own random numbers.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    rungs: Vec<Rung>, // Invariant: the first has the whole table.
    chance: Chance,
    parity: usize,
    untold: u64,
    /// Sweeps over all rungs so far.
    pub(super) sweeps: u64,
    /// Times that parameters which had been at the hottest rung arrived at the coldest.
    pub(super) arrivals: u64,
    /// The population in persons, of each kept sweep.
    pub(super) draws: Vec<f64>,
}

impl Chain {
    /// Starts a chain; every second one starts among populations far above the documented.
    pub(super) fn start(subject: &Subject, settings: &Settings, number: usize) -> Self {
        let mut chance = Chance::new(settings.seed, number as u64);
        let reach = if number.is_multiple_of(2) { 0.95 } else { 0.15 };
        let rungs = vec![Rung::start(subject, settings, reach, &mut chance)];
        Self { rungs, chance, parity: 0, untold: 0, sweeps: 0, arrivals: 0, draws: Vec::new() }
    }

    /// Shares of the table from cold to hot.
    pub(super) fn ladder(&self) -> Vec<f64> {
        self.rungs.iter().map(|rung| rung.counts().share).collect()
    }

    /// How often each rung exchanged with the next hotter one, from 0 to 1.
    pub(super) fn exchange_rates(&self) -> Vec<f64> {
        self.rungs[..self.rungs.len() - 1].iter().map(Rung::exchange_rate).collect()
    }

    /// Sweeps all rungs once, then lets every second pair of neighbours try to exchange.
    fn sweep(&mut self, subject: &Subject) {
        for rung in &mut self.rungs {
            rung.sweep(subject, &mut self.chance);
        }
        self.sweeps += self.rungs.len() as u64;
        self.untold += self.rungs.len() as u64;
        self.parity ^= 1;
        let mut cold = self.parity;
        while cold + 1 < self.rungs.len() {
            let (left, right) = self.rungs.split_at_mut(cold + 1);
            left[cold].exchange(&mut right[0], &mut self.chance);
            cold += 2;
        }
        if let [coldest, .., hottest] = &mut self.rungs[..] {
            hottest.mark_hot();
            self.arrivals += u64::from(coldest.take_mark());
        }
    }

    /// Sweeps without keeping anything; stops early where the watcher wants it.
    pub(super) fn burn(&mut self, job: Job<'_>, sweeps: usize) {
        for _ in 0..sweeps {
            if self.untold >= TOLD_SWEEPS {
                job.watched.tell(std::mem::take(&mut self.untold));
            }
            if job.watched.stopped() {
                return;
            }
            self.sweep(job.subject);
        }
    }

    /// Keeps the population of every `thinning`-th sweep, so many times.
    pub(super) fn draw(&mut self, job: Job<'_>, length: Length) {
        for _ in 0..length.draws {
            self.burn(job, length.thinning);
            self.draws.push((job.subject.documented + self.rungs[0].undocumented()) as f64);
        }
    }

    /// Forgets every second draw.
    pub(super) fn halve_draws(&mut self) {
        let mut odd = false;
        self.draws.retain(|_| {
            odd = !odd;
            !odd
        });
    }

    /// The parameters of the coldest rung.
    pub(super) fn theta(&self) -> &Theta {
        self.rungs[0].theta()
    }

    pub(super) fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Puts a rung before `place`, at the parameters of the colder neighbour; not where its counts equal a neighbour's.
    pub(super) fn insert(&mut self, (subject, settings): (&Subject, &Settings), place: usize, share: f64) -> bool {
        let counts = Counts::scaled(&subject.persons, share);
        let same = |rung: &Rung| rung.counts().persons == counts.persons;
        if counts.documented == 0 || same(&self.rungs[place - 1]) || self.rungs.get(place).is_some_and(same) {
            return false;
        }
        self.rungs.insert(place, self.rungs[place - 1].copy_with(counts, settings.priors_at(share)));
        true
    }

    /// Forgets all draws, and how often rungs exchanged and parameters arrived.
    pub(super) fn forget(&mut self) {
        self.draws.clear();
        self.forget_rates();
    }

    /// Forgets how often rungs exchanged and parameters arrived.
    pub(super) fn forget_rates(&mut self) {
        self.rungs.iter_mut().for_each(Rung::forget_rate);
        self.arrivals = 0;
    }
}

/// So many draws, so many sweeps apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Length {
    pub(super) draws: usize,
    pub(super) thinning: usize,
}
