//! Which words of a found record or document show why it was found, and where do they stand?

use std::{collections::HashSet, ops::Range};

use crate::{lexicon::Lexicon, query::Query, token::tokens};

/// Characters of a line that are shown before and after a word that was looked for.
const AROUND_CHARS: usize = 90;

/// Places of a line around which the best part is looked for.
const PLACES_TRIED: usize = 64;

/// A line, or a part of one, with the words that were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// Which property; `text` for a passage of a document.
    pub property: String,
    /// The words.
    pub text: String,
    /// Where the words stand in them, in bytes.
    pub highlights: Vec<Range<usize>>,
    /// Where the snippet begins in its line, in characters.
    pub start_char: usize,
    /// The statement's entry in the ledger.
    pub entry: Option<u64>,
    /// The list and its row, where a list says it.
    pub list: Option<(String, u64)>,
    /// How many different words of the query stand in the line.
    pub terms: usize,
}

impl Snippet {
    /// The text with a sign before and after each word that was looked for.
    ///
    /// ```
    /// let snippet = search::Snippet { text: "Rosa Huamán".to_owned(), highlights: vec![5..12], ..Default::default() };
    /// assert_eq!(snippet.marked("[", "]"), "Rosa [Huamán]");
    /// ```
    pub fn marked(&self, before: &str, after: &str) -> String {
        let mut marked = String::with_capacity(self.text.len() + 16);
        let mut at = 0;
        for range in &self.highlights {
            marked.push_str(&self.text[at..range.start]);
            marked.push_str(before);
            marked.push_str(&self.text[range.clone()]);
            marked.push_str(after);
            at = range.end;
        }
        marked.push_str(&self.text[at..]);
        marked
    }

    /// The part of a line around what was looked for; `None` where nothing of it stands there.
    pub(crate) fn of(query: &Query, lexicon: &mut Lexicon, (property, line): (&str, &str)) -> Option<Self> {
        let found = tokens(line);
        let (places, terms) = query.places(lexicon, &found);
        let windows = places.iter().take(PLACES_TRIED).map(|place| window(line, found[*place].range.start));
        let held = |window: &Range<usize>| {
            let is_within =
                |place: &&usize| window.start <= found[**place].range.start && found[**place].range.end <= window.end;
            let words: HashSet<&str> =
                places.iter().filter(is_within).map(|place| found[*place].word.as_str()).collect();
            words.len()
        };
        // The first of those that hold the most different words.
        let window = windows.rev().max_by_key(held)?;
        let mut highlights: Vec<Range<usize>> = Vec::new();
        for place in places {
            let range = found[place].range.clone();
            let is_new = highlights.last().is_none_or(|last| last.end + window.start <= range.start);
            if range.start >= window.start && range.end <= window.end && is_new {
                highlights.push(range.start - window.start..range.end - window.start);
            }
        }
        let start_char = line[..window.start].chars().count();
        let text = line[window].to_owned();
        Some(Self { property: property.to_owned(), text, highlights, start_char, terms, ..Self::default() })
    }

    /// The beginning of a line, without anything looked for in it.
    pub(crate) fn beginning(property: &str, line: &str) -> Self {
        let text = line[window(line, 0)].to_owned();
        Self { property: property.to_owned(), text, ..Self::default() }
    }
}

/// The part of a line around a place, cut between words.
fn window(line: &str, at: usize) -> Range<usize> {
    let before = line[..at].char_indices().rev().nth(AROUND_CHARS).map_or(0, |(start, _)| start);
    let next_word = || line[before..at].char_indices().find(|(_, char)| char.is_whitespace());
    let start =
        if before == 0 { 0 } else { next_word().map_or(before, |(space, char)| before + space + char.len_utf8()) };
    let after = line[at..].char_indices().nth(AROUND_CHARS).map_or(line.len(), |(end, _)| at + end);
    let is_whole = after == line.len();
    let end =
        if is_whole { after } else { line[at..after].rfind(char::is_whitespace).map_or(after, |space| at + space) };
    // A word that fills the whole window is cut.
    start..if end > at { end } else { after }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, line: &str) -> Option<String> {
        let query = Query::parse(query).unwrap();
        Snippet::of(&query, &mut Lexicon::default(), ("name", line)).map(|snippet| snippet.marked("[", "]"))
    }

    #[test]
    fn every_way_of_being_the_word_is_marked() {
        for (query, line, expected) in [
            ("guaman", "Rosa Waman Quispe", "Rosa [Waman] Quispe"),
            ("jose", "Pepe Quispe", "[Pepe] Quispe"),
            ("asesinado", "Fueron asesinados de noche", "Fueron [asesinados] de noche"),
            ("delacruz", "Ana de la Cruz", "Ana [de] [la] [Cruz]"),
            ("\"en la noche\"", "La noche; en la noche murió", "La noche; [en] [la] [noche] murió"),
            ("acco*", "Masacre de Accomarca", "Masacre de [Accomarca]"),
        ] {
            assert_eq!(marked(query, line).as_deref(), Some(expected), "{query}");
        }
        assert_eq!(marked("guaman", "Rosa Quispe"), None);
    }

    #[test]
    fn a_long_line_is_cut_between_words_around_the_first_place() {
        let line = format!("{} Accomarca {}", "ñandú ".repeat(200), "después ".repeat(200));
        let shown = marked("accomarca", &line).unwrap();
        assert!(shown.contains("[Accomarca]") && shown.chars().count() < 200, "{shown}");
        assert!(shown.starts_with("ñandú") && shown.ends_with("después"), "{shown}");
        let line = format!("Accomarca {} la masacre de Accomarca", "ñandú ".repeat(200));
        assert!(marked("masacre accomarca", &line).unwrap().ends_with("la [masacre] de [Accomarca]"), "the best part");
    }
}
