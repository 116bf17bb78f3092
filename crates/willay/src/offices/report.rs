//! What the commands between offices say.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{
    Body, Bundle, State, VerifierKey,
    bundle::{OpenedBundle, Sent},
    exchange::{Disagreement, Intake},
};

use super::{Withheld, lines};
use record::counted;

use crate::{
    arguments,
    failure::{Cause, Failure},
    output::say,
    workspace::Workspace,
};

/// The lines that another office puts into its willay.toml.
pub(super) fn ours(workspace: &Workspace, recipient: &str, key: &VerifierKey) {
    let origin = &workspace.settings.origin;
    let name = origin.rsplit('/').next().unwrap_or(origin);
    say!("# For the willay.toml of the other offices; make sure by another way that it arrived unchanged.");
    say!("[[office]]\nname = \"{name}\"\nkey = \"{key}\"\nrecipient = \"{recipient}\"");
}

/// What is known of each other office.
pub(super) fn others(workspace: &Workspace, state: &State) {
    let origin = &workspace.settings.origin;
    let declared: BTreeSet<&str> = workspace.settings.office.iter().map(|office| office.key.name()).collect();
    let heard: BTreeSet<&str> = state.union.offices().collect();
    if declared.is_empty() && heard.is_empty() {
        return;
    }
    say!("\n# Other offices:");
    for office in declared.union(&heard) {
        let sent = state.union.head_of(office).map_or(0, |head| head.size);
        let has = state.union.acknowledged(office, origin);
        let unknown = if declared.contains(office) { "" } else { " (handed on by others; not in willay.toml)" };
        say!("#   {office}{unknown}: we have {sent} of its entries, it told that it has {has} of our {}", state.size);
    }
}

/// What a bundle holds.
pub(super) fn sent(options: &arguments::BundleCommand, bundle: &Bundle, (to, size): (u64, u64), withheld: &Withheld) {
    let full = bundle.entries.iter().filter(|sent| matches!(sent, Sent::Entry(..))).count();
    say!(
        "{}: entries {} to {to} for {}: {full} in full, {}; only {} can open it",
        options.out.display(),
        bundle.before.size(),
        options.recipient,
        counted(bundle.documents.len(), ["document", "documents"]),
        options.recipient
    );
    let Withheld { values, entries } = *withheld;
    if values + entries > 0 {
        let values = counted(values, ["statement goes without its value", "statements go without their value"]);
        say!("Withheld: {values}, {} as a hash alone.", counted(entries, ["entry", "entries"]));
    }
    if to < size {
        say!("{} did not fit. Make another bundle with --from {to}.", counted(size - to, ["entry", "entries"]));
    }
}

/// What was merged.
pub(super) struct Merged<'a> {
    pub(super) opened: &'a OpenedBundle,
    pub(super) intake: &'a Intake,
    pub(super) state: &'a State,
    pub(super) before: u64,
    /// Values that the bundle says were erased.
    pub(super) erased: usize,
    pub(super) origin: &'a str,
}

/// Says what a bundle added.
pub(super) fn merged(options: &arguments::MergeCommand, merged: &Merged<'_>) -> Result<(), Failure> {
    let Merged { opened, intake, state, before, erased, origin } = *merged;
    let open = state.union.disagreements();
    let shared = lists_of_both(state, opened);
    if options.json {
        let json = serde_json::json!({
            "office": opened.bundle.office,
            "entries": intake.by_office,
            "known": intake.known,
            "documents": opened.bundle.documents.len(),
            "size_before": before,
            "size": state.size,
            "said_by_several": state.union.said_by_several(),
            "withheld": state.withheld.len(),
            "erased": erased,
            "lists_of_both": shared,
            "disagreements": open.len(),
            "is_dry_run": options.dry_run,
        });
        let text =
            serde_json::to_string(&json).map_err(|error| Failure::new(Cause::Internal, error.to_string(), ""))?;
        say!("{text}");
        return Ok(());
    }
    if intake.entries.is_empty() {
        say!("Nothing new: all {} entries of the bundle were known.", intake.known);
    }
    for (office, entries) in &intake.by_office {
        let would = match (options.dry_run, *entries == 1) {
            (true, _) => "would be",
            (false, true) => "was",
            (false, false) => "were",
        };
        let entries = counted(*entries, ["entry", "entries"]);
        say!("{entries} of {office} {would} entered, each with its office, place and time there");
    }
    let several = counted(state.union.said_by_several(), ["statement is", "statements are"]);
    say!("{several} said by several offices and count once");
    if !state.withheld.is_empty() {
        say!(
            "{} value: the office that says so withholds it",
            counted(state.withheld.len(), ["statement is here without its", "statements are here without their"])
        );
    }
    if erased > 0 {
        say!("{} erased here too, as other offices did; build again", counted(erased, ["value was", "values were"]));
    }
    for (list, note) in &shared {
        say!("! list '{list}': {note}");
    }
    disagreements(origin, &open);
    if options.dry_run {
        say!("Nothing was written.");
    }
    Ok(())
}

/// Lists that both offices keep under one name: one register, or two that will be taken for one?
fn lists_of_both(state: &State, opened: &OpenedBundle) -> BTreeMap<String, String> {
    let mut both = BTreeMap::new();
    for sent in &opened.bundle.entries {
        let Sent::Entry(entry, _) = sent else { continue };
        let Body::ListImported { list, document, .. } = &entry.body else { continue };
        let Some(ours) = state.batches.get(list) else { continue };
        if ours.document != *document {
            let note = "both offices keep it, from different files. If these are not one register, rename one of them";
            both.insert(list.to_string(), note.to_owned());
        }
    }
    both
}

/// Says where offices decided differently.
pub(super) fn disagreements(origin: &str, open: &[Disagreement]) {
    if open.is_empty() {
        say!("No pair was decided differently.");
        return;
    }
    let pairs = counted(open.len(), ["pair was", "pairs were"]);
    say!("{pairs} decided differently; decide again in judgements/, and exchange bundles:");
    lines(origin, open).iter().for_each(|line| say!("  {line}"));
}
