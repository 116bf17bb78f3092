//! The weights between the records of one component: every pair, scored if it was not kept.

use super::super::{Input, Options};
use crate::pair::{RowNumber, ScoredPair};

/// Records of a component; those that judgements hold together are one node.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// `[place in the component]`: its node.
    pub(super) node_of: Vec<usize>,
    /// `[node]`: its records.
    pub(super) sizes: Vec<f64>,
    /// `[node][node]`: the capped weights of their cross pairs, summed; minus infinity where they must stay apart.
    pub(super) weights: Vec<f64>,
    groups: Vec<(RowNumber, usize)>,
    scored: Vec<f32>, // Of large components: all pairs, in order.
}

/// From so many records on, all pairs are scored in one go, kept ones too.
const LARGE: usize = 24;

impl Nodes {
    /// How many nodes.
    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Weighs all pairs of a component. `rows` ascend; `edges` hold its kept pairs in order.
    pub(super) fn fill(&mut self, input: &Input<'_>, options: &Options, component: (&[RowNumber], &[ScoredPair])) {
        let (rows, edges) = component;
        self.number(input, rows);
        let count = self.len();
        self.weights.clear();
        self.weights.resize(count * count, 0.0);
        self.scored.clear();
        if rows.len() >= LARGE {
            let scored = &mut self.scored;
            input.scorer.score_all(rows, &mut |pair| scored.push(pair.match_weight_bits));
        }
        let mut scored = self.scored.iter().copied();
        let mut known = edges.iter().peekable();
        for (i, left) in rows.iter().enumerate() {
            for (j, right) in rows.iter().enumerate().skip(i + 1) {
                let scored = scored.next();
                while known.next_if(|pair| (pair.left, pair.right) < (*left, *right)).is_some() {}
                let (one, other) = (self.node_of[i], self.node_of[j]);
                if one == other {
                    continue;
                }
                let weight = if input.are_apart(*left, *right) {
                    f64::NEG_INFINITY
                } else {
                    let kept = known.next_if(|pair| (pair.left, pair.right) == (*left, *right));
                    let bits = kept.map(|pair| pair.match_weight_bits).or(scored);
                    capped(bits.unwrap_or_else(|| input.scorer.score(*left, *right).match_weight_bits), options)
                };
                self.weights[one * count + other] += weight;
                self.weights[other * count + one] += weight;
            }
        }
    }

    fn number(&mut self, input: &Input<'_>, rows: &[RowNumber]) {
        self.node_of.clear();
        self.sizes.clear();
        if input.constraints.is_empty() {
            self.node_of.extend(0..rows.len());
            self.sizes.resize(rows.len(), 1.0);
            return;
        }
        self.groups.clear();
        for row in rows {
            let group = input.constraints.group(*row);
            // Groups come in the order of their smallest row, which is in the component or in an earlier part of it.
            let node = match self.groups.binary_search_by_key(&group, |(group, _)| *group) {
                Ok(at) => self.groups[at].1,
                Err(at) => {
                    self.groups.insert(at, (group, self.sizes.len()));
                    self.sizes.push(0.0);
                    self.sizes.len() - 1
                }
            };
            self.sizes[node] += 1.0;
            self.node_of.push(node);
        }
    }
}

/// What a pair says for one person, above the threshold, no louder than the cap; a weight that is no number says no.
pub(super) fn capped(match_weight_bits: f32, options: &Options) -> f64 {
    let cap = options.cap_bits.abs();
    let bits = f64::from(match_weight_bits) - options.threshold_bits;
    if bits.is_nan() { -cap } else { bits.max(-cap).min(cap) }
}
