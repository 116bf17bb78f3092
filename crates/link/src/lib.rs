//! Same person? Probabilistic record linkage: rows of several lists in, pairs and clusters out.

pub mod first;
pub mod pair;
pub mod pattern;
pub mod sample;
pub mod synthetic;
pub mod table;
pub mod weight;

pub use first::*;
