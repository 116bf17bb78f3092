//! Words, numerals and signs of a sentence, with their places.

use std::{borrow::Cow, ops::Range};

use super::lexicon::{self, Known};

/// One word, numeral or sign.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// As it stands.
    pub(super) text: &'a str,
    /// In lower case.
    pub(super) lower: Cow<'a, str>,
    /// What it may be to a number.
    pub(super) known: &'static Known,
    /// Its bytes in the whole text.
    pub(super) span: Range<usize>,
}

impl Token<'_> {
    /// True for numerals such as 12, 69,280 and 66.9.
    pub(super) fn is_numeral(&self) -> bool {
        self.text.starts_with(|char: char| char.is_ascii_digit())
            && self.text.chars().all(|char| char.is_ascii_digit() || is_separator(char))
    }

    /// True where a mention may begin with it: it has a digit or a hyphen, or is one of the words that begin them.
    pub(super) fn may_open(&self) -> bool {
        self.known.opens || self.text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'-')
    }

    /// True for words, also with a hyphen or an apostrophe inside.
    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }

    pub(super) fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// In lower case; as it stands where it is so already.
fn lower(token: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if token.bytes().all(is_lower) { Cow::Borrowed(token) } else { Cow::Owned(token.to_lowercase()) }
}

fn is_separator(char: char) -> bool {
    matches!(char, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'')
}

/// Splits a range of a text into tokens.
pub(super) fn split(text: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let Some(first) = rest.chars().next() else { break };
        let length = if first.is_ascii_digit() {
            numeral_length(rest)
        } else if first.is_alphabetic() {
            word_length(rest)
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            let token = &rest[..length];
            let lower = lower(token);
            tokens.push(Token { text: token, known: lexicon::of(&lower), lower, span: at..at + length });
        }
        at += length;
    }
    tokens
}

/// Digits with separators between them; where letters follow at once, the whole is one word ("15-year-old", "1980s").
fn numeral_length(rest: &str) -> usize {
    let chars: Vec<(usize, char)> = rest.char_indices().collect();
    let digits_from = |from: usize| chars[from..].iter().take_while(|(_, char)| char.is_ascii_digit()).count();
    let first_group = digits_from(0);
    let mut end = first_group;
    while let Some((_, separator)) = chars.get(end).filter(|(_, char)| is_separator(*char)) {
        let group = digits_from(end + 1);
        let groups_by_space = separator.is_whitespace();
        if group == 0 || (groups_by_space && (group != 3 || first_group > 3)) {
            break;
        }
        end += 1 + group;
    }
    let at = chars.get(end).map_or(rest.len(), |(at, _)| *at);
    let is_joined = |after: &str| {
        let after = after.strip_prefix('-').unwrap_or(after);
        after.starts_with(char::is_alphabetic)
    };
    if is_joined(&rest[at..]) { at + word_length(&rest[at..]) } else { at }
}

fn word_length(rest: &str) -> usize {
    let mut length = 0;
    for (at, char) in rest.char_indices() {
        let next = rest[at + char.len_utf8()..].chars().next();
        let is_inside = matches!(char, '-' | '\'' | '\u{2019}') && next.is_some_and(char::is_alphanumeric);
        if !char.is_alphanumeric() && !is_inside {
            break;
        }
        length = at + char.len_utf8();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        split(text, 0..text.len()).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn keeps_numerals_and_joined_words_whole() {
        assert_eq!(
            words("69,280 (61 007), 66.9% a 15-year-old"),
            ["69,280", "(", "61 007", ")", ",", "66.9", "%", "a", "15-year-old"]
        );
        assert_eq!(words("In 2016 108 women’s files."), ["In", "2016", "108", "women’s", "files", "."]);
    }
}
