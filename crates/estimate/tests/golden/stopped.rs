//! The iteration of R's `glm.fit`, stopped where R stops it: shows that a difference is the reference's own.
//!
//! R starts from the counts plus a tenth, solves weighted least squares, and stops at a relative change of the deviance
//! below 1e-8 (R 4.2, `?glm.control`, `?glm.fit`). The covariance comes from the weights of the step before the last, so
//! standard errors lag one step behind; and a model without a maximum is left on the way to infinity without a word.

use estimate::CaptureTable;

/// What R would print.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) population: f64,
    pub(crate) standard_error: f64,
    pub(crate) deviance: f64,
}

/// Where R's iteration stopped.
pub(crate) struct Last {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) covariance: Vec<Vec<f64>>,
    pub(crate) deviance: f64,
    pub(crate) has_converged: bool,
}

/// Runs R's iteration on a model given by its columns (sets; the empty one is the intercept and first).
pub(crate) fn run(table: &CaptureTable, columns: &[u32]) -> Stopped {
    let counts: Vec<f64> = (1..1_u32 << table.lists()).map(|pattern| table.with_pattern(pattern) as f64).collect();
    let rows: Vec<Vec<f64>> = (1..1_u32 << table.lists())
        .map(|pattern| columns.iter().map(|set| f64::from(u8::from(pattern & set == *set))).collect())
        .collect();
    let last = iterate(&counts, &rows);
    let undocumented = if last.has_converged { last.coefficients[0].exp() } else { f64::NAN };
    Stopped {
        population: table.documented() as f64 + undocumented,
        standard_error: (undocumented + undocumented.powi(2) * last.covariance[0][0]).sqrt(),
        deviance: last.deviance,
    }
}

/// Runs R's iteration on a design of any kind, one row a cell.
pub(crate) fn iterate(counts: &[f64], rows: &[Vec<f64>]) -> Last {
    let mut means: Vec<f64> = counts.iter().map(|count| count + 0.1).collect();
    let mut linear: Vec<f64> = means.iter().map(|mean| mean.ln()).collect();
    let mut before = deviance(counts, &means);
    let width = rows[0].len();
    for step in 0..60 {
        let mut system = vec![vec![0.0; 2 * width + 1]; width];
        for (cell, row) in rows.iter().enumerate() {
            let working = linear[cell] + (counts[cell] - means[cell]) / means[cell];
            for i in 0..width {
                for j in 0..width {
                    system[i][j] += means[cell] * row[i] * row[j];
                }
                system[i][width] += means[cell] * row[i] * working;
            }
        }
        (0..width).for_each(|i| system[i][width + 1 + i] = 1.0);
        let solved = solve(system);
        let coefficients: Vec<f64> = solved.iter().map(|row| row[0]).collect();
        linear = rows.iter().map(|row| row.iter().zip(&coefficients).map(|(one, value)| one * value).sum()).collect();
        means = linear.iter().map(|value: &f64| value.exp()).collect();
        let now = deviance(counts, &means);
        let has_converged = (now - before).abs() / (now.abs() + 0.1) < 1e-8;
        if has_converged || step == 59 {
            let covariance = solved.into_iter().map(|row| row[1..].to_vec()).collect();
            return Last { coefficients, covariance, deviance: now, has_converged };
        }
        before = now;
    }
    unreachable!("the last step returns")
}

fn deviance(counts: &[f64], means: &[f64]) -> f64 {
    let part = |(count, mean): (&f64, &f64)| {
        2.0 * (if *count > 0.0 { count * (count / mean).ln() } else { 0.0 } - (count - mean))
    };
    counts.iter().zip(means).map(part).sum()
}

/// What stands right of a square matrix, times its inverse, by elimination.
fn solve(mut system: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let width = system.len();
    for column in 0..width {
        let best =
            (column..width).max_by(|one, other| system[*one][column].abs().total_cmp(&system[*other][column].abs()));
        system.swap(column, best.unwrap());
        let line = system[column].clone();
        for (_, row) in system.iter_mut().enumerate().filter(|(place, _)| *place != column) {
            let factor = row[column] / line[column];
            row.iter_mut().zip(&line).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    (0..width).map(|row| system[row][width..].iter().map(|value| value / system[row][row]).collect()).collect()
}
