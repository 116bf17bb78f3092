//! Moves that the Gibbs sweep alone makes too seldom.
//!
//! *Labels.* Two classes change places, or two neighbours with their sticks (Papaspiliopoulos & Roberts 2008,
//! *Biometrika* 95:169-186, section 3.4).
//!
//! *Along the ridge.* Take a class's odds of being listed down by a factor and its share up by the same one: the chances
//! of being on exactly one list hardly change, the population does. The sweep creeps along this ridge, because it holds
//! the undocumented fixed. Here it is one Metropolis step on the likelihood given the documented,
//! `sum n_m ln p_m - n ln(1 - p_0)`, with the undocumented and the classes summed out. In the coordinates `logit lambda`
//! and `ln nu_k / nu_K` the step is a shift, and the prior's density there is `prod V_k * nu_K^alpha` times
//! `prod lambda^a (1 - lambda)^b`.

use super::state::{State, Table};
use crate::chance::Chance;

/// Label moves of each kind in a sweep.
const LABEL_MOVES: usize = 2;

/// Standard deviations of the step in ln odds; each step takes one at random, so that narrow and wide ridges are served.
const RIDGE_STEPS: [f64; 4] = [0.06, 0.2, 0.6, 1.6];

impl State {
    pub(super) fn move_labels(&mut self, chance: &mut Chance) {
        let sticks = self.classes - 1;
        for _ in 0..LABEL_MOVES {
            let (first, second) = (chance.below(self.classes), chance.below(self.classes));
            let difference = self.persons[second] as f64 - self.persons[first] as f64;
            let ln_ratio = difference * (self.nu[first] / self.nu[second]).ln();
            if first != second && ln_ratio.is_finite() && accepts(ln_ratio, chance) {
                self.swap_classes(first, second);
            }
        }
        if sticks < 2 {
            return;
        }
        for _ in 0..LABEL_MOVES {
            let class = chance.below(sticks - 1);
            let ln_ratio = self.persons[class] as f64 * self.rest[class + 1].ln()
                - self.persons[class + 1] as f64 * self.rest[class].ln();
            if ln_ratio.is_finite() && accepts(ln_ratio, chance) {
                self.swap_classes(class, class + 1);
                self.rest.swap(class, class + 1);
            }
        }
    }

    /// The chances and shares are drawn afresh from the counts, so only these change places.
    fn swap_classes(&mut self, first: usize, second: usize) {
        self.persons.swap(first, second);
        for row in self.on_list.chunks_exact_mut(self.stride) {
            row.swap(first, second);
        }
    }

    /// Some steps along the ridge. Expects and leaves the weights of the current parameters.
    pub(super) fn move_along_ridge(&mut self, table: Table<'_>, steps: usize, chance: &mut Chance) {
        for _ in 0..steps {
            let mut left = chance.uniform();
            let class = (0..self.classes).find(|class| {
                left -= self.nu[*class];
                left < 0.0
            });
            let Some(class) = class else { continue };
            if self.nu[class] < f64::MIN_POSITIVE {
                continue;
            }
            let step = Ridge::propose(self, table, class, chance);
            let ln_ratio = step.ln_ratio(self, table);
            if ln_ratio.is_finite() && accepts(ln_ratio, chance) {
                step.take(self, table);
            }
        }
    }
}

fn accepts(ln_ratio: f64, chance: &mut Chance) -> bool {
    ln_ratio >= 0.0 || chance.uniform() < ln_ratio.exp()
}

/// A proposed step of one class.
struct Ridge {
    class: usize,
    /// Lists whose odds change.
    lists: u32,
    /// ln of the factor by which their odds fall.
    down: f64,
    /// ln of the factor by which the class's share rises, before all shares are made to sum to 1.
    up: f64,
    /// Product over those lists of the new chance of not being listed to the old one, in logarithm.
    ln_off: f64,
}

impl Ridge {
    fn propose(state: &State, table: Table<'_>, class: usize, chance: &mut Chance) -> Self {
        let lists = table.plan.lists;
        let all = ((1_u64 << lists) - 1) as u32;
        let bits = chance.bits();
        let chosen = if bits & 1 == 0 { all } else { (bits >> 32) as u32 & all };
        let down = chance.normal() * RIDGE_STEPS[(bits >> 1 & 3) as usize];
        let up = if bits >> 3 & 3 == 0 { 0.0 } else { down };
        let factor = (-down).exp();
        let off = (0..lists).filter(|list| chosen >> list & 1 == 1).fold(1.0, |product, list| {
            let odds = state.odds[list * state.stride + class];
            product * (1.0 + odds) / (1.0 + odds * factor)
        });
        Self { class, lists: chosen, down, up, ln_off: off.ln() }
    }

    /// By which factor the weight of a pattern in this class changes, before the shares are made to sum to 1.
    fn factor(&self, pattern: u32) -> f64 {
        (self.up + self.ln_off - self.down * f64::from((pattern & self.lists).count_ones())).exp()
    }

    fn factors(&self) -> [f64; 33] {
        let (mut value, by) = (self.factor(0), (-self.down).exp());
        let mut factors = [0.0; 33];
        for factor in factors.iter_mut().take(self.lists.count_ones() as usize + 1) {
            *factor = value;
            value *= by;
        }
        factors
    }

    /// ln of the acceptance ratio.
    fn ln_ratio(&self, state: &State, table: Table<'_>) -> f64 {
        let (stride, class) = (state.stride, self.class);
        let factors = self.factors();
        let grown = state.nu[class] * self.up.exp_m1();
        let new_none = state.none + state.weights[class] * (factors[0] - 1.0);
        let new_documented = 1.0 + grown - new_none;
        if new_documented.is_nan() || new_documented <= 1e-12 * (1.0 + grown) || new_none < 0.0 {
            return f64::NEG_INFINITY;
        }
        let documented = table.counts.documented as f64;
        let mut ln_ratio = -documented * (new_documented / state.documented_share()).ln();
        for ((cell, total), count) in table.plan.cells.iter().zip(&state.totals).zip(&table.counts.persons) {
            let change = factors[(cell.pattern & self.lists).count_ones() as usize] - 1.0;
            let share = state.weights[cell.node * stride + class] / total;
            ln_ratio += *count as f64 * (1.0 + share * change).ln();
        }
        let moved = f64::from(self.lists.count_ones());
        let priors = table.priors;
        ln_ratio += (priors.listed + priors.unlisted) * self.ln_off - priors.listed * self.down * moved;
        if self.up == 0.0 { ln_ratio } else { ln_ratio + self.ln_share_ratio(state, grown) }
    }

    /// What the change of the shares adds: the prior of the sticks, and choosing the class by its share.
    fn ln_share_ratio(&self, state: &State, grown: f64) -> f64 {
        let (class, last) = (self.class, state.classes - 1);
        let ln_sum = grown.ln_1p();
        let (mut suffix, mut product): (f64, f64) = (state.nu[class + 1..state.classes].iter().sum(), 1.0);
        for other in (0..=class).rev() {
            suffix += state.nu[other];
            if other < last {
                product *= suffix / (suffix + grown);
            }
        }
        let own = if class < last { self.up } else { 0.0 };
        let ln_last = if class == last { self.up - ln_sum } else { -ln_sum };
        product.ln() + own + state.alpha * ln_last + self.up - ln_sum
    }

    fn take(&self, state: &mut State, table: Table<'_>) {
        let (stride, class) = (state.stride, self.class);
        let grown = state.nu[class] * self.up.exp_m1();
        let factor = (-self.down).exp();
        for list in (0..table.plan.lists).filter(|list| self.lists >> list & 1 == 1) {
            let at = list * stride + class;
            state.odds[at] *= factor;
            state.off[at] = 1.0 / (1.0 + state.odds[at]);
        }
        let mut suffix: f64 = state.nu[class + 1..state.classes].iter().sum();
        let mut behind = 1.0;
        for other in (0..=class).rev() {
            suffix += state.nu[other];
            let ratio = 1.0 + grown / suffix;
            state.rest[other] *= behind / ratio;
            behind = ratio;
        }
        let scale = 1.0 / (1.0 + grown);
        state.nu.iter_mut().for_each(|share| *share *= scale);
        state.nu[class] *= self.up.exp();
        state.ln_last += if class + 1 == state.classes { self.up } else { 0.0 } - grown.ln_1p();
        state.weigh(table.plan);
    }
}
