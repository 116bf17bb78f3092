//! Does the prior on the cells make the number?
//!
//! The weight of a cell cannot be learnt from the table. Where the population moves with it, the table says little.

use serde::Serialize;

use super::{Posterior, Refusal, Settings, average, cell_weight};
use crate::CaptureTable;

/// Prior weights of a cell, as multiples of the chosen one.
const MULTIPLES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// The average under one prior.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnderPrior {
    /// Prior weight of each cell.
    pub cell_weight: f64,
    /// What it gives, or why nothing.
    pub result: Result<Posterior, Refusal>,
}

/// Averages with a quarter, half, once, twice and four times the weight of each cell, in this order.
///
/// ```
/// use estimate::decomposable::{Settings, under_other_weights};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let found = under_other_weights(&estimate::CaptureTable::new(3, counts)?, &Settings::default());
/// assert_eq!((found[0].cell_weight, found[2].cell_weight, found[4].cell_weight), (1.0 / 32.0, 1.0 / 8.0, 0.5));
/// assert!(found.iter().all(|under| (720.0..745.0).contains(&under.result.as_ref().unwrap().summary.median)));
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
pub fn under_other_weights(table: &CaptureTable, settings: &Settings) -> Vec<UnderPrior> {
    let chosen = cell_weight(table, settings);
    let under = |multiple: &f64| {
        let cell_weight = multiple * chosen;
        UnderPrior { cell_weight, result: average(table, &Settings { cell_weight: Some(cell_weight), ..*settings }) }
    };
    MULTIPLES.iter().map(under).collect()
}
