//! What if one list had not been there, or two were one?
//!
//! The same population is estimated from fewer lists: an estimate that hangs on a single list is that list's, and two lists
//! that copied from each other are better read as one.
//!
//! Source: Hook & Regal 2000, *Am. J. Epidemiol.* 152:771-779 (estimates from fewer sources as a check from within).

use serde::Serialize;

use crate::CaptureTable;

/// An estimate from a changed table, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// What was changed: "without church", "church and state as one".
    pub change: String,
    /// Persons on at least one list of the changed table; nobody where there is no such table.
    pub documented: u64,
    /// The population in persons, or why there is none.
    pub population_persons: Result<f64, String>,
}

/// Estimates without each list in turn: `[list]`.
///
/// ```
/// use estimate::{CaptureTable, chao::lower_bound, honesty::leave_one_list_out};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 30)))?;
/// let variants = leave_one_list_out(&table, |table| lower_bound(table).map(|found| found.population_persons));
/// // Without list 1: 60 on each pattern that is left, so 180 + 120 * 120 / (2 * 60).
/// assert_eq!((variants[0].change.as_str(), variants[0].population_persons.clone()), ("without list 1", Ok(300.0)));
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
pub fn leave_one_list_out<E: ToString>(
    table: &CaptureTable,
    mut estimate: impl FnMut(&CaptureTable) -> Result<f64, E>,
) -> Vec<Variant> {
    let names = table.names().iter().enumerate();
    names.map(|(list, name)| variant(format!("without {name}"), table.without_list(list), &mut estimate)).collect()
}

/// Estimates with each two lists read as one, lower list first.
///
/// ```
/// use estimate::{CaptureTable, chao::lower_bound, honesty::merge_two_lists};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 30)))?;
/// let variants = merge_two_lists(&table, |table| lower_bound(table).map(|found| found.population_persons));
/// assert_eq!((variants.len(), variants[2].change.as_str()), (3, "list 2 and list 3 as one"));
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
pub fn merge_two_lists<E: ToString>(
    table: &CaptureTable,
    mut estimate: impl FnMut(&CaptureTable) -> Result<f64, E>,
) -> Vec<Variant> {
    let names = table.names();
    let pairs = (0..table.lists()).flat_map(|first| (first + 1..table.lists()).map(move |second| (first, second)));
    let change = |(first, second): (usize, usize)| format!("{} and {} as one", names[first], names[second]);
    pairs.map(|pair| variant(change(pair), table.merge_lists(pair.0, pair.1), &mut estimate)).collect()
}

fn variant<E: ToString>(
    change: String,
    table: Result<CaptureTable, crate::ImpossibleTable>,
    estimate: &mut impl FnMut(&CaptureTable) -> Result<f64, E>,
) -> Variant {
    match table {
        Ok(table) => Variant {
            change,
            documented: table.documented(),
            population_persons: estimate(&table).map_err(|why| why.to_string()),
        },
        Err(why) => Variant { change, documented: 0, population_persons: Err(why.to_string()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chao::lower_bound;

    #[test]
    fn what_cannot_be_estimated_stays_with_its_reason() {
        let table = CaptureTable::new(2, [(1, 9), (3, 4)]).unwrap();
        let variants = leave_one_list_out(&table, |table| lower_bound(table).map(|found| found.population_persons));
        assert!(variants.iter().all(|variant| variant.population_persons.is_err()), "{variants:?}");
        let merged = merge_two_lists(&table, |table| lower_bound(table).map(|found| found.population_persons));
        assert_eq!(merged[0].population_persons, Err("1 list; 2 to 16 can be used".to_owned()));
    }
}
