//! Does a model have a maximum likelihood estimate on this table, and is it identified?
//!
//! Interactions whose lists share nobody are set to minus infinity first: they go, with all cells that contain them,
//! but count as parameters. On what is left the maximum exists if and only if no change of the coefficients leaves the
//! occupied cells as they are and raises no empty cell while it lowers one (Haberman 1974); that is a small linear
//! programme in whole numbers, which does not depend on how large the counts are. It is the dual of the programme
//! "largest smallest cell with the same margins" of Fienberg & Rinaldo. A model is identified if its columns on the
//! cells that are left are independent.
//!
//! Sources: Fienberg & Rinaldo 2012, *Ann. Statist.* 40:996-1023; Chan, Silverman & Vincent 2021, *JASA* 116:1297-1306.

use serde::Serialize;

use super::{
    Model,
    cells::{Cells, sum_subsets},
    models::supersets,
    simplex,
};
use crate::CaptureTable;

/// Programmes with more rows than this are left to Newton's method, whose convergence proves the maximum.
const MAX_ROWS: usize = 400;

/// Below this a number of the elimination is nought.
const TINY: f64 = 1e-9;

/// What the check found; the number in brackets is the code of Chan, Silverman and Vincent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Existence {
    /// The maximum exists and is identified (0).
    Exists,
    /// Some coefficient runs away: no maximum (1).
    NoMaximum,
    /// Different coefficients fit the cells alike (2).
    NotIdentified,
    /// Neither (3).
    Neither,
}

impl Existence {
    /// 0 to 3.
    pub fn code(self) -> u8 {
        match self {
            Self::Exists => 0,
            Self::NoMaximum => 1,
            Self::NotIdentified => 2,
            Self::Neither => 3,
        }
    }
}

/// A model less the interactions that the table sets to minus infinity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reduced {
    /// Columns to fit: larger sets first, the intercept last.
    pub(super) columns: Vec<u32>,
    /// Sets whose lists share nobody although they could.
    pub(super) boundary: Vec<u32>,
}

impl Reduced {
    pub(super) fn new(cells: &Cells, model: &Model) -> Self {
        Self::of_terms(cells, model.terms())
    }

    pub(super) fn of_terms(cells: &Cells, terms: impl Iterator<Item = u32>) -> Self {
        let mut reduced = Self { columns: Vec::new(), boundary: Vec::new() };
        reduced.refill(cells, terms);
        reduced
    }

    /// As [`Self::of_terms`], in room that is there.
    pub(super) fn refill(&mut self, cells: &Cells, terms: impl Iterator<Item = u32>) {
        self.columns.clear();
        self.boundary.clear();
        // A set that no observable cell contains is no parameter at all.
        for set in terms.filter(|set| cells.open_margins[*set as usize] > 0.0) {
            let is_met = set == 0 || cells.margins[set as usize] > 0.0;
            if is_met { &mut self.columns } else { &mut self.boundary }.push(set);
        }
        self.columns.reverse();
    }

    /// Parameters, those at minus infinity with them.
    pub(super) fn parameters(&self) -> usize {
        self.columns.len() + self.boundary.len()
    }
}

/// Checks a model on a table.
///
/// ```
/// use estimate::{CaptureTable, log_linear::{Existence, Model, existence}};
/// // A and B share 6, nobody else is shared: the interaction of A and B has no maximum.
/// let table = CaptureTable::new(3, [(0b001, 40), (0b010, 30), (0b100, 20), (0b011, 6)])?;
/// assert_eq!(existence(&table, &Model::parse(3, "[12,3]")?), Existence::NoMaximum);
/// assert_eq!(existence(&table, &Model::parse(3, "[13,23]")?), Existence::Exists);
/// assert_eq!(existence(&table, &Model::parse(3, "[12,13,23]")?), Existence::NotIdentified);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn existence(table: &CaptureTable, model: &Model) -> Existence {
    let cells = Cells::observed(table);
    check(&cells, &Reduced::new(&cells, model))
}

pub(super) fn check(cells: &Cells, reduced: &Reduced) -> Existence {
    let mut open = cells.open.clone();
    for set in &reduced.boundary {
        supersets(*set, cells.lists).for_each(|pattern| open[pattern as usize] = 0.0);
    }
    let width = reduced.columns.len();
    let is_open = |pattern: &usize| open[*pattern] > 0.0;
    let occupied = (0..open.len()).filter(is_open).filter(|pattern| cells.counts[*pattern] > 0.0);
    let directions = null_space(occupied.map(|pattern| row(&reduced.columns, pattern)).collect(), width);
    if directions.is_empty() {
        return Existence::Exists; // The occupied cells alone tell all coefficients.
    }
    let ways: Vec<Vec<f64>> = directions.iter().map(|way| along(cells, &reduced.columns, way)).collect();
    let empty = (0..open.len()).filter(is_open).filter(|pattern| cells.counts[*pattern] == 0.0);
    let mut changes: Vec<Vec<f64>> = empty.map(|pattern| ways.iter().map(|way| way[pattern]).collect()).collect();
    changes.retain(|row| row.iter().any(|value| value.abs() > TINY));
    changes.sort_by(|left, right| {
        left.iter().zip(right).fold(std::cmp::Ordering::Equal, |order, (one, other)| order.then(one.total_cmp(other)))
    });
    changes.dedup_by(|left, right| left.iter().zip(right.iter()).all(|(one, other)| (one - other).abs() < TINY));
    let is_identified = null_space(changes.clone(), directions.len()).is_empty();
    match (is_identified, has_descent(&changes, directions.len())) {
        (true, false) => Existence::Exists,
        (true, true) => Existence::NoMaximum,
        (false, false) => Existence::NotIdentified,
        (false, true) => Existence::Neither,
    }
}

/// A cell's row of the design: 1 where its pattern contains the set.
fn row(columns: &[u32], pattern: usize) -> Vec<f64> {
    columns.iter().map(|set| f64::from(u8::from(pattern & *set as usize == *set as usize))).collect()
}

/// How much each cell changes along a direction of the coefficients: `[pattern]`.
fn along(cells: &Cells, columns: &[u32], direction: &[f64]) -> Vec<f64> {
    let mut changes = vec![0.0; cells.counts.len()];
    columns.iter().zip(direction).for_each(|(set, value)| changes[*set as usize] = *value);
    sum_subsets(&mut changes);
    changes
}

/// Is there a way that raises no empty cell and lowers one?
fn has_descent(changes: &[Vec<f64>], ways: usize) -> bool {
    if changes.is_empty() || changes.len() > MAX_ROWS {
        return false;
    }
    let split = |row: &[f64]| -> Vec<f64> { row.iter().copied().chain(row.iter().map(|value| -value)).collect() };
    let mut rows: Vec<Vec<f64>> = changes.iter().map(|row| split(row)).collect();
    let mut bounds = vec![0.0; rows.len()];
    for variable in 0..2 * ways {
        rows.push((0..2 * ways).map(|other| f64::from(u8::from(other == variable))).collect());
        bounds.push(1.0);
    }
    let falls: Vec<f64> = (0..ways).map(|way| -changes.iter().map(|row| row[way]).sum::<f64>()).collect();
    simplex::maximum(&split(&falls), &rows, &bounds) > 1e-7
}

/// Vectors that every row takes to nought, by elimination with the largest pivot.
fn null_space(mut rows: Vec<Vec<f64>>, width: usize) -> Vec<Vec<f64>> {
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..width {
        let top = pivots.len();
        let best =
            (top..rows.len()).max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()));
        let Some(best) = best.filter(|best| rows[*best][column].abs() > TINY) else { continue };
        rows.swap(top, best);
        let divisor = rows[top][column];
        rows[top].iter_mut().for_each(|value| *value /= divisor);
        let line = rows[top].clone();
        for (place, other) in rows.iter_mut().enumerate() {
            let factor = other[column];
            if place != top && factor != 0.0 {
                other.iter_mut().zip(&line).for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
        pivots.push(column);
    }
    let free = (0..width).filter(|column| !pivots.contains(column));
    free.map(|column| {
        let mut vector = vec![0.0; width];
        vector[column] = 1.0;
        pivots.iter().enumerate().for_each(|(row, pivot)| vector[*pivot] = -rows[row][column]);
        vector
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Fienberg & Rinaldo 2012, section 1: two empty cells with positive margins have no maximum.
    #[test]
    fn positive_margins_do_not_make_a_maximum() {
        let table = CaptureTable::new(3, [(1, 20), (2, 20), (3, 20), (4, 20), (5, 20), (6, 20)]).unwrap();
        let model = Model::parse(3, "[12,13,23]").unwrap();
        assert_eq!(existence(&table, &model), Existence::NoMaximum);
        let table = CaptureTable::new(3, [(1, 20), (2, 20), (3, 20), (4, 20), (5, 20), (6, 20), (7, 1)]).unwrap();
        assert_eq!(existence(&table, &model), Existence::Exists);
    }

    #[test]
    fn impossible_patterns_are_no_parameters_and_may_leave_too_few_cells() {
        let table = CaptureTable::new(3, [(1, 20), (2, 20), (4, 9), (5, 20), (6, 20)]).unwrap();
        let table = table.with_impossible([3, 7]).unwrap();
        let cells = Cells::observed(&table);
        let reduced = Reduced::new(&cells, &Model::parse(3, "[12,13]").unwrap());
        assert_eq!((reduced.parameters(), reduced.boundary.len()), (5, 0));
        assert_eq!(check(&cells, &reduced), Existence::Exists);
        let wide = Reduced::new(&cells, &Model::parse(3, "[12,13,23]").unwrap());
        assert_eq!(check(&cells, &wide), Existence::NotIdentified);
    }
}
