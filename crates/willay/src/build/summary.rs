//! What a build says at its end: what was read, what came of it, what changed, and what to do next.

use std::path::Path;

use figure::Outcome;

use super::{
    Plan, flows,
    write::{DISCLOSURE, Written},
};
use crate::{
    arguments,
    output::{program, say},
    workspace::Workspace,
};

/// Cells that are shown one by one; `--json` lists all.
const SHOWN: usize = 10;

/// More evidence than this makes a site large.
const MANY_BYTES: usize = 100_000_000;

/// Everything that is told.
pub(crate) struct Summary<'a> {
    pub(crate) options: &'a arguments::Build,
    pub(crate) workspace: &'a Workspace,
    pub(crate) plan: &'a Plan,
    pub(crate) site: &'a Path,
    pub(crate) written: Written,
    pub(crate) seconds: f64,
}

/// Prints the summary.
pub(crate) fn print(summary: &Summary<'_>) {
    if summary.options.json {
        say!("{}", json(summary));
        return;
    }
    let Summary { plan, site, written, workspace, .. } = summary;
    let kinds = kinds(plan);
    let bound: usize = plan.pages.iter().map(|page| page.bound_numbers).sum();
    say!("{}", workspace.settings.name.get(workspace.settings.languages[0]));
    say!("  sources    {:>6}  archived under their SHA-256", plan.material.documents.len());
    say!(
        "  statements {:>6}  each with its list row, and its words where it quotes",
        plan.material.run.statements.len()
    );
    closed(plan);
    for (name, linkage) in &plan.material.run.linkages {
        let records: usize = linkage.persons.iter().map(Vec::len).sum();
        say!("  linked     {records:>6}  records of '{name}' are {} persons", linkage.persons.len());
        linkage.notes.iter().for_each(|note| say!("  note               {note}"));
    }
    say!(
        "  figures    {:>6}  {} counted, {} derived, {} estimated, {} claimed by others, {} without a number",
        plan.material.run.figures.len(),
        kinds[0],
        kinds[1],
        kinds[2],
        kinds[3],
        kinds[4]
    );
    disclosure(summary);
    for stock in flows::failing(&plan.material.run.figures) {
        say!("  flow               {stock}");
    }
    moved(plan);
    say!("  pages      {:>6}  with {bound} numbers, each bound to a figure", plan.pages.len());
    say!("  files      {:>6}  {}", plan.files.len() + 4, changes(summary));
    evidence(plan);
    say!("  ledger     {:>6}  entries, {} of them new", plan.draft.state.size, plan.draft.entries.len());
    if summary.options.dry_run {
        say!("\nDry run: nothing was written. ({:.1} s)", summary.seconds);
        return;
    }
    let nothing = written.changed == 0 && written.removed == 0 && plan.draft.entries.is_empty();
    say!(
        "\n{} ({:.1} s)",
        if nothing { "Nothing has changed since the last build: no byte was written." } else { "Published." },
        summary.seconds
    );
    say!("\nOpen   {}", site.join("index.html").display());
    let program = program();
    say!("Next   {program} verify {}        check it as a stranger would", site.display());
    let first = plan.pages.iter().flat_map(|page| &page.figures).next();
    if let Some(first) = first {
        say!(
            "       {program} trail {first} --workspace {}        walk a number back to words",
            workspace.root.display()
        );
    }
}

/// What the ledger holds without its value.
fn closed(plan: &Plan) {
    let (withheld, erased) = (plan.draft.state.withheld.len(), plan.draft.state.erased.len());
    if withheld + erased > 0 {
        say!(
            "  closed     {:>6}  statements without their value: {withheld} withheld, {erased} erased",
            withheld + erased
        );
    }
    let aside = &plan.draft.set_aside;
    if !aside.is_empty() {
        say!("  set aside  {:>6}  cells whose value was erased; take them out of the files:", aside.len());
        aside.iter().take(SHOWN).for_each(|cell| say!("                     {cell}"));
    }
}

/// What is hidden, by how much it was tried, and what hiding does not help.
fn disclosure(summary: &Summary<'_>) {
    let report = &summary.plan.material.run.disclosure;
    let file = summary.workspace.state_folder().join(DISCLOSURE);
    let tried = match report.certificate.len() {
        0 => "nothing else needs to be hidden".to_owned(),
        protected => {
            format!("a stranger cannot work out any of {protected} that must stay in doubt ({})", file.display())
        }
    };
    say!("  hidden     {:>6}  of {} counts; {tried}", report.summary.hidden, report.summary.numbers);
    for figure in &report.held {
        say!("  note               '{figure}' stays at its last version until more withheld records have come");
    }
    for figure in &report.new_query {
        say!(
            "  note               '{figure}' has another query than before: its numbers are not protected beside those of the old one"
        );
    }
    for cell in &report.public_all_the_same {
        say!(
            "  note               {cell}: its few records are public, so that hiding it protects nobody; close them, or waive the rule"
        );
    }
}

fn changes(summary: &Summary<'_>) -> String {
    if summary.options.dry_run {
        return "would be published".to_owned();
    }
    format!("{} written, {} removed", summary.written.changed, summary.written.removed)
}

/// Numbers of articles that are not what they were.
fn moved(plan: &Plan) {
    for moved in &plan.moved {
        say!("  moved              {moved}");
        say!("                     the page says so; to say why in your words, put a [[correction]] in its head");
    }
}

/// How much evidence lies on the site.
fn evidence(plan: &Plan) {
    let (files, bytes) = bundles(plan);
    #[expect(clippy::cast_precision_loss, reason = "printed to a tenth of a megabyte")]
    let megabytes = bytes as f64 / 1e6;
    say!("  evidence   {files:>6}  figures in a file of their own, {megabytes:.1} MB in all");
    if bytes > MANY_BYTES {
        say!(
            "  note               that is much for a site: [bundles] largest_mb in willay.toml leaves out the largest"
        );
    }
}

/// How many files of evidence there are, and their bytes.
fn bundles(plan: &Plan) -> (usize, usize) {
    let is_one = |(path, _): &(&String, &Vec<u8>)| path.starts_with("figures/") && path.ends_with(".zip");
    let sizes: Vec<usize> = plan.files.iter().filter(is_one).map(|(_, bytes)| bytes.len()).collect();
    (sizes.len(), sizes.iter().sum())
}

/// Figures by what they are: counted, derived, estimated, claimed, without a number.
fn kinds(plan: &Plan) -> [usize; 5] {
    let mut kinds = [0; 5];
    for figure in &plan.material.run.figures {
        kinds[match &figure.outcome {
            Outcome::Observed { .. } => 0,
            Outcome::Derived { .. } => 1,
            Outcome::Estimated { .. } => 2,
            Outcome::Claimed { .. } => 3,
            Outcome::Suppressed { .. } | Outcome::Refused { .. } => 4,
        }] += 1;
    }
    kinds
}

fn json(summary: &Summary<'_>) -> serde_json::Value {
    let Summary { plan, site, written, .. } = summary;
    let linkages = plan.material.run.linkages.iter().map(|(name, linkage)| {
        let records: usize = linkage.persons.iter().map(Vec::len).sum();
        serde_json::json!({
            "name": name, "records": records, "persons": linkage.persons.len(), "pairs_compared": linkage.compared,
            "notes": linkage.notes,
        })
    });
    serde_json::json!({
        "linkages": linkages.collect::<Vec<_>>(),
        "sources": plan.material.documents.len(),
        "statements": plan.material.run.statements.len(),
        "figures": plan.material.run.figures.len(),
        "pages": plan.pages.len(),
        "files": plan.files.len() + 4,
        "files_written": written.changed,
        "files_removed": written.removed,
        "counts_hidden": plan.material.run.disclosure.summary.hidden,
        "counts_protected": plan.material.run.disclosure.certificate.len(),
        "evidence_files": bundles(plan).0,
        "evidence_bytes": bundles(plan).1,
        "moved_without_correction": plan.moved,
        "flows_that_fail": flows::failing(&plan.material.run.figures),
        "figures_held": plan.material.run.disclosure.held,
        "entries": plan.draft.state.size,
        "statements_withheld": plan.draft.state.withheld.len(),
        "statements_erased": plan.draft.state.erased.len(),
        "cells_set_aside": plan.draft.set_aside,
        "new_entries": plan.draft.entries.len(),
        "site": site.display().to_string(),
    })
}
