//! The defence of an estimate on its figure's page: what it rests on, what its interval holds, what other methods say.

use figure::{
    Figure, Outcome, Reach,
    estimated::{Answer, Beside, Defence, Doubt, Method, Number, Stratum},
};
use maud::{Markup, html};
use record::{Language, numeral};

use super::layout::pick;
use crate::{
    chart::{Overlap, upset},
    elements,
};

mod words;

use words::{assumptions, title};

/// The number and its defence, or the refusal and what stands beside it.
pub(super) fn evidence(figure: &Figure, language: Language) -> Markup {
    match &figure.outcome {
        Outcome::Estimated { number, defence } => html! {
            h2 { (pick(language, "How it is estimated", "Cómo se estima")) }
            dl.facts { (of_number(number, language)) (of_defence(defence, Some(number), language)) }
            (beside(defence, language))
        },
        Outcome::Refused { reason, defence } => html! {
            h2 { (pick(language, "Why there is no estimate", "Por qué no hay estimación")) }
            p { (sentence(reason.get(language))) }
            @if let Some(defence) = defence {
                dl.facts { (of_defence(defence, None, language)) }
                (beside(defence, language))
            }
        },
        Outcome::Observed { .. } | Outcome::Derived { .. } | Outcome::Claimed { .. } | Outcome::Suppressed { .. } => {
            html! {}
        }
    }
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn of_number(number: &Number, language: Language) -> Markup {
    let interval = number.interval;
    let ends = format!("{}–{}", numeral(interval.low, 0, language), numeral(interval.high, 0, language));
    html! {
        dt { (pick(language, "Documented", "Documentados")) }
        dd { (count(number.documented, language)) ", " (pick(language, "on at least one list", "en una lista al menos")) }
        dt { (pick(language, "Undocumented", "No documentados")) }
        dd { (count(number.undocumented, language)) ", " (pick(language, "on none: estimated", "en ninguna: estimados")) }
        dt { (pick(language, "In all", "En total")) }
        dd { @if number.is_lower_bound { (pick(language, "at least", "al menos")) " " }
             (numeral(number.population_persons, 0, language)) " (" (percent(interval.level, language)) ": " (ends) ")" }
    }
}

fn of_defence(defence: &Defence, number: Option<&Number>, language: Language) -> Markup {
    let is_drawn = matches!(defence.doubt, Doubt::Drawn { .. });
    html! {
        dt { (pick(language, "Method", "Método")) }
        dd { (title(defence.method, language)) (model(defence, number, language)) }
        dt { (pick(language, "Holds only if", "Vale solo si")) } dd { (assumptions(defence.method, is_drawn, language)) }
        dt { (pick(language, "Doubt about who is whom", "Duda sobre quién es quién")) }
        dd { (doubt(&defence.doubt, language)) }
        dt { (pick(language, "Matches that the linkage looked at", "Coincidencias que la vinculación examinó")) }
        @match &defence.reach {
            Reach::Estimated { share, low, high } => dd {
                (percent(*share, language)) " (95 %: " (percent(*low, language)) "–" (percent(*high, language)) ")"
                @if is_drawn { ". " (pick(language, "The interval holds those that it did not look at.", "El intervalo incluye las que no examinó.")) }
            },
            Reach::Unknown { reason } => dd lang="en" { "cannot be told: " (reason) },
        }
        dt { (pick(language, "To compute it again", "Para calcularla de nuevo")) }
        dd { "Willay " (defence.version) ", " (pick(language, "seed", "semilla")) " " (defence.seed) ", "
             (count(defence.input.statements as u64, language)) " " (pick(language, "statements with SHA-256", "declaraciones con SHA-256")) " "
             code { (defence.input.sha256) } }
    }
}

/// The model by its generators, with the numbers of the lists.
fn model(defence: &Defence, number: Option<&Number>, language: Language) -> Markup {
    let numbered: Vec<String> =
        defence.lists.iter().zip(1..).map(|(name, number)| format!("{number} = {name}")).collect();
    let is_drawn = matches!(defence.doubt, Doubt::Drawn { .. });
    let heaviest = matches!(defence.method, Method::LogLinearAverage | Method::Graphs);
    html! {
        @if let Some(number) = number.filter(|number| number.model.starts_with('[')) {
            ": " @if is_drawn { (pick(language, "on the linkage that the record shows", "en la vinculación que muestra el registro")) ", " }
            @if heaviest { (pick(language, "the heaviest", "el de más peso")) " " } (number.model) " (" (numbered.join(", ")) "; "
            (pick(language, "numbers written together, such as 12, are lists that may depend on each other",
                  "los números escritos juntos, como 12, son listas que pueden depender unas de otras")) ")"
        }
    }
}

fn doubt(doubt: &Doubt, language: Language) -> Markup {
    match doubt {
        Doubt::Drawn { linkages, without_estimate, share_of_variance } => html! {
            @if *share_of_variance == 0.0 { (pick(language, "less than", "menos del")) " " (percent(0.001, language)) }
            @else { (percent(*share_of_variance, language)) } " "
            (pick(language, "of the variance is due to linkage", "de la varianza se debe a la vinculación")) ": "
            (linkages) " " (pick(language, "ways of telling who is whom were sampled, the model was fitted to each, and the interval holds what they differ in.",
                                  "maneras de decir quién es quién se extrajeron al azar, el modelo se ajustó a cada una, y el intervalo incluye lo que difieren."))
            @if *without_estimate > 0 {
                " " (without_estimate) " " (pick(language, "of them gave no estimate.", "de ellas no dieron estimación."))
            }
        },
        Doubt::NotDrawn { reason } => html! {
            (pick(language, "Not in the interval", "No está en el intervalo")) ": " (reason.get(language))
        },
    }
}

fn beside(defence: &Defence, language: Language) -> Markup {
    html! {
        (strata(&defence.strata, language))
        (warnings(defence, language))
        (methods(&defence.beside, defence.method, language))
        (patterns(defence, language))
        @if !defence.alternatives.is_empty() {
            h3 { (pick(language, "Other models of the same lists", "Otros modelos de las mismas listas")) }
            div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
                thead { tr { th scope="col" { (pick(language, "Model", "Modelo")) } th.number scope="col" { (pick(language, "Estimate", "Estimación")) } th.number scope="col" { "BIC" } } }
                tbody { @for other in &defence.alternatives {
                    tr { th scope="row" { (other.model) } td.number { (numeral(other.population_persons, 0, language)) } td.number { (numeral(other.bic, 1, language)) } }
                } }
            } }
        }
    }
}

fn strata(strata: &[Stratum], language: Language) -> Markup {
    html! { @if !strata.is_empty() {
        h3 { (pick(language, "By strata, each estimated by itself", "Por estratos, cada uno estimado por separado")) }
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
            thead { tr {
                th scope="col" { (pick(language, "Stratum", "Estrato")) } th.number scope="col" { (pick(language, "Documented", "Documentados")) }
                th.number scope="col" { (pick(language, "Estimate", "Estimación")) } th.number scope="col" { (pick(language, "Interval", "Intervalo")) }
            } }
            tbody { @for stratum in strata { tr {
                th scope="row" { @if stratum.name == "?" { (pick(language, "not known", "no se sabe")) } @else { (stratum.name) } }
                td.number { @match stratum.documented {
                    Some(persons) => (count(persons, language)),
                    None => span.withheld { (pick(language, "not shown", "no se muestra")) },
                } }
                (cells(&stratum.answer, language))
            } } }
        } }
        p { (pick(language, "The numbers add up to that of the figure; its interval is that of the sum, not the sum of intervals.",
                  "Los números suman el de la cifra; su intervalo es el de la suma, no la suma de intervalos.")) }
    } }
}

/// The number and the ends of its interval, or the reason over both cells.
fn cells(answer: &Answer, language: Language) -> Markup {
    match answer {
        Answer::Number { population_persons, low, high, is_lower_bound } => html! {
            td.number { @if *is_lower_bound { "≥ " } (count(*population_persons, language)) }
            td.number { @match high {
                Some(high) => { (count(*low, language)) "–" (count(*high, language)) }
                None => { (pick(language, "from", "desde")) " " (count(*low, language)) }
            } }
        },
        Answer::Refused { reason } => html! {
            td.reason colspan="2" { (pick(language, "no estimate", "sin estimación")) ": " (reason.get(language)) }
        },
    }
}

fn methods(beside: &[Beside], declared: Method, language: Language) -> Markup {
    html! { @if !beside.is_empty() {
        h3 { (pick(language, "The same lists by other methods", "Las mismas listas por otros métodos")) }
        p { (pick(language, "Each on the one linkage that the record shows, so that their intervals do not hold the doubt about who is whom.",
                  "Cada uno sobre la única vinculación que muestra el registro, de modo que sus intervalos no incluyen la duda sobre quién es quién.")) }
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
            thead { tr {
                th scope="col" { (pick(language, "Method", "Método")) } th.number scope="col" { (pick(language, "Estimate", "Estimación")) }
                th.number scope="col" { (pick(language, "Interval", "Intervalo")) }
            } }
            tbody { @for one in beside { tr {
                th scope="row" {
                    @if one.method == declared { strong { (title(one.method, language)) } } @else { (title(one.method, language)) }
                    @if one.strata_left_out > 0 { " (" (pick(language, "strata left out", "estratos excluidos")) ": " (one.strata_left_out) ")" }
                }
                (cells(&one.answer, language))
            } } }
        } }
    } }
}

fn warnings(defence: &Defence, language: Language) -> Markup {
    html! { @if !defence.warnings.is_empty() {
        h3 { (pick(language, "What to know before using it", "Lo que hay que saber antes de usarla")) }
        ul { @for said in &defence.warnings {
            li { @if !said.stratum.is_empty() { strong { (said.stratum) } ": " } (said.text.get(language)) " " span.nature { (said.code) } }
        } }
    } }
}

fn patterns(defence: &Defence, language: Language) -> Markup {
    let too_small = pick(language, "too small to be shown", "demasiado pequeña para mostrarse");
    let overlaps: Vec<Overlap> = defence
        .patterns
        .iter()
        .map(|(pattern, persons)| Overlap {
            pattern: *pattern,
            count: *persons,
            text: persons.map_or_else(|| too_small.to_owned(), |persons| count(persons, language)),
        })
        .collect();
    let title = pick(language, "Persons by the lists that hold them", "Personas según las listas que las incluyen");
    let caption = pick(
        language,
        "On exactly these lists, the largest group first",
        "Exactamente en estas listas, el grupo mayor primero",
    );
    html! { h3 { (title) } (upset(caption, (&defence.lists, &overlaps), language)) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^53")]
fn count(number: u64, language: Language) -> String {
    numeral(number as f64, 0, language)
}

/// A share in percent, with a decimal where it is not whole.
fn percent(share: f64, language: Language) -> String {
    let percent = (1_000.0 * share).round() / 10.0;
    format!("{}\u{a0}%", numeral(percent, u8::from(percent.fract() != 0.0).into(), language))
}
