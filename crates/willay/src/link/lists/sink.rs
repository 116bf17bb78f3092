//! Rows of one file into the table: the id, the list, and the values that say something of a person.

use std::collections::BTreeMap;

use link::table::TableBuilder;
use read::{RowSink, Stop};

use super::{ID_NAMES, stopped};
use crate::{
    arguments,
    failure::{Cause, Failure},
};

/// So many rows between two looks at Ctrl-C.
const ROWS_BETWEEN_LOOKS: u64 = 1 << 15;

/// The list of rows that name none.
const NO_LIST: &str = "(none)";

/// Where the ids of a file come from.
pub(super) enum Ids {
    /// A column.
    Column {
        /// Its place.
        place: usize,
        /// Its name.
        name: String,
    },
    /// The rows' places, counted from 1.
    RowNumbers,
}

/// Takes the rows of one file.
pub(super) struct Loader<'a> {
    builder: &'a mut TableBuilder,
    options: &'a arguments::Link,
    /// The list, where the file is one.
    name: &'a str,
    /// Columns that are no ids.
    excluded: Vec<String>,
    watch: &'a dyn Fn() -> bool,
    pub(super) ids: Ids,
    /// The column that names the list, where there is one, and the lists seen in it.
    list: Option<usize>,
    lists: BTreeMap<String, u16>,
    columns: Vec<String>,
    /// `(place in the file, place in the table)` of the columns with values.
    values: Vec<(usize, usize)>,
    rows: u64,
    number: String,
    /// Why the file cannot be used, where the sink knows it better than the reader.
    pub(super) refusal: Option<Failure>,
}

impl<'a> Loader<'a> {
    pub(super) fn new(
        builder: &'a mut TableBuilder,
        options: &'a arguments::Link,
        (name, excluded, watch): (&'a str, Vec<String>, &'a dyn Fn() -> bool),
    ) -> Self {
        Self {
            builder,
            options,
            name,
            excluded,
            watch,
            ids: Ids::RowNumbers,
            list: None,
            lists: BTreeMap::new(),
            columns: Vec::new(),
            values: Vec::new(),
            rows: 0,
            number: String::new(),
            refusal: None,
        }
    }

    fn stop(&mut self, failure: Failure) -> Stop {
        self.refusal = Some(failure);
        stopped()
    }

    fn named(&self, names: &[String], (option, column): (&str, &str)) -> Result<usize, Failure> {
        names.iter().position(|name| name == column).ok_or_else(|| {
            let known = names.iter().take(50).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
            let message = format!("list '{}' has no column '{column}'; it has {known}", self.name);
            Failure::new(Cause::Material, message, format!("name one of these with {option}"))
        })
    }

    /// Where the ids are: the column asked for, else the best of those that look like one.
    fn find_ids(&self, names: &[String]) -> Result<Ids, Failure> {
        if let Some(column) = &self.options.reading.id {
            let place = self.named(names, ("--id", column))?;
            return Ok(Ids::Column { place, name: column.clone() });
        }
        let candidates = ID_NAMES.iter().flat_map(|known| {
            let of_name = names.iter().enumerate().filter(move |(_, name)| name.eq_ignore_ascii_case(known));
            let (exact, other): (Vec<_>, Vec<_>) = of_name.partition(|(_, name)| name == known);
            exact.into_iter().chain(other)
        });
        let found = candidates.into_iter().find(|(_, name)| !self.excluded.contains(name));
        Ok(found.map_or(Ids::RowNumbers, |(place, name)| Ids::Column { place, name: name.clone() }))
    }

    /// The number of the list that a row names.
    fn list_of(&mut self, name: &str) -> Result<u16, Stop> {
        if let Some(number) = self.lists.get(name) {
            return Ok(*number);
        }
        let refuse = |error: link::table::TableError| {
            Failure::new(Cause::Material, error.to_string(), "name another column with --list")
        };
        let number = u16::try_from(self.lists.len()).unwrap_or(u16::MAX);
        if let Err(error) = self.builder.list(name, &self.columns) {
            return Err(self.stop(refuse(error)));
        }
        self.lists.insert(name.to_owned(), number);
        Ok(number)
    }
}

impl RowSink for Loader<'_> {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        self.ids = self.find_ids(names).map_err(|failure| self.stop(failure))?;
        if let Some(column) = self.options.reading.list.clone() {
            self.list = Some(self.named(names, ("--list", &column)).map_err(|failure| self.stop(failure))?);
        }
        let id = match &self.ids {
            Ids::Column { place, .. } => Some(*place),
            Ids::RowNumbers => None,
        };
        let places: Vec<usize> =
            (0..names.len()).filter(|place| Some(*place) != id && Some(*place) != self.list).collect();
        self.columns = places.iter().map(|place| names[*place].clone()).collect();
        if self.list.is_some() {
            // The lists begin as their first rows come; their columns are all the same.
            self.values = places.into_iter().zip(0..).collect();
            return Ok(());
        }
        match self.builder.list(self.name, &self.columns) {
            Ok(in_table) => {
                self.values = places.into_iter().zip(in_table).collect();
                Ok(())
            }
            Err(error) => Err(self.stop(Failure::new(Cause::Material, error.to_string(), "link fewer lists at once"))),
        }
    }

    fn row(&mut self, _: u64, cells: &[&str]) -> Result<(), Stop> {
        self.rows += 1;
        if self.rows.is_multiple_of(ROWS_BETWEEN_LOOKS) && !(self.watch)() {
            return Err(self.stop(Failure::stopped()));
        }
        let list = match self.list {
            Some(place) if cells[place].trim().is_empty() => Some(self.list_of(NO_LIST)?),
            Some(place) => Some(self.list_of(cells[place].trim())?),
            None => None,
        };
        let id = match &self.ids {
            Ids::Column { place, .. } => cells[*place].trim(),
            Ids::RowNumbers => {
                self.number = self.rows.to_string();
                &self.number
            }
        };
        let values = self.values.iter().map(|(cell, column)| (*column, cells[*cell]));
        match list {
            Some(list) => self.builder.row_in(list, (id, values)),
            None => self.builder.row(id, values),
        }
        Ok(())
    }
}
