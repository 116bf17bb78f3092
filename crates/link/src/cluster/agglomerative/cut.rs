//! A component too large to weigh all its pairs is cut: the weight that makes an edge is raised inside it, no further than needed.

use super::{
    super::{Input, Options, components::DisjointSets},
    is_edge,
};
use crate::pair::{RowNumber, ScoredPair};

/// The largest parts that hang together at some weight and have at most so many rows, in order of their first row.
/// Rows that judgements hold together stay together, even if they are more.
pub(super) fn parts(
    input: &Input<'_>,
    options: &Options,
    rows: &[RowNumber],
    edges: &[ScoredPair],
) -> Vec<Vec<RowNumber>> {
    let most = options.component_rows_max.max(2);
    let place = |row: RowNumber| rows.partition_point(|other| *other < row);
    let number = super::super::components::row_number;
    let mut sets = DisjointSets::new(rows.len());
    let (mut size, mut is_closed) = (vec![1_usize; rows.len()], vec![false; rows.len()]);
    let mut join = |sets: &mut DisjointSets, pair: (usize, usize), always: bool| {
        let (left, right) = (sets.root(number(pair.0)) as usize, sets.root(number(pair.1)) as usize);
        if left == right {
            return;
        }
        let (kept, sum) = (left.min(right), size[left] + size[right]);
        if always || (sum <= most && !is_closed[left] && !is_closed[right]) {
            sets.join(number(left), number(right));
            size[kept] = sum;
        } else {
            (is_closed[left], is_closed[right]) = (true, true);
        }
    };
    for (place, row) in rows.iter().enumerate().filter(|_| !input.constraints.is_empty()) {
        if let Ok(first) = rows.binary_search(&input.constraints.group(*row)) {
            join(&mut sets, (first, place), true);
        }
    }
    let mut strongest: Vec<&ScoredPair> = edges.iter().filter(|pair| is_edge(pair, options)).collect();
    strongest.retain(|pair| !input.are_apart(pair.left, pair.right));
    strongest.sort_by(|one, other| {
        let weights = other.match_weight_bits.total_cmp(&one.match_weight_bits);
        weights.then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    for pair in strongest {
        join(&mut sets, (place(pair.left), place(pair.right)), false);
    }
    let (numbers, count) = super::super::components::numbered(&sets.roots());
    let mut parts = vec![Vec::new(); count as usize];
    rows.iter().zip(numbers).for_each(|(row, part)| parts[part as usize].push(*row));
    parts
}
