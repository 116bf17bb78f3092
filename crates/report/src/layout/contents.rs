//! The contents: headings of the first two levels with the pages on which they stand.

use super::{Child, Desk, LEFT, Node, Role, Setting, WIDTH};
use crate::block::{Block, Link, Run, words};

/// Room for the number of a page.
const NUMBER: f32 = 40.0;

impl Desk<'_> {
    pub(super) fn contents(&mut self, title: &str) -> Vec<Node> {
        let title = [Run::plain(title)];
        let heading = self.heading(1, (&title, None), (LEFT, WIDTH));
        let mut headings = Vec::new();
        self.report.blocks.iter().for_each(|block| gather(block, &mut headings));
        let entries: Vec<Child> = headings
            .into_iter()
            .enumerate()
            // Its own heading comes first of all.
            .filter(|(_, (level, _))| (1..=2).contains(level))
            .map(|(at, (level, title))| Child::Node(self.entry(at + 1, level, title)))
            .collect();
        vec![heading, Node { role: Role::Contents, children: entries }]
    }

    /// One heading with its page, which the round before found out.
    fn entry(&mut self, at: usize, level: u16, title: String) -> Node {
        let page = self.before.headings.get(at).map(|(_, _, place)| place.page + 1).unwrap_or_default();
        let link = Some(Link::Anchor { name: format!("heading-{at}"), title: title.clone() });
        let is_first = level == 1;
        let setting = if is_first { Setting::BODY } else { Setting::TABLE };
        self.y += if is_first { 5.0 } else { 0.0 };
        let run = |text: String| [Run { text, is_bold: is_first, link: link.clone(), ..Run::default() }];
        let (title, number) = (run(title), run(page.to_string()));
        let indent = if is_first { 0.0 } else { 14.0 };
        let column = (LEFT + indent, WIDTH - indent - NUMBER);
        let lines = self.lines(&title, setting, column.1);
        self.room(setting.leading * 2.0);
        let mut children = self.place((&title, &lines), column, setting);
        self.y -= setting.leading;
        let setting = Setting { is_right: true, ..setting };
        let lines = self.lines(&number, setting, NUMBER);
        children.extend(self.place((&number, &lines), (LEFT + WIDTH - NUMBER, NUMBER), setting));
        Node { role: Role::Entry, children }
    }
}

/// Every heading in the order in which it is placed.
fn gather(block: &Block, found: &mut Vec<(u16, String)>) {
    match block {
        Block::Heading { level, text, .. } => found.push((*level, words(text))),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| gather(block, found)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| gather(block, found)),
        Block::Paragraph { .. } | Block::Table(_) | Block::Chart { .. } | Block::Contents { .. } | Block::NewPage => {}
    }
}
