//! One sweep over one component: exact draws where it has two or three units, Gibbs reallocation of each unit otherwise.
//!
//! Sources: Sadinle 2014, *Ann. Appl. Stat.* 8:2404-2434 (Gibbs sampler of partitions).

use super::component::Block;
use super::random::Stream;
use super::target::{Target, Weighed};

/// Choices below this many bits under the best are never drawn: 2^-60 is less than one draw in all that are made.
const NEGLIGIBLE_BITS: f64 = -60.0;

/// The weights of one component for one state of the parameters. Reused from block to block.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    pub units: usize,
    /// `[unit]`: its records and the bits among them.
    pub own: Vec<Weighed>,
    between: Vec<f64>, // [unit][unit], minus infinity where they may not be joined
}

impl Weights {
    pub(super) fn fill(&mut self, block: &Block, pattern_bits: &[f64]) {
        let units = block.units.len();
        self.units = units;
        self.own.clear();
        self.own.extend(block.units.iter().map(|unit| Weighed { records: usize::from(unit.records), bits: 0.0 }));
        self.between.clear();
        self.between.resize(units * units, 0.0);
        let mut pairs = block.pairs.iter();
        for right in 0..block.rows.len() {
            for (left, pair) in (0..right).zip(pairs.by_ref()) {
                let bits = pattern_bits[pair.pattern as usize] + f64::from(pair.term_frequency_bits);
                let (one, other) = (usize::from(block.unit_of[left]), usize::from(block.unit_of[right]));
                if one == other {
                    self.own[one].bits += bits;
                } else {
                    self.between[one * units + other] += bits;
                    self.between[other * units + one] += bits;
                }
            }
        }
        for (one, other) in &block.apart {
            let (one, other) = (usize::from(*one), usize::from(*other));
            self.between[one * units + other] = f64::NEG_INFINITY;
            self.between[other * units + one] = f64::NEG_INFINITY;
        }
    }

    /// `[unit]`: bits between this unit and each.
    pub(super) fn row(&self, unit: usize) -> &[f64] {
        &self.between[unit * self.units..(unit + 1) * self.units]
    }

    /// Bits of all five partitions of three units, in the order 0|1|2, 01|2, 02|1, 12|0, 012.
    pub(super) fn of_three(&self, target: &Target) -> [f64; 5] {
        let [ab, ac, bc] = [self.row(0)[1], self.row(0)[2], self.row(1)[2]];
        let [a, b, c] = [self.own[0], self.own[1], self.own[2]];
        let pair = target.gain(a, b, ab);
        // Where a and b may not be joined, neither may all three.
        let all = if pair == f64::NEG_INFINITY { pair } else { pair + target.gain(a.and(b, ab), c, ac + bc) };
        [0.0, pair, target.gain(a, c, ac), target.gain(b, c, bc), all]
    }
}

/// The clusters of one component. Invariant: cluster numbers are below the number of units; sums belong to their members.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// `[unit]`: its cluster.
    pub cluster_of: Vec<u16>,
    /// `[cluster]`: records and bits; nought where the cluster is empty.
    pub clusters: Vec<Weighed>,
    /// `[cluster]`: its units.
    pub members: Vec<u16>,
    between: Vec<f64>, // [cluster], of the unit at hand
    bits: Vec<f64>,    // [cluster], likewise
}

impl State {
    /// Takes up the partition that labels describe.
    pub(super) fn restore(&mut self, weights: &Weights, labels: &[u16]) {
        self.cluster_of.clear();
        self.cluster_of.extend_from_slice(labels);
        self.clusters.clear();
        self.clusters.resize(weights.units, Weighed::default());
        self.members.clear();
        self.members.resize(weights.units, 0);
        for (unit, label) in labels.iter().enumerate() {
            let row = weights.row(unit);
            let between = (0..unit).filter(|other| labels[*other] == *label).map(|other| row[other]).sum();
            let cluster = &mut self.clusters[usize::from(*label)];
            *cluster = cluster.and(weights.own[unit], between);
            self.members[usize::from(*label)] += 1;
        }
    }

    /// Gives each unit a cluster anew, given all others.
    pub(super) fn sweep(&mut self, weights: &Weights, target: &Target, stream: &mut Stream) {
        for unit in 0..weights.units {
            self.between.clear();
            self.between.resize(weights.units, 0.0);
            for (other, bits) in weights.row(unit).iter().enumerate() {
                self.between[usize::from(self.cluster_of[other])] += bits;
            }
            let own = weights.own[unit];
            let old = usize::from(self.cluster_of[unit]);
            self.members[old] -= 1;
            let left = self.clusters[old].without(own, self.between[old]);
            self.clusters[old] = if self.members[old] == 0 { Weighed::default() } else { left };
            let new = self.choose(own, target, stream);
            let between = if self.members[new] == 0 { 0.0 } else { self.between[new] };
            self.clusters[new] = self.clusters[new].and(own, between);
            self.members[new] += 1;
            self.cluster_of[unit] = new as u16;
        }
    }

    /// A cluster for a unit that has none: one of those there are, or an empty one, whose weight is 1.
    fn choose(&mut self, own: Weighed, target: &Target, stream: &mut Stream) -> usize {
        self.bits.clear();
        let (mut empty, mut best) = (0, 0.0_f64);
        for (at, cluster) in self.clusters.iter().enumerate() {
            let is_empty = self.members[at] == 0;
            let bits = if is_empty { f64::NEG_INFINITY } else { target.gain(*cluster, own, self.between[at]) };
            empty = if is_empty { at } else { empty };
            best = best.max(bits);
            self.bits.push(bits);
        }
        let weight = |bits: f64| if bits - best < NEGLIGIBLE_BITS { 0.0 } else { (bits - best).exp2() };
        let alone = weight(0.0);
        let mut total = alone;
        for bits in &mut self.bits {
            *bits = weight(*bits);
            total += *bits;
        }
        let mut left = stream.unit() * total - alone;
        if left < 0.0 {
            return empty;
        }
        let mut last = empty;
        for (at, weight) in self.bits.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            left -= weight;
            last = at;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// Bits of the whole partition, those of must-be-joined records left out.
    pub(super) fn bits(&self, target: &Target) -> f64 {
        let clusters = self.clusters.iter().zip(&self.members).filter(|(_, members)| **members > 1);
        clusters.map(|(cluster, _)| target.bits(*cluster)).sum()
    }
}
