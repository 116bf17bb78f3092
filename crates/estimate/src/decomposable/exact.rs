//! Every graph of three to seven lists, weighed exactly.
//!
//! A coarse pass over a few dozen points finds each graph's highest point to within a bound that the sharpest possible
//! curve sets; those that can come near the best are climbed to their peak; those that do are integrated.

use super::{
    curve::{Curve, Peak},
    every::every_graph,
    integrate::Part,
    marginal::Evidence,
    sweep::{BLOCK, Families, Room},
};

/// Distance of the coarse points, on the logarithm of the undocumented and one.
const COARSE: f64 = 0.25;

/// The graphs that count, as they stand in [`every_graph`], with their peaks.
pub(super) struct Kept<'a> {
    pub(super) places: Vec<usize>,
    pub(super) parts: Vec<Part>,
    pub(super) families: Families<'a>,
}

/// Leaves out the graphs that are more than `drop_nats` below the best.
pub(super) fn kept(evidence: &Evidence, drop_nats: f64) -> Kept<'_> {
    let families = Families::of_every(evidence, every_graph(evidence.lists));
    let points = coarse_points(evidence);
    let tops = coarse_tops(&families, &points);
    let best = tops.iter().map(|top| top.0).fold(f64::NEG_INFINITY, f64::max);
    let mut curve = Curve::default();
    let (mut places, mut parts) = (Vec::new(), Vec::new());
    for (graph, (highest, place)) in tops.iter().enumerate() {
        let at = points[*place];
        let hidden = 1.5 * COARSE * COARSE / 8.0 * (at * evidence.documented / (at + evidence.documented)) + 3.0;
        if *highest + hidden < best - drop_nats {
            continue;
        }
        families.curve(graph, &mut curve);
        let (low, high) = (points[place.saturating_sub(1)], points[(place + 1).min(points.len() - 1)]);
        let peak: Peak = curve.peak(evidence, low, high);
        places.push(graph);
        parts.push(Part { peak, exponent: curve.exponent(evidence), ln_scale: 0.0 });
    }
    drop(tops);
    let best = parts.iter().map(Part::ln_weight).fold(f64::NEG_INFINITY, f64::max);
    let mut weights = parts.iter().map(|part| part.ln_weight() >= best - drop_nats);
    places.retain(|_| weights.next().unwrap_or(false));
    parts.retain(|part| part.ln_weight() >= best - drop_nats);
    let families = families.only(&places);
    Kept { places, parts, families }
}

/// From nobody to the square of the documented, beyond which no graph has its peak unless nothing overlaps.
fn coarse_points(evidence: &Evidence) -> Vec<f64> {
    let last = (4.0 * (evidence.documented + 1.0).powi(2)).min(1e18);
    let number = ((1.0 + last).ln() / COARSE).ceil() as usize;
    (0..=number).map(|place| (COARSE * place as f64).exp() - 1.0).collect()
}

/// The highest of the coarse values of each graph, and its place: [graph].
fn coarse_tops(families: &Families<'_>, points: &[f64]) -> Vec<(f64, usize)> {
    let mut tops = vec![(f64::NEG_INFINITY, 0); families.len()];
    let mut room = Room::new();
    for (block, points) in points.chunks(BLOCK).enumerate() {
        families.visit(points, &mut room, |graph, values| {
            for (place, value) in values.iter().enumerate() {
                if *value > tops[graph].0 {
                    tops[graph] = (*value, block * BLOCK + place);
                }
            }
        });
    }
    tops
}
