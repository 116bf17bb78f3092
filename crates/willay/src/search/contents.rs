//! What may stand in an index: the one place where search asks the policy function.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use ledger::State;
use read::DocumentText;
use record::{Document, DocumentId, MediaType, Policy, Reader, RecordId, Schema, Statement};
use search::subject::{Candidate, mark, mark_of, of_document, of_record};
use store::Documents;

use super::index::Trouble;

/// What the contents of an index are made from.
pub(super) struct Contents<'a> {
    pub(super) schema: &'a Schema,
    pub(super) state: &'a State,
    pub(super) documents: &'a dyn Documents,
    /// Files of lists that say what may not be seen: of these only the description stands in the index.
    pub(super) closed: BTreeSet<DocumentId>,
    pub(super) policy: &'a Policy,
    pub(super) reader: Reader<'a>,
    /// Stands for the schema and the policy: with others, all labels may be others, and what may be seen.
    pub(super) salt: u64,
    /// Documents whose text could not be read, each with the reason: they are found by their description alone.
    pub(super) unread: RefCell<Vec<String>>,
}

impl<'a> Contents<'a> {
    /// Records with a statement that may be seen, then documents that may be seen.
    pub(super) fn candidates(&self) -> impl Iterator<Item = Candidate<'_, Trouble>> {
        self.records().into_iter().map(|(record, said)| self.record(record, said)).chain(self.archived())
    }

    fn records(&self) -> BTreeMap<&'a RecordId, Vec<(u64, &'a Statement)>> {
        let mut records: BTreeMap<&RecordId, Vec<(u64, &Statement)>> = BTreeMap::new();
        for (entry, statement) in
            self.state.statements.iter().filter(|(_, said)| self.policy.may_see(self.reader, *said))
        {
            records.entry(&statement.record).or_default().push((*entry, statement));
        }
        records
    }

    fn record<'b>(&'b self, record: &'b RecordId, said: Vec<(u64, &'b Statement)>) -> Candidate<'b, Trouble> {
        let mark = mark(self.salt, &said);
        let make = move || Ok(of_record(self.schema, record, &said));
        Candidate { name: record.to_string(), mark, make: Box::new(make) }
    }

    fn archived(&self) -> impl Iterator<Item = Candidate<'_, Trouble>> {
        let documents = self.state.documents.values().map(|(_, document)| document);
        let visible = documents.filter(|document| self.reader.may_see(document.description.access));
        visible.map(move |document| Candidate {
            name: document.id.to_string(),
            mark: mark_of(self.salt, &(document, self.is_closed(document))),
            make: Box::new(move || self.document(document)),
        })
    }

    /// True where the text may not be seen, or was erased.
    fn is_closed(&self, document: &Document) -> bool {
        self.closed.contains(&document.id) || self.state.erased_documents.contains_key(&document.id)
    }

    /// A document with its text. Of lists only the description: their rows are records, cell by cell as closed as declared.
    fn document(&self, document: &Document) -> Result<search::Subject, Trouble> {
        if self.is_closed(document) || matches!(document.media_type, MediaType::Csv | MediaType::Xlsx) {
            return Ok(of_document(document, "", &[]));
        }
        let bytes = self.documents.get(&document.id)?;
        let text = read::read_document(&bytes, document.media_type).unwrap_or_else(|error| {
            self.unread.borrow_mut().push(format!("{}: {error}", document.name));
            DocumentText::default()
        });
        Ok(of_document(document, &text.text, &text.pages))
    }
}
