//! The reporting checklist of the field, filled in as far as a run knows: the rest is for people, and says so.

use ::estimate::honesty::{Answer, Facts, checklist};

use super::{
    Estimated, Stratum,
    answer::{Found, Statistic},
    cells::Cells,
    language::{in_english as persons, interval_in_english as interval},
    summary::standing,
};

/// The eighteen items in their order.
pub(crate) fn items(estimated: &Estimated<'_>) -> Vec<Answer> {
    checklist(&facts(estimated))
}

fn facts(estimated: &Estimated<'_>) -> Facts {
    let (input, options) = (&estimated.input, estimated.options);
    let file = input.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let found: Vec<(&str, &Found)> = estimated.strata.iter().flat_map(found).collect();
    let mut methods: Vec<&str> = found.iter().map(|(title, _)| *title).collect();
    methods.dedup();
    if methods.is_empty() {
        methods.push("no method gave a number");
    }
    let mut limitations: Vec<String> = found.iter().map(|(_, found)| found.assumptions.to_owned()).collect();
    limitations.iter_mut().for_each(|one| one.push('.'));
    limitations.sort();
    limitations.dedup();
    let warnings = || estimated.strata.iter().flat_map(|stratum| &stratum.warnings);
    limitations.extend(warnings().cloned());
    Facts {
        lists: estimated.strata.first().map(|stratum| lists(stratum, options.results.min_cell)).unwrap_or_default(),
        left_out: estimated
            .totals
            .iter()
            .flat_map(|total| total.left_out.iter().map(|(name, _, why)| format!("{}: {name}: {why}", total.title)))
            .collect(),
        biases: warnings().filter(|warning| warning.starts_with("[W2]")).cloned().collect(),
        data_files: format!("{file}, SHA-256 {}", input.sha256),
        method: format!("Multiple systems estimation from capture tables: {}; see METHODS.md", methods.join("; ")),
        selection: "Nothing is chosen among the methods: they stand side by side. Log-linear models are ranked by BIC."
            .to_owned(),
        checks: estimated.strata.iter().flat_map(checks).collect(),
        uncertainty: uncertainty(estimated),
        code: format!("Willay {}, seed {}, Apache-2.0 OR MIT", env!("CARGO_PKG_VERSION"), options.methods.seed),
        result_files: "result.json and draws.csv beside the report".to_owned(),
        estimate: estimate(estimated),
        limitations,
        ..Facts::default()
    }
}

fn found(stratum: &Stratum) -> impl Iterator<Item = (&str, &Found)> {
    stratum.answers.iter().filter_map(|answer| Some((answer.title.as_str(), answer.outcome.as_ref().ok()?)))
}

fn lists(stratum: &Stratum, least: u64) -> Vec<String> {
    let cells = Cells::new(&stratum.table, least);
    let lists = stratum.table.overlap().lists;
    lists.iter().map(|list| format!("{}: {} persons.", list.name, persons(cells.sum(list.persons) as f64))).collect()
}

/// The estimates from changed tables.
fn checks(stratum: &Stratum) -> Vec<String> {
    let name = if stratum.name.is_empty() { String::new() } else { format!("{}, ", stratum.name) };
    let said = stratum.variants.iter().map(|variant| match &variant.population_persons {
        Ok(population) => format!("{name}{}: {} persons.", variant.change, persons(*population)),
        Err(why) => format!("{name}{}: no number, {why}.", variant.change),
    });
    let mut said: Vec<String> = said.collect();
    said.extend(
        stratum.priors.iter().map(|one| format!("{name}{}: {} persons.", one.prior, persons(one.population_persons))),
    );
    said
}

fn uncertainty(estimated: &Estimated<'_>) -> String {
    let level = 100.0 * estimated.level.share();
    let linkage = if estimated.pooled.is_empty() {
        "that every match was found is taken as given"
    } else {
        "the combined ones also hold the doubt about who is whom"
    };
    format!("Intervals of {level:.1} %: sampling, and where the method says so the choice of the model; {linkage}.")
}

/// The answers that stand first: of the whole table, or the totals.
fn estimate(estimated: &Estimated<'_>) -> String {
    let of = |title: &str, population: f64, low: f64, high: f64| {
        format!("{title}: {} ({})", persons(population), interval(low, high))
    };
    if !estimated.totals.is_empty() {
        let totals = estimated.totals.iter().map(|one| of(&one.title, one.population_persons, one.low, one.high));
        return totals.collect::<Vec<_>>().join("; ");
    }
    let Some(stratum) = estimated.strata.first() else { return String::new() };
    let method = standing(&estimated.strata);
    let first = |(title, one): &(&str, &Found)| {
        let is_standing =
            stratum.answers.iter().any(|answer| answer.title == *title && Some(answer.method.as_str()) == method);
        (!is_standing, one.statistic == Statistic::LowerBound)
    };
    let mut found: Vec<(&str, &Found)> = found(stratum).collect();
    found.sort_by_key(first);
    let said = found.iter().map(|(title, one)| of(title, one.population_persons, one.low, one.high));
    said.collect::<Vec<_>>().join("; ")
}
