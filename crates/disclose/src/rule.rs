//! Which counts are too small to be printed, and by which rule?
//!
//! Thresholds are for counts of persons of whom not all are publicly known; nothing is said here of magnitudes. That a count
//! rests on one confidential source is the dominance rule as it applies to counts: whoever is that source knows the rest.
//!
//! Source: Hundepool & others 2012, *Statistical Disclosure Control*, sections 4.2.1 and 5.2.

use serde::{Deserialize, Serialize};

/// How much harm being recognised can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Publicly named dead: each may stand alone.
    Named,
    /// Acts against persons.
    #[default]
    Ordinary,
    /// Sexual violence, minors, detention.
    Grave,
}

impl Sensitivity {
    /// The smallest count that is printed where nobody declared another.
    ///
    /// ```
    /// assert_eq!(disclose::Sensitivity::Grave.threshold(), 5);
    /// ```
    pub fn threshold(self) -> u64 {
        match self {
            Self::Named => 1,
            Self::Ordinary => 3,
            Self::Grave => 5,
        }
    }
}

/// Why a count is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// It is above nought and below the threshold.
    Threshold,
    /// All of its records that are not public were told by one source.
    OneSource,
    /// It differs by few from another published count of which it is a part.
    Nested,
    /// It differs by few from what was published before.
    Version,
    /// It is large enough, but from it a small one could be worked out.
    Complementary,
    /// A number that it is made of is hidden.
    Derived,
}

impl Rule {
    /// Its name in logs and in the public summary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Threshold => "threshold",
            Self::OneSource => "one-source",
            Self::Nested => "nested",
            Self::Version => "version",
            Self::Complementary => "complementary",
            Self::Derived => "derived",
        }
    }
}

/// The rule that forbids to print a count of persons, where one does.
///
/// ```
/// use disclose::{Rule, rule::primary};
/// assert_eq!(primary(2, (3, false)), Some(Rule::Threshold));
/// assert_eq!(primary(9, (3, true)), Some(Rule::OneSource));
/// assert_eq!((primary(3, (3, false)), primary(0, (3, true))), (None, None)); // an observed nought names nobody
/// ```
pub fn primary(count: i64, (threshold, is_of_one_source): (i64, bool)) -> Option<Rule> {
    match count {
        ..=0 => None,
        _ if count < threshold => Some(Rule::Threshold),
        _ if is_of_one_source => Some(Rule::OneSource),
        _ => None,
    }
}
