//! Which pairs are looked at, as the settings write it: each rule is a conjunction of keys on which two records agree.
//!
//! A key is an atom (`surname1`, `prefix(given, 3)`), or `each(aliases)` (any of several values between `|`), or
//! `minhash(name)` (texts that share many three-letter pieces), or `either_order(surname1, surname2)`, or, alone in its rule, `neighbours(name, 10)` (records
//! at most ten places apart when all are sorted).
//!
//! Sources: Hernández & Stolfo 1998, *Data Mining and Knowledge Discovery* 2:9-37 (sorted neighbourhood); Broder 1997,
//! *Compression and Complexity of Sequences* 21-29 (min-wise hashing).

use std::fmt;

/// Records apart that `neighbours` looks at where no number is given.
const NEIGHBOURS: usize = 10;

/// One key of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Equal values of an atom.
    Same(String),
    /// A value in common among several.
    Each(String),
    /// Many pieces in common.
    MinHash(String),
    /// The same two values, whichever stands first.
    EitherOrder(String, String),
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Agreement on all keys.
    All(Vec<Key>),
    /// Close together in sorted order.
    Neighbours {
        /// What is sorted by.
        atom: String,
        /// Places apart, at most.
        apart: usize,
    },
}

/// Why a rule cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("blocking rule {rule:?}: {reason}")]
pub struct InvalidRule {
    /// The rule as written.
    pub rule: Vec<String>,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl Rule {
    /// Reads a rule of the settings.
    ///
    /// # Errors
    /// Where it is empty, or `neighbours` does not stand alone.
    ///
    /// ```
    /// use link::blocking::{Key, Rule};
    /// let rule = Rule::parse(&["surname1".into(), "each(aliases)".into()])?;
    /// assert_eq!(rule, Rule::All(vec![Key::Same("surname1".into()), Key::Each("aliases".into())]));
    /// # Ok::<(), link::blocking::InvalidRule>(())
    /// ```
    pub fn parse(keys: &[String]) -> Result<Self, InvalidRule> {
        let wrong = |reason: &str| InvalidRule { rule: keys.to_vec(), reason: reason.to_owned() };
        let neighbours = keys.iter().find_map(|key| inside(key, "neighbours"));
        match (keys, neighbours) {
            ([], _) => Err(wrong("a rule names at least one field")),
            ([_], Some(inside)) => {
                let (atom, apart) = match inside.rsplit_once(',') {
                    Some((atom, number)) if !number.contains(')') => {
                        let apart = number.trim().parse().map_err(|_| wrong("neighbours(field, 10) names a number"))?;
                        (atom.trim(), apart)
                    }
                    Some(_) | None => (inside.trim(), NEIGHBOURS),
                };
                Ok(Self::Neighbours { atom: atom.to_owned(), apart })
            }
            (_, Some(_)) => Err(wrong("neighbours(…) stands alone in its rule")),
            (keys, None) => Ok(Self::All(keys.iter().map(|key| Key::parse(key)).collect())),
        }
    }

    /// The atoms that the rule looks at.
    pub fn atoms(&self) -> Vec<&str> {
        match self {
            Self::All(keys) => keys.iter().flat_map(Key::atoms).collect(),
            Self::Neighbours { atom, .. } => vec![atom],
        }
    }
}

impl Key {
    fn parse(text: &str) -> Self {
        let text = text.trim();
        match (inside(text, "each"), inside(text, "minhash")) {
            (Some(atom), _) => Self::Each(atom.trim().to_owned()),
            (_, Some(atom)) => Self::MinHash(atom.trim().to_owned()),
            (None, None) => match inside(text, "either_order").and_then(|both| both.split_once(',')) {
                Some((first, second)) => Self::EitherOrder(first.trim().to_owned(), second.trim().to_owned()),
                None => Self::Same(text.to_owned()),
            },
        }
    }

    /// The atoms that the key is made of.
    pub fn atoms(&self) -> Vec<&str> {
        match self {
            Self::Same(atom) | Self::Each(atom) | Self::MinHash(atom) => vec![atom],
            Self::EitherOrder(first, second) => vec![first, second],
        }
    }
}

fn inside<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.trim().strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')')
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(atom) => formatter.write_str(atom),
            Self::Each(atom) => write!(formatter, "each({atom})"),
            Self::MinHash(atom) => write!(formatter, "minhash({atom})"),
            Self::EitherOrder(first, second) => write!(formatter, "either_order({first}, {second})"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(keys) => {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                formatter.write_str(&keys.join(" + "))
            }
            Self::Neighbours { atom, apart } => write!(formatter, "neighbours({atom}, {apart})"),
        }
    }
}
