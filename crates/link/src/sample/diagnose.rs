//! Have the chains come together, and how many independent draws are they worth?
//!
//! Sources: Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, *Bayesian Anal.* 16:667-718 (rank-normalised split R-hat, bulk
//! effective sample size); Geyer 1992, *Stat. Sci.* 7:473-483 (initial monotone sequence).

use statrs::distribution::{ContinuousCDF, Normal};

use super::draws::Mixing;

/// Mixing of one quantity: `[chain][draw]`; chains are cut to the length of the shortest.
///
/// ```
/// let alternating = |start: u32| (start..start + 100).map(|at| f64::from(at * 37 % 100)).collect();
/// let mixing = link::sample::mixing(&[alternating(0), alternating(50)]);
/// assert!(mixing.r_hat < 1.01);
/// let apart = link::sample::mixing(&[vec![1.0; 50], vec![2.0; 50]]);
/// assert!(apart.r_hat > 1000.0); // each chain stands still at another value
/// ```
pub fn mixing(chains: &[Vec<f64>]) -> Mixing {
    let half = chains.iter().map(Vec::len).min().unwrap_or(0) / 2;
    let halves: Vec<&[f64]> = chains.iter().flat_map(|chain| [&chain[..half], &chain[chain.len() - half..]]).collect();
    let total = (half * halves.len()) as f64;
    let first = halves.iter().flat_map(|half| half.iter()).next().copied();
    if half < 2 || first.is_some_and(|first| halves.iter().all(|half| half.iter().all(|value| *value == first))) {
        return Mixing { r_hat: 1.0, effective_draws: total };
    }
    let bulk = normal_scores(&halves);
    let mut sorted: Vec<f64> = halves.concat();
    sorted.sort_by(f64::total_cmp);
    let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
    let folded: Vec<Vec<f64>> =
        halves.iter().map(|half| half.iter().map(|value| (value - median).abs()).collect()).collect();
    let tail = normal_scores(&folded.iter().map(Vec::as_slice).collect::<Vec<_>>());
    Mixing { r_hat: r_hat(&bulk).max(r_hat(&tail)), effective_draws: effective_draws(&bulk) }
}

/// Each value's rank among all, ties shared, as a quantile of the normal distribution.
fn normal_scores(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let mut order: Vec<(usize, usize)> =
        (0..chains.len()).flat_map(|chain| (0..chains[chain].len()).map(move |at| (chain, at))).collect();
    let value = |(chain, at): &(usize, usize)| chains[*chain][*at];
    order.sort_by(|one, other| value(one).total_cmp(&value(other)).then(one.cmp(other)));
    let standard = Normal::standard();
    let total = order.len() as f64;
    let mut scores: Vec<Vec<f64>> = chains.iter().map(|chain| vec![0.0; chain.len()]).collect();
    let mut start = 0;
    while start < order.len() {
        let end = start + order[start..].iter().take_while(|at| value(at) == value(&order[start])).count().max(1);
        let rank = (start + end + 1) as f64 / 2.0;
        let score = standard.inverse_cdf((rank - 0.375) / (total + 0.25));
        order[start..end].iter().for_each(|(chain, at)| scores[*chain][*at] = score);
        start = end;
    }
    scores
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// Variance within chains, and of all draws together as chains of this length see it.
fn variances(chains: &[Vec<f64>]) -> (f64, f64) {
    let length = chains[0].len() as f64;
    let within = mean(&chains.iter().map(|chain| variance(chain)).collect::<Vec<_>>());
    let between = variance(&chains.iter().map(|chain| mean(chain)).collect::<Vec<_>>());
    (within, within * (length - 1.0) / length + between)
}

fn r_hat(chains: &[Vec<f64>]) -> f64 {
    let (within, all) = variances(chains);
    if all < 1e-12 {
        1.0 // All alike, as the folded values of a quantity are that takes two values at the same rate.
    } else {
        (all / within).sqrt()
    }
}

fn effective_draws(chains: &[Vec<f64>]) -> f64 {
    let length = chains[0].len();
    let total = (length * chains.len()) as f64;
    let (within, all) = variances(chains);
    let correlation = |lag: usize| {
        let of_chain = |chain: &Vec<f64>| {
            let mean = mean(chain);
            let products = chain.iter().zip(&chain[lag..]).map(|(one, other)| (one - mean) * (other - mean));
            products.sum::<f64>() / length as f64
        };
        let covariance = mean(&chains.iter().map(of_chain).collect::<Vec<_>>());
        1.0 - (within * (length as f64 - 1.0) / length as f64 - covariance) / all
    };
    let (mut sum, mut smallest) = (0.0, f64::INFINITY);
    for lag in (0..length - 1).step_by(2) {
        let pair = correlation(lag) + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        smallest = smallest.min(pair);
        sum += smallest;
    }
    let time = (2.0 * sum - 1.0).max(1.0 / total.log10());
    total / time
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha20Rng;

    use super::*;

    /// First-order autoregression: its draws are worth (1 - r) / (1 + r) each.
    fn chains(correlation: f64, shift: f64) -> Vec<Vec<f64>> {
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let one = |chain: u32| {
            let mut value = 0.0;
            let step = (1.0 - correlation * correlation).sqrt();
            let mut noise = || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
            let draws = (0..4000).map(|_| {
                value = correlation * value + step * noise();
                value + f64::from(chain) * shift
            });
            draws.collect()
        };
        (0..4).map(one).collect()
    }

    #[test]
    fn correlated_draws_are_worth_less() {
        for (correlation, worth) in [(0.0, 16_000.0), (0.8, 16_000.0 / 9.0)] {
            let mixing = mixing(&chains(correlation, 0.0));
            assert!((mixing.effective_draws / worth - 1.0).abs() < 0.15, "{mixing:?}");
            assert!(mixing.r_hat < 1.01, "{mixing:?}");
        }
    }

    #[test]
    fn chains_that_stay_apart_are_found_out() {
        let mixing = mixing(&chains(0.0, 0.5));
        assert!(mixing.r_hat > 1.1 && mixing.effective_draws < 100.0, "{mixing:?}");
    }

    #[test]
    fn a_quantity_that_never_changes_is_no_reason_for_alarm() {
        assert_eq!(mixing(&[vec![3.0; 10], vec![3.0; 10]]), Mixing { r_hat: 1.0, effective_draws: 20.0 });
    }
}
