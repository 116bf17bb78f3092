//! Laws of complementary suppression, on tables that can be worked out by hand.

use super::*;
use crate::{Cell, Printed};

/// A table of counts with both margins: the system, its cells by row and column, margins last.
pub(crate) fn table(counts: &[&[i64]]) -> (System, Vec<Vec<CellId>>) {
    let mut system = System::default();
    let mut full: Vec<Vec<i64>> = counts.iter().map(|row| row.to_vec()).collect();
    for row in &mut full {
        row.push(row.iter().sum());
    }
    full.push((0..full[0].len()).map(|at| full.iter().map(|row| row[at]).sum()).collect());
    let name = |row: usize, column: usize| format!("{row}/{column}");
    let cells: Vec<Vec<CellId>> = full
        .iter()
        .enumerate()
        .map(|(row, counts)| {
            let cell = |(column, count): (usize, &i64)| match count {
                0 => system.add(Cell::kept(name(row, column), 0)),
                _ => system.add(Cell::printed(name(row, column), *count, (1, count.unsigned_abs()))),
            };
            counts.iter().enumerate().map(cell).collect()
        })
        .collect();
    let (rows, columns) = (cells.len() - 1, cells[0].len() - 1);
    for row in &cells {
        system.total(row[columns], &row[..columns]);
    }
    for (column, total) in cells[rows].iter().enumerate() {
        let parts: Vec<CellId> = cells[..rows].iter().map(|row| row[column]).collect();
        system.total(*total, &parts);
    }
    (system, cells)
}

fn small(cell: CellId) -> Protected {
    Protected::small(cell, 3)
}

#[test]
fn a_small_cell_of_a_table_needs_a_rectangle() {
    let (system, cells) = table(&[&[20, 2, 30], &[10, 15, 40], &[50, 60, 70]]);
    let wanted = cells[0][1];
    let done = protect(&system, &BTreeSet::from([wanted]), &[small(wanted)]).unwrap();
    // 2 is hidden with 20, 10 and 15: the cheapest three that close a rectangle with it.
    assert_eq!(done.hidden, BTreeSet::from([cells[0][0], cells[0][1], cells[1][0], cells[1][1]]));
    assert_eq!((done.parts, done.least_cost_parts), (1, 1));
    assert_eq!(done.unprotected, []);
}

#[test]
fn two_small_cells_that_are_too_few_together_are_not_protection_enough() {
    let (system, cells) = table(&[&[1, 1, 9, 30]]);
    let primary = BTreeSet::from([cells[0][0], cells[0][1]]);
    let done = protect(&system, &primary, &[small(cells[0][0]), small(cells[0][1])]).unwrap();
    assert!(done.hidden.len() > 2, "1 + 1 = 2 is below 3: {:?}", done.hidden);
}

#[test]
fn what_cannot_be_protected_is_handed_back() {
    let mut system = System::default();
    let total = system.add(Cell::kept("total", 10));
    let north = system.add(Cell::kept("north", 8));
    let south = system.add(Cell::printed("south", 2, (1, 2)));
    system.total(total, &[north, south]);
    let done = protect(&system, &BTreeSet::from([south]), &[small(south)]).unwrap();
    assert_eq!(done.unprotected, [small(south)]);
    assert_eq!(done.hidden, BTreeSet::from([south]), "hidden all the same");
}

#[test]
fn a_relation_that_does_not_hold_is_an_error() {
    let mut system = System::default();
    let total = system.add(Cell::kept("total", 10));
    let north = system.add(Cell::printed("north", 2, (1, 1)));
    system.total(total, &[north]);
    let error = protect(&system, &BTreeSet::new(), &[small(north)]).unwrap_err();
    assert_eq!(error.to_string(), "the counts contradict their relations: north");
}

#[test]
fn a_band_that_is_wide_enough_need_not_be_hidden() {
    let mut system = System::default();
    let total = system.add(Cell::printed("total", 11, (1, 1_000)));
    let cells: Vec<CellId> = [2, 9]
        .map(|count| {
            let (_, printed) = crate::Coarse::Bands(vec![5, 10]).print(count);
            system.add(Cell::printed("", count, (0, 10)).within(printed))
        })
        .to_vec();
    system.total(total, &cells);
    // 11 in all and 5 to 9 there leave 2 to 4 here: one person cannot be ruled in.
    let wanted = small(cells[0]);
    let done = protect(&system, &BTreeSet::new(), &[wanted]).unwrap();
    assert_eq!(done.hidden, BTreeSet::from([cells[1]]));
    assert_eq!(system.cell(cells[1]).printed, Some(Printed { least: 5, most: 9 }));
}
