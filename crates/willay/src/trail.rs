//! `willay trail`: a figure's way back to records, statements and words.

use std::{path::Path, process::ExitCode};

use figure::{Trail, trail::TrailStatement};
use record::{DocumentId, FigureId, Language, Passage};

use crate::{
    arguments,
    build::{Material, evidence_of, write_whole},
    failure::{Cause, Failure},
    material,
    output::{program, say},
    progress::Progress,
};

/// Runs `willay trail`.
pub(crate) fn run(options: &arguments::Trail) -> Result<ExitCode, Failure> {
    let id: FigureId = options.figure.parse().map_err(|error: record::id::InvalidId| {
        Failure::new(Cause::Usage, error.to_string(), "`willay figures` lists them")
    })?;
    if let Some(file) = &options.bundle {
        return bundle(options, &id, file);
    }
    let material = material::of(&options.workspace, &options.ledger)?;
    let Some(figure) = material.run.figure(&id) else {
        let hint = format!("`willay figures {}` lists them", options.workspace.display());
        return Err(Failure::new(Cause::Usage, format!("there is no figure '{id}'"), hint));
    };
    let trail = Trail::of(figure, &material.run);
    if options.json {
        say!(
            "{}",
            serde_json::to_string(&trail).map_err(|error| Failure::new(Cause::Internal, error.to_string(), ""))?
        );
        return Ok(ExitCode::SUCCESS);
    }
    say!("{}: {}", figure.definition.title.get(Language::En), figure.value_text(Language::En));
    say!("{}", figure.definition.definition.get(Language::En));
    print(&trail, &material, 1);
    Ok(ExitCode::SUCCESS)
}

/// Writes the evidence of a figure.
fn bundle(options: &arguments::Trail, id: &FigureId, file: &Path) -> Result<ExitCode, Failure> {
    let progress = Progress::begin()?;
    let bytes = evidence_of((&options.workspace, &options.ledger), id, &progress)?;
    progress.finish();
    write_whole(file, &bytes)?;
    say!("Wrote {} ({} bytes): the evidence of '{id}'", file.display(), bytes.len());
    say!("Next  {} verify {}", program(), file.display());
    Ok(ExitCode::SUCCESS)
}

fn print(trail: &Trail, material: &Material, depth: usize) {
    let indent = "  ".repeat(depth);
    if let Some(passage) = &trail.passage {
        say!("{indent}{}", quoted(passage, material));
    }
    for list in &trail.lists {
        say!("{indent}from list {list}");
    }
    for input in &trail.inputs {
        if let Some(figure) = material.run.figure(&input.figure) {
            let (title, value) = (figure.definition.title.get(Language::En), figure.value_text(Language::En));
            say!("{indent}from figure {}: {title}: {value}", input.figure);
        }
        print(input, material, depth + 1);
    }
    for member in &trail.members {
        say!("{indent}{}", member.record);
        for said in member.statements.chunk_by(same_row) {
            print_row(said, material, &indent);
        }
    }
    if trail.withheld > 0 {
        say!("{indent}{} confidential records: withheld and counted", trail.withheld);
    }
}

fn same_row(left: &TrailStatement, right: &TrailStatement) -> bool {
    (left.list_document, left.row) == (right.list_document, right.row) && left.passage == right.passage
}

/// What one row of a list says of a record, and the words that it cites.
fn print_row(said: &[TrailStatement], material: &Material, indent: &str) {
    let Some(first) = said.first() else { return };
    let values: Vec<String> = said.iter().map(|one| format!("{} = {}", one.property, one.value)).collect();
    let entries: Vec<String> = said.iter().map(|one| one.sequence.to_string()).collect();
    say!("{indent}  {}", values.join(", "));
    say!("{indent}  {}, row {}; entries {}", name_of(first.list_document, material), first.row, entries.join(" "));
    if let Some(passage) = &first.passage {
        say!("{indent}  {}", quoted(passage, material));
    }
}

/// The words of a passage on one line, with the document that holds them.
fn quoted(passage: &Passage, material: &Material) -> String {
    let words = passage.selector.exact.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = passage.selector.page.map(|page| format!(", page {page}")).unwrap_or_default();
    format!("“{words}” in {}{page}", name_of(passage.document, material))
}

/// A document's name in the workspace, with the beginning of its SHA-256.
fn name_of(id: DocumentId, material: &Material) -> String {
    let known = material.documents.values().find(|archived| archived.document.id == id);
    known.map_or_else(|| id.short(), |archived| format!("{} ({})", archived.document.name, id.short()))
}
