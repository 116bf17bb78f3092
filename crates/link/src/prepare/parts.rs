//! Which part of a value is looked at: its first or last characters, its digits, a part of a date, a level of a code?

use super::fold::{first, fold};

/// The first `characters` of the folded text.
///
/// ```
/// assert_eq!(link::prepare::parts::prefix("Ñaupari", 3).as_deref(), Some("nau"));
/// ```
pub fn prefix(text: &str, characters: usize) -> Option<String> {
    // A letter folds to at most a few, and one may fold to nothing, so the whole text is folded.
    Some(first(&fold(text), characters).trim_end().to_owned()).filter(|found| !found.is_empty())
}

/// The last `characters` of the folded text.
///
/// ```
/// assert_eq!(link::prepare::parts::suffix("Ñaupari", 3).as_deref(), Some("ari"));
/// ```
pub fn suffix(text: &str, characters: usize) -> Option<String> {
    let folded = fold(text);
    let start = folded.char_indices().rev().take(characters).last().map_or(folded.len(), |(start, _)| start);
    Some(folded[start..].trim_start().to_owned()).filter(|found| !found.is_empty())
}

/// The digits of a text, in their order.
///
/// ```
/// assert_eq!(link::prepare::parts::digits("DNI 09-٤٥").as_deref(), Some("0945"));
/// ```
pub fn digits(text: &str) -> Option<String> {
    Some(fold(text).chars().filter(char::is_ascii_digit).collect::<String>()).filter(|digits| !digits.is_empty())
}

/// The folded letters of a text, without anything between them.
///
/// ```
/// assert_eq!(link::prepare::parts::letters("Llaqta-Wamán 2").as_deref(), Some("llaqtawaman"));
/// ```
pub fn letters(text: &str) -> Option<String> {
    let letters: String = fold(text).chars().filter(|char| char.is_alphabetic()).collect();
    Some(letters).filter(|letters| !letters.is_empty())
}

/// The year of a date that is written "YYYY", "YYYY-MM" or "YYYY-MM-DD".
///
/// ```
/// assert_eq!(link::prepare::parts::year("1983-04").as_deref(), Some("1983"));
/// ```
pub fn year(date: &str) -> Option<String> {
    iso(date, 1)
}

/// The year and month of a date, where both are known.
///
/// ```
/// assert_eq!(link::prepare::parts::month("1983-04-03").as_deref(), Some("1983-04"));
/// assert_eq!(link::prepare::parts::month("1983"), None);
/// ```
pub fn month(date: &str) -> Option<String> {
    iso(date, 2)
}

/// The day of a date, where it is known.
///
/// ```
/// assert_eq!(link::prepare::parts::day("1983-04-03").as_deref(), Some("1983-04-03"));
/// assert_eq!(link::prepare::parts::day("1983-04"), None);
/// ```
pub fn day(date: &str) -> Option<String> {
    iso(date, 3)
}

/// The month and day of a date, where the day is known; the year may be wrong.
///
/// ```
/// assert_eq!(link::prepare::parts::month_day("1983-04-03").as_deref(), Some("04-03"));
/// assert_eq!(link::prepare::parts::month_day("1983-04"), None);
/// ```
pub fn month_day(date: &str) -> Option<String> {
    day(date).map(|day| day.split_at(day.len() - 5).1.to_owned())
}

/// A level of a hierarchical code: the first `level` digits of a code of digits, or the first `level` steps of a path
/// that is written with "/", ">" or commas. Nothing where the code does not reach so far.
///
/// ```
/// use link::prepare::parts::parent;
/// assert_eq!(parent("050104", 2).as_deref(), Some("05"));
/// assert_eq!(parent("Ayacucho > Huanta > Luricocha", 2).as_deref(), Some("Ayacucho > Huanta"));
/// assert_eq!(parent("05", 4), None);
/// ```
pub fn parent(code: &str, level: usize) -> Option<String> {
    let code = code.trim();
    if !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code.get(..level).map(str::to_owned);
    }
    let signs = [('/', "/"), ('>', " > "), (',', ", ")];
    let (separator, joiner) = signs.into_iter().find(|(sign, _)| code.contains(*sign)).unwrap_or(signs[0]);
    let steps: Vec<&str> = code.split(separator).map(str::trim).filter(|step| !step.is_empty()).take(level).collect();
    (steps.len() == level).then(|| steps.join(joiner))
}

/// The first `parts` of year, month and day.
fn iso(date: &str, parts: usize) -> Option<String> {
    const LENGTHS: [usize; 4] = [0, 4, 7, 10];
    let found = date.trim_start().get(..LENGTHS[parts])?;
    let rest = date.trim().get(LENGTHS[parts]..)?;
    let mut fields = found.split('-');
    let is_number = |field: &str| field.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = fields.next().is_some_and(|year| year.len() == 4 && is_number(year));
    let is_field = |(at, field): (usize, &str)| {
        let last = if at == 0 { 12 } else { 31 };
        field.len() == 2 && is_number(field) && field.parse::<u8>().is_ok_and(|number| (1..=last).contains(&number))
    };
    let is_date = is_year && fields.enumerate().all(is_field);
    // A longer number is no date.
    (is_date && !rest.starts_with(|char: char| char.is_ascii_alphanumeric() && char != 'T')).then(|| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_gives_no_more_than_it_knows() {
        for (date, expected) in [
            ("1983-04-03", [Some("1983"), Some("1983-04"), Some("1983-04-03")]),
            ("1983-04-03T10:00", [Some("1983"), Some("1983-04"), Some("1983-04-03")]),
            ("1983-04", [Some("1983"), Some("1983-04"), None]),
            ("1983-04-XX", [Some("1983"), Some("1983-04"), None]),
            (" 1983 ", [Some("1983"), None, None]),
            ("198X", [None; 3]),
            ("19830403", [None; 3]),
            ("1983-13-01", [Some("1983"), None, None]),
            ("1983-04-32", [Some("1983"), Some("1983-04"), None]),
            ("3/4/1983", [None; 3]),
            ("", [None; 3]),
            ("ñandú-04", [None; 3]),
        ] {
            let found = [year(date), month(date), day(date)];
            assert_eq!(found.each_ref().map(Option::as_deref), expected, "{date}");
        }
    }

    #[test]
    fn a_code_gives_its_levels() {
        for (code, level, expected) in [
            ("050104", 4, Some("0501")),
            ("Perú/Ayacucho/Huanta", 2, Some("Perú/Ayacucho")),
            ("Huanta, Ayacucho", 1, Some("Huanta")),
            ("Huanta", 1, Some("Huanta")),
            ("Huanta", 2, None),
            ("", 1, None),
            ("05", 3, None),
        ] {
            assert_eq!(parent(code, level).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn characters_are_letters_and_not_bytes() {
        assert_eq!(prefix("Өлзий", 2).as_deref(), Some("ol"));
        assert_eq!(
            (prefix("-", 1).as_deref(), prefix("", 1), suffix("ab", 5).as_deref()),
            (Some("-"), None, Some("ab"))
        );
        assert_eq!((digits("abc"), letters("12"), suffix("x", 0)), (None, None, None));
    }
}
