//! The word lists of the reading of prose: data in `vocabularies/prose`, not code.

use std::{collections::BTreeSet, sync::LazyLock};

use record::Language;
use serde::Deserialize;

/// Words that say what a number beside them is, in both languages: a paragraph's language may be guessed wrongly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kinds {
    pub(super) names: BTreeSet<String>,
    pub(super) names_plural: BTreeSet<String>,
    pub(super) durations: BTreeSet<String>,
    pub(super) money: BTreeSet<String>,
    pub(super) currency_signs: BTreeSet<String>,
    pub(super) measures: BTreeSet<String>,
    pub(super) persons: BTreeSet<String>,
    pub(super) changes: BTreeSet<String>,
}

/// Words by which the circumstances of a number are read, in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) registers: BTreeSet<String>,
    pub(super) says: BTreeSet<String>,
    pub(super) according: Vec<String>,
    pub(super) citing: Vec<String>,
    pub(super) by: BTreeSet<String>,
    pub(super) negations: BTreeSet<String>,
    pub(super) denials: BTreeSet<String>,
    pub(super) contrasts: BTreeSet<String>,
    pub(super) places: BTreeSet<String>,
    pub(super) place_nouns: BTreeSet<String>,
    pub(super) periods: BTreeSet<String>,
    pub(super) comparisons: BTreeSet<String>,
    pub(super) part_of: BTreeSet<String>,
    pub(super) those: BTreeSet<String>,
    pub(super) joints: BTreeSet<String>,
    pub(super) linking: BTreeSet<String>,
    pub(super) contrary: BTreeSet<String>,
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
