//! The words that tie a printed number to the truth, before it or behind it.

use std::sync::LazyLock;

use record::{Language, Qualifier};
use rustc_hash::FxHashMap;

use super::tokens::Token;

/// Phrases before a number, longest first where one begins another.
const ENGLISH: &[(&str, Qualifier)] = &[
    ("more than", Qualifier::Over),
    ("greater than", Qualifier::Over),
    ("in excess of", Qualifier::Over),
    ("upwards of", Qualifier::Over),
    ("exceed", Qualifier::Over),
    ("exceeds", Qualifier::Over),
    ("exceeded", Qualifier::Over),
    ("exceeding", Qualifier::Over),
    ("surpassed", Qualifier::Over),
    ("not exceed", Qualifier::UpTo),
    ("not exceeding", Qualifier::UpTo),
    ("over", Qualifier::Over),
    ("above", Qualifier::Over),
    ("at least", Qualifier::AtLeast),
    ("no fewer than", Qualifier::AtLeast),
    ("no less than", Qualifier::AtLeast),
    ("not less than", Qualifier::AtLeast),
    ("a minimum of", Qualifier::AtLeast),
    ("no more than", Qualifier::UpTo),
    ("not more than", Qualifier::UpTo),
    ("at most", Qualifier::UpTo),
    ("up to", Qualifier::UpTo),
    ("a maximum of", Qualifier::UpTo),
    ("as many as", Qualifier::UpTo),
    ("fewer than", Qualifier::Under),
    ("less than", Qualifier::Under),
    ("under", Qualifier::Under),
    ("below", Qualifier::Under),
    ("just under", Qualifier::Nearly),
    ("close to", Qualifier::Nearly),
    ("nearly", Qualifier::Nearly),
    ("almost", Qualifier::Nearly),
    ("just over", Qualifier::Over),
    ("well over", Qualifier::Over),
    ("a little over", Qualifier::Over),
    ("slightly more than", Qualifier::Over),
    ("at the very least", Qualifier::AtLeast),
    ("a little under", Qualifier::Nearly),
    ("slightly fewer than", Qualifier::Nearly),
    ("nearly all of", Qualifier::Nearly),
    ("something like", Qualifier::Around),
    ("in the region of", Qualifier::Around),
    ("an approximate", Qualifier::Around),
    ("around", Qualifier::Around),
    ("about", Qualifier::Around),
    ("some", Qualifier::Around),
    ("approximately", Qualifier::Around),
    ("roughly", Qualifier::Around),
    ("an estimated", Qualifier::Around),
    ("circa", Qualifier::Around),
];

const SPANISH: &[(&str, Qualifier)] = &[
    ("no más de", Qualifier::UpTo),
    ("no menos de", Qualifier::AtLeast),
    ("poco más de", Qualifier::Over),
    ("algo más de", Qualifier::Over),
    ("muy por encima de", Qualifier::Over),
    ("cuando menos", Qualifier::AtLeast),
    ("mínimo", Qualifier::AtLeast),
    ("algo menos de", Qualifier::Nearly),
    ("cercano a", Qualifier::Nearly),
    ("cercana a", Qualifier::Nearly),
    ("alrededor de un", Qualifier::Around),
    ("entorno a", Qualifier::Around),
    ("mayores de", Qualifier::Over),
    ("mayor de", Qualifier::Over),
    ("menores de", Qualifier::Under),
    ("menor de", Qualifier::Under),
    ("más de", Qualifier::Over),
    ("mas de", Qualifier::Over),
    ("por encima de", Qualifier::Over),
    ("superar", Qualifier::Over),
    ("supera", Qualifier::Over),
    ("superan", Qualifier::Over),
    ("superó", Qualifier::Over),
    ("superaron", Qualifier::Over),
    ("excede", Qualifier::Over),
    ("sobrepasa", Qualifier::Over),
    ("no supera", Qualifier::UpTo),
    ("no puede pasar de", Qualifier::UpTo),
    ("no pasa de", Qualifier::UpTo),
    ("al menos", Qualifier::AtLeast),
    ("por lo menos", Qualifier::AtLeast),
    ("como mínimo", Qualifier::AtLeast),
    ("un mínimo de", Qualifier::AtLeast),
    ("hasta", Qualifier::UpTo),
    ("como máximo", Qualifier::UpTo),
    ("un máximo de", Qualifier::UpTo),
    ("menos de", Qualifier::Under),
    ("por debajo de", Qualifier::Under),
    ("poco menos de", Qualifier::Nearly),
    ("cerca de", Qualifier::Nearly),
    ("casi", Qualifier::Nearly),
    ("alrededor de", Qualifier::Around),
    ("aproximadamente", Qualifier::Around),
    ("unos", Qualifier::Around),
    ("unas", Qualifier::Around),
    ("en torno a", Qualifier::Around),
    ("en torno al", Qualifier::Around),
    ("alrededor del", Qualifier::Around),
    ("más del", Qualifier::Over),
    ("menos del", Qualifier::Under),
    ("cerca del", Qualifier::Nearly),
    ("casi el", Qualifier::Nearly),
    ("un estimado de", Qualifier::Around),
];

/// Phrases behind a number.
const BEHIND: &[(&str, Qualifier)] = &[
    ("or more", Qualifier::AtLeast),
    ("or so", Qualifier::Around),
    ("or fewer", Qualifier::UpTo),
    ("or less", Qualifier::UpTo),
    ("o más", Qualifier::AtLeast),
    ("o menos", Qualifier::UpTo),
    ("as a minimum", Qualifier::AtLeast),
];

/// Words that may stand between a qualifier and its number.
const BETWEEN: &[&str] = &["the", "a", "el", "la", "los", "las", "un", "una"];

/// The words of a phrase but the last, and what it says.
type Phrases = FxHashMap<&'static str, Vec<(Vec<&'static str>, Qualifier)>>;

fn by_last_word(phrases: &'static [(&'static str, Qualifier)]) -> Phrases {
    let mut by_last = Phrases::default();
    for (phrase, qualifier) in phrases {
        let mut words: Vec<&str> = phrase.split(' ').collect();
        let Some(last) = words.pop() else { continue };
        by_last.entry(last).or_default().push((words, *qualifier));
    }
    by_last
}

static BEFORE: LazyLock<[Phrases; 2]> = LazyLock::new(|| [by_last_word(ENGLISH), by_last_word(SPANISH)]);

/// The qualifier in front of a token, with the token at which it begins.
pub(super) fn before(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(Qualifier, usize)> {
    let [english, spanish] = &*BEFORE;
    let phrases = match language {
        Language::En => english,
        Language::Es => spanish,
    };
    let ends_at = |end: usize| {
        let last = end.checked_sub(1)?;
        let matching = phrases.get(tokens[last].lower.as_ref())?.iter().filter_map(|(words, qualifier)| {
            let start = last.checked_sub(words.len())?;
            let is_it = tokens[start..last].iter().map(|token| token.lower.as_ref()).eq(words.iter().copied());
            is_it.then_some((words.len(), *qualifier, start))
        });
        matching.max_by_key(|(length, ..)| *length).map(|(_, qualifier, start)| (qualifier, start))
    };
    ends_at(at).or_else(|| {
        let skipped = at.checked_sub(1).filter(|skipped| BETWEEN.contains(&tokens[*skipped].lower.as_ref()))?;
        ends_at(skipped)
    })
}

/// The qualifier behind a number, with the first token behind it.
pub(super) fn behind(tokens: &[Token<'_>], end: usize) -> Option<(Qualifier, usize)> {
    BEHIND.iter().find_map(|(phrase, qualifier)| {
        let length = phrase.split(' ').count();
        let words = tokens.get(end..end + length)?;
        words.iter().map(|token| token.lower.as_ref()).eq(phrase.split(' ')).then_some((*qualifier, end + length))
    })
}
