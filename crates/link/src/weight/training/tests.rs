//! Does training use all its evidence, and refuse what does not fit together?

use std::sync::LazyLock;

use super::super::simulated::{counts, independent, seeded, seven, shape_of};
use super::*;

fn words(levels: &Levels) -> Vec<ComparisonWords> {
    let words = |(place, levels): (usize, &Vec<f64>)| ComparisonWords {
        name: format!("field {place}"),
        labels: (1..=levels.len()).map(|level| format!("level {level}")).collect(),
    };
    levels.iter().enumerate().map(words).collect()
}

/// Two rules that ask for agreement on fields 0 and 1, or on field 3; every match that satisfies one is a candidate.
fn drawn() -> (Evidence, f64) {
    let (m, u) = seven();
    let (shape, mut rng) = (shape_of(&m), seeded(21));
    let random = counts(&shape, 300_000, || shape.encode(&independent(&mut rng, &u, 0.02)));
    let possible = 50_000_000.0;
    let by_names = |levels: &[u8]| levels[0] == 1 && levels[1] == 1;
    let by_date = |levels: &[u8]| levels[3] == 1;
    let (mut names, mut dates) = (PatternCounts::empty(shape.clone()), PatternCounts::empty(shape.clone()));
    let (mut all, mut matched) = (PatternCounts::empty(shape.clone()), 0.0);
    for pair in 0..4_010_000 {
        let is_match = pair < 10_000;
        let levels = independent(&mut rng, if is_match { &m } else { &u }, 0.02);
        // Each non-match drawn stands for 12.5 pairs; that is enough for a test of the arithmetic.
        let weight = if is_match { 2 } else { 25 };
        let code = shape.encode(&levels);
        [(by_names(&levels), &mut names), (by_date(&levels), &mut dates)]
            .into_iter()
            .filter(|(is_in, _)| *is_in)
            .for_each(|(_, counts)| counts.add(code, weight));
        if by_names(&levels) || by_date(&levels) {
            all.add(code, weight);
            matched += if is_match { 2.0 } else { 0.0 };
        }
    }
    let block = |rule: &str, excluded: &[usize], counts| TrainingBlock {
        rule: rule.to_owned(),
        excluded: excluded.to_vec(),
        counts,
    };
    let training = vec![block("field 0, field 1", &[0, 1], names), block("field 3", &[3], dates)];
    let candidates = Some(Candidates { counts: all, possible_pairs: possible * 2.0 });
    let comparisons = words(&m);
    (Evidence { comparisons, random, training, candidates, same: None, different: None, fixed: Vec::new() }, matched)
}

/// Drawn once for all tests.
fn evidence() -> (Evidence, f64) {
    static DRAWN: LazyLock<(Evidence, f64)> = LazyLock::new(drawn);
    DRAWN.clone()
}

fn largest_error(model: &Model) -> f64 {
    let (m, _) = seven();
    let levels = model.comparisons.iter().flat_map(|comparison| &comparison.levels).zip(m.iter().flatten());
    levels.map(|(level, m)| (level.m_probability.value() - m).abs()).fold(0.0, f64::max)
}

#[test]
fn training_rules_give_m_of_every_comparison_and_the_candidates_give_the_prior() {
    let (evidence, matched) = evidence();
    let options = TrainingOptions { method: Method::Sessions, ..TrainingOptions::default() };
    let trained = train(&evidence, &options).unwrap();
    let error = largest_error(&trained.model);
    let expected = trained.model.prior * 1e8;
    println!("m within {error:.4}; matches {expected:.0} of {matched:.0} among candidates");
    assert!(error < 0.03, "{error}");
    assert!((expected / matched - 1.0).abs() < 0.03, "{expected} {matched}");
    let text = serde_json::to_string(&trained).unwrap();
    let back: Trained = serde_json::from_str(&text).unwrap();
    assert!(back == trained, "a model that is read back is the same");
}

#[test]
fn a_blocking_recall_raises_the_prior() {
    let (evidence, _) = evidence();
    let with = |blocking_recall| {
        let prior = PriorSource::Candidates { blocking_recall };
        train(&evidence, &TrainingOptions { prior, ..TrainingOptions::default() }).unwrap().model.prior
    };
    assert!((with(0.5) / with(1.0) - 2.0).abs() < 1e-9);
}

#[test]
fn judged_pairs_and_fixed_values_have_their_say() {
    let (mut evidence, _) = evidence();
    let mut same = PatternCounts::empty(evidence.random.shape.clone());
    same.add(evidence.random.shape.encode(&[4, 1, 1, 1, 1, 1, 1]), 950);
    evidence.same = Some(same);
    evidence.fixed = vec![Fixed { comparison: 6, level: 2, side: Side::Match, probability: 0.001 }];
    let model = train(&evidence, &TrainingOptions::default()).unwrap().model;
    assert!(model.comparisons[0].levels[3].m_probability.value() > 0.9);
    assert!((model.comparisons[6].levels[1].m_probability.value() - 0.001).abs() < 1e-12);
}

#[test]
fn what_should_be_looked_at_is_said() {
    let (mut evidence, _) = evidence();
    evidence.training[0].excluded.extend([2, 3, 4, 5, 6]);
    evidence.training[1].excluded.extend([0, 1]);
    let em = EmOptions { max_steps: 2, ..EmOptions::default() };
    let prior = PriorSource::Fixed(0.01);
    let options =
        TrainingOptions { method: Method::Sessions, em, prior, dependence: None, ..TrainingOptions::default() };
    let warnings = train(&evidence, &options).unwrap().training.warnings;
    let said = |part: &str| warnings.iter().any(|warning| warning.to_string().contains(part));
    assert!(said("EM stopped after 2 steps"), "{warnings:?}");
    assert!(said("the prior expects 1000000 matches"), "{warnings:?}");
}

#[test]
fn evidence_that_does_not_fit_together_is_refused() {
    let (mut evidence, _) = evidence();
    evidence.training[0].excluded = vec![7];
    let refused = |evidence: &Evidence| train(evidence, &TrainingOptions::default()).unwrap_err().to_string();
    assert!(refused(&evidence).contains("comparison 7"));
    evidence.same = Some(PatternCounts::empty(PatternShape::new(&[2]).unwrap()));
    assert!(refused(&evidence).contains("judged the same"));
    evidence.comparisons.pop();
    evidence.same = None;
    assert!(refused(&evidence).contains("names of comparisons"));
}

/// Matches among the random pairs agree on everything at once: taken for non-matches they would be the strongest dependence.
#[test]
fn matches_among_the_random_pairs_do_no_harm() {
    let (mut evidence, matched) = evidence();
    let (m, _) = seven();
    let (shape, mut rng) = (evidence.random.shape.clone(), seeded(22));
    let expected = |evidence: &Evidence| {
        let trained = train(evidence, &TrainingOptions::default()).unwrap();
        trained.training.candidates.unwrap().progress.expected_matches
    };
    let without = expected(&evidence);
    evidence.random.merge(&counts(&shape, 200, || shape.encode(&independent(&mut rng, &m, 0.02))));
    let with = expected(&evidence);
    println!("expected matches {without:.0} without, {with:.0} with matches among the random pairs, of {matched:.0}");
    assert!((with / without - 1.0).abs() < 0.01);
    assert!((with / matched - 1.0).abs() < 0.05);
}
