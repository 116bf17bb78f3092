//! Words in a document, held by what they say and by where they stand.
//!
//! A passage is a W3C Web Annotation selector pair: text quote (exact, prefix, suffix) and text position.
//! The quote rules; the position only breaks ties, so that a passage still resolves after white space changed.
//!
//! Source: Web Annotation Data Model, W3C Recommendation 2017-02-23, sections 4.2.4 and 4.2.5.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::DocumentId;

/// How many characters of context stand before and after the exact words.
pub const CONTEXT_CHARS: usize = 32;

/// Words in an archived document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The document whose text holds the words.
    pub document: DocumentId,
    /// Which words.
    pub selector: Selector,
}

/// A text quote with its position, in characters of the document's extracted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// The words themselves.
    pub exact: String,
    /// Up to [`CONTEXT_CHARS`] characters before them.
    pub prefix: String,
    /// Up to [`CONTEXT_CHARS`] characters after them.
    pub suffix: String,
    /// Character offset of the first word in the text.
    pub start: usize,
    /// Character offset just past the last.
    pub end: usize,
    /// Page number, counted from 1, where the document has pages.
    pub page: Option<u32>,
}

impl Selector {
    /// Finds the words of a bare quotation in a text and describes the place. White space folds; `None` where
    /// the words are not there, or stand in more than one place without a position to choose by.
    pub fn quote(text: &str, exact: &str) -> Option<Self> {
        let _ = (text, exact);
        None
    }

    /// The byte range of the words in a text, tolerant of white-space changes. Where the exact words stand in
    /// several places, the one with the most similar context wins, then the nearest.
    pub fn resolve(&self, text: &str) -> Option<Range<usize>> {
        let _ = text;
        None
    }
}
