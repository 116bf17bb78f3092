//! The annual report: how does what the site says go on paper, so that everybody can read it and check it?
//!
//! One tagged PDF from the edition that the site is made of ([`publish::Edition`]), so that it holds nothing that the site does
//! not show: a cover, contents with page numbers, the chosen articles, every bound number with a note that leads to its figure,
//! the figures with all that is needed to defend them, what is withheld and estimated, and how to check. The same edition
//! gives the same bytes: its only date is that of the ledger's checkpoint.
//!
//! What is read ([`page_html`], [`parts`]) becomes blocks ([`block`]); blocks become pages ([`layout`]), twice, because the
//! contents print the numbers of pages that come after them; pages become a file ([`pdf`]), which the library that writes it
//! holds against PDF/UA-1 (ISO 14289-1:2014) before it gives the bytes.

mod block;
mod drawing;
mod face;
mod layout;
mod lines;
mod page_html;
mod parts;
mod pdf;
mod plan;

pub use plan::{Plan, PlanProblem};

use publish::Edition;
use record::Language;

use face::Faces;
use layout::Known;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A page that the plan names is not there.
    #[error("there is no {what} '{slug}' in {}", language.tag())]
    NoPage {
        /// Article or standing page.
        what: &'static str,
        /// As it is named.
        slug: String,
        /// The language of the report.
        language: Language,
    },
    /// Nothing is chosen.
    #[error("there is no article of {year} in {}", language.tag())]
    Empty {
        /// The year of the report.
        year: i32,
        /// The language of the report.
        language: Language,
    },
    /// Characters that the embedded font cannot show.
    #[error("the font of the report has no {characters}")]
    NoGlyph {
        /// The characters, quoted.
        characters: String,
    },
    /// A chart holds something that cannot be drawn on paper.
    #[error("the chart '{title}' holds <{element}>, which cannot be drawn on paper")]
    Drawing {
        /// The chart's title.
        title: String,
        /// The element.
        element: String,
    },
    /// What was written is no PDF that everybody can read.
    #[error("the report is not a PDF/UA-1 file: {0}")]
    Invalid(String),
}

/// Writes the report of an edition in one language.
///
/// # Errors
/// Where the plan names a page that is not there, or what it chooses cannot be printed.
pub fn render(edition: &Edition<'_>, plan: &Plan, language: Language) -> Result<Vec<u8>, ReportError> {
    let faces = Faces::load()?;
    let report = parts::whole(edition, plan, language)?;
    faces.check(&report)?;
    // The first round finds out on which page each heading and figure stands, the second prints it.
    let known = layout::pages(&report, &faces, &Known::default()).known;
    let pages = layout::pages(&report, &faces, &known);
    pdf::write(&report, pages)
}
