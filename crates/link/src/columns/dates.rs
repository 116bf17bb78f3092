//! Which days may a written date mean?
//!
//! A date is kept as the first and the last day that it may mean, because "1980" is not its first day and lists write one
//! birth in three precisions. Days are counted from 1970-01-01 in the proleptic Gregorian calendar. Two-digit years are
//! refused: 12/05/31 is a grandmother or a grandchild. A day that no calendar has keeps its month and year.
//!
//! Sources: ISO 8601-1:2019 and 8601-2:2019 (EDTF, read by [`record::date`]); Fliegel & Van Flandern 1968, *Commun. ACM*
//! 11:657, for the idea of counting days with the year beginning in March.

mod parse;

use super::is_missing;

/// First day of the calendar, 0000-01-01: the earliest day of a date with an open beginning.
pub const EARLIEST_DAY: i32 = -719_528;

/// Last day of the calendar, 9999-12-31: the latest day of a date with an open end.
pub const LATEST_DAY: i32 = 2_932_896;

/// The days that a date may mean. Invariant: `EARLIEST_DAY <= first_day <= last_day <= LATEST_DAY`; a month has a year, a
/// day has a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateValue {
    /// The earliest day, counted from 1970-01-01.
    pub first_day: i32,
    /// The latest day.
    pub last_day: i32,
    /// The year, where it is one.
    pub year: Option<i16>,
    /// The month, where it is one.
    pub month: Option<u8>,
    /// The day of the month, where it is one.
    pub day: Option<u8>,
    /// The source says "about".
    pub is_approximate: bool,
}

/// Which comes first in 11/06/1967.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayMonthOrder {
    /// 11 June, as most of the world writes.
    #[default]
    DayFirst,
    /// November 6, as the United States write.
    MonthFirst,
}

/// What came of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Nothing is known.
    Missing,
    /// Something is written that is no date.
    Unreadable,
    /// A date.
    Date(DateValue),
}

/// How many cells of a column came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadingCounts {
    /// Dates.
    pub dates: usize,
    /// Cells without information.
    pub missing: usize,
    /// Cells that say something which is no date.
    pub unreadable: usize,
}

impl ReadingCounts {
    /// Counts one cell.
    pub fn count(&mut self, reading: Reading) {
        match reading {
            Reading::Date(_) => self.dates += 1,
            Reading::Missing => self.missing += 1,
            Reading::Unreadable => self.unreadable += 1,
        }
    }
}

impl DateValue {
    /// A date of its parts; what no calendar has is left out, and with it what is finer.
    ///
    /// ```
    /// use link::columns::dates::{DateValue, iso};
    /// assert_eq!(iso(DateValue::of_parts(1967, Some(9), Some(27)).unwrap()), "1967-09-27");
    /// assert_eq!(iso(DateValue::of_parts(1987, Some(2), Some(31)).unwrap()), "1987-02");
    /// assert_eq!(iso(DateValue::of_parts(1987, Some(20), Some(1)).unwrap()), "1987");
    /// ```
    pub fn of_parts(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let years = i16::try_from(year).ok().filter(|year| (0..=9999).contains(year))?;
        let month = month.filter(|month| (1..=12).contains(month));
        let day = month.and(day).filter(|day| month.is_some_and(|month| (1..=days_in(year, month)).contains(day)));
        let (first_month, last_month) = month.map_or((1, 12), |month| (month, month));
        let (first, last) = day.map_or((1, days_in(year, last_month)), |day| (day, day));
        Some(Self {
            first_day: day_number(year, first_month, first),
            last_day: day_number(year, last_month, last),
            year: Some(years),
            month,
            day,
            is_approximate: false,
        })
    }

    /// All days from one to another; `None` where the first comes after the last.
    pub fn of_days(first_day: i32, last_day: i32) -> Option<Self> {
        let (first_day, last_day) = (first_day.max(EARLIEST_DAY), last_day.min(LATEST_DAY));
        let ((year, month, day), (last_year, last_month, last)) = (civil(first_day), civil(last_day));
        let is_year = year == last_year;
        let is_month = is_year && month == last_month;
        let is_day = is_month && day == last;
        (first_day <= last_day).then_some(Self {
            first_day,
            last_day,
            year: i16::try_from(year).ok().filter(|_| is_year),
            month: is_month.then_some(month),
            day: is_day.then_some(day),
            is_approximate: false,
        })
    }

    /// True where the two may mean the same day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first_day <= other.last_day && other.first_day <= self.last_day
    }
}

/// Reads a date: ISO, EDTF, digits in groups, or words in Spanish, English and German.
///
/// ```
/// use link::columns::dates::{DayMonthOrder, iso, parse};
/// let read = |text| parse(text, DayMonthOrder::DayFirst).map(iso);
/// assert_eq!(read("3 de noviembre de 1980").unwrap(), "1980-11-03");
/// assert_eq!(read("11/06/1967").unwrap(), "1967-06-11");
/// assert_eq!(read("19151111").unwrap(), "1915-11-11");
/// assert_eq!(read("198X").unwrap(), "1980-01-01/1989-12-31");
/// assert_eq!(read("3/11/80"), None);
/// assert_eq!(parse("2000-03-01", DayMonthOrder::DayFirst).unwrap().first_day, 11_017);
/// ```
pub fn parse(text: &str, order: DayMonthOrder) -> Option<DateValue> {
    parse::date(text, order)
}

/// Reads a cell, and tells what is not known from what cannot be read.
///
/// ```
/// use link::columns::dates::{DayMonthOrder, Reading, read};
/// assert_eq!(read("sin fecha", DayMonthOrder::DayFirst), Reading::Missing);
/// assert_eq!(read("after the harvest", DayMonthOrder::DayFirst), Reading::Unreadable);
/// ```
pub fn read(text: &str, order: DayMonthOrder) -> Reading {
    match parse::date(text, order) {
        Some(date) => Reading::Date(date),
        None if is_missing(text) || parse::is_blank(text) => Reading::Missing,
        None => Reading::Unreadable,
    }
}

/// Whether a column writes the day or the month first: a number above 12 decides, the majority of such; else the day.
///
/// ```
/// use link::columns::dates::{DayMonthOrder, guess_order};
/// assert_eq!(guess_order(["04/05/1980", "06/25/1967"].into_iter()), DayMonthOrder::MonthFirst);
/// assert_eq!(guess_order(["04/05/1980"].into_iter()), DayMonthOrder::DayFirst);
/// ```
pub fn guess_order<'a>(values: impl Iterator<Item = &'a str>) -> DayMonthOrder {
    let (mut day_first, mut month_first) = (0_usize, 0_usize);
    for (first, second) in values.filter_map(parse::ambiguous_groups) {
        day_first += usize::from((13..=31).contains(&first) && second <= 12);
        month_first += usize::from((13..=31).contains(&second) && first <= 12);
    }
    if month_first > day_first { DayMonthOrder::MonthFirst } else { DayMonthOrder::DayFirst }
}

/// A date as ISO text of its precision; any other span of days as an EDTF interval. "About" is not written.
///
/// ```
/// use link::columns::dates::{DayMonthOrder::DayFirst, iso, parse};
/// for text in ["1980-11-03", "1980-11", "1980", "../2000-12-31", "1980-01-01/1989-12-31"] {
///     assert_eq!(iso(parse(text, DayFirst).unwrap()), text);
/// }
/// ```
pub fn iso(date: DateValue) -> String {
    let written = |day: i32, open: i32| {
        let (year, month, date) = civil(day);
        if day == open { "..".to_owned() } else { format!("{year:04}-{month:02}-{date:02}") }
    };
    let is_whole = DateValue::of_parts(date.year.map_or(-1, i32::from), date.month, date.day)
        .is_some_and(|whole| (whole.first_day, whole.last_day) == (date.first_day, date.last_day));
    match (date.year, date.month, date.day) {
        (Some(year), Some(month), Some(day)) if is_whole => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) if is_whole => format!("{year:04}-{month:02}"),
        (Some(year), None, _) if is_whole => format!("{year:04}"),
        (_, _, _) => format!("{}/{}", written(date.first_day, EARLIEST_DAY), written(date.last_day, LATEST_DAY)),
    }
}

/// The month of a number or a name, in Spanish, English, German or Portuguese.
///
/// ```
/// use link::columns::dates::month;
/// assert_eq!((month("09"), month("Setiembre"), month("13")), (Some(9), Some(9), None));
/// ```
pub fn month(text: &str) -> Option<u8> {
    let text = text.trim();
    let number = text.parse::<u8>().ok();
    number.or_else(|| parse::month_named(&super::fold(text))).filter(|month| (1..=12).contains(month))
}

/// The number of a day, counted from 1970-01-01. Year 0 to 9999, month 1 to 12.
///
/// ```
/// use link::columns::dates::day_number;
/// assert_eq!((day_number(1970, 1, 1), day_number(2000, 3, 1), day_number(1969, 12, 31)), (0, 11_017, -1));
/// ```
pub fn day_number(year: i32, month: u8, day: u8) -> i32 {
    // A year that begins in March has its leap day at its end; months then follow (153 m + 2) / 5.
    let march_year = if month <= 2 { year - 1 } else { year };
    let march_month = (i32::from(month) + 9) % 12;
    let leap_days = march_year.div_euclid(4) - march_year.div_euclid(100) + march_year.div_euclid(400);
    let before_1970 = 719_468;
    365 * march_year + leap_days + (153 * march_month + 2) / 5 + i32::from(day) - 1 - before_1970
}

/// Year, month and day of a day number, clamped to the years 0 to 9999.
///
/// ```
/// assert_eq!(link::columns::dates::civil(11_017), (2000, 3, 1));
/// ```
pub fn civil(day: i32) -> (i32, u8, u8) {
    let day = day.clamp(EARLIEST_DAY, LATEST_DAY);
    // An estimate from the mean year of 365.2425 days is at most one year off.
    let mut year =
        i32::try_from((i64::from(day) * 10_000).div_euclid(3_652_425) + 1970).expect("a year of four digits");
    while day_number(year, 1, 1) > day {
        year -= 1;
    }
    while day_number(year + 1, 1, 1) <= day {
        year += 1;
    }
    let month = (1..=12_u8).rev().find(|month| day_number(year, *month, 1) <= day).unwrap_or(1);
    let date = u8::try_from(day - day_number(year, month, 1) + 1).expect("a day within its month");
    (year, month, date)
}

/// Days of a month.
pub(super) fn days_in(year: i32, month: u8) -> u8 {
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

    #[test]
    fn day_numbers_agree_with_known_days() {
        for (date, number) in [
            ((1970, 1, 1), 0),
            ((2000, 3, 1), 11_017),
            ((2000, 2, 29), 11_016),
            ((1900, 3, 1), -25_508),
            ((1582, 10, 15), -141_427),
            ((0, 1, 1), EARLIEST_DAY),
            ((9999, 12, 31), LATEST_DAY),
        ] {
            assert_eq!(day_number(date.0, date.1, date.2), number, "{date:?}");
            assert_eq!(civil(number), date);
        }
    }

    #[test]
    fn every_day_of_the_calendar_comes_back() {
        for day in (EARLIEST_DAY..=LATEST_DAY).step_by(13) {
            let (year, month, date) = civil(day);
            assert_eq!(day_number(year, month, date), day);
        }
    }

    #[test]
    fn counts_tell_the_unknown_from_the_unreadable() {
        let mut counts = ReadingCounts::default();
        for text in ["1980", "", "s/f", "00/00/0000", "hace tiempo", "3/11/80", "1980-11-03"] {
            counts.count(read(text, DayMonthOrder::DayFirst));
        }
        assert_eq!(counts, ReadingCounts { dates: 2, missing: 3, unreadable: 2 });
    }

    proptest! {
        #[test]
        fn what_is_written_as_iso_is_read_back(first in -719_000..2_900_000_i32, days in 0..20_000_i32) {
            let date = DateValue::of_days(first, first + days).unwrap();
            let again = parse(&iso(date), DayMonthOrder::DayFirst).unwrap();
            prop_assert_eq!((again.first_day, again.last_day), (date.first_day, date.last_day));
            prop_assert_eq!(iso(again), iso(date));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", digits in "[0-9XTa-z/?~.: -]{0,28}") {
            for text in [text, digits] {
                for order in [DayMonthOrder::DayFirst, DayMonthOrder::MonthFirst] {
                    if let Some(date) = parse(&text, order) {
                        prop_assert!(date.first_day <= date.last_day);
                        prop_assert!(parse(&iso(date), order).is_some());
                    }
                }
            }
        }
    }
}
