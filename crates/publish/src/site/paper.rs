//! What of the site goes on paper: the same words by the same rules, without what only a screen needs.

use figure::Figure;
use maud::html;
use record::Language;

use super::{Edition, feeds, figures, layout::pick, links::in_language, pages};
use crate::article::CheckedPage;

/// An article or a standing page, with its corrections and what was waived, as HTML.
pub fn page(edition: &Edition<'_>, page: &CheckedPage) -> String {
    html! { (pages::body(edition, page)) (pages::accepted(page)) }.into_string()
}

/// A figure with its register card, its parts, what it rests on and who disagrees, as HTML. Its records stay on the site.
pub fn figure(edition: &Edition<'_>, figure: &Figure, language: Language) -> String {
    let answers = edition.answers(figure);
    let markup = html! {
        p { strong { (figure.value_text(language)) } " " (figure.definition.noun.get(language)) " (" (figures::class(figure, language)) ")" }
        (figures::card(edition, figure, language))
        (figures::parts(edition, figure, language))
        @if answers.len() > 1 {
            h2 { (pick(language, "Others who answer the same question", "Otros que responden la misma pregunta")) }
            ul { @for other in answers.iter().filter(|other| other.id() != figure.id()) {
                li { (other.definition.title.get(language)) ": " (other.value_text(language)) (agreement((figure, other), language))
                     @if !other.definition.reason.is_empty() { " — " (other.definition.reason.get(language)) } }
            } }
        }
    };
    markup.into_string()
}

/// Whether two answers to one question are the same number.
fn agreement((figure, other): (&Figure, &Figure), language: Language) -> &'static str {
    match (figure.printed(), other.printed(), figure.interval().or_else(|| other.interval())) {
        (Some(one), Some(two), _) if (one - two).abs() < f64::EPSILON => pick(language, " (the same)", " (igual)"),
        (Some(one), Some(two), Some((low, high))) if (low..=high).contains(&one) && (low..=high).contains(&two) => {
            pick(language, " (within the interval)", " (dentro del intervalo)")
        }
        (Some(_), Some(_), _) => pick(language, " (differs)", " (difiere)"),
        (_, _, _) => "",
    }
}

/// How much is hidden on the whole site, in words.
pub fn hidden(edition: &Edition<'_>, language: Language) -> String {
    figures::hidden(edition.disclosure, language)
}

/// The address of a path of the site.
pub fn address(edition: &Edition<'_>, path: &str) -> String {
    feeds::address(edition, path)
}

/// The address at which a figure can be checked.
pub fn address_of(edition: &Edition<'_>, figure: &Figure, language: Language) -> String {
    address(edition, &in_language(language, &format!("figures/{}.html", figure.id())))
}
