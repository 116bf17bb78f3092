//! How much does each level of agreement tell? m and u probabilities, their weights, and the prior.

pub mod model;
