//! Which words does a text have, and where do they stand?

use std::ops::Range;

use link::prepare::fold::{first, fold, words};
use unicode_normalization::char::is_combining_mark;

/// No word is longer: what is, is no word, and would only fill the index.
const LONGEST_CHARS: usize = 64;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it stands, in bytes of the text.
    pub(crate) range: Range<usize>,
    /// Folded: no accents, small letters, letters and digits only.
    pub(crate) word: String,
    /// Whether it begins with a capital, as names do.
    pub(crate) is_capital: bool,
}

/// The words of a text in order. Apostrophes within a word are part of it.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for range in written(text) {
        let is_capital = text[range.clone()].chars().next().is_some_and(char::is_uppercase);
        let words = folded_words(&text[range.clone()]);
        found.extend(words.into_iter().map(|word| Token { range: range.clone(), word, is_capital }));
    }
    found
}

/// Where words stand in a text.
pub(crate) fn written(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|(_, next)| is_of_word(*next));
        if is_of_word(char) {
            start.get_or_insert(at);
            if !goes_on && !(is_apostrophe_next(text, at + char.len_utf8())) {
                found.push(start.take().unwrap_or(at)..at + char.len_utf8());
            }
        }
    }
    found
}

/// Whether an apostrophe stands here with a letter behind it.
fn is_apostrophe_next(text: &str, at: usize) -> bool {
    let mut chars = text[at..].chars();
    matches!(chars.next(), Some('\'' | '’' | '`')) && chars.next().is_some_and(is_of_word)
}

/// The words that what is written as one folds to: none where it is signs alone.
pub(crate) fn folded_words(written: &str) -> Vec<String> {
    words(&fold(written)).map(|word| first(word, LONGEST_CHARS).to_owned()).collect()
}

fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || is_combining_mark(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_their_place_is_that_in_the_text() {
        let text = "¿Quién mató a Ñaupari-O’Brien, en 1985?";
        let found = tokens(text);
        let words: Vec<&str> = found.iter().map(|token| token.word.as_str()).collect();
        assert_eq!(words, ["quien", "mato", "a", "naupari", "obrien", "en", "1985"]);
        assert_eq!(&text[found[4].range.clone()], "O’Brien");
        assert!(found[3].is_capital && !found[1].is_capital);
    }

    #[test]
    fn signs_alone_are_no_words_and_a_long_one_is_cut() {
        assert_eq!(tokens("¿?! -- ’ \u{0}\""), []);
        assert_eq!(tokens(&"x".repeat(5000))[0].word.len(), LONGEST_CHARS);
    }
}
