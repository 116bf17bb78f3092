//! R-hat and effective draws on rank-normalised split chains.
//!
//! Source: Vehtari et al. 2021, *Bayesian Analysis* 16:667-718, sections 3 and 4; the autocorrelation sum stops by Geyer's
//! initial monotone sequence (Geyer 1992, *Statistical Science* 7:473-483).

use statrs::distribution::{ContinuousCDF, Normal};

use super::fourier::autocovariances;
use super::summary::quantile;

/// Halves of every chain; the middle draw of an odd number is left out. None where chains are too short, unequal, or hold
/// what is no number.
fn halves(draws: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let length = draws.first()?.len();
    let sound = |chain: &Vec<f64>| chain.len() == length && chain.iter().all(|draw| draw.is_finite());
    if length < 8 || !draws.iter().all(sound) {
        return None;
    }
    let half = length / 2;
    Some(draws.iter().flat_map(|chain| [chain[..half].to_vec(), chain[length - half..].to_vec()]).collect())
}

fn all_equal(chains: &[Vec<f64>]) -> bool {
    let first = chains[0][0];
    chains.iter().flatten().all(|draw| *draw == first)
}

/// Replaces draws by the normal scores of their ranks; equal draws share their mean rank.
fn normal_scores(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let normal = Normal::standard();
    let length = chains[0].len();
    let pooled = chains.concat();
    let mut order: Vec<usize> = (0..pooled.len()).collect();
    order.sort_unstable_by(|a, b| pooled[*a].total_cmp(&pooled[*b]));
    let mut scores = vec![0.0; pooled.len()];
    for tie in order.chunk_by(|a, b| pooled[*a] == pooled[*b]).scan(0, |before, tie| {
        *before += tie.len();
        Some((*before - tie.len(), tie))
    }) {
        let rank = tie.0 as f64 + (tie.1.len() as f64 + 1.0) / 2.0;
        let score = normal.inverse_cdf((rank - 0.375) / (pooled.len() as f64 + 0.25));
        tie.1.iter().for_each(|place| scores[*place] = score);
    }
    scores.chunks_exact(length).map(<[f64]>::to_vec).collect()
}

/// Distances from the pooled median, which show a difference in scale.
fn folded(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut pooled = chains.concat();
    pooled.sort_unstable_by(f64::total_cmp);
    let median = quantile(&pooled, 0.5);
    chains.iter().map(|chain| chain.iter().map(|draw| (draw - median).abs()).collect()).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// Variance between and within chains: the classic ratio.
fn plain_r_hat(chains: &[Vec<f64>]) -> f64 {
    if all_equal(chains) {
        return 1.0;
    }
    let length = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let within = mean(&chains.iter().map(|chain| variance(chain)).collect::<Vec<_>>());
    let pooled = within * (length - 1.0) / length + variance(&means);
    if within > 0.0 { (pooled / within).sqrt() } else { f64::INFINITY }
}

/// Effective draws of chains by the initial monotone sequence.
fn effective_draws(chains: &[Vec<f64>]) -> f64 {
    let (number, length) = (chains.len() as f64, chains[0].len());
    let total = number * length as f64;
    if all_equal(chains) {
        return total;
    }
    let size = length as f64;
    let covariances: Vec<Vec<f64>> = chains.iter().map(|chain| autocovariances(chain)).collect();
    let within = covariances.iter().map(|lags| lags[0]).sum::<f64>() / number * size / (size - 1.0);
    let between = variance(&chains.iter().map(|chain| mean(chain)).collect::<Vec<_>>());
    let pooled = within * (size - 1.0) / size + between;
    let correlation = |lag: usize| {
        let covariance = covariances.iter().map(|lags| lags[lag]).sum::<f64>() / number;
        1.0 - (within - covariance * size / (size - 1.0)) / pooled
    };
    let (mut sum, mut smallest, mut lag) = (0.0, f64::INFINITY, 0);
    while lag + 1 < length {
        let pair = if lag == 0 { 1.0 + correlation(1) } else { correlation(lag) + correlation(lag + 1) };
        if pair.is_nan() || pair <= 0.0 {
            break;
        }
        smallest = pair.min(smallest);
        sum += smallest;
        lag += 2;
    }
    // An antithetic chain may be worth more than its draws, but not without bound.
    let time = (2.0 * sum - 1.0).max(1.0 / total.log10());
    total / time
}

/// Returns the rank-normalised split R-hat, the larger of that of the draws and that of their distance from the median;
/// NaN where chains are shorter than 8, unequal, or hold what is no number.
///
/// ```
/// // The first chain never meets the second: infinitely far apart.
/// assert!(estimate::diagnostics::r_hat(&[vec![1.0; 10], vec![2.0; 10]]).is_infinite());
/// ```
pub fn r_hat(draws: &[Vec<f64>]) -> f64 {
    let Some(chains) = halves(draws) else { return f64::NAN };
    let location = plain_r_hat(&normal_scores(&chains));
    location.max(plain_r_hat(&normal_scores(&folded(&chains))))
}

/// Returns the effective number of draws in the bulk over all chains; NaN as for [`r_hat`].
///
/// ```
/// // Draws that never move are counted one by one.
/// assert_eq!(estimate::diagnostics::ess_bulk(&[vec![5.0; 10], vec![5.0; 10]]), 20.0);
/// ```
pub fn ess_bulk(draws: &[Vec<f64>]) -> f64 {
    halves(draws).map_or(f64::NAN, |chains| effective_draws(&normal_scores(&chains)))
}

/// Returns the effective number of draws at the 5 % or the 95 % quantile, whichever has fewer; NaN as for [`r_hat`].
///
/// ```
/// assert_eq!(estimate::diagnostics::ess_tail(&[vec![5.0; 10], vec![5.0; 10]]), 20.0);
/// ```
pub fn ess_tail(draws: &[Vec<f64>]) -> f64 {
    let Some(chains) = halves(draws) else { return f64::NAN };
    let mut pooled = chains.concat();
    pooled.sort_unstable_by(f64::total_cmp);
    [0.05, 0.95]
        .into_iter()
        .map(|share| {
            let edge = quantile(&pooled, share);
            let below = |draw: &f64| f64::from(u8::from(*draw <= edge));
            effective_draws(&chains.iter().map(|chain| chain.iter().map(below).collect()).collect::<Vec<_>>())
        })
        .fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn autoregressive(correlation: f64, length: usize, stream: u64) -> Vec<f64> {
        let mut chance = Chance::new(41, stream);
        let mut value = chance.normal();
        let fresh = (1.0 - correlation * correlation).sqrt();
        (0..length)
            .map(|_| {
                value = correlation * value + fresh * chance.normal();
                value
            })
            .collect()
    }

    /// An AR(1) chain of correlation r is worth (1 - r) / (1 + r) of its draws.
    #[test]
    fn effective_draws_of_an_autoregressive_chain_are_those_of_its_law() {
        for correlation in [0.0, 0.5, 0.9, -0.4] {
            let chains: Vec<Vec<f64>> = (0..4).map(|stream| autoregressive(correlation, 20_000, stream)).collect();
            let expected = 80_000.0 * (1.0 - correlation) / (1.0 + correlation);
            let found = ess_bulk(&chains);
            assert!((found / expected - 1.0).abs() < 0.1, "{correlation}: {found} {expected}");
            assert!(r_hat(&chains) < 1.005);
        }
    }

    #[test]
    fn ranks_do_not_change_under_a_growing_function() {
        let chains: Vec<Vec<f64>> = (0..4).map(|stream| autoregressive(0.6, 500, stream)).collect();
        let grown: Vec<Vec<f64>> = chains.iter().map(|chain| chain.iter().map(|draw| draw.exp()).collect()).collect();
        assert_eq!(ess_bulk(&chains), ess_bulk(&grown));
        assert_eq!(plain_r_hat(&normal_scores(&chains)), plain_r_hat(&normal_scores(&grown)));
    }

    #[test]
    fn a_chain_of_another_scale_is_seen_by_the_folded_ranks() {
        let mut chains: Vec<Vec<f64>> = (0..4).map(|stream| autoregressive(0.0, 1000, stream)).collect();
        chains[3].iter_mut().for_each(|draw| *draw *= 4.0);
        assert!(plain_r_hat(&normal_scores(&halves(&chains).unwrap())) < 1.02);
        assert!(r_hat(&chains) > 1.1);
    }

    /// Two chains of eight draws, worked out with a table of the normal law in another language.
    #[test]
    fn equals_numbers_worked_out_elsewhere() {
        let chains = [vec![3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.0, 6.0], vec![5.3, 5.8, 9.7, 9.3, 2.3, 8.4, 6.2, 6.4]];
        let location = plain_r_hat(&normal_scores(&halves(&chains).unwrap()));
        let scale = plain_r_hat(&normal_scores(&folded(&halves(&chains).unwrap())));
        assert!((location - R_HAT_LOCATION).abs() < 1e-6, "{location}");
        assert!((scale - R_HAT_SCALE).abs() < 1e-6, "{scale}");
    }
    const R_HAT_LOCATION: f64 = 1.292_989_909;
    const R_HAT_SCALE: f64 = 0.960_637_325;
}
