//! Tables as sentences: each number stands behind its caption, its row and its column, as a reader reads it.

use std::rc::Rc;

/// Longer words are no caption and no header; a hostile table would multiply them by its cells.
const MAX_HEADER_BYTES: usize = 300;

/// A table with more numbers is a list, and stays as it is.
const MAX_SENTENCES: usize = 50_000;

/// A cell as a table shows it; one that spans columns stands in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: Rc<str>,
    pub(super) is_header: bool,
}

/// A sentence for each number; none where the table has no numbers, or only lays out a page.
pub(super) fn sentences(caption: &str, rows: &[Vec<Cell>]) -> Vec<String> {
    let is_head =
        |row: &Vec<Cell>| row.iter().all(|cell| cell.is_header) || !row.iter().any(|cell| is_number(&cell.text));
    let head: &[Cell] = rows.first().filter(|row| is_head(row)).map_or(&[], Vec::as_slice);
    let body = if head.is_empty() { rows } else { &rows[1..] };
    let mut sentences = Vec::new();
    for row in body {
        let starts = usize::from(row.first().is_some_and(|cell| cell.is_header || !is_number(&cell.text)));
        let title = row.first().filter(|_| starts == 1).map_or("", |cell| &cell.text);
        for (column, cell) in row.iter().enumerate().skip(starts).filter(|(_, cell)| is_number(&cell.text)) {
            // The header of the only column of values says no more than that they are values.
            let header = head.get(column).filter(|_| row.len() - starts > 1).map_or("", |cell| &cell.text);
            let is_header = |words: &&str| (1..=MAX_HEADER_BYTES).contains(&words.len());
            let named: Vec<&str> = [caption, title, header].into_iter().filter(is_header).collect();
            if sentences.len() == MAX_SENTENCES {
                return Vec::new();
            }
            sentences.push(format!("{}: {}", named.join(", "), cell.text).trim_start_matches(": ").to_owned());
        }
    }
    sentences
}

fn is_number(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}

/// Words with one space between them.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
