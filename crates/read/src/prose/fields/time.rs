//! The time of a number: "in 2016", "between 1980 and 2000", "since 2009", "in the 1990s", as EDTF.

use record::{Edtf, MentionKind};

use super::{Found, Text, reach::Expression, words};
use crate::prose::dates::date_at;

/// A time that is named, before the words around it say whether it begins or ends there.
struct Named {
    start: usize,
    end: usize,
    text: String,
}

/// The times of a sentence.
pub(super) fn find(text: Text<'_>, found: &[Found]) -> Vec<Expression<Edtf>> {
    let named = all_named(text, found);
    let mut times = Vec::new();
    let mut at = 0;
    while let Some(this) = named.get(at) {
        let next = named.get(at + 1).filter(|next| is_interval(text, this, next));
        if let Some(next) = next {
            push(&mut times, this.start..next.end, &format!("{}/{}", this.text, next.text));
            at += 2;
            continue;
        }
        at += 1;
        if is_of_another(text, this.start) {
            continue;
        }
        match bound(text, this.start) {
            Some(Bound::Since) => push(&mut times, this.start..this.end, &format!("{}/..", this.text)),
            Some(Bound::Until) => push(&mut times, this.start..this.end, &format!("../{}", this.text)),
            Some(Bound::Within) => push(&mut times, this.start..this.end, &this.text),
            None => {}
        }
    }
    times
}

fn push(times: &mut Vec<Expression<Edtf>>, range: std::ops::Range<usize>, text: &str) {
    // "From 1985 to 1983" is no interval, and no time.
    if let Ok(value) = text.parse() {
        times.push(Expression { range, value });
    }
}

fn all_named(text: Text<'_>, found: &[Found]) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        if let Some(this) = named_at(text, at, found) {
            at = this.end;
            named.push(this);
        } else {
            at += 1;
        }
    }
    // "From 182 in February to 197 in March 2019": a month alone takes the year of another.
    let year = named
        .iter()
        .rev()
        .filter(|other| !is_of_another(text, other.start))
        .find_map(|other| other.text.get(..4).filter(|year| !year.starts_with("----")).map(str::to_owned));
    named.retain_mut(|this| match (this.text.strip_prefix("----"), &year) {
        (None, _) => true,
        (Some(month), Some(year)) => {
            this.text = format!("{year}{month}");
            true
        }
        (Some(_), None) => false,
    });
    named
}

fn named_at(text: Text<'_>, at: usize, found: &[Found]) -> Option<Named> {
    let token = &text.tokens[at];
    if token.known.month.is_none() && !token.text.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    if let Some((date, end)) = date_at(text.tokens, at) {
        return date.map(|date| Named { start: at, end, text: date.to_string() });
    }
    let year = |index: usize| {
        let is_year = found.iter().any(|found| {
            found.mention.kind == MentionKind::Year && found.range.contains(&index) && found.mention.value.is_some()
        });
        let word = text.word(index);
        (word.len() == 4
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && (is_year || index.checked_sub(1).is_some_and(|before| text.tokens[before].known.month.is_some())))
        .then(|| word.to_owned())
    };
    let skip = usize::from(matches!(text.word(at + 1), "de" | "del" | ","));
    let has_year = plain_year(text.word(at + 1 + skip)).is_some();
    let capital = text.tokens[at].is_capitalised() || matches!(text.back(at, 1), "en" | "de" | "a" | "desde" | "hasta");
    if let Some(month) = text.tokens[at].known.month.filter(|_| capital || has_year) {
        return Some(match plain_year(text.word(at + 1 + skip)) {
            Some(year) => Named { start: at, end: at + 2 + skip, text: format!("{year}-{month:02}") },
            // A month alone may be a name ("May"): only behind a preposition.
            None if words::of(text.language()).periods.contains(text.back(at, 1)) => {
                Named { start: at, end: at + 1, text: format!("-----{month:02}") }
            }
            None => return None,
        });
    }
    let decade = text.word(at).strip_suffix('s').filter(|year| plain_year(year).is_some());
    if let Some(decade) = decade {
        return Some(Named { start: at, end: at + 1, text: format!("{}X", &decade[..3]) });
    }
    let year = year(at)?;
    let is_decade = text.back(at, 1) == "de" && text.back(at, 2) == "década";
    Some(Named { start: at, end: at + 1, text: if is_decade { format!("{}X", &year[..3]) } else { year } })
}

fn plain_year(word: &str) -> Option<&str> {
    (word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()) && ("1400"..="2199").contains(&word))
        .then_some(word)
}

/// "Between 1983 and 1985", "de 2009 a 2017", "from April 2015 to March 2016", "1980–2000".
fn is_interval(text: Text<'_>, first: &Named, second: &Named) -> bool {
    let gap: Vec<&str> = (first.end..second.start).map(|index| text.word(index)).collect();
    let opens = (1..=2)
        .any(|steps| matches!(text.back(first.start, steps), "between" | "from" | "entre" | "de" | "desde" | "del"));
    match gap.as_slice() {
        ["-" | "–" | "/"] => true,
        ["and" | "y" | "to" | "until" | "a" | "hasta"] | ["al" | "hasta" | "y", "de" | "el"] => opens,
        [..] => false,
    }
}

enum Bound {
    Within,
    Since,
    Until,
}

/// What the words before a time say of it; none where they do not place anything in it.
fn bound(text: Text<'_>, start: usize) -> Option<Bound> {
    let back = |steps: usize| text.back(start, steps);
    let before = match back(1) {
        "the" | "early" | "late" | "mid" => back(2),
        _ => back(1),
    };
    let is_end = matches!((back(1), back(2)), ("of" | "de", "end" | "fines" | "finales" | "fin"));
    let is_until = is_end && (3..=4).any(|steps| matches!(back(steps), "by" | "until" | "hasta"));
    if is_until || matches!(before, "until" | "hasta") {
        return Some(Bound::Until);
    }
    if matches!(before, "since" | "desde") {
        return Some(Bound::Since);
    }
    let is_placed = words::of(text.language()).periods.contains(before) || matches!(before, "(" | ",");
    is_placed.then_some(Bound::Within)
}

/// "Higher than in 2015", "mayor que la de 2015": the time of another number.
fn is_of_another(text: Text<'_>, start: usize) -> bool {
    let comparisons = &words::of(text.language()).comparisons;
    (1..=5).any(|steps| comparisons.contains(text.back(start, steps)))
}
