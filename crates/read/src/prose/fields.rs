//! The circumstances of a number: unit, population, whole, time, place, who says it, and whether the sentence denies it.
//!
//! Each is read from the words of the number's own sentence; only a whole and a unit may come from the sentence before.

use record::{Mention, MentionKind};

use super::{
    classify::{Found, Text},
    words,
};

mod denial;
mod place;
mod reach;
mod speaker;
mod time;
mod unit;
mod whole;

/// Fills the fields of a sentence's mentions. `earlier` are those of the sentences before.
pub(super) fn fill(text: Text<'_>, found: &mut [Found], earlier: &[Mention]) {
    if found.is_empty() {
        return;
    }
    unit::fill(text, found);
    whole::fill(text, found, earlier);
    let speakers = speaker::find(text, found);
    let times = time::find(text, found);
    let places = place::find(text, &speakers);
    let read: Vec<_> = (0..found.len())
        .map(|at| {
            let time = reach::nearest(text, found, at, &times).cloned();
            let place = reach::nearest(text, found, at, &places).cloned();
            (time, place, speaker::of(text, &found[at], &speakers), denial::is_denied(text, found, at))
        })
        .collect();
    for (found, (time, place, speakers, is_negated)) in found.iter_mut().zip(read) {
        let mention = &mut found.mention;
        if !mention.kind.is_claim() {
            continue;
        }
        if has_time_and_place(mention.kind) {
            mention.period = time;
            mention.place = place.unwrap_or_default();
        }
        if has_speaker(mention.kind) {
            mention.speakers = speakers;
        }
        mention.is_negated = is_negated;
    }
}

/// An age, a duration and a price are those of somebody, not of a time and place.
fn has_time_and_place(kind: MentionKind) -> bool {
    matches!(kind, MentionKind::Count | MentionKind::Share | MentionKind::Rate | MentionKind::Measure)
}

fn has_speaker(kind: MentionKind) -> bool {
    has_time_and_place(kind) || matches!(kind, MentionKind::Money | MentionKind::Points | MentionKind::Ratio)
}

/// The tokens of the clause that holds a token: semicolons part clauses.
fn clause(text: Text<'_>, at: usize) -> std::ops::Range<usize> {
    let is_border = |index: &usize| text.word(*index) == ";";
    let start = (0..at).rev().find(is_border).map_or(0, |border| border + 1);
    let end = (at..text.tokens.len()).find(is_border).unwrap_or(text.tokens.len());
    start..end
}

/// True where two numbers share what is said behind the second: "14 killings and 31 disappearances in 1984".
fn is_joined(text: Text<'_>, first: &Found, second: &Found) -> bool {
    let joints = &words::of(text.language()).joints;
    first.noun_end <= second.range.start
        && (first.noun_end..second.range.start)
            .all(|index| matches!(text.word(index), "," | "(") || joints.contains(text.word(index)))
}
