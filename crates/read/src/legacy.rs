//! What does a page of an old site say, and how much of it can be believed?
//!
//! Sites that were moved from one program to another leave pages without a date ("31 December 1969", the first second of
//! Unix time west of Greenwich), in broken encodings, under addresses that counted from the newest item, and twice.
//! Nothing is guessed here: a date that cannot be believed is flagged and left out, broken letters are repaired where
//! that is certain and counted where it is not, and copies are proposed to a person ([`duplicates`]).

use record::{Language, date::Day};

use crate::{
    document::{MAX_BYTES, decode_page, html::WebPage, repair},
    prose,
};

mod address;
mod dates;
pub mod duplicates;

pub use address::{OldName, at_pattern, is_page, path_of};
pub use dates::{DateFlag, Dated};

/// Fewer letters are no article: a menu, a frame, or nothing.
const MIN_LETTERS: usize = 40;

/// Elements within elements; what is nested deeper was not written by a person.
const MAX_DEPTH: usize = 512;

/// A page of an old site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldPage {
    /// Its titles, best first: its headings, its title in the head. At least one.
    pub titles: Vec<String>,
    /// The main text; paragraphs are parted by blank lines.
    pub text: String,
    /// Its date, or why it has none.
    pub dated: Dated,
    /// Its language, as it declares it, else by its function words.
    pub language: Language,
    /// The address that it gives as its own.
    pub canonical: Option<String>,
    /// How its letters were read.
    pub letters: Letters,
}

/// How the letters of a page were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// By which encoding, such as `windows-1252`.
    pub encoding: &'static str,
    /// The encoding that the page declares, where it is another one.
    pub contradicted: Option<String>,
    /// Characters whose double encoding was taken away.
    pub repaired: usize,
    /// Characters that are broken and stay so.
    pub broken: usize,
}

/// Why a page cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too large.
    #[error("the file has {0} MiB; more than are read")]
    TooLarge(usize),
    /// Binary data.
    #[error("the file holds NUL characters: it is no page in an encoding of the web")]
    Binary,
    /// No text worth the name.
    #[error("the page has no text of its own: {0} letters")]
    NoText(usize),
    /// No title.
    #[error("the page has neither a heading nor a title")]
    NoTitle,
    /// Mark-up that nobody wrote by hand.
    #[error("its elements are nested deeper than {MAX_DEPTH}")]
    TooDeep,
}

/// Reads a page. A date after `today` is not believed.
///
/// # Errors
/// Where there is no article in it.
pub fn read_old_page(bytes: &[u8], today: Day) -> Result<OldPage, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge(bytes.len() >> 20));
    }
    let decoded = decode_page(bytes);
    if decoded.text.contains('\0') {
        return Err(Unreadable::Binary);
    }
    if is_too_deep(&decoded.text) {
        return Err(Unreadable::TooDeep);
    }
    let source = repair(&decoded.text);
    let page = WebPage::parse(&source.text);
    let mut repaired = source.repaired;
    let mut mend = |text: &str| {
        // Letters that were written as entities are together only now.
        let found = repair(text);
        repaired += found.repaired;
        found.text
    };
    let titles: Vec<String> = page.titles.iter().map(|title| one_line(&mend(title))).collect();
    let (declared, canonical) = (page.language(), page.canonical());
    let (stated, datelines, lines) = (page.stated.clone(), page.datelines(), page.lines());
    let text = tidy(&mend(&page.into_text()));
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    if letters < MIN_LETTERS {
        return Err(Unreadable::NoText(letters));
    }
    if titles.is_empty() {
        return Err(Unreadable::NoTitle);
    }
    let language = language(declared.as_deref(), &text);
    let dated =
        dates::date_of(&dates::Places { stated: &stated, datelines: &datelines, lines: &lines }, language, today);
    let broken = repair(&text).broken
        + titles.first().filter(|title| !text.contains(*title)).map_or(0, |title| repair(title).broken);
    let letters = Letters { encoding: decoded.encoding, contradicted: decoded.contradicted, repaired, broken };
    Ok(OldPage { titles, text, dated, language, canonical, letters })
}

/// Counts opening tags against closing ones, as far as that can be told without parsing.
fn is_too_deep(html: &str) -> bool {
    const SELDOM_CLOSED: [&str; 18] = [
        "br", "img", "p", "li", "hr", "meta", "link", "input", "td", "tr", "th", "dt", "dd", "option", "area", "col",
        "param", "tbody",
    ];
    let mut depth = 0_usize;
    for tag in html.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or("");
        if SELDOM_CLOSED.iter().any(|void| name.eq_ignore_ascii_case(void)) || name.is_empty() {
            continue;
        }
        depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { depth + 1 };
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

fn language(declared: Option<&str>, text: &str) -> Language {
    let declared = declared.map(str::to_lowercase).unwrap_or_default();
    match declared.split(['-', '_']).next() {
        Some("es") => Language::Es,
        // Programs put "en" on every page that they make.
        Some(_) | None => prose::language_of(text),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paragraphs with one blank line between them and no white space at the ends of lines.
fn tidy(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(one_line) {
        if !line.is_empty() {
            out.push_str(&line);
            out.push('\n');
        } else if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests;
