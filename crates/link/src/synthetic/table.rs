//! Rows of persons who never lived as a table to be linked.

use std::collections::BTreeMap;

use super::{PERSON_COLUMNS, PersonRow};
use crate::table::{Table, TableBuilder, TableError};

/// The columns that are linked: neither id, list nor the original name.
const LINKED: std::ops::Range<usize> = 2..10;

/// The table of rows, list by list in order of name, and the row behind each of its records.
///
/// ```
/// use link::synthetic::{Population, person_table};
/// let rows: Vec<_> = Population::of_rows(100, 7).rows().collect();
/// let (table, behind) = person_table(&rows)?;
/// assert_eq!((table.rows(), behind.len()), (100, 100));
/// assert_eq!(table.id(0), behind[0].id);
/// # Ok::<(), link::table::TableError>(())
/// ```
///
/// # Errors
/// Where there are more lists or rows than a table holds.
pub fn person_table(rows: &[PersonRow]) -> Result<(Table, Vec<&PersonRow>), TableError> {
    let mut by_list: BTreeMap<&str, BTreeMap<&str, &PersonRow>> = BTreeMap::new();
    for row in rows {
        by_list.entry(&row.list).or_default().insert(&row.id, row);
    }
    let mut builder = TableBuilder::default();
    let columns = PERSON_COLUMNS[LINKED].iter().map(|column| (*column).to_owned()).collect::<Vec<_>>();
    for (list, rows) in &by_list {
        let places = builder.list(list, &columns)?;
        for row in rows.values() {
            builder.row(&row.id, places.iter().copied().zip(row.values()[LINKED].iter().copied()));
        }
    }
    let behind = by_list.values().flat_map(BTreeMap::values).copied().collect();
    Ok((builder.build()?, behind))
}
