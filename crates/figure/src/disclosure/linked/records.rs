//! What the records themselves say: which cells hold the same ones, which are made up of others, and which are nearly the same.

use std::collections::BTreeMap;

use disclose::{Cell, Protected, Rule};
use record::FigureId;

use super::{Key, Linked, Sum, Wish};

/// Records that two cells of different tables share, each with one weight in both.
type Overlaps<'a> = BTreeMap<(&'a Key, &'a Key), usize>;

impl Linked<'_> {
    /// Cells that hold the records of another cell, or of several of another table.
    pub(super) fn same_records(&mut self) {
        let overlaps = self.overlaps();
        let mut whole: BTreeMap<(&Key, &FigureId, Option<&str>), Vec<&Key>> = BTreeMap::new();
        for ((large, small), shared) in &overlaps {
            if *shared == self.records[*small].weights.len() {
                whole.entry((*large, &small.figure, small.column())).or_default().push(*small);
            }
        }
        let mut sums = Vec::new();
        for ((large, ..), parts) in whole {
            let held: usize = parts.iter().map(|part| self.records[*part].weights.len()).sum();
            if held == self.records[large].weights.len() {
                let parts = parts.into_iter().map(|part| (part.clone(), -1));
                sums.push([(large.clone(), 1)].into_iter().chain(parts).collect::<Sum>());
            }
        }
        self.sums.extend(sums);
    }

    /// How many records two cells of different tables share, each with one weight in both.
    fn overlaps(&self) -> Overlaps<'_> {
        let mut cells_of: BTreeMap<usize, Vec<(&Key, i64)>> = BTreeMap::new();
        for (key, records) in self.records.iter().filter(|(key, _)| self.now.contains_key(*key)) {
            for (record, weight) in &records.weights {
                cells_of.entry(*record).or_default().push((key, *weight));
            }
        }
        // Records that stand in the same cells are counted together.
        let mut alike: BTreeMap<Vec<(&Key, i64)>, usize> = BTreeMap::new();
        for cells in cells_of.into_values() {
            *alike.entry(cells).or_default() += 1;
        }
        let mut overlaps = BTreeMap::new();
        for (cells, count) in alike {
            for (large, weight) in &cells {
                let others = cells.iter().filter(|(small, other)| {
                    weight == other && (small.figure != large.figure || small.column() != large.column())
                });
                for (small, _) in others {
                    *overlaps.entry((*large, *small)).or_default() += count;
                }
            }
        }
        overlaps
    }

    /// Cells that are made up of two or three others of any tables: all reports of a region, its threats, its killings.
    pub(super) fn unions(&mut self) {
        let overlaps = self.overlaps();
        let prints: BTreeMap<&Key, u64> = self.now.keys().map(|key| (key, self.print(key))).collect();
        let mut of_print: BTreeMap<u64, Vec<&Key>> = BTreeMap::new();
        for (key, print) in &prints {
            of_print.entry(*print).or_default().push(*key);
        }
        let mut parts_of: BTreeMap<&Key, Vec<&Key>> = BTreeMap::new();
        for ((large, small), shared) in &overlaps {
            let size = self.records[*small].weights.len();
            if *shared == size && size > 0 && size < self.records[*large].weights.len() {
                parts_of.entry(*large).or_default().push(*small);
            }
        }
        let mut sums = Vec::new();
        let mut take = |large: &Key, parts: &[&Key], rest: u64| {
            for last in of_print.get(&rest).into_iter().flatten().filter(|last| parts.iter().all(|part| part < *last)) {
                let parts: Vec<&Key> = parts.iter().copied().chain([*last]).collect();
                if self.is_union(large, &parts, &overlaps) {
                    let parts = parts.into_iter().map(|part| (part.clone(), -1));
                    sums.push([(large.clone(), 1)].into_iter().chain(parts).collect::<Sum>());
                }
            }
        };
        for (large, parts) in &parts_of {
            for (at, first) in parts.iter().enumerate() {
                let rest = prints[large].wrapping_sub(prints[first]);
                take(large, &[first], rest);
                let alike = parts[at + 1..].iter().filter(|second| is_alike(large, first) && is_alike(large, second));
                for second in alike {
                    take(large, &[first, second], rest.wrapping_sub(prints[second]));
                }
            }
        }
        self.sums.extend(sums);
    }

    /// A number that is that of a union where cells are disjoint: it finds candidates, [`Self::is_union`] decides.
    fn print(&self, key: &Key) -> u64 {
        let of_record = |(record, weight): (&usize, &i64)| {
            let mut print = (*record as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ weight.unsigned_abs();
            print = (print ^ (print >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            print = (print ^ (print >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            print ^ (print >> 31)
        };
        self.records[key].weights.iter().map(of_record).fold(0, u64::wrapping_add)
    }

    /// Whether a cell holds the records of some others, each in one of them.
    fn is_union(&self, large: &Key, parts: &[&Key], overlaps: &Overlaps<'_>) -> bool {
        let size = |key: &Key| self.records[key].weights.len();
        let shared = |one: &Key, other: &Key| overlaps.get(&(one, other)).copied().unwrap_or(0);
        // Rows of one column are disjoint, and a row is within its own figure.
        let is_row = |part: &Key| part.figure == large.figure && large.part.is_none();
        let is_within = |part: &&Key| is_row(part) || shared(large, part) == size(part);
        let pairs =
            parts.iter().enumerate().flat_map(|(at, one)| parts[at + 1..].iter().map(move |other| (*one, *other)));
        parts.iter().all(is_within)
            && parts.iter().map(|part| size(part)).sum::<usize>() == size(large)
            && pairs.into_iter().all(|(one, other)| shared(one, other) == 0)
    }

    /// Figures and rows that are parts of the same of others: what is left may be few, and need not have a number of its own.
    pub(super) fn nested(&mut self) {
        let overlaps = self.overlaps();
        let pairs = overlaps.iter().filter(|((large, small), shared)| {
            is_alike(large, small) && **shared == self.records[*small].weights.len()
        });
        let pairs: Vec<(Key, Key)> = pairs.map(|((large, small), _)| ((*large).clone(), (*small).clone())).collect();
        for (large, small) in pairs {
            let threshold = self.threshold(&large).max(self.threshold(&small));
            let (outer, inner) = (&self.records[&large], &self.records[&small]);
            let left = outer.value() - inner.value();
            let is_open = self.is_waived(&large) && self.is_waived(&small);
            if left <= 0 || left >= threshold || outer.withheld <= inner.withheld || is_open {
                continue;
            }
            let rest = self.system.add(Cell::unseen(format!("{large} without {small}"), 0));
            let (outer, inner) = (self.now[&large], self.now[&small]);
            self.system.relate(&[(outer, 1), (inner, -1), (rest, -1)]);
            let protected = Protected::small(rest, threshold);
            self.wishes.push(Wish { protected, rule: Rule::Nested, key: large, is_strict: true });
        }
    }
}

/// Whether anyone can see that a cell is a part of another by what the two are: figures, the same row of two, or a figure of a row.
fn is_alike(large: &Key, small: &Key) -> bool {
    large.figure != small.figure && (small.part.is_none() || large.part == small.part)
}
