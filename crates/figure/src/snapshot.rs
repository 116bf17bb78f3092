//! The record as tables: a SQLite database of resolved records, made from statements, that any tool can read.
//!
//! One table per kind; where sources differ, the declared rule picks the value (see [`crate::Standards`]), and all of them
//! stay in the table `statement`. The tables `verification` and `contradiction` say how each record stands.

use std::{collections::BTreeMap, path::Path};

use record::{ListId, Reader, RecordId, Schema, Statement, Value, element::Element};
pub use rusqlite::Connection;
use rusqlite::{params_from_iter, types::Value as Sql};

use crate::Standards;

/// What goes into a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// Kinds and properties.
    pub schema: &'a Schema,
    /// Statements in force, by entry.
    pub statements: &'a [(u64, Statement)],
    /// Clusters of each linkage.
    pub clusters: &'a BTreeMap<String, Vec<Vec<String>>>,
    /// Which value counts, what is verified, and who may see what.
    pub standards: &'a Standards,
    /// Who will read it.
    pub reader: Reader<'a>,
}

impl<'a> Contents<'a> {
    /// The statements that the reader may see.
    fn visible(&self) -> impl Iterator<Item = (u64, &'a Statement)> {
        let Self { statements, standards, reader, .. } = *self;
        let seen = statements.iter().filter(move |(_, said)| standards.access.may_see(reader, said));
        seen.map(|(sequence, said)| (*sequence, said))
    }
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
    let elements = visible_elements(contents);
    for (record, resolved) in resolve_elements(contents.standards, &elements) {
        insert_record(&transaction, contents.schema, (&record, &resolved))?;
    }
    insert_verification(&transaction, contents.standards, &elements)?;
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
    resolve_elements(contents.standards, &visible_elements(contents))
}

fn visible_elements<'a>(contents: &Contents<'a>) -> Vec<Element<'a>> {
    contents.standards.elements(contents.visible())
}

fn resolve_elements(standards: &Standards, elements: &[Element<'_>]) -> BTreeMap<RecordId, Resolved> {
    let mut records: BTreeMap<RecordId, Resolved> = BTreeMap::new();
    for element in elements {
        let resolved = records.entry(element.record.clone()).or_default();
        resolved.list =
            resolved.list.clone().or_else(|| element.said.first().map(|first| first.statement.origin.list.clone()));
        if let Some(counted) = standards.resolution.resolve(element, &standards.sources) {
            resolved.values.insert(element.property.to_owned(), counted.statement.value.clone());
        }
    }
    records
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
         CREATE TABLE verification (record TEXT PRIMARY KEY, status TEXT, verified TEXT, elements INTEGER, corroborated INTEGER);
         CREATE TABLE contradiction (record TEXT, property TEXT, value, statements INTEGER, is_counted INTEGER);
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

/// How far each record is corroborated, and every value of an element on which sources cannot both be right.
fn insert_verification(
    connection: &Connection,
    standards: &Standards,
    elements: &[Element<'_>],
) -> rusqlite::Result<()> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut insert = connection.prepare("INSERT INTO verification VALUES (?, ?, ?, ?, ?)")?;
    for verification in standards.verify(elements) {
        let corroborated = verification.elements.iter().filter(|element| element.verified.is_some()).count();
        insert.execute((
            verification.record.as_str(),
            verification.status.word(),
            verification.verified.map(|day| day.to_string()),
            number(verification.elements.len()),
            number(corroborated),
        ))?;
    }
    let mut insert = connection.prepare("INSERT INTO contradiction VALUES (?, ?, ?, ?, ?)")?;
    for element in elements.iter().filter(|element| element.is_contradicted()) {
        let counted = standards.resolution.resolve(element, &standards.sources);
        for value in element.values() {
            let statements = element.said.iter().filter(|testimony| testimony.statement.value == *value).count();
            let is_counted = counted.is_some_and(|counted| counted.statement.value == *value);
            let row = (element.record.as_str(), element.property, sql_value(value), number(statements), is_counted);
            insert.execute(row)?;
        }
    }
    Ok(())
}

fn insert_statements(connection: &Connection, contents: &Contents<'_>) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    let number = |number: u64| Sql::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    for (sequence, statement) in contents.visible() {
        let passage = statement.origin.passage.as_ref();
        let text = |text: Option<String>| text.map_or(Sql::Null, Sql::Text);
        insert.execute(params_from_iter([
            number(sequence),
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

/// Clusters are found by values of every access, and named by records of any: nobody but the build may see them.
fn insert_clusters(connection: &Connection, contents: &Contents<'_>) -> rusqlite::Result<()> {
    if contents.reader != Reader::BUILD {
        return Ok(());
    }
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

#[cfg(test)]
mod tests;
