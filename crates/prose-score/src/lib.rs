//! How well are numbers in prose read? The corpus of `conformance/prose` held against `read::prose`.
//!
//! Precision is the share of what was found that is right, recall the share of what is there that was found (van
//! Rijsbergen 1979, *Information Retrieval*, chapter 7). A number is found where its kind and its value are; its fields
//! are scored among the numbers that were found.

pub mod corpus;
pub mod links;
pub mod score;

pub use corpus::{Article, Corpus, Gold, Part, Sample, read_corpus};
pub use links::LinkScore;
pub use score::{Score, Tally, score_articles, score_samples};
