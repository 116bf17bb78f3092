//! Chordal graphs on the lists: their perfect order, cliques and separators.
//!
//! Maximum-cardinality search visits next the list with most visited neighbours; the graph is chordal if and only if the
//! visited neighbours of each list, its parents, all know one another (Tarjan & Yannakakis 1984, *SIAM J. Comput.*
//! 13:566-579). Cliques and separators are read off the same order (Blair & Peyton 1993, in *Graph Theory and Sparse
//! Matrix Computation*, Springer, 1-29).

use std::fmt;

/// A chordal graph on the lists: lists without an edge are independent given those that separate them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Graph {
    parents: Vec<u32>, // Invariant: [list], of a perfect order; bit fields.
}

/// Edges that make no decomposable graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDecomposable {
    /// An edge to a list that is not there, or from a list to itself.
    #[error("no edge joins lists {0} and {1} of the graph")]
    Edge(usize, usize),
    /// Four lists or more in a ring without a shortcut.
    #[error("the graph has a ring of four lists or more without a shortcut")]
    Ring,
}

/// Parents of each list in the perfect order of a graph given by neighbours, and that order; `None` where the graph is
/// not chordal. Ties go to the lower list.
pub(super) fn perfect(neighbours: &[u32], parents: &mut [u32], order: &mut [usize]) -> bool {
    let lists = neighbours.len();
    let (mut visited, mut newest) = (0_u32, [0_usize; 32]);
    for next in order.iter_mut().take(lists) {
        let (mut list, mut most) = (0, 0);
        for other in (0..lists).filter(|other| visited >> other & 1 == 0) {
            let known = (neighbours[other] & visited).count_ones() + 1;
            if known > most {
                (list, most) = (other, known);
            }
        }
        // The parent that was visited last must know all the others.
        let (mine, last) = (neighbours[list] & visited, newest[list]);
        if mine != 0 && mine & !(1 << last) & !parents[last] != 0 {
            return false;
        }
        (parents[list], *next) = (mine, list);
        visited |= 1 << list;
        let mut unvisited = neighbours[list] & !visited;
        while unvisited != 0 {
            newest[unvisited.trailing_zeros() as usize] = list;
            unvisited &= unvisited - 1;
        }
    }
    true
}

impl Graph {
    /// A graph of its edges, each as a pair of lists counted from 0.
    ///
    /// ```
    /// use estimate::decomposable::Graph;
    /// let graph = Graph::of_edges(4, &[(0, 1), (0, 2), (1, 2), (2, 3)])?;
    /// assert_eq!(graph.to_string(), "[123,34]");
    /// assert_eq!((graph.cliques(), graph.separators()), (vec![0b0111, 0b1100], vec![0b0100]));
    /// assert!(Graph::of_edges(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]).is_err()); // a ring of four
    /// # Ok::<(), estimate::decomposable::NotDecomposable>(())
    /// ```
    ///
    /// # Errors
    /// Where an edge names no list, or the graph is not chordal.
    pub fn of_edges(lists: usize, edges: &[(usize, usize)]) -> Result<Self, NotDecomposable> {
        let mut neighbours = vec![0_u32; lists];
        for (one, other) in edges {
            if one == other || *one >= lists || *other >= lists || lists > crate::capture::MAX_LISTS {
                return Err(NotDecomposable::Edge(*one, *other));
            }
            neighbours[*one] |= 1 << other;
            neighbours[*other] |= 1 << one;
        }
        Self::of_neighbours(&neighbours).ok_or(NotDecomposable::Ring)
    }

    /// `None` where the graph is not chordal.
    pub(super) fn of_neighbours(neighbours: &[u32]) -> Option<Self> {
        let (mut parents, mut order) = (vec![0; neighbours.len()], vec![0; neighbours.len()]);
        perfect(neighbours, &mut parents, &mut order).then_some(Self { parents })
    }

    /// From parents of a perfect order, which the caller has.
    pub(super) fn of_parents(parents: &[u8]) -> Self {
        let parents: Vec<u32> = parents.iter().map(|set| u32::from(*set)).collect();
        let graph = Self { parents };
        // One graph, one value: the order of the search.
        Self::of_neighbours(&graph.neighbours()).unwrap_or(graph)
    }

    /// Number of lists.
    pub fn lists(&self) -> usize {
        self.parents.len()
    }

    /// Lists joined with each list: `[list]`, bit fields.
    pub fn neighbours(&self) -> Vec<u32> {
        let mut neighbours = self.parents.clone();
        for (list, parents) in self.parents.iter().enumerate() {
            for other in (0..self.lists()).filter(|other| parents >> other & 1 == 1) {
                neighbours[other] |= 1 << list;
            }
        }
        neighbours
    }

    /// Number of edges.
    pub fn edges(&self) -> u32 {
        self.parents.iter().map(|set| set.count_ones()).sum()
    }

    /// Parents of each list in the graph's perfect order: [list], bit fields.
    pub(super) fn parents(&self) -> &[u32] {
        &self.parents
    }

    /// Largest sets of lists that are all joined, as bit fields; larger ones first, then by their lists.
    pub fn cliques(&self) -> Vec<u32> {
        let families: Vec<u32> = self.parents.iter().enumerate().map(|(list, set)| set | 1 << list).collect();
        let is_largest = |set: &u32| families.iter().all(|other| other == set || other & set != *set);
        let mut cliques: Vec<u32> = families.iter().copied().filter(is_largest).collect();
        cliques.sort_by_key(sort_key);
        cliques.dedup();
        cliques
    }

    /// Sets of lists between two cliques, as bit fields, as often as they separate; the empty set is left out.
    pub fn separators(&self) -> Vec<u32> {
        let (mut parents, mut order) = (vec![0; self.lists()], vec![0; self.lists()]);
        let is_chordal = perfect(&self.neighbours(), &mut parents, &mut order);
        debug_assert!(is_chordal, "the invariant of the type");
        let mut separators = Vec::new();
        for pair in order.windows(2) {
            let (before, now) = (parents[pair[0]], parents[pair[1]]);
            if now != 0 && now.count_ones() <= before.count_ones() {
                separators.push(now);
            }
        }
        separators.sort_by_key(sort_key);
        separators
    }
}

fn sort_key(set: &u32) -> (std::cmp::Reverse<u32>, Vec<u32>) {
    (std::cmp::Reverse(set.count_ones()), (0..32).filter(|list| set >> list & 1 == 1).collect())
}

impl fmt::Display for Graph {
    /// By cliques, as log-linear models are written: `[123,34,25]`; lists above 9 as `1.12`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let between = if self.lists() > 9 { "." } else { "" };
        let name = |set: &u32| {
            let lists: Vec<String> =
                (0..self.lists()).filter(|list| set >> list & 1 == 1).map(|list| (list + 1).to_string()).collect();
            lists.join(between)
        };
        let names: Vec<String> = self.cliques().iter().map(name).collect();
        write!(formatter, "[{}]", names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cliques_less_separators_leave_one_for_each_part() {
        let path = Graph::of_edges(5, &[(0, 1), (1, 2), (2, 3)]).unwrap();
        assert_eq!((path.cliques().len(), path.separators().len()), (4, 2));
        assert_eq!(path.to_string(), "[12,23,34,5]");
        let star = Graph::of_edges(4, &[(0, 1), (0, 2), (0, 3)]).unwrap();
        assert_eq!(star.separators(), [1, 1]);
    }

    #[test]
    fn what_is_no_edge_is_refused() {
        assert_eq!(Graph::of_edges(3, &[(0, 3)]), Err(NotDecomposable::Edge(0, 3)));
        assert_eq!(Graph::of_edges(3, &[(1, 1)]), Err(NotDecomposable::Edge(1, 1)));
        let ring = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2)];
        assert_eq!(Graph::of_edges(5, &ring), Err(NotDecomposable::Ring));
    }
}
