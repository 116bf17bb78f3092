//! What a set of lists says of the undocumented: the marginal likelihood of its table.
//!
//! With a hyper-Dirichlet prior that gives each cell of all `p` lists the weight `delta`, a cell of the `|s|` lists of a set
//! `s` has `delta_s = delta 2^(p - |s|)`, and the table of these lists with `n0` undocumented persons has
//!
//! ```text
//! M_s(n0) = ln G(n0 + z_s + delta_s) - ln G(n0 + n + 2^p delta) + ln G(2^p delta) - ln G(delta_s)
//!           + sum over its other cells of (ln G(y + delta_s) - ln G(delta_s)),         M of no list is 0,
//! ```
//!
//! where `z_s` documented persons are on no list of `s`. A graph has the sum over its cliques less that over its
//! separators, which is the sum over lists of `M(list and parents) - M(parents)` in a perfect order.
//!
//! Sources: Dawid & Lauritzen 1993, *Ann. Statist.* 21:1272-1317 (hyper-Dirichlet law); Madigan & York 1997, *Biometrika*
//! 84:19-31 (populations of unknown size).

use statrs::function::gamma::ln_gamma;

use super::ratio::ln_gamma_ratio;
use crate::{CaptureTable, capture::float};

/// What does not depend on the undocumented.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Marginal {
    /// `z_s + delta_s`.
    pub(super) offset: f64,
    /// All terms of `M_s` without `n0`.
    pub(super) constant: f64,
}

/// Where a pattern's persons stand in the table of some lists: its bits of these lists, close together.
struct Places {
    low: [usize; 256],
    high: [usize; 256],
}

impl Places {
    fn new(set: u32) -> Self {
        let mut places = Self { low: [0; 256], high: [0; 256] };
        let lists = (0..16).filter(|list| set >> list & 1 == 1);
        for (place, list) in lists.enumerate() {
            let (half, bit) = if list < 8 { (&mut places.low, list) } else { (&mut places.high, list - 8) };
            half.iter_mut().enumerate().for_each(|(byte, index)| *index |= (byte >> bit & 1) << place);
        }
        places
    }

    fn of(&self, pattern: u32) -> usize {
        self.low[pattern as usize & 255] | self.high[pattern as usize >> 8 & 255]
    }
}

/// A table and the prior on its cells.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub(super) lists: usize,
    /// Documented persons.
    pub(super) documented: f64,
    /// `n + 2^p delta`.
    pub(super) top: f64,
    delta: f64,
    patterns: Vec<(u32, f64)>,
    /// True for the prior 1/N, false for a uniform one.
    pub(super) is_reciprocal: bool,
    /// Sum of ln y! over the patterns, which no graph changes.
    ln_factorials: f64,
}

impl Evidence {
    pub(super) fn new(table: &CaptureTable, delta: f64, is_reciprocal: bool) -> Self {
        let documented = float(table.documented());
        let patterns: Vec<(u32, f64)> = table.patterns().map(|(pattern, persons)| (pattern, float(persons))).collect();
        let ln_factorials = patterns.iter().map(|(_, persons)| ln_gamma(persons + 1.0)).sum();
        let top = documented + delta * float(1 << table.lists());
        Self { lists: table.lists(), documented, top, delta, patterns, is_reciprocal, ln_factorials }
    }

    /// The marginal of a set of lists, as a bit field.
    pub(super) fn marginal(&self, set: u32) -> Marginal {
        if set == 0 {
            return Marginal { offset: self.top, constant: 0.0 };
        }
        let delta = self.delta * float(1 << (self.lists - set.count_ones() as usize));
        let mut cells = vec![0.0; 1 << set.count_ones()];
        let places = Places::new(set);
        for (pattern, persons) in &self.patterns {
            cells[places.of(*pattern)] += persons;
        }
        let unseen = cells[0];
        let others: f64 =
            cells[1..].iter().filter(|persons| **persons > 0.0).map(|persons| ln_gamma_ratio(delta, *persons)).sum();
        let constant = ln_gamma(self.top - self.documented) - ln_gamma(delta) - others;
        Marginal { offset: unseen + delta, constant }
    }

    /// `M_s(n0)`.
    pub(super) fn ln_marginal(&self, marginal: Marginal, undocumented: f64) -> f64 {
        ln_gamma_ratio(undocumented + marginal.offset, self.top - marginal.offset) + marginal.constant
    }

    /// What all graphs share: `ln N! - ln n0! - sum ln y!` and the prior on the population.
    pub(super) fn ln_shared(&self, undocumented: f64) -> f64 {
        let prior = if self.is_reciprocal { (undocumented + self.documented).ln() } else { 0.0 };
        -ln_gamma_ratio(undocumented + 1.0, self.documented) - self.ln_factorials - prior
    }
}
