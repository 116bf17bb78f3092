//! The ledger as a site carries it: every leaf, the public entries, the signed checkpoint, and the key.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{
    Body, Checkpoint, CommittedStatement, Entry, Hash, Head, Payload, Secret, Tree, VerifierKey, fsck::RawEntry,
    leaf_hash,
};
use record::{Access, FigureId, Policy, Reader, RecordId, access::Said};

use super::SiteFiles;
use crate::manifest;

const CHECKPOINT: &str = "ledger/checkpoint";
const KEY: &str = "ledger/key";
const LEAVES: &str = "ledger/leaves";
const ENTRIES: &str = "ledger/entries.jsonl";

/// The ledger's files on a site.
pub(super) const FILES: [&str; 4] = [CHECKPOINT, KEY, LEAVES, ENTRIES];

/// A ledger that was proved whole up to its checkpoint.
#[derive(Debug)]
pub struct Proof {
    /// Number of entries.
    pub size: u64,
    /// The key that signed.
    pub key: VerifierKey,
    /// The public entries by sequence.
    pub entries: BTreeMap<u64, Entry>,
}

/// Writes the ledger's files of a site. Entries that are not public, by themselves or by the policy, give their leaf only.
///
/// # Panics
/// Never: entries that the store gave are canonical.
pub fn seal(entries: &[RawEntry], (origin, secret): (&str, &Secret), policy: &Policy) -> BTreeMap<String, Vec<u8>> {
    let mut leaves = String::new();
    let mut public = Vec::new();
    let closed = ClosedSince::of(entries, policy);
    for raw in entries {
        leaves.push_str(&format!("{}\n", raw.leaf));
        let is_public = |entry: Entry| Reader::PUBLIC.may_see(access_of(&entry.body, policy)) && !closed.names(&entry);
        if Entry::parse(&raw.bytes).is_ok_and(is_public) {
            public.extend_from_slice(&raw.bytes);
            public.push(b'\n');
        }
    }
    let tree = Tree::from_leaves(entries.iter().map(|raw| raw.leaf));
    let head = Head { size: tree.size(), root: tree.root() };
    let note = Checkpoint { origin: origin.to_owned(), head }.sign(secret);
    let key = format!("{}\n", VerifierKey::of(origin, secret));
    [(CHECKPOINT, note.into_bytes()), (KEY, key.into_bytes()), (LEAVES, leaves.into_bytes()), (ENTRIES, public)]
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), bytes))
        .collect()
}

/// The records that a published figure names.
fn members(value: &serde_json::Value) -> impl Iterator<Item = RecordId> {
    let members = value["members"].as_array().into_iter().flatten();
    members.filter_map(|member| member.as_str()?.parse().ok())
}

/// What was entered in the clear and closed since, so that earlier figures that name it must not be shown either.
struct ClosedSince {
    records: BTreeSet<RecordId>,
    /// The last publication of each figure, which was counted under the doors of today.
    newest: BTreeMap<FigureId, u64>,
}

impl ClosedSince {
    fn of(entries: &[RawEntry], policy: &Policy) -> Self {
        let mut closed = Self { records: BTreeSet::new(), newest: BTreeMap::new() };
        for entry in entries.iter().filter_map(|raw| Entry::parse(&raw.bytes).ok()) {
            match entry.body.said() {
                Body::StatementMade { statement }
                    if matches!(statement.payload, Payload::Open(_))
                        && !Reader::PUBLIC.may_see(access_of(&entry.body, policy)) =>
                {
                    closed.records.insert(statement.record.clone());
                }
                Body::FigurePublished { figure, .. } => {
                    closed.newest.insert(figure.clone(), entry.sequence);
                }
                Body::StatementMade { .. }
                | Body::DocumentArchived { .. }
                | Body::ListImported { .. }
                | Body::StatementRetracted { .. }
                | Body::LinkJudged { .. }
                | Body::ReviewDecided { .. }
                | Body::FigureDefined { .. }
                | Body::PagePublished { .. }
                | Body::CheckpointSigned { .. }
                | Body::BundleReceived { .. }
                | Body::EntryReceived { .. }
                | Body::ValueErased { .. }
                | Body::DocumentErased { .. }
                | Body::BatchUndone { .. } => {}
            }
        }
        closed
    }

    fn names(&self, entry: &Entry) -> bool {
        let Body::FigurePublished { figure, value, .. } = &entry.body else { return false };
        self.newest.get(figure) != Some(&entry.sequence) && members(value).any(|member| self.records.contains(&member))
    }
}

/// How far an entry may travel today: one that was entered in the clear may have been closed since.
pub fn access_of(body: &Body, policy: &Policy) -> Access {
    if let Body::FigurePublished { value, access, .. } = body {
        return members(value).map(|member| policy.of_record(&member)).chain([*access]).max().unwrap_or_default();
    }
    let Body::StatementMade { statement } = body.said() else { return body.access() };
    let CommittedStatement { record, property, list, access, payload, .. } = statement;
    let value = if let Payload::Open(content) = payload { Some(&content.value) } else { None };
    policy.access(Said { record, property, list, value, access: *access })
}

type Broken = (String, String);

impl Proof {
    /// Reads and proves the ledger's files.
    ///
    /// # Errors
    /// The first file that is broken, and why.
    pub fn read(files: &SiteFiles, pinned: Option<&VerifierKey>) -> Result<Self, Broken> {
        let broken = |file: &str, reason: &str| (file.to_owned(), reason.to_owned());
        let text = |file: &str| {
            let bytes = files.get(file).ok_or_else(|| broken(file, "the file is missing"))?;
            std::str::from_utf8(bytes).map_err(|_| broken(file, "not text"))
        };
        let key_line = text(KEY)?.strip_suffix('\n').ok_or_else(|| broken(KEY, "not a key and a line end"))?;
        let key: VerifierKey = key_line.parse().map_err(|_| broken(KEY, "not a verifier key"))?;
        if pinned.is_some_and(|pinned| *pinned != key) {
            return Err(broken(KEY, "not the key that you know"));
        }
        let checkpoint =
            Checkpoint::open(text(CHECKPOINT)?, &key).map_err(|error| broken(CHECKPOINT, &error.to_string()))?;
        let leaves = text(LEAVES)?;
        let hashes: Option<Vec<Hash>> = leaves.lines().map(|line| line.parse().ok()).collect();
        let hashes = hashes.filter(|_| leaves.ends_with('\n')).ok_or_else(|| broken(LEAVES, "not one hash a line"))?;
        let tree = Tree::from_leaves(hashes.iter().copied());
        if (tree.size(), tree.root()) != (checkpoint.head.size, checkpoint.head.root) {
            return Err(broken(LEAVES, "the leaves do not have the root that was signed"));
        }
        let entries = read_entries(text(ENTRIES)?, &hashes).map_err(|reason| broken(ENTRIES, &reason))?;
        Ok(Self { size: tree.size(), key, entries })
    }

    /// The manifest must be the one that was published last.
    pub(super) fn check_manifest(&self, files: &SiteFiles) -> Option<String> {
        let bytes = files.get(manifest::PATH)?;
        let published = self.entries.values().rev().find_map(|entry| match &entry.body {
            Body::PagePublished { path, sha256 } if path == manifest::PATH => Some(*sha256),
            Body::PagePublished { .. }
            | Body::DocumentArchived { .. }
            | Body::ListImported { .. }
            | Body::StatementMade { .. }
            | Body::StatementRetracted { .. }
            | Body::LinkJudged { .. }
            | Body::ReviewDecided { .. }
            | Body::FigureDefined { .. }
            | Body::FigurePublished { .. }
            | Body::CheckpointSigned { .. }
            | Body::BundleReceived { .. }
            | Body::EntryReceived { .. }
            | Body::ValueErased { .. }
            | Body::DocumentErased { .. }
            | Body::BatchUndone { .. } => None,
        });
        (published != Some(Hash::of(bytes)))
            .then(|| "not the manifest that the ledger says was published last".to_owned())
    }
}

fn read_entries(text: &str, leaves: &[Hash]) -> Result<BTreeMap<u64, Entry>, String> {
    if !text.is_empty() && !text.ends_with('\n') {
        return Err("the last line has no end".to_owned());
    }
    let mut entries = BTreeMap::new();
    let mut last = None;
    for line in text.split_terminator('\n') {
        let entry = Entry::parse(line.as_bytes()).map_err(|error| error.to_string())?;
        let leaf = usize::try_from(entry.sequence).ok().and_then(|at| leaves.get(at));
        if leaf != Some(&leaf_hash(line.as_bytes())) || last >= Some(entry.sequence) {
            return Err(format!("entry {} is not the one that was entered", entry.sequence));
        }
        last = Some(entry.sequence);
        entries.insert(entry.sequence, entry);
    }
    Ok(entries)
}
