//! One proof that several entries stand in a log: the roots of the parts that hold none of them, each once.
//!
//! The tree is split as RFC 6962 (2013), section 2.1, splits it; the proof lists, from left to right, the roots of the largest
//! subtrees without a wanted leaf. Leaves side by side share their neighbours, so that a proof of many entries is far shorter
//! than as many audit paths.

use std::collections::BTreeMap;

use super::{LARGEST_SIZE, Tree, largest_power_below};
use crate::{Hash, hash::node_hash};

impl Tree {
    /// The proof for the leaves at these places, in order, in the tree of the first `size` leaves; `None` where one is not in it.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// let leaves: Vec<ledger::Hash> = (0..11u8).map(|number| ledger::leaf_hash(&[number])).collect();
    /// let tree = ledger::Tree::from_leaves(leaves.iter().copied());
    /// let proof = tree.inclusion_of(&[2, 3, 9], 11).unwrap();
    /// let wanted = BTreeMap::from([(2, leaves[2]), (3, leaves[3]), (9, leaves[9])]);
    /// assert_eq!(proof.len(), 4); // 0-1, 4-7, 8, 10, and nothing twice
    /// assert_eq!(ledger::root_of(&wanted, 11, &proof), Some(tree.root()));
    /// ```
    pub fn inclusion_of(&self, places: &[u64], size: u64) -> Option<Vec<Hash>> {
        let is_within = size <= self.size() && places.iter().all(|place| *place < size);
        is_within.then(|| {
            let mut proof = Vec::new();
            self.gather((0, size), places, &mut proof);
            proof
        })
    }

    fn gather(&self, (from, to): (u64, u64), places: &[u64], proof: &mut Vec<Hash>) {
        if from == to {
            return;
        }
        if !places.iter().any(|place| (from..to).contains(place)) {
            return proof.push(self.range_root(from, to));
        }
        if to - from > 1 {
            let middle = from + largest_power_below(to - from);
            let cut = places.partition_point(|place| *place < middle);
            self.gather((from, middle), &places[..cut], proof);
            self.gather((middle, to), &places[cut..], proof);
        }
    }
}

/// The root of a tree of `size` leaves that has these leaves at their places; `None` where the proof does not fit them exactly.
pub fn root_of(leaves: &BTreeMap<u64, Hash>, size: u64, proof: &[Hash]) -> Option<Hash> {
    let is_within = size <= LARGEST_SIZE && leaves.keys().next_back().is_none_or(|last| *last < size);
    let mut rest = proof.iter();
    let root = if !is_within || size == 0 { None } else { part((0, size), leaves, &mut rest) };
    root.filter(|_| rest.next().is_none())
}

fn part((from, to): (u64, u64), leaves: &BTreeMap<u64, Hash>, proof: &mut std::slice::Iter<'_, Hash>) -> Option<Hash> {
    let mut within = leaves.range(from..to);
    match within.next() {
        None => proof.next().copied(),
        Some((_, leaf)) if to - from == 1 => Some(*leaf),
        Some(_) => {
            let middle = from + largest_power_below(to - from);
            let left = part((from, middle), leaves, proof)?;
            Some(node_hash(&left, &part((middle, to), leaves, proof)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::leaf_hash;

    proptest! {
        #[test]
        fn proves_what_is_there_and_nothing_else(size in 1_u8..80, chosen in proptest::collection::btree_set(0_u8..80, 1..12), broken in 0_usize..100) {
            let leaves: Vec<Hash> = (0..size).map(|number| leaf_hash(&[number])).collect();
            let tree = Tree::from_leaves(leaves.iter().copied());
            let places: Vec<u64> = chosen.iter().filter(|place| **place < size).map(|place| u64::from(*place)).collect();
            prop_assume!(!places.is_empty());
            let mut proof = tree.inclusion_of(&places, u64::from(size)).unwrap();
            let mut wanted: BTreeMap<u64, Hash> = places.iter().map(|at| (*at, leaves[usize::try_from(*at).unwrap()])).collect();
            prop_assert_eq!(root_of(&wanted, u64::from(size), &proof), Some(tree.root()));
            let longer = [proof.clone(), vec![Hash([0; 32])]].concat();
            prop_assert_eq!(root_of(&wanted, u64::from(size), &longer), None);
            if let Some(node) = proof.get_mut(broken % 7) {
                node.0[broken % 32] ^= 1;
                prop_assert_ne!(root_of(&wanted, u64::from(size), &proof), Some(tree.root()));
                node_back(&mut proof, broken);
            }
            wanted.values_mut().next().unwrap().0[0] ^= 1;
            prop_assert_ne!(root_of(&wanted, u64::from(size), &proof), Some(tree.root()));
        }
    }

    fn node_back(proof: &mut [Hash], broken: usize) {
        proof[broken % 7].0[broken % 32] ^= 1;
    }
}
