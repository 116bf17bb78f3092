//! One chain among chordal graphs, at several temperatures at once.
//!
//! A step adds or takes one to three edges at random and stays where the result is no chordal graph; the proposal is the
//! same both ways. The undocumented are summed out, so that graphs with far populations are neighbours; during the walk
//! that sum is a normal curve's area, which [`super::chains`] replaces by the exact one. Flatter copies of the posterior
//! exchange states with it, which carries the chain over valleys.
//!
//! Sources: Giudici & Green 1999, *Biometrika* 86:785-801 (moves among decomposable graphs); Geyer 1991, *Computing Science
//! and Statistics* 23:156-163 (exchange of temperatures).

use std::collections::HashMap;

use super::{
    curve::{Curve, Peak},
    graph::perfect,
    marginal::{Evidence, Marginal},
};
use crate::chance::Chance;

/// Powers of the posterior that are walked: this factor from one to the next.
const COOLER: f64 = 0.7;

/// How many.
const LEVELS: usize = 8;

/// Steps at each temperature between two exchanges; one exchange is tried for each draw.
const STEPS: usize = 16;

/// Steps among all graphs alike before a scattered start.
const SCATTER: usize = 2_000;

/// Graphs whose weight is remembered.
const REMEMBERED: usize = 100_000;

/// A graph by its edges: bit `other (other - 1) / 2 + one` for the edge of `one < other`.
pub(super) type Edges = u128;

/// Lists joined with each list.
pub(super) fn neighbours_of(edges: Edges, lists: usize) -> Vec<u32> {
    let mut neighbours = vec![0; lists];
    for other in 1..lists {
        for one in (0..other).filter(|one| edges >> (other * (other - 1) / 2 + one) & 1 == 1) {
            neighbours[one] |= 1 << other;
            neighbours[other] |= 1 << one;
        }
    }
    neighbours
}

/// Where a graph's posterior has its peak; remembers what it has worked out.
pub(super) struct Scores<'a> {
    evidence: &'a Evidence,
    marginals: HashMap<u32, Marginal>,
    peaks: HashMap<Edges, Option<Peak>>,
    curve: Curve,
    farthest: f64,
}

impl<'a> Scores<'a> {
    pub(super) fn new(evidence: &'a Evidence) -> Self {
        let farthest = (4.0 * (evidence.documented + 1.0).powi(2)).min(1e18);
        Self { evidence, marginals: HashMap::new(), peaks: HashMap::new(), curve: Curve::default(), farthest }
    }

    /// `None` where the graph is not chordal.
    fn peak(&mut self, edges: Edges) -> Option<Peak> {
        if let Some(known) = self.peaks.get(&edges) {
            return *known;
        }
        if self.peaks.len() >= REMEMBERED {
            self.peaks.clear();
        }
        let (evidence, farthest) = (self.evidence, self.farthest);
        let peak = self.curve_of(edges).map(|curve| curve.peak(evidence, 0.0, farthest));
        self.peaks.insert(edges, peak);
        peak
    }

    /// The peak, and the exponent of the tail.
    pub(super) fn part(&mut self, edges: Edges) -> Option<(Peak, f64)> {
        let peak = self.peak(edges)?;
        let evidence = self.evidence;
        self.curve_of(edges).map(|curve| (peak, curve.exponent(evidence)))
    }

    fn curve_of(&mut self, edges: Edges) -> Option<&Curve> {
        let neighbours = neighbours_of(edges, self.evidence.lists);
        let (mut parents, mut order) = ([0; 16], [0; 16]);
        if !perfect(&neighbours, &mut parents, &mut order) {
            return None;
        }
        let (evidence, marginals) = (self.evidence, &mut self.marginals);
        let mut marginal = |set: u32| *marginals.entry(set).or_insert_with(|| evidence.marginal(set));
        let lists = parents.iter().enumerate().take(evidence.lists);
        self.curve.refill(lists.map(|(list, parents)| (marginal(parents | 1 << list), marginal(*parents))));
        Some(&self.curve)
    }
}

/// A draw: the graph, and a population for the comparison of chains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Draw {
    pub(super) edges: Edges,
    pub(super) population: f64,
}

/// One temperature.
#[derive(Debug, Clone, Copy)]
struct Level {
    edges: Edges,
    peak: Peak,
}

/// A chain.
pub(super) struct Walk<'a> {
    scores: Scores<'a>,
    levels: Vec<Level>,
    chance: Chance,
    pairs: usize,
    /// Exchanges tried and made between the posterior and the next temperature.
    pub(super) exchanges: (u64, u64),
    pub(super) draws: Vec<Draw>,
}

impl<'a> Walk<'a> {
    /// Starts a chain: the first without any edge, the second with all, others scattered.
    pub(super) fn new(evidence: &'a Evidence, number: u64, seed: u64) -> Self {
        let pairs = evidence.lists * (evidence.lists - 1) / 2;
        let mut walk = Self {
            scores: Scores::new(evidence),
            levels: Vec::new(),
            chance: Chance::new(seed, number),
            pairs,
            exchanges: (0, 0),
            draws: Vec::new(),
        };
        let all = (1_u128 << pairs) - 1;
        let start = match number {
            0 => 0,
            1 => all,
            _ => walk.scattered(if number.is_multiple_of(2) { 0 } else { all }),
        };
        let peak = walk.scores.peak(start).unwrap_or(Peak { at: 0.0, width: 1.0, ln_height: f64::NEG_INFINITY });
        walk.levels = vec![Level { edges: start, peak }; LEVELS];
        walk
    }

    fn scattered(&mut self, mut edges: Edges) -> Edges {
        let lists = self.scores.evidence.lists;
        let (mut parents, mut order) = ([0; 16], [0; 16]);
        for _ in 0..SCATTER {
            let next = edges ^ (1 << self.chance.below(self.pairs));
            if perfect(&neighbours_of(next, lists), &mut parents, &mut order) {
                edges = next;
            }
        }
        edges
    }

    /// Walks on, and keeps so many draws of the posterior.
    pub(super) fn run(&mut self, draws: usize) {
        for _ in 0..draws {
            let mut power = 1.0;
            for level in 0..LEVELS {
                (0..STEPS).for_each(|_| self.step(level, power));
                power *= COOLER;
            }
            self.exchange();
            let Level { edges, peak } = self.levels[0];
            // A log-normal draw around the peak.
            let spread = (peak.width / peak.at.max(1.0)).min(1.0);
            let undocumented = peak.at.max(1.0) * (spread * self.chance.normal()).exp();
            self.draws.push(Draw { edges, population: self.scores.evidence.documented + undocumented });
        }
    }

    fn step(&mut self, level: usize, power: f64) {
        let changes = match self.chance.below(10) {
            0..5 => 1,
            5..9 => 2,
            _ => 3,
        };
        let now = self.levels[level];
        let next = (0..changes).fold(now.edges, |edges, _| edges ^ (1 << self.chance.below(self.pairs)));
        let Some(peak) = self.scores.peak(next) else { return };
        if self.chance.uniform().ln() < power * (peak.ln_area() - now.peak.ln_area()) {
            self.levels[level] = Level { edges: next, peak };
        }
    }

    /// Tries one exchange between each two neighbours, hottest first.
    fn exchange(&mut self) {
        for level in (1..LEVELS).rev() {
            let power = COOLER.powi(i32::try_from(level).unwrap_or(i32::MAX));
            let gain = self.levels[level].peak.ln_area() - self.levels[level - 1].peak.ln_area();
            let is_made = self.chance.uniform().ln() < (power / COOLER - power) * gain;
            if is_made {
                self.levels.swap(level, level - 1);
            }
            if level == 1 {
                self.exchanges.0 += 1;
                self.exchanges.1 += u64::from(is_made);
            }
        }
    }
}
