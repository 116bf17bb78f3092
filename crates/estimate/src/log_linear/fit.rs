//! One model fitted: Poisson regression by Newton's method, refused where it has no maximum.

use super::{Model, observed};
use crate::{CaptureTable, capture::float};

/// Newton's method is quadratic: more steps than this mean that there is no maximum.
const MAX_STEPS: usize = 60;

/// A fitted cell below this, or a coefficient beyond that, runs towards a maximum at infinity.
const MIN_MEAN: f64 = 1e-6;

/// A model with its estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Which model.
    pub model: Model,
    /// Documented and estimated undocumented persons.
    pub population_persons: f64,
    /// Standard error of that (Rivest & Lévesque 2001).
    pub standard_error_persons: f64,
    /// Twice the distance to the saturated model.
    pub deviance: f64,
    /// Cells less parameters.
    pub degrees_of_freedom: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion, with the documented persons as sample size.
    pub bic: f64,
}

/// Fits a model; `None` where it has no maximum likelihood estimate.
pub(super) fn fit(table: &CaptureTable, model: &Model) -> Option<Fit> {
    let counts = observed(table);
    let columns = model.columns();
    let rows: Vec<Vec<f64>> = (1..=counts.len()).map(|pattern| design_row(pattern, &columns)).collect();
    let (coefficients, factor) = regress(&rows, &counts)?;
    let means: Vec<f64> = rows.iter().map(|row| dot(row, &coefficients).exp()).collect();
    if means.iter().any(|mean| *mean < MIN_MEAN) {
        return None;
    }
    let log_likelihood: f64 =
        counts.iter().zip(&means).map(|(count, mean)| count * mean.ln() - mean - ln_factorial(*count)).sum();
    let deviance = 2.0 * counts.iter().zip(&means).map(|(count, mean)| deviance_part(*count, *mean)).sum::<f64>();
    let undocumented = coefficients[0].exp();
    let mut unit = vec![0.0; columns.len()];
    unit[0] = 1.0;
    let variance_of_intercept = factor.solve(&unit)[0];
    let parameters = float(columns.len() as u64);
    Some(Fit {
        model: model.clone(),
        population_persons: float(table.documented()) + undocumented,
        standard_error_persons: (undocumented + undocumented.powi(2) * variance_of_intercept).sqrt(),
        deviance,
        degrees_of_freedom: counts.len() - columns.len(),
        aic: 2.0 * parameters - 2.0 * log_likelihood,
        bic: parameters * float(table.documented()).ln() - 2.0 * log_likelihood,
    })
}

/// One where the interaction's lists all hold the person.
pub(super) fn design_row(pattern: usize, columns: &[u32]) -> Vec<f64> {
    let pattern = u32::try_from(pattern).unwrap_or(u32::MAX);
    columns.iter().map(|column| f64::from(u8::from(pattern & column == *column))).collect()
}

/// Maximum likelihood coefficients of a Poisson regression with logarithmic link, and the factor of its information.
pub(super) fn regress(rows: &[Vec<f64>], counts: &[f64]) -> Option<(Vec<f64>, Cholesky)> {
    let width = rows.first()?.len();
    // The usual start: one weighted least squares step from the counts themselves.
    let mut means: Vec<f64> = counts.iter().map(|count| count + 0.1).collect();
    let mut linear: Vec<f64> = means.iter().map(|mean| mean.ln()).collect();
    let mut deviance = f64::INFINITY;
    for _ in 0..MAX_STEPS {
        let mut information = vec![vec![0.0; width]; width];
        let mut score = vec![0.0; width];
        for ((row, count), (mean, linear)) in rows.iter().zip(counts).zip(means.iter().zip(&linear)) {
            let working = linear + (count - mean) / mean;
            for (i, left) in row.iter().enumerate().filter(|(_, left)| **left != 0.0) {
                score[i] += mean * working * left;
                for (j, right) in row.iter().enumerate().take(i + 1) {
                    information[i][j] += mean * left * right;
                }
            }
        }
        let factor = Cholesky::of(information)?;
        let coefficients = factor.solve(&score);
        linear = rows.iter().map(|row| dot(row, &coefficients)).collect();
        if linear.iter().any(|value| !value.is_finite() || *value > 50.0) {
            return None;
        }
        means = linear.iter().map(|value| value.exp().max(f64::MIN_POSITIVE)).collect();
        let next: f64 = 2.0 * counts.iter().zip(&means).map(|(count, mean)| deviance_part(*count, *mean)).sum::<f64>();
        if (deviance - next).abs() < 1e-12 * (next.abs() + 0.1) {
            return Some((coefficients, factor));
        }
        deviance = next;
    }
    None
}

fn deviance_part(count: f64, mean: f64) -> f64 {
    if count > 0.0 { count * (count / mean).ln() - (count - mean) } else { mean }
}

pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

pub(super) fn ln_factorial(count: f64) -> f64 {
    statrs::function::gamma::ln_gamma(count + 1.0)
}

/// The lower factor of a symmetric positive definite matrix.
#[derive(Debug)]
pub(super) struct Cholesky(Vec<Vec<f64>>);

impl Cholesky {
    /// Factors a matrix of which the lower half is given; `None` where it is not positive definite.
    fn of(mut matrix: Vec<Vec<f64>>) -> Option<Self> {
        for i in 0..matrix.len() {
            for j in 0..=i {
                let sum = matrix[i][j] - dot(&matrix[i][..j], &matrix[j][..j]);
                if i == j {
                    if sum <= 1e-13 * matrix[i][i].abs().max(1e-300) {
                        return None;
                    }
                    matrix[i][i] = sum.sqrt();
                } else {
                    matrix[i][j] = sum / matrix[j][j];
                }
            }
        }
        Some(Self(matrix))
    }

    /// Solves for one right side.
    fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = right.len();
        let mut solution = right.to_vec();
        for i in 0..size {
            solution[i] = (solution[i] - dot(&self.0[i][..i], &solution[..i])) / self.0[i][i];
        }
        for i in (0..size).rev() {
            let behind: f64 = (i + 1..size).map(|j| self.0[j][i] * solution[j]).sum();
            solution[i] = (solution[i] - behind) / self.0[i][i];
        }
        solution
    }
}
