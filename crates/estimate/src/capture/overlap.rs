//! How do the lists meet? Persons per list and pair, and whether pairs attract or avoid each other within a third.
//!
//! Within a third list all four cells of a pair are seen, so the odds ratio shows dependence that two lists alone
//! cannot. It says nothing of those whom the third list misses.
//!
//! Sources: Woolf 1955, *Ann. Hum. Genet.* 19:251-253 (interval); Haldane 1956, *Ann. Hum. Genet.* 20:309-311 (half a
//! person in each cell); Sekar & Deming 1949, *JASA* 44:101-115 (dependence of two lists).

use serde::Serialize;

use super::{CaptureTable, float};
use crate::NORMAL_975;

/// How the lists of a table meet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// One entry a list.
    pub lists: Vec<ListOverlap>,
    /// One entry a pair of lists, lower first.
    pub pairs: Vec<PairOverlap>,
}

/// Persons of one list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListOverlap {
    /// Its name.
    pub name: String,
    /// Persons on it.
    pub persons: u64,
    /// Persons on it and on no other.
    pub only_here: u64,
}

/// Persons whom two lists share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairOverlap {
    /// The lower list.
    pub first: usize,
    /// The higher list.
    pub second: usize,
    /// Persons on both.
    pub both: u64,
    /// Dependence within each third list, where all four cells can be told apart.
    pub within: Vec<OddsRatio>,
}

/// Odds ratio of a pair of lists among the persons of a third.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OddsRatio {
    /// The third list.
    pub third: usize,
    /// Above 1 where the two lists attract each other; half a person is added to each of the four cells.
    pub ratio: f64,
    /// Lower end of its 95 % confidence interval.
    pub low: f64,
    /// Upper end of that.
    pub high: f64,
}

impl OddsRatio {
    /// True where it is above 3 or below a third, and chance does not explain it.
    pub fn is_strong(&self) -> bool {
        (self.ratio > 3.0 && self.low > 1.0) || (self.ratio < 1.0 / 3.0 && self.high < 1.0)
    }
}

impl CaptureTable {
    /// How the lists meet.
    ///
    /// ```
    /// // Within list 3: 20 on both others, 10 and 10 on one, 5 on none: 20.5 * 5.5 / (10.5 * 10.5) = 1.02.
    /// let table = estimate::CaptureTable::new(3, [(0b111, 20), (0b101, 10), (0b110, 10), (0b100, 5), (0b011, 3)])?;
    /// let overlap = table.overlap();
    /// assert_eq!((overlap.lists[2].persons, overlap.lists[2].only_here, overlap.pairs[0].both), (45, 5, 23));
    /// assert!((overlap.pairs[0].within[0].ratio - 1.0227).abs() < 1e-4);
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    pub fn overlap(&self) -> Overlap {
        let lists = self.names().iter().enumerate().map(|(list, name)| ListOverlap {
            name: name.clone(),
            persons: self.on_list(list),
            only_here: self.with_pattern(1 << list),
        });
        let pairs = (0..self.lists()).flat_map(|first| (first + 1..self.lists()).map(move |second| (first, second)));
        Overlap { lists: lists.collect(), pairs: pairs.map(|(first, second)| self.pair(first, second)).collect() }
    }

    fn pair(&self, first: usize, second: usize) -> PairOverlap {
        let thirds = (0..self.lists()).filter(|third| *third != first && *third != second);
        let within = thirds.filter_map(|third| self.odds_ratio(first, second, third)).collect();
        PairOverlap { first, second, both: self.on_all(1 << first | 1 << second), within }
    }

    /// `None` where the third list holds nobody, or a cell cannot occur.
    fn odds_ratio(&self, first: usize, second: usize, third: usize) -> Option<OddsRatio> {
        let (one, other, within) = (1_u32 << first, 1_u32 << second, 1_u32 << third);
        let is_cut = self.impossible().any(|pattern| pattern & within != 0);
        if is_cut || self.on_list(third) == 0 {
            return None;
        }
        let both = self.on_all(one | other | within);
        let only_first = self.on_all(one | within) - both;
        let only_second = self.on_all(other | within) - both;
        let neither = self.on_list(third) - both - only_first - only_second;
        let cells = [both, neither, only_first, only_second].map(|cell| float(cell) + 0.5);
        let ln_ratio = (cells[0] * cells[1] / (cells[2] * cells[3])).ln();
        let spread = NORMAL_975 * cells.iter().map(|cell| 1.0 / cell).sum::<f64>().sqrt();
        let [ratio, low, high] = [ln_ratio, ln_ratio - spread, ln_ratio + spread].map(f64::exp);
        Some(OddsRatio { third, ratio, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_attract_each_other_are_told_from_chance() {
        let dependent = CaptureTable::new(3, [(7, 40), (5, 10), (6, 10), (4, 40)]).unwrap();
        assert!(dependent.overlap().pairs[0].within[0].is_strong());
        let few = CaptureTable::new(3, [(7, 2), (5, 1), (6, 1), (4, 3)]).unwrap();
        let ratio = few.overlap().pairs[0].within[0].clone();
        assert!(ratio.ratio > 3.0 && !ratio.is_strong(), "{ratio:?}");
    }

    #[test]
    fn a_third_list_with_impossible_patterns_tells_nothing() {
        let table = CaptureTable::new(3, [(5, 10), (6, 10), (4, 40)]).unwrap().with_impossible([7]).unwrap();
        assert!(table.overlap().pairs[0].within.is_empty());
    }
}
