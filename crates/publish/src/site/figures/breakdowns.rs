//! A figure by its parts: rows shown, hidden, in bands or rounded, and what makes them add up.

use figure::{
    Figure,
    disclosure::{Summary, Words},
    outcome::{Breakdown, BreakdownCell},
};
use maud::{Markup, html};
use record::{Language, short_numeral};

use super::super::{Edition, charts, layout::pick, places};
use crate::elements;

/// One breakdown as a table that adds up to its figure.
pub(super) fn table(edition: &Edition<'_>, (figure, breakdown): (&Figure, &Breakdown), language: Language) -> Markup {
    let print = |number: f64| short_numeral(number, language);
    let is_coarse = breakdown.cells.iter().any(|cell| cell.words.is_some());
    html! {
        h2 { (pick(language, "By", "Por")) " " (charts::column(edition.schema, &breakdown.column, language)) }
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
            tbody {
                @for cell in &breakdown.cells {
                    tr { th scope="row" { (label(edition, cell, language)) } td.number { (count(cell, language)) } }
                }
                @if let Some(withheld) = breakdown.withheld {
                    tr { th scope="row" { span.withheld { (pick(language, "withheld and counted", "reservados y contados")) } }
                         td.number { (print(withheld)) } }
                }
            }
            @if let Some(total) = figure.printed() {
                tfoot { tr { th scope="row" { (pick(language, "in all", "en total")) } td.number { (print(total)) } } }
            }
        } }
        @if breakdown.withheld.is_some() {
            p { (pick(language,
                "Rows that are not shown, and rows that are not listed, are counted together: what is small is hidden, and so is what would give it away.",
                "Las filas que no se muestran y las que no figuran se cuentan juntas: se oculta lo pequeño y lo que permitiría deducirlo.")) }
        }
        @if is_coarse {
            p { (pick(language,
                "Rows are printed less exactly than they were counted, so that nobody can be recognised; they need not add up to the whole.",
                "Las filas se imprimen con menos exactitud de la contada, para que nadie pueda ser reconocido; no tienen por qué sumar el total.")) }
        }
    }
}

/// What a row is called: a place by its name.
fn label(edition: &Edition<'_>, cell: &BreakdownCell, language: Language) -> String {
    places::known(edition.schema, places::parse(&cell.label), language).unwrap_or_else(|| cell.label.clone())
}

fn count(cell: &BreakdownCell, language: Language) -> Markup {
    match (cell.count, cell.words) {
        (Some(count), _) => html! { (short_numeral(count, language)) },
        (None, Some(said)) => html! { (words(said, language)) },
        (None, None) => html! { span.withheld { (pick(language, "not shown", "no se muestra")) } },
    }
}

/// A band or a rounded count.
#[expect(clippy::cast_precision_loss, reason = "persons are far below 2^53")]
pub(in super::super) fn words(said: Words, language: Language) -> String {
    let print = |count: i64| short_numeral(count as f64, language);
    match said {
        Words::FewerThan(end) => format!("{} {}", pick(language, "fewer than", "menos de"), print(end)),
        Words::Between(least, most) => format!("{} {} {}", print(least), pick(language, "to", "a"), print(most)),
        Words::OrMore(least) => format!("{} {}", print(least), pick(language, "or more", "o más")),
        Words::About(rounded) => format!("{} {}", pick(language, "about", "unos"), print(rounded)),
    }
}

/// Why a figure has no number. Which of the two reasons it is would say that it is small.
pub(super) fn suppressed((threshold, instead): (u64, Option<Words>), language: Language) -> Markup {
    html! {
        @if let Some(said) = instead { p { (words(said, language)) } }
        p { (pick(language, "Withheld, so that nobody can be recognised: it is below", "No se muestra, para que nadie pueda ser reconocido: es inferior a"))
            " " (threshold) ", "
            (pick(language, "or from it a number that is below could be worked out.", "o permitiría deducir un número que lo es.")) }
    }
}

/// What is hidden on the whole site, and how it was checked.
pub(in super::super) fn summary(summary: &Summary, language: Language) -> String {
    let (hidden, numbers) = (summary.hidden, summary.numbers);
    let (ordinary, grave) = (summary.thresholds.threshold, summary.thresholds.grave);
    match language {
        Language::En => format!(
            "Of {numbers} counts, {hidden} are not shown: counts of withheld records below {ordinary} ({grave} where the harm is \
             grave), and what would give them away, on this page, on others, or beside an earlier version. A figure that grew by \
             fewer than that stays at its last version. Before publication a program tried to work the hidden counts out \
             from everything that is shown, and could not."
        ),
        Language::Es => format!(
            "De {numbers} cuentas, {hidden} no se muestran: las de registros reservados inferiores a {ordinary} ({grave} cuando el \
             daño es grave) y lo que permitiría deducirlas en esta página, en otras o frente a una versión anterior. Una cifra que \
             creció en menos que eso conserva su última versión. Antes de publicar, un programa intentó deducir las cuentas ocultas \
             de todo lo que se muestra, y no pudo."
        ),
    }
}
