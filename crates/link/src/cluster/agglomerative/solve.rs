//! One component: mergers, then moves, until nothing gains.

use super::{
    super::{Input, Options},
    nodes::{Nodes, capped},
};
use crate::pair::{RowNumber, ScoredPair};

/// In which order clusters are merged. Both stop where no merger gains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linkage {
    /// Greatest sum of cross weights first.
    #[default]
    Sum,
    /// Greatest mean of cross weights first: large clusters do not attract more than small ones.
    Average,
}

/// Less than this is no gain: sums of floats end in such crumbs.
pub(super) const GAIN_MIN_BITS: f64 = 1e-6;

/// Rounds of moves, mergers and splits; each gains, so that they end by themselves well before.
const ROUNDS: usize = 30;

/// Solves components one after the other in the same memory.
pub(in super::super) struct Solver<'a> {
    pub(in super::super) input: &'a Input<'a>,
    pub(in super::super) options: &'a Options,
    pub(super) nodes: Nodes,
    pub(super) label: Vec<usize>, // [node]: its cluster, one of the nodes in it.
    pub(super) between: Vec<f64>, // [cluster][cluster]: weights of cross pairs.
    pub(super) sizes: Vec<f64>,   // [cluster]: records in it; 0 where there is none.
    best: Vec<(f64, usize)>,
    pub(super) sums: Vec<f64>,
    first: Vec<RowNumber>,
}

impl<'a> Solver<'a> {
    /// A solver with empty memory.
    pub(in super::super) fn new(input: &'a Input<'a>, options: &'a Options) -> Self {
        Self {
            input,
            options,
            nodes: Nodes::default(),
            label: Vec::new(),
            between: Vec::new(),
            sizes: Vec::new(),
            best: Vec::new(),
            sums: Vec::new(),
            first: Vec::new(),
        }
    }

    /// Writes the smallest row of each row's cluster.
    pub(super) fn solve(&mut self, rows: &[RowNumber], edges: &[ScoredPair], labels: &mut [RowNumber]) {
        if let ([left, right], [pair]) = (rows, edges)
            && self.input.constraints.is_empty()
        {
            let is_one = capped(pair.match_weight_bits, self.options) > GAIN_MIN_BITS;
            labels.copy_from_slice(&[*left, if is_one { *left } else { *right }]);
            return;
        }
        self.nodes.fill(self.input, self.options, (rows, edges));
        self.label.clear();
        self.label.extend(0..self.nodes.len());
        self.merge();
        for _ in 0..ROUNDS {
            let moved = self.move_nodes();
            let split = self.split();
            if !moved && !split && !self.move_in_sequence() {
                break;
            }
            self.merge();
        }
        self.write(rows, labels);
    }

    fn write(&mut self, rows: &[RowNumber], labels: &mut [RowNumber]) {
        self.first.clear();
        self.first.resize(self.nodes.len(), RowNumber::MAX);
        for (row, node) in rows.iter().zip(&self.nodes.node_of) {
            let first = &mut self.first[self.label[*node]];
            *first = (*first).min(*row);
        }
        for (label, node) in labels.iter_mut().zip(&self.nodes.node_of) {
            *label = self.first[self.label[*node]];
        }
    }

    /// Sums the weights between the clusters as they are.
    fn tabulate(&mut self) {
        let count = self.nodes.len();
        self.between.clear();
        self.between.resize(count * count, 0.0);
        self.sizes.clear();
        self.sizes.resize(count, 0.0);
        for one in 0..count {
            self.sizes[self.label[one]] += self.nodes.sizes[one];
            for other in 0..count {
                self.between[self.label[one] * count + self.label[other]] += self.nodes.weights[one * count + other];
            }
        }
    }

    /// Merges the two clusters that gain most, until none gain.
    fn merge(&mut self) {
        let count = self.nodes.len();
        self.tabulate();
        self.best.clear();
        self.best.resize(count, (f64::NEG_INFINITY, 0));
        (0..count).for_each(|cluster| self.find_best(cluster));
        loop {
            let better = |at: &usize, than: &usize| self.best[*at].0 > self.best[*than].0;
            let Some(kept) = (0..count).reduce(|best, at| if better(&at, &best) { at } else { best }) else { break };
            let (gain, joined) = self.best[kept];
            if gain <= GAIN_MIN_BITS {
                break;
            }
            self.join(kept, joined);
        }
    }

    /// The best partner of a cluster among those behind it.
    fn find_best(&mut self, cluster: usize) {
        let count = self.nodes.len();
        self.best[cluster] = (f64::NEG_INFINITY, 0);
        if self.sizes[cluster] > 0.0 {
            for other in cluster + 1..count {
                self.offer(cluster, other);
            }
        }
    }

    fn offer(&mut self, cluster: usize, other: usize) {
        let gain = self.gain(cluster, other);
        if self.sizes[other] > 0.0 && gain > self.best[cluster].0 {
            self.best[cluster] = (gain, other);
        }
    }

    fn gain(&self, one: usize, other: usize) -> f64 {
        let sum = self.between[one * self.nodes.len() + other];
        match self.options.linkage {
            Linkage::Sum => sum,
            Linkage::Average if sum > GAIN_MIN_BITS => {
                (sum / (self.sizes[one] * self.sizes[other])).max(2.0 * GAIN_MIN_BITS)
            }
            Linkage::Average => sum,
        }
    }

    fn join(&mut self, kept: usize, joined: usize) {
        let count = self.nodes.len();
        for other in 0..count {
            let sum = self.between[kept * count + other] + self.between[joined * count + other];
            self.between[kept * count + other] = sum;
            self.between[other * count + kept] = sum;
        }
        self.sizes[kept] += self.sizes[joined];
        self.sizes[joined] = 0.0;
        self.label.iter_mut().filter(|label| **label == joined).for_each(|label| *label = kept);
        self.best[joined] = (f64::NEG_INFINITY, 0);
        self.find_best(kept);
        for cluster in 0..joined {
            let partner = self.best[cluster].1;
            if self.sizes[cluster] == 0.0 || cluster == kept {
                continue;
            }
            if partner == kept || partner == joined {
                self.find_best(cluster);
            } else if cluster < kept {
                self.offer(cluster, kept);
            }
        }
    }
}
