//! `willay estimate`: how many persons does no list document? A capture table in, estimates and refusals out.

use std::process::ExitCode;

use ::estimate::Level;

use crate::{
    arguments,
    failure::{Cause, Failure},
    link::files::Files,
    progress::Progress,
};

mod answer;
mod beside;
mod cells;
mod draws;
mod gather;
mod json;
mod language;
mod linkages;
mod loglinear;
mod methods;
mod page;
mod partial;
mod parts;
mod rivals;
mod summary;
mod table;
mod total;
mod warnings;

use answer::Answer;
use linkages::Pooled;
use parts::{Difference, Part};
use rivals::Rival;
use table::Input;
use total::Total;

/// Everything that was computed.
pub(crate) struct Estimated<'a> {
    pub(crate) options: &'a arguments::Estimate,
    pub(crate) level: Level,
    pub(crate) input: Input,
    /// One entry a stratum, in order of name.
    pub(crate) strata: Vec<Stratum>,
    /// Sums over strata, one a method; empty where there are no strata.
    pub(crate) totals: Vec<Total>,
    /// One a selection rule, summed over strata; empty where there are none.
    pub(crate) rules: Vec<Total>,
    /// How strata were partly pooled, where that was asked for.
    pub(crate) poolings: Vec<partial::Pooling>,
    /// One a method over all sampled linkages; empty where the table is of one linkage.
    pub(crate) pooled: Vec<Pooled>,
    /// Parts of the persons; empty where none were asked for.
    pub(crate) parts: Vec<Part>,
    /// Parts that are differences of others.
    pub(crate) differences: Vec<Difference>,
    /// Figures by others.
    pub(crate) rivals: Vec<Rival>,
    /// The population from one table of everybody, where the strata stand by log-linear averages.
    pub(crate) pooled_persons: Option<f64>,
    /// What must be said of the whole: totals, differences, refutations.
    pub(crate) warnings: Vec<String>,
}

/// A stratum, or the whole table.
pub(crate) struct Stratum {
    /// Empty where the table has no strata.
    pub(crate) name: String,
    /// As it was read.
    pub(crate) table: ::estimate::CaptureTable,
    pub(crate) answers: Vec<Answer>,
    /// Models of the log-linear search, where it was run.
    pub(crate) models: Option<loglinear::Models>,
    /// What each selection rule says of these.
    pub(crate) rules: Vec<Answer>,
    /// The population under other priors of the latent classes, the stated one first.
    pub(crate) priors: Vec<::estimate::honesty::PriorResult>,
    /// The population from fewer lists, by the average over log-linear models.
    pub(crate) variants: Vec<::estimate::honesty::Variant>,
    pub(crate) warnings: Vec<String>,
}

/// Runs `willay estimate`.
pub(crate) fn run(options: &arguments::Estimate) -> Result<ExitCode, Failure> {
    let level = Level::new(options.methods.level)
        .map_err(|error| Failure::new(Cause::Usage, format!("--level: {error}"), "give a share such as 0.95"))?;
    if options.methods.threads == Some(0) {
        return Err(Failure::new(Cause::Usage, "--threads is 0", "give 1 or more, or leave it out"));
    }
    if options.out.as_deref().is_some_and(|folder| folder.exists() && !folder.is_dir()) {
        return Err(Failure::new(Cause::Usage, "--out names a file", "name a folder with --out"));
    }
    options.draws.as_deref().map(draws::Format::of).transpose()?;
    let progress = Progress::begin()?;
    let outcome = work(options, level, &progress);
    progress.finish();
    outcome
}

fn work(options: &arguments::Estimate, level: Level, progress: &Progress) -> Result<ExitCode, Failure> {
    progress.step("reading the table")?;
    let mut input = table::read(options, progress)?;
    input.notes.extend(linkages::warnings(&input.linkages));
    parts::check(options, &input.parts)?;
    let rivals = rivals_of(options, &input)?;
    let mut strata = Vec::new();
    for (name, table) in std::mem::take(&mut input.strata) {
        let mut stratum =
            methods::answer(&methods::Task { options, level, name: &name, table: &table, is_part: false }, progress)?;
        stratum.warnings = warnings::of(&stratum, &input);
        strata.push(stratum);
    }
    let poolings = if options.methods.partial_pooling { partial::add(&mut strata, level) } else { Vec::new() };
    let (mut totals, mut rules) = (Vec::new(), Vec::new());
    if strata.len() > 1 {
        totals = total::of(&strata, |stratum| &stratum.answers, (level, options.methods.seed));
        rules = total::of(&strata, |stratum| &stratum.rules, (level, options.methods.seed));
    }
    let mut pooled = Vec::new();
    if !input.linkages.is_empty() {
        pooled = linkages::of(&input.linkages, (options, level), progress)?;
    }
    let parts = parts::of(&input.parts, (options, level), progress)?;
    let differences = parts::differences(options, &parts, level)?;
    let pooled_persons = total::pooled(&strata, (options, level), progress)?;
    let mut estimated = Estimated {
        options,
        level,
        input,
        strata,
        totals,
        rules,
        poolings,
        pooled,
        parts,
        differences,
        rivals,
        pooled_persons,
        warnings: Vec::new(),
    };
    estimated.warnings = warnings::of_whole(&estimated);
    progress.step("writing")?;
    progress.finish();
    let written = write(&estimated)?;
    summary::print(&estimated, &written, progress.seconds());
    Ok(ExitCode::SUCCESS)
}

fn rivals_of(options: &arguments::Estimate, input: &Input) -> Result<Vec<Rival>, Failure> {
    let Some(path) = &options.rivals else { return Ok(Vec::new()) };
    let parts = input.parts.iter().map(|part| part.name.as_str());
    rivals::read(path, &parts.chain(parts::difference_names(options)).collect::<Vec<_>>())
}

/// Writes the report, the result and the draws, where they were asked for; returns their names.
fn write(estimated: &Estimated<'_>) -> Result<Vec<&'static str>, Failure> {
    let options = estimated.options;
    let written = match &options.out {
        Some(folder) => {
            let mut files = Files::begin(folder)?;
            files.text("report.html", &page::html(estimated))?;
            let result = serde_json::to_string_pretty(&json::of(estimated)).expect("values are JSON");
            files.text("result.json", &(result + "\n"))?;
            files.add("draws.csv", |target| draws::csv(estimated, target))?;
            files.finish(false)?
        }
        None => Vec::new(),
    };
    if let Some(path) = &options.draws {
        draws::write(estimated, path)?;
    }
    Ok(written)
}
