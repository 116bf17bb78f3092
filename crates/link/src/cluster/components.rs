//! Which records hang together? Connected components, and their rows in one flat piece of memory.
//!
//! Source: Tarjan 1975, *J. ACM* 22:215-225 (disjoint sets).

use crate::pair::RowNumber;

/// Disjoint sets of rows. Invariant: the root of a set is its smallest row, so the order of joins changes nothing.
#[derive(Debug, Clone)]
pub struct DisjointSets {
    parent: Vec<RowNumber>,
}

impl DisjointSets {
    /// Every row alone.
    pub fn new(rows: usize) -> Self {
        Self { parent: (0..rows).map(row_number).collect() }
    }

    /// The smallest row of the set that holds a row.
    pub fn root(&mut self, row: RowNumber) -> RowNumber {
        let mut at = row;
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins the sets of two rows; false where they were one already.
    pub fn join(&mut self, left: RowNumber, right: RowNumber) -> bool {
        let (left, right) = (self.root(left), self.root(right));
        self.parent[left.max(right) as usize] = left.min(right);
        left != right
    }

    /// `[row]`: the smallest row of its set.
    pub fn roots(mut self) -> Vec<RowNumber> {
        // A parent is never larger than its child, so one pass upwards settles all.
        for row in 0..self.parent.len() {
            self.parent[row] = self.parent[self.parent[row] as usize];
        }
        self.parent
    }
}

/// `[row]`: the number of its component; components are numbered by their smallest row.
///
/// ```
/// assert_eq!(link::cluster::components(5, [(0, 2), (2, 4)]), [0, 1, 0, 2, 0]);
/// ```
pub fn components(rows: usize, pairs: impl IntoIterator<Item = (RowNumber, RowNumber)>) -> Vec<u32> {
    let mut sets = DisjointSets::new(rows);
    for (left, right) in pairs {
        sets.join(left, right);
    }
    numbered(&sets.roots()).0
}

/// Numbers clusters by their smallest row, given the smallest row of each row's cluster; and how many there are.
pub(crate) fn numbered(smallest: &[RowNumber]) -> (Vec<u32>, u32) {
    let (mut numbers, mut next) = (vec![0; smallest.len()], 0);
    for (row, smallest) in smallest.iter().enumerate() {
        if *smallest as usize == row {
            numbers[row] = next;
            next += 1;
        } else {
            numbers[row] = numbers[*smallest as usize];
        }
    }
    (numbers, next)
}

/// Rows by group, one after the other. Invariant: rows of a group ascend, groups ascend by their first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    starts: Vec<usize>, // Invariant: one more than there are groups.
    rows: Vec<RowNumber>,
}

impl Groups {
    /// Groups of at least so many rows, given the group number of each row; numbers ascend by smallest row.
    pub fn new(group_of: &[u32], at_least: usize) -> Self {
        let groups = group_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut sizes = vec![0_usize; groups];
        group_of.iter().for_each(|group| sizes[*group as usize] += 1);
        let (mut starts, mut next) = (vec![0], vec![usize::MAX; groups]);
        for (group, size) in sizes.iter().enumerate().filter(|(_, size)| **size >= at_least) {
            let start = starts[starts.len() - 1];
            next[group] = start;
            starts.push(start + size);
        }
        let mut rows = vec![0; starts[starts.len() - 1]];
        for (row, group) in group_of.iter().enumerate() {
            let next = &mut next[*group as usize];
            if *next != usize::MAX {
                rows[*next] = row_number(row);
                *next += 1;
            }
        }
        Self { starts, rows }
    }

    /// How many groups.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of a group.
    pub fn rows(&self, group: usize) -> &[RowNumber] {
        &self.rows[self.starts[group]..self.starts[group + 1]]
    }

    /// Every group.
    pub fn iter(&self) -> impl Iterator<Item = &[RowNumber]> {
        (0..self.len()).map(|group| self.rows(group))
    }

    /// Rows of all groups together.
    pub(crate) fn all_rows(&self) -> &[RowNumber] {
        &self.rows
    }
}

/// A place in a slice of rows as a row number.
pub(crate) fn row_number(at: usize) -> RowNumber {
    RowNumber::try_from(at).expect("rows are numbered with 32 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_pairs_changes_nothing() {
        let pairs = [(0, 9), (3, 4), (4, 9), (1, 2), (7, 8), (2, 7)];
        let mut backwards = pairs;
        backwards.reverse();
        assert_eq!(components(10, pairs), components(10, backwards));
        assert_eq!(components(10, pairs), [0, 1, 1, 0, 0, 2, 3, 1, 1, 0]);
    }

    #[test]
    fn groups_hold_each_row_once_and_leave_out_the_small() {
        let groups = Groups::new(&[0, 1, 0, 2, 1, 0], 2);
        assert_eq!(groups.iter().collect::<Vec<_>>(), [&[0_u32, 2, 5][..], &[1, 4]]);
        assert!(Groups::new(&[], 1).is_empty());
    }
}
