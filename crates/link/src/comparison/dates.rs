//! Dates laid out for comparing: first and last day, and the digits of a whole date, four bits each.
//!
//! Dates are intervals of days: the distance of two dates is the gap between their intervals, so that a month without
//! its day is no distance from any of its days.

use crate::{
    columns::dates::{self, DateValue, DayMonthOrder},
    comparison::expression::Measure,
    table::Texts,
};

const DAYS_PER_MONTH: f32 = 30.4375;
const DAYS_PER_YEAR: f32 = 365.25;

/// A date; `digits` is 0 where it is not a whole one, and the last day comes before the first where it is none at all.
#[derive(Debug, Clone, Copy)]
struct Span {
    first_day: i32,
    last_day: i32,
    digits: u32,
}

/// What is asked of two dates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum DateTest {
    /// At most so many days apart.
    Within(i32),
    Contains,
    DayMonthSwapped,
    OneDigit,
    TwoParts,
}

/// `[value]`, place 0 being the missing value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dates(Vec<Span>);

impl DateTest {
    /// The test of a measure, where it is one of dates.
    #[expect(clippy::cast_possible_truncation, reason = "a bound of days")]
    pub(crate) fn of(measure: Measure, bound: f32) -> Option<Self> {
        let tests = [
            (Measure::Days, Self::Within(bound as i32)),
            (Measure::Months, Self::Within((bound * DAYS_PER_MONTH) as i32)),
            (Measure::Years, Self::Within((bound * DAYS_PER_YEAR) as i32)),
            (Measure::Contains, Self::Contains),
            (Measure::DayMonthSwapped, Self::DayMonthSwapped),
            (Measure::OneDigit, Self::OneDigit),
            (Measure::TwoParts, Self::TwoParts),
        ];
        tests.iter().find(|(known, _)| *known == measure).map(|(_, test)| *test)
    }
}

impl Dates {
    /// Reads every text as a date.
    pub(crate) fn of(texts: &Texts) -> Self {
        let none = Span { first_day: i32::MAX, last_day: i32::MIN, digits: 0 };
        let span = |text: &str| dates::parse(text, DayMonthOrder::DayFirst).map_or(none, Span::of);
        Self(std::iter::once(none).chain(texts.iter().map(span)).collect())
    }

    /// Whether a test holds of two known values.
    #[inline]
    pub(crate) fn holds(&self, test: DateTest, (left, right): (u32, u32)) -> bool {
        let (left, right) = (self.0[left as usize], self.0[right as usize]);
        match test {
            DateTest::Within(days) => {
                let gap = left.first_day.max(right.first_day).saturating_sub(left.last_day.min(right.last_day));
                gap <= days
            }
            DateTest::Contains => left.contains(right) || right.contains(left),
            DateTest::DayMonthSwapped => {
                let swapped = (left.digits & !0xFFFF) | (left.digits & 0xFF) << 8 | (left.digits >> 8) & 0xFF;
                left.digits != 0 && swapped == right.digits
            }
            DateTest::TwoParts => {
                let differ = left.digits ^ right.digits;
                let same = [0xFFFF_0000, 0xFF00, 0xFF].iter().filter(|part| differ & **part == 0).count();
                left.digits != 0 && right.digits != 0 && same == 2
            }
            DateTest::OneDigit => {
                let differ = left.digits ^ right.digits;
                let marks = (differ | differ >> 1 | differ >> 2 | differ >> 3) & 0x1111_1111;
                left.digits != 0 && right.digits != 0 && marks.count_ones() == 1
            }
        }
    }
}

impl Span {
    fn of(date: DateValue) -> Self {
        let digits = date.year.zip(date.month).zip(date.day).map_or(0, |((year, month), day)| {
            let mut rest =
                u32::try_from(i32::from(year) * 10_000).unwrap_or(0) + u32::from(month) * 100 + u32::from(day);
            let mut digits = 0;
            for place in 0..8 {
                digits |= (rest % 10) << (4 * place);
                rest /= 10;
            }
            digits
        });
        Self { first_day: date.first_day, last_day: date.last_day, digits }
    }

    /// True where the other lies within it and is more precise.
    fn contains(self, other: Self) -> bool {
        let is_within = self.first_day <= other.first_day && other.last_day <= self.last_day;
        is_within && (self.first_day, self.last_day) != (other.first_day, other.last_day)
    }
}
