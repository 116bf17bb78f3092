//! Every value of a figure that was published, with its entry and why it moved; what its articles said of it before.

use figure::{Figure, history::Step};
use maud::{Markup, html};
use record::Language;

use super::{
    super::{Edition, corrections, layout::pick, links::Depth},
    reasons,
};

/// The published values, newest first.
pub(super) fn table(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let steps = edition.past.histories.steps(&figure.definition);
    let depth = Depth::of_section(language);
    html! {
        @if !steps.is_empty() {
            h2 id="history" { (pick(language, "Published values", "Valores publicados")) }
            div.scroll { table.history {
                thead { tr {
                    th scope="col" { (pick(language, "Published", "Publicado")) } th scope="col" { (pick(language, "Entry", "Asiento")) }
                    th.number scope="col" { (pick(language, "Value", "Valor")) } th.reason scope="col" { (pick(language, "What changed, and why", "Qué cambió y por qué")) }
                } }
                tbody { @for step in steps.iter().rev() {
                    tr id=(format!("v-{}", step.version.sequence)) {
                        th scope="row" { time datetime=(step.version.time.day()) { (step.version.time.day()) } }
                        td { (step.version.sequence) }
                        td.number { (reasons::value(step.version, language)) }
                        td.reason { (why(edition, step, (language, depth))) }
                    }
                } }
            } }
            p { (feeds(figure, (language, depth))) }
        }
        (corrections::of_figure(edition, figure, (language, depth)))
    }
}

fn why(edition: &Edition<'_>, step: &Step<'_>, at: (Language, Depth)) -> Markup {
    html! {
        @match step.before {
            None => { (pick(at.0, "First published.", "Primera publicación.")) }
            Some(_) => { (reasons::list(edition, &step.reasons, at)) }
        }
    }
}

fn feeds(figure: &Figure, (language, depth): (Language, Depth)) -> Markup {
    let to = |ending: &str| {
        depth.to(&super::super::links::in_language(language, &format!("feeds/figure-{}.{ending}", figure.id())))
    };
    html! {
        (pick(language, "Follow this number:", "Seguir este número:")) " " a href=(to("xml")) { "Atom" } ", " a href=(to("json")) { "JSON Feed" } "."
    }
}
