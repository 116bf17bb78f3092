//! What a word may be to a number: one look in one table, so that the many words that have nothing to do with numbers cost
//! no more than that.

use std::sync::LazyLock;

use record::{Language, date::MONTH_NAMES};
use rustc_hash::FxHashMap;

use super::{
    classify::{COLLECTIVES, OPENINGS, ORDINALS, PARTS},
    numbers::{ENGLISH, SPANISH},
};

/// What a word may be.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Known {
    english: Option<u64>,
    spanish: Option<u64>,
    /// What it is worth as a noun that counts by itself: "dozens".
    pub(super) collective: Option<f64>,
    /// How many of it make up the whole: 3 for "third".
    pub(super) part: Option<f64>,
    /// The month that it names, 1 to 12.
    pub(super) month: Option<u8>,
    pub(super) is_ordinal: bool,
    /// True where a mention may begin with it.
    pub(super) opens: bool,
}

impl Known {
    /// What it is worth as a number word.
    pub(super) fn value(&self, language: Language) -> Option<u64> {
        match language {
            Language::En => self.english,
            Language::Es => self.spanish,
        }
    }
}

static NOTHING: Known =
    Known { english: None, spanish: None, collective: None, part: None, month: None, is_ordinal: false, opens: false };

static WORDS: LazyLock<FxHashMap<&'static str, Known>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, Known> = FxHashMap::default();
    let mut know = |word: &'static str, set: &dyn Fn(&mut Known)| {
        let known = words.entry(word).or_default();
        known.opens = true;
        set(known);
    };
    ENGLISH.iter().for_each(|(word, value)| know(word, &|known| known.english = Some(*value)));
    SPANISH.iter().for_each(|(word, value)| know(word, &|known| known.spanish = Some(*value)));
    COLLECTIVES.iter().for_each(|(word, value)| know(word, &|known| known.collective = Some(*value)));
    PARTS.iter().for_each(|(word, whole)| know(word, &|known| known.part = Some(*whole)));
    MONTH_NAMES.iter().for_each(|(word, month)| know(word, &|known| known.month = Some(*month)));
    ORDINALS.iter().for_each(|word| know(word, &|known| known.is_ordinal = true));
    OPENINGS.iter().for_each(|word| know(word, &|_| {}));
    words
});

/// What a word in lower case may be.
pub(super) fn of(word: &str) -> &'static Known {
    WORDS.get(word).unwrap_or(&NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_may_be_several_things() {
        let may = of("may");
        assert_eq!((may.month, may.value(Language::En)), (Some(5), None));
        let third = of("third");
        assert!(third.is_ordinal && third.part == Some(3.0));
        assert_eq!((of("once").value(Language::Es), of("once").value(Language::En)), (Some(11), None));
        assert_eq!(of("valley"), &NOTHING);
    }
}
