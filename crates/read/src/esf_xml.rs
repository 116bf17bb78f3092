//! Records of the Events Standard Formats from XML: events that hold acts, acts that hold involvements and details, persons.
//!
//! An element whose name is a kind (`act`, `chain_of_events`, `arrest`) and that has elements inside is a record; the
//! elements inside are its fields by the names that the schema knows, or records within it, which then refer to it. Any
//! other element with elements inside is a wrapper (`acts`) and passed through. A record's name is its attribute `id` or
//! `uuid`, or its record number. Whatever is none of these is told with its line.

use std::collections::BTreeMap;

use record::{
    Access, Confidential, RecordId, Schema,
    schema::{InvalidValue, Kind, Property, PropertyType},
};

use crate::{
    list::{Cell, ListRow, ListSink, Problem, slug},
    table::Stop,
};

pub(crate) mod tree;

use tree::Element;

/// Digits of a code with the number of its micro-thesaurus behind it, as OpenEvSys writes them.
const CODE_WITH_LIST: usize = 14;

/// The property that holds a record's own number.
const NUMBER: &str = "record-number";

/// Attributes that name a record.
const NAMES: [&str; 3] = ["id", "uuid", "record_number"];

/// How much of a wrong value a message repeats, in characters.
const FOUND_CHARS: usize = 80;

/// The attribute with a clarifying note.
const NOTE: &str = "note";

/// Reads a file; every record goes to the sink or is named in a problem. `access` is that of all values.
///
/// # Errors
/// Where the sink stops.
pub fn read_esf_xml(
    (file, bytes): (&str, &[u8]),
    schema: &Schema,
    access: Access,
    sink: &mut dyn ListSink,
) -> Result<(), Stop> {
    let root = match tree::read(bytes) {
        Ok(root) => root,
        Err((line, reason)) => {
            let mend = "export it again, or correct the file".to_owned();
            return sink.problem(problem((file, line), (None, Confidential::default()), reason, mend));
        }
    };
    let mut records = Records { file, schema, access, found: Vec::new(), problems: Vec::new() };
    records.visit(&root, None);
    let Records { found, mut problems, .. } = records;
    let mut seen: BTreeMap<RecordId, u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in found {
        match seen.get(&row.record) {
            Some(first) => {
                let mend = format!("line {first} has the same; give each record a name of its own");
                let reason = "already the name of another record".to_owned();
                problems.push(problem(
                    (file, row.row),
                    (Some(NUMBER), Confidential::new(row.record.to_string(), access)),
                    reason,
                    mend,
                ));
            }
            None => {
                seen.insert(row.record.clone(), row.row);
                rows.push(row);
            }
        }
    }
    rows.sort_by_key(|row| row.row);
    rows.into_iter().try_for_each(|row| sink.row(row))?;
    problems.into_iter().try_for_each(|problem| sink.problem(problem))
}

struct Records<'a> {
    file: &'a str,
    schema: &'a Schema,
    access: Access,
    found: Vec<ListRow>,
    problems: Vec<Problem>,
}

impl Records<'_> {
    /// Looks through an element that may be a record, a wrapper, or neither.
    fn visit(&mut self, element: &Element, within: Option<&RecordId>) -> Option<RecordId> {
        let kind = (!element.children.is_empty()).then(|| kind_of(self.schema, &element.name)).flatten();
        if let Some((name, kind)) = kind {
            return self.record(element, (&name, &kind), within);
        }
        if element.children.is_empty() {
            let reason = "neither a record nor a field of one".to_owned();
            self.tell(element, reason, "an element named as a kind or a property of the schema".to_owned());
        }
        element.children.iter().for_each(|child| {
            self.visit(child, within);
        });
        None
    }

    fn record(
        &mut self,
        element: &Element,
        (name, kind): (&str, &Kind),
        within: Option<&RecordId>,
    ) -> Option<RecordId> {
        let number = element.children.iter().find(|child| {
            child.children.is_empty() && find(kind, &child.name).is_some_and(|(property, _)| property == NUMBER)
        });
        let attribute = NAMES.iter().find_map(|attribute| element.attributes.get(*attribute));
        let given = attribute.or(number.map(|number| &number.text)).map_or("", String::as_str);
        let Ok(record) = RecordId::new(name, &slug(given)) else {
            let mend = "an attribute id or uuid, or an element with the record number".to_owned();
            self.tell(element, "a record without a name".to_owned(), mend);
            return None;
        };
        let before = self.problems.len();
        let mut cells: Vec<Cell> = within.and_then(|within| self.link(kind, within)).into_iter().collect();
        for child in &element.children {
            match find(kind, &child.name) {
                Some((property, shape)) if child.children.is_empty() => {
                    cells.extend(self.cell(child, (property, shape)));
                }
                // A field that holds the whole record to which it refers.
                Some((property, shape)) => {
                    let inner = child.children.iter().find_map(|inner| self.visit(inner, Some(&record)));
                    let fits = |inner: &RecordId| matches!(&shape.value, PropertyType::Reference(kinds) if kinds.iter().any(|kind| kind == inner.kind()));
                    match inner.filter(fits) {
                        Some(inner) => cells.push(self.plain(property, record::Value::Reference(inner))),
                        None => {
                            self.tell(child, "a field with elements inside".to_owned(), "its text alone".to_owned())
                        }
                    }
                }
                None => {
                    self.visit(child, Some(&record));
                }
            }
        }
        let is_linked = |cell: &Cell, at: usize, cells: &[Cell]| {
            cells[..at].iter().any(|earlier| earlier.property == cell.property && earlier.value == cell.value)
        };
        let twice: Vec<bool> = (0..cells.len()).map(|at| is_linked(&cells[at], at, &cells)).collect();
        let mut twice = twice.into_iter();
        cells.retain(|_| !twice.next().unwrap_or(false));
        // A record with a wrong field is not given; those within it are judged by themselves.
        if self.problems.len() == before {
            self.found.push(ListRow { record: record.clone(), row: element.line, cells, cites: None });
        }
        Some(record)
    }

    /// The reference of a record to the one that holds it.
    fn link(&self, kind: &Kind, within: &RecordId) -> Option<Cell> {
        let property = kind.properties.get(within.kind())?;
        let refers =
            matches!(&property.value, PropertyType::Reference(kinds) if kinds.iter().any(|kind| kind == within.kind()));
        refers.then(|| self.plain(within.kind(), record::Value::Reference(within.clone())))
    }

    fn plain(&self, property: &str, value: record::Value) -> Cell {
        Cell { property: property.to_owned(), value, original: None, language: None, note: None, access: self.access }
    }

    /// A field as a value; empty fields say nothing.
    fn cell(&mut self, field: &Element, (property, shape): (&str, &Property)) -> Option<Cell> {
        let text = field.text.trim();
        if text.is_empty() {
            return None;
        }
        let note = field.attributes.get(NOTE).filter(|note| !note.is_empty()).cloned();
        if note.is_some() && !shape.note {
            let mend = "put it into an element of its own, such as remarks".to_owned();
            self.tell(field, "a note on a property that allows none".to_owned(), mend);
            return None;
        }
        match self.value(text, shape) {
            Ok(value) => {
                let original = (value.written() != text).then(|| text.to_owned());
                Some(Cell { original, note, ..self.plain(property, value) })
            }
            Err(invalid) => {
                self.tell(field, invalid.reason, invalid.mend);
                None
            }
        }
    }

    fn value(&self, text: &str, shape: &Property) -> Result<record::Value, InvalidValue> {
        let cell = match &shape.value {
            PropertyType::Term(vocabulary) => {
                // Twelve digits, and two of the list that the code is of.
                let list = self.schema.vocabularies.get(vocabulary).and_then(|vocabulary| vocabulary.thesaurus);
                let is_code = text.len() == CODE_WITH_LIST && text.bytes().all(|byte| byte.is_ascii_digit());
                let stem = list.filter(|_| is_code).and_then(|list| text.strip_suffix(&format!("{list:02}")));
                stem.unwrap_or(text).to_owned()
            }
            PropertyType::Reference(kinds) if !text.contains('/') => format!("{}/{}", kinds[0], slug(text)),
            PropertyType::Text
            | PropertyType::Integer
            | PropertyType::Count
            | PropertyType::Date
            | PropertyType::Reference(_)
            | PropertyType::Place
            | PropertyType::Geometry
            | PropertyType::Flag => text.to_owned(),
        };
        self.schema.value(&shape.value, &cell)
    }

    fn tell(&mut self, element: &Element, reason: String, mend: String) {
        let found = Confidential::new(element.text.trim().chars().take(FOUND_CHARS).collect(), self.access);
        self.problems.push(problem((self.file, element.line), (Some(&element.name), found), reason, mend));
    }
}

/// The kind that an element names.
fn kind_of(schema: &Schema, element: &str) -> Option<(String, Kind)> {
    let wanted = slug(element);
    let is_it = |(name, kind): &(&String, &Kind)| **name == wanted || kind.also.iter().any(|also| slug(also) == wanted);
    schema.kinds.iter().find(is_it).map(|(name, kind)| (name.clone(), kind.clone()))
}

/// The property that an element names.
fn find<'a>(kind: &'a Kind, element: &str) -> Option<(&'a str, &'a Property)> {
    let wanted = slug(element);
    let is_it = |(name, property): &(&String, &Property)| {
        **name == wanted || property.also.iter().any(|also| slug(also) == wanted)
    };
    kind.properties.iter().find(is_it).map(|(name, property)| (name.as_str(), property))
}

fn problem(
    (file, line): (&str, u64),
    (element, found): (Option<&str>, Confidential<String>),
    reason: String,
    mend: String,
) -> Problem {
    Problem { file: file.to_owned(), row: Some(line), column: element.map(str::to_owned), found, reason, mend }
}

#[cfg(test)]
mod tests;
