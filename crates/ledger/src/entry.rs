//! One leaf of the ledger: who entered what, when, in exactly one spelling.
//!
//! Entries are written as canonical JSON (RFC 8785, Rundgren, Jordan, Erdtman 2020). What is not public stands in an
//! entry as a salted commitment; the [`Opening`] with value and salt is kept apart and can be erased without
//! breaking a proof.

use record::{Access, Document, DocumentId, FigureId, LanguageTag, ListId, Passage, RecordId, Statement, Value};
use serde::{Deserialize, Serialize};

use crate::{Hash, Salt, Timestamp, canonical::canonical_json, leaf_hash, secret::commitment};

/// One entry of the ledger. Here and below, fields stand in the order of their names: so is what serde writes canonical.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who entered it.
    pub actor: String,
    /// What was entered.
    pub body: Body,
    /// Its place, counted from 0.
    pub sequence: u64,
    /// When it was entered.
    pub time: Timestamp,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// A source was archived.
    DocumentArchived {
        /// The source.
        document: Document,
    },
    /// A list was imported as one batch; its statements follow.
    ListImported {
        /// Which list.
        list: ListId,
        /// The archived file.
        document: DocumentId,
        /// SHA-256 of the mapping that was used.
        mapping: Hash,
        /// Rows that were read.
        rows: u64,
        /// How far the list may travel.
        access: Access,
    },
    /// Somebody said something of a record.
    StatementMade {
        /// What was said.
        statement: CommittedStatement,
    },
    /// A statement was withdrawn.
    StatementRetracted {
        /// The statement's entry.
        sequence: u64,
        /// Why.
        reason: String,
        /// As far as the statement itself may travel.
        access: Access,
    },
    /// Two records were judged by a person.
    LinkJudged {
        /// One record.
        left: RecordId,
        /// The other.
        right: RecordId,
        /// Same, different, or unsure.
        judgement: Judgement,
        /// Why.
        reason: String,
        /// How far it may travel.
        access: Access,
    },
    /// A statement was reviewed by a second person.
    ReviewDecided {
        /// The statement's entry.
        sequence: u64,
        /// Whether it was accepted.
        is_accepted: bool,
        /// Why.
        reason: String,
        /// How far it may travel.
        access: Access,
    },
    /// A figure was declared, or declared anew.
    FigureDefined {
        /// Which figure.
        figure: FigureId,
        /// SHA-256 of its definition's canonical JSON.
        definition: Hash,
        /// How far it may travel.
        access: Access,
    },
    /// A figure was computed and published.
    FigurePublished {
        /// Which figure.
        figure: FigureId,
        /// Its value as published.
        value: serde_json::Value,
        /// Size of the ledger from which it was computed.
        as_of: u64,
        /// How far it may travel.
        access: Access,
    },
    /// A file of the site was published.
    PagePublished {
        /// Path within the site.
        path: String,
        /// SHA-256 of its bytes.
        sha256: Hash,
    },
    /// An earlier state was signed.
    CheckpointSigned {
        /// Size of the ledger then.
        size: u64,
        /// Its root.
        root: Hash,
    },
    /// What another office sent was taken in; what is new of it follows.
    BundleReceived {
        /// The other ledger's name.
        office: String,
        /// Its signed state up to which it was sent.
        note: String,
        /// SHA-256 of what was sent.
        content: Hash,
        /// How many entries follow.
        entries: u64,
    },
    /// An entry of another office's ledger, as it stands there.
    EntryReceived {
        /// The other ledger's name.
        office: String,
        /// The entry.
        entry: Box<Entry>,
    },
    /// All statements of an imported batch were withdrawn.
    BatchUndone {
        /// The entry of the import.
        sequence: u64,
        /// Why.
        reason: String,
    },
    /// The value of a statement that is not public was erased: its commitment stays, and what opened it is gone.
    ValueErased {
        /// The statement's entry.
        sequence: u64,
        /// Why; stays for ever, and travels to all who may hold the value.
        reason: String,
        /// As far as the statement itself may travel.
        access: Access,
    },
    /// The bytes of an archived document were erased; its hash stays.
    DocumentErased {
        /// The document.
        document: DocumentId,
        /// Why; stays for ever, and travels to all who may hold the document.
        reason: String,
        /// As far as what the document says may travel.
        access: Access,
    },
}

/// What a person decided of a pair of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judgement {
    /// The same person or event.
    Same,
    /// Two.
    Different,
    /// Cannot be told.
    Unsure,
}

/// A statement as the ledger holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommittedStatement {
    /// How far it may travel.
    pub access: Access,
    /// The list whose row says it.
    pub list: ListId,
    /// The archived file of that list.
    pub list_document: DocumentId,
    /// The value, open or committed.
    pub payload: Payload,
    /// Which property.
    pub property: String,
    /// Of which record.
    pub record: RecordId,
    /// Row in that file, the header being row 1.
    pub row: u64,
}

/// The part of a statement that is open when public and committed otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::large_enum_variant, reason = "most statements are open, and a box would cost each of them")]
pub enum Payload {
    /// In the clear.
    Open(Content),
    /// A salted hash of it.
    Committed(Hash),
}

/// What a statement says, in whose words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// In which language the value is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// What the source adds to the value in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The cell as it stood, where cleaning changed it.
    pub original: Option<String>,
    /// Words of a further document that the row cites.
    pub passage: Option<Passage>,
    /// The cleaned value.
    pub value: Value,
}

impl Content {
    /// What a statement says, without its place in a list.
    pub fn of(statement: &Statement) -> Self {
        let Statement { value, original, language, note, origin, .. } = statement.clone();
        Self { value, original, language, note, passage: origin.passage }
    }
}

/// What opens a commitment. Kept apart from the entries; may be erased.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The salt.
    pub salt: Salt,
    /// The content's canonical JSON.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Opening")
    }
}

/// Why bytes are no entry, or an opening does not open.
#[derive(Debug, thiserror::Error)]
pub enum InvalidEntry {
    /// Not JSON of an entry.
    #[error("not an entry")]
    NotAnEntry(#[source] serde_json::Error),
    /// Another spelling of an entry.
    #[error("entry {0} is not in canonical form")]
    NotCanonical(u64),
    /// The opening belongs to something else.
    #[error("the opening of entry {0} does not match its commitment")]
    WrongOpening(u64),
}

/// The entry's one spelling.
pub fn canonical(entry: &Entry) -> Vec<u8> {
    canonical_json(entry)
}

/// The one spelling that a body will have at a place of the ledger, without making an [`Entry`] of it.
pub fn canonical_at(sequence: u64, (time, actor): (Timestamp, &str), body: &Body) -> Vec<u8> {
    #[derive(Serialize)]
    struct AtPlace<'a> {
        actor: &'a str,
        body: &'a Body,
        sequence: u64,
        time: Timestamp,
    }
    canonical_json(&AtPlace { actor, body, sequence, time })
}

impl Entry {
    /// Reads an entry and refuses every spelling but the canonical one.
    ///
    /// # Errors
    /// Where the bytes are no entry, or not its canonical form.
    pub fn parse(bytes: &[u8]) -> Result<Self, InvalidEntry> {
        let entry: Self = serde_json::from_slice(bytes).map_err(InvalidEntry::NotAnEntry)?;
        if canonical(&entry) == bytes { Ok(entry) } else { Err(InvalidEntry::NotCanonical(entry.sequence)) }
    }

    /// The entry's leaf in the tree.
    pub fn leaf(&self) -> Hash {
        leaf_hash(&canonical(self))
    }

    /// How far the whole entry may travel.
    pub fn access(&self) -> Access {
        self.body.access()
    }
}

impl Body {
    /// How far the whole entry may travel.
    pub fn access(&self) -> Access {
        match self {
            Self::DocumentArchived { document } => document.description.access,
            Self::StatementMade { statement } => statement.access,
            Self::ListImported { access, .. }
            | Self::StatementRetracted { access, .. }
            | Self::LinkJudged { access, .. }
            | Self::ReviewDecided { access, .. }
            | Self::FigureDefined { access, .. }
            | Self::FigurePublished { access, .. }
            | Self::ValueErased { access, .. }
            | Self::DocumentErased { access, .. } => *access,
            Self::PagePublished { .. } | Self::CheckpointSigned { .. } => Access::Public,
            Self::EntryReceived { entry, .. } => entry.access(),
            Self::BatchUndone { .. } | Self::BundleReceived { .. } => Access::Internal,
        }
    }

    /// True where the value stands apart, and here only its commitment.
    pub fn is_committed(&self) -> bool {
        matches!(self.said(), Self::StatementMade { statement } if matches!(statement.payload, Payload::Committed(_)))
    }

    /// What is said, whoever entered it: of a received entry, what it said in the ledger that it comes from.
    pub fn said(&self) -> &Self {
        if let Self::EntryReceived { entry, .. } = self { entry.body.said() } else { self }
    }
}

impl CommittedStatement {
    /// Writes a statement for the ledger: in the clear when public, else committed under the salt of its record and
    /// property.
    pub(crate) fn commit(statement: Statement, salt: impl FnOnce(&RecordId, &str) -> Salt) -> (Self, Option<Opening>) {
        let Statement { record, property, value, original, language, note, origin, access } = statement;
        let content = Content { value, original, language, note, passage: origin.passage };
        let (payload, opening) = if access == Access::Public {
            (Payload::Open(content), None)
        } else {
            let (content, salt) = (canonical_json(&content), salt(&record, &property));
            (Payload::Committed(commitment(&salt, &content)), Some(Opening { salt, content }))
        };
        let committed = Self {
            record,
            property,
            list: origin.list,
            list_document: origin.list_document,
            row: origin.row,
            access,
            payload,
        };
        (committed, opening)
    }

    /// True where this is the commitment, under that salt, to what a statement says; what opened it may be gone.
    pub fn commits_to(&self, statement: &Statement, salt: &Salt) -> bool {
        let Payload::Committed(committed) = &self.payload else { return false };
        *committed == commitment(salt, &canonical_json(&Content::of(statement)))
    }

    /// The statement itself; `None` where its value was erased.
    ///
    /// # Errors
    /// Where the opening does not match the commitment at that place of the ledger.
    pub fn open(&self, sequence: u64, opening: Option<&Opening>) -> Result<Option<Statement>, InvalidEntry> {
        let content = match (&self.payload, opening) {
            (Payload::Open(content), _) => content.clone(),
            (Payload::Committed(_), None) => return Ok(None),
            (Payload::Committed(expected), Some(opening)) => {
                if commitment(&opening.salt, &opening.content) != *expected {
                    return Err(InvalidEntry::WrongOpening(sequence));
                }
                serde_json::from_slice(&opening.content).map_err(InvalidEntry::NotAnEntry)?
            }
        };
        Ok(Some(Statement {
            record: self.record.clone(),
            property: self.property.clone(),
            value: content.value,
            original: content.original,
            language: content.language,
            note: content.note,
            origin: record::Origin {
                list: self.list.clone(),
                list_document: self.list_document,
                row: self.row,
                passage: content.passage,
            },
            access: self.access,
        }))
    }
}
