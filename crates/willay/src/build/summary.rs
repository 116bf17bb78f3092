//! What a build says at its end: what was read, what came of it, what changed, and what to do next.

use std::path::Path;

use figure::Outcome;
use record::{counted, numeral};

use super::{
    Plan, flows,
    write::{DISCLOSURE, Written},
};
use crate::{
    arguments,
    language::{spoken, words},
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
    say!("{}", workspace.settings.name.get(spoken()));
    rows(summary);
    let seconds = numeral(summary.seconds, 1, spoken());
    if summary.options.dry_run {
        say!("\n{} ({seconds} s)", words!("Dry run: nothing was written.", "Ensayo: no se escribió nada."));
        return;
    }
    let done = if written.changed == 0 && written.removed == 0 && plan.draft.entries.is_empty() {
        words!(
            "Nothing has changed since the last build: no byte was written.",
            "Nada cambió desde la última construcción: no se escribió ni un byte."
        )
    } else {
        words!("Published.", "Publicado.")
    };
    say!("\n{done} ({seconds} s)");
    say!("\n{} {}", words!("Open  ", "Abra  "), site.join("index.html").display());
    let (program, site, root) = (program(), site.display(), workspace.root.display());
    say!(
        "{}",
        words!(
            "Next   {program} verify {site}        check it as a stranger would",
            "Luego  {program} verify {site}        compruébelo como lo haría un extraño"
        )
    );
    if let Some(first) = plan.pages.iter().flat_map(|page| &page.figures).next() {
        say!(
            "{}",
            words!(
                "       {program} trail {first} --workspace {root}        walk a number back to words",
                "       {program} trail {first} --workspace {root}        siga un número hasta las palabras"
            )
        );
    }
}

/// A line: what is told, how many, and what of them.
fn row(name: &str, number: impl std::fmt::Display, what: &str) {
    say!("  {name:<13} {number:>6}  {what}");
}

/// A line that goes on where the others tell what of them.
fn note(name: &str, what: &str) {
    row(name, "", what);
}

/// What was read, and what came of it.
fn rows(summary: &Summary<'_>) {
    let Summary { plan, .. } = summary;
    let run = &plan.material.run;
    let sources = words!("archived under their SHA-256", "archivadas con su SHA-256");
    row(&words!("sources", "fuentes"), plan.material.documents.len(), &sources);
    let statements = words!(
        "each with its list row, and its words where it quotes",
        "cada una con su fila de una lista, y sus palabras si cita"
    );
    row(&words!("statements", "declaraciones"), run.statements.len(), &statements);
    closed(plan);
    for (name, linkage) in &run.linkages {
        let persons = linkage.persons.len();
        let records: usize = linkage.persons.iter().map(Vec::len).sum();
        let linked = words!(
            "records of '{name}' are {}", counted(persons, ["person", "persons"]);
            "registros de «{name}» son {}", counted(persons, ["persona", "personas"])
        );
        row(&words!("linked", "vinculados"), records, &linked);
        linkage.notes.iter().for_each(|text| note(&words!("note", "nota"), text));
    }
    let [observed, derived, estimated, claimed, none] = kinds(plan);
    let figures = words!(
        "{observed} counted, {derived} derived, {estimated} estimated, {claimed} claimed by others, {none} without a number",
        "{observed} contadas, {derived} derivadas, {estimated} estimadas, {claimed} de otros, {none} sin número"
    );
    row(&words!("figures", "cifras"), run.figures.len(), &figures);
    disclosure(summary);
    flows::failing(&run.figures).iter().for_each(|stock| note(&words!("flow", "flujo"), stock));
    moved(plan);
    let bound: usize = plan.pages.iter().map(|page| page.bound_numbers).sum();
    let pages = words!(
        "with {}, each bound to a figure", counted(bound, ["number", "numbers"]);
        "con {}, cada uno enlazado con una cifra", counted(bound, ["número", "números"])
    );
    row(&words!("pages", "páginas"), plan.pages.len(), &pages);
    row(&words!("files", "archivos"), plan.files.len() + 4, &changes(summary));
    evidence(plan);
    let new = plan.draft.entries.len();
    row(
        &words!("ledger", "libro"),
        plan.draft.state.size,
        &words!("entries, {new} of them new", "asientos, {new} de ellos nuevos"),
    );
}

/// What the ledger holds without its value.
fn closed(plan: &Plan) {
    let (withheld, erased) = (plan.draft.state.withheld.len(), plan.draft.state.erased.len());
    if withheld + erased > 0 {
        let closed = words!(
            "statements without their value: {withheld} withheld, {erased} erased",
            "declaraciones sin su valor: {withheld} retenidas, {erased} borradas"
        );
        row(&words!("closed", "cerradas"), withheld + erased, &closed);
    }
    let aside = &plan.draft.set_aside;
    if !aside.is_empty() {
        let cells = words!(
            "cells whose value was erased; take them out of the files:",
            "celdas cuyo valor se borró; quítelas de los archivos:"
        );
        row(&words!("set aside", "apartadas"), aside.len(), &cells);
        aside.iter().take(SHOWN).for_each(|cell| note("", cell));
    }
}

/// What is hidden, by how much it was tried, and what hiding does not help.
fn disclosure(summary: &Summary<'_>) {
    let report = &summary.plan.material.run.disclosure;
    let file = summary.workspace.state_folder().join(DISCLOSURE);
    let tried = match report.certificate.len() {
        0 => words!("nothing else needs to be hidden", "nada más tiene que ocultarse"),
        protected => words!(
            "a stranger cannot work out any of {protected} that must stay in doubt ({})", file.display();
            "un extraño no puede deducir ninguno de {protected} que deben quedar en duda ({})", file.display()
        ),
    };
    let numbers = report.summary.numbers;
    let hidden = words!("of {}; {tried}", counted(numbers, ["count", "counts"]); "de {}; {tried}", counted(numbers, ["recuento", "recuentos"]));
    row(&words!("hidden", "ocultos"), report.summary.hidden, &hidden);
    for figure in &report.held {
        tell(&words!(
            "'{figure}' stays at its last version until more withheld records have come",
            "«{figure}» queda en su última versión hasta que lleguen más registros retenidos"
        ));
    }
    for figure in &report.new_query {
        tell(&words!(
            "'{figure}' has another query than before: its numbers are not protected beside those of the old one",
            "«{figure}» tiene otra consulta que antes: sus números no están protegidos junto a los de la anterior"
        ));
    }
    for cell in &report.public_all_the_same {
        tell(&words!(
            "{cell}: its few records are public, so that hiding it protects nobody; close them, or waive the rule",
            "{cell}: sus pocos registros son públicos, así que ocultarlo no protege a nadie; ciérrelos, o exima de la regla"
        ));
    }
}

/// A note for the editor.
fn tell(text: &str) {
    note(&words!("note", "nota"), text);
}

fn changes(summary: &Summary<'_>) -> String {
    if summary.options.dry_run {
        return words!("would be published", "se publicarían");
    }
    let Written { changed, removed, .. } = summary.written;
    words!("{changed} written, {removed} removed", "{changed} escritos, {removed} quitados")
}

/// Numbers of articles that are not what they were.
fn moved(plan: &Plan) {
    for moved in &plan.moved {
        note(&words!("moved", "cambió"), moved);
        let mend = words!(
            "the page says so; to say why in your words, put a [[correction]] in its head",
            "la página lo dice; para decir por qué con sus palabras, ponga una [[correction]] en su encabezado"
        );
        note("", &mend);
    }
}

/// How much evidence lies on the site.
fn evidence(plan: &Plan) {
    let (files, bytes) = bundles(plan);
    #[expect(clippy::cast_precision_loss, reason = "printed to a tenth of a megabyte")]
    let megabytes = numeral(bytes as f64 / 1e6, 1, spoken());
    let all = words!(
        "figures in a file of their own, {megabytes} MB in all",
        "cifras en un archivo propio, {megabytes} MB en total"
    );
    row(&words!("evidence", "evidencia"), files, &all);
    if bytes > MANY_BYTES {
        tell(&words!(
            "that is much for a site: [bundles] largest_mb in willay.toml leaves out the largest",
            "es mucho para un sitio: [bundles] largest_mb en willay.toml deja fuera los más grandes"
        ));
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
