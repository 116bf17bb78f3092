//! How right are clusters, where the truth is known? Pairs, records, and clusters as wholes.
//!
//! Sources: Bagga & Baldwin 1998, *Proc. COLING-ACL*, 79-85 (B-cubed); Hand & Christen 2018, *Stat. Comput.* 28:539-547
//! (why F1 is shown with its parts).

use std::collections::BTreeMap;

/// Clusters against the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Pairs within clusters.
    pub linked_pairs: u64,
    /// Pairs of one entity.
    pub true_pairs: u64,
    /// Pairs that are both.
    pub right_pairs: u64,
    /// Mean over records: the share of their cluster that is of their entity.
    pub b_cubed_precision: f64,
    /// Mean over records: the share of their entity that is in their cluster.
    pub b_cubed_recall: f64,
    /// Clusters that hold records of two or more entities.
    pub over_merged_clusters: u64,
    /// Entities whose records are in two or more clusters.
    pub split_entities: u64,
    /// Clusters in all.
    pub clusters: u64,
    /// Entities in all.
    pub entities: u64,
}

impl Accuracy {
    /// Share of linked pairs that are right; 1 where nothing is linked.
    pub fn pair_precision(&self) -> f64 {
        share(self.right_pairs, self.linked_pairs)
    }

    /// Share of true pairs that are linked; 1 where there is none.
    pub fn pair_recall(&self) -> f64 {
        share(self.right_pairs, self.true_pairs)
    }

    /// Harmonic mean of the two.
    pub fn pair_f1(&self) -> f64 {
        share(2 * self.right_pairs, self.linked_pairs + self.true_pairs)
    }

    /// Harmonic mean of B-cubed precision and recall.
    pub fn b_cubed_f1(&self) -> f64 {
        let (precision, recall) = (self.b_cubed_precision, self.b_cubed_recall);
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

/// Compares clusters with entities, both given for each row; rows beyond the shorter of the two are left out.
///
/// ```
/// let accuracy = link::cluster::accuracy(&[0, 0, 0, 1], &[7, 7, 9, 9]);
/// assert_eq!((accuracy.linked_pairs, accuracy.true_pairs, accuracy.right_pairs), (3, 2, 1));
/// assert_eq!((accuracy.over_merged_clusters, accuracy.split_entities), (1, 1));
/// assert_eq!(accuracy.b_cubed_recall, 0.75); // 1, 1, 1/2, 1/2
/// ```
pub fn accuracy(cluster_of: &[u32], entity_of: &[u32]) -> Accuracy {
    let rows = cluster_of.len().min(entity_of.len());
    let mut both: Vec<(u32, u32)> = cluster_of.iter().copied().zip(entity_of.iter().copied()).collect();
    both.sort_unstable();
    let clusters = counts(cluster_of[..rows].iter().copied());
    let entities = counts(entity_of[..rows].iter().copied());
    let (mut parts_of_cluster, mut parts_of_entity) = (BTreeMap::new(), BTreeMap::new());
    let (mut right_pairs, mut precision, mut recall) = (0, 0.0, 0.0);
    for cell in both.chunk_by(|one, other| one == other) {
        let ((cluster, entity), size) = (cell[0], cell.len() as u64);
        *parts_of_cluster.entry(cluster).or_insert(0_u64) += 1;
        *parts_of_entity.entry(entity).or_insert(0_u64) += 1;
        right_pairs += pairs(size);
        precision += float(size) * share(size, clusters[&cluster]);
        recall += float(size) * share(size, entities[&entity]);
    }
    let several = |parts: &BTreeMap<u32, u64>| parts.values().filter(|parts| **parts > 1).count() as u64;
    let mean = |sum: f64| if rows == 0 { 1.0 } else { sum / float(rows as u64) };
    Accuracy {
        linked_pairs: clusters.values().copied().map(pairs).sum(),
        true_pairs: entities.values().copied().map(pairs).sum(),
        right_pairs,
        b_cubed_precision: mean(precision),
        b_cubed_recall: mean(recall),
        over_merged_clusters: several(&parts_of_cluster),
        split_entities: several(&parts_of_entity),
        clusters: clusters.len() as u64,
        entities: entities.len() as u64,
    }
}

fn counts(of: impl Iterator<Item = u32>) -> BTreeMap<u32, u64> {
    let mut counts = BTreeMap::new();
    of.for_each(|one| *counts.entry(one).or_insert(0) += 1);
    counts
}

fn pairs(size: u64) -> u64 {
    size * (size - 1) / 2
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { float(part) / float(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "pairs of 2^32 rows lose at most the last digits of a ratio")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_that_are_the_entities_are_perfect_and_no_rows_are_too() {
        let perfect = accuracy(&[0, 1, 0, 2], &[5, 3, 5, 4]);
        assert_eq!((perfect.pair_f1(), perfect.b_cubed_f1(), perfect.over_merged_clusters), (1.0, 1.0, 0));
        assert_eq!(accuracy(&[], &[]).pair_f1(), 1.0);
    }

    #[test]
    fn one_cluster_of_all_has_full_recall_and_little_precision() {
        let one = accuracy(&[0; 4], &[0, 1, 2, 3]);
        assert_eq!((one.pair_recall(), one.pair_precision(), one.b_cubed_precision), (1.0, 0.0, 0.25));
    }
}
