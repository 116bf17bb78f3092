//! A table in each format, and the mapping by which it is read again.

use std::fmt::Write;

use read::table::{ColumnValues, ParquetError, write_parquet};
use record::{Bilingual, Description, Language};
use serde_json::{Map, Value as Json};

use super::{ID, Table};

impl Table {
    /// The names of all columns.
    pub fn header(&self) -> Vec<&str> {
        [ID].into_iter().chain(self.columns.iter().map(|column| column.name.as_str())).collect()
    }

    /// Comma-separated values after RFC 4180, in UTF-8.
    pub fn csv(&self) -> String {
        let mut text = line(&self.header());
        for (name, cells) in &self.rows {
            let row: Vec<&str> = [name.as_str()].into_iter().chain(cells.iter().map(String::as_str)).collect();
            text.push_str(&line(&row));
        }
        text
    }

    /// One object a line; empty cells are not in it.
    pub fn json_lines(&self) -> String {
        let mut text = String::new();
        for (name, cells) in &self.rows {
            let mut object = Map::new();
            object.insert(ID.to_owned(), Json::String(name.clone()));
            for (column, cell) in self.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                object.insert(column.name.clone(), Json::String(cell.clone()));
            }
            text.push_str(&Json::Object(object).to_string());
            text.push('\n');
        }
        text
    }

    /// Apache Parquet, every column text.
    ///
    /// # Errors
    /// Where the writer refuses.
    pub fn parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let names: Vec<&str> = self.rows.iter().map(|(name, _)| name.as_str()).collect();
        let cells = |at: usize| self.rows.iter().map(move |(_, cells)| cells[at].as_str()).collect::<Vec<_>>();
        let columns: Vec<Vec<&str>> = [names].into_iter().chain((0..self.columns.len()).map(cells)).collect();
        let header = self.header();
        let named = header.iter().zip(&columns).map(|(name, column)| (*name, ColumnValues::Text(column)));
        write_parquet(&named.collect::<Vec<_>>())
    }

    /// The mapping by which `willay import` reads the table again.
    pub fn mapping(&self, description: &Description) -> String {
        let title = bilingual(&description.title);
        let mut text = String::new();
        let mut push = |words: std::fmt::Arguments<'_>| text.write_fmt(words).expect("a text takes every word");
        push(format_args!("title = {title}\nproducer = {}\n", quoted(&description.producer)));
        push(format_args!("kind = {}\nid = {}\n", quoted(&self.kind), quoted(ID)));
        push(format_args!("access = {}\n\n[columns]\n", quoted(&format!("{:?}", description.access).to_lowercase())));
        for column in self.columns.iter().filter(|column| !column.is_note) {
            let note = self.columns.iter().find(|other| other.is_note && other.property == column.property);
            let mut keys = vec![format!("property = {}", quoted(&column.property))];
            keys.extend(column.separator.as_ref().map(|separator| format!("separator = {}", quoted(separator))));
            keys.extend(note.map(|note| format!("note = {}", quoted(&note.name))));
            keys.extend(column.language.as_ref().map(|language| format!("language = {}", quoted(language.as_str()))));
            push(format_args!("{} = {{ {} }}\n", quoted(&column.name), keys.join(", ")));
        }
        text
    }
}

fn bilingual(text: &Bilingual) -> String {
    let [en, es] = Language::ALL.map(|language| quoted(text.get(language)));
    format!("{{ en = {en}, es = {es} }}")
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn line(cells: &[&str]) -> String {
    let quote = |cell: &&str| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            (*cell).to_owned()
        }
    };
    format!("{}\r\n", cells.iter().map(quote).collect::<Vec<_>>().join(","))
}
