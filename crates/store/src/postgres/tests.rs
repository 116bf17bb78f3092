//! The conformance suite on PostgreSQL, and what only a server can do wrong.

use super::*;
use crate::{Documents as _, conformance};

fn new_url(test: &str) -> Option<DatabaseUrl> {
    test_server::new_database(test).map(|url| url.parse().unwrap())
}

fn raw(url: &DatabaseUrl) -> Client {
    url.config().connect(::postgres::NoTls).unwrap()
}

struct Databases;

impl conformance::Trial for Databases {
    type Place = DatabaseUrl;
    type Kept = PostgresStore;

    fn new_place(&self) -> DatabaseUrl {
        new_url("conforms").unwrap()
    }

    fn open(&self, place: &DatabaseUrl) -> PostgresStore {
        PostgresStore::open(place).unwrap()
    }

    fn interrupt(&self, place: &DatabaseUrl, sequence: u64) {
        let mut lost = raw(place);
        lost.batch_execute("BEGIN").unwrap();
        let sql =
            "INSERT INTO willay.entry (sequence, bytes, leaf) VALUES ($1, '\\x00', decode(repeat('00', 32), 'hex'))";
        lost.execute(sql, &[&signed(sequence)]).unwrap();
        let number: i32 = lost.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
        raw(place).execute("SELECT pg_terminate_backend($1, 5000)", &[&number]).unwrap();
    }
}

#[test]
fn conforms() {
    if new_url("conforms").is_some() {
        conformance::run(&Databases);
    }
}

#[test]
fn archives_documents_in_the_database() {
    let Some(url) = new_url("archives_documents_in_the_database") else { return };
    let store = PostgresStore::open(&url).unwrap();
    conformance::documents(&store.documents());
    let mut raw = raw(&url);
    for sql in ["DELETE FROM willay.document", "TRUNCATE willay.document", "UPDATE willay.document SET bytes = 'x'"] {
        assert!(raw.batch_execute(sql).is_err(), "{sql}");
    }
    raw.batch_execute("ALTER TABLE willay.document DISABLE TRIGGER ALL; UPDATE willay.document SET bytes = 'x'")
        .unwrap();
    let id = store.documents().ids().unwrap()[0];
    assert!(matches!(store.documents().get(&id), Err(StoreError::DocumentChanged { .. })));
}

/// A database of format 1, in which a document could not be erased.
#[test]
fn an_older_format_is_brought_to_todays_with_its_documents() {
    let Some(url) = new_url("an_older_format_is_brought_to_todays_with_its_documents") else { return };
    let mut old = raw(&url);
    old.batch_execute(include_str!("schema.sql")).unwrap();
    let bytes: &[u8] = b"a register";
    let id = crate::DocumentStore::id_of(bytes);
    old.execute("INSERT INTO willay.document VALUES ($1, $2)", &[&id.digest().as_slice(), &bytes]).unwrap();
    old.batch_execute("INSERT INTO willay.migration VALUES (1)").unwrap();
    assert_eq!(PostgresStore::open_to_read(&url).unwrap().documents().get(&id).unwrap(), bytes);
    let store = PostgresStore::open(&url).unwrap();
    store.documents().erase(&id).unwrap();
    assert!(matches!(store.documents().get(&id), Err(StoreError::NoDocument { .. })));
}

#[test]
fn entries_cannot_be_changed_and_none_can_be_left_out() {
    let Some(url) = new_url("entries_cannot_be_changed_and_none_can_be_left_out") else { return };
    PostgresStore::open(&url).unwrap().append(0, &[page(), page()]).unwrap();
    let mut raw = raw(&url);
    for sql in [
        "UPDATE willay.entry SET bytes = 'x' WHERE sequence = 0",
        "DELETE FROM willay.entry WHERE sequence = 1",
        "TRUNCATE willay.entry CASCADE",
        "INSERT INTO willay.entry VALUES (3, 'x', decode(repeat('00', 32), 'hex'))",
        "INSERT INTO willay.entry VALUES (1, 'x', decode(repeat('00', 32), 'hex'))",
    ] {
        assert!(raw.batch_execute(sql).is_err(), "{sql}");
    }
    raw.batch_execute(
        "ALTER TABLE willay.entry DISABLE TRIGGER ALL; UPDATE willay.entry SET bytes = bytes || 'x' WHERE sequence = 1",
    )
    .unwrap();
    assert!(matches!(PostgresStore::open(&url), Err(StoreError::Changed { sequence: 1, .. })));
}

#[test]
fn a_waiting_writer_sees_what_the_one_before_it_committed() {
    let Some(url) = new_url("a_waiting_writer_sees_what_the_one_before_it_committed") else { return };
    let mut store = PostgresStore::open(&url).unwrap();
    let mut other = raw(&url);
    other.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).unwrap();
    let waiting = std::thread::spawn({
        let url = url.clone();
        move || PostgresStore::open(&url).unwrap().append(0, &[page()]).map_err(|error| error.to_string())
    });
    let is_waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)";
    while !waiting.is_finished() && !other.query_one(is_waiting, &[]).unwrap().get::<_, bool>(0) {
        std::thread::yield_now();
    }
    other
        .execute("INSERT INTO willay.entry VALUES (0, $1, $2)", &[&page().at(0).bytes, &page().at(0).leaf.0.as_slice()])
        .unwrap();
    other.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).unwrap();
    let refused = waiting.join().unwrap().unwrap_err();
    assert_eq!(refused, "the ledger has grown from 0 to 1 entries in the meantime");
    assert_eq!(store.append(1, &[page()]).unwrap(), 1..2);
}

#[test]
fn what_is_wrong_with_a_database_is_said_without_the_password() {
    let Some(url) = new_url("what_is_wrong_with_a_database_is_said_without_the_password") else { return };
    let said = |url: &DatabaseUrl| PostgresStore::open(url).unwrap_err();
    let missing = url.clone().with_password("s3cret").with_database("nowhere");
    assert!(said(&missing).to_string().ends_with("no connection to the database: there is no such database"));
    assert!(!format!("{:?}", said(&missing)).contains("s3cret"));
    let nobody: DatabaseUrl = "postgres://rosa:s3cret@127.0.0.1:1/peru".parse().unwrap();
    assert!(matches!(said(&nobody), StoreError::NoConnection { .. }));
    assert!(!format!("{0} {0:?}", said(&nobody)).contains("s3cret"));
    assert!(matches!(PostgresStore::open_to_read(&url), Err(StoreError::NoLedger { .. })));

    drop(PostgresStore::open(&url).unwrap());
    raw(&url).batch_execute("INSERT INTO willay.migration VALUES (99)").unwrap();
    assert!(matches!(said(&url), StoreError::Newer { found: 99, known: 2, .. }));

    let other = new_url("another program's schema").unwrap();
    raw(&other).batch_execute("CREATE SCHEMA willay; CREATE TABLE willay.mine (x int)").unwrap();
    assert!(matches!(said(&other), StoreError::NotALedger { .. }));
}

#[test]
fn a_reader_writes_nothing_and_a_lost_connection_is_named() {
    let Some(url) = new_url("a_reader_writes_nothing_and_a_lost_connection_is_named") else { return };
    let mut store = PostgresStore::open(&url).unwrap();
    let mut reader = PostgresStore::open_to_read(&url).unwrap();
    assert!(matches!(reader.append(0, &[page()]), Err(StoreError::NoRights { .. })));
    let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    raw(&url).execute(sql, &[]).unwrap();
    assert!(matches!(store.append(0, &[page()]), Err(StoreError::ConnectionLost { .. })));
    assert_eq!(PostgresStore::open(&url).unwrap().size().unwrap(), 0);
}

#[test]
fn a_user_without_rights_is_told() {
    let Some(url) = test_server::new_database("a_user_without_rights_is_told") else { return };
    let create = "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN";
    raw(&url.parse().unwrap()).batch_execute(create).unwrap();
    let guest: DatabaseUrl = url.replacen("willay@", "guest@", 1).parse().unwrap();
    assert!(matches!(PostgresStore::open(&guest), Err(StoreError::NoRights { .. })));
}

fn page() -> crate::NewEntry {
    crate::NewEntry {
        time: ledger::Timestamp::default(),
        actor: "test".to_owned(),
        body: ledger::Body::PagePublished { path: "a.html".to_owned(), sha256: Hash::of(b"a") },
        opening: None,
    }
}
