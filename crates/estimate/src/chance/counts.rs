//! Counts: binomial, Poisson, negative binomial and multinomial variates whose cost does not grow with the count.
//!
//! Small means by inversion (Kachitvichyanukul & Schmeiser 1988, *Commun. ACM* 31:216-222, algorithm BINV), with the
//! squeeze that the chance of no success is at least 1 - np; larger ones by transformed rejection with squeeze (Hörmann
//! 1993, *J. Statist. Comput. Simul.* 46:101-110, algorithm BTRS; *Insurance: Math. Econ.* 12:39-45, algorithm PTRS).

use super::Chance;

/// Below this mean a count is drawn by inversion.
const INVERSION_MAX: f64 = 10.0;

/// With so few trials the chance of no success is multiplied out.
const FEW_TRIALS: u64 = 255;

/// A Poisson mean above this is cut to it, so that counts stay whole numbers of a float. Callers watch for it.
const MEAN_MAX: f64 = 1e15;

/// Cuts a positive number below 2^63 to a whole one.
#[inline]
fn whole(positive: f64) -> f64 {
    positive as i64 as f64
}

/// The chance of no success: `failure` to the power of `trials`.
#[inline]
fn chance_of_none(trials: u64, success: f64) -> f64 {
    if trials <= FEW_TRIALS {
        let (mut power, mut square, mut left) = (1.0, 1.0 - success, trials);
        while left > 0 {
            power *= if left & 1 == 1 { square } else { 1.0 };
            square *= square;
            left >>= 1;
        }
        return power;
    }
    // ln(1 - p) by its series where p is small: the first term left out is below p^7 / 7 < 4e-14 of p.
    let ln_failure = if success < 1.0 / 128.0 {
        let p = success;
        -p * (1.0 + p * (0.5 + p * (1.0 / 3.0 + p * (0.25 + p * (0.2 + p / 6.0)))))
    } else {
        (1.0 - success).ln()
    };
    (trials as f64 * ln_failure).exp()
}

impl Chance {
    /// Returns ln(count!).
    #[inline]
    fn ln_factorial(&self, count: f64) -> f64 {
        match self.tables.ln_factorial.get(count as usize) {
            Some(value) => *value,
            None => {
                let inverse = 1.0 / count;
                let series = inverse * (1.0 / 12.0 - inverse * inverse * (1.0 / 360.0 - inverse * inverse / 1260.0));
                (count + 0.5) * count.ln() - count + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
            }
        }
    }

    /// Returns the successes among `trials` with this chance of success; a chance outside 0 to 1 is cut to it.
    ///
    /// ```
    /// let mut chance = estimate::chance::Chance::new(19_481_210, 0);
    /// assert_eq!((chance.binomial(9, 0.0), chance.binomial(9, 1.0)), (0, 9));
    /// ```
    #[inline]
    pub fn binomial(&mut self, trials: u64, success: f64) -> u64 {
        if success <= 0.5 {
            if success > 0.0 { self.binomial_lower(trials, success) } else { 0 }
        } else if success < 1.0 {
            trials - self.binomial_lower(trials, 1.0 - success)
        } else {
            trials
        }
    }

    /// For a success of at most one half.
    #[inline]
    fn binomial_lower(&mut self, trials: u64, success: f64) -> u64 {
        let mean = trials as f64 * success;
        if mean >= INVERSION_MAX {
            return self.binomial_rejection(trials as f64, success) as u64;
        }
        let uniform = self.uniform();
        if uniform <= 1.0 - mean {
            return 0;
        }
        self.binomial_inversion(trials, success, uniform)
    }

    #[inline]
    fn binomial_inversion(&mut self, trials: u64, success: f64, mut uniform: f64) -> u64 {
        let odds = success / (1.0 - success);
        let slope = (trials as f64 + 1.0) * odds;
        let mut probability = chance_of_none(trials, success);
        let last = trials.min(127) as usize;
        let mut count = 0;
        while uniform > probability && count < last {
            uniform -= probability;
            count += 1;
            probability *= slope * self.tables.reciprocal[count] - odds;
        }
        count as u64
    }

    fn binomial_rejection(&mut self, trials: f64, success: f64) -> f64 {
        let failure = 1.0 - success;
        let deviation = (trials * success * failure).sqrt();
        let b = 1.15 + 2.53 * deviation;
        let a = -0.0873 + 0.0248 * b + 0.01 * success;
        let centre = trials * success + 0.5;
        let quick = 0.92 - 4.2 / b;
        loop {
            let v = self.uniform();
            let u = self.uniform() - 0.5;
            let inside = 0.5 - u.abs();
            let place = (2.0 * a / inside + b) * u + centre;
            if place < 0.0 {
                continue;
            }
            let count = whole(place);
            if inside >= 0.07 && v <= quick {
                return count;
            }
            if count > trials {
                continue;
            }
            let mode = ((trials + 1.0) * success).floor();
            let alpha = (2.83 + 5.1 / b) * deviation;
            let bound = (v * alpha / (a / (inside * inside) + b)).ln();
            let ln_ratio = self.ln_factorial(mode) + self.ln_factorial(trials - mode)
                - self.ln_factorial(count)
                - self.ln_factorial(trials - count)
                + (count - mode) * (success / failure).ln();
            if bound <= ln_ratio {
                return count;
            }
        }
    }

    /// Returns a Poisson number; a mean of 0 or less gives 0, one above [`MEAN_MAX`] is cut to it.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if mean.is_nan() || mean <= 0.0 {
            return 0;
        }
        if mean >= INVERSION_MAX {
            return self.poisson_rejection(mean.min(MEAN_MAX)) as u64;
        }
        let (mut uniform, mut probability, mut count) = (self.uniform(), (-mean).exp(), 0);
        while uniform > probability && count < 127 {
            uniform -= probability;
            count += 1;
            probability *= mean * self.tables.reciprocal[count];
        }
        count as u64
    }

    fn poisson_rejection(&mut self, mean: f64) -> f64 {
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let quick = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let inside = 0.5 - u.abs();
            let place = (2.0 * a / inside + b) * u + mean + 0.43;
            if place < 0.0 {
                continue;
            }
            let count = whole(place);
            if inside >= 0.07 && v <= quick {
                return count;
            }
            if inside < 0.013 && v > inside {
                continue;
            }
            let bound = (v * inverse_alpha / (a / (inside * inside) + b)).ln();
            if bound <= count * mean.ln() - mean - self.ln_factorial(count) {
                return count;
            }
        }
    }

    /// Returns the failures before the `successes`-th success, where a failure has `odds` times the chance of a success.
    /// Its mean is `successes * odds`.
    ///
    /// ```
    /// let mut chance = estimate::chance::Chance::new(19_481_210, 0);
    /// let mean = (0..20_000).map(|_| chance.negative_binomial(30.0, 0.5) as f64).sum::<f64>() / 20_000.0;
    /// assert!((mean - 15.0).abs() < 0.15); // 30 * 0.5
    /// ```
    pub fn negative_binomial(&mut self, successes: f64, odds: f64) -> u64 {
        let mean = self.gamma(successes) * odds;
        self.poisson(mean)
    }

    /// Deals `persons` out over classes in proportion to their weights, adding to `counts`.
    pub fn multinomial(&mut self, persons: u64, weights: &[f64], counts: &mut [u64]) {
        let mut rest_weight: f64 = weights.iter().sum();
        let mut rest = persons;
        for (weight, count) in weights.iter().zip(counts.iter_mut()) {
            if rest == 0 {
                return;
            }
            let here = if rest_weight > 0.0 { self.binomial(rest, weight / rest_weight) } else { rest };
            *count += here;
            rest -= here;
            rest_weight -= weight;
        }
        if let Some(count) = counts.first_mut() {
            *count += rest; // Only rounding leaves anybody.
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pearson's statistic of the drawn counts against the exact law, by classes with at least 20 expected.
    fn misfit(draws: &[u64], probability: impl Fn(u64) -> f64) -> (f64, f64) {
        let mut seen = std::collections::BTreeMap::new();
        for draw in draws {
            *seen.entry(*draw).or_insert(0.0) += 1.0;
        }
        let (mut statistic, mut classes, mut rest_seen, mut rest) = (0.0, 0.0, 0.0, 1.0);
        let largest = draws.iter().max().copied().unwrap();
        for value in 0..=largest {
            let (expected, found) = (probability(value), seen.get(&value).copied().unwrap_or(0.0));
            if expected * draws.len() as f64 >= 20.0 {
                statistic += (found - expected * draws.len() as f64).powi(2) / (expected * draws.len() as f64);
                classes += 1.0;
                rest -= expected;
            } else {
                rest_seen += found;
            }
        }
        let expected = rest * draws.len() as f64;
        statistic += (rest_seen - expected).powi(2) / expected.max(1.0);
        (statistic, classes)
    }

    fn ln_factorial(count: u64) -> f64 {
        statrs::function::gamma::ln_gamma(count as f64 + 1.0)
    }

    #[test]
    fn binomial_numbers_follow_their_law_in_every_branch() {
        let mut chance = Chance::new(21, 0);
        for (trials, success) in [(3, 0.3), (8, 0.5), (60, 0.02), (40, 0.2), (40, 0.93), (100, 0.3), (5000, 0.4)] {
            let draws: Vec<u64> = (0..100_000).map(|_| chance.binomial(trials, success)).collect();
            let (statistic, classes) = misfit(&draws, |count| {
                let choose = ln_factorial(trials) - ln_factorial(count) - ln_factorial(trials - count);
                (choose + count as f64 * success.ln() + (trials - count) as f64 * (1.0 - success).ln()).exp()
            });
            assert!(statistic < classes + 5.0 * (2.0 * classes).sqrt(), "{trials} {success}: {statistic} {classes}");
        }
    }

    #[test]
    fn poisson_and_negative_binomial_numbers_follow_their_laws() {
        let mut chance = Chance::new(22, 0);
        for mean in [0.3_f64, 4.0, 10.0, 75.0] {
            let draws: Vec<u64> = (0..100_000).map(|_| chance.poisson(mean)).collect();
            let law = |count: u64| (count as f64 * mean.ln() - mean - ln_factorial(count)).exp();
            let (statistic, classes) = misfit(&draws, law);
            assert!(statistic < classes + 5.0 * (2.0 * classes).sqrt(), "{mean}: {statistic} {classes}");
        }
        let draws: Vec<u64> = (0..100_000).map(|_| chance.negative_binomial(12.0, 1.5)).collect();
        let (statistic, classes) = misfit(&draws, |count| {
            let choose = ln_factorial(count + 11) - ln_factorial(count) - ln_factorial(11);
            (choose + 12.0 * 0.4_f64.ln() + count as f64 * 0.6_f64.ln()).exp()
        });
        assert!(statistic < classes + 5.0 * (2.0 * classes).sqrt(), "{statistic} {classes}");
    }

    #[test]
    fn a_multinomial_deals_everybody_out_in_proportion() {
        let mut chance = Chance::new(23, 0);
        let mut sums = [0_u64; 4];
        for _ in 0..2000 {
            let mut counts = [0; 4];
            chance.multinomial(1000, &[1.0, 0.0, 3.0, 6.0], &mut counts);
            assert_eq!(counts.iter().sum::<u64>(), 1000);
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        assert_eq!(sums[1], 0);
        assert!(sums[0].abs_diff(200_000) < 2500 && sums[2].abs_diff(600_000) < 4000, "{sums:?}");
    }

    #[test]
    fn impossible_chances_and_huge_means_end() {
        let mut chance = Chance::new(24, 0);
        assert_eq!(chance.binomial(5, f64::NAN), 5);
        assert_eq!(chance.poisson(f64::NAN), 0);
        assert!(chance.poisson(f64::INFINITY) > 999_000_000_000_000);
        assert!(chance.binomial(1_000_000_000_000, 0.25).abs_diff(250_000_000_000) < 10_000_000);
    }
}
