//! Where does the record speak of these words? Full text over records and archived documents, in Spanish and English.
//!
//! The index is a projection: it can be dropped at any time and is made again from what the caller hands over. The caller
//! hands over only what one clearance may see, and each clearance has an index of its own, because the rarity of a word,
//! the length of the average record and the words of a suggestion would otherwise tell of records that are hidden.
//!
//! Words are prepared here, by the same keys with which `link` compares names, and the database only keeps and ranks them:
//! Robertson & Zaragoza 2009, *Foundations and Trends in Information Retrieval* 3:333-389 (BM25).

pub mod answer;
pub mod error;
pub mod filter;
pub mod forms;
pub mod index;
mod lexicon;
pub mod query;
mod rank;
pub mod snippet;
mod stem;
pub mod subject;
mod suggest;
mod token;

pub use answer::{Answer, Found, Place};
pub use error::SearchError;
pub use filter::{Filters, InvalidFilter};
pub use forms::{Form, Forms};
pub use index::{Changes, Index};
pub use query::{InvalidQuery, Query};
pub use snippet::Snippet;
pub use subject::{Item, Line, Subject};
