//! What an estimate says at its end: the table, the methods side by side, what each assumes, what to doubt, what next.

use ::estimate::{CaptureTable, Level, pool::LinkagePool};
use record::numeral;

pub(crate) mod beside;

use super::{
    Estimated, Stratum,
    answer::{Answer, Found, Statistic},
    cells::{Cells, shown},
    json,
    language::{in_english, interval_in_english, t},
    partial,
};
use crate::{
    language::spoken,
    output::{program, say},
};

/// Columns of a terminal.
const WIDTH: usize = 98;

/// Models that are longer are cut; the report and the JSON have them whole.
const MODEL_WIDTH: usize = 44;

/// Lists whose overlaps fit side by side.
const LISTS_SIDE_BY_SIDE: usize = 7;

/// Strata that are printed.
const STRATA_SHOWN: usize = 60;

/// Methods that stand for a stratum, the first that most strata have.
const STANDING: [&str; 7] =
    ["log-linear-average", "chapman", "exact", "graphs", "classes", "coverage", "chao-corrected"];

/// Prints the result.
pub(crate) fn print(estimated: &Estimated<'_>, written: &[&'static str], seconds: f64) {
    if estimated.options.results.json {
        let mut result = json::of(estimated);
        result["seconds"] = seconds.into();
        say!("{result}");
        return;
    }
    print_input(estimated);
    if let [stratum] = estimated.strata.as_slice() {
        print_lists(&stratum.table, estimated.options.results.min_cell);
        print_answers(stratum, estimated);
        beside::print_rules(estimated);
        beside::print_parts(estimated);
        beside::print_rivals(estimated);
        print_warnings(&[stratum.warnings.as_slice(), &estimated.warnings].concat());
    } else {
        print_strata(estimated);
        print_totals(estimated);
        beside::print_rules(estimated);
        beside::print_parts(estimated);
        beside::print_rivals(estimated);
        print_warnings(&[total_warnings(estimated), estimated.warnings.clone()].concat());
    }
    print_pooled(estimated);
    print_end(estimated, written, seconds);
}

/// What comes of all sampled linkages together.
fn print_pooled(estimated: &Estimated<'_>) {
    if estimated.pooled.is_empty() {
        return;
    }
    let width = estimated.pooled.iter().map(|pooled| t(pooled.title).chars().count()).max().unwrap_or(0).max(12);
    let title = format!(
        "All {} sampled linkages together; these intervals hold the doubt about who is whom",
        estimated.input.linkages.len()
    );
    say!("\n{}", t(&title));
    let heads = [t("persons"), interval_heading(estimated.level), t("due to linkage")];
    say!("  {:<width$}  {:>11}  {:>23}  {}", "", heads[0], heads[1], heads[2]);
    for pooled in &estimated.pooled {
        match &pooled.outcome {
            Ok(LinkagePool { combined: one, refused, .. }) => {
                let refused = match refused.len() {
                    0 => String::new(),
                    refused => format!("  ({})", t(&format!("{refused} linkages without an estimate"))),
                };
                say!(
                    "  {:<width$}  {:>11}  {:>23}  {:>12.0} %{refused}",
                    t(pooled.title),
                    persons(one.population_persons),
                    interval(one.low, one.high),
                    100.0 * one.share_between
                );
            }
            Err(why) => print_wrapped(&format!("{}: {}", t(pooled.title), t(why)), "  ", "    "),
        }
    }
    let words = "due to linkage: its share of the variance of the logarithm of the undocumented";
    print_wrapped(&t(words), "  ", "    ");
}

fn print_input(estimated: &Estimated<'_>) {
    let input = &estimated.input;
    let documented: u64 = estimated.strata.iter().map(|stratum| stratum.table.documented()).sum();
    let lists = estimated.strata.first().map_or(0, |stratum| stratum.table.lists());
    let rows = match &input.count {
        Some(column) => format!("{lists} lists, persons counted by '{column}'"),
        None => format!("{lists} lists, one row a person"),
    };
    say!("{:<8}{}: {}", t("Table"), input.path.display(), t(&rows));
    let documented = several(documented, "person");
    say!("        {}", t(&format!("{documented} documented; how many are on none of the lists?")));
    if !input.linkages.is_empty() {
        let linkages = several(input.linkages.len() as u64, "sampled linkage");
        let words = format!("{linkages}; what stands first is of the middle one, by persons documented");
        print_wrapped(&t(&words), "        ", "        ");
    }
}

fn print_lists(table: &CaptureTable, least: u64) {
    let (cells, overlap) = (Cells::new(table, least), table.overlap());
    let width = table.names().iter().map(|name| name.chars().count()).max().unwrap_or(0).clamp(4, 30);
    let shown = if table.lists() <= LISTS_SIDE_BY_SIDE { table.lists() - 1 } else { 0 };
    let heads: String = table.names().iter().take(shown).map(|name| format!("  {:>9}", cut(name, 9))).collect();
    let title = if shown > 0 { t("on both lists") } else { String::new() };
    say!("\n{}  {:<width$}  {:>9}  {:>9}  {title}", t("Lists"), "", "", "");
    say!("  {:<width$}  {:>9}  {:>9}{heads}", "", t("persons"), t("only here"));
    for (at, list) in overlap.lists.iter().enumerate() {
        let both = |other: usize| {
            let pair = overlap.pairs.iter().find(|pair| pair.first == other && pair.second == at);
            format!("  {:>9}", pair.map_or_else(String::new, |pair| count(cells.sum(pair.both))))
        };
        let row: String = (0..shown.min(at)).map(both).collect();
        let only = if list.only_here == 0 {
            "0".to_owned()
        } else {
            cells.persons(1 << at).map_or_else(|| t("hidden"), count)
        };
        say!("  {:<width$}  {:>9}  {only:>9}{row}", cut(&list.name, width), count(cells.sum(list.persons)));
    }
    if cells.hides_any() {
        let hidden = several(cells.hidden() as u64, "cell");
        let words =
            format!("{hidden} hidden as small (--min-cell {least}); list sizes and overlaps are rounded to {least}");
        print_wrapped(&t(&words), "  ", "  ");
    }
}

fn print_answers(stratum: &Stratum, estimated: &Estimated<'_>) {
    let found: Vec<(&Answer, &Found)> =
        stratum.answers.iter().filter_map(|answer| Some((answer, answer.outcome.as_ref().ok()?))).collect();
    let width = stratum.answers.iter().map(|answer| t(&answer.title).chars().count()).max().unwrap_or(0).clamp(12, 40);
    let heading = interval_heading(estimated.level);
    let groups = [("How many there may be", false), ("At least", true)];
    for (title, is_bound) in groups {
        let rows: Vec<_> =
            found.iter().filter(|(_, found)| (found.statistic == Statistic::LowerBound) == is_bound).collect();
        if rows.is_empty() {
            continue;
        }
        say!("\n{:<width$}   {:>13}  {:>23}", t(title), t("persons"), heading);
        for (answer, found) in rows {
            // A model that the title names already is not said twice.
            let is_said = found.statistic == Statistic::LowerBound || answer.title.contains(&found.model);
            let model = if is_said { String::new() } else { cut(&t(&found.model), MODEL_WIDTH) };
            let row = format!(
                "  {:<width$} {:>13}  {:>23}  {model}",
                t(&answer.title),
                persons(found.population_persons),
                span(found)
            );
            say!("{}", row.trim_end());
            found.notes.iter().for_each(|note| print_wrapped(&t(note), "    ", "      "));
        }
    }
    print_refusals(stratum);
    print_assumptions(&found);
}

fn print_refusals(stratum: &Stratum) {
    let refused: Vec<(&str, &String)> = (stratum.answers.iter())
        .filter_map(|answer| Some((answer.title.as_str(), answer.outcome.as_ref().err()?)))
        .collect();
    if refused.is_empty() {
        return;
    }
    say!("\n{}", t("No number by"));
    for (title, why) in refused {
        print_wrapped(&format!("{}: {}", t(title), t(why)), "  ", "    ");
    }
}

fn print_assumptions(found: &[(&Answer, &Found)]) {
    if found.is_empty() {
        return;
    }
    say!("\n{}", t("Each rests on"));
    let mut said: Vec<&str> = Vec::new();
    for (_, one) in found {
        if said.contains(&one.assumptions) {
            continue;
        }
        said.push(one.assumptions);
        let of: Vec<String> = (found.iter())
            .filter(|(_, other)| other.assumptions == one.assumptions)
            .map(|(answer, _)| t(&answer.title))
            .collect();
        print_wrapped(&format!("{}: {}", of.join("; "), t(one.assumptions)), "  ", "    ");
    }
}

fn print_warnings(warnings: &[String]) {
    if !warnings.is_empty() {
        say!("\n{}", t("Know this"));
        warnings.iter().for_each(|warning| print_wrapped(&t(warning), "  ", "    "));
    }
}

/// The method that stands for the strata in a short table.
pub(crate) fn standing(strata: &[Stratum]) -> Option<&str> {
    let times = |method: &str| {
        let has = |stratum: &&Stratum| stratum.answers.iter().any(|one| one.method == method && one.outcome.is_ok());
        strata.iter().filter(has).count()
    };
    let known = strata.iter().flat_map(|stratum| &stratum.answers).map(|answer| answer.method.as_str());
    let rank = |method: &str| STANDING.iter().position(|one| *one == method).unwrap_or(STANDING.len());
    let mut known: Vec<&str> = known.filter(|method| times(method) > 0).collect();
    known.sort_by_key(|method| (std::cmp::Reverse(times(method)), rank(method)));
    let most = times(known.first()?);
    // A method that is seldom refused and stands early is better than one that never is.
    known.into_iter().filter(|method| 4 * times(method) >= 3 * most).min_by_key(|method| rank(method))
}

fn print_strata(estimated: &Estimated<'_>) {
    let strata = &estimated.strata;
    let Some(method) = standing(strata) else { return print_all_refused(strata) };
    let title = strata.iter().flat_map(|stratum| &stratum.answers).find(|answer| answer.method == method);
    let title = title.map_or(method, |answer| answer.title.as_str());
    let width = strata.iter().map(|stratum| stratum.name.chars().count()).max().unwrap_or(0).clamp(8, 34);
    say!("\n{}", t(&format!("Strata by \"{title}\"")));
    let heads = [t("documented"), t("persons"), interval_heading(estimated.level)];
    say!("  {:<width$}  {:>12}  {:>11}  {:>23}", "", heads[0], heads[1], heads[2]);
    for stratum in strata.iter().take(STRATA_SHOWN) {
        let answer = stratum.answers.iter().find(|answer| answer.method == method).or_else(|| stratum.answers.first());
        let documented = t(&shown(stratum.table.documented(), estimated.options.results.min_cell));
        let name = cut(&stratum.name, width);
        match answer.map(|answer| &answer.outcome) {
            Some(Ok(found)) => {
                say!(
                    "  {name:<width$}  {documented:>12}  {:>11}  {:>23}",
                    persons(found.population_persons),
                    span(found)
                );
            }
            Some(Err(why)) => {
                let why = t(&format!("no number: {why}"));
                print_wrapped(&format!("{name:<width$}  {documented:>12}  {why}"), "  ", "      ");
            }
            None => say!("  {name:<width$}  {documented:>12}  {}", t("no number")),
        }
    }
    if strata.len() > STRATA_SHOWN {
        say!("  {}", t(&format!("and {} strata more; result.json has all", strata.len() - STRATA_SHOWN)));
    }
}

fn print_all_refused(strata: &[Stratum]) {
    say!("\n{}", t("No method gives a number for any stratum"));
    for stratum in strata.iter().take(STRATA_SHOWN) {
        let why = stratum.answers.iter().find_map(|answer| answer.outcome.as_ref().err());
        print_wrapped(
            &format!("{}: {}", stratum.name, t(why.map_or("no method was asked for", String::as_str))),
            "  ",
            "    ",
        );
    }
}

fn print_totals(estimated: &Estimated<'_>) {
    if estimated.totals.is_empty() {
        return;
    }
    let width = estimated.totals.iter().map(|total| t(&total.title).chars().count()).max().unwrap_or(0).clamp(12, 40);
    say!("\n{}", t("Totals over strata; draws are added, not the ends of intervals"));
    let heads = [t("strata"), t("documented"), t("persons"), interval_heading(estimated.level)];
    say!("  {:<width$}  {:>8}  {:>12}  {:>11}  {:>23}", "", heads[0], heads[1], heads[2], heads[3]);
    for total in &estimated.totals {
        let strata = t(&format!("{} of {}", total.strata, total.strata + total.left_out.len()));
        say!(
            "  {:<width$}  {:>8}  {:>12}  {:>11}  {:>23}",
            t(&total.title),
            strata,
            count(total.documented),
            persons(total.population_persons),
            interval(total.low, total.high)
        );
    }
    for pooling in &estimated.poolings {
        print_wrapped(&t(&partial::words(pooling)), "  ", "    ");
    }
}

/// What must be said of the totals, in English; methods that lack the same are named together.
pub(crate) fn total_warnings(estimated: &Estimated<'_>) -> Vec<String> {
    let mut lacking: Vec<((usize, u64), Vec<&str>)> = Vec::new();
    for total in estimated.totals.iter().filter(|total| !total.left_out.is_empty()) {
        let documented = total.left_out.iter().map(|(_, documented, _)| documented).sum();
        let lack = (total.left_out.len(), documented);
        match lacking.iter_mut().find(|(one, _)| *one == lack) {
            Some((_, titles)) => titles.push(&total.title),
            None => lacking.push((lack, vec![&total.title])),
        }
    }
    let mut warnings: Vec<String> = estimated.input.notes.clone();
    warnings.extend(lacking.into_iter().map(|((strata, documented), titles)| {
        let documented = shown(documented, estimated.options.results.min_cell);
        let strata = if strata == 1 { "1 stratum".to_owned() } else { format!("{strata} strata") };
        format!(
            "[W12] Without {strata} ({documented} persons documented): {}. The total is of the others only.",
            titles.join("; ")
        )
    }));
    warnings
}

fn print_end(estimated: &Estimated<'_>, written: &[&'static str], seconds: f64) {
    let (program, options) = (program(), estimated.options);
    let table = options.table.display();
    say!(
        "\n{}  ({seconds:.1} s)",
        t(&format!(
            "Seed {}, willay {}, SHA-256 of the table {}",
            options.methods.seed,
            env!("CARGO_PKG_VERSION"),
            &estimated.input.sha256[..16]
        ))
    );
    let draws = options.draws.iter().cloned();
    let files: Vec<_> =
        options.out.iter().flat_map(|out| written.iter().map(|name| out.join(name))).chain(draws).collect();
    if !files.is_empty() {
        say!("\n{}", t("Written"));
        files.iter().for_each(|file| say!("  {}", file.display()));
    }
    if let Some(out) = &options.out {
        say!("\n{:<10} {}", t("Next: open"), out.join("report.html").display());
        return;
    }
    say!("\n{}", t("Next"));
    say!("  {program} estimate {table} --out estimated   {}", t("the report with plots, every number, the draws"));
    if options.reading.strata.is_none() {
        let column = t("COLUMN");
        say!(
            "  {program} estimate {table} --strata {column}   {}",
            t("where places or periods differ, each by itself")
        );
    }
}

fn span(found: &Found) -> String {
    interval(found.low, found.high)
}

/// The head of a column of intervals: "95 % interval".
pub(crate) fn interval_heading(level: Level) -> String {
    let share = format!("{:.4}", level.share() * 100.0);
    t(&format!("{} % interval", share.trim_end_matches('0').trim_end_matches('.')))
}

/// An interval as it is printed.
pub(crate) fn interval(low: f64, high: f64) -> String {
    t(&interval_in_english(low, high))
}

/// Whole persons.
pub(crate) fn persons(number: f64) -> String {
    if number.is_finite() { numeral(number.round(), 0, spoken()) } else { t("no bound") }
}

/// A count of persons.
pub(crate) fn count(number: u64) -> String {
    persons(number as f64)
}

/// So many of a thing, in English: part of a sentence that is turned as a whole.
fn several(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", in_english(number as f64), if number == 1 { "" } else { "s" })
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Prints words in lines of the terminal's width.
fn print_wrapped(words: &str, first: &str, then: &str) {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in words.split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            say!("{line}");
            line = then.to_owned();
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    say!("{line}");
}
