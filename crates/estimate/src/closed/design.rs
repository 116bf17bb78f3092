//! The columns of a closed-population model, and what its coefficients say of those on no list.
//!
//! Sources: Rivest & Lévesque 2001, *Canad. J. Statist.* 29:555-572, and Rivest & Baillargeon 2007, *Biometrics*
//! 63:999-1006.

use super::{Heterogeneity, Kind};
use crate::{CaptureTable, capture::float};

/// A regression: one row for each pattern that can be observed, the intercept first.
#[derive(Debug, Clone)]
pub(super) struct Design {
    kind: Kind,
    lists: i32,
    /// Persons, `[cell]`.
    pub(super) counts: Vec<f64>,
    /// `[column][cell]`.
    pub(super) columns: Vec<Vec<f64>>,
    /// Columns from here on are those of the lower bound.
    first_bound: usize,
}

impl Design {
    pub(super) fn new(table: &CaptureTable, kind: Kind) -> Self {
        let lists = table.lists();
        let impossible: std::collections::BTreeSet<u32> = table.impossible().collect();
        let patterns: Vec<u32> = (1..1_u32 << lists).filter(|pattern| !impossible.contains(pattern)).collect();
        let counts = patterns.iter().map(|pattern| float(table.with_pattern(*pattern))).collect();
        let column =
            |value: &dyn Fn(u32) -> f64| -> Vec<f64> { patterns.iter().map(|pattern| value(*pattern)).collect() };
        let mut columns = vec![column(&|_| 1.0)];
        match kind {
            Kind::M0 | Kind::Mh(_) => columns.push(column(&|pattern| f64::from(pattern.count_ones()))),
            Kind::Mt | Kind::Mth(_) => {
                columns.extend((0..lists).map(|list| column(&|pattern| f64::from(pattern >> list & 1))));
            }
            Kind::Mb | Kind::Mbh => {
                columns.push(column(&|pattern| f64::from(pattern.trailing_zeros())));
                columns.push(column(&|pattern| f64::from(pattern.count_ones() - 1)));
            }
        }
        let first_bound = columns.len();
        match kind {
            Kind::Mh(form) | Kind::Mth(form) => {
                for value in heterogeneity(form, lists) {
                    columns.push(column(&|pattern| value(f64::from(pattern.count_ones()))));
                }
            }
            Kind::Mbh => columns.push(column(&|pattern| f64::from(pattern & 1))),
            Kind::M0 | Kind::Mt | Kind::Mb => {}
        }
        Self { kind, lists: i32::try_from(lists).unwrap_or(i32::MAX), counts, columns, first_bound }
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn cells(&self) -> usize {
        self.counts.len()
    }

    /// Of the lower bound's columns the one with the lowest coefficient, if that is below nought.
    pub(super) fn lowest_negative_bound(&self, coefficients: &[f64]) -> Option<usize> {
        if !self.is_bound() {
            return None;
        }
        (self.first_bound..self.width())
            .filter(|column| coefficients[*column] < 0.0)
            .min_by(|one, other| coefficients[*one].total_cmp(&coefficients[*other]))
    }

    fn is_bound(&self) -> bool {
        matches!(self.kind, Kind::Mh(Heterogeneity::Chao) | Kind::Mth(Heterogeneity::Chao))
    }

    /// Drops the lower bound's columns that only empty cells have: their coefficients would run to minus infinity.
    pub(super) fn drop_unseen_bounds(&mut self) {
        let is_empty = |column: &Vec<f64>| column.iter().zip(&self.counts).all(|(value, count)| value * count <= 0.0);
        while self.is_bound() && self.width() > self.first_bound && self.columns.last().is_some_and(is_empty) {
            self.columns.pop();
        }
    }

    pub(super) fn drop_column(&mut self, column: usize) {
        self.columns.remove(column);
    }

    /// Persons on no list, and the gradient of that by the coefficients.
    ///
    /// ```text
    /// e^b0                                        lists and persons (the cell without lists has nought in all columns)
    /// e^(b0 + t b1) / (1 + e^b2 - e^b1)           behaviour: 1 - p = e^b1 / (1 + e^b2), chance of none (1 - p)^t
    /// ```
    pub(super) fn undocumented(&self, coefficients: &[f64]) -> (f64, Vec<f64>) {
        let mut gradient = vec![0.0; coefficients.len()];
        if !self.kind.needs_order() {
            gradient[0] = coefficients[0].exp();
            return (gradient[0], gradient);
        }
        let lists = f64::from(self.lists);
        let (first, again) = (coefficients[1].exp(), coefficients[2].exp());
        let left = 1.0 + again - first;
        let undocumented = (coefficients[0] + lists * coefficients[1]).exp() / left;
        gradient[0] = undocumented;
        gradient[1] = undocumented * (lists + first / left);
        gradient[2] = -undocumented * again / left;
        (undocumented, gradient)
    }
}

type OfLists = Box<dyn Fn(f64) -> f64>;

/// Columns of a form, as functions of the number of lists.
fn heterogeneity(form: Heterogeneity, lists: usize) -> Vec<OfLists> {
    let one = |value: fn(f64) -> f64| -> Vec<OfLists> { vec![Box::new(value)] };
    match form {
        Heterogeneity::Chao => (3..=lists)
            .map(|least| {
                #[expect(clippy::cast_precision_loss, reason = "at most 16 lists")]
                let before = least as f64 - 1.0;
                Box::new(move |on: f64| (on - before).max(0.0)) as OfLists
            })
            .collect(),
        Heterogeneity::Poisson2 => one(|on| on.exp2() - 1.0),
        Heterogeneity::Darroch => one(|on| on * on / 2.0),
        Heterogeneity::Gamma35 => one(|on| 3.5_f64.ln() - (3.5 + on).ln()),
    }
}
