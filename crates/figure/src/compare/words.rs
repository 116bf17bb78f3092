//! Words made comparable: without case and accents, plural folded into singular.

use std::collections::BTreeSet;

/// A word in lower case without accents.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let folded = word.to_lowercase();
    folded
        .chars()
        .map(|char| match char {
            'á' | 'à' | 'ä' | 'â' => 'a',
            'é' | 'è' | 'ë' => 'e',
            'í' | 'ï' => 'i',
            'ó' | 'ö' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

/// Words of English and Spanish that join nouns and name nothing, as stems.
const FUNCTION_WORDS: [&str; 24] = [
    "and", "or", "of", "the", "in", "on", "by", "for", "from", "with", "their", "thos", "who", "y", "o", "de", "la",
    "lo", "el", "en", "por", "su", "las", "los",
];

/// True for a stem that joins nouns and names nothing.
pub fn is_function_word(stem: &str) -> bool {
    FUNCTION_WORDS.contains(&stem)
}

/// The words of a text, folded, plural endings dropped.
pub fn stems(text: &str) -> BTreeSet<String> {
    text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).map(stem).collect()
}

/// One word, folded, without a plural ending.
pub fn stem(word: &str) -> String {
    let folded = fold(word);
    let shorter = folded
        .strip_suffix("es")
        .filter(|rest| rest.len() >= 4)
        .or_else(|| folded.strip_suffix('s').filter(|rest| rest.len() >= 3));
    let shorter = shorter.map_or(folded.clone(), str::to_owned);
    match shorter.strip_suffix('e').filter(|rest| rest.len() >= 4) {
        Some(rest) => rest.to_owned(),
        None => shorter,
    }
}

/// True where every word of a phrase is among the stems.
pub fn holds(stems: &BTreeSet<String>, phrase: &str) -> bool {
    let mut words = phrase.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| stems.contains(&stem(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_and_singular_meet() {
        assert_eq!(stem("murders"), stem("murder"));
        assert_eq!(stem("cases"), stem("case"));
        assert_eq!(stem("Militares"), stem("militar"));
        assert!(holds(&stems("Over 200 social conflicts"), "social conflict"));
    }
}
