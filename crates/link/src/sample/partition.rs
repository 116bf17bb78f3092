//! One sweep over one component: exact draws where it has two or three units, Gibbs reallocation of each unit otherwise.
//!
//! Sources: Sadinle 2014, *Ann. Appl. Stat.* 8:2404-2434 (Gibbs sampler of partitions).

use super::evidence::Weights;
use super::random::Stream;
use super::target::{Target, Weighed};

/// Choices below this many bits under the best are never drawn: 2^-60 is less than one draw in all that are made.
const NEGLIGIBLE_BITS: f64 = -60.0;

/// Bits of both partitions of two units, in the order 0|1, 01.
pub(super) fn of_two(weights: &mut Weights, target: &Target) -> [f64; 2] {
    [0.0, target.gain(weights.own[0], weights.own[1], weights.bits(&[0, 1]))]
}

/// Bits of all five partitions of three units, in the order 0|1|2, 01|2, 02|1, 12|0, 012.
pub(super) fn of_three(weights: &mut Weights, target: &Target) -> [f64; 5] {
    let [ab, ac, bc] = [[0, 1], [0, 2], [1, 2]].map(|units| weights.bits(&units));
    let all = weights.bits(&[0, 1, 2]);
    let [a, b, c] = [weights.own[0], weights.own[1], weights.own[2]];
    let pair = target.gain(a, b, ab);
    let together = Weighed { records: a.records + b.records, bits: ab };
    // Where a and b may not be joined, neither may all three.
    let all = if pair == f64::NEG_INFINITY { pair } else { pair + target.gain(together, c, all) };
    [0.0, pair, target.gain(a, c, ac), target.gain(b, c, bc), all]
}

/// The clusters of one component. Invariant: cluster numbers are below the number of units; evidence is that of the members.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// `[unit]`: its cluster.
    pub cluster_of: Vec<u16>,
    /// `[cluster]`: records and evidence; nought where the cluster is empty.
    pub clusters: Vec<Weighed>,
    /// `[cluster]`: its units.
    pub members: Vec<Vec<u16>>,
    with: Vec<f64>,  // [cluster]: its evidence together with the unit at hand
    bits: Vec<f64>,  // [cluster]: what the unit gains there
    units: Vec<u16>, // Of the cluster at hand.
}

impl State {
    /// Takes up the partition that labels describe.
    pub(super) fn restore(&mut self, weights: &mut Weights, labels: &[u16]) {
        self.cluster_of.clear();
        self.cluster_of.extend_from_slice(labels);
        self.members.iter_mut().for_each(Vec::clear);
        self.members.resize_with(weights.units, Vec::new);
        for (unit, label) in (0..).zip(labels) {
            self.members[usize::from(*label)].push(unit);
        }
        self.clusters.clear();
        for members in &self.members {
            self.clusters.push(weighed(weights, members));
        }
    }

    /// Gives each unit a cluster anew, given all others.
    pub(super) fn sweep(&mut self, weights: &mut Weights, target: &Target, stream: &mut Stream) {
        for unit in 0..weights.units {
            let old = usize::from(self.cluster_of[unit]);
            self.members[old].retain(|other| usize::from(*other) != unit);
            self.clusters[old] = weighed(weights, &self.members[old]);
            self.with.clear();
            for members in &self.members {
                self.units.clear();
                self.units.extend_from_slice(members);
                self.units.push(unit as u16);
                self.with.push(weights.bits(&self.units));
            }
            let own = weights.own[unit];
            let new = self.choose(own, target, stream);
            let records = self.clusters[new].records + own.records;
            self.clusters[new] = Weighed { records, bits: self.with[new] };
            self.members[new].push(unit as u16);
            self.cluster_of[unit] = new as u16;
        }
    }

    /// A cluster for a unit that has none: one of those there are, or an empty one, whose weight is 1.
    fn choose(&mut self, own: Weighed, target: &Target, stream: &mut Stream) -> usize {
        self.bits.clear();
        let (mut empty, mut best) = (0, 0.0_f64);
        for (at, cluster) in self.clusters.iter().enumerate() {
            let is_empty = self.members[at].is_empty();
            let bits = if is_empty { f64::NEG_INFINITY } else { target.gain(*cluster, own, self.with[at]) };
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
        let clusters = self.clusters.iter().zip(&self.members).filter(|(_, members)| members.len() > 1);
        clusters.map(|(cluster, _)| target.bits(*cluster)).sum()
    }
}

/// The records and the evidence of a cluster.
pub(super) fn weighed(weights: &mut Weights, units: &[u16]) -> Weighed {
    if units.is_empty() {
        return Weighed::default();
    }
    let records = units.iter().map(|unit| weights.own[usize::from(*unit)].records).sum();
    Weighed { records, bits: weights.bits(units) }
}
