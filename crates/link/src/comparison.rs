//! How alike are two records? Levels of agreement, from stock or of one's own, evaluated for any pair.

mod compiled;
mod dates;
mod expression;
mod letters;
mod measure;
mod operand;
mod program;
mod stock;
mod tokens;

pub use compiled::CompareError;
pub(crate) use compiled::Comparisons;
pub use expression::{Bound, Expression, InvalidExpression, MEASURES, Measure, Predicate};
pub(crate) use program::Memory;
pub use stock::InvalidComparison;
