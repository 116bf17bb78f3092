//! From pairs to persons: connected components, strongest pairs first, one row of each list where lists hold nobody twice.

use std::collections::{BTreeMap, BTreeSet};

use super::Table;

/// Joins linked rows; every row is in exactly one cluster. Clusters and their members are ordered by id.
pub(crate) fn components(table: &Table, pairs: &[(usize, usize, f64)], one_row_per_list: bool) -> Vec<Vec<String>> {
    let mut cluster_of: Vec<usize> = (0..table.rows.len()).collect();
    let mut members: BTreeMap<usize, Vec<usize>> = (0..table.rows.len()).map(|row| (row, vec![row])).collect();
    let mut ordered: Vec<&(usize, usize, f64)> = pairs.iter().collect();
    ordered.sort_by(|left, right| right.2.total_cmp(&left.2).then((left.0, left.1).cmp(&(right.0, right.1))));
    for (left, right, _) in ordered {
        let (left, right) = (cluster_of[*left], cluster_of[*right]);
        if left == right || (one_row_per_list && share_a_list(table, &members[&left], &members[&right])) {
            continue;
        }
        let (kept, joined) = (left.min(right), left.max(right));
        let moved = members.remove(&joined).unwrap_or_default();
        moved.iter().for_each(|row| cluster_of[*row] = kept);
        members.entry(kept).or_default().extend(moved);
    }
    let mut clusters: Vec<Vec<String>> = members
        .into_values()
        .map(|mut rows| {
            rows.sort_unstable();
            rows.into_iter().map(|row| table.rows[row].id.clone()).collect()
        })
        .collect();
    clusters.sort();
    clusters
}

fn share_a_list(table: &Table, left: &[usize], right: &[usize]) -> bool {
    let lists: BTreeSet<usize> = left.iter().map(|row| table.rows[*row].list).collect();
    right.iter().any(|row| lists.contains(&table.rows[*row].list))
}
