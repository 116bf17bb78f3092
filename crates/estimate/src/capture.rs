//! Which lists hold how many persons: the table that every estimator starts from.

use std::collections::BTreeMap;

/// No more lists than this: a pattern is a bit field.
const MAX_LISTS: usize = 16;

/// Larger tables are a mistake of scale.
const MAX_PERSONS: u64 = 1_000_000_000;

/// Persons per capture pattern. A pattern has one bit for each list, list 0 lowest; the pattern without any list is
/// what is to be estimated and is not in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureTable {
    lists: usize,               // Invariant: 2 to 16.
    counts: BTreeMap<u32, u64>, // Invariant: keys in 1..2^lists, values above 0, at least one.
}

/// Counts that no lists can produce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleTable {
    /// Fewer than two lists, or more than sixteen.
    #[error("{0} lists; 2 to 16 can be used")]
    Lists(usize),
    /// A pattern with a list that is not there, or without any list.
    #[error("pattern {0:b} names no list of the table")]
    Pattern(u32),
    /// Nobody, or more than a thousand million.
    #[error("{0} persons; 1 to 1,000,000,000 can be used")]
    Persons(u64),
}

impl CaptureTable {
    /// Checks the counts. Empty patterns may be given or left out.
    ///
    /// ```
    /// // 13 persons on both lists, 28 only on the first, 10 only on the second.
    /// let table = estimate::CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
    /// assert_eq!((table.documented(), table.on_list(0), table.on_list(1)), (51, 41, 23));
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where no lists can produce such counts.
    pub fn new(lists: usize, counts: impl IntoIterator<Item = (u32, u64)>) -> Result<Self, ImpossibleTable> {
        if !(2..=MAX_LISTS).contains(&lists) {
            return Err(ImpossibleTable::Lists(lists));
        }
        let mut table = Self { lists, counts: BTreeMap::new() };
        for (pattern, persons) in counts {
            if pattern == 0 || pattern >= 1 << lists {
                return Err(ImpossibleTable::Pattern(pattern));
            }
            let total = table.counts.entry(pattern).or_default();
            *total = total.saturating_add(persons);
        }
        table.counts.retain(|_, persons| *persons > 0);
        let persons = table.counts.values().fold(0_u64, |sum, persons| sum.saturating_add(*persons));
        if persons == 0 || persons > MAX_PERSONS {
            return Err(ImpossibleTable::Persons(persons));
        }
        Ok(table)
    }

    /// Number of lists.
    pub fn lists(&self) -> usize {
        self.lists
    }

    /// Persons on at least one list.
    pub fn documented(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Persons with exactly this pattern.
    pub fn with_pattern(&self, pattern: u32) -> u64 {
        self.counts.get(&pattern).copied().unwrap_or(0)
    }

    /// Persons on a list.
    pub fn on_list(&self, list: usize) -> u64 {
        self.counts.iter().filter(|(pattern, _)| *pattern >> list & 1 == 1).map(|(_, persons)| persons).sum()
    }

    /// Persons on exactly so many lists.
    pub fn on_exactly(&self, lists: u32) -> u64 {
        self.counts.iter().filter(|(pattern, _)| pattern.count_ones() == lists).map(|(_, persons)| persons).sum()
    }

    /// Patterns that occur, with their persons, in order of pattern.
    pub fn patterns(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.counts.iter().map(|(pattern, persons)| (*pattern, *persons))
    }
}

/// Counts are far below 2^53, so a float holds them exactly.
#[expect(clippy::cast_precision_loss, reason = "a table holds at most 10^9 persons")]
pub(crate) fn float(persons: u64) -> f64 {
    persons as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_no_lists_can_produce() {
        assert_eq!(CaptureTable::new(1, [(1, 5)]), Err(ImpossibleTable::Lists(1)));
        assert_eq!(CaptureTable::new(2, [(4, 5)]), Err(ImpossibleTable::Pattern(4)));
        assert_eq!(CaptureTable::new(2, [(1, 0)]), Err(ImpossibleTable::Persons(0)));
        assert_eq!(CaptureTable::new(2, [(1, u64::MAX), (2, 9)]), Err(ImpossibleTable::Persons(u64::MAX)));
    }
}
