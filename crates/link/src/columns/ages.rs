//! Do an age and a date of birth speak of one person?
//!
//! Age, event and birth are three statements about two facts. An age in completed years on a day that is known gives the
//! 365 or 366 days on which the person may have been born.

use super::{
    dates::{DateValue, civil, day_number, days_in},
    fold,
};

/// No one grew older (Jeanne Calment, 122 years: Allard, Lèbre & Robine 1994).
const OLDEST_YEARS: u16 = 122;

/// An age in completed years. Invariant: `least_years <= most_years <= 122`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeValue {
    /// The youngest that the text allows.
    pub least_years: u16,
    /// The oldest.
    pub most_years: u16,
}

/// Reads "35", "35.0", "35 años", "8 meses", "20-25", "aprox. 30".
///
/// ```
/// use link::columns::ages::{AgeValue, parse};
/// assert_eq!(parse("35 años"), Some(AgeValue { least_years: 35, most_years: 35 }));
/// assert_eq!(parse("8 meses"), Some(AgeValue { least_years: 0, most_years: 0 }));
/// assert_eq!(parse("20-25"), Some(AgeValue { least_years: 20, most_years: 25 }));
/// assert_eq!(parse("1980"), None);
/// ```
pub fn parse(text: &str) -> Option<AgeValue> {
    let whole = text.trim().strip_suffix(".0").unwrap_or(text);
    let longest = 24;
    if whole.len() > longest || !whole.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let folded = fold(whole);
    let (mut numbers, mut unit_per_year) = (Vec::new(), 1);
    for word in folded.split(' ') {
        let end = word.find(|char: char| !char.is_ascii_digit()).unwrap_or(word.len());
        if end > 0 {
            numbers.push(word[..end].parse::<u16>().ok()?);
        }
        match &word[end..] {
            "" | "a" | "y" | "o" | "yr" | "yrs" | "year" | "years" | "ano" | "anos" | "old" | "de" | "edad"
            | "aprox" | "ca" | "c" | "about" | "jahre" => {}
            "m" | "mes" | "meses" | "month" | "months" | "monate" => unit_per_year = 12,
            "d" | "dia" | "dias" | "day" | "days" | "tage" => unit_per_year = 365,
            _ => return None,
        }
    }
    let (least_years, most_years) = match numbers[..] {
        [years] => (years / unit_per_year, years / unit_per_year),
        [least, most] if least <= most => (least / unit_per_year, most / unit_per_year),
        _ => return None,
    };
    (most_years <= OLDEST_YEARS).then_some(AgeValue { least_years, most_years })
}

/// The days on which someone of that age on that date may have been born.
///
/// ```
/// use link::columns::{ages, dates::{DayMonthOrder, iso, parse}};
/// let killed = parse("1984-11-03", DayMonthOrder::DayFirst).unwrap();
/// let born = ages::born(ages::parse("20").unwrap(), killed).unwrap();
/// assert_eq!(iso(born), "1963-11-04/1964-11-03"); // 20 that day, or 21 on the next
/// ```
pub fn born(age: AgeValue, on: DateValue) -> Option<DateValue> {
    let earliest = years_before(on.first_day, age.most_years + 1) + 1;
    DateValue::of_days(earliest, years_before(on.last_day, age.least_years))
}

/// By how many years, rounded up, the days of birth of an age miss a date of birth; 0 where the two agree.
///
/// ```
/// use link::columns::{ages, dates::{DayMonthOrder::DayFirst, parse}};
/// let (killed, age) = (parse("1984-11-03", DayFirst).unwrap(), ages::parse("20").unwrap());
/// assert_eq!(ages::years_apart(age, killed, parse("1964", DayFirst).unwrap()), Some(0));
/// assert_eq!(ages::years_apart(age, killed, parse("1961-05-01", DayFirst).unwrap()), Some(3));
/// ```
pub fn years_apart(age: AgeValue, on: DateValue, birth: DateValue) -> Option<u16> {
    let born = born(age, on)?;
    let gap_days = (birth.first_day - born.last_day).max(born.first_day - birth.last_day).max(0);
    let days = u32::try_from(gap_days).expect("a gap is not negative");
    // 365.2425 days a year.
    u16::try_from((u64::from(days) * 10_000).div_ceil(3_652_425)).ok()
}

/// The same day some years earlier; 29 February becomes 28 February where there is none.
fn years_before(day: i32, years: u16) -> i32 {
    let (year, month, date) = civil(day);
    let year = year - i32::from(years);
    day_number(year, month, date.min(days_in(year, month)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::columns::dates::{self, DayMonthOrder};

    fn date(text: &str) -> DateValue {
        dates::parse(text, DayMonthOrder::DayFirst).unwrap()
    }

    #[test]
    fn ages_are_read_in_words_and_spans() {
        for (text, expected) in [
            ("0", Some((0, 0))),
            (" 35 ", Some((35, 35))),
            ("35.0", Some((35, 35))),
            ("35a", Some((35, 35))),
            ("18 meses", Some((1, 1))),
            ("3 días", Some((0, 0))),
            ("20 - 25 años", Some((20, 25))),
            ("123", None),
            ("25-20", None),
            ("adulto", None),
            ("", None),
        ] {
            let age = expected.map(|(least_years, most_years)| AgeValue { least_years, most_years });
            assert_eq!(parse(text), age, "{text}");
        }
    }

    #[test]
    fn a_year_of_event_widens_the_birth_by_a_year() {
        let born = born(parse("20").unwrap(), date("1984")).unwrap();
        assert_eq!(dates::iso(born), "1963-01-02/1964-12-31");
    }

    #[test]
    fn a_birth_after_the_event_is_far_apart() {
        assert_eq!(years_apart(parse("0").unwrap(), date("1984-01-01"), date("1985-12-31")), Some(2));
        assert_eq!(years_apart(parse("20").unwrap(), date("1984-02-29"), date("1964-02-29")), Some(0));
    }

    proptest! {
        #[test]
        fn whoever_was_born_in_the_span_has_that_age(birth in 0..20_000_i32, lived in 0..40_000_i32) {
            let event = birth + lived;
            let ((birth_year, birth_month, birth_date), (year, month, date)) = (civil(birth), civil(event));
            let had_birthday = (month, date) >= (birth_month, birth_date);
            let years = u16::try_from(year - birth_year - i32::from(!had_birthday)).unwrap();
            let on = DateValue::of_days(event, event).unwrap();
            let age = AgeValue { least_years: years, most_years: years };
            prop_assert_eq!(years_apart(age, on, DateValue::of_days(birth, birth).unwrap()), Some(0));
        }
    }
}
