//! L07: words that point to a place on the page, or to a time that moves with the reader.

use record::both;

use super::{Checker, Lint};
use crate::article::Objection;

impl Checker<'_> {
    /// L07 for every pointing word that no binding holds.
    pub(super) fn pointers(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for deictic in self.prose.deictics.iter().filter(|deictic| self.expanded.piece_at(&deictic.span).is_none()) {
            let words = &self.readable[deictic.span.clone()];
            let reason = both!(
                "'{words}' points to where nobody can follow in a year",
                "«{words}» señala lo que dentro de un año nadie podrá seguir"
            );
            let mend = if deictic.is_place {
                both!("name and link what is meant", "nombre y enlace lo que quiere decir")
            } else {
                both!("write the date: {{{{ date \"2016-07\" }}}}", "escriba la fecha: {{{{ date \"2016-07\" }}}}")
            };
            lints.push(self.lint(deictic.span.start, "L07", Objection::new(reason, mend)));
        }
        lints
    }
}
