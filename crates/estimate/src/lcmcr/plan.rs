//! In which order are the weights of the patterns multiplied out?
//!
//! A pattern's weight in a class is that of the pattern without its highest list, times the odds of that list. Patterns
//! that occur, and the shorter ones that they pass through, form a tree; each costs one multiplication per class. The tree
//! is the same at every temperature; the counts differ.

use std::collections::BTreeMap;

/// Multiples of it spread evenly between whole numbers (Weyl 1916, *Math. Ann.* 77:313-352).
const GOLDEN_RATIO: f64 = 0.618_033_988_749_895;

/// A pattern of the tree: its parent and the list that is added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) parent: usize,
    pub(super) list: usize,
}

/// A pattern that occurs.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) node: usize,
    pub(super) pattern: u32,
    pub(super) lists: Vec<usize>,
}

/// The tree of patterns. Node 0 is the pattern without any list.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) lists: usize,
    pub(super) nodes: Vec<Node>,
    pub(super) cells: Vec<Cell>,
}

impl Plan {
    /// Patterns must come in rising order and have bits below `lists` only.
    pub(super) fn new(lists: usize, patterns: impl Iterator<Item = u32>) -> Self {
        let mut nodes = vec![Node { parent: 0, list: 0 }];
        let mut node_of = BTreeMap::from([(0_u32, 0_usize)]);
        let mut cells = Vec::new();
        for pattern in patterns {
            let on: Vec<usize> = (0..lists).filter(|list| pattern >> list & 1 == 1).collect();
            let (mut reached, mut node) = (0, 0);
            for list in &on {
                reached |= 1 << list;
                let parent = node;
                node = *node_of.entry(reached).or_insert_with(|| {
                    nodes.push(Node { parent, list: *list });
                    nodes.len() - 1
                });
            }
            cells.push(Cell { node, pattern, lists: on });
        }
        Self { lists, nodes, cells }
    }
}

/// The counts of one temperature, in the order of [`Plan::cells`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counts {
    pub(super) share: f64,
    pub(super) persons: Vec<u64>,
    pub(super) documented: u64,
}

impl Counts {
    /// Rounds a share of each count, up in some cells and down in others, so that cells with one person each do not all
    /// become empty at the same share. Each count falls as the share does, and a share of 1 keeps the table.
    pub(super) fn scaled(full: &[u64], share: f64) -> Self {
        let round = |(cell, count): (usize, &u64)| {
            let threshold = (0.5 + cell as f64 * GOLDEN_RATIO).fract();
            ((*count as f64 * share + threshold).floor() as u64).min(*count)
        };
        let persons: Vec<u64> = full.iter().enumerate().map(round).collect();
        let documented = persons.iter().sum();
        Self { share, persons, documented }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_share_the_steps_that_lead_to_them() {
        let plan = Plan::new(3, [0b001, 0b011, 0b111, 0b110].into_iter());
        // 001, 011, 111; then 010 and 110.
        assert_eq!(plan.nodes.len(), 1 + 3 + 2);
        assert_eq!(plan.cells[3].lists, vec![1, 2]);
        assert_eq!(plan.nodes[plan.cells[2].node].parent, plan.cells[1].node);
    }

    #[test]
    fn a_share_of_one_keeps_the_table_and_cells_of_one_person_empty_one_after_another() {
        assert_eq!(Counts::scaled(&[3, 1, 40, 1_000_000_000], 1.0).persons, vec![3, 1, 40, 1_000_000_000]);
        let left = |share| Counts::scaled(&[1; 20], share).documented;
        assert_eq!([left(0.9), left(0.5), left(0.1)], [18, 10, 2]);
    }
}
