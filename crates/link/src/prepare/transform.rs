//! Which transforms can a settings file name?
//!
//! A transform is a pure function of a text; nothing comes out where the text says nothing. Those that look at words
//! look at the words that tell persons apart ([`super::names::name`]), so honorifics, particles and placeholders never
//! make two records agree.

use std::{fmt, mem::discriminant, str::FromStr};

pub use super::atom::{Atom, parse_atom};
use super::{
    arabic, fold, full_name::parse_full_name, names::name, nicknames::nickname_classes, parts, skeleton, sound,
};

/// A function from text to text, or to nothing where the text has no information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transform {
    /// Lower case, no accents, Latin letters for Cyrillic and Greek.
    Fold,
    /// The folded words that tell persons apart.
    Name,
    /// Given names of a full name.
    GivenPart,
    /// First surname of a full name.
    Surname1Part,
    /// Second surname of a full name.
    Surname2Part,
    /// Surname by marriage of a full name.
    MarriedPart,
    /// First word of the name.
    FirstWord,
    /// Last word of the name.
    LastWord,
    /// First letter of the name.
    Initial,
    /// First letters of all words.
    Initials,
    /// Words in alphabetical order.
    SortedWords,
    /// First characters.
    Prefix(u8),
    /// Last characters.
    Suffix(u8),
    /// Sounds that join Spanish, Quechua and Aymara spellings.
    Skeleton,
    /// Spanish key of sound.
    Phonetic,
    /// American Soundex.
    Soundex,
    /// English key of sound.
    Metaphone,
    /// Consonants of romanised or Arabic names.
    Consonants,
    /// Compound Arabic names joined.
    Arabic,
    /// Nicknames replaced by their likeliest name.
    Nickname,
    /// Digits only.
    Digits,
    /// Letters only.
    Letters,
    /// Year of a date.
    Year,
    /// Year and month of a date.
    Month,
    /// Day of a date.
    Day,
    /// Month and day of a date, whatever the year.
    MonthDay,
    /// Level of a hierarchical code.
    Parent(u8),
}

/// Each transform with its word in settings and what it does; those that take a number stand here with 1.
const ALL: &[(Transform, &str, &str)] = &[
    (
        Transform::Fold,
        "fold",
        "lower case, without accents; Cyrillic and Greek in Latin letters, Arabic letters unified",
    ),
    (
        Transform::Name,
        "name",
        "fold, without honorifics, particles and punctuation; nothing for N.N., unknown and the like",
    ),
    (Transform::GivenPart, "given_part", "the given names of a full name"),
    (Transform::Surname1Part, "surname1_part", "the first surname of a full name"),
    (Transform::Surname2Part, "surname2_part", "the second surname of a full name"),
    (
        Transform::MarriedPart,
        "married_part",
        "the surname by marriage of a full name: Flora Quispe de Huamán gives huaman",
    ),
    (Transform::FirstWord, "first_word", "the first word of name"),
    (Transform::LastWord, "last_word", "the last word of name"),
    (Transform::Initial, "initial", "the first letter of name"),
    (Transform::Initials, "initials", "the first letters of the words of name"),
    (Transform::SortedWords, "sorted_words", "the words of name in alphabetical order, each once"),
    (Transform::Prefix(1), "prefix", "the first n characters of fold: prefix(surname1, 3)"),
    (Transform::Suffix(1), "suffix", "the last n characters of fold: suffix(phone, 4)"),
    (
        Transform::Skeleton,
        "skeleton",
        "the sounds of name; Spanish, Quechua and Aymara spellings are one: Guamán is Waman",
    ),
    (Transform::Phonetic, "phonetic", "the consonants of name as Spanish is heard: Vásquez is Bazques"),
    (Transform::Soundex, "soundex", "American Soundex of the words of name: Robert is R163"),
    (Transform::Metaphone, "metaphone", "the consonants of name as English is heard (Metaphone): Catherine is Kathryn"),
    (Transform::Consonants, "consonants", "the consonants of a romanised or Arabic name: Mohammed is Muhamad"),
    (
        Transform::Arabic,
        "arabic",
        "fold, with compound Arabic names joined, without articles and bin: Abdul Aziz is Abd al-Aziz",
    ),
    (Transform::Nickname, "nickname", "name, with nicknames replaced by the likeliest name: Pepe is jose"),
    (Transform::Digits, "digits", "the digits only"),
    (Transform::Letters, "letters", "the folded letters only, without spaces"),
    (Transform::Year, "year", "the year of a date written YYYY, YYYY-MM or YYYY-MM-DD"),
    (Transform::Month, "month", "the year and month of a date, where known: 1983-04"),
    (Transform::Day, "day", "the day of a date, where known: 1983-04-03"),
    (Transform::MonthDay, "month_day", "month and day of a date, whatever the year: 04-03"),
    (
        Transform::Parent(1),
        "parent",
        "level n of a code: n digits, or n steps of a/b/c, a > b > c or a, b, c: parent(place, 2)",
    ),
];

/// Why a text names no transform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTransform {
    /// No transform has this name.
    #[error("no transform is called '{0}'; there are:\n{known}", known = Known)]
    Unknown(String),
    /// The transform needs a number.
    #[error("'{0}' needs a number from 1 to 255, as in {0}(field, 3)")]
    NumberMissing(&'static str),
    /// The transform takes no number.
    #[error("'{name}' takes no number, but '{found}' was given; write {name}(field)")]
    NumberUnwanted {
        /// The transform.
        name: &'static str,
        /// What was given.
        found: String,
    },
    /// A number that is none, or out of range.
    #[error("'{found}' is not a number from 1 to 255, which '{name}' needs")]
    NumberInvalid {
        /// The transform.
        name: &'static str,
        /// What was given.
        found: String,
    },
    /// No field where one is needed.
    #[error("'{0}' names no field; write a field's name, or transform(field)")]
    NoField(String),
    /// A bracket that is not opened or not closed, or a sign that no field has.
    #[error("'{0}' is not written as transform(field) or transform(field, number)")]
    Malformed(String),
}

/// The list of all transforms, a line each.
struct Known;

impl fmt::Display for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = Transform::all().map(|(name, explanation)| format!("  {name}: {explanation}"));
        formatter.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

impl Transform {
    /// The word of each transform and what it does, in one line.
    ///
    /// ```
    /// let first = link::prepare::transform::Transform::all().next().map(|(name, _)| name);
    /// assert_eq!(first, Some("fold"));
    /// ```
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        ALL.iter().map(|(_, name, explanation)| (*name, *explanation))
    }

    /// What the text says in this view of it; `None` is no information.
    ///
    /// ```
    /// use link::prepare::transform::Transform;
    /// assert_eq!(Transform::SortedWords.apply("QUISPE, Ana de la").as_deref(), Some("ana quispe"));
    /// assert_eq!(Transform::Skeleton.apply("Guamán"), Transform::Skeleton.apply("Waman"));
    /// assert_eq!(Transform::Name.apply("N.N."), None);
    /// ```
    pub fn apply(&self, text: &str) -> Option<String> {
        match self {
            Self::Fold => Some(fold::fold(text)).filter(|folded| fold::words(folded).next().is_some()),
            Self::Name => name(text),
            Self::GivenPart => name(&parse_full_name(text).given.join(" ")),
            Self::Surname1Part => parse_full_name(text).surnames.first().and_then(|surname| name(surname)),
            Self::Surname2Part => parse_full_name(text).surnames.get(1).and_then(|surname| name(surname)),
            Self::MarriedPart => parse_full_name(text).married.and_then(|surname| name(&surname)),
            Self::FirstWord => name(text)?.split(' ').next().map(str::to_owned),
            Self::LastWord => name(text)?.rsplit(' ').next().map(str::to_owned),
            Self::Initial => name(text)?.chars().next().map(String::from),
            Self::Initials => Some(name(text)?.split(' ').filter_map(|word| word.chars().next()).collect()),
            Self::SortedWords => sorted_words(text),
            Self::Prefix(characters) => parts::prefix(text, usize::from(*characters)),
            Self::Suffix(characters) => parts::suffix(text, usize::from(*characters)),
            Self::Skeleton => skeleton::skeleton(text),
            Self::Phonetic => sound::phonetic(text),
            Self::Soundex => sound::soundex(text),
            Self::Metaphone => sound::metaphone(text),
            Self::Consonants => arabic::consonants(text),
            Self::Arabic => arabic::arabic(text),
            Self::Nickname => nickname(text),
            Self::Digits => parts::digits(text),
            Self::Letters => parts::letters(text),
            Self::Year => parts::year(text),
            Self::Month => parts::month(text),
            Self::Day => parts::day(text),
            Self::MonthDay => parts::month_day(text),
            Self::Parent(level) => parts::parent(text, usize::from(*level)),
        }
    }

    /// The transform's word in settings.
    pub fn word(&self) -> &'static str {
        let found = ALL.iter().find(|(transform, _, _)| discriminant(transform) == discriminant(self));
        found.expect("a test finds every transform in the table").1
    }

    /// Its number, where it takes one.
    pub fn number(&self) -> Option<u8> {
        let mut copy = *self;
        copy.number_mut().copied()
    }

    /// The transform of a word, with the text of its number where one was given.
    pub(crate) fn named(word: &str, number: Option<&str>) -> Result<Self, InvalidTransform> {
        let found = ALL.iter().find(|(_, name, _)| *name == word);
        let (transform, name, _) = found.ok_or_else(|| InvalidTransform::Unknown(word.to_owned()))?;
        let mut transform = *transform;
        match (transform.number_mut(), number) {
            (None, None) => {}
            (None, Some(found)) => return Err(InvalidTransform::NumberUnwanted { name, found: found.to_owned() }),
            (Some(_), None) => return Err(InvalidTransform::NumberMissing(name)),
            (Some(place), Some(found)) => {
                let number = found.parse().ok().filter(|number| *number > 0);
                *place = number.ok_or_else(|| InvalidTransform::NumberInvalid { name, found: found.to_owned() })?;
            }
        }
        Ok(transform)
    }

    fn number_mut(&mut self) -> Option<&mut u8> {
        if let Self::Prefix(number) | Self::Suffix(number) | Self::Parent(number) = self { Some(number) } else { None }
    }
}

fn sorted_words(text: &str) -> Option<String> {
    let name = name(text)?;
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_unstable();
    words.dedup();
    Some(words.join(" "))
}

fn nickname(text: &str) -> Option<String> {
    let name = name(text)?;
    let root = |word| nickname_classes(word).first().copied().unwrap_or(word);
    Some(name.split(' ').map(root).collect::<Vec<_>>().join(" "))
}

impl fmt::Display for Transform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())?;
        self.number().map_or(Ok(()), |number| write!(formatter, "({number})"))
    }
}

impl FromStr for Transform {
    type Err = InvalidTransform;

    /// Reads `fold` or `prefix(3)`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        match text.split_once('(') {
            None => Self::named(text, None),
            Some((word, rest)) => {
                let number = rest.strip_suffix(')').ok_or_else(|| InvalidTransform::Malformed(text.to_owned()))?;
                Self::named(word.trim(), Some(number.trim()))
            }
        }
    }
}
