//! What else is a word: its stems, how it sounds, and which names it is short for.

use std::{collections::HashMap, rc::Rc};

use link::prepare::{nicknames::nickname_classes, skeleton::skeleton};

use crate::{stem::Stems, token::Token};

/// Words whose keys are remembered; the memory is emptied when it is full.
const REMEMBERED_WORDS: usize = 100_000;

/// Sounds of fewer letters would join too many names.
const SHORTEST_SOUND: usize = 3;

/// A text of at most so many words may be a name that is written in small letters.
const NAME_WORDS: usize = 8;

/// Words that come and go in a name, or are written together with the next one.
const PARTICLES: &[&str] =
    &["de", "del", "la", "las", "los", "el", "y", "da", "do", "dos", "san", "santa", "mc", "mac", "van", "von"];

/// The keys of one word.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    /// Stems, each with its language.
    pub(crate) stems: Vec<String>,
    /// The sounds, where they are enough to tell names apart.
    pub(crate) sound: Option<String>,
    /// Names for which it is a nickname.
    pub(crate) roots: &'static [&'static str],
}

/// What a text holds, as the index keeps it: one string of words for each kind of key.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) words: String,
    pub(crate) stems: String,
    pub(crate) sounds: String,
    pub(crate) roots: String,
}

/// Keys of words, remembered.
#[derive(Default)]
pub(crate) struct Lexicon {
    stems: Stems,
    known: HashMap<String, Rc<Keys>>,
}

impl Lexicon {
    /// The keys of a folded word.
    pub(crate) fn keys(&mut self, word: &str) -> Rc<Keys> {
        if let Some(keys) = self.known.get(word) {
            return Rc::clone(keys);
        }
        if self.known.len() >= REMEMBERED_WORDS {
            self.known.clear();
        }
        let keys = Rc::new(Keys { stems: self.stems.of(word), sound: sound(word), roots: nickname_classes(word) });
        self.known.insert(word.to_owned(), Rc::clone(&keys));
        keys
    }

    /// Adds a line to what the index keeps of a text; a phrase never reaches from one line into the next.
    pub(crate) fn add(&mut self, tokens: &[Token], columns: &mut Columns) {
        if !columns.words.is_empty() {
            push(&mut columns.words, LINE_END);
        }
        for token in tokens {
            push(&mut columns.words, &token.word);
            let keys = self.keys(&token.word);
            keys.stems.iter().for_each(|stem| push(&mut columns.stems, stem));
            if is_of_name(token, tokens) {
                keys.sound.iter().for_each(|sound| push(&mut columns.sounds, sound));
                keys.roots.iter().for_each(|root| push(&mut columns.roots, root));
            }
        }
        for (_, joined) in joined(tokens) {
            push(&mut columns.sounds, &joined);
        }
    }
}

/// Stands between two lines; no word is written so.
const LINE_END: &str = "¶";

fn push(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// The sounds of a word, where they are enough to tell names apart.
fn sound(word: &str) -> Option<String> {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    skeleton(word).filter(|sound| is_plain && sound.len() >= SHORTEST_SOUND)
}

/// Whether a word may be part of a name: it has a capital, or the text is as short as a name.
pub(crate) fn is_of_name(token: &Token, line: &[Token]) -> bool {
    token.is_capital || line.len() <= NAME_WORDS
}

/// True for a word that comes and goes in a name.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Names that are also written as one word, with the places of their first and last words in the line: "de la Cruz" as
/// "Delacruz", "Llacta Huamán" as "Llactahuaman".
pub(crate) fn joined(line: &[Token]) -> Vec<(std::ops::RangeInclusive<usize>, String)> {
    let mut found = Vec::new();
    for last in 1..line.len() {
        let mut first = last - 1;
        while first > 0 && is_particle(&line[first].word) && is_particle(&line[first - 1].word) {
            first -= 1;
        }
        let words = &line[first..=last];
        if is_particle(&line[last].word)
            || words.iter().any(|token| !is_particle(&token.word) && !is_of_name(token, line))
        {
            continue;
        }
        let whole: String = words.iter().map(|token| token.word.as_str()).collect();
        found.extend(sound(&whole).map(|sound| (first..=last, sound)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;

    #[test]
    fn a_name_is_kept_by_its_words_its_sounds_and_what_it_is_short_for() {
        let mut columns = Columns::default();
        let mut lexicon = Lexicon::default();
        lexicon.add(&tokens("Pepe Huamán de la Cruz"), &mut columns);
        lexicon.add(&tokens("Campesino"), &mut columns);
        assert_eq!(columns.words, "pepe huaman de la cruz ¶ campesino");
        assert_eq!(columns.roots, "jose");
        for sound in ["uaman", "pipiuaman"] {
            assert!(columns.sounds.split(' ').any(|found| found == sound), "{sound}: {}", columns.sounds);
        }
        let whole = skeleton("delacruz").unwrap();
        assert!(columns.sounds.split(' ').any(|found| *found == whole), "{whole}: {}", columns.sounds);
    }

    #[test]
    fn in_a_long_text_only_words_with_a_capital_are_heard() {
        let mut columns = Columns::default();
        let text = "They said that on that day the soldiers took Huamán from his house at night";
        Lexicon::default().add(&tokens(text), &mut columns);
        assert!(columns.sounds.contains("uaman") && !columns.sounds.contains("sol"), "{}", columns.sounds);
    }
}
