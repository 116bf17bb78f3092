//! L07: words that point to a place on the page, or to a time that moves with the reader.
//!
//! A moving time is resolved on the day of the article, and the page prints what it meant; where no day is known, or the
//! words leave it open, it is refused.

use std::ops::Range;

use figure::compare::meant_time;
use record::{Deictic, Edtf, Language, both};

use super::{Checker, Lint};
use crate::article::{Objection, Section};

impl Checker<'_> {
    /// L07 for every pointing word that no binding holds and that nobody can resolve.
    pub(super) fn pointers(&self) -> Vec<Lint> {
        let is_open = |deictic: &&Deictic| self.is_free(deictic) && self.meant(deictic).is_none();
        self.prose.deictics.iter().filter(is_open).map(|deictic| self.pointer(deictic)).collect()
    }

    fn pointer(&self, deictic: &Deictic) -> Lint {
        let words = &self.readable[deictic.span.clone()];
        let reason = match (deictic.is_place, self.page.head.section) {
            (true, _) => both!(
                "'{words}' points to a place that moves with the page",
                "«{words}» señala un lugar que se mueve con la página"
            ),
            (false, Section::Page) => both!(
                "'{words}' moves with the reader, and a standing page has no day from which to count",
                "«{words}» se mueve con quien lee, y una página permanente no tiene un día desde el cual contar"
            ),
            (false, Section::Article) => both!(
                "'{words}' moves with the reader, and the day of the article does not tell which time is meant",
                "«{words}» se mueve con quien lee, y el día del artículo no dice qué tiempo es"
            ),
        };
        let mend = if deictic.is_place {
            both!("name and link what is meant", "nombre y enlace lo que quiere decir")
        } else {
            both!("write the date: {{{{ date \"2016-07\" }}}}", "escriba la fecha: {{{{ date \"2016-07\" }}}}")
        };
        self.lint(deictic.span.start, "L07", Objection::new(reason, mend))
    }

    /// Every time that moves and could be resolved, in order of place.
    pub(super) fn moving(&self) -> Vec<(Range<usize>, Edtf)> {
        let free = self.prose.deictics.iter().filter(|deictic| self.is_free(deictic));
        free.filter_map(|deictic| Some((deictic.span.clone(), self.meant(deictic)?))).collect()
    }

    /// True where no binding holds the words.
    pub(super) fn is_free(&self, deictic: &Deictic) -> bool {
        self.expanded.piece_at(&deictic.span).is_none()
    }

    /// The time that a moving one meant on the day of the article.
    pub(super) fn meant(&self, deictic: &Deictic) -> Option<Edtf> {
        let day = self.day().filter(|_| self.page.head.section == Section::Article && !deictic.is_place)?;
        meant_time(&self.readable[deictic.span.clone()], day)
    }
}

/// The words of a moving time with what they meant, for a lint: 'last month' (February 2017).
pub(super) fn with_meaning(words: &str, meant: &Edtf, language: Language) -> String {
    format!("{words} ({})", meant.words(language))
}
