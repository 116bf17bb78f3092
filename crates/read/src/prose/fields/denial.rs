//! Does the sentence deny a number? "Did not register 30 deaths but 22", "negó que hubiera 40".

use super::{Found, Text, clause, words};

/// A negation reaches no farther.
const REACH: usize = 4;

pub(super) fn is_denied(text: Text<'_>, found: &[Found], at: usize) -> bool {
    let lists = words::of(text.language());
    let start = found[at].range.start;
    let first = clause(text, start).start;
    let border =
        at.checked_sub(1).map_or(0, |before| found[before].range.end).max(start.saturating_sub(REACH)).max(first);
    let is_free =
        |index: &usize| !matches!(text.word(*index), "," | ":" | ".") && !lists.contrasts.contains(text.word(*index));
    let is_negation = |index: usize| {
        let word = text.word(index);
        let next = text.word(index + 1);
        let is_only = lists.contrary.contains(next) || next == "one" || (word == "neither" && next == "of");
        (lists.negations.contains(word) || word.ends_with("n't") || word.ends_with("n’t")) && !is_only
    };
    let is_near = (border..start).rev().take_while(is_free).any(is_negation);
    let is_denial = (first..start)
        .rev()
        .take_while(|index| !lists.contrasts.contains(text.word(*index)))
        .any(|index| lists.denials.contains(text.word(index)));
    is_near || is_denial
}
