//! The cells that a log-linear model is fitted to, and sums over subsets and supersets of lists.
//!
//! A hierarchical model's design holds a one where a pattern contains an interaction. So the linear predictor is a sum
//! over subsets, and the score and the information are sums over supersets: both cost `lists * 2^lists` additions for
//! all interactions at once (Yates 1937, *The Design and Analysis of Factorial Experiments*, Technical Communication
//! 35, Imperial Bureau of Soil Science).

use super::fit::ln_factorial;
use crate::{CaptureTable, capture::float};

/// Counts by pattern, with what is worked out from them once.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    pub(super) lists: usize,
    /// Persons, `[pattern]`; nobody where the pattern is empty or impossible.
    pub(super) counts: Vec<f64>,
    /// 1 where the pattern can be observed, else 0, `[pattern]`.
    pub(super) open: Vec<f64>,
    /// Persons on all lists of a set, `[set]`.
    pub(super) margins: Vec<f64>,
    /// Observable patterns that contain a set, `[set]`.
    pub(super) open_margins: Vec<f64>,
    /// Sum of the logarithms of the counts' factorials.
    pub(super) ln_factorials: f64,
}

impl Cells {
    /// The cells of a table, all but the one that is to be estimated.
    pub(super) fn observed(table: &CaptureTable) -> Self {
        let size = 1_usize << table.lists();
        let mut counts = vec![0.0; size];
        for (pattern, persons) in table.patterns() {
            counts[pattern as usize] = float(persons);
        }
        let mut open = vec![1.0; size];
        open[0] = 0.0;
        for pattern in table.impossible() {
            open[pattern as usize] = 0.0;
        }
        Self::of(table.lists(), counts, open)
    }

    /// From counts that need not be whole, as bootstrap and jackknife make them.
    pub(super) fn of(lists: usize, counts: Vec<f64>, open: Vec<f64>) -> Self {
        let (mut margins, mut open_margins) = (counts.clone(), open.clone());
        sum_supersets(&mut margins);
        sum_supersets(&mut open_margins);
        let ln_factorials = counts.iter().filter(|count| **count > 1.0).map(|count| ln_factorial(*count)).sum();
        Self { lists, counts, open, margins, open_margins, ln_factorials }
    }

    /// The same with so many persons on no list: the whole table of a population that is given.
    pub(super) fn with_undocumented(&self, persons: f64) -> Self {
        let (mut counts, mut open) = (self.counts.clone(), self.open.clone());
        counts[0] = persons;
        open[0] = 1.0;
        Self::of(self.lists, counts, open)
    }

    /// Persons in all cells.
    pub(super) fn persons(&self) -> f64 {
        self.margins[0]
    }

    /// The log-likelihood that a model with one parameter a cell would have, without the factorials.
    pub(super) fn saturated(&self) -> f64 {
        self.counts.iter().filter(|count| **count > 0.0).map(|count| count * (count.ln() - 1.0)).sum()
    }
}

/// Replaces each entry by the sum over the subsets of its index.
pub(super) fn sum_subsets(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            with.iter_mut().zip(without).for_each(|(with, without)| *with += *without);
        }
        half *= 2;
    }
}

/// Replaces each entry by the sum over the supersets of its index.
pub(super) fn sum_supersets(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            without.iter_mut().zip(with).for_each(|(without, with)| *without += *with);
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_over_subsets_and_supersets() {
        let mut values = [1.0, 2.0, 4.0, 8.0];
        sum_subsets(&mut values);
        assert_eq!(values, [1.0, 3.0, 5.0, 15.0]);
        let mut values = [1.0, 2.0, 4.0, 8.0];
        sum_supersets(&mut values);
        assert_eq!(values, [15.0, 10.0, 12.0, 8.0]);
    }
}
