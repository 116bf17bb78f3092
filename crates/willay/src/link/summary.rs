//! What a linkage says at its end: what was read, compared and found, what to doubt, and what to do next.

use std::path::Path;

use link::blocking::RuleCount;
use record::{Language, counted, numeral};

use super::{Found, Outcome, lists::Lists, plan::Plan, truth::float};
use crate::{
    arguments,
    output::{program, say},
};

mod cost;
mod json;
mod model;
mod people;

pub(crate) use json::json;

/// Warnings of clusters that are printed.
const CLUSTERS_SHOWN: usize = 5;

/// What was known before anything was compared.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) options: &'a arguments::Link,
    pub(crate) lists: &'a Lists,
    pub(crate) plan: &'a Plan,
}

/// How the run ended.
pub(crate) struct End {
    pub(crate) written: Vec<&'static str>,
    pub(crate) seconds: f64,
}

/// Prints the summary of a linkage.
pub(crate) fn print(seen: &Seen<'_>, (found, outcome): (&Found<'_>, &Outcome), end: &End) {
    let out = seen.options.out.as_deref().unwrap_or(Path::new("."));
    if seen.options.results.json {
        let mut summary = json(seen, found, outcome);
        summary["seconds"] = end.seconds.into();
        cost::add(&mut summary);
        summary["files"] = end.written.iter().map(|name| out.join(name).display().to_string()).collect();
        say!("{summary}");
        return;
    }
    print_lists(seen);
    print_proposal(seen);
    print_rules(&found.linkage.rules, true);
    print_loss(found);
    print_model(found);
    print_clusters(found);
    people::print(outcome);
    print_warnings(&warnings(seen, found));
    say!("\nWritten  ({:.1} s)", end.seconds);
    end.written.iter().for_each(|name| say!("  {}", out.join(name).display()));
    print_next(seen, outcome, out);
}

/// Prints what would be compared.
pub(crate) fn dry_run(seen: &Seen<'_>, rules: &[RuleCount], seconds: f64) {
    if seen.options.results.json {
        let mut summary = json::before(seen, rules);
        summary["seconds"] = seconds.into();
        say!("{summary}");
        return;
    }
    print_lists(seen);
    print_proposal(seen);
    print_rules(rules, false);
    let pairs: u64 = rules.iter().map(|rule| rule.pairs).sum();
    say!("\nAt most {} pairs would be compared; pairs that several rules find are compared once.", count(pairs));
    print_warnings(&splits(rules));
    say!("\nDry run: nothing was compared or written. ({seconds:.1} s)");
}

/// Prints what was proposed.
pub(crate) fn proposed(seen: &Seen<'_>, seconds: f64) {
    print_lists(seen);
    print_proposal(seen);
    let out = seen.options.out.as_deref().unwrap_or(Path::new("."));
    let settings = out.join("settings.toml");
    say!("\nWritten  ({seconds:.1} s)\n  {}", settings.display());
    say!(
        "\nNext   read and change it, then:\n       {} link {} --settings {} --out {}",
        program(),
        files(seen),
        settings.display(),
        out.display()
    );
}

/// What a reader should know before using the result; no value stands in it.
pub(crate) fn warnings(seen: &Seen<'_>, found: &Found<'_>) -> Vec<String> {
    let (lists, linkage) = (seen.lists, found.linkage);
    let mut warnings = lists.notes.clone();
    if lists.problems_in_all > 0 {
        warnings.push(format!(
            "{} in the files, {} left out; problems.csv names file, row, column and mend{}",
            several(lists.problems_in_all, "problem"),
            several(lists.rows_left_out(), "row"),
            if lists.problems.len() as u64 == lists.problems_in_all { "" } else { " of the first of them" }
        ));
    }
    let guessed = lists.files.iter().filter(|file| file.notes.encoding_guessed);
    warnings.extend(guessed.map(|file| {
        let encoding = file.notes.encoding.unwrap_or("another");
        format!("{}: the encoding {encoding} is a guess; look at letters with accents, and name it with --encoding if they are wrong", file.path.display())
    }));
    warnings.extend(splits(&linkage.rules));
    warnings.extend(linkage.conflicts.iter().map(ToString::to_string));
    if !linkage.unknown.is_empty() {
        let first = &linkage.unknown[0];
        warnings.push(format!(
            "{} judged that are in no list, the first of them {first}",
            several(linkage.unknown.len() as u64, "record")
        ));
    }
    let trained = linkage.training.iter().flat_map(|training| &training.report.warnings);
    warnings.extend(model::warnings(trained));
    if let Some(largest) = linkage.clustering.cut.iter().map(|cut| cut.rows).max() {
        warnings.push(format!(
            "{} too large to weigh all pairs were cut first, the largest of {} records",
            several(linkage.clustering.cut.len() as u64, "group"),
            count(largest as u64)
        ));
    }
    if linkage.training.as_ref().is_some_and(|training| training.candidates.counts.len() == 1) {
        warnings.push(
            "all compared pairs agree in the same way, so nothing tells one person from another: compare other columns"
                .to_owned(),
        );
    }
    if linkage.pairs.is_empty() {
        warnings
            .push("no compared pair reaches the weight below which pairs are not kept: nothing is linked".to_owned());
    }
    warnings
}

fn splits(rules: &[RuleCount]) -> Vec<String> {
    let split = rules.iter().filter_map(|rule| Some((rule, rule.splits.as_ref()?)));
    split
        .map(|(rule, (of, rows))| {
            format!(
                "blocks of rule {of} that were too large ({} records in them) were split by {}",
                count(*rows),
                rule.rule
            )
        })
        .collect()
}

fn print_lists(seen: &Seen<'_>) {
    say!("Lists");
    let table = &seen.lists.table;
    let rows = seen.lists.rows_of_lists();
    let width = table.lists.iter().map(|list| list.chars().count()).max().unwrap_or(0).min(40);
    let shown = 20;
    for (at, (list, rows)) in table.lists.iter().zip(&rows).enumerate().take(shown) {
        // With one file for each list, how it was read; else the file has lists of its own.
        let file = seen.lists.files.get(at).filter(|_| seen.options.reading.list.is_none());
        let how = file.map_or_else(String::new, |file| {
            let id = file.id.as_ref().map_or_else(|| "row numbers as ids".to_owned(), |id| format!("id in '{id}'"));
            let notes = file.notes.to_string();
            let notes = notes.strip_prefix(&format!("{} rows of ", file.notes.rows)).unwrap_or(&notes);
            format!("{notes}; {id}")
        });
        say!("  {list:<width$}  {:>12}  {how}", count(*rows));
    }
    if rows.len() > shown {
        say!("  and {} more", counted(rows.len() - shown, ["list", "lists"]));
    }
    let total = table.rows() as u64;
    if rows.len() > 1 {
        say!("  {:<width$}  {:>12}", "together", count(total));
    }
}

fn print_proposal(seen: &Seen<'_>) {
    let Some(proposal) = &seen.plan.proposal else { return };
    let why = if seen.options.matching.propose || seen.options.matching.propose_only {
        "Proposed from the data"
    } else {
        "Proposed from the data, as no --settings was given"
    };
    say!("\n{why}");
    for comparison in &proposal.settings.comparisons {
        let kind = serde_json::to_value(comparison.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        say!("  compare {}  as {}", comparison.title(), kind.unwrap_or_default());
    }
    let names: Vec<&str> = proposal.skipped.iter().map(|skipped| skipped.name.as_str()).collect();
    if !names.is_empty() {
        let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
        let more = if names.len() > 12 { format!(" and {} more", names.len() - 12) } else { String::new() };
        say!("  not compared: {shown}{more}; settings.toml says why");
    }
    say!(
        "  {} chosen from {} likely matches, for at most {} pairs",
        several(proposal.rules.len() as u64, "rule"),
        count_of(proposal.likely_matches),
        count(proposal.budget_pairs)
    );
}

fn print_rules(rules: &[RuleCount], is_scored: bool) {
    let width = rules.iter().map(|rule| rule.rule.chars().count()).max().unwrap_or(0).clamp(5, 60);
    let new = if is_scored { "new pairs" } else { "" };
    say!("\n{:<width$}  {:>15}  {new:>15}  {:>13}", "Rules", "pairs", "largest block");
    for rule in rules {
        let new = if is_scored { count(rule.new_pairs) } else { String::new() };
        say!("{:<width$}  {:>15}  {new:>15}  {:>13}", rule.rule, count(rule.pairs), count(rule.largest_block));
    }
}

fn print_loss(found: &Found<'_>) {
    match &found.linkage.loss {
        Ok(loss) => {
            let (low, high) = loss.recall_interval_95;
            say!(
                "\nBlocking finds about {} of the matches (95 %: {} to {}), as far as the rules' overlap tells.",
                per_cent(loss.recall),
                per_cent(low),
                per_cent(high)
            );
            loss.notes.iter().for_each(|note| say!("  {note}"));
        }
        Err(why) => say!("\nHow many matches blocking misses cannot be told: {why}."),
    }
}

fn print_model(found: &Found<'_>) {
    let model = &found.linkage.model;
    let labels = model.comparisons.iter().flat_map(|comparison| &comparison.levels);
    let width = labels.map(|level| level.label.chars().count()).max().unwrap_or(0).clamp(10, 60);
    say!("\n{:<width$}  {:>9}  {:>9}  {:>7}", "Model", "m", "u", "bits");
    let mut is_any_unseen = false;
    for comparison in &model.comparisons {
        say!("{}", comparison.name);
        for level in &comparison.levels {
            let (m, u) = (level.m_probability, level.u_probability);
            let unseen = [m, u].iter().any(|one| matches!(one, link::weight::model::LevelProbability::NotObserved(_)));
            is_any_unseen |= unseen;
            say!(
                "  {:<width$}{}  {}  {:>7.1}{}",
                level.label,
                probability(m.value()),
                probability(u.value()),
                level.match_weight_bits(),
                if unseen { " *" } else { "" }
            );
        }
    }
    if is_any_unseen {
        say!("  * no pair was seen at this level; the number stands in for it");
    }
    say!("Prior: {:.1} bits; one in {} possible pairs is a match.", model.prior_bits(), count_of(1.0 / model.prior));
    if let Some(relatives) = &model.relatives {
        say!(
            "Relatives: one in {} possible pairs is of two persons who share surname, place or day as families do; what \
             that explains is taken from the weight of a pair.",
            count_of(1.0 / relatives.share)
        );
    }
}

fn print_clusters(found: &Found<'_>) {
    let (linkage, quality) = (found.linkage, &found.linkage.quality);
    say!(
        "\nClusters  from {} kept of {} compared; threshold {:.2} bits, probability {}",
        several(linkage.pairs.len() as u64, "pair"),
        count(linkage.compared),
        found.threshold_bits(),
        found.linker.settings().threshold
    );
    let shown = 10;
    for (rows, clusters) in quality.sizes.iter().take(shown) {
        say!("  {:>12}  of {}", count(*clusters), several(*rows as u64, "record"));
    }
    let larger: u64 = quality.sizes.values().skip(shown).sum();
    if let Some((largest, _)) = quality.sizes.last_key_value().filter(|_| larger > 0) {
        say!("  {:>12}  larger, up to {} records", count(larger), count(*largest as u64));
    }
    say!("  {:>12}  in all", count(u64::from(linkage.clustering.clusters)));
    let suspect = &quality.warnings;
    if !suspect.is_empty() {
        say!(
            "\n{} a second look:",
            if suspect.len() == 1 {
                "1 cluster deserves".to_owned()
            } else {
                format!("{} clusters deserve", count(suspect.len() as u64))
            }
        );
        suspect.iter().take(CLUSTERS_SHOWN).for_each(|warning| say!("  {warning}"));
        if suspect.len() > CLUSTERS_SHOWN {
            say!("  and {} more; the report lists them", suspect.len() - CLUSTERS_SHOWN);
        }
    }
}

fn print_warnings(warnings: &[String]) {
    if !warnings.is_empty() {
        say!("\nKnow this");
        warnings.iter().for_each(|warning| say!("  {warning}"));
    }
}

fn print_next(seen: &Seen<'_>, outcome: &Outcome, out: &Path) {
    let (program, files, out) = (program(), files(seen), out.display());
    if let Some(review) = &outcome.review {
        say!(
            "\nReview  open {out}/review.html beside {out}/review.csv; write same, different or unsure as the decision"
        );
        say!("        of each pair, and your name as the author; leave empty what you did not look at. Then:");
        let option = if review.is_sample { "judged" } else { "judgements" };
        say!("        {program} link {files} --settings {out}/settings.toml --out {out} --{option} {out}/review.csv");
        return;
    }
    say!("\nNext   open {out}/report.html");
    say!("       {program} link {files} --settings {out}/settings.toml --out {out}   again, with what you changed");
    say!(
        "       {program} link {files} --settings {out}/settings.toml --out {out} --review-sample 200   pairs to judge"
    );
}

/// The lists as they were named, so that a command can be copied.
fn files(seen: &Seen<'_>) -> String {
    let options = &seen.options.reading;
    let mut words: Vec<String> = seen.options.files.iter().map(|file| file.display().to_string()).collect();
    words.extend(options.list.iter().map(|list| format!("--list {list}")));
    words.extend(options.id.iter().map(|id| format!("--id {id}")));
    words.join(" ")
}

fn count(number: u64) -> String {
    count_of(float(number))
}

fn count_of(number: f64) -> String {
    numeral(number, 0, Language::En)
}

fn several(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

fn per_cent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn probability(value: f64) -> String {
    if value != 0.0 && value < 0.001 { format!("{value:>9.1e}") } else { format!("{value:>9.4}") }
}
