//! Statements that another ledger has written, into this one with their provenance: `willay import … --statements`.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    path::Path,
    process::ExitCode,
};

use ledger::{Body, Hash, canonical_json};
use publish::dataset::{ftm, statements};
use record::{Access, Document, DocumentId, ListId, Schema, Statement, counted};
use store::{DocumentStore, NewEntry};

use super::FOLDER;
use crate::{
    arguments, clock,
    erased::Erased,
    export::{DOCUMENTS, file_of},
    failure::{Cause, Failure},
    office::{Office, of_store},
    output::{program, say},
    packs,
    workspace::Workspace,
};

/// Entries of one transaction.
const PART_ENTRIES: usize = 10_000;

/// Runs `willay import FILE --statements`.
pub(super) fn run(options: &arguments::Import) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let schema = packs::schema(&workspace)?;
    let place = options.file.display().to_string();
    let text = fs::read_to_string(&options.file).map_err(|error| Failure::of_input(&options.file, &error))?;
    let (lines, wrong) = if ftm::is_it(&text) { ftm::read(&text) } else { statements::read(&text) };
    if lines.is_empty() && wrong.is_empty() {
        let hint = "name the file that `willay export` wrote: statements.jsonl or entities.ftm.json";
        return Err(Failure::new(Cause::Material, format!("{place}: no statement is in it"), hint).nothing_written());
    }
    let mut messages: Vec<String> = wrong.iter().map(|(line, reason)| format!("{place}:{line}: {reason}")).collect();
    messages.extend(lines.iter().filter_map(|(line, said)| {
        let reason = unfit(&schema, said)?;
        Some(format!("{place}:{line}: {} · {}: {reason}", said.record, said.property))
    }));
    if !messages.is_empty() {
        let hint = "export again from the other ledger, or add the packs that it uses to willay.toml";
        return Err(Failure::several(messages, hint).nothing_written());
    }
    let policy = &workspace.settings.access;
    let all: Vec<Statement> = lines.into_iter().map(|(_, said)| policy.close(said)).collect();
    say!("{}, root of statements {}", counted(all.len(), ["statement", "statements"]), statements::root(&all));
    let documents = documents(&options.file)?;
    if options.dry_run {
        say!("\nDry run: nothing was entered.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut office = Office::open(&workspace)?;
    let erased = Erased::of(&office)?;
    let held: HashSet<Hash> = office.state.statements.values().map(|said| Hash::of(&canonical_json(said))).collect();
    let (all, aside) = erased.set_aside(all, |said| held.contains(&Hash::of(&canonical_json(said))));
    if !aside.is_empty() {
        let set_aside = ["statement was set aside: its value was", "statements were set aside: their values were"];
        say!("{} erased before.", counted(aside.len(), set_aside));
    }
    let documents: Vec<(Document, Vec<u8>)> =
        documents.into_iter().filter(|(document, _)| erased.document(&document.id).is_none()).collect();
    for (document, bytes) in &documents {
        let id = office.documents.put(bytes).map_err(|error| of_store(&error))?;
        debug_assert_eq!(id, document.id);
    }
    enter(&mut office, (all, documents), (&workspace.settings.actor, Hash::of(text.as_bytes())))?;
    let held: Vec<Statement> =
        office.store.state().map_err(|error| of_store(&error))?.statements.into_values().collect();
    say!("root of statements in this ledger  {}", statements::root(&held));
    Ok(ExitCode::SUCCESS)
}

/// Why a statement does not fit the schema.
fn unfit(schema: &Schema, said: &Statement) -> Option<String> {
    let Some(property) = schema.property(said.record.kind(), &said.property) else {
        return Some("the schema does not have this property".to_owned());
    };
    match schema.value(&property.value, &said.value.written()) {
        Ok(value) if value == said.value => None,
        Ok(_) => Some("a value of another type than the property's".to_owned()),
        Err(invalid) => Some(invalid.reason),
    }
}

/// The documents beside the file, each with bytes that are what its name says.
fn documents(file: &Path) -> Result<Vec<(Document, Vec<u8>)>, Failure> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let index = folder.join(DOCUMENTS);
    let text = fs::read_to_string(&index).map_err(|error| beside(&index, &error))?;
    let mut documents = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let hint = "export again from the other ledger";
        let wrong = |what: String| Failure::new(Cause::Material, format!("{}:{number}: {what}", index.display()), hint);
        let mut document: Document = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        let path = folder.join("documents").join(file_of(&document.id));
        let bytes = fs::read(&path).map_err(|error| beside(&path, &error))?;
        if DocumentStore::id_of(&bytes) != document.id {
            return Err(wrong(format!("{} is not the document of that name: its bytes differ", path.display())));
        }
        if !document.name.starts_with(FOLDER) {
            document.name = format!("{FOLDER}{}", document.name);
        }
        documents.push((document, bytes));
    }
    Ok(documents)
}

/// What the export wrote beside the file, and is no longer there.
fn beside(path: &Path, error: &std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::NotFound {
        let message = format!("{}: not there, but the statements rest on it", path.display());
        let hint =
            "keep the whole folder that `willay export` wrote together: the file, documents.jsonl and documents/";
        return Failure::new(Cause::Material, message, hint).nothing_written();
    }
    Failure::of_path(path, error)
}

/// Enters what is not there yet, list by list, each list a batch.
fn enter(
    office: &mut Office,
    (all, documents): (Vec<Statement>, Vec<(Document, Vec<u8>)>),
    (actor, source): (&str, Hash),
) -> Result<(), Failure> {
    let time = clock::now()?;
    let entry = |body: Body, opening| NewEntry { time, actor: actor.to_owned(), body, opening };
    let known: HashSet<Hash> = office.state.statements.values().map(|said| Hash::of(&canonical_json(said))).collect();
    let mut lists: BTreeMap<ListId, Vec<Statement>> = BTreeMap::new();
    for said in all.into_iter().filter(|said| !known.contains(&Hash::of(&canonical_json(said)))) {
        lists.entry(said.origin.list.clone()).or_default().push(said);
    }
    let mut part: Vec<NewEntry> = documents
        .into_iter()
        .filter(|(document, _)| !office.state.documents.contains_key(&document.id))
        .map(|(document, _)| entry(Body::DocumentArchived { document }, None))
        .collect();
    for (list, said) in lists {
        let batch = office.state.size + part.len() as u64;
        let documents: BTreeSet<DocumentId> = said.iter().map(|said| said.origin.list_document).collect();
        let Some(document) = documents.last().copied() else { continue };
        let rows = said.iter().map(|said| said.origin.row).collect::<BTreeSet<_>>().len() as u64;
        let access = said.iter().map(|said| said.access).max().unwrap_or(Access::Public);
        let count = said.len();
        part.push(entry(Body::ListImported { list: list.clone(), document, mapping: source, rows, access }, None));
        for said in said {
            let sequence = office.state.size + part.len() as u64;
            let (statement, opening) = office.secret.commit(sequence, said);
            part.push(entry(Body::StatementMade { statement }, opening));
            if part.len() >= PART_ENTRIES {
                write(office, &mut part)?;
            }
        }
        let statements = counted(count, ["statement", "statements"]);
        say!("  {list}: {statements}; take back with   {} undo {batch}", program());
    }
    write(office, &mut part)
}

fn write(office: &mut Office, part: &mut Vec<NewEntry>) -> Result<(), Failure> {
    if !part.is_empty() {
        let range = office.store.append(office.state.size, part).map_err(|error| of_store(&error))?;
        office.state.size = range.end;
        part.clear();
    }
    Ok(())
}
