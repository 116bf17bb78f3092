//! The parts of a component that was cut are solved alone; then clusters that belong together are joined across the cuts.
//!
//! Only clusters with a kept pair between them are looked at. Their weight is that of all cross pairs, or of an evenly
//! spaced sample of them where they are many.

use std::collections::BTreeMap;

use super::{nodes::capped, solve::Solver};
use crate::pair::{RowNumber, ScoredPair};

/// No more cross pairs than this are weighed between two clusters.
const SAMPLE_MAX: usize = 2_000;

/// Rounds of joining; clusters at least double in size when they all join.
const ROUNDS: usize = 40;

/// Solves each part and joins their clusters; writes the smallest row of each row's cluster.
pub(super) fn solve_parts(
    solver: &mut Solver<'_>,
    rows: &[RowNumber],
    edges: &[ScoredPair],
    (parts, labels): (&[Vec<RowNumber>], &mut [RowNumber]),
) {
    let place = |row: RowNumber| rows.partition_point(|other| *other < row);
    let mut part_of = vec![0; rows.len()];
    for (part, members) in parts.iter().enumerate() {
        members.iter().for_each(|row| part_of[place(*row)] = part);
    }
    let mut inside: Vec<Vec<ScoredPair>> = vec![Vec::new(); parts.len()];
    for pair in edges.iter().filter(|pair| part_of[place(pair.left)] == part_of[place(pair.right)]) {
        inside[part_of[place(pair.left)]].push(*pair);
    }
    let mut written = Vec::new();
    for (members, edges) in parts.iter().zip(&inside) {
        written.clear();
        written.resize(members.len(), 0);
        solver.solve(members, edges, &mut written);
        members.iter().zip(&written).for_each(|(row, label)| labels[place(*row)] = *label);
    }
    let mut clusters: BTreeMap<RowNumber, Vec<RowNumber>> = BTreeMap::new();
    rows.iter().zip(labels.iter()).for_each(|(row, label)| clusters.entry(*label).or_default().push(*row));
    let across: Vec<(usize, usize)> = edges
        .iter()
        .filter(|pair| capped(pair.match_weight_bits, solver.options) > 0.0)
        .map(|pair| (place(pair.left), place(pair.right)))
        .filter(|(left, right)| part_of[*left] != part_of[*right])
        .collect();
    let mut means: BTreeMap<(RowNumber, RowNumber), f64> = BTreeMap::new();
    for _ in 0..ROUNDS {
        if !join_once(solver, &across, (&mut clusters, labels, rows), &mut means) {
            break;
        }
    }
}

/// Clusters by their first row, the first row of each row's cluster, and the rows.
type Parts<'a> = (&'a mut BTreeMap<RowNumber, Vec<RowNumber>>, &'a mut [RowNumber], &'a [RowNumber]);

/// Joins every pair of clusters that gains, best mean first, each cluster at most once. Whether any was joined.
fn join_once(
    solver: &Solver<'_>,
    across: &[(usize, usize)],
    (clusters, labels, rows): Parts<'_>,
    means: &mut BTreeMap<(RowNumber, RowNumber), f64>,
) -> bool {
    let mut wanted: Vec<(RowNumber, RowNumber)> = across
        .iter()
        .map(|(left, right)| (labels[*left].min(labels[*right]), labels[*left].max(labels[*right])))
        .filter(|(left, right)| left != right)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut gaining: Vec<(f64, RowNumber, RowNumber)> = Vec::new();
    for pair in wanted {
        let mean = *means.entry(pair).or_insert_with(|| mean_weight(solver, &clusters[&pair.0], &clusters[&pair.1]));
        if mean > 0.0 {
            gaining.push((mean, pair.0, pair.1));
        }
    }
    gaining.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let mut touched: Vec<RowNumber> = Vec::new();
    let mut is_touched = std::collections::BTreeSet::new();
    for (_, kept, joined) in gaining {
        if is_touched.contains(&kept) || is_touched.contains(&joined) {
            continue;
        }
        is_touched.extend([kept, joined]);
        touched.push(joined);
        let moved = clusters.remove(&joined).unwrap_or_default();
        for row in &moved {
            labels[rows.partition_point(|other| other < row)] = kept;
        }
        let members = clusters.entry(kept).or_default();
        members.extend(moved);
        members.sort_unstable();
    }
    means.retain(|(left, right), _| !is_touched.contains(left) && !is_touched.contains(right));
    !touched.is_empty()
}

/// The mean capped weight of cross pairs; minus infinity where any must stay apart.
fn mean_weight(solver: &Solver<'_>, left: &[RowNumber], right: &[RowNumber]) -> f64 {
    let pairs = left.len() * right.len();
    let input = solver.input;
    let has_rules = !input.constraints.is_empty() || input.one_row_per_list.iter().any(|unique| *unique);
    if has_rules && left.iter().any(|one| right.iter().any(|other| input.are_apart(*one, *other))) {
        return f64::NEG_INFINITY;
    }
    let step = pairs.div_ceil(SAMPLE_MAX).max(1);
    // A step that shares no factor with the width visits every record of both sides.
    let step = (step..).find(|step| shares_no_factor(*step, right.len())).unwrap_or(step);
    let (mut sum, mut count) = (0.0, 0.0);
    for at in (0..pairs).step_by(step) {
        let pair = solver.input.scorer.score(left[at / right.len()], right[at % right.len()]);
        sum += capped(pair.match_weight_bits, solver.options);
        count += 1.0;
    }
    sum / count
}

fn shares_no_factor(one: usize, other: usize) -> bool {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one <= 1
}
