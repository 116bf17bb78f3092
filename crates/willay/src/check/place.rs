//! Where does a number stand in the file that a person opens?
//!
//! Plain text is read as it stands. Of a web page and of Markdown a text without marks is read, so that a number is looked
//! up again in the file by the words around it. Of PDF and DOCX there is no text to open: places are those of the text as
//! it was read.

use std::ops::Range;

use record::MediaType;

use super::article::Article;

/// Words on each side of a number by which it is known.
const WORDS: usize = 8;

/// How far the words of one side may reach, with the marks between them.
const REACH_BYTES: usize = 600;

/// Places that are compared for one number.
const CANDIDATES: usize = 1_000;

/// Bytes between two counts of characters.
const STEP_BYTES: usize = 1_024;

/// The longest name of an entity in HTML has 31 letters.
const MAX_ENTITY_BYTES: usize = 32;

/// Words that must be the same on both sides together, where there are so many.
const ENOUGH: usize = 3;

/// A place, for people counted from 1 and for programs from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Line, from 1.
    pub(super) line: usize,
    /// Column in characters, from 1.
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    /// Characters before it.
    pub(super) offset: usize,
    /// Its characters.
    pub(super) length: usize,
}

/// The places of an article's findings.
pub(super) struct Places {
    places: Vec<Option<Place>>,
    is_in_file: bool,
}

impl Places {
    pub(super) fn of(article: &Article) -> Self {
        let text = &article.text.text;
        let spans: Vec<Range<usize>> =
            article.findings.iter().map(|finding| finding.at..finding.at + finding.quoted.len()).collect();
        let Some(source) = &article.source else {
            let counted = Counted::of(text);
            return Self { places: spans.iter().map(|span| Some(counted.place(span))).collect(), is_in_file: false };
        };
        let is_plain = article.media == MediaType::Text;
        let readable = if is_plain { source.clone() } else { without_marks(source) };
        let counted = Counted::of(source);
        let mut from = 0;
        let mut place = |span: &Range<usize>| {
            let found = find(&readable, from, (text, span))?;
            from = found.start;
            Some(counted.place(&found))
        };
        Self { places: spans.iter().map(&mut place).collect(), is_in_file: true }
    }

    /// One for each finding; none where its words were not found again.
    pub(super) fn all(&self) -> impl Iterator<Item = Option<&Place>> {
        self.places.iter().map(Option::as_ref)
    }

    /// What the places are places of.
    pub(super) const fn text_name(&self) -> &'static str {
        if self.is_in_file { "file" } else { "text" }
    }
}

/// A text whose lines and characters are counted once.
struct Counted<'a> {
    text: &'a str,
    /// Byte at which each line begins.
    lines: Vec<usize>,
    /// Characters before each step of bytes.
    chars: Vec<usize>,
}

impl<'a> Counted<'a> {
    fn of(text: &'a str) -> Self {
        let lines = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut chars = Vec::new();
        let mut before = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STEP_BYTES == 0 {
                chars.push(before);
            }
            // Every byte but those that go on with a character begins one.
            before += usize::from(byte & 0xc0 != 0x80);
        }
        chars.push(before);
        Self { text, lines, chars }
    }

    fn chars_before(&self, at: usize) -> usize {
        let step = (at / STEP_BYTES).min(self.chars.len() - 1);
        let from = step * STEP_BYTES;
        self.chars[step] + self.text.as_bytes()[from..at].iter().filter(|byte| **byte & 0xc0 != 0x80).count()
    }

    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        (line, self.chars_before(at) - self.chars_before(self.lines[line - 1]) + 1)
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let (line, column) = self.line_and_column(span.start);
        let (end_line, end_column) = self.line_and_column(span.end);
        let offset = self.chars_before(span.start);
        Place { line, column, end_line, end_column, offset, length: self.chars_before(span.end) - offset }
    }
}

/// Tags, entities and the signs of Markdown, blanked in place.
fn without_marks(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut is_tag = false;
    let mut entity_end = 0;
    for (at, char) in source.char_indices() {
        if char == '&' {
            entity_end = at + entity_bytes(&source[at..]);
        }
        let opens =
            char == '<' && source[at + 1..].starts_with(|next: char| next.is_alphabetic() || "/!".contains(next));
        is_tag |= opens;
        let is_mark = is_tag || at < entity_end || matches!(char, '*' | '_' | '`' | '[' | ']');
        if char == '\n' || !is_mark {
            text.push(char);
        } else {
            text.extend(std::iter::repeat_n(' ', char.len_utf8()));
        }
        is_tag &= char != '>';
    }
    text
}

/// The length of the entity that begins here; 0 where none does.
fn entity_bytes(text: &str) -> usize {
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let length = 1 + text.bytes().skip(1).take(MAX_ENTITY_BYTES).take_while(name).count();
    if length > 1 && text.as_bytes().get(length) == Some(&b';') { length + 1 } else { 0 }
}

/// The place in the source whose words on both sides are most like those in the text; of equals the first after the last one.
fn find(source: &str, from: usize, (text, span): (&str, &Range<usize>)) -> Option<Range<usize>> {
    let quoted: Vec<&str> = text[span.clone()].split_whitespace().collect();
    let (before, after) = (words_before(&text[..span.start]), words_after(&text[span.end..]));
    let wanted = ENOUGH.min(before.len() + after.len());
    let mut best: Option<(usize, Range<usize>)> = None;
    let first = quoted.first()?;
    let ahead = source[from..].match_indices(first).take(CANDIDATES).map(|(at, _)| from + at);
    let behind = source[..from].match_indices(first).take(CANDIDATES).map(|(at, _)| at);
    for at in ahead.chain(behind) {
        let Some(end) = ends(source, at, &quoted) else { continue };
        let is_within_word =
            source[..at].ends_with(char::is_alphanumeric) || source[end..].starts_with(char::is_alphanumeric);
        if is_within_word {
            continue;
        }
        let alike = same(&before, &words_before(&source[..at])) + same(&after, &words_after(&source[end..]));
        if alike >= wanted && best.as_ref().is_none_or(|(so_far, _)| alike > *so_far) {
            best = Some((alike, at..end));
        }
    }
    best.map(|(_, range)| range)
}

/// Where the words end that begin here, whatever space is between them.
fn ends(source: &str, at: usize, words: &[&str]) -> Option<usize> {
    let mut rest = &source[at..];
    for word in words {
        rest = rest.trim_start().strip_prefix(word)?;
    }
    Some(source.len() - rest.len())
}

fn same(left: &[&str], right: &[&str]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

/// Words from a place backwards.
fn words_before(text: &str) -> Vec<&str> {
    let mut start = text.len().saturating_sub(REACH_BYTES);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text[start..].rsplit(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS).collect()
}

/// Words from a place on.
fn words_after(text: &str) -> Vec<&str> {
    let mut end = text.len().min(REACH_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_the_words_around_it() {
        let source = "<nav>13</nav>\n<p>In <b>Bagua</b> 13 people died,\n then 13 <i>others</i> of 70&nbsp;000.</p>";
        let text = "In Bagua 13 people died, then 13 others of 70 000.";
        let (readable, counted) = (without_marks(source), Counted::of(source));
        assert_eq!(readable.len(), source.len());
        let first = find(&readable, 0, (text, &(9..11))).unwrap();
        let second = find(&readable, first.start, (text, &(30..32))).unwrap();
        assert_eq!((&source[first.clone()], &source[second.clone()]), ("13", "13"));
        assert_eq!((counted.place(&first).line, counted.place(&second).line), (2, 3));
        let third = find(&readable, second.start, (text, &(43..49))).unwrap();
        assert_eq!(&source[third], "70&nbsp;000");
        assert_eq!(find(&readable, 0, ("Elsewhere are 13 other things at all.", &(14..16))), None);
    }

    #[test]
    fn places_count_characters() {
        let text = "Año\nmurió 8";
        let found = Counted::of(text).place(&(text.len() - 1..text.len()));
        assert_eq!((found.line, found.column, found.end_column, found.offset, found.length), (2, 7, 8, 10, 1));
    }
}
