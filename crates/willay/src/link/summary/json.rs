//! The summary for programs. What stands in a file depends on the lists and settings only: no times.

use link::{
    blocking::RuleCount,
    review::{accuracy::NotEstimable, rate::Rate},
};
use serde_json::{Value, json};

use super::{Found, Outcome, Seen, warnings};
use crate::link::{canonical::Changes, lists::Lists, sample::Estimate, truth::Evaluation};

/// The summary.
pub(crate) fn json(seen: &Seen<'_>, found: &Found<'_>, outcome: &Outcome) -> Value {
    let (lists, linkage) = (seen.lists, found.linkage);
    let sizes = &linkage.quality.sizes;
    let in_clusters: u64 =
        sizes.iter().filter(|(rows, _)| **rows > 1).map(|(rows, clusters)| *rows as u64 * clusters).sum();
    let loss = match &linkage.loss {
        Ok(loss) => json!(loss),
        Err(why) => json!({ "not_estimable": why }),
    };
    json!({
        "records": lists.table.rows(),
        "lists": of_lists(lists),
        "rows_left_out": lists.rows_left_out(),
        "problems": lists.problems_in_all,
        "pairs_scored": linkage.compared,
        "pairs_kept": linkage.pairs.len(),
        "clusters": linkage.clustering.clusters,
        "records_in_clusters": in_clusters,
        "cluster_sizes": sizes,
        "threshold": found.linker.settings().threshold,
        "threshold_bits": found.threshold_bits(),
        "prior": linkage.model.prior,
        "seed": found.linker.settings().seed,
        "is_proposed": seen.plan.proposal.is_some(),
        "rules": linkage.rules,
        "loss": loss,
        "warnings": warnings(seen, found),
        "suspect_clusters": linkage.quality.warnings.len(),
        "changes": outcome.clusters.changes.as_ref().map(of_changes),
        "truth": outcome.evaluation.as_ref().map(of_truth),
        "judged": outcome.sample.as_ref().map(of_sample),
        "persons": outcome.draws.as_ref().map(|drawn| of_draws(&drawn.draws)),
    })
}

fn of_lists(lists: &Lists) -> Value {
    let of_list = |(name, rows): (&String, u64)| json!({ "name": name, "rows": rows });
    lists.table.lists.iter().zip(lists.rows_of_lists()).map(of_list).collect()
}

/// What is known before anything is compared.
pub(super) fn before(seen: &Seen<'_>, rules: &[RuleCount]) -> Value {
    let of = |rule: &RuleCount| json!({ "rule": rule.rule, "pairs": rule.pairs, "largest_block": rule.largest_block, "splits": rule.splits });
    json!({
        "records": seen.lists.table.rows(),
        "lists": of_lists(seen.lists),
        "rules": rules.iter().map(of).collect::<Vec<_>>(),
        "pairs_of_all_rules": rules.iter().map(|rule| rule.pairs).sum::<u64>(),
        "is_dry_run": true,
    })
}

fn of_changes(changes: &Changes) -> Value {
    json!({
        "new": changes.new,
        "joined": changes.joined,
        "merged": changes.merged,
        "split": changes.split,
        "gone": changes.gone,
    })
}

fn of_truth(truth: &Evaluation) -> Value {
    let clusters = &truth.clusters;
    let bin = |bin: &link::report::Reliability| json!({ "predicted": bin.predicted, "observed": bin.observed, "pairs": bin.pairs });
    let at = |at: &link::report::PrecisionRecall| json!({ "threshold_bits": at.threshold_bits, "precision": at.precision, "recall": at.recall });
    json!({
        "rows": truth.rows,
        "rows_elsewhere": truth.elsewhere,
        "true_pairs": clusters.true_pairs,
        "linked_pairs": clusters.linked_pairs,
        "right_pairs": clusters.right_pairs,
        "pair_precision": clusters.pair_precision(),
        "pair_recall": clusters.pair_recall(),
        "pair_f1": clusters.pair_f1(),
        "b_cubed_precision": clusters.b_cubed_precision,
        "b_cubed_recall": clusters.b_cubed_recall,
        "b_cubed_f1": clusters.b_cubed_f1(),
        "over_merged_clusters": clusters.over_merged_clusters,
        "split_entities": clusters.split_entities,
        "entities": clusters.entities,
        "candidate_recall": truth.candidate_recall,
        "matches_expected": truth.matches.0,
        "matches_true": truth.matches.1,
        "best_pairs": truth.best().map(|(best, f1)| json!({ "at": at(&best), "f1": f1 })),
        "reliability": truth.reliability.iter().map(bin).collect::<Vec<_>>(),
        "precision_recall": truth.precision_recall.iter().map(at).collect::<Vec<_>>(),
    })
}

fn of_sample(sample: &Estimate) -> Value {
    let of = |rate: &Result<Rate, NotEstimable>| match rate {
        Ok(rate) => json!({
            "estimate": rate.estimate,
            "interval_95": [rate.interval_95.low, rate.interval_95.high],
            "unsure_bounds": [rate.unsure_bounds.low, rate.unsure_bounds.high],
        }),
        Err(why) => json!({ "not_estimable": why.to_string() }),
    };
    json!({
        "judged": sample.judged,
        "elsewhere": sample.elsewhere,
        "alpha": sample.alpha,
        "precision": of(&sample.accuracy.precision),
        "recall_in_candidates": of(&sample.accuracy.recall_in_candidates),
        "recall": sample.accuracy.recall.as_ref().map(of),
        "f1_in_candidates": of(&sample.accuracy.f1_in_candidates),
    })
}

fn of_draws(draws: &link::sample::PartitionDraws) -> Value {
    let of = |summary: link::sample::Summary| json!({ "mean": summary.mean, "low": summary.low, "high": summary.high });
    json!({
        "draws": draws.draws.len(),
        "reached": of(draws.persons_reached()),
        "corrected": of(draws.persons()),
        "r_hat": draws.persons_mixing.r_hat,
        "effective_draws": draws.persons_mixing.effective_draws,
    })
}
