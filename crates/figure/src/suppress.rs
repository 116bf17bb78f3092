//! Small cells of one table: hidden, with enough of their neighbours that nobody can subtract them back.
//!
//! A table here is a count broken down by one column. Cells below the threshold are hidden (primary); where only one is
//! hidden, or the hidden ones together stay below the threshold, the next smallest is hidden too (complementary).
//! Tables that share records are not yet protected against each other.
//!
//! Source: Hundepool & others 2012, *Statistical Disclosure Control*, chapter 4.

use serde::Serialize;

/// Counts by one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// The column.
    pub column: String,
    /// Its cells in order of label.
    pub cells: Vec<BreakdownCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreakdownCell {
    /// What the column says.
    pub label: String,
    /// How many; `None` where it is hidden.
    pub count: Option<f64>,
}

/// Hides small cells. Observed noughts stay.
///
/// ```
/// use figure::suppress::suppress;
/// let hidden = suppress(&[("Ayacucho", 40.0), ("Junín", 2.0), ("Pasco", 5.0)], 3);
/// assert_eq!(hidden, [Some(40.0), None, None]); // Junín is small; Pasco hides it from subtraction
/// ```
pub fn suppress(cells: &[(&str, f64)], threshold: u64) -> Vec<Option<f64>> {
    #[expect(clippy::cast_precision_loss, reason = "thresholds are small")]
    let threshold = threshold as f64;
    let mut hidden: Vec<bool> = cells.iter().map(|(_, count)| *count > 0.0 && *count < threshold).collect();
    let is_open = |hidden: &[bool]| {
        let closed: Vec<f64> =
            cells.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|((_, count), _)| *count).collect();
        !closed.is_empty() && (closed.len() < 2 || closed.iter().sum::<f64>() < threshold)
    };
    while is_open(&hidden) {
        let candidates = cells.iter().enumerate().filter(|(at, (_, count))| !hidden[*at] && *count > 0.0);
        let Some((next, _)) = candidates.min_by(|left, right| left.1.1.total_cmp(&right.1.1)) else { break };
        hidden[next] = true;
    }
    cells.iter().zip(hidden).map(|((_, count), hidden)| (!hidden).then_some(*count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_single_hidden_cell_can_be_subtracted_from_the_total() {
        for cells in [
            vec![("a", 1.0), ("b", 9.0), ("c", 9.0)],
            vec![("a", 2.0), ("b", 2.0)],
            vec![("a", 1.0), ("b", 0.0), ("c", 4.0)],
        ] {
            let hidden = suppress(&cells, 3).iter().filter(|count| count.is_none()).count();
            assert_ne!(hidden, 1, "{cells:?}");
        }
    }
}
