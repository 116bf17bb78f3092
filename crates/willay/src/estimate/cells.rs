//! Small cells: which counts are never printed, so that nobody is recognised by standing almost alone.
//!
//! A cell of fewer persons than the least is hidden. Hidden cells could be worked out again from sums, so that further
//! cells are hidden until at least two are and they hold twice the least together, and list sizes and overlaps are
//! rounded to the least where anything is hidden.

use std::collections::BTreeSet;

use ::estimate::CaptureTable;

use super::language::in_english;

/// Which cells of a table are shown.
pub(crate) struct Cells<'a> {
    table: &'a CaptureTable,
    least: u64,
    hidden: BTreeSet<u32>,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(table: &'a CaptureTable, least: u64) -> Self {
        let mut by_size: Vec<(u64, u32)> = table.patterns().map(|(pattern, persons)| (persons, pattern)).collect();
        by_size.sort_unstable();
        let mut hidden = BTreeSet::new();
        let mut persons_hidden = 0;
        for (persons, pattern) in by_size {
            let is_safe = hidden.is_empty() || (hidden.len() >= 2 && persons_hidden >= 2 * least);
            if persons >= least && is_safe {
                break;
            }
            hidden.insert(pattern);
            persons_hidden += persons;
        }
        Self { table, least, hidden }
    }

    /// `None` where the cell is hidden.
    pub(crate) fn persons(&self, pattern: u32) -> Option<u64> {
        (!self.hidden.contains(&pattern)).then(|| self.table.with_pattern(pattern))
    }

    /// A sum of cells, rounded where anything is hidden.
    pub(crate) fn sum(&self, persons: u64) -> u64 {
        if self.hides_any() { (persons + self.least / 2) / self.least * self.least } else { persons }
    }

    pub(crate) fn hides_any(&self) -> bool {
        !self.hidden.is_empty()
    }

    pub(crate) fn hidden(&self) -> usize {
        self.hidden.len()
    }

    pub(crate) fn least(&self) -> u64 {
        self.least
    }
}

/// A count of persons, or that it is too small to be printed.
pub(crate) fn shown(persons: u64, least: u64) -> String {
    if (1..least).contains(&persons) { format!("under {least}") } else { in_english(persons as f64) }
}

/// A refusal that tells how few persons lists share, without the number where that is small.
pub(crate) fn without_small(why: &str, least: u64) -> String {
    let tells_persons = why.starts_with("the lists share ") || why.contains(" persons are on more than one list");
    let mut is_first = tells_persons;
    let words = why.split(' ').map(|word| match word.parse::<u64>() {
        Ok(persons) if is_first => {
            is_first = false;
            shown(persons, least)
        }
        Ok(_) | Err(_) => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_cell_cannot_be_worked_out_from_the_others() {
        let table = CaptureTable::new(3, [(1, 40), (2, 30), (4, 20), (3, 12), (5, 2)]).unwrap();
        let cells = Cells::new(&table, 5);
        assert_eq!((cells.persons(5), cells.persons(3), cells.persons(4)), (None, None, Some(20)));
        assert_eq!(cells.sum(54), 55);
    }

    #[test]
    fn a_table_without_small_cells_is_shown_as_it_is() {
        let table = CaptureTable::new(2, [(1, 40), (2, 30), (3, 12)]).unwrap();
        let cells = Cells::new(&table, 5);
        assert!(!cells.hides_any() && cells.sum(52) == 52);
        assert!(!Cells::new(&table, 0).hides_any());
    }

    #[test]
    fn a_refusal_tells_no_small_count() {
        let why = "the lists share 3 persons; at least 7 are needed";
        assert_eq!(without_small(why, 5), "the lists share under 5 persons; at least 7 are needed");
        assert_eq!(without_small(why, 1), why);
        let of_lists = "2 lists hold anybody; the latent class model needs 3";
        assert_eq!(without_small(of_lists, 5), of_lists);
    }
}
