//! What the rarity of values adds to the weight of a pair, where relatives may share the rare value.
//!
//! See [`crate::weight::relatives`]: the weight of a pattern is lowered by what relatives explain, and of a pair with a rare
//! surname they explain more.

use rustc_hash::FxHashMap;

use crate::{
    comparison::Comparisons,
    pair::{PairScorer, RowNumber, ScoredPair},
    pattern::PatternCode,
    score::DENSE,
    weight::{
        model::Model,
        relatives::{Relatives, lowered_bits},
    },
};

/// Lowers the rarity of scored pairs. Nothing is done where the model knows no relatives.
#[derive(Debug)]
pub(crate) struct SharedRarity<'a> {
    comparisons: &'a Comparisons,
    model: Model,
    /// `[code]`: log2 of the odds of relatives; empty where there are too many patterns.
    odds_bits: Vec<f64>,
}

impl<'a> SharedRarity<'a> {
    pub(crate) fn new(model: &Model, comparisons: &'a Comparisons) -> Self {
        let codes = if model.relatives.is_some() { comparisons.shape.codes() } else { 0 };
        let is_dense = codes <= DENSE;
        let mut shared = Self { comparisons, model: model.clone(), odds_bits: Vec::new() };
        if is_dense {
            shared.odds_bits = (0..codes).map(|code| shared.odds_of(code)).collect();
        }
        shared
    }

    fn odds_of(&self, code: PatternCode) -> f64 {
        let levels: Vec<usize> = self.comparisons.shape.decode(code).into_iter().map(usize::from).collect();
        self.model.relatives_odds_bits(&levels)
    }

    /// The odds as they were computed, where there are few enough patterns.
    fn known(&self, code: PatternCode) -> Option<f64> {
        usize::try_from(code).ok().and_then(|at| self.odds_bits.get(at)).copied()
    }

    /// Lowers the rarity of the pairs, and leaves out those that then weigh less than `keep_bits`.
    pub(crate) fn settle(&self, pairs: &mut Vec<ScoredPair>, keep_bits: f32) {
        let Some(relatives) = &self.model.relatives else { return };
        let mut met: FxHashMap<PatternCode, f64> = FxHashMap::default();
        pairs.retain_mut(|pair| {
            let code = pair.pattern;
            let compute = || *met.entry(code).or_insert_with(|| self.odds_of(code));
            self.lower(pair, relatives, self.known(code).unwrap_or_else(compute));
            pair.match_weight_bits >= keep_bits
        });
    }

    fn one(&self, pair: &mut ScoredPair) {
        let Some(relatives) = &self.model.relatives else { return };
        let odds = self.known(pair.pattern).unwrap_or_else(|| self.odds_of(pair.pattern));
        self.lower(pair, relatives, odds);
    }

    fn lower(&self, pair: &mut ScoredPair, relatives: &Relatives, odds_bits: f64) {
        if pair.term_frequency_bits == 0.0 {
            return;
        }
        let rows = (pair.left, pair.right);
        let own = relatives.like_strangers.iter().filter(|comparison| **comparison < self.comparisons.plans.len());
        let own: f32 = own.map(|comparison| self.comparisons.rarity_of(*comparison, pair.pattern, rows)).sum();
        let shared = f64::from(pair.term_frequency_bits - own);
        let more = lowered_bits(odds_bits, shared) - lowered_bits(odds_bits, 0.0);
        #[expect(clippy::cast_possible_truncation, reason = "bits need few digits")]
        let more = more as f32;
        pair.match_weight_bits -= more;
        pair.term_frequency_bits -= more;
    }
}

/// Scores any pair, with the rarity that relatives leave.
pub(crate) struct WithRelatives<'a, S> {
    pub(crate) scorer: S,
    pub(crate) shared: SharedRarity<'a>,
}

impl<S: PairScorer> PairScorer for WithRelatives<'_, S> {
    fn score(&self, left: RowNumber, right: RowNumber) -> ScoredPair {
        let mut pair = self.scorer.score(left, right);
        self.shared.one(&mut pair);
        pair
    }

    fn score_all(&self, rows: &[RowNumber], visit: &mut dyn FnMut(ScoredPair)) {
        self.scorer.score_all(rows, &mut |mut pair| {
            self.shared.one(&mut pair);
            visit(pair);
        });
    }
}
