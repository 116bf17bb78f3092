//! What a figure counts: its SQL run over the snapshot, so that the records stay known behind the number.

use std::collections::{BTreeMap, BTreeSet};

use record::RecordId;
use rusqlite::{Connection, types::ValueRef};

/// A query that works longer than so many thousand steps is stopped.
const MAX_STEPS: u32 = 200_000;

/// The label of what only statements say that are not public.
pub const NOT_PUBLIC: &str = "(not public)";

/// What a query returned. Nothing is hidden here: `disclosure` decides on all figures together.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// The columns to break down by, in the order of the query.
    pub columns: Vec<String>,
    /// What was counted, in order of id.
    pub members: Vec<CountedMember>,
}

/// One record that a query returned.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedMember {
    /// The record.
    pub record: RecordId,
    /// How many it stands for.
    pub weight: f64,
    /// Its label in each column.
    pub labels: Vec<String>,
}

/// Why a query gives no members.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// SQL that the database does not understand or does not finish.
    #[error("the SQL does not run: {0}")]
    Sql(String),
    /// Not a query.
    #[error("the SQL must be one SELECT: it may read the snapshot and nothing else")]
    NotAQuery,
    /// A column that must be there and is not.
    #[error("the SQL returns no column '{wanted}'; it returns {found}")]
    NoColumn {
        /// Which.
        wanted: &'static str,
        /// What it returns.
        found: String,
    },
    /// An id that is none. What stands there may be confidential, so that its row is named and not its text.
    #[error("row {0} of what the SQL returns has no record as id")]
    NotARecord(usize),
    /// A record twice.
    #[error("row {0} of what the SQL returns is a record of an earlier row: each record may stand there once")]
    Twice(usize),
    /// A weight that is none.
    #[error("row {0} of what the SQL returns has a weight that is no number")]
    NotAWeight(usize),
}

/// Runs a query of members. Labels that are closed texts are published as [`NOT_PUBLIC`], in one cell.
///
/// # Errors
/// Where the query cannot be run or does not return records.
pub fn count(snapshot: &mut Connection, sql: &str, closed: &BTreeSet<String>) -> Result<Counted, CountError> {
    let (mut statement, columns) = open(snapshot, sql)?;
    let id = place(&columns, "id")?;
    let weight = columns.iter().position(|column| column == "weight");
    let by: Vec<usize> = (0..columns.len()).filter(|at| *at != id && Some(*at) != weight).collect();
    let mut members: BTreeMap<RecordId, (f64, Vec<String>)> = BTreeMap::new();
    let mut row_number = 0;
    let mut rows = statement.query([]).map_err(refuse)?;
    while let Some(row) = rows.next().map_err(|error| stopped(&error))? {
        let text = |at: usize| row.get_ref(at).map(show).unwrap_or_default();
        row_number += 1;
        let record = record(&text(id), row_number)?;
        let weight = match weight {
            Some(at) => text(at).parse().map_err(|_| CountError::NotAWeight(row_number))?,
            None => 1.0,
        };
        let label =
            |at: &usize| Some(text(*at)).filter(|text| !closed.contains(text)).unwrap_or_else(|| NOT_PUBLIC.to_owned());
        if members.insert(record, (weight, by.iter().map(label).collect())).is_some() {
            return Err(CountError::Twice(row_number));
        }
    }
    let columns = by.into_iter().map(|at| columns[at].clone()).collect();
    let member = |(record, (weight, labels))| CountedMember { record, weight, labels };
    Ok(Counted { columns, members: members.into_iter().map(member).collect() })
}

/// Runs a query that gives records a label each: `id` and `stratum`.
///
/// # Errors
/// Where the query cannot be run or does not return records with labels.
pub fn labels(snapshot: &mut Connection, sql: &str) -> Result<BTreeMap<RecordId, String>, CountError> {
    let (mut statement, columns) = open(snapshot, sql)?;
    let (id, label) = (place(&columns, "id")?, place(&columns, "stratum")?);
    let mut labels: BTreeMap<RecordId, String> = BTreeMap::new();
    let mut row_number = 0;
    let mut rows = statement.query([]).map_err(refuse)?;
    while let Some(row) = rows.next().map_err(|error| stopped(&error))? {
        let text = |at: usize| row.get_ref(at).map(show).unwrap_or_default();
        row_number += 1;
        let record = record(&text(id), row_number)?;
        if labels.insert(record, text(label)).is_some() {
            return Err(CountError::Twice(row_number));
        }
    }
    Ok(labels)
}

/// One SELECT that may not run for ever, and its columns.
fn open<'c>(snapshot: &'c mut Connection, sql: &str) -> Result<(rusqlite::Statement<'c>, Vec<String>), CountError> {
    let mut steps = 0_u32;
    let is_too_long = move || {
        steps += 1;
        steps > MAX_STEPS
    };
    snapshot.progress_handler(1_000, Some(is_too_long)).map_err(refuse)?;
    let statement = snapshot.prepare(sql).map_err(refuse)?;
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(CountError::NotAQuery);
    }
    let columns = statement.column_names().map(str::to_owned).collect();
    Ok((statement, columns))
}

fn refuse(error: rusqlite::Error) -> CountError {
    CountError::Sql(error.to_string())
}

fn place(columns: &[String], wanted: &'static str) -> Result<usize, CountError> {
    let found = || CountError::NoColumn { wanted, found: columns.join(", ") };
    columns.iter().position(|column| column == wanted).ok_or_else(found)
}

/// What a query met when it ran: the database may repeat a value in its words, so that only the kind of it is said.
fn stopped(error: &rusqlite::Error) -> CountError {
    let kind = error.sqlite_error_code().map_or_else(String::new, |code| format!(" ({code:?})"));
    CountError::Sql(format!("it stops at a row, or takes too long{kind}"))
}

fn record(text: &str, row: usize) -> Result<RecordId, CountError> {
    text.parse().map_err(|_| CountError::NotARecord(row))
}

fn show(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE accused (id TEXT, status TEXT);
                 INSERT INTO accused VALUES ('accused/a', 'judged'), ('accused/b', 'judged'), ('accused/c', 'absconded');
                 PRAGMA query_only = ON;",
            )
            .unwrap();
        connection
    }

    fn labels_of(found: &Counted) -> Vec<&str> {
        found.members.iter().map(|member| member.labels[0].as_str()).collect()
    }

    #[test]
    fn keeps_the_records_behind_the_number() {
        let found = count(&mut snapshot(), "SELECT id, status FROM accused", &BTreeSet::new()).unwrap();
        assert_eq!(found.columns, ["status"]);
        assert_eq!(labels_of(&found), ["judged", "judged", "absconded"]);
    }

    #[test]
    fn a_closed_text_is_no_label_and_no_error_repeats_one() {
        let closed = BTreeSet::from(["absconded".to_owned()]);
        let found = count(&mut snapshot(), "SELECT id, status FROM accused", &closed).unwrap();
        assert_eq!(labels_of(&found), ["judged", "judged", NOT_PUBLIC]);
        for sql in [
            "SELECT status AS id FROM accused",
            "SELECT id, status AS weight FROM accused",
            "SELECT id, json_extract('{}', status) AS weight FROM accused",
        ] {
            let error = count(&mut snapshot(), sql, &closed).unwrap_err().to_string();
            assert!(!error.contains("judged") && !error.contains("absconded"), "{error}");
        }
    }

    #[test]
    fn refuses_what_is_no_query_of_members() {
        let fails = |sql: &str| count(&mut snapshot(), sql, &BTreeSet::new()).unwrap_err();
        assert!(matches!(fails("SELECT status FROM accused"), CountError::NoColumn { wanted: "id", .. }));
        assert!(matches!(fails("DELETE FROM accused"), CountError::NotAQuery));
        assert!(matches!(fails("SELECT nothing"), CountError::Sql(_)));
        assert!(matches!(fails("SELECT status AS id FROM accused"), CountError::NotARecord(_)));
        assert!(matches!(fails("SELECT a.id FROM accused a, accused b"), CountError::Twice(_)));
        let endless =
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 'a/' || max(x) AS id FROM n";
        assert!(matches!(fails(endless), CountError::Sql(_)));
    }
}
