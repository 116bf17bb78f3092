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
pub(crate) struct Span {
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
        let within = |days: f32| Self::Within((days as i32).min(i32::MAX / 2));
        let tests = [
            (Measure::Days, within(bound)),
            (Measure::Months, within(bound * DAYS_PER_MONTH)),
            (Measure::Years, within(bound * DAYS_PER_YEAR)),
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
        let none = Span::NONE;
        let span = |text: &str| dates::parse(text, DayMonthOrder::DayFirst).map_or(none, Span::of);
        Self(std::iter::once(none).chain(texts.iter().map(span)).collect())
    }

    /// The date of a value.
    #[inline]
    pub(crate) fn span(&self, value: u32) -> Span {
        self.0[value as usize]
    }

    /// Whether a test holds of two known values.
    #[inline]
    pub(crate) fn holds(&self, test: DateTest, (left, right): (u32, u32)) -> bool {
        test.holds(self.0[left as usize], self.0[right as usize])
    }
}

impl DateTest {
    /// Whether it holds; never of what is no date.
    #[inline]
    pub(crate) fn holds(self, left: Span, right: Span) -> bool {
        match self {
            Self::Within(days) => left.gap(right) <= days,
            Self::Contains => left.contains(right) || right.contains(left),
            Self::DayMonthSwapped => {
                let swapped = (left.digits & !0xFFFF) | (left.digits & 0xFF) << 8 | (left.digits >> 8) & 0xFF;
                left.digits != 0 && swapped == right.digits
            }
            Self::TwoParts => {
                let differ = left.digits ^ right.digits;
                let same = |part: u32| u32::from(differ & part == 0);
                left.digits != 0 && right.digits != 0 && same(0xFFFF_0000) + same(0xFF00) + same(0xFF) == 2
            }
            Self::OneDigit => {
                let differ = left.digits ^ right.digits;
                let marks = (differ | differ >> 1 | differ >> 2 | differ >> 3) & 0x1111_1111;
                // One mark and no other.
                (left.digits != 0) & (right.digits != 0) & (marks != 0) & (marks & marks.wrapping_sub(1) == 0)
            }
        }
    }
}

impl Span {
    /// No date: further from any other, and from itself, than any bound.
    const NONE: Self = Self { first_day: i32::MAX / 2, last_day: i32::MIN / 2, digits: 0 };

    /// Days between the two, 0 where they overlap or touch; days are within a million years.
    #[inline]
    fn gap(self, other: Self) -> i32 {
        self.first_day.max(other.first_day).wrapping_sub(self.last_day.min(other.last_day))
    }

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
        let is_date = other.first_day <= other.last_day;
        is_date && is_within && (self.first_day, self.last_day) != (other.first_day, other.last_day)
    }
}
