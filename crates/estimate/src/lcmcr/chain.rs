//! One chain: a ladder of temperatures of which the coldest is the posterior.
//!
//! With one rung it is the plain Gibbs sampler. With more, rung `l` sees the table with every count rounded to a share
//! `b_l` of itself, and neighbouring rungs exchange their parameters with the Metropolis probability (parallel tempering, Geyer
//! 1991, *Computing Science and Statistics* 23:156-163, on whole counts so that every rung keeps its Gibbs sweep). The
//! ladder is fitted in burn-in only: a rung is put between two that exchange too seldom.

use super::plan::{Counts, Plan};
use super::rung::Rung;
use super::settings::Settings;
use super::theta::Theta;
use crate::chance::Chance;

/// Neighbours that exchange more seldom than this get a rung between them while the ladder is fitted.
const EXCHANGE_WANTED: f64 = 0.25;

/// Rungs at most.
const RUNGS_MAX: usize = 40;

/// Rungs at the start of the fitting.
const RUNGS_FIRST: usize = 8;

/// Sweeps of one round of fitting the ladder.
const FITTING_SWEEPS: usize = 600;

/// A table in the form that the chains share.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) plan: Plan,
    pub(super) persons: Vec<u64>,
    pub(super) documented: u64,
}

/// A chain of its own random numbers.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    rungs: Vec<Rung>, // Invariant: the first has the whole table.
    chance: Chance,
    parity: usize,
    /// Sweeps over all rungs so far.
    pub(super) sweeps: u64,
}

impl Chain {
    /// Starts a chain; every second one starts among populations far above the documented.
    pub(super) fn start(subject: &Subject, settings: &Settings, number: usize) -> Self {
        let mut chance = Chance::new(settings.seed, number as u64);
        let reach = if number.is_multiple_of(2) { 0.95 } else { 0.15 };
        let rungs = vec![Rung::start(subject, settings, reach, &mut chance)];
        Self { rungs, chance, parity: 0, sweeps: 0 }
    }

    /// Shares of the table from cold to hot.
    pub(super) fn ladder(&self) -> Vec<f64> {
        self.rungs.iter().map(|rung| rung.counts().share).collect()
    }

    /// How often each rung exchanged with the next hotter one, from 0 to 1.
    pub(super) fn exchange_rates(&self) -> Vec<f64> {
        let cold = &self.rungs[..self.rungs.len() - 1];
        cold.iter().map(Rung::exchange_rate).collect()
    }

    /// Sweeps all rungs once, then lets every second pair of neighbours try to exchange.
    fn sweep(&mut self, subject: &Subject, settings: &Settings) {
        for rung in &mut self.rungs {
            rung.sweep(subject, &settings.priors, &mut self.chance);
        }
        self.sweeps += self.rungs.len() as u64;
        self.parity ^= 1;
        let mut cold = self.parity;
        while cold + 1 < self.rungs.len() {
            let (left, right) = self.rungs.split_at_mut(cold + 1);
            left[cold].exchange(&mut right[0], &mut self.chance);
            cold += 2;
        }
    }

    /// Sweeps without keeping anything.
    pub(super) fn burn(&mut self, subject: &Subject, settings: &Settings, sweeps: usize) {
        for _ in 0..sweeps {
            self.sweep(subject, settings);
        }
    }

    /// Keeps the population of every `thinning`-th sweep.
    pub(super) fn draw(&mut self, subject: &Subject, settings: &Settings, thinning: usize) -> Vec<f64> {
        let documented = subject.documented;
        (0..settings.draws)
            .map(|_| {
                self.burn(subject, settings, thinning);
                (documented + self.rungs[0].undocumented()) as f64
            })
            .collect()
    }

    /// The parameters of the coldest rung.
    pub(super) fn theta(&self) -> &Theta {
        self.rungs[0].theta()
    }

    pub(super) fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Makes the chain a tempered one and fits its ladder.
    pub(super) fn temper(&mut self, subject: &Subject, settings: &Settings) {
        let hottest = settings.hottest_share.max(20.0 / subject.documented as f64).min(0.9);
        for step in 1..RUNGS_FIRST {
            let share = hottest.powf(step as f64 / (RUNGS_FIRST - 1) as f64);
            self.insert(subject, self.rungs.len(), share);
        }
        loop {
            self.forget_rates();
            self.burn(subject, settings, FITTING_SWEEPS);
            let rates = self.exchange_rates();
            let mut added = false;
            for cold in (0..rates.len()).rev() {
                if rates[cold] < EXCHANGE_WANTED && self.rungs.len() < RUNGS_MAX {
                    let share = (self.rungs[cold].counts().share * self.rungs[cold + 1].counts().share).sqrt();
                    added |= self.insert(subject, cold + 1, share);
                }
            }
            if !added {
                break;
            }
        }
        self.forget_rates();
    }

    /// Puts a rung before `place`, at the parameters of the colder neighbour; not where its counts equal a neighbour's.
    fn insert(&mut self, subject: &Subject, place: usize, share: f64) -> bool {
        let counts = Counts::scaled(&subject.persons, share);
        let same = |rung: &Rung| rung.counts().persons == counts.persons;
        if counts.documented == 0 || same(&self.rungs[place - 1]) || self.rungs.get(place).is_some_and(same) {
            return false;
        }
        self.rungs.insert(place, self.rungs[place - 1].copy_with(counts));
        true
    }

    fn forget_rates(&mut self) {
        self.rungs.iter_mut().for_each(Rung::forget_rate);
    }
}
