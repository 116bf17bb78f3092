//! Small cells of one table by itself: hidden, with enough of their neighbours that nobody can subtract them back.
//!
//! For tables that stand beside an estimate, such as persons by the lists that hold them. Counted figures are protected all
//! together, by [`crate::disclosure`].

use std::collections::BTreeSet;

use disclose::{Cell, CellId, Protected, Rule, System, protect, rule::primary};

/// Hides small cells of a table whose total is known. Observed noughts stay.
///
/// ```
/// use figure::suppress::suppress;
/// // Junín is small; Pasco hides it from subtraction.
/// assert_eq!(suppress(&[40, 2, 5], 3), [Some(40), None, None]);
/// ```
pub fn suppress(cells: &[u64], threshold: u64) -> Vec<Option<u64>> {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let threshold = whole(threshold);
    let mut system = System::default();
    let total = system.add(Cell::kept("total", cells.iter().copied().map(whole).sum()));
    let cell = |count: &u64| match whole(*count) {
        0 => Cell::kept("cell", 0),
        persons => Cell::printed("cell", persons, (1, *count)),
    };
    let ids: Vec<CellId> = cells.iter().map(|count| system.add(cell(count))).collect();
    system.total(total, &ids);
    let is_small = |(_, count): &(&CellId, &u64)| primary(whole(**count), (threshold, false)) == Some(Rule::Threshold);
    let small: BTreeSet<CellId> = ids.iter().zip(cells).filter(is_small).map(|(id, _)| *id).collect();
    let protected: Vec<Protected> = small.iter().map(|id| Protected::small(*id, threshold)).collect();
    let hidden: BTreeSet<CellId> = match protect(&system, &small, &protected) {
        // Where the total itself is too small, no cell is shown.
        Ok(done) if done.unprotected.is_empty() => done.hidden,
        Ok(_) | Err(_) => ids.iter().copied().collect(),
    };
    ids.iter().zip(cells).map(|(id, count)| (!hidden.contains(id)).then_some(*count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_single_hidden_cell_can_be_subtracted_from_the_total() {
        for cells in [[1, 9, 9], [2, 2, 0], [1, 0, 4]] {
            let hidden = suppress(&cells, 3).iter().filter(|count| count.is_none()).count();
            assert!(hidden == 2, "{cells:?}");
        }
    }

    #[test]
    fn hidden_cells_that_are_too_few_together_take_another_with_them() {
        assert_eq!(suppress(&[1, 1, 7, 30], 3), [None, None, None, Some(30)]);
    }

    #[test]
    fn a_table_that_is_too_small_as_a_whole_is_hidden_whole() {
        assert_eq!(suppress(&[1, 1, 0], 3), [None, None, None]);
    }
}
