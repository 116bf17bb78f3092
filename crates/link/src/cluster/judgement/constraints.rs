//! What must be together and what must stay apart, by row.

use crate::{cluster::components::DisjointSets, pair::RowNumber};

/// Rules for pairs of rows. Invariant: no two rows are to be both together and apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints {
    together: Vec<(RowNumber, RowNumber)>, // (row, smallest row of its group), ordered; only rows of groups of two or more.
    apart: Vec<(RowNumber, RowNumber)>,    // Both directions, ordered.
}

impl Constraints {
    /// Rules from sets of rows held together and pairs held apart; a pair within a set is left out.
    pub(super) fn new(rows: usize, same: &[(RowNumber, RowNumber)], apart: &[(RowNumber, RowNumber)]) -> Self {
        let mut sets = DisjointSets::new(rows);
        same.iter().for_each(|(left, right)| {
            sets.join(*left, *right);
        });
        let mut together: Vec<_> = same.iter().flat_map(|(left, right)| [*left, *right]).collect();
        together.sort_unstable();
        together.dedup();
        let together = together.into_iter().map(|row| (row, sets.root(row))).collect();
        let mut both: Vec<_> = apart
            .iter()
            .filter(|(left, right)| sets.root(*left) != sets.root(*right))
            .flat_map(|(left, right)| [(*left, *right), (*right, *left)])
            .collect();
        both.sort_unstable();
        both.dedup();
        Self { together, apart: both }
    }

    /// Whether there is no rule at all.
    pub fn is_empty(&self) -> bool {
        self.together.is_empty() && self.apart.is_empty()
    }

    /// The smallest row of those that must be together with a row; itself where there is no rule.
    pub fn group(&self, row: RowNumber) -> RowNumber {
        match self.together.binary_search_by_key(&row, |(member, _)| *member) {
            Ok(at) => self.together[at].1,
            Err(_) => row,
        }
    }

    /// Pairs that must be together: every row of a group with its smallest.
    pub fn together(&self) -> impl Iterator<Item = (RowNumber, RowNumber)> + '_ {
        self.together.iter().filter(|(row, smallest)| row != smallest).map(|(row, smallest)| (*smallest, *row))
    }

    /// Rows that must not be with a row.
    pub fn apart_from(&self, row: RowNumber) -> impl Iterator<Item = RowNumber> + '_ {
        let start = self.apart.partition_point(|(left, _)| *left < row);
        self.apart[start..].iter().take_while(move |(left, _)| *left == row).map(|(_, right)| *right)
    }

    /// Whether a pair must stay apart.
    pub fn are_apart(&self, left: RowNumber, right: RowNumber) -> bool {
        !self.apart.is_empty() && self.apart.binary_search(&(left, right)).is_ok()
    }
}
