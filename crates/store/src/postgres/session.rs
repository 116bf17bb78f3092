//! A connection, made safe to write through: durable, alone when it must be, and with tables of a format that we know.

use std::time::Duration;

use ::postgres::{Client, NoTls};

use super::{
    LOCK,
    refusal::{no_connection, refusal},
    url::DatabaseUrl,
};
use crate::StoreError;

/// Every format in order; the first makes the tables.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("erasure.sql")];

/// A writer waits so long for another; then it is told.
const LOCK_TIMEOUT_SECONDS: u64 = 10;

/// A server that does not answer is given up after this.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Connects. What travels over a network in the clear is refused unless the address says that it is meant.
pub(super) fn connect(url: &DatabaseUrl) -> Result<Client, StoreError> {
    let place = url.place();
    if url.is_exposed() {
        return Err(StoreError::NotEncrypted { place: place.to_owned() });
    }
    let mut config = url.config().clone();
    config.application_name("willay");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    let mut client = config.connect(NoTls).map_err(|error| no_connection(place, &error))?;
    for setting in ["fsync", "full_page_writes"] {
        let row = client.query_one(&format!("SHOW {setting}"), &[]).map_err(|error| refusal(place, &error))?;
        if row.get::<_, &str>(0) == "off" {
            return Err(StoreError::NotDurable { place: place.to_owned(), setting: setting.to_owned() });
        }
    }
    client
        .batch_execute(&format!(
            "SET synchronous_commit = on; SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'; SET standard_conforming_strings = on"
        ))
        .map_err(|error| refusal(place, &error))?;
    Ok(client)
}

/// Makes the tables where they are not there, and brings older ones to today's format. All or nothing.
pub(super) fn set_up(client: &mut Client, place: &str) -> Result<(), StoreError> {
    if version(client, place)? == known() {
        return Ok(());
    }
    let refuse = |error: ::postgres::Error| refusal(place, &error);
    let mut transaction = client.transaction().map_err(refuse)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(refuse)?;
    // Another program may have set it up while this one waited.
    let found = version(&mut transaction, place)?;
    for (version, sql) in (1..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or(0)) {
        transaction.batch_execute(sql).map_err(refuse)?;
        let version: i32 = version;
        transaction.execute("INSERT INTO willay.migration (version) VALUES ($1)", &[&version]).map_err(refuse)?;
    }
    transaction.commit().map_err(refuse)
}

/// Forbids writing. A database without our tables has no ledger yet.
pub(super) fn set_up_to_read(client: &mut Client, place: &str) -> Result<(), StoreError> {
    client.batch_execute("SET default_transaction_read_only = on").map_err(|error| refusal(place, &error))?;
    if version(client, place)? == 0 {
        return Err(StoreError::NoLedger { place: place.to_owned() });
    }
    Ok(())
}

fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The format of the tables; 0 where there are none. A schema of our name that is not ours is refused, and so is a newer one.
fn version(client: &mut impl ::postgres::GenericClient, place: &str) -> Result<i64, StoreError> {
    let refuse = |error: ::postgres::Error| refusal(place, &error);
    let sql = "SELECT to_regnamespace('willay') IS NOT NULL, to_regclass('willay.migration') IS NOT NULL";
    let row = client.query_one(sql, &[]).map_err(refuse)?;
    match (row.get(0), row.get(1)) {
        (false, _) => return Ok(0),
        (true, false) => return Err(StoreError::NotALedger { place: place.to_owned() }),
        (true, true) => {}
    }
    let row =
        client.query_one("SELECT coalesce(max(version), 0)::bigint FROM willay.migration", &[]).map_err(refuse)?;
    let found: i64 = row.get(0);
    if found > known() {
        return Err(StoreError::Newer { place: place.to_owned(), found, known: known() });
    }
    Ok(found)
}
