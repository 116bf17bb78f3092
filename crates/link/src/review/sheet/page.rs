//! Pairs on a page: for a browser or for paper, at any width, in light and dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use record::{Language, numeral};

use super::{Likeness, Sheet, SheetPair, folded};
use crate::review::Decision;

const STYLE: &str = include_str!("sheet.css");

impl Sheet {
    /// The sheet as one page without scripts and without anything from elsewhere.
    pub fn html(&self) -> String {
        let words = Words::of(self.language);
        let page = html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { (self.title) }
                        p.secret { (words.secret) }
                        p { (words.explanation) }
                        ul.signs {
                            @for likeness in [Likeness::Equal, Likeness::Alike, Likeness::Differs, Likeness::Unknown] {
                                li { span.sign { (likeness.sign()) } " " (likeness.word(self.language)) }
                            }
                        }
                    }
                    main { @for pair in &self.pairs { (self.pair(pair, &words)) } }
                }
            }
        };
        page.into_string()
    }

    fn pair(&self, pair: &SheetPair, words: &Words) -> Markup {
        let heading = format!("pair-{}", pair.number);
        html! {
            section aria-labelledby=(heading) {
                h2 id=(heading) {
                    (words.pair) " " (pair.number) " " (words.of) " " (self.pairs.len())
                    @if let Some(bits) = pair.match_weight_bits.filter(|_| self.shows_weights) {
                        span.weight { " " (numeral(bits, 1, self.language)) " bits" }
                    }
                }
                table {
                    thead { tr {
                        th scope="col" { (words.field) }
                        th scope="col" { (pair.left.list) span.id { " " (pair.left.id) } }
                        td.sign {}
                        th scope="col" { (pair.right.list) span.id { " " (pair.right.id) } }
                    } }
                    tbody { @for field in pair.fields() {
                        @let likeness = field.likeness();
                        @let (left, right) = marked(field.left, field.right, likeness);
                        tr class=(class(likeness)) {
                            th scope="row" { (field.name) }
                            td { (left) }
                            td.sign { span aria-hidden="true" { (likeness.sign()) } span.aloud { (likeness.word(self.language)) } }
                            td { (right) }
                        }
                    } }
                }
                dl.decide {
                    dt { (words.decision) }
                    dd { @for decision in Decision::ALL { span.box { "☐ " (words.decision(decision)) } } }
                    dt { (words.reason) }
                    dd.line {}
                }
            }
        }
    }
}

const fn class(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Equal => "equal",
        Likeness::Alike => "alike",
        Likeness::Differs => "differs",
        Likeness::Unknown => "unknown",
    }
}

/// Both values; where they differ, what lies between their common beginning and end is marked.
fn marked(left: Option<&str>, right: Option<&str>, likeness: Likeness) -> (Markup, Markup) {
    match (left, right) {
        (Some(left), Some(right)) if likeness == Likeness::Differs => {
            let (start, end) = common_ends(left, right);
            (with_mark(left, start, end), with_mark(right, start, end))
        }
        (left, right) => {
            let plain =
                |value: Option<&str>| html! { @if let Some(text) = value { (text) } @else { span.missing { "–" } } };
            (plain(left), plain(right))
        }
    }
}

/// Characters that two texts share at their beginning and at their end, without overlap; case and accents do not count.
fn common_ends(left: &str, right: &str) -> (usize, usize) {
    let is_same = |(one, other): &(char, char)| one == other || is_alike(*one, *other);
    let start = left.chars().zip(right.chars()).take_while(is_same).count();
    let rest = left.chars().count().min(right.chars().count()) - start;
    let end = left.chars().rev().zip(right.chars().rev()).take(rest).take_while(is_same).count();
    (start, end)
}

fn is_alike(one: char, other: char) -> bool {
    let plain = |letter: char| folded(letter.encode_utf8(&mut [0; 4]));
    let (one, other) = (plain(one), plain(other));
    !one.is_empty() && one == other
}

fn with_mark(text: &str, start: usize, end: usize) -> Markup {
    let letters: Vec<char> = text.chars().collect();
    let part = |range: std::ops::Range<usize>| letters[range].iter().collect::<String>();
    let last = letters.len() - end;
    html! { (part(0..start)) @if start < last { mark { (part(start..last)) } } (part(last..letters.len())) }
}

/// The words of the page in one language.
struct Words {
    language: Language,
    secret: &'static str,
    explanation: &'static str,
    pair: &'static str,
    of: &'static str,
    field: &'static str,
    decision: &'static str,
    reason: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::En => Self {
                language,
                secret: "Confidential: this sheet shows records of the lists.",
                explanation: "For each pair: do both records speak of the same person? Judge by what is written and \
                              by what you know; say why. Where it does not tell, “unsure” is the right answer.",
                pair: "Pair",
                of: "of",
                field: "Field",
                decision: "Decision",
                reason: "Reason",
            },
            Language::Es => Self {
                language,
                secret: "Confidencial: esta hoja muestra registros de las listas.",
                explanation: "Para cada par: ¿hablan ambos registros de la misma persona? Decida por lo escrito y por \
                              lo que usted sabe, y diga por qué. Si no alcanza para decidir, «duda» es la respuesta \
                              correcta.",
                pair: "Par",
                of: "de",
                field: "Campo",
                decision: "Decisión",
                reason: "Motivo",
            },
        }
    }

    /// A decision in words, with the word for the file where the language has another.
    const fn decision(&self, decision: Decision) -> &'static str {
        match (decision, self.language) {
            (Decision::Same, Language::En) => "same",
            (Decision::Different, Language::En) => "different",
            (Decision::Unsure, Language::En) => "unsure",
            (Decision::Same, Language::Es) => "la misma (same)",
            (Decision::Different, Language::Es) => "distintas (different)",
            (Decision::Unsure, Language::Es) => "duda (unsure)",
        }
    }
}
