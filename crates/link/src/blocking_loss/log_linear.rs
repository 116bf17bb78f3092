//! Log-linear models of a table of families: all that contain the families themselves and are closed downwards, without
//! the interaction of all.
//!
//! A Poisson regression with logarithmic link on the cells that are seen; the intercept is the logarithm of the cell that
//! is not. Source: Fienberg 1972, *Biometrika* 59:591-603.

use super::ModelLoss;

/// Newton's method is quadratic: more steps than this mean that there is no maximum.
const STEPS_MAX: usize = 50;

/// A fitted cell below this runs towards a maximum at infinity.
const MEAN_MIN: f64 = 1e-7;

/// Five families have thousands of models; there only pairs of families interact.
const FAMILIES_WITH_ALL: usize = 4;

/// Fits every model that has a maximum.
pub(super) fn fit_all(families: &[String], expected: &[f64]) -> Vec<ModelLoss> {
    let models = interactions(families.len());
    models.iter().filter_map(|model| fit(families, expected, model)).collect()
}

/// The sets of interactions of each model, each a bit field of families.
fn interactions(families: usize) -> Vec<Vec<usize>> {
    let size_max = if families > FAMILIES_WITH_ALL { 2 } else { families.saturating_sub(1) };
    let mut sets: Vec<usize> =
        (1..1_usize << families).filter(|set| (2..=size_max).contains(&(set.count_ones() as usize))).collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let mut models: Vec<Vec<usize>> = vec![Vec::new()];
    for set in sets {
        let within = |model: &&Vec<usize>| {
            let smaller = (0..families).filter(|family| set >> family & 1 == 1).map(|family| set & !(1 << family));
            smaller.into_iter().all(|part| part.count_ones() < 2 || model.contains(&part))
        };
        let with: Vec<Vec<usize>> =
            models.iter().filter(within).map(|model| [model.as_slice(), &[set]].concat()).collect();
        models.extend(with);
    }
    models
}

fn fit(families: &[String], expected: &[f64], interactions: &[usize]) -> Option<ModelLoss> {
    let mains = (0..families.len()).map(|family| 1 << family);
    let terms: Vec<usize> = std::iter::once(0).chain(mains).chain(interactions.iter().copied()).collect();
    let (coefficients, variance, means) = regress(&expected[1..], &terms)?;
    let ln_likelihood: f64 = expected[1..].iter().zip(&means).map(|(count, mean)| count * mean.ln() - mean).sum();
    let missed = coefficients[0].exp();
    let (parameters, sample) = (float(terms.len()), expected.iter().sum::<f64>());
    let small = 2.0 * parameters * (parameters + 1.0) / (sample - parameters - 1.0);
    let is_told = missed.is_finite() && missed > 0.0 && small >= 0.0;
    is_told.then(|| ModelLoss {
        model: written(families, interactions),
        missed,
        // Of the mean of the cell, and of the matches in it.
        ln_standard_error: (variance + 1.0 / missed.max(1.0)).sqrt(),
        aicc: 2.0 * parameters - 2.0 * ln_likelihood + small,
        weight: 0.0,
    })
}

/// `birth*death + name`: families that interact stand together.
fn written(families: &[String], interactions: &[usize]) -> String {
    let singles = (0..families.len()).map(|family| 1 << family);
    let terms: Vec<usize> = singles.chain(interactions.iter().copied()).collect();
    let largest = terms.iter().filter(|term| terms.iter().all(|other| other == *term || other & *term != **term));
    let names = |term: &usize| -> String {
        let names = families.iter().enumerate().filter(|(family, _)| term >> family & 1 == 1);
        names.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("*")
    };
    largest.map(names).collect::<Vec<_>>().join(" + ")
}

/// Coefficients, the variance of the first, and the fitted cells; `None` where there is no maximum.
fn regress(counts: &[f64], terms: &[usize]) -> Option<(Vec<f64>, f64, Vec<f64>)> {
    let is_in: Vec<Vec<usize>> = (1..=counts.len())
        .map(|mask| (0..terms.len()).filter(|at| mask & terms[*at] == terms[*at]).collect())
        .collect();
    let mut means: Vec<f64> = counts.iter().map(|count| count + 0.1).collect();
    let mut deviance_before = f64::INFINITY;
    for _ in 0..STEPS_MAX {
        let (mut information, mut right) = (vec![vec![0.0; terms.len()]; terms.len()], vec![0.0; terms.len()]);
        for ((columns, count), mean) in is_in.iter().zip(counts).zip(&means) {
            let working = mean * mean.ln() + count - mean;
            for one in columns {
                right[*one] += working;
                columns.iter().for_each(|other| information[*one][*other] += mean);
            }
        }
        let factor = cholesky(information)?;
        let coefficients = solve(&factor, right);
        let linear = is_in.iter().map(|columns| columns.iter().map(|at| coefficients[*at]).sum::<f64>());
        means = linear.map(|linear| linear.min(50.0).exp().max(f64::MIN_POSITIVE)).collect();
        let parts = counts.iter().zip(&means);
        let deviance: f64 = parts.map(|(count, mean)| deviance_part(*count, *mean)).sum();
        if (deviance - deviance_before).abs() < 1e-12 * (deviance.abs() + 0.1) {
            let is_maximum =
                means.iter().all(|mean| *mean > MEAN_MIN) && coefficients.iter().all(|one| one.abs() < 50.0);
            let unit = (0..terms.len()).map(|at| if at == 0 { 1.0 } else { 0.0 }).collect();
            return is_maximum.then(|| (coefficients, solve(&factor, unit)[0], means));
        }
        deviance_before = deviance;
    }
    None
}

fn deviance_part(count: f64, mean: f64) -> f64 {
    if count > 0.0 { 2.0 * (count * (count / mean).ln() - (count - mean)) } else { 2.0 * mean }
}

/// The lower factor of a symmetric matrix; `None` where it is not positive definite.
fn cholesky(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    for row in 0..matrix.len() {
        for column in 0..=row {
            let below: f64 = (0..column).map(|at| matrix[row][at] * matrix[column][at]).sum();
            let rest = matrix[row][column] - below;
            if column < row {
                matrix[row][column] = rest / matrix[column][column];
            } else if rest > 1e-12 * matrix[row][row].abs().max(1e-300) {
                matrix[row][row] = rest.sqrt();
            } else {
                return None; // Not a number lands here too.
            }
        }
    }
    Some(matrix)
}

fn solve(factor: &[Vec<f64>], mut right: Vec<f64>) -> Vec<f64> {
    for row in 0..right.len() {
        let before: f64 = (0..row).map(|at| factor[row][at] * right[at]).sum();
        right[row] = (right[row] - before) / factor[row][row];
    }
    for row in (0..right.len()).rev() {
        let behind: f64 = (row + 1..right.len()).map(|at| factor[at][row] * right[at]).sum();
        right[row] = (right[row] - behind) / factor[row][row];
    }
    right
}

#[expect(clippy::cast_precision_loss, reason = "numbers of families and parameters are tiny")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_models_as_the_literature_counts() {
        assert_eq!([2, 3, 4].map(|families| interactions(families).len()), [1, 8, 113]);
        assert_eq!(interactions(5).len(), 1024); // 2^10: each pair of families, or not.
    }

    #[test]
    fn models_are_written_by_who_depends_on_whom() {
        let families = ["birth", "death", "name"].map(String::from);
        assert_eq!(written(&families, &[0b011]), "name + birth*death");
    }
}
