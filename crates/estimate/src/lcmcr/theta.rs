//! What a chain knows of the classes, and how it is drawn given who is in which.
//!
//! The parameters are the classes' shares `nu` (by sticks `V`), the chances `lambda` of each list and class, and `alpha`.
//! Nothing else belongs to a state of the chain: who is in which class and how many are undocumented is drawn anew from
//! them in each sweep ([`super::dealt`]), so that an exchange of temperatures moves this value and nothing that was drawn
//! for another temperature's table.
//!
//! Weights are kept in linear space: a class's weight of the empty pattern times the odds of each list that a pattern
//! has; `lambda` is stored as odds and complement, so that neither is rounded to 0 or 1.
//!
//! Source: Manrique-Vallier 2016, *Biometrics* 72:1246-1254 (model, sections 3 and 4); `p(N) ~ 1/N`.

use super::dealt::Dealt;
use super::plan::{Counts, Plan};
use super::settings::Priors;
use crate::chance::Chance;

/// Lanes of a row: rows are padded to a multiple of this.
const LANES: usize = 4;

/// The least chance of being documented that is told from none. Populations beyond 10^12 times the documented are not
/// told apart; draws there are counted as beyond any cap.
const DOCUMENTED_MIN: f64 = 1e-12;

/// Parameters of one temperature of one chain, and the weights that follow from them.
#[derive(Debug, Clone)]
pub(super) struct Theta {
    pub(super) classes: usize,
    pub(super) stride: usize,
    /// Odds of being on a list: [list][class].
    pub(super) odds: Vec<f64>,
    /// Chance of not being on it: [list][class].
    pub(super) off: Vec<f64>,
    /// The classes' shares.
    pub(super) nu: Vec<f64>,
    /// 1 - V of every class but the last.
    pub(super) rest: Vec<f64>,
    /// ln of the last class's share, which may itself be too small for a float.
    pub(super) ln_last: f64,
    pub(super) alpha: f64,
    /// Weights of the tree's patterns: [node][class].
    pub(super) weights: Vec<f64>,
    /// Sum of a cell's weights: [cell].
    pub(super) totals: Vec<f64>,
    /// Chance of being on no list.
    pub(super) none: f64,
    /// Whether they have been at the hottest rung since they were last at the coldest.
    pub(super) was_hot: bool,
}

/// What a sweep needs beside the state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) plan: &'a Plan,
    pub(super) counts: &'a Counts,
    pub(super) priors: &'a Priors,
}

impl Theta {
    /// An overdispersed start: chances at random below `reach`, shares from sticks of a random alpha.
    pub(super) fn start(plan: &Plan, classes: usize, reach: f64, chance: &mut Chance) -> Self {
        let stride = stride(classes);
        let cells = plan.lists * stride;
        let mut theta = Self {
            classes,
            stride,
            odds: vec![0.0; cells],
            off: vec![1.0; cells],
            nu: vec![0.0; stride],
            rest: vec![1.0; classes],
            ln_last: 0.0,
            alpha: (chance.uniform() * 4.0 - 2.0).exp(),
            weights: vec![0.0; plan.nodes.len() * stride],
            totals: vec![0.0; plan.cells.len()],
            none: 0.0,
            was_hot: false,
        };
        for list in 0..plan.lists {
            for class in 0..classes {
                let on = reach * chance.uniform();
                theta.odds[list * stride + class] = on / (1.0 - on);
                theta.off[list * stride + class] = 1.0 - on;
            }
        }
        theta.draw_sticks(&Dealt::nobody(plan, classes), chance);
        theta.weigh(plan);
        theta
    }

    /// Multiplies the weights out.
    pub(super) fn weigh(&mut self, plan: &Plan) {
        let stride = self.stride;
        let (base, rest) = self.weights.split_at_mut(stride);
        base.copy_from_slice(&self.nu);
        for row in self.off.chunks_exact(stride) {
            multiply(base, row);
        }
        self.none = sum(base);
        let mut offset = 0;
        for node in &plan.nodes[1..] {
            let (done, current) = rest.split_at_mut(offset);
            let parent =
                if node.parent == 0 { &*base } else { &done[(node.parent - 1) * stride..node.parent * stride] };
            product(&mut current[..stride], parent, &self.odds[node.list * stride..(node.list + 1) * stride]);
            offset += stride;
        }
        for (total, cell) in self.totals.iter_mut().zip(&plan.cells) {
            *total = sum(&self.weights[cell.node * stride..(cell.node + 1) * stride]);
        }
    }

    /// The chance of being on at least one list, not rounded to nothing.
    pub(super) fn documented_share(&self) -> f64 {
        (1.0 - self.none).max(DOCUMENTED_MIN)
    }

    /// Draws everything given who is in which class.
    pub(super) fn draw(&mut self, dealt: &Dealt, table: Table<'_>, chance: &mut Chance) {
        self.draw_chances(dealt, table, chance);
        self.draw_sticks(dealt, chance);
        self.draw_alpha(table.priors, chance);
        self.weigh(table.plan);
    }

    /// Chances of the lists given the classes.
    fn draw_chances(&mut self, dealt: &Dealt, table: Table<'_>, chance: &mut Chance) {
        let Priors { listed, unlisted, .. } = *table.priors;
        for list in 0..table.plan.lists {
            for class in 0..self.classes {
                let at = list * self.stride + class;
                let (on, all) = (dealt.on_list[at], dealt.persons[class]);
                (self.odds[at], self.off[at]) = chance.beta_odds(listed + on as f64, unlisted + (all - on) as f64);
            }
        }
    }

    /// Sticks and shares given the classes' sizes.
    fn draw_sticks(&mut self, dealt: &Dealt, chance: &mut Chance) {
        let mut behind: u64 = dealt.persons.iter().sum();
        let last = self.classes - 1;
        let (mut left, mut large, mut ln_small) = (1.0, 1.0, 0.0);
        for class in 0..last {
            let here = dealt.persons[class];
            behind -= here;
            let after = self.alpha + behind as f64;
            let (stick, rest) = if here == 0 || after < 1.0 {
                let (ln_stick, ln_rest) = chance.ln_beta(1.0 + here as f64, after);
                ln_small += ln_rest;
                (ln_stick.exp(), ln_rest.exp())
            } else {
                let (odds, rest) = chance.beta_odds(1.0 + here as f64, after);
                large *= rest;
                (odds * rest, rest)
            };
            self.nu[class] = left * stick;
            self.rest[class] = rest;
            left *= rest;
        }
        self.nu[last] = left;
        self.ln_last = ln_small + f64::max(large, f64::MIN_POSITIVE).ln();
    }

    fn draw_alpha(&mut self, priors: &Priors, chance: &mut Chance) {
        let last = self.ln_last.max(-1e12);
        let shape = priors.alpha_shape + self.classes as f64 - 1.0;
        self.alpha = (chance.gamma(shape) / (priors.alpha_rate - last)).max(1e-9);
    }
}

/// Length of a row of classes.
pub(super) fn stride(classes: usize) -> usize {
    classes.div_ceil(LANES) * LANES
}

fn multiply(row: &mut [f64], by: &[f64]) {
    for (left, right) in row.as_chunks_mut::<LANES>().0.iter_mut().zip(by.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            left[lane] *= right[lane];
        }
    }
}

fn product(into: &mut [f64], first: &[f64], second: &[f64]) {
    let factors = first.as_chunks::<LANES>().0.iter().zip(second.as_chunks::<LANES>().0);
    for (result, (left, right)) in into.as_chunks_mut::<LANES>().0.iter_mut().zip(factors) {
        for lane in 0..LANES {
            result[lane] = left[lane] * right[lane];
        }
    }
}

fn sum(row: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    for chunk in row.as_chunks::<LANES>().0 {
        for lane in 0..LANES {
            sums[lane] += chunk[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}
