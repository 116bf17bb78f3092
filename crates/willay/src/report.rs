//! `willay report`: what the site says, as one PDF for paper and for screen readers.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use record::Language;
use report::{Plan, PlanProblem, ReportError};

use crate::{
    arguments,
    build::{as_published, write_whole},
    failure::{Cause, Failure},
    output::say,
    progress::Progress,
    workspace::{read_file, read_settings},
};

/// Runs `willay report`.
pub(crate) fn run(options: &arguments::Report) -> Result<ExitCode, Failure> {
    let progress = Progress::begin()?;
    let (plan, name) = plan(options)?;
    let language = language(options)?;
    let bytes = as_published((&options.workspace, &options.ledger), &progress, |edition| {
        report::render(edition, &plan, language)
    })?
    .map_err(|error| refused(&error))?;
    let file = options.out.clone().unwrap_or_else(|| PathBuf::from(format!("report-{name}.{}.pdf", language.tag())));
    progress.finish();
    write_whole(&file, &bytes)?;
    say!("Wrote {} ({} kB): {}", file.display(), bytes.len().div_ceil(1_000), plan.title.get(language));
    Ok(ExitCode::SUCCESS)
}

/// What goes into the report, and its name in that of the file.
fn plan(options: &arguments::Report) -> Result<(Plan, String), Failure> {
    let material =
        |problem: PlanProblem| Failure::new(Cause::Material, problem.to_string(), "see docs/report.md for its keys");
    if let Some(year) = options.year {
        return Ok((Plan::of_year(year).map_err(material)?, year.to_string()));
    }
    let name = options.plan.clone().unwrap_or_default();
    let refused =
        || Failure::new(Cause::Usage, format!("'{name}' is no name of a plan"), "a name has a-z, 0-9 and '-'");
    if !record::id::is_slug(&name) {
        return Err(refused());
    }
    let place = format!("reports/{name}.toml");
    let path = options.workspace.join(&place);
    if !path.is_file() {
        let hint = "docs/report.md has one to begin from; --year YEAR needs none";
        return Err(Failure::new(Cause::Usage, format!("there is no {}", path.display()), hint));
    }
    let file = read_file(&options.workspace, &path)?;
    Ok((Plan::parse(&place, file.text()?).map_err(material)?, name))
}

/// The language that is asked for, if the site has it; otherwise the site's main one.
fn language(options: &arguments::Report) -> Result<Language, Failure> {
    let settings = read_settings(Path::new(&options.workspace))?;
    let Some(asked) = options.language.map(Language::from) else { return Ok(settings.languages[0]) };
    if settings.languages.contains(&asked) {
        return Ok(asked);
    }
    let hint = "languages in willay.toml says which the site has";
    Err(Failure::new(Cause::Usage, format!("the site has no pages in {}", asked.tag()), hint))
}

fn refused(error: &ReportError) -> Failure {
    let (cause, hint) = match error {
        ReportError::NoPage { .. } => {
            (Cause::Material, "name the file in articles/ or pages/ without its language and ending")
        }
        ReportError::Empty { .. } => {
            (Cause::Usage, "an article is of the year of its date; a plan in reports/ can name any")
        }
        ReportError::NoGlyph { .. } => {
            (Cause::Material, "write these words in Latin, Greek or Cyrillic letters, without pictures")
        }
        ReportError::Drawing { .. } | ReportError::Invalid(_) => (Cause::Internal, ""),
    };
    Failure::new(cause, error.to_string(), hint)
}
