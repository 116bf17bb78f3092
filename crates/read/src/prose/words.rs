//! The word lists of the reading of prose: data in `vocabularies/prose`, not code.

use std::sync::LazyLock;

use record::Language;
use rustc_hash::FxHashSet;
use serde::Deserialize;

/// A list of words: asked for every word that is read, never gone through.
pub(super) type List = FxHashSet<String>;

/// Words that say what a number beside them is, in both languages: a paragraph's language may be guessed wrongly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kinds {
    pub(super) names: List,
    pub(super) names_plural: List,
    pub(super) durations: List,
    pub(super) money: List,
    pub(super) currency_signs: List,
    pub(super) measures: List,
    pub(super) persons: List,
    pub(super) changes: List,
}

/// Words by which the circumstances of a number are read, in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) registers: List,
    pub(super) says: List,
    pub(super) according: Vec<String>,
    pub(super) citing: Vec<String>,
    pub(super) by: List,
    pub(super) negations: List,
    pub(super) denials: List,
    pub(super) contrasts: List,
    pub(super) places: List,
    pub(super) place_nouns: List,
    pub(super) periods: List,
    pub(super) comparisons: List,
    pub(super) part_of: List,
    pub(super) those: List,
    pub(super) joints: List,
    pub(super) linking: List,
    pub(super) contrary: List,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../vocabularies/prose/kinds.toml")).expect("a built-in file, read by a test")
});

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../vocabularies/prose/en.toml")).expect("a built-in file, read by a test")
});

static SPANISH: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../vocabularies/prose/es.toml")).expect("a built-in file, read by a test")
});

/// The words that say what a number is.
pub(super) fn kinds() -> &'static Kinds {
    &KINDS
}

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Es => &SPANISH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_words_are_read_and_in_lower_case() {
        assert!(kinds().names.iter().all(|word| word.to_lowercase() == *word));
        for language in Language::ALL {
            assert!(of(language).says.len() > 20 && of(language).registers.len() > 10, "{language:?}");
        }
    }
}
