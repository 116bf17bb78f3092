//! Numbers that count nothing: names, references, telephone numbers, times of day, dates in digits.

use record::MentionKind;

use super::{Found, Text, plain};
use crate::prose::{tokens::Token, words};

/// Telephone numbers have at least so many digits.
const TELEPHONE_DIGITS: usize = 6;

pub(super) fn at(text: Text<'_>, at: usize, earlier: &[Found]) -> Option<Found> {
    if !text.tokens.get(at).is_some_and(Token::is_numeral) {
        return year_in_words(text, at).or_else(|| hour_in_words(text, at));
    }
    if let Some(end) = time(text, at).or_else(|| first_day(text, at)) {
        return Some(plain(text, at..end, MentionKind::Date));
    }
    if let Some(end) = ordinal(text, at) {
        return Some(plain(text, at..end, MentionKind::Ordinal));
    }
    if is_money(text, at) {
        return None;
    }
    if let Some((kind, end)) = chain(text, at) {
        return Some(plain(text, at..end, kind));
    }
    // "121st of 180": a place in a row.
    let is_row = matches!(text.back(at, 1), "of" | "de")
        && earlier.last().is_some_and(|last| {
            last.range.end + 1 == at && matches!(last.mention.kind, MentionKind::Ordinal | MentionKind::Identifier)
        });
    let is_reference = is_row || is_named(text, at) || is_joined_to_name(text, at, earlier) || is_telephone(text, at);
    is_reference.then(|| plain(text, at..run(text, at), MentionKind::Identifier))
}

/// "S/ 120,000" is money, though a slash goes before.
fn is_money(text: Text<'_>, at: usize) -> bool {
    let sign = text.back(at, 1);
    words::kinds().currency_signs.contains(sign) || (sign == "/" && text.back(at, 2) == "s")
}

/// "18:30", "6.30 a.m.", "10 a.m.", "a las 6 de la tarde".
fn time(text: Text<'_>, at: usize) -> Option<usize> {
    let is_minutes =
        |index: usize| text.tokens.get(index).is_some_and(|token| token.is_numeral() && token.text.len() == 2);
    let hour = text.word(at);
    let end = if text.word(at + 1) == ":" && is_minutes(at + 2) && hour.len() <= 2 { at + 3 } else { at + 1 };
    let half_day = match (text.word(end), text.word(end + 1), text.word(end + 2)) {
        ("am" | "pm", _, _) => Some(end + 1),
        ("a" | "p", ".", "m") => Some(end + 3),
        ("de", "la", "mañana" | "tarde" | "noche" | "madrugada") => Some(end + 3),
        ("hours" | "horas" | "h" | "hrs", _, _) if end == at + 3 => Some(end + 1),
        (_, _, _) => None,
    };
    let is_at_the_hours = text.back(at, 2) == "a" && text.back(at, 1) == "las" && hour.len() <= 2;
    let is_time = end == at + 3 || is_at_the_hours || (half_day.is_some() && hour.len() <= 5);
    // "6 de la mañana" only with "a las" before, or with minutes.
    is_time.then(|| half_day.unwrap_or(end))
}

/// The 4 of "between 4 and 9 May" and "del 4 al 9 de mayo".
fn first_day(text: Text<'_>, at: usize) -> Option<usize> {
    let is_day = text.word(at).parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let joins = matches!(text.word(at + 1), "and" | "to" | "y" | "al" | "a" | "-" | "–" | ",");
    let skip = usize::from(text.word(at + 2) == "el");
    let is_date = crate::prose::dates::date_at(text.tokens, at + 2 + skip).is_some();
    let is_numeral = text.tokens.get(at + 2 + skip).is_some_and(Token::is_numeral);
    (is_day && joins && is_date && is_numeral).then_some(at + 1)
}

/// "34.ª", "4º".
fn ordinal(text: Text<'_>, at: usize) -> Option<usize> {
    let point = usize::from(text.word(at + 1) == ".");
    matches!(text.word(at + 1 + point), "ª" | "º" | "°").then_some(at + 2 + point)
}

/// "A las seis de la mañana".
fn hour_in_words(text: Text<'_>, at: usize) -> Option<Found> {
    let is_clock = text.word(at + 1) == "o'clock" || text.word(at + 1) == "o’clock";
    let is_hour = text.back(at, 2) == "a"
        && text.back(at, 1) == "las"
        && text.word(at + 1) == "de"
        && text.word(at + 2) == "la"
        && matches!(text.word(at + 3), "mañana" | "tarde" | "noche" | "madrugada");
    let is_number = crate::prose::numbers::words_at(text.tokens, at, text.language()).is_some();
    ((is_clock || is_hour) && is_number).then(|| plain(text, at..at + 1, MentionKind::Date))
}

/// "Los años ochenta".
fn year_in_words(text: Text<'_>, at: usize) -> Option<Found> {
    let is_decade = text.back(at, 1) == "años"
        && matches!(
            text.word(at),
            "veinte" | "treinta" | "cuarenta" | "cincuenta" | "sesenta" | "setenta" | "ochenta" | "noventa"
        );
    is_decade.then(|| plain(text, at..at + 1, MentionKind::Year))
}

/// Digits joined by slashes or hyphens: a date where they are three and it can be one, a reference where they are three or
/// begin with a zero, or where three digits and four make a telephone number.
fn chain(text: Text<'_>, at: usize) -> Option<(MentionKind, usize)> {
    let end = run(text, at);
    let groups: Vec<&str> =
        text.tokens[at..end].iter().filter(|token| token.is_numeral()).map(|token| token.text).collect();
    let is_slashed = text.word(at + 1) == "/";
    match groups.as_slice() {
        [day, month, year] if is_slashed && is_date(day, month, year) => Some((MentionKind::Date, end)),
        [_, _, _, ..] | [_, _] if is_slashed => Some((MentionKind::Identifier, end)),
        [_, _, _, ..] => Some((MentionKind::Identifier, end)),
        [first, second] if first.starts_with('0') || (first.len() == 3 && second.len() == 4) => {
            Some((MentionKind::Identifier, end))
        }
        [first] if first.len() > 1 && first.starts_with('0') && !first.contains(['.', ',']) => {
            Some((MentionKind::Identifier, end))
        }
        [..] => None,
    }
}

fn is_date(day: &str, month: &str, year: &str) -> bool {
    let within = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|value| (1..=most).contains(&value));
    within(day, 31) && within(month, 31) && matches!(year.len(), 2 | 4)
}

/// The end of digits that slashes, hyphens and points join, with a code of letters behind: "2345-2019/IN".
fn run(text: Text<'_>, at: usize) -> usize {
    let mut end = at + 1;
    let touches = |index: usize| text.tokens[index - 1].span.end == text.tokens[index].span.start;
    while end + 1 < text.tokens.len() && touches(end) && touches(end + 1) {
        let is_joint = matches!(text.word(end), "/" | "-");
        let next = &text.tokens[end + 1];
        if !is_joint || !(next.is_numeral() || next.text.chars().all(char::is_uppercase)) {
            break;
        }
        end += 2;
    }
    end
}

/// "Article 5", "No. 30364", "N.º 156": a name stands before.
fn is_named(text: Text<'_>, at: usize) -> bool {
    let kinds = words::kinds();
    let is_name = |word: &str| kinds.names.contains(word) || kinds.names_plural.contains(word);
    let before = text.back(at, 1);
    if matches!(before, "#" | "/") {
        return true;
    }
    // "no 30 cases" denies, "No. 30" and "Nº 30" name.
    if before == "no" {
        return false;
    }
    let is_sign = matches!(before, "." | "°" | "º" | "nº" | "n");
    let steps = (1..=4).find(|steps| !matches!(text.back(at, *steps), "." | "°" | "º"));
    let behind_sign = steps.map_or("", |steps| text.back(at, steps));
    is_name(before) || (is_sign && (is_name(behind_sign) || matches!(behind_sign, "n" | "nº" | "n°")))
}

/// "Blocks 192 and 8": joined to a number that a name in the plural stands before.
fn is_joined_to_name(text: Text<'_>, at: usize, earlier: &[Found]) -> bool {
    let joins = matches!(text.back(at, 1), "and" | "y" | "," | "to" | "a" | "-" | "–");
    let Some(last) = earlier.last().filter(|last| last.mention.kind == MentionKind::Identifier && joins) else {
        return false;
    };
    let is_plural = (1..=3).any(|steps| words::kinds().names_plural.contains(text.back(last.range.start, steps)));
    last.range.end + 1 == at && is_plural
}

/// "+51 1 4444 2120", "(01) 444-2120": digits in groups behind a plus, a bracketed code, or another group of the number.
fn is_telephone(text: Text<'_>, at: usize) -> bool {
    let mut start = at;
    let is_part = |index: usize| {
        text.tokens[index].is_numeral() && !text.tokens[index].text.contains(',')
            || matches!(text.word(index), "(" | ")" | "-" | "+")
    };
    while start > 0 && is_part(start - 1) {
        start -= 1;
    }
    let mut end = at + 1;
    while end < text.tokens.len() && is_part(end) {
        end += 1;
    }
    let group = &text.tokens[start..end];
    let digits: usize = group.iter().map(|token| token.text.chars().filter(char::is_ascii_digit).count()).sum();
    let is_coded = group.iter().any(|token| token.text == "+")
        || group.windows(3).any(|three| three[0].text == "(" && three[1].text.starts_with('0') && three[2].text == ")");
    is_coded && digits >= TELEPHONE_DIGITS
}
