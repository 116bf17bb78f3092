//! Dates as a person writes and reads them, in English and Spanish.

use super::{Part, parse_part};
use crate::Language;

const MONTHS: [[&str; 12]; 2] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
];

/// Months as people write them in both languages, in small letters and without accents, with the abbreviations in use.
pub const MONTH_NAMES: &[(&str, u8)] = &[
    ("january", 1),
    ("jan", 1),
    ("enero", 1),
    ("february", 2),
    ("feb", 2),
    ("febrero", 2),
    ("march", 3),
    ("mar", 3),
    ("marzo", 3),
    ("april", 4),
    ("apr", 4),
    ("abril", 4),
    ("may", 5),
    ("mayo", 5),
    ("june", 6),
    ("jun", 6),
    ("junio", 6),
    ("july", 7),
    ("jul", 7),
    ("julio", 7),
    ("august", 8),
    ("aug", 8),
    ("agosto", 8),
    ("september", 9),
    ("sep", 9),
    ("sept", 9),
    ("septiembre", 9),
    ("setiembre", 9),
    ("october", 10),
    ("oct", 10),
    ("octubre", 10),
    ("november", 11),
    ("nov", 11),
    ("noviembre", 11),
    ("december", 12),
    ("dec", 12),
    ("diciembre", 12),
    ("dic", 12),
];

/// The month, 1 to 12, that a word names in English or Spanish, in small letters: whole or abbreviated, `setiembre` too.
///
/// ```
/// use record::date::month_named;
/// assert_eq!((month_named("setiembre"), month_named("dic"), month_named("marcha")), (Some(9), Some(12), None));
/// ```
pub fn month_named(word: &str) -> Option<u8> {
    MONTH_NAMES.iter().find(|(name, _)| *name == word).map(|(_, month)| *month)
}

/// A valid EDTF text in words.
pub(super) fn of(text: &str, language: Language) -> String {
    let Some((from, to)) = text.split_once('/') else { return one(text, language) };
    match (is_open(from), is_open(to), language) {
        (false, false, Language::En) => format!("{} to {}", one(from, language), one(to, language)),
        (false, false, Language::Es) => format!("{} a {}", one(from, language), one(to, language)),
        (true, _, Language::En) => format!("until {}", one(to, language)),
        (true, _, Language::Es) => format!("hasta {}", one(to, language)),
        (false, true, Language::En) => format!("since {}", one(from, language)),
        (false, true, Language::Es) => format!("desde {}", one(from, language)),
    }
}

fn is_open(end: &str) -> bool {
    end.is_empty() || end == ".."
}

fn one(text: &str, language: Language) -> String {
    let Some(part) = parse_part(text) else { return text.to_owned() };
    let plain = plain(&part, language);
    match (part.is_approximate, part.is_uncertain, language) {
        (true, _, Language::En) => format!("around {plain}"),
        (true, _, Language::Es) => format!("hacia {plain}"),
        (false, true, Language::En) => format!("perhaps {plain}"),
        (false, true, Language::Es) => format!("quizá {plain}"),
        (false, false, _) => plain,
    }
}

fn plain(part: &Part, language: Language) -> String {
    let Part { first, last, .. } = *part;
    let month = MONTHS[language as usize][usize::from(first.month) - 1];
    if first == last {
        return match language {
            Language::En => format!("{} {month} {}", first.day, first.year),
            Language::Es => format!("{} de {month} de {}", first.day, first.year),
        };
    }
    if first.year == last.year && first.month == last.month {
        return match language {
            Language::En => format!("{month} {}", first.year),
            Language::Es => format!("{month} de {}", first.year),
        };
    }
    if first.year == last.year {
        return first.year.to_string();
    }
    // Only a year whose last digit is unknown spans ten.
    if last.year - first.year == 9 {
        return match language {
            Language::En => format!("the {}s", first.year),
            Language::Es => format!("los años {}", first.year),
        };
    }
    format!("{}\u{2013}{}", first.year, last.year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates_in_both_languages() {
        for (text, en, es) in [
            ("2016-11-30", "30 November 2016", "30 de noviembre de 2016"),
            ("2016-11", "November 2016", "noviembre de 2016"),
            ("1985~", "around 1985", "hacia 1985"),
            ("1980/2000", "1980 to 2000", "1980 a 2000"),
            ("2017/..", "since 2017", "desde 2017"),
            ("198X", "the 1980s", "los años 1980"),
            ("008X", "the 80s", "los años 80"),
            ("19XX", "1900\u{2013}1999", "1900\u{2013}1999"),
        ] {
            assert_eq!((of(text, Language::En).as_str(), of(text, Language::Es).as_str()), (en, es));
        }
    }
}
