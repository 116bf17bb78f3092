//! A number and its defence: its definition, its members, its interval, its rivals, and its way back to words.

pub mod compare;
pub mod count;
pub mod definition;
pub mod disclosure;
pub mod estimated;
pub mod flow;
pub mod history;
pub mod linkage;
pub mod outcome;
pub mod proceedings;
pub mod qualifier;
pub mod run;
pub mod series;
pub mod snapshot;
pub mod standards;
pub mod suppress;
pub mod trail;
pub mod unit;
mod wording;

pub use definition::{Claim, Definition, Derive, EstimateOf, Problem, parse_definitions};
pub use disclosure::{Earlier, Thresholds};
pub use linkage::{Judgements, LinkageDefinition, Linked};
pub use outcome::{Figure, Member, Outcome, Reach};
pub use proceedings::Proceedings;
pub use run::{Run, RunInput};
pub use standards::Standards;
pub use trail::Trail;
