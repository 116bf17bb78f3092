//! Which links are the best of both sides? One-to-one links between lists that hold nobody twice, and plain components.
//!
//! Links are taken strongest first; one that would break a rule is passed over. Source: Jaro 1989, *J. Amer. Statist.
//! Assoc.* 84:414-420 (one-to-one assignment; here each record's best instead of the best sum, which needs no solver and
//! leaves doubtful records alone).

use rustc_hash::FxHashMap;

use super::{Clustering, Input, Options, components::DisjointSets};
use crate::pair::{RowNumber, ScoredPair};

/// Clusters of links that are the best of both sides.
pub(super) fn cluster(input: &Input<'_>, options: &Options) -> Clustering {
    let candidates = || {
        let enough = input.pairs.iter().filter(|pair| f64::from(pair.match_weight_bits) >= options.threshold_bits);
        enough.filter(|pair| !input.are_apart(pair.left, pair.right))
    };
    // Best of each row in each duplicate-free list; of equal ones the earlier row.
    let mut best: FxHashMap<(RowNumber, u16), (f32, RowNumber)> = FxHashMap::default();
    for pair in candidates() {
        for (row, other) in [(pair.left, pair.right), (pair.right, pair.left)] {
            if input.list_is_unique(other) {
                let entry = best.entry((row, input.list_of[other as usize])).or_insert((pair.match_weight_bits, other));
                if (pair.match_weight_bits, std::cmp::Reverse(other)) > (entry.0, std::cmp::Reverse(entry.1)) {
                    *entry = (pair.match_weight_bits, other);
                }
            }
        }
    }
    let is_best = |row: RowNumber, other: RowNumber| {
        let known = best.get(&(row, input.list_of[other as usize]));
        !input.list_is_unique(other) || known.is_some_and(|(_, best)| *best == other)
    };
    let mutual = candidates().filter(|pair| is_best(pair.left, pair.right) && is_best(pair.right, pair.left));
    by_strength(input, mutual.copied(), options)
}

/// Joins rows by links at the threshold, strongest first, where no rule is broken.
pub(super) fn by_strength(input: &Input<'_>, links: impl Iterator<Item = ScoredPair>, options: &Options) -> Clustering {
    let mut links: Vec<ScoredPair> =
        links.filter(|pair| f64::from(pair.match_weight_bits) >= options.threshold_bits).collect();
    let has_rules = !input.constraints.is_empty() || input.one_row_per_list.iter().any(|unique| *unique);
    let mut sets = DisjointSets::new(input.list_of.len());
    if !has_rules {
        links.iter().for_each(|pair| {
            sets.join(pair.left, pair.right);
        });
        return Clustering::from_smallest(&sets.roots(), Vec::new());
    }
    links.sort_by(|left, right| {
        let weights = right.match_weight_bits.total_cmp(&left.match_weight_bits);
        weights.then((left.left, left.right).cmp(&(right.left, right.right)))
    });
    let mut members: FxHashMap<RowNumber, Vec<RowNumber>> = FxHashMap::default();
    let judged = input.constraints.together();
    for (left, right) in judged.chain(links.iter().map(|pair| (pair.left, pair.right))) {
        let (left, right) = (sets.root(left), sets.root(right));
        if left == right {
            continue;
        }
        let one = members.remove(&left).unwrap_or_else(|| vec![left]);
        let other = members.remove(&right).unwrap_or_else(|| vec![right]);
        if one.iter().any(|row| other.iter().any(|other| input.are_apart(*row, *other))) {
            members.insert(left, one);
            members.insert(right, other);
        } else {
            sets.join(left, right);
            members.insert(left.min(right), [one, other].concat());
        }
    }
    Clustering::from_smallest(&sets.roots(), Vec::new())
}
