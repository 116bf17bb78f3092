//! Which field of a person does a column hold?
//!
//! The header makes a claim and the values confirm or refute it; without a header that is understood, the values alone are
//! asked, with less confidence.

use super::{ColumnProfile, header};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnKind {
    /// A number of the row or of the answer: no evidence.
    Id,
    /// Which list or source the row comes from: no evidence.
    List,
    /// Given names.
    GivenName,
    /// The first, paternal or only surname; or both in one.
    Surname1,
    /// The second, maternal surname.
    Surname2,
    /// Given names and surnames together.
    FullName,
    /// The name of someone else: father, mother, spouse, informant.
    RelativeName,
    /// A nickname or nom de guerre.
    Alias,
    /// Date of birth.
    BirthDate,
    /// Date of death, disappearance or whatever the list is about.
    EventDate,
    /// A date of something else.
    OtherDate,
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day of the month.
    Day,
    /// An age in years.
    Age,
    /// Sex or gender.
    Sex,
    /// A place by name or code.
    Place {
        /// From the header: 0 country, 1 department or state, 2 province or county, 3 district or town, 4 village.
        level_hint: Option<u8>,
    },
    /// A postcode.
    Postcode,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Both coordinates.
    Coordinates,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A number that a state gives to a person: DNI, social security, passport.
    NationalId,
    /// A quantity.
    Number,
    /// One of a few words.
    Category,
    /// Sentences.
    FreeText,
    /// A street, or an address without its number.
    Address,
    /// The number of a house.
    StreetNumber,
    /// A long list of numbers made by a model.
    Embedding,
    /// One value in all rows: no evidence.
    Constant,
    /// No value at all.
    Empty,
    /// None of these, as far as can be told.
    Unknown,
}

impl ColumnKind {
    /// True where a column of this kind can tell persons apart.
    ///
    /// ```
    /// use link::columns::ColumnKind;
    /// assert!(ColumnKind::Sex.is_evidence() && !ColumnKind::Id.is_evidence());
    /// ```
    pub fn is_evidence(self) -> bool {
        !matches!(self, Self::Id | Self::List | Self::Constant | Self::Empty)
    }

    /// True for names of the person.
    pub fn is_name(self) -> bool {
        matches!(self, Self::GivenName | Self::Surname1 | Self::Surname2 | Self::FullName)
    }

    /// The kind in words, for reasons and screens.
    ///
    /// ```
    /// assert_eq!(link::columns::ColumnKind::BirthDate.words(), "a date of birth");
    /// ```
    pub fn words(self) -> &'static str {
        match self {
            Self::Id => "a number of the row",
            Self::List => "the list",
            Self::GivenName => "a given name",
            Self::Surname1 => "a first surname",
            Self::Surname2 => "a second surname",
            Self::FullName => "a full name",
            Self::RelativeName => "the name of a relative",
            Self::Alias => "an alias",
            Self::BirthDate => "a date of birth",
            Self::EventDate => "a date of the event",
            Self::OtherDate => "a date",
            Self::Year => "a year",
            Self::Month => "a month",
            Self::Day => "a day of the month",
            Self::Age => "an age",
            Self::Sex => "a sex",
            Self::Place { .. } => "a place",
            Self::Postcode => "a postcode",
            Self::Latitude => "a latitude",
            Self::Longitude => "a longitude",
            Self::Coordinates => "coordinates",
            Self::Phone => "a telephone number",
            Self::Email => "an e-mail address",
            Self::NationalId => "a number of the person",
            Self::Number => "a quantity",
            Self::Category => "a category",
            Self::FreeText => "free text",
            Self::Address => "an address",
            Self::StreetNumber => "a house number",
            Self::Embedding => "an embedding",
            Self::Constant => "one value in all rows",
            Self::Empty => "nothing",
            Self::Unknown => "something unknown",
        }
    }

    /// True for whole dates.
    pub fn is_date(self) -> bool {
        matches!(self, Self::BirthDate | Self::EventDate | Self::OtherDate)
    }

    /// Share of the values that can be of this kind.
    fn fit(self, profile: &ColumnProfile) -> f64 {
        match self {
            Self::BirthDate | Self::EventDate | Self::OtherDate => profile.share_dates + profile.share_years,
            Self::Year => profile.share_years,
            Self::Month => profile.share_months,
            Self::Day => profile.share_days,
            Self::Age => profile.share_ages,
            Self::Sex => profile.share_sexes,
            Self::Latitude | Self::Longitude => profile.share_numeric,
            Self::Coordinates => profile.share_points,
            Self::Phone => profile.share_phones,
            Self::Email => profile.share_emails,
            Self::Number => profile.share_numeric,
            Self::Embedding => profile.share_vectors,
            Self::GivenName | Self::Surname1 | Self::Surname2 | Self::FullName | Self::RelativeName | Self::Alias => {
                profile.share_letters
            }
            Self::Id
            | Self::List
            | Self::Place { .. }
            | Self::Postcode
            | Self::NationalId
            | Self::Category
            | Self::FreeText
            | Self::Address
            | Self::StreetNumber
            | Self::Constant
            | Self::Empty
            | Self::Unknown => 1.0,
        }
    }
}

/// What a column is taken to hold, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The kind.
    pub kind: ColumnKind,
    /// 0 to 1: how sure header and values are together. No probability.
    pub confidence: f64,
    /// One sentence for the person who checks it.
    pub reason: String,
}

/// Fewer rows than this say nothing about repetition.
const ROWS_MIN: usize = 20;

/// What a column holds, from its name and the profile of its values.
///
/// ```
/// use link::columns::{ColumnKind, ColumnProfile, guess};
/// let dates = ColumnProfile::of([("1980-11-03", 1), ("1967-06", 2)].into_iter(), 3);
/// assert_eq!(guess("fecha_nacimiento", &dates).kind, ColumnKind::BirthDate);
/// assert_eq!(guess("surname", &dates).kind, ColumnKind::OtherDate); // the values know better
/// ```
pub fn guess(name: &str, sample: &ColumnProfile) -> Guess {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    if sample.filled == 0 {
        return Guess { kind: ColumnKind::Empty, confidence: 1.0, reason: "no row says anything".to_owned() };
    }
    if sample.distinct == 1 {
        let reason = "one value in all rows that have one".to_owned();
        return Guess { kind: ColumnKind::Constant, confidence: 1.0, reason };
    }
    let Some(hint) = header::hint(name) else {
        return by_values(sample);
    };
    let fit = hint.kind.fit(sample).min(1.0);
    if fit < 0.5 {
        let found = by_values(sample);
        let reason = format!(
            "named like {}, but only {} of its values are such; {}",
            hint.kind.words(),
            percent(fit),
            found.reason
        );
        return Guess { reason, ..found };
    }
    let (kind, why) = refined(hint.kind, hint.strength, sample);
    Guess { kind, confidence: hint.strength * fit, reason: format!("named like {}; {why}", hint.kind.words()) }
}

/// A kind of the header made more exact by the values.
fn refined(kind: ColumnKind, strength: f64, sample: &ColumnProfile) -> (ColumnKind, String) {
    let words = sample.words_per_value;
    let is_weak = strength < 0.7;
    let is = |wanted| kind == wanted;
    if is(ColumnKind::FullName) && is_weak && words < 1.6 {
        (ColumnKind::GivenName, format!("but {words:.1} words a value"))
    } else if is(ColumnKind::GivenName) && words > 2.8 {
        (ColumnKind::FullName, format!("but {words:.1} words a value"))
    } else if is(ColumnKind::Id) && is_person_number(sample) {
        let repeats = sample.filled - sample.distinct;
        (ColumnKind::NationalId, format!("but its long digits stand in more than one row ({repeats} repeats)"))
    } else if is(ColumnKind::Day) && sample.share_dates > 0.5 {
        (ColumnKind::BirthDate, "but its values are whole dates".to_owned())
    } else if is(ColumnKind::List) && sample.distinct > ROWS_MIN && sample.top_share < 0.05 {
        (by_values(sample).kind, "but it has too many values".to_owned())
    } else if kind.is_date() && sample.share_dates < 0.5 {
        (kind, "its values are years".to_owned())
    } else {
        (kind, "its values agree".to_owned())
    }
}

/// Long digits that come back, few times each: the person's number, where a row's number never comes back.
fn is_person_number(sample: &ColumnProfile) -> bool {
    let is_repeated = sample.distinct < sample.filled && sample.filled >= ROWS_MIN;
    is_repeated && sample.share_long_digits > 0.9 && sample.top_share < 0.05
}

/// Without a header that is understood.
fn by_values(sample: &ColumnProfile) -> Guess {
    let is_unique = sample.distinct == sample.filled && sample.filled >= ROWS_MIN;
    let distinct_share = super::share(sample.distinct, sample.filled);
    let is_wordy = sample.share_letters > 0.9 && distinct_share > 0.1;
    let rules = [
        (sample.share_emails > 0.8, ColumnKind::Email, 0.9, "values look like e-mail addresses"),
        (sample.share_vectors > 0.8, ColumnKind::Embedding, 0.8, "values are long lists of numbers"),
        (sample.share_points > 0.9, ColumnKind::Coordinates, 0.8, "values are pairs of coordinates"),
        (sample.share_dates > 0.9, ColumnKind::OtherDate, 0.7, "values read as dates"),
        (
            sample.share_sexes > 0.9 && sample.distinct <= 12 && sample.share_numeric < 0.5,
            ColumnKind::Sex,
            0.7,
            "values name a sex",
        ),
        (
            sample.share_years > 0.95 && sample.share_codes > 0.95 && !is_unique,
            ColumnKind::Year,
            0.5,
            "values are years",
        ),
        (
            is_unique && sample.share_codes > 0.9 && sample.share_decimal < 0.5,
            ColumnKind::Id,
            0.7,
            "a code of its own in every row",
        ),
        (is_person_number(sample), ColumnKind::NationalId, 0.4, "long digits that stand in more than one row"),
        (
            sample.share_phones > 0.9 && sample.share_numeric < 0.5,
            ColumnKind::Phone,
            0.6,
            "values look like telephone numbers",
        ),
        (sample.share_numeric > 0.9, ColumnKind::Number, 0.5, "values are numbers"),
        (sample.mean_length > 60.0 || sample.words_per_value > 8.0, ColumnKind::FreeText, 0.6, "values are sentences"),
        (sample.distinct <= 50 && distinct_share < 0.1, ColumnKind::Category, 0.5, "few values, often repeated"),
        (
            is_wordy && (1.8..=5.0).contains(&sample.words_per_value),
            ColumnKind::FullName,
            0.3,
            "words that may be names",
        ),
    ];
    let found = rules.into_iter().find(|rule| rule.0);
    let (kind, confidence, reason) = found
        .map_or((ColumnKind::Unknown, 0.0, "values of no known shape"), |(_, kind, confidence, reason)| {
            (kind, confidence, reason)
        });
    Guess { kind, confidence, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, texts: &[&str]) -> ColumnKind {
        guess(name, &ColumnProfile::of(texts.iter().map(|text| (*text, 1)), texts.len())).kind
    }

    fn numbered(format: impl Fn(usize) -> String) -> Vec<(String, usize)> {
        (0..100).map(|number| (format(number), 1)).collect()
    }

    fn of_counts(name: &str, values: &[(String, usize)]) -> ColumnKind {
        let rows = values.iter().map(|(_, rows)| rows).sum();
        guess(name, &ColumnProfile::of(values.iter().map(|(text, rows)| (text.as_str(), *rows)), rows)).kind
    }

    #[test]
    fn the_values_overrule_a_header_that_is_wrong() {
        assert_eq!(of("name", &["1980-11-03", "1975-01-01"]), ColumnKind::OtherDate);
        assert_eq!(of("dob", &["Ana", "Luz"]), ColumnKind::Unknown);
        assert_eq!(of("dob", &["1980", "1975"]), ColumnKind::BirthDate);
        assert_eq!(of("name", &["Ana", "Luz"]), ColumnKind::GivenName);
        assert_eq!(of("name", &["Ana Quispe Flores", "Luz Rojas Díaz"]), ColumnKind::FullName);
        assert_eq!(of("nombres", &["Ana Quispe Flores", "Luz Rojas Díaz"]), ColumnKind::FullName);
    }

    #[test]
    fn empty_and_constant_columns_are_no_evidence() {
        assert_eq!(of("surname", &["", "-"]), ColumnKind::Empty);
        assert_eq!(of("country", &["PE"]), ColumnKind::Constant);
    }

    #[test]
    fn a_number_of_the_row_is_told_from_a_number_of_the_person() {
        let ids = numbered(|number| format!("{}", 900_000_000 + 7_919 * number));
        assert_eq!(of_counts("id", &ids), ColumnKind::Id);
        let repeated: Vec<_> = ids.iter().map(|(id, rows)| (id.clone(), rows + 1)).collect();
        assert_eq!(of_counts("id", &repeated), ColumnKind::NationalId);
        assert_eq!(of_counts("soc_sec_id", &ids), ColumnKind::NationalId);
        assert_eq!(of_counts("q1", &numbered(|number| format!("rec-{number}-org"))), ColumnKind::Id);
    }

    #[test]
    fn columns_without_a_known_header_are_read_by_their_values() {
        assert_eq!(of("q1", &["x@y.org", "a.b@c.pe"]), ColumnKind::Email);
        assert_eq!(of("q2", &["h", "m"]), ColumnKind::Sex);
        assert_eq!(of("q3", &["-13.16, -74.22", "-12.05, -77.04"]), ColumnKind::Coordinates);
        let few = [("campesino".to_owned(), 60), ("docente".to_owned(), 40)];
        assert_eq!(of_counts("q4", &few), ColumnKind::Category);
    }
}
