//! Tables of a page as sentences: each number stands behind its caption, its row and its column, as a reader reads it.
//!
//! "Femicides by year, reported, 2017: 131." A table without numbers, or one that only lays out a page, stays as it is.

use std::{fmt::Write as _, rc::Rc};

use dom_query::{Document, Selection};

use crate::document::table::{Cell, plain, sentences};

/// Replaces every table of numbers by a paragraph for each number.
pub(super) fn as_sentences(page: &Document) {
    for table in page.select("table").iter() {
        if table.select("table").exists() {
            continue;
        }
        let rows = table.select("tr").iter().map(|row| cells(&row)).filter(|row| !row.is_empty()).collect::<Vec<_>>();
        let sentences = sentences(&plain(&table.select("caption").text()), &rows);
        if !sentences.is_empty() {
            let html = sentences.iter().fold(String::new(), |mut html, sentence| {
                // Writing to a string cannot fail.
                write!(html, "<p>{}</p>", escaped(sentence)).unwrap_or_default();
                html
            });
            table.replace_with_html(html);
        }
    }
}

/// The cells of a row; one that spans columns stands in each.
fn cells(row: &Selection<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for cell in row.select("th, td").iter() {
        let span = cell.attr("colspan").and_then(|span| span.parse::<usize>().ok()).unwrap_or(1).clamp(1, 50);
        let text: Rc<str> = plain(&cell.text()).into();
        for _ in 0..span {
            cells.push(Cell { text: Rc::clone(&text), is_header: cell.is("th") });
        }
    }
    cells
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
