//! Every chordal graph on three to seven lists: 8, 61, 822, 18,154 and 617,675.
//!
//! What is left of a chordal graph without one list is chordal, so the graphs on one list more are found among those that
//! join the new list to some of the old ones: 1,161,856 for seven lists instead of 2,097,152. Each is proved by
//! maximum-cardinality search.
//!
//! Source of the counts: OEIS A058862; Wormald 1985, *Graphs and Combinatorics* 1:193-200.

use std::sync::OnceLock;

use super::graph::perfect;

/// Most lists of which every graph is looked at.
pub(super) const MAX_EXACT: usize = 7;

/// Parents of each list in the perfect order, as bit fields: [list].
pub(super) type Parents = [u8; 8];

static GRAPHS: [OnceLock<Vec<Parents>>; MAX_EXACT + 1] = [const { OnceLock::new() }; MAX_EXACT + 1];

/// Every chordal graph on so many lists, at most [`MAX_EXACT`]; found once for a program (5 MB for seven lists).
pub(super) fn every_graph(lists: usize) -> &'static [Parents] {
    let lists = lists.min(MAX_EXACT);
    GRAPHS[lists].get_or_init(|| {
        if lists == 0 {
            return vec![[0; 8]];
        }
        let smaller = every_graph(lists - 1);
        let mut graphs = Vec::with_capacity(smaller.len() * lists);
        smaller.iter().for_each(|graph| extend(graph, lists - 1, &mut graphs));
        graphs
    })
}

/// Joins list number `new` to each set of the lists before it, and keeps what is chordal.
#[expect(clippy::cast_possible_truncation, reason = "sets of seven lists")]
fn extend(smaller: &Parents, new: usize, graphs: &mut Vec<Parents>) {
    let mut before = [0_u32; 8];
    for list in 0..new {
        before[list] |= u32::from(smaller[list]);
        (0..new).filter(|other| smaller[list] >> other & 1 == 1).for_each(|other| before[other] |= 1 << list);
    }
    let (mut parents, mut order) = ([0_u32; 8], [0_usize; 8]);
    for joined in 0..1_u32 << new {
        let mut neighbours = before;
        neighbours[new] = joined;
        (0..new).filter(|list| joined >> list & 1 == 1).for_each(|list| neighbours[list] |= 1 << new);
        if perfect(&neighbours[..=new], &mut parents[..=new], &mut order[..=new]) {
            graphs.push(parents.map(|set| set as u8));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decomposable::Graph;

    #[test]
    fn there_are_as_many_graphs_as_the_literature_counts() {
        assert_eq!([3, 4, 5, 6].map(|lists| every_graph(lists).len()), [8, 61, 822, 18_154]);
    }

    #[test]
    fn there_are_617675_graphs_on_seven_lists() {
        assert_eq!(every_graph(7).len(), 617_675);
    }

    #[test]
    fn no_graph_comes_twice() {
        let graphs: std::collections::BTreeSet<Graph> =
            every_graph(5).iter().map(|graph| Graph::of_parents(&graph[..5])).collect();
        assert_eq!(graphs.len(), 822);
    }
}
