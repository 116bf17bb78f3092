//! What is looked for: words, phrases in quotation marks, beginnings with `*`, and words with `-` that must not be there.
//!
//! Nothing of what a user types reaches the database as an operator: each word is folded to letters and digits and stands
//! there in quotation marks, so that `NEAR(`, `OR` and `"` are words or nothing.

use std::collections::HashSet;

use crate::{
    lexicon::{Lexicon, is_of_name, is_particle, joined},
    token::{Token, tokens},
};

/// No query has more characters.
pub const MOST_CHARS: usize = 1000;

/// No query has more words.
pub const MOST_WORDS: usize = 32;

/// Beyond so many words, names that are written as one word are not looked for.
const JOINED_WORDS: usize = 8;

/// Words that stand in nearly every text; they count only where there are no others, and in phrases.
const STOP_WORDS: &str = "a al and con de del el en es for from in is la las lo los o of on or para por que se su the to un una unos \
    unas vda viuda was were with y";

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    /// No letter and no digit.
    #[error("there is no word to look for")]
    Empty,
    /// Only words that must not be there.
    #[error("the query only says which words must not be there")]
    OnlyExcluded,
    /// Too many characters.
    #[error("the query has {found} characters; at most {MOST_CHARS} are looked for")]
    TooLong {
        /// How many.
        found: usize,
    },
    /// Too many words.
    #[error("the query has {found} words; at most {MOST_WORDS} are looked for")]
    TooManyWords {
        /// How many.
        found: usize,
    },
}

/// One thing that must be there, or must not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Term {
    /// The words in a row; one where it is no phrase.
    words: Vec<String>,
    is_phrase: bool,
    is_prefix: bool,
    is_excluded: bool,
    /// Names that it is short for.
    roots: Vec<String>,
    stems: Vec<String>,
    sound: Option<String>,
    /// Its place among the words in a row, for names that are written as one.
    at: Option<usize>,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    terms: Vec<Term>,
    /// Names that are also written as one word: first and last place among the words in a row, and the sounds.
    joined: Vec<(usize, usize, String)>,
}

impl Query {
    /// Reads what a user typed.
    ///
    /// # Errors
    /// Where there is nothing to look for, or too much.
    pub fn parse(text: &str) -> Result<Self, InvalidQuery> {
        let found = text.chars().count();
        if found > MOST_CHARS {
            return Err(InvalidQuery::TooLong { found });
        }
        let mut lexicon = Lexicon::default();
        let (mut terms, mut row) = (Vec::new(), Vec::new());
        for piece in pieces(text) {
            read(&piece, &mut lexicon, (&mut terms, &mut row));
        }
        let found = terms.iter().map(|term| term.words.len()).sum();
        if found > MOST_WORDS {
            return Err(InvalidQuery::TooManyWords { found });
        }
        let is_stop = |term: &Term| !term.is_phrase && STOP_WORDS.split_whitespace().any(|stop| stop == term.words[0]);
        if terms.iter().any(|term| !term.is_excluded && !is_stop(term)) {
            terms.retain(|term| term.is_excluded || !is_stop(term));
        }
        match terms.iter().any(|term| !term.is_excluded) {
            true => Ok(Self { joined: joined_of(&row), terms }),
            false if terms.is_empty() => Err(InvalidQuery::Empty),
            false => Err(InvalidQuery::OnlyExcluded),
        }
    }

    /// As the database reads it: all of it must be there, or any of it.
    pub(crate) fn expression(&self, is_all: bool) -> String {
        let (excluded, wanted): (Vec<&Term>, Vec<&Term>) = self.terms.iter().partition(|term| term.is_excluded);
        let word = if is_all { " AND " } else { " OR " };
        let mut ways = vec![either(wanted.iter().map(|term| term.expression()), word)];
        for (first, last, sound) in self.joined.iter().filter(|_| wanted.len() <= JOINED_WORDS) {
            let is_within = |term: &&&Term| term.at.is_some_and(|at| (*first..=*last).contains(&at));
            let others = wanted.iter().filter(|term| !is_within(term)).map(|term| term.expression());
            ways.push(either(others.chain([format!("sounds : {}", quoted(sound))]), word));
        }
        let wanted = either(ways.into_iter(), " OR ");
        if excluded.is_empty() {
            return wanted;
        }
        format!("{wanted} NOT {}", either(excluded.iter().map(|term| term.expression()), " OR "))
    }

    /// Whether more than one thing must be there.
    pub(crate) fn has_several(&self) -> bool {
        self.terms.iter().filter(|term| !term.is_excluded).count() > 1
    }

    /// Words that can be wrong, each with what the database reads for it alone.
    pub(crate) fn single_words(&self) -> impl Iterator<Item = (&str, String)> {
        let single = self.terms.iter().filter(|term| !term.is_excluded && !term.is_phrase && !term.is_prefix);
        single.map(|term| (term.words[0].as_str(), term.expression()))
    }

    /// Which words of a line are what is looked for: places in the line, and how many different terms they are.
    pub(crate) fn places(&self, lexicon: &mut Lexicon, line: &[Token]) -> (Vec<usize>, usize) {
        let mut places: HashSet<usize> = HashSet::new();
        let mut terms = 0;
        for term in self.terms.iter().filter(|term| !term.is_excluded) {
            let found: Vec<usize> = (0..line.len()).filter(|at| term.is_at(lexicon, line, *at)).collect();
            terms += usize::from(!found.is_empty());
            places.extend(found.into_iter().flat_map(|at| at..at + term.words.len()));
        }
        let sounds: Vec<&String> = self.joined.iter().map(|(_, _, sound)| sound).collect();
        for (at, token) in line.iter().enumerate() {
            let sound = lexicon.keys(&token.word).sound.clone();
            if sound.is_some_and(|sound| sounds.contains(&&sound)) && places.insert(at) {
                terms += 1;
            }
        }
        for (range, sound) in joined(line) {
            if self.terms.iter().any(|term| term.sound.as_ref() == Some(&sound)) {
                terms += usize::from(range.clone().all(|at| !places.contains(&at)));
                places.extend(range);
            }
        }
        let mut places: Vec<usize> = places.into_iter().collect();
        places.sort_unstable();
        (places, terms)
    }
}

impl Term {
    /// As the database reads it.
    fn expression(&self) -> String {
        let words = quoted(&self.words.join(" "));
        if self.is_prefix {
            return format!("(words : {words} *)");
        }
        if self.is_phrase {
            return format!("(words : {words})");
        }
        let stems = self.stems.iter().map(|stem| format!("stems : {}", quoted(stem)));
        let exact = std::iter::once(format!("words : {words}")).chain(stems);
        if self.is_excluded {
            return either(exact, " OR ");
        }
        let roots =
            self.roots.iter().flat_map(|root| ["words", "roots"].map(|column| format!("{column} : {}", quoted(root))));
        let short = std::iter::once(format!("roots : {words}"));
        let sound = self.sound.iter().map(|sound| format!("sounds : {}", quoted(sound)));
        either(exact.chain(short).chain(roots).chain(sound), " OR ")
    }

    /// Whether the term stands at a place of a line.
    fn is_at(&self, lexicon: &mut Lexicon, line: &[Token], at: usize) -> bool {
        let word = &line[at].word;
        if self.is_prefix {
            return word.starts_with(&self.words[0]);
        }
        let is_row = line[at..].len() >= self.words.len()
            && line[at..].iter().zip(&self.words).all(|(token, word)| token.word == *word);
        if is_row || self.is_phrase {
            return is_row;
        }
        let keys = lexicon.keys(word);
        let is_stem = keys.stems.iter().any(|stem| self.stems.contains(stem));
        let is_name = is_of_name(&line[at], line);
        let is_sound = is_name && keys.sound.is_some() && keys.sound == self.sound;
        let is_short =
            is_name && keys.roots.iter().any(|root| self.words[0] == *root || self.roots.iter().any(|own| own == root));
        is_stem || is_sound || is_short || self.roots.contains(word)
    }
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', ""))
}

fn either(parts: impl Iterator<Item = String>, word: &str) -> String {
    format!("({})", parts.collect::<Vec<_>>().join(word))
}

/// What stands between two spaces, or between quotation marks.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    is_phrase: bool,
    is_excluded: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|char: char| !char.is_whitespace()) {
        rest = &rest[start..];
        let bare = rest.trim_start_matches(['-', '−']);
        let is_excluded = bare.len() < rest.len();
        let is_mark = |char: char| matches!(char, '"' | '“' | '”' | '«' | '»');
        if let Some(quoted) = bare.strip_prefix(is_mark) {
            let (inside, after) = quoted.split_once(is_mark).unwrap_or((quoted, ""));
            found.push(Piece { text: inside.to_owned(), is_phrase: true, is_excluded });
            rest = after;
        } else {
            let end = bare.find(|char: char| char.is_whitespace() || is_mark(char)).unwrap_or(bare.len());
            found.push(Piece { text: bare[..end].to_owned(), is_phrase: false, is_excluded });
            rest = &bare[end..];
        }
    }
    found
}

fn read(piece: &Piece, lexicon: &mut Lexicon, (terms, row): (&mut Vec<Term>, &mut Vec<Token>)) {
    let found = tokens(&piece.text);
    if piece.is_phrase && found.len() > 1 {
        let words = found.into_iter().map(|token| token.word).collect();
        terms.push(Term { words, is_phrase: true, is_excluded: piece.is_excluded, ..Term::default() });
        return;
    }
    let last = found.len().saturating_sub(1);
    for (place, token) in found.into_iter().enumerate() {
        let keys = lexicon.keys(&token.word);
        let at = (!piece.is_excluded).then_some(row.len());
        terms.push(Term {
            words: vec![token.word.clone()],
            is_phrase: piece.is_phrase,
            is_prefix: place == last && piece.text.ends_with('*'),
            is_excluded: piece.is_excluded,
            roots: keys.roots.iter().map(|root| (*root).to_owned()).collect(),
            stems: keys.stems.clone(),
            sound: keys.sound.clone(),
            at,
        });
        if at.is_some() {
            row.push(token);
        }
    }
}

/// Names of the query that are also written as one word.
fn joined_of(row: &[Token]) -> Vec<(usize, usize, String)> {
    if row.len() > JOINED_WORDS || row.iter().all(|token| is_particle(&token.word)) {
        return Vec::new();
    }
    joined(row).into_iter().map(|(range, sound)| (*range.start(), *range.end(), sound)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_signs_of_the_database_are_words_or_nothing() {
        for text in [
            "a\" OR words:*",
            "NEAR(killing, 5)",
            "words : x) OR (y",
            "'; DROP TABLE fts; --",
            "^start {words sounds} : +",
            "\"unclosed phrase",
            "*",
        ] {
            let Ok(query) = Query::parse(text) else { continue };
            let expression = query.expression(true);
            let bare: String = expression.split('"').step_by(2).collect();
            let is_ours = |word: &str| {
                let word = word.trim_matches(['(', ')']);
                ["", "AND", "OR", "NOT", ":", "*", "words", "stems", "sounds", "roots"].contains(&word)
            };
            assert!(bare.split_whitespace().all(is_ours), "{text}: {expression}");
            assert!(expression.matches('"').count() % 2 == 0, "{text}: {expression}");
        }
    }

    #[test]
    fn what_cannot_be_looked_for_says_why() {
        assert_eq!(Query::parse(" ¿?! * \"\" "), Err(InvalidQuery::Empty));
        assert_eq!(Query::parse("-policía -\"la noche\""), Err(InvalidQuery::OnlyExcluded));
        assert_eq!(Query::parse(&"x".repeat(10_000)), Err(InvalidQuery::TooLong { found: 10_000 }));
        assert_eq!(Query::parse(&"ab ".repeat(40)), Err(InvalidQuery::TooManyWords { found: 40 }));
    }

    #[test]
    fn stop_words_count_only_alone_and_in_phrases() {
        let words = |text: &str| -> Vec<Vec<String>> {
            Query::parse(text).unwrap().terms.into_iter().map(|term| term.words).collect()
        };
        assert_eq!(words("las mujeres de Accomarca"), [["mujeres"], ["accomarca"]]);
        assert_eq!(words("de la"), [["de"], ["la"]]);
        assert_eq!(words("\"masacre de Accomarca\""), [vec!["masacre", "de", "accomarca"]]);
    }
}
