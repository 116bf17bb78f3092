//! Which fields of a person does a table hold, and in which columns?
//!
//! Looks at some thousand rows spread over all lists; only completeness and numbers of values are counted over all rows.
//! Evidence that stands in two columns is told apart, because a model that believes columns to be independent would count it
//! twice (Fellegi & Sunter 1969, *J. Amer. Statist. Assoc.* 64:1183-1210, assumption on page 1189).

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::{
    ColumnKind, dated, dependence, derived,
    groups::{self, Field},
    sample::{Sample, SeenColumn},
    share,
};
use crate::table::{MISSING, Table};

/// A field of a person, in one column or several.
#[derive(Debug, Clone, PartialEq)]
pub struct RecognisedField {
    /// The column's name, or that of the group.
    pub name: String,
    /// Its columns: year, month, day; latitude, longitude; components of a name in their order.
    pub columns: Vec<String>,
    /// What they hold.
    pub kind: ColumnKind,
    /// 0 to 1: how sure header and values are together. No probability.
    pub confidence: f64,
    /// Names of the fields that say the same; where it is not empty, this field is no evidence of its own.
    pub derived_from: Vec<String>,
    /// Share of the rows in which a derived field has words that the others have not.
    pub extra_share: f64,
    /// Of a place: the field with the next wider place.
    pub parent: Option<String>,
    /// Share of all rows that say something.
    pub completeness: f64,
    /// Different values in all rows.
    pub distinct: usize,
    /// Why, for the person who checks it.
    pub reason: String,
}

/// The fields of a table, in the order of their first columns. Every column is in exactly one.
///
/// ```
/// let mut builder = link::table::TableBuilder::default();
/// let headers = ["nombres", "apellido_paterno", "by", "bm", "bd"].map(str::to_owned);
/// let places = builder.list("a", &headers)?;
/// let rows = [["Ana", "Quispe", "1967", "9", "27"], ["Luz", "Rojas", "1970", "1", "3"]];
/// for (id, row) in rows.iter().enumerate() {
///     builder.row(&id.to_string(), places.iter().copied().zip(*row));
/// }
/// let fields = link::columns::recognise(&builder.build()?);
/// assert_eq!(fields.len(), 3); // given name, surname, birth date
/// assert_eq!(fields[2].columns, ["by", "bm", "bd"]);
/// assert_eq!(fields[2].kind, link::columns::ColumnKind::BirthDate);
/// # Ok::<(), link::table::TableError>(())
/// ```
pub fn recognise(table: &Table) -> Vec<RecognisedField> {
    if table.rows() == 0 {
        return table.columns.iter().map(|column| empty(&column.name)).collect();
    }
    let sample = Sample::of(table);
    let seen: Vec<SeenColumn> = (0..table.columns.len()).map(|column| sample.see(column)).collect();
    let mut fields = groups::fields(&sample, &seen);
    dated::mark(&sample, &mut fields);
    derived::mark(&sample, &mut fields);
    dependence::mark_copies(&sample, &mut fields);
    dependence::mark_places(&sample, &mut fields);
    dependence::mark_codes(&sample, &mut fields);
    fields.iter().map(|field| recognised(table, &seen, &fields, field)).collect()
}

fn empty(name: &str) -> RecognisedField {
    RecognisedField {
        name: name.to_owned(),
        columns: vec![name.to_owned()],
        kind: ColumnKind::Empty,
        confidence: 1.0,
        derived_from: Vec::new(),
        extra_share: 0.0,
        parent: None,
        completeness: 0.0,
        distinct: 0,
        reason: "no row says anything".to_owned(),
    }
}

fn recognised(table: &Table, seen: &[SeenColumn], fields: &[Field], field: &Field) -> RecognisedField {
    let (filled, distinct) = match field.columns[..] {
        [column] => (seen[column].filled, seen[column].distinct),
        _ => counts(table, &field.columns),
    };
    RecognisedField {
        name: field.name.clone(),
        columns: field.columns.iter().map(|column| table.columns[*column].name.clone()).collect(),
        kind: field.kind,
        confidence: field.confidence,
        derived_from: field.derived_from.iter().map(|from| fields[*from].name.clone()).collect(),
        extra_share: field.extra_share,
        parent: field.parent.map(|parent| fields[parent].name.clone()),
        completeness: share(filled, table.rows()),
        distinct,
        reason: field.reason.clone(),
    }
}

/// Rows with any of the columns, and different combinations in them.
fn counts(table: &Table, columns: &[usize]) -> (usize, usize) {
    let mut combinations = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let cells = || columns.iter().map(|column| table.columns[*column].cells[row]);
        if cells().any(|number| number != MISSING) {
            let mut hasher = FxHasher::default();
            cells().for_each(|number| number.hash(&mut hasher));
            combinations.push(hasher.finish());
        }
    }
    let filled = combinations.len();
    combinations.sort_unstable();
    combinations.dedup();
    (filled, combinations.len())
}

#[cfg(test)]
mod tests;
