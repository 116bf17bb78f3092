//! Published tables with the answers of the field's packages, to the digits that they print.
//!
//! The tables and answers stand outside the repository; a test whose file is not there says so and passes. A tolerance
//! is never widened: where an answer differs the test says why.

#[cfg(test)]
mod golden {
    mod closed;
    pub(crate) mod data;
    mod decomposable;
    mod honesty;
    mod lcmcr;
    mod log_linear;
    mod peru;
    mod stepwise;
    mod stopped;
}
