//! The value of a number, or of a range: "between 25 and 30", "2.3 million", "dozens", "only one of the 14".

use record::{Language, MentionKind};

use super::{Number, Text, count};
use crate::prose::{
    lexicon,
    numbers::{numeral_value, words_at},
    qualifiers, words,
};

/// Nouns that count by themselves; of the plural ones the least that they can mean.
pub(in crate::prose) const COLLECTIVES: &[(&str, f64)] = &[
    ("dozen", 12.0),
    ("dozens", 24.0),
    ("score", 20.0),
    ("scores", 40.0),
    ("tens", 20.0),
    ("hundred", 100.0),
    ("hundreds", 200.0),
    ("thousand", 1_000.0),
    ("thousands", 2_000.0),
    ("million", 1_000_000.0),
    ("millions", 2_000_000.0),
    ("decena", 10.0),
    ("decenas", 20.0),
    ("docena", 12.0),
    ("docenas", 24.0),
    ("veintena", 20.0),
    ("treintena", 30.0),
    ("cincuentena", 50.0),
    ("centena", 100.0),
    ("centenas", 200.0),
    ("centenar", 100.0),
    ("centenares", 200.0),
    ("cientos", 200.0),
    ("millar", 1_000.0),
    ("millares", 2_000.0),
    ("miles", 2_000.0),
    ("millones", 2_000_000.0),
];

/// Such a collective says about how many.
const ROUND: &[&str] = &["decena", "veintena", "treintena", "cincuentena", "centena", "centenar", "millar"];

/// After these, and before a counted noun, a lone "one" is a number.
const ONLY: &[&str] = &["only", "just", "solo", "sólo", "solamente", "apenas", "únicamente"];

/// "Only one way", "solo una vez": manners of speaking.
const IDIOMS: &[&str] = &[
    "vez", "parte", "manera", "forma", "momento", "cosa", "lado", "time", "way", "thing", "side", "hand", "another",
    "reason",
];

/// Verbs behind a "one" that stands for one of those counted before.
const AUXILIARIES: &[&str] =
    &["was", "is", "had", "has", "died", "había", "ha", "fue", "murió", "falleció", "está", "estaba"];

/// One value, or "between … and …", "… to …", "…–…".
pub(super) fn at(text: Text<'_>, at: usize) -> Option<Number> {
    let (low, end) = value_at(text, at)?;
    let number =
        Number { low, high: None, end, kind: MentionKind::Count, whole: None, is_vague: is_plural(text.word(at)) };
    let before = text.back(at, 1);
    let before = if words::kinds().currency_signs.contains(before) { text.back(at, 2) } else { before };
    let joint = text.word(end);
    let is_between = matches!(before, "between" | "entre") || matches!(text.back(at, 2), "between" | "entre");
    let is_change = (1..=6).any(|steps| words::kinds().changes.contains(text.back(at, steps)));
    let is_joint = matches!(joint, "-" | "–")
        || (matches!(joint, "to" | "a") && !is_change)
        || (is_between && matches!(joint, "and" | "y"));
    if !is_joint {
        return Some(number);
    }
    let skip = usize::from(words::kinds().currency_signs.contains(text.word(end + 1)));
    let upper = value_at(text, end + 1 + skip).filter(|(high, _)| *high > low);
    Some(upper.map_or(number, |(high, end)| Number { high: Some(high), end, ..number }))
}

/// True for "dozens" and the like, which mean at least so many; "a hundred" is a number.
fn is_plural(word: &str) -> bool {
    word.ends_with('s') && collective(word).is_some()
}

/// True for "a hundred" and "un centenar", which are round unless a qualifier says more.
pub(super) fn is_round(word: &str) -> bool {
    ROUND.contains(&word)
}

fn value_at(text: Text<'_>, at: usize) -> Option<(f64, usize)> {
    let token = text.tokens.get(at)?;
    let language = text.language();
    if token.is_numeral() {
        let value = numeral_value(token.text, language)?;
        return Some(scaled(text, value, at + 1));
    }
    // "Half a million", "medio millón", "media docena".
    let half = match (token.lower.as_ref(), text.word(at + 1)) {
        ("half", "a") => Some(at + 2),
        ("medio" | "media", _) => Some(at + 1),
        (_, _) => None,
    };
    if let Some((whole, scale)) = half.and_then(|scale| Some((collective_or_million(text.word(scale))?, scale))) {
        return Some((whole / 2.0, scale + 1));
    }
    if let Some(value) = collective(&token.lower) {
        // "Tens of thousands", "cientos de miles".
        let scale = collective(text.word(at + 2)).filter(|_| matches!(text.word(at + 1), "of" | "de"));
        let is_scale = scale.is_some_and(|scale| scale >= 1_000.0);
        return Some(match scale {
            Some(scale) if is_scale => (value * scale / 2.0, at + 3),
            Some(_) | None => (value, at + 1),
        });
    }
    let (value, end) = words_at(text.tokens, at, language)?;
    // "12 grados bajo cero", "below zero"
    if value == 0 && matches!(text.back(at, 1), "bajo" | "below" | "sub" | "desde" | "from") {
        return None;
    }
    if value == 1 && end == at + 1 && !is_counting_one(text, at) {
        return None;
    }
    let is_dozen = text.word(end) == "dozen";
    Some(if is_dozen { (count(value) * 12.0, end + 1) } else { half_more(text, count(value), end) })
}

fn collective_or_million(word: &str) -> Option<f64> {
    if word == "millón" { Some(1e6) } else { collective(word) }
}

fn collective(word: &str) -> Option<f64> {
    lexicon::of(word).collective
}

fn scaled(text: Text<'_>, value: f64, end: usize) -> (f64, usize) {
    let scale = match text.word(end) {
        "thousand" | "mil" => 1e3,
        "million" | "millones" | "millón" => 1e6,
        "billion" => 1e9,
        _ => return (value, end),
    };
    half_more(text, value * scale, end + 1)
}

/// "Un millón y medio".
fn half_more(text: Text<'_>, value: f64, end: usize) -> (f64, usize) {
    let is_scale = value >= 1e6 && matches!(text.back(end, 1), "millón" | "millones" | "million");
    let is_half = matches!((text.word(end), text.word(end + 1)), ("y", "medio"));
    if is_scale && is_half { (value + 5e5, end + 2) } else { (value, end) }
}

/// A lone "one", "un" or "una" is an article or a pronoun, unless it is set against other numbers.
fn is_counting_one(text: Text<'_>, at: usize) -> bool {
    if matches!(text.back(at, 1), "every" | "each" | "cada") || IDIOMS.contains(&text.word(at + 1)) {
        return false;
    }
    if ONLY.contains(&text.back(at, 1)) || qualifiers::before(text.tokens, at, text.language()).is_some() {
        return text.word(at + 1) != "of" || begins_number(text, at + 3);
    }
    let is_of = matches!(text.word(at + 1), "of" | "de");
    let is_of_those = is_of
        && (begins_number(text, at + 3)
            || matches!(text.word(at + 2), "which" | "whom")
            || (matches!(text.word(at + 2), "los" | "las") && matches!(text.word(at + 3), "cuales")));
    let is_article = text.language() == Language::En || text.word(at) != "uno";
    // "One officer and ten protesters", "un policía y diez manifestantes".
    let is_set_against = is_article
        && text.is_word(at + 1)
        && (at + 2..=at + 3).any(|joint| matches!(text.word(joint), "and" | "y") && begins_number(text, joint + 1));
    let is_last_of_list = text.word(at) != "un"
        && text.word(at) != "una"
        && AUXILIARIES.contains(&text.word(at + 1))
        && matches!(text.back(at, 1), ";" | "," | "and" | "y")
        && text.tokens[..at].iter().any(super::Token::is_numeral);
    // "The file of one had been closed"
    let is_of_one = matches!((text.back(at, 1), text.word(at)), ("of", "one") | ("de", "uno"))
        && (AUXILIARIES.contains(&text.word(at + 1)) || text.word(at + 1) == "se");
    is_of_those || is_set_against || is_last_of_list || is_of_one
}

fn begins_number(text: Text<'_>, at: usize) -> bool {
    text.tokens.get(at).is_some_and(|token| token.is_numeral())
        || words_at(text.tokens, at, text.language()).is_some_and(|(value, _)| value > 1)
}
