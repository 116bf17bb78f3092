//! From records to a model: random pairs for u, candidate pairs for m and the prior.

use crate::{
    blocking::{self, Index, spread},
    comparison::Comparisons,
    fields::Fields,
    pattern::PatternCounts,
    score::{self, Pairs},
    settings::{Comparison, ComparisonKind, Settings},
    weight::{
        dependence::Dependence,
        em::EmOptions,
        fixed::{Fixed, Side},
        prior::PriorSource,
        training::{Candidates, ComparisonWords, Evidence, TrainingBlock, TrainingOptions},
    },
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
    score::count_all(comparisons, pairs, &sample)
}

/// Patterns of the candidates, or of one in so many of them; says how many pairs each stands for.
pub(crate) fn candidate_patterns(comparisons: &Comparisons, pairs: &Pairs<'_>, expected: u64) -> (PatternCounts, u64) {
    let one_in = (expected / TRAINING_PAIRS).max(1);
    (score::count(comparisons, &Pairs { one_in, ..*pairs }).counts, one_in)
}

/// What a model is trained from.
pub(crate) fn evidence(
    comparisons: &Comparisons,
    random: &PatternCounts,
    (candidates, one_in, possible_pairs): (&PatternCounts, u64, f64),
) -> Evidence {
    let mut whole = PatternCounts::empty(candidates.shape.clone());
    candidates.counts.iter().for_each(|(code, pairs)| whole.add(*code, pairs * one_in));
    let words = comparisons.plans.iter().map(|plan| ComparisonWords {
        name: plan.name.clone(),
        labels: plan.levels.iter().map(|level| level.label.clone()).collect(),
    });
    let fixed = comparisons.plans.iter().enumerate().flat_map(|(comparison, plan)| {
        plan.levels.iter().enumerate().flat_map(move |(level, planned)| {
            let given = [(Side::Match, planned.m_probability), (Side::NonMatch, planned.u_probability)];
            let fix = move |(side, probability): (Side, Option<f64>)| {
                probability.map(|probability| Fixed { comparison, level: level + 1, side, probability })
            };
            given.into_iter().filter_map(fix)
        })
    });
    Evidence {
        comparisons: words.collect(),
        random: random.clone(),
        training: Vec::new(),
        candidates: Some(Candidates { counts: whole, possible_pairs }),
        same: None,
        different: None,
        fixed: fixed.collect(),
    }
}

/// How the settings want the model to be fitted.
pub(crate) fn options(settings: &Settings) -> TrainingOptions {
    let prior = settings.prior.map_or(PriorSource::Candidates { blocking_recall: 1.0 }, PriorSource::Fixed);
    let dependence = settings.dependence.then(Dependence::default);
    let tells_relatives = if settings.relatives { tells_relatives(&settings.comparisons) } else { Vec::new() };
    let em = EmOptions { tells_relatives, ..EmOptions::default() };
    TrainingOptions { prior, dependence, em, ..TrainingOptions::default() }
}

/// Comparisons in which relatives are like strangers: given names and birth. Without given names nothing tells them apart.
fn tells_relatives(comparisons: &[Comparison]) -> Vec<usize> {
    let has_given = comparisons.iter().any(|comparison| comparison.kind == ComparisonKind::Given);
    let tells = |kind| has_given && matches!(kind, ComparisonKind::Given | ComparisonKind::Date);
    (0..comparisons.len()).filter(|at| tells(comparisons[*at].kind)).collect()
}

/// The pairs of one training rule, and the comparisons that look at what the rule makes equal.
pub(crate) fn block(
    comparisons: &Comparisons,
    (rule, index): (&[String], &Index),
    (pairs, fields): (&Pairs<'_>, &Fields<'_>),
) -> TrainingBlock {
    let columns = |atoms: &[String]| -> Vec<String> { atoms.iter().flat_map(|atom| fields.columns_of(atom)).collect() };
    let touched = columns(&blocking::atoms_of(rule));
    let is_touched = |atoms: &[String]| columns(atoms).iter().any(|column| touched.contains(column));
    let excluded = (0..comparisons.plans.len()).filter(|at| is_touched(&comparisons.plans[*at].known)).collect();
    let counts = score::count(comparisons, &Pairs { index, ..*pairs }).counts;
    TrainingBlock { rule: rule.join(" + "), excluded, counts }
}
