//! Blocks on pages: where each line stands, and of which part of the document it is.
//!
//! Everything that is drawn is either a leaf of the tree of tags, in the order of reading, or an artifact: what only paper
//! needs (feet, rules, repeated heads of tables). Measures are in points, from the top left corner of an A4 page.

use std::collections::BTreeMap;

use record::Language;

use crate::{
    block::{Block, Cell, Link, Manner, Report, Run, words},
    face::{FaceIndex, Faces, Shaped},
    lines::{Line, NOTE_SIZE, Piece, Words},
};

mod chart;
mod contents;
mod table;

/// An A4 page.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
const LEFT: f32 = 68.0;
const TOP: f32 = 70.0;
const BOTTOM: f32 = 770.0;
const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
/// Where the foot stands.
const FOOT: f32 = 802.0;
/// Part of the size of the type by which words stand above the foot of their line.
const ASCENT: f32 = 1.05;

/// What words and shapes are painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Ink,
    Soft,
    Link,
    Bar,
    Rule,
}

/// Something drawn.
#[derive(Debug, Clone)]
pub(crate) enum Ink {
    Words { at: (f32, f32), size: f32, face: FaceIndex, shaped: Shaped, paint: Paint },
    Rect { at: (f32, f32), size: (f32, f32), paint: Paint },
    Line { from: (f32, f32), to: (f32, f32), width: f32, paint: Paint },
    Circle { centre: (f32, f32), radius: f32, paint: Paint },
}

/// What is drawn for one leaf, or for no part of the document.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) leaf: Option<usize>,
    pub(crate) ink: Vec<Ink>,
}

/// A part of the document.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) children: Vec<Child>,
}

/// What a part of the document is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    Heading { level: u16, title: String },
    Paragraph,
    Quote,
    List { is_numbered: bool },
    Item,
    Label,
    Body,
    Table { summary: Option<String> },
    Head,
    Rows,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    Figure { said: String },
    Caption,
    Link,
    Contents,
    Entry,
}

/// What a part holds.
#[derive(Debug, Clone)]
pub(crate) enum Child {
    Node(Node),
    /// What is drawn under this number.
    Leaf(usize),
    /// The sensitive area under this number.
    Area(usize),
}

/// Where a link can be followed: on one page, on one or several lines.
#[derive(Debug, Clone)]
pub(crate) struct Area {
    pub(crate) page: usize,
    /// Left, top, right, bottom.
    pub(crate) boxes: Vec<[f32; 4]>,
    pub(crate) link: Link,
}

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Place {
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// What a round of layout found out for the next.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Known {
    /// Where each heading stands, in their order.
    pub(crate) headings: Vec<(u16, String, Place)>,
    pub(crate) anchors: BTreeMap<String, Place>,
}

/// Pages, and the document that they show.
pub(crate) struct Pages {
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) root: Vec<Node>,
    pub(crate) areas: Vec<Area>,
    pub(crate) known: Known,
    pub(crate) leaves: usize,
}

/// Lays a report out. What cannot be printed was refused before.
pub(crate) fn pages(report: &Report, faces: &Faces, before: &Known) -> Pages {
    let mut desk = Desk::new(report, faces, before);
    let mut root = Vec::new();
    for (at, block) in report.blocks.iter().enumerate() {
        if let (Block::Heading { .. }, Some(Block::Chart { drawing, .. })) = (block, report.blocks.get(at + 1)) {
            // The heading of a chart goes with it.
            desk.room(chart::height(drawing, WIDTH) + 90.0);
        }
        root.extend(desk.block(block, (LEFT, WIDTH)));
    }
    desk.feet();
    Pages { pages: desk.pages, root, areas: desk.areas, known: desk.known, leaves: desk.leaves }
}

/// How words are set.
#[derive(Debug, Clone, Copy)]
struct Setting {
    size: f32,
    leading: f32,
    paint: Paint,
    is_right: bool,
}

impl Setting {
    const BODY: Self = Self::of(10.5, 15.0);
    const SMALL: Self = Self::of(8.5, 12.0);
    const TABLE: Self = Self::of(9.0, 12.5);

    const fn of(size: f32, leading: f32) -> Self {
        Self { size, leading, paint: Paint::Ink, is_right: false }
    }

    const fn soft(self) -> Self {
        Self { paint: Paint::Soft, ..self }
    }

    fn of_heading(level: u16) -> (Self, f32) {
        match level {
            1 => (Self::of(22.0, 28.0), 0.0),
            2 => (Self::of(15.0, 20.0), 16.0),
            3 => (Self::of(11.5, 15.5), 12.0),
            _ => (Self::BODY, 8.0),
        }
    }
}

/// Where the next thing goes.
struct Desk<'a> {
    report: &'a Report,
    faces: &'a Faces,
    before: &'a Known,
    language: Language,
    pages: Vec<Vec<Mark>>,
    y: f32,
    leaves: usize,
    areas: Vec<Area>,
    known: Known,
    /// Level of the last heading: none is skipped on the way down.
    level: u16,
}

impl<'a> Desk<'a> {
    fn new(report: &'a Report, faces: &'a Faces, before: &'a Known) -> Self {
        Self {
            report,
            faces,
            before,
            language: report.language,
            pages: vec![Vec::new()],
            y: TOP,
            leaves: 0,
            areas: Vec::new(),
            known: Known::default(),
            level: 0,
        }
    }

    fn page(&self) -> usize {
        self.pages.len() - 1
    }

    fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Begins a page where so much has no room on this one.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.new_page();
        }
    }

    fn draw(&mut self, leaf: Option<usize>, ink: Vec<Ink>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Mark { leaf, ink });
        }
    }

    fn leaf(&mut self, ink: Vec<Ink>) -> usize {
        let leaf = self.leaves;
        self.leaves += 1;
        self.draw(Some(leaf), ink);
        leaf
    }

    fn block(&mut self, block: &Block, (x, width): (f32, f32)) -> Vec<Node> {
        match block {
            Block::NewPage => {
                self.new_page();
                Vec::new()
            }
            Block::Heading { level, text, anchor } => vec![self.heading(*level, (text, anchor.as_ref()), (x, width))],
            Block::Paragraph { text, manner } => vec![self.paragraph(text, *manner, (x, width))],
            Block::List { is_numbered, items } => vec![self.list(*is_numbered, items, (x, width))],
            Block::Quote(blocks) => {
                let inside = blocks.iter().flat_map(|block| self.block(block, (x + 16.0, width - 16.0)));
                let children = inside.map(Child::Node).collect();
                vec![Node { role: Role::Quote, children }]
            }
            Block::Table(table) => vec![self.table(table, (x, width))],
            Block::Chart { title, said, drawing, table } => {
                let mut nodes = self.chart((title, said), drawing, (x, width));
                nodes.extend(table.iter().map(|table| self.table(table, (x, width))));
                nodes
            }
            Block::Contents { title } => self.contents(title),
        }
    }

    fn heading(&mut self, level: u16, (text, anchor): (&[Run], Option<&String>), (x, width): (f32, f32)) -> Node {
        let level = level.clamp(1, 6).min(self.level + 1);
        self.level = level;
        let (setting, before) = Setting::of_heading(level);
        if level == 1 && self.y > TOP {
            self.new_page();
        }
        let bold: Vec<Run> = text.iter().map(|run| Run { is_bold: true, ..run.clone() }).collect();
        let lines = self.lines(&bold, setting, width);
        #[expect(clippy::cast_precision_loss, reason = "a heading has few lines")]
        let height = lines.len() as f32 * setting.leading;
        // A heading never stands alone at the foot of a page.
        self.room(before + height + 3.0 * Setting::BODY.leading);
        if self.y > TOP {
            self.y += before;
        }
        let place = Place { page: self.page(), y: self.y };
        let title = words(text);
        self.known.headings.push((level, title.clone(), place));
        if let Some(anchor) = anchor {
            self.known.anchors.insert(anchor.clone(), place);
        }
        let children = self.place((&bold, &lines), (x, width), setting);
        self.y += if level == 1 { 12.0 } else { 4.0 };
        Node { role: Role::Heading { level, title }, children }
    }

    fn paragraph(&mut self, text: &[Run], manner: Manner, (x, width): (f32, f32)) -> Node {
        let (setting, before, after) = match manner {
            Manner::Body => (Setting::BODY, 0.0, 7.0),
            Manner::Caption => (Setting::of(9.5, 13.0), 4.0, 4.0),
            Manner::House => (Setting::of(13.0, 18.0).soft(), 60.0, 0.0),
            Manner::Title => (Setting::of(32.0, 40.0), 110.0, 24.0),
            Manner::Cover => (Setting::of(11.0, 16.0), 0.0, 6.0),
        };
        let is_bold = matches!(manner, Manner::House | Manner::Title | Manner::Caption);
        let set: Vec<Run> = text.iter().map(|run| Run { is_bold: run.is_bold || is_bold, ..run.clone() }).collect();
        let lines = self.lines(&set, setting, width);
        self.y += before;
        if lines.len() > 1 {
            self.room(2.0 * setting.leading);
        }
        let children = self.place((&set, &lines), (x, width), setting);
        self.y += after;
        Node { role: if manner == Manner::Caption { Role::Caption } else { Role::Paragraph }, children }
    }

    fn list(&mut self, is_numbered: bool, items: &[Vec<Block>], (x, width): (f32, f32)) -> Node {
        let indent = 20.0;
        let mut children = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let setting = Setting::BODY;
            self.room(2.0 * setting.leading);
            let label = if is_numbered { format!("{}.", at + 1) } else { "•".to_owned() };
            let label = [Run::plain(label)];
            let line = self.lines(&label, setting, indent);
            let top = self.y;
            let label = self.place((&label, &line), (x + 2.0, indent), setting);
            self.y = top;
            let inside = item.iter().flat_map(|block| self.block(block, (x + indent, width - indent)));
            let body = inside.map(Child::Node).collect();
            // Points stand closer together than paragraphs.
            self.y -= if self.y > TOP { 4.0 } else { 0.0 };
            let parts = [(Role::Label, label), (Role::Body, body)];
            let parts = parts.map(|(role, children)| Child::Node(Node { role, children }));
            children.push(Child::Node(Node { role: Role::Item, children: parts.into() }));
        }
        self.y += 6.0;
        Node { role: Role::List { is_numbered }, children }
    }

    fn lines(&self, runs: &[Run], setting: Setting, width: f32) -> Vec<Line> {
        Words::new(runs, (setting.size, self.language), self.faces).lines(width)
    }

    /// Places lines under each other, on as many pages as they take.
    fn place(&mut self, (runs, lines): (&[Run], &[Line]), (x, width): (f32, f32), setting: Setting) -> Vec<Child> {
        let mut children = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            // The last line of a paragraph does not go on alone.
            let together = if lines.len() > 2 && at + 2 == lines.len() { 2.0 } else { 1.0 };
            if self.y + together * setting.leading > BOTTOM {
                self.new_page();
            }
            self.line((runs, line), ((x, width), setting), &mut children);
            self.y += setting.leading;
        }
        children
    }

    /// Draws a line at the height that was reached.
    fn line(
        &mut self,
        (runs, line): (&[Run], &Line),
        ((x, width), setting): ((f32, f32), Setting),
        children: &mut Vec<Child>,
    ) {
        let shift = if setting.is_right { width - line.width } else { 0.0 };
        for piece in &line.pieces {
            self.piece((&runs[piece.run], piece), (x + shift, setting), children);
        }
    }

    fn piece(&mut self, (run, piece): (&Run, &Piece), (x, setting): (f32, Setting), children: &mut Vec<Child>) {
        let baseline = self.y + setting.size * ASCENT;
        let raised = if run.is_note { baseline - setting.size * (1.0 - NOTE_SIZE) } else { baseline };
        let paint = if run.link.is_some() { Paint::Link } else { setting.paint };
        let at = (x + piece.x, raised);
        let (face, size, shaped) = (piece.face, piece.size, piece.shaped.clone());
        let right = at.0 + shaped.width(size);
        let leaf = self.leaf(vec![Ink::Words { at, size, face, shaped, paint }]);
        let Some(link) = &run.link else { return children.push(Child::Leaf(leaf)) };
        let bounds = [at.0, self.y, right, self.y + setting.leading];
        let part = match children.last_mut() {
            // The same run goes on in the next line.
            Some(Child::Node(node)) if node.role == Role::Link && piece.x == 0.0 && self.is_of(node, link) => node,
            Some(_) | None => {
                children.push(Child::Node(Node { role: Role::Link, children: Vec::new() }));
                match children.last_mut() {
                    Some(Child::Node(node)) => node,
                    Some(Child::Leaf(_) | Child::Area(_)) | None => return,
                }
            }
        };
        let page = self.pages.len() - 1;
        let known = part.children.iter().find_map(|child| match child {
            Child::Area(area) if self.areas[*area].page == page => Some(*area),
            Child::Area(_) | Child::Leaf(_) | Child::Node(_) => None,
        });
        let area = known.unwrap_or_else(|| {
            self.areas.push(Area { page, boxes: Vec::new(), link: link.clone() });
            part.children.push(Child::Area(self.areas.len() - 1));
            self.areas.len() - 1
        });
        self.areas[area].boxes.push(bounds);
        part.children.push(Child::Leaf(leaf));
    }

    /// True where a part is of this link.
    fn is_of(&self, node: &Node, link: &Link) -> bool {
        node.children.iter().any(|child| matches!(child, Child::Area(area) if self.areas[*area].link == *link))
    }

    /// The foot of every page but the cover: artifacts.
    fn feet(&mut self) {
        let setting = Setting::SMALL.soft();
        let foot = self.faces.shape(FaceIndex::REGULAR, &self.report.foot);
        for (at, page) in self.pages.iter_mut().enumerate().skip(1) {
            let number = self.faces.shape(FaceIndex::REGULAR, &(at + 1).to_string());
            let right = LEFT + WIDTH - number.width(setting.size);
            let ink = [(LEFT, foot.clone()), (right, number)].map(|(x, shaped)| Ink::Words {
                at: (x, FOOT),
                size: setting.size,
                face: FaceIndex::REGULAR,
                shaped,
                paint: setting.paint,
            });
            page.push(Mark { leaf: None, ink: ink.into() });
        }
    }

    /// A thin line across, which is no part of the document.
    fn rule(&mut self, (x, width): (f32, f32)) {
        let (from, to) = ((x, self.y), (x + width, self.y));
        self.draw(None, vec![Ink::Line { from, to, width: 0.5, paint: Paint::Rule }]);
    }
}

/// The runs of a cell; an empty one still holds a space, so that the table keeps its columns.
fn of_cell(cell: &Cell) -> Vec<Run> {
    let is_bold = cell.is_header;
    let runs: Vec<Run> = cell.text.iter().map(|run| Run { is_bold: run.is_bold || is_bold, ..run.clone() }).collect();
    if runs.iter().all(|run| run.text.is_empty()) { vec![Run::plain(" ")] } else { runs }
}

#[cfg(test)]
mod tests;
