//! Parts of a whole: "half of", "two thirds", "one in three", "uno de cada tres", "of every ten complaints, seven".

use record::{Language, MentionKind};

use super::{Found, Number, Text, count, counted};
use crate::prose::{lexicon, numbers::word_value};

/// Parts and how many of them make up the whole.
pub(in crate::prose) const PARTS: &[(&str, f64)] = &[
    ("half", 2.0),
    ("third", 3.0),
    ("thirds", 3.0),
    ("quarter", 4.0),
    ("quarters", 4.0),
    ("fifth", 5.0),
    ("fifths", 5.0),
    ("tenth", 10.0),
    ("tenths", 10.0),
    ("mitad", 2.0),
    ("tercio", 3.0),
    ("tercios", 3.0),
    ("cuarto", 4.0),
    ("cuartos", 4.0),
    ("quinto", 5.0),
    ("quintos", 5.0),
    ("décimo", 10.0),
    ("décimos", 10.0),
    // Before "parte".
    ("tercera", 3.0),
    ("cuarta", 4.0),
    ("quinta", 5.0),
    ("décima", 10.0),
];

/// After these, "half" stands for half of what was spoken of before.
const VERBS: &[&str] = &["were", "was", "are", "is", "have", "had", "of", "the"];

/// How many words may stand between "of every ten" and the number.
const REACH: usize = 4;

pub(super) fn part(word: &str) -> Option<f64> {
    lexicon::of(word).part
}

pub(super) fn at(text: Text<'_>, at: usize) -> Option<Found> {
    let (value, end) =
        of_every(text, at).or_else(|| half(text, at)).or_else(|| fraction(text, at)).or_else(|| out_of(text, at))?;
    let number = Number { low: value, high: None, end, kind: MentionKind::Share, whole: None, is_vague: false };
    let mut found = counted(text, at, number);
    let is_of_every = matches!(text.word(at + 1), "every" | "cada") && matches!(text.word(at), "of" | "de");
    if is_of_every {
        (found.mention.noun, _) = crate::prose::nouns::behind(text.tokens, at + 3, text.language());
        found.has_noun = !found.mention.noun.is_empty();
    }
    Some(found)
}

fn half(text: Text<'_>, at: usize) -> Option<(f64, usize)> {
    let is_half = text.word(at) == "half" && VERBS.contains(&text.word(at + 1));
    let is_mitad = text.word(at) == "mitad" && (text.word(at + 1) == "de" || text.back(at, 1) == "la");
    (is_half || is_mitad).then_some((50.0, at + 1))
}

/// "Two-thirds", "two thirds", "a quarter of", "la cuarta parte de".
fn fraction(text: Text<'_>, at: usize) -> Option<(f64, usize)> {
    let language = text.language();
    if let Some((many, whole)) =
        text.word(at).split_once('-').and_then(|(many, name)| Some((word_value(many, language)?, part(name)?)))
    {
        return Some((100.0 * count(many) / whole, at + 1));
    }
    if let (Some(whole), "parte" | "partes") = (part(text.word(at)), text.word(at + 1)) {
        return Some((100.0 / whole, at + 2));
    }
    let many = small(text.word(at), language)?;
    let whole = part(text.word(at + 1))?;
    let is_part = many > 1 || matches!(text.word(at + 2), "of" | "de" | "parte");
    let is_parte = usize::from(matches!(text.word(at + 2), "parte" | "partes"));
    is_part.then_some((100.0 * count(many) / whole, at + 2 + is_parte))
}

/// "One in three", "three out of five", "tres de cada cinco".
fn out_of(text: Text<'_>, at: usize) -> Option<(f64, usize)> {
    let language = text.language();
    let many = small(text.word(at), language)?;
    let at_whole = match (text.word(at + 1), text.word(at + 2), language) {
        ("out", "of", Language::En) if text.word(at + 3) == "every" => at + 4,
        ("out", "of", Language::En) | ("in", "every", Language::En) | ("de", "cada", Language::Es) => at + 3,
        ("in", _, Language::En) => at + 2,
        (_, _, _) => return None,
    };
    let whole = small(text.word(at_whole), language).filter(|whole| *whole > many)?;
    // "8 out of 15" are eight of fifteen.
    let is_counted =
        text.tokens[at].is_numeral() && text.word(at + 1) == "out" && whole > 10 && !whole.is_multiple_of(10);
    (!is_counted).then_some((100.0 * count(many) / count(whole), at_whole + 1))
}

/// "Of every ten complaints, seven": the whole goes before.
fn of_every(text: Text<'_>, at: usize) -> Option<(f64, usize)> {
    let language = text.language();
    if !matches!((text.word(at), text.word(at + 1)), ("of" | "out", "every") | ("de", "cada")) {
        return None;
    }
    let whole = small(text.word(at + 2), language)?;
    let comma = (at + 3..at + 4 + REACH).find(|index| text.word(*index) == ",")?;
    let many = small(text.word(comma + 1), language).filter(|many| *many < whole)?;
    Some((100.0 * count(many) / count(whole), comma + 2))
}

fn small(word: &str, language: Language) -> Option<u64> {
    match word {
        "a" if language == Language::En => Some(1),
        _ => word_value(word, language).or_else(|| word.parse().ok()).filter(|value| (1..=100).contains(value)),
    }
}
