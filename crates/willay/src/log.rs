//! `willay log`: the ledger's newest entries, and the proof that none was changed.

use std::process::ExitCode;

use ledger::{
    Body, Checkpoint, Entry, Secret, State, VerifierKey,
    fsck::{self, RawEntry},
};
use publish::verify::access_of;
use record::{Policy, Reader, counted};
use store::{Documents, KeptCheckpoint, Store, StoreError};

use crate::{
    arguments,
    failure::{Cause, Failure},
    location::Location,
    office::{of_store, read_ledger},
    output::say,
    secret,
    workspace::read_settings,
};

/// Runs `willay log`.
pub(crate) fn run(options: &arguments::Log) -> Result<ExitCode, Failure> {
    let root = &options.workspace;
    let settings = if root.join("willay.toml").is_file() { Some(read_settings(root)?) } else { None };
    let location = Location::of_workspace(root, settings.as_ref(), &options.ledger)?;
    let (store, documents) = read_ledger(&location, root)?;
    let size = store.size().map_err(|error| of_store(&error))?;
    if options.fsck {
        return check((&*store, &*documents), size, secret::load(&root.join(".willay"))?.as_ref());
    }
    let policy = settings.map(|settings| settings.access).unwrap_or_default();
    for raw in store.entries(size.saturating_sub(options.last)..size).map_err(|error| of_store(&error))? {
        let entry = Entry::parse(&raw.bytes)
            .map_err(|error| Failure::new(Cause::Material, error.to_string(), "run `willay log --fsck`"))?;
        let is_closed_since = is_in_the_clear(&entry.body) && !is_public(&entry.body, &policy);
        match (options.json, is_closed_since) {
            (true, false) => say!("{}", String::from_utf8_lossy(&raw.bytes)),
            (true, true) => say!("{}", serde_json::json!({ "sequence": raw.sequence, "leaf": raw.leaf })),
            (false, _) => {
                say!("{:>6}  {}  {}  {}", entry.sequence, entry.time, entry.actor, words(&entry.body, &policy))
            }
        }
    }
    if !options.json {
        say!("{}; `willay log --fsck` proves them unchanged", counted(size, ["entry", "entries"]));
    }
    Ok(ExitCode::SUCCESS)
}

/// An entry in a few words; of what is not public, only that it is there.
fn words(body: &Body, policy: &Policy) -> String {
    match body {
        Body::DocumentArchived { document } => format!("archived {} as {}", document.name, document.id.short()),
        Body::ListImported { list, rows, .. } => format!("imported list {list}: {rows} new rows"),
        Body::StatementMade { statement } => match &statement.payload {
            ledger::Payload::Open(content) if is_public(body, policy) => {
                format!("{} · {} · {}", statement.record, statement.property, content.value.plain())
            }
            ledger::Payload::Open(_) | ledger::Payload::Committed(_) => {
                format!("{} · {} · (confidential)", statement.record, statement.property)
            }
        },
        Body::StatementRetracted { sequence, reason, .. } => {
            format!("retracted entry {sequence}{}", because(reason, is_public(body, policy)))
        }
        Body::LinkJudged { left, right, judgement, .. } => format!("judged {left} and {right}: {judgement:?}"),
        Body::ReviewDecided { sequence, is_accepted, .. } => {
            format!("reviewed entry {sequence}: accepted {is_accepted}")
        }
        Body::FigureDefined { figure, .. } => format!("defined figure {figure}"),
        Body::FigurePublished { figure, value, as_of, .. } => {
            format!("published figure {figure} = {} as of {as_of}", value["value"])
        }
        Body::PagePublished { path, .. } => format!("published {path}"),
        Body::CheckpointSigned { size, .. } => format!("signed the first {size} entries"),
        Body::BundleReceived { office, entries, .. } => format!("received {entries} new entries from {office}"),
        Body::EntryReceived { office, entry } => {
            format!("{office}, entry {}: {}", entry.sequence, words(&entry.body, policy))
        }
        Body::ValueErased { sequence, reason, .. } => {
            format!("erased the value of entry {sequence}{}", because(reason, is_public(body, policy)))
        }
        Body::DocumentErased { document, reason, .. } => {
            format!("erased document {}{}", document.short(), because(reason, is_public(body, policy)))
        }
        Body::BatchUndone { sequence, .. } => format!("undid the import of entry {sequence}"),
    }
}

/// A reason, which may be shown or not.
fn because(reason: &str, is_shown: bool) -> String {
    if is_shown { format!(": {reason}") } else { String::new() }
}

fn is_public(body: &Body, policy: &Policy) -> bool {
    Reader::PUBLIC.may_see(access_of(body, policy))
}

/// True for a statement whose value was entered in the clear.
fn is_in_the_clear(body: &Body) -> bool {
    matches!(body.said(), Body::StatementMade { .. }) && !body.is_committed()
}

fn check(
    (store, documents): (&dyn Store, &dyn Documents),
    size: u64,
    secret: Option<&Secret>,
) -> Result<ExitCode, Failure> {
    let entries = store.entries(0..size).map_err(|error| of_store(&error))?;
    let openings = store.openings().map_err(|error| of_store(&error))?;
    let kept = store.checkpoints().map_err(|error| of_store(&error))?;
    let heads: Vec<_> = kept.iter().map(|kept| kept.head).collect();
    let mut report = fsck::recompute(&entries, &openings, &heads);
    let erased = store.erased().map_err(|error| of_store(&error))?;
    report.findings.extend(fsck::lost_openings(&entries, &openings, &erased));
    report.findings.extend(fsck::unfinished_erasures(&entries, &openings));
    let archive = Archive::compare(&entries, documents)?;
    let notes: Vec<String> = secret.map(|secret| wrong_notes(&kept, secret)).unwrap_or_default();
    report.findings.iter().for_each(|finding| say!("✗ {finding}"));
    notes.iter().chain(&archive.findings).for_each(|finding| say!("✗ {finding}"));
    say!(
        "{}, {}, {} recomputed; root {}",
        counted(report.head.size, ["entry", "entries"]),
        counted(report.checkpoints, ["checkpoint", "checkpoints"]),
        counted(report.openings, ["confidential value", "confidential values"]),
        report.head.root
    );
    say!("{} recomputed", counted(archive.documents, ["archived document", "archived documents"]));
    if !erased.is_empty() || archive.erased > 0 {
        say!(
            "{} and {} are not here on purpose: erased, or withheld by the office that said them",
            counted(erased.len(), ["confidential value", "confidential values"]),
            counted(archive.erased, ["document", "documents"])
        );
    }
    let is_unchanged = report.findings.is_empty() && notes.is_empty() && archive.findings.is_empty();
    say!("{}", if is_unchanged { "The ledger is unchanged." } else { "The ledger was CHANGED." });
    Ok(if is_unchanged { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The archived documents, held against the entries that archive and erase them.
#[derive(Default)]
struct Archive {
    /// Documents whose bytes were read and hashed.
    documents: usize,
    /// Documents that were erased on purpose.
    erased: usize,
    findings: Vec<String>,
}

impl Archive {
    fn compare(entries: &[RawEntry], documents: &dyn Documents) -> Result<Self, Failure> {
        let mut state = State::default();
        let on_documents = entries.iter().filter(|raw| is_on_documents(raw));
        for entry in on_documents.filter_map(|raw| Entry::parse(&raw.bytes).ok()) {
            state
                .apply(&entry, None)
                .map_err(|error| Failure::new(Cause::Material, error.to_string(), "put back a backup"))?;
        }
        let mut archive = Self::default();
        for id in state.documents.keys() {
            let (kept, is_erased) = (documents.get(id), state.erased_documents.contains_key(id));
            match kept {
                Err(StoreError::NoDocument { .. }) if is_erased => archive.erased += 1,
                Ok(_) if is_erased => archive
                    .findings
                    .push(format!("document {}: an entry says that it was erased, but it is still there", id.short())),
                Ok(_) => archive.documents += 1,
                Err(error @ (StoreError::NoDocument { .. } | StoreError::DocumentChanged { .. })) => {
                    archive.findings.push(error.to_string());
                }
                Err(error) => return Err(of_store(&error)),
            }
        }
        Ok(archive)
    }
}

/// True for what archives or erases documents. In canonical JSON these quotes stand in no text.
fn is_on_documents(raw: &RawEntry) -> bool {
    let kinds = ["\"document-archived\"", "\"document-erased\""];
    std::str::from_utf8(&raw.bytes).is_ok_and(|text| kinds.iter().any(|kind| text.contains(kind)))
}

/// Signed states whose note is not what this workspace signed.
fn wrong_notes(kept: &[KeptCheckpoint], secret: &Secret) -> Vec<String> {
    let is_ours = |kept: &&KeptCheckpoint| {
        let origin = kept.note.lines().next().unwrap_or_default();
        Checkpoint::open(&kept.note, &VerifierKey::of(origin, secret)).is_ok_and(|found| found.head == kept.head)
    };
    let wrong = kept.iter().filter(|kept| !is_ours(kept));
    wrong
        .map(|kept| format!("checkpoint of size {}: not signed with this workspace's secret", kept.head.size))
        .collect()
}
