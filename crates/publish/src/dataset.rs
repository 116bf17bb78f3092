//! The record as data for others: what one list says of one kind of record is a table, and every statement is a line.
//!
//! A table is written as CSV with its metadata (W3C, Metadata Vocabulary for Tabular Data, 2015), as JSON Lines and as
//! Parquet, each beside the mapping by which `willay import` reads it again. A table carries values, notes and languages;
//! [`statements`] alone carries everything, provenance with it.

use std::collections::{BTreeMap, BTreeSet};

use record::{LanguageTag, ListId, RecordId, Schema, Statement};

mod csvw;
pub mod ftm;
pub mod statements;
mod write;

/// What may part several values in a cell; the first that stands in none of them is taken.
const SEPARATORS: [&str; 5] = ["|", ";", "¦", "‖", "\u{1f}"];

/// The column with the names of the records.
const ID: &str = "id";

/// What the name of a column of notes ends in.
const NOTE: &str = ".note";

/// What one list says of the records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The list.
    pub list: ListId,
    /// The kind.
    pub kind: String,
    /// Its columns behind the one with the names.
    pub columns: Vec<Column>,
    /// Name of the record, and a cell for each column: a value, or several with the separator between them.
    pub rows: Vec<(String, Vec<String>)>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The property.
    pub property: String,
    /// Whether it holds the notes on the property's values.
    pub is_note: bool,
    /// What parts several values.
    pub separator: Option<String>,
    /// In which language the values are, where all are in one.
    pub language: Option<LanguageTag>,
}

/// What a table cannot carry. It is in the statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The record.
    pub record: RecordId,
    /// The property.
    pub property: String,
    /// Why.
    pub reason: &'static str,
}

/// Values of one property in one table, by record.
type Values<'a> = BTreeMap<&'a RecordId, Vec<&'a Statement>>;

/// Puts statements into tables, one for each list and kind, rows and columns in order of their names. Nothing is left
/// out without being told.
pub fn tables(schema: &Schema, statements: &[Statement]) -> (Vec<Table>, Vec<LeftOut>) {
    let mut said: BTreeMap<(&ListId, &str), BTreeMap<&str, Values<'_>>> = BTreeMap::new();
    for statement in statements {
        let table = said.entry((&statement.origin.list, statement.record.kind())).or_default();
        let values = table.entry(statement.property.as_str()).or_default();
        values.entry(&statement.record).or_default().push(statement);
    }
    let (mut tables, mut left_out) = (Vec::new(), Vec::new());
    for ((list, kind), properties) in said {
        let mut table = Table { list: list.clone(), kind: kind.to_owned(), columns: Vec::new(), rows: Vec::new() };
        let records: BTreeSet<&RecordId> = properties.values().flat_map(Values::keys).copied().collect();
        table.rows = records.iter().map(|record| (record.name().to_owned(), Vec::new())).collect();
        for (property, values) in &properties {
            add_columns(&mut table, schema, (property, values), (&records, &mut left_out));
        }
        tables.push(table);
    }
    (tables, left_out)
}

/// The column of a property, and that of its notes where it has any.
fn add_columns(
    table: &mut Table,
    schema: &Schema,
    (property, values): (&str, &Values<'_>),
    (records, left_out): (&BTreeSet<&RecordId>, &mut Vec<LeftOut>),
) {
    let shape = schema.property(&table.kind, property);
    let all = || values.values().flatten();
    let mut leave = |record: &RecordId, reason: &'static str| {
        left_out.push(LeftOut { record: record.clone(), property: property.to_owned(), reason });
    };
    let Some(shape) = shape else {
        values.keys().for_each(|record| leave(record, "the schema does not have this property"));
        return;
    };
    let texts: Vec<String> =
        all().flat_map(|said| [Some(said.value.written().into_owned()), said.note.clone()]).flatten().collect();
    let separator = SEPARATORS.into_iter().find(|bar| texts.iter().all(|text| !text.contains(bar)));
    let separator = separator.filter(|_| shape.repeatable);
    let languages: BTreeSet<Option<&LanguageTag>> = all().map(|said| said.language.as_ref()).collect();
    let language = if languages.len() == 1 { languages.into_iter().flatten().next().cloned() } else { None };
    let has_notes = shape.note && all().any(|said| said.note.is_some());
    for ((_, cells), record) in table.rows.iter_mut().zip(records) {
        let here = values.get(record).map_or(&[] as &[&Statement], Vec::as_slice);
        let fits = if separator.is_some() { here.len() } else { here.len().min(1) };
        let (here, others) = here.split_at(fits);
        others.iter().for_each(|_| leave(record, "a second value of a property that has one, or no separator is free"));
        let lost = |said: &&&Statement| said.language != language || (said.note.is_some() && !has_notes);
        here.iter().filter(lost).for_each(|_| leave(record, "its language or note differs from what the column has"));
        let join = |texts: Vec<String>| texts.join(separator.unwrap_or_default());
        cells.push(join(here.iter().map(|said| said.value.written().into_owned()).collect()));
        if has_notes {
            cells.push(join(here.iter().map(|said| said.note.clone().unwrap_or_default()).collect()));
        }
    }
    let column = |name: String, is_note: bool| Column {
        name,
        property: property.to_owned(),
        is_note,
        separator: separator.map(str::to_owned),
        language: language.clone(),
    };
    table.columns.push(column(property.to_owned(), false));
    if has_notes {
        table.columns.push(column(format!("{property}{NOTE}"), true));
    }
}

#[cfg(test)]
mod tests;
