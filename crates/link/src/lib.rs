//! Same person? Probabilistic record linkage: rows of several lists in, pairs and clusters out.

pub mod blocking;
pub mod blocking_loss;
pub mod cluster;
pub mod columns;
pub mod comparison;
mod fields;
pub mod first;
pub mod linkage;
pub mod linker;
pub mod pair;
pub mod pattern;
pub mod prepare;
pub mod propose;
pub mod report;
pub mod review;
pub mod sample;
mod score;
pub mod settings;
pub mod synthetic;
pub mod table;
mod train;
pub mod weight;

pub use first::*;
