//! Which sex does a cell say, when M is a man in one list and a woman (mujer) in another?
//!
//! Words are read in Spanish, English, German, Portuguese, French and Arabic. Digits follow Spanish-speaking censuses and
//! ISO/IEC 5218:2022, which agree: 1 is male, 2 is female.

use super::{fold, is_missing};

/// What a list says of a person's sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Stated, and neither.
    Other,
}

impl Sex {
    /// The canonical word.
    ///
    /// ```
    /// assert_eq!(link::columns::sex::Sex::Female.as_str(), "female");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

/// What the letter M stands for in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeaningOfM {
    /// Male, masculino, männlich.
    #[default]
    Male,
    /// Mujer, beside H (hombre) or V (varón).
    Mujer,
}

/// What M stands for, from the letters beside it: more H and V than F (and W) make it mujer. `(value, rows)`.
///
/// ```
/// use link::columns::sex::{MeaningOfM, meaning_of_m};
/// assert_eq!(meaning_of_m([("H", 70), ("M", 30)].into_iter()), MeaningOfM::Mujer);
/// assert_eq!(meaning_of_m([("M", 70), ("F", 30)].into_iter()), MeaningOfM::Male);
/// ```
pub fn meaning_of_m<'a>(values: impl Iterator<Item = (&'a str, usize)>) -> MeaningOfM {
    let (mut beside_mujer, mut beside_male) = (0_usize, 0_usize);
    for (value, rows) in values {
        match value.trim().to_lowercase().as_str() {
            "h" | "v" => beside_mujer += rows,
            "f" | "w" => beside_male += rows,
            _ => {}
        }
    }
    if beside_mujer > beside_male { MeaningOfM::Mujer } else { MeaningOfM::Male }
}

/// The sex that a cell says; `None` where it says none, or nothing that is known here.
///
/// ```
/// use link::columns::sex::{MeaningOfM, Sex, sex};
/// assert_eq!(sex("M", MeaningOfM::Mujer), Some(Sex::Female));
/// assert_eq!(sex("Masculino", MeaningOfM::Mujer), Some(Sex::Male));
/// assert_eq!(sex("?", MeaningOfM::Male), None);
/// ```
pub fn sex(text: &str, m: MeaningOfM) -> Option<Sex> {
    // Longer than any word below; most texts of other columns stop here.
    let longest = 24;
    if text.len() > longest || is_missing(text) {
        return None;
    }
    match fold(text).as_str() {
        "m" => Some(if m == MeaningOfM::Mujer { Sex::Female } else { Sex::Male }),
        "f" | "w" | "2" | "fem" | "female" | "femenino" | "femenina" | "feminino" | "feminin" | "woman" | "women"
        | "girl" | "mujer" | "muj" | "nina" | "weiblich" | "frau" | "mulher" | "femme" | "انثى" | "انثي" => {
            Some(Sex::Female)
        }
        "h" | "v" | "1" | "masc" | "mas" | "male" | "masculino" | "masculin" | "man" | "men" | "boy" | "hombre"
        | "hom" | "varon" | "nino" | "mannlich" | "maennlich" | "mann" | "homem" | "homme" | "ذكر" => {
            Some(Sex::Male)
        }
        "x" | "o" | "d" | "other" | "otro" | "otra" | "outro" | "nonbinary" | "non binary" | "no binario"
        | "intersex" | "intersexual" | "trans" | "transgender" | "divers" => Some(Sex::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_languages_are_read() {
        for (text, expected) in [
            ("female", Some(Sex::Female)),
            ("MUJER", Some(Sex::Female)),
            ("أنثى", Some(Sex::Female)),
            ("F.", Some(Sex::Female)),
            ("Varón", Some(Sex::Male)),
            ("ذكر", Some(Sex::Male)),
            ("1", Some(Sex::Male)),
            ("no binario", Some(Sex::Other)),
            ("t2227949966", None),
            ("", None),
            ("desconocido", None),
        ] {
            assert_eq!(sex(text, MeaningOfM::Male), expected, "{text}");
        }
    }

    #[test]
    fn a_stray_letter_does_not_turn_a_column_round() {
        assert_eq!(meaning_of_m([("M", 900), ("F", 99), ("H", 1)].into_iter()), MeaningOfM::Male);
        assert_eq!(meaning_of_m([("v", 5), ("m", 5)].into_iter()), MeaningOfM::Mujer);
        assert_eq!(meaning_of_m(std::iter::empty()), MeaningOfM::Male);
    }
}
