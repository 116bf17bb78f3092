//! Is the ledger what it says it is? Everything is recomputed from the raw entries.
//!
//! Shares no code with [`crate::Tree`]: the tree of RFC 6962 is computed here by its recursive definition, and JSON
//! is read as untyped values, so that a mistake in the writer cannot hide in the checker.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::{Hash, Opening, tree::Head};

/// An entry as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEntry {
    /// Its place.
    pub sequence: u64,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
    /// The leaf hash that was stored beside it.
    pub leaf: Hash,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An entry is missing or stands in the wrong place.
    #[error("entry {expected}: found entry {found} in its place")]
    OutOfSequence {
        /// The place.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// The bytes are no canonical JSON with the right sequence number.
    #[error("entry {0}: not a canonical entry")]
    NotCanonical(u64),
    /// The bytes do not hash to the stored leaf.
    #[error("entry {0}: changed since it was written")]
    Changed(u64),
    /// A checkpoint speaks of another tree.
    #[error("checkpoint of size {0}: its root is not the root of the entries")]
    WrongRoot(u64),
    /// A checkpoint speaks of more entries than there are.
    #[error("checkpoint of size {0}: entries are missing at the end")]
    Truncated(u64),
    /// A confidential value is gone though nobody erased it, or is there though somebody did.
    #[error("entry {0}: its confidential value was lost, or put back after it was erased")]
    LostOpening(u64),
    /// An entry says that a confidential value was erased, but it is there.
    #[error("entry {0}: a later entry says that its confidential value was erased, but it is still there")]
    UnfinishedErasure(u64),
    /// An opening does not open its commitment.
    #[error("entry {0}: its confidential value is not the one that was committed to")]
    WrongOpening(u64),
}

/// What was recomputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Number of entries and their root.
    pub head: Head,
    /// Checkpoints that were compared.
    pub checkpoints: usize,
    /// Openings that were compared.
    pub openings: usize,
    /// Everything that is wrong, in order.
    pub findings: Vec<Finding>,
}

/// Compares what opens commitments with what was erased: each commitment has one or the other.
pub fn lost_openings(entries: &[RawEntry], openings: &BTreeMap<u64, Opening>, erased: &BTreeSet<u64>) -> Vec<Finding> {
    let is_wrong = |entry: &&RawEntry| {
        let (is_open, is_erased) = (openings.contains_key(&entry.sequence), erased.contains(&entry.sequence));
        let json = serde_json::from_slice(&entry.bytes).unwrap_or_default();
        let is_committed = said(&json)["statement"]["payload"]["committed"].is_string();
        if is_committed { is_open == is_erased } else { is_open || is_erased }
    };
    let beyond = openings.keys().chain(erased).filter(|sequence| **sequence >= entries.len() as u64).copied();
    entries.iter().filter(is_wrong).map(|entry| entry.sequence).chain(beyond).map(Finding::LostOpening).collect()
}

/// Openings of which an entry says that they were erased, whichever office's entry says it of its own.
pub fn unfinished_erasures(entries: &[RawEntry], openings: &BTreeMap<u64, Opening>) -> Vec<Finding> {
    // Reading every entry once more is spared where none says so: in canonical JSON these quotes stand in no text.
    let says_so = |raw: &RawEntry| std::str::from_utf8(&raw.bytes).is_ok_and(|text| text.contains("\"value-erased\""));
    if !entries.iter().any(says_so) {
        return Vec::new();
    }
    let mut places: BTreeMap<(String, u64), u64> = BTreeMap::new();
    let mut erased: BTreeSet<(String, u64)> = BTreeSet::new();
    for raw in entries {
        let json: serde_json::Value = serde_json::from_slice(&raw.bytes).unwrap_or_default();
        let (mut office, mut entry) = (String::new(), &json);
        while entry["body"]["kind"] == "entry-received" {
            entry["body"]["office"].as_str().unwrap_or_default().clone_into(&mut office);
            entry = &entry["body"]["entry"];
        }
        places.insert((office.clone(), entry["sequence"].as_u64().unwrap_or(raw.sequence)), raw.sequence);
        if entry["body"]["kind"] == "value-erased" {
            let of = entry["body"]["sequence"].as_u64().unwrap_or(u64::MAX);
            erased.insert((office, of));
        }
    }
    // Our own words on an entry that we received name its place here.
    let place = |name: &(String, u64)| if name.0.is_empty() { Some(name.1) } else { places.get(name).copied() };
    let named: BTreeSet<u64> = erased.iter().filter_map(place).collect();
    named.into_iter().filter(|place| openings.contains_key(place)).map(Finding::UnfinishedErasure).collect()
}

/// The body of an entry; of one that another office made, that office's.
fn said(json: &serde_json::Value) -> &serde_json::Value {
    let mut body = &json["body"];
    while body["kind"] == "entry-received" {
        body = &body["entry"]["body"];
    }
    body
}

/// Recomputes leaves, tree, checkpoints and commitments.
pub fn recompute(entries: &[RawEntry], openings: &BTreeMap<u64, Opening>, checkpoints: &[Head]) -> Report {
    let mut findings = Vec::new();
    let mut leaves = Vec::with_capacity(entries.len());
    for (expected, entry) in (0..).zip(entries) {
        findings.extend(entry_findings(expected, entry, openings.get(&entry.sequence)));
        leaves.push(sha256(&[&[0], &entry.bytes]));
    }
    for head in checkpoints {
        match usize::try_from(head.size).ok().and_then(|size| leaves.get(..size)) {
            None => findings.push(Finding::Truncated(head.size)),
            Some(leaves) if subtree(leaves) != head.root.0 => findings.push(Finding::WrongRoot(head.size)),
            Some(_) => {}
        }
    }
    let head = Head { size: entries.len() as u64, root: Hash(subtree(&leaves)) };
    Report { head, checkpoints: checkpoints.len(), openings: openings.len(), findings }
}

fn entry_findings(expected: u64, entry: &RawEntry, opening: Option<&Opening>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if entry.sequence != expected {
        findings.push(Finding::OutOfSequence { expected, found: entry.sequence });
    }
    if sha256(&[&[0], &entry.bytes]) != entry.leaf.0 {
        findings.push(Finding::Changed(entry.sequence));
    }
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(&entry.bytes) else {
        findings.push(Finding::NotCanonical(entry.sequence));
        return findings;
    };
    let is_canonical = serde_json_canonicalizer::to_vec(&json).is_ok_and(|bytes| bytes == entry.bytes);
    if !is_canonical || json["sequence"].as_u64() != Some(entry.sequence) {
        findings.push(Finding::NotCanonical(entry.sequence));
    }
    if let Some(opening) = opening {
        let found = sha256(&[b"willay/commitment/v1", &opening.salt.0, &opening.content]);
        let committed = said(&json)["statement"]["payload"]["committed"].as_str();
        if committed != Some(Hash(found).to_string().as_str()) {
            findings.push(Finding::WrongOpening(entry.sequence));
        }
    }
    findings
}

/// MTH of RFC 6962 section 2.1, as it stands there.
fn subtree(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let mut left = 1;
            while left * 2 < leaves.len() {
                left *= 2;
            }
            sha256(&[&[1], &subtree(&leaves[..left]), &subtree(&leaves[left..])])
        }
    }
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, Entry, Timestamp, Tree, canonical, leaf_hash};

    fn entries(count: u64) -> Vec<RawEntry> {
        (0..count)
            .map(|sequence| {
                let body = Body::PagePublished { path: format!("{sequence}.html"), sha256: Hash::of(b"x") };
                let entry = Entry { sequence, time: Timestamp::default(), actor: "test".to_owned(), body };
                let bytes = canonical(&entry);
                RawEntry { sequence, leaf: leaf_hash(&bytes), bytes }
            })
            .collect()
    }

    fn heads(entries: &[RawEntry]) -> Vec<Head> {
        let tree = Tree::from_leaves(entries.iter().map(|entry| entry.leaf));
        (1..=tree.size()).map(|size| Head { size, root: tree.root_at(size).unwrap() }).collect()
    }

    #[test]
    fn agrees_with_the_tree_at_every_size() {
        let entries = entries(37);
        let report = recompute(&entries, &BTreeMap::new(), &heads(&entries));
        assert_eq!(report.findings, Vec::new());
        assert_eq!(report.checkpoints, 37);
    }

    #[test]
    fn every_flipped_bit_of_an_entry_is_found_in_its_place() {
        let good = entries(3);
        for (at, bit) in (0..good[1].bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut bad = good.clone();
            bad[1].bytes[at] ^= 1 << bit;
            let findings = recompute(&bad, &BTreeMap::new(), &[]).findings;
            assert!(findings.contains(&Finding::Changed(1)), "byte {at} bit {bit}");
        }
    }

    #[test]
    fn a_lost_tail_and_a_rewritten_entry_contradict_the_checkpoint() {
        let mut bad = entries(5);
        let heads = heads(&bad);
        bad.pop();
        assert_eq!(recompute(&bad, &BTreeMap::new(), &heads[4..]).findings, [Finding::Truncated(5)]);
        let mut rewritten = entries(5);
        rewritten[2].bytes = rewritten[3].bytes.clone();
        rewritten[2].leaf = rewritten[3].leaf;
        let findings = recompute(&rewritten, &BTreeMap::new(), &heads[4..]).findings;
        assert_eq!(findings, [Finding::NotCanonical(2), Finding::WrongRoot(5)]);
    }
}
