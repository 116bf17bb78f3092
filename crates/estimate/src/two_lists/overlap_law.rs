//! The hypergeometric law of how many persons two lists share, and the populations that it does not contradict.
//!
//! Tails are summed from the overlap outwards, away from the law's mean, by the ratio of neighbouring chances, so that
//! their cost grows with the square root of the lists.
//!
//! Source: Chapman 1951, *Univ. Calif. Publ. Statist.* 1:131-160.

use statrs::function::gamma::ln_gamma;

/// Chances below this share of a sum do not change it.
const NEGLIGIBLE: f64 = 1e-17;

/// From so many on, factorials are Stirling's.
const STIRLING_FROM: f64 = 100_000.0;

/// Persons on the first list, on the second, on both. Whole numbers.
pub(super) struct OverlapLaw {
    first: f64,
    second: f64,
    both: f64,
}

impl OverlapLaw {
    pub(super) fn new([first, second, both]: [f64; 3]) -> Self {
        Self { first, second, both }
    }

    /// Least and most persons of which neither tail's chance falls to `tail`.
    pub(super) fn interval(&self, tail: f64) -> (f64, f64) {
        let documented = self.first + self.second - self.both;
        let is_many_enough = |population: f64| self.at_most(population) > tail;
        let low = if is_many_enough(documented) { documented } else { self.border(documented, is_many_enough).1 };
        let high =
            self.border(documented, |population| 1.0 - self.at_most(population) + self.chance(population) <= tail);
        (low, high.0)
    }

    /// The last whole population before a condition holds, and the first where it holds.
    fn border(&self, documented: f64, holds: impl Fn(f64) -> bool) -> (f64, f64) {
        let (mut before, mut after) = (documented, 2.0 * documented + 10.0);
        while !holds(after) && after < 1e30 {
            (before, after) = (after, 2.0 * after);
        }
        while after - before > 1.0 {
            let middle = f64::midpoint(before, after).floor();
            // Above 2^53 whole numbers lie farther apart than one.
            if middle <= before || middle >= after {
                break;
            }
            if holds(middle) { after = middle } else { before = middle }
        }
        (before, after)
    }

    /// Chance that no more than these are on both lists.
    fn at_most(&self, population: f64) -> f64 {
        let mean = self.first * (self.second / population);
        let rest = population - self.first - self.second;
        let chance = self.chance(population);
        let (mut term, mut sum) = (1.0, 0.0);
        let mut both = self.both;
        if both <= mean {
            while term > NEGLIGIBLE * sum {
                sum += term;
                term *= both / (self.first - both + 1.0) * ((rest + both) / (self.second - both + 1.0));
                both -= 1.0;
            }
            return (chance * sum).min(1.0);
        }
        loop {
            both += 1.0;
            term *= (self.first - both + 1.0) / both * ((self.second - both + 1.0) / (rest + both));
            sum += term;
            if term <= NEGLIGIBLE * sum {
                return (1.0 - chance * sum).max(0.0);
            }
        }
    }

    /// Chance of exactly these on both lists.
    fn chance(&self, population: f64) -> f64 {
        let Self { first, second, both } = *self;
        let choices = ln_falling(first, both) - ln_gamma(both + 1.0);
        let others = ln_falling(population - first, second - both) - ln_gamma(second - both + 1.0);
        let all = ln_falling(population, second) - ln_gamma(second + 1.0);
        (choices + others - all).exp().min(1.0)
    }
}

/// Logarithm of `n (n - 1) ... (n - k + 1)`.
fn ln_falling(n: f64, k: f64) -> f64 {
    let left = n - k;
    if left < STIRLING_FROM {
        return ln_gamma(n + 1.0) - ln_gamma(left + 1.0);
    }
    // Stirling's series for both factorials, with the large parts taken out before they are subtracted.
    k * n.ln() - (left + 0.5) * (-k / n).ln_1p() - k + 1.0 / (12.0 * n) - 1.0 / (12.0 * left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted by hand: 3 of 4 and 2 of 4 persons. All choices: 6; both of the second within the first: 3.
    #[test]
    fn chances_are_those_of_counting() {
        let law = |both: f64| OverlapLaw::new([3.0, 2.0, both]);
        assert!((law(2.0).chance(4.0) - 0.5).abs() < 1e-12 && (law(1.0).chance(4.0) - 0.5).abs() < 1e-12);
        assert!((law(1.0).at_most(4.0) - 0.5).abs() < 1e-12 && (law(2.0).at_most(4.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn falling_products_join_where_their_formulas_meet() {
        let exact: f64 = (0..20).map(|step| (100_019.0_f64 - f64::from(step)).ln()).sum();
        assert!((ln_falling(100_019.0, 20.0) - exact).abs() < 1e-8);
        let exact: f64 = (0..20).map(|step| (100_021.0_f64 - f64::from(step)).ln()).sum();
        assert!((ln_falling(100_021.0, 20.0) - exact).abs() < 1e-8);
    }
}
