//! Did plain chains miss what tempered ones find?
//!
//! Plain chains that agree with one another may all stand on one side of a valley. Before they are believed, a few
//! tempered chains from starts of their own must have brought parameters from the hottest temperature to the coldest often
//! enough, and must put as many of their draws below the plain chains' quantiles as the plain ones do, far into both
//! tails. A hill with a twentieth of the posterior that plain chains never saw puts ten times the expected share beyond
//! the outermost quantile.

use crate::diagnostics::{ess_bulk, quantile};

/// Tempered chains of a pilot run.
pub(super) const CHAINS: usize = 2;

/// Draws of each of them before the first look, and between two looks.
pub(super) const DRAWS: usize = 250;

/// Sweeps between two of them.
pub(super) const THINNING: usize = 2;

/// Sweeps of each of them, once the ladder is fitted, before the first draw.
pub(super) const BURN_IN: usize = 200;

/// Sweeps of one round of fitting the ladder.
pub(super) const FITTING_SWEEPS: usize = 100;

/// A pilot that takes more sweeps, over all its temperatures, is given up, and all chains are tempered.
pub(super) const SWEEPS_MAX: u64 = 400_000;

/// Quantiles of the plain chains at which the two are compared.
const SHARES: [f64; 7] = [0.005, 0.025, 0.25, 0.5, 0.75, 0.975, 0.995];

/// Effective draws of the pilot below each of them, without which it says too little.
const EFFECTIVE_MIN: f64 = 80.0;

/// Standard errors that a share may be off. Seven shares are compared, and a false alarm costs time only.
const ERRORS_MAX: f64 = 3.5;

/// What the comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Agrees,
    /// The pilot must run on.
    TooFew,
    Differs,
}

/// Compares plain with tempered draws, both `[chain][draw]`. With too few effective draws a difference may be chance, and
/// so may be its absence.
pub(super) fn compare(plain: &[Vec<f64>], pilot: &[Vec<f64>]) -> Verdict {
    let mut sorted = plain.concat();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut verdict = Verdict::Agrees;
    for share in SHARES {
        let edge = quantile(&sorted, share);
        let (expected, _, of_plain) = below(plain, edge);
        let (found, draws, of_pilot) = below(pilot, edge);
        if of_pilot.is_nan() || of_pilot < EFFECTIVE_MIN.min(draws) {
            return Verdict::TooFew;
        }
        // Many draws may equal the edge, so its share is counted.
        let variance = expected * (1.0 - expected) * (1.0 / of_plain + 1.0 / of_pilot);
        if (found - expected).abs() > ERRORS_MAX * variance.sqrt() {
            verdict = Verdict::Differs;
        }
    }
    verdict
}

/// Share of the draws up to a number of persons, the draws, and how many of them are effective in it.
fn below(draws: &[Vec<f64>], edge: f64) -> (f64, f64, f64) {
    let is_below: Vec<Vec<f64>> =
        draws.iter().map(|chain| chain.iter().map(|draw| f64::from(u8::from(*draw <= edge))).collect()).collect();
    let all = is_below.iter().map(Vec::len).sum::<usize>() as f64;
    (is_below.iter().flatten().sum::<f64>() / all, all, ess_bulk(&is_below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// Chains of independent draws, a share of which stand on a second hill.
    fn chains(number: usize, length: usize, second: f64, chance: &mut Chance) -> Vec<Vec<f64>> {
        let mut draw = || (chance.normal() + if chance.uniform() < second { 90.0 } else { 30.0 }) * 100.0;
        (0..number).map(|_| (0..length).map(|_| draw()).collect()).collect()
    }

    #[test]
    fn a_hill_that_plain_chains_never_saw_is_noticed() {
        let mut chance = Chance::new(71, 0);
        let plain = chains(4, 1000, 0.0, &mut chance);
        let noticed = (0..200).filter(|_| compare(&plain, &chains(2, 150, 0.05, &mut chance)) == Verdict::Differs);
        assert!(noticed.count() > 190);
    }

    #[test]
    fn the_same_law_is_seldom_called_different() {
        let mut chance = Chance::new(72, 0);
        let plain = chains(4, 1000, 0.3, &mut chance);
        let alarms =
            (0..200).filter(|_| compare(&plain, &chains(2, 250, 0.3, &mut chance)) == Verdict::Differs).count();
        assert!(alarms < 10, "{alarms}");
    }

    #[test]
    fn a_pilot_that_hardly_moves_says_too_little() {
        let mut chance = Chance::new(73, 0);
        let plain = chains(4, 1000, 0.0, &mut chance);
        let slow = |mut at: f64| {
            (0..300)
                .map(|_| {
                    at += 4.0 * chance.normal() - 0.001 * (at - 3000.0);
                    at
                })
                .collect::<Vec<f64>>()
        };
        assert_eq!(compare(&plain, &[2950.0, 3050.0].map(slow)), Verdict::TooFew);
        assert_eq!(compare(&plain, &[vec![f64::NAN; 300], vec![3000.0; 300]]), Verdict::TooFew);
    }
}
