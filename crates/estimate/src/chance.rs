//! Where do the samplers' random numbers come from?
//!
//! A small, fast generator with a stream for every chain, and the variates that the Gibbs sampler draws in its inner
//! loop. Streams of one seed are started from different points of a mixing sequence, so that a chain's numbers depend on
//! the seed and the chain alone, never on the number of threads. Not for secrets.
//!
//! Sources: Blackman & Vigna 2021, *ACM Trans. Math. Softw.* 47:36 (xoshiro256++); Steele, Lea & Flood 2014, *OOPSLA*,
//! 453-472 (SplitMix64, which fills the state).

mod counts;
mod gamma;
mod normal;

use std::sync::LazyLock;

/// Factorials up to this number are looked up.
const FACTORIALS: usize = 1024;

/// Tables that every generator shares.
struct Tables {
    normal: normal::Layers,
    ln_factorial: Vec<f64>,
    reciprocal: [f64; 128],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut ln_factorial = vec![0.0; FACTORIALS];
    for number in 1..FACTORIALS {
        ln_factorial[number] = ln_factorial[number - 1] + (number as f64).ln();
    }
    let mut reciprocal = [0.0; 128];
    for (number, value) in reciprocal.iter_mut().enumerate().skip(1) {
        *value = 1.0 / number as f64;
    }
    Tables { normal: normal::Layers::new(), ln_factorial, reciprocal }
});

/// A stream of random numbers.
#[derive(Clone)]
pub struct Chance {
    state: [u64; 4], // Invariant: not all zero.
    tables: &'static Tables,
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Chance").field("state", &self.state).finish_non_exhaustive()
    }
}

/// The mixing function of SplitMix64.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

impl Chance {
    /// Starts a stream of a seed.
    ///
    /// ```
    /// use estimate::chance::Chance;
    /// let (mut first, mut again, mut other) = (Chance::new(7, 0), Chance::new(7, 0), Chance::new(7, 1));
    /// let bits = first.bits();
    /// assert_eq!(bits, again.bits());
    /// assert_ne!(bits, other.bits());
    /// ```
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut counter = mix(seed).wrapping_add(mix(stream ^ 0x9e37_79b9_7f4a_7c15).rotate_left(17));
        let mut state = [0; 4];
        for word in &mut state {
            counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
            *word = mix(counter);
        }
        state[0] |= u64::from(state == [0; 4]);
        Self { state, tables: &TABLES }
    }

    /// Returns the next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// Returns a uniform number above 0 and below 1.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    /// Returns a whole number below `limit`, or 0 where the limit is 0 or 1.
    #[inline]
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.bits()) * limit as u128) >> 64) as usize
    }

    /// Puts a slice into random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of xoshiro256++ from the state 1, 2, 3, 4, worked out by hand from its definition:
    /// rotl(1 + 4, 23) + 1 = 5 * 2^23 + 1.
    #[test]
    fn first_output_is_that_of_the_definition() {
        let mut chance = Chance { state: [1, 2, 3, 4], tables: &TABLES };
        assert_eq!(chance.bits(), 5 * (1 << 23) + 1);
    }

    #[test]
    fn uniform_numbers_have_the_moments_of_the_uniform_law() {
        let mut chance = Chance::new(1, 1);
        let draws: Vec<f64> = (0..200_000).map(|_| chance.uniform()).collect();
        assert!(draws.iter().all(|draw| *draw > 0.0 && *draw < 1.0));
        let mean = draws.iter().sum::<f64>() / 200_000.0;
        let square = draws.iter().map(|draw| draw * draw).sum::<f64>() / 200_000.0;
        assert!((mean - 0.5).abs() < 0.003 && (square - 1.0 / 3.0).abs() < 0.003, "{mean} {square}");
    }

    #[test]
    fn a_shuffle_reaches_every_order_equally_often() {
        let mut chance = Chance::new(3, 0);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            let mut items = [0, 1, 2];
            chance.shuffle(&mut items);
            *seen.entry(items).or_insert(0_u32) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|times| times.abs_diff(10_000) < 400), "{seen:?}");
    }
}
