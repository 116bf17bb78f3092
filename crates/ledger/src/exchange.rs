//! What passes between offices that each have a ledger of their own: a union of logs, in which nothing is overwritten.
//!
//! An office sends what it entered since a state that the other knows ([`crate::Bundle`]); the other enters it as it
//! stands, with office, place and time ([`Body::EntryReceived`]), after the sender's signed state
//! ([`Body::BundleReceived`]). Each office withdraws only what it said itself. Received entries may be handed on.

use std::collections::BTreeMap;

use record::RecordId;

use crate::{
    Body, Entry, Hash, Head, Opening, State, Timestamp,
    bundle::{OpenedBundle, Sent},
    entry::Judgement,
};

mod union;

pub use union::Union;

/// What one office decided of a pair of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The entry here.
    pub sequence: u64,
    /// Same, different or unsure.
    pub judgement: Judgement,
    /// Who.
    pub actor: String,
    /// When.
    pub time: Timestamp,
    /// Why.
    pub reason: String,
}

/// A pair on which offices decided differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The two records, in order.
    pub pair: (RecordId, RecordId),
    /// The newest decision of each office; our own is under the empty name.
    pub decisions: BTreeMap<String, Judged>,
}

/// What a bundle adds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Intake {
    /// What is to be entered, in order; empty where all of it is known.
    pub entries: Vec<(Body, Option<Opening>)>,
    /// Entries of the bundle that were known already.
    pub known: u64,
    /// Entries by the office that made them.
    pub by_office: BTreeMap<String, u64>,
}

/// Why a bundle cannot be taken in. The ledger stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Entries between are missing.
    #[error("{office} sends from its entry {from} on, but we have only those before {known}")]
    Gap {
        /// The sender.
        office: String,
        /// Its first entry in the bundle.
        from: u64,
        /// How many we have.
        known: u64,
    },
    /// The sender's log is not the one that it was: entries were changed, or put back from an old backup.
    #[error(
        "{office} has another history than the one that it signed before: at {size} entries the roots differ, {ours} and {theirs}"
    )]
    Fork {
        /// The sender.
        office: String,
        /// The size at which both states are known.
        size: u64,
        /// The root that it signed before.
        ours: Hash,
        /// The root that follows from what it sends now.
        theirs: Hash,
    },
    /// An entry that another office handed on differs from the one that we have.
    #[error("entry {sequence} of {office} reached us in two versions")]
    TwoVersions {
        /// Whose entry.
        office: String,
        /// Its place there.
        sequence: u64,
    },
    /// Two ledgers of one name.
    #[error("the bundle comes from a ledger of our own name, {0}")]
    OurName(String),
}

/// How an entry is sent: in full where it tells the recipient something, else as a leaf.
pub fn sent(entry: Entry, opening: Option<Opening>, recipient: &str) -> Sent {
    if concerns(&entry.body, recipient) { Sent::Entry(Box::new(entry), opening) } else { Sent::Leaf(entry.leaf()) }
}

fn concerns(body: &Body, recipient: &str) -> bool {
    match body {
        Body::DocumentArchived { .. }
        | Body::ListImported { .. }
        | Body::StatementMade { .. }
        | Body::StatementRetracted { .. }
        | Body::LinkJudged { .. }
        | Body::ReviewDecided { .. }
        | Body::BatchUndone { .. }
        | Body::BundleReceived { .. }
        | Body::ValueErased { .. }
        | Body::DocumentErased { .. } => true,
        Body::EntryReceived { office, .. } => office != recipient,
        // What an office publishes is its own affair.
        Body::FigureDefined { .. }
        | Body::FigurePublished { .. }
        | Body::PagePublished { .. }
        | Body::CheckpointSigned { .. } => false,
    }
}

/// What a bundle adds to a ledger of the name `own`.
///
/// # Errors
/// Where the bundle does not follow what is known of its sender, or contradicts it.
pub fn take_in(state: &State, own: &str, opened: &OpenedBundle) -> Result<Intake, Refusal> {
    let OpenedBundle { bundle, checkpoint, content } = opened;
    let office = &bundle.office;
    if office == own {
        return Err(Refusal::OurName(office.clone()));
    }
    let known = state.union.head_of(office);
    check_history(known.as_ref(), opened)?;
    let known_size = known.map_or(0, |head| head.size);
    let mut intake = Intake::default();
    let mut taken: BTreeMap<(&str, u64), Hash> = BTreeMap::new();
    for (place, sent) in (bundle.before.size()..).zip(&bundle.entries) {
        let Sent::Entry(entry, opening) = sent else { continue };
        if place < known_size {
            intake.known += 1;
            continue;
        }
        let (office, entry) = original(office, entry);
        let of_bundle = taken.get(&(office, entry.sequence)).copied();
        match state.union.leaf_of(office, entry.sequence).or(of_bundle) {
            _ if office == own => intake.known += 1,
            Some(leaf) if leaf == entry.leaf() => intake.known += 1,
            Some(_) => return Err(Refusal::TwoVersions { office: office.to_owned(), sequence: entry.sequence }),
            None => {
                taken.insert((office, entry.sequence), entry.leaf());
                *intake.by_office.entry(office.to_owned()).or_default() += 1;
                let body = Body::EntryReceived { office: office.to_owned(), entry: Box::new(entry.clone()) };
                // A bundle from before the erasure must not bring the value back.
                let is_erased = state.union.erased_by(office, entry.sequence).is_some();
                intake.entries.push((body, opening.clone().filter(|_| !is_erased)));
            }
        }
    }
    if checkpoint.head.size > known_size {
        let entries = intake.entries.len() as u64;
        let (office, note) = (office.clone(), bundle.note.clone());
        intake.entries.insert(0, (Body::BundleReceived { office, note, content: *content, entries }, None));
    }
    Ok(intake)
}

/// Whose entry it is, and the entry as it stands there: what was handed on is unwrapped.
fn original<'a>(office: &'a str, entry: &'a Entry) -> (&'a str, &'a Entry) {
    if let Body::EntryReceived { office, entry } = &entry.body { original(office, entry) } else { (office, entry) }
}

/// The sender's log begins with the one that it signed before.
fn check_history(known: Option<&Head>, opened: &OpenedBundle) -> Result<(), Refusal> {
    let office = opened.bundle.office.clone();
    let from = opened.bundle.before.size();
    let Some(known) = known else {
        return if from == 0 { Ok(()) } else { Err(Refusal::Gap { office, from, known: 0 }) };
    };
    if from > known.size {
        return Err(Refusal::Gap { office, from, known: known.size });
    }
    let mut frontier = opened.bundle.before.clone();
    let mut leaves = opened.bundle.entries.iter().map(Sent::leaf);
    while frontier.size() < known.size {
        // A bundle that ends before what is known is an old one: it tells nothing new.
        let Some(leaf) = leaves.next() else { return Ok(()) };
        frontier.push(leaf);
    }
    if frontier.root() == known.root {
        return Ok(());
    }
    Err(Refusal::Fork { office, size: known.size, ours: known.root, theirs: frontier.root() })
}

#[cfg(test)]
mod tests;
