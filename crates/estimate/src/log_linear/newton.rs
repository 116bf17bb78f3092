//! One hierarchical model fitted: Newton's method on the Poisson likelihood, without allocation.
//!
//! The information matrix is factored with the intercept last, so that the intercept's variance is one over the square
//! of the last diagonal element. A step that shrinks while the likelihood still creeps up runs towards a maximum at
//! infinity: it is stopped, and the model has no maximum likelihood estimate.
//!
//! Sources: Nelder & Wedderburn 1972, *J. R. Statist. Soc. A* 135:370-384 (start and iteration); Haberman 1974, *The
//! Analysis of Frequency Data* (concavity, existence).

use super::cells::{Cells, sum_subsets, sum_supersets};

/// Newton's method is quadratic: more steps than this mean that there is no maximum.
const MAX_STEPS: usize = 60;

/// A pivot below this share of its diagonal element is nought.
const MIN_PIVOT: f64 = 1e-11;

/// No coefficient moves farther than this in one step.
const MAX_MOVE: f64 = 6.0;

/// How near the last step must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Precision(f64);

impl Precision {
    /// Enough to rank models: the criterion is right to the tenth digit, the population to the eighth.
    pub(super) const RANKING: Self = Self(1e-4);
    /// As near as floats come.
    pub(super) const FULL: Self = Self(1e-8);
}

/// What came of a fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    /// The maximum.
    Maximum {
        /// Log-likelihood without the factorials.
        ln_likelihood: f64,
        /// Coefficient of the empty set.
        intercept: f64,
        /// Its variance.
        intercept_variance: f64,
    },
    /// The coefficients run away, or cannot be told apart.
    None,
}

/// Room for fits, used again and again.
#[derive(Debug, Clone)]
pub(super) struct Newton {
    /// Coefficients of the last fit, `[set]`; nought for sets that are not in the model.
    pub(super) coefficients: Vec<f64>,
    /// Fitted persons of the last fit, `[pattern]`; nought in closed cells.
    pub(super) means: Vec<f64>,
    open: Vec<f64>,
    linear: Vec<f64>,
    sums: Vec<f64>,
    factor: Vec<f64>,
    step: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Newton {
    pub(super) fn new(lists: usize) -> Self {
        let empty = vec![0.0; 1 << lists];
        Self {
            coefficients: empty.clone(),
            means: empty.clone(),
            open: empty.clone(),
            linear: empty.clone(),
            sums: empty,
            factor: Vec::new(),
            step: Vec::new(),
            diagonal: Vec::new(),
        }
    }

    /// Closes the cells that contain a set.
    pub(super) fn open_all_but(&mut self, cells: &Cells, closed: &[u32]) {
        self.open.copy_from_slice(&cells.open);
        for set in closed {
            for pattern in super::models::supersets(*set, cells.lists) {
                self.open[pattern as usize] = 0.0;
            }
        }
    }

    /// Fits from the counts. Columns must begin with larger sets and end with the empty one.
    pub(super) fn fit(&mut self, cells: &Cells, columns: &[u32], precision: Precision) -> Outcome {
        if self.start(cells, columns) { self.refit(cells, columns, precision) } else { Outcome::None }
    }

    /// Fits from the coefficients that are there. Those of sets outside the model must be nought.
    pub(super) fn refit(&mut self, cells: &Cells, columns: &[u32], precision: Precision) -> Outcome {
        let mut likelihood = self.evaluate(cells, columns);
        for step in 0..MAX_STEPS {
            if !likelihood.is_finite() || !self.factor_information(columns) {
                return Outcome::None;
            }
            self.step.clear();
            self.step.extend(columns.iter().map(|set| cells.margins[*set as usize] - self.sums[*set as usize]));
            let gradient_step = self.solve();
            let farthest = self.step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
            if !farthest.is_finite() || (step > 8 && gradient_step < 1e-3 && farthest > 0.3) {
                return Outcome::None;
            }
            let mut share = if farthest > MAX_MOVE { MAX_MOVE / farthest } else { 1.0 };
            self.advance(columns, share);
            // Far into the steps a rounding error must not look like a move.
            if farthest < precision.0 || (step > 20 && farthest < 1e-5) {
                let last = self.factor[columns.len() * columns.len() - 1];
                return Outcome::Maximum {
                    ln_likelihood: likelihood + gradient_step / 2.0,
                    intercept: self.coefficients[0],
                    intercept_variance: 1.0 / (last * last),
                };
            }
            let mut next = self.evaluate(cells, columns);
            while is_lower(next, likelihood) && share > 1e-6 {
                self.advance(columns, -share / 2.0);
                share /= 2.0;
                next = self.evaluate(cells, columns);
            }
            likelihood = next;
        }
        Outcome::None
    }

    /// Works out means and information at the coefficients that are there; false where the columns cannot be told apart.
    pub(super) fn inform(&mut self, cells: &Cells, columns: &[u32]) -> bool {
        self.evaluate(cells, columns);
        self.factor_information(columns)
    }

    /// Persons expected on all lists of a set, after [`Self::inform`].
    pub(super) fn expected(&self, set: u32) -> f64 {
        self.sums[set as usize]
    }

    /// What one step says that a term outside the columns adds to the log-likelihood, after [`Self::inform`].
    pub(super) fn gain_of(&mut self, cells: &Cells, columns: &[u32], set: u32) -> f64 {
        self.step.clear();
        self.step.extend(columns.iter().map(|other| self.sums[(set | other) as usize]));
        let explained = self.solve();
        let expected = self.sums[set as usize];
        let information = (expected - explained).max(MIN_PIVOT * expected);
        (cells.margins[set as usize] - expected).powi(2) / (2.0 * information)
    }

    /// What one step says that the log-likelihood loses without a column, after [`Self::inform`]; nothing where the set is
    /// no column.
    pub(super) fn loss_of(&mut self, columns: &[u32], set: u32) -> f64 {
        let Some(place) = columns.iter().position(|other| *other == set) else { return 0.0 };
        self.step.clear();
        self.step.extend(columns.iter().map(|other| f64::from(u8::from(*other == set))));
        self.solve();
        self.coefficients[set as usize].powi(2) / (2.0 * self.step[place])
    }

    /// Inverse of the last information matrix, in the order of the columns.
    pub(super) fn covariance(&mut self, cells: &Cells, columns: &[u32]) -> Option<Vec<Vec<f64>>> {
        self.evaluate(cells, columns);
        if !self.factor_information(columns) {
            return None;
        }
        let unit = |column: usize| (0..columns.len()).map(|other| f64::from(u8::from(other == column))).collect();
        let column = |place: usize| {
            self.step = unit(place);
            self.solve();
            self.step.clone()
        };
        Some((0..columns.len()).map(column).collect())
    }

    /// One weighted least squares step from the counts themselves.
    fn start(&mut self, cells: &Cells, columns: &[u32]) -> bool {
        self.coefficients.fill(0.0);
        for (pattern, count) in cells.counts.iter().enumerate() {
            let mean = count + 0.1;
            self.sums[pattern] = self.open[pattern] * mean;
            self.linear[pattern] = self.open[pattern] * (mean * mean.ln() + count - mean);
        }
        sum_supersets(&mut self.sums);
        sum_supersets(&mut self.linear);
        if !self.factor_information(columns) {
            return false;
        }
        self.step.clear();
        self.step.extend(columns.iter().map(|set| self.linear[*set as usize]));
        self.solve();
        self.advance(columns, 1.0);
        true
    }

    fn advance(&mut self, columns: &[u32], share: f64) {
        columns.iter().zip(&self.step).for_each(|(set, step)| self.coefficients[*set as usize] += share * step);
    }

    /// Means and their sums at the coefficients; returns the log-likelihood without the factorials.
    fn evaluate(&mut self, cells: &Cells, columns: &[u32]) -> f64 {
        self.linear.copy_from_slice(&self.coefficients);
        sum_subsets(&mut self.linear);
        for ((mean, linear), open) in self.means.iter_mut().zip(&self.linear).zip(&self.open) {
            *mean = if *open > 0.0 { linear.exp() } else { 0.0 };
        }
        self.sums.copy_from_slice(&self.means);
        sum_supersets(&mut self.sums);
        let fitted: f64 =
            columns.iter().map(|set| cells.margins[*set as usize] * self.coefficients[*set as usize]).sum();
        fitted - self.sums[0]
    }

    /// Upper triangular factor of the information matrix; false where it is not positive definite.
    fn factor_information(&mut self, columns: &[u32]) -> bool {
        let width = columns.len();
        self.factor.resize(width * width, 0.0);
        self.diagonal.clear();
        for (row, set) in columns.iter().enumerate() {
            let into = &mut self.factor[row * width..(row + 1) * width];
            for (value, other) in into[row..].iter_mut().zip(&columns[row..]) {
                *value = self.sums[(set | other) as usize];
            }
            self.diagonal.push(into[row]);
        }
        for row in 0..width {
            let (above, below) = self.factor.split_at_mut((row + 1) * width);
            let pivot_row = &mut above[row * width + row..];
            let pivot = pivot_row[0];
            // A comparison that also refuses what is not a number.
            if !(pivot > MIN_PIVOT * self.diagonal[row] && pivot > 0.0) {
                return false;
            }
            let inverse = 1.0 / pivot.sqrt();
            pivot_row.iter_mut().for_each(|value| *value *= inverse);
            for (offset, lower) in below.chunks_exact_mut(width).enumerate() {
                let factor = pivot_row[offset + 1];
                if factor != 0.0 {
                    let target = &mut lower[row + 1 + offset..];
                    target.iter_mut().zip(&pivot_row[offset + 1..]).for_each(|(value, pivot)| *value -= factor * pivot);
                }
            }
        }
        true
    }

    /// Solves for the right side in `step`, in place; returns the right side times the solution.
    fn solve(&mut self) -> f64 {
        let width = self.step.len();
        for row in 0..width {
            let line = &self.factor[row * width + row..(row + 1) * width];
            let value = self.step[row] / line[0];
            self.step[row] = value;
            self.step[row + 1..].iter_mut().zip(&line[1..]).for_each(|(rest, factor)| *rest -= value * factor);
        }
        let square = self.step.iter().map(|value| value * value).sum();
        for row in (0..width).rev() {
            let line = &self.factor[row * width + row..(row + 1) * width];
            let behind: f64 = self.step[row + 1..].iter().zip(&line[1..]).map(|(value, factor)| value * factor).sum();
            self.step[row] = (self.step[row] - behind) / line[0];
        }
        square
    }
}

/// Lower by more than rounding, or not a number.
fn is_lower(next: f64, likelihood: f64) -> bool {
    next.is_nan() || next < likelihood - 1e-9 * likelihood.abs().max(1.0)
}
