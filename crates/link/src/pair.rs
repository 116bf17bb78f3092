//! Two records put side by side: which rows, and how strongly they agree.

use crate::pattern::PatternCode;

/// The place of a record in the table's canonical order (by list, then id), counted from 0.
pub type RowNumber = u32;

/// A pair that was scored. Invariant: `left < right`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The earlier record.
    pub left: RowNumber,
    /// The later record.
    pub right: RowNumber,
    /// log2 of the posterior odds of a match: prior, levels, and term frequencies together.
    pub match_weight_bits: f32,
    /// The part of the weight that comes from term frequencies: it belongs to the values, not to the pattern.
    pub term_frequency_bits: f32,
    /// The level of every comparison.
    pub pattern: PatternCode,
}

impl ScoredPair {
    /// The match probability, after the prior.
    ///
    /// ```
    /// assert_eq!(link::pair::probability(0.0), 0.5);
    /// assert!((link::pair::probability(3.0) - 8.0 / 9.0).abs() < 1e-12);
    /// ```
    pub fn match_probability(&self) -> f64 {
        probability(f64::from(self.match_weight_bits))
    }
}

/// Probability of posterior odds given in bits; never overflows.
pub fn probability(bits: f64) -> f64 {
    if bits > 0.0 {
        1.0 / (1.0 + (-bits).exp2())
    } else {
        let odds = bits.exp2();
        odds / (1.0 + odds)
    }
}

/// Scores any pair of records, candidate or not: what clusters, samples and reviews ask for.
pub trait PairScorer: Sync {
    /// The pair with its pattern and weight. `left` and `right` differ and may come in any order.
    fn score(&self, left: RowNumber, right: RowNumber) -> ScoredPair;

    /// All pairs of some records, ascending: the first with each later one, then the second, and so on.
    fn score_all(&self, rows: &[RowNumber], visit: &mut dyn FnMut(ScoredPair)) {
        for (at, left) in rows.iter().enumerate() {
            rows[at + 1..].iter().for_each(|right| visit(self.score(*left, *right)));
        }
    }
}
