//! What do the values of a column look like?

use super::{dates, is_missing, sex, share};

/// Years that a list of persons may speak of.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2100;

/// The values of a column in numbers. Shares are of the filled rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnProfile {
    /// Rows, filled or not.
    pub rows: usize,
    /// Rows that say something.
    pub filled: usize,
    /// Different texts.
    pub distinct: usize,
    /// Share of the most frequent text.
    pub top_share: f64,
    /// Characters per value.
    pub mean_length: f64,
    /// Words per value.
    pub words_per_value: f64,
    /// Letters among the characters that are not spaces.
    pub share_letters: f64,
    /// Share that are numbers.
    pub share_numeric: f64,
    /// Share that are numbers with a fraction.
    pub share_decimal: f64,
    /// Share that are digits only, six or more, all of the length that is most common.
    pub share_long_digits: f64,
    /// Share that have a digit and no space.
    pub share_codes: f64,
    /// Share that read as dates, numbers of four digits left out.
    pub share_dates: f64,
    /// Share of numbers from 1000 to 2100.
    pub share_years: f64,
    /// Share that read as a month.
    pub share_months: f64,
    /// Share of numbers from 1 to 31.
    pub share_days: f64,
    /// Share that read as an age.
    pub share_ages: f64,
    /// Share that read as a sex.
    pub share_sexes: f64,
    /// Share that look like e-mail addresses.
    pub share_emails: f64,
    /// Share that look like telephone numbers.
    pub share_phones: f64,
    /// Share that are two coordinates.
    pub share_points: f64,
    /// Share that are long lists of numbers.
    pub share_vectors: f64,
}

/// Rows that have each property, before they become shares.
#[derive(Debug, Default)]
struct Tally {
    rows: usize,
    top: usize,
    characters: usize,
    visible: usize,
    letters: usize,
    words: usize,
    numeric: usize,
    decimal: usize,
    codes: usize,
    dates: usize,
    years: usize,
    months: usize,
    days: usize,
    ages: usize,
    sexes: usize,
    emails: usize,
    phones: usize,
    points: usize,
    vectors: usize,
    digits: [usize; 24], // [length]: rows of digits only.
}

impl ColumnProfile {
    /// The profile of a column: its different texts with the rows that have each, and all rows.
    ///
    /// ```
    /// let profile = link::columns::ColumnProfile::of([("Ana", 2), ("Luz María", 1), ("-", 1)].into_iter(), 4);
    /// assert_eq!((profile.rows, profile.filled, profile.distinct), (4, 3, 2)); // "-" says nothing
    /// assert_eq!(profile.top_share, 2.0 / 3.0);
    /// assert_eq!(profile.words_per_value, 4.0 / 3.0);
    /// assert_eq!(profile.share_letters, 1.0);
    /// ```
    pub fn of<'a>(values: impl Iterator<Item = (&'a str, usize)>, rows: usize) -> Self {
        let (mut tally, mut distinct) = (Tally::default(), 0);
        for (text, rows) in values.filter(|(text, _)| !is_missing(text)) {
            distinct += 1;
            tally.add(text.trim(), rows);
        }
        tally.profile(distinct, rows)
    }
}

impl Tally {
    fn add(&mut self, text: &str, rows: usize) {
        self.rows += rows;
        self.top = self.top.max(rows);
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        self.add_characters(text, rows);
        let mut count =
            |counter: fn(&mut Self) -> &mut usize, is_such: bool| *counter(self) += if is_such { rows } else { 0 };
        count(|tally| &mut tally.sexes, sex::sex(text, sex::MeaningOfM::Male).is_some());
        count(|tally| &mut tally.months, dates::month(text).is_some());
        count(|tally| &mut tally.emails, is_email(text));
        if !has_digit {
            return;
        }
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let whole = text.parse::<u32>().ok();
        count(|tally| &mut tally.numeric, number.is_some());
        count(|tally| &mut tally.decimal, number.is_some() && text.contains('.'));
        count(|tally| &mut tally.codes, !text.contains(' '));
        count(|tally| &mut tally.years, whole.is_some_and(|year| YEARS.contains(&year)));
        count(|tally| &mut tally.days, whole.is_some_and(|day| (1..=31).contains(&day)));
        count(|tally| &mut tally.phones, is_phone(text));
        count(|tally| &mut tally.ages, super::ages::parse(text).is_some());
        let is_plain_year = text.len() == 4 && whole.is_some();
        let is_date = !is_plain_year && dates::parse(text, dates::DayMonthOrder::DayFirst).is_some();
        count(|tally| &mut tally.dates, is_date);
        count(|tally| &mut tally.points, number.is_none() && super::places::parse_point(text).is_some());
        count(|tally| &mut tally.vectors, is_vector(text));
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.digits[text.len().min(23)] += rows;
        }
    }

    fn add_characters(&mut self, text: &str, rows: usize) {
        let (mut characters, mut visible, mut letters, mut words) = (0, 0, 0, 0);
        let mut is_in_word = false;
        for char in text.chars() {
            characters += 1;
            visible += usize::from(!char.is_whitespace());
            letters += usize::from(char.is_alphabetic());
            words += usize::from(!is_in_word && char.is_alphanumeric());
            is_in_word = if is_in_word { !char.is_whitespace() } else { char.is_alphanumeric() };
        }
        self.characters += characters * rows;
        self.visible += visible * rows;
        self.letters += letters * rows;
        self.words += words * rows;
    }

    fn profile(&self, distinct: usize, rows: usize) -> ColumnProfile {
        let of = |part: usize| share(part, self.rows);
        ColumnProfile {
            rows,
            filled: self.rows,
            distinct,
            top_share: of(self.top),
            mean_length: of(self.characters),
            words_per_value: of(self.words),
            share_letters: share(self.letters, self.visible),
            share_numeric: of(self.numeric),
            share_decimal: of(self.decimal),
            share_long_digits: of(self.digits[6..].iter().copied().max().unwrap_or(0)),
            share_codes: of(self.codes),
            share_dates: of(self.dates),
            share_years: of(self.years),
            share_months: of(self.months),
            share_days: of(self.days),
            share_ages: of(self.ages),
            share_sexes: of(self.sexes),
            share_emails: of(self.emails),
            share_phones: of(self.phones),
            share_points: of(self.points),
            share_vectors: of(self.vectors),
        }
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, host)| !host.contains('@') && (!who.is_empty() || host.contains('.')))
        && !text.contains(' ')
}

/// Seven to fifteen digits with at most signs between them (ITU-T E.164 allows fifteen).
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits) && text.chars().all(|char| char.is_ascii_digit() || "+-() ./".contains(char))
}

fn is_vector(text: &str) -> bool {
    let is_long = text.len() >= 32 && text.starts_with('[') && text.ends_with(']');
    is_long && text.matches([',', ' ']).count() >= 7 && !text.contains(|char: char| char.is_alphabetic() && char != 'e')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> ColumnProfile {
        ColumnProfile::of(texts.iter().map(|text| (*text, 1)), texts.len())
    }

    #[test]
    fn shapes_of_values_are_counted() {
        assert_eq!(of(&["1980-11-03", "3/11/1980", "x"]).share_dates, 2.0 / 3.0);
        assert_eq!(of(&["1980", "1975"]).share_years, 1.0);
        assert_eq!(of(&["1980", "1975"]).share_dates, 0.0);
        assert_eq!(of(&["m", "F", "varón"]).share_sexes, 1.0);
        assert_eq!(of(&["omoore64@randall.com", ",robert255@smith.net"]).share_emails, 1.0);
        assert_eq!(of(&["+51 966 123 456", "(01) 4271234"]).share_phones, 1.0);
        assert_eq!(of(&["12345678", "87654321", "1234567"]).share_long_digits, 2.0 / 3.0);
        assert_eq!(of(&["-13.16, -74.22"]).share_points, 1.0);
        assert_eq!(of(&["[0.1, 0.2, 0.3, 0.4, -0.5, 0.6, 0.7, 0.8, 1e-3]"]).share_vectors, 1.0);
    }

    #[test]
    fn nothing_has_a_profile_too() {
        assert_eq!(of(&[]), ColumnProfile::default());
        assert_eq!(of(&["", "N/A"]), ColumnProfile { rows: 2, ..ColumnProfile::default() });
    }
}
