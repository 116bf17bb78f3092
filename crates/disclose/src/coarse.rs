//! What may be printed in place of a count: a band, or a count rounded to a base.
//!
//! A band says "fewer than 5", "5 to 9". Rounding is deterministic and to the nearest multiple, but a count above nought is never
//! printed as nought: it is printed as the base at least. Rows that are rounded need not add up to their total, and say so.
//!
//! Source: Hundepool & others 2012, *Statistical Disclosure Control*, sections 4.5 and 5.4.3.

use serde::{Deserialize, Serialize};

use crate::Printed;

/// How a count is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coarse {
    /// In bands that begin at these counts: `[5, 10, 20]` gives fewer than 5, 5 to 9, 10 to 19, 20 or more.
    Bands(Vec<u32>),
    /// To a multiple of this base, 3 or 5.
    Round(u32),
}

/// What is printed of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// Fewer than so many.
    FewerThan(i64),
    /// From the first to the second.
    Between(i64, i64),
    /// So many or more.
    OrMore(i64),
    /// About so many: rounded.
    About(i64),
}

/// The most that a band without an end is taken to hold: nobody believes more persons in one cell.
const OPEN_END: i64 = 1_000_000_000;

impl Words {
    /// The counts that a reader may think of; `base` is the one that counts were rounded to.
    pub fn range(self, base: Option<u32>) -> Printed {
        match self {
            Self::FewerThan(end) => Printed { least: 0, most: end - 1 },
            Self::Between(least, most) => Printed { least, most },
            Self::OrMore(least) => Printed { least, most: OPEN_END },
            Self::About(rounded) => rounded_range(rounded, i64::from(base.unwrap_or(5))),
        }
    }
}

/// What a rounded count may be of.
fn rounded_range(rounded: i64, base: i64) -> Printed {
    match rounded {
        0 => Printed::exactly(0),
        _ if rounded == base => Printed { least: 1, most: rounded + base / 2 },
        _ => Printed { least: rounded - base / 2, most: rounded + base / 2 },
    }
}

impl Coarse {
    /// What is wrong with the declaration.
    ///
    /// # Errors
    /// Where bands do not rise from two on, or a base is neither 3 nor 5.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::Bands(starts) if starts.first().is_none_or(|first| *first < 2) => {
                Err("bands must begin at two or more, such as [5, 10, 20]".to_owned())
            }
            Self::Bands(starts) if starts.windows(2).any(|pair| pair[0] >= pair[1]) => {
                Err("bands must rise, such as [5, 10, 20]".to_owned())
            }
            Self::Round(base) if ![3, 5].contains(base) => Err(format!("{base} is no base: round to 3 or to 5")),
            Self::Bands(_) | Self::Round(_) => Ok(()),
        }
    }

    /// What is printed of a count, and which counts it may be of.
    ///
    /// ```
    /// use disclose::{Coarse, Printed, coarse::Words};
    /// let bands = Coarse::Bands(vec![5, 10]);
    /// assert_eq!(bands.print(2), (Words::FewerThan(5), Printed { least: 0, most: 4 }));
    /// assert_eq!(bands.print(7).0, Words::Between(5, 9));
    /// assert_eq!(Coarse::Round(3).print(1), (Words::About(3), Printed { least: 1, most: 4 }));
    /// assert_eq!(Coarse::Round(5).print(11), (Words::About(10), Printed { least: 8, most: 12 }));
    /// assert_eq!(Coarse::Round(5).print(0), (Words::About(0), Printed { least: 0, most: 0 }));
    /// ```
    pub fn print(&self, count: i64) -> (Words, Printed) {
        match self {
            Self::Bands(starts) => band(starts, count),
            Self::Round(base) => {
                let base = i64::from(*base);
                let rounded = if count == 0 { 0 } else { ((count + base / 2) / base * base).max(base) };
                (Words::About(rounded), rounded_range(rounded, base))
            }
        }
    }

    /// The least and most that a reader is meant to think possible of a small count, so that the tables must leave both.
    pub fn protected(&self, count: i64, threshold: i64) -> (i64, i64) {
        let (_, printed) = self.print(count);
        (printed.least.max(1), printed.most.min(threshold.max(printed.least.max(1))))
    }
}

fn band(starts: &[u32], count: i64) -> (Words, Printed) {
    let mut least = 0;
    for start in starts.iter().map(|start| i64::from(*start)) {
        if count < start {
            let words = if least == 0 { Words::FewerThan(start) } else { Words::Between(least, start - 1) };
            return (words, Printed { least, most: start - 1 });
        }
        least = start;
    }
    (Words::OrMore(least), Printed { least, most: OPEN_END })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_always_holds_the_count() {
        for coarse in [Coarse::Bands(vec![5, 10, 20]), Coarse::Round(3), Coarse::Round(5)] {
            for count in 0..60 {
                let (_, printed) = coarse.print(count);
                assert!(printed.least <= count && count <= printed.most, "{coarse:?} {count} {printed:?}");
                assert!(count == 0 || !printed.is_exact(), "{coarse:?} tells {count}");
            }
        }
    }

    #[test]
    fn a_declaration_that_tells_nothing_is_refused() {
        assert!(Coarse::Bands(vec![]).check().is_err());
        assert!(Coarse::Bands(vec![1, 5]).check().is_err());
        assert!(Coarse::Bands(vec![5, 5]).check().is_err());
        assert!(Coarse::Round(2).check().is_err());
        assert_eq!(Coarse::Round(5).check(), Ok(()));
    }
}
