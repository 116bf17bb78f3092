//! `willay search`: records and archived documents by words, values and dates, with the words that show why.

use std::process::ExitCode;

use record::{Access, Clearance};
use search::{Filters, Query, SearchError};

use crate::{
    arguments::{self, SearchAccess},
    failure::{Cause, Failure},
    packs,
    progress::Progress,
    workspace::Workspace,
};

mod contents;
mod index;
mod report;

/// Runs `willay search`.
pub(crate) fn run(options: &arguments::Search) -> Result<ExitCode, Failure> {
    let progress = Progress::begin()?;
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let schema = packs::schema(&workspace)?;
    let (kind, date) = (options.kind.as_deref(), options.date.as_deref());
    let filters = Filters::parse(&schema, (kind, date), &options.tests)
        .map_err(|invalid| Failure::new(Cause::Usage, invalid.what, invalid.mend))?;
    let words = options.words.join(" ");
    let query = if words.trim().is_empty() && !filters.is_empty() {
        None
    } else {
        Some(Query::parse(&words).map_err(|invalid| {
            let hint =
                "write some words, such as `willay search guaman quispe`; --kind, --where and --date also work without";
            Failure::new(Cause::Usage, invalid.to_string(), hint)
        })?)
    };
    let ask = index::Ask { workspace: &workspace, schema: &schema, access: options.access, progress: &progress };
    let (answer, notes) = ask.answer(|index| index.find(query.as_ref(), &filters, options.first))?;
    progress.finish();
    notes.iter().for_each(|note| report::note(note));
    if options.json {
        report::json(options, &answer)
    } else {
        report::print(options, (&schema, &answer))
    }
    Ok(ExitCode::SUCCESS)
}

impl SearchAccess {
    /// The name of the index, and what may stand in it.
    fn clearance(self) -> (&'static str, Clearance) {
        match self {
            Self::Public => ("public", Clearance::PUBLIC),
            Self::Internal => ("internal", Clearance::up_to(Access::Internal)),
            Self::Confidential => ("confidential", Clearance::up_to(Access::Confidential)),
        }
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Self {
        let hint = match &error {
            SearchError::Stopped => return Self::stopped(),
            SearchError::Broken { .. } => "delete .willay/search and run the command again: the index is made anew",
            SearchError::Busy { .. } => "wait until it is done, or end it",
            SearchError::DiskFull { .. } => "make room and run the command again; the ledger is unharmed",
            SearchError::NoRights { .. } => "give yourself the right to read and write there",
            SearchError::Machine { .. } => "mend this and run the command again",
        };
        Self::new(Cause::Machine, error.to_string(), hint)
    }
}
