//! The largest value of a linear function within linear bounds, for the small programmes of the existence check.
//!
//! The tableau method with Bland's rule, which cannot cycle.
//!
//! Source: Bland 1977, *Math. Oper. Res.* 2:103-107.

/// Below this a coefficient is nought: entries are small fractions of whole numbers.
const TINY: f64 = 1e-9;

/// More pivots than this do not happen with tables of this size; the bound keeps rounding from running on.
const MAX_PIVOTS: usize = 20_000;

/// Largest `objective * x` for `rows * x <= bounds` and `x >= 0`, where no bound is negative; infinite where nothing
/// holds it.
pub(super) fn maximum(objective: &[f64], rows: &[Vec<f64>], bounds: &[f64]) -> f64 {
    let (height, width) = (rows.len(), objective.len());
    // One line a row: variables, slacks, right side. The last line holds the objective with its sign turned.
    let mut tableau: Vec<Vec<f64>> = rows
        .iter()
        .zip(bounds)
        .enumerate()
        .map(|(place, (row, bound))| {
            let slack = (0..height).map(|other| f64::from(u8::from(other == place)));
            row.iter().copied().chain(slack).chain([*bound]).collect()
        })
        .collect();
    let zeros = std::iter::repeat_n(0.0, height + 1);
    tableau.push(objective.iter().map(|value| -value).chain(zeros).collect());
    let mut basis: Vec<usize> = (width..width + height).collect();
    let right = width + height;
    for _ in 0..MAX_PIVOTS {
        let Some(entering) = (0..right).find(|column| tableau[height][*column] < -TINY) else { break };
        let leaving = (0..height)
            .filter(|row| tableau[*row][entering] > TINY)
            .map(|row| (tableau[row][right] / tableau[row][entering], basis[row], row))
            .min_by(|left, other| left.0.total_cmp(&other.0).then(left.1.cmp(&other.1)));
        let Some((_, _, row)) = leaving else { return f64::INFINITY };
        pivot(&mut tableau, row, entering);
        basis[row] = entering;
    }
    tableau[height][right]
}

fn pivot(tableau: &mut [Vec<f64>], row: usize, column: usize) {
    let divisor = tableau[row][column];
    tableau[row].iter_mut().for_each(|value| *value /= divisor);
    let line = tableau[row].clone();
    for (place, other) in tableau.iter_mut().enumerate() {
        let factor = other[column];
        if place != row && factor.abs() > 0.0 {
            other.iter_mut().zip(&line).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_corner_that_a_drawing_shows() {
        // x <= 4, 2y <= 12, 3x + 2y <= 18: 3x + 5y is largest at (2, 6).
        let rows = [vec![1.0, 0.0], vec![0.0, 2.0], vec![3.0, 2.0]];
        assert!((maximum(&[3.0, 5.0], &rows, &[4.0, 12.0, 18.0]) - 36.0).abs() < 1e-9);
    }

    #[test]
    fn says_that_nothing_holds_the_function() {
        assert_eq!(maximum(&[1.0], &[vec![-1.0]], &[1.0]), f64::INFINITY);
    }

    /// Beale's example, on which the largest-coefficient rule goes round for ever.
    #[test]
    fn does_not_go_round_in_circles() {
        let rows = [vec![0.25, -60.0, -0.04, 9.0], vec![0.5, -90.0, -0.02, 3.0], vec![0.0, 0.0, 1.0, 0.0]];
        let found = maximum(&[0.75, -150.0, 0.02, -6.0], &rows, &[0.0, 0.0, 1.0]);
        assert!((found - 0.05).abs() < 1e-9, "{found}");
    }
}
