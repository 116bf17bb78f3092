//! How alike are two records? Levels of agreement, from stock or of one's own, evaluated for any pair.

mod compiled;
mod dates;
mod expression;
mod gathered;
mod letters;
mod measure;
mod memory;
mod operand;
mod program;
mod sets;
mod stock;
mod strip;
mod tokens;

pub use compiled::CompareError;
pub(crate) use compiled::{Codes, Comparisons};
pub use expression::{Bound, Expression, InvalidExpression, MEASURES, Measure, Predicate};
pub(crate) use gathered::{Gathered, Strip};
pub(crate) use memory::Memory;
pub use stock::InvalidComparison;
