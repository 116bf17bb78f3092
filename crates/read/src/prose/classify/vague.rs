//! "The majority", "most of", "all were", "none of": numbers without a numeral.

use record::{MentionKind, Qualifier};

use super::{Found, Text, plain};
use crate::prose::{nouns, tokens::Token};

/// Verbs and prepositions that follow "all" and "none" when these stand for a group.
const GROUP_VERBS: &[&str] = &[
    "were",
    "are",
    "was",
    "have",
    "had",
    "of",
    "de",
    "fueron",
    "son",
    "eran",
    "han",
    "habían",
    "fue",
    "resultaron",
    "quedaron",
    "ha",
    "has",
    "remain",
    "siguen",
];

pub(super) fn at(text: Text<'_>, at: usize) -> Option<Found> {
    let word = |index: usize| text.word(index);
    let is_majority =
        matches!((word(at), word(at + 1)), ("the" | "a" | "la" | "una" | "vast" | "gran", "majority" | "mayoría"));
    let begins = || begins_clause(text, at);
    let is_verb = |index: usize| GROUP_VERBS.contains(&word(index));
    let (qualifier, end) = match (word(at), word(at + 1)) {
        (_, _) if is_majority => (Qualifier::Majority, at + 2),
        ("mayor", "parte") if word(at + 2) == "de" => (Qualifier::Majority, at + 2),
        ("most", "of") => (Qualifier::Majority, at + 1),
        // Idioms that count nobody.
        ("all", "of") if word(at + 2) == "it" || word(at + 2) == "this" => return None,
        ("all" | "todos" | "todas", _) if is_verb(at + 1) && begins() => (Qualifier::All, at + 1),
        ("todos" | "todas", "los" | "las") | ("all", "the") if is_verb(at + 3) && begins() => (Qualifier::All, at + 1),
        ("none" | "ninguno" | "ninguna", _) if is_verb(at + 1) && begins() => (Qualifier::None, at + 1),
        // "6 in 2020, none in 2021"
        ("none" | "ninguno" | "ninguna", "in" | "en")
            if begins() && text.tokens[..at].iter().any(Token::is_numeral) =>
        {
            (Qualifier::None, at + 1)
        }
        ("not", "one") if word(at + 2) == "of" => (Qualifier::None, at + 2),
        (_, _) => return None,
    };
    let kind = if qualifier == Qualifier::Majority { MentionKind::Share } else { MentionKind::Count };
    let mut found = plain(text, at..end, kind);
    found.mention.qualifier = qualifier;
    (found.mention.noun, found.noun_end) = nouns::behind(text.tokens, end, text.language());
    found.has_noun = !found.mention.noun.is_empty();
    Some(found)
}

fn begins_clause(text: Text<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|index| &text.tokens[index]) else { return true };
    !before.is_word() || matches!(before.lower.as_ref(), "and" | "but" | "y" | "pero" | "casi" | "almost" | "nearly")
}
