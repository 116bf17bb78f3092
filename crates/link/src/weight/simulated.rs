//! Patterns drawn with a seed from classes whose truth is known, for tests.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::decoded::Levels;
use crate::pattern::{PatternCode, PatternCounts, PatternShape};

/// Draws a level (from 1) by its probability.
pub(crate) fn draw(rng: &mut ChaCha20Rng, levels: &[f64]) -> u8 {
    let (mut left, mut level) = (rng.random::<f64>(), 0);
    while level + 1 < levels.len() && left >= levels[level] {
        left -= levels[level];
        level += 1;
    }
    u8::try_from(level + 1).unwrap()
}

pub(crate) fn seeded(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn shape_of(levels: &Levels) -> PatternShape {
    let sizes: Vec<u8> = levels.iter().map(|levels| u8::try_from(levels.len() + 1).unwrap()).collect();
    PatternShape::new(&sizes).unwrap()
}

/// Counts of `pairs` patterns that `one` draws.
pub(crate) fn counts(shape: &PatternShape, pairs: u64, mut one: impl FnMut() -> PatternCode) -> PatternCounts {
    let mut counts = PatternCounts::empty(shape.clone());
    (0..pairs).for_each(|_| counts.add(one(), 1));
    counts
}

/// Seven comparisons as of names, dates, places and sex.
pub(crate) fn seven() -> (Levels, Levels) {
    let m = vec![
        vec![0.80, 0.12, 0.03, 0.05],
        vec![0.85, 0.08, 0.07],
        vec![0.75, 0.10, 0.15],
        vec![0.70, 0.10, 0.12, 0.08],
        vec![0.65, 0.20, 0.15],
        vec![0.60, 0.25, 0.15],
        vec![0.97, 0.03],
    ];
    let u = vec![
        vec![0.004, 0.006, 0.03, 0.96],
        vec![0.01, 0.02, 0.97],
        vec![0.01, 0.02, 0.97],
        vec![0.0002, 0.001, 0.0188, 0.98],
        vec![0.02, 0.10, 0.88],
        vec![0.003, 0.05, 0.947],
        vec![0.55, 0.45],
    ];
    (m, u)
}

/// One pattern of independent levels; each is missing with probability `missing`.
pub(crate) fn independent(rng: &mut ChaCha20Rng, levels: &Levels, missing: f64) -> Vec<u8> {
    levels.iter().map(|levels| if rng.random::<f64>() < missing { 0 } else { draw(rng, levels) }).collect()
}
