//! The text of a DOCX as its reader sees it: accepted, with its footnotes at the end.
//!
//! What was deleted under "track changes" is no text, what was inserted is; hidden text, comments, headers and footers of
//! pages, and the signs of automatic lists are none. A reference to a footnote leaves nothing in the sentence, so that no
//! number appears that nobody wrote.
//!
//! Source: ECMA-376 part 1, 5th edition 2016, sections 17.2 to 17.4 and 17.11 (text, tables, notes), 17.13.5 (revisions).

use std::collections::BTreeMap;

use super::{
    DocumentText, MAX_BYTES, ReadError,
    table::{plain, sentences},
};

mod body;
mod package;

use body::{Block, Row};
use package::Package;

/// How tables become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tables {
    /// A line for each row, its cells parted by tabulators.
    AsRows,
    /// A sentence for each number.
    AsSentences,
}

/// Reads the text.
pub(super) fn read(bytes: &[u8], tables: Tables) -> Result<DocumentText, ReadError> {
    let mut package = Package::open(bytes)?;
    let styles = package.styles()?;
    let main = body::read(&package.main_part()?, &styles)?;
    let notes = package.notes(&styles)?;
    let cited = main.notes.iter().filter_map(|cited| notes.get(cited));
    let blocks: Vec<&Block> = main.blocks.iter().chain(cited.flatten()).collect();
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let caption = at.checked_sub(1).and_then(|before| caption(blocks[before]));
        for paragraph in paragraphs(block, caption, tables) {
            text.push_str(&paragraph);
            text.push_str("\n\n");
        }
        if text.len() > MAX_BYTES {
            return Err(ReadError::TooLarge { found: text.len() >> 20 });
        }
    }
    if text.is_empty() {
        return Err(ReadError::Docx("it holds no text: its words may be pictures".to_owned()));
    }
    let date = text.lines().take(12).find_map(|line| crate::prose::date_line(line.trim()));
    Ok(DocumentText { title: title(&main.blocks), date, text, pages: Vec::new() })
}

/// The title, or where no paragraph is one, the first heading.
fn title(blocks: &[Block]) -> Option<String> {
    let styled = |wanted: &str| {
        blocks.iter().find_map(|block| match block {
            Block::Paragraph { text, style } if style == wanted => Some(plain(text)),
            Block::Paragraph { .. } | Block::Table(_) => None,
        })
    };
    styled("title").or_else(|| styled("heading 1"))
}

fn caption(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph { text, style } if style == "caption" => Some(text),
        Block::Paragraph { .. } | Block::Table(_) => None,
    }
}

fn paragraphs(block: &Block, caption: Option<&str>, tables: Tables) -> Vec<String> {
    let rows = match block {
        Block::Paragraph { text, .. } => return vec![text.trim().to_owned()],
        Block::Table(rows) => rows,
    };
    match tables {
        Tables::AsRows => {
            let rows: Vec<String> = rows.iter().map(|row| row.shown().join("\t")).collect();
            vec![rows.join("\n")]
        }
        Tables::AsSentences => {
            let found = sentences(&plain(caption.unwrap_or_default()), &body::grid(rows));
            // A table without numbers, or one that only lays out a page.
            if found.is_empty() {
                rows.iter().flat_map(Row::shown).filter(|cell| !cell.is_empty()).collect()
            } else {
                found
            }
        }
    }
}

/// Names of styles by their ids, lower case; ids are in the language of the program that wrote them, names are not.
pub(super) type Styles = BTreeMap<String, String>;

#[cfg(test)]
mod tests;
