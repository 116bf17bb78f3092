//! `willay link`: which records of these lists are about one person? Lists in, clusters and their reasons out.

use std::{path::Path, process::ExitCode};

use link::{
    cluster::Judgement,
    linkage::{Given, Linkage, link_with},
    linker::{Linker, Options},
    weight::model::Model,
};

use crate::{
    arguments,
    failure::{Cause, Failure},
    progress::Progress,
};

mod canonical;
mod draws;
mod explain;
pub(crate) mod files;
mod judged;
pub(crate) mod lists;
mod page;
mod plan;
mod review;
mod sample;
mod summary;
mod tables;
mod truth;

use canonical::Clusters;
use files::Files;
use lists::Lists;
use plan::Plan;

/// Runs `willay link`.
pub(crate) fn run(options: &arguments::Link) -> Result<ExitCode, Failure> {
    check(options)?;
    let progress = Progress::begin()?;
    let outcome = work(options, &progress);
    progress.finish();
    outcome
}

fn work(options: &arguments::Link, progress: &Progress) -> Result<ExitCode, Failure> {
    let watch = |step: &str, share: f64| progress.watch(step, share);
    let threads =
        options.matching.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
    let engine = Options { threads, watch: &watch, ..Options::default() };
    let lists = lists::read(options, progress)?;
    let plan = plan::of(options, &lists.table, &engine)?;
    if options.matching.propose_only {
        return propose_only(options, (&lists, &plan), progress);
    }
    let settings_file = options.matching.settings.as_deref();
    let refused = |error| plan::of_link(&error, settings_file);
    progress.step("grouping records")?;
    let linker = Linker::new(&lists.table, &plan.settings).map_err(refused)?;
    let seen = summary::Seen { options, lists: &lists, plan: &plan };
    if options.matching.dry_run {
        progress.finish();
        summary::dry_run(&seen, linker.rules(), progress.seconds());
        return Ok(ExitCode::SUCCESS);
    }
    let mut judgements = kept(options)?;
    judgements.extend(options.people.judgements.as_deref().map_or(Ok(Vec::new()), judged::read)?);
    let model = options.matching.model.as_deref().map(model).transpose()?;
    let given = Given { judgements: &judgements, model: model.as_ref() };
    let linkage = link_with(&linker, given, &engine).map_err(refused)?;
    let found = Found { linker: &linker, linkage: &linkage };
    if !options.results.explain.is_empty() {
        let words = explain::words(options, &lists.table, &found)?;
        progress.finish();
        crate::output::say!("{words}");
        return Ok(ExitCode::SUCCESS);
    }
    let mut outcome = outcome(options, &lists, &found, progress)?;
    if let Some(count) = options.results.draws {
        progress.step("drawing partitions")?;
        outcome.draws = Some(draws::draw((count, threads), &found, &judgements)?);
    }
    progress.step("writing")?;
    progress.finish();
    let written = write(&seen, &found, &outcome)?;
    summary::print(&seen, (&found, &outcome), &summary::End { written, seconds: progress.seconds() });
    Ok(ExitCode::SUCCESS)
}

/// The records made ready, and what linkage found among them.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) linker: &'a Linker<'a>,
    pub(crate) linkage: &'a Linkage,
}

impl Found<'_> {
    /// log2 of the odds from which a pair speaks for one person.
    pub(crate) fn threshold_bits(&self) -> f64 {
        let threshold = self.linker.settings().threshold;
        (threshold / (1.0 - threshold)).log2()
    }
}

/// What is made of the linkage.
pub(crate) struct Outcome {
    pub(crate) clusters: Clusters,
    pub(crate) evaluation: Option<truth::Evaluation>,
    pub(crate) sample: Option<sample::Estimate>,
    pub(crate) review: Option<review::Review>,
    pub(crate) draws: Option<draws::Draws>,
}

fn outcome(
    options: &arguments::Link,
    lists: &Lists,
    found: &Found<'_>,
    progress: &Progress,
) -> Result<Outcome, Failure> {
    let people = &options.people;
    progress.step("naming clusters")?;
    let clusters = Clusters::name(&lists.table, &found.linkage.clustering, people.previous.as_deref())?;
    progress.step("comparing with what is known")?;
    let truth = people.truth.as_deref().map(|path| truth::read(path, &lists.table)).transpose()?;
    let evaluation = truth.map(|truth| truth::evaluate(&truth, found.linker, found.linkage));
    let sample = people.judged.as_deref().map(|path| sample::estimate(path, &lists.table, found)).transpose()?;
    let review = review::choose(options, &lists.table, found);
    Ok(Outcome { clusters, evaluation, sample, review, draws: None })
}

/// Refuses what cannot be, before anything is read.
fn check(options: &arguments::Link) -> Result<(), Failure> {
    if let Some(threshold) = options.matching.threshold.filter(|threshold| !(*threshold > 0.0 && *threshold < 1.0)) {
        let message = format!("--threshold is {threshold}");
        return Err(Failure::new(Cause::Usage, message, "give a match probability above 0 and below 1, such as 0.9"));
    }
    if options.matching.threads == Some(0) {
        return Err(Failure::new(Cause::Usage, "--threads is 0", "give 1 or more, or leave it out"));
    }
    match &options.out {
        Some(folder) => {
            let writes_review = options.people.review.is_some() || options.people.review_sample.is_some();
            files::check(folder, &options.files, writes_review && !options.matching.dry_run)
        }
        None => Ok(()),
    }
}

/// Clusters of an earlier run that are to stay whole.
fn kept(options: &arguments::Link) -> Result<Vec<Judgement>, Failure> {
    match &options.people.previous {
        Some(previous) if options.people.keep => {
            Ok(canonical::read(previous)?.judgements(&previous.display().to_string(), ""))
        }
        _ => Ok(Vec::new()),
    }
}

fn model(path: &Path) -> Result<Model, Failure> {
    let text = plan::read_text(path)?;
    serde_json::from_str(&text).map_err(|error| {
        let mend = "give a model.json as an earlier run wrote it, with the settings.toml beside it";
        Failure::new(Cause::Material, format!("{}: not a model: {error}", path.display()), mend)
    })
}

fn folder(options: &arguments::Link) -> Result<&Path, Failure> {
    let missing = || Failure::new(Cause::Usage, "--out is not given", "name a folder for the results with --out");
    options.out.as_deref().ok_or_else(missing)
}

fn propose_only(
    options: &arguments::Link,
    (lists, plan): (&Lists, &Plan),
    progress: &Progress,
) -> Result<ExitCode, Failure> {
    progress.finish();
    let mut files = Files::begin(folder(options)?)?;
    files.text("settings.toml", &plan.toml())?;
    files.finish(false)?;
    summary::proposed(&summary::Seen { options, lists, plan }, progress.seconds());
    Ok(ExitCode::SUCCESS)
}

/// Writes everything, or nothing. Returns the names.
fn write(seen: &summary::Seen<'_>, found: &Found<'_>, outcome: &Outcome) -> Result<Vec<&'static str>, Failure> {
    let (options, table, linkage) = (seen.options, &seen.lists.table, found.linkage);
    let mut files = Files::begin(folder(options)?)?;
    match options.results.format {
        arguments::Format::Csv => {
            files.add("clusters.csv", |file| tables::clusters_csv(table, &outcome.clusters, file))?;
            files.add("pairs.csv", |file| tables::pairs_csv(table, &linkage.pairs, file))?;
        }
        arguments::Format::Parquet => {
            files.add("clusters.parquet", |file| tables::clusters_parquet(table, &outcome.clusters, file))?;
            files.add("pairs.parquet", |file| tables::pairs_parquet(table, &linkage.pairs, file))?;
        }
    }
    files.text("report.html", &page::html(seen, found, outcome))?;
    files.text("settings.toml", &seen.plan.toml())?;
    let model = serde_json::to_string_pretty(&linkage.model).expect("a model is numbers and texts");
    files.text("model.json", &(model + "\n"))?;
    let summary = serde_json::to_string_pretty(&summary::json(seen, found, outcome)).expect("values are JSON");
    files.text("summary.json", &(summary + "\n"))?;
    if !seen.lists.problems.is_empty() {
        files.add("problems.csv", |file| tables::problems_csv(&seen.lists.problems, file))?;
    }
    if let Some(draws) = &outcome.draws {
        let (csv, json) = draws.tables(table);
        files.text("captures.csv", &csv)?;
        files.text("captures.json", &json)?;
    }
    if let Some(review) = &outcome.review {
        files.text("review.html", &review.sheet.html())?;
        files.text("review.csv", &review.sheet.csv())?;
    }
    files.finish(true)
}
