//! What do people have to look at, and what do their judgements tell? Choice of pairs, review sheets, agreement, accuracy.

pub mod accuracy;
pub mod agreement;
pub mod chance;
pub mod choose;
pub mod rate;
pub mod sheet;

pub use crate::cluster::Decision;
