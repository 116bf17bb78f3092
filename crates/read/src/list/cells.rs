//! From columns to properties: the header resolved once, then each row's cells read as typed values.

use std::collections::BTreeSet;

use record::{Access, RecordId, Schema, schema::PropertyType};

use super::{Cell, Citation, Column, ListRow, Mapping, Problem, nearest};

/// A header whose every column is known.
pub(super) struct Header<'a> {
    file: &'a str,
    mapping: &'a Mapping,
    schema: &'a Schema,
    id: usize,
    quote: Option<usize>,
    document: Option<usize>,
    columns: Vec<(usize, &'a str, &'a Column, &'a PropertyType)>,
}

impl<'a> Header<'a> {
    /// Finds every column of the mapping in the header, and every column of the header in the mapping.
    pub(super) fn resolve(
        file: &'a str,
        header: &'a [String],
        mapping: &'a Mapping,
        schema: &'a Schema,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let place = |name: &str| header.iter().position(|column| column == name);
        let kind = schema.kinds.get(&mapping.kind);
        if kind.is_none() {
            let near = nearest(&mapping.kind, schema.kinds.keys().map(String::as_str));
            let mend =
                near.map_or("see the kinds in vocabularies/kinds".to_owned(), |near| format!("did you mean '{near}'?"));
            problems.push(problem(file, Some("kind"), "not a kind of record", mend).showing(&mapping.kind));
            return Err(problems);
        }
        problems.extend(unknown_columns(file, header, mapping));
        let mut columns = Vec::new();
        for (name, column) in &mapping.columns {
            let property = kind.and_then(|kind| kind.properties.get(&column.property));
            match (place(name), property) {
                (None, _) => problems.push(missing(file, name, header)),
                (Some(_), None) => {
                    let known = kind.into_iter().flat_map(|kind| kind.properties.keys().map(String::as_str));
                    let near = nearest(&column.property, known);
                    let mend = near.map_or("see the kinds in vocabularies/kinds".to_owned(), |near| {
                        format!("did you mean '{near}'?")
                    });
                    let reason = format!("not a property of the kind '{}'", mapping.kind);
                    problems.push(problem(file, Some(name), &reason, mend).showing(&column.property));
                }
                (Some(at), Some(property)) => columns.push((at, name.as_str(), column, &property.value)),
            }
        }
        let mut needed = |name: Option<&String>| {
            let name = name?;
            let found = place(name);
            if found.is_none() {
                problems.push(missing(file, name, header));
            }
            found
        };
        let (id, quote) = (needed(Some(&mapping.id)), needed(mapping.quote.as_ref()));
        let document = needed(mapping.document_column.as_ref());
        match id {
            Some(id) if problems.is_empty() => Ok(Self { file, mapping, schema, id, quote, document, columns }),
            Some(_) | None => Err(problems),
        }
    }

    /// Reads one row whole, or says everything that is wrong with it.
    pub(super) fn read_row(&self, number: u64, row: &[String]) -> Result<ListRow, Vec<Problem>> {
        let mut problems = Vec::new();
        let record = RecordId::new(&self.mapping.kind, &row[self.id]).map_err(|_| {
            let mend = "write a-z, 0-9 and '-', such as accused-07; every row needs its own".to_owned();
            problem(self.file, Some(&self.mapping.id), "not a name for a record", mend).in_row(number, &row[self.id])
        });
        let mut cells = Vec::new();
        for (at, name, column, kind) in &self.columns {
            match self.read_cell(column, kind, &row[*at]) {
                Ok(cell) => cells.extend(cell),
                Err(error) => {
                    let found = if self.access(column) == Access::Public { row[*at].as_str() } else { "" };
                    problems.push(problem(self.file, Some(name), &error.reason, error.mend).in_row(number, found));
                }
            }
        }
        match record {
            Ok(record) if problems.is_empty() => Ok(ListRow { record, row: number, cells, cites: self.citation(row) }),
            Ok(_) => Err(problems),
            Err(wrong) => Err([vec![wrong], problems].concat()),
        }
    }

    /// The problem of a row whose name an earlier row has.
    pub(super) fn duplicate(&self, row: &ListRow, first: u64) -> Problem {
        let mend = format!("row {first} has the same; give each row a name of its own");
        let found = row.record.name();
        problem(self.file, Some(&self.mapping.id), "already the name of another row", mend).in_row(row.row, found)
    }

    fn access(&self, column: &Column) -> Access {
        column.access.unwrap_or(self.mapping.access)
    }

    fn read_cell(
        &self,
        column: &Column,
        kind: &PropertyType,
        cell: &str,
    ) -> Result<Option<Cell>, record::schema::InvalidValue> {
        if cell.is_empty() {
            return Ok(None);
        }
        let cleaned = match (column.terms.get(cell), &column.reference, &column.scheme, &column.format) {
            (Some(term), ..) => term.clone(),
            (None, Some(reference), ..) if !cell.contains('/') => format!("{reference}/{cell}"),
            (None, _, Some(scheme), _) if !cell.contains(':') => format!("{scheme}:{cell}"),
            (None, _, _, Some(format)) => reformat_date(cell, format).unwrap_or_else(|| cell.to_owned()),
            (None, _, _, None) => cell.to_owned(),
        };
        let value = self.schema.value(kind, &cleaned)?;
        let is_changed = !matches!(&value, record::Value::Text(text) if text == cell) && cleaned != *cell;
        let original = is_changed.then(|| cell.to_owned());
        Ok(Some(Cell { property: column.property.clone(), value, original, access: self.access(column) }))
    }

    fn citation(&self, row: &[String]) -> Option<Citation> {
        let cell = |at: Option<usize>| at.map(|at| row[at].clone()).filter(|cell| !cell.is_empty());
        let document = cell(self.document).or_else(|| self.mapping.document.clone())?;
        let document = if document.starts_with("documents/") { document } else { format!("documents/{document}") };
        Some(Citation { document, exact: cell(self.quote) })
    }
}

/// `30/11/2016` as `2016-11-30`, following a format of dd, mm and yyyy.
fn reformat_date(cell: &str, format: &str) -> Option<String> {
    let field = |letters: &str| format.find(letters).and_then(|at| cell.get(at..at + letters.len()));
    let is_same_shape = cell.len() == format.len();
    match (field("yyyy"), field("mm"), field("dd")) {
        (Some(year), Some(month), Some(day)) if is_same_shape => Some(format!("{year}-{month}-{day}")),
        (Some(year), Some(month), None) if is_same_shape => Some(format!("{year}-{month}")),
        (_, _, _) => None,
    }
}

fn unknown_columns(file: &str, header: &[String], mapping: &Mapping) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let special = [Some(&mapping.id), mapping.quote.as_ref(), mapping.document_column.as_ref()];
    let is_known = |name: &String| {
        mapping.columns.contains_key(name) || mapping.ignore.contains(name) || special.contains(&Some(name))
    };
    let mut problems = Vec::new();
    for name in header {
        if !seen.insert(name) {
            let mend = "give each column a name of its own".to_owned();
            problems.push(problem(file, Some(name), "the column stands twice in the header", mend));
        } else if !is_known(name) {
            let near = nearest(name, mapping.columns.keys().map(String::as_str));
            let mend = match near {
                Some(near) => format!("did you mean '{near}'? Or map it, or list it under ignore"),
                None => "map it under [columns], or list it under ignore".to_owned(),
            };
            problems.push(problem(file, Some(name), "the mapping does not know this column", mend));
        }
    }
    problems
}

fn missing(file: &str, name: &str, header: &[String]) -> Problem {
    let mend = match nearest(name, header.iter().map(String::as_str)) {
        Some(near) => format!("the file has '{near}': rename one of the two"),
        None => format!("the file has: {}", header.join(", ")),
    };
    problem(file, Some(name), "the mapping wants this column, the file does not have it", mend)
}

fn problem(file: &str, column: Option<&str>, reason: &str, mend: String) -> Problem {
    let column = column.map(str::to_owned);
    Problem { file: file.to_owned(), row: None, column, found: String::new(), reason: reason.to_owned(), mend }
}

impl Problem {
    /// The problem of one cell, which it shows.
    fn in_row(mut self, row: u64, found: &str) -> Self {
        self.row = Some(row);
        self.showing(found)
    }

    fn showing(mut self, found: &str) -> Self {
        self.found = found.chars().take(80).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_format_of_their_column() {
        assert_eq!(reformat_date("30/11/2016", "dd/mm/yyyy").as_deref(), Some("2016-11-30"));
        assert_eq!(reformat_date("11/2016", "mm/yyyy").as_deref(), Some("2016-11"));
        assert_eq!(reformat_date("2016", "dd/mm/yyyy"), None);
    }
}
