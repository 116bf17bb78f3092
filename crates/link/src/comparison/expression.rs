//! What a comparison level says of two records: a small language for the settings file.
//!
//! ```text
//! level     = clause { "or" clause }
//! clause    = term { "and" term }
//! term      = "not" term | "(" level ")" | "else" | predicate
//! predicate = name "(" atom { "," atom } ")" [ (">=" | "<=") number ]
//! atom      = field | transform "(" atom [ "," number ] ")"
//! ```
//!
//! `same(surname1)`, `jaro_winkler(given) >= 0.92`, `swapped(surname1, surname2)`, `days(dob) <= 10 or contains(dob)`.
//! A predicate about a value that either record lacks does not hold, but for `missing(surname2)`.

use std::fmt;

/// What is measured; the settings' word is the variant's name in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Equal values.
    Same,
    /// Either record lacks the value.
    Missing,
    /// Left's first is right's second, and the other way round.
    Swapped,
    /// Left's first is right's second, or the other way round.
    Crossed,
    /// Jaro-Winkler similarity, 0 to 1.
    JaroWinkler,
    /// The higher of the Jaro-Winkler similarities of first with second, crosswise.
    CrossedJaroWinkler,
    /// Insertions, deletions, substitutions.
    Levenshtein,
    /// The same, exchanges of neighbours counting as one.
    DamerauLevenshtein,
    /// One is the first letter of the other.
    Initial,
    /// Share of the shorter value's words that the other has too, spelt nearly alike.
    Words,
    /// Shared words over all words.
    Jaccard,
    /// Days between two dates; nought where they may be the same day.
    Days,
    /// Months of 30.4375 days between two dates.
    Months,
    /// Years of 365.25 days between two dates.
    Years,
    /// One date lies within the other: the month of the day.
    Contains,
    /// Day and month exchanged.
    DayMonthSwapped,
    /// One digit of year, month and day differs.
    OneDigit,
    /// Two of year, month and day are the same.
    TwoParts,
    /// Kilometres between two points.
    Km,
    /// Difference of two numbers.
    Difference,
    /// Difference of two numbers over the greater.
    Share,
    /// Cosine of two vectors.
    Cosine,
}

/// Every measure with its word, how many fields it takes, whether it is bounded from below (`>=`), above, or holds or not.
pub const MEASURES: &[(Measure, &str, usize, Bound)] = &[
    (Measure::Same, "same", 1, Bound::None),
    (Measure::Missing, "missing", 1, Bound::None),
    (Measure::Swapped, "swapped", 2, Bound::None),
    (Measure::Crossed, "crossed", 2, Bound::None),
    (Measure::JaroWinkler, "jaro_winkler", 1, Bound::AtLeast),
    (Measure::CrossedJaroWinkler, "crossed_jaro_winkler", 2, Bound::AtLeast),
    (Measure::Levenshtein, "levenshtein", 1, Bound::AtMost),
    (Measure::DamerauLevenshtein, "damerau_levenshtein", 1, Bound::AtMost),
    (Measure::Initial, "initial_of", 1, Bound::None),
    (Measure::Words, "words", 1, Bound::AtLeast),
    (Measure::Jaccard, "jaccard", 1, Bound::AtLeast),
    (Measure::Days, "days", 1, Bound::AtMost),
    (Measure::Months, "months", 1, Bound::AtMost),
    (Measure::Years, "years", 1, Bound::AtMost),
    (Measure::Contains, "contains", 1, Bound::None),
    (Measure::DayMonthSwapped, "day_month_swapped", 1, Bound::None),
    (Measure::OneDigit, "one_digit", 1, Bound::None),
    (Measure::TwoParts, "two_parts", 1, Bound::None),
    (Measure::Km, "km", 1, Bound::AtMost),
    (Measure::Difference, "difference", 1, Bound::AtMost),
    (Measure::Share, "share", 1, Bound::AtMost),
    (Measure::Cosine, "cosine", 1, Bound::AtLeast),
];

/// How a measure is turned into yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// It holds or it does not.
    None,
    /// `>=` a number.
    AtLeast,
    /// `<=` a number.
    AtMost,
}

/// One test of two records. `atoms` are as written, such as `skeleton(given)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// What is measured.
    pub measure: Measure,
    /// On which values.
    pub atoms: Vec<String>,
    /// The number of the bound; 0 where there is none.
    pub bound: f32,
}

/// A level's condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// Holds always: the last level.
    Else,
    /// One test.
    Is(Predicate),
    /// All hold.
    All(Vec<Expression>),
    /// Any holds.
    Any(Vec<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("level '{text}': at '{at}': {reason}")]
pub struct InvalidExpression {
    /// The whole text.
    pub text: String,
    /// What stands where it went wrong.
    pub at: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl Expression {
    /// Reads a level of the settings.
    ///
    /// # Errors
    /// Where the text is not of the grammar above; says at which place.
    ///
    /// ```
    /// use link::comparison::Expression;
    /// let level = Expression::parse("days(dob) <= 10 or same(month(dob))")?;
    /// assert_eq!(level.to_string(), "days(dob) <= 10 or same(month(dob))");
    /// assert_eq!(level.atoms(), ["dob", "month(dob)"]);
    /// # Ok::<(), link::comparison::InvalidExpression>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidExpression> {
        let mut parser = Parser { text, at: 0 };
        let expression = parser.any()?;
        parser.skip();
        if parser.at < text.len() { Err(parser.wrong("nothing more was expected here")) } else { Ok(expression) }
    }

    /// The values that are looked at, in the order in which they are named, each once.
    pub fn atoms(&self) -> Vec<String> {
        let mut atoms = Vec::new();
        self.predicates(&mut |predicate| {
            for atom in &predicate.atoms {
                if !atoms.contains(atom) {
                    atoms.push(atom.clone());
                }
            }
        });
        atoms
    }

    /// Visits every test.
    pub fn predicates(&self, visit: &mut dyn FnMut(&Predicate)) {
        match self {
            Self::Else => {}
            Self::Is(predicate) => visit(predicate),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.predicates(visit)),
            Self::Not(part) => part.predicates(visit),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Expression, InvalidExpression> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Result<Expression, InvalidExpression> {
        let mut parts = vec![self.term()?];
        while self.word("and") {
            parts.push(self.term()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn term(&mut self) -> Result<Expression, InvalidExpression> {
        if self.word("not") {
            return Ok(Expression::Not(Box::new(self.term()?)));
        }
        if self.word("else") {
            return Ok(Expression::Else);
        }
        if self.symbol("(") {
            let inner = self.any()?;
            return if self.symbol(")") { Ok(inner) } else { Err(self.wrong("a closing parenthesis was expected")) };
        }
        self.predicate().map(Expression::Is)
    }

    fn predicate(&mut self) -> Result<Predicate, InvalidExpression> {
        let name = self.name();
        let Some((measure, _, fields, bound)) = MEASURES.iter().find(|(_, word, ..)| *word == name) else {
            let known: Vec<&str> = MEASURES.iter().map(|(_, word, ..)| *word).collect();
            return Err(self.wrong(&format!("'{name}' is no measure; there are {}, and else", known.join(", "))));
        };
        if !self.symbol("(") {
            return Err(self.wrong(&format!("'{name}' names its field in parentheses: {name}(field)")));
        }
        let inner = self.inside().ok_or_else(|| self.wrong("a parenthesis is not closed"))?;
        let atoms = split_at_commas(inner);
        if atoms.len() != *fields || atoms.iter().any(String::is_empty) {
            return Err(self.wrong(&format!("'{name}' takes {fields} field(s), found {}", atoms.len())));
        }
        let bound = match bound {
            Bound::None => 0.0,
            Bound::AtLeast => self.number(">=", name)?,
            Bound::AtMost => self.number("<=", name)?,
        };
        Ok(Predicate { measure: *measure, atoms, bound })
    }

    fn number(&mut self, sign: &str, name: &str) -> Result<f32, InvalidExpression> {
        if !self.symbol(sign) {
            return Err(self.wrong(&format!("'{name}' needs a bound: {name}(…) {sign} number")));
        }
        self.skip();
        let rest = &self.text[self.at..];
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.' && char != '-').unwrap_or(rest.len());
        match rest[..end].parse() {
            Ok(number) => {
                self.at += end;
                Ok(number)
            }
            Err(_) => Err(self.wrong("a number was expected")),
        }
    }

    /// What stands until the parenthesis that closes the one before.
    fn inside(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let mut depth = 1_u32;
        for (place, char) in rest.char_indices() {
            match char {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += place + 1;
                return Some(&rest[..place]);
            }
        }
        None
    }

    fn skip(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        self.skip();
        let is_there = self.text[self.at..].starts_with(symbol);
        if is_there {
            self.at += symbol.len();
        }
        is_there
    }

    fn word(&mut self, word: &str) -> bool {
        self.skip();
        let before = self.at;
        if self.name() == word {
            return true;
        }
        self.at = before;
        false
    }

    fn name(&mut self) -> &'a str {
        self.skip();
        let rest = &self.text[self.at..];
        let end = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn wrong(&self, reason: &str) -> InvalidExpression {
        let at = self.text[self.at..].chars().take(20).collect();
        InvalidExpression { text: self.text.to_owned(), at, reason: reason.to_owned() }
    }
}

/// Splits at the commas that stand in no parentheses.
fn split_at_commas(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0_i32);
    for char in text.chars() {
        depth += i32::from(char == '(') - i32::from(char == ')');
        if char == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(char);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

impl Measure {
    /// Its word in the settings.
    pub fn word(self) -> &'static str {
        MEASURES.iter().find(|(measure, ..)| *measure == self).map_or("", |(_, word, ..)| word)
    }

    /// How it is bounded.
    pub fn bound(self) -> Bound {
        MEASURES.iter().find(|(measure, ..)| *measure == self).map_or(Bound::None, |(.., bound)| *bound)
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}({})", self.measure.word(), self.atoms.join(", "))?;
        match self.measure.bound() {
            Bound::None => Ok(()),
            Bound::AtLeast => write!(formatter, " >= {}", self.bound),
            Bound::AtMost => write!(formatter, " <= {}", self.bound),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |parts: &[Self], word: &str| parts.iter().map(Self::inner).collect::<Vec<_>>().join(word);
        match self {
            Self::Else => formatter.write_str("else"),
            Self::Is(predicate) => predicate.fmt(formatter),
            Self::All(parts) => formatter.write_str(&join(parts, " and ")),
            Self::Any(parts) => {
                let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
                formatter.write_str(&parts.join(" or "))
            }
            Self::Not(part) => write!(formatter, "not {}", part.inner()),
        }
    }
}

impl Expression {
    /// In parentheses where it must be within another.
    fn inner(&self) -> String {
        match self {
            Self::Any(_) | Self::All(_) => format!("({self})"),
            Self::Else | Self::Is(_) | Self::Not(_) => self.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_the_same() {
        for text in [
            "else",
            "same(given)",
            "jaro_winkler(given) >= 0.92",
            "swapped(surname1, surname2) and not same(prefix(given, 3))",
            "(same(a) or same(b)) and days(c) <= 10",
        ] {
            assert_eq!(Expression::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, words) in [
            ("jaro(given) >= 0.9", "'jaro' is no measure"),
            ("jaro_winkler(given)", "needs a bound"),
            ("same(given", "not closed"),
            ("swapped(surname1)", "takes 2 field(s), found 1"),
            ("same(given) same(sex)", "nothing more"),
            ("days(dob) <= x", "a number"),
            ("", "'' is no measure"),
        ] {
            let error = Expression::parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
