//! What a number is: a count, a share, or one of the many numbers in prose that count nothing.

use std::ops::Range;

use record::{Language, Mention, MentionKind, Qualifier};

use super::{dates, nouns, qualifiers, sentences::Sentence, tokens::Token};

mod ages;
mod free;
mod joined;
mod kind;
mod parts;
mod vague;
mod values;

pub(super) use {joined::ORDINALS, parts::PARTS, values::COLLECTIVES};

/// A mention with its place among the tokens of its sentence.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) mention: Mention,
    /// Its tokens, with the qualifier.
    pub(super) range: Range<usize>,
    /// The first token behind its noun.
    pub(super) noun_end: usize,
    /// True where a noun of its own stands behind it.
    pub(super) has_noun: bool,
}

/// A value with its tokens.
#[derive(Debug, Clone, Copy)]
struct Number {
    low: f64,
    high: Option<f64>,
    end: usize,
    kind: MentionKind,
    /// The number of the whole, or the base of a rate.
    whole: Option<f64>,
    /// True for a number that is said to be at least its value, such as "dozens".
    is_vague: bool,
}

/// A sentence and its tokens: what every question about a number is asked of.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) sentence: &'a Sentence,
    pub(super) tokens: &'a [Token<'a>],
}

impl Text<'_> {
    pub(super) fn language(&self) -> Language {
        self.sentence.language
    }

    /// A word in lower case; empty beyond the end.
    pub(super) fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.lower.as_ref())
    }

    /// The word so many steps before a token; empty before the beginning.
    pub(super) fn back(&self, at: usize, steps: usize) -> &str {
        at.checked_sub(steps).map_or("", |index| self.word(index))
    }

    pub(super) fn is_word(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(Token::is_word)
    }
}

/// Words with which a mention may begin, besides those of numbers, parts and months: "the majority", "most of", "of every".
pub(super) const OPENINGS: &[&str] = &[
    "the", "a", "la", "una", "vast", "gran", "mayor", "most", "all", "todos", "todas", "none", "ninguno", "ninguna",
    "not", "half", "medio", "media", "mitad", "of", "out", "de",
];

/// The mention that begins at a token. `earlier` are those of the same sentence.
pub(super) fn mention_at(text: Text<'_>, at: usize, earlier: &[Found]) -> Option<Found> {
    if !text.tokens[at].may_open() {
        debug_assert!(any_at(text, at, earlier).is_none(), "'{}' opens a mention", text.word(at));
        return None;
    }
    any_at(text, at, earlier)
}

fn any_at(text: Text<'_>, at: usize, earlier: &[Found]) -> Option<Found> {
    if let Some((_, end)) = dates::date_at(text.tokens, at) {
        return Some(plain(text, at..end, MentionKind::Date));
    }
    free::at(text, at, earlier)
        .or_else(|| vague::at(text, at))
        .or_else(|| joined::at(text, at))
        .or_else(|| parts::at(text, at))
        .or_else(|| number(text, at, earlier))
}

/// A numeral or number words, with what stands around them.
fn number(text: Text<'_>, at: usize, earlier: &[Found]) -> Option<Found> {
    let number = values::at(text, at)?;
    let number = kind::of(text, at, number, earlier);
    if matches!(number.kind, MentionKind::Year | MentionKind::Date) {
        let mut found = plain(text, at..number.end, number.kind);
        found.mention.value = Some(number.low);
        return Some(found);
    }
    let mut found = counted(text, at, number);
    let is_between = earlier.last().is_some_and(|last| last.has_noun && last.noun_end == found.range.start);
    // "38 witnesses over 72 sessions": a preposition, not a qualifier.
    if is_between && text.word(found.range.start) == "over" && found.range.start < at && number.kind != MentionKind::Age
    {
        found.range.start = at;
        found.mention.span.start = text.tokens[at].span.start;
        found.mention.qualifier = Qualifier::Exact;
    }
    Some(found)
}

/// A mention with its qualifier and noun.
fn counted(text: Text<'_>, at: usize, number: Number) -> Found {
    let front = if number.high.is_some() { None } else { qualifiers::before(text.tokens, at, text.language()) };
    let behind = qualifiers::behind(text.tokens, number.end);
    let start = front.map_or(at, |(_, start)| start);
    let end = behind.map_or(number.end, |(_, end)| end);
    let mut found = plain(text, start..end, number.kind);
    let mention = &mut found.mention;
    mention.value = Some(number.low);
    mention.upper = number.high;
    mention.whole = number.whole;
    let qualifier = front.or(behind).map(|(qualifier, _)| qualifier);
    mention.qualifier = qualifier.unwrap_or(match number.is_vague {
        true => Qualifier::AtLeast,
        false if values::is_round(text.word(at)) => Qualifier::Around,
        false => Qualifier::Exact,
    });
    (mention.noun, found.noun_end) = nouns::behind(text.tokens, end, text.language());
    found.has_noun = !mention.noun.is_empty();
    found
}

fn plain(text: Text<'_>, range: Range<usize>, kind: MentionKind) -> Found {
    let mention = Mention {
        kind,
        value: None,
        upper: None,
        qualifier: Qualifier::Exact,
        span: text.tokens[range.start].span.start..text.tokens[range.end - 1].span.end,
        noun: String::new(),
        unit: String::new(),
        population: String::new(),
        whole: None,
        period: None,
        place: String::new(),
        speakers: Vec::new(),
        is_negated: false,
        sentence: text.sentence.span.clone(),
        in_quotation: false,
        language: text.language(),
    };
    Found { mention, noun_end: range.end, range, has_noun: false }
}

/// Counts are small enough for a float to hold them exactly.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(value: u64) -> f64 {
    value as f64
}
