//! What a report is made of before it has pages: blocks of words, tables and drawings, in the order in which they are read.

use record::Language;

use crate::drawing::Drawing;

/// A report before it has pages.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) language: Language,
    pub(crate) title: String,
    /// Who publishes it.
    pub(crate) author: String,
    /// What it is about, for catalogues.
    pub(crate) description: String,
    /// Date of the ledger's checkpoint, in seconds since 1970.
    pub(crate) seconds: i64,
    /// What stands at the foot of each page.
    pub(crate) foot: String,
    pub(crate) blocks: Vec<Block>,
}

/// One block.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// A heading of a level from 1; those of level 1 begin a page.
    Heading { level: u16, text: Vec<Run>, anchor: Option<String> },
    /// A paragraph.
    Paragraph { text: Vec<Run>, manner: Manner },
    /// Points, numbered or not.
    List { is_numbered: bool, items: Vec<Vec<Block>> },
    /// Words of somebody else, or a panel.
    Quote(Vec<Block>),
    /// A table.
    Table(Table),
    /// A drawing with its title, what it shows in words, and the table of its numbers.
    Chart { title: String, said: String, drawing: Drawing, table: Option<Table> },
    /// Headings of levels 1 and 2 with their pages.
    Contents { title: String },
    /// What follows begins a page.
    NewPage,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Body,
    /// On the cover: who publishes.
    House,
    /// On the cover: the title.
    Title,
    /// On the cover: everything else.
    Cover,
    Caption,
}

/// Words in one style that lead to one place, or nowhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
    /// Small and raised: the mark of a note.
    pub(crate) is_note: bool,
    pub(crate) link: Option<Link>,
}

/// Where words lead.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Link {
    /// A page of the site or of elsewhere.
    Address(String),
    /// A place in this report, with what stands there.
    Anchor { name: String, title: String },
}

/// A table whose rows may have a first cell that is their header.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) caption: Option<String>,
    /// Header of each column; empty where the rows alone have headers.
    pub(crate) head: Vec<Cell>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: Vec<Run>,
    pub(crate) is_header: bool,
    /// Set at the right, as numbers are.
    pub(crate) is_number: bool,
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_bold: true, ..Self::default() }
    }

    pub(crate) fn linked(text: impl Into<String>, link: Link) -> Self {
        Self { text: text.into(), link: Some(link), ..Self::default() }
    }
}

/// The words of runs without their styles.
pub(crate) fn words(runs: &[Run]) -> String {
    let words: String = runs.iter().filter(|run| !run.is_note).map(|run| run.text.as_str()).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Block {
    /// A paragraph of plain words.
    pub(crate) fn plain(text: impl Into<String>, manner: Manner) -> Self {
        Self::Paragraph { text: vec![Run::plain(text)], manner }
    }

    pub(crate) fn heading(level: u16, text: impl Into<String>) -> Self {
        Self::Heading { level, text: vec![Run::plain(text)], anchor: None }
    }

    /// Hands every run within to a reader, with the words of drawings as runs of their own.
    pub(crate) fn each_text(&self, read: &mut impl FnMut(&str)) {
        match self {
            Self::Heading { text, .. } | Self::Paragraph { text, .. } => text.iter().for_each(|run| read(&run.text)),
            Self::List { items, .. } => items.iter().flatten().for_each(|block| block.each_text(read)),
            Self::Quote(blocks) => blocks.iter().for_each(|block| block.each_text(read)),
            Self::Table(table) => table.each_text(read),
            Self::Chart { title, drawing, table, .. } => {
                read(title);
                drawing.words().for_each(&mut *read);
                table.iter().for_each(|table| table.each_text(read));
            }
            Self::Contents { title } => read(title),
            Self::NewPage => {}
        }
    }
}

impl Table {
    fn each_text(&self, read: &mut impl FnMut(&str)) {
        self.caption.iter().for_each(|caption| read(caption));
        let cells = self.head.iter().chain(self.rows.iter().flatten());
        cells.flat_map(|cell| &cell.text).for_each(|run| read(&run.text));
    }
}
