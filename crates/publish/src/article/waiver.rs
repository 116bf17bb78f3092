//! May a page be published in spite of a lint? Where its head says so with a reason, which is published beside it.
//!
//! A waiver holds for one code and for the places where its words stand in the body. One that accepts nothing is an error,
//! so that none is left behind when its sentence changes.

use record::{Bilingual, Language, both};
use serde::Deserialize;

use super::{Lint, Objection, PageSource, codes};

/// Codes that no page may accept: what cannot be read, numbers (they are left free one by one), quotations, small counts.
const STRICT: &[&str] = &["L00", "L01", "L08", "L14"];

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
        let Waiver { code, words, .. } = waiver;
        let reason = both!(
            "the waiver of {code} for '{words}' accepts nothing",
            "la excepción de {code} para «{words}» no acepta nada"
        );
        let mend = both!(
            "take it away, or give the words as they stand in the body",
            "quítela, o ponga las palabras como están en el texto"
        );
        wrong.push(of_head(page, waiver, Objection::new(reason, mend)));
    }
    wrong.extend(left);
    wrong
}

fn accepts(page: &PageSource, waiver: &Waiver, lint: &Lint) -> bool {
    let is_strict = STRICT.contains(&waiver.code.as_str());
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
    let code = &waiver.code;
    let objection = if STRICT.contains(&code.as_str()) {
        let reason =
            both!("{code} cannot be accepted in the head of a page", "{code} no se puede aceptar en el encabezado");
        Objection::new(reason, in_its_place(code))
    } else if !codes::codes().iter().any(|known| known.code == *code) {
        Objection::new(
            both!("there is no code '{code}' to accept", "no hay un código «{code}» que se pueda aceptar"),
            both!("`willay explain` lists the codes", "`willay explain` enumera los códigos"),
        )
    } else if waiver.reason.split_whitespace().count() < LEAST_WORDS {
        Objection::new(
            both!("the waiver of {code} has no reason", "la excepción de {code} no tiene motivo"),
            both!(
                "say why in a few words: the page prints them",
                "diga por qué en unas palabras: la página las imprime"
            ),
        )
    } else if (code == "L13") != waiver.basis.is_some() {
        let reason = match waiver.basis {
            Some(_) => both!("the waiver of {code} has a basis", "la excepción de {code} tiene basis"),
            None => both!("the waiver of {code} has no basis", "la excepción de {code} no tiene basis"),
        };
        let mend = both!(
            "write basis = \"consent\" or basis = \"not-the-victim\" for L13, and for no other code",
            "escriba basis = \"consent\" (la víctima consiente) o basis = \"not-the-victim\" (no es la víctima) en L13, y en ningún otro código"
        );
        Objection::new(reason, mend)
    } else {
        return None;
    };
    Some(of_head(page, waiver, objection))
}

/// What to do instead of accepting a code that no page may accept.
fn in_its_place(code: &str) -> Bilingual {
    match code {
        "L01" => both!(
            "leave the number free where it stands: {{{{ free \"14\" because \"reason\" }}}}",
            "deje libre el número donde está: {{{{ free \"14\" because \"motivo\" }}}}"
        ),
        "L08" => both!("quote exactly, or take the marks away", "cite con exactitud, o quite las comillas"),
        "L14" => both!(
            "give the figure its own [figure.disclosure] waived, with the reason",
            "ponga en la cifra misma [figure.disclosure] waived, con el motivo"
        ),
        _ => both!("write it so that it can be read", "escríbalo de modo que se pueda leer"),
    }
}

fn of_head(page: &PageSource, waiver: &Waiver, objection: Objection) -> Lint {
    let at = page.source[..page.body].find(&waiver.words).unwrap_or(0);
    Lint::at(page, at, "L00", objection)
}
