//! What was found, in order of how well it fits, with the words that show why.

use std::{collections::BTreeMap, ops::Range};

use crate::Snippet;

/// What a query found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Records and documents found, by kind.
    pub counts: BTreeMap<String, u64>,
    /// How many of them are only possibly meant, because a date or a number is not known exactly.
    pub possibly: u64,
    /// True where nothing holds all the words, and what holds some of them was taken.
    pub is_partial: bool,
    /// For words that stand nowhere, the words that are most like them.
    pub suggestions: BTreeMap<String, Vec<String>>,
    /// The best, in order.
    pub found: Vec<Found>,
}

impl Answer {
    /// How many records and documents were found.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// Where a passage stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Characters of the document's text.
    pub chars: Range<usize>,
    /// Its page, counted from 1, where there are pages.
    pub page: Option<u32>,
}

/// One record or document.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The record's kind, or `document`.
    pub kind: String,
    /// The record's or the document's id.
    pub name: String,
    /// What a reader calls it; may be empty.
    pub title: String,
    /// How well it fits: the greater, the better. Only the order says something.
    pub fit: f64,
    /// True where a date or a number is not known exactly enough to say that it is meant.
    pub is_possible: bool,
    /// The passage, where the words stand in the text of a document.
    pub place: Option<Place>,
    /// What shows why it was found, the best first.
    pub snippets: Vec<Snippet>,
}
