//! Persons who never lived, seen by several lists, with known truth: what tests and benchmarks need and no archive can give.
//!
//! [`registers`] makes the small registers of the example workspace; [`Population`] makes up to tens of millions of rows
//! for benchmarks, households and families killed together for hard cases, and designs for simulations of coverage.
//! Names are common names drawn by rough frequency; nobody is described.

mod chance;
mod errors;
mod events;
mod households;
mod names;
mod people;
mod population;
mod registers;
mod table;

pub use population::{Design, PERSON_COLUMNS, PersonRow, Population, Rows, hard_negatives};
pub use registers::{COLUMNS, Recipe, SyntheticRow, registers};
pub use table::person_table;
