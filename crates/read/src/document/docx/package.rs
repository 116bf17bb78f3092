//! The parts of the package: found by what they are to each other, unpacked with limits.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    Styles,
    body::{self, Block},
};
use crate::document::{MAX_BYTES, ReadError};

/// A part may unpack to no more: a small file of zeros unpacks to gigabytes.
const MAX_PART_BYTES: u64 = MAX_BYTES as u64;

/// Parts of a package.
const MAX_PARTS: usize = 20_000;

/// How a file begins that is encrypted, or of the format before DOCX.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// A note: whether it is a footnote, and its id.
pub(super) type NoteId = (bool, String);

/// An opened package.
pub(super) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    main: String,
    /// Targets of the main part by the last word of their type, such as `footnotes`.
    related: BTreeMap<String, String>,
}

impl<'a> Package<'a> {
    /// Opens it and finds its main part.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if bytes.starts_with(COMPOUND_FILE) {
            let why = "it is encrypted, or an old .doc: save it as .docx without a password";
            return Err(ReadError::Docx(why.to_owned()));
        }
        let archive = zip::ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| ReadError::Docx(format!("it is no package of parts ({error})")))?;
        if archive.len() > MAX_PARTS {
            return Err(ReadError::Docx(format!("it has {} parts; at most {MAX_PARTS} are read", archive.len())));
        }
        let mut package = Self { archive, main: String::new(), related: BTreeMap::new() };
        let root = package.relations("_rels/.rels", "")?;
        let main = root.get("officeDocument").cloned();
        package.main = main.ok_or_else(|| ReadError::Docx("no part of it is its text".to_owned()))?;
        let (folder, name) = package.main.rsplit_once('/').unwrap_or(("", &package.main));
        let (folder, path) = (folder.to_owned(), format!("{folder}/_rels/{name}.rels"));
        package.related = package.relations(path.trim_start_matches('/'), &folder)?;
        Ok(package)
    }

    /// The part with the text.
    pub(super) fn main_part(&mut self) -> Result<String, ReadError> {
        let name = self.main.clone();
        self.part(&name)?.ok_or_else(|| ReadError::Docx(format!("the part {name} is missing")))
    }

    /// Footnotes and endnotes.
    pub(super) fn notes(&mut self, styles: &Styles) -> Result<BTreeMap<NoteId, Vec<Block>>, ReadError> {
        let mut notes = BTreeMap::new();
        for (kind, is_footnote) in [("footnotes", true), ("endnotes", false)] {
            let Some(name) = self.related.get(kind).cloned() else { continue };
            if let Some(part) = self.part(&name)? {
                let read = body::read_notes(&part, styles)?;
                notes.extend(read.into_iter().map(|(id, blocks)| ((is_footnote, id), blocks)));
            }
        }
        Ok(notes)
    }

    /// The names of its styles.
    pub(super) fn styles(&mut self) -> Result<Styles, ReadError> {
        let mut styles = Styles::new();
        let Some(part) = self.related.get("styles").cloned() else { return Ok(styles) };
        let Some(text) = self.part(&part)? else { return Ok(styles) };
        let mut id = None;
        elements(&text, &part, |element| match element.local_name().as_ref() {
            "style" => id = attribute(element, "styleId"),
            "name" => {
                if let (Some(id), Some(name)) = (id.take(), attribute(element, "val")) {
                    styles.insert(id, name.to_lowercase());
                }
            }
            _ => {}
        })?;
        Ok(styles)
    }

    /// What a part names: targets by the last word of their type.
    fn relations(&mut self, path: &str, folder: &str) -> Result<BTreeMap<String, String>, ReadError> {
        let mut relations = BTreeMap::new();
        let Some(text) = self.part(path)? else { return Ok(relations) };
        elements(&text, path, |element| {
            let parts = attribute(element, "Type").zip(attribute(element, "Target"));
            let Some((kind, target)) = parts.filter(|_| attribute(element, "TargetMode").is_none()) else { return };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            relations.entry(kind).or_insert(path);
        })?;
        Ok(relations)
    }

    /// A part as text; none where it is not there.
    fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(ReadError::Docx(format!("the part {name}: {error}"))),
        };
        let mut bytes = Vec::new();
        // What a part says of its own size is not believed.
        part.take(MAX_PART_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| ReadError::Docx(format!("the part {name}: {error}")))?;
        if bytes.len() as u64 > MAX_PART_BYTES {
            let most = MAX_PART_BYTES >> 20;
            return Err(ReadError::Docx(format!("the part {name} unpacks to more than {most} MiB")));
        }
        crate::document::decode(&bytes).map(Some).map_err(|error| ReadError::Docx(format!("the part {name}: {error}")))
    }
}

/// Shows each element of a part.
fn elements(text: &str, part: &str, mut see: impl FnMut(&BytesStart<'_>)) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|error| malformed(part, &error.to_string()))? {
            Event::Start(element) | Event::Empty(element) => see(&element),
            Event::DocType(_) => return Err(malformed(part, "it declares a document type")),
            Event::Eof => return Ok(()),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// A part that is no XML of its kind.
pub(super) fn malformed(part: &str, why: &str) -> ReadError {
    ReadError::Docx(format!("{part}: {why}"))
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().filter_map(Result::ok);
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
