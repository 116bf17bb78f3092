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
mod cells;
mod draws;
mod gather;
mod json;
mod linkages;
mod loglinear;
mod methods;
mod page;
mod summary;
mod table;
mod total;
mod warnings;

use answer::Answer;
use linkages::Pooled;
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
    /// One a method over all sampled linkages; empty where the table is of one linkage.
    pub(crate) pooled: Vec<Pooled>,
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
    let mut strata = Vec::new();
    for (name, table) in std::mem::take(&mut input.strata) {
        let mut stratum = methods::answer(&methods::Task { options, level, name: &name, table: &table }, progress)?;
        stratum.warnings = warnings::of(&stratum, &input);
        strata.push(stratum);
    }
    let totals = if strata.len() > 1 { total::of(&strata, level, options.methods.seed) } else { Vec::new() };
    let mut pooled = Vec::new();
    if !input.linkages.is_empty() {
        pooled = linkages::of(&input.linkages, (options, level), progress)?;
    }
    let estimated = Estimated { options, level, input, strata, totals, pooled };
    progress.step("writing")?;
    progress.finish();
    let written = match &options.out {
        Some(folder) => {
            let mut files = Files::begin(folder)?;
            files.text("report.html", &page::html(&estimated))?;
            let result = serde_json::to_string_pretty(&json::of(&estimated)).expect("values are JSON");
            files.text("result.json", &(result + "\n"))?;
            files.add("draws.csv", |target| draws::csv(&estimated, target))?;
            files.finish(false)?
        }
        None => Vec::new(),
    };
    if let Some(path) = &options.draws {
        draws::write(&estimated, path)?;
    }
    summary::print(&estimated, &written, progress.seconds());
    Ok(ExitCode::SUCCESS)
}
