//! When does a pair have a level, in our words and in SQL?
//!
//! The conditions that Splink's own comparison library writes for DuckDB and Spark are read; any other text is kept as it is.

use serde::{Deserialize, Serialize};

/// Seconds in the units in which Splink writes differences of dates.
const DAY: f64 = 86_400.0;

/// When a pair has a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LevelWords {
    /// A value is missing on either side.
    Null {
        /// The column.
        column: String,
    },
    /// A date is missing or cannot be read on either side.
    NullDate {
        /// The column.
        column: String,
        /// How the column writes dates.
        format: String,
    },
    /// The values are the same.
    Exact {
        /// The column.
        column: String,
    },
    /// A similarity between 0 and 1 is at least so much.
    Similarity {
        /// Which.
        measure: Similarity,
        /// The column.
        column: String,
        /// At least.
        at_least: f64,
    },
    /// A number of edits is at most so much.
    Edits {
        /// Which.
        measure: Edits,
        /// The column.
        column: String,
        /// At most.
        at_most: u32,
    },
    /// Two dates are at most so many days apart.
    Days {
        /// The column.
        column: String,
        /// At most.
        at_most: f64,
        /// How the column writes dates (`%Y-%m-%d`); `None` where it holds dates.
        format: Option<String>,
    },
    /// Everything else.
    Else,
    /// SQL that is not read.
    Sql(String),
}

/// A similarity between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Similarity {
    /// Jaro and Winkler's.
    JaroWinkler,
    /// Jaro's.
    Jaro,
    /// Shared parts of all parts.
    Jaccard,
}

/// A number of edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edits {
    /// Levenshtein's.
    Levenshtein,
    /// With neighbours swapped as one edit.
    DamerauLevenshtein,
}

const SIMILARITIES: [(&str, Similarity); 4] = [
    ("jaro_winkler_similarity", Similarity::JaroWinkler),
    ("jaro_winkler", Similarity::JaroWinkler),
    ("jaro_similarity", Similarity::Jaro),
    ("jaccard", Similarity::Jaccard),
];

const EDITS: [(&str, Edits); 2] =
    [("damerau_levenshtein", Edits::DamerauLevenshtein), ("levenshtein", Edits::Levenshtein)];

impl LevelWords {
    /// Reads a condition; what is not known comes back as [`LevelWords::Sql`].
    ///
    /// ```
    /// use link::weight::splink::condition::{LevelWords, Similarity};
    /// let read = LevelWords::parse(r#"jaro_winkler_similarity("name_l", "name_r") >= 0.92"#);
    /// let known = LevelWords::Similarity { measure: Similarity::JaroWinkler, column: "name".to_owned(), at_least: 0.92 };
    /// assert_eq!(read, known);
    /// ```
    pub fn parse(sql: &str) -> Self {
        let text = sql.trim();
        let known = if text.eq_ignore_ascii_case("else") { Some(Self::Else) } else { None };
        let known = known.or_else(|| null(text)).or_else(|| exact(text)).or_else(|| similarity(text));
        known.or_else(|| edits(text)).or_else(|| days(text)).unwrap_or_else(|| Self::Sql(sql.to_owned()))
    }

    /// The condition as Splink writes it for DuckDB.
    pub fn to_sql(&self) -> String {
        let both = |column: &str| format!("{}, {}", side(column, 'l'), side(column, 'r'));
        match self {
            Self::Null { column } => format!("{} IS NULL OR {} IS NULL", side(column, 'l'), side(column, 'r')),
            Self::NullDate { column, format } => {
                let [left, right] = ['l', 'r'].map(|which| parsed(column, which, format));
                format!("{left} IS NULL OR {right} IS NULL")
            }
            Self::Exact { column } => format!("{} = {}", side(column, 'l'), side(column, 'r')),
            Self::Similarity { measure, column, at_least } => {
                let name = match measure {
                    Similarity::JaroWinkler => "jaro_winkler_similarity",
                    Similarity::Jaro => "jaro_similarity",
                    Similarity::Jaccard => "jaccard",
                };
                format!("{name}({}) >= {at_least}", both(column))
            }
            Self::Edits { measure, column, at_most } => {
                let name = match measure {
                    Edits::Levenshtein => "levenshtein",
                    Edits::DamerauLevenshtein => "damerau_levenshtein",
                };
                format!("{name}({}) <= {at_most}", both(column))
            }
            Self::Days { column, at_most, format } => {
                let date = |which| match format {
                    Some(format) => parsed(column, which, format),
                    None => side(column, which),
                };
                format!("ABS(EPOCH({}) - EPOCH({})) <= {:?}", date('l'), date('r'), at_most * DAY)
            }
            Self::Else => "ELSE".to_owned(),
            Self::Sql(text) => text.clone(),
        }
    }

    /// The column it speaks of, where it is known.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Null { column }
            | Self::NullDate { column, .. }
            | Self::Exact { column }
            | Self::Similarity { column, .. }
            | Self::Edits { column, .. }
            | Self::Days { column, .. } => Some(column),
            Self::Else | Self::Sql(_) => None,
        }
    }
}

fn side(column: &str, which: char) -> String {
    format!("\"{}_{which}\"", column.replace('"', "\"\""))
}

fn parsed(column: &str, which: char, format: &str) -> String {
    format!("try_strptime({}, '{}')", side(column, which), format.replace('\'', "''"))
}

/// The column of `"name_l"` or `name_l`, and the side.
fn operand(text: &str) -> Option<(String, char)> {
    let text = text.trim();
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let quoted = quoted.or_else(|| text.strip_prefix('`').and_then(|text| text.strip_suffix('`')));
    let is_plain = text.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let name = match quoted {
        Some(name) if !name.replace("\"\"", "").contains('"') => name.replace("\"\"", "\""),
        None if is_plain => text.to_owned(),
        Some(_) | None => return None,
    };
    let (column, which) = name.split_at_checked(name.len().checked_sub(2)?)?;
    let which = match which {
        "_l" => 'l',
        "_r" => 'r',
        _ => return None,
    };
    (!column.is_empty()).then(|| (column.to_owned(), which))
}

/// One column, left and right.
fn both(left: &str, right: &str) -> Option<String> {
    let ((left, 'l'), (right, 'r')) = (operand(left)?, operand(right)?) else { return None };
    (left == right).then_some(left)
}

fn null(text: &str) -> Option<LevelWords> {
    let (left, right) = split_once_without_case(text, " or ")?;
    let ((left, format), (right, other)) = (date(before_is_null(left)?)?, date(before_is_null(right)?)?);
    let column = both(left, right).filter(|_| format == other)?;
    Some(match format {
        Some(format) => LevelWords::NullDate { column, format: format.replace("''", "'") },
        None => LevelWords::Null { column },
    })
}

fn before_is_null(text: &str) -> Option<&str> {
    let text = text.trim();
    let at = text.len().checked_sub(" is null".len())?;
    let (before, end) = text.split_at_checked(at)?;
    end.eq_ignore_ascii_case(" is null").then_some(before)
}

fn split_once_without_case<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let lower = text.to_ascii_lowercase(); // keeps the length, so the places are those of the text
    let at = lower.find(separator)?;
    Some((&text[..at], &text[at + separator.len()..]))
}

fn exact(text: &str) -> Option<LevelWords> {
    let (left, right) = text.split_once('=')?;
    both(left, right).map(|column| LevelWords::Exact { column })
}

/// The two arguments of a function of this name, and what follows its bracket.
fn call<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (head, rest) = text.split_once('(')?;
    let (arguments, after) = rest.split_once(')')?;
    let (left, right) = arguments.split_once(',')?;
    head.trim().eq_ignore_ascii_case(name).then_some((left, right, after.trim()))
}

fn similarity(text: &str) -> Option<LevelWords> {
    SIMILARITIES.iter().find_map(|(name, measure)| {
        let (left, right, after) = call(text, name)?;
        let at_least = after.strip_prefix(">=")?.trim().parse().ok()?;
        Some(LevelWords::Similarity { measure: *measure, column: both(left, right)?, at_least })
    })
}

fn edits(text: &str) -> Option<LevelWords> {
    EDITS.iter().find_map(|(name, measure)| {
        let (left, right, after) = call(text, name)?;
        let at_most = after.strip_prefix("<=")?.trim().parse().ok()?;
        Some(LevelWords::Edits { measure: *measure, column: both(left, right)?, at_most })
    })
}

/// `ABS(EPOCH(a) - EPOCH(b)) <= seconds`, where a and b are columns or `try_strptime(column, 'format')`.
fn days(text: &str) -> Option<LevelWords> {
    let (difference, seconds) = text.rsplit_once("<=")?;
    let seconds: f64 = seconds.trim().parse().ok()?;
    let inside = within(difference, "abs")?;
    let (left, right) = split_once_without_case(inside, ") - epoch(")?;
    let (left, right) = (within(&format!("{left})"), "epoch")?.to_owned(), right.trim_end().strip_suffix(')')?);
    let ((left, left_format), (right, right_format)) = (date(&left)?, date(right)?);
    let is_one = left_format == right_format && seconds.is_finite() && seconds >= 0.0;
    let column = both(left, right).filter(|_| is_one)?;
    Some(LevelWords::Days {
        column,
        at_most: seconds / DAY,
        format: left_format.map(|format| format.replace("''", "'")),
    })
}

/// What stands in the brackets of `name( … )`.
fn within<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (head, rest) = text.trim().split_once('(')?;
    head.trim().eq_ignore_ascii_case(name).then(|| rest.strip_suffix(')'))?
}

/// A date operand: the column's text, and the format in which it is written.
fn date(text: &str) -> Option<(&str, Option<&str>)> {
    let Some(inside) = within(text, "try_strptime").or_else(|| within(text, "strptime")) else {
        return Some((text, None));
    };
    let (column, format) = inside.rsplit_once(", '")?;
    Some((column, Some(format.trim_end().strip_suffix('\'')?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let column = || "date of birth".to_owned();
        let all = [
            LevelWords::Null { column: column() },
            LevelWords::NullDate { column: column(), format: "%Y%m%d".to_owned() },
            LevelWords::Exact { column: "od\"d".to_owned() },
            LevelWords::Similarity { measure: Similarity::JaroWinkler, column: column(), at_least: 0.92 },
            LevelWords::Similarity { measure: Similarity::Jaro, column: column(), at_least: 0.7 },
            LevelWords::Similarity { measure: Similarity::Jaccard, column: column(), at_least: 1.0 },
            LevelWords::Edits { measure: Edits::Levenshtein, column: column(), at_most: 2 },
            LevelWords::Edits { measure: Edits::DamerauLevenshtein, column: column(), at_most: 1 },
            LevelWords::Days { column: column(), at_most: 30.4375, format: Some("%Y-%m-%d".to_owned()) },
            LevelWords::Days { column: column(), at_most: 365.25, format: None },
            LevelWords::Else,
            LevelWords::Sql("list_has_any(x_l, x_r)".to_owned()),
        ];
        for words in all {
            assert_eq!(LevelWords::parse(&words.to_sql()), words, "{}", words.to_sql());
        }
    }

    #[test]
    fn a_condition_on_two_columns_or_with_more_to_it_is_not_taken_for_a_simple_one() {
        let conditions = [
            "\"a_l\" = \"b_r\"",
            "\"a_r\" = \"a_l\"",
            "\"a_l\" = \"a_r\" AND \"b_l\" = \"b_r\"",
            "jaro_winkler_similarity(\"a_l\", \"b_r\") >= 0.9",
            "jaro_winkler_similarity(\"a_l\", \"a_r\") >= 0.9 AND \"b_l\" = \"b_r\"",
            "levenshtein(lower(\"a_l\"), lower(\"a_r\")) <= 1",
            "\"a_l\" IS NULL OR \"b_r\" IS NULL",
            "ABS(EPOCH(\"a_l\") - EPOCH(\"b_r\")) <= 3.0",
            "",
            "=",
            "ñ",
            "_l = _r",
        ];
        for condition in conditions {
            assert_eq!(LevelWords::parse(condition), LevelWords::Sql(condition.to_owned()));
        }
    }
}
