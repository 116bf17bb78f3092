//! The record as tables: a SQLite database of resolved records, made from statements, that any tool can read.
//!
//! One table per kind; where sources contradict each other, the value that most documents say is taken, then the one
//! entered last, and all of them stay in the table `statement`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use record::{Clearance, DocumentId, ListId, RecordId, Schema, Statement, Value, may_see};
pub use rusqlite::Connection;
use rusqlite::{params_from_iter, types::Value as Sql};

/// What goes into a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// Kinds and properties.
    pub schema: &'a Schema,
    /// Statements in force, by entry.
    pub statements: &'a [(u64, Statement)],
    /// Clusters of each linkage.
    pub clusters: &'a BTreeMap<String, Vec<Vec<String>>>,
    /// Who will read it.
    pub clearance: Clearance,
}

/// The resolved values of one record.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Value by property.
    pub values: BTreeMap<String, Value>,
    /// The list that named it first.
    pub list: Option<ListId>,
}

/// Builds a snapshot in memory.
///
/// # Errors
/// What the database says.
pub fn build(contents: &Contents<'_>) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    let transaction = connection.transaction()?;
    create_tables(&transaction, contents.schema)?;
    for (record, resolved) in resolve(contents) {
        insert_record(&transaction, contents.schema, (&record, &resolved))?;
    }
    insert_statements(&transaction, contents)?;
    insert_clusters(&transaction, contents)?;
    transaction.commit()?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Writes a snapshot to a new file.
///
/// # Errors
/// What the database says.
pub fn write(connection: &Connection, path: &Path) -> rusqlite::Result<()> {
    connection.pragma_update(None, "query_only", false)?;
    connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    connection.pragma_update(None, "query_only", true)
}

/// The table of a kind, the column of a property.
pub fn sql_name(name: &str) -> String {
    name.replace('-', "_")
}

/// Picks one value for each property of each record.
pub fn resolve(contents: &Contents<'_>) -> BTreeMap<RecordId, Resolved> {
    let mut said: BTreeMap<(&RecordId, &str), Vec<(u64, &Statement)>> = BTreeMap::new();
    let visible = contents.statements.iter().filter(|(_, statement)| may_see(contents.clearance, statement.access));
    for (sequence, statement) in visible {
        said.entry((&statement.record, &statement.property)).or_default().push((*sequence, statement));
    }
    let mut records: BTreeMap<RecordId, Resolved> = BTreeMap::new();
    for ((record, property), statements) in said {
        let resolved = records.entry(record.clone()).or_default();
        resolved.list =
            resolved.list.clone().or_else(|| statements.first().map(|(_, first)| first.origin.list.clone()));
        if let Some(value) = most_said(&statements) {
            resolved.values.insert(property.to_owned(), value.clone());
        }
    }
    records
}

/// The value that most documents say, then the one entered last.
fn most_said<'a>(statements: &[(u64, &'a Statement)]) -> Option<&'a Value> {
    let documents = |value: &Value| {
        let saying = statements.iter().filter(|(_, statement)| statement.value == *value);
        let source = |statement: &Statement| -> DocumentId {
            let passage = statement.origin.passage.as_ref();
            passage.map_or(statement.origin.list_document, |passage| passage.document)
        };
        saying.map(|(_, statement)| source(statement)).collect::<BTreeSet<_>>().len()
    };
    statements
        .iter()
        .max_by_key(|(sequence, statement)| (documents(&statement.value), *sequence))
        .map(|(_, s)| &s.value)
}

fn create_tables(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    for (kind, shape) in &schema.kinds {
        let columns: String = shape.properties.keys().map(|property| format!(", \"{}\"", sql_name(property))).collect();
        connection
            .execute_batch(&format!("CREATE TABLE \"{}\" (id TEXT PRIMARY KEY, list TEXT{columns})", sql_name(kind)))?;
    }
    connection.execute_batch(
        "CREATE TABLE statement (sequence INTEGER PRIMARY KEY, record TEXT, property TEXT, value, list TEXT, row INTEGER,
                                 document TEXT, exact TEXT);
         CREATE TABLE cluster (record TEXT, linkage TEXT, cluster TEXT, PRIMARY KEY (record, linkage));",
    )
}

fn insert_record(
    connection: &Connection,
    schema: &Schema,
    (record, resolved): (&RecordId, &Resolved),
) -> rusqlite::Result<()> {
    let known = |property: &&String| schema.property(record.kind(), property).is_some();
    let properties: Vec<&String> = resolved.values.keys().filter(known).collect();
    let columns: String = properties.iter().map(|property| format!(", \"{}\"", sql_name(property))).collect();
    let marks = ", ?".repeat(properties.len());
    let sql = format!("INSERT INTO \"{}\" (id, list{columns}) VALUES (?, ?{marks})", sql_name(record.kind()));
    let list = resolved.list.as_ref().map_or(Sql::Null, |list| Sql::Text(list.to_string()));
    let values = properties.iter().map(|property| sql_value(&resolved.values[*property]));
    let row = [Sql::Text(record.to_string()), list].into_iter().chain(values);
    connection.prepare_cached(&sql)?.execute(params_from_iter(row)).map(|_| ())
}

fn insert_statements(connection: &Connection, contents: &Contents<'_>) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    let number = |number: u64| Sql::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    for (sequence, statement) in contents.statements.iter().filter(|(_, s)| may_see(contents.clearance, s.access)) {
        let passage = statement.origin.passage.as_ref();
        let text = |text: Option<String>| text.map_or(Sql::Null, Sql::Text);
        insert.execute(params_from_iter([
            number(*sequence),
            Sql::Text(statement.record.to_string()),
            Sql::Text(statement.property.clone()),
            sql_value(&statement.value),
            Sql::Text(statement.origin.list.to_string()),
            number(statement.origin.row),
            text(passage.map(|passage| passage.document.to_string())),
            text(passage.map(|passage| passage.selector.exact.clone())),
        ]))?;
    }
    Ok(())
}

fn insert_clusters(connection: &Connection, contents: &Contents<'_>) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("INSERT INTO cluster VALUES (?, ?, ?)")?;
    for (linkage, clusters) in contents.clusters {
        for cluster in clusters {
            for record in cluster {
                insert.execute([record, linkage, &cluster[0]])?;
            }
        }
    }
    Ok(())
}

/// A value as SQL holds it.
fn sql_value(value: &Value) -> Sql {
    match value {
        Value::Text(text) | Value::Term(text) => Sql::Text(text.clone()),
        Value::Integer(number) => Sql::Integer(*number),
        Value::Date(date) => Sql::Text(date.to_string()),
        Value::Reference(record) => Sql::Text(record.to_string()),
        Value::Place { scheme, code } => Sql::Text(format!("{scheme}:{code}")),
        Value::Flag(flag) => Sql::Integer(i64::from(*flag)),
        // A range is no number: SQL that adds it up is refused rather than given one of its ends.
        Value::Count(count) => Sql::Text(count.to_string()),
        Value::Geometry(geometry) => Sql::Text(geometry.to_string()),
    }
}
