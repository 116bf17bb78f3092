//! Time as the ledger writes it: whole seconds, printed as RFC 3339 in UTC.
//!
//! Source of the calendar: Hinnant 2013, "chrono-compatible low-level date algorithms", days_from_civil and its inverse.

use std::{fmt, str::FromStr};

use record::date::Day;
use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// Why a text is no timestamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a time such as 2017-03-20T08:53:20Z")]
pub struct InvalidTimestamp(String);

impl Timestamp {
    /// A time so many seconds after the beginning of 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the beginning of 1970.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The day in the calendar; `None` beyond the year 9999.
    pub fn calendar_day(self) -> Option<Day> {
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400));
        Day::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The day, as `yyyy-mm-dd`.
    pub fn day(self) -> String {
        self.to_string()[..10].to_owned()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400));
        let second = self.0.rem_euclid(86_400);
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let refusal = || InvalidTimestamp(text.to_owned());
        let field = |from: usize, to: usize| -> Result<i64, InvalidTimestamp> {
            text.get(from..to).and_then(|digits| digits.parse().ok()).ok_or_else(refusal)
        };
        let days = days_from_civil(field(0, 4)?, field(5, 7)?, field(8, 10)?);
        let time = Self(days * 86_400 + field(11, 13)? * 3_600 + field(14, 16)? * 60 + field(17, 19)?);
        // Only the one spelling that `Display` writes is accepted.
        if time.to_string() == text { Ok(time) } else { Err(refusal()) }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_rfc_3339() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_490_000_000, "2017-03-20T08:53:20Z"),
            (951_827_696, "2000-02-29T12:34:56Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(Timestamp::from_seconds(seconds).to_string(), text);
            assert_eq!(text.parse::<Timestamp>().unwrap().seconds(), seconds);
        }
    }

    #[test]
    fn refuses_a_day_that_is_not_in_the_calendar() {
        assert!("2017-02-29T00:00:00Z".parse::<Timestamp>().is_err());
        assert!("2017-02-28 00:00:00Z".parse::<Timestamp>().is_err());
    }
}
