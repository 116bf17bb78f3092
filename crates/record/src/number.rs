//! Numbers as prose prints them, in words and as numerals.

use crate::Language;

const ENGLISH_SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SPANISH_SMALL: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const SPANISH_TENS: [&str; 10] =
    ["", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
const SPANISH_HUNDREDS: [&str; 10] = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];

/// A whole number below a thousand million in words; `None` above.
///
/// ```
/// use record::Language;
/// assert_eq!(record::number_words(43, Language::En).as_deref(), Some("forty-three"));
/// assert_eq!(record::number_words(21_000, Language::Es).as_deref(), Some("veintiún mil"));
/// ```
pub fn number_words(value: u64, language: Language) -> Option<String> {
    if value >= 1_000_000_000 {
        return None;
    }
    Some(match language {
        Language::En => english(value),
        Language::Es => spanish(value),
    })
}

fn english(value: u64) -> String {
    let at = |index: u64| usize::try_from(index).unwrap_or(0);
    match value {
        0..20 => ENGLISH_SMALL[at(value)].to_owned(),
        20..100 if value.is_multiple_of(10) => ENGLISH_TENS[at(value / 10)].to_owned(),
        20..100 => format!("{}-{}", ENGLISH_TENS[at(value / 10)], ENGLISH_SMALL[at(value % 10)]),
        100..1_000 => joined(&format!("{} hundred", ENGLISH_SMALL[at(value / 100)]), " and ", value % 100, english),
        1_000..1_000_000 => large(value, 1_000, "thousand"),
        _ => large(value, 1_000_000, "million"),
    }
}

fn large(value: u64, unit: u64, name: &str) -> String {
    let joint = if value % unit < 100 { " and " } else { " " };
    joined(&format!("{} {name}", english(value / unit)), joint, value % unit, english)
}

fn joined(head: &str, joint: &str, rest: u64, words: fn(u64) -> String) -> String {
    if rest == 0 { head.to_owned() } else { format!("{head}{joint}{}", words(rest)) }
}

fn spanish(value: u64) -> String {
    let at = |index: u64| usize::try_from(index).unwrap_or(0);
    match value {
        0..30 => SPANISH_SMALL[at(value)].to_owned(),
        30..100 => joined(SPANISH_TENS[at(value / 10)], " y ", value % 10, spanish),
        100 => "cien".to_owned(),
        101..1_000 => joined(SPANISH_HUNDREDS[at(value / 100)], " ", value % 100, spanish),
        1_000..2_000 => joined("mil", " ", value % 1_000, spanish),
        2_000..1_000_000 => joined(&format!("{} mil", before_noun(value / 1_000)), " ", value % 1_000, spanish),
        1_000_000..2_000_000 => joined("un millón", " ", value % 1_000_000, spanish),
        _ => joined(&format!("{} millones", before_noun(value / 1_000_000)), " ", value % 1_000_000, spanish),
    }
}

/// Spanish words as they stand before a masculine noun: veintiún, treinta y un.
fn before_noun(value: u64) -> String {
    let words = spanish(value);
    match words.strip_suffix("uno") {
        Some(stem) if stem.ends_with("veinti") => format!("{stem}ún"),
        Some(stem) => format!("{stem}un"),
        None => words,
    }
}

/// A numeral with grouped thousands: 69,280 in English, 69 280 (narrow space) in Spanish; decimals as the language has them.
///
/// ```
/// use record::Language;
/// assert_eq!(record::numeral(69_280.0, 0, Language::En), "69,280");
/// assert_eq!(record::numeral(66.92, 1, Language::Es), "66,9");
/// ```
pub fn numeral(value: f64, decimals: usize, language: Language) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (group, point) = match language {
        Language::En => (",", "."),
        Language::Es => ("\u{202f}", ","),
    };
    let mut text = String::new();
    let is_grouped = whole.len() > 4 || language == Language::En;
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && is_grouped {
            text.push_str(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push_str(point);
        text.push_str(fraction);
    }
    if value < 0.0 { format!("\u{2212}{text}") } else { text }
}

/// A number of things with their noun, which stands in the singular for one of them and in the plural for any other number.
///
/// ```
/// assert_eq!(record::counted(1, ["finding", "findings"]), "1 finding");
/// assert_eq!(record::counted(0, ["archivo", "archivos"]), "0 archivos");
/// ```
pub fn counted<N: std::fmt::Display + PartialEq + From<u8>>(number: N, [one, several]: [&str; 2]) -> String {
    format!("{number} {}", if number == N::from(1) { one } else { several })
}

/// A numeral with no more decimals than the value needs, one at the most.
///
/// ```
/// use record::Language;
/// assert_eq!(record::short_numeral(213.0, Language::En), "213");
/// assert_eq!(record::short_numeral(66.92, Language::En), "66.9");
/// ```
pub fn short_numeral(value: f64, language: Language) -> String {
    numeral(value, usize::from(value.fract() != 0.0), language)
}
