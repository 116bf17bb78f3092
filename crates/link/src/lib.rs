//! Same person? Probabilistic record linkage: rows of several lists in, pairs and clusters out.
//!
//! Fellegi and Sunter's model: blocking rules say which pairs are looked at, comparisons give each pair a level per
//! attribute, m and u probabilities give each level a weight, the sum of weights is the evidence, and clusters are those
//! that the weights of all their pairs support. Pure: chance comes from a seed, and the same input gives the same output in
//! any order. [`linkage::link`] does it all in one call.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210; Christen 2012, *Data Matching*, Springer (the steps).

pub mod blocking;
pub mod blocking_loss;
pub mod cluster;
pub mod columns;
pub mod comparison;
mod fields;
pub mod linkage;
pub mod linker;
pub mod pair;
pub mod pattern;
pub mod prepare;
pub mod propose;
mod relatives;
pub mod report;
pub mod review;
pub mod sample;
mod score;
pub mod settings;
pub mod synthetic;
pub mod table;
mod train;
pub mod weight;
