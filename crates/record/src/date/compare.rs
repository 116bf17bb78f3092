//! Dates compared as what they say, and no more: yes, no, or possibly.
//!
//! "2016-11" is some day of that month, not its first; an interval lasts from its first date to its second. A question to
//! which every reading of both dates gives one answer is answered yes or no, any other with possibly (Kleene's
//! three-valued logic). An approximate date (`~`) may lie one unit of its precision before or after; of an uncertain one
//! (`?`), the source itself doubts that it is right, so that nothing follows from it.

use super::{Day, Edtf, Part, parse_part};

/// The answer to a question about dates that are not known to the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Whatever the dates mean, no.
    No,
    /// It depends on what they mean.
    Possibly,
    /// Whatever the dates mean, yes.
    Yes,
}

impl Truth {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Possibly => Self::Possibly,
            Self::Yes => Self::No,
        }
    }
}

/// A day, or beyond all days; orders by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    BeforeAll,
    On(Day),
    AfterAll,
}

/// One end of a date: the days that it may be.
#[derive(Debug, Clone, Copy)]
struct End {
    earliest: Limit,
    latest: Limit,
}

/// A date as its two ends.
struct Span {
    start: End,
    end: End,
    is_interval: bool,
    is_doubtful: bool,
}

impl Edtf {
    /// Whether the date ends before another begins.
    ///
    /// ```
    /// use record::{Edtf, date::Truth};
    /// let month: Edtf = "2016-11".parse()?;
    /// assert_eq!(month.before(&"2016-12-01".parse()?), Truth::Yes);
    /// assert_eq!(month.before(&"2016-11-15".parse()?), Truth::Possibly);
    /// assert_eq!(month.before(&"2016-11-01".parse()?), Truth::No);
    /// # Ok::<(), record::date::InvalidDate>(())
    /// ```
    pub fn before(&self, other: &Self) -> Truth {
        let (first, second) = (self.span(), other.span());
        doubt(&first, &second, precedes(first.end, second.start))
    }

    /// Whether the date begins after another ends.
    pub fn after(&self, other: &Self) -> Truth {
        other.before(self)
    }

    /// Whether the two have a day in common: what a search for a date asks.
    pub fn overlaps(&self, other: &Self) -> Truth {
        let (first, second) = (self.span(), other.span());
        let apart = [precedes(first.end, second.start), precedes(second.end, first.start)];
        doubt(&first, &second, apart[0].not().and(apart[1].not()))
    }

    /// Whether the date lies in another from its first day to its last.
    pub fn within(&self, other: &Self) -> Truth {
        let (inner, outer) = (self.span(), other.span());
        if !outer.is_interval {
            // A date that is no interval is one day, and only a date of one day can lie in it.
            return if inner.is_interval { self.overlaps(other).min(Truth::Possibly) } else { self.overlaps(other) };
        }
        let holds = precedes(inner.start, outer.start).not().and(precedes(outer.end, inner.end).not());
        doubt(&inner, &outer, holds)
    }

    /// Earliest and latest day that the date may mean, one unit of its precision further where it is approximate; without
    /// limit where the source doubts it.
    pub(super) fn likely_bounds(&self) -> (Option<Day>, Option<Day>) {
        let span = self.span();
        let day = |limit: Limit| match limit {
            Limit::On(day) if !span.is_doubtful => Some(day),
            Limit::On(_) | Limit::BeforeAll | Limit::AfterAll => None,
        };
        (day(span.start.earliest), day(span.end.latest))
    }

    fn span(&self) -> Span {
        let (from, to) = self.0.split_once('/').unwrap_or((&self.0, &self.0));
        let (first, last) = (parse_part(from), parse_part(to));
        let is_doubtful = [first, last].into_iter().flatten().any(|part| part.is_uncertain);
        let earliest_end = first.map_or(Limit::BeforeAll, |part| widened(part).earliest);
        let latest_start = last.map_or(Limit::AfterAll, |part| widened(part).latest);
        // `..` is without end; an end that is not known lies anywhere beyond the other.
        let start = first.map_or_else(|| open(from, Limit::BeforeAll, latest_start), widened);
        let end = last.map_or_else(|| open(to, Limit::AfterAll, earliest_end), widened);
        let (start, end) = in_order(start, end);
        Span { start, end, is_interval: self.0.contains('/'), is_doubtful }
    }
}

/// The end of an interval that has no date: beyond all days where it is written `..`, else beyond the other end.
fn open(text: &str, beyond: Limit, other: Limit) -> End {
    let near = if text == ".." { beyond } else { other };
    End { earliest: near.min(beyond), latest: near.max(beyond) }
}

/// The ends without the readings in which an interval would end before it begins: of "1986/1986-01-01", only the first
/// day of the year can be the start.
fn in_order(start: End, end: End) -> (End, End) {
    let latest_start = start.latest.min(end.latest).max(start.earliest);
    let earliest_end = end.earliest.max(start.earliest).min(end.latest);
    (End { latest: latest_start, ..start }, End { earliest: earliest_end, ..end })
}

/// Whether every day of one end is before every day of another.
fn precedes(first: End, second: End) -> Truth {
    if first.latest < second.earliest {
        Truth::Yes
    } else if first.earliest < second.latest {
        Truth::Possibly
    } else {
        Truth::No
    }
}

fn doubt(first: &Span, second: &Span, truth: Truth) -> Truth {
    if first.is_doubtful || second.is_doubtful { Truth::Possibly } else { truth }
}

/// The days that a part may be, one unit of its precision more on both sides where it is approximate.
fn widened(part: Part) -> End {
    let days = if part.is_approximate { part.first.days_until(part.last) + 1 } else { 0 };
    End { earliest: Limit::On(part.first.plus_days(-days)), latest: Limit::On(part.last.plus_days(days)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Edtf {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_not_its_first_day() {
        use Truth::{No, Possibly, Yes};
        for (first, second, before, overlaps) in [
            ("2016-11", "2016-11-01", No, Possibly),
            ("2016-11", "2016-11-30", Possibly, Possibly),
            ("2016-11", "2016-12", Yes, No),
            ("2016-11-01/2016-11-30", "2016-11-15", No, Yes),
            ("2016-11-01/2016-11-30", "2016-11", No, Yes),
            ("2016-10/2016-11", "2016-11-15", Possibly, Possibly),
            ("2016", "2016-06/2017", Possibly, Possibly),
            ("198X", "1990", Yes, No),
            ("1985~", "1986", Possibly, Possibly),
            ("1985~", "1988", Yes, No),
            ("1985?", "1990", Possibly, Possibly),
            ("../2000", "2001", Yes, No),
            ("../2000", "1950", No, Yes),
            ("2000/..", "1950", No, No),
            ("2000/..", "2050", No, Yes),
            ("2000/", "2050", Possibly, Possibly),
            ("1986-02", "1986/1986-01-01", No, No),
            ("1986-12-31/1986", "1986-11", No, No),
        ] {
            let (a, b) = (date(first), date(second));
            assert_eq!((a.before(&b), a.overlaps(&b)), (before, overlaps), "{first} and {second}");
        }
    }

    #[test]
    fn an_interval_holds_what_lies_in_it() {
        use Truth::{No, Possibly, Yes};
        for (inner, outer, expected) in [
            ("1985-08-14", "1980/2000", Yes),
            ("1985", "1980/2000", Yes),
            ("1980", "1980-06/2000", Possibly),
            ("1979", "1980/2000", No),
            ("1985-08-14", "1985-08", Possibly),
            ("1985-08-14", "1985-08-14", Yes),
            ("1979/1985", "1980/2000", No),
            ("1985/..", "1980/..", Yes),
            ("1985/..", "1980/2000", No),
        ] {
            assert_eq!(date(inner).within(&date(outer)), expected, "{inner} in {outer}");
        }
    }

    fn any_date() -> impl Strategy<Value = Edtf> {
        let part = prop_oneof![
            (1980..1990i32, 1..13u8).prop_map(|(year, month)| format!("{year}-{month:02}")),
            (1980..1990i32, 1..13u8, 1..29u8).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
            (1980..1990i32).prop_map(|year| year.to_string()),
        ];
        prop_oneof![part.clone(), (part.clone(), part).prop_map(|(a, b)| format!("{a}/{b}"))]
            .prop_filter_map("a date", |text| text.parse().ok())
    }

    /// Every day that the end of a date, or its start, may be, ten days apart.
    fn sample(end: End) -> Vec<Day> {
        let (Limit::On(first), Limit::On(last)) = (end.earliest, end.latest) else { panic!("an open end") };
        let days = first.days_until(last);
        (0..=days).step_by(10).chain([days]).map(|days| first.plus_days(days)).collect()
    }

    proptest! {
        #[test]
        fn an_answer_holds_for_every_reading(a in any_date(), b in any_date()) {
            let truth = a.before(&b);
            let (ends, starts) = (sample(a.span().end), sample(b.span().start));
            let readings: Vec<bool> = ends.iter().flat_map(|end| starts.iter().map(move |start| end < start)).collect();
            match truth {
                Truth::Yes => prop_assert!(readings.iter().all(|is_before| *is_before)),
                Truth::No => prop_assert!(readings.iter().all(|is_before| !is_before)),
                Truth::Possibly => prop_assert!(readings.contains(&true) && readings.contains(&false)),
            }
        }

        #[test]
        fn overlapping_is_mutual_and_excludes_before(a in any_date(), b in any_date()) {
            prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
            if a.before(&b) == Truth::Yes {
                prop_assert_eq!(a.overlaps(&b), Truth::No);
                prop_assert_eq!(b.before(&a), Truth::No);
            }
        }
    }
}
