//! Numbers in prose: what a careful reader of English or Spanish takes from a sentence with a number in it.
//!
//! Finds values, ranges, shares and vague quantities with their qualifier, their counted noun and their sentence; tells
//! counts from years, dates, ages, durations, ordinals, money and names with numbers in them; reads who says a number, of
//! which whole, time and place it is, and whether the sentence denies it; finds verdict words, pointing words and
//! quotations. Word lists are data in `vocabularies/prose` or at the top of their files; nothing is learnt, so that every
//! answer can be explained. `conformance/prose` measures how well it reads.

use record::{Language, Mention, MentionKind, Prose};

mod classify;
mod dates;
mod fields;
mod lexicon;
mod nouns;
mod numbers;
mod pointers;
mod qualifiers;
mod sentences;
mod tokens;
mod verdicts;
mod words;

pub use dates::date_line;
pub(crate) use dates::{DateLine, read_date_line};
pub use numbers::parse_number_words;

pub(crate) use sentences::language_of;

use classify::{Found, Text};
use sentences::Sentence;
use tokens::Token;

/// Reads a text. Without a language, each paragraph's own is found by its function words.
///
/// ```
/// let prose = read::prose::read_prose("Over 200 conflicts were active.", None);
/// assert_eq!(prose.mentions[0].value, Some(200.0));
/// assert_eq!(prose.mentions[0].qualifier, record::Qualifier::Over);
/// assert_eq!(prose.mentions[0].noun, "conflicts");
/// ```
pub fn read_prose(text: &str, language: Option<Language>) -> Prose {
    let quotations = pointers::quotations(text);
    let mut prose = Prose::default();
    for sentence in sentences::split(text, language) {
        let tokens = tokens::split(text, sentence.span.clone());
        let first = prose.mentions.len();
        read_sentence(&sentence, &tokens, &mut prose.mentions);
        for mention in &mut prose.mentions[first..] {
            mention.in_quotation = quotations.iter().any(|quoted| quoted.inner.contains(&mention.span.start));
        }
        prose.verdicts.extend(verdicts::find(&sentence, &tokens));
        prose.deictics.extend(pointers::deictics(&sentence, &tokens));
        prose.sentences.push(sentence.span);
    }
    prose.quotations = quotations;
    prose
}

/// Finds the mentions of one sentence from left to right, each token in one at most, and reads their circumstances.
fn read_sentence(sentence: &Sentence, tokens: &[Token<'_>], mentions: &mut Vec<Mention>) {
    let text = Text { sentence, tokens };
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(mut next) = classify::mention_at(text, at, &found) else {
            at += 1;
            continue;
        };
        let is_counted = matches!(next.mention.kind, MentionKind::Count | MentionKind::Share);
        if next.mention.noun.is_empty() && is_counted {
            let earlier = mentions.iter().chain(found.iter().map(|found| &found.mention));
            next.mention.noun = nouns::antecedent((sentence, tokens, at), earlier);
        }
        at = next.range.end.max(at + 1);
        found.push(next);
    }
    fields::fill(text, &mut found, mentions);
    mentions.extend(found.into_iter().map(|found| found.mention));
}

#[cfg(test)]
mod tests;
