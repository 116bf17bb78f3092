//! JSON Lines: one object on each line, its keys the columns.
//!
//! Columns are the keys of all lines in order of first appearance, so the file is gone through twice. An object within
//! an object gives columns such as `place.name`; a list gives its values joined by `|`; `null` is an empty cell.
//! Numbers stay as they are written.

use std::collections::HashMap;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    Fault, LIST_BAR, RowSink, TableError, TableFormat, TableOptions, other_content,
    rows::{Outcome, Rows},
};

/// Objects that lie deeper are given as JSON.
const MAX_DEPTH: usize = 8;

pub(super) fn read(bytes: &[u8], options: &TableOptions, sink: &mut dyn RowSink) -> Outcome {
    let looks_like = |what, mend| Err(TableError::LooksLike { what, expected: TableFormat::JsonLines, mend });
    if let Some((what, mend)) = other_content(bytes) {
        return looks_like(what, mend);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().starts_with(b"[") {
        return looks_like(
            "one JSON array",
            "write each object on a line of its own, without brackets and commas around",
        );
    }
    let mut rows = Rows::new(TableFormat::JsonLines, options.limits, sink);
    let mut keys = Keys::default();
    for (_, line) in lines(bytes) {
        // What is wrong with a line is said when its row is read.
        if let Ok(values) = parse(line) {
            values.0.iter().for_each(|(key, value)| keys.add(key, value, 0));
        }
        rows.check_columns(keys.names.len())?;
    }
    if keys.names.is_empty() && !lines(bytes).any(|_| true) {
        return Err(TableError::Empty);
    }
    rows.header(None, &keys.names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut cells = Vec::new();
    for (number, line) in lines(bytes) {
        match keys.cells(line, &mut cells) {
            Ok(bars) => {
                let kept = rows.row(number, &cells.iter().map(String::as_str).collect::<Vec<_>>())?;
                bars.into_iter().for_each(|place| rows.remark(number, (place, kept), Fault::BarInList));
            }
            Err((place, fault)) => rows.leave_out(number, place, fault),
        }
    }
    rows.finish()
}

/// Lines that are not blank, with their numbers.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let all = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    all.filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// The keys and values of an object, in their order.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfObject;
        impl<'de> Visitor<'de> for OfObject {
            type Value = Pairs<'de>;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(OfObject)
    }
}

fn parse(line: &[u8]) -> Result<Pairs<'_>, Fault> {
    let text = std::str::from_utf8(line).map_err(|_| Fault::NotText { expected: "UTF-8".to_owned() })?;
    serde_json::from_str(text).map_err(|_| Fault::NotAnObject)
}

/// The columns: paths of keys, such as `place.name`.
#[derive(Default)]
struct Keys {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Keys {
    fn add(&mut self, path: &str, value: &RawValue, depth: usize) {
        match inner(value, depth) {
            Some(pairs) => pairs.0.iter().for_each(|(key, value)| self.add(&format!("{path}.{key}"), value, depth + 1)),
            None if self.places.contains_key(path) => {}
            None => {
                self.places.insert(path.to_owned(), self.names.len());
                self.names.push(path.to_owned());
            }
        }
    }

    /// Fills the cells of a line. Returns the columns whose lists cannot be parted again.
    fn cells(&self, line: &[u8], cells: &mut Vec<String>) -> Result<Vec<usize>, (Option<usize>, Fault)> {
        cells.resize(self.names.len(), String::new());
        cells.iter_mut().for_each(String::clear);
        let mut filling = Filling { keys: self, cells, is_filled: vec![false; self.names.len()], bars: Vec::new() };
        for (key, value) in &parse(line).map_err(|fault| (None, fault))?.0 {
            filling.fill(key, value, 0)?;
        }
        Ok(filling.bars)
    }
}

/// A row that is being filled.
struct Filling<'a> {
    keys: &'a Keys,
    cells: &'a mut Vec<String>,
    is_filled: Vec<bool>,
    bars: Vec<usize>,
}

impl Filling<'_> {
    fn fill(&mut self, path: &str, value: &RawValue, depth: usize) -> Result<(), (Option<usize>, Fault)> {
        if let Some(pairs) = inner(value, depth) {
            for (key, value) in &pairs.0 {
                self.fill(&format!("{path}.{key}"), value, depth + 1)?;
            }
            return Ok(());
        }
        // A path is missing only where two keys such as `a.b` and `b` within `a` meet.
        let Some(place) = self.keys.places.get(path).copied() else { return Ok(()) };
        if std::mem::replace(&mut self.is_filled[place], true) {
            return Err((Some(place), Fault::DuplicateKey));
        }
        let cell = &mut self.cells[place];
        let no_text = || (Some(place), Fault::NotText { expected: "JSON".to_owned() });
        if !value.get().starts_with('[') {
            return push_scalar(cell, value).ok_or_else(no_text);
        }
        let values: Vec<&RawValue> = serde_json::from_str(value.get()).map_err(|_| no_text())?;
        for (number, value) in values.iter().enumerate() {
            if number > 0 {
                cell.push(LIST_BAR);
            }
            let start = cell.len();
            push_scalar(cell, value).ok_or_else(no_text)?;
            if cell[start..].contains(LIST_BAR) {
                self.bars.push(place);
            }
        }
        self.bars.dedup();
        Ok(())
    }
}

/// The pairs of an object within a row, where it is to be parted into columns.
fn inner(value: &RawValue, depth: usize) -> Option<Pairs<'_>> {
    let is_object = value.get().starts_with('{') && depth < MAX_DEPTH;
    is_object.then(|| serde_json::from_str::<Pairs<'_>>(value.get()).ok()).flatten().filter(|pairs| !pairs.0.is_empty())
}

/// Adds a value as text; lists and objects stay JSON. `None` where a string is no text.
fn push_scalar(cell: &mut String, value: &RawValue) -> Option<()> {
    match value.get() {
        "null" | "{}" => {}
        text if text.starts_with('"') => cell.push_str(&serde_json::from_str::<String>(text).ok()?),
        text => cell.push_str(text),
    }
    Some(())
}
