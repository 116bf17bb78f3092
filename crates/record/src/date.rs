//! Dates as sources give them: EDTF (ISO 8601-2:2019), from an unknown day to an open interval.
//!
//! Kept as written, because "2016-11" is not its first day. [`Edtf::bounds`] says which days a date may mean.
//!
//! Source: Library of Congress, Extended Date/Time Format Specification, 2019, levels 0 and 1.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Language;

mod age;
mod compare;
mod words;

pub use age::{Age, BornAfterwards};
pub use compare::Truth;
pub use words::{MONTH_NAMES, month_named};

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a date: write 2016, 2016-11, 2016-11-30, 198X, 1985~, 1980/2000 or ../2000")]
pub struct InvalidDate(pub String);

/// A date of any precision. Invariant: the text is valid EDTF of the forms above.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf(String);

/// A day of the proleptic Gregorian calendar; orders by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year, 0 to 9999.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

/// One end of a date, or all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    first: Day,
    last: Day,
    is_approximate: bool,
    is_uncertain: bool,
}

impl Day {
    /// The day, where the calendar has it.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let is_there = (0..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
        (is_there && day <= days_in_month(year, month)).then_some(Self { year, month, day })
    }

    /// Days since 0000-03-01, by the calculation of Hinnant (2013).
    fn number(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let year = if month <= 2 { year - 1 } else { year };
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
    }

    /// How many days later another day is; negative where it is earlier.
    pub fn days_until(self, other: Self) -> i64 {
        other.number() - self.number()
    }

    /// The day so many days later, kept within the years 0 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let number = self.number() + days;
        let era = number.div_euclid(146_097);
        let of_era = number.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let made = || Self::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        made().unwrap_or(if days < 0 {
            Self { year: 0, month: 1, day: 1 }
        } else {
            Self { year: 9999, month: 12, day: 31 }
        })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let parse = || {
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let is_plain = year.len() == 4 && month.len() == 2 && day.len() == 2;
            is_plain.then(|| Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))?
        };
        parse().ok_or_else(|| InvalidDate(text.to_owned()))
    }
}

impl Edtf {
    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Earliest and latest day that the date may mean; `None` where that end is open.
    ///
    /// ```
    /// let (first, last) = "2016-02".parse::<record::Edtf>()?.bounds();
    /// assert_eq!(first.unwrap().to_string(), "2016-02-01");
    /// assert_eq!(last.unwrap().to_string(), "2016-02-29");
    /// # Ok::<(), record::date::InvalidDate>(())
    /// ```
    pub fn bounds(&self) -> (Option<Day>, Option<Day>) {
        match self.0.split_once('/') {
            Some((from, to)) => (parse_part(from).map(|part| part.first), parse_part(to).map(|part| part.last)),
            None => {
                let part = parse_part(&self.0);
                (part.map(|part| part.first), part.map(|part| part.last))
            }
        }
    }

    /// True where the date may mean that day.
    pub fn may_be(&self, day: Day) -> bool {
        let (first, last) = self.bounds();
        first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
    }

    /// The year, where the whole date lies in one.
    pub fn year(&self) -> Option<i32> {
        match self.bounds() {
            (Some(first), Some(last)) if first.year == last.year => Some(first.year),
            (_, _) => None,
        }
    }

    /// The date as a person writes it: "30 November 2016", "noviembre de 2016", "around 1985".
    pub fn words(&self, language: Language) -> String {
        words::of(&self.0, language)
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Edtf {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for Edtf {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        let is_end = |end: &str| end == ".." || end.is_empty() || parse_part(end).is_some();
        let is_valid = match text.split_once('/') {
            Some((from, to)) => {
                let (first, last) = (parse_part(from), parse_part(to));
                let is_forward = first.zip(last).is_none_or(|(first, last)| first.first <= last.last);
                is_end(from) && is_end(to) && (first.is_some() || last.is_some()) && is_forward
            }
            None => parse_part(&text).is_some(),
        };
        if is_valid { Ok(Self(text)) } else { Err(InvalidDate(text)) }
    }
}

impl From<Edtf> for String {
    fn from(date: Edtf) -> Self {
        date.0
    }
}

impl From<Day> for Edtf {
    fn from(day: Day) -> Self {
        Self(day.to_string())
    }
}

/// Reads one date without interval: `YYYY[-MM[-DD]]`, trailing digits or fields unspecified, `?`, `~` or `%` behind.
fn parse_part(text: &str) -> Option<Part> {
    let (core, is_uncertain, is_approximate) = match text.as_bytes().last()? {
        b'?' => (&text[..text.len() - 1], true, false),
        b'~' => (&text[..text.len() - 1], false, true),
        b'%' => (&text[..text.len() - 1], true, true),
        _ => (text, false, false),
    };
    let mut fields = core.split('-');
    let (first_year, last_year) = span(fields.next()?, 4, 0, 9999)?;
    let month = fields.next().map(|field| span(field, 2, 1, 12)).map_or(Some(None), |span| span.map(Some))?;
    let day = fields.next().map(|field| span(field, 2, 1, 31)).map_or(Some(None), |span| span.map(Some))?;
    if fields.next().is_some() || (first_year != last_year && month.is_some_and(|(from, to)| from == to)) {
        return None;
    }
    let (first_month, last_month) = month.unwrap_or((1, 12));
    if day.is_some_and(|(from, to)| from == to && first_month != last_month) {
        return None;
    }
    let longest = days_in_month(last_year, u8::try_from(last_month).ok()?);
    let (first_day, last_day) = day.unwrap_or((1, 31));
    let last_day = if first_day == last_day { last_day } else { i32::from(longest) };
    Some(Part {
        first: Day::new(first_year, u8::try_from(first_month).ok()?, u8::try_from(first_day).ok()?)?,
        last: Day::new(last_year, u8::try_from(last_month).ok()?, u8::try_from(last_day).ok()?)?,
        is_approximate,
        is_uncertain,
    })
}

/// Least and greatest value of a field whose trailing digits may be `X`, kept within the calendar.
fn span(field: &str, digits: usize, least: i32, greatest: i32) -> Option<(i32, i32)> {
    let known = field.trim_end_matches('X');
    let is_field = field.len() == digits && known.bytes().all(|byte| byte.is_ascii_digit());
    if !is_field || (digits == 4 && known.len() < 2) || (digits == 2 && known.len() == 1) {
        return None;
    }
    let unknown = field.len() - known.len();
    let from: i32 = format!("{known}{}", "0".repeat(unknown)).parse().ok()?;
    let to: i32 = format!("{known}{}", "9".repeat(unknown)).parse().ok()?;
    let is_within = unknown > 0 || (least..=greatest).contains(&from);
    is_within.then_some((from.max(least), to.min(greatest)))
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bounds(text: &str) -> (String, String) {
        let (first, last) = text.parse::<Edtf>().unwrap().bounds();
        let show = |day: Option<Day>| day.map_or("open".to_owned(), |day| day.to_string());
        (show(first), show(last))
    }

    #[test]
    fn knows_which_days_a_date_may_mean() {
        for (text, first, last) in [
            ("2016", "2016-01-01", "2016-12-31"),
            ("2016-11-30", "2016-11-30", "2016-11-30"),
            ("198X", "1980-01-01", "1989-12-31"),
            ("2016-XX", "2016-01-01", "2016-12-31"),
            ("2016-02-XX", "2016-02-01", "2016-02-29"),
            ("1985~", "1985-01-01", "1985-12-31"),
            ("1980/2000", "1980-01-01", "2000-12-31"),
            ("2015-04/2016-03", "2015-04-01", "2016-03-31"),
            ("../2000", "open", "2000-12-31"),
            ("2016-09-22/..", "2016-09-22", "open"),
        ] {
            assert_eq!(bounds(text), (first.to_owned(), last.to_owned()), "{text}");
        }
    }

    #[test]
    fn refuses_what_no_calendar_has() {
        for text in
            ["", "16", "2016-13", "2016-02-30", "2017-02-29", "30/11/2016", "2016-11-1", "..", "/", "2000/1980", "X"]
        {
            assert!(text.parse::<Edtf>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_are_counted_over_leap_years(year in 0..9999i32, month in 1..13u8, day in 1..32u8, days in -80_000..80_000i64) {
            if let Some(start) = Day::new(year, month, day) {
                let moved = start.plus_days(days);
                let is_kept = moved.year == 0 || moved.year == 9999;
                prop_assert!(is_kept || start.days_until(moved) == days);
                let next = start.plus_days(1);
                prop_assert!(next > start || start.to_string() == "9999-12-31");
            }
        }

        #[test]
        fn never_panics_and_keeps_its_ends_in_order(text in "[0-9X?~%./-]{0,24}") {
            if let Ok(date) = text.parse::<Edtf>() {
                if let (Some(first), Some(last)) = date.bounds() {
                    prop_assert!(first <= last);
                }
                prop_assert!(!date.words(Language::Es).is_empty());
            }
        }
    }
}
