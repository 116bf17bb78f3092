//! What of our entries may leave for another office: the one place where a bundle asks the policy.
//!
//! Whatever stays here leaves its leaf in the bundle, so that the log proves whole. A statement that the other office may
//! not see goes as its commitment, with record, property and place; a sealed one as its leaf alone. Withdrawals and
//! erasures always go, with their reasons: the other office may hold what they take back.

use std::collections::BTreeSet;

use ledger::{Body, CommittedStatement, Entry, Opening, Payload, bundle::Sent, exchange::sent};
use record::{Access, DocumentId, Policy, Reader, access::Said};
use store::StoreError;

use crate::{doors::closed_files, erased::Erased, failure::Failure, office::Office, workspace::Workspace};

/// The door to one office.
pub(super) struct Door<'a> {
    policy: &'a Policy,
    reader: Reader<'a>,
    /// Files of lists that say what it may not see.
    closed: BTreeSet<DocumentId>,
    pub(super) withheld: Withheld,
}

/// What did not pass.
#[derive(Default)]
pub(super) struct Withheld {
    /// Statements that went without their value.
    pub(super) values: usize,
    /// Entries of which only the leaf went.
    pub(super) entries: usize,
}

/// How an entry goes.
enum Passage {
    Whole,
    WithoutValue,
    Leaf,
}

impl<'a> Door<'a> {
    pub(super) fn new(workspace: &'a Workspace, office: &Office, reader: Reader<'a>) -> Result<Self, Failure> {
        let policy = &workspace.settings.access;
        let closed = closed_files(policy, reader, (&office.state, &Erased::of(office)?));
        Ok(Self { policy, reader, closed, withheld: Withheld::default() })
    }

    /// How an entry is sent.
    pub(super) fn send(
        &mut self,
        entry: Entry,
        opening: Option<&Opening>,
        recipient: &str,
    ) -> Result<Sent, StoreError> {
        match self.passage(&entry, opening)? {
            Passage::Whole => Ok(sent(entry, opening.cloned(), recipient)),
            Passage::WithoutValue => {
                self.withheld.values += usize::from(opening.is_some());
                Ok(sent(entry, None, recipient))
            }
            Passage::Leaf => {
                self.withheld.entries += 1;
                Ok(Sent::Leaf(entry.leaf()))
            }
        }
    }

    fn passage(&self, entry: &Entry, opening: Option<&Opening>) -> Result<Passage, StoreError> {
        let is_open = match entry.body.said() {
            Body::StatementMade { statement } => return self.statement((entry.sequence, statement), opening),
            Body::DocumentArchived { document } => {
                self.reader.may_see(document.description.access) && !self.closed.contains(&document.id)
            }
            Body::LinkJudged { left, right, access, .. } => {
                let is_known = |record| self.policy.may_see_record(self.reader, record);
                self.reader.may_see(*access) && is_known(left) && is_known(right)
            }
            Body::ReviewDecided { access, .. } => self.reader.may_see(*access),
            // Without these, what an office took back would stay in force in the other.
            Body::ListImported { .. }
            | Body::StatementRetracted { .. }
            | Body::BatchUndone { .. }
            | Body::ValueErased { .. }
            | Body::DocumentErased { .. }
            | Body::BundleReceived { .. }
            // Of these only leaves go, to whomever.
            | Body::FigureDefined { .. }
            | Body::FigurePublished { .. }
            | Body::PagePublished { .. }
            | Body::CheckpointSigned { .. }
            | Body::EntryReceived { .. } => true,
        };
        Ok(if is_open { Passage::Whole } else { Passage::Leaf })
    }

    fn statement(
        &self,
        (sequence, statement): (u64, &CommittedStatement),
        opening: Option<&Opening>,
    ) -> Result<Passage, StoreError> {
        let said = statement.open(sequence, opening).map_err(StoreError::Entry)?;
        let CommittedStatement { record, property, list, access, payload, .. } = statement;
        let value = said.as_ref().map(|said| &said.value);
        let what = Said { record, property, list, value, access: *access };
        if self.policy.may_see(self.reader, what) {
            return Ok(Passage::Whole);
        }
        let is_sealed = self.policy.access(what) == Access::Sealed;
        // What was entered in the clear and closed since has no commitment to hide behind.
        let is_committed = matches!(payload, Payload::Committed(_));
        Ok(if is_committed && !is_sealed { Passage::WithoutValue } else { Passage::Leaf })
    }
}
