//! Articles and standing pages: Markdown whose every number is bound to a figure, or which is not published.

use std::collections::BTreeMap;

use figure::{Figure, Proceedings};
use read::DocumentText;
use record::{DocumentId, FigureId, Passage, both, date::Day};

mod binding;
mod codes;
mod correction;
mod expand;
mod front;
mod index;
mod lint;
mod objection;
mod propose;
mod render;
mod trend;
mod waiver;

pub use codes::{Code, codes, manual};
pub use correction::{Correction, Said, check_corrections};
pub use front::{Head, PageSource, Section, parse_page};
pub use index::FigureIndex;
pub use lint::Lint;
pub(crate) use lint::speaks_of_protected;
use objection::Objection;
pub use propose::{Proposal, bound, propose};
pub use waiver::{Basis, Waiver};

/// What a page is checked against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Every figure, in order of id.
    pub figures: &'a [Figure],
    /// The same by what they are asked for.
    pub index: &'a FigureIndex<'a>,
    /// Decisions by proceeding.
    pub proceedings: &'a Proceedings,
    /// Public documents by their name in the workspace.
    pub documents: &'a BTreeMap<String, (DocumentId, DocumentText)>,
    /// The day of the build, against which standing pages are held; articles are held against their own.
    pub today: Option<Day>,
    /// Counts of fewer records are small: nobody may learn them by subtraction.
    pub threshold: u64,
}

impl Context<'_> {
    pub(crate) fn figure(&self, id: &FigureId) -> Option<&Figure> {
        find(self.figures, id)
    }
}

/// A figure among those that stand in order of id.
pub(crate) fn find<'a>(figures: &'a [Figure], id: &FigureId) -> Option<&'a Figure> {
    figures.binary_search_by(|figure| figure.id().cmp(id)).ok().map(|place| &figures[place])
}

/// A page that may be published.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedPage {
    /// Its head.
    pub head: Head,
    /// The body.
    pub html: String,
    /// Its words, with the numbers as they are printed.
    pub text: String,
    /// Figures that its numbers are bound to, each once, in order of appearance.
    pub figures: Vec<FigureId>,
    /// How many numbers are bound.
    pub bound_numbers: usize,
    /// Passages that it quotes.
    pub passages: Vec<Passage>,
    /// Numbers and words left free, with the reason.
    pub waivers: Vec<(String, String)>,
}

/// Checks a page and renders it.
///
/// # Errors
/// Every reason for which it is not published.
pub fn check_page(page: &PageSource, context: &Context<'_>) -> Result<CheckedPage, Vec<Lint>> {
    let mut expanded = expand::expand(page, context)?;
    let lint::Checked { lints, moving } = lint::check(page, &expanded, context);
    let lints = waiver::apply(page, lints);
    if !lints.is_empty() {
        return Err(lints);
    }
    expanded.resolve(page, moving);
    let html = render::html(page, &expanded, context);
    if html.contains("<img ") {
        let at = page.source[page.body..].find("![").map_or(page.body, |found| page.body + found);
        let reason = both!(
            "a picture: its server would learn who reads, and a site must stand alone",
            "una imagen: su servidor sabría quién lee, y un sitio debe bastarse a sí mismo"
        );
        let mend = both!("link to it, or describe what it shows", "enlácela, o describa lo que muestra");
        return Err(vec![Lint::at(page, at, "L00", Objection::new(reason, mend))]);
    }
    let mut figures: Vec<FigureId> = Vec::new();
    for id in expanded.pieces.iter().flat_map(|piece| piece.figures()) {
        if !figures.contains(&id) {
            figures.push(id);
        }
    }
    Ok(CheckedPage {
        head: page.head.clone(),
        html,
        text: read::markdown_text(&expanded.prose),
        figures,
        bound_numbers: expanded.pieces.iter().filter(|piece| piece.is_number()).count(),
        passages: expanded.pieces.iter().filter_map(|piece| piece.passage().cloned()).collect(),
        waivers: expanded.pieces.iter().filter_map(|piece| piece.waiver()).collect(),
    })
}

#[cfg(test)]
mod tests;
