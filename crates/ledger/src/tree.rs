//! The Merkle tree over the ledger's leaves: roots of any size, inclusion and consistency proofs.
//!
//! Sources: RFC 6962 (2013), section 2.1 (roots and proofs); RFC 9162 (2021), sections 2.1.3.2 and 2.1.4.2
//! (verification).

use crate::{Hash, hash::node_hash};

mod several;

pub use several::root_of;

/// No log is larger: databases number entries with signed integers, and every leaf that is added still has a place.
const LARGEST_SIZE: u64 = i64::MAX as u64;

/// Leaves in order, with the roots of all complete subtrees.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `levels[h][i]` is the root of leaves `i * 2^h .. (i + 1) * 2^h`; level 0 holds the leaves.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// A tree over leaves that are there already.
    pub fn from_leaves(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }

    /// Adds a leaf at the right.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for height in 0.. {
            if self.levels.len() == height {
                self.levels.push(Vec::new());
            }
            let level = &mut self.levels[height];
            level.push(node);
            if level.len() % 2 == 1 {
                return;
            }
            node = node_hash(&level[level.len() - 2], &level[level.len() - 1]);
        }
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        self.range_root(0, self.size())
    }

    /// The root over the first `size` leaves; `None` where there are fewer.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size()).then(|| self.range_root(0, size))
    }

    /// The audit path of a leaf in the tree of the first `size` leaves, lowest first.
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut from, mut to) = (0, size);
        let mut path = Vec::new();
        while to - from > 1 {
            let middle = from + largest_power_below(to - from);
            if index < middle {
                path.push(self.range_root(middle, to));
                to = middle;
            } else {
                path.push(self.range_root(from, middle));
                from = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The proof that the tree of `new` leaves begins with the tree of `old` leaves.
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        if old == 0 || old > new || new > self.size() {
            return None;
        }
        let (mut from, mut to, mut is_whole) = (0, new, true);
        let mut path = Vec::new();
        while old != to {
            let middle = from + largest_power_below(to - from);
            if old <= middle {
                path.push(self.range_root(middle, to));
                to = middle;
            } else {
                path.push(self.range_root(from, middle));
                from = middle;
                is_whole = false;
            }
        }
        if !is_whole {
            path.push(self.range_root(from, to));
        }
        path.reverse();
        Some(path)
    }

    /// The first `size` leaves in brief: what is needed to go on from there. `None` where there are fewer.
    pub fn frontier(&self, size: u64) -> Option<Frontier> {
        if size > self.size() {
            return None;
        }
        let (mut peaks, mut from) = (Vec::new(), 0);
        while from < size {
            let width = 1 << (63 - (size - from).leading_zeros());
            peaks.push(self.range_root(from, from + width));
            from += width;
        }
        Some(Frontier { size, peaks })
    }

    /// The root over leaves `from..to`, where `from` begins a subtree of RFC 6962.
    fn range_root(&self, from: u64, to: u64) -> Hash {
        let size = to - from;
        if size == 0 {
            return Hash::of(b"");
        }
        if size.is_power_of_two() {
            let height = size.trailing_zeros();
            return self.levels[height as usize][usize::try_from(from >> height).expect("a tree fits in memory")];
        }
        let middle = from + largest_power_below(size);
        node_hash(&self.range_root(from, middle), &self.range_root(middle, to))
    }
}

/// The right edge of a tree: enough to add leaves and to compute the root, without the leaves before.
///
/// ```
/// let leaves: Vec<ledger::Hash> = (0..11u8).map(|number| ledger::leaf_hash(&[number])).collect();
/// let tree = ledger::Tree::from_leaves(leaves.iter().copied());
/// let mut frontier = tree.frontier(6).unwrap();
/// assert_eq!((frontier.peaks().len(), frontier.root()), (2, tree.root_at(6).unwrap()));
/// leaves[6..].iter().for_each(|leaf| frontier.push(*leaf));
/// assert_eq!((frontier.size(), frontier.root()), (11, tree.root()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees from left to right, one for each bit that is set in `size`.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Takes peaks that somebody sent; `None` where their number does not fit the size, or no log can have that size.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        let is_whole = size <= LARGEST_SIZE && peaks.len() == size.count_ones() as usize;
        is_whole.then_some(Self { size, peaks })
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees, from left to right.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf at the right.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("there is a peak for each bit that is set in the size");
            node = node_hash(&left, &node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return Hash::of(b"") };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The largest power of two below a number greater than one.
fn largest_power_below(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

/// True where the audit path leads from the leaf to the root.
pub fn verify_inclusion(leaf: &Hash, index: u64, head: &Head, path: &[Hash]) -> bool {
    if index >= head.size {
        return false;
    }
    let (mut node, mut at, mut last) = (*leaf, index, head.size - 1);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            node = node_hash(sibling, &node);
            while at % 2 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = node_hash(&node, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && node == head.root
}

/// Size and root of a tree, as a checkpoint says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// True where the proof shows that the new tree begins with the old one.
pub fn verify_consistency(old: &Head, new: &Head, path: &[Hash]) -> bool {
    if old.size == 0 || old.size > new.size {
        return false;
    }
    if old.size == new.size {
        return path.is_empty() && old.root == new.root;
    }
    let mut nodes = path.iter();
    let first = if old.size.is_power_of_two() { Some(&old.root) } else { nodes.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old.size - 1, new.size - 1);
    while at % 2 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old_root, mut new_root) = (*first, *first);
    for node in nodes {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            old_root = node_hash(node, &old_root);
            new_root = node_hash(node, &new_root);
            while at % 2 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_root = node_hash(&new_root, node);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_root == old.root && new_root == new.root
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::leaf_hash;

    #[test]
    fn a_size_that_no_log_can_have_is_refused() {
        let peaks = |size: u64| vec![Hash([0; 32]); size.count_ones() as usize];
        assert_eq!(Frontier::new(u64::MAX, peaks(u64::MAX)), None);
        let mut largest = Frontier::new(LARGEST_SIZE, peaks(LARGEST_SIZE)).unwrap();
        largest.push(Hash([1; 32]));
        assert_eq!(largest.size(), LARGEST_SIZE + 1);
    }

    /// The eight leaves of the Certificate Transparency test tree and the roots after each.
    const LEAVES: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn numbered(size: u64) -> Tree {
        Tree::from_leaves((0..size).map(|number| leaf_hash(&number.to_be_bytes())))
    }

    #[test]
    fn gives_the_published_roots_of_the_reference_tree() {
        let mut tree = Tree::default();
        for (leaf, root) in LEAVES.iter().zip(ROOTS) {
            tree.push(leaf_hash(leaf));
            assert_eq!(tree.root().to_string(), root);
        }
        assert_eq!(tree.root_at(3).unwrap().to_string(), ROOTS[2]);
    }

    #[test]
    fn every_inclusion_proof_to_40_leaves_verifies_and_no_other_index_does() {
        let tree = numbered(40);
        for size in 1..=40 {
            let head = Head { size, root: tree.root_at(size).unwrap() };
            for index in 0..size {
                let path = tree.inclusion(index, size).unwrap();
                let leaf = leaf_hash(&index.to_be_bytes());
                assert!(verify_inclusion(&leaf, index, &head, &path), "{index} of {size}");
                for other in (0..size).filter(|other| *other != index) {
                    assert!(!verify_inclusion(&leaf, other, &head, &path), "{index} as {other} of {size}");
                }
            }
        }
    }

    #[test]
    fn every_consistency_proof_to_40_leaves_verifies() {
        let tree = numbered(40);
        let head = |size| Head { size, root: tree.root_at(size).unwrap() };
        for new in 1..=40 {
            for old in 1..=new {
                let path = tree.consistency(old, new).unwrap();
                assert!(verify_consistency(&head(old), &head(new), &path), "{old} to {new}");
                let forged = Head { size: old, root: leaf_hash(b"forged") };
                assert!(!verify_consistency(&forged, &head(new), &path), "forged {old} to {new}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_changed_proof_fails(size in 2u64..2_000, at in 0u64..2_000, bit in 0usize..256) {
            let index = at % size;
            let tree = numbered(size);
            let leaf = leaf_hash(&index.to_be_bytes());
            let head = Head { size, root: tree.root() };
            let mut path = tree.inclusion(index, size).unwrap();
            prop_assert!(verify_inclusion(&leaf, index, &head, &path));
            let step = bit % path.len();
            path[step].0[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!verify_inclusion(&leaf, index, &head, &path));
        }
    }
}
