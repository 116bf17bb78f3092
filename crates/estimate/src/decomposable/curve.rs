//! The posterior of the undocumented given one graph: where it is highest, how wide, how fast it falls.
//!
//! The ratio of neighbours, `p(n0 + 1) / p(n0)`, is a quotient of products without any logarithm, so the peak is found by
//! halving at the price of a few multiplications a step. At the peak the curve is no sharper than a binomial's:
//! `-(d/d ln n0)^2 ln p <= n0 n / (n0 + n)`, because each separator lies within a clique.

use super::marginal::{Evidence, Marginal};

/// Steps of halving: 60 octaves to a thousandth of one.
const HALVINGS: usize = 70;

/// A graph's posterior of the undocumented, without the constant that makes it one.
#[derive(Debug, Clone, Default)]
pub(super) struct Curve {
    /// Offsets of (list and parents) and of parents: [list].
    offsets: Vec<[f64; 2]>,
    constant: f64,
}

/// Where a curve is highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peak {
    /// Undocumented persons.
    pub(super) at: f64,
    /// Standard deviation that the curvature gives, in persons; infinite where there is none.
    pub(super) width: f64,
    /// Logarithm of the height.
    pub(super) ln_height: f64,
}

impl Peak {
    /// Logarithm of the area under a normal curve of this height and width; at least that of one person.
    pub(super) fn ln_area(&self) -> f64 {
        let width = if self.width.is_finite() { 2.5 * self.width } else { self.at };
        self.ln_height + width.max(1.0).ln()
    }
}

impl Curve {
    /// Takes the marginals of (list and parents) and of parents, for each list; keeps its room.
    pub(super) fn refill(&mut self, families: impl Iterator<Item = (Marginal, Marginal)>) {
        self.offsets.clear();
        self.constant = 0.0;
        for (family, parents) in families {
            self.offsets.push([family.offset, parents.offset]);
            self.constant += family.constant - parents.constant;
        }
    }

    /// `ln p(graph, n0, table)`.
    pub(super) fn at(&self, evidence: &Evidence, undocumented: f64) -> f64 {
        let gamma = |[low, high]: &[f64; 2]| super::ratio::ln_gamma_ratio(undocumented + low, high - low);
        self.offsets.iter().map(gamma).sum::<f64>() + self.constant + evidence.ln_shared(undocumented)
    }

    /// `p(n0 + 1) / p(n0)`.
    fn step(&self, evidence: &Evidence, undocumented: f64) -> f64 {
        let population = undocumented + evidence.documented;
        let prior = if evidence.is_reciprocal { population / (population + 1.0) } else { 1.0 };
        let shared = (population + 1.0) / (undocumented + 1.0) * prior;
        self.offsets.iter().fold(shared, |ratio, [low, high]| ratio * ((undocumented + low) / (undocumented + high)))
    }

    /// Change of the logarithm of that ratio for one person more.
    fn bend(&self, evidence: &Evidence, undocumented: f64) -> f64 {
        let x = undocumented;
        let n = evidence.documented;
        let prior = if evidence.is_reciprocal { 1.0 / ((x + n) * (x + n + 1.0)) } else { 0.0 };
        let shared = prior - n / ((x + n + 1.0) * (x + 1.0));
        self.offsets.iter().fold(shared, |bend, [low, high]| bend + (high - low) / ((x + low) * (x + high)))
    }

    /// The exponent with which the posterior falls at last: `p(n0) ~ n0^-exponent`. It has a sum only above 1, a mean only
    /// above 2.
    pub(super) fn exponent(&self, evidence: &Evidence) -> f64 {
        let falls: f64 = self.offsets.iter().map(|[low, high]| high - low).sum();
        falls - evidence.documented + if evidence.is_reciprocal { 1.0 } else { 0.0 }
    }

    /// The highest point between two numbers of undocumented persons, where there is one hill between them.
    pub(super) fn peak(&self, evidence: &Evidence, mut low: f64, mut high: f64) -> Peak {
        if self.step(evidence, low) <= 1.0 {
            high = low;
        }
        for _ in 0..HALVINGS {
            // No curve's standard deviation is below the root of its peak.
            if high - low < (0.02 * high.sqrt()).max(0.1) {
                break;
            }
            let middle = if low > 1.0 && high > 2.0 * low { (low * high).sqrt() } else { f64::midpoint(low, high) };
            if self.step(evidence, middle) > 1.0 { low = middle } else { high = middle }
        }
        let at = f64::midpoint(low, high);
        Peak { at, width: self.width(evidence, at), ln_height: self.at(evidence, at) }
    }

    fn width(&self, evidence: &Evidence, at: f64) -> f64 {
        let bend = self.bend(evidence, at);
        if bend < 0.0 { (-bend).sqrt().recip() } else { f64::INFINITY }
    }
}
