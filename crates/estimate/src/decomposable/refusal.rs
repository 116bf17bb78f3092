//! Why lists have no average over graphs.

use serde::Serialize;

use crate::diagnostics::Diagnosis;

/// Why there is no average. A refusal is a result: it is printed in place of a number.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "refusal")]
pub enum Refusal {
    /// Two lists leave nothing to compare.
    #[error("the average over graphs takes 3 to 16 lists, the table has {found}")]
    WrongNumberOfLists {
        /// Lists of the table.
        found: usize,
    },
    /// Nobody is on two lists.
    #[error("the lists share nobody, so that the prior alone would decide")]
    NoOverlap,
    /// The prior knows no impossible patterns.
    #[error(
        "{patterns} patterns are declared impossible, and the average over graphs cannot take them in; use log-linear models"
    )]
    ImpossiblePatterns {
        /// How many.
        patterns: usize,
    },
    /// A setting that cannot be.
    #[error("{name} is {value}; it must be {wanted}")]
    Setting {
        /// Which.
        name: &'static str,
        /// What it is.
        value: f64,
        /// What it may be.
        wanted: &'static str,
    },
    /// The largest number of undocumented persons that was given cuts off what the table leaves possible.
    #[error(
        "{:.1} % of the posterior lies outside of {from} to {to} undocumented persons, where the result would be cut off; allow more, or leave the limits out",
        100.0 * share
    )]
    CutOff {
        /// Fewest undocumented persons looked for.
        from: f64,
        /// Most undocumented persons looked for.
        to: f64,
        /// Share of the posterior outside, between 0 and 1.
        share: f64,
    },
    /// Under this prior the posterior does not end.
    #[error("the posterior falls so slowly that {:.2} % of it lie beyond any population; give the cells a larger prior weight", 100.0 * share)]
    NoEnd {
        /// Share of the posterior beyond 10^18 persons, between 0 and 1.
        share: f64,
    },
    /// The chains over graphs do not agree.
    #[error(
        "the chains over graphs do not agree: {diagnosis}; they differ by {edge_difference:.2} in the share of draws that hold an edge"
    )]
    ChainsDisagree {
        /// How they differ.
        diagnosis: Box<Diagnosis>,
        /// Largest difference between chains in the share of draws that hold an edge.
        edge_difference: f64,
    },
    /// The chains walked by approximate weights that are too far from the exact ones.
    #[error("the visits of the chains are worth {:.0} % of their number: a few graphs would make the answer", 100.0 * efficiency)]
    UnevenVisits {
        /// Share of the visits that they are worth, between 0 and 1.
        efficiency: f64,
    },
}
