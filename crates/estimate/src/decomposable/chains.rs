//! Chains among graphs of more lists than can be counted, compared, and their visits turned into a posterior.
//!
//! Chains start far apart and run on, twice as long each time, until they agree: on the population by R-hat and effective
//! draws, and on each edge by the share of draws that hold it. Visits are divided by the approximate weight that the walk
//! used and multiplied by the exact sum over the undocumented (importance weights near 1).

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Refusal,
    integrate::Part,
    marginal::Evidence,
    walk::{Edges, Scores, Walk},
};
use crate::diagnostics::{Diagnosis, Gates, diagnose};

/// Draws of a chain in the first round, of which the later half counts.
const FIRST_ROUND: usize = 6_000;

/// With a smaller share a few graphs, visited by chance, would make the answer.
const EFFICIENCY_MIN: f64 = 0.2;

/// How chains walk among graphs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Chains {
    /// Every graph is weighed up to so many lists, at most 7; chains beyond.
    pub exact_to: usize,
    /// How many chains, at least 4.
    pub chains: usize,
    /// Draws of each chain after which they must agree; the first rounds are shorter.
    pub draws_max: usize,
    /// Largest difference between chains in the share of draws that hold an edge.
    pub edge_difference_max: f64,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Threads; changes the time and nothing else.
    pub threads: usize,
}

impl Default for Chains {
    /// Exact to seven lists, four chains of at most 48,000 draws, edges within 0.1, seed 19481210, one thread.
    fn default() -> Self {
        Self { exact_to: 7, chains: 4, draws_max: 48_000, edge_difference_max: 0.1, seed: 19_481_210, threads: 1 }
    }
}

/// How well chains among graphs agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Of the population.
    pub diagnosis: Diagnosis,
    /// Largest difference between chains in the share of draws that hold an edge, between 0 and 1.
    pub edge_difference: f64,
    /// Share of exchanges with the next temperature that were made, over all chains.
    pub exchange_rate: f64,
    /// Chains.
    pub chains: usize,
    /// Draws of each chain that count.
    pub draws: usize,
    /// Visits that the weights of visits are worth, as a share of all; 1 where the walk's weights are exact.
    pub weight_efficiency: f64,
    /// Seed of the random numbers.
    pub seed: u64,
}

/// Graphs that were visited, with the weights of their visits.
pub(super) struct Visited {
    pub(super) graphs: Vec<Edges>,
    pub(super) parts: Vec<Part>,
    /// How often: [graph].
    pub(super) visits: Vec<f64>,
    pub(super) agreement: Agreement,
}

/// Walks until chains agree.
pub(super) fn visit(evidence: &Evidence, chains: &Chains) -> Result<Visited, Refusal> {
    let numbers = 0..chains.chains as u64;
    let mut walks: Vec<Walk<'_>> = numbers.map(|number| Walk::new(evidence, number, chains.seed)).collect();
    let share = walks.len().div_ceil(chains.threads.clamp(1, 64));
    let mut draws = 0;
    loop {
        let more = draws.max(FIRST_ROUND).min(chains.draws_max - draws);
        std::thread::scope(|scope| {
            for part in walks.chunks_mut(share) {
                scope.spawn(move || part.iter_mut().for_each(|walk| walk.run(more)));
            }
        });
        draws += more;
        let agreement = compare(&walks, chains, draws / 2);
        let is_agreed =
            agreement.diagnosis.failures.is_empty() && agreement.edge_difference <= chains.edge_difference_max;
        if is_agreed {
            return Ok(visited(evidence, &walks, agreement));
        }
        if draws >= chains.draws_max {
            let Agreement { diagnosis, edge_difference, .. } = agreement;
            return Err(Refusal::ChainsDisagree { diagnosis: Box::new(diagnosis), edge_difference });
        }
    }
}

fn compare(walks: &[Walk<'_>], chains: &Chains, from: usize) -> Agreement {
    let populations: Vec<Vec<f64>> =
        walks.iter().map(|walk| walk.draws[from..].iter().map(|draw| draw.population).collect()).collect();
    let shares: Vec<Vec<f64>> = walks
        .iter()
        .map(|walk| {
            let mut held = vec![0_u32; 120];
            for draw in &walk.draws[from..] {
                held.iter_mut().enumerate().for_each(|(edge, held)| *held += u32::from(draw.edges >> edge & 1 == 1));
            }
            held.into_iter().map(|held| f64::from(held) / (walk.draws.len() - from) as f64).collect()
        })
        .collect();
    let difference = |edge: usize| {
        let of_chains = shares.iter().map(|shares| shares[edge]);
        of_chains.clone().fold(0.0, f64::max) - of_chains.fold(1.0, f64::min)
    };
    let (tried, made) = walks.iter().fold((0, 0), |sum, walk| (sum.0 + walk.exchanges.0, sum.1 + walk.exchanges.1));
    Agreement {
        diagnosis: diagnose(&populations, Gates::default()),
        edge_difference: (0..120).map(difference).fold(0.0, f64::max),
        exchange_rate: made as f64 / tried.max(1) as f64,
        chains: walks.len(),
        draws: populations.first().map_or(0, Vec::len),
        weight_efficiency: f64::NAN,
        seed: chains.seed,
    }
}

fn visited(evidence: &Evidence, walks: &[Walk<'_>], agreement: Agreement) -> Visited {
    let mut visits: BTreeMap<Edges, u32> = BTreeMap::new();
    for walk in walks {
        for draw in &walk.draws[walk.draws.len() - agreement.draws..] {
            *visits.entry(draw.edges).or_default() += 1;
        }
    }
    let mut scores = Scores::new(evidence);
    let mut visited = Visited { graphs: Vec::new(), parts: Vec::new(), visits: Vec::new(), agreement };
    for (edges, visits) in visits {
        if let Some((peak, exponent)) = scores.part(edges) {
            let visits = f64::from(visits);
            visited.graphs.push(edges);
            visited.visits.push(visits);
            visited.parts.push(Part { peak, exponent, ln_scale: visits.ln() - peak.ln_area() });
        }
    }
    visited
}

impl Visited {
    /// Tells what the visits are worth, once each graph's mass is known: `[graph]`, in proportion to visits times weight.
    pub(super) fn agreement(self, masses: &[f64]) -> Result<Agreement, Refusal> {
        let sum: f64 = masses.iter().sum();
        let squares: f64 = masses.iter().zip(&self.visits).map(|(mass, visits)| mass * mass / visits).sum();
        let weight_efficiency = sum * sum / squares / self.visits.iter().sum::<f64>();
        if weight_efficiency.is_nan() || weight_efficiency < EFFICIENCY_MIN {
            return Err(Refusal::UnevenVisits { efficiency: weight_efficiency });
        }
        Ok(Agreement { weight_efficiency, ..self.agreement })
    }
}
