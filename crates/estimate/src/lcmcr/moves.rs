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

use super::dealt::Dealt;
use super::theta::{Table, Theta};
use crate::chance::Chance;

/// Label moves of each kind in a sweep.
const LABEL_MOVES: usize = 2;

/// Standard deviations of the step in ln odds; each step takes one at random, so that narrow and wide ridges are served.
const RIDGE_STEPS: [f64; 4] = [0.06, 0.2, 0.6, 1.6];

impl Theta {
    /// Label moves, once between dealing out and drawing: they change `dealt` and the sticks only, and leave chances and
    /// shares to be drawn from `dealt`.
    pub(super) fn move_labels(&mut self, dealt: &mut Dealt, chance: &mut Chance) {
        let sticks = self.classes - 1;
        for _ in 0..LABEL_MOVES {
            let (first, second) = (chance.below(self.classes), chance.below(self.classes));
            let difference = dealt.persons[second] as f64 - dealt.persons[first] as f64;
            let ln_ratio = difference * (self.nu[first] / self.nu[second]).ln();
            if first != second && accepts(ln_ratio, chance) {
                dealt.swap(first, second);
            }
        }
        if sticks < 2 {
            return;
        }
        for _ in 0..LABEL_MOVES {
            let class = chance.below(sticks - 1);
            let ln_ratio = dealt.persons[class] as f64 * self.rest[class + 1].ln()
                - dealt.persons[class + 1] as f64 * self.rest[class].ln();
            if accepts(ln_ratio, chance) {
                dealt.swap(class, class + 1);
                self.rest.swap(class, class + 1);
            }
        }
    }

    /// One step along the ridge. Expects and leaves the weights of the current parameters.
    pub(super) fn move_along_ridge(&mut self, table: Table<'_>, chance: &mut Chance) {
        let mut left = chance.uniform();
        let class = (0..self.classes).find(|class| {
            left -= self.nu[*class];
            left < 0.0
        });
        let Some(class) = class.filter(|class| self.nu[*class] >= f64::MIN_POSITIVE) else { return };
        let step = Ridge::propose(self, table, class, chance);
        if accepts(step.ln_ratio(self, table), chance) {
            step.take(self, table);
        }
    }
}

/// Decides a Metropolis step; one whose ratio is no number is not taken.
pub(super) fn accepts(ln_ratio: f64, chance: &mut Chance) -> bool {
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
    fn propose(theta: &Theta, table: Table<'_>, class: usize, chance: &mut Chance) -> Self {
        let lists = table.plan.lists;
        let all = ((1_u64 << lists) - 1) as u32;
        let bits = chance.bits();
        let chosen = if bits & 1 == 0 { all } else { (bits >> 32) as u32 & all };
        let down = chance.normal() * RIDGE_STEPS[(bits >> 1 & 3) as usize];
        let up = if bits >> 3 & 3 == 0 { 0.0 } else { down };
        let factor = (-down).exp();
        let off = (0..lists).filter(|list| chosen >> list & 1 == 1).fold(1.0, |product, list| {
            let odds = theta.odds[list * theta.stride + class];
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
    fn ln_ratio(&self, theta: &Theta, table: Table<'_>) -> f64 {
        let (stride, class) = (theta.stride, self.class);
        let factors = self.factors();
        let grown = theta.nu[class] * self.up.exp_m1();
        let new_none = theta.none + theta.weights[class] * (factors[0] - 1.0);
        let new_documented = 1.0 + grown - new_none;
        if new_documented.is_nan() || new_documented <= 1e-12 * (1.0 + grown) || new_none < 0.0 {
            return f64::NEG_INFINITY;
        }
        let documented = table.counts.documented as f64;
        let mut ln_ratio = -documented * (new_documented / theta.documented_share()).ln();
        for ((cell, total), count) in table.plan.cells.iter().zip(&theta.totals).zip(&table.counts.persons) {
            let change = factors[(cell.pattern & self.lists).count_ones() as usize] - 1.0;
            let share = theta.weights[cell.node * stride + class] / total;
            ln_ratio += *count as f64 * (1.0 + share * change).ln();
        }
        let moved = f64::from(self.lists.count_ones());
        let priors = table.priors;
        ln_ratio += (priors.listed + priors.unlisted) * self.ln_off - priors.listed * self.down * moved;
        if self.up == 0.0 { ln_ratio } else { ln_ratio + self.ln_share_ratio(theta, grown) }
    }

    /// What the change of the shares adds: the prior of the sticks, and choosing the class by its share.
    fn ln_share_ratio(&self, theta: &Theta, grown: f64) -> f64 {
        let (class, last) = (self.class, theta.classes - 1);
        let ln_sum = grown.ln_1p();
        let (mut suffix, mut product): (f64, f64) = (theta.nu[class + 1..theta.classes].iter().sum(), 1.0);
        for other in (0..=class).rev() {
            suffix += theta.nu[other];
            if other < last {
                product *= suffix / (suffix + grown);
            }
        }
        let own = if class < last { self.up } else { 0.0 };
        let ln_last = if class == last { self.up - ln_sum } else { -ln_sum };
        product.ln() + own + theta.alpha * ln_last + self.up - ln_sum
    }

    fn take(&self, theta: &mut Theta, table: Table<'_>) {
        let (stride, class) = (theta.stride, self.class);
        let grown = theta.nu[class] * self.up.exp_m1();
        let factor = (-self.down).exp();
        for list in (0..table.plan.lists).filter(|list| self.lists >> list & 1 == 1) {
            let at = list * stride + class;
            theta.odds[at] *= factor;
            theta.off[at] = 1.0 / (1.0 + theta.odds[at]);
        }
        let mut suffix: f64 = theta.nu[class + 1..theta.classes].iter().sum();
        let mut behind = 1.0;
        for other in (0..=class).rev() {
            suffix += theta.nu[other];
            let ratio = 1.0 + grown / suffix;
            theta.rest[other] *= behind / ratio;
            behind = ratio;
        }
        let scale = 1.0 / (1.0 + grown);
        theta.nu.iter_mut().for_each(|share| *share *= scale);
        theta.nu[class] *= self.up.exp();
        theta.ln_last += if class + 1 == theta.classes { self.up } else { 0.0 } - grown.ln_1p();
        theta.weigh(table.plan);
    }
}
