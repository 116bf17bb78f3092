//! `willay erase`: what a confidential statement says, gone for good, with every proof as it was.
//!
//! The order matters: first the word in the ledger, then what was derived, then what opens the commitment, then archived
//! files. Whichever instant a kill hits, the value is out of force from the word on, and the next command that opens
//! the ledger for writing finishes the deed ([`Office::finish_erasures`]).

use std::process::ExitCode;

use ledger::Body;
use record::Access;
use store::NewEntry;

use crate::{
    arguments, clock,
    failure::{Cause, Failure},
    office::{Office, forget_derived, of_store},
    output::say,
    workspace::Workspace,
};

mod plan;
mod report;

use plan::Plan;

/// A reason that repeats fewer letters of a value than this tells nothing of it.
const REPEATED_LETTERS: usize = 3;

/// Runs `willay erase`.
pub(crate) fn run(options: &arguments::Erase) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let is_meant = options.yes && !options.dry_run;
    let mut office = if is_meant { Office::open(&workspace)? } else { Office::peek(&workspace)? };
    let plan = Plan::make(&workspace, &office, options)?;
    check_reason(&options.reason, &plan)?;
    report::plan(&plan, options);
    if options.dry_run {
        say!("\nDry run: nothing was erased.");
        return Ok(ExitCode::SUCCESS);
    }
    if !options.yes {
        let hint = "it cannot be taken back: read what stands above, and run the command again with --yes";
        return Err(Failure::new(Cause::Usage, "nothing was erased", hint));
    }
    enter(&workspace, &mut office, (&plan, &options.reason))?;
    finish(&workspace, &mut office, &plan)?;
    report::done(&plan, &workspace);
    Ok(ExitCode::SUCCESS)
}

/// A reason stays for ever, and so must not hold what is erased.
fn check_reason(reason: &str, plan: &Plan) -> Result<(), Failure> {
    let refuse = |message: &str, hint: &str| Err(Failure::new(Cause::Usage, message, hint));
    if reason.trim().is_empty() {
        return refuse("--reason is empty", "say why, in words that tell nothing of the value");
    }
    let reason = reason.to_lowercase();
    let repeats = |words: &String| words.chars().count() >= REPEATED_LETTERS && reason.contains(&words.to_lowercase());
    if plan.values.iter().flat_map(|value| &value.words).any(repeats) {
        return refuse(
            "--reason repeats what is to be erased",
            "it stays in the ledger for ever: say why in other words",
        );
    }
    Ok(())
}

/// Says in the ledger what is erased, in one transaction.
fn enter(workspace: &Workspace, office: &mut Office, (plan, reason): (&Plan, &str)) -> Result<(), Failure> {
    let values = plan.values.iter().filter(|value| !value.is_erased).map(|value| Body::ValueErased {
        sequence: value.sequence,
        reason: reason.to_owned(),
        access: value.access,
    });
    let access = plan.values.iter().map(|value| value.access).max().unwrap_or(Access::Confidential);
    let documents = plan.files.iter().filter(|file| file.is_to_go).map(|file| Body::DocumentErased {
        document: file.id,
        reason: reason.to_owned(),
        access: access.max(file.access),
    });
    let (time, actor) = (clock::now()?, &workspace.settings.actor);
    let entries: Vec<NewEntry> =
        values.chain(documents).map(|body| NewEntry { time, actor: actor.clone(), body, opening: None }).collect();
    if !entries.is_empty() {
        office.store.append(office.state.size, &entries).map_err(|error| of_store(&error).nothing_written())?;
    }
    Ok(())
}

/// Takes away what was derived, what opens the commitments, and the files. A value that an earlier run erased is erased
/// again: that run may not have been acknowledged.
fn finish(workspace: &Workspace, office: &mut Office, plan: &Plan) -> Result<(), Failure> {
    forget_derived(workspace)?;
    for value in &plan.values {
        office.store.erase_opening(value.sequence).map_err(|error| of_store(&error))?;
    }
    office.state = office.store.state().map_err(|error| of_store(&error))?;
    office.finish_erasures(workspace)
}
