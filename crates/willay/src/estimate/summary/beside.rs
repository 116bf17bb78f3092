//! The terminal's part for what stands beside our numbers: selection rules, parts, differences, figures by others.

use super::{interval, interval_heading, persons, print_wrapped};
use crate::{
    estimate::{
        Estimated,
        beside::{Compared, RuleLine, compared, of_totals, range, rules},
        cells::shown,
        language::{in_english, t},
        parts::Part,
        total::Total,
    },
    output::say,
};

/// The range over selection rules, with each rule's reason.
pub(super) fn print_rules(estimated: &Estimated<'_>) {
    let lines = rules(estimated);
    let Some((least, most)) = range(&lines) else { return };
    let words = range_words(least, most);
    say!("");
    print_wrapped(&words, "", "  ");
    let width = lines.iter().map(|line| t(line.title).chars().count()).max().unwrap_or(0);
    for line in &lines {
        let strata = if line.strata.1 > 1 { format!("  {} / {}", line.strata.0, line.strata.1) } else { String::new() };
        say!(
            "  {:<width$}  {:>11}  {:>23}{strata}",
            t(line.title),
            persons(line.population_persons),
            interval(line.low, line.high)
        );
        print_wrapped(&t(line.reason), "      ", "      ");
    }
}

/// The range as a sentence.
pub(crate) fn range_words(least: &RuleLine<'_>, most: &RuleLine<'_>) -> String {
    t(&format!(
        "The rule that chooses a log-linear model moves the number from {} (\"{}\") to {} (\"{}\").",
        in_english(least.population_persons),
        least.title,
        in_english(most.population_persons),
        most.title
    ))
}

/// Which parts can be estimated, then what each method says of them.
pub(super) fn print_parts(estimated: &Estimated<'_>) {
    if estimated.parts.is_empty() {
        return;
    }
    let least = estimated.options.results.min_cell;
    let column = estimated.options.reading.by.as_deref().unwrap_or_default();
    say!("\n{}", t(&format!("Parts by \"{column}\": which strata can be estimated at all")));
    for part in &estimated.parts {
        print_wrapped(&estimable(part, least), "  ", "      ");
    }
    for part in &estimated.parts {
        if let Some((first, last)) = range(&of_totals(&part.rules)) {
            say!("\n{}", part.name);
            print_totals(&part.totals, estimated);
            print_wrapped(&range_words(first, last), "  ", "    ");
        } else if !part.totals.is_empty() {
            say!("\n{}", part.name);
            print_totals(&part.totals, estimated);
        }
    }
    for difference in &estimated.differences {
        let words =
            format!("{} as the difference of \"{}\" and \"{}\"", difference.name, difference.whole, difference.part);
        say!("\n{}", t(&words));
        print_totals(&difference.totals, estimated);
    }
}

/// In how many strata a part has a number by any method.
pub(crate) fn estimable(part: &Part, least: u64) -> String {
    let has_number = |stratum: &&crate::estimate::Stratum| stratum.answers.iter().any(|answer| answer.outcome.is_ok());
    let with: Vec<_> = part.strata.iter().filter(has_number).collect();
    let documented: u64 = with.iter().map(|stratum| stratum.table.documented()).sum();
    let documented = crate::estimate::parts::round(documented, part.rounding);
    t(&format!(
        "{} ({}): {} documented; a number in {} of {} strata, which document {}",
        part.name,
        part.values.join(", "),
        shown(part.documented, least),
        with.len(),
        part.strata.len(),
        shown(documented, least)
    ))
}

fn print_totals(totals: &[Total], estimated: &Estimated<'_>) {
    let least = estimated.options.results.min_cell;
    let width = totals.iter().map(|total| t(&total.title).chars().count()).max().unwrap_or(0).clamp(12, 44);
    let heads = [t("strata"), t("documented"), t("persons"), interval_heading(estimated.level)];
    say!("  {:<width$}  {:>8}  {:>11}  {:>11}  {:>23}", "", heads[0], heads[1], heads[2], heads[3]);
    for total in totals {
        let strata = format!("{} / {}", total.strata, total.strata + total.left_out.len());
        say!(
            "  {:<width$}  {strata:>8}  {:>11}  {:>11}  {:>23}",
            t(&total.title),
            t(&shown(total.documented, least)),
            persons(total.population_persons),
            interval(total.low, total.high)
        );
    }
}

/// Figures by others.
pub(super) fn print_rivals(estimated: &Estimated<'_>) {
    if estimated.rivals.is_empty() {
        return;
    }
    say!("\n{}", t("Figures by others"));
    for one in compared(estimated) {
        let rival = one.rival;
        let reach = match (rival.low, rival.high) {
            (Some(low), Some(high)) => format!(" ({})", interval(low, high)),
            (None, _) | (_, None) => String::new(),
        };
        let about = rival.about.as_deref().map(|about| format!(" [{about}]")).unwrap_or_default();
        say!("  {}{about}: {}{reach}", rival.name, persons(rival.persons));
        print_wrapped(&said(&one), "      ", "      ");
        print_wrapped(&format!("{}. {}", rival.reason.trim_end_matches('.'), rival.source), "      ", "      ");
    }
}

/// What ours say to a figure by others.
pub(crate) fn said(one: &Compared<'_>) -> String {
    let mut words = if one.of == 0 {
        t("None of our methods has a number of the same persons.")
    } else if one.rival.kind == crate::estimate::rivals::Kind::Documented {
        t("Persons documented by name: an estimate that lies below is refuted.")
    } else {
        let titles: Vec<String> = one.within.iter().map(|title| t(title)).collect();
        match titles.len() {
            0 => t(&format!("In none of our {} intervals.", one.of)),
            within => t(&format!("In {within} of our {} intervals:", one.of)) + &format!(" {}.", titles.join("; ")),
        }
    };
    if let Some((source, documented)) = &one.refuted_by {
        let documented = in_english(*documented as f64);
        words.push(' ');
        words.push_str(&t(&format!("Refuted: {source} documents {documented} persons, more than it allows.")));
    }
    words
}
