//! Mean, quantiles and interval of draws.

use serde::Serialize;

/// Draws in a few numbers, in the draws' unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// 2.5 % quantile: lower end of the 95 % credible interval.
    pub low: f64,
    /// 25 % quantile.
    pub quartile_25: f64,
    /// 50 % quantile.
    pub median: f64,
    /// 75 % quantile.
    pub quartile_75: f64,
    /// 97.5 % quantile: upper end of the 95 % credible interval.
    pub high: f64,
}

/// Returns the quantile of sorted numbers by linear interpolation between order statistics; NaN of none.
///
/// ```
/// // Place 0.25 * (5 - 1) = 1 counted from 0.
/// assert_eq!(estimate::diagnostics::quantile(&[1.0, 2.0, 3.0, 4.0, 9.0], 0.25), 2.0);
/// ```
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

/// Sums draws up; all NaN where there are none.
///
/// ```
/// let summary = estimate::diagnostics::summarise(&[4.0, 1.0, 9.0, 2.0, 3.0]);
/// assert_eq!((summary.median, summary.mean), (3.0, 3.8)); // 19 / 5
/// ```
pub fn summarise(draws: &[f64]) -> Summary {
    let mut sorted = draws.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let number = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / number;
    let squares: f64 = sorted.iter().map(|draw| (draw - mean).powi(2)).sum();
    Summary {
        mean,
        deviation: (squares / (number - 1.0).max(1.0)).sqrt(),
        low: quantile(&sorted, 0.025),
        quartile_25: quantile(&sorted, 0.25),
        median: quantile(&sorted, 0.5),
        quartile_75: quantile(&sorted, 0.75),
        high: quantile(&sorted, 0.975),
    }
}
