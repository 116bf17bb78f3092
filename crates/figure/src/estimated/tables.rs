//! Which lists hold how many persons: of the one linkage, and of each sampled one.

use std::collections::BTreeMap;

use estimate::{CaptureTable, ImpossibleTable};
use link::sample::Draw;
use record::Statement;

/// The lists of a figure among those of its linkage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    /// Their names.
    pub(super) names: Vec<String>,
    /// `[list]`: its place among the linkage's.
    places: Vec<usize>,
}

impl Lists {
    /// The wanted lists, all where none is named; the name that the linkage does not have.
    pub(super) fn of(wanted: &[String], of_linkage: &[String]) -> Result<Self, String> {
        let names = if wanted.is_empty() { of_linkage } else { wanted };
        let place = |name: &String| of_linkage.iter().position(|other| other == name).ok_or_else(|| name.clone());
        let places = names.iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { names: names.to_vec(), places })
    }

    /// Tables of patterns, one a stratum: `[stratum]`; nothing where nobody of it is on a list.
    pub(super) fn tables(
        &self,
        strata: usize,
        patterns: impl Iterator<Item = (u16, u32)>,
    ) -> Result<Vec<Option<CaptureTable>>, ImpossibleTable> {
        let mut counts: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); strata];
        for (stratum, pattern) in patterns.filter(|(_, pattern)| *pattern > 0) {
            *counts[usize::from(stratum)].entry(pattern).or_default() += 1;
        }
        counts.into_iter().map(|counts| self.table(counts)).collect()
    }

    fn table(&self, counts: BTreeMap<u32, u64>) -> Result<Option<CaptureTable>, ImpossibleTable> {
        if counts.is_empty() && self.names.len() > 1 {
            return Ok(None);
        }
        CaptureTable::new(self.names.len(), counts)?.named(self.names.iter().cloned()).map(Some)
    }

    /// The tables of a sampled linkage.
    pub(super) fn of_draw(&self, draw: &Draw, strata: usize) -> Result<Vec<Option<CaptureTable>>, ImpossibleTable> {
        let mut counts: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); strata];
        for cell in &draw.corrected.cells {
            let pattern = (0..)
                .zip(&self.places)
                .fold(0, |pattern, (list, place)| pattern | (u32::from(cell.lists) >> place & 1) << list);
            if pattern > 0 && cell.persons > 0 {
                *counts[usize::from(cell.stratum)].entry(pattern).or_default() += u64::from(cell.persons);
            }
        }
        counts.into_iter().map(|counts| self.table(counts)).collect()
    }

    /// The pattern of each record: the lists of a figure that state it.
    pub(super) fn patterns<'a>(&self, statements: &'a [(u64, Statement)]) -> BTreeMap<&'a str, u32> {
        let mut patterns: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, statement) in statements {
            if let Some(list) = self.names.iter().position(|list| list == statement.origin.list.as_str()) {
                *patterns.entry(statement.record.as_str()).or_default() |= 1 << list;
            }
        }
        patterns
    }
}

/// The capture tables of a sampled linkage after the joins that blocking missed, by stratum: `[stratum]`. Nothing for a stratum
/// in which nobody is documented.
///
/// ```
/// # use link::sample::{CaptureCell, CaptureTable, Draw};
/// # let cell = |stratum, lists, persons| CaptureCell { stratum, lists, persons };
/// # let corrected = CaptureTable { cells: vec![cell(0, 0b01, 4), cell(0, 0b11, 2)] };
/// # let captures = corrected.clone();
/// # let draw = Draw { chain: 0, persons: 6, missed_joins: 0, recall: 1.0, kept_apart: 0.0, posterior_bits: 0.0, captures, corrected, unplaced_joins: 0 };
/// // Four persons on the first list alone, two on both, nobody in the second stratum:
/// let tables = figure::estimated::capture_tables(&draw, &["church".into(), "press".into()], 2)?;
/// assert_eq!((tables[0].as_ref().unwrap().documented(), tables[1].is_none()), (6, true));
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
///
/// # Errors
/// Where the lists are not 2 to 16.
pub fn capture_tables(
    draw: &Draw,
    lists: &[String],
    strata: usize,
) -> Result<Vec<Option<CaptureTable>>, ImpossibleTable> {
    Lists { names: lists.to_vec(), places: (0..lists.len()).collect() }.of_draw(draw, strata)
}
