//! What holds now: the ledger's entries folded, in order, into the statements, documents and publications in force.
//!
//! State is a pure function of the log. Nothing here is stored; it is recomputed whenever the ledger is opened.

use std::collections::BTreeMap;

use record::{Access, Document, DocumentId, FigureId, ListId, Statement};

use crate::{
    Body, Entry, Hash, InvalidEntry, Opening,
    exchange::{Judged, Union},
};

/// The last import of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Entry of the import.
    pub sequence: u64,
    /// The archived file.
    pub document: DocumentId,
    /// The mapping that was used.
    pub mapping: Hash,
}

/// A figure as it was last published.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// The entry.
    pub sequence: u64,
    /// The value.
    pub value: serde_json::Value,
    /// Size of the ledger from which it was computed.
    pub as_of: u64,
}

/// What the entries say, taken together.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Number of entries.
    pub size: u64,
    /// Size just after the last entry that a figure can depend on: all but what publication itself enters.
    pub as_of: u64,
    /// Documents by what their bytes hash to, with their entry.
    pub documents: BTreeMap<DocumentId, (u64, Document)>,
    /// Last import of each list.
    pub batches: BTreeMap<ListId, Batch>,
    /// Statements in force by their entry. Those whose value was erased are not among them.
    pub statements: BTreeMap<u64, Statement>,
    /// Definitions in force.
    pub definitions: BTreeMap<FigureId, Hash>,
    /// Values in force.
    pub publications: BTreeMap<FigureId, Publication>,
    /// Published files.
    pub pages: BTreeMap<String, Hash>,
    /// What came from other offices.
    pub union: Union,
}

impl State {
    /// Takes in the next entry.
    ///
    /// # Errors
    /// Where an opening does not open its commitment.
    pub fn apply(&mut self, entry: &Entry, opening: Option<&Opening>) -> Result<(), InvalidEntry> {
        let sequence = entry.sequence;
        self.size = sequence + 1;
        match &entry.body {
            Body::DocumentArchived { document } => {
                self.documents.insert(document.id, (sequence, document.clone()));
            }
            Body::ListImported { list, document, mapping, .. } => {
                let batch = Batch { sequence, document: *document, mapping: *mapping };
                self.batches.insert(list.clone(), batch);
            }
            Body::StatementMade { statement } => {
                if let Some(statement) = statement.open(sequence, opening)? {
                    self.union.make(sequence, statement, &mut self.statements);
                }
            }
            Body::StatementRetracted { sequence, .. } => self.union.withdraw(*sequence, &mut self.statements),
            Body::BatchUndone { sequence: batch, .. } => self.undo(*batch),
            Body::FigureDefined { figure, definition, .. } => {
                self.definitions.insert(figure.clone(), *definition);
            }
            Body::FigurePublished { figure, value, as_of, .. } => {
                let publication = Publication { sequence, value: value.clone(), as_of: *as_of };
                self.publications.insert(figure.clone(), publication);
                return Ok(());
            }
            Body::PagePublished { path, sha256 } => {
                self.pages.insert(path.clone(), *sha256);
                return Ok(());
            }
            Body::CheckpointSigned { .. } => return Ok(()),
            Body::LinkJudged { .. } => self.judge("", entry, sequence),
            Body::BundleReceived { office, note, .. } => self.union.hear(office, note),
            Body::EntryReceived { office, entry } => self.receive((office, entry), (sequence, opening))?,
            Body::ReviewDecided { .. } => {}
        }
        self.as_of = self.size;
        Ok(())
    }

    /// Takes in what another office entered in its ledger, which stands at `here` in ours.
    fn receive(
        &mut self,
        (office, entry): (&str, &Entry),
        (here, opening): (u64, Option<&Opening>),
    ) -> Result<(), InvalidEntry> {
        self.union.place(office, entry.sequence, (here, entry.leaf()));
        match &entry.body {
            // A document that we describe ourselves keeps our description.
            Body::DocumentArchived { document } => {
                self.documents.entry(document.id).or_insert_with(|| (here, document.clone()));
            }
            Body::ListImported { list, .. } => self.union.import(office, list, entry.sequence),
            Body::StatementMade { statement } => {
                if let Some(statement) = statement.open(here, opening)? {
                    self.union.make(here, statement, &mut self.statements);
                }
            }
            Body::StatementRetracted { sequence, .. } => {
                if let Some(here) = self.union.here(office, *sequence) {
                    self.union.withdraw(here, &mut self.statements);
                }
            }
            Body::BatchUndone { sequence, .. } => {
                for here in self.union.batch(office, *sequence, &self.statements) {
                    self.union.withdraw(here, &mut self.statements);
                }
            }
            Body::LinkJudged { .. } => self.judge(office, entry, here),
            Body::BundleReceived { office: of, note, .. } => self.union.acknowledge(office, (of, note)),
            Body::ReviewDecided { .. }
            | Body::FigureDefined { .. }
            | Body::FigurePublished { .. }
            | Body::PagePublished { .. }
            | Body::CheckpointSigned { .. }
            | Body::EntryReceived { .. } => {}
        }
        Ok(())
    }

    fn judge(&mut self, office: &str, entry: &Entry, here: u64) {
        if let Body::LinkJudged { left, right, judgement, reason, .. } = &entry.body {
            let (actor, reason) = (entry.actor.clone(), reason.clone());
            let judged = Judged { sequence: here, judgement: *judgement, actor, time: entry.time, reason };
            self.union.judge(office, (left, right), judged);
        }
    }

    /// Withdraws the statements of a batch of ours: those of its list that were made after its import and before the next.
    fn undo(&mut self, batch: u64) {
        let Some(list) = self.batches.iter().find(|(_, found)| found.sequence == batch).map(|(list, _)| list.clone())
        else {
            return;
        };
        let of_batch: Vec<u64> =
            self.own_statements().filter(|(at, s)| *at >= batch && s.origin.list == list).map(|(at, _)| at).collect();
        for sequence in of_batch {
            self.union.withdraw(sequence, &mut self.statements);
        }
        self.batches.remove(&list);
    }

    /// Statements in force that were entered here, and not received from another office.
    pub fn own_statements(&self) -> impl Iterator<Item = (u64, &Statement)> {
        self.statements.iter().filter(|(at, _)| self.union.office_of(**at).is_none()).map(|(at, s)| (*at, s))
    }

    /// The newest document that was archived under a name.
    pub fn document_named(&self, name: &str) -> Option<&Document> {
        self.documents.values().filter(|(_, document)| document.name == name).max_by_key(|(at, _)| at).map(|(_, d)| d)
    }

    /// Statements in force that may be shown to anyone.
    pub fn public_statements(&self) -> impl Iterator<Item = (u64, &Statement)> {
        let is_public = |statement: &Statement| record::may_see(record::Clearance::PUBLIC, statement.access);
        self.statements.iter().filter(move |(_, s)| is_public(s)).map(|(at, s)| (*at, s))
    }
}

/// True where a document may be shown to anyone.
pub fn is_public(document: &Document) -> bool {
    document.description.access == Access::Public
}
