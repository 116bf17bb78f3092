//! `willay undo`: a whole import out of the ledger again, with what it had replaced put back. Nothing is deleted.

use std::process::ExitCode;

use ledger::{Body, Entry};
use record::{ListId, Statement};
use store::NewEntry;

use crate::{
    arguments, clock,
    erased::Erased,
    failure::{Cause, Failure},
    import::FOLDER,
    office::{Office, of_store},
    output::say,
    workspace::Workspace,
};

/// Runs `willay undo`.
pub(crate) fn run(options: &arguments::Undo) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let mut office = Office::open(&workspace)?;
    let list = batch_of(&office, options.batch)?;
    let replaced = replaced_by(&office, options.batch, &list)?;
    let (replaced, aside) = Erased::of(&office)?.set_aside(replaced, |_| false);
    let withdrawn = office
        .state
        .own_statements()
        .filter(|(sequence, said)| *sequence >= options.batch && said.origin.list == list)
        .count();
    let (time, actor) = (clock::now()?, workspace.settings.actor.clone());
    let mut entries = vec![NewEntry {
        time,
        actor: actor.clone(),
        body: Body::BatchUndone { sequence: options.batch, reason: options.reason.clone() },
        opening: None,
    }];
    for statement in replaced.into_iter().map(|said| workspace.settings.access.close(said)) {
        let sequence = office.state.size + entries.len() as u64;
        let (statement, opening) = office.secret.commit(sequence, statement);
        entries.push(NewEntry { time, actor: actor.clone(), body: Body::StatementMade { statement }, opening });
    }
    let restored = entries.len() - 1;
    office.store.append(office.state.size, &entries).map_err(|error| of_store(&error).nothing_written())?;
    say!("Undone: the import of '{list}' in entry {}.", options.batch);
    say!("  withdrawn {withdrawn:>8}  statements");
    if !aside.is_empty() {
        say!("  erased    {:>8}  statements are not restored", aside.len());
    }
    say!("  restored  {restored:>8}  statements that it had replaced");
    Ok(ExitCode::SUCCESS)
}

/// The list whose latest import is this entry.
fn batch_of(office: &Office, sequence: u64) -> Result<ListId, Failure> {
    let refuse = |message: String, hint: String| Err(Failure::new(Cause::Usage, message, hint));
    let found = office.state.batches.iter().find(|(_, batch)| batch.sequence == sequence);
    let Some((list, batch)) = found else {
        let imported = imported_list(office, sequence)?;
        let later = imported.as_ref().and_then(|list| Some((list, office.state.batches.get(list)?.sequence)));
        return match (&imported, later) {
            (_, Some((list, later))) if later > sequence => refuse(
                format!("entry {sequence}: the list '{list}' was imported again in entry {later}"),
                format!("undo {later} first: it rests on this one"),
            ),
            (Some(list), _) => refuse(
                format!("entry {sequence}: this import of '{list}' was undone before"),
                "`willay log` shows where".to_owned(),
            ),
            (None, _) => refuse(
                format!("entry {sequence} is no import"),
                "name the entry that `willay import` showed; `willay log` lists imports".to_owned(),
            ),
        };
    };
    let document = office.state.documents.get(&batch.document).map(|(_, document)| document.name.as_str());
    if document.is_none_or(|name| !name.starts_with(FOLDER)) {
        return refuse(
            format!(
                "entry {sequence}: the list '{list}' stands in the workspace, and `willay build` would import it again"
            ),
            "take its file out of lists/ and build".to_owned(),
        );
    }
    Ok(list.clone())
}

fn imported_list(office: &Office, sequence: u64) -> Result<Option<ListId>, Failure> {
    let entries = office.store.entries(sequence..sequence.saturating_add(1)).map_err(|error| of_store(&error))?;
    let entry = entries.first().map(|raw| Entry::parse(&raw.bytes)).transpose().map_err(|error| unreadable(&error))?;
    Ok(entry.and_then(|entry| if let Body::ListImported { list, .. } = entry.body { Some(list) } else { None }))
}

/// What the batch retracted of its list, in the order in which it was said. What was erased since cannot come back.
fn replaced_by(office: &Office, batch: u64, list: &ListId) -> Result<Vec<Statement>, Failure> {
    let openings = office.store.openings().map_err(|error| of_store(&error))?;
    let mut replaced = Vec::new();
    for raw in office.store.entries(batch..office.state.size).map_err(|error| of_store(&error))? {
        let entry = Entry::parse(&raw.bytes).map_err(|error| unreadable(&error))?;
        let Body::StatementRetracted { sequence, .. } = entry.body else { continue };
        for raw in office.store.entries(sequence..sequence + 1).map_err(|error| of_store(&error))? {
            let said = Entry::parse(&raw.bytes).map_err(|error| unreadable(&error))?;
            let Body::StatementMade { statement } = said.body else { continue };
            if statement.list == *list && sequence < batch {
                replaced.extend(statement.open(sequence, openings.get(&sequence)).map_err(|error| unreadable(&error))?);
            }
        }
    }
    Ok(replaced)
}

fn unreadable(error: &ledger::InvalidEntry) -> Failure {
    Failure::new(Cause::Material, error.to_string(), "run `willay log --fsck`")
}
