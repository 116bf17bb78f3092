//! Sentences of a text, each with its paragraph's language.

use std::ops::Range;

use record::Language;

/// After these a full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "dra", "sr", "sra", "st", "art", "arts", "no", "nos", "núm", "nº", "p", "pp", "pág", "vs",
    "etc", "e.g", "i.e", "u.s", "u.n", "ee.uu", "ee", "jr", "inc", "gral", "cnel", "ing", "lic", "cf", "vol", "fig",
    "approx", "aprox", "vda", "av",
];

/// Words that tell English from Spanish.
const ENGLISH: &[&str] =
    &["the", "of", "and", "were", "was", "in", "to", "that", "with", "by", "is", "are", "for", "people"];
const SPANISH: &[&str] = &[
    "el", "la", "los", "las", "de", "del", "que", "y", "en", "fueron", "por", "con", "para", "una", "un", "según",
    "personas",
];

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Its bytes in the text, without white space at its ends.
    pub(super) span: Range<usize>,
    /// The language of its paragraph.
    pub(super) language: Language,
}

/// Splits a text into sentences. A blank line or the sign of a list ends one.
pub(super) fn split(text: &str, language: Option<Language>) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text) {
        let language = language.unwrap_or_else(|| language_of(&text[paragraph.clone()]));
        let mut start = paragraph.start;
        for end in ends(&text[paragraph.clone()]) {
            push(&mut sentences, text, start..paragraph.start + end, language);
            start = paragraph.start + end;
        }
        push(&mut sentences, text, start..paragraph.end, language);
    }
    sentences
}

fn push(sentences: &mut Vec<Sentence>, text: &str, range: Range<usize>, language: Language) {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    let end = range.start + words.trim_end().len();
    if start < end {
        sentences.push(Sentence { span: start..end, language });
    }
}

fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let is_item = trimmed.starts_with(['•', '|']) || trimmed.starts_with("- ") || trimmed.starts_with("* ");
        match paragraphs.last_mut() {
            Some(last) if is_open && !trimmed.is_empty() && !is_item => last.end = at + line.len(),
            Some(_) | None if !trimmed.is_empty() => paragraphs.push(at..at + line.len()),
            Some(_) | None => {}
        }
        is_open = !trimmed.is_empty() && !trimmed.starts_with('|');
        at += line.len();
    }
    paragraphs
}

/// Byte offsets just behind each sentence end within a paragraph.
fn ends(paragraph: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, char) in paragraph.char_indices() {
        if !matches!(char, '.' | '!' | '?' | '…') {
            continue;
        }
        let behind = &paragraph[at + char.len_utf8()..];
        let closing = behind.len() - behind.trim_start_matches(['"', '”', '’', '»', ')', ']']).len();
        let rest = &behind[closing..];
        let next = rest.trim_start().chars().next();
        let begins_one =
            next.is_some_and(|next| next.is_uppercase() || next.is_ascii_digit() || "¿¡“«\"‘(".contains(next));
        if rest.starts_with(char::is_whitespace) && begins_one && !(char == '.' && is_abbreviation(&paragraph[..at])) {
            ends.push(at + char.len_utf8() + closing);
        }
    }
    ends
}

fn is_abbreviation(before: &str) -> bool {
    let word =
        before.rsplit(|char: char| char.is_whitespace() || char == '(').next().unwrap_or_default().to_lowercase();
    let is_initial = word.chars().count() == 1 && before.ends_with(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&word.as_str())
}

/// The language with more of its function words.
pub(crate) fn language_of(text: &str) -> Language {
    let lower = text.to_lowercase();
    let count =
        |list: &[&str]| lower.split(|char: char| !char.is_alphabetic()).filter(|word| list.contains(word)).count();
    if count(SPANISH) > count(ENGLISH) { Language::Es } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text, None).into_iter().map(|sentence| &text[sentence.span]).collect()
    }

    #[test]
    fn abbreviations_and_decimals_do_not_end_a_sentence() {
        assert_eq!(texts("Dr. Rojas saw 66.9 per cent. Six left."), ["Dr. Rojas saw 66.9 per cent.", "Six left."]);
        assert_eq!(texts("A title\n\nHe said “go.” They went."), ["A title", "He said “go.”", "They went."]);
    }

    #[test]
    fn each_paragraph_has_its_language() {
        let found = split("The people of the valley.\n\nLas personas que viven en el valle.", None);
        assert_eq!((found[0].language, found[1].language), (Language::En, Language::Es));
    }
}
