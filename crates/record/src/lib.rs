//! What was said: documents, passages, statements, the schema, dates, places, access, and numbers in words.
//!
//! The nouns of the work and their invariants. This crate does no I/O, reads no clock, and knows no file format
//! but its own: the TOML of the schema. Everything to the right of it speaks in its types.

pub mod access;
pub mod count;
pub mod date;
pub mod document;
pub mod element;
pub mod geometry;
pub mod id;
pub mod language;
pub mod mention;
pub mod number;
pub mod passage;
pub mod place;
pub mod resolution;
pub mod schema;
pub mod statement;
#[cfg(test)]
mod testimony;
pub mod verification;

pub use access::{Access, Clearance, Confidential, Policy, Reader, may_see};
pub use count::Count;
pub use date::Edtf;
pub use document::{Description, Document, MediaType, Nature};
pub use geometry::Geometry;
pub use id::{DocumentId, FigureId, ListId, RecordId};
pub use language::{Bilingual, Language, LanguageTag};
pub use mention::{Decision, Deictic, Mention, MentionKind, Prose, Qualifier, Quotation, VerdictWord};
pub use number::{counted, number_words, numeral, short_numeral};
pub use passage::{Passage, SearchedText, Selector};
pub use place::{BoundaryMap, Gazetteer, Place};
pub use schema::Schema;
pub use statement::{Origin, Statement, Value};
