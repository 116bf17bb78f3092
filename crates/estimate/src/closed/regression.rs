//! Poisson regression on a few columns of any kind, by Newton's method with step halving.
//!
//! A coefficient that runs to infinity keeps its step at about one, so that only steps that vanish count as a maximum.
//!
//! Source: Nelder & Wedderburn 1972, *J. R. Statist. Soc. A* 135:370-384.

use super::design::Design;

/// More steps mean that there is no maximum.
const MAX_STEPS: usize = 80;

/// No linear predictor moves farther in one step.
const MAX_MOVE: f64 = 6.0;

/// Steps below this, of columns scaled to 1, are none.
const TINY_STEP: f64 = 1e-9;

/// A pivot below this share of its diagonal element is nought.
const MIN_PIVOT: f64 = 1e-12;

/// The maximum of the likelihood.
#[derive(Debug, Clone)]
pub(super) struct Maximum {
    pub(super) coefficients: Vec<f64>,
    pub(super) deviance: f64,
    pub(super) minus_two_ln_likelihood: f64,
    scales: Vec<f64>,
    factor: Vec<Vec<f64>>, // Lower triangle of the information of the scaled columns.
}

impl Maximum {
    /// Variance of a function of the coefficients with this gradient.
    pub(super) fn variance(&self, gradient: &[f64]) -> f64 {
        let mut half: Vec<f64> = gradient.iter().zip(&self.scales).map(|(slope, scale)| slope / scale).collect();
        forward(&self.factor, &mut half);
        half.iter().map(|value| value * value).sum()
    }
}

/// `None` where the likelihood has no maximum or the columns cannot be told apart.
pub(super) fn maximum(design: &Design) -> Option<Maximum> {
    let scales: Vec<f64> =
        design.columns.iter().map(|column| column.iter().fold(0.0_f64, |most, value| most.max(value.abs()))).collect();
    if scales.contains(&0.0) || design.cells() < design.width() {
        return None;
    }
    let columns: Vec<Vec<f64>> = design
        .columns
        .iter()
        .zip(&scales)
        .map(|(column, scale)| column.iter().map(|value| value / scale).collect())
        .collect();
    let mut climb = Climb { columns: &columns, counts: &design.counts, means: Vec::new(), coefficients: Vec::new() };
    let factor = climb.run()?;
    let coefficients = climb.coefficients.iter().zip(&scales).map(|(value, scale)| value / scale).collect();
    let ln_likelihood: f64 = (design.counts.iter().zip(&climb.means))
        .map(|(count, mean)| times_ln(*count, *mean) - mean - statrs::function::gamma::ln_gamma(count + 1.0))
        .sum();
    let deviance = climb.deviance(&climb.means).max(0.0);
    Some(Maximum { coefficients, deviance, minus_two_ln_likelihood: -2.0 * ln_likelihood, scales, factor })
}

fn times_ln(count: f64, mean: f64) -> f64 {
    if count > 0.0 { count * mean.ln() } else { 0.0 }
}

struct Climb<'a> {
    columns: &'a [Vec<f64>],
    counts: &'a [f64],
    means: Vec<f64>,
    coefficients: Vec<f64>,
}

impl Climb<'_> {
    /// Leaves coefficients and means at the maximum; returns the factor of the information there.
    fn run(&mut self) -> Option<Vec<Vec<f64>>> {
        // One weighted least squares step from the counts themselves.
        self.means = self.counts.iter().map(|count| count + 0.1).collect();
        let working: Vec<f64> =
            self.means.iter().zip(self.counts).map(|(mean, count)| mean * mean.ln() + count - mean).collect();
        self.coefficients = self.solve(&working)?.0;
        self.means = self.means_at(&self.coefficients);
        let mut deviance = self.deviance(&self.means);
        for _ in 0..MAX_STEPS {
            let residuals: Vec<f64> = self.counts.iter().zip(&self.means).map(|(count, mean)| count - mean).collect();
            let (step, factor) = self.solve(&residuals)?;
            let farthest = self.predictor(&step).iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            if !farthest.is_finite() {
                return None;
            }
            if farthest < TINY_STEP {
                return Some(factor);
            }
            let mut share = if farthest > MAX_MOVE { MAX_MOVE / farthest } else { 1.0 };
            loop {
                let next: Vec<f64> =
                    self.coefficients.iter().zip(&step).map(|(value, step)| value + share * step).collect();
                let means = self.means_at(&next);
                let reached = self.deviance(&means);
                if reached <= deviance + 1e-9 * deviance.abs().max(1.0) {
                    (self.coefficients, self.means, deviance) = (next, means, reached);
                    break;
                }
                share /= 2.0;
                if share < 1e-9 {
                    return None;
                }
            }
        }
        None
    }

    fn predictor(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut linear = vec![0.0; self.counts.len()];
        for (column, value) in self.columns.iter().zip(coefficients) {
            linear.iter_mut().zip(column).for_each(|(linear, cell)| *linear += value * cell);
        }
        linear
    }

    fn means_at(&self, coefficients: &[f64]) -> Vec<f64> {
        self.predictor(coefficients).iter().map(|linear| linear.exp()).collect()
    }

    fn deviance(&self, means: &[f64]) -> f64 {
        let part = |(count, mean): (&f64, &f64)| {
            2.0 * (if *count > 0.0 { count * (count / mean).ln() } else { 0.0 } - (count - mean))
        };
        self.counts.iter().zip(means).map(part).sum()
    }

    /// Solves information times step = columns times `right`, with the means as weights.
    fn solve(&self, right: &[f64]) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
        let weighted: Vec<Vec<f64>> = (self.columns.iter())
            .map(|column| column.iter().zip(&self.means).map(|(cell, mean)| cell * mean).collect())
            .collect();
        let information = weighted
            .iter()
            .enumerate()
            .map(|(row, one)| self.columns[..=row].iter().map(|other| dot(one, other)).collect());
        let factor = factor(information.collect())?;
        let mut step: Vec<f64> = self.columns.iter().map(|column| dot(column, right)).collect();
        forward(&factor, &mut step);
        for row in (0..step.len()).rev() {
            let behind: f64 = (row + 1..step.len()).map(|below| factor[below][row] * step[below]).sum();
            step[row] = (step[row] - behind) / factor[row][row];
        }
        Some((step, factor))
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Cholesky's factor of a lower triangle; `None` where it is not positive definite.
fn factor(mut lower: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    for row in 0..lower.len() {
        let diagonal = lower[row][row];
        for column in 0..=row {
            let (above, here) = lower.split_at_mut(row);
            let line = &mut here[0];
            let sum = if column < row {
                dot(&line[..column], &above[column][..column])
            } else {
                dot(&line[..row], &line[..row])
            };
            let rest = line[column] - sum;
            if column < row {
                line[column] = rest / above[column][column];
            } else if rest > MIN_PIVOT * diagonal && rest > 0.0 {
                line[row] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

/// Solves factor times x = values, in place.
fn forward(factor: &[Vec<f64>], values: &mut [f64]) {
    for row in 0..values.len() {
        let before = dot(&factor[row][..row], &values[..row]);
        values[row] = (values[row] - before) / factor[row][row];
    }
}
