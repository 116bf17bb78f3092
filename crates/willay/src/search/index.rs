//! An index that says what the ledger says: opened, brought up to date, or made anew where it is not there or not whole.

use std::{cell::RefCell, collections::BTreeSet, path::PathBuf};

use record::{Reader, Schema, counted};
use search::{Answer, Changes, Index, SearchError, subject::mark_of};
use store::{Documents, Store, StoreError};

use super::contents::Contents;
use crate::{
    arguments::SearchAccess,
    doors::closed_files,
    erased::Erased,
    failure::{Cause, Failure},
    office::of_store,
    progress::Progress,
    workspace::Workspace,
};

/// What is asked, and where.
pub(super) struct Ask<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) schema: &'a Schema,
    pub(super) access: SearchAccess,
    pub(super) progress: &'a Progress,
}

/// What is in the way: the index, which can be made anew, or anything else.
pub(super) enum Trouble {
    Index(SearchError),
    Other(Failure),
}

impl From<SearchError> for Trouble {
    fn from(error: SearchError) -> Self {
        Self::Index(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Other(of_store(&error))
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Index(error) => error.into(),
            Trouble::Other(failure) => failure,
        }
    }
}

/// One index serves all people of a clearance, so that it holds nothing that is for the people of a group.
static NO_GROUPS: BTreeSet<String> = BTreeSet::new();

impl Ask<'_> {
    /// Asks an index that is up to date; also says what was done to it. One that proves broken is made anew, once.
    pub(super) fn answer(
        &self,
        ask: impl Fn(&Index) -> Result<Answer, SearchError>,
    ) -> Result<(Answer, Vec<String>), Failure> {
        let Some((store, documents)) = self.workspace.location.open_to_read()? else {
            let hint = format!("`willay build {}` makes it", self.workspace.root.display());
            let place = self.workspace.location.words();
            return Err(Failure::new(Cause::Usage, format!("{place}: there is no ledger yet"), hint));
        };
        let ledger = (&*store, &*documents);
        match self.attempt(ledger, false, &ask) {
            Err(Trouble::Index(broken @ SearchError::Broken { .. })) => {
                let (answer, _) = self.attempt(ledger, true, &ask)?;
                Ok((answer, vec![format!("{broken}; it was made anew")]))
            }
            outcome => Ok(outcome?),
        }
    }

    fn attempt(
        &self,
        ledger: (&dyn Store, &dyn Documents),
        is_anew: bool,
        ask: &impl Fn(&Index) -> Result<Answer, SearchError>,
    ) -> Result<(Answer, Vec<String>), Trouble> {
        let path = self.path();
        let salt = mark_of(mark_of(0, self.schema), &self.workspace.settings.access);
        let source = source(ledger.0, salt)?;
        let opened = if is_anew { None } else { Index::open(&path)? };
        let (mut index, notes) = match opened {
            Some(index) if index.source()? == source => (index, Vec::new()),
            Some(mut index) => {
                let (changes, unread) = self.follow(ledger, salt, |contents, goes_on| {
                    index.follow((contents.candidates(), source.as_str()), goes_on)
                })?;
                (index, notes((!changes.is_none()).then(|| words(changes)), unread))
            }
            None => {
                let ((index, changes), unread) = self.follow(ledger, salt, |contents, goes_on| {
                    Index::make(&path, (contents.candidates(), source.as_str()), goes_on)
                })?;
                let made = format!(
                    "the search index was made: {}",
                    counted(changes.added, ["record or document", "records and documents"])
                );
                (index, notes(Some(made), unread))
            }
        };
        index.end_where(self.progress.is_stopped())?;
        Ok((ask(&index)?, notes))
    }

    /// Hands over what may stand in the index.
    fn follow<T>(
        &self,
        (store, documents): (&dyn Store, &dyn Documents),
        salt: u64,
        take: impl FnOnce(&Contents<'_>, &dyn Fn(u64) -> bool) -> Result<T, Trouble>,
    ) -> Result<(T, Vec<String>), Trouble> {
        let (_, clearance) = self.access.clearance();
        let state = store.state()?;
        let unread = RefCell::default();
        let policy = &self.workspace.settings.access;
        let reader = Reader::new(clearance, &NO_GROUPS);
        let closed = closed_files(policy, reader, (&state, &Erased::read(store, &state, None)?));
        let contents = Contents { schema: self.schema, state: &state, documents, closed, policy, reader, salt, unread };
        let watch = |done: u64| self.progress.watch(&format!("bringing the search index up to date: {done}"), 0.0);
        let taken = take(&contents, &watch)?;
        Ok((taken, contents.unread.into_inner()))
    }

    /// The index of a clearance.
    fn path(&self) -> PathBuf {
        let (name, _) = self.access.clearance();
        self.workspace.state_folder().join("search").join(format!("{name}.sqlite"))
    }
}

/// What an index was made from: another one where anything that it holds may be otherwise.
fn source(store: &dyn Store, salt: u64) -> Result<String, StoreError> {
    let size = store.size()?;
    let last = store.entries(size.saturating_sub(1)..size)?;
    let leaf = last.last().map_or_else(String::new, |raw| raw.leaf.to_string());
    Ok(format!("{} {size} {leaf} {} {salt:x}", env!("CARGO_PKG_VERSION"), store.erased()?.len()))
}

fn words(changes: Changes) -> String {
    let Changes { added, changed, removed } = changes;
    format!("the search index was brought up to date: {added} new, {changed} changed, {removed} removed")
}

/// What was done, and which documents are found by their description alone.
fn notes(done: Option<String>, unread: Vec<String>) -> Vec<String> {
    let unread = unread.into_iter().map(|document| format!("{document}; it is found by its description alone"));
    done.into_iter().chain(unread).collect()
}
