//! What every store must do, as one suite that runs on each of them.
//!
//! Each function panics with a sentence where the store does not do it; tests call [`run`].

use ledger::{Body, Checkpoint, CommittedStatement, Entry, Head, Secret, Timestamp, Tree, fsck};
use record::{Access, ListId, Origin, RecordId, Statement, Value};

use crate::{DocumentStore, NewEntry, Store, StoreError};

/// Runs the whole suite; `make` gives a new, empty store each time.
///
/// # Panics
/// Where the store does not conform.
pub fn run<S: Store>(make: impl Fn() -> S) {
    begins_empty(&make());
    numbers_entries_without_gaps(&mut make());
    refuses_an_append_computed_from_an_older_size(&mut make());
    opens_commitments_until_they_are_erased(&mut make());
    keeps_checkpoints_once(&mut make());
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

fn opens_commitments_until_they_are_erased<S: Store>(store: &mut S) {
    let secret = Secret::from_bytes([1; 32]);
    let statement = confidential_statement();
    let salt = secret.salt(0, statement.record.as_str(), &statement.property);
    let (committed, opening) = CommittedStatement::commit(statement.clone(), salt);
    let body = Body::StatementMade { statement: committed };
    let entry = NewEntry { time: Timestamp::default(), actor: "test".to_owned(), body, opening };
    get(store.append(0, &[entry]));
    let before = get(store.entries(0..1));
    assert!(!String::from_utf8_lossy(&before[0].bytes).contains("Rosa"), "the entry does not hold the value");
    assert_eq!(get(store.state()).statements.get(&0), Some(&statement), "the opening gives it back");
    get(store.erase_opening(0));
    assert_eq!(get(store.entries(0..1)), before, "erasing changes no entry");
    assert!(get(store.state()).statements.is_empty(), "the value is gone");
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

fn page(path: &str) -> NewEntry {
    let body = Body::PagePublished { path: path.to_owned(), sha256: ledger::Hash::of(path.as_bytes()) };
    NewEntry { time: Timestamp::default(), actor: "test".to_owned(), body, opening: None }
}

fn confidential_statement() -> Statement {
    Statement {
        record: "person/p-1".parse::<RecordId>().expect("a record id"),
        property: "name".to_owned(),
        value: Value::Text("Rosa".to_owned()),
        original: None,
        language: None,
        note: None,
        origin: Origin {
            list: "register".parse::<ListId>().expect("a slug"),
            list_document: DocumentStore::id_of(b"register"),
            row: 2,
            passage: None,
        },
        access: Access::Confidential,
    }
}

fn get<T>(result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|error| panic!("the store failed: {error}"))
}
