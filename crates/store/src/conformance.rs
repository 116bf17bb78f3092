//! What every store must do, as one suite that runs on each of them.
//!
//! Each function panics with a sentence where the store does not do it; tests call [`run`] and [`documents`].

use std::{collections::BTreeSet, thread};

use ledger::{Body, Checkpoint, Entry, Hash, Head, Secret, Timestamp, Tree, fsck};
use record::{Access, DocumentId, ListId, Origin, RecordId, Statement, Value};

use crate::{CopiedEntry, DocumentStore, Documents, NewEntry, Store, StoreError};

/// A kind of store on trial.
pub trait Trial: Sync {
    /// Where one store is: a file, a database.
    type Place: Sync;
    /// The store.
    type Kept: Store;

    /// A place that is new and empty.
    fn new_place(&self) -> Self::Place;

    /// The store at a place, by a connection of its own.
    fn open(&self, place: &Self::Place) -> Self::Kept;

    /// Writes an entry at that sequence number behind the store's back, and loses the connection before it is committed.
    fn interrupt(&self, place: &Self::Place, sequence: u64);
}

/// Runs the whole suite.
///
/// # Panics
/// Where the store does not conform.
pub fn run<T: Trial>(trial: &T) {
    let new = || trial.open(&trial.new_place());
    begins_empty(&new());
    numbers_entries_without_gaps(&mut new());
    hands_over_many_entries_in_order(&mut new());
    refuses_an_append_computed_from_an_older_size(&mut new());
    opens_commitments_until_they_are_erased(trial);
    keeps_checkpoints_once(&mut new());
    copies_entries_as_they_are_or_not_at_all(&mut new());
    two_writers_lose_nothing_and_double_nothing(trial);
    forgets_what_was_not_committed(trial);
}

fn begins_empty<S: Store>(store: &S) {
    assert_eq!(get(store.size()), 0, "a new store is empty");
    assert!(get(store.entries(0..10)).is_empty(), "a range beyond the end is empty");
}

fn numbers_entries_without_gaps<S: Store>(store: &mut S) {
    assert_eq!(get(store.append(0, &[page("a"), page("b")])), 0..2, "the first two entries");
    assert_eq!(get(store.append(2, &[])), 2..2, "nothing appended changes nothing");
    assert_eq!(get(store.append(2, &[page("c")])), 2..3, "the third");
    let entries = get(store.entries(0..3));
    for (sequence, raw) in (0..).zip(&entries) {
        let entry = Entry::parse(&raw.bytes).expect("stored entries are canonical");
        assert_eq!((raw.sequence, entry.sequence), (sequence, sequence), "bytes and row agree on the place");
    }
    assert_eq!(get(store.entries(1..2)).len(), 1, "a part of the range");
    assert_eq!(fsck::recompute(&entries, &get(store.openings()), &[]).findings, Vec::new(), "fsck is clean");
}

fn refuses_an_append_computed_from_an_older_size<S: Store>(store: &mut S) {
    get(store.append(0, &[page("a")]));
    let refused = store.append(0, &[page("b")]);
    assert!(matches!(refused, Err(StoreError::Grown { expected: 0, found: 1 })), "a stale append is refused");
    assert_eq!(get(store.size()), 1, "and nothing is entered");
}

fn opens_commitments_until_they_are_erased<T: Trial>(trial: &T) {
    let place = trial.new_place();
    let mut store = trial.open(&place);
    let statement = confidential_statement();
    get(store.append(0, &[confidential(0), confidential(1)]));
    let before = get(store.entries(0..2));
    assert!(!String::from_utf8_lossy(&before[0].bytes).contains("Rosa"), "the entry does not hold the value");
    assert_eq!(get(store.state()).statements.get(&0), Some(&statement), "the opening gives it back");
    get(store.erase_opening(0));
    get(store.erase_opening(0));
    drop(store);
    let mut store = trial.open(&place);
    assert_eq!(get(store.entries(0..2)), before, "erasing changes no entry");
    assert_eq!(get(store.openings()).keys().collect::<Vec<_>>(), [&1], "what opened it is gone for good");
    assert_eq!(get(store.erased()), BTreeSet::from([0]), "and that it was erased is known");
    assert_eq!(get(store.state()).statements.keys().collect::<Vec<_>>(), [&1], "the value is gone");
    let sent_without = NewEntry { opening: None, ..confidential(2) };
    get(store.append(2, &[sent_without]));
    assert_eq!(get(store.erased()), BTreeSet::from([0, 2]), "a commitment that comes alone was erased elsewhere");
    assert_eq!(get(store.state()).statements.len(), 1, "and is no loss");
}

fn keeps_checkpoints_once<S: Store>(store: &mut S) {
    get(store.append(0, &[page("a")]));
    let leaves = get(store.entries(0..1)).into_iter().map(|raw| raw.leaf);
    let head = Head { size: 1, root: Tree::from_leaves(leaves).root() };
    let checkpoint = Checkpoint { origin: "example.org/test".to_owned(), head };
    let note = checkpoint.sign(&Secret::from_bytes([1; 32]));
    get(store.keep_checkpoint(&checkpoint, &note));
    get(store.keep_checkpoint(&checkpoint, &note));
    let kept = get(store.checkpoints());
    assert_eq!(kept.len(), 1, "the same checkpoint is kept once");
    assert_eq!((kept[0].head, &kept[0].note), (head, &note), "and as it was");
}

fn hands_over_many_entries_in_order<S: Store>(store: &mut S) {
    let many: Vec<NewEntry> = (0..5_000).map(|number| page(&number.to_string())).collect();
    assert_eq!(get(store.append(0, &many)), 0..5_000, "five thousand in one transaction");
    let mut next = 1_500;
    let walked = store.for_each(1_500..4_900, &mut |raw| {
        assert_eq!(raw.sequence, next, "in order, none left out");
        next += 1;
        Ok(())
    });
    get(walked);
    assert_eq!(next, 4_900, "to the end of the range and no further");
    let stopped = store.for_each(0..5_000, &mut |_| Err(StoreError::InvalidUrl));
    assert!(matches!(stopped, Err(StoreError::InvalidUrl)), "what the caller says ends the walk");
}

fn copies_entries_as_they_are_or_not_at_all<S: Store>(store: &mut S) {
    let copy = |at: u64| CopiedEntry { raw: page("a").at(at), opening: None, is_erased: false };
    let mut changed = copy(1);
    changed.raw.bytes.push(b' ');
    assert!(store.copy_in(0, vec![copy(0), changed]).is_err(), "bytes that are not those of the leaf are refused");
    assert!(store.copy_in(0, vec![copy(0), copy(2)]).is_err(), "a gap is refused");
    assert_eq!(get(store.size()), 0, "and nothing is entered");
    assert_eq!(get(store.copy_in(0, vec![copy(0), copy(1)])), 0..2, "what is in order is entered");
    assert_eq!(get(store.entries(0..2)), [page("a").at(0), page("a").at(1)], "byte for byte");
}

/// Writers take turns; each tries again from the size that it then finds.
fn two_writers_lose_nothing_and_double_nothing<T: Trial>(trial: &T) {
    let place = trial.new_place();
    drop(trial.open(&place));
    let write = |writer: &str| {
        let mut store = trial.open(&place);
        for turn in 0..20 {
            let batch = [page(&format!("{writer}-{turn}-0")), page(&format!("{writer}-{turn}-1"))];
            while let Err(error) = get_size(&store).and_then(|size| store.append(size, &batch)) {
                assert!(matches!(error, StoreError::Grown { .. } | StoreError::Busy { .. }), "{error}");
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| write("left"));
        scope.spawn(|| write("right"));
    });
    let entries = get(trial.open(&place).entries(0..1_000));
    let paths: BTreeSet<String> = entries
        .iter()
        .map(|raw| format!("{:?}", Entry::parse(&raw.bytes).expect("stored entries are canonical").body))
        .collect();
    assert_eq!((entries.len(), paths.len()), (80, 80), "each acknowledged entry is there once");
}

fn get_size(store: &impl Store) -> Result<u64, StoreError> {
    store.size()
}

fn forgets_what_was_not_committed<T: Trial>(trial: &T) {
    let place = trial.new_place();
    get(trial.open(&place).append(0, &[page("a")]));
    trial.interrupt(&place, 1);
    let mut store = trial.open(&place);
    assert_eq!(get(store.size()), 1, "what was not committed is not there");
    assert_eq!(get(store.append(1, &[page("b")])), 1..2, "and its place is free");
}

/// Runs the suite of archived documents.
///
/// # Panics
/// Where the archive does not conform.
pub fn documents(archive: &impl Documents) {
    assert!(get(archive.ids()).is_empty(), "a new archive is empty");
    let absent = DocumentId::from_digest([7; 32]);
    assert!(matches!(archive.get(&absent), Err(StoreError::NoDocument { .. })), "what is not there is said");
    let register = get(archive.put(b"a register"));
    assert_eq!(get(archive.put(b"a register")), register, "the same again is the same");
    let empty = get(archive.put(b""));
    assert_eq!(get(archive.get(&register)), b"a register", "the bytes come back");
    assert_eq!(get(archive.get(&empty)), b"", "no bytes come back as none");
    let mut ids = vec![register, empty];
    ids.sort();
    assert_eq!(get(archive.ids()), ids, "all names, in order");
    get(archive.erase(&empty));
    get(archive.erase(&empty));
    assert!(matches!(archive.get(&empty), Err(StoreError::NoDocument { .. })), "what was erased is not there");
    assert_eq!(get(archive.ids()), [register], "and nothing else was taken away");
    let large = vec![0; usize::try_from(crate::documents::LARGEST_BYTES).unwrap_or(usize::MAX) + 1];
    assert!(matches!(archive.put(&large), Err(StoreError::TooLarge { .. })), "what is too large is refused");
}

fn page(path: &str) -> NewEntry {
    let body = Body::PagePublished { path: path.to_owned(), sha256: Hash::of(path.as_bytes()) };
    NewEntry { time: Timestamp::default(), actor: "test".to_owned(), body, opening: None }
}

/// An entry of a confidential statement for a place.
pub(crate) fn confidential(sequence: u64) -> NewEntry {
    let statement = confidential_statement();
    let (statement, opening) = Secret::from_bytes([1; 32]).commit(sequence, statement);
    let body = Body::StatementMade { statement };
    NewEntry { time: Timestamp::default(), actor: "test".to_owned(), body, opening }
}

fn confidential_statement() -> Statement {
    Statement::plain(
        "person/p-1".parse::<RecordId>().expect("a record id"),
        ("name", Value::Text("Rosa".to_owned())),
        Origin::row("register".parse::<ListId>().expect("a slug"), DocumentStore::id_of(b"register"), 2),
        Access::Confidential,
    )
}

fn get<T>(result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|error| panic!("the store failed: {error}"))
}
