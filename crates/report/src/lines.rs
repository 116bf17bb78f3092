//! Words in lines: broken where the Unicode line breaking algorithm allows (UAX #14), words divided where a line would stay
//! half empty (Liang 1983, *Word hy-phen-a-tion by com-put-er*), anything longer than a line broken where it must.

use std::ops::Range;

use hypher::{Lang, hyphenate};
use record::Language;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::{
    block::Run,
    face::{FaceIndex, Faces, SOFT_HYPHEN, Shaped},
};

/// A word is divided only where a line would stay empty by more than this share of its width.
const RAGGED: f32 = 0.18;
/// Shorter words are not divided.
const DIVISIBLE: usize = 7;
/// Size of the mark of a note beside that of its text.
pub(crate) const NOTE_SIZE: f32 = 0.68;

/// A line: its pieces from left to right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) width: f32,
}

/// The part of a run that stands on one line.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Which run.
    pub(crate) run: usize,
    pub(crate) face: FaceIndex,
    pub(crate) size: f32,
    pub(crate) shaped: Shaped,
    /// From the beginning of the line.
    pub(crate) x: f32,
}

/// Words to be broken.
pub(crate) struct Words<'a> {
    pub(crate) runs: &'a [Run],
    pub(crate) size: f32,
    pub(crate) language: Language,
    pub(crate) faces: &'a Faces,
    text: String,
    /// Where each run begins.
    starts: Vec<usize>,
}

impl<'a> Words<'a> {
    pub(crate) fn new(runs: &'a [Run], (size, language): (f32, Language), faces: &'a Faces) -> Self {
        let mut text = String::new();
        let mut starts = Vec::new();
        for run in runs {
            starts.push(text.len());
            text.push_str(&run.text);
        }
        Self { runs, size, language, faces, text, starts }
    }

    /// Lines no wider than a width.
    pub(crate) fn lines(&self, width: f32) -> Vec<Line> {
        let mut broken = Broken { width, lines: Vec::new(), at: 0..0, used: 0.0 };
        let mut from = 0;
        for (end, opportunity) in linebreaks(&self.text) {
            self.place(from..end, &mut broken);
            from = end;
            if opportunity == BreakOpportunity::Mandatory && end < self.text.len() {
                broken.end_line(false);
            }
        }
        broken.end_line(false);
        broken.lines.into_iter().map(|(range, is_divided)| self.line(range, is_divided)).collect()
    }

    /// The widths of the longest part that cannot be broken, and of all in one line.
    pub(crate) fn extent(&self) -> (f32, f32) {
        let (mut longest, mut whole, mut from) = (0.0_f32, 0.0, 0);
        for (end, _) in linebreaks(&self.text) {
            longest = longest.max(self.width(&self.trimmed(from..end)));
            whole += self.width(&(from..end));
            from = end;
        }
        (longest, whole)
    }

    fn place(&self, part: Range<usize>, broken: &mut Broken) {
        let width = self.width(&self.trimmed(part.clone()));
        let room = broken.width - broken.used;
        if width <= room {
            return broken.take(part.end, self.width(&part));
        }
        let is_ragged = room > RAGGED * broken.width || width > broken.width;
        if let Some(at) = self.division(&part, room).filter(|_| is_ragged) {
            broken.take(at, 0.0);
            broken.end_line(true);
            return self.place(at..part.end, broken);
        }
        if !broken.is_empty() {
            broken.end_line(false);
            return self.place(part, broken);
        }
        // Longer than a line: an address or a hash.
        let mut end = part.start;
        for (at, char) in self.text[part.clone()].char_indices() {
            let next = part.start + at + char.len_utf8();
            if self.width(&(part.start..next)) > broken.width && end > part.start {
                break;
            }
            end = next;
        }
        broken.take(end, self.width(&(part.start..end)));
        if end < part.end {
            broken.end_line(false);
            self.place(end..part.end, broken);
        }
    }

    /// Where a word can be divided so that its beginning and a hyphen have room.
    fn division(&self, part: &Range<usize>, room: f32) -> Option<usize> {
        // A hyphen within an address would be taken for a part of it.
        let before = self.text[..part.start].chars().next_back();
        let text = &self.text[part.clone()];
        if before.is_some_and(|char| !char.is_whitespace()) || text.contains(['/', '@']) {
            return None;
        }
        let word = text.trim_end().trim_end_matches(|char: char| !char.is_alphabetic());
        let lead = word.len() - word.trim_start_matches(|char: char| !char.is_alphabetic()).len();
        let word = &word[lead..];
        if word.chars().count() < DIVISIBLE || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let lang = match self.language {
            Language::En => Lang::English,
            Language::Es => Lang::Spanish,
        };
        let hyphen = self.faces.width(FaceIndex::REGULAR, "-", self.size);
        let start = part.start + lead;
        let syllables: Vec<usize> = hyphenate(word, lang).map(str::len).collect();
        let ends = syllables.iter().scan(start, |at, length| {
            *at += length;
            Some(*at)
        });
        ends.take(syllables.len().saturating_sub(1))
            .filter(|end| self.width(&(part.start..*end)) + hyphen <= room)
            .last()
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        range.start..range.start + self.text[range.clone()].trim_end().len()
    }

    fn size(&self, run: usize) -> f32 {
        if self.runs[run].is_note { self.size * NOTE_SIZE } else { self.size }
    }

    /// The runs that a range of the text meets, each with its part of it.
    fn parts(&self, range: &Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let range = range.clone();
        self.runs.iter().enumerate().filter_map(move |(at, run)| {
            let begins = self.starts[at];
            let part = begins.max(range.start)..(begins + run.text.len()).min(range.end);
            (part.start < part.end).then_some((at, part))
        })
    }

    fn width(&self, range: &Range<usize>) -> f32 {
        self.parts(range)
            .map(|(run, part)| self.faces.width(FaceIndex::of(&self.runs[run]), self.printed(part), self.size(run)))
            .sum()
    }

    /// A part of the text without what only breaks lines.
    fn printed(&self, part: Range<usize>) -> &str {
        self.text[part].trim_end_matches('\n')
    }

    fn line(&self, range: Range<usize>, is_divided: bool) -> Line {
        let mut line = Line::default();
        let parts: Vec<_> = self.parts(&range).collect();
        for (at, (run, part)) in parts.iter().enumerate() {
            let mut text = self.printed(part.clone()).to_owned();
            if is_divided && at + 1 == parts.len() {
                text.push(SOFT_HYPHEN);
            }
            if text.is_empty() {
                continue;
            }
            let (face, size) = (FaceIndex::of(&self.runs[*run]), self.size(*run));
            let shaped = self.faces.shape(face, &text);
            let x = line.width;
            line.width += shaped.width(size);
            line.pieces.push(Piece { run: *run, face, size, shaped, x });
        }
        line
    }
}

/// Lines as they are being filled.
struct Broken {
    width: f32,
    /// Each line, and whether its last word is divided.
    lines: Vec<(Range<usize>, bool)>,
    /// What stands on the line that is being filled.
    at: Range<usize>,
    used: f32,
}

impl Broken {
    fn take(&mut self, end: usize, width: f32) {
        self.at.end = end;
        self.used += width;
    }

    fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    fn end_line(&mut self, is_divided: bool) {
        if !self.at.is_empty() {
            self.lines.push((self.at.clone(), is_divided));
        }
        self.at = self.at.end..self.at.end;
        self.used = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: f32, language: Language) -> Vec<String> {
        let faces = Faces::load().unwrap();
        let runs = [Run::plain(text)];
        let words = Words::new(&runs, (10.0, language), &faces);
        let lines = words.lines(width);
        assert!(lines.iter().all(|line| line.width <= width + 4.0), "{lines:?}");
        lines.iter().map(|line| line.pieces.iter().map(|piece| piece.shaped.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_hold_all_words_and_no_more_than_their_width() {
        let text = "In November 2016 its register held 213 social conflicts, 156 of them active.";
        let lines = broken(text, 120.0, Language::En);
        assert!(lines.len() > 2);
        assert_eq!(lines.concat(), text);
    }

    #[test]
    fn a_long_word_is_divided_as_its_language_divides_it_and_an_address_anywhere() {
        assert_eq!(broken("desplazamiento", 50.0, Language::Es), ["desplaza\u{ad}", "miento"]);
        let address = "https://example.org/figures/partner-killings-2016.html";
        let lines = broken(address, 90.0, Language::En);
        assert!(lines.len() > 1 && lines.concat() == address, "{lines:?}");
    }
}
