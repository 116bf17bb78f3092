//! The value of a numeral or of number words.

use record::Language;

use super::{lexicon, tokens::Token};

/// English number words and what they are worth.
pub(super) const ENGLISH: &[(&str, u64)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
];

/// Spanish number words and what they are worth.
pub(super) const SPANISH: &[(&str, u64)] = &[
    ("cero", 0),
    ("un", 1),
    ("uno", 1),
    ("una", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciséis", 16),
    ("dieciseis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiuno", 21),
    ("veintiuna", 21),
    ("veintiún", 21),
    ("veintidós", 22),
    ("veintidos", 22),
    ("veintitrés", 23),
    ("veintitres", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiséis", 26),
    ("veintiseis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
    ("ciento", 100),
    ("doscientos", 200),
    ("doscientas", 200),
    ("trescientos", 300),
    ("trescientas", 300),
    ("cuatrocientos", 400),
    ("cuatrocientas", 400),
    ("quinientos", 500),
    ("quinientas", 500),
    ("seiscientos", 600),
    ("seiscientas", 600),
    ("setecientos", 700),
    ("setecientas", 700),
    ("ochocientos", 800),
    ("ochocientas", 800),
    ("novecientos", 900),
    ("novecientas", 900),
    ("mil", 1_000),
    ("millón", 1_000_000),
    ("millon", 1_000_000),
    ("millones", 1_000_000),
];

/// What a number word is worth.
pub(super) fn word_value(word: &str, language: Language) -> Option<u64> {
    lexicon::of(word).value(language)
}

/// The value of a numeral; separators as the language and the digits between them tell.
pub(super) fn numeral_value(text: &str, language: Language) -> Option<f64> {
    let text: String = text.chars().filter(|char| !char.is_whitespace() && *char != '\'').collect();
    let last = text.rfind(['.', ',']);
    let Some(last) = last else { return text.parse().ok() };
    let separator = text[last..].chars().next()?;
    let behind = text.len() - last - 1;
    let is_repeated = text.matches(separator).count() > 1;
    let is_mixed = text.contains('.') && text.contains(',');
    // Three digits behind a separator are thousands, except behind an English point.
    let is_decimal =
        behind != 3 || (is_mixed && !is_repeated) || (separator == '.' && language == Language::En && !is_repeated);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    if is_decimal {
        format!("{}.{}", digits(&text[..last]), digits(&text[last..])).parse().ok()
    } else {
        digits(&text).parse().ok()
    }
}

/// A value in words that begins at a token: the value and the first token behind it.
pub(super) fn words_at(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(u64, usize)> {
    let mut sum = Sum { total: 0, group: 0, last_scale: u64::MAX, language };
    let mut end = at;
    while let Some(token) = tokens.get(end) {
        if end > at && token.lower == joint(language) {
            let follows = tokens.get(end + 1).and_then(|next| first_value(&next.lower, language));
            if !follows.is_some_and(|value| sum.may_join(value)) {
                break;
            }
            end += 1;
            continue;
        }
        let Some(values) = split_word(&token.lower, language) else { break };
        let before = sum;
        if !values.into_iter().all(|value| sum.add(value)) {
            sum = before;
            break;
        }
        end += 1;
    }
    (end > at).then_some((sum.total + sum.group, end))
}

fn joint(language: Language) -> &'static str {
    match language {
        Language::En => "and",
        Language::Es => "y",
    }
}

fn first_value(word: &str, language: Language) -> Option<u64> {
    split_word(word, language)?.first().copied()
}

/// The values of "forty-three", or of a single word.
fn split_word(word: &str, language: Language) -> Option<Vec<u64>> {
    word.split('-').map(|part| word_value(part, language)).collect()
}

/// Number words added up from left to right: "two hundred and five thousand sixty".
#[derive(Clone, Copy)]
struct Sum {
    /// What lies behind the last "thousand" or "million".
    total: u64,
    /// What has been said since.
    group: u64,
    /// The last "thousand" or "million"; the next must be smaller.
    last_scale: u64,
    language: Language,
}

impl Sum {
    /// Adds the next word's value where grammar allows it.
    fn add(&mut self, value: u64) -> bool {
        if value == 100 && self.language == Language::En && (1..10).contains(&self.group) {
            self.group *= 100;
            return true;
        }
        if matches!(value, 1_000 | 1_000_000 | 1_000_000_000) {
            let is_bare = self.group == 0 && (self.language == Language::En || value != 1_000);
            if value >= self.last_scale || is_bare {
                return false;
            }
            self.total += self.group.max(1) * value;
            (self.group, self.last_scale) = (0, value);
            return true;
        }
        let is_bare_hundred = value == 100 && self.language == Language::En;
        if is_bare_hundred || value >= self.room() || (value == 0 && self.group > 0) {
            return false;
        }
        self.group += value;
        true
    }

    /// What the last word left room for: tens take units, hundreds take all below.
    fn room(&self) -> u64 {
        match self.group {
            0 => 1_000,
            group if group.is_multiple_of(100) => 100,
            group if group.is_multiple_of(10) && group % 100 >= 20 => 10,
            _ => 0,
        }
    }

    /// True where "and" or "y" may stand before the next value.
    fn may_join(&self, value: u64) -> bool {
        match self.language {
            Language::En => value < 100 && (self.group >= 100 || (self.total > 0 && self.group == 0)),
            Language::Es => value < 10 && self.group % 100 >= 30 && self.group.is_multiple_of(10),
        }
    }
}

/// Reads number words that make up a whole text.
///
/// ```
/// use record::Language;
/// assert_eq!(read::prose::parse_number_words("setenta y dos mil", Language::Es), Some(72_000));
/// assert_eq!(read::prose::parse_number_words("forty-three", Language::En), Some(43));
/// ```
pub fn parse_number_words(text: &str, language: Language) -> Option<u64> {
    let tokens = super::tokens::split(text, 0..text.len());
    let (value, end) = words_at(&tokens, 0, language)?;
    (end == tokens.len()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_follow_language_and_digits() {
        for (text, language, value) in [
            ("69,280", Language::En, 69_280.0),
            ("69.280", Language::Es, 69_280.0),
            ("69 280", Language::Es, 69_280.0),
            ("66.9", Language::Es, 66.9),
            ("66,9", Language::Es, 66.9),
            ("1.250", Language::En, 1.25),
            ("1,234,567", Language::En, 1_234_567.0),
            ("1.234,5", Language::Es, 1_234.5),
            ("2,166", Language::Es, 2_166.0),
        ] {
            assert_eq!(numeral_value(text, language), Some(value), "{text}");
        }
    }

    #[test]
    fn reads_words_as_far_as_they_are_one_number() {
        for (text, language, value) in [
            ("two hundred and thirteen", Language::En, 213),
            ("sixty-nine thousand two hundred and eighty", Language::En, 69_280),
            ("dos mil setenta y cuatro", Language::Es, 2_074),
            ("doscientos setenta y dos mil veintiocho", Language::Es, 272_028),
            ("mil", Language::Es, 1_000),
            ("cuarenta y tres", Language::Es, 43),
        ] {
            assert_eq!(parse_number_words(text, language), Some(value), "{text}");
        }
        assert_eq!(parse_number_words("ten twelve", Language::En), None);
        assert_eq!(parse_number_words("hundred", Language::En), None);
    }
}
