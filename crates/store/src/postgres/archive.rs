//! Archived documents in the ledger's own database, so that all who work on it see the same ones.

use std::{cell::RefCell, rc::Rc};

use ::postgres::Client;
use ledger::Hash;
use record::DocumentId;

use super::refusal::refusal;
use crate::{
    DocumentStore, StoreError,
    documents::{Documents, check_size},
};

/// The table of documents, through the connection of its ledger.
pub struct PostgresDocuments {
    client: Rc<RefCell<Client>>,
    place: String,
}

impl PostgresDocuments {
    pub(super) const fn new(client: Rc<RefCell<Client>>, place: String) -> Self {
        Self { client, place }
    }

    fn refuse(&self) -> impl Fn(::postgres::Error) -> StoreError + '_ {
        |error| refusal(&self.place, &error)
    }

    fn place_of(&self, id: &DocumentId) -> String {
        format!("{}, document {id}", self.place)
    }
}

impl Documents for PostgresDocuments {
    fn put(&self, bytes: &[u8]) -> Result<DocumentId, StoreError> {
        check_size(bytes)?;
        let id = DocumentStore::id_of(bytes);
        let mut client = self.client.borrow_mut();
        let sql = "SELECT EXISTS (SELECT FROM willay.document WHERE sha256 = $1)";
        let is_there: bool = client.query_one(sql, &[&id.digest().as_slice()]).map_err(self.refuse())?.get(0);
        if !is_there {
            let sql = "INSERT INTO willay.document (sha256, bytes) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING";
            client.execute(sql, &[&id.digest().as_slice(), &bytes]).map_err(self.refuse())?;
        }
        Ok(id)
    }

    fn get(&self, id: &DocumentId) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT bytes FROM willay.document WHERE sha256 = $1";
        let row = self.client.borrow_mut().query_opt(sql, &[&id.digest().as_slice()]).map_err(self.refuse())?;
        let row = row.ok_or_else(|| StoreError::NoDocument { place: self.place_of(id) })?;
        let bytes: Vec<u8> = row.try_get(0).map_err(self.refuse())?;
        if Hash::of(&bytes).0 == *id.digest() {
            Ok(bytes)
        } else {
            Err(StoreError::DocumentChanged { place: self.place_of(id) })
        }
    }

    /// Takes the row out of the table's file too. Backups and the server's own write-ahead log keep what they have
    /// until they are rotated.
    fn erase(&self, id: &DocumentId) -> Result<(), StoreError> {
        let mut client = self.client.borrow_mut();
        let digest = id.digest().as_slice();
        let mut transaction = client.transaction().map_err(self.refuse())?;
        let name = "INSERT INTO willay.document_erasure (sha256) VALUES ($1) ON CONFLICT (sha256) DO NOTHING";
        transaction.execute(name, &[&digest]).map_err(self.refuse())?;
        let taken = transaction.execute("DELETE FROM willay.document WHERE sha256 = $1", &[&digest]);
        let taken = taken.map_err(self.refuse())?;
        transaction.commit().map_err(self.refuse())?;
        if taken == 0 { Ok(()) } else { client.batch_execute("VACUUM FULL willay.document").map_err(self.refuse()) }
    }

    fn ids(&self) -> Result<Vec<DocumentId>, StoreError> {
        let sql = "SELECT sha256 FROM willay.document ORDER BY sha256";
        let rows = self.client.borrow_mut().query(sql, &[]).map_err(self.refuse())?;
        let id = |row: &::postgres::Row| {
            let bytes: &[u8] = row.try_get(0).map_err(self.refuse())?;
            let digest = bytes.try_into().map_err(|_| StoreError::DocumentChanged { place: self.place.clone() })?;
            Ok(DocumentId::from_digest(digest))
        };
        rows.iter().map(id).collect()
    }
}
