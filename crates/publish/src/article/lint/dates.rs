//! Dates that a program wrote because there was none: the beginning of an epoch, a year nought, the word null.

use record::both;

use super::{Checker, Lint};
use crate::article::{Objection, binding::Binding};

/// Days from which machines count, as machines write them.
const EPOCHS: &[&str] = &["1970-01-01", "1900-01-01", "1899-12-30", "1904-01-01", "0001-01-01", "0000"];

/// The same days as people write them, and words for nothing.
const WORDS: &[&str] = &[
    "1 January 1970",
    "January 1, 1970",
    "1 de enero de 1970",
    "1 January 1900",
    "1 de enero de 1900",
    "30 December 1899",
    "30 de diciembre de 1899",
    "1970-01-01",
    "1900-01-01",
    "1899-12-30",
    "0000-00-00",
    "0001-01-01",
    "Invalid Date",
    "NaN",
    "(null)",
    "undefined",
];

impl Checker<'_> {
    /// L17 in the head, in date bindings, and in the words.
    pub(super) fn empty_dates(&self) -> Vec<Lint> {
        let lint = |at: usize, words: &str| {
            let reason = both!(
                "'{words}' is what a program writes where there is no date",
                "«{words}» es lo que un programa escribe donde no hay fecha"
            );
            let mend = both!("write the date, or that it is not known", "escriba la fecha, o que no se conoce");
            Lint::at(self.page, at, "L17", Objection::new(reason, mend))
        };
        let mut lints = Vec::new();
        if let Some(date) = self.page.head.date.as_ref().filter(|date| is_epoch(date.as_str())) {
            lints.push(lint(self.page.source.find(date.as_str()).unwrap_or(0), date.as_str()));
        }
        for piece in &self.expanded.pieces {
            if let Binding::Date(date) = &piece.binding
                && is_epoch(date.as_str())
            {
                lints.push(lint(piece.source.start, date.as_str()));
            }
        }
        for words in WORDS {
            for (at, _) in self.readable.match_indices(words) {
                let is_whole = |char: char| !char.is_alphanumeric();
                let before = self.readable[..at].chars().next_back().is_none_or(is_whole);
                let after = self.readable[at + words.len()..].chars().next().is_none_or(is_whole);
                if before && after && self.expanded.piece_at(&(at..at + words.len())).is_none() {
                    lints.push(lint(self.expanded.source_of(self.page, at), words));
                }
            }
        }
        lints
    }
}

fn is_epoch(date: &str) -> bool {
    EPOCHS.iter().any(|epoch| date.starts_with(epoch))
}
