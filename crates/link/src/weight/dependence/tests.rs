//! Is dependence found where it is, and does its correction help?

use rand::RngExt;

use super::super::calibration::{Calibration, Outcome};
use super::super::decoded::Levels;
use super::super::em::{Class, EmOptions, Fit, Start, em_all_pairs, em_candidates, first_guess};
use super::super::simulated::{counts, draw, independent, seeded, seven, shape_of};
use super::*;
use crate::pattern::{PatternCode, PatternShape};

/// A world of pairs with correlated errors: sloppy records have bad names, dates and places together, and both surnames go
/// wrong together; among non-matches sex goes with the given name, and relatives share both surnames and often the place.
struct World {
    shape: PatternShape,
    m: Levels,
    u: Levels,
    sloppy: Levels,
    relatives: f64,
}

impl World {
    fn new(relatives: f64) -> Self {
        let (m, u) = seven();
        let sloppy = m.iter().map(|levels| sloppier(levels)).collect();
        Self { shape: shape_of(&m), m, u, sloppy, relatives }
    }

    fn matches(&self, pairs: u64, seed: u64) -> PatternCounts {
        let mut rng = seeded(seed);
        counts(&self.shape, pairs, || {
            let is_sloppy = rng.random::<f64>() < 0.25;
            let mut levels = independent(&mut rng, if is_sloppy { &self.sloppy } else { &self.m }, 0.03);
            if levels[1] == 3 && rng.random::<f64>() < 0.7 {
                levels[2] = 3;
            }
            self.shape.encode(&levels)
        })
    }

    fn non_matches(&self, pairs: u64, seed: u64) -> PatternCounts {
        let mut rng = seeded(seed);
        counts(&self.shape, pairs, || {
            let mut levels = independent(&mut rng, &self.u, 0.03);
            if rng.random::<f64>() < self.relatives {
                (levels[1], levels[2]) = (1, 1);
                levels[4] = draw(&mut rng, &[0.7, 0.2, 0.1]);
            }
            if levels[0] == 1 || levels[0] == 2 {
                levels[6] = draw(&mut rng, &[0.99, 0.01]);
            }
            self.shape.encode(&levels)
        })
    }

    /// Pairs that agree on given name and a surname, on both surnames, or on the date.
    fn blocked(&self, counts: &PatternCounts) -> PatternCounts {
        let mut blocked = PatternCounts::empty(self.shape.clone());
        for (code, pairs) in &counts.counts {
            let levels = self.shape.decode(*code);
            let by_names =
                [levels[0] == 1, levels[1] == 1, levels[2] == 1].into_iter().filter(|same| *same).count() >= 2;
            if by_names || levels[3] == 1 {
                blocked.add(*code, *pairs);
            }
        }
        blocked
    }
}

fn sloppier(levels: &[f64]) -> Vec<f64> {
    let mut levels = levels.to_vec();
    let moved = levels[0] * 0.6;
    levels[0] -= moved;
    let last = levels.len() - 1;
    levels[last] += moved;
    levels
}

struct Judged {
    calibration: Calibration,
    best_f1: f64,
}

fn judge(fit: &Fit, all: &PatternCounts, matches: &PatternCounts) -> Judged {
    let matched = |code: &PatternCode| matches.counts.get(code).copied().unwrap_or(0) as f64;
    let mut outcomes: Vec<Outcome> = (all.counts.iter().zip(&fit.match_probabilities))
        .map(|((code, pairs), probability)| Outcome {
            probability: *probability,
            matches: matched(code),
            pairs: *pairs as f64,
        })
        .collect();
    outcomes.sort_by(|one, other| other.probability.total_cmp(&one.probability));
    let total = matches.pairs() as f64;
    let (mut pairs, mut found, mut best_f1) = (0.0, 0.0, 0.0_f64);
    for outcome in &outcomes {
        pairs += outcome.pairs;
        found += outcome.matches;
        best_f1 = best_f1.max(2.0 * found / (pairs + total));
    }
    Judged { calibration: Calibration::of(&outcomes), best_f1 }
}

fn start(all: &PatternCounts, u: Levels, together: Vec<Interaction>) -> Start {
    let matches = Class { alone: first_guess(&Decoded::of(all, &[]).sizes), together: Vec::new() };
    Start { lambda: 0.01, matches, non_matches: Class { alone: u, together }, relatives: None }
}

fn with_dependence() -> EmOptions {
    EmOptions { dependence: Some(Dependence::default()), ..EmOptions::default() }
}

fn print(title: &str, judged: &[(&str, &Judged)]) {
    println!("{title}");
    for (name, judged) in judged {
        let scores = &judged.calibration;
        println!(
            "  {name:12} sum of P {:.0} of {:.0} ({:+.1} %), Brier {:.6}, log score {:.6} bits, gap {:.3}, best F1 {:.4}",
            scores.expected_matches,
            scores.matches,
            scores.excess().unwrap() * 100.0,
            scores.brier,
            scores.log_score_bits,
            scores.largest_gap(100.0),
            judged.best_f1
        );
    }
}

fn assert_better(before: &Judged, after: &Judged) {
    let (one, other) = (&before.calibration, &after.calibration);
    assert!(other.excess().unwrap().abs() < one.excess().unwrap().abs());
    assert!(other.brier < one.brier && other.log_score_bits < one.log_score_bits);
    assert!(after.best_f1 >= before.best_f1);
}

#[test]
fn relatives_and_sloppy_records_calibrate_better_when_random_pairs_show_the_dependence() {
    let world = World::new(0.003);
    let matches = world.matches(20_000, 1);
    let mut all = world.blocked(&world.non_matches(4_000_000, 2));
    let (matches, possible) = (world.blocked(&matches), 4_020_000.0);
    all.merge(&matches);
    let random = world.non_matches(1_000_000, 3);
    let u: Levels = super::super::random::u_probabilities(&random, &Vec::new())
        .iter()
        .map(|levels| levels.iter().map(|level| level.value()).collect())
        .collect();
    let together = terms_among(&random, &Dependence::default());
    let before = em_all_pairs(&all, possible, start(&all, u.clone(), Vec::new()), &EmOptions::default());
    let after = em_all_pairs(&all, possible, start(&all, u, together), &with_dependence());
    let (before, after) = (judge(&before, &all, &matches), judge(&after, &all, &matches));
    print("blocked pairs, u and its dependence from random pairs", &[("independent", &before), ("corrected", &after)]);
    assert_better(&before, &after);
}

#[test]
fn correlated_errors_calibrate_better_with_interactions_than_without() {
    let world = World::new(0.0);
    let matches = world.matches(20_000, 11);
    let mut all = world.non_matches(380_000, 12);
    all.merge(&matches);
    let before = em_candidates(&all, start(&all, world.u.clone(), Vec::new()), &EmOptions::default());
    let after = em_candidates(&all, start(&all, world.u.clone(), Vec::new()), &with_dependence());
    let (before, after) = (judge(&before, &all, &matches), judge(&after, &all, &matches));
    print("all fitted from candidates", &[("independent", &before), ("corrected", &after)]);
    assert_better(&before, &after);
}

#[test]
fn independent_comparisons_get_no_interaction() {
    let (m, _) = seven();
    let (shape, mut rng) = (shape_of(&m), seeded(12));
    let counts = counts(&shape, 100_000, || shape.encode(&independent(&mut rng, &m, 0.05)));
    assert_eq!(terms_among(&counts, &Dependence::default()), []);
}

#[test]
fn the_forest_of_a_class_is_a_probability() {
    let matches = World::new(0.0).matches(20_000, 13);
    let terms = terms_among(&matches, &Dependence::default());
    assert!(!terms.is_empty());
    // With nothing missing the alone and together parts are those of one table, and all patterns together have 1.
    let mut known = PatternCounts::empty(matches.shape.clone());
    for (code, pairs) in &matches.counts {
        if !matches.shape.decode(*code).contains(&0) {
            known.add(*code, *pairs);
        }
    }
    let terms = terms_among(&known, &Dependence::default());
    let decoded = Decoded::of(&known, &[]);
    let alone = decoded.at_levels(&decoded.pairs);
    let shape = &known.shape;
    let all_patterns = (0..shape.codes()).map(|code| shape.decode(code)).filter(|levels| !levels.contains(&0));
    let sum: f64 = all_patterns
        .map(|levels| {
            let levels: Vec<usize> = levels.into_iter().map(usize::from).collect();
            let alone: f64 =
                alone.iter().zip(&levels).map(|(counts, level)| counts[level - 1] / decoded.total()).product();
            let bits = |term: &Interaction| term.bits_at_levels(levels[term.comparisons.0], levels[term.comparisons.1]);
            alone * terms.iter().map(bits).sum::<f64>().exp2()
        })
        .sum();
    assert!((sum - 1.0).abs() < 1e-6, "{sum}");
}

#[test]
fn a_cell_with_few_pairs_is_drawn_to_independence() {
    let sparse = term(&[vec![2.0, 8.0], vec![8.0, 982.0]], 3.0);
    let plain = term(&[vec![2.0, 8.0], vec![8.0, 982.0]], 0.0);
    // 2 pairs where 10 * 10 / 1000 = 0.1 were expected: log2(20) = 4.3 bits on their own.
    assert!((plain[0][0] - 20_f64.log2()).abs() < 1e-6);
    assert!(sparse[0][0] > 0.3 && sparse[0][0] < 1.5, "{}", sparse[0][0]);
    let empty = term(&[vec![0.0, 0.0], vec![0.0, 0.0]], 3.0);
    assert!(empty.iter().flatten().all(|bits| bits.abs() < 1e-9));
    assert!(among(&PatternCounts::empty(PatternShape::new(&[3, 3]).unwrap())).is_empty());
}

#[test]
fn what_a_path_in_the_forest_implies_is_not_left_over() {
    let shape = PatternShape::new(&[3, 3, 3]).unwrap();
    let mut rng = seeded(31);
    // A chain: the second repeats the first nine times in ten, the third the second.
    let mut repeat = |level: u8| if rng.random::<f64>() < 0.9 { level } else { 3 - level };
    let mut chain = PatternCounts::empty(shape.clone());
    for pair in 0..40_000 {
        let first = 1 + (pair % 2) as u8;
        let second = repeat(first);
        chain.add(shape.encode(&[first, second, repeat(second)]), 1);
    }
    let decoded = Decoded::of(&chain, &[]);
    let forest = terms_among(&chain, &Dependence::default());
    let left = left_over(&decoded, &decoded.pairs, &forest);
    assert_eq!(left.len(), 1);
    assert!(left[0].comparisons == (0, 2) && left[0].bits < 0.001, "{left:?}");
    // 0.9 * 0.9 + 0.1 * 0.1 = 0.82 the same: 1 - H(0.82) = 0.32 bits without the forest.
    let without = left_over(&decoded, &decoded.pairs, &[]);
    assert!((without[1].bits - 0.32).abs() < 0.02, "{without:?}");
}
