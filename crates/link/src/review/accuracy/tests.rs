//! Published answers, bounds, refusals, and whether the intervals hold what they promise.

use super::*;
use crate::{
    pair::{ScoredPair, probability},
    review::choose::by_band,
};

fn judge(match_weight_bits: f64, decision: Decision, count: usize) -> Vec<JudgedPair> {
    vec![JudgedPair { match_weight_bits, decision }; count]
}

fn weights(bands: &[(f64, usize)]) -> Vec<f64> {
    bands.iter().flat_map(|(bits, count)| std::iter::repeat_n(*bits, *count)).collect()
}

#[test]
fn one_band_has_the_published_jeffreys_interval() {
    // 10 of 50 with a large population: Jeffreys 0.1076 to 0.3249 (quantiles of Beta(10.5, 40.5)).
    let judged = [judge(1.0, Decision::Same, 10), judge(1.0, Decision::Different, 40)].concat();
    let sample = ReviewedSample::new(weights(&[(1.0, 2_000_000)]), &[], &judged, 9).unwrap();
    let precision = sample.accuracy(0.0, None).precision.unwrap();
    assert_eq!(precision.estimate, 0.2);
    assert!((precision.interval_95.low - 0.1076).abs() < 0.005, "{precision:?}");
    assert!((precision.interval_95.high - 0.3249).abs() < 0.008, "{precision:?}");
}

#[test]
fn strata_weigh_by_their_pairs() {
    // Above: 300 pairs of which 80 % and 100 of which 40 % match: (240 + 40) / 400 = 0.7. Below: 1,000 of which 10 %.
    let judged = [
        judge(9.0, Decision::Same, 8),
        judge(9.0, Decision::Different, 2),
        judge(2.0, Decision::Same, 4),
        judge(2.0, Decision::Different, 6),
        judge(-2.0, Decision::Same, 1),
        judge(-2.0, Decision::Different, 9),
    ]
    .concat();
    let population = weights(&[(9.0, 300), (2.0, 100), (-2.0, 1000)]);
    let sample = ReviewedSample::new(population, &[0.0, 5.0], &judged, 1).unwrap();
    let recall = BlockingRecall::new(0.9, 0.85, 0.95).unwrap();
    let accuracy = sample.accuracy(0.0, Some(&recall));
    assert!((accuracy.precision.unwrap().estimate - 0.7).abs() < 1e-12);
    assert!((accuracy.recall_in_candidates.unwrap().estimate - 280.0 / 380.0).abs() < 1e-12);
    assert!((accuracy.f1_in_candidates.unwrap().estimate - 560.0 / 780.0).abs() < 1e-12);
    let overall = accuracy.recall.unwrap().unwrap();
    assert!((overall.estimate - 0.9 * 280.0 / 380.0).abs() < 1e-12);
    assert!(overall.interval_95.low < overall.estimate && overall.estimate < overall.interval_95.high);
}

#[test]
fn a_full_review_leaves_no_doubt() {
    let judged = [judge(3.0, Decision::Same, 4), judge(3.0, Decision::Different, 1)].concat();
    let sample = ReviewedSample::new(weights(&[(3.0, 5)]), &[], &judged, 1).unwrap();
    let precision = sample.accuracy(0.0, None).precision.unwrap();
    assert_eq!(precision.interval_95, Ends { low: 0.8, high: 0.8 });
}

#[test]
fn unsure_pairs_bound_the_estimate_both_ways() {
    let judged =
        [judge(3.0, Decision::Same, 6), judge(3.0, Decision::Different, 2), judge(3.0, Decision::Unsure, 2)].concat();
    let sample = ReviewedSample::new(weights(&[(3.0, 100)]), &[], &judged, 1).unwrap();
    let precision = sample.accuracy(0.0, None).precision.unwrap();
    assert_eq!((precision.estimate, precision.unsure_bounds), (0.75, Ends { low: 0.6, high: 0.8 }));
    assert!(precision.unsure_interval_95.low < precision.interval_95.low);
    assert!(precision.unsure_interval_95.high > precision.interval_95.high);
}

#[test]
fn what_was_not_reviewed_is_refused_by_its_place() {
    let judged = judge(3.0, Decision::Same, 6);
    let sample = ReviewedSample::new(weights(&[(3.0, 10), (-5.0, 70)]), &[0.0], &judged, 1).unwrap();
    let accuracy = sample.accuracy(0.0, None);
    assert!(accuracy.precision.is_ok());
    let refusal = accuracy.recall_in_candidates.unwrap_err();
    assert_eq!(refusal, NotEstimable::NotReviewed { from_bits: f64::NEG_INFINITY, to_bits: 0.0, pairs: 70 });
    assert!(matches!(sample.accuracy(9.0, None).precision, Err(NotEstimable::NothingAbove { .. })));
    let error = ReviewedSample::new([3.0], &[0.0], &judged, 1).unwrap_err();
    assert!(matches!(error, ReviewError::MoreThanThereAre { judged: 6, pairs: 1, .. }), "{error}");
    assert_eq!(ReviewedSample::new([f64::NAN], &[], &[], 1).unwrap_err(), ReviewError::NoWeight);
}

#[test]
fn the_smallest_threshold_with_the_stated_error_is_chosen_or_refused() {
    let judged = [
        judge(9.0, Decision::Same, 40),
        judge(4.0, Decision::Same, 36),
        judge(4.0, Decision::Different, 4),
        judge(-1.0, Decision::Same, 10),
        judge(-1.0, Decision::Different, 30),
    ]
    .concat();
    let population = weights(&[(9.0, 400), (4.0, 100), (-1.0, 100)]);
    let sample = ReviewedSample::new(population, &[0.0, 6.0], &judged, 1).unwrap();
    // From 0 bits: 10 false of 500 = 2 %. From 6 bits: none of 400, with an upper end below 6 %.
    let choice = sample.threshold_for(0.03, Assurance::Estimate).unwrap();
    assert_eq!(choice.threshold_bits, 0.0);
    assert!((choice.false_match_share.estimate - 0.02).abs() < 1e-12);
    assert!(choice.false_match_share.interval_95.high > 0.03);
    assert_eq!(sample.threshold_for(0.01, Assurance::Estimate).unwrap().threshold_bits, 6.0);
    let refusal = sample.threshold_for(0.01, Assurance::UpperEnd).unwrap_err();
    assert!(
        matches!(refusal, NoThreshold::NotAttainable { at_bits, .. } if at_bits == 0.0 || at_bits == 6.0),
        "{refusal}"
    );
    let empty = ReviewedSample::new(weights(&[(1.0, 5)]), &[0.0], &[], 1).unwrap();
    assert_eq!(empty.threshold_for(0.5, Assurance::Estimate).unwrap_err(), NoThreshold::NothingReviewed);
}

#[test]
fn a_threshold_inside_a_band_needs_enough_decided_pairs_on_both_sides() {
    let judged: Vec<JudgedPair> = (0..40)
        .map(|at| JudgedPair {
            match_weight_bits: f64::from(at),
            decision: if at < 20 { Decision::Different } else { Decision::Same },
        })
        .collect();
    let sample = ReviewedSample::new((0..400).map(|at| f64::from(at) / 10.0), &[], &judged, 1).unwrap();
    // At 0 all pairs are links, so that no part lies below.
    assert_eq!(sample.offered_thresholds(), std::iter::once(0).chain(10..=30).map(f64::from).collect::<Vec<f64>>());
    assert_eq!(sample.threshold_for(0.0, Assurance::Estimate).unwrap().threshold_bits, 20.0);
}

#[test]
fn the_same_seed_gives_the_same_intervals() {
    let judged = [judge(3.0, Decision::Same, 6), judge(3.0, Decision::Different, 2)].concat();
    let accuracy = |seed| {
        ReviewedSample::new(weights(&[(3.0, 90_000)]), &[], &judged, seed).unwrap().accuracy(0.0, None).precision
    };
    assert_eq!(accuracy(4), accuracy(4));
    assert_ne!(accuracy(4), accuracy(5));
}

/// Candidate pairs whose weights promise more than is true, and which of them match.
fn population(seed: u64) -> (Vec<ScoredPair>, Vec<bool>) {
    let mut chance = Chance::new(seed);
    let mut pairs = Vec::new();
    let mut matches = Vec::new();
    for left in 0..8_000 {
        let is_likely = chance.unit() < 0.2;
        let bits = if is_likely { 8.0 + 4.0 * chance.normal() } else { -9.0 + 4.0 * chance.normal() };
        matches.push(chance.unit() < probability(0.7 * bits + 0.5));
        #[expect(clippy::cast_possible_truncation, reason = "weights are kept in 32 bits")]
        let match_weight_bits = bits as f32;
        pairs.push(ScoredPair { left, right: 9_000, match_weight_bits, term_frequency_bits: 0.0, pattern: 0 });
    }
    (pairs, matches)
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_promise() {
    let (pairs, matches) = population(19_481_210);
    let edges = [-6.0, -2.0, 1.0, 4.0, 8.0];
    let threshold = 2.0;
    let count = |is_above: bool| {
        let is_here = |(pair, is_match): &(&ScoredPair, &bool)| {
            **is_match && (f64::from(pair.match_weight_bits) >= threshold) == is_above
        };
        as_f64(pairs.iter().zip(&matches).filter(is_here).count() as u64)
    };
    let links = as_f64(pairs.iter().filter(|pair| f64::from(pair.match_weight_bits) >= threshold).count() as u64);
    let truth = Outcome { true_links: count(true), links, missed: count(false) };
    let (mut precision, mut recall) = (0, 0);
    let runs = 200;
    for seed in 0..runs {
        let drawn = by_band(&pairs, 400, &edges, seed).pairs;
        let judged: Vec<JudgedPair> = drawn
            .iter()
            .map(|drawn| JudgedPair {
                match_weight_bits: f64::from(drawn.pair.match_weight_bits),
                decision: if matches[drawn.pair.left as usize] { Decision::Same } else { Decision::Different },
            })
            .collect();
        let all = pairs.iter().map(|pair| f64::from(pair.match_weight_bits));
        let accuracy = ReviewedSample::new(all, &edges, &judged, seed).unwrap().accuracy(threshold, None);
        let holds = |rate: Rate, truth: f64| u64::from(rate.interval_95.low <= truth && truth <= rate.interval_95.high);
        precision += holds(accuracy.precision.unwrap(), PRECISION(truth));
        recall += holds(accuracy.recall_in_candidates.unwrap(), RECALL(truth));
    }
    // 95 % of 200 is 190; fewer than 182 would happen by chance once in a hundred times.
    assert!(precision >= 182 && recall >= 182, "{precision} and {recall} of {runs}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
    #[test]
    fn every_interval_holds_its_estimate_and_every_bound_too(
        judged in proptest::collection::vec((-9_i8..9, 0_usize..3), 0..60),
        threshold in -10_i8..10,
        extra in 0_usize..40,
    ) {
        let judged: Vec<JudgedPair> = judged
            .into_iter()
            .map(|(bits, place)| JudgedPair { match_weight_bits: f64::from(bits), decision: Decision::ALL[place] })
            .collect();
        let unseen = judged.iter().take(extra).map(|pair| pair.match_weight_bits);
        let all = judged.iter().map(|pair| pair.match_weight_bits).chain(unseen);
        let sample = ReviewedSample::new(all, &[-3.0, 3.0], &judged, 1).unwrap();
        let recall = BlockingRecall::new(0.9, 0.8, 1.0).unwrap();
        let accuracy = sample.accuracy(f64::from(threshold), Some(&recall));
        let rates = [accuracy.precision, accuracy.recall_in_candidates, accuracy.recall.unwrap(), accuracy.f1_in_candidates];
        for rate in rates.into_iter().flatten() {
            for ends in [rate.interval_95, rate.unsure_bounds, rate.unsure_interval_95] {
                proptest::prop_assert!(0.0 <= ends.low && ends.low <= rate.estimate, "{rate:?}");
                proptest::prop_assert!(rate.estimate <= ends.high && ends.high <= 1.0, "{rate:?}");
            }
        }
    }
}
