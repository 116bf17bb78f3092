//! Who is in which class: the persons of every cell, and the undocumented, dealt out over the classes.
//!
//! Drawn anew in each sweep from the parameters and the table of one temperature; never kept, never exchanged. The cost
//! does not grow with the number of persons.
//!
//! Source: Manrique-Vallier 2016, *Biometrics* 72:1246-1254, section 4; with `p(N) ~ 1/N` the undocumented given the
//! parameters are negative binomial.

use super::plan::Plan;
use super::theta::{Table, Theta, stride};
use crate::chance::Chance;

/// Cells with so few persons are dealt out one by one.
const FEW_PERSONS: u64 = 4;

/// Persons by class.
#[derive(Debug, Clone)]
pub(super) struct Dealt {
    pub(super) stride: usize,
    /// Persons of a class, documented or not.
    pub(super) persons: Vec<u64>,
    /// Persons of a class on a list: [list][class].
    pub(super) on_list: Vec<u64>,
    /// Classes by falling size at the last dealing: the order in which they are served, which the law does not depend on.
    order: Vec<usize>,
}

impl Dealt {
    /// Empty classes.
    pub(super) fn nobody(plan: &Plan, classes: usize) -> Self {
        let stride = stride(classes);
        Self { stride, persons: vec![0; stride], on_list: vec![0; plan.lists * stride], order: (0..classes).collect() }
    }

    /// Deals out the table, draws the undocumented and deals them out too. Returns the undocumented: a draw from their
    /// law given these parameters and this table, and given no others.
    pub(super) fn deal_out(&mut self, theta: &Theta, table: Table<'_>, chance: &mut Chance) -> u64 {
        self.persons.fill(0);
        self.on_list.fill(0);
        let Self { stride, persons, on_list, order } = self;
        for ((cell, total), count) in table.plan.cells.iter().zip(&theta.totals).zip(&table.counts.persons) {
            let row = &theta.weights[cell.node * *stride..(cell.node + 1) * *stride];
            deal(Deal { persons: *count, row, total: *total, order }, chance, |class, here| {
                persons[class] += here;
                for list in &cell.lists {
                    on_list[list * *stride + class] += here;
                }
            });
        }
        let odds = theta.none / theta.documented_share();
        let undocumented = chance.negative_binomial(table.counts.documented as f64, odds);
        let row = &theta.weights[..*stride];
        let unseen = Deal { persons: undocumented, row, total: theta.none, order };
        deal(unseen, chance, |class, here| persons[class] += here);
        order.sort_unstable_by(|a, b| persons[*b].cmp(&persons[*a]).then(a.cmp(b)));
        undocumented
    }

    /// Two classes change places.
    pub(super) fn swap(&mut self, first: usize, second: usize) {
        self.persons.swap(first, second);
        for row in self.on_list.chunks_exact_mut(self.stride) {
            row.swap(first, second);
        }
    }
}

/// Persons to be dealt out by a row of weights, the classes in this order.
struct Deal<'a> {
    persons: u64,
    row: &'a [f64],
    total: f64,
    order: &'a [usize],
}

/// Deals out by a multinomial law and tells how many fall to a class: class after class by binomials, then the last few
/// persons one by one.
#[inline]
fn deal(deal: Deal<'_>, chance: &mut Chance, mut tell: impl FnMut(usize, u64)) {
    let Deal { persons, row, total, order } = deal;
    let (mut rest, mut rest_weight, mut place) = (persons, total, 0);
    while rest > FEW_PERSONS && place < order.len() {
        let (class, weight) = (order[place], row[order[place]]);
        let here = chance.binomial(rest, weight / rest_weight);
        if here > 0 {
            tell(class, here);
            rest -= here;
        }
        rest_weight = (rest_weight - weight).max(f64::MIN_POSITIVE);
        place += 1;
    }
    let open = &order[place.min(order.len() - 1)..];
    for _ in 0..rest {
        let mut left = chance.uniform() * rest_weight;
        let chosen = open.iter().copied().find(|class| {
            left -= row[*class];
            left < 0.0
        });
        // Only rounding finds none.
        tell(chosen.unwrap_or(open[0]), 1);
    }
}
