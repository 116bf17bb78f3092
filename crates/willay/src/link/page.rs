//! The report of a linkage: what the engine saw, put into its page.

use link::{
    report::{ClusterSize, ListRows, PersonsPosterior, Report, RuleCount, TrainingStep, WeightHistogram},
    review::rate::Ends,
};

use super::{Found, Outcome, draws::Draws, explain, sample::blocking_recall, summary};
use crate::language::spoken;

/// Warnings of clusters that are listed.
const CLUSTERS_SHOWN: usize = 50;

/// The report as one page.
pub(crate) fn html(seen: &summary::Seen<'_>, found: &Found<'_>, outcome: &Outcome) -> String {
    let (options, lists, linkage) = (seen.options, seen.lists, found.linkage);
    let language = spoken();
    let title = match language {
        record::Language::En => "Record linkage: ",
        record::Language::Es => "Vinculación de registros: ",
    };
    let rows = lists.table.lists.iter().zip(lists.rows_of_lists());
    let rules = linkage.rules.iter().map(|rule| RuleCount {
        rule: rule.rule.clone(),
        pairs: rule.pairs,
        new_pairs: rule.new_pairs,
        largest_block: rule.largest_block,
    });
    let sizes = linkage.quality.sizes.iter();
    let evaluation = outcome.evaluation.as_ref();
    let report = Report {
        title: format!("{title}{}", lists.table.lists.join(", ")),
        lists: rows.map(|(name, rows)| ListRows { name: name.clone(), rows }).collect(),
        blocking: rules.collect(),
        blocking_recall: blocking_recall(found),
        model: Some(&linkage.model),
        training: training(found),
        warnings: summary::warnings(seen, found),
        histogram: histogram(found),
        threshold_bits: Some(found.threshold_bits()),
        waterfalls: explain::around_threshold(&lists.table, found, options.results.waterfalls),
        cluster_sizes: sizes
            .map(|(records, clusters)| ClusterSize { records: *records as u64, clusters: *clusters })
            .collect(),
        cluster_warnings: linkage.quality.warnings.iter().take(CLUSTERS_SHOWN).map(ToString::to_string).collect(),
        precision_recall: evaluation.map(|evaluation| evaluation.precision_recall.clone()).unwrap_or_default(),
        reliability: evaluation.map(|evaluation| evaluation.reliability.clone()).unwrap_or_default(),
        persons: outcome.draws.as_ref().map(persons),
    };
    report.html(language)
}

/// Persons in the drawn partitions.
fn persons(drawn: &Draws) -> PersonsPosterior {
    let persons = drawn.draws.persons();
    PersonsPosterior {
        mean_persons: persons.mean,
        median_persons: persons.median,
        interval_95: Ends { low: persons.low, high: persons.high },
        draws: drawn.draws.draws.len() as u64,
    }
}

/// Every step of training: that of each training rule, then that of all candidates.
fn training(found: &Found<'_>) -> Vec<TrainingStep> {
    let Some(trained) = &found.linkage.training else { return Vec::new() };
    let sessions = trained.report.sessions.iter().map(|session| (session.rule.as_str(), &session.progress));
    let candidates = trained.report.candidates.iter().map(|candidates| ("", &candidates.progress));
    let steps = sessions.chain(candidates).flat_map(|(session, progress)| {
        (1..).zip(&progress.trace).map(|(iteration, step)| TrainingStep {
            session: session.to_owned(),
            iteration,
            largest_change: step.largest_change,
            prior: step.lambda,
        })
    });
    steps.collect()
}

/// Kept pairs at each whole bit.
fn histogram(found: &Found<'_>) -> Option<WeightHistogram> {
    let whole = |bits: f32| f64::from(bits).floor();
    let weights = found.linkage.pairs.iter().map(|pair| whole(pair.match_weight_bits)).filter(|bits| bits.is_finite());
    let (low, high) =
        weights.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bits| (low.min(bits), high.max(bits)));
    if low > high {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a difference of whole bits, not negative"
    )]
    let bin = |bits: f64| (bits - low) as usize;
    let mut pairs = vec![0; bin(high) + 1];
    weights.for_each(|bits| pairs[bin(bits)] += 1);
    Some(WeightHistogram { from_bits: low, bin_bits: 1.0, pairs })
}
