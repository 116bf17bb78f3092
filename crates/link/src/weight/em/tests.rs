//! Are known probabilities recovered from counts of patterns?

use super::super::simulated::{counts, draw, independent, seeded, seven, shape_of};
use super::*;
use crate::pattern::PatternShape;

fn permuted<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|place| values[*place].clone()).collect()
}

/// Candidates of seven comparisons: all, and the matches among them.
fn candidates(pairs: u64, lambda: f64, seed: u64) -> (PatternCounts, PatternCounts) {
    let (m, u) = seven();
    let (shape, mut rng) = (shape_of(&m), seeded(seed));
    let matched = (pairs as f64 * lambda) as u64;
    let matches = counts(&shape, matched, || shape.encode(&independent(&mut rng, &m, 0.05)));
    let mut all = counts(&shape, pairs - matched, || shape.encode(&independent(&mut rng, &u, 0.05)));
    all.merge(&matches);
    (all, matches)
}

fn start(counts: &PatternCounts, u: &Levels, lambda: f64) -> Start {
    let matches = Class { alone: first_guess(&Decoded::of(counts, &[]).sizes), together: Vec::new() };
    Start { lambda, matches, non_matches: Class { alone: u.clone(), together: Vec::new() }, relatives: None }
}

#[test]
fn em_recovers_m_and_u_of_a_million_pairs_of_which_one_in_a_thousand_matches() {
    let (_, u) = seven();
    let (all, matches) = candidates(1_000_000, 1e-3, 1);
    let truth = Decoded::of(&matches, &[]);
    let truth: Levels = truth.at_levels(&truth.pairs).iter().map(|counts| normalised(counts, 0.0, &[])).collect();
    let fit = em_candidates(&all, start(&all, &u, 0.01), &EmOptions::default());
    assert_eq!(fit.ending, Ending::Converged);
    let (m_error, u_error) = (distance(&fit.matches.alone, &truth), distance(&fit.non_matches.alone, &u));
    println!("m within {m_error:.4}, u within {u_error:.4}, matches {:.1} of 1000", fit.expected_matches);
    assert!(m_error < 0.01 && u_error < 0.01, "{m_error} {u_error}");
    assert!((fit.expected_matches - 1_000.0).abs() < 20.0, "{}", fit.expected_matches);
    let known_u = em_all_pairs(&all, 1e6, start(&all, &u, 1e-2), &EmOptions::default());
    assert!(distance(&known_u.matches.alone, &truth) < 0.01);
}

#[test]
fn every_step_raises_the_likelihood() {
    let (_, u) = seven();
    let (all, _) = candidates(50_000, 0.02, 2);
    let fits = [
        em_candidates(&all, start(&all, &u, 0.3), &EmOptions::default()),
        em_all_pairs(&all, 1e7, start(&all, &u, 1e-3), &EmOptions::default()),
        session(&all, &[0, 3], &u, &EmOptions::default()),
    ];
    for fit in fits {
        assert!(fit.trace.len() > 3);
        for steps in fit.trace.windows(2) {
            let (before, after) = (steps[0].ln_likelihood, steps[1].ln_likelihood);
            assert!(after >= before - 1e-9 * before.abs(), "{before} {after}");
        }
    }
}

#[test]
fn the_order_of_comparisons_changes_nothing() {
    let (m, u) = seven();
    let (all, _) = candidates(50_000, 0.02, 3);
    let order = [6, 2, 0, 5, 1, 4, 3];
    let shape = shape_of(&permuted(&m, &order));
    let mut other = PatternCounts::empty(shape.clone());
    for (code, pairs) in &all.counts {
        other.add(shape.encode(&permuted(&all.shape.decode(*code), &order)), *pairs);
    }
    let options = EmOptions { dependence: Some(Dependence::default()), ..EmOptions::default() };
    let one = em_candidates(&all, start(&all, &u, 0.1), &options);
    let two = em_candidates(&other, start(&other, &permuted(&u, &order), 0.1), &options);
    assert!(distance(&permuted(&one.matches.alone, &order), &two.matches.alone) < 1e-5);
    assert!((one.expected_matches / two.expected_matches - 1.0).abs() < 1e-5);
}

#[test]
fn a_session_leaves_out_what_its_rule_touches() {
    let (m, u) = seven();
    let (shape, mut rng) = (shape_of(&m), seeded(4));
    // The rule asks for the same first comparison, so that its level is always 1; the second is derived from it.
    let mut block = counts(&shape, 3_000, || {
        let mut levels = independent(&mut rng, &m, 0.0);
        (levels[0], levels[1]) = (1, 1);
        shape.encode(&levels)
    });
    block.merge(&counts(&shape, 27_000, || {
        let mut levels = independent(&mut rng, &u, 0.0);
        (levels[0], levels[1]) = (1, 1);
        shape.encode(&levels)
    }));
    let fit = session(&block, &[0, 1], &u, &EmOptions::default());
    assert!((fit.lambda - 0.1).abs() < 0.003, "{}", fit.lambda);
    assert_eq!(fit.matches.alone[0], [0.95, 0.05 / 3.0, 0.05 / 3.0, 0.05 / 3.0]);
    assert!(distance(&fit.matches.alone[2..].to_vec(), &m[2..].to_vec()) < 0.03);
    let careless = session(&block, &[], &u, &EmOptions::default());
    assert!(careless.lambda > 0.9, "what the rule makes certain passes for evidence: {}", careless.lambda);
}

#[test]
fn fixed_values_stay_and_a_nought_does_not_stick() {
    let (_, u) = seven();
    let (all, _) = candidates(50_000, 0.02, 5);
    let mut m_pins: Pins = u.iter().map(|levels| vec![None; levels.len()]).collect();
    m_pins[6][0] = Some(0.9);
    let mut from = start(&all, &u, 0.1);
    from.matches.alone[1] = vec![1.0, 0.0, 0.0];
    let fit = em_candidates(&all, from, &EmOptions { m_pins, ..EmOptions::default() });
    assert_eq!(fit.matches.alone[6][0], 0.9);
    assert!((fit.matches.alone[6][1] - 0.1).abs() < 1e-12);
    assert!(fit.matches.alone[1][1] > 0.05, "{:?}", fit.matches.alone[1]);
}

#[test]
fn nothing_to_learn_from_is_no_reason_to_panic() {
    let empty = PatternCounts::empty(PatternShape::new(&[3, 1]).unwrap());
    let u = vec![vec![0.5, 0.5], vec![]];
    let fit = session(&empty, &[], &u, &EmOptions::default());
    assert_eq!((fit.expected_matches, &fit.matches.alone[0]), (0.0, &vec![0.95, 0.05]));
    let none = PatternCounts::empty(PatternShape::new(&[]).unwrap());
    assert_eq!(session(&none, &[], &Levels::new(), &EmOptions::default()).expected_matches, 0.0);
    let limited = EmOptions { max_steps: 1, ..EmOptions::default() };
    let (all, _) = candidates(1_000, 0.1, 6);
    assert_eq!(session(&all, &[], &seven().1, &limited).ending, Ending::StoppedAtLimit);
    assert_eq!(draw(&mut seeded(1), &[1.0]), 1);
}
