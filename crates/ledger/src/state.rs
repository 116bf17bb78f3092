//! What holds now: the ledger's entries folded, in order, into the statements, documents and publications in force.
//!
//! State is a pure function of the log. Nothing here is stored; it is recomputed whenever the ledger is opened.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use record::{Access, Document, DocumentId, FigureId, ListId, Statement};

use crate::{
    Body, CommittedStatement, Entry, Hash, InvalidEntry, Opening, Timestamp,
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

/// A figure as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// The entry.
    pub sequence: u64,
    /// When it was entered.
    pub time: Timestamp,
    /// The value.
    pub value: serde_json::Value,
    /// Size of the ledger from which it was computed.
    pub as_of: u64,
}

/// A statement that was in the clear and was withdrawn: what a correction takes out of force.
#[derive(Debug, Clone, PartialEq)]
pub struct Retracted {
    /// The entry that withdrew it.
    pub by: u64,
    /// Its own entry.
    pub sequence: u64,
    /// What it said.
    pub statement: Statement,
}

/// When a statement was entered, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// When.
    pub time: Timestamp,
    /// By whom.
    pub actor: Arc<str>,
}

/// What a second person decided of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The entry of the decision.
    pub sequence: u64,
    /// Who decided.
    pub reviewer: Arc<str>,
    /// Whether it was accepted.
    pub is_accepted: bool,
    /// Why.
    pub reason: String,
}

/// How many people accepted and rejected a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reviewed {
    /// Persons, other than its author, whose last word accepts it.
    pub accepted: usize,
    /// Persons whose last word rejects it.
    pub rejected: usize,
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
    /// Every file from which a list was imported, by whichever office, with the entry of its first import.
    pub files: BTreeMap<ListId, BTreeMap<DocumentId, u64>>,
    /// Statements in force by their entry. Those whose value was erased are not among them.
    pub statements: BTreeMap<u64, Statement>,
    /// Who entered each statement, and when.
    pub made: BTreeMap<u64, Made>,
    /// Decisions on statements, in order; the last one of each person holds.
    pub reviews: BTreeMap<u64, Vec<Review>>,
    /// Names of those who entered something: each is kept once.
    actors: BTreeSet<Arc<str>>,
    /// Definitions in force.
    pub definitions: BTreeMap<FigureId, Hash>,
    /// The entry of each.
    pub defined_at: BTreeMap<FigureId, u64>,
    /// Values in force.
    pub publications: BTreeMap<FigureId, Publication>,
    /// Statements whose value was erased, each with the entry that says so. What opens them may still have to go.
    pub erased: BTreeMap<u64, u64>,
    /// Statements in force whose value this ledger never had, because another office sent the commitment alone; with
    /// their list.
    pub withheld: BTreeMap<u64, ListId>,
    /// Documents whose bytes were erased, each with the entry that says so.
    pub erased_documents: BTreeMap<DocumentId, u64>,
    /// Every value that was published to anyone, oldest first: it may still be had.
    pub history: BTreeMap<FigureId, Vec<Publication>>,
    /// Published files.
    pub pages: BTreeMap<String, Hash>,
    /// The entry by which each file was published for the first time.
    pub first_published: BTreeMap<String, u64>,
    /// Public statements of ours that were withdrawn one by one, in order: what was corrected.
    pub retracted: Vec<Retracted>,
    /// Size just after the last entry that is no page: what a figure's evidence can rest on.
    pub evidence: u64,
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
                let by_another = |by: &u64| self.union.office_of(*by).is_some();
                // What another office erased, we may archive ourselves.
                if self.erased_documents.get(&document.id).is_some_and(by_another) {
                    self.erased_documents.remove(&document.id);
                }
                self.documents.insert(document.id, (sequence, document.clone()));
            }
            Body::ListImported { list, document, mapping, .. } => {
                self.import((list, *document), sequence);
                let batch = Batch { sequence, document: *document, mapping: *mapping };
                self.batches.insert(list.clone(), batch);
            }
            Body::StatementMade { statement } => self.say((sequence, entry), statement, opening)?,
            // What another office said, only that office withdraws.
            Body::StatementRetracted { sequence, .. } if self.union.office_of(*sequence).is_some() => {}
            Body::StatementRetracted { sequence: statement, .. } => self.retract(*statement, sequence),
            Body::ValueErased { sequence: statement, .. } => self.erase(*statement, sequence),
            Body::DocumentErased { document, .. } => {
                self.erased_documents.insert(*document, sequence);
            }
            Body::ReviewDecided { sequence: statement, .. } => self.review(entry, (sequence, *statement)),
            Body::BatchUndone { sequence: batch, .. } => self.undo(*batch),
            Body::FigureDefined { figure, definition, .. } => {
                self.definitions.insert(figure.clone(), *definition);
                self.defined_at.insert(figure.clone(), sequence);
            }
            Body::FigurePublished { figure, value, as_of, access } => {
                let publication = Publication { sequence, time: entry.time, value: value.clone(), as_of: *as_of };
                if *access == Access::Public {
                    self.history.entry(figure.clone()).or_default().push(publication.clone());
                }
                self.publications.insert(figure.clone(), publication);
                self.evidence = self.size;
                return Ok(());
            }
            Body::PagePublished { path, sha256 } => {
                self.pages.insert(path.clone(), *sha256);
                self.first_published.entry(path.clone()).or_insert(sequence);
                return Ok(());
            }
            Body::CheckpointSigned { .. } => return Ok(()),
            Body::LinkJudged { .. } => self.judge("", entry, sequence),
            Body::BundleReceived { office, note, .. } => self.union.hear(office, note),
            Body::EntryReceived { office, entry } => self.receive((office, entry), (sequence, opening))?,
        }
        self.as_of = self.size;
        self.evidence = self.size;
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
            Body::ListImported { list, document, .. } => {
                self.import((list, *document), here);
                self.union.import(office, list, entry.sequence);
            }
            Body::StatementMade { statement } => {
                self.say((here, entry), statement, opening)?;
                // The word that it was erased may have come before it, through a third office.
                if let Some(by) = self.union.erased_by(office, entry.sequence) {
                    self.erase(here, by);
                }
            }
            Body::StatementRetracted { sequence, .. } => {
                if let Some(here) = self.union.here(office, *sequence) {
                    self.withdraw(here);
                }
            }
            Body::BatchUndone { sequence, .. } => {
                for here in self.union.batch(office, *sequence, (&self.statements, &self.withheld)) {
                    self.withdraw(here);
                }
            }
            Body::ValueErased { sequence, .. } => {
                if let Some(statement) = self.union.erase(office, *sequence, here) {
                    self.erase(statement, here);
                }
            }
            Body::DocumentErased { document, .. } => {
                // What we archived ourselves is ours to erase.
                let is_ours = self.documents.get(document).is_some_and(|(at, _)| self.union.office_of(*at).is_none());
                if !is_ours {
                    self.erased_documents.entry(*document).or_insert(here);
                }
            }
            Body::LinkJudged { .. } => self.judge(office, entry, here),
            Body::BundleReceived { office: of, note, .. } => self.union.acknowledge(office, (of, note)),
            Body::ReviewDecided { sequence, .. } => {
                if let Some(statement) = self.union.here(office, *sequence) {
                    self.review(entry, (here, statement));
                }
            }
            Body::FigureDefined { .. }
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

    fn import(&mut self, (list, document): (&ListId, DocumentId), here: u64) {
        self.files.entry(list.clone()).or_default().entry(document).or_insert(here);
    }

    /// Takes in a statement; one whose value is not here is counted as withheld.
    fn say(
        &mut self,
        (here, entry): (u64, &Entry),
        committed: &CommittedStatement,
        opening: Option<&Opening>,
    ) -> Result<(), InvalidEntry> {
        match committed.open(here, opening)? {
            Some(statement) => self.make((here, entry), statement),
            None => {
                self.withheld.insert(here, committed.list.clone());
            }
        }
        Ok(())
    }

    /// Withdraws a statement of ours by the entry `by`, and keeps what it said where anyone could read it.
    fn retract(&mut self, sequence: u64, by: u64) {
        if let Some(statement) = self.statements.get(&sequence).filter(|said| said.access == Access::Public) {
            self.retracted.push(Retracted { by, sequence, statement: statement.clone() });
        }
        self.withdraw(sequence);
    }

    fn withdraw(&mut self, here: u64) {
        self.withheld.remove(&here);
        self.union.withdraw(here, &mut self.statements);
    }

    /// Takes a statement out of force for good: by the entry `by` its value was erased.
    fn erase(&mut self, here: u64, by: u64) {
        self.withdraw(here);
        self.erased.entry(here).or_insert(by);
    }

    /// Puts a statement in force that was made by the given entry and stands at `here`.
    fn make(&mut self, (here, entry): (u64, &Entry), statement: Statement) {
        let actor = self.actor(&entry.actor);
        self.made.insert(here, Made { time: entry.time, actor });
        self.union.make(here, statement, &mut self.statements);
    }

    /// Takes note of a decision, which stands at `here`, on a statement.
    fn review(&mut self, entry: &Entry, (here, statement): (u64, u64)) {
        if let Body::ReviewDecided { is_accepted, reason, .. } = &entry.body {
            let reviewer = self.actor(&entry.actor);
            let review = Review { sequence: here, reviewer, is_accepted: *is_accepted, reason: reason.clone() };
            self.reviews.entry(statement).or_default().push(review);
        }
    }

    fn actor(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.actors.get(name) {
            return Arc::clone(known);
        }
        let actor: Arc<str> = Arc::from(name);
        self.actors.insert(Arc::clone(&actor));
        actor
    }

    /// How a statement in force stands with those who reviewed it, or what another office says in the same words: what
    /// each of them said last, never what its own author says.
    pub fn reviewed(&self, statement: u64) -> Reviewed {
        let same = self.statements.get(&statement).map_or_else(Vec::new, |said| self.union.same(statement, said));
        let author = |at: &u64| self.made.get(at).map(|made| &made.actor);
        let authors: BTreeSet<&Arc<str>> = same.iter().filter_map(author).collect();
        let mut reviews: Vec<&Review> = same.iter().filter_map(|at| self.reviews.get(at)).flatten().collect();
        reviews.sort_by_key(|review| review.sequence);
        let others = reviews.into_iter().filter(|review| !authors.contains(&review.reviewer));
        let last: BTreeMap<&Arc<str>, bool> = others.map(|review| (&review.reviewer, review.is_accepted)).collect();
        let accepted = last.values().filter(|is_accepted| **is_accepted).count();
        Reviewed { accepted, rejected: last.len() - accepted }
    }

    /// Statements in force that count where so many reviewers must have accepted each: no rejected one counts.
    pub fn counted(&self, reviewers: usize) -> impl Iterator<Item = (u64, &Statement)> {
        let is_free = reviewers == 0 && self.reviews.is_empty();
        let counts = move |sequence: u64| {
            is_free || {
                let reviewed = self.reviewed(sequence);
                reviewed.rejected == 0 && reviewed.accepted >= reviewers
            }
        };
        self.statements.iter().filter(move |(sequence, _)| counts(**sequence)).map(|(at, s)| (*at, s))
    }

    /// Statements in force that were entered here, and not received from another office.
    pub fn own_statements(&self) -> impl Iterator<Item = (u64, &Statement)> {
        self.statements.iter().filter(|(at, _)| self.union.office_of(**at).is_none()).map(|(at, s)| (*at, s))
    }

    /// The newest document that was archived under a name.
    pub fn document_named(&self, name: &str) -> Option<&Document> {
        self.documents.values().filter(|(_, document)| document.name == name).max_by_key(|(at, _)| at).map(|(_, d)| d)
    }
}

#[cfg(test)]
mod tests {
    use record::{Origin, Statement, Value};

    use super::*;
    use crate::Salt;

    /// A state with one statement, entry 0, by Ana; then the given decisions.
    fn reviewed(decisions: &[(&str, bool)]) -> Reviewed {
        let list_document = DocumentId::from_digest([1; 32]);
        let origin = Origin::row("a".parse().unwrap(), list_document, 2);
        let statement =
            Statement::plain("act/one".parse().unwrap(), ("status", Value::Flag(true)), origin, Access::Public);
        let (statement, _) = CommittedStatement::commit(statement, |_, _| Salt([0; 32]));
        let decided = decisions.iter().map(|(by, is_accepted)| {
            let (is_accepted, reason) = (*is_accepted, String::new());
            (*by, Body::ReviewDecided { sequence: 0, is_accepted, reason, access: Access::Public })
        });
        let mut state = State::default();
        for (sequence, (actor, body)) in
            (0..).zip([("Ana", Body::StatementMade { statement })].into_iter().chain(decided))
        {
            let entry = Entry { sequence, time: Timestamp::default(), actor: actor.to_owned(), body };
            state.apply(&entry, None).unwrap();
        }
        state.reviewed(0)
    }

    #[test]
    fn the_last_word_of_each_other_person_holds() {
        let said = |accepted, rejected| Reviewed { accepted, rejected };
        assert_eq!(reviewed(&[]), said(0, 0));
        assert_eq!(reviewed(&[("Ana", true)]), said(0, 0), "nobody reviews their own");
        assert_eq!(reviewed(&[("Rosa", true), ("Rosa", true)]), said(1, 0));
        assert_eq!(reviewed(&[("Rosa", false), ("Luz", true), ("Rosa", true)]), said(2, 0));
        assert_eq!(reviewed(&[("Rosa", true), ("Luz", false)]), said(1, 1));
    }
}
