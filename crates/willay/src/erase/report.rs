//! What `willay erase` says: what goes, what stays, and what it cannot reach.

use super::plan::Plan;
use record::counted;

use crate::{
    arguments,
    output::{program, say},
    workspace::Workspace,
};

/// Lines of one kind that are shown; the rest is counted.
const SHOWN: usize = 20;

/// Says what would be erased, and what else holds it. No value is shown.
pub(super) fn plan(plan: &Plan, options: &arguments::Erase) {
    let goes = plan.values.iter().filter(|value| !value.is_erased).count();
    say!("{} to erase:", counted(goes, ["value", "values"]));
    lines(plan.values.iter().map(|value| {
        let statement = &value.statement;
        let office = value.office.as_ref().map(|office| format!(" (said by {office})")).unwrap_or_default();
        let before = if value.is_erased { ", erased before" } else { "" };
        format!(
            "entry {}: {} · {}, list '{}', row {}{office}{before}",
            value.sequence, statement.record, statement.property, statement.list, statement.row
        )
    }));
    if plan.public > 0 {
        say!("{} public statements of it stay: they stand in the ledger in the clear.", plan.public);
    }
    say!("\nTheir entries stay, each with a salted commitment, and so do record, property, list and row.");
    list(
        "Archived files that hold it:",
        plan.files.iter().map(|file| {
            let row = file.row.map(|row| format!(", row {row}")).unwrap_or_default();
            let fate = match (file.is_to_go, file.is_list) {
                (true, _) => "will be erased, with all that it says of others; its hash stays",
                (false, true) => "stays; --with-file erases it",
                (false, false) => "stays: it quotes these words",
            };
            format!("{} ({}){row}: {fate}", file.name, file.id.short())
        }),
    );
    list("Files of the workspace that hold it; take it out of them yourself:", plan.in_workspace.iter().cloned());
    list("Other entries that the erasure does not reach; erase each by its number:", plan.entries.iter().cloned());
    if !options.with_file && plan.files.iter().any(|file| file.is_list) {
        say!("Without --with-file, whoever holds .willay can still read the value in the archived file.");
    }
}

/// Says what was done, and what remains to be done by people.
pub(super) fn done(plan: &Plan, workspace: &Workspace) {
    let root = workspace.root.display();
    let files = plan.files.iter().filter(|file| file.is_to_go).count();
    let values = counted(plan.values.len(), ["value", "values"]);
    say!("\nErased: {values} and {}.", counted(files, ["archived file", "archived files"]));
    say!("The snapshot and the search indexes in .willay were taken away; they are made anew when needed.");
    say!("\nStill to do:");
    if !plan.in_workspace.is_empty() {
        say!("  - take the cells named above out of the workspace's files");
    }
    say!("  - {} build {root}        counts again and publishes without it", program());
    for office in &plan.offices {
        say!("  - send {office} a bundle: it erases its copy when it merges");
    }
    if let Some(older) = &plan.older_ledger {
        say!("  - {older} is an older copy of this ledger and still holds it: delete it");
    }
    if workspace.location.is_shared() {
        say!("  - all who work on this database: delete snapshot.sqlite and search/ in your own .willay, and build");
    }
    say!("  - backups, exports and bundles that were made before still hold it: delete or rotate them");
}

fn list(head: &str, all: impl ExactSizeIterator<Item = String>) {
    if all.len() > 0 {
        say!("\n{head}");
        lines(all);
    }
}

fn lines(all: impl ExactSizeIterator<Item = String>) {
    let more = all.len().saturating_sub(SHOWN);
    all.take(SHOWN).for_each(|line| say!("  {line}"));
    if more > 0 {
        say!("  and {more} more");
    }
}
