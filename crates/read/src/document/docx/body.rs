//! Paragraphs and tables of a part, read as they come.

use std::{mem, rc::Rc};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    Styles,
    package::{NoteId, attribute, malformed},
};
use crate::{
    document::{
        MAX_BYTES, ReadError,
        table::{Cell as Told, plain},
    },
    esf_xml::tree::letter,
};

/// Elements within elements; people nest tables and frames, but not so deep.
const MAX_DEPTH: usize = 256;

/// Columns that one cell may span.
const MAX_SPAN: usize = 50;

/// Elements whose content is no text: deleted, moved elsewhere, a fallback for what was read already, codes of fields,
/// what a format was before, the phonetic reading of a word.
const NO_TEXT: &[&str] = &["del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText", "rt", "tabs"];

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph with the name of its style.
    Paragraph { text: String, style: String },
    /// A table.
    Table(Vec<Row>),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    cells: Vec<Cell>,
    is_header: bool,
    is_deleted: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Cell {
    text: String,
    span: usize,
    /// True where it goes on with the cell above it.
    goes_on: bool,
}

impl Row {
    /// Its cells, each once.
    pub(super) fn shown(&self) -> Vec<String> {
        self.cells.iter().map(|cell| plain(&cell.text)).collect()
    }
}

/// The table cell by cell: one that spans columns or rows stands in each.
pub(super) fn grid(rows: &[Row]) -> Vec<Vec<Told>> {
    let mut grid: Vec<Vec<Told>> = Vec::new();
    for row in rows {
        let mut told: Vec<Told> = Vec::new();
        for cell in &row.cells {
            let above = grid.last().and_then(|above| above.get(told.len())).filter(|_| cell.goes_on);
            let text = above.map_or_else(|| plain(&cell.text).into(), |above| Rc::clone(&above.text));
            let is_header = row.is_header;
            told.extend((0..cell.span.max(1)).map(|_| Told { text: Rc::clone(&text), is_header }));
        }
        grid.push(told);
    }
    grid
}

/// What a part holds.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// Notes in the order in which they are cited.
    pub(super) notes: Vec<NoteId>,
}

/// Reads the main part.
pub(super) fn read(text: &str, styles: &Styles) -> Result<Body, ReadError> {
    let mut walk = Walk::new(styles);
    walk.through(text, "the text")?;
    Ok(Body { blocks: walk.room().blocks, notes: walk.cited })
}

/// Reads footnotes or endnotes, by id.
pub(super) fn read_notes(text: &str, styles: &Styles) -> Result<Vec<(String, Vec<Block>)>, ReadError> {
    let mut walk = Walk::new(styles);
    walk.through(text, "the notes")?;
    Ok(walk.notes)
}

/// A place that holds blocks: the body, a cell, a frame, a note.
#[derive(Default)]
struct Room {
    blocks: Vec<Block>,
    /// The paragraph that is being read.
    text: String,
    style: String,
    /// True where the mark at its end was deleted, so that it goes on in the next.
    is_joined: bool,
    /// True in a run that is not shown.
    is_hidden: bool,
    /// Blocks of frames that are anchored in the paragraph.
    framed: Vec<Block>,
}

struct Walk<'a> {
    styles: &'a Styles,
    rooms: Vec<Room>,
    tables: Vec<Vec<Row>>,
    cited: Vec<NoteId>,
    notes: Vec<(String, Vec<Block>)>,
    /// Names of the open elements.
    open: Vec<String>,
    /// How many of them are open where nothing is read until one of them ends.
    skipped_from: Option<usize>,
    /// Bytes of text so far.
    bytes: usize,
}

impl<'a> Walk<'a> {
    fn new(styles: &'a Styles) -> Self {
        let rooms = vec![Room::default()];
        let (tables, cited, notes) = (Vec::new(), Vec::new(), Vec::new());
        Self { styles, rooms, tables, cited, notes, open: Vec::new(), skipped_from: None, bytes: 0 }
    }

    fn through(&mut self, text: &str, part: &str) -> Result<(), ReadError> {
        let mut reader = Reader::from_str(text);
        loop {
            let event = reader.read_event().map_err(|error| malformed(part, &error.to_string()))?;
            match event {
                Event::Start(element) => self.begin(&element, part)?,
                Event::Empty(element) => {
                    self.begin(&element, part)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(words) => self.words(&words.xml10_content()),
                Event::CData(words) => self.words(&words.xml10_content()),
                Event::GeneralRef(reference) => {
                    let letter = letter(&reference).map_err(|reason| malformed(part, &reason))?;
                    self.words(letter.encode_utf8(&mut [0; 4]));
                }
                Event::DocType(_) => return Err(malformed(part, "it declares a document type")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if self.open.is_empty() => return Ok(()),
                Event::Eof => return Err(malformed(part, "it ends in the middle")),
            }
            if self.bytes > MAX_BYTES {
                return Err(ReadError::TooLarge { found: self.bytes >> 20 });
            }
        }
    }

    fn here(&mut self) -> &mut Room {
        if self.rooms.is_empty() {
            self.rooms.push(Room::default());
        }
        let last = self.rooms.len() - 1;
        &mut self.rooms[last]
    }

    /// Takes the innermost room, its last paragraph ended.
    fn room(&mut self) -> Room {
        self.here().is_joined = false;
        self.end_paragraph();
        self.rooms.pop().unwrap_or_default()
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        self.tables.last_mut()?.last_mut()?.cells.last_mut()
    }

    fn words(&mut self, words: &str) {
        if self.skipped_from.is_none() && self.open.last().is_some_and(|name| name == "t") {
            self.push(words);
        }
    }

    fn push(&mut self, words: &str) {
        if !self.here().is_hidden {
            self.bytes += words.len();
            self.here().text.push_str(words);
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>, part: &str) -> Result<(), ReadError> {
        let name = element.local_name().as_ref().to_owned();
        if self.open.len() >= MAX_DEPTH {
            return Err(malformed(part, &format!("elements are nested deeper than {MAX_DEPTH}")));
        }
        let parent = self.open.last().cloned().unwrap_or_default();
        let is_of_mark = parent == "rPr" && self.open.iter().rev().nth(1).is_some_and(|name| name == "pPr");
        self.open.push(name.clone());
        if self.skipped_from.is_some() {
            return Ok(());
        }
        match (parent.as_str(), name.as_str()) {
            (_, "altChunk") => {
                let why = "it holds a part in another format: open it in its program and save it again";
                return Err(malformed(part, why));
            }
            ("rPr", "del" | "moveFrom") => self.here().is_joined |= is_of_mark,
            ("trPr", "del") => self.row(|row| row.is_deleted = true),
            ("trPr", "tblHeader") => self.row(|row| row.is_header = is_on(element)),
            ("rPr", "vanish") if !is_of_mark => self.here().is_hidden = is_on(element),
            ("pPr", "pStyle") => {
                let id = attribute(element, "val").unwrap_or_default();
                self.here().style = self.styles.get(&id).cloned().unwrap_or_else(|| id.to_lowercase());
            }
            ("r", "tab") => self.push("\t"),
            ("r", "br" | "cr") => self.push("\n"),
            ("r", "noBreakHyphen") => self.push("-"),
            ("r", "footnoteReference" | "endnoteReference") => {
                let id = attribute(element, "id").unwrap_or_default();
                self.cited.push((name == "footnoteReference", id));
            }
            ("tcPr", "gridSpan") => {
                let span = attribute(element, "val").and_then(|span| span.parse::<usize>().ok());
                self.cell().into_iter().for_each(|cell| cell.span = span.unwrap_or(1).clamp(1, MAX_SPAN));
            }
            ("tcPr", "vMerge") => {
                let goes_on = attribute(element, "val").is_none_or(|value| value == "continue");
                self.cell().into_iter().for_each(|cell| cell.goes_on = goes_on);
            }
            (_, "tbl") => {
                self.here().is_joined = false;
                self.end_paragraph();
                self.tables.push(Vec::new());
            }
            (_, "tr") => self.tables.last_mut().into_iter().for_each(|rows| rows.push(Row::default())),
            (_, "tc") => {
                self.row(|row| row.cells.push(Cell::default()));
                self.rooms.push(Room::default());
            }
            (_, "txbxContent") => self.rooms.push(Room::default()),
            ("footnotes" | "endnotes", "footnote" | "endnote") => {
                self.rooms.push(Room::default());
                self.notes.push((attribute(element, "id").unwrap_or_default(), Vec::new()));
            }
            (_, name) if NO_TEXT.contains(&name) || name.ends_with("Change") => {
                self.skipped_from = Some(self.open.len());
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.tables.last_mut().and_then(|rows| rows.last_mut()) {
            change(row);
        }
    }

    fn end(&mut self) {
        let depth = self.open.len();
        let Some(name) = self.open.pop() else { return };
        if let Some(from) = self.skipped_from {
            if depth == from {
                self.skipped_from = None;
            }
            return;
        }
        match name.as_str() {
            "p" if self.here().is_joined => self.here().is_joined = false,
            "p" => self.end_paragraph(),
            "r" => self.here().is_hidden = false,
            "tc" => {
                let room = self.room();
                let text = room.blocks.iter().map(words_of).collect::<Vec<_>>().join("\n");
                if let Some(cell) = self.cell() {
                    cell.text = text;
                }
            }
            "tbl" => {
                let mut rows = self.tables.pop().unwrap_or_default();
                rows.retain(|row| !row.is_deleted && !row.cells.is_empty());
                if !rows.is_empty() {
                    self.here().blocks.push(Block::Table(rows));
                }
            }
            "txbxContent" => {
                let blocks = self.room().blocks;
                self.here().framed.extend(blocks);
            }
            "footnote" | "endnote" => {
                let blocks = self.room().blocks;
                self.notes.last_mut().into_iter().for_each(|(_, note)| *note = blocks.clone());
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let room = self.here();
        let (text, style) = (mem::take(&mut room.text), mem::take(&mut room.style));
        if !text.trim().is_empty() {
            room.blocks.push(Block::Paragraph { text, style });
        }
        let framed = mem::take(&mut room.framed);
        room.blocks.extend(framed);
    }
}

/// The words of what stands in a cell.
fn words_of(block: &Block) -> String {
    match block {
        Block::Paragraph { text, .. } => text.clone(),
        Block::Table(rows) => rows.iter().flat_map(Row::shown).collect::<Vec<_>>().join("\n"),
    }
}

/// A switch is on where it does not say otherwise.
fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
