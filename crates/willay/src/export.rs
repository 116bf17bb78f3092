//! `willay export`: the statements in force, as lines that lose nothing or as tables, into a folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::ExitCode,
};

use ledger::canonical_json;
use publish::dataset::{self, statements};
use record::{Access, Clearance, Description, Document, DocumentId, ListId, Reader, Schema, Statement, counted};

use crate::{
    arguments::{self, ExportFormat},
    doors::closed_files,
    erased::Erased,
    failure::{Cause, Failure},
    office::Office,
    output::{program, say},
    packs,
    workspace::Workspace,
};

/// The file with all statements.
pub(crate) const STATEMENTS: &str = "statements.jsonl";

/// The file with what the archived documents are.
pub(crate) const DOCUMENTS: &str = "documents.jsonl";

/// The file with all entities of FollowTheMoney.
const ENTITIES: &str = "entities.ftm.json";

/// Losses that are shown one by one.
const SHOWN: usize = 10;

/// Runs `willay export`.
pub(crate) fn run(options: &arguments::Export) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let schema = packs::schema(&workspace)?;
    let office = Office::peek(&workspace)?;
    let clearance = Clearance::up_to(Access::from(options.access));
    let groups = groups(options, &workspace)?;
    let reader = Reader::new(clearance, &groups);
    let policy = &workspace.settings.access;
    let (shown, hidden): (Vec<&Statement>, Vec<&Statement>) =
        office.state.statements.values().partition(|said| policy.may_see(reader, *said));
    let closed = closed_files(policy, reader, (&office.state, &Erased::of(&office)?));
    let said: Vec<Statement> = shown.into_iter().cloned().collect();
    empty_folder(&options.out)?;
    match options.format {
        ExportFormat::Statements => write_statements(&options.out, &office, (&said, reader, &closed))?,
        ExportFormat::Csv | ExportFormat::Jsonl | ExportFormat::Parquet => {
            write_tables(options, (&schema, &office), &said)?;
        }
        ExportFormat::Ftm => write_entities(&options.out, &office, (&said, reader, &closed))?,
    }
    say!("{} written, {} more closed than asked for.", counted(said.len(), ["statement", "statements"]), hidden.len());
    let (withheld, erased) = (office.state.withheld.len(), office.state.erased.len());
    if withheld + erased > 0 {
        say!("{withheld} more are here without their value, and {erased} were erased.");
    }
    say!("root of statements  {}", statements::root(&said));
    Ok(ExitCode::SUCCESS)
}

/// What is written: the statements, for whom, and the documents that stay closed to them.
type Shown<'a> = (&'a [Statement], Reader<'a>, &'a BTreeSet<DocumentId>);

/// Everything: statements, and the bytes of the documents that they rest on.
fn write_statements(out: &Path, office: &Office, shown: Shown<'_>) -> Result<(), Failure> {
    let file = out.join(STATEMENTS);
    write(&file, statements::write(shown.0).as_bytes())?;
    write_documents(&file, office, shown)
}

/// What the statements of a file rest on, beside it: from there both are read again.
fn write_documents(file: &Path, office: &Office, (said, reader, closed_files): Shown<'_>) -> Result<(), Failure> {
    let out = file.parent().unwrap_or(Path::new("."));
    let of = |said: &Statement| [Some(said.origin.list_document), said.origin.passage.as_ref().map(|at| at.document)];
    let used: BTreeSet<DocumentId> = said.iter().flat_map(of).flatten().collect();
    let mut lines = String::new();
    let mut closed = 0;
    for id in &used {
        let Some((_, document)) = office.state.documents.get(id) else { continue };
        if !reader.may_see(document.description.access) || closed_files.contains(id) {
            closed += 1;
            continue;
        }
        let Some(bytes) = office.bytes_of(id)? else {
            closed += 1;
            continue;
        };
        lines.push_str(&String::from_utf8_lossy(&canonical_json(document)));
        lines.push('\n');
        write(&out.join("documents").join(file_of(id)), &bytes)?;
    }
    write(&out.join(DOCUMENTS), lines.as_bytes())?;
    say!("{} written, {closed} more closed than asked for.", counted(used.len() - closed, ["document", "documents"]));
    say!("Read again with   {} import {} --statements", program(), file.display());
    Ok(())
}

/// The name of a document's file.
pub(crate) fn file_of(id: &DocumentId) -> String {
    id.to_string().replace(':', "-")
}

fn write_tables(
    options: &arguments::Export,
    (schema, office): (&Schema, &Office),
    said: &[Statement],
) -> Result<(), Failure> {
    let (tables, left_out) = dataset::tables(schema, said);
    let lists: BTreeMap<&ListId, &Document> = said
        .iter()
        .filter_map(|said| Some((&said.origin.list, &office.state.documents.get(&said.origin.list_document)?.1)))
        .collect();
    for table in &tables {
        let stem = format!("{}.{}", table.list, table.kind);
        let described = lists.get(&table.list).map(|document| document.description.clone());
        let accesses = said.iter().filter(|said| said.origin.list == table.list).map(|said| said.access);
        let description = Description {
            access: accesses.max().unwrap_or_default(),
            ..described.unwrap_or_else(|| Description { title: unnamed(&table.list), ..no_description() })
        };
        let file = |ending: &str| options.out.join(format!("{stem}.{ending}"));
        match options.format {
            ExportFormat::Csv => {
                write(&file("csv"), table.csv().as_bytes())?;
                let metadata = table.csvw(schema, &format!("{stem}.csv"));
                write(&file("csv-metadata.json"), format!("{metadata:#}\n").as_bytes())?;
            }
            ExportFormat::Jsonl => write(&file("jsonl"), table.json_lines().as_bytes())?,
            ExportFormat::Parquet => {
                let bytes = table
                    .parquet()
                    .map_err(|error| Failure::new(Cause::Internal, format!("{stem}: {error}"), "export as CSV"))?;
                write(&file("parquet"), &bytes)?;
            }
            ExportFormat::Statements | ExportFormat::Ftm => {}
        }
        write(&file("toml"), table.mapping(&description).as_bytes())?;
    }
    say!("{} written, each beside its mapping.", counted(tables.len(), ["table", "tables"]));
    for left in left_out.iter().take(SHOWN) {
        say!("  left out: {} · {}: {}", left.record, left.property, left.reason);
    }
    if !left_out.is_empty() {
        let values = counted(left_out.len(), ["value is", "values are"]);
        say!("  {values} not whole in the tables; `--format statements` carries them");
    }
    Ok(())
}

/// Entities of FollowTheMoney; what other tools do not see is counted by property.
fn write_entities(out: &Path, office: &Office, shown: Shown<'_>) -> Result<(), Failure> {
    let (lines, unseen) = dataset::ftm::entities(shown.0);
    let file = out.join(ENTITIES);
    write(&file, lines.as_bytes())?;
    say!("{} written.", counted(lines.lines().count(), ["entity", "entities"]));
    let values: u64 = unseen.values().sum();
    if values > 0 {
        say!(
            "{values} values have no place in that model: other tools do not see them, each entity carries them along."
        );
    }
    for ((kind, property), values) in &unseen {
        say!("  {values:>8}  {kind} · {property}");
    }
    write_documents(&file, office, shown)
}

/// The groups that are asked for, each of which must be declared.
fn groups(options: &arguments::Export, workspace: &Workspace) -> Result<BTreeSet<String>, Failure> {
    let known: BTreeSet<&str> = workspace.settings.access.group_names().collect();
    match options.groups.iter().find(|name| !known.contains(name.as_str())) {
        None => Ok(options.groups.iter().cloned().collect()),
        Some(name) => {
            let declared = known.into_iter().collect::<Vec<_>>().join(", ");
            let hint = format!("willay.toml declares under [access.groups]: {declared}");
            Err(Failure::new(Cause::Usage, format!("there is no group '{name}'"), hint))
        }
    }
}

fn unnamed(list: &ListId) -> record::Bilingual {
    record::Bilingual::new(list.as_str(), list.as_str())
}

/// What is said of a list whose document is not there.
fn no_description() -> Description {
    Description {
        title: record::Bilingual::default(),
        producer: "not known".to_owned(),
        language: record::Language::default(),
        published: None,
        accessed: None,
        url: None,
        citation: None,
        licence: None,
        nature: record::Nature::default(),
        access: Access::default(),
    }
}

fn empty_folder(out: &Path) -> Result<(), Failure> {
    let is_taken = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken {
        let message = format!("{}: holds files already", out.display());
        return Err(Failure::new(Cause::Usage, message, "name an empty folder, or one that does not exist"));
    }
    fs::create_dir_all(out).map_err(|error| Failure::of_path(out, &error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::of_path(folder, &error))?;
    }
    fs::write(path, bytes).map_err(|error| Failure::of_path(path, &error))
}
