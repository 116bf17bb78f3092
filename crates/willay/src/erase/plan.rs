//! What is to be erased, and everything else that is known to hold it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Body, CommittedStatement, Content, Entry, Opening, Payload};
use record::{Access, DocumentId, ListId, Policy, RecordId, Statement, Value as Said};
use store::StoreError;

use crate::{
    arguments,
    failure::{Cause, Failure},
    location::Location,
    office::{Office, of_store},
    workspace::Workspace,
};

/// What `willay erase` will do.
pub(super) struct Plan {
    /// Values to be erased, or erased before.
    pub(super) values: Vec<Value>,
    /// Statements of the record that are public, and stay.
    pub(super) public: usize,
    /// Archived files that hold the value, or may.
    pub(super) files: Vec<File>,
    /// Files of the workspace that hold it, or may.
    pub(super) in_workspace: Vec<String>,
    /// Other entries of the ledger that say the same, or name the record.
    pub(super) entries: Vec<String>,
    /// Other offices that may have it.
    pub(super) offices: BTreeSet<String>,
    /// An older ledger that `willay move` left where it was.
    pub(super) older_ledger: Option<String>,
}

/// A value to be erased.
pub(super) struct Value {
    pub(super) sequence: u64,
    pub(super) statement: CommittedStatement,
    pub(super) access: Access,
    /// The office that said it; none where it is our own.
    pub(super) office: Option<String>,
    pub(super) is_erased: bool,
    /// What it says, to find it elsewhere. Never printed.
    pub(super) words: Vec<String>,
    content: Option<Content>,
}

/// An archived file.
pub(super) struct File {
    pub(super) id: DocumentId,
    pub(super) name: String,
    pub(super) access: Access,
    /// The row, where a statement names it.
    pub(super) row: Option<u64>,
    /// Whether it is the file of a list, which `--with-file` erases; other documents hold words that it quotes.
    pub(super) is_list: bool,
    /// Whether it will be erased now.
    pub(super) is_to_go: bool,
}

/// A statement of the ledger that is asked for, or stands beside.
struct Found {
    sequence: u64,
    statement: CommittedStatement,
    content: Option<Content>,
}

/// What is asked for.
enum Target {
    Entry(u64),
    Record(RecordId),
}

/// All of the ledger that matters here.
#[derive(Default)]
struct Scan {
    asked: Vec<Found>,
    beside: Vec<Found>,
    /// Files from which each list was imported.
    files: BTreeMap<ListId, BTreeSet<DocumentId>>,
}

impl Plan {
    pub(super) fn make(workspace: &Workspace, office: &Office, options: &arguments::Erase) -> Result<Self, Failure> {
        let target = target(options)?;
        let scan = scan(office, (&target, options.property.as_deref()))?;
        let policy = &workspace.settings.access;
        let (closed, public): (Vec<Found>, Vec<Found>) =
            scan.asked.into_iter().partition(|found| matches!(found.statement.payload, Payload::Committed(_)));
        if closed.is_empty() {
            return Err(nothing(&target, (options, !public.is_empty())));
        }
        let values: Vec<Value> = closed.into_iter().map(|found| value(found, office, policy)).collect();
        let files = files(office, (&values, &scan.files), options.with_file)?;
        let in_workspace = in_workspace(workspace, &values);
        let entries = scan.beside.iter().filter_map(|found| beside(found, &values)).collect();
        let heard = office.state.union.offices().map(str::to_owned);
        let offices = heard.chain(workspace.settings.office.iter().map(|office| office.key.name().to_owned()));
        let older = workspace.state_folder().join("ledger.sqlite");
        let is_elsewhere = matches!(workspace.location, Location::Database(_)) && older.is_file();
        Ok(Self {
            values,
            public: public.len(),
            files,
            in_workspace,
            entries,
            offices: offices.collect(),
            older_ledger: is_elsewhere.then(|| older.display().to_string()),
        })
    }
}

fn target(options: &arguments::Erase) -> Result<Target, Failure> {
    let text = options.target.trim();
    if let Ok(sequence) = text.parse() {
        return Ok(Target::Entry(sequence));
    }
    text.parse().map(Target::Record).map_err(|_| {
        let hint = "name an entry, such as 4711, or a record, such as person/p-0007";
        Failure::new(Cause::Usage, format!("'{text}' is neither an entry nor a record"), hint)
    })
}

/// Why nothing can be erased.
fn nothing(target: &Target, (options, is_public): (&arguments::Erase, bool)) -> Failure {
    let of = options.property.as_ref().map(|property| format!(" of {property}")).unwrap_or_default();
    if is_public {
        let what = match target {
            Target::Entry(sequence) => format!("entry {sequence} is public"),
            Target::Record(record) => format!("all that is said{of} of {record} is public"),
        };
        return Failure::new(
            Cause::Usage,
            format!("{what}: it stands in the ledger in the clear, where nothing can be taken out"),
            "withdraw it: take it out of its list and build, or `willay undo` its import; a floor under [access] in \
             willay.toml also keeps it out of the published ledger from the next build on",
        );
    }
    let message = match target {
        Target::Entry(sequence) => format!("entry {sequence} is no statement{of}"),
        Target::Record(record) => format!("the ledger says nothing{of} of {record}"),
    };
    Failure::new(Cause::Usage, message, "`willay log --last N` shows entries, records and properties")
}

/// Walks the whole ledger: statements that were withdrawn still hold what they said.
fn scan(office: &Office, (target, property): (&Target, Option<&str>)) -> Result<Scan, Failure> {
    let openings = office.store.openings().map_err(|error| of_store(&error))?;
    let mut scan = Scan::default();
    let walked = office.store.for_each(0..office.state.size, &mut |raw| {
        let entry = Entry::parse(&raw.bytes).map_err(StoreError::Entry)?;
        match entry.body.said() {
            Body::ListImported { list, document, .. } => {
                scan.files.entry(list.clone()).or_default().insert(*document);
            }
            Body::StatementMade { statement } => {
                let content = content(raw.sequence, statement, openings.get(&raw.sequence))?;
                let found = Found { sequence: raw.sequence, statement: statement.clone(), content };
                let is_property = property.is_none_or(|property| statement.property == property);
                let is_asked = match target {
                    Target::Entry(sequence) => raw.sequence == *sequence,
                    Target::Record(record) => statement.record == *record,
                };
                if is_asked && is_property { scan.asked.push(found) } else { scan.beside.push(found) }
            }
            Body::DocumentArchived { .. }
            | Body::StatementRetracted { .. }
            | Body::LinkJudged { .. }
            | Body::ReviewDecided { .. }
            | Body::FigureDefined { .. }
            | Body::FigurePublished { .. }
            | Body::PagePublished { .. }
            | Body::CheckpointSigned { .. }
            | Body::BundleReceived { .. }
            | Body::EntryReceived { .. }
            | Body::ValueErased { .. }
            | Body::DocumentErased { .. }
            | Body::BatchUndone { .. } => {}
        }
        Ok(())
    });
    walked.map_err(|error| of_store(&error))?;
    Ok(scan)
}

/// What a statement says, where that can still be read.
fn content(
    sequence: u64,
    statement: &CommittedStatement,
    opening: Option<&Opening>,
) -> Result<Option<Content>, StoreError> {
    let said: Option<Statement> = statement.open(sequence, opening).map_err(StoreError::Entry)?;
    Ok(said.as_ref().map(Content::of))
}

fn value(found: Found, office: &Office, policy: &Policy) -> Value {
    let Found { sequence, statement, content } = found;
    let CommittedStatement { record, property, list, access, .. } = &statement;
    let of = record::access::Said {
        record,
        property,
        list,
        value: content.as_ref().map(|content| &content.value),
        access: *access,
    };
    let words = content.as_ref().map_or_else(Vec::new, |content| {
        [Some(content.value.plain()), content.original.clone(), content.note.clone()].into_iter().flatten().collect()
    });
    Value {
        sequence,
        access: policy.access(of),
        office: office.state.union.office_of(sequence).map(str::to_owned),
        is_erased: office.state.erased.contains_key(&sequence),
        words,
        content,
        statement,
    }
}

/// Archived files in which the values stand: those of their lists that hold the words, and the documents that they quote.
fn files(
    office: &Office,
    (values, of_lists): (&[Value], &BTreeMap<ListId, BTreeSet<DocumentId>>),
    with_file: bool,
) -> Result<Vec<File>, Failure> {
    let mut rows: BTreeMap<DocumentId, Option<u64>> = BTreeMap::new();
    for value in values {
        for id in of_lists.get(&value.statement.list).into_iter().flatten() {
            rows.entry(*id).or_insert(None);
        }
    }
    rows.extend(values.iter().map(|value| (value.statement.list_document, Some(value.statement.row))));
    let quoted = values.iter().filter_map(|value| value.content.as_ref()?.passage.as_ref().map(|at| at.document));
    let quoted: BTreeSet<DocumentId> = quoted.filter(|id| !rows.contains_key(id)).collect();
    let all = rows.into_iter().map(|(id, row)| (id, row, true)).chain(quoted.into_iter().map(|id| (id, None, false)));
    let kept: BTreeSet<DocumentId> = office.documents.ids().map_err(|error| of_store(&error))?.into_iter().collect();
    let mut files = Vec::new();
    for (id, row, is_list) in all.filter(|(id, _, _)| kept.contains(id)) {
        let is_erased = office.state.erased_documents.contains_key(&id);
        if !is_erased && row.is_none() && is_list {
            let bytes = office.documents.get(&id).map_err(|error| of_store(&error))?;
            if !may_hold(&bytes, values) {
                continue;
            }
        }
        let known = office.state.documents.get(&id).map(|(_, document)| document);
        files.push(File {
            id,
            name: known.map_or_else(|| id.short(), |document| document.name.clone()),
            access: known.map_or(Access::Confidential, |document| document.description.access),
            row,
            is_list,
            is_to_go: with_file && is_list && !is_erased,
        });
    }
    Ok(files)
}

/// False where a text surely holds none of the words. A value that cannot be read any more may be anywhere.
fn may_hold(bytes: &[u8], values: &[Value]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let holds = |words: &String| text.contains(words.as_str());
    values.iter().any(|value| value.content.is_none() || value.words.iter().any(holds))
}

/// The workspace's own files of the lists; the row where the file is the archived one.
fn in_workspace(workspace: &Workspace, values: &[Value]) -> Vec<String> {
    let mut places = BTreeSet::new();
    for file in workspace.lists.iter().filter(|file| !file.name.ends_with(".toml")) {
        let stem = file.name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
        let id = store::DocumentStore::id_of(&file.bytes);
        for value in values.iter().filter(|value| stem == Some(value.statement.list.as_str())) {
            if value.statement.list_document == id {
                places.insert(format!("{}, row {}, {}", file.name, value.statement.row, value.statement.property));
            } else if may_hold(&file.bytes, values) {
                places.insert(format!("{}, {}", file.name, value.statement.property));
            }
        }
    }
    places.into_iter().collect()
}

/// Another entry that says the same of the record, or that names the record as a value.
fn beside(found: &Found, values: &[Value]) -> Option<String> {
    let content = found.content.as_ref()?;
    let Found { sequence, statement, .. } = found;
    let is_same = |value: &&Value| {
        value.statement.record == statement.record
            && value.content.as_ref().is_some_and(|erased| erased.value == content.value)
    };
    if let Some(value) = values.iter().find(is_same) {
        return Some(format!("entry {sequence} says the same as entry {}", value.sequence));
    }
    let Said::Reference(named) = &content.value else { return None };
    let is_named = values.iter().any(|value| value.statement.record == *named);
    is_named.then(|| format!("entry {sequence} names {named} as {} of {}", statement.property, statement.record))
}
