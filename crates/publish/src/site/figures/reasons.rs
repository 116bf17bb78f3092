//! Why a figure moved, in words: with links to what is public, and counts of what is not.

use figure::{
    Figure,
    history::{Reason, Version},
};
use maud::{Markup, html};
use record::{Language, RecordId, numeral, short_numeral};

use super::super::{Edition, layout::pick, links::Depth};

/// Records that are named one by one; of more only the number is told.
const NAMED: usize = 12;

/// A version's number as it was printed: "66.9%", "69,280 (61,007–77,552)".
pub(in crate::site) fn value(version: &Version, language: Language) -> String {
    let published = &version.published;
    let Some(number) = published.value else {
        return match published.is_refused() {
            true => pick(language, "no estimate", "sin estimación"),
            false => pick(language, "not shown", "no se muestra"),
        }
        .to_owned();
    };
    let mut text = short_numeral(number, language);
    if published.unit == "percent" {
        text.push_str(if language == Language::En { "%" } else { "\u{a0}%" });
    }
    if let Some((low, high)) = published.interval {
        text.push_str(&format!(" ({}\u{2013}{})", numeral(low, 0, language), numeral(high, 0, language)));
    }
    text
}

/// All reasons of a step, as one list.
pub(in crate::site) fn list(edition: &Edition<'_>, reasons: &[Reason], (language, depth): (Language, Depth)) -> Markup {
    html! { ul.why { @for reason in reasons { li { (one(edition, reason, (language, depth))) } } } }
}

/// The reasons in one line of plain text, for feeds.
pub(in crate::site) fn plain(edition: &Edition<'_>, reasons: &[Reason], language: Language) -> String {
    let words =
        reasons.iter().map(|reason| text_of(&one(edition, reason, (language, Depth::of_root(language))).into_string()));
    words.collect::<Vec<_>>().join(" ")
}

/// What an HTML fragment of ours says, without its tags.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for char in html.chars() {
        match char {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if is_tag => {}
            _ => text.push(char),
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn one(edition: &Edition<'_>, reason: &Reason, (language, depth): (Language, Depth)) -> Markup {
    let say = |en, es| html! { (pick(language, en, es)) };
    match reason {
        Reason::NotShown => say(
            "The rules against recognising persons hid it before, or hide it now.",
            "Las reglas contra el reconocimiento de personas la ocultaban antes o la ocultan ahora.",
        ),
        Reason::Counted(records) => html! {
            (pick(language, "Counted since:", "Cuentan desde entonces:")) " " (names(edition, records, (language, depth))) "."
        },
        Reason::NoLonger(records) => html! {
            (pick(language, "No longer counted:", "Ya no cuentan:")) " " (names(edition, records, (language, depth))) "."
        },
        Reason::Withheld(more) => html! {
            (pick(language, "Withheld records that are counted and not shown:", "Registros reservados, contados y no mostrados:")) " "
            (if *more > 0.0 { "+" } else { "\u{2212}" }) (short_numeral(more.abs(), language)) "."
        },
        Reason::Corrected { record, property, was, by } => html! {
            (pick(language, "Corrected in the record:", "Corregido en el registro:")) " " (name(edition, record, (language, depth))) ", "
            (label(edition, (record, property), language)) ": "
            (pick(language, "no longer", "ya no")) " “" (was) "” (" (pick(language, "entry", "asiento")) " " (by) ")."
        },
        Reason::Definition { was, is } => html! {
            (pick(language, "Defined in other words. Before:", "Definida con otras palabras. Antes:")) " “" (was.get(language)) "” "
            (pick(language, "Now:", "Ahora:")) " “" (is.get(language)) "”"
        },
        Reason::Query => say("Counted by another query.", "Contada con otra consulta."),
        Reason::Unit => say("Counted in another unit.", "Contada en otra unidad."),
        Reason::Settings => say("The settings of its method changed.", "Cambiaron los ajustes de su método."),
        Reason::Input(was, is) => html! {
            (pick(language, "The lists that it is estimated from, or the settings of their linkage, changed.",
                  "Cambiaron las listas de las que se estima, o los ajustes de su vinculación."))
            @if let (Some(was), Some(is)) = (was, is) {
                " " (pick(language, "Persons on them:", "Personas en ellas:")) " " (numeral(*was as f64, 0, language)) " "
                (pick(language, "then", "entonces")) ", " (numeral(*is as f64, 0, language)) " " (pick(language, "now", "ahora")) "."
            }
        },
        Reason::Program(was, is) => html! {
            (pick(language, "Estimated by another version of the program:", "Estimada por otra versión del programa:")) " " (was) " → " (is) "."
        },
        Reason::Derived(input, was, is) => html! {
            (pick(language, "It is derived from", "Se deriva de")) " "
            @match edition.figure(input) {
                Some(figure) => { a href=(depth.figure(language, input)) { (figure.definition.title.get(language)) } }
                None => { (input.as_str()) }
            }
            ": " (optional(*was, language)) " " (pick(language, "then", "entonces")) ", " (optional(*is, language)) " " (pick(language, "now", "ahora")) "."
        },
        Reason::Claim => say("The claim was read again in its source.", "La afirmación se leyó de nuevo en su fuente."),
        Reason::Unknown => {
            say("Nothing that is public tells why: ask us.", "Nada de lo que es público dice por qué: pregúntenos.")
        }
    }
}

fn optional(number: Option<f64>, language: Language) -> String {
    number
        .map_or_else(|| pick(language, "no number", "sin número").to_owned(), |number| short_numeral(number, language))
}

fn label(edition: &Edition<'_>, (record, property): (&RecordId, &str), language: Language) -> String {
    let known = edition.schema.property(record.kind(), property);
    known.map_or_else(|| property.to_owned(), |property| property.label.get(language).to_lowercase())
}

/// The name of a record, as a link where it has a page.
fn name(edition: &Edition<'_>, record: &RecordId, (language, depth): (Language, Depth)) -> Markup {
    let has_page = edition.said_of(record).next().is_some();
    html! { @if has_page { a href=(depth.record(language, record)) { (record.as_str()) } } @else { (record.as_str()) } }
}

fn names(edition: &Edition<'_>, records: &[RecordId], at: (Language, Depth)) -> Markup {
    html! {
        @for (place, record) in records.iter().take(NAMED).enumerate() { @if place > 0 { ", " } (name(edition, record, at)) }
        @if records.len() > NAMED { " " (pick(at.0, "and more:", "y más:")) " " (records.len() - NAMED) }
    }
}

/// What a number was and is, in one line: "10 then, 9 now".
pub(in crate::site) fn then_and_now(moved: &crate::past::Moved<'_>, language: Language) -> String {
    let (then, now) = (pick(language, "then", "entonces"), pick(language, "now", "ahora"));
    format!("{} {then}, {} {now}", value(moved.was, language), value(moved.is, language))
}

/// The title of a figure.
pub(in crate::site) fn title(figure: &Figure, language: Language) -> &str {
    figure.definition.title.get(language)
}
