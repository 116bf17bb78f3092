//! Where the posterior is computed: person by person near nobody, then panels on the logarithm of the undocumented.
//!
//! Each panel holds eight points of Gauss and Legendre, and panels are halved where some graph's posterior is narrow, until
//! none is wider than two and a half of its standard deviations. The sum over whole persons and the integral differ at the
//! place where panels begin by a 24th of the slope there (Euler and Maclaurin), which is put into the weights.
//!
//! Source: Davis & Rabinowitz 1984, *Methods of Numerical Integration*, sections 2.7 (Gauss) and 2.9 (Euler-Maclaurin).

use std::{collections::HashSet, sync::LazyLock};

/// Numbers of undocumented persons below this are taken one by one.
pub(super) const SINGLY: u32 = 64;

/// Points of a panel.
pub(super) const POINTS: usize = 8;

/// Parts of a panel of which the mass is told.
pub(super) const PARTS: usize = 16;

/// Width of an undivided panel in natural logarithms.
pub(super) const WIDEST: f64 = 0.5;

/// Standard deviations of the narrowest posterior that a panel may be wide.
const DEVIATIONS: f64 = 2.5;

/// A panel is halved no more often than this: 0.5 / 2^30 is below a person in 10^9.
const HALVINGS: u32 = 30;

/// More panels are not made; the first that are too wide are then those of the graphs that weigh least.
const MARKS_MAX: usize = 40_000;

/// Points and weights on (-1, 1), and what each point adds to the mass of each part: [part][point].
pub(super) struct Rule {
    pub(super) points: [f64; POINTS],
    pub(super) weights: [f64; POINTS],
    pub(super) parts: [[f64; POINTS]; PARTS],
}

pub(super) static RULE: LazyLock<Rule> = LazyLock::new(|| {
    let (mut points, mut weights) = ([0.0; POINTS], [0.0; POINTS]);
    for place in 0..POINTS {
        let mut x = -(std::f64::consts::PI * (place as f64 + 0.75) / (POINTS as f64 + 0.5)).cos();
        for _ in 0..20 {
            let (value, slope) = legendre(x);
            x -= value / slope;
        }
        points[place] = x;
        weights[place] = 2.0 / ((1.0 - x * x) * legendre(x).1.powi(2));
    }
    let mut parts = [[0.0; POINTS]; PARTS];
    let size = 2.0 / PARTS as f64;
    for (part, row) in parts.iter_mut().enumerate() {
        for inner in 0..POINTS {
            let x = -1.0 + size * (part as f64 + (points[inner] + 1.0) / 2.0);
            for (point, value) in row.iter_mut().enumerate() {
                let others = (0..POINTS).filter(|other| *other != point);
                let basis: f64 = others.map(|other| (x - points[other]) / (points[point] - points[other])).product();
                *value += basis * weights[inner] * size / 2.0;
            }
        }
    }
    Rule { points, weights, parts }
});

/// Legendre's polynomial of degree eight and its slope.
fn legendre(x: f64) -> (f64, f64) {
    let (mut before, mut now) = (1.0, x);
    for degree in 2..=POINTS {
        let degree = degree as f64;
        (before, now) = (now, ((2.0 * degree - 1.0) * x * now - (degree - 1.0) * before) / degree);
    }
    (now, POINTS as f64 * (x * now - before) / (x * x - 1.0))
}

/// From and to on the logarithm of the undocumented.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Panel {
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Panel {
    /// Undocumented persons at its points, and the persons that each point stands for.
    pub(super) fn nodes(self) -> impl Iterator<Item = (f64, f64)> {
        let (middle, half) = (f64::midpoint(self.from, self.to), (self.to - self.from) / 2.0);
        (0..POINTS).map(move |place| {
            let persons = (middle + half * RULE.points[place]).exp();
            (persons, persons * half * RULE.weights[place])
        })
    }
}

/// Logarithm at which panels begin.
fn start() -> f64 {
    (f64::from(SINGLY) - 0.5).ln()
}

/// The persons below the panels, with weights: 0, 1, ... and one at the border.
pub(super) fn single_nodes() -> Vec<(f64, f64)> {
    let mut nodes: Vec<(f64, f64)> = (0..SINGLY).map(|persons| (f64::from(persons), 1.0)).collect();
    if let Some(last) = nodes.last_mut() {
        last.1 -= 1.0 / 24.0;
    }
    nodes.push((f64::from(SINGLY), 1.0 / 24.0));
    nodes
}

/// Which panels must be halved.
#[derive(Debug, Clone, Default)]
pub(super) struct Halvings {
    marks: HashSet<(u32, u64)>,
}

impl Halvings {
    /// Asks for panels as narrow as a posterior with its peak and standard deviation at these numbers of persons needs.
    pub(super) fn ask(&mut self, at: f64, width: f64) {
        let (centre, spread) = (at.max(1.0).ln(), width / at.max(1.0));
        let mut level = 0;
        while level < HALVINGS && WIDEST / f64::from(1_u32 << level) > DEVIATIONS * spread {
            level += 1;
        }
        let (low, high) = (centre - 10.0 * spread, centre + 10.0 * spread);
        for level in 0..level {
            let size = WIDEST / f64::from(1_u32 << level);
            let place = |at: f64| ((at - start()).max(0.0) / size) as u64;
            for mark in place(low)..=place(high) {
                if high < start() || self.marks.len() > MARKS_MAX {
                    return;
                }
                self.marks.insert((level, mark));
            }
        }
    }

    /// The panels of the undivided panel number `number`, from low to high.
    pub(super) fn panels(&self, number: u64) -> Vec<Panel> {
        let mut panels = Vec::new();
        self.divide(0, number, &mut panels);
        panels
    }

    fn divide(&self, level: u32, place: u64, panels: &mut Vec<Panel>) {
        if self.marks.contains(&(level, place)) {
            self.divide(level + 1, 2 * place, panels);
            self.divide(level + 1, 2 * place + 1, panels);
            return;
        }
        let size = WIDEST / f64::from(1_u32 << level);
        let from = start() + size * place as f64;
        panels.push(Panel { from, to: from + size });
    }
}

/// Number of the undivided panel that holds so many undocumented persons.
pub(super) fn number_of(persons: f64) -> u64 {
    ((persons.max(1.0).ln() - start()).max(0.0) / WIDEST) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_exact_for_polynomials() {
        let integral = |power: i32| (0..POINTS).map(|j| RULE.weights[j] * RULE.points[j].powi(power)).sum::<f64>();
        assert!((integral(0) - 2.0).abs() < 1e-14 && (integral(14) - 2.0 / 15.0).abs() < 1e-14);
        let whole: f64 = RULE.parts.iter().flatten().sum();
        assert!((whole - 2.0).abs() < 1e-12);
        let first: f64 = (0..POINTS).map(|j| RULE.parts[0][j] * RULE.points[j].powi(3)).sum();
        assert!((first - (0.875_f64.powi(4) - 1.0) / 4.0).abs() < 1e-13, "{first}");
    }

    /// Sum over all whole numbers of 1/(n + 1)^2 - 1/(n + 2)^2 ... telescopes: here of 1/((n + 9)(n + 10)) = 1/9.
    #[test]
    fn sums_over_persons_are_those_of_the_series() {
        let term = |(persons, weight): (f64, f64)| weight / ((persons + 9.0) * (persons + 10.0));
        let halvings = Halvings::default();
        let panels = (0..60).flat_map(|number| halvings.panels(number)).flat_map(Panel::nodes);
        let sum: f64 = single_nodes().into_iter().chain(panels).map(term).sum();
        assert!((sum - 1.0 / 9.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn narrow_posteriors_are_given_narrow_panels() {
        let mut halvings = Halvings::default();
        halvings.ask(1e6, 1e3);
        let panels = halvings.panels(number_of(1e6));
        let at = 1e6_f64.ln();
        let there = panels.iter().find(|panel| panel.from <= at && at < panel.to).unwrap();
        assert!(there.to - there.from <= 2.5e-3);
        assert_eq!(halvings.panels(0).len(), 1);
    }
}
