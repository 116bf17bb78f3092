//! Random numbers for the sampler: a small stream for each block of records, and the distributions of the parameters.
//!
//! Sources: Steele, Lea & Flood 2014, OOPSLA, 453-472 (SplitMix64); Marsaglia & Tsang 2000, *ACM Trans. Math. Softw.*
//! 26:363-372 (gamma); Box & Muller 1958, *Ann. Math. Statist.* 29:610-611 (normal).

use rand::RngExt;
use rand_chacha::ChaCha20Rng;

/// From this mean on, a Poisson number is drawn as a rounded normal one: its skewness is below 0.03 there.
const LARGE_MEAN: f64 = 1500.0;

/// SplitMix64: a stream that costs nothing to start, so that every block has its own, whatever thread works on it.
#[derive(Debug, Clone)]
pub(super) struct Stream(u64);

impl Stream {
    /// The stream of a block (known by its smallest row) in one batch of sweeps of a chain.
    pub(super) fn new(chain_key: u64, row: u32, batch: u32) -> Self {
        Self(mix(chain_key ^ mix((u64::from(batch) << 32) | u64::from(row))))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// Uniform in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (-53_f64).exp2()
    }

    /// Uniform among 0, …, `count` - 1.
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }
}

/// A probability as the share of 64-bit numbers below the returned one.
pub(super) fn threshold(probability: f64) -> u64 {
    (probability * 64_f64.exp2()) as u64 // Saturates: a probability of 1 loses one number in 2^64.
}

fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

pub(super) fn normal(rng: &mut ChaCha20Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// Gamma with scale 1; 0 where the shape is 0.
pub(super) fn gamma(rng: &mut ChaCha20Rng, shape: f64) -> f64 {
    if shape <= 0.0 {
        return 0.0;
    }
    if shape < 1.0 {
        let power = (1.0 - rng.random::<f64>()).powf(1.0 / shape);
        return gamma(rng, shape + 1.0) * power;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && (1.0 - rng.random::<f64>()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// Beta; ½ where both counts are so small that nothing is left of either draw.
pub(super) fn beta(rng: &mut ChaCha20Rng, counts: [f64; 2]) -> f64 {
    let [first, second] = counts.map(|count| gamma(rng, count));
    if first + second > 0.0 { first / (first + second) } else { 0.5 }
}

/// Dirichlet; an empty vector gives an empty one.
pub(super) fn dirichlet(rng: &mut ChaCha20Rng, counts: &[f64]) -> Vec<f64> {
    let draws: Vec<f64> = counts.iter().map(|count| gamma(rng, *count).max(f64::MIN_POSITIVE)).collect();
    let total: f64 = draws.iter().sum();
    draws.into_iter().map(|draw| draw / total).collect()
}

pub(super) fn poisson(rng: &mut ChaCha20Rng, mean: f64) -> u64 {
    if mean > LARGE_MEAN {
        return (mean + mean.sqrt() * normal(rng)).round().max(0.0) as u64;
    }
    // A sum of Poisson numbers of small means, each counted by products of uniform numbers.
    let parts = (mean / 16.0).ceil().max(1.0);
    let limit = (-mean / parts).exp();
    let mut count = 0;
    for _ in 0..parts as u32 {
        let mut product = rng.random::<f64>();
        while product > limit {
            count += 1;
            product *= rng.random::<f64>();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn mean_and_variance(draws: &[f64]) -> (f64, f64) {
        let count = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / count;
        (mean, draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / count)
    }

    #[test]
    fn gamma_and_poisson_have_the_mean_and_variance_they_should() {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        for parameter in [0.4, 3.0, 70.0, 4000.0] {
            let draws: Vec<f64> = (0..20_000).map(|_| gamma(&mut rng, parameter)).collect();
            let (mean, variance) = mean_and_variance(&draws);
            assert!((mean / parameter - 1.0).abs() < 0.05 && (variance / parameter - 1.0).abs() < 0.1, "{parameter}");
            let draws: Vec<f64> = (0..20_000).map(|_| poisson(&mut rng, parameter) as f64).collect();
            let (mean, variance) = mean_and_variance(&draws);
            assert!((mean / parameter - 1.0).abs() < 0.05 && (variance / parameter - 1.0).abs() < 0.1, "{parameter}");
        }
    }

    #[test]
    fn a_stream_is_uniform_and_differs_from_its_neighbours() {
        let mut at = [0_u32; 10];
        let mut stream = Stream::new(7, 3, 0);
        (0..100_000).for_each(|_| at[stream.below(10)] += 1);
        assert!(at.iter().all(|count| count.abs_diff(10_000) < 400), "{at:?}");
        let (mut one, mut other) = (Stream::new(7, 3, 0), Stream::new(7, 4, 0));
        assert_ne!(one.next(), other.next());
        assert!(one.unit() < 1.0);
    }

    #[test]
    fn shares_sum_to_one() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let shares = dirichlet(&mut rng, &[1.0, 0.0, 5.0]);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((0.0..=1.0).contains(&beta(&mut rng, [2.0, 3.0])));
    }
}
