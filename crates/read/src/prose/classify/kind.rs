//! The kind of a number with digits or words: what stands around it tells.

use record::{Language, MentionKind, date::month_named};

use super::{Found, Number, Text, ages::is_age, values};
use crate::prose::words::{self, List};

/// The base of a rate is at least so large; below it "three per house" is a count.
const LEAST_BASE: f64 = 100.0;

/// Words between a number and its unit of time: "10 working days".
const DESCRIBED: &[&str] = &[
    "working",
    "business",
    "consecutive",
    "calendar",
    "full",
    "long",
    "whole",
    "straight",
    "more",
    "largos",
    "largas",
];

/// The number with its kind; units that belong to it are taken in.
pub(super) fn of(text: Text<'_>, at: usize, number: Number, earlier: &[Found]) -> Number {
    let end = number.end;
    if is_year(text, at, end) {
        return Number { kind: MentionKind::Year, ..number };
    }
    if let Some(end) = percent_end(text, end) {
        return Number { kind: MentionKind::Share, end, ..number };
    }
    let is_change = || (1..=6).any(|steps| words::kinds().changes.contains(text.back(at, steps)));
    if matches!(text.word(end), "points" | "puntos") && is_change() {
        return Number { kind: MentionKind::Points, end: end + 1, ..number };
    }
    if let Some(end) = points_end(text, end) {
        return Number { kind: MentionKind::Points, end, ..number };
    }
    if let Some((base, end)) = rate(text, end) {
        return Number { kind: MentionKind::Rate, whole: Some(base), end, ..number };
    }
    let kinds = words::kinds();
    let is_signed = is_signed(text, at);
    let behind = text.word(end);
    let of = usize::from(behind == "de");
    let is_money = is_signed
        || shares_unit(text, end, &kinds.money)
        || is_elliptic_money(text, at, end, earlier)
        || kinds.money.contains(behind)
        || (of == 1 && kinds.money.contains(text.word(end + 1)));
    let kind = if is_money {
        MentionKind::Money
    } else if is_age(text, at, &number, earlier) {
        MentionKind::Age
    } else if kinds.durations.contains(behind)
        || (DESCRIBED.contains(&behind) && kinds.durations.contains(text.word(end + 1)))
        || shares_unit(text, end, &kinds.durations)
        || is_elliptic_duration(text, at, end, earlier)
    {
        MentionKind::Duration
    } else if (kinds.measures.contains(behind) || shares_unit(text, end, &kinds.measures))
        && !values::is_round(text.word(at))
    {
        MentionKind::Measure
    } else if is_ratio(text, end) {
        MentionKind::Ratio
    } else {
        MentionKind::Count
    };
    Number { kind, ..number }
}

fn is_signed(text: Text<'_>, at: usize) -> bool {
    let sign = text.back(at, 1);
    words::kinds().currency_signs.contains(sign) || (sign == "/" && text.back(at, 2) == "s")
}

fn percent_end(text: Text<'_>, end: usize) -> Option<usize> {
    match (text.word(end), text.word(end + 1)) {
        ("%" | "percent", "points" | "point") | ("per", "cent") if text.word(end + 2) == "points" => None,
        ("%" | "percent", _) => (!matches!(text.word(end + 1), "points" | "point")).then_some(end + 1),
        ("per", "cent") | ("por", "ciento") => Some(end + 2),
        (_, _) => None,
    }
}

/// "3 percentage points", "3 puntos porcentuales".
fn points_end(text: Text<'_>, end: usize) -> Option<usize> {
    let point = |index: usize| matches!(text.word(index), "points" | "point" | "puntos" | "punto");
    match text.word(end) {
        "percentage" | "percent" | "%" if point(end + 1) => Some(end + 2),
        "per" if text.word(end + 1) == "cent" && point(end + 2) => Some(end + 3),
        _ if point(end) && matches!(text.word(end + 1), "porcentuales" | "porcentual") => Some(end + 2),
        _ => None,
    }
}

/// "Per 100,000", "por cada 100 000", "por mil".
fn rate(text: Text<'_>, end: usize) -> Option<(f64, usize)> {
    // A counted noun may stand between: "68 deaths per 100,000".
    let per = (end..end + 4).find(|index| matches!(text.word(*index), "per" | "por"))?;
    if (end..per).any(|index| !text.is_word(index)) {
        return None;
    }
    let skip = usize::from(matches!(text.word(per + 1), "cada" | "every"));
    let base = values::at(text, per + 1 + skip).filter(|base| base.low >= LEAST_BASE && base.high.is_none())?;
    let is_round = base.low.log10().fract() == 0.0;
    is_round.then_some((base.low, base.end))
}

/// "Three times more", "14 times as frequent", "tres veces más".
fn is_ratio(text: Text<'_>, end: usize) -> bool {
    let is_times = matches!(text.word(end), "times" | "veces");
    let compares = [
        "more", "as", "less", "higher", "lower", "greater", "larger", "the", "likelier", "más", "menos", "mayor",
        "menor", "superior",
    ];
    is_times && compares.contains(&text.word(end + 1))
}

/// "From 30 to 22 years", "12 or 15 hectares": the unit stands behind the second.
fn shares_unit(text: Text<'_>, end: usize, units: &List) -> bool {
    matches!(text.word(end), "to" | "a" | "or" | "o" | "and" | "y")
        && values::at(text, end + 1).is_some_and(|next| units.contains(text.word(next.end)))
}

/// "Asked for 150,000 soles each and were granted 30,000".
fn is_elliptic_money(text: Text<'_>, at: usize, end: usize, earlier: &[Found]) -> bool {
    let last_is_money =
        earlier.last().is_some_and(|last| last.mention.kind == MentionKind::Money && at - last.range.end <= 7);
    last_is_money && !text.is_word(end) && text.tokens[at].is_numeral()
}

/// "Nine of his fifteen years", "the longest sentence is 25 years, the shortest ten".
fn is_elliptic_duration(text: Text<'_>, at: usize, end: usize, earlier: &[Found]) -> bool {
    let durations = &words::kinds().durations;
    let is_of = matches!(text.word(end), "of" | "de");
    let is_their = matches!(text.word(end + 1), "his" | "her" | "their" | "the" | "its" | "los" | "las" | "sus");
    if is_of && is_their && values::at(text, end + 2).is_some_and(|number| durations.contains(text.word(number.end))) {
        return true;
    }
    let last_is_duration =
        earlier.last().is_some_and(|last| last.mention.kind == MentionKind::Duration && at - last.range.end <= 7);
    let superlative = |steps: usize| {
        let word = text.back(at, steps);
        word.ends_with("est") || matches!(word, "baja" | "corta" | "larga" | "alta" | "menor" | "mayor")
    };
    last_is_duration && !text.is_word(end) && (1..=3).any(superlative)
}

/// Four digits without separator, with nothing counted behind them, are a year.
fn is_year(text: Text<'_>, at: usize, end: usize) -> bool {
    let is_year_token = |index: usize| {
        let text = text.tokens[index].text;
        text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && ("1400"..="2199").contains(&text)
    };
    if !is_year_token(at) || (end > at + 1 && !is_year_token(end - 1)) || is_signed(text, at) {
        return false;
    }
    let kinds = words::kinds();
    let behind = text.word(end);
    let is_unit = kinds.money.contains(behind) || kinds.measures.contains(behind) || matches!(behind, "%" | "percent");
    let is_of_those = matches!(behind, "of" | "de") && words::of(text.language()).those.contains(text.word(end + 1));
    // "El caso de 2074 mujeres"
    let is_persons = kinds.persons.contains(behind) && matches!(text.back(at, 1), "de" | "a");
    if is_unit || is_of_those || is_persons {
        return false;
    }
    let before = text.back(at, 1);
    // "más de 2000 mujeres": the preposition belongs to the qualifier.
    let is_qualified = before == "de" && matches!(text.back(at, 2), "más" | "menos" | "cerca" | "alrededor");
    let is_introduced = !is_qualified
        && matches!(
            before,
            "in" | "since"
                | "of"
                | "until"
                | "from"
                | "during"
                | "en"
                | "desde"
                | "de"
                | "del"
                | "hasta"
                | "between"
                | "entre"
                | "("
                | "/"
                | "by"
                | "before"
                | "after"
        )
        || month_named(before).is_some();
    let next = text.tokens.get(end);
    let is_count =
        next.is_some_and(|next| next.is_word() && !next.is_capitalised() && looks_plural(&next.lower, text.language()));
    is_introduced || !is_count
}

fn looks_plural(word: &str, language: Language) -> bool {
    let is_verb = matches!(word, "was" | "has" | "this" | "its" | "entre" | "tras" | "is" | "as" | "does");
    let is_adverb = language == Language::Es && matches!(word, "más" | "menos" | "después" | "antes");
    (word.ends_with('s') && word.len() > 3 && !is_verb && !is_adverb)
        || matches!(word, "people" | "women" | "men" | "children" | "police" | "dead")
}
