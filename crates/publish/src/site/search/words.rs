//! All titles by their words, A to Z: what the search page offers without a script.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use record::Language;
use search::Forms;

use super::{
    super::{
        Edition, Files,
        layout::{About, Page, page, pick},
        links::{Depth, in_language},
    },
    entries::Entry,
};

/// Words by which nobody looks for a title.
const COMMON: &[&str] = &[
    "the", "and", "for", "from", "with", "who", "was", "were", "that", "this", "are", "not", "its", "our", "los",
    "las", "del", "por", "que", "con", "una", "uno", "para", "segun", "sus", "como", "desde", "entre",
];

/// Shorter words stand under none.
const SHORTEST: usize = 3;

/// Titles under one word; the search finds the others.
const TITLES: usize = 200;

fn path(letter: &str) -> String {
    format!("search/words/{letter}.html")
}

/// Adds a page for each letter; returns the letters.
pub(super) fn render(
    edition: &Edition<'_>,
    entries: &[Entry<'_>],
    (language, files): (Language, &mut Files),
) -> Vec<String> {
    let mut forms = Forms::default();
    let mut words: BTreeMap<String, BTreeMap<String, Vec<&Entry<'_>>>> = BTreeMap::new();
    for entry in entries {
        for (number, _) in forms.of(&entry.title, language) {
            let word = forms.form(number).word.clone();
            if word.chars().count() >= SHORTEST && !COMMON.contains(&word.as_str()) {
                words.entry(letter(&word)).or_default().entry(word).or_default().push(entry);
            }
        }
    }
    let names: Vec<String> = words.keys().cloned().collect();
    for (letter, words) in &words {
        let path = path(letter);
        let whole = in_language(language, &path);
        let depth = Depth::of_path(&whole);
        let title =
            format!("{}: {}", pick(language, "Titles by their words", "Títulos por sus palabras"), shown(letter));
        let body = html! {
            h1 { (title) }
            (letters(&names, (depth, language)))
            dl.words { @for (word, entries) in words {
                dt { (word) }
                @for entry in entries.iter().take(TITLES) {
                    dd { a href=(depth.to(&entry.path)) { (entry.title) } " " span.nature { (entry.kind) } }
                }
                @if entries.len() > TITLES { dd { (entries.len() - TITLES) " " (pick(language, "more", "más")) } }
            } }
        };
        // The other language has other words, and so other letters.
        let html = page(
            edition,
            &Page { language, path: &path, title: &title, depth, is_translated: false, about: About::default(), body },
        );
        files.add(whole, html, BTreeSet::new());
    }
    names
}

/// The letter under which a word stands; digits are one, and so are other alphabets.
fn letter(word: &str) -> String {
    match word.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => first.to_string(),
        Some(first) if first.is_ascii_digit() => "0-9".to_owned(),
        Some(_) | None => "other".to_owned(),
    }
}

fn shown(letter: &str) -> String {
    if letter == "other" { "…".to_owned() } else { letter.to_uppercase() }
}

/// Links to the pages of all letters.
pub(super) fn letters(letters: &[String], (depth, language): (Depth, Language)) -> Markup {
    html! { nav.letters aria-label=(pick(language, "Titles by their words", "Títulos por sus palabras")) {
        @for letter in letters { a href=(depth.to(&in_language(language, &path(letter)))) { (shown(letter)) } " " }
    } }
}
