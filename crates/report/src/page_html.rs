//! Pages of the site as blocks: the same words, tables and drawings, read from the same HTML.

use dom_query::{Document, NodeRef};

use crate::{
    ReportError,
    block::{Block, Cell, Link, Manner, Run, Table, words},
    drawing::Drawing,
};

/// Where a link leads, and the mark of the note that stands behind it.
pub(crate) type Led = (Option<Link>, Option<String>);

/// What a page is read with: where its links lead.
pub(crate) struct Reader<'a> {
    /// Where a link leads, by its address on the page.
    pub(crate) link: &'a dyn Fn(&str) -> Led,
}

/// How words are set where they stand.
#[derive(Clone, Default)]
struct Style {
    is_bold: bool,
    is_italic: bool,
    link: Option<Link>,
}

impl Reader<'_> {
    /// Reads a page or a part of one.
    ///
    /// # Errors
    /// Where a chart holds what cannot be drawn.
    pub(crate) fn read(&self, html: &str) -> Result<Vec<Block>, ReportError> {
        let page = Document::from(html);
        let body = page.select("body");
        let mut blocks = Vec::new();
        for node in body.nodes() {
            self.children(node, &mut blocks)?;
        }
        Ok(blocks)
    }

    /// The blocks within an element; words that stand between them make paragraphs.
    fn children(&self, parent: &NodeRef<'_>, blocks: &mut Vec<Block>) -> Result<(), ReportError> {
        let mut loose: Vec<Run> = Vec::new();
        for node in parent.children() {
            if is_inline(&node) {
                self.runs(&node, &Style::default(), &mut loose);
            } else {
                paragraph(&mut loose, blocks);
                self.block(&node, blocks)?;
            }
        }
        paragraph(&mut loose, blocks);
        Ok(())
    }

    fn block(&self, node: &NodeRef<'_>, blocks: &mut Vec<Block>) -> Result<(), ReportError> {
        let name = node.node_name().unwrap_or_default();
        match &*name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name[1..].parse().unwrap_or(6);
                blocks.push(Block::Heading { level, text: self.inline(node), anchor: None });
            }
            "p" => paragraph(&mut self.inline(node), blocks),
            "ul" | "ol" => {
                let mut items = Vec::new();
                for item in node.children().iter().filter(|item| item.is_element()) {
                    let mut inside = Vec::new();
                    self.children(item, &mut inside)?;
                    items.push(inside);
                }
                blocks.push(Block::List { is_numbered: &*name == "ol", items });
            }
            "blockquote" => {
                let mut inside = Vec::new();
                self.children(node, &mut inside)?;
                blocks.push(Block::Quote(inside));
            }
            "dl" => blocks.push(Block::Table(self.facts(node))),
            "table" => blocks.push(Block::Table(self.table(node))),
            "figure" => blocks.push(self.chart(node)?),
            // Doors to other pages, which paper does not have.
            "nav" => {}
            _ => self.children(node, blocks)?,
        }
        Ok(())
    }

    fn chart(&self, figure: &NodeRef<'_>) -> Result<Block, ReportError> {
        let find = |name: &str| descendants(figure).into_iter().find(|node| node.node_name().as_deref() == Some(name));
        let title = find("figcaption").map(|node| squeezed(&node.text())).unwrap_or_default();
        let refuse = |element: String| ReportError::Drawing { title: title.clone(), element };
        let svg = find("svg").ok_or_else(|| refuse("figure".to_owned()))?;
        let drawing = Drawing::read(&svg).map_err(refuse)?;
        let said = find("desc").map(|node| squeezed(&node.text())).unwrap_or_default();
        let table = find("table").map(|table| self.table(&table));
        Ok(Block::Chart { title: title.clone(), said: format!("{title}: {said}"), drawing, table })
    }

    fn table(&self, node: &NodeRef<'_>) -> Table {
        let mut table = Table::default();
        for row in descendants(node).iter().filter(|node| node.node_name().as_deref() == Some("tr")) {
            let cells: Vec<Cell> = row
                .children()
                .iter()
                .filter(|cell| cell.is_element())
                .map(|cell| Cell {
                    text: self.inline(cell),
                    is_header: cell.node_name().as_deref() == Some("th"),
                    is_number: cell.has_class("number"),
                })
                .collect();
            let is_head = table.head.is_empty() && table.rows.is_empty() && cells.iter().all(|cell| cell.is_header);
            if is_head { table.head = cells } else { table.rows.push(cells) }
        }
        table
    }

    /// Names and what is said of each, as rows with their headers.
    fn facts(&self, list: &NodeRef<'_>) -> Table {
        let mut table = Table::default();
        for node in list.children().iter().filter(|node| node.is_element()) {
            let is_header = node.node_name().as_deref() == Some("dt");
            let cell = Cell { text: self.spaced(node), is_header, is_number: false };
            match table.rows.last_mut() {
                Some(row) if !is_header => row.push(cell),
                Some(_) | None => table.rows.push(vec![cell]),
            }
        }
        table
    }

    /// Words of an element that may hold a list, each point of it on a line of its own.
    fn spaced(&self, node: &NodeRef<'_>) -> Vec<Run> {
        let points: Vec<NodeRef<'_>> =
            descendants(node).into_iter().filter(|node| node.node_name().as_deref() == Some("li")).collect();
        if points.is_empty() {
            return self.inline(node);
        }
        let mut runs = Vec::new();
        for point in &points {
            if !runs.is_empty() {
                runs.push(Run::plain("\n"));
            }
            runs.extend(self.inline(point));
        }
        runs
    }

    fn inline(&self, node: &NodeRef<'_>) -> Vec<Run> {
        let mut runs = Vec::new();
        node.children().iter().for_each(|child| self.runs(child, &Style::default(), &mut runs));
        tidy(&mut runs);
        runs
    }

    fn runs(&self, node: &NodeRef<'_>, style: &Style, runs: &mut Vec<Run>) {
        if node.is_text() {
            let text = unseen_removed(&node.text());
            let Style { is_bold, is_italic, link } = style.clone();
            runs.push(Run { text, is_bold, is_italic, is_note: false, link });
            return;
        }
        let mut style = style.clone();
        let mut note = None;
        match node.node_name().as_deref() {
            Some("strong" | "b" | "th") => style.is_bold = true,
            Some("em" | "i" | "cite") => style.is_italic = true,
            Some("br") => return runs.push(Run::plain("\n")),
            Some("a") => {
                let href = node.attr("href").unwrap_or_default();
                let (link, mark) = (self.link)(&href);
                style.link.clone_from(&link);
                note = mark.zip(link);
            }
            Some(_) | None => {}
        }
        node.children().iter().for_each(|child| self.runs(child, &style, runs));
        if let Some((text, link)) = note {
            runs.push(Run { text, is_note: true, link: Some(link), ..Run::default() });
        }
    }
}

/// True for words and what stands among them.
fn is_inline(node: &NodeRef<'_>) -> bool {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "br", "cite", "code", "data", "del", "em", "i", "mark", "s", "small", "span", "strong",
        "sub", "sup", "time",
    ];
    node.is_text() || node.node_name().is_some_and(|name| INLINE.contains(&&*name))
}

fn paragraph(runs: &mut Vec<Run>, blocks: &mut Vec<Block>) {
    let mut text = std::mem::take(runs);
    tidy(&mut text);
    if !words(&text).is_empty() {
        blocks.push(Block::Paragraph { text, manner: Manner::Body });
    }
}

/// White space as HTML prints it: one space for many, none at the ends.
fn tidy(runs: &mut Vec<Run>) {
    let mut ends_in_space = true;
    for run in runs.iter_mut().filter(|run| run.text != "\n") {
        let mut text = String::new();
        for char in run.text.chars() {
            let is_space = char.is_whitespace() && char != '\u{a0}' && char != '\u{202f}';
            if !is_space {
                text.push(char);
            } else if !ends_in_space {
                text.push(' ');
            }
            ends_in_space = is_space;
        }
        run.text = text;
    }
    if let Some(last) = runs.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    runs.retain(|run| !run.text.is_empty());
}

/// Text without characters that only steer how lines break, which a face has no glyph for.
fn unseen_removed(text: &str) -> String {
    text.replace(['\u{2060}', '\u{200b}', '\u{feff}', '\u{ad}'], "")
}

fn squeezed(text: &str) -> String {
    unseen_removed(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every element below one, in the order of reading.
fn descendants<'a>(node: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let mut found = Vec::new();
    for child in node.children().into_iter().filter(NodeRef::is_element) {
        let below = descendants(&child);
        found.push(child);
        found.extend(below);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Vec<Block> {
        let link = |href: &str| (Some(Link::Address(href.to_owned())), href.starts_with('f').then(|| "[1]".to_owned()));
        Reader { link: &link }.read(html).unwrap()
    }

    #[test]
    fn a_bound_number_keeps_its_link_and_gets_its_note() {
        let blocks = read("<p>Some <a href='f'>  <data value='12'>12</data></a>\n women.</p>");
        let Block::Paragraph { text, .. } = &blocks[0] else { panic!("{blocks:?}") };
        let said: Vec<(&str, bool)> = text.iter().map(|run| (run.text.as_str(), run.is_note)).collect();
        assert_eq!(said, [("Some ", false), ("12", false), ("[1]", true), (" women.", false)]);
        assert_eq!(words(text), "Some 12 women.");
    }

    #[test]
    fn lists_tables_and_loose_words_become_blocks() {
        let blocks = read(
            "<h2>A</h2>loose<ol><li>one</li><li><p>two</p></li></ol><div><table><thead><tr><th>x</th></tr></thead>\
             <tr><th>r</th><td class='number'>3</td></tr></table></div><nav>away</nav>",
        );
        assert!(matches!(&blocks[0], Block::Heading { level: 2, .. }));
        assert!(matches!(&blocks[2], Block::List { is_numbered: true, items } if items.len() == 2));
        let Block::Table(table) = &blocks[3] else { panic!("{blocks:?}") };
        assert!(table.head.len() == 1 && table.rows[0][1].is_number && table.rows[0][0].is_header);
        assert_eq!(blocks.len(), 4);
    }
}
