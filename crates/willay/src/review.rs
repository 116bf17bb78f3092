//! `willay review`: a second person reads a statement and accepts or rejects it.

use std::process::ExitCode;

use ledger::Body;
use record::{Policy, Reader, Statement, counted};
use store::NewEntry;

use crate::{
    arguments::{self, Decision, ReviewCommand, Waiting},
    clock,
    failure::{Cause, Failure},
    office::{Office, of_store},
    output::say,
    workspace::Workspace,
};

/// Runs `willay review`.
pub(crate) fn run(options: &arguments::Review) -> Result<ExitCode, Failure> {
    match &options.command {
        ReviewCommand::Waiting(options) => waiting(options),
        ReviewCommand::Accept(decision) => decide(decision, true),
        ReviewCommand::Reject(decision) => decide(decision, false),
    }
}

/// Lists the statements that do not count.
fn waiting(options: &Waiting) -> Result<ExitCode, Failure> {
    let first = options.first;
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let state = Office::peek(&workspace)?.state;
    let reviewers = workspace.settings.review.reviewers;
    let waits = |sequence: u64| {
        let reviewed = state.reviewed(sequence);
        reviewed.rejected > 0 || reviewed.accepted < reviewers
    };
    let waiting: Vec<(&u64, &Statement)> = state.statements.iter().filter(|(sequence, _)| waits(**sequence)).collect();
    for (sequence, statement) in waiting.iter().take(first) {
        let reviewed = state.reviewed(**sequence);
        let standing = if reviewed.rejected > 0 {
            "rejected".to_owned()
        } else {
            format!("accepted by {} of {reviewers}", reviewed.accepted)
        };
        say!("{sequence:>8}  {standing}  {}", words(statement, &workspace.settings.access));
    }
    let more = waiting.len().saturating_sub(first);
    if more > 0 {
        say!("and {more} more; --first {} shows them all", waiting.len());
    }
    let do_not = if waiting.len() == 1 { "does not" } else { "do not" };
    let all = counted(state.statements.len(), ["statement", "statements"]);
    say!("{} of {all} {do_not} count ([review] reviewers = {reviewers})", waiting.len());
    Ok(ExitCode::SUCCESS)
}

/// A statement in one line; of what is not public, only that it is there.
fn words(statement: &Statement, access: &Policy) -> String {
    let is_public = access.may_see(Reader::PUBLIC, statement);
    let value = if is_public { statement.value.plain() } else { "(not public)".to_owned() };
    format!("{} · {} · {value}", statement.record, statement.property)
}

fn decide(decision: &Decision, is_accepted: bool) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&decision.workspace, &decision.ledger)?;
    let mut office = if decision.dry_run { Office::peek(&workspace)? } else { Office::open(&workspace)? };
    refuse_empty(decision)?;
    let chosen = chosen(decision, &office)?;
    let time = clock::now()?;
    let entry = |(sequence, statement): &(u64, Statement)| NewEntry {
        time,
        actor: decision.by.clone(),
        body: Body::ReviewDecided {
            sequence: *sequence,
            is_accepted,
            reason: decision.reason.clone(),
            access: workspace.settings.access.access(statement),
        },
        opening: None,
    };
    let entries: Vec<NewEntry> = chosen.iter().map(entry).collect();
    let word = if is_accepted { "accepted" } else { "rejected" };
    if decision.dry_run {
        say!(
            "{} would be {word} by {}; nothing was entered",
            counted(entries.len(), ["statement", "statements"]),
            decision.by
        );
        return Ok(ExitCode::SUCCESS);
    }
    let size = office.state.size;
    office.store.append(size, &entries).map_err(|error| of_store(&error).nothing_written())?;
    say!(
        "{} {word} by {}; `willay build` counts anew",
        counted(entries.len(), ["statement", "statements"]),
        decision.by
    );
    Ok(ExitCode::SUCCESS)
}

fn refuse_empty(decision: &Decision) -> Result<(), Failure> {
    for (name, text) in [("--by", &decision.by), ("--reason", &decision.reason)] {
        if text.trim().is_empty() {
            return Err(Failure::new(Cause::Usage, format!("{name} is empty"), "say it: it stays in the ledger"));
        }
    }
    Ok(())
}

/// The statements that a decision is about: all of them may be decided by this person, or none is.
fn chosen(decision: &Decision, office: &Office) -> Result<Vec<(u64, Statement)>, Failure> {
    let state = &office.state;
    let is_own = |sequence: u64| state.made.get(&sequence).is_some_and(|made| *made.actor == *decision.by);
    let own = |sequence: u64| {
        Failure::new(
            Cause::Usage,
            format!("entry {sequence} was entered by {} too", decision.by),
            "let a second person review it",
        )
        .nothing_written()
    };
    if let Some(list) = &decision.list {
        let of_list = state.statements.iter().filter(|(_, statement)| statement.origin.list.as_str() == list);
        let of_list: Vec<(u64, Statement)> = of_list.map(|(sequence, s)| (*sequence, s.clone())).collect();
        if of_list.is_empty() {
            let reason = format!("there is no statement of a list '{list}'");
            return Err(Failure::new(Cause::Usage, reason, "name a list as in lists/, without its ending"));
        }
        return match of_list.iter().find(|(sequence, _)| is_own(*sequence)) {
            Some((sequence, _)) => Err(own(*sequence)),
            None => Ok(of_list),
        };
    }
    let find = |sequence: &u64| match state.statements.get(sequence) {
        Some(_) if is_own(*sequence) => Err(own(*sequence)),
        Some(statement) => Ok((*sequence, statement.clone())),
        None => Err(Failure::new(
            Cause::Usage,
            format!("entry {sequence} is no statement in force"),
            "`willay review waiting` and `willay trail` print the entries of statements",
        )
        .nothing_written()),
    };
    decision.entries.iter().map(find).collect()
}
