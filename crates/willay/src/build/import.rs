//! Lists: their rows as statements. What is said as before keeps its entry; what is no longer said is retracted.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Body, Hash};
use publish::site::ArchivedDocument;
use read::{
    ListRow, Mapping,
    list::{ListFile, read_list},
};
use record::{Access, Document, ListId, MediaType, Origin, Passage, Policy, Reader, Schema, Statement};
use store::DocumentStore;

use super::{
    archive::{self, Archive},
    draft::Draft,
    refuse,
};
use crate::{
    doors,
    failure::{Cause, Failure},
    office::Office,
    workspace::{Workspace, WorkspaceFile},
};

/// Imports every list; returns the lists' files as documents.
pub(crate) fn lists(
    (workspace, schema): (&Workspace, &Schema),
    (documents, office): (&Archive, &Office),
    draft: &mut Draft,
) -> Result<Archive, Failure> {
    let mut archive = Archive::new();
    let mut messages = Vec::new();
    let mut present = BTreeSet::new();
    for file in workspace.lists.iter().filter(|file| !file.name.ends_with(".toml")) {
        match prepare((workspace, schema), file) {
            Ok(list) => {
                present.insert(list.id.clone());
                match statements(&list, (schema, &workspace.settings.access), documents) {
                    Ok(statements) => match set_aside(&list, statements, draft) {
                        Ok(statements) => {
                            archive::enter(&list.document, draft);
                            import(&list, statements, draft);
                        }
                        Err(problems) => messages.extend(problems),
                    },
                    Err(problems) => messages.extend(problems),
                }
                match read::read_document(&file.bytes, list.document.media_type) {
                    Ok(text) => {
                        let archived = ArchivedDocument { document: list.document, text, bytes: file.bytes.clone() };
                        archive.insert(file.name.clone(), archived);
                    }
                    Err(error) => messages.push(format!("{}: {error}", file.name)),
                }
            }
            Err(problems) => messages.extend(problems),
        }
    }
    messages.extend(without_list(workspace));
    let known = draft.state.statements.values().map(|said| &said.origin.list).chain(draft.state.batches.keys());
    doors::refuse_unknown_lists(&workspace.settings, &known.chain(&present).collect())?;
    withdraw_missing(&present, draft);
    if messages.is_empty() {
        keep_earlier(&mut archive, documents, (draft, office))?;
        Ok(archive)
    } else {
        Err(refuse(messages))
    }
}

struct List<'a> {
    id: ListId,
    file: &'a WorkspaceFile,
    mapping: Mapping,
    mapping_hash: Hash,
    document: Document,
}

fn prepare<'a>(
    (workspace, schema): (&'a Workspace, &Schema),
    file: &'a WorkspaceFile,
) -> Result<List<'a>, Vec<String>> {
    let one = |message: String| vec![message];
    let (stem, _) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let id: ListId = name.parse().map_err(|_| {
        one(format!("{}: not a name for a list\n  mend: rename the file; names take a-z, 0-9 and '-'", file.name))
    })?;
    let media_type =
        MediaType::from_file_name(&file.name).filter(|media| matches!(media, MediaType::Csv | MediaType::Xlsx));
    let media_type =
        media_type.ok_or_else(|| one(format!("{}: no list\n  mend: save it as .csv or .xlsx", file.name)))?;
    let mapping_name = format!("{stem}.toml");
    let mapping_file = workspace.lists.iter().find(|other| other.name == mapping_name).ok_or_else(|| {
        one(format!("{}: it has no mapping\n  mend: write {mapping_name}; docs/workspace.md lists its keys", file.name))
    })?;
    let text =
        mapping_file.text().map_err(|_| one(format!("{mapping_name}: not UTF-8\n  mend: save the file as UTF-8")))?;
    let mapping = Mapping::parse(&mapping_name, text)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let mapping = doors::close(&workspace.settings.access, (schema, &id), mapping);
    let document = Document {
        id: DocumentStore::id_of(&file.bytes),
        name: file.name.clone(),
        media_type,
        description: doors::describe(&mapping),
    };
    Ok(List { id, file, mapping, mapping_hash: Hash::of(&mapping_file.bytes), document })
}

/// The statements of a list's rows, or everything that is wrong with them.
fn statements(
    list: &List<'_>,
    (schema, policy): (&Schema, &Policy),
    documents: &Archive,
) -> Result<Vec<Statement>, Vec<String>> {
    let file = ListFile { name: &list.file.name, bytes: &list.file.bytes, media: list.document.media_type };
    let contents = read_list(&file, &list.mapping, schema);
    let mut messages: Vec<String> = contents.problems.iter().map(ToString::to_string).collect();
    let mut statements = Vec::new();
    for row in contents.rows {
        match passage(list, &row, documents) {
            Ok(passage) => {
                let said = row_statements(list, row, passage.as_ref());
                statements.extend(said.into_iter().map(|said| policy.close(said)));
            }
            Err(message) => messages.push(message),
        }
    }
    if messages.is_empty() { Ok(statements) } else { Err(messages) }
}

/// The words that a row cites, found in their document.
fn passage(list: &List<'_>, row: &ListRow, documents: &Archive) -> Result<Option<Passage>, String> {
    let Some(citation) = &row.cites else { return Ok(None) };
    let Some(exact) = &citation.exact else { return Ok(None) };
    let place = format!("{}, row {}", list.file.name, row.row);
    let is_public = Reader::PUBLIC.may_see(list.document.description.access);
    let shown = |text: &str| if is_public { format!(" '{text}'") } else { String::new() };
    let Some(archived) = documents.get(&citation.document) else {
        return Err(format!(
            "{place}: there is no document{} that the row names\n  mend: archive it in documents/, or mend the name",
            shown(&citation.document)
        ));
    };
    let found = archived.text.passage(archived.document.id, exact);
    found.map(Some).ok_or_else(|| {
        format!(
            "{place}: the words{} that the row quotes are not in the document{}\n  mend: quote the exact words of the document",
            shown(exact),
            shown(&citation.document)
        )
    })
}

fn row_statements(list: &List<'_>, row: ListRow, passage: Option<&Passage>) -> Vec<Statement> {
    let origin =
        Origin { list: list.id.clone(), list_document: list.document.id, row: row.row, passage: passage.cloned() };
    row.cells.into_iter().map(|cell| cell.of(row.record.clone(), origin.clone())).collect()
}

/// What makes two statements the same, wherever in the list's file they stand.
type Said = (String, String, String, Access);

fn said(statement: &Statement) -> Said {
    let words = statement.origin.passage.as_ref().map(|passage| (passage.document, &passage.selector.exact));
    let value = format!(
        "{:?} {:?} {:?} {:?} {words:?}",
        statement.value, statement.original, statement.language, statement.note
    );
    (statement.record.to_string(), statement.property.clone(), value, statement.access)
}

/// Leaves out what was erased, and says so. A file that is not archived yet, or no more, is refused with it: it would keep
/// the value.
fn set_aside(list: &List<'_>, statements: Vec<Statement>, draft: &mut Draft) -> Result<Vec<Statement>, Vec<String>> {
    let (id, erased) = (&list.document.id, &draft.erased);
    if let Some(by) = erased.document(id) {
        return Err(vec![format!(
            "{}: this file was erased in entry {by}, and is archived no more\n  mend: take out of it what had to go; a \
             changed file is another one",
            list.file.name
        )]);
    }
    if erased.is_empty() {
        return Ok(statements);
    }
    let before: BTreeSet<Said> = in_force(&list.id, draft).map(|(_, statement)| said(statement)).collect();
    let (entered, aside) = erased.set_aside(statements, |statement| before.contains(&said(statement)));
    let is_archived = draft.state.documents.contains_key(id);
    let told = aside.iter().map(|cell| cell.words(&list.file.name));
    if is_archived {
        draft.set_aside.extend(told);
        return Ok(entered);
    }
    let problems: Vec<String> = told
        .map(|words| format!("{words}, and the changed file would keep it\n  mend: take it out of the file"))
        .collect();
    if problems.is_empty() { Ok(entered) } else { Err(problems) }
}

/// Drafts the import of a list that changed.
fn import(list: &List<'_>, statements: Vec<Statement>, draft: &mut Draft) {
    let batch = draft.state.batches.get(&list.id);
    if batch.is_some_and(|batch| batch.document == list.document.id && batch.mapping == list.mapping_hash)
        && has_all(list, &statements, draft)
    {
        return;
    }
    // Rows of one record may say the same twice (`repeated = "beside"`): each keeps an entry of its own.
    let mut before: BTreeMap<Said, Vec<u64>> = BTreeMap::new();
    for (sequence, statement) in in_force(&list.id, draft) {
        before.entry(said(statement)).or_default().push(sequence);
    }
    let is_new = |statement: &Statement| before.get_mut(&said(statement)).and_then(Vec::pop).is_none();
    let new: Vec<Statement> = statements.into_iter().filter(is_new).collect();
    let access = list.document.description.access;
    let rows = new.iter().map(|statement| statement.origin.row).collect::<BTreeSet<_>>().len() as u64;
    draft.add(Body::ListImported {
        list: list.id.clone(),
        document: list.document.id,
        mapping: list.mapping_hash,
        rows,
        access,
    });
    for sequence in before.into_values().flatten() {
        retract(sequence, "the list no longer says so", draft);
    }
    for statement in new {
        draft.state_that(statement);
    }
}

fn in_force<'a>(list: &'a ListId, draft: &'a Draft) -> impl Iterator<Item = (u64, &'a Statement)> {
    draft.state.own_statements().filter(move |(_, s)| s.origin.list == *list)
}

/// A document that a list cites may have changed though the list did not.
fn has_all(list: &List<'_>, statements: &[Statement], draft: &Draft) -> bool {
    let before: BTreeSet<Said> = in_force(&list.id, draft).map(|(_, statement)| said(statement)).collect();
    let now: BTreeSet<Said> = statements.iter().map(said).collect();
    before == now
}

fn retract(sequence: u64, reason: &str, draft: &mut Draft) {
    let Some(statement) = draft.state.statements.get(&sequence) else { return };
    let access = statement.access;
    draft.add(Body::StatementRetracted { sequence, reason: reason.to_owned(), access });
}

/// Mappings whose list is not there: a list that went missing must not look like a list that says nothing.
fn without_list(workspace: &Workspace) -> Vec<String> {
    let names: Vec<&str> = workspace.lists.iter().map(|file| file.name.as_str()).collect();
    let mappings = names.iter().filter_map(|name| name.strip_suffix(".toml").map(|stem| (name, stem)));
    mappings
        .filter(|(_, stem)| {
            !names
                .iter()
                .any(|name| name.rsplit_once('.').is_some_and(|(list, ending)| list == *stem && ending != "toml"))
        })
        .map(|(name, _)| {
            format!(
                "{name}: the list is missing, its mapping is there\n  mend: put the list back, or remove the mapping"
            )
        })
        .collect()
}

/// True for what `willay import` entered: it stands until `willay undo`.
fn is_imported(draft: &Draft, statement: &Statement) -> bool {
    let document = draft.state.documents.get(&statement.origin.list_document);
    // A build archives the file of each of its lists, so that a file nobody knows came with an import too.
    document.is_none_or(|(_, document)| document.name.starts_with(crate::import::FOLDER))
}

/// Retracts what our lists said that are no longer in the workspace.
fn withdraw_missing(present: &BTreeSet<ListId>, draft: &mut Draft) {
    let gone: Vec<u64> = draft
        .state
        .own_statements()
        .filter(|(_, s)| !present.contains(&s.origin.list) && !is_imported(draft, s))
        .map(|(sequence, _)| sequence)
        .collect();
    for sequence in gone {
        retract(sequence, "the list was taken out of the workspace", draft);
    }
}

/// Documents on which statements in force still rest: earlier files of lists, and what other offices sent.
fn keep_earlier(archive: &mut Archive, documents: &Archive, (draft, office): (&Draft, &Office)) -> Result<(), Failure> {
    let current: BTreeSet<_> = archive.values().map(|archived| archived.document.id).collect();
    let lists = draft.state.statements.values().map(|statement| statement.origin.list_document);
    let received = draft.state.statements.iter().filter(|(at, _)| draft.state.union.office_of(**at).is_some());
    let cited = received.filter_map(|(_, statement)| statement.origin.passage.as_ref().map(|passage| passage.document));
    let used: BTreeSet<_> = lists.chain(cited).filter(|id| !cites_own(documents, id)).collect();
    for id in used.difference(&current) {
        let Some((_, document)) = draft.state.documents.get(id) else { continue };
        let Some(bytes) = office.bytes_of(id)? else { continue };
        let text = match read::read_document(&bytes, document.media_type) {
            Ok(text) => text,
            // An imported list may be in any encoding and of any size. Nobody quotes it: its rows are its statements.
            Err(_) if document.name.starts_with(crate::import::FOLDER) => read::DocumentText::default(),
            Err(error) => {
                let hint = "build with the version of the program that archived it";
                return Err(Failure::new(Cause::Internal, format!("{}: {error}", document.name), hint));
            }
        };
        archive.insert(
            format!("{}@{}", document.name, id.short()),
            ArchivedDocument { document: document.clone(), text, bytes },
        );
    }
    Ok(())
}

/// True where a document lies in the workspace.
fn cites_own(documents: &Archive, id: &record::DocumentId) -> bool {
    documents.values().any(|archived| archived.document.id == *id)
}
