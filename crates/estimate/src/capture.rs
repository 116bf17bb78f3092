//! Which lists hold how many persons: the table that every estimator starts from.
//!
//! A table may say that some patterns cannot occur (structural zeros): two registers that serve different provinces
//! share nobody by design, which is not the same as sharing nobody by chance.
//!
//! Source: Bishop, Fienberg & Holland 1975, *Discrete Multivariate Analysis*, chapters 5 and 6 (incomplete tables).

use std::collections::{BTreeMap, BTreeSet};

mod overlap;
mod rows;
mod usable;

pub use overlap::{ListOverlap, OddsRatio, Overlap, PairOverlap};
pub use rows::{Columns, ParsedRows, RowProblem, parse_rows};
pub use usable::{Dropped, Reason, Usable};

/// No more lists than this: a pattern is a bit field.
pub const MAX_LISTS: usize = 16;

/// Larger tables are a mistake of scale.
pub const MAX_PERSONS: u64 = 1_000_000_000;

/// Persons per capture pattern. A pattern has one bit for each list, list 0 lowest; the pattern without any list is
/// what is to be estimated and is not in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureTable {
    names: Vec<String>,         // Invariant: 2 to 16, all different.
    counts: BTreeMap<u32, u64>, // Invariant: keys in 1..2^lists, values above 0, at least one.
    impossible: BTreeSet<u32>,  // Invariant: keys in 1..2^lists, none of them in `counts`.
}

/// Counts that no lists can produce.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleTable {
    /// Fewer than two lists, or more than sixteen.
    #[error("{} {}; 2 to 16 can be used", .0, if *.0 == 1 { "list" } else { "lists" })]
    Lists(usize),
    /// A pattern with a list that is not there, or without any list.
    #[error("pattern {0:b} names no list of the table")]
    Pattern(u32),
    /// Nobody, or more than a thousand million.
    #[error("{0} persons; 1 to 1,000,000,000 can be used")]
    Persons(u64),
    /// As many names as lists are needed.
    #[error("{names} names for {lists} lists; give each list one name")]
    Names {
        /// Names given.
        names: usize,
        /// Lists of the table.
        lists: usize,
    },
    /// Two lists of one name.
    #[error("two lists are called '{0}'; give each its own name")]
    SameName(String),
    /// A list that the table does not have.
    #[error("there is no list number {0}; the first is number 0")]
    NoSuchList(usize),
    /// Somebody has a pattern that was said to be impossible.
    #[error("{persons} persons have pattern {pattern:b}, which was declared impossible")]
    Occupied {
        /// The pattern.
        pattern: u32,
        /// How many have it.
        persons: u64,
    },
}

impl CaptureTable {
    /// Checks the counts. Empty patterns may be given or left out. The lists are called "list 1", "list 2" and so on.
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
        let names = (1..=lists).map(|list| format!("list {list}")).collect();
        let mut table = Self { names, counts: BTreeMap::new(), impossible: BTreeSet::new() };
        for (pattern, persons) in counts {
            table.check_pattern(pattern)?;
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

    /// Counts clusters: one pattern for each person. Persons on none of the lists (pattern 0) are left out.
    ///
    /// ```
    /// let table = estimate::CaptureTable::from_clusters(2, [0b01, 0b11, 0b11, 0])?;
    /// assert_eq!((table.documented(), table.with_pattern(0b11)), (3, 2));
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where no lists can produce such patterns, or nobody is on a list.
    pub fn from_clusters(lists: usize, patterns: impl IntoIterator<Item = u32>) -> Result<Self, ImpossibleTable> {
        Self::new(lists, patterns.into_iter().filter(|pattern| *pattern > 0).map(|pattern| (pattern, 1)))
    }

    /// Names the lists, in their order.
    ///
    /// ```
    /// let table = estimate::CaptureTable::new(2, [(0b11, 5)])?.named(["church", "state"])?;
    /// assert_eq!(table.names(), ["church", "state"]);
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where there are not as many names as lists, or two are the same.
    pub fn named(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Result<Self, ImpossibleTable> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if names.len() != self.lists() {
            return Err(ImpossibleTable::Names { names: names.len(), lists: self.lists() });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(ImpossibleTable::SameName(twice.clone()));
        }
        self.names = names;
        Ok(self)
    }

    /// Declares patterns that cannot occur: models leave their cells out instead of reading them as "nobody".
    ///
    /// ```
    /// let table = estimate::CaptureTable::new(3, [(0b001, 9), (0b110, 4)])?.with_impossible([0b011, 0b111])?;
    /// assert_eq!(table.impossible().collect::<Vec<_>>(), [0b011, 0b111]);
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where a pattern is not one of the table, or somebody has it.
    pub fn with_impossible(mut self, patterns: impl IntoIterator<Item = u32>) -> Result<Self, ImpossibleTable> {
        for pattern in patterns {
            self.check_pattern(pattern)?;
            let persons = self.with_pattern(pattern);
            if persons > 0 {
                return Err(ImpossibleTable::Occupied { pattern, persons });
            }
            self.impossible.insert(pattern);
        }
        Ok(self)
    }

    /// Number of lists.
    pub fn lists(&self) -> usize {
        self.names.len()
    }

    /// Names of the lists, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Patterns that cannot occur, in order.
    pub fn impossible(&self) -> impl Iterator<Item = u32> + '_ {
        self.impossible.iter().copied()
    }

    /// Persons on at least one list.
    pub fn documented(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Persons with exactly this pattern.
    pub fn with_pattern(&self, pattern: u32) -> u64 {
        self.counts.get(&pattern).copied().unwrap_or(0)
    }

    /// Persons on all of these lists (bits), whatever other lists hold them.
    pub fn on_all(&self, lists: u32) -> u64 {
        self.counts.iter().filter(|(pattern, _)| *pattern & lists == lists).map(|(_, persons)| persons).sum()
    }

    /// Persons on a list.
    pub fn on_list(&self, list: usize) -> u64 {
        self.on_all(1 << list)
    }

    /// Persons on exactly so many lists.
    pub fn on_exactly(&self, lists: u32) -> u64 {
        self.counts.iter().filter(|(pattern, _)| pattern.count_ones() == lists).map(|(_, persons)| persons).sum()
    }

    /// Patterns that occur, with their persons, in order of pattern.
    pub fn patterns(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.counts.iter().map(|(pattern, persons)| (*pattern, *persons))
    }

    /// The table without one of its lists. Persons whom only that list holds are no longer documented.
    ///
    /// # Errors
    /// Where there is no such list, or one list or nobody would be left.
    pub fn without_list(&self, list: usize) -> Result<Self, ImpossibleTable> {
        self.only((0..self.lists()).filter(|other| *other != list).collect(), list)
    }

    /// The table with two lists read as one, at the place and under the joined name of the first.
    ///
    /// ```
    /// let table = estimate::CaptureTable::new(3, [(0b001, 9), (0b100, 4), (0b110, 2)])?.merge_lists(0, 2)?;
    /// assert_eq!((table.with_pattern(0b01), table.with_pattern(0b11)), (13, 2));
    /// assert_eq!(table.names(), ["list 1+list 3", "list 2"]);
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where there is no such list, both are the same, or one list would be left.
    pub fn merge_lists(&self, first: usize, second: usize) -> Result<Self, ImpossibleTable> {
        let (first, second) = (first.min(second), first.max(second));
        if second >= self.lists() || first == second {
            return Err(ImpossibleTable::NoSuchList(second));
        }
        let merge = |pattern: u32| squeeze(pattern | (pattern >> second & 1) << first, second);
        let mut names = self.names.clone();
        let gone = names.remove(second);
        names[first] = format!("{}+{gone}", names[first]);
        let counts = self.patterns().map(|(pattern, persons)| (merge(pattern), persons));
        self.rebuilt(names, counts, merge)
    }

    /// The table of these lists alone.
    fn only(&self, kept: Vec<usize>, gone: usize) -> Result<Self, ImpossibleTable> {
        if gone >= self.lists() {
            return Err(ImpossibleTable::NoSuchList(gone));
        }
        let names = kept.iter().map(|list| self.names[*list].clone()).collect();
        let counts = self.patterns().map(|(pattern, persons)| (squeeze(pattern, gone), persons));
        self.rebuilt(names, counts.filter(|(pattern, _)| *pattern > 0), |pattern| squeeze(pattern, gone))
    }

    /// A pattern of the new table is impossible where all patterns that fall into it were.
    fn rebuilt(
        &self,
        names: Vec<String>,
        counts: impl Iterator<Item = (u32, u64)>,
        to: impl Fn(u32) -> u32,
    ) -> Result<Self, ImpossibleTable> {
        let mut possible = BTreeSet::new();
        for pattern in (1..1_u32 << self.lists()).filter(|pattern| !self.impossible.contains(pattern)) {
            possible.insert(to(pattern));
        }
        let mut impossible: BTreeSet<u32> = self.impossible.iter().map(|pattern| to(*pattern)).collect();
        impossible.retain(|pattern| *pattern > 0 && !possible.contains(pattern));
        Self::new(names.len(), counts)?.named(names)?.with_impossible(impossible)
    }

    fn check_pattern(&self, pattern: u32) -> Result<(), ImpossibleTable> {
        let is_of_table = pattern > 0 && pattern < 1 << self.lists();
        if is_of_table { Ok(()) } else { Err(ImpossibleTable::Pattern(pattern)) }
    }
}

/// Takes a bit out of a pattern and moves the higher ones down.
fn squeeze(pattern: u32, list: usize) -> u32 {
    let below = (1 << list) - 1;
    (pattern & below) | (pattern >> 1 & !below)
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
        assert_eq!(CaptureTable::new(17, [(1, 5)]), Err(ImpossibleTable::Lists(17)));
        assert_eq!(CaptureTable::new(2, [(4, 5)]), Err(ImpossibleTable::Pattern(4)));
        assert_eq!(CaptureTable::new(2, [(1, 0)]), Err(ImpossibleTable::Persons(0)));
        assert_eq!(CaptureTable::new(2, [(1, u64::MAX), (2, 9)]), Err(ImpossibleTable::Persons(u64::MAX)));
    }

    #[test]
    fn names_belong_to_lists_one_by_one() {
        let table = CaptureTable::new(2, [(1, 5)]).unwrap();
        assert_eq!(table.clone().named(["a"]), Err(ImpossibleTable::Names { names: 1, lists: 2 }));
        assert_eq!(table.named(["a", "a"]), Err(ImpossibleTable::SameName("a".to_owned())));
    }

    #[test]
    fn an_impossible_pattern_is_empty_and_stays_so_when_a_list_goes() {
        let table = CaptureTable::new(3, [(0b001, 5), (0b010, 7), (0b100, 2), (0b101, 3)]).unwrap();
        assert_eq!(
            table.clone().with_impossible([0b101]),
            Err(ImpossibleTable::Occupied { pattern: 0b101, persons: 3 })
        );
        let table = table.with_impossible([0b011, 0b111]).unwrap();
        assert_eq!(table.without_list(2).unwrap().impossible().collect::<Vec<_>>(), [0b11]);
        assert_eq!(table.without_list(0).unwrap().impossible().count(), 0, "11 can still be 110");
    }

    #[test]
    fn leaving_a_list_out_forgets_those_on_it_alone() {
        let table = CaptureTable::new(3, [(0b010, 7), (0b011, 2), (0b101, 3)]).unwrap();
        let without = table.without_list(1).unwrap();
        assert_eq!(without.patterns().collect::<Vec<_>>(), [(0b01, 2), (0b11, 3)]);
        assert_eq!(without.names(), ["list 1", "list 3"]);
        assert_eq!(table.without_list(3), Err(ImpossibleTable::NoSuchList(3)));
        assert_eq!(table.merge_lists(1, 1), Err(ImpossibleTable::NoSuchList(1)));
        assert_eq!(without.without_list(0), Err(ImpossibleTable::Lists(1)));
    }
}
