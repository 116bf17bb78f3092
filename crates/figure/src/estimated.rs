//! What defends an estimated figure? Its number, the doubt of the linkage in it, its strata, every other method beside it, and
//! the warnings that a reader must know of.
//!
//! The declared method is fitted to the capture table of each sampled linkage, in each stratum, and the fits are combined as
//! imputations (Rubin 1987, *Multiple Imputation for Nonresponse in Surveys*), so that the interval holds the doubt about who
//! is whom. The other methods, and the warnings, are of the one linkage that the record shows.

use ::estimate::Alternative;
pub use ::estimate::method::Method;
use ledger::Hash;
use record::Bilingual;
use serde::Serialize;

use crate::outcome::Reach;

mod beside;
mod findings;
mod run;
mod spanish;
mod strata;
mod sum;
mod tables;
mod words;

pub(crate) use run::{Memo, Task, outcome};
pub use tables::capture_tables;

/// The number of an estimated figure, in whole persons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// Persons on at least one list; a mean over sampled linkages where there are any.
    pub documented: u64,
    /// Persons on none.
    pub undocumented: u64,
    /// Both together.
    pub population_persons: f64,
    /// The interval of that.
    pub interval: Interval,
    /// True where it says "at least so many".
    pub is_lower_bound: bool,
    /// The model in words or by its generators; empty for a sum of strata.
    pub model: String,
}

/// An interval with its level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Its level, between 0 and 1.
    pub level: f64,
}

/// What stands beside an estimate or its refusal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Defence {
    /// The declared method.
    pub method: Method,
    /// The lists.
    pub lists: Vec<String>,
    /// Level of its intervals, between 0 and 1.
    pub level: f64,
    /// Seed of all that is drawn.
    pub seed: u64,
    /// Version of the program that estimated.
    pub version: &'static str,
    /// What it was estimated from.
    pub input: Input,
    /// What the linkage leaves open.
    pub doubt: Doubt,
    /// How many of the matches the linkage looked at.
    pub reach: Reach,
    /// Persons per capture pattern, list 0 lowest; `None` where a cell is hidden. Of the one linkage and the strata with a number.
    pub patterns: Vec<(u32, Option<u64>)>,
    /// The strata in order of name; empty where there are none.
    pub strata: Vec<Stratum>,
    /// Each method on the one linkage.
    pub beside: Vec<Beside>,
    /// Other models of the declared method, best first, on the one linkage.
    pub alternatives: Vec<Alternative>,
    /// What a reader must know.
    pub warnings: Vec<Said>,
}

/// What an estimate was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Statements on the linked records.
    pub statements: usize,
    /// SHA-256 of the linkage's settings and of these statements in order of entry, each in canonical JSON and on a line; of
    /// one that is not public, its entry alone.
    pub sha256: Hash,
}

/// What a linkage leaves open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "linkage")]
pub enum Doubt {
    /// Linkages were sampled, and the interval holds what they differ in.
    Drawn {
        /// How many.
        linkages: usize,
        /// Those of them whose tables have no estimate.
        without_estimate: usize,
        /// Share of the variance that is due to linkage, from 0 to 1, to the thousandth.
        share_of_variance: f64,
    },
    /// None was sampled, or there is no estimate.
    NotDrawn {
        /// Why.
        reason: Bilingual,
    },
}

/// What a method says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// A number in whole persons.
    Number {
        /// Persons in all.
        population_persons: u64,
        /// Lower end of its interval.
        low: u64,
        /// Upper end; nothing where the lists set none.
        high: Option<u64>,
        /// True where it says "at least so many".
        is_lower_bound: bool,
    },
    /// Why there is none.
    Refused {
        /// The reason.
        reason: Bilingual,
    },
}

/// A part of the persons, estimated by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratum {
    /// What its persons have in common; `?` where that is not known.
    pub name: String,
    /// Documented persons; nothing where they are too few to be shown, or would show another stratum's.
    pub documented: Option<u64>,
    /// Its number, or why it has none. The numbers add up to the figure's.
    pub answer: Answer,
}

/// One method beside the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// Which.
    pub method: Method,
    /// Strata that its sum lacks.
    pub strata_left_out: usize,
    /// What it says.
    pub answer: Answer,
}

/// Something that must be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// "W1" to "W14".
    pub code: &'static str,
    /// Of which stratum; empty for all.
    pub stratum: String,
    /// What was found, and why it matters.
    pub text: Bilingual,
}

#[cfg(test)]
mod tests;
