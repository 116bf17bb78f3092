//! The register card: who counts, what is taken in, up to when, who is missing, and what other lists of the same people say.
//!
//! The overlap of lists is that of the linkage on which an estimate of the same population rests; the share that a register
//! documents is its number in percent of each estimate of that population, ours or others', with the ends of its interval.

use std::collections::BTreeSet;

use figure::{
    Figure, Outcome,
    definition::{Card, Claim},
    unit::CountingUnit,
};
use maud::{Markup, html};
use record::{Language, numeral, short_numeral};

use super::super::{Edition, layout::pick, links::Depth, places};
use crate::elements;

pub(in super::super) fn card(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let definition = &figure.definition;
    let unit =
        CountingUnit::named(&definition.unit).map(|unit| unit.label().get(language).to_owned()).unwrap_or_default();
    let period = match definition.period.as_deref() {
        Some("?") => pick(language, "not stated by the source", "la fuente no lo dice").to_owned(),
        Some(period) => period.parse::<record::Edtf>().map_or(period.to_owned(), |date| date.words(language)),
        None => String::new(),
    };
    let place = definition.place.as_deref().map(|place| places::called(edition.schema, places::parse(place), language));
    let place = place.unwrap_or_default();
    let none = Card::default();
    let card = definition.card.as_ref().unwrap_or(&none);
    let cut_off = card.cut_off.as_ref().map(|date| date.words(language)).unwrap_or_default();
    let facts = [
        (pick(language, "Who counts", "Quién cuenta"), definition.register.get(language).to_owned()),
        (pick(language, "Definition", "Definición"), definition.definition.get(language).to_owned()),
        (pick(language, "Counting unit", "Unidad de cuenta"), unit),
        (pick(language, "Population", "Población"), definition.population.get(language).to_owned()),
        (pick(language, "Taken in", "Se incluye"), card.inclusion.get(language).to_owned()),
        (pick(language, "Period", "Período"), period),
        (pick(language, "Counted up to", "Contado hasta"), cut_off),
        (pick(language, "Place", "Lugar"), place),
        (pick(language, "Known gaps", "Vacíos conocidos"), card.gaps.get(language).to_owned()),
        (pick(language, "Note", "Nota"), definition.reason.get(language).to_owned()),
    ];
    html! {
        section.card aria-label=(pick(language, "Register card", "Ficha del registro")) {
            dl.facts {
                @for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) { dt { (name) } dd { (text) } }
                (others(edition, (figure, card), language))
                (undercount(edition, figure, language))
            }
            (overlap(edition, figure, language))
        }
    }
}

/// Other lists of the same population: those that are named, and the registers of the figures that answer the same question.
fn others(edition: &Edition<'_>, (figure, card): (&Figure, &Card), language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let named: BTreeSet<_> = card.other_lists.iter().filter_map(|list| list.figure.as_ref()).collect();
    let own = figure.definition.register.get(language);
    let rivals = edition.answers(figure).into_iter().filter(|other| {
        let definition = &other.definition;
        let register = definition.register.get(language);
        other.id() != figure.id()
            && !register.is_empty()
            && register != own
            && !other.is_estimate()
            && definition.claim.as_ref().is_none_or(|claim: &Claim| claim.retells.is_none())
            && !named.contains(other.id())
    });
    let rivals: Vec<&Figure> = rivals.collect();
    html! {
        @if !card.other_lists.is_empty() || !rivals.is_empty() {
            dt { (pick(language, "Other lists", "Otras listas")) }
            dd { ul.plain {
                @for list in &card.other_lists { li {
                    @match list.figure.as_ref().and_then(|id| edition.figure(id)) {
                        Some(counted) => { (list.name.get(language)) ": " a href=(depth.figure(language, counted.id())) { (counted.value_text(language)) } }
                        None => { (list.name.get(language)) }
                    }
                } }
                @for rival in rivals { li {
                    (rival.definition.register.get(language)) ": " a href=(depth.figure(language, rival.id())) { (rival.value_text(language)) }
                } }
            } }
        }
    }
}

/// Estimates of the population that a figure counts a part of, in its period and place.
fn estimates<'a>(edition: &'a Edition<'_>, figure: &'a Figure) -> impl Iterator<Item = &'a Figure> {
    let of = &figure.definition;
    let is_one = move |other: &&Figure| {
        let with = &other.definition;
        let is_comparable =
            of.counting_unit().zip(with.counting_unit()).is_some_and(|(one, other)| one.is_comparable(other));
        let is_retold = with.claim.as_ref().is_some_and(|claim| claim.retells.is_some());
        other.is_estimate() && other.id() != figure.id() && is_comparable && !is_retold && with.place == of.place
    };
    edition.alike(figure).filter(is_one)
}

fn undercount(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let counted = figure.printed().filter(|_| !figure.is_estimate() && !figure.is_share());
    let all: Vec<(&Figure, f64)> =
        estimates(edition, figure).filter_map(|other| Some((other, other.printed()?))).collect();
    // What is more than an estimate of all is no part of it: the definitions differ.
    let Some(counted) = counted.filter(|counted| all.iter().any(|(_, estimate)| counted <= estimate)) else {
        return html! {};
    };
    let percent = |whole: f64| (1_000.0 * counted / whole).round() / 10.0;
    html! {
        dt { (pick(language, "Estimated to be documented", "Documentado, según estimaciones")) }
        dd { ul.plain { @for (estimate, whole) in all.iter().filter(|(_, whole)| counted <= *whole) { li {
            (short_numeral(percent(*whole), language)) (sign(language))
            @if let Some((low, high)) = estimate.interval() {
                " (" (short_numeral(percent(high.max(counted)), language)) "–" (short_numeral(percent(low.max(counted)), language)) (sign(language)) ")"
            }
            " " (pick(language, "of", "de")) " " (estimate.value_text(language)) ": "
            a href=(depth.figure(language, estimate.id())) { (estimate.definition.title.get(language)) }
        } } } }
    }
}

fn sign(language: Language) -> &'static str {
    pick(language, "%", "\u{a0}%")
}

/// Persons on two lists at once, by the linkage of an estimate: of the figure itself, or of one of its population.
fn overlap(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let has_population = !figure.definition.population.is_empty();
    let is_as_real = |other: &&Figure| other.definition.is_synthetic == figure.definition.is_synthetic;
    let alike = edition.alike(figure).filter(is_as_real).filter(|_| has_population);
    let own = std::iter::once(figure).chain(alike);
    let defence = own.filter_map(|one| match &one.outcome {
        Outcome::Estimated { defence, .. } => Some(defence),
        Outcome::Observed { .. }
        | Outcome::Derived { .. }
        | Outcome::Claimed { .. }
        | Outcome::Suppressed { .. }
        | Outcome::Refused { .. } => None,
    });
    let Some(defence) = defence.max_by_key(|defence| defence.lists.len()) else { return html! {} };
    let (lists, patterns) = (&defence.lists, &defence.patterns);
    html! {
        details {
            summary { (pick(language, "How far the lists overlap, by their linkage", "Cuánto coinciden las listas, según su vinculación")) }
            div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
                thead { tr { th scope="col" { (pick(language, "Persons on both", "Personas en ambas")) }
                             @for list in lists { th.number scope="col" { (list) } } } }
                tbody { @for (at, list) in lists.iter().enumerate() { tr {
                    th scope="row" { (list) }
                    @for other in 0..lists.len() { td.number { (on_both(patterns, (at, other), language)) } }
                } } }
            } }
        }
    }
}

/// Persons on two lists; not shown where a part of them is not.
fn on_both(patterns: &[(u32, Option<u64>)], (one, other): (usize, usize), language: Language) -> String {
    let both = (1_u32 << one) | (1_u32 << other);
    let counts: Option<Vec<u64>> =
        patterns.iter().filter(|(lists, _)| lists & both == both).map(|(_, count)| *count).collect();
    match counts {
        #[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^53")]
        Some(counts) => numeral(counts.iter().sum::<u64>() as f64, 0, language),
        None => pick(language, "not shown", "no se muestra").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_on_both_lists_are_of_every_pattern_that_holds_both() {
        let patterns = [(0b001, Some(40)), (0b011, Some(7)), (0b111, Some(5)), (0b101, Some(2))];
        assert_eq!(on_both(&patterns, (0, 1), Language::En), "12");
        assert_eq!(on_both(&patterns, (0, 0), Language::En), "54");
        assert_eq!(on_both(&patterns, (1, 2), Language::En), "5");
        assert_eq!(on_both(&[(0b011, None), (0b111, Some(5))], (0, 1), Language::Es), "no se muestra");
    }
}
