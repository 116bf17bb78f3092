//! A figure beside itself in other periods: values, changes, what is not comparable and why, and whether the flows of a stock
//! add up.

use figure::{
    Figure,
    flow::{Balance, Before, balance},
    series::{self, Difference, Series, change},
};
use maud::{Markup, html};
use record::{Language, Qualifier, short_numeral};

use super::{Edition, layout::pick, links::Depth};
use crate::{
    chart::{Point, line},
    elements,
};

/// The section of a figure's page; nothing where the figure stands alone.
pub(super) fn section(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    html! {
        @if let Some(series) = series::of(edition.beside(figure), figure) { (over_time((figure, &series), (depth, language))) }
        @if let Some(balance) = balance(edition.figures, figure) { (flows((figure, &balance), (depth, language))) }
    }
}

fn period(figure: &Figure, language: Language) -> String {
    let unknown = || pick(language, "period not stated", "período no indicado").to_owned();
    figure.period().map_or_else(unknown, |period| period.words(language))
}

fn over_time((figure, series): (&Figure, &Series<'_>), (depth, language): (Depth, Language)) -> Markup {
    let point = |figure: &&Figure| {
        Some(Point {
            label: period(figure, language),
            days: series::days(figure)?,
            value: figure.printed()?,
            interval: figure.interval(),
            text: figure.value_text(language),
            href: depth.figure(language, figure.id()),
        })
    };
    let points: Vec<Point> = series.points.iter().filter_map(point).collect();
    let title = pick(language, "The same in other periods", "Lo mismo en otros períodos");
    html! {
        h2 { (title) }
        (line(figure.definition.population.get(language), &points, language))
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
            thead { tr {
                th scope="col" { (pick(language, "Period", "Período")) } th.number scope="col" { (pick(language, "Value", "Valor")) }
                th.number scope="col" { (pick(language, "Change", "Cambio")) } th.number scope="col" { (pick(language, "In per cent", "En por ciento")) }
            } }
            tbody { @for (at, figure) in series.points.iter().enumerate() { tr {
                th scope="row" { a href=(depth.figure(language, figure.id())) { (period(figure, language)) } }
                td.number { (figure.value_text(language)) }
                (changed(at.checked_sub(1).map(|before| series.points[before]), figure, language))
            } } }
        } }
        p { (pick(language,
            "Register, definition and counting unit are the same. Each change is from the row above, which need not be the period before.",
            "El registro, la definición y la unidad de cuenta son los mismos. Cada cambio es respecto a la fila anterior, que puede no ser el período inmediato.")) }
        (apart(&series.apart, (depth, language)))
    }
}

/// The two cells of a change. A value that is a bound, or rounded by its source, gives none.
fn changed(before: Option<&Figure>, figure: &Figure, language: Language) -> Markup {
    let exact =
        |figure: &Figure| figure.definition.claim.as_ref().is_none_or(|claim| claim.qualifier == Qualifier::Exact);
    let pair = before
        .filter(|before| exact(before) && exact(figure))
        .and_then(|before| before.printed().zip(figure.printed()));
    let signed = |value: f64| {
        let sign = if value > 0.0 {
            "+"
        } else if value < 0.0 {
            "−"
        } else {
            "±"
        };
        format!("{sign}{}", short_numeral(rounded(value.abs()), language))
    };
    let is_share = figure.is_share();
    html! { @match pair {
        Some((from, to)) => {
            @let (absolute, percent) = change(from, to);
            td.number { (signed(absolute)) @if is_share { " " (pick(language, "points", "puntos")) } }
            td.number { @match percent { Some(percent) if !is_share => { (signed(percent)) "\u{a0}%" }, Some(_) | None => "" } }
        },
        None => { td.number {} td.number {} },
    } }
}

/// With one decimal.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn apart(apart: &[(&Figure, Vec<Difference>)], (depth, language): (Depth, Language)) -> Markup {
    html! { @if !apart.is_empty() {
        h3 { (pick(language, "Not comparable with these", "No comparable con estas")) }
        ul { @for (figure, differences) in apart {
            @let words: Vec<String> = differences.iter().map(|difference| difference.words().get(language).to_owned()).collect();
            li { a href=(depth.figure(language, figure.id())) { (figure.definition.title.get(language)) } ": " (figure.value_text(language))
                 " — " (words.join(", ")) }
        } }
    } }
}

fn flows((figure, balance): (&Figure, &Balance<'_>), (depth, language): (Depth, Language)) -> Markup {
    let print = |value: f64| short_numeral(value, language);
    let term = |sign: &'static str, (flow, value): &(&Figure, f64)| {
        html! { " " (sign) " " a href=(depth.figure(language, flow.id())) { (print(*value)) " " (flow.definition.noun.get(language)) } }
    };
    html! {
        h2 { (pick(language, "What came in and went out", "Lo que entró y salió")) }
        p { (figure.headline(language)) " = " (pick(language, "what there was before", "lo que había antes"))
            @for flow in &balance.into { (term("+", flow)) }
            @for flow in &balance.out_of { (term("−", flow)) } }
        p { (pick(language, "So before there must have been", "Así que antes tuvo que haber")) " " strong { (print(balance.must_have_been)) } ". "
            (before(balance, (depth, language))) }
    }
}

fn before(balance: &Balance<'_>, (depth, language): (Depth, Language)) -> Markup {
    let link = |figure: &Figure| html! { a href=(depth.figure(language, figure.id())) { (period(figure, language)) } ": " (figure.value_text(language)) };
    match &balance.before {
        Before::Known { figure, unaccounted } if *unaccounted == 0.0 => html! {
            (pick(language, "So it was:", "Así fue:")) " " (link(figure)) ". " (pick(language, "It adds up.", "Cuadra."))
        },
        Before::Known { figure, unaccounted } => html! {
            (pick(language, "The register had", "El registro tenía")) " " (link(figure)) ". "
            strong { (pick(language, "It does not add up", "No cuadra")) ": "
                (short_numeral(unaccounted.abs(), language)) " " (pick(language, "are unaccounted for.", "no tienen explicación.")) }
        },
        Before::Missing { last } => html! {
            (pick(language, "No figure of that time is known: it is missing here.", "No se conoce ninguna cifra de ese momento: aquí falta."))
            @if let Some(last) = last { " " (pick(language, "The last one that is known,", "La última que se conoce,")) " " (link(last))
                ", " (pick(language, "is of an earlier time.", "es de un momento anterior.")) }
        },
    }
}
