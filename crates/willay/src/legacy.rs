//! `willay legacy`: a folder of old pages becomes an archive with addresses that stay. All or nothing.
//!
//! Everything is read and decided in memory; then the articles are written, each whole, and the addresses last. A file
//! that `redirects.toml` names was taken over before and is left alone, so that what people changed since stays.

use std::{collections::BTreeMap, process::ExitCode};

use publish::old::{OldSite, REDIRECTS};

use crate::{
    arguments,
    failure::{Cause, Failure},
    progress::Progress,
    workspace::read_old_site,
};

mod folder;
mod plan;
mod report;
mod write;

/// Runs `willay legacy`.
pub(crate) fn run(options: &arguments::Legacy) -> Result<ExitCode, Failure> {
    let progress = Progress::begin()?;
    if !options.workspace.join("willay.toml").is_file() {
        let message = format!("{}: no willay.toml here, so this is no workspace", options.workspace.display());
        return Err(Failure::new(Cause::Usage, message, "name one with --workspace, or make one with `willay init`"));
    }
    if let Some(pattern) = &options.address {
        check_pattern(pattern)?;
    }
    let before = read_old_site(&options.workspace)?;
    progress.step("reading the old pages")?;
    let found = folder::read(&options.folder, &progress)?;
    if found.pages.is_empty() && found.refused.is_empty() {
        let message = format!("{}: no page in it", options.folder.display());
        return Err(Failure::new(Cause::Material, message, "name the folder with the .html files of the old site"));
    }
    progress.step("looking for copies")?;
    let plan = plan::plan(&found, &before, options.address.as_deref());
    let files = files(&plan, &before)?;
    let reports = report::files(&found, &plan, options)?;
    progress.step("writing")?;
    progress.finish();
    let written = if options.dry_run { 0 } else { write::all(&options.workspace, &files, &reports)? };
    report::print(&report::Told { options, found: &found, plan: &plan, written, seconds: progress.seconds() });
    Ok(ExitCode::SUCCESS)
}

fn check_pattern(pattern: &str) -> Result<(), Failure> {
    if pattern.contains("{id}") && read::legacy::path_of(pattern).is_some() {
        return Ok(());
    }
    let message = format!("--address '{pattern}': no address with {{id}} in it");
    Err(Failure::new(Cause::Usage, message, "write it like /news.php?id={id}; {id} is the number in the file's name"))
}

/// The files of the workspace as they will be, the addresses among them.
fn files(plan: &plan::Plan, before: &OldSite) -> Result<BTreeMap<String, String>, Failure> {
    let refuse = |error: publish::old::OldProblem| Failure::new(Cause::Internal, error.to_string(), "");
    let mut files = BTreeMap::new();
    for article in &plan.articles {
        files.insert(article.path(), article.write().map_err(refuse)?);
    }
    if plan.redirects != before.redirects {
        files.insert(REDIRECTS.to_owned(), plan.redirects.write().map_err(refuse)?);
    }
    Ok(files)
}
