//! The notations of dates, from digits to words.

use record::Edtf;

use super::{DateValue, DayMonthOrder, EARLIEST_DAY, LATEST_DAY, day_number};
use crate::columns::fold;

/// Years that a date without further signs may have; beyond, digits are more likely a number.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=2999;

/// Longer texts are sentences.
const LONGEST: usize = 48;

/// Months by name in Spanish, English, German and Portuguese; an abbreviation of three letters or more is enough.
const MONTHS: [&[&str]; 12] = [
    &["january", "enero", "januar", "janeiro", "jaenner"],
    &["february", "febrero", "februar", "fevereiro"],
    &["march", "marzo", "marz", "maerz", "marco"],
    &["april", "abril"],
    &["may", "mayo", "mai", "maio"],
    &["june", "junio", "juni", "junho"],
    &["july", "julio", "juli", "julho"],
    &["august", "agosto"],
    &["september", "septiembre", "setiembre", "setembro"],
    &["october", "octubre", "oktober", "outubro"],
    &["november", "noviembre", "novembro"],
    &["december", "diciembre", "dezember", "dezembro"],
];

/// Words that a date may hold without changing it.
const FILLERS: &[&str] =
    &["de", "del", "of", "the", "el", "dia", "ano", "den", "st", "nd", "rd", "th", "ro", "o", "er", "º", "ª"];

/// Days of the week, folded; they say nothing that the date does not.
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// Words for "about", folded.
const ABOUT: &[&str] = &[
    "c",
    "ca",
    "circa",
    "about",
    "around",
    "approx",
    "approximately",
    "aprox",
    "aproximadamente",
    "hacia",
    "cerca",
    "um",
    "etwa",
    "estimated",
];

/// The date of a text.
pub(super) fn date(text: &str, order: DayMonthOrder) -> Option<DateValue> {
    let text = text.trim();
    // Every date has a digit, and its first one stands near the beginning.
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = without_time(text);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_digits(text);
    }
    of_groups(text, order).or_else(|| of_edtf(text)).or_else(|| of_words(text))
}

/// True where a date form was filled in with zeros or nines.
pub(super) fn is_blank(text: &str) -> bool {
    let mut digits = text.bytes().filter(u8::is_ascii_digit).peekable();
    let first = digits.peek().copied();
    let is_form = text.bytes().all(|byte| byte.is_ascii_digit() || b"/.-: T".contains(&byte));
    is_form && matches!(first, Some(b'0' | b'9')) && digits.all(|digit| Some(digit) == first)
}

/// First and second number of `a/b/year`, in any separator: what [`super::guess_order`] looks at.
pub(super) fn ambiguous_groups(text: &str) -> Option<(i32, i32)> {
    let groups = groups(without_time(text.trim()))?;
    match groups {
        [Some((first, 1 | 2)), Some((second, 1 | 2)), Some((_, 4))] => Some((first, second)),
        _ => None,
    }
}

/// Cuts "T10:30:00Z" and " 10:30 p. m.".
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let hour = text[..colon].trim_end_matches(|char: char| char.is_ascii_digit());
    match hour.strip_suffix(['T', 't']).filter(|date| date.ends_with(|char: char| char.is_ascii_digit())) {
        Some(date) => date,
        None if hour.ends_with([' ', ',']) => hour.trim_end_matches([' ', ',']),
        None => text,
    }
}

/// `1980`, `19801103`, `03111980`.
fn of_digits(text: &str) -> Option<DateValue> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i32>().ok();
    let year = |range| number(range).filter(|year| YEARS.contains(year));
    match text.len() {
        4 => of_numbers(number(0..4)?, 0, 0),
        8 => match (year(0..4), number(4..6)?, number(6..8)?) {
            (Some(year), month, day) if month <= 12 && day <= 31 => of_numbers(year, month, day),
            (_, _, _) => {
                let (day, month) = (number(0..2)?, number(2..4)?);
                let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
                is_date.then(|| of_numbers(year(4..8)?, month, day))?
            }
        },
        _ => None,
    }
}

/// One to three groups of digits and their lengths; `None` where there is anything else.
fn groups(text: &str) -> Option<[Option<(i32, usize)>; 3]> {
    let mut found = [None; 3];
    let separator = text.chars().find(|char| !char.is_ascii_digit()).filter(|char| "/.- ".contains(*char))?;
    for (at, group) in text.split(separator).enumerate() {
        let group = group.trim();
        let is_number = (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit());
        *found.get_mut(at).filter(|_| is_number)? = Some((group.parse().ok()?, group.len()));
    }
    Some(found)
}

/// `1980-11-03`, `11/06/1967`, `6.11.1967`, `11/1967`, `1980-1985`.
fn of_groups(text: &str, order: DayMonthOrder) -> Option<DateValue> {
    let is_year = |year: i32| YEARS.contains(&year);
    match groups(text)? {
        [Some((year, 4)), Some((month, 1 | 2)), Some((day, 1 | 2))] => of_numbers(year, month, day),
        [Some((first, 1 | 2)), Some((second, 1 | 2)), Some((year, 4))] if is_year(year) => {
            let is_swapped = match order {
                DayMonthOrder::DayFirst => second > 12 && (1..=12).contains(&first),
                DayMonthOrder::MonthFirst => first <= 12,
            };
            if is_swapped { of_numbers(year, first, second) } else { of_numbers(year, second, first) }
        }
        [Some((month, 1 | 2)), Some((year, 4)), None] if is_year(year) => of_numbers(year, month, 0),
        [Some((year, 4)), Some((month, 2)), None] => of_numbers(year, month, 0),
        [Some((first, 4)), Some((last, 4)), None] if is_year(first) && is_year(last) => {
            DateValue::of_days(day_number(first, 1, 1), day_number(last, 12, 31))
        }
        _ => None,
    }
}

fn of_numbers(year: i32, month: i32, day: i32) -> Option<DateValue> {
    // Forms are filled in with zeros and nines.
    let is_blank = year == 0 || year == 9999;
    if is_blank { None } else { DateValue::of_parts(year, u8::try_from(month).ok(), u8::try_from(day).ok()) }
}

fn of_edtf(text: &str) -> Option<DateValue> {
    let is_edtf = |byte: u8| byte.is_ascii_digit() || b"X-/.~?%".contains(&byte);
    let edtf: Edtf = text.bytes().all(is_edtf).then(|| text.parse().ok())??;
    let number = |day: record::date::Day| day_number(day.year, day.month, day.day);
    let (first, last) = edtf.bounds();
    let days = (first.map_or(EARLIEST_DAY, number), last.map_or(LATEST_DAY, number));
    let is_approximate = text.ends_with(['~', '?', '%']);
    let date = DateValue::of_days(days.0, days.1).filter(|date| !matches!(date.year, Some(0 | 9999)))?;
    Some(DateValue { is_approximate, ..date })
}

/// `3 Nov 1980`, `Nov 3, 1980`, `3 de noviembre de 1980`, `nov 1980`, `c. 1980`, `1980s`, `~1980`.
fn of_words(text: &str) -> Option<DateValue> {
    let mut is_approximate = text.starts_with('~');
    let (mut year, mut month, mut day) = (None, None, None);
    for token in tokens(&fold(text)) {
        let number = token.parse::<i32>().ok();
        let place = match (number, token.len()) {
            (Some(number), 4) if YEARS.contains(&number) => &mut year,
            (Some(_), 1 | 2) => &mut day,
            (Some(_), _) => return None,
            (None, _) if token == "s" && month.is_none() && day.is_none() => return decade(year?),
            (None, _) if ABOUT.contains(&token) => {
                is_approximate = true;
                continue;
            }
            (None, _) if FILLERS.contains(&token) || WEEKDAYS.contains(&token) => continue,
            (None, _) => &mut month,
        };
        let value = number.or_else(|| month_named(token).map(i32::from))?;
        if place.replace(value).is_some() {
            return None;
        }
    }
    if day.is_some() && month.is_none() {
        return None;
    }
    let date = of_numbers(year?, month.unwrap_or(0), day.unwrap_or(0))?;
    Some(DateValue { is_approximate, ..date })
}

fn decade(year: i32) -> Option<DateValue> {
    (year % 10 == 0).then(|| DateValue::of_days(day_number(year, 1, 1), day_number(year + 9, 12, 31)))?
}

/// Runs of digits and of letters: `03nov1980` has three.
fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    let is_digit = |char: char| char.is_ascii_digit();
    let runs = move |word| chunk(word, is_digit);
    folded.split(' ').flat_map(runs).filter(|token: &&str| !token.is_empty())
}

fn chunk(word: &str, is_digit: impl Fn(char) -> bool) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|char| is_digit(char) != is_digit(first)).unwrap_or(rest.len());
        runs.push(&rest[..end]);
        rest = &rest[end..];
    }
    runs
}

/// The month that a folded word names or abbreviates.
pub(super) fn month_named(word: &str) -> Option<u8> {
    let is_named = |names: &[&str]| names.iter().any(|name| name.starts_with(word));
    let at = MONTHS.iter().position(|names| is_named(names)).filter(|_| word.len() >= 3)?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{iso, parse};
    use super::*;

    #[test]
    fn every_notation_is_read() {
        for (text, expected) in [
            ("1980-11-03", "1980-11-03"),
            ("1980-11-03T10:30:00Z", "1980-11-03"),
            ("1980-11-03 00:00:00+00", "1980-11-03"),
            ("03/11/1980 00:00", "1980-11-03"),
            ("19151111", "1915-11-11"),
            ("03111980", "1980-11-03"),
            ("11/06/1967", "1967-06-11"),
            ("06/25/1967", "1967-06-25"),
            ("6.11.1967", "1967-11-06"),
            ("11/1967", "1967-11"),
            ("1967-11", "1967-11"),
            ("3 Nov 1980", "1980-11-03"),
            ("Nov. 3rd, 1980", "1980-11-03"),
            ("03NOV1980", "1980-11-03"),
            ("lunes 3 de noviembre de 1980", "1980-11-03"),
            ("1º de setiembre del 1980", "1980-09-01"),
            ("nov 1980", "1980-11"),
            ("3. März 1980", "1980-03-03"),
            ("1980", "1980"),
            ("c. 1980", "1980"),
            ("1985~", "1985"),
            ("1985-03-XX", "1985-03"),
            ("198X", "1980-01-01/1989-12-31"),
            ("1980s", "1980-01-01/1989-12-31"),
            ("1980-1985", "1980-01-01/1985-12-31"),
            ("1980/1985", "1980-01-01/1985-12-31"),
            ("2015-04/2016-03", "2015-04-01/2016-03-31"),
            ("../2000", "../2000-12-31"),
            ("1987-02-31", "1987-02"),
            ("31/02/1987", "1987-02"),
            ("00/03/1987", "1987-03"),
            ("1987-00-00", "1987"),
            ("1987-14-05", "1987"),
        ] {
            assert_eq!(parse(text, DayMonthOrder::DayFirst).map(iso).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_says_no_year_of_four_digits_is_refused() {
        for text in [
            "3/11/80",
            "3 nov 80",
            "Nov 3",
            "80",
            "123456",
            "1234567",
            "12 3 1980 4",
            "00/00/0000",
            "99/99/9999",
            "tq13 8df",
            "8 stanley street",
            "12:30",
        ] {
            assert_eq!(parse(text, DayMonthOrder::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_the_column_decides_what_a_value_leaves_open() {
        assert_eq!(parse("11/06/1967", DayMonthOrder::MonthFirst).map(iso).as_deref(), Some("1967-11-06"));
        assert_eq!(parse("25/06/1967", DayMonthOrder::MonthFirst).map(iso).as_deref(), Some("1967-06-25"));
    }

    #[test]
    fn about_is_kept_beside_the_days() {
        for text in ["c. 1980", "~1980", "1985?", "hacia marzo de 1985"] {
            assert!(parse(text, DayMonthOrder::DayFirst).unwrap().is_approximate, "{text}");
        }
    }
}
