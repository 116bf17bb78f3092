//! The report of an estimate: one page that stands alone, readable on a phone, every plot with its numbers as a table.

use ::estimate::pool::Combined;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Estimated, Stratum,
    answer::{Answer, Found, Statistic},
    cells::{Cells, shown},
    gather,
    language::{in_english, interval_in_english, t},
    partial,
    summary::{count, interval, interval_heading, persons, standing, total_warnings},
    total::Total,
};
use crate::language::spoken;

mod beside;
mod curves;
mod forest;
mod plot;
mod upset;

use forest::Line;
use plot::{Plot, Table, words};

const STYLE: &str = include_str!("page/report.css");

/// The report as one page.
pub(crate) fn html(estimated: &Estimated<'_>) -> String {
    let name = estimated.input.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let title = format!("{} {name}", t("How many are on none of the lists?"));
    let page = html! {
        (DOCTYPE)
        html lang=(spoken().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { h1 { (title) } }
                main {
                    @if let [stratum] = estimated.strata.as_slice() {
                        (whole(stratum, estimated))
                    } @else {
                        (strata(estimated))
                    }
                    (checklist(estimated))
                    (made(estimated))
                }
            }
        }
    };
    page.into_string()
}

/// A table without strata.
fn whole(stratum: &Stratum, estimated: &Estimated<'_>) -> Markup {
    html! {
        (headline(stratum))
        (warnings(&[stratum.warnings.as_slice(), &estimated.warnings].concat()))
        (methods(stratum, estimated))
        (pooled(estimated))
        (beside::sections(estimated))
        (lists(stratum, estimated.options.results.min_cell))
        (curves::sections(stratum, estimated))
        (models(stratum))
        (fewer_lists(stratum))
        (assumptions(stratum))
    }
}

/// What most readers came for, with what it leaves open.
fn headline(stratum: &Stratum) -> Markup {
    let found = stratum.answers.iter().filter_map(|answer| answer.outcome.as_ref().ok());
    let found: Vec<&Found> = found.filter(|found| found.statistic != Statistic::LowerBound).collect();
    let numbers: Vec<f64> = found.iter().map(|found| found.population_persons).collect();
    let low = found.iter().map(|found| found.low).fold(f64::INFINITY, f64::min);
    let high = found.iter().map(|found| found.high).fold(0.0, f64::max);
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(0.0, f64::max);
    let lists = stratum.table.lists();
    html! {
        p.big {
            @if numbers.is_empty() {
                strong { (t("No number")) }
                (t("No method gives a number for this table, and each says why below.")) " "
            } @else if persons(least) == persons(most) {
                strong { (t(&format!("{} persons", in_english(least)))) } " "
            } @else {
                strong { (interval(least, most)) }
                (t(&format!("persons, by {} methods that differ in what they assume of those whom nobody listed.", numbers.len()))) " "
            }
            @if !numbers.is_empty() {
                @let reach = interval_in_english(low, high);
                @if high.is_finite() { (t(&format!("The intervals reach from {reach}."))) }
                @else { (t(&format!("The intervals reach {reach} without an upper bound."))) }
                " "
            }
            (t(&format!("{} of them are documented on {lists} lists.", in_english(stratum.table.documented() as f64))))
        }
    }
}

fn warnings(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            section {
                h2 { (t("Know this before you use a number")) }
                ul.warnings { @for warning in warnings { li { (t(warning)) } } }
            }
        }
    }
}

fn line(answer: &Answer, found: &Found) -> Line {
    Line {
        label: t(&answer.title),
        point: found.population_persons,
        low: found.low,
        high: found.high,
        is_bound: found.statistic == Statistic::LowerBound,
    }
}

fn methods(stratum: &Stratum, estimated: &Estimated<'_>) -> Markup {
    let found: Vec<(&Answer, &Found)> =
        stratum.answers.iter().filter_map(|answer| Some((answer, answer.outcome.as_ref().ok()?))).collect();
    let rows = found.iter().map(|(answer, found)| {
        vec![
            t(&answer.title),
            persons(found.population_persons),
            interval(found.low, found.high),
            t(found.statistic.word()),
            t(&found.model),
            t(found.interval),
        ]
    });
    let plot = Plot {
        name: format!("methods-{}", stratum.name.len()),
        title: "The methods side by side".to_owned(),
        description: format!(
            "For each method the population with its {} interval; lower bounds are hollow.",
            per_cent(estimated.level.share())
        ),
        table: Table {
            head: words(&["method", "persons", "interval", "what it is", "model", "interval by"]),
            rows: rows.collect(),
        },
    };
    let lines: Vec<Line> = found.iter().map(|(answer, found)| line(answer, found)).collect();
    let refused: Vec<(&str, &String)> = (stratum.answers.iter())
        .filter_map(|answer| Some((answer.title.as_str(), answer.outcome.as_ref().err()?)))
        .collect();
    html! {
        section {
            h2 { (t("What each method says")) }
            @if !lines.is_empty() { (forest::figure(&plot, &lines, Some(found[0].1.documented as f64))) }
            @for (answer, found) in &found {
                @for note in &found.notes { p.note { (t(&answer.title)) ": " (t(note)) "." } }
            }
            @if !refused.is_empty() {
                h3 { (t("No number")) }
                ul.words { @for (title, why) in refused { li { (t(title)) ": " (t(why)) } } }
            }
        }
    }
}

fn lists(stratum: &Stratum, least: u64) -> Markup {
    let (table, cells) = (&stratum.table, Cells::new(&stratum.table, least));
    let overlap = table.overlap();
    html! {
        section {
            h2 { (t("The lists")) }
            (upset::figure(table, &cells))
            @if cells.hides_any() {
                p.note {
                    (t(&format!("{} cells are hidden as small; list sizes and overlaps are rounded to {}.", cells.hidden(), cells.least())))
                }
            }
            div.scroll { table {
                thead { tr { th scope="col" { (t("on both")) } @for name in table.names() { th.number scope="col" { (name) } } } }
                tbody { @for (row, name) in table.names().iter().enumerate() { tr {
                    th scope="row" { (name) }
                    @for column in 0..table.lists() { td.number {
                        @if column <= row {
                            @let both = if column == row { overlap.lists[row].persons } else { table.on_all(1 << row | 1 << column) };
                            (count(cells.sum(both)))
                        }
                    } }
                } } }
            } }
        }
    }
}

fn models(stratum: &Stratum) -> Markup {
    let Some(models) = &stratum.models else { return html! {} };
    html! {
        section {
            h2 { (t("Log-linear models")) }
            p.note {
                (t(&format!(
                    "{} models looked at, {} of them without a maximum likelihood estimate. The best by BIC:",
                    in_english(models.examined as f64),
                    in_english(models.without_maximum as f64)
                )))
            }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (t("model")) }
                    @for head in ["persons", "standard error", "deviance", "df", "AIC", "BIC"] { th.number scope="col" { (t(head)) } }
                } }
                tbody { @for fit in &models.fits { tr {
                    th scope="row" { (fit.model) }
                    td.number { (persons(fit.population_persons)) }
                    td.number { (persons(fit.standard_error_persons)) }
                    td.number { (format!("{:.2}", fit.deviance)) }
                    td.number { (fit.degrees_of_freedom) }
                    td.number { (format!("{:.2}", fit.aic)) }
                    td.number { (format!("{:.2}", fit.bic)) }
                } } }
            } }
            p.note { (t("A model is named by the interactions that it has: [12,3] lets lists 1 and 2 depend on each other.")) " "
                (t("Lists")) ": " (numbered(stratum)) "." }
        }
    }
}

fn numbered(stratum: &Stratum) -> String {
    let names = stratum.table.names().iter().enumerate().map(|(at, name)| format!("{} {name}", at + 1));
    names.collect::<Vec<_>>().join(", ")
}

fn assumptions(stratum: &Stratum) -> Markup {
    let found = stratum.answers.iter().filter_map(|answer| Some((answer, answer.outcome.as_ref().ok()?)));
    html! {
        section {
            h2 { (t("What each number rests on")) }
            p { (t("None of this can be seen in the table: two methods may fit the documented alike and differ without bound on those \
                 whom nobody listed.")) }
            dl { @for (answer, found) in found { dt { (t(&answer.title)) } dd { (t(found.assumptions)) "." } } }
        }
    }
}

/// A table with strata: totals, then every stratum.
fn strata(estimated: &Estimated<'_>) -> Markup {
    let method = standing(&estimated.strata);
    let documented: u64 = estimated.strata.iter().map(|stratum| stratum.table.documented()).sum();
    html! {
        p.big {
            strong { (t(&format!("{} strata", estimated.strata.len()))) }
            (t(&format!("{} persons are documented in all.", in_english(documented as f64)))) " "
            (t("Each stratum is estimated by itself; draws are added up to totals."))
        }
        (warnings(&[total_warnings(estimated), estimated.warnings.clone()].concat()))
        (totals(estimated))
        (pooled(estimated))
        (beside::sections(estimated))
        @if let Some(method) = method { (strata_forest(estimated, method)) }
        section {
            h2 { (t("Each stratum")) }
            @for stratum in &estimated.strata { details.stratum {
                summary { (stratum.name) ": " (t(&format!("{} documented", shown(stratum.table.documented(), estimated.options.results.min_cell)))) }
                (warnings(&stratum.warnings))
                (methods(stratum, estimated))
                (lists(stratum, estimated.options.results.min_cell))
                (models(stratum))
            } }
        }
    }
}

fn totals(estimated: &Estimated<'_>) -> Markup {
    let row = |total: &Total| {
        vec![
            t(&total.title),
            persons(total.population_persons),
            interval(total.low, total.high),
            t(&format!("{} of {}", total.strata, total.strata + total.left_out.len())),
            count(total.documented),
        ]
    };
    let plot = Plot {
        name: "totals".to_owned(),
        title: "Totals over strata".to_owned(),
        description: "For each method the sum over the strata that it could estimate, with its interval.".to_owned(),
        table: Table {
            head: words(&["method", "persons", "interval", "strata", "documented in them"]),
            rows: estimated.totals.iter().map(row).collect(),
        },
    };
    let lines: Vec<Line> = estimated.totals.iter().map(of_total).collect();
    html! {
        @if !lines.is_empty() { section {
            h2 { (t("Totals")) }
            (forest::figure(&plot, &lines, None))
            @for pooling in &estimated.poolings { p.note { (t(&partial::words(pooling))) } }
            p.note { (t("A total holds only the strata that its method could estimate; the table says how many.")) }
        } }
    }
}

/// All sampled linkages together: the intervals that hold the doubt about who is whom.
fn pooled(estimated: &Estimated<'_>) -> Markup {
    let found =
        estimated.pooled.iter().filter_map(|pooled| Some((pooled.title, &pooled.outcome.as_ref().ok()?.combined)));
    let found: Vec<(&str, &Combined)> = found.collect();
    let row = |(title, one): &(&str, &Combined)| {
        let share = format!("{:.0} %", 100.0 * one.share_between);
        vec![t(title), persons(one.population_persons), interval(one.low, one.high), share]
    };
    let line = |(title, one): &(&str, &Combined)| Line {
        label: t(&format!("{title} ({:.0} % of the variance due to linkage)", 100.0 * one.share_between)),
        point: one.population_persons,
        low: one.low,
        high: one.high,
        is_bound: false,
    };
    let plot = Plot {
        name: "linkages".to_owned(),
        title: "All sampled linkages together".to_owned(),
        description: "For each method the combined estimate over all sampled linkages, with its interval.".to_owned(),
        table: Table {
            head: words(&["method", "persons", &interval_heading(estimated.level), "variance due to linkage"]),
            rows: found.iter().map(row).collect(),
        },
    };
    let lines: Vec<Line> = found.iter().map(line).collect();
    html! {
        @if !estimated.pooled.is_empty() { section {
            h2 { (t(&format!("All {} sampled linkages together", estimated.input.linkages.len()))) }
            p { (t("Who is whom is not certain. Each sampled linkage gives a table of its own; these intervals hold that doubt, and the one about those whom nobody listed. All else on this page is of the middle linkage, by persons documented.")) }
            @if !lines.is_empty() { (forest::figure(&plot, &lines, None)) }
            @for pooled in &estimated.pooled { @if let Err(why) = &pooled.outcome { p.note { (t(pooled.title)) ": " (t(why)) } } }
        } }
    }
}

/// A total as a line of a plot.
fn of_total(total: &Total) -> Line {
    Line {
        label: t(&format!("{} ({} of {} strata)", total.title, total.strata, total.strata + total.left_out.len())),
        point: total.population_persons,
        low: total.low,
        high: total.high,
        is_bound: total.statistic == Statistic::LowerBound,
    }
}

fn strata_forest(estimated: &Estimated<'_>, method: &str) -> Markup {
    let of = |stratum: &Stratum| {
        let answer = stratum.answers.iter().find(|answer| answer.method == method)?;
        Some((answer.title.clone(), answer.outcome.as_ref().ok().map(|found| (line(answer, found), found.documented))))
    };
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    let mut title = method.to_owned();
    for stratum in &estimated.strata {
        match of(stratum) {
            Some((of, Some((mut line, documented)))) => {
                title = of;
                rows.push(vec![
                    stratum.name.clone(),
                    count(documented),
                    persons(line.point),
                    interval(line.low, line.high),
                ]);
                line.label.clone_from(&stratum.name);
                lines.push(line);
            }
            Some((_, None)) | None => rows.push(vec![
                stratum.name.clone(),
                t(&shown(stratum.table.documented(), estimated.options.results.min_cell)),
                t("no number"),
                String::new(),
            ]),
        }
    }
    let plot = Plot {
        name: "strata".to_owned(),
        title: format!("Strata by \u{201c}{title}\u{201d}"),
        description: "For each stratum the population with its interval.".to_owned(),
        table: Table { head: words(&["stratum", "documented", "persons", "interval"]), rows },
    };
    html! { section { h2 { (t("The strata")) } (forest::figure(&plot, &lines, None)) } }
}

/// What the average over log-linear models says without a list, or with two as one.
fn fewer_lists(stratum: &Stratum) -> Markup {
    html! {
        @if !stratum.variants.is_empty() { section {
            h2 { (t("From fewer lists")) }
            p { (t("The same persons, by the average over log-linear models, had one list not been there, or were two lists one. An estimate that hangs on a single list is that list's.")) }
            details {
                summary { (t("The numbers as a table")) }
                table {
                    thead { tr { th { (t("lists")) } th { (t("persons")) } } }
                    tbody { @for variant in &stratum.variants { tr {
                        td { (t(&variant.change)) }
                        td { @match &variant.population_persons { Ok(population) => (persons(*population)), Err(why) => (t(why)) } }
                    } } }
                }
            }
        } }
    }
}

/// The reporting checklist, as far as the run can fill it in.
fn checklist(estimated: &Estimated<'_>) -> Markup {
    html! {
        section {
            h2 { (t("Reporting checklist")) }
            p { (t("The eighteen items of GATHER (Stevens and others 2016). What the program cannot know is for you to answer.")) }
            details {
                summary { (t("The items")) }
                dl { @for answer in gather::items(estimated) {
                    dt { (answer.item.number) ". " (t(answer.item.question)) }
                    dd { (t(answer.text.as_deref().unwrap_or("To be answered by people."))) }
                } }
            }
        }
    }
}

fn made(estimated: &Estimated<'_>) -> Markup {
    let (input, options) = (&estimated.input, estimated.options);
    html! {
        section {
            h2 { (t("How this was made")) }
            dl {
                dt { (t("Table")) } dd { (input.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default()) ", " (t(&format!("{} rows", in_english(input.rows as f64)))) }
                dt { "SHA-256" } dd { code { (input.sha256) } }
                dt { (t("Program")) } dd { "willay " (env!("CARGO_PKG_VERSION")) }
                dt { (t("Seed")) } dd { (options.methods.seed) ", " (t(&format!("{} replicates of the bootstrap", options.methods.replicates))) }
                dt { (t("Intervals")) } dd { (per_cent(estimated.level.share())) }
                dt { (t("Small cells")) } dd { (t(&format!("fewer than {} persons are not shown", options.results.min_cell))) }
            }
        }
    }
}

fn per_cent(share: f64) -> String {
    format!("{} %", format!("{:.2}", 100.0 * share).trim_end_matches('0').trim_end_matches('.'))
}
