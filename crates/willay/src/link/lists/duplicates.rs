//! Which rows share an id, or have none? Asked only where a file is refused for it.

use std::collections::{BTreeMap, btree_map::Entry};

use link::table::TableError as EngineError;
use read::{RowSink, Stop};

use super::read_file;
use record::counted;

use crate::{
    arguments,
    failure::{Cause, Failure},
};

/// Rows that are named.
const SHOWN: usize = 5;

/// Finds rows whose id stands in an earlier row of the list, and rows without an id.
struct Finder<'a> {
    id: &'a str,
    list: Option<&'a str>,
    places: (usize, Option<usize>),
    first: BTreeMap<(String, String), u64>,
    /// `(row, earlier row, id)`.
    repeated: Vec<(u64, u64, String)>,
    without: Vec<u64>,
}

impl RowSink for Finder<'_> {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        let place = |column: &str| names.iter().position(|name| name == column);
        self.places = (place(self.id).unwrap_or(0), self.list.and_then(place));
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        let id = cells[self.places.0].trim();
        if id.is_empty() {
            self.without.push(number);
            return Ok(());
        }
        let list = self.places.1.map_or("", |place| cells[place].trim());
        match self.first.entry((list.to_owned(), id.to_owned())) {
            Entry::Occupied(first) => self.repeated.push((number, *first.get(), id.to_owned())),
            Entry::Vacant(place) => {
                place.insert(number);
            }
        }
        Ok(())
    }
}

/// The refusal of a file whose ids are no ids.
pub(super) fn refusal(options: &arguments::Link, file: usize, error: &EngineError) -> Failure {
    let path = &options.files[file];
    let Some(id) = &options.reading.id else {
        return Failure::new(Cause::Internal, format!("{}: {error}", path.display()), "");
    };
    let list = options.reading.list.as_deref();
    let mut finder =
        Finder { id, list, places: (0, None), first: BTreeMap::new(), repeated: Vec::new(), without: Vec::new() };
    let read = read_file(path, options.reading.encoding.as_deref(), &mut finder);
    let mut messages = Vec::new();
    if read.is_ok() && !finder.repeated.is_empty() {
        let named = finder.repeated.iter().take(SHOWN);
        let named: Vec<String> =
            named.map(|(row, first, id)| format!("row {row} repeats the id '{id}' of row {first}")).collect();
        messages.push(format!("{}: {}{}", path.display(), named.join("; "), more(finder.repeated.len())));
    }
    if read.is_ok() && !finder.without.is_empty() {
        let named: Vec<String> = finder.without.iter().take(SHOWN).map(|row| format!("row {row}")).collect();
        messages.push(format!("{}: no id in {}{}", path.display(), named.join(", "), more(finder.without.len())));
    }
    if messages.is_empty() {
        messages.push(format!("{}: {error}", path.display()));
    }
    let mend = format!("give every row an id of its own in column '{id}', or name another column with --id");
    Failure::several(messages, mend)
}

fn more(found: usize) -> String {
    if found > SHOWN { format!("; and {} more", counted(found - SHOWN, ["row", "rows"])) } else { String::new() }
}
