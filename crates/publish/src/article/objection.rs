//! What is said against a page before it has its place: the reason and what mends it, in both languages.

use record::Bilingual;

/// A reason with its mend. [`super::Lint`] adds the code and the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Objection {
    pub(super) reason: Bilingual,
    pub(super) mend: Bilingual,
}

impl Objection {
    pub(super) const fn new(reason: Bilingual, mend: Bilingual) -> Self {
        Self { reason, mend }
    }
}
