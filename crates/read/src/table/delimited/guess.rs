//! Which character parts the cells? The one under which most of the first rows have as many cells as the header.

use super::split::{Found, Splitter};

/// Delimiters in use, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that are looked at.
const ROWS: usize = 200;
/// Bytes that are looked at.
const SAMPLE_BYTES: usize = 1 << 20;

/// A delimiter, and what stands before the header.
pub(super) struct Guessed {
    pub(super) delimiter: u8,
    /// Bytes of a line such as `sep=;`, which Excel writes and reads.
    pub(super) prefix_bytes: usize,
    /// The line on which the header may begin.
    pub(super) first_line: u64,
}

/// Guesses the delimiter from a file's beginning.
pub(super) fn delimiter(bytes: &[u8], is_last: bool, wanted: Option<u8>) -> Guessed {
    if let Some(said) = bytes.get(..5).filter(|head| head[..4].eq_ignore_ascii_case(b"sep=")) {
        let line_end = [&b"\r\n"[..], b"\n", b"\r"].into_iter().find(|end| bytes[5..].starts_with(end));
        if let Some(line_end) = line_end {
            let delimiter = wanted.unwrap_or(said[4]);
            return Guessed { delimiter, prefix_bytes: 5 + line_end.len(), first_line: 2 };
        }
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let is_whole = is_last && sample.len() == bytes.len();
    let mut best = (DELIMITERS[0], (0, 0));
    for delimiter in DELIMITERS {
        let score = score(sample, is_whole, delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    Guessed { delimiter: wanted.unwrap_or(best.0), prefix_bytes: 0, first_line: 1 }
}

/// The share of rows, in thousandths, with as many cells as the header; and the cells of the header.
fn score(sample: &[u8], is_whole: bool, delimiter: u8) -> (usize, usize) {
    let mut splitter = Splitter::new(delimiter);
    let mut counts = Vec::new();
    let mut at = 0;
    while let Found::Row(row) = splitter.row(sample, at, is_whole || counts.is_empty()) {
        if !(row.cells == 1 && row.is_empty) {
            counts.push(row.cells);
        }
        at = row.next;
        if counts.len() == ROWS {
            break;
        }
    }
    let header = counts.first().copied().unwrap_or(0);
    if header < 2 {
        return (0, 0);
    }
    let agreeing = counts.iter().filter(|count| **count == header).count();
    (agreeing * 1000 / counts.len(), header)
}
