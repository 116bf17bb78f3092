//! Dates in prose: "11 March 2017", "March 11, 2017", "11 de marzo de 2017", 2016-12-15.

use record::{Edtf, date::Day};

use super::tokens::{Token, split};

/// The tokens of a date that begins here and the date, where one does.
pub(super) fn date_at(tokens: &[Token<'_>], at: usize) -> Option<(Option<Edtf>, usize)> {
    let first = tokens.get(at)?;
    if first.known.month.is_none() && !first.text.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let number = |index: usize| tokens.get(index).filter(|token| token.text.bytes().all(|byte| byte.is_ascii_digit()));
    let value = |index: usize| number(index).and_then(|token| token.text.parse::<u32>().ok());
    let is_day = |index: usize| value(index).is_some_and(|day| (1..=31).contains(&day));
    let word = |index: usize| tokens.get(index).map(|token| token.lower.as_ref());
    let named = |index: usize| tokens.get(index).and_then(|token| token.known.month);
    if let (Some(year), Some("-"), Some(m), Some("-"), Some(d)) =
        (value(at), word(at + 1), value(at + 2), word(at + 3), value(at + 4))
        && tokens[at].text.len() == 4
    {
        return Some((edtf(year, u8::try_from(m).ok()?, d), at + 5));
    }
    if is_day(at) {
        let skip = usize::from(word(at + 1) == Some("de"));
        let named_at = at + 1 + skip;
        let month = named(named_at)?;
        let skip = usize::from(matches!(word(named_at + 1), Some("de" | "del" | ",")));
        let year = value(named_at + 1 + skip).filter(|year| (1000..=2999).contains(year));
        return Some(match year {
            Some(year) => (edtf(year, month, value(at)?), named_at + 2 + skip),
            None => (None, named_at + 1),
        });
    }
    let month = named(at).filter(|_| tokens[at].is_capitalised())?;
    if !is_day(at + 1) || word(at + 2).is_some_and(|next| next == "%") {
        return None;
    }
    let skip = usize::from(word(at + 2) == Some(","));
    let year = value(at + 2 + skip).filter(|year| (1000..=2999).contains(year));
    Some(match year {
        Some(year) => (edtf(year, month, value(at + 1)?), at + 3 + skip),
        None => (None, at + 2),
    })
}

fn edtf(year: u32, month: u8, day: u32) -> Option<Edtf> {
    Day::new(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).map(Edtf::from)
}

/// What a line that holds a date and nothing else says.
pub(crate) enum DateLine {
    /// A day.
    Day(Edtf),
    /// Day, month and year that no calendar has together.
    Impossible,
}

/// The date that a line holds and nothing else: how pages print their own.
pub fn date_line(line: &str) -> Option<Edtf> {
    match read_date_line(line)? {
        DateLine::Day(date) => Some(date),
        DateLine::Impossible => None,
    }
}

/// The same, with dates that no calendar has.
pub(crate) fn read_date_line(line: &str) -> Option<DateLine> {
    let tokens = split(line, 0..line.len());
    let (date, _) = date_at(&tokens, 0).filter(|(_, end)| *end == tokens.len())?;
    let has_year = tokens.iter().any(|token| token.text.len() == 4 && token.is_numeral());
    match date {
        Some(date) => Some(DateLine::Day(date)),
        None => has_year.then_some(DateLine::Impossible),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_date_of_a_line() {
        for (line, date) in [
            ("11 March 2017", "2017-03-11"),
            ("March 11, 2017", "2017-03-11"),
            ("11 de marzo de 2017", "2017-03-11"),
            ("2016-12-15", "2016-12-15"),
        ] {
            assert_eq!(date_line(line).unwrap().as_str(), date);
        }
        assert_eq!(date_line("11 March 2017 in Lima"), None);
        assert_eq!(date_line("31 February 2017"), None);
    }
}
