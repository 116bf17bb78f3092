//! At which temperatures do the rungs stand?
//!
//! The shares fall geometrically from the whole table to the hottest; while the ladder is fitted, before any draw is kept,
//! a rung is put between two neighbours that exchange too seldom. All chains have the same ladder, judged by all of them:
//! one chain may sit where exchanges are easy.

use super::chain::{Chain, Subject};
use super::settings::Settings;

/// Neighbours that exchange more seldom than this get a rung between them.
pub(super) const EXCHANGE_WANTED: f64 = 0.25;

/// Rungs at most.
const RUNGS_MAX: usize = 40;

/// Rungs at the start of the fitting.
const RUNGS_FIRST: usize = 5;

/// Persons that the hottest rung keeps at least.
const HOTTEST_PERSONS: f64 = 20.0;

/// Sweeps of one round of fitting.
pub(super) const FITTING_SWEEPS: usize = 300;

/// Gives a plain chain its first rungs.
pub(super) fn first_rungs(chain: &mut Chain, subject: &Subject, settings: &Settings) {
    let hottest = settings.hottest_share.max(HOTTEST_PERSONS / subject.documented as f64).min(0.9);
    for step in 1..RUNGS_FIRST {
        let share = hottest.powf(step as f64 / (RUNGS_FIRST - 1) as f64);
        chain.insert(subject, chain.ladder().len(), share);
    }
}

/// Places, from the hot end, before which a rung is wanted, and its share.
pub(super) fn wanted(chains: &[Chain]) -> Vec<(usize, f64)> {
    let ladder = chains[0].ladder();
    let rates: Vec<Vec<f64>> = chains.iter().map(Chain::exchange_rates).collect();
    let mean = |cold: usize| rates.iter().map(|rates| rates[cold]).sum::<f64>() / rates.len() as f64;
    let seldom = (0..ladder.len() - 1).rev().filter(|cold| mean(*cold) < EXCHANGE_WANTED);
    seldom.take(RUNGS_MAX - ladder.len()).map(|cold| (cold + 1, (ladder[cold] * ladder[cold + 1]).sqrt())).collect()
}
