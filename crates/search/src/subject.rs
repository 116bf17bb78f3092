//! What is found: a record as its statements in force make it, or an archived document with its passages.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
    ops::Range,
};

use link::prepare::fold::fold;
use record::{
    Document, Language, RecordId, Schema, Statement, Value,
    schema::{Property, PropertyType},
};

/// The kind of an archived document.
pub const DOCUMENT: &str = "document";

/// Passages of a document end at the first paragraph after so many characters.
const PASSAGE_CHARS: usize = 600;

/// A paragraph of more characters is parted at a space.
const LONGEST_PARAGRAPH_CHARS: usize = 1200;

/// One value of a property, as it is shown, searched and compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Which property.
    pub property: String,
    /// What is shown, and searched where `is_searched`.
    pub text: String,
    /// Whether its words are found.
    pub is_searched: bool,
    /// The value, for filters.
    pub value: Option<Value>,
    /// The statement's entry in the ledger.
    pub entry: Option<u64>,
    /// The list and its row, where a list says it.
    pub list: Option<(String, u64)>,
}

/// A record, the description of a document, or one of its passages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// What it says.
    pub lines: Vec<Line>,
    /// Where a passage stands: characters of the document's text, and its page.
    pub place: Option<(Range<usize>, Option<u32>)>,
}

/// A record or a document. Invariant: the first item carries what filters look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The record's kind, or [`DOCUMENT`].
    pub kind: String,
    /// The record's or the document's id.
    pub name: String,
    /// What a reader calls it; may be empty.
    pub title: String,
    /// The record or the description, then the passages.
    pub items: Vec<Item>,
}

/// A subject that is made only where it is not in the index as it is now.
pub struct Candidate<'a, E> {
    /// The record's or the document's id.
    pub name: String,
    /// Another number where it would be made otherwise.
    pub mark: u64,
    /// Makes it.
    pub make: Box<dyn FnOnce() -> Result<Subject, E> + 'a>,
}

/// A mark of everything that a record's lines are made of; `salt` stands for the schema.
pub fn mark(salt: u64, said: &[(u64, &Statement)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    salt.hash(&mut hasher);
    for (entry, statement) in said {
        (entry, &statement.property, statement.value.written(), &statement.original, &statement.note).hash(&mut hasher);
    }
    hasher.finish()
}

/// A mark of any value that can be written down.
pub fn mark_of(salt: u64, value: &impl std::fmt::Debug) -> u64 {
    let mut hasher = DefaultHasher::new();
    (salt, format!("{value:?}")).hash(&mut hasher);
    hasher.finish()
}

/// A record from those of its statements that may be seen.
pub fn of_record(schema: &Schema, record: &RecordId, said: &[(u64, &Statement)]) -> Subject {
    let mut lines = vec![Line {
        property: "id".to_owned(),
        text: record.name().to_owned(),
        is_searched: true,
        value: Some(Value::Text(record.name().to_owned())),
        ..Line::default()
    }];
    let mut known: HashSet<(String, String)> = HashSet::new();
    for (entry, statement) in said {
        let property = schema.property(record.kind(), &statement.property);
        for (text, value) in texts(schema, property, statement) {
            if known.insert((statement.property.clone(), text.clone())) {
                lines.push(Line {
                    property: statement.property.clone(),
                    is_searched: !matches!(statement.value, Value::Flag(_) | Value::Geometry(_)) || value.is_none(),
                    text,
                    value,
                    entry: Some(*entry),
                    list: Some((statement.origin.list.to_string(), statement.origin.row)),
                });
            }
        }
    }
    let title = title(&lines);
    let items = vec![Item { lines, place: None }];
    Subject { kind: record.kind().to_owned(), name: record.to_string(), title, items }
}

/// What a statement says, in the words by which it is looked for: the value with its labels, the cell as it stood, the note.
fn texts(schema: &Schema, property: Option<&Property>, statement: &Statement) -> Vec<(String, Option<Value>)> {
    let shown = words(schema, property, &statement.value);
    let original = statement.original.as_ref().filter(|original| !fold(&shown).contains(&fold(original)));
    let beside = original.into_iter().chain(&statement.note).map(|text| (text.clone(), None));
    std::iter::once((shown.clone(), Some(statement.value.clone()))).chain(beside).collect()
}

/// A value in words of both languages.
fn words(schema: &Schema, property: Option<&Property>, value: &Value) -> String {
    let both = |words: &dyn Fn(Language) -> String| {
        let [english, spanish] = Language::ALL.map(words);
        if english == spanish { english } else { format!("{english} / {spanish}") }
    };
    match value {
        Value::Term(code) => {
            let label = property.and_then(|property| {
                let PropertyType::Term(vocabulary) = &property.value else { return None };
                schema.term(vocabulary, code)
            });
            label.map_or_else(|| code.clone(), |label| both(&|language| label.get(language).to_owned()))
        }
        Value::Date(date) => both(&|language| date.words(language)),
        Value::Place { scheme, code } => {
            let places = schema.places.find((scheme, code), None).unwrap_or_default();
            let names = places.first().map(|place| [&place.name].into_iter().chain(&place.within).cloned().collect());
            let names: Vec<String> = names.unwrap_or_default();
            if names.is_empty() {
                value.written().into_owned()
            } else {
                format!("{} ({})", names.join(", "), value.written())
            }
        }
        Value::Text(_)
        | Value::Integer(_)
        | Value::Reference(_)
        | Value::Flag(_)
        | Value::Count(_)
        | Value::Geometry(_) => value.written().into_owned(),
    }
}

fn title(lines: &[Line]) -> String {
    let of = |property: &str| lines.iter().find(|line| line.property == property).map(|line| line.text.as_str());
    let parts = || ["given", "surname1", "surname2"].iter().filter_map(|part| of(part)).collect::<Vec<_>>().join(" ");
    of("name").or_else(|| of("title")).map_or_else(parts, str::to_owned)
}

/// An archived document: its description, and the passages of its text. `pages` are the characters at which pages begin.
pub fn of_document(document: &Document, text: &str, pages: &[usize]) -> Subject {
    let description = &document.description;
    let text_line = |property: &str, text: &str| Line {
        property: property.to_owned(),
        text: text.to_owned(),
        is_searched: true,
        value: Some(Value::Text(text.to_owned())),
        ..Line::default()
    };
    let [english, spanish] = Language::ALL.map(|language| description.title.get(language));
    let mut lines = vec![text_line("title", english)];
    lines.extend((spanish != english).then(|| text_line("title", spanish)));
    lines.push(text_line("producer", &description.producer));
    lines.push(text_line("file", &document.name));
    lines.extend(description.citation.iter().map(|citation| text_line("citation", citation)));
    lines.extend(description.url.iter().map(|url| text_line("url", url)));
    for (property, date) in [("published", &description.published), ("accessed", &description.accessed)] {
        lines.extend(date.iter().map(|date| Line {
            value: Some(Value::Date(date.clone())),
            is_searched: false,
            ..text_line(property, date.as_str())
        }));
    }
    let passages = passages(text).into_iter().map(|(bytes, chars)| {
        let before = pages.iter().take_while(|start| **start <= chars.start).count();
        let page = u32::try_from(before).ok().filter(|page| *page > 0);
        let line = Line { value: None, ..text_line("text", &text[bytes]) };
        Item { lines: vec![line], place: Some((chars, page)) }
    });
    let items = std::iter::once(Item { lines, place: None }).chain(passages).collect();
    let title = english.to_owned();
    Subject { kind: DOCUMENT.to_owned(), name: document.id.to_string(), title, items }
}

/// Passages in order, in bytes and in characters: whole paragraphs together, long ones parted at a space.
fn passages(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut bytes, mut chars) = (0..0, 0..0);
    let mut last = ' ';
    for (at, char) in text.char_indices() {
        let is_paragraph = last == '\n' && char == '\n' && chars.len() >= PASSAGE_CHARS;
        if is_paragraph || (char.is_whitespace() && chars.len() >= LONGEST_PARAGRAPH_CHARS) {
            found.push((bytes.clone(), chars.clone()));
            (bytes, chars) = (at..at, chars.end..chars.end);
        }
        bytes.end = at + char.len_utf8();
        chars.end += 1;
        last = char;
    }
    found.push((bytes, chars));
    found.retain(|(bytes, _)| !text[bytes.clone()].trim().is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_whole_paragraphs_and_lose_nothing() {
        let paragraph = format!("{}ñ.", "A word. ".repeat(60));
        let text = [paragraph.as_str(); 5].join("\n\n");
        let found = passages(&text);
        assert_eq!(found.len(), 3);
        assert_eq!(found.iter().map(|(bytes, _)| &text[bytes.clone()]).collect::<String>(), text);
        for (bytes, chars) in &found {
            assert_eq!(text.chars().skip(chars.start).take(chars.len()).collect::<String>(), text[bytes.clone()]);
        }
    }

    #[test]
    fn a_long_paragraph_is_parted_at_a_space_and_an_empty_text_has_no_passage() {
        let found = passages(&"word ".repeat(1000));
        assert!(found.len() >= 4 && found.iter().all(|(bytes, _)| bytes.len() <= LONGEST_PARAGRAPH_CHARS + 5));
        assert_eq!(passages(" \n\n "), []);
    }
}
