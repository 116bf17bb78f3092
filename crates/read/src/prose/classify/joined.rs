//! Words that hold a number: "15-year-old", "1980s", "3rd", "F4"; ordinals in words.

use record::{Language, MentionKind};

use super::{Found, Text, count, parts::part, plain};
use crate::prose::{nouns, numbers::word_value, parse_number_words};

/// Ordinals that never count.
pub(in crate::prose) const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "primer", "primera",
    "primero", "segundo", "segunda", "tercer", "tercera", "tercero", "cuarto", "cuarta", "quinto", "quinta", "sexto",
    "séptimo", "octavo", "noveno", "décimo",
];

pub(super) fn at(text: Text<'_>, at: usize) -> Option<Found> {
    let lower = text.word(at);
    let words_age = lower.strip_suffix("-year-old").or_else(|| lower.strip_suffix("-year-olds"));
    if let Some(number) = words_age {
        let value = number.parse().ok().or_else(|| parse_number_words(number, text.language()).map(count));
        let mut found = plain(text, at..at + 1, MentionKind::Age);
        found.mention.value = value;
        (found.mention.noun, found.noun_end) = nouns::behind(text.tokens, at + 1, text.language());
        return Some(found);
    }
    if text.tokens[at].known.is_ordinal && !is_fraction(text, at) {
        return Some(plain(text, at..at + 1, MentionKind::Ordinal));
    }
    let is_mixed = lower.contains(|char: char| char.is_ascii_digit()) && lower.contains(char::is_alphabetic);
    if !is_mixed {
        return None;
    }
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    let kind = match lower.get(digits..) {
        Some("s") if digits == 4 => MentionKind::Year,
        Some("st" | "nd" | "rd" | "th" | "º" | "ª") => MentionKind::Ordinal,
        Some("-hour" | "-day" | "-year" | "-month" | "-week") => MentionKind::Duration,
        Some(_) | None => MentionKind::Identifier,
    };
    let mut found = plain(text, at..at + 1, kind);
    found.mention.value = lower[..digits].parse().ok();
    Some(found)
}

/// "A third of", "la cuarta parte de": a part, not a place in a row.
fn is_fraction(text: Text<'_>, at: usize) -> bool {
    let before = text.back(at, 1);
    let is_part = part(text.word(at)).is_some()
        && (matches!(before, "a" | "un" | "one") || word_value(before, Language::En).is_some())
        && matches!(text.word(at + 1), "of" | "de");
    is_part || text.word(at + 1) == "parte"
}
