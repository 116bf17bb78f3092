//! Which of several expressions in a sentence belongs to a number?

use std::ops::Range;

use super::{Found, Text, clause, is_joined};

/// An expression with its tokens.
#[derive(Debug, Clone)]
pub(super) struct Expression<T> {
    pub(super) range: Range<usize>,
    pub(super) value: T,
}

/// The expression of a number: the first behind it before another number, that of a number to which it is joined, or the
/// last before it. A number without a noun of its own, or that is a part, may take one from the clause before.
pub(super) fn nearest<'a, T>(text: Text<'_>, found: &[Found], at: usize, all: &'a [Expression<T>]) -> Option<&'a T> {
    let this = &found[at];
    let clause = clause(text, this.range.start);
    let within = |expression: &&Expression<T>| clause.contains(&expression.range.start);
    let next = found[at + 1..]
        .iter()
        .enumerate()
        .find(|(_, other)| other.mention.kind.is_claim() && clause.contains(&other.range.start));
    let border = next.map_or(clause.end, |(_, next)| next.range.start);
    let behind =
        all.iter().filter(within).find(|expression| (this.range.end..border).contains(&expression.range.start));
    if let Some(behind) = behind {
        return Some(&behind.value);
    }
    if let Some((steps, next)) = next
        && is_joined(text, this, next)
    {
        let joined = nearest(text, found, at + 1 + steps, all);
        if joined.is_some() {
            return joined;
        }
    }
    let before = all.iter().rfind(|expression| {
        let is_before = within(expression) && expression.range.end <= this.range.start;
        is_before && !is_aside(text, clause.start, &expression.range, this.range.start)
    });
    if let Some(before) = before {
        return Some(&before.value);
    }
    let is_dependent = !this.has_noun || this.mention.whole.is_some();
    let earlier = all.iter().rfind(|expression| expression.range.end <= clause.start);
    earlier.filter(|_| is_dependent).map(|expression| &expression.value)
}

/// True for an expression between two commas, such as ", which opened in May 2014,": it is that of something else.
fn is_aside(text: Text<'_>, clause: usize, expression: &Range<usize>, number: usize) -> bool {
    let is_comma = |index: &usize| text.word(*index) == ",";
    let opens = (clause..expression.start).rev().find(is_comma);
    let closes = (expression.end..number).any(|index| is_comma(&index));
    opens.is_some_and(|open| open > clause) && closes
}
