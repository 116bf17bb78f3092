//! Why may a page not be published? The table of all reasons, from which `willay explain` and docs/lints.md are made.
//!
//! Each code has a page that fires it and one that does not, in both languages; a test runs them through the linter.

use record::{Bilingual, Language};
use serde::Deserialize;

const TABLE: &str = include_str!("codes.toml");

/// One reason for which a page is not published.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Its name: `L` and two digits, never used for anything else.
    pub code: String,
    /// What it is about, in a few words.
    pub title: Bilingual,
    /// When a page is refused.
    pub fires: Bilingual,
    /// What mends it.
    pub mend: Bilingual,
    /// Whether an editor may accept it all the same, and how.
    pub waiver: Bilingual,
    /// Two bodies of a page.
    pub examples: Examples,
}

/// The examples of a code.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Refused.
    pub refused: Bilingual,
    /// Published.
    pub published: Bilingual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    code: Vec<Code>,
}

/// Every code, in order.
///
/// ```
/// let codes = publish::article::codes();
/// assert!(codes.iter().any(|code| code.code == "L01"));
/// ```
pub fn codes() -> Vec<Code> {
    let table: Table = toml::from_str(TABLE).expect("a test reads the table");
    table.code
}

impl Code {
    /// Its page of the manual, in Markdown.
    pub fn page(&self, language: Language) -> String {
        let words = match language {
            Language::En => ["Refused when", "Mend", "In spite of it", "Refused", "Published"],
            Language::Es => ["Se rechaza cuando", "Remedio", "A pesar de ello", "Se rechaza", "Se publica"],
        };
        let of = |text: &Bilingual| text.get(language).to_owned();
        format!(
            "## {}: {}\n\n{}: {}\n\n{}: {}\n\n{}: {}\n\n{}:\n\n```text\n{}\n```\n\n{}:\n\n```text\n{}\n```\n",
            self.code,
            of(&self.title),
            words[0],
            of(&self.fires),
            words[1],
            of(&self.mend),
            words[2],
            of(&self.waiver),
            words[3],
            of(&self.examples.refused),
            words[4],
            of(&self.examples.published),
        )
    }
}

/// The whole manual of codes, in both languages: docs/lints.md.
pub fn manual() -> String {
    let mut text = "# Why a page is refused\n\nMade from the program's own table (`willay explain --manual`); \
                    `willay explain L06` prints one page of it. En español, más abajo.\n"
        .to_owned();
    for language in [Language::En, Language::Es] {
        if language == Language::Es {
            text.push_str("\n# Por qué se rechaza una página\n");
        }
        for code in codes() {
            text.push('\n');
            text.push_str(&code.page(language));
        }
    }
    text
}
