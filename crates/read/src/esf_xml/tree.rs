//! An XML file as elements, with limits: nothing is fetched, no entity but the five of XML itself is known.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

/// Elements within elements.
const MAX_DEPTH: usize = 64;

/// Elements of a file.
const MAX_ELEMENTS: usize = 20_000_000;

/// An element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// The text in it, without that of the elements within it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// The line on which it begins.
    pub(super) line: u64,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Element, (u64, String)> {
    let text = decode(bytes).map_err(|reason| (1, reason))?;
    let mut reader = Reader::from_str(&text);
    let (mut open, mut root): (Vec<Element>, Option<Element>) = (Vec::new(), None);
    let (mut line, mut at, mut elements) = (1, 0, 0);
    loop {
        let event = reader.read_event();
        let begins = line;
        let end = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        line += text.as_bytes()[at..end].iter().filter(|byte| **byte == b'\n').count() as u64;
        at = end;
        let event = event.map_err(|error| (line, format!("not well-formed XML: {error}")))?;
        match event {
            Event::Start(start) => {
                elements += 1;
                if open.len() >= MAX_DEPTH || elements > MAX_ELEMENTS {
                    return Err((begins, format!("deeper than {MAX_DEPTH} elements, or more than {MAX_ELEMENTS}")));
                }
                open.push(element(&start, line).map_err(|reason| (line, reason))?);
            }
            Event::Empty(start) => {
                let empty = element(&start, line).map_err(|reason| (line, reason))?;
                close(empty, &mut open, &mut root);
            }
            Event::End(_) => {
                let done = open.pop().ok_or((line, "an end without its beginning".to_owned()))?;
                close(done, &mut open, &mut root);
            }
            Event::Text(words) => push(&mut open, &words.xml10_content()),
            Event::CData(words) => push(&mut open, &words.xml10_content()),
            Event::GeneralRef(reference) => {
                let letter = letter(&reference).map_err(|reason| (line, reason))?;
                push(&mut open, letter.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err((begins, "a document type: files with entities are not read".to_owned())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if open.is_empty() => break,
            Event::Eof => return Err((line, format!("the element '{}' does not end", open[open.len() - 1].name))),
        }
    }
    root.ok_or((1, "no element in the file".to_owned()))
}

/// The letter that an entity or a character's number stands for.
pub(crate) fn letter(reference: &BytesRef<'_>) -> Result<char, String> {
    match (reference.resolve_char_ref(), reference.xml10_content().as_ref()) {
        (Ok(Some(letter)), _) => Ok(letter),
        (_, "amp") => Ok('&'),
        (_, "lt") => Ok('<'),
        (_, "gt") => Ok('>'),
        (_, "quot") => Ok('"'),
        (_, "apos") => Ok('\''),
        (_, other) => Err(format!("an entity '{other}' that XML does not have")),
    }
}

fn push(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(words);
    }
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None => *root = Some(done),
    }
}

fn element(start: &BytesStart<'_>, line: u64) -> Result<Element, String> {
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.insert(attribute.key.local_name().as_ref().to_owned(), value.into_owned());
    }
    let name = start.local_name().as_ref().to_owned();
    Ok(Element { name, attributes, line, ..Element::default() })
}

/// The text of a file in the encoding that it declares; UTF-8 where it declares none.
fn decode(bytes: &[u8]) -> Result<String, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        rest[1..].split(quote).next().map(str::to_owned)
    });
    let label = declared.unwrap_or_else(|| "utf-8".to_owned());
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())
        .ok_or_else(|| format!("an encoding '{label}' that nobody knows"))?;
    let (text, is_wrong) = encoding.decode_without_bom_handling(bytes);
    if is_wrong { Err(format!("bytes that are no {label}")) } else { Ok(text.into_owned()) }
}
