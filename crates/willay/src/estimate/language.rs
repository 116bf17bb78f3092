//! What does a result say in Spanish? English sentences are the keys of a catalogue that holds the Spanish ones.
//!
//! Results are made and kept in English, which is what `result.json` holds; what people read is turned when it is shown. A
//! key may have places, `{}`, which take numbers, names and sentences of their own.

use std::{collections::BTreeMap, sync::OnceLock};

use record::{Language, numeral};

use crate::language::spoken;

/// The Spanish of every sentence: a line in English, a line that begins with `= `, an empty line.
const SPANISH: &str = include_str!("language/es.txt");

/// Pieces of fewer letters say too little of what stands in their places.
const WEAK_LETTERS: usize = 10;

/// Pieces of fewer letters, such as "from" and "to", stand between numbers only.
const NUMBER_LETTERS: usize = 5;

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

/// A sentence, or several, in the language of this run.
pub(crate) fn t(english: &str) -> String {
    match spoken() {
        Language::En => english.to_owned(),
        Language::Es => CATALOGUE.get_or_init(|| Catalogue::read(SPANISH)).turn(english),
    }
}

/// An interval as English results have it.
pub(crate) fn interval_in_english(low: f64, high: f64) -> String {
    let [first, last] = [low, high].map(in_english);
    if high.is_finite() { format!("{first} to {last}") } else { format!("from {first}") }
}

/// A whole number as English results have it.
pub(crate) fn in_english(number: f64) -> String {
    if number.is_finite() { numeral(number.round(), 0, Language::En) } else { "no bound".to_owned() }
}

/// Sentences without places, and those with them, the most words first.
struct Catalogue {
    plain: BTreeMap<&'static str, &'static str>,
    placed: Vec<Placed>,
}

/// A sentence with places.
struct Placed {
    /// What stands between the places.
    pieces: Vec<&'static str>,
    spanish: &'static str,
}

impl Catalogue {
    fn read(text: &'static str) -> Self {
        let mut catalogue = Self { plain: BTreeMap::new(), placed: Vec::new() };
        let mut english = "";
        for line in text.lines() {
            match line.strip_prefix("= ") {
                Some(spanish) if english.contains("{}") => {
                    catalogue.placed.push(Placed { pieces: english.split("{}").collect(), spanish });
                }
                Some(spanish) => {
                    catalogue.plain.insert(english, spanish);
                }
                None => english = line,
            }
        }
        let words = |placed: &Placed| placed.pieces.iter().map(|piece| piece.len()).sum::<usize>();
        catalogue.placed.sort_by_key(|placed| std::cmp::Reverse(words(placed)));
        catalogue
    }

    /// What is not in the catalogue stays as it is, such as the name of a list.
    fn turn(&self, english: &str) -> String {
        if let Some((code, rest)) = english.split_once("] ").filter(|(code, _)| code.starts_with("[W")) {
            return format!("{code}] {}", self.turn(rest));
        }
        if let Some(turned) = spanish_number(english).or_else(|| self.whole(english)) {
            return turned;
        }
        // Several sentences, or several findings: each by itself.
        for between in [". ", "; "] {
            if let Some((first, rest)) = english.split_once(between) {
                let stop = between.trim_end();
                let first = if stop == "." { self.turn(&format!("{first}.")) } else { self.turn(first) + stop };
                return format!("{first} {}", self.turn(rest));
            }
        }
        english.to_owned()
    }

    fn whole(&self, english: &str) -> Option<String> {
        if let Some(spanish) = self.plain.get(english) {
            return Some((*spanish).to_owned());
        }
        if let Some(spanish) = english.strip_suffix('.').and_then(|english| self.plain.get(english)) {
            return Some(format!("{spanish}."));
        }
        self.placed.iter().find_map(|placed| {
            let values = fitted(&placed.pieces, english)?;
            let mut text = placed.spanish.to_owned();
            for (place, value) in (1..).zip(values) {
                text = text.replace(&format!("{{{place}}}"), &self.value(value));
            }
            Some(text)
        })
    }

    /// What stands in a place: a number, words of the catalogue, several of them, or a name.
    fn value(&self, value: &str) -> String {
        if let Some(number) = spanish_number(value) {
            return number;
        }
        if !value.contains(' ') {
            return value.to_owned();
        }
        if let Some(turned) = self.whole(value) {
            return turned;
        }
        for (english, spanish) in [("; ", "; "), (", ", ", "), (" and ", " y ")] {
            // A name of several words may hold an "and" of its own.
            let is_names = english == " and " && value.split(english).any(|part| part.contains(' '));
            if value.contains(english) && !is_names {
                let parts = value.split(english).map(|part| self.value(part));
                return parts.collect::<Vec<_>>().join(spanish);
            }
        }
        value.to_owned()
    }
}

/// What stands in the places, where the pieces are found in their order.
fn fitted<'a>(pieces: &[&str], text: &'a str) -> Option<Vec<&'a str>> {
    // Pieces of few letters fit many texts: not over several findings.
    let letters = pieces.iter().flat_map(|piece| piece.chars()).filter(|one| one.is_alphabetic()).count();
    let is_weak = letters < WEAK_LETTERS;
    let stands_between_numbers = (1..NUMBER_LETTERS).contains(&letters);
    let is_number = |value: &str| value == "no bound" || value.chars().all(|one| !one.is_alphabetic());
    let (first, others) = pieces.split_first()?;
    let mut rest = text.strip_prefix(first)?;
    let mut values = Vec::new();
    for (at, piece) in others.iter().enumerate() {
        let end = if at + 1 == others.len() {
            rest.len().checked_sub(piece.len()).filter(|_| rest.ends_with(piece))?
        } else {
            rest.find(piece)?
        };
        let (value, after) = rest.split_at(end);
        if value.is_empty()
            || value.contains(". ")
            || (is_weak && value.contains("; "))
            || (stands_between_numbers && !is_number(value))
        {
            return None;
        }
        values.push(value);
        rest = &after[piece.len()..];
    }
    rest.is_empty().then_some(values)
}

/// `69,280` and `1.25` as Spanish has them; digits alone, such as a seed, stay as they are.
fn spanish_number(text: &str) -> Option<String> {
    if !text.contains([',', '.']) {
        return None;
    }
    let plain = text.replace(',', "");
    let is_number = !plain.is_empty() && plain.chars().all(|one| one.is_ascii_digit() || matches!(one, '.' | '-'));
    let value: f64 = plain.parse().ok().filter(|_| is_number)?;
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some(numeral(value, decimals, Language::Es))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(english: &str) -> String {
        Catalogue::read(
            "the lists\n= las listas\n\n{} of {} lists\n= {1} de {2} listas\n\nA {} surely is {}.\n= Un {1} es {2}.\n",
        )
        .turn(english)
    }

    #[test]
    fn places_take_numbers_names_and_sentences_of_their_own() {
        assert_eq!(turned("the lists"), "las listas");
        assert_eq!(turned("10,356 of 1.25 lists"), "10\u{202f}356 de 1,25 listas");
        assert_eq!(turned("A the lists surely is church."), "Un las listas es church.");
        assert_eq!(turned("[W2] A cat surely is big. A dog surely is 7."), "[W2] Un cat es big. Un dog es 7.");
        assert_eq!(turned("unknown"), "unknown");
        assert_eq!(turned("A state and Shining Path surely is 7."), "Un state and Shining Path es 7.");
    }

    #[test]
    fn the_catalogue_has_every_place_of_each_sentence() {
        let mut english = "";
        let mut read = 0;
        for line in SPANISH.lines() {
            let Some(spanish) = line.strip_prefix("= ") else {
                english = line;
                continue;
            };
            read += 1;
            let places = english.matches("{}").count();
            for place in 1..=places {
                assert!(spanish.contains(&format!("{{{place}}}")), "{english}: {{{place}}}");
            }
            assert_eq!(spanish.matches('{').count(), places, "{english}");
            assert_eq!(english.ends_with('.'), spanish.ends_with('.'), "{english}");
        }
        assert!(read > 200, "{read}");
    }
}
