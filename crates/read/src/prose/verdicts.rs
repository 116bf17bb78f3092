//! Words that assert what a court or a prosecutor decided.

use record::{Decision, Language, VerdictWord};

use super::{sentences::Sentence, tokens::Token};

/// Words that assert a decision on their own.
const WORDS: &[(&str, Decision)] = &[
    ("convicted", Decision::Convicted),
    ("sentenced", Decision::Convicted),
    ("acquitted", Decision::Acquitted),
    ("absolved", Decision::Acquitted),
    ("shelved", Decision::Shelved),
    ("tried", Decision::Charged),
    ("condenado", Decision::Convicted),
    ("condenada", Decision::Convicted),
    ("condenados", Decision::Convicted),
    ("condenadas", Decision::Convicted),
    ("condenó", Decision::Convicted),
    ("sentenciado", Decision::Convicted),
    ("sentenciados", Decision::Convicted),
    ("absuelto", Decision::Acquitted),
    ("absuelta", Decision::Acquitted),
    ("absueltos", Decision::Acquitted),
    ("absueltas", Decision::Acquitted),
    ("absolvió", Decision::Acquitted),
    ("archivada", Decision::Shelved),
    ("archivadas", Decision::Shelved),
    ("archivado", Decision::Shelved),
    ("archivó", Decision::Shelved),
    ("procesado", Decision::Charged),
    ("procesados", Decision::Charged),
    ("culpable", Decision::Convicted),
    ("culpables", Decision::Convicted),
];

/// Words that say that a decision is the last one.
const FINAL: &[&str] =
    &["finally", "definitively", "definitivamente", "finalmente", "firme", "irrevocably", "conclusively"];

/// Words that turn the sense around.
const NEGATIONS: &[&str] =
    &["not", "no", "never", "nunca", "nor", "ni", "nobody", "nadie", "without", "sin", "pleaded"];

/// What is put into an archive, not before a court.
const KEPT: &[&str] = &["documento", "documentos", "copia", "copias", "página", "páginas", "fuente", "fuentes"];

/// How many words may stand between "found" and "guilty".
const REACH: usize = 6;

/// The verdict words of a sentence.
pub(super) fn find(sentence: &Sentence, tokens: &[Token<'_>]) -> Vec<VerdictWord> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.lower.as_ref();
        let known = WORDS.iter().find(|(known, _)| *known == word).map(|(_, decision)| *decision);
        if known.is_none() && !matches!(word, "guilty" | "charged") {
            continue;
        }
        let before = &tokens[at.saturating_sub(3)..at];
        let is_negated = before.iter().any(|token| NEGATIONS.contains(&token.lower.as_ref()));
        let decision = match word {
            "guilty" if is_negated => Some(Decision::Acquitted).filter(|_| is_found(tokens, at)),
            "guilty" => Some(Decision::Convicted).filter(|_| is_found(tokens, at)),
            "charged" => {
                Some(Decision::Charged).filter(|_| tokens.get(at + 1).is_some_and(|next| next.lower == "with"))
            }
            word if is_negated || is_kept(word, before) => None,
            _ => known,
        };
        let Some(decision) = decision else { continue };
        let is_final =
            before.iter().chain(tokens.iter().skip(at + 1).take(2)).any(|token| FINAL.contains(&token.lower.as_ref()));
        let first = before.iter().find(|token| FINAL.contains(&token.lower.as_ref())).unwrap_or(token);
        found.push(VerdictWord {
            decision,
            is_final,
            span: first.span.start..token.span.end,
            sentence: sentence.span.clone(),
        });
    }
    debug_assert!(matches!(sentence.language, Language::En | Language::Es));
    found
}

/// "El documento archivado".
fn is_kept(word: &str, before: &[Token<'_>]) -> bool {
    word.starts_with("archivad") && before.last().is_some_and(|token| KEPT.contains(&token.lower.as_ref()))
}

/// True where somebody found somebody guilty, not where somebody only is called so.
fn is_found(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at.saturating_sub(REACH)..at]
        .iter()
        .any(|token| matches!(token.lower.as_ref(), "found" | "find" | "finds" | "verdict" | "verdicts"))
}
