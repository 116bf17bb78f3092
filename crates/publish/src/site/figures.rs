//! The page of a figure: what it says, what it counts, where it is from, who disagrees.

use std::collections::{BTreeMap, BTreeSet};

use figure::{Figure, Outcome, definition::Claim};
use maud::{Markup, html};
use record::{DocumentId, Language, Qualifier, short_numeral};

use super::{
    Edition, Files, archives, charts, estimates,
    layout::{About, Page, page, pick},
    linked_data::{dataset, review::Reviews},
    links::{Depth, in_language},
    pictures, series,
};
use crate::{
    article::Section,
    chart::{Bar, dots},
    elements,
};

mod breakdowns;
mod check;
mod history;
pub(super) mod reasons;
mod register;

pub(super) use breakdowns::summary as hidden;
pub(super) use register::card;

pub(super) fn render(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let depth = Depth::of_section(language);
    let is_translated = edition.settings.languages.len() > 1;
    let mut add = |path: &str, title: &str, (about, body): (About, Markup), figures: BTreeSet<_>| {
        let html = page(edition, &Page { language, path, title, depth, is_translated, about, body });
        files.add(in_language(language, path), html, figures);
    };
    let title = pick(language, "Figures", "Cifras");
    add("figures/index.html", title, (About::default(), index(edition, language)), BTreeSet::new());
    let reviews = Reviews::of(edition);
    for figure in edition.figures {
        let path = format!("figures/{}.html", figure.id());
        add(
            &path,
            figure.definition.title.get(language),
            (about(edition, (figure, &reviews), language), body(edition, (figure, &reviews), language)),
            [figure.id().clone()].into(),
        );
    }
}

/// The figure for programs: its number in a sentence, the data set, and how it compares with ours where others claim it.
fn about(edition: &Edition<'_>, (figure, reviews): (&Figure, &Reviews), language: Language) -> About {
    let summary = format!(
        "{}: {} ({}).",
        figure.definition.title.get(language),
        figure.value_text(language),
        class(figure, language)
    );
    let review = reviews.block(edition, figure, language);
    let data = [dataset::of_figure(edition, figure, language)].into_iter().chain(review).collect();
    About { summary, data, card: Some(pictures::of_figure(edition, figure, language)), ..About::default() }
}

fn index(edition: &Edition<'_>, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let mut topics: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in edition.figures {
        topics.entry(&figure.definition.topic).or_default().push(figure);
    }
    html! {
        h1 { (pick(language, "Figures", "Cifras")) }
        p.lead { (pick(language, "Everything that this site counts, derives, estimates, or has read in others.",
                       "Todo lo que este sitio cuenta, deriva, estima o ha leído en otros.")) }
        p { (breakdowns::summary(edition.disclosure, language)) " "
            a href=(depth.to("data/disclosure.json")) { (pick(language, "The rules as data", "Las reglas como datos")) } "." }
        @for (topic, figures) in topics {
            h2 { (topic.replace('-', " ")) }
            div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
                thead { tr {
                    th scope="col" { (pick(language, "Figure", "Cifra")) } th.number scope="col" { (pick(language, "Value", "Valor")) }
                    th scope="col" { (pick(language, "What it is", "Qué es")) }
                } }
                tbody { @for figure in figures {
                    tr {
                        th scope="row" { a href=(depth.figure(language, figure.id())) { (figure.definition.title.get(language)) } }
                        td.number { (figure.value_text(language)) }
                        td { (class(figure, language)) (synthetic(figure, language)) }
                    }
                } }
            } }
        }
    }
}

/// Counted, derived, estimated, claimed: never one label for two.
pub(super) fn class(figure: &Figure, language: Language) -> &'static str {
    match &figure.outcome {
        Outcome::Observed { .. } => pick(language, "counted in the record", "contada en el registro"),
        Outcome::Derived { .. } => pick(language, "derived from other figures", "derivada de otras cifras"),
        Outcome::Estimated { number, .. } if number.is_lower_bound => {
            pick(language, "lower bound, estimated by a model", "cota inferior, estimada por un modelo")
        }
        Outcome::Estimated { .. } => pick(language, "estimated by a model", "estimada por un modelo"),
        Outcome::Claimed { .. } if figure.is_estimate() => {
            pick(language, "estimate published by others", "estimación publicada por otros")
        }
        Outcome::Claimed { .. } => pick(language, "claimed by others", "afirmada por otros"),
        Outcome::Suppressed { .. } => pick(language, "suppressed", "suprimida"),
        Outcome::Refused { .. } => pick(language, "refused by the model", "rechazada por el modelo"),
    }
}

fn synthetic(figure: &Figure, language: Language) -> Markup {
    html! { @if figure.definition.is_synthetic { " " span.synthetic { (pick(language, "synthetic", "sintética")) } } }
}

fn body(edition: &Edition<'_>, (figure, reviews): (&Figure, &Reviews), language: Language) -> Markup {
    let definition = &figure.definition;
    html! {
        p.class { (class(figure, language)) (synthetic(figure, language)) }
        h1 { (definition.title.get(language)) }
        p.big { data value=(figure.printed().map(|value| value.to_string()).unwrap_or_default()) { (figure.headline(language)) }
                @if let Some(interval) = figure.interval_text(language) { span.interval { (pick(language, "interval", "intervalo")) " " (interval) (level(figure)) } }
                " " span { (definition.noun.get(language)) } }
        (register::card(edition, figure, language))
        (evidence(edition, figure, language))
        (reviews.shown(edition, figure, language))
        (sources(edition, &dataset::documents(edition, figure), language))
        (series::section(edition, figure, language))
        (charts::shares(edition, figure, language))
        (charts::by_place(edition, figure, language))
        (rivals(edition, figure, language))
        (related(edition, figure, language))
        (used(edition, figure, language))
        (archives::of_figure(edition, figure, Depth::of_section(language), language))
        (history::table(edition, figure, language))
        (check::section(edition, figure, language))
    }
}

/// The level of an interval of our own: " (90 %)". Others may not say theirs.
fn level(figure: &Figure) -> String {
    match &figure.outcome {
        Outcome::Estimated { number, .. } => format!(" ({}\u{a0}%)", (1_000.0 * number.interval.level).round() / 10.0),
        Outcome::Observed { .. }
        | Outcome::Derived { .. }
        | Outcome::Claimed { .. }
        | Outcome::Suppressed { .. }
        | Outcome::Refused { .. } => String::new(),
    }
}

fn evidence(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    match (&figure.outcome, &figure.definition.claim) {
        (Outcome::Observed { .. }, _) => observed(edition, figure, language),
        (Outcome::Derived { inputs, .. }, _) => html! {
            h2 { (pick(language, "How it is derived", "Cómo se deriva")) }
            ul { @for input in inputs.iter().filter_map(|id| edition.figure(id)) {
                li { a href=(depth.figure(language, input.id())) { (input.definition.title.get(language)) } ": " (input.value_text(language)) }
            } }
        },
        (Outcome::Estimated { .. } | Outcome::Refused { .. }, _) => estimates::evidence(figure, language),
        (Outcome::Claimed { passage }, Some(claim)) => claimed(edition, (claim, passage), language),
        (Outcome::Suppressed { threshold, instead }, _) => breakdowns::suppressed((*threshold, *instead), language),
        (Outcome::Claimed { .. }, None) => html! {},
    }
}

/// The addresses of sources, on paper, where no link can be followed.
pub(super) fn sources(edition: &Edition<'_>, documents: &BTreeSet<DocumentId>, language: Language) -> Markup {
    html! {
        @if !documents.is_empty() {
            div.paper {
                h2 { (pick(language, "Sources", "Fuentes")) }
                ul { @for archived in documents.iter().filter_map(|id| edition.document(id)) {
                    @let described = &archived.document.description;
                    li { (described.title.get(language)) ". " (described.url.as_deref().unwrap_or(&described.producer)) }
                } }
            }
        }
    }
}

/// What a figure rests on without its records one by one: for paper.
pub(super) fn parts(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    match &figure.outcome {
        Outcome::Observed { value, withheld, breakdowns, .. } => html! {
            @for breakdown in breakdowns { (breakdowns::table(edition, (figure, breakdown), language)) }
            h2 { (pick(language, "The records behind it", "Los registros detrás")) }
            p { (pick(language, "Public:", "Públicos:")) " " (short_numeral(value - withheld, language)) "; "
                (pick(language, "withheld and counted:", "reservados y contados:")) " " (short_numeral(*withheld, language)) "; "
                (pick(language, "in all", "en total")) " " strong { (short_numeral(*value, language)) } "." }
        },
        Outcome::Derived { .. }
        | Outcome::Estimated { .. }
        | Outcome::Claimed { .. }
        | Outcome::Suppressed { .. }
        | Outcome::Refused { .. } => evidence(edition, figure, language),
    }
}

fn observed(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let Outcome::Observed { members, breakdowns, withheld, .. } = &figure.outcome else { return html! {} };
    let depth = Depth::of_section(language);
    let is_weighted = members.iter().any(|member| (member.weight - 1.0).abs() > f64::EPSILON);
    let print = |number: f64| short_numeral(number, language);
    html! {
        @for breakdown in breakdowns { (charts::of_breakdown(edition, (figure.definition.noun.get(language), breakdown), language)) (breakdowns::table(edition, (figure, breakdown), language)) }
        h2 { (pick(language, "The records behind it", "Los registros detrás")) }
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
            thead { tr { th scope="col" { (pick(language, "Record", "Registro")) } th scope="col" { (pick(language, "Words of the source", "Palabras de la fuente")) }
                         @if is_weighted { th.number scope="col" { (pick(language, "Number", "Número")) } } } }
            tbody {
                @for member in members.iter().filter(|member| member.is_public) {
                    @let words = edition.said_of(&member.record).find_map(|(_, statement)| statement.origin.passage.as_ref());
                    tr {
                        th scope="row" { a href=(depth.record(language, &member.record)) { (member.record.as_str()) } }
                        td { @if let Some(passage) = words { a.quote href=(depth.passage(passage)) { mark { (passage.selector.exact) } } } }
                        @if is_weighted { td.number { (print(member.weight)) } }
                    }
                }
                @if *withheld > 0.0 {
                    tr { th scope="row" { span.withheld { (pick(language, "withheld and counted", "reservados y contados")) } }
                         td { (pick(language, "confidential records: their number, not their names", "registros confidenciales: su número, no sus nombres")) ": " (print(*withheld)) }
                         @if is_weighted { td.number { (print(*withheld)) } } }
                }
            }
        } }
    }
}

fn claimed(edition: &Edition<'_>, (claim, passage): (&Claim, &record::Passage), language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let source = edition.document(&passage.document).map(|archived| archived.document.description.title.get(language));
    html! {
        h2 { (pick(language, "Who says so", "Quién lo dice")) }
        p { (claim.by) @if let Some(date) = &claim.date { ", " (date.words(language)) } }
        @if !claim.chain.is_empty() {
            p { (pick(language, "Through", "A través de")) ": " (claim.chain.join(" → ")) }
        }
        @if claim.qualifier != Qualifier::Exact {
            p { (pick(language, "In the source with the qualifier", "En la fuente con el calificador")) " " strong { (claim.qualifier.words(language)) } }
        }
        @if let Some(origin) = claim.retells.as_ref().and_then(|id| edition.figure(id)) {
            p { (pick(language, "Retells", "Reproduce")) ": " a href=(depth.figure(language, origin.id())) { (origin.definition.title.get(language)) } }
        }
        blockquote { "…" (from_word(&passage.selector.prefix)) a.quote href=(depth.passage(passage)) { mark { (passage.selector.exact) } } (to_word(&passage.selector.suffix)) "…"
            @if let Some(source) = source { footer { a href=(depth.document(&passage.document)) { (source) } } } }
    }
}

/// A prefix from its first whole word on.
fn from_word(prefix: &str) -> &str {
    prefix.split_once(char::is_whitespace).map_or(prefix, |(_, rest)| rest)
}

/// A suffix up to its last whole word.
fn to_word(suffix: &str) -> &str {
    suffix.rsplit_once(char::is_whitespace).map_or(suffix, |(rest, _)| rest)
}

fn rivals(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let same = edition.answers(figure);
    if same.len() < 2 {
        return html! {};
    }
    let rows: Vec<Bar> = same
        .iter()
        .filter_map(|other| {
            Some(Bar {
                label: other.definition.title.get(language).to_owned(),
                value: other.printed()?,
                interval: other.interval(),
                text: other.value_text(language),
                href: depth.figure(language, other.id()),
            })
        })
        .collect();
    html! {
        h2 { (pick(language, "Others who answer the same question", "Otros que responden la misma pregunta")) }
        (dots(pick(language, "The same question, other answers", "La misma pregunta, otras respuestas"), &rows, language))
        ul { @for other in same.iter().filter(|other| other.id() != figure.id()) {
            li { a href=(depth.figure(language, other.id())) { (other.definition.title.get(language)) } ": " (other.value_text(language))
                 @if !other.definition.reason.is_empty() { " — " (other.definition.reason.get(language)) } }
        } }
    }
}

fn related(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let proceeding = figure.definition.proceeding.as_ref();
    html! {
        @if !figure.definition.related.is_empty() || proceeding.is_some() {
            h2 { (pick(language, "Beside it", "Junto a ella")) }
            ul {
                @for other in figure.definition.related.iter().filter_map(|id| edition.figure(id)) {
                    li { a href=(depth.figure(language, other.id())) { (other.definition.title.get(language)) } ": " (other.value_text(language)) }
                }
                @if let Some(proceeding) = proceeding {
                    li { a href=(depth.record(language, proceeding)) { (pick(language, "The proceeding, accused by accused", "El proceso, acusado por acusado")) } }
                }
            }
        }
    }
}

fn used(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let pages = edition.pages_with(figure.id(), language);
    html! {
        @if !pages.is_empty() {
            h2 { (pick(language, "Where it is used", "Dónde se usa")) }
            ul { @for page in pages {
                @let folder = if page.head.section == Section::Article { "articles" } else { "pages" };
                li { a href=(depth.to(&in_language(language, &format!("{folder}/{}.html", page.head.slug)))) { (page.head.title) } }
            } }
        }
    }
}
