//! Which lists of a stratum can be used, and who falls out with the others?
//!
//! A list is used where it holds at least a stated number of persons; persons who are on other lists only are left out of
//! the stratum's table, and the result says how many.

use serde::Serialize;

use crate::CaptureTable;

/// A list that holds too few persons of a stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOutList {
    /// Its place in the table, from 0.
    pub list: usize,
    /// Persons on it.
    pub persons: u64,
}

/// A stratum's table with its usable lists only.
#[derive(Debug, Clone, PartialEq)]
pub struct UsableLists {
    /// The table over the used lists; none where fewer than two can be used.
    pub table: Option<CaptureTable>,
    /// Places of the used lists in the full table.
    pub used: Vec<usize>,
    /// The others.
    pub left_out: Vec<LeftOutList>,
    /// Persons who are on left-out lists only.
    pub persons_left_out: u64,
}

/// Keeps the lists that hold at least `persons_min` persons.
///
/// ```
/// use estimate::{CaptureTable, pool::usable_lists};
/// let table = CaptureTable::new(3, [(0b001, 8), (0b010, 6), (0b011, 4), (0b100, 1)])?;
/// let usable = usable_lists(&table, 2);
/// assert_eq!((usable.used, usable.persons_left_out), (vec![0, 1], 1)); // the third list held one person
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
pub fn usable_lists(table: &CaptureTable, persons_min: u64) -> UsableLists {
    let enough = |list: &usize| table.on_list(*list) >= persons_min.max(1);
    let (used, others): (Vec<usize>, Vec<usize>) = (0..table.lists()).partition(enough);
    let kept =
        |pattern: u32| used.iter().enumerate().fold(0, |kept, (place, list)| kept | (pattern >> list & 1) << place);
    let cells: Vec<(u32, u64)> = table.patterns().map(|(pattern, persons)| (kept(pattern), persons)).collect();
    let persons_left_out = cells.iter().filter(|(pattern, _)| *pattern == 0).map(|(_, persons)| persons).sum();
    let inside = cells.into_iter().filter(|(pattern, _)| *pattern != 0);
    UsableLists {
        table: CaptureTable::new(used.len(), inside).ok(),
        left_out: others.into_iter().map(|list| LeftOutList { list, persons: table.on_list(list) }).collect(),
        used,
        persons_left_out,
    }
}
