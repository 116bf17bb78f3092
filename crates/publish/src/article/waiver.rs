//! May a page be published in spite of a lint? Where its head says so with a reason, which is published beside it.
//!
//! A waiver holds for one code and for the places where its words stand in the body. One that accepts nothing is an error,
//! so that none is left behind when its sentence changes.

use record::Language;
use serde::Deserialize;

use super::{Lint, PageSource, codes};

/// Codes that no page may accept: what cannot be read, numbers (they are left free one by one), quotations, small counts.
const STRICT: &[(&str, &str)] = &[
    ("L00", "write it so that it can be read"),
    ("L01", "leave the number free where it stands: {{ free \"14\" because \"reason\" }}"),
    ("L08", "quote exactly, or take the marks away"),
    ("L14", "give the figure its own [figure.disclosure] waived, with the reason"),
];

/// A reason of fewer words says nothing.
const LEAST_WORDS: usize = 3;

/// What an editor accepts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The code.
    pub code: String,
    /// Words of the body, as they stand in the file.
    pub words: String,
    /// Why, for readers.
    pub reason: String,
    /// On what ground a name may stand beside a minor or sexual violence (L13).
    #[serde(default)]
    pub basis: Option<Basis>,
}

/// On what ground a name may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The victim, informed of what it means, agreed.
    Consent,
    /// The name is not the victim's and does not lead to the victim.
    NotTheVictim,
}

impl Waiver {
    /// What the page prints of it: the code's title, and the basis where there is one.
    pub fn title(&self, language: Language) -> String {
        let title =
            codes::codes().iter().find(|code| code.code == self.code).map(|code| code.title.get(language).to_owned());
        let basis = match (self.basis, language) {
            (Some(Basis::Consent), Language::En) => ", with consent",
            (Some(Basis::Consent), Language::Es) => ", con consentimiento",
            (Some(Basis::NotTheVictim), Language::En) => ", not the victim's",
            (Some(Basis::NotTheVictim), Language::Es) => ", no es de la víctima",
            (None, Language::En | Language::Es) => "",
        };
        title.unwrap_or_default() + basis
    }
}

/// Takes away what the head accepts, and adds what is wrong with the waivers themselves.
pub(super) fn apply(page: &PageSource, lints: Vec<Lint>) -> Vec<Lint> {
    let waivers = &page.head.waive;
    let mut wrong: Vec<Lint> = waivers.iter().filter_map(|waiver| malformed(page, waiver)).collect();
    let mut is_used = vec![false; waivers.len()];
    let mut left = Vec::new();
    for lint in lints {
        let found = waivers.iter().position(|waiver| accepts(page, waiver, &lint));
        match found {
            Some(at) => is_used[at] = true,
            None => left.push(lint),
        }
    }
    // A malformed waiver is told once; a strict one accepts nothing.
    let unused =
        waivers.iter().zip(&is_used).filter(|(waiver, is_used)| !**is_used && malformed(page, waiver).is_none());
    for (waiver, _) in unused {
        let reason = format!("the waiver of {} for '{}' accepts nothing", waiver.code, waiver.words);
        wrong.push(of_head(page, waiver, &reason, "take it away, or give the words as they stand in the body"));
    }
    wrong.extend(left);
    wrong
}

fn accepts(page: &PageSource, waiver: &Waiver, lint: &Lint) -> bool {
    let is_strict = STRICT.iter().any(|(code, _)| *code == waiver.code);
    if is_strict || waiver.code != lint.code || waiver.words.is_empty() {
        return false;
    }
    let body = &page.source[page.body..];
    body.match_indices(&waiver.words).any(|(at, words)| {
        let from = page.body + at;
        (from..from + words.len()).contains(&lint.at)
    })
}

fn malformed(page: &PageSource, waiver: &Waiver) -> Option<Lint> {
    let strict = STRICT.iter().find(|(code, _)| *code == waiver.code);
    let (reason, mend) = if let Some((code, mend)) = strict {
        (format!("{code} cannot be accepted in the head of a page"), *mend)
    } else if !codes::codes().iter().any(|code| code.code == waiver.code) {
        (format!("there is no code '{}' to accept", waiver.code), "`willay explain` lists the codes")
    } else if waiver.reason.split_whitespace().count() < LEAST_WORDS {
        (format!("the waiver of {} has no reason", waiver.code), "say why in a few words: the page prints them")
    } else if (waiver.code == "L13") != waiver.basis.is_some() {
        let mend = "write basis = \"consent\" or basis = \"not-the-victim\" for L13, and for no other code";
        (format!("the waiver of {} has {} basis", waiver.code, if waiver.basis.is_some() { "a" } else { "no" }), mend)
    } else {
        return None;
    };
    Some(of_head(page, waiver, &reason, mend))
}

fn of_head(page: &PageSource, waiver: &Waiver, reason: &str, mend: &str) -> Lint {
    let at = page.source[..page.body].find(&waiver.words).unwrap_or(0);
    Lint::at(page, at, ("L00", reason), mend)
}
