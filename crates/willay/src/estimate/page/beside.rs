//! The report's part for what stands beside our numbers: selection rules, parts, differences, figures by others.

use maud::{Markup, html};

use super::{
    forest::{self, Line},
    of_total,
    plot::{Plot, Table, words},
};
use crate::estimate::{
    Estimated,
    beside::{Compared, RuleLine, compared, numbers, of_totals, range, rules},
    language::t,
    summary::{
        beside::{estimable, range_words, said},
        count, interval, persons,
    },
    total::Total,
};

/// All of it; nothing where there is nothing.
pub(super) fn sections(estimated: &Estimated<'_>) -> Markup {
    html! {
        (of_rules(estimated))
        (rivals(estimated))
        (parts(estimated))
    }
}

fn of_rules(estimated: &Estimated<'_>) -> Markup {
    let lines = rules(estimated);
    let Some((least, most)) = range(&lines) else { return html! {} };
    let row = |line: &RuleLine<'_>| {
        let strata = format!("{} / {}", line.strata.0, line.strata.1);
        vec![t(line.title), persons(line.population_persons), interval(line.low, line.high), strata]
    };
    let plot = Plot {
        name: "rules".to_owned(),
        title: t("Selection rules"),
        description: t("For each rule the population by the log-linear models that it chooses, with its interval."),
        table: Table { head: words(&["rule", "persons", "interval", "strata"]), rows: lines.iter().map(row).collect() },
    };
    let drawn: Vec<Line> = lines
        .iter()
        .map(|line| Line {
            label: t(line.title),
            point: line.population_persons,
            low: line.low,
            high: line.high,
            is_bound: false,
        })
        .collect();
    html! {
        section {
            h2 { (t("What the rule of choice decides")) }
            p { (range_words(least, most)) " " (t("The table does not say which rule is right.")) }
            (forest::figure(&plot, &drawn, None))
            details {
                summary { (t("The reasons of each rule")) }
                dl { @for line in &lines { dt { (t(line.title)) } dd { (t(line.reason)) "." } } }
            }
        }
    }
}

fn rivals(estimated: &Estimated<'_>) -> Markup {
    let compared = compared(estimated);
    let row = |one: &Compared<'_>| {
        let rival = one.rival;
        let reach = rival.low.zip(rival.high).map_or_else(String::new, |(low, high)| interval(low, high));
        vec![label(one), persons(rival.persons), reach]
    };
    let plot = Plot {
        name: "rivals".to_owned(),
        title: t("Figures by others, and ours of the same persons below"),
        description: t("For each figure its interval where it has one; ours follow."),
        table: Table { head: words(&["figure", "persons", "interval"]), rows: compared.iter().map(row).collect() },
    };
    let of_rival = |one: &Compared<'_>| Line {
        label: label(one),
        point: one.rival.persons,
        low: one.rival.low.unwrap_or(one.rival.persons),
        high: one.rival.high.unwrap_or(one.rival.persons),
        is_bound: false,
    };
    let ours = numbers(estimated, None);
    let ours = ours.iter().map(|number| Line {
        label: t(number.title),
        point: number.population_persons,
        low: number.low,
        high: number.high,
        is_bound: number.is_bound,
    });
    let drawn: Vec<Line> = compared.iter().map(of_rival).chain(ours).collect();
    html! {
        @if !compared.is_empty() { section {
            h2 { (t("Figures by others")) }
            (forest::figure(&plot, &drawn, None))
            dl { @for one in &compared {
                dt { (label(one)) ": " (persons(one.rival.persons)) }
                dd { (said(one)) " " (one.rival.reason.trim_end_matches('.')) ". " (one.rival.source) }
            } }
        } }
    }
}

fn label(one: &Compared<'_>) -> String {
    match &one.rival.about {
        Some(about) => format!("{} [{about}]", one.rival.name),
        None => one.rival.name.clone(),
    }
}

fn parts(estimated: &Estimated<'_>) -> Markup {
    let least = estimated.options.results.min_cell;
    let column = estimated.options.reading.by.as_deref().unwrap_or_default();
    html! {
        @if !estimated.parts.is_empty() { section {
            h2 { (t(&format!("Parts by \"{column}\""))) }
            p { (t("First, which strata can be estimated at all:")) }
            ul.words { @for part in &estimated.parts { li { (estimable(part, least)) "." } } }
            @for part in &estimated.parts {
                (of_part(&part.name, &part.totals))
                @if let Some((first, last)) = range(&of_totals(&part.rules)) { p.note { (range_words(first, last)) } }
            }
            @for one in &estimated.differences {
                (of_part(&one.name, &one.totals))
                p.note { (t(&format!("{} as the difference of \"{}\" and \"{}\"", one.name, one.whole, one.part))) "." }
            }
        } }
    }
}

fn of_part(name: &str, totals: &[Total]) -> Markup {
    let row = |total: &Total| {
        vec![
            t(&total.title),
            persons(total.population_persons),
            interval(total.low, total.high),
            format!("{} / {}", total.strata, total.strata + total.left_out.len()),
            count(total.documented),
        ]
    };
    let plot = Plot {
        name: format!("part-{}", name.replace(|one: char| !one.is_alphanumeric(), "-")),
        title: name.to_owned(),
        description: t("For each method the sum over the strata that it could estimate, with its interval."),
        table: Table {
            head: words(&["method", "persons", "interval", "strata", "documented in them"]),
            rows: totals.iter().map(row).collect(),
        },
    };
    let lines: Vec<Line> = totals.iter().map(of_total).collect();
    html! { @if !lines.is_empty() { (forest::figure(&plot, &lines, None)) } }
}
