//! Words in a document, held by what they say and by where they stand.
//!
//! A passage is a W3C Web Annotation selector pair: text quote (exact, prefix, suffix) and text position. The quote
//! rules; context and position only choose between several places that say the same, so that a passage still
//! resolves after white space changed.
//!
//! Source: Web Annotation Data Model, W3C Recommendation 2017-02-23, sections 4.2.4 and 4.2.5.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::DocumentId;

/// How many characters of context stand before and after the exact words.
pub const CONTEXT_CHARS: usize = 32;

/// Words in an archived document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The document whose text holds the words.
    pub document: DocumentId,
    /// Which words.
    pub selector: Selector,
}

/// A text quote with its position, in characters of the document's extracted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// Character offset just past the last word in the text.
    pub end: usize,
    /// The words themselves.
    pub exact: String,
    /// Page number, counted from 1, where the document has pages.
    pub page: Option<u32>,
    /// Up to [`CONTEXT_CHARS`] characters before them.
    pub prefix: String,
    /// Character offset of the first word in the text.
    pub start: usize,
    /// Up to [`CONTEXT_CHARS`] characters after them.
    pub suffix: String,
}

impl Selector {
    /// Finds the words of a bare quotation in a text and describes the place: the first where there are several.
    /// White space folds. `None` where the words are not there.
    ///
    /// ```
    /// let found = record::Selector::quote("In all, 27\naccused stood trial.", "27 accused").unwrap();
    /// assert_eq!((found.start, found.end, found.suffix.as_str()), (8, 18, " stood trial."));
    /// ```
    pub fn quote(text: &str, exact: &str) -> Option<Self> {
        let folded = Folded::of(text);
        let range = folded.places(&Folded::of(exact).text).next()?;
        let start = text[..range.start].chars().count();
        let before: Vec<char> = text[..range.start].chars().rev().take(CONTEXT_CHARS).collect();
        Some(Self {
            exact: text[range.clone()].to_owned(),
            prefix: before.into_iter().rev().collect(),
            suffix: text[range.end..].chars().take(CONTEXT_CHARS).collect(),
            start,
            end: start + text[range].chars().count(),
            page: None,
        })
    }

    /// The byte range of the words in a text, tolerant of white-space changes. Where the exact words stand in
    /// several places, the one with the most similar context wins, then the nearest to the old position.
    pub fn resolve(&self, text: &str) -> Option<Range<usize>> {
        SearchedText::of(text).place_of(self)
    }
}

/// A text in which many passages are looked for: what one search needs of it is made once.
pub struct SearchedText<'a> {
    text: &'a str,
    folded: Folded,
}

impl<'a> SearchedText<'a> {
    /// Makes a text ready.
    pub fn of(text: &'a str) -> Self {
        Self { text, folded: Folded::of(text) }
    }

    /// The byte range of a passage's words, as [`Selector::resolve`] finds it.
    pub fn place_of(&self, selector: &Selector) -> Option<Range<usize>> {
        let exact = Folded::of(&selector.exact).text;
        let mut places = self.folded.places(&exact);
        let first = places.next()?;
        let Some(second) = places.next() else { return Some(first) };
        let text = self.text;
        [first, second].into_iter().chain(places).max_by_key(|range| {
            let context = common_suffix(&text[..range.start], &selector.prefix)
                + common_prefix(&text[range.end..], &selector.suffix);
            let distance = text[..range.start].chars().count().abs_diff(selector.start);
            (context, std::cmp::Reverse(distance))
        })
    }
}

/// A text with every run of white space folded to one space, and where each byte came from.
struct Folded {
    text: String,
    /// For each byte of `text`, its place in the original; one more at the end.
    origin: Vec<usize>,
}

impl Folded {
    fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len() + 1);
        for (at, char) in original.char_indices() {
            if !char.is_whitespace() {
                text.push(char);
                origin.resize(text.len(), at);
            } else if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
                origin.push(at);
            }
        }
        if text.ends_with(' ') {
            text.pop();
            origin.pop();
        }
        origin.push(original.len());
        Self { text, origin }
    }

    /// Where a folded needle stands, as byte ranges of the original.
    fn places<'a>(&'a self, needle: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = self.text.match_indices(needle).filter(|_| !needle.is_empty());
        found.map(|(at, _)| {
            let last = needle.chars().next_back().map_or(0, char::len_utf8);
            let end = at + needle.len();
            self.origin[at]..self.origin[end - last] + last
        })
    }
}

fn common_prefix(text: &str, context: &str) -> usize {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    words(text.get(..text.len().min(4 * CONTEXT_CHARS)).unwrap_or(text))
        .iter()
        .zip(words(context))
        .take_while(|(left, right)| left.starts_with(right.as_str()) || **left == *right)
        .count()
}

fn common_suffix(text: &str, context: &str) -> usize {
    let reversed = |text: &str, count: usize| text.chars().rev().take(count).collect::<String>();
    common_prefix(&reversed(text, 4 * CONTEXT_CHARS), &reversed(context, CONTEXT_CHARS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_context_chooses_between_two_places() {
        let text = "In May ten people died. In June ten people died.";
        let mut selector = Selector::quote(text, "ten people died").unwrap();
        selector.prefix = "died. In June ".to_owned();
        selector.suffix = ".".to_owned();
        assert_eq!(selector.resolve(text).unwrap().start, 32);
    }

    #[test]
    fn words_that_are_not_there_resolve_to_nothing() {
        assert_eq!(Selector::quote("sixty-nine people", "seventy people"), None);
        assert_eq!(Selector::quote("anything", " "), None);
    }

    proptest! {
        #[test]
        fn still_resolves_after_white_space_changed(
            words in prop::collection::vec("[a-zñé]{1,6}", 3..30), from in 0usize..30, length in 1usize..5, gap in "[ \n\t]{1,4}",
        ) {
            let from = from % words.len();
            let to = (from + length).min(words.len());
            let selector = Selector::quote(&words.join(" "), &words[from..to].join(" ")).unwrap();
            let text = words.join(&gap);
            let range = selector.resolve(&text).unwrap();
            let found: Vec<&str> = text[range].split_whitespace().collect();
            let exact: Vec<&str> = selector.exact.split_whitespace().collect();
            prop_assert_eq!(found, exact);
        }
    }
}
