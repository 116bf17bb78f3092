//! Entries to be made, each with the place that it will have.

use ledger::{Body, Entry, Secret, State, Timestamp, fsck::RawEntry};
use record::{FigureId, Statement};
use store::NewEntry;

use crate::{erased::Erased, failure::Failure, office::Office};

/// What a build adds to the ledger.
pub(crate) struct Draft {
    /// Size of the ledger before.
    pub(crate) base: u64,
    /// The entries, in order.
    pub(crate) entries: Vec<NewEntry>,
    /// What will hold when they are entered.
    pub(crate) state: State,
    /// What must not come back.
    pub(crate) erased: Erased,
    /// Cells that were not entered again because their value was erased, each in words.
    pub(crate) set_aside: Vec<String>,
    /// When they are entered.
    pub(crate) time: Timestamp,
    actor: String,
    secret: Secret,
}

impl Draft {
    pub(crate) fn new(office: &Office, actor: String, time: Timestamp) -> Result<Self, Failure> {
        let erased = Erased::of(office)?;
        let state = office.state.clone();
        let (base, secret) = (state.size, office.secret.clone());
        Ok(Self { base, entries: Vec::new(), state, erased, set_aside: Vec::new(), time, actor, secret })
    }

    /// Adds an entry without confidential content; returns its place.
    pub(crate) fn add(&mut self, body: Body) -> u64 {
        self.push(body, None)
    }

    /// Adds what somebody else than the workspace's actor decided; returns its place.
    pub(crate) fn add_by(&mut self, author: &str, body: Body) -> u64 {
        let actor = std::mem::replace(&mut self.actor, author.to_owned());
        let sequence = self.push(body, None);
        self.actor = actor;
        sequence
    }

    /// Adds a statement, committed where it is not public.
    pub(crate) fn state_that(&mut self, statement: Statement) -> u64 {
        let (statement, opening) = self.secret.commit(self.state.size, statement);
        self.push(Body::StatementMade { statement }, opening)
    }

    fn push(&mut self, body: Body, opening: Option<ledger::Opening>) -> u64 {
        let sequence = self.state.size;
        let entry = Entry { sequence, time: self.time, actor: self.actor.clone(), body: body.clone() };
        self.state.apply(&entry, opening.as_ref()).expect("a commitment that was just made opens");
        self.entries.push(NewEntry { time: self.time, actor: self.actor.clone(), body, opening });
        sequence
    }

    /// What stands for a row of a published table.
    pub(crate) fn row_mark(&self, figure: &FigureId, column: &str, label: &str) -> String {
        self.secret.row_mark(figure.as_str(), column, label)
    }

    /// Size of the ledger up to the last entry that a figure can depend on.
    pub(crate) fn material_size(&self) -> u64 {
        self.state.as_of
    }

    /// The entries as the store will hold them.
    pub(crate) fn raw_entries(&self) -> Vec<RawEntry> {
        (self.base..).zip(&self.entries).map(|(sequence, new)| new.at(sequence)).collect()
    }
}
