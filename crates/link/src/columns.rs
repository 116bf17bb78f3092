//! What does a column hold, and how are its values made comparable?
//!
//! Lists come with headers in several languages and with values in many notations. [`recognise`] says which columns hold
//! which field of a person; [`dates`], [`counts`], [`places`], [`sex`] and [`ages`] read the values of one field. Names
//! are another module's. Nothing here changes a value: what was written stays in the table.

pub mod ages;
pub mod counts;
mod dated;
pub mod dates;
mod dependence;
mod derived;
mod groups;
mod header;
mod kind;
pub mod places;
mod profile;
mod recognise;
mod sample;
pub mod sex;

pub use kind::{ColumnKind, Guess, guess};
pub use profile::ColumnProfile;
pub use recognise::{RecognisedField, recognise};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words by which clerks and programs say that a value is not known, folded.
const MISSING_WORDS: &[&str] = &[
    "desconocida",
    "desconocido",
    "ignorado",
    "missing",
    "na",
    "nan",
    "nd",
    "no data",
    "no disponible",
    "no especificado",
    "no registra",
    "no se sabe",
    "none",
    "not known",
    "not stated",
    "ns",
    "nsp",
    "null",
    "s d",
    "s f",
    "sd",
    "sf",
    "sin dato",
    "sin datos",
    "sin fecha",
    "sin informacion",
    "unbekannt",
    "unknown",
];

/// True where a text says only that nothing is known: empty, dashes, "N/A", "desconocido", "sin fecha".
///
/// ```
/// assert!(link::columns::is_missing(" - ") && link::columns::is_missing("Sin fecha") && link::columns::is_missing("N/A"));
/// assert!(!link::columns::is_missing("Ana"));
/// ```
pub fn is_missing(text: &str) -> bool {
    let longest = 24;
    if text.len() > longest {
        return text.trim().is_empty();
    }
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let words = fold(text);
    MISSING_WORDS.binary_search(&words.as_str()).is_ok() || matches!(words.as_str(), "n a" | "n d" | "n s" | "n e")
}

/// A text without case, accents and punctuation: its words, separated by one space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        text.chars().for_each(|char| push_folded(&mut folded, char.to_ascii_lowercase()));
    } else {
        let plain = text.nfd().filter(|char| !is_combining_mark(*char)).flat_map(char::to_lowercase);
        plain.for_each(|char| push_folded(&mut folded, char));
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn push_folded(folded: &mut String, char: char) {
    if char.is_alphanumeric() {
        folded.push(char);
    } else if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// A share of a whole; none of nothing is 0.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than a float's digits")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_known_are_found_by_binary_search() {
        assert!(MISSING_WORDS.is_sorted());
        assert!(MISSING_WORDS.iter().all(|word| is_missing(word)));
    }

    #[test]
    fn folding_keeps_words_and_drops_the_rest() {
        assert_eq!(fold("  Año_de  NACIMIENTO (1) "), "ano de nacimiento 1");
        assert_eq!(fold("ذَكر"), "ذكر");
        assert_eq!(fold("¡¿"), "");
    }
}
