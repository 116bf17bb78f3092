//! Which clusters do the weights of all pairs support together?
//!
//! Components of pairs above a low weight are taken one by one. Within one, every pair is scored, kept or not; then the
//! two clusters whose cross pairs weigh most together are merged, until no merger gains; then records are moved, clusters
//! merged and split while the total weight within clusters grows. The total is the log odds of the partition if pairs
//! were independent: the objective of correlation clustering, with the weight of each pair capped.
//!
//! Sources: Bansal, Blum & Chawla 2004, *Machine Learning* 56:89-113 (objective); Elsner & Schudy 2009, *Proc. NAACL
//! Workshop on ILP for NLP*, 19-27 (greedy mergers and best-one-element moves come within a few per cent of the bound).

use std::sync::{Mutex, PoisonError};

mod cut;
mod moves;
mod nodes;
mod rejoin;
mod solve;

pub use solve::Linkage;
pub(super) use solve::Solver;

use super::{
    Clustering, CutComponent, Input, Options,
    components::{DisjointSets, Groups, numbered},
};
use crate::pair::{RowNumber, ScoredPair};

/// Pieces of work per thread: enough that none waits long for another.
const SHARES_PER_THREAD: usize = 16;

/// Clusters all rows.
pub(super) fn cluster(input: &Input<'_>, options: &Options) -> Clustering {
    let roots = component_roots(input, options);
    let (component_of, _) = numbered(&roots);
    let groups = Groups::new(&component_of, 2);
    let edges = Edges::new(input.pairs, &roots, &groups);
    let mut smallest_in_group = groups.all_rows().to_vec();
    let shares = shares(&groups, &mut smallest_in_group, options.threads.max(1) * SHARES_PER_THREAD);
    let (shares, cut) = (Mutex::new(shares.into_iter()), Mutex::new(Vec::new()));
    let work = || {
        let mut solver = Solver::new(input, options);
        loop {
            let share = shares.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(Share { groups: range, smallest }) = share else { break };
            let mut rest = smallest;
            for group in range {
                let rows = groups.rows(group);
                let (labels, after) = rest.split_at_mut(rows.len());
                if let Some(one) = component(&mut solver, rows, edges.of(group), labels) {
                    cut.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
                rest = after;
            }
        }
    };
    if options.threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| (0..options.threads).for_each(|_| drop(scope.spawn(work))));
    }
    let mut smallest: Vec<RowNumber> = (0..input.list_of.len()).map(super::components::row_number).collect();
    for (row, label) in groups.all_rows().iter().zip(&smallest_in_group) {
        smallest[*row as usize] = *label;
    }
    let mut cut = cut.into_inner().unwrap_or_else(PoisonError::into_inner);
    cut.sort_by_key(|component| component.first_row);
    Clustering::from_smallest(&smallest, cut)
}

/// Clusters one component: writes the smallest row of each row's cluster. `edges` are its kept pairs, ordered.
pub(super) fn component(
    solver: &mut Solver<'_>,
    rows: &[RowNumber],
    edges: &[ScoredPair],
    labels: &mut [RowNumber],
) -> Option<CutComponent> {
    if rows.len() <= solver.options.component_rows_max.max(2) {
        solver.solve(rows, edges, labels);
        return None;
    }
    let parts = cut::parts(solver.input, solver.options, rows, edges);
    let count = parts.len();
    rejoin::solve_parts(solver, rows, edges, (&parts, labels));
    Some(CutComponent { first_row: rows[0], rows: rows.len(), parts: count })
}

/// `[row]`: the smallest row of its component of pairs above the low weight and of judgements.
fn component_roots(input: &Input<'_>, options: &Options) -> Vec<RowNumber> {
    let mut sets = DisjointSets::new(input.list_of.len());
    input.constraints.together().for_each(|(left, right)| {
        sets.join(left, right);
    });
    for pair in input.pairs.iter().filter(|pair| is_edge(pair, options)) {
        if !input.are_apart(pair.left, pair.right) {
            sets.join(pair.left, pair.right);
        }
    }
    sets.roots()
}

/// Whether a pair makes a component.
pub(super) fn is_edge(pair: &ScoredPair, options: &Options) -> bool {
    f64::from(pair.match_weight_bits) >= options.low_bits.min(options.threshold_bits)
}

/// Kept pairs by component, in their order.
struct Edges {
    starts: Vec<usize>,
    pairs: Vec<ScoredPair>,
}

impl Edges {
    fn new(pairs: &[ScoredPair], roots: &[RowNumber], groups: &Groups) -> Self {
        let mut group_of_root = vec![u32::MAX; roots.len()];
        for (group, rows) in groups.iter().enumerate() {
            group_of_root[rows[0] as usize] = super::components::row_number(group);
        }
        let within = || {
            let within = pairs.iter().filter(|pair| roots[pair.left as usize] == roots[pair.right as usize]);
            within.map(|pair| (group_of_root[roots[pair.left as usize] as usize] as usize, pair))
        };
        let mut starts = vec![0_usize; groups.len() + 1];
        within().for_each(|(group, _)| starts[group + 1] += 1);
        for group in 0..groups.len() {
            starts[group + 1] += starts[group];
        }
        let nobody = ScoredPair { left: 0, right: 0, match_weight_bits: 0.0, term_frequency_bits: 0.0, pattern: 0 };
        let (mut next, mut sorted) = (starts.clone(), vec![nobody; starts[groups.len()]]);
        for (group, pair) in within() {
            sorted[next[group]] = *pair;
            next[group] += 1;
        }
        Self { starts, pairs: sorted }
    }

    fn of(&self, group: usize) -> &[ScoredPair] {
        &self.pairs[self.starts[group]..self.starts[group + 1]]
    }
}

/// Groups that one thread takes at once, with the place of their result.
struct Share<'a> {
    groups: std::ops::Range<usize>,
    smallest: &'a mut [RowNumber],
}

/// Cuts the work into shares of about equal cost: pairs to weigh grow with the square of a component.
fn shares<'a>(groups: &Groups, smallest: &'a mut [RowNumber], wanted: usize) -> Vec<Share<'a>> {
    let cost = |group: usize| 1 + groups.rows(group).len().pow(2);
    let total: usize = (0..groups.len()).map(cost).sum();
    let each = total / wanted + 1;
    let (mut shares, mut rest, mut start) = (Vec::new(), smallest, 0);
    let (mut sum, mut rows) = (0, 0);
    for group in 0..groups.len() {
        sum += cost(group);
        rows += groups.rows(group).len();
        if sum >= each || group + 1 == groups.len() {
            let (mine, after) = rest.split_at_mut(rows);
            shares.push(Share { groups: start..group + 1, smallest: mine });
            (rest, start, sum, rows) = (after, group + 1, 0, 0);
        }
    }
    shares
}
