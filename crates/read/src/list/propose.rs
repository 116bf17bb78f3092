//! A first mapping for a table, drafted from its header and its first rows, for a person to correct.

use std::{collections::BTreeSet, fmt::Write};

use record::{
    Edtf, Language, Schema,
    schema::{Kind, Property, PropertyType},
};

use super::cells::{reformat_date, slug};
use crate::table::{RowSink, Stop, TableError, TableFormat, TableOptions, read_table};

/// How many rows are looked at.
const SAMPLE_ROWS: usize = 2_000;

/// Different cells that are kept of a column.
const DIFFERENT_CELLS: usize = 40;

/// Examples that stand beside a column.
const EXAMPLES: usize = 3;

/// How dates are written, the least ambiguous first.
const DATE_FORMATS: &[&str] = &["yyyy-mm-dd", "yyyy/mm/dd", "dd/mm/yyyy", "dd-mm-yyyy", "dd.mm.yyyy", "mm/dd/yyyy"];

/// What parts several values in one cell.
const SEPARATORS: &[&str] = &["|", ";"];

/// The first rows of a table, by columns.
#[derive(Default)]
struct Sample {
    names: Vec<String>,
    columns: Vec<ColumnSample>,
    rows: usize,
}

#[derive(Default)]
struct ColumnSample {
    filled: usize,
    different: BTreeSet<String>,
    has_more: bool,
    repeats: bool,
    all: BTreeSet<u64>,
}

impl RowSink for Sample {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        self.names = names.to_vec();
        self.columns = names.iter().map(|_| ColumnSample::default()).collect();
        Ok(())
    }

    fn row(&mut self, _: u64, cells: &[&str]) -> Result<(), Stop> {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.take(cell.trim());
        }
        if self.rows >= SAMPLE_ROWS { Err(Stop("enough rows for a draft".to_owned())) } else { Ok(()) }
    }
}

impl ColumnSample {
    fn take(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.repeats |= !self.all.insert(fingerprint(cell));
        if self.different.len() < DIFFERENT_CELLS {
            self.different.insert(cell.to_owned());
        } else {
            self.has_more |= !self.different.contains(cell);
        }
    }
}

/// FNV-1a (Fowler, Noll, Vo 1991): whether a cell stood before, without keeping it.
fn fingerprint(cell: &str) -> u64 {
    cell.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Drafts the mapping of a table. The kind is the one whose properties the columns name most, where none is given.
///
/// # Errors
/// Where the file is no table.
pub fn propose(
    (name, bytes): (&str, &[u8]),
    format: TableFormat,
    schema: &Schema,
    kind: Option<&str>,
) -> Result<String, TableError> {
    let mut sample = Sample::default();
    match read_table(bytes, format, &TableOptions::default(), &mut sample) {
        Ok(_) => {}
        Err(TableError::Stopped(_)) if sample.rows == SAMPLE_ROWS => {}
        Err(error) => return Err(error),
    }
    let kind = kind.map_or_else(|| likeliest(schema, &sample.names), str::to_owned);
    Ok(write(name, schema, &kind, &sample))
}

fn likeliest(schema: &Schema, names: &[String]) -> String {
    let hits = |shape: &Kind| names.iter().filter(|name| find(shape, name).is_some()).count();
    let best = schema.kinds.iter().map(|(name, shape)| (hits(shape), std::cmp::Reverse(name))).max();
    best.map_or_else(|| "event".to_owned(), |(_, name)| name.0.clone())
}

/// The property that a column names: by its own name, its label in either language, or what other systems call it.
fn find<'a>(kind: &'a Kind, column: &str) -> Option<(&'a str, &'a Property)> {
    let wanted = slug(column);
    let is_it = |(name, property): &(&String, &Property)| {
        let labels = Language::ALL.map(|language| slug(property.label.get(language)));
        **name == wanted || labels.contains(&wanted) || property.also.iter().any(|also| slug(also) == wanted)
    };
    kind.properties.iter().find(is_it).map(|(name, property)| (name.as_str(), property))
}

fn write(file: &str, schema: &Schema, kind: &str, sample: &Sample) -> String {
    let mut text = format!(
        "# A draft for {file}, made from its header and its first {} rows. Read every line, correct it, then try it:\n\
         #   willay import {file} --mapping THIS.toml --dry-run\n\n\
         title = \"\"                # what this list is\nproducer = \"\"             # who made it\nkind = {}\n",
        sample.rows,
        quoted(kind)
    );
    let shape = schema.kinds.get(kind);
    let id = id_column(sample);
    let column = id.map_or("", |at| sample.names[at].as_str());
    let why = if id.is_some() { "its cells differ from row to row" } else { "name the column with the record's name" };
    push(&mut text, format_args!("id = {:<20} # {why}\n", quoted(column)));
    if id.is_some_and(|at| sample.columns[at].different.iter().any(|cell| *cell != slug(cell))) {
        text.push_str("slug_ids = true           # HR 2016/07 becomes hr-2016-07\n");
    }
    text.push_str("access = \"internal\"       # public, internal, confidential or sealed\n\n");
    let mut ignored = Vec::new();
    let mut lines = Vec::new();
    let mut taken = BTreeSet::new();
    for (at, name) in sample.names.iter().enumerate() {
        let found = shape.and_then(|shape| find(shape, name)).filter(|(property, _)| taken.insert(*property));
        match found {
            Some((property, shape)) => lines.push(column_lines((name, property), shape, schema, &sample.columns[at])),
            None if Some(at) == id => {}
            None => ignored.push((name, &sample.columns[at])),
        }
    }
    text.push_str("# These columns fit no property by their name. Map them below, or leave them here.\nignore = [\n");
    for (name, column) in ignored {
        push(&mut text, format_args!("    {:<24} # {}\n", format!("{},", quoted(name)), examples(column)));
    }
    text.push_str("]\n\n[columns]\n");
    lines.iter().for_each(|line| text.push_str(line));
    text
}

/// A mapped column with what it asks for, and its examples.
fn column_lines((name, property): (&str, &str), shape: &Property, schema: &Schema, column: &ColumnSample) -> String {
    let mut keys = vec![format!("property = {}", quoted(property))];
    let mut remarks = vec![examples(column)];
    let separator = SEPARATORS.iter().find(|bar| column.different.iter().any(|cell| cell.contains(**bar)));
    let separator = separator.filter(|_| shape.repeatable);
    keys.extend(separator.map(|separator| format!("separator = {}", quoted(separator))));
    let parts = column.different.iter().flat_map(|cell| match separator {
        Some(bar) => cell.split(*bar).map(str::trim).collect::<Vec<_>>(),
        None => vec![cell.as_str()],
    });
    let parts: BTreeSet<&str> = parts.filter(|part| !part.is_empty()).collect();
    match &shape.value {
        PropertyType::Date => date_key(&parts, &mut keys, &mut remarks),
        PropertyType::Reference(kinds) if parts.iter().all(|part| !part.contains('/')) => {
            keys.push(format!("reference = {}", quoted(&kinds[0])));
        }
        PropertyType::Place if parts.iter().all(|part| !part.contains(':')) => {
            keys.push("scheme = \"\"".to_owned());
            remarks.push("say which scheme the codes are of, such as inei or iso".to_owned());
        }
        PropertyType::Term(_) => {
            let unknown: Vec<String> = parts
                .iter()
                .filter(|part| schema.value(&shape.value, part).is_err())
                .map(|part| format!("{} = \"\"", quoted(part)))
                .collect();
            if !unknown.is_empty() {
                keys.push(format!("terms = {{ {} }}", unknown.join(", ")));
                remarks.push("say for each cell which term it is".to_owned());
            }
        }
        PropertyType::Text
        | PropertyType::Integer
        | PropertyType::Count
        | PropertyType::Geometry
        | PropertyType::Flag
        | PropertyType::Reference(_)
        | PropertyType::Place => {}
    }
    format!("# {}\n{} = {{ {} }}\n", remarks.join("; "), quoted(name), keys.join(", "))
}

fn date_key(parts: &BTreeSet<&str>, keys: &mut Vec<String>, remarks: &mut Vec<String>) {
    let is_date = |text: &str| text.parse::<Edtf>().is_ok();
    if parts.iter().all(|part| is_date(part)) {
        return;
    }
    let fits = |format: &&&str| {
        let reads = |part: &&str| reformat_date(part, format).is_some_and(|date| is_date(&date));
        parts.iter().filter(|part| !is_date(part)).all(reads)
    };
    let formats: Vec<&&str> = DATE_FORMATS.iter().filter(fits).collect();
    match formats.as_slice() {
        [] => remarks.push("some cells are no dates in any usual form".to_owned()),
        [first, more @ ..] => {
            keys.push(format!("format = {}", quoted(first)));
            if !more.is_empty() {
                remarks.push(format!("the dates would also fit {}: ask who made the list", more[0]));
            }
        }
    }
}

/// The column that names each row, by its cells: all filled, all different; the first such one.
fn id_column(sample: &Sample) -> Option<usize> {
    let names_rows = |column: &ColumnSample| column.filled == sample.rows && !column.repeats && sample.rows > 0;
    let is_named = |name: &str| matches!(slug(name).as_str(), "id" | "codigo" | "code" | "record-number" | "entity-id");
    let candidates = || (0..sample.columns.len()).filter(|at| names_rows(&sample.columns[*at]));
    candidates().find(|at| is_named(&sample.names[*at])).or_else(|| candidates().next())
}

fn examples(column: &ColumnSample) -> String {
    let shown: Vec<String> = column.different.iter().take(EXAMPLES).map(|cell| one_line(cell)).collect();
    let more = if column.has_more || column.different.len() > EXAMPLES { ", …" } else { "" };
    if shown.is_empty() { "empty".to_owned() } else { format!("{}{more}", shown.join(", ")) }
}

fn one_line(cell: &str) -> String {
    let short: String = cell.chars().take(30).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if cell.chars().count() > 30 { format!("{short}…") } else { short }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a text takes every word");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::Mapping;

    const CSV: &str = "\u{feff}Código;Nombre;Fecha de nacimiento;Sexo;Ocupación;Distrito\n\
        HR-1;Rosa;30/11/1990;F;;x\nHR-2;Ana;01/02/1985;Femenino;;y\n";

    #[test]
    fn a_draft_finds_properties_dates_terms_and_ids() {
        let draft = propose(("p.csv", CSV.as_bytes()), TableFormat::Csv, &Schema::built_in(), None).unwrap();
        for words in [
            "kind = \"person\"",
            "id = \"Código\"",
            "slug_ids = true",
            "\"Nombre\" = { property = \"name\" }",
            "\"Fecha de nacimiento\" = { property = \"birth-date\", format = \"dd/mm/yyyy\" }",
            "\"Sexo\" = { property = \"sex\", terms = { \"F\" = \"\" } }",
            "\"Distrito\",",
        ] {
            assert!(draft.contains(words), "{words} in\n{draft}");
        }
        let mapping = Mapping::parse("draft.toml", &draft).unwrap();
        assert_eq!(mapping.columns["Sexo"].property, "sex");
    }

    #[test]
    fn a_draft_of_hostile_cells_is_still_a_mapping() {
        let csv = "id,\"na\"\"me\nx\"\n1,\"\"\"\n# x = 1\"\n2,\"\\\"\n";
        let draft = propose(("p.csv", csv.as_bytes()), TableFormat::Csv, &Schema::built_in(), Some("person")).unwrap();
        assert!(Mapping::parse("draft.toml", &draft).is_ok(), "{draft}");
    }
}
