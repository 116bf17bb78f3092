//! From records to a model: random pairs for u, candidate pairs for m and the prior.

use crate::{
    blocking::spread,
    comparison::Comparisons,
    pattern::PatternCounts,
    score::{self, Pairs},
    settings::Settings,
    weight::model::{ComparisonModel, LevelModel, LevelProbability, Model},
};

/// Candidate pairs from which m is estimated, about.
const TRAINING_PAIRS: u64 = 6_000_000;

/// Patterns of random pairs: all pairs of a random sample of records.
pub(crate) fn random_patterns(comparisons: &Comparisons, pairs: &Pairs<'_>, settings: &Settings) -> PatternCounts {
    let rows = u32::try_from(pairs.list_of.len()).unwrap_or(u32::MAX);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of rows"
    )]
    let wanted = f64::midpoint(1.0, (8.0 * settings.random_pairs as f64 + 1.0).sqrt()).ceil() as usize;
    let mut order: Vec<(u64, u32)> =
        (0..rows).map(|row| (spread(settings.seed ^ spread(u64::from(row) + 1)), row)).collect();
    if wanted < order.len() {
        order.select_nth_unstable(wanted);
        order.truncate(wanted);
    }
    let mut sample: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
    sample.sort_unstable();
    let mut counts = PatternCounts::empty(comparisons.shape.clone());
    let (mut memory, mut batch, mut codes) = (comparisons.memory(), Vec::new(), Vec::new());
    let mut tally: std::collections::HashMap<u64, u64, rustc_hash::FxBuildHasher> =
        std::collections::HashMap::default();
    for (at, left) in sample.iter().enumerate() {
        batch.clear();
        batch.extend(
            sample[at + 1..].iter().map(|right| (*left, *right)).filter(|(left, right)| pairs.may_match(*left, *right)),
        );
        comparisons.patterns(&batch, &mut memory, &mut codes);
        codes.iter().for_each(|code| *tally.entry(*code).or_default() += 1);
    }
    tally.into_iter().for_each(|(code, pairs)| counts.add(code, pairs));
    counts
}

/// Patterns of the candidates, or of one in so many of them; says how many pairs each stands for.
pub(crate) fn candidate_patterns(comparisons: &Comparisons, pairs: &Pairs<'_>, expected: u64) -> (PatternCounts, u64) {
    let one_in = (expected / TRAINING_PAIRS).max(1);
    (score::count(comparisons, &Pairs { one_in, ..*pairs }).counts, one_in)
}

pub(crate) fn quick(
    comparisons: &Comparisons,
    random: &PatternCounts,
    (candidates, one_in): (&PatternCounts, u64),
    possible: f64,
) -> Model {
    let mut model = Model { prior: 1e-6, comparisons: Vec::new(), interactions: Vec::new() };
    for (at, plan) in comparisons.plans.iter().enumerate() {
        let counts = random.at_levels(at);
        let n: f64 = counts[1..].iter().map(|c| *c as f64 + 0.5).sum();
        let k = counts.len() - 1;
        let levels = plan.levels.iter().enumerate().map(|(l, level)| LevelModel {
            label: level.label.clone(),
            m_probability: LevelProbability::Estimated(if l == 0 { 0.8 } else { 0.2 / (k - 1).max(1) as f64 }),
            u_probability: LevelProbability::Estimated((counts[l + 1] as f64 + 0.5) / n),
        });
        model.comparisons.push(ComparisonModel { name: plan.name.clone(), levels: levels.collect() });
    }
    for _ in 0..100 {
        let mut sums: Vec<Vec<f64>> = model.comparisons.iter().map(|c| vec![0.5; c.levels.len()]).collect();
        let mut matches = 0.0;
        for (code, n) in &candidates.counts {
            let p = crate::pair::probability(model.weight_bits(&random.shape, *code)) * *n as f64 * one_in as f64;
            matches += p;
            for (c, l) in random.shape.decode(*code).into_iter().enumerate() {
                if l > 0 {
                    sums[c][usize::from(l) - 1] += p;
                }
            }
        }
        model.prior = (matches / possible).clamp(1e-15, 0.5);
        for (c, s) in model.comparisons.iter_mut().zip(&sums) {
            let n: f64 = s.iter().sum();
            for (l, s) in c.levels.iter_mut().zip(s) {
                l.m_probability = LevelProbability::Estimated(s / n);
            }
        }
    }
    model
}
