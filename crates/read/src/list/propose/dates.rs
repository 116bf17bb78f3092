//! How the dates of a column are written, seen from its cells.

use std::collections::BTreeSet;

use record::Edtf;

use super::{quoted, sample::some};
use crate::list::cells::reformat_date;

/// How dates are written, the least ambiguous first.
const FORMATS: &[&str] = &[
    "yyyy-mm-dd",
    "yyyy/mm/dd",
    "yyyy.mm.dd",
    "dd/mm/yyyy",
    "dd-mm-yyyy",
    "dd.mm.yyyy",
    "mm/dd/yyyy",
    "mm-dd-yyyy",
    "mm/yyyy",
    "mm-yyyy",
    "mm.yyyy",
    "yyyy/mm",
];

/// What a column of dates asks for: its formats as a key of the mapping, and what a person must look at.
pub(super) fn date_keys(cells: &BTreeSet<&str>) -> (Option<String>, Vec<String>) {
    let mut open: Vec<&str> = cells.iter().copied().filter(|cell| cell.parse::<Edtf>().is_err()).collect();
    let (mut formats, mut remarks): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some(format) = most(&open, &formats) {
        let (read, rest): (Vec<&str>, Vec<&str>) = open.iter().partition(|cell| is_like(cell, format));
        let unreal: Vec<&str> = read.iter().copied().filter(|cell| !is_date(cell, format)).collect();
        if !unreal.is_empty() {
            remarks.push(format!("no day of the calendar: {}", some(unreal.into_iter())));
        }
        let fits_too = |other: &&&str| clashes(other, format) && read.iter().all(|cell| is_date(cell, other));
        if let Some(other) = FORMATS.iter().find(fits_too) {
            remarks.push(format!("the dates would also fit {other}: ask who made the list"));
        }
        formats.push(format);
        open = rest;
    }
    if !open.is_empty() {
        remarks.push(format!("some cells are no dates in any usual form: {}", some(open.into_iter())));
    }
    formats.sort_by_key(|format| FORMATS.iter().position(|known| known == format));
    let key = match formats.as_slice() {
        [] => None,
        [only] => Some(format!("format = {}", quoted(only))),
        several => {
            Some(format!("format = [{}]", several.iter().map(|format| quoted(format)).collect::<Vec<_>>().join(", ")))
        }
    };
    (key, remarks)
}

/// The format that most of the cells have, the first of several; none that contradicts one already chosen.
fn most(cells: &[&str], chosen: &[&str]) -> Option<&'static str> {
    let read = |format: &str| {
        let real = cells.iter().filter(|cell| is_date(cell, format)).count();
        (real, cells.iter().filter(|cell| is_like(cell, format)).count())
    };
    let free = FORMATS.iter().filter(|format| !chosen.iter().any(|other| clashes(format, other)));
    // `max_by_key` gives the last of several, so they are looked at from the end.
    let best = free.rev().map(|format| (read(format), *format)).max_by_key(|(read, _)| *read);
    best.filter(|((_, like), _)| *like > 0).map(|(_, format)| format)
}

/// Whether two formats read the same cells in different ways: day and month exchanged.
fn clashes(one: &str, other: &str) -> bool {
    let mark = |format: &str| format.chars().find(|letter| !letter.is_ascii_alphabetic());
    one != other
        && one.len() == other.len()
        && mark(one) == mark(other)
        && one.ends_with("yyyy") == other.ends_with("yyyy")
}

fn is_like(cell: &str, format: &str) -> bool {
    reformat_date(cell, format).is_some()
}

fn is_date(cell: &str, format: &str) -> bool {
    reformat_date(cell, format).is_some_and(|date| date.parse::<Edtf>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(cells: &[&str]) -> (Option<String>, String) {
        let (key, remarks) = date_keys(&cells.iter().copied().collect());
        (key, remarks.join("; "))
    }

    #[test]
    fn the_cells_say_how_dates_are_written() {
        let (key, remarks) = keys(&["2020", "31/02/1980", "12/1985"]);
        assert_eq!(key.as_deref(), Some("format = [\"dd/mm/yyyy\", \"mm/yyyy\"]"));
        assert_eq!(remarks, "no day of the calendar: 31/02/1980");
        assert_eq!(keys(&["2020", "1985-03"]), (None, String::new()), "these are read as they stand");
        assert_eq!(keys(&["12/25/1980", "1/2/1981"]).0.as_deref(), Some("format = \"mm/dd/yyyy\""));
    }

    #[test]
    fn day_and_month_that_may_be_exchanged_are_asked_for() {
        let (key, remarks) = keys(&["01/02/1985"]);
        assert_eq!(key.as_deref(), Some("format = \"dd/mm/yyyy\""));
        assert!(remarks.contains("mm/dd/yyyy: ask"), "{remarks}");
        let (_, remarks) = keys(&["30/11/1985", "12/25/1980", "31/12/1981"]);
        assert!(remarks.contains("12/25/1980"), "a column is not written both ways: {remarks}");
    }

    #[test]
    fn what_is_no_date_is_shown() {
        assert_eq!(keys(&["ayer"]), (None, "some cells are no dates in any usual form: ayer".to_owned()));
    }
}
