//! `willay import`: a file's rows into the ledger, once every cell has been checked. The second run of a command that was
//! stopped goes on; a list that is imported again is updated.

use std::{fs, path::Path, process::ExitCode};

use ledger::Hash;
use read::{
    Mapping, TableFormat, TableOptions,
    list::{ListSink, ListTable, Repeated, propose, stream_list},
    read_esf_xml,
    table::TableNotes,
};
use record::{Access, Description, Document, ListId, MediaType, Origin, Policy, Schema};
use store::DocumentStore;

use crate::{
    arguments, doors,
    erased::{Erased, Watch},
    failure::{Cause, Failure},
    office::Office,
    output::{program, say},
    packs,
    progress::Progress,
    workspace::Workspace,
};

mod check;
mod enter;
mod report;
mod statements;

pub(crate) use report::csv_cell;

/// The folder within the archive's names from which only `willay undo` takes a list away.
pub(crate) const FOLDER: &str = "imports/";

/// Runs `willay import`.
pub(crate) fn run(options: &arguments::Import) -> Result<ExitCode, Failure> {
    if options.statements {
        return statements::run(options);
    }
    let bytes = fs::read(&options.file).map_err(|error| Failure::of_path(&options.file, &error))?;
    let name = file_name(&options.file);
    let format = TableFormat::detect(&name, &bytes[..bytes.len().min(8)]);
    let workspace = open_workspace(options)?;
    let schema = workspace.as_ref().map_or_else(|| Ok(Schema::built_in()), packs::schema)?;
    if options.propose && is_xml(&name) {
        let hint = "describe it in a TOML file with title, producer, nature and access, and import it with --mapping";
        return Err(Failure::new(Cause::Usage, format!("{name}: XML needs no mapping of columns"), hint));
    }
    if options.propose {
        return propose_mapping(options, (&name, &bytes, format), &schema);
    }
    let workspace = workspace.ok_or_else(|| no_workspace(options))?;
    let progress = Progress::begin()?;
    let import = Import::prepare(options, (&workspace, &schema), (&name, &bytes, format))?;
    let reading =
        TableOptions { encoding: options.encoding.clone(), sheet: options.sheet.clone(), ..TableOptions::default() };
    let table = ListTable { name: &name, bytes: &bytes, format, options: &reading };
    let mut report = report::Report::create(options.report.as_deref())?;
    let mut check = check::Check::new(import.floor, &mut report, &progress);
    let notes = read_rows(&import, (&table, &schema), &mut check).map_err(Failure::nothing_written)?;
    let found = check.finish();
    report.finish()?;
    progress.finish();
    found.print(&import.list, notes.as_ref());
    if found.problems > 0 && (!options.good_rows || found.rows == 0) {
        return Err(found.refuse(options.report.as_deref()).nothing_written());
    }
    if options.dry_run {
        say!("\nDry run: nothing was entered.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut office = Office::open(&workspace)?;
    let erased = Erased::of(&office)?;
    refuse_erased(&import, &erased, (&office, &table, &schema))?;
    office.documents.put(&bytes).map_err(|error| crate::office::of_store(&error))?;
    let of_whom = (workspace.settings.actor.as_str(), found.rows, &erased);
    let read = |sink: &mut dyn ListSink| read_rows(&import, (&table, &schema), sink).map(|_| ());
    let entered = enter::enter((&import, &progress), &mut office, of_whom, read)?;
    progress.finish();
    entered.print();
    Ok(ExitCode::SUCCESS)
}

/// Refuses a file that was erased, and one that would be archived with a value that was.
fn refuse_erased(
    import: &Import,
    erased: &Erased,
    (office, table, schema): (&Office, &ListTable<'_>, &Schema),
) -> Result<(), Failure> {
    let id = import.document.id;
    erased.refuse_file(table.name, &id)?;
    if erased.is_empty() || office.state.documents.contains_key(&id) {
        return Ok(());
    }
    let origin = Origin::row(import.list.clone(), id, 0);
    let close = |said| import.policy.close(said);
    let mut watch = Watch { erased, origin, close, found: Vec::new() };
    read_rows(import, (table, schema), &mut watch)?;
    if watch.found.is_empty() {
        return Ok(());
    }
    let messages = watch.found.iter().map(|cell| cell.words(table.name)).collect();
    let hint = "the file would keep it: take these cells out, and import it again";
    Err(Failure::several(messages, hint).nothing_written())
}

/// How the rows are read.
enum Reading {
    /// A table through a mapping.
    Table(Box<Mapping>),
    /// Records in XML, whose elements the schema knows by name.
    Xml,
}

/// Everything that is known of an import before a row is read.
pub(crate) struct Import {
    list: ListId,
    reading: Reading,
    mapping_hash: Hash,
    document: Document,
    policy: Policy,
    /// How closed its statements are at least.
    floor: Access,
}

impl Import {
    /// Whether several rows may speak of one record.
    fn has_rows_beside(&self) -> bool {
        matches!(&self.reading, Reading::Table(mapping) if mapping.repeated == Repeated::Beside)
    }

    fn prepare(
        options: &arguments::Import,
        (workspace, schema): (&Workspace, &Schema),
        (name, bytes, format): (&str, &[u8], TableFormat),
    ) -> Result<Self, Failure> {
        let path = options.mapping.as_deref().unwrap_or(Path::new(""));
        let mapping_bytes = fs::read(path).map_err(|error| Failure::of_path(path, &error))?;
        let place = path.display().to_string();
        let text = std::str::from_utf8(&mapping_bytes)
            .map_err(|_| Failure::new(Cause::Material, format!("{place}: not UTF-8"), "save the file as UTF-8"))?;
        let (reading, description, media_type) = if is_xml(name) {
            let description = toml::from_str(text).map_err(|error| {
                let hint = "describe the file as a document's sidecar does: title, producer, nature, access";
                Failure::new(Cause::Material, format!("{place}: {error}"), hint)
            })?;
            (Reading::Xml, description, MediaType::Text)
        } else {
            let mapping = read_mapping(&place, text)?;
            let description = mapping.description();
            (Reading::Table(Box::new(mapping)), description, media_type(format)?)
        };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase().replace(['_', ' '], "-");
        let wanted = options.list.clone().unwrap_or(stem);
        let list: ListId = wanted.parse().map_err(|_| {
            let hint = "name it with --list; names take a-z, 0-9 and '-'";
            Failure::new(Cause::Usage, format!("'{wanted}' is not a name for a list"), hint)
        })?;
        let is_taken = |file: &&crate::workspace::WorkspaceFile| {
            file.name.strip_prefix("lists/").and_then(|name| name.split('.').next()) == Some(list.as_str())
        };
        if let Some(taken) = workspace.lists.iter().find(is_taken) {
            let message =
                format!("{}: the workspace has a list of this name, which `willay build` imports", taken.name);
            return Err(Failure::new(Cause::Usage, message, "give the import another name with --list"));
        }
        let policy = workspace.settings.access.clone();
        let (reading, floor) = match reading {
            Reading::Table(mapping) => {
                let mapping = doors::close(&policy, (schema, &list), *mapping);
                let floor = mapping.floor;
                (Reading::Table(Box::new(mapping)), floor)
            }
            Reading::Xml => (Reading::Xml, doors::floor(&policy, (schema, &list))),
        };
        let description = Description { access: description.access.max(floor), ..description };
        let document =
            Document { id: DocumentStore::id_of(bytes), name: format!("{FOLDER}{name}"), media_type, description };
        Ok(Self { list, reading, mapping_hash: Hash::of(&mapping_bytes), document, policy, floor })
    }
}

/// A mapping of a table whose rows cite no documents.
fn read_mapping(place: &str, text: &str) -> Result<Mapping, Failure> {
    let mapping = Mapping::parse(place, text).map_err(|problems| {
        let messages = problems.iter().map(ToString::to_string).collect();
        Failure::several(messages, "`willay import FILE --propose` drafts a mapping")
    })?;
    if mapping.quote.is_some() || mapping.document.is_some() || mapping.document_column.is_some() {
        let message = format!("{place}: a list whose rows cite documents");
        let hint = "put it into lists/ with its mapping, and `willay build`; or take quote and document out";
        return Err(Failure::new(Cause::Material, message, hint));
    }
    Ok(mapping)
}

fn is_xml(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xml"))
}

fn media_type(format: TableFormat) -> Result<MediaType, Failure> {
    match format {
        TableFormat::Csv => Ok(MediaType::Csv),
        TableFormat::Xlsx => Ok(MediaType::Xlsx),
        TableFormat::JsonLines => Ok(MediaType::Text),
        TableFormat::Parquet => {
            let message = "a Parquet file cannot be archived as a source";
            Err(Failure::new(Cause::Material, message, "export it as CSV or JSON Lines"))
        }
    }
}

fn read_rows(
    import: &Import,
    (table, schema): (&ListTable<'_>, &Schema),
    sink: &mut dyn ListSink,
) -> Result<Option<TableNotes>, Failure> {
    let read = match &import.reading {
        Reading::Table(mapping) => stream_list(table, mapping, schema, sink).map(Some),
        Reading::Xml => {
            let access = import.document.description.access;
            let read = read_esf_xml((table.name, table.bytes), schema, access, sink);
            read.map(|()| None).map_err(read::TableError::from)
        }
    };
    read.map_err(|error| {
        if error == read::TableError::Stopped(check::STOPPED.to_owned()) {
            return Failure::stopped();
        }
        let hint = "correct the file, and import it again";
        Failure::new(Cause::Material, format!("{}: {error}", table.name), hint)
    })
}

fn propose_mapping(
    options: &arguments::Import,
    (name, bytes, format): (&str, &[u8], TableFormat),
    schema: &Schema,
) -> Result<ExitCode, Failure> {
    if let Some(kind) = options.kind.as_ref().filter(|kind| !schema.kinds.contains_key(*kind)) {
        let kinds = schema.kinds.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(Cause::Usage, format!("there is no kind '{kind}'"), format!("write one of: {kinds}")));
    }
    let draft = propose((name, bytes), format, schema, options.kind.as_deref())
        .map_err(|error| Failure::new(Cause::Material, format!("{name}: {error}"), "correct the file"))?;
    say!("{}", draft.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// The workspace; none is needed to propose a mapping.
fn open_workspace(options: &arguments::Import) -> Result<Option<Workspace>, Failure> {
    if options.propose && !options.workspace.join("willay.toml").is_file() {
        return Ok(None);
    }
    Workspace::open(&options.workspace, &options.ledger).map(Some)
}

fn no_workspace(options: &arguments::Import) -> Failure {
    let message = format!("{}: no workspace", options.workspace.display());
    Failure::new(Cause::Usage, message, format!("`{} init FOLDER` makes one", program()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
