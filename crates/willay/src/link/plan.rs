//! What is compared: the settings that were given, or those that the data propose.

use std::{fs, path::Path};

use link::{
    columns::{RecognisedField, recognise},
    linker::{LinkError, Options},
    propose::{Proposal, Wishes, propose},
    settings::Settings,
    table::Table,
};

use crate::{
    arguments,
    failure::{Cause, Failure},
};

mod written;

/// Settings, and where they come from.
pub(crate) struct Plan {
    pub(crate) settings: Settings,
    /// The proposal, where nobody gave settings.
    pub(crate) proposal: Option<Proposal>,
    fields: Vec<RecognisedField>,
}

impl Plan {
    /// The settings as a file that makes the same run again, with the reasons where they were proposed.
    pub(crate) fn toml(&self) -> String {
        written::toml(&self.settings, self.proposal.as_ref(), &self.fields)
    }
}

/// Reads the settings or proposes them.
pub(crate) fn of(options: &arguments::Link, table: &Table, engine: &Options<'_>) -> Result<Plan, Failure> {
    let mut plan = match &options.matching.settings {
        Some(path) => Plan { settings: read(path)?, proposal: None, fields: Vec::new() },
        None => proposed(options, table, engine)?,
    };
    let settings = &mut plan.settings;
    settings.one_row_per_list |= options.reading.one_row_per_list;
    settings.threshold = options.matching.threshold.unwrap_or(settings.threshold);
    settings.seed = options.matching.seed.unwrap_or(settings.seed);
    Ok(plan)
}

fn proposed(options: &arguments::Link, table: &Table, engine: &Options<'_>) -> Result<Plan, Failure> {
    if !(engine.watch)("proposing settings", 0.0) {
        return Err(Failure::stopped());
    }
    let wishes = Wishes {
        pairs: options.matching.pairs,
        one_row_per_list: options.reading.one_row_per_list,
        seed: options.matching.seed,
    };
    let proposal = propose(table, &wishes, engine).map_err(|error| of_link(&error, None))?;
    let fields = recognise(table);
    Ok(Plan { settings: proposal.settings.clone(), proposal: Some(proposal), fields })
}

fn read(path: &Path) -> Result<Settings, Failure> {
    let text = read_text(path)?;
    toml::from_str(&text).map_err(|error| {
        Failure::new(
            Cause::Material,
            format!("{}: {error}", path.display()),
            "docs/linkage.md describes every key; without --settings the program writes a file to begin with",
        )
    })
}

/// A text file that people write.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::of_input(path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Failure::new(Cause::Material, format!("{}: line {line} is no UTF-8", path.display()), "save the file as UTF-8")
    })
}

/// What the engine refuses, as a person is told of it; settings errors name the settings file, where there is one.
pub(crate) fn of_link(error: &LinkError, settings: Option<&Path>) -> Failure {
    let place = settings.map_or_else(String::new, |path| format!("{}: ", path.display()));
    let (message, mend) = match error {
        LinkError::Stopped(_) => return Failure::stopped(),
        LinkError::Cluster(_) => return Failure::new(Cause::Internal, error.to_string(), ""),
        LinkError::Table(_) => (error.to_string(), "mend the lists"),
        LinkError::TooFewRows(_) => (error.to_string(), "give lists with at least two rows together"),
        LinkError::NothingToCompare { columns } => (
            nothing_to_compare(columns),
            "add columns that differ between persons, such as names, dates and places; or, if there are some among \
             these, name them in a file for --settings",
        ),
        LinkError::Block(_) => (format!("{place}{error}"), "mend the rule; every key names a column or a field"),
        LinkError::Compare(_) => (format!("{place}{error}"), "mend the comparison; it names columns or fields"),
        LinkError::Setting { .. } => (format!("{place}{error}"), "mend the number"),
        LinkError::Train(_) => (format!("{place}{error}"), "mend the probability that the settings give"),
        LinkError::Model(_) => (error.to_string(), "use the settings.toml that was written beside the model"),
    };
    Failure::new(Cause::Material, message, mend)
}

/// Columns that are named in a message.
const COLUMNS_SHOWN: usize = 20;

fn nothing_to_compare(columns: &[String]) -> String {
    let shown: Vec<String> = columns.iter().take(COLUMNS_SHOWN).map(|column| format!("'{column}'")).collect();
    let more = columns.len().saturating_sub(COLUMNS_SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if columns.is_empty() {
        return "the lists have no column besides the id".to_owned();
    }
    format!(
        "none of the columns tells persons apart: each is empty, has one value only, or is of a kind that is not \
         compared ({}{more})",
        shown.join(", ")
    )
}
