//! How many: a number, or the least and the most that a source allows.
//!
//! Casualty recorders keep both ends (Every Casualty, Standards for Casualty Recording, 2016, page 25): "20 to 30 dead"
//! is neither 20 nor 25 nor 30.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Value;

/// A number of persons or things. Invariant: at least one end is known, and the least is at most the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Count {
    least: Option<u32>,
    most: Option<u32>,
}

/// Why a text is no count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a number of persons or things: write 27, 20..30, 20.. or ..30")]
pub struct InvalidCount(String);

impl Count {
    /// A count with the ends that are known.
    ///
    /// ```
    /// use record::Count;
    /// assert_eq!(Count::new(Some(20), Some(30)).unwrap().to_string(), "20..30");
    /// assert!(Count::new(Some(30), Some(20)).is_none());
    /// ```
    pub fn new(least: Option<u32>, most: Option<u32>) -> Option<Self> {
        let is_count = match (least, most) {
            (None, None) => false,
            (Some(least), Some(most)) => least <= most,
            (Some(_), None) | (None, Some(_)) => true,
        };
        is_count.then_some(Self { least, most })
    }

    /// The least that it may be; 0 where the source gives no lower end.
    pub fn least(self) -> u32 {
        self.least.unwrap_or(0)
    }

    /// The most that it may be; `None` where the source gives no upper end.
    pub fn most(self) -> Option<u32> {
        self.most
    }

    /// The number, where it is one.
    pub fn exact(self) -> Option<u32> {
        self.least.filter(|least| Some(*least) == self.most)
    }

    /// Two counts of different things together; an end is known where both are.
    ///
    /// ```
    /// let together = "20..30".parse::<record::Count>()?.plus("5..".parse()?);
    /// assert_eq!(together.map(|count| count.to_string()).as_deref(), Some("25.."));
    /// # Ok::<(), record::count::InvalidCount>(())
    /// ```
    pub fn plus(self, other: Self) -> Option<Self> {
        let least = self.least().checked_add(other.least())?;
        let most = match self.most.zip(other.most) {
            Some((first, second)) => Some(first.checked_add(second)?),
            None => None,
        };
        Self::new(Some(least), most)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(exact) = self.exact() {
            return write!(formatter, "{exact}");
        }
        let end = |end: Option<u32>| end.map_or(String::new(), |end| end.to_string());
        write!(formatter, "{}..{}", end(self.least), end(self.most))
    }
}

impl FromStr for Count {
    type Err = InvalidCount;

    fn from_str(text: &str) -> Result<Self, InvalidCount> {
        let wrong = || InvalidCount(text.to_owned());
        let number = |text: &str| {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|_| is_plain).ok_or_else(wrong)
        };
        let end = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
        let (least, most) = match text.split_once("..") {
            Some((least, most)) => (end(least)?, end(most)?),
            None => {
                let exact = number(text)?;
                (Some(exact), Some(exact))
            }
        };
        Self::new(least, most).ok_or_else(wrong)
    }
}

impl TryFrom<String> for Count {
    type Error = InvalidCount;

    fn try_from(text: String) -> Result<Self, InvalidCount> {
        text.parse()
    }
}

impl From<Count> for String {
    fn from(count: Count) -> Self {
        count.to_string()
    }
}

impl From<Count> for Value {
    /// An exact count is a whole number like any other.
    fn from(count: Count) -> Self {
        count.exact().map_or(Self::Count(count), |exact| Self::Integer(i64::from(exact)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_what_counts_nothing() {
        for text in ["", "..", "30..20", "-1", "+5", "a few", "5...6", "1.5", "99999999999"] {
            assert!(text.parse::<Count>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(least in proptest::option::of(0..9_999u32), more in proptest::option::of(0..9_999u32)) {
            let most = more.map(|more| least.unwrap_or(0) + more);
            if let Some(count) = Count::new(least, most) {
                prop_assert_eq!(count.to_string().parse::<Count>(), Ok(count));
                prop_assert!(count.most().is_none_or(|most| count.least() <= most));
            }
        }

        #[test]
        fn a_sum_lies_between_the_sums_of_the_ends(a in 0..500u32, b in 0..500u32, c in 0..500u32, d in 0..500u32) {
            let one = Count::new(Some(a), Some(a + b)).unwrap();
            let other = Count::new(Some(c), Some(c + d)).unwrap();
            let sum = one.plus(other).unwrap();
            prop_assert_eq!((sum.least(), sum.most()), (a + c, Some(a + b + c + d)));
        }
    }
}
