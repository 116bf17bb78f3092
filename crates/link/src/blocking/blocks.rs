//! Records grouped by the keys of a rule: blocks, each with its rows in order, and for every row the number of its block.
//!
//! Keys are 64-bit hashes of value numbers: two different keys share a hash once in 10^5 files of ten million records.

use crate::table::{MISSING, ValueNumber};

/// Buckets into which keys are dealt before each is sorted.
const BUCKET_BITS: u32 = 12;

/// The block of a row that is alone or lacks a value.
pub(crate) const NO_BLOCK: u32 = 0;

/// Rows grouped; only blocks of two rows and more are kept. Block `b` (from 1) holds `order[starts[b - 1]..starts[b]]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    pub(crate) order: Vec<u32>,
    pub(crate) starts: Vec<u32>,
}

impl Blocks {
    /// Groups rows by key; the rows of a block ascend. Each `(key, row)` stands once.
    pub(crate) fn of(keys: Vec<(u64, u32)>) -> Self {
        let keys = sorted(keys);
        let mut blocks = Self { order: Vec::new(), starts: vec![0] };
        let mut at = 0;
        while at < keys.len() {
            let size = keys[at..].iter().take_while(|(key, _)| *key == keys[at].0).count();
            if size > 1 {
                blocks.order.extend(keys[at..at + size].iter().map(|(_, row)| *row));
                blocks.starts.push(u32::try_from(blocks.order.len()).expect("rows are numbered with 32 bits"));
            }
            at += size;
        }
        blocks.order.shrink_to_fit();
        blocks
    }

    /// Leaves out the blocks of more rows than the limit; their rows are given with the number of their block.
    pub(crate) fn without_larger(self, limit: u64, left_out: &mut Vec<(u64, u32)>) -> Self {
        let mut kept = Self { order: Vec::new(), starts: vec![0] };
        for block in 0..self.len() {
            let rows = self.rows(block);
            if rows.len() as u64 > limit {
                left_out.extend(rows.iter().map(|row| (block as u64, *row)));
            } else {
                kept.order.extend(rows);
                kept.starts.push(u32::try_from(kept.order.len()).expect("rows are numbered with 32 bits"));
            }
        }
        kept
    }

    /// Number of blocks.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows of a block, counted from 0.
    pub(crate) fn rows(&self, block: usize) -> &[u32] {
        &self.order[self.starts[block] as usize..self.starts[block + 1] as usize]
    }

    /// Sizes of the blocks.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = u64> + '_ {
        self.starts.windows(2).map(|ends| u64::from(ends[1] - ends[0]))
    }

    /// Pairs in all blocks.
    pub(crate) fn pairs(&self) -> u64 {
        self.sizes().map(|size| size * (size - 1) / 2).sum()
    }

    /// Rows of the largest block.
    pub(crate) fn largest(&self) -> u64 {
        self.sizes().max().unwrap_or(0)
    }
}

/// Sorts by key, then row: dealt by the first bits, then each bucket in the processor's nearest memory.
fn sorted(mut keys: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    if keys.len() < 1 << BUCKET_BITS {
        keys.sort_unstable();
        return keys;
    }
    let bucket = |key: u64| usize::try_from(key >> (64 - BUCKET_BITS)).unwrap_or(0);
    let mut starts = vec![0_usize; (1 << BUCKET_BITS) + 1];
    keys.iter().for_each(|(key, _)| starts[bucket(*key) + 1] += 1);
    (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
    let mut dealt = vec![(0, 0); keys.len()];
    let mut next = starts.clone();
    for (key, row) in keys {
        let place = &mut next[bucket(key)];
        dealt[*place] = (key, row);
        *place += 1;
    }
    starts.windows(2).for_each(|ends| dealt[ends[0]..ends[1]].sort_unstable());
    dealt
}

/// The key of several numbers; `None` where one is missing.
pub(crate) fn key(numbers: impl Iterator<Item = ValueNumber>) -> Option<u64> {
    let mut hash = 0x9E37_79B9_7F4A_7C15_u64;
    for number in numbers {
        if number == MISSING {
            return None;
        }
        hash = mix(hash ^ u64::from(number));
    }
    Some(hash)
}

/// Spreads the bits of a number; the finaliser of MurmurHash3 (Appleby, public domain).
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^= mixed >> 33;
    mixed = mixed.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_one_key_stand_together_in_order() {
        let blocks = Blocks::of(vec![(7, 4), (5, 0), (7, 1), (9, 2), (7, 3), (9, 9)]);
        assert_eq!((blocks.len(), blocks.pairs(), blocks.largest()), (2, 4, 3));
        assert_eq!(blocks.rows(0), [1, 3, 4]);
        assert_eq!(blocks.rows(1), [2, 9]);
    }

    #[test]
    fn many_keys_are_sorted_as_few_are() {
        let keys: Vec<(u64, u32)> = (0..20_000_u32).map(|row| (mix(u64::from(row % 700)), row)).collect();
        let mut plain = keys.clone();
        plain.sort_unstable();
        assert_eq!(sorted(keys), plain);
    }
}
