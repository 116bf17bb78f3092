//! Where does each cell of a row begin and end? RFC 4180, with any delimiter and any line end.
//!
//! Written here and not taken from `csv`, because a quotation mark that is never closed must be found and named, and
//! the rows behind it saved: `csv` takes the rest of the file as one cell. Within the format both give the same
//! cells, which a test checks.

use super::super::Fault;

/// A closing quotation mark is looked for within so many bytes.
const QUOTE_WINDOW_BYTES: usize = 16 << 20;

/// A cell's place, in the block or, where quotation marks had to be joined, in the splitter's own memory.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    is_joined: bool,
}

/// Splits rows; its memory is used again for each.
pub(super) struct Splitter {
    delimiter: u8,
    /// Which bytes end a cell that has no quotation marks.
    ends_cell: [bool; 256],
    spans: Vec<Span>,
    joined: Vec<u8>,
    faults: Vec<(usize, Fault)>,
}

/// A row that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Where the next row begins.
    pub(super) next: usize,
    /// How many line ends it has, its own among them.
    pub(super) lines: u64,
    /// How many cells.
    pub(super) cells: usize,
    /// Whether its last cell is empty.
    pub(super) is_empty: bool,
    /// Whether a cell had to be joined or has a fault.
    pub(super) is_joined: bool,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    /// A row.
    Row(Row),
    /// A row whose end is not in the block.
    Incomplete,
    /// Nothing.
    End,
}

/// How a quoted cell ends.
enum Quoted {
    /// The cell's text is known; the cell ends here.
    Until(usize),
    /// The quotation mark belongs to the text.
    Literal,
    Incomplete,
}

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        let mut ends_cell = [false; 256];
        for byte in [delimiter, b'\n', b'\r'] {
            ends_cell[usize::from(byte)] = true;
        }
        Self { delimiter, ends_cell, spans: Vec::new(), joined: Vec::new(), faults: Vec::new() }
    }

    /// The places of the cells of the row found last, where none was joined.
    pub(super) fn spans(&self) -> impl Iterator<Item = (usize, usize)> {
        self.spans.iter().map(|span| (span.start, span.end))
    }

    /// The cells of the row found last.
    pub(super) fn cells<'a>(&'a self, block: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        self.spans.iter().map(move |span| {
            let from = if span.is_joined { &self.joined } else { block };
            &from[span.start..span.end]
        })
    }

    /// What is wrong with the quotation marks of the row found last, by cell.
    pub(super) fn faults(&self) -> &[(usize, Fault)] {
        &self.faults
    }

    /// Finds the row at a place.
    pub(super) fn row(&mut self, block: &[u8], at: usize, is_last: bool) -> Found {
        if at >= block.len() {
            return Found::End;
        }
        self.spans.clear();
        self.joined.clear();
        self.faults.clear();
        let mut start = at;
        let mut lines = 1;
        loop {
            let mut end = None;
            if block.get(start) == Some(&b'"') {
                match self.quoted(block, start, is_last) {
                    Quoted::Until(place) => {
                        lines += line_ends(&block[start..place]);
                        end = Some(place);
                    }
                    Quoted::Literal => self.faults.push((self.spans.len(), Fault::QuoteNotClosed)),
                    Quoted::Incomplete => return Found::Incomplete,
                }
            }
            let end = end.unwrap_or_else(|| self.plain(block, start));
            match block.get(end) {
                Some(&byte) if byte == self.delimiter => start = end + 1,
                None if !is_last => return Found::Incomplete,
                None => return self.found(end, lines),
                Some(b'\r') if block.get(end + 1) == Some(&b'\n') => return self.found(end + 2, lines),
                Some(_) => return self.found(end + 1, lines),
            }
        }
    }

    fn found(&self, next: usize, lines: u64) -> Found {
        let is_empty = self.spans.last().is_none_or(|span| span.start == span.end);
        let is_joined = !self.joined.is_empty() || !self.faults.is_empty();
        Found::Row(Row { next, lines, cells: self.spans.len(), is_empty, is_joined })
    }

    /// Takes a cell without quotation marks. Returns where it ends.
    fn plain(&mut self, block: &[u8], start: usize) -> usize {
        let length = block[start..].iter().position(|byte| self.ends_cell[usize::from(*byte)]);
        let end = length.map_or(block.len(), |length| start + length);
        self.spans.push(Span { start, end, is_joined: false });
        end
    }

    /// Takes a cell that begins with a quotation mark.
    fn quoted(&mut self, block: &[u8], open: usize, is_last: bool) -> Quoted {
        let window_end = block.len().min(open + 1 + QUOTE_WINDOW_BYTES);
        let mut from = open + 1;
        let mut has_pairs = false;
        let close = loop {
            let Some(length) = memchr::memchr(b'"', &block[from.min(window_end)..window_end]) else {
                let is_whole = is_last || window_end < block.len();
                return if is_whole { Quoted::Literal } else { Quoted::Incomplete };
            };
            match block.get(from + length + 1) {
                Some(b'"') => {
                    has_pairs = true;
                    from += length + 2;
                }
                None if !is_last => return Quoted::Incomplete,
                Some(_) | None => break from + length,
            }
        };
        let content = &block[open + 1..close];
        if block.get(close + 1).is_none_or(|byte| self.ends_cell[usize::from(*byte)]) {
            if has_pairs {
                self.join(content, &[]);
            } else {
                self.spans.push(Span { start: open + 1, end: close, is_joined: false });
            }
            return Quoted::Until(close + 1);
        }
        // Text behind the closing mark of a cell of several lines: that mark opens a later cell.
        if memchr::memchr2(b'\n', b'\r', content).is_some() {
            return Quoted::Literal;
        }
        let rest = block[close + 1..].iter().position(|byte| self.ends_cell[usize::from(*byte)]);
        let end = rest.map_or(block.len(), |length| close + 1 + length);
        self.faults.push((self.spans.len(), Fault::TextAfterQuote));
        self.join(content, &block[close + 1..end]);
        Quoted::Until(end)
    }

    /// Puts a cell together: its quoted text with each pair of quotation marks as one, and what follows.
    fn join(&mut self, quoted: &[u8], rest: &[u8]) {
        let start = self.joined.len();
        let mut from = quoted;
        while let Some(place) = memchr::memchr(b'"', from) {
            self.joined.extend_from_slice(&from[..=place]);
            from = from.get(place + 2..).unwrap_or_default();
        }
        self.joined.extend_from_slice(from);
        self.joined.extend_from_slice(rest);
        self.spans.push(Span { start, end: self.joined.len(), is_joined: true });
    }
}

/// How many line ends stand in a text; `\r\n` is one.
fn line_ends(text: &[u8]) -> u64 {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text);
    let alone = ends.filter(|place| text[*place] == b'\n' || text.get(place + 1) != Some(&b'\n'));
    u64::try_from(alone.count()).unwrap_or(u64::MAX)
}
