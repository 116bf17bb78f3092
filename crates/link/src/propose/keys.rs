//! On which keys do two records agree? One bit per key, for any pair.

use rustc_hash::FxBuildHasher;
use std::collections::HashMap;

use crate::{
    blocking::{self, BlockError, Blocks},
    fields::Fields,
    table::{MISSING, ValueNumber},
};

/// Keys that can be told apart in one mask.
pub(super) const MOST_KEYS: usize = 64;

/// The keys of every record: `[row][key]`.
#[derive(Debug)]
pub(super) struct Keys {
    /// As the settings write them.
    pub(super) names: Vec<String>,
    /// `[key]`: the field; no rule takes two keys of one.
    pub(super) field_of: Vec<usize>,
    cells: Vec<ValueNumber>,
    rows: usize,
}

/// How many pairs agree on exactly these keys, or how much they weigh.
pub(super) type Tally = HashMap<u64, f64, FxBuildHasher>;

impl Keys {
    /// Reads the keys: `fields[field][key]`.
    pub(super) fn of(fields: &[Vec<String>], rows: usize, values: &mut Fields<'_>) -> Result<Self, BlockError> {
        let (mut names, mut field_of, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        // The most telling keys of all fields come before the second ones, should there be too many.
        let deepest = fields.iter().map(Vec::len).max().unwrap_or(0);
        for depth in 0..deepest {
            for (field, keys) in fields.iter().enumerate().filter(|(_, keys)| keys.len() > depth) {
                if names.len() < MOST_KEYS {
                    columns.push(blocking::key_column(&keys[depth], values)?);
                    names.push(keys[depth].clone());
                    field_of.push(field);
                }
            }
        }
        let width = names.len();
        let mut cells = vec![MISSING; rows * width];
        for (key, column) in columns.iter().enumerate() {
            column.iter().enumerate().for_each(|(row, number)| cells[row * width + key] = *number);
        }
        Ok(Self { names, field_of, cells, rows })
    }

    /// The keys on which two records agree.
    #[inline]
    pub(super) fn mask(&self, left: u32, right: u32) -> u64 {
        let width = self.names.len();
        let row = |row: u32| &self.cells[row as usize * width..(row as usize + 1) * width];
        let pairs = row(left).iter().zip(row(right));
        pairs
            .enumerate()
            .fold(0, |mask, (key, (left, right))| mask | (u64::from(left == right && *left != MISSING) << key))
    }

    /// How many pairs of all records agree on these keys, exactly, and the rows of the largest block.
    pub(super) fn count(&self, conjunction: u64) -> (u64, u64) {
        let width = self.names.len();
        let wanted: Vec<usize> = (0..width).filter(|key| conjunction >> key & 1 == 1).collect();
        let row_key = |row: usize| {
            let numbers = wanted.iter().map(|key| self.cells[row * width + key]);
            blocking::key(numbers).map(|key| (key, u32::try_from(row).unwrap_or(u32::MAX)))
        };
        let blocks = Blocks::of((0..self.rows).filter_map(row_key).collect());
        (blocks.pairs(), blocks.largest())
    }

    /// The conjunction in the settings' words.
    pub(super) fn words(&self, conjunction: u64) -> Vec<String> {
        let is_in = |(key, _): &(usize, &String)| conjunction >> key & 1 == 1;
        self.names.iter().enumerate().filter(is_in).map(|(_, name)| name.clone()).collect()
    }
}

/// Sum of the tally over the pairs that agree on all keys of the conjunction.
pub(super) fn sum(tally: &[(u64, f64)], conjunction: u64) -> f64 {
    tally.iter().filter(|(mask, _)| mask & conjunction == conjunction).map(|(_, weight)| weight).sum()
}

/// Leaves this share of the weight to the pairs that a conjunction finds.
pub(super) fn lessen(tally: &mut [(u64, f64)], conjunction: u64, share: f64) {
    for (_, weight) in tally.iter_mut().filter(|(mask, _)| *mask & conjunction == conjunction) {
        *weight *= share;
    }
}
