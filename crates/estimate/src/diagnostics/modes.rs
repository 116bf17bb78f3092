//! Does the posterior have more than one hill?
//!
//! A density of the logarithm of the pooled draws is estimated with a normal kernel (bandwidth of Silverman 1986,
//! *Density Estimation*, p. 48, and never less than one person and a half). A hill counts where the valley beside it falls
//! well below it and enough of the draws stand on it.

use serde::Serialize;

use super::summary::quantile;

/// Points at which the density is computed.
const POINTS: usize = 400;

/// A hill with a smaller share of the draws is not told from chance.
const SHARE_MIN: f64 = 0.01;

/// A valley must fall below this share of the lower of its two hills.
const VALLEY: f64 = 0.7;

/// One hill of the posterior.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mode {
    /// Where the density is highest.
    pub at: f64,
    /// From the valley below it.
    pub from: f64,
    /// To the valley above it.
    pub to: f64,
    /// Share of the pooled draws between the valleys.
    pub share: f64,
}

impl Mode {
    /// Share of these draws that lie on the hill.
    pub fn share_of(&self, draws: &[f64]) -> f64 {
        let inside = draws.iter().filter(|draw| (self.from..self.to).contains(draw)).count();
        inside as f64 / draws.len().max(1) as f64
    }
}

/// Returns the hills of positive draws, from low to high; one of everything where the draws do not vary.
///
/// ```
/// let draws: Vec<f64> = (0..1000).map(|draw| if draw % 4 == 0 { 5000.0 } else { 1000.0 } + f64::from(draw % 97)).collect();
/// let modes = estimate::diagnostics::modes(&draws);
/// assert_eq!((modes.len(), modes[1].share), (2, 0.25)); // every fourth draw
/// ```
pub fn modes(draws: &[f64]) -> Vec<Mode> {
    let mut sorted: Vec<f64> =
        draws.iter().filter(|draw| draw.is_finite() && **draw > 0.0).map(|draw| draw.ln()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (Some(low), Some(high)) = (sorted.first().copied(), sorted.last().copied()) else { return Vec::new() };
    let whole = Mode { at: quantile(&sorted, 0.5).exp(), from: 0.0, to: f64::INFINITY, share: 1.0 };
    let width = bandwidth(&sorted);
    if high - low < 2.0 * width {
        return vec![whole];
    }
    let (start, step) = (low - 2.0 * width, (high - low + 4.0 * width) / (POINTS - 1) as f64);
    let density = density(&sorted, (start, step), width);
    let mut hills = hills(&density);
    let at = |point: usize| (start + step * point as f64).exp();
    loop {
        let modes = bounded(&hills, &density, &at, draws);
        let Some(weak) = modes.iter().position(|mode| mode.share < SHARE_MIN) else { return modes };
        if hills.len() == 1 {
            return vec![whole];
        }
        hills.remove(weak);
    }
}

/// Silverman's bandwidth of sorted logarithms.
fn bandwidth(sorted: &[f64]) -> f64 {
    let number = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / number;
    let deviation = (sorted.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / number).sqrt();
    let quartiles = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
    let spread = if quartiles > 0.0 { deviation.min(quartiles) } else { deviation };
    let person = 1.5 / quantile(sorted, 0.5).exp().max(1.0);
    (0.9 * spread * number.powf(-0.2)).max(person)
}

/// The density, up to a factor, at points of a grid given by start and step.
fn density(sorted: &[f64], grid: (f64, f64), width: f64) -> Vec<f64> {
    let (start, step) = grid;
    let mut counts = vec![0.0; POINTS];
    for value in sorted {
        let place = ((value - start) / step).clamp(0.0, (POINTS - 2) as f64);
        let (below, part) = (place.floor() as usize, place - place.floor());
        counts[below] += 1.0 - part;
        counts[below + 1] += part;
    }
    // Bins may be wider than the kernel; a kernel below one bin would only show the bins.
    let reach = (width / step).max(1.0);
    (0..POINTS)
        .map(|point| {
            let kernel = |other: usize| (-0.5 * ((point as f64 - other as f64) / reach).powi(2)).exp();
            counts.iter().enumerate().map(|(other, count)| count * kernel(other)).sum()
        })
        .collect()
}

/// Points of the hills that valleys set apart.
fn hills(density: &[f64]) -> Vec<usize> {
    let mut hills: Vec<usize> = Vec::new();
    let mut valley = f64::INFINITY;
    for point in 0..density.len() {
        let before = if point == 0 { 0.0 } else { density[point - 1] };
        let after = density.get(point + 1).copied().unwrap_or(0.0);
        valley = valley.min(density[point]);
        if density[point] <= before || density[point] < after {
            continue;
        }
        match hills.last_mut() {
            Some(last) if valley > VALLEY * density[*last].min(density[point]) => {
                if density[point] > density[*last] {
                    *last = point;
                }
                valley = density[*last];
            }
            Some(_) | None => {
                hills.push(point);
                valley = density[point];
            }
        }
    }
    hills
}

/// Hills with the lowest points between them as their bounds.
fn bounded(hills: &[usize], density: &[f64], at: &impl Fn(usize) -> f64, draws: &[f64]) -> Vec<Mode> {
    let valley = |pair: &[usize]| {
        let lowest = (pair[0]..=pair[1]).min_by(|a, b| density[*a].total_cmp(&density[*b]));
        at(lowest.unwrap_or(pair[0]))
    };
    let valleys: Vec<f64> = hills.windows(2).map(valley).collect();
    (0..hills.len())
        .map(|hill| {
            let from = if hill == 0 { 0.0 } else { valleys[hill - 1] };
            let to = valleys.get(hill).copied().unwrap_or(f64::INFINITY);
            let mut mode = Mode { at: at(hills[hill]), from, to, share: 0.0 };
            mode.share = mode.share_of(draws);
            mode
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn mixture(share: f64, apart: f64) -> Vec<f64> {
        let mut chance = Chance::new(51, 0);
        (0..8000)
            .map(|_| {
                let second = if chance.uniform() < share { apart } else { 0.0 };
                (10.0 + second + 0.1 * chance.normal()).exp()
            })
            .collect()
    }

    #[test]
    fn one_hill_is_one_mode_and_two_are_two() {
        assert_eq!(modes(&mixture(0.0, 0.0)).len(), 1);
        let two = modes(&mixture(0.05, 1.2));
        assert_eq!(two.len(), 2);
        assert!((two[1].share - 0.05).abs() < 0.01 && (two[1].at.ln() - 11.2).abs() < 0.1, "{two:?}");
    }

    #[test]
    fn small_counts_are_no_modes_of_their_own() {
        let mut chance = Chance::new(52, 0);
        let draws: Vec<f64> = (0..4000).map(|_| 30.0 + chance.poisson(2.0) as f64).collect();
        assert_eq!(modes(&draws).len(), 1);
        assert_eq!(modes(&[7.0; 100]).len(), 1);
        assert_eq!(modes(&[]).len(), 0);
    }

    #[test]
    fn a_few_stray_draws_are_no_mode() {
        let mut draws = mixture(0.0, 0.0);
        draws.extend([9e6; 20]);
        assert_eq!(modes(&draws).len(), 1);
    }
}
