//! How much does each level of agreement tell? m and u probabilities, their weights, and the prior.

pub mod calibration;
mod decoded;
pub mod dependence;
pub mod em;
pub mod fixed;
pub mod labels;
pub mod model;
pub mod prior;
pub mod random;
pub mod relatives;
#[cfg(test)]
mod simulated;
pub mod splink;
pub mod training;
pub mod warnings;

pub use decoded::Levels;
