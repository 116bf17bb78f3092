//! Tables of a page as sentences: each number stands behind its caption, its row and its column, as a reader reads it.
//!
//! "Femicides by year, reported, 2017: 131." A table without numbers, or one that only lays out a page, stays as it is.

use std::fmt::Write as _;

use dom_query::{Document, Selection};

/// A cell with its header.
struct Cell {
    text: String,
    is_header: bool,
}

/// Replaces every table of numbers by a paragraph for each number.
pub(super) fn as_sentences(page: &Document) {
    for table in page.select("table").iter() {
        if table.select("table").exists() {
            continue;
        }
        let sentences = sentences(&table);
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

fn sentences(table: &Selection<'_>) -> Vec<String> {
    let caption = plain(&table.select("caption").text());
    let rows: Vec<Vec<Cell>> = table.select("tr").iter().map(|row| cells(&row)).filter(|row| !row.is_empty()).collect();
    let is_head =
        |row: &Vec<Cell>| row.iter().all(|cell| cell.is_header) || !row.iter().any(|cell| is_number(&cell.text));
    let head: &[Cell] = rows.first().filter(|row| is_head(row)).map_or(&[], Vec::as_slice);
    let body = if head.is_empty() { &rows[..] } else { &rows[1..] };
    let mut sentences = Vec::new();
    for row in body {
        let starts = usize::from(row.first().is_some_and(|cell| cell.is_header || !is_number(&cell.text)));
        let title = row.first().filter(|_| starts == 1).map_or("", |cell| cell.text.as_str());
        for (column, cell) in row.iter().enumerate().skip(starts).filter(|(_, cell)| is_number(&cell.text)) {
            // The header of the only column of values says no more than that they are values.
            let header = head.get(column).filter(|_| row.len() - starts > 1).map_or("", |cell| cell.text.as_str());
            let named: Vec<&str> =
                [caption.as_str(), title, header].into_iter().filter(|words| !words.is_empty()).collect();
            sentences.push(format!("{}: {}", named.join(", "), cell.text).trim_start_matches(": ").to_owned());
        }
    }
    sentences
}

/// The cells of a row; one that spans columns stands in each.
fn cells(row: &Selection<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for cell in row.select("th, td").iter() {
        let span = cell.attr("colspan").and_then(|span| span.parse::<usize>().ok()).unwrap_or(1).clamp(1, 50);
        for _ in 0..span {
            cells.push(Cell { text: plain(&cell.text()), is_header: cell.is("th") });
        }
    }
    cells
}

fn is_number(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
