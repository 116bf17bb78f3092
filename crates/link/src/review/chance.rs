//! Random numbers of the distributions that a review needs, all from one seeded stream.
//!
//! Sources: Marsaglia & Tsang 2000, *ACM Trans. Math. Softw.* 26:363-372 (gamma); Box & Muller 1958, *Ann. Math. Stat.*
//! 29:610-611 (normal); Kachitvichyanukul & Schmeiser 1988, *Commun. ACM* 31:216-222 (binomial by inversion).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Above this variance a binomial number is drawn from the normal distribution with its mean and variance.
const NORMAL_FROM_VARIANCE: f64 = 40.0;

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Chance(ChaCha20Rng);

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Uniform between 0 and 1, never either.
    pub fn unit(&mut self) -> f64 {
        loop {
            let value: f64 = self.0.random();
            if value > 0.0 && value < 1.0 {
                return value;
            }
        }
    }

    /// A whole number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("no machine has longer addresses than 64 bits");
        usize::try_from(self.0.random_range(0..end)).expect("it is below a number of this type")
    }

    /// Puts things into a random order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            let other = self.below(at + 1);
            things.swap(at, other);
        }
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = (self.unit(), self.unit());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    /// Gamma with scale 1; the shape is positive.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = self.unit().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Beta; both shapes are positive.
    pub fn beta(&mut self, shapes: (f64, f64)) -> f64 {
        let (first, second) = (self.gamma(shapes.0), self.gamma(shapes.1));
        let sum = first + second;
        if sum > 0.0 { first / sum } else { 0.5 }
    }

    /// How many of `trials` come out with this probability.
    pub fn binomial(&mut self, trials: u64, probability: f64) -> u64 {
        if trials == 0 || probability <= 0.0 {
            return 0;
        }
        if probability >= 1.0 {
            return trials;
        }
        if probability > 0.5 {
            return trials - self.binomial(trials, 1.0 - probability);
        }
        let mean = as_f64(trials) * probability;
        let variance = mean * (1.0 - probability);
        if variance > NORMAL_FROM_VARIANCE {
            let drawn = (mean + variance.sqrt() * self.normal()).round().max(0.0);
            return as_u64(drawn).min(trials);
        }
        self.binomial_by_inversion(trials, probability)
    }

    /// Adds up the chances of 0, 1, 2, … until they pass a uniform number.
    fn binomial_by_inversion(&mut self, trials: u64, probability: f64) -> u64 {
        let odds = probability / (1.0 - probability);
        let mut chance = (as_f64(trials) * (-probability).ln_1p()).exp();
        let mut left = self.unit();
        for successes in 0..trials {
            if left <= chance {
                return successes;
            }
            left -= chance;
            chance *= odds * as_f64(trials - successes) / as_f64(successes + 1);
        }
        trials
    }
}

/// A count as a number with a fraction.
#[expect(clippy::cast_precision_loss, reason = "counts of pairs stay far below 2^53")]
pub(crate) fn as_f64(count: u64) -> f64 {
    count as f64
}

/// A number that is not negative as a count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded and never negative")]
fn as_u64(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(draw: impl FnMut() -> f64) -> (f64, f64) {
        let draws: Vec<f64> = std::iter::repeat_with(draw).take(40_000).collect();
        let mean = draws.iter().sum::<f64>() / 40_000.0;
        (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 40_000.0)
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_their_distribution() {
        let mut chance = Chance::new(1);
        let (mean, variance) = moments(|| chance.beta((0.5, 10.5)));
        assert!((mean - 0.5 / 11.0).abs() < 0.002 && (variance - 0.5 * 10.5 / (121.0 * 12.0)).abs() < 0.0003);
        let (mean, variance) = moments(|| as_f64(chance.binomial(50, 0.9)));
        assert!((mean - 45.0).abs() < 0.05 && (variance - 4.5).abs() < 0.15, "{mean} {variance}");
        let (mean, variance) = moments(|| as_f64(chance.binomial(10_000, 0.3)));
        assert!((mean - 3000.0).abs() < 1.0 && (variance / 2100.0 - 1.0).abs() < 0.04, "{mean} {variance}");
    }

    #[test]
    fn the_ends_of_the_binomial_are_certain() {
        let mut chance = Chance::new(1);
        assert_eq!((chance.binomial(9, 0.0), chance.binomial(9, 1.0), chance.binomial(0, 0.5)), (0, 9, 0));
    }
}
