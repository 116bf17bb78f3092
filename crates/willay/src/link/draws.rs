//! How many persons may there be? Partitions drawn from the posterior, as capture tables for the estimate.

use link::{
    cluster::{Decision, Judgement},
    sample::{
        CaptureNames, CaptureVersion, Constraints, Evidence, Learning, PartitionDraws, PseudoCounts, RecallPosterior,
        Settings, capture_csv, capture_json, draw_partitions,
    },
    table::Table,
};

use super::Found;
use crate::failure::{Cause, Failure};

/// What the model's m is worth, in pairs, beside the pairs of these very lists.
const MODEL_PAIRS: f64 = 20.0;

/// Draws that are written as capture tables, at most.
const TABLES: usize = 1_000;

/// Partitions drawn.
pub(crate) struct Draws {
    pub(crate) draws: PartitionDraws,
    /// What the posterior says of the share of matches that the rules reach; nothing where it cannot be told.
    pub(crate) is_corrected: bool,
}

/// Draws partitions.
pub(crate) fn draw(
    (count, threads): (usize, usize),
    table: &Table,
    found: &Found<'_>,
    judgements: &[Judgement],
) -> Result<Draws, Failure> {
    let (linker, linkage) = (found.linker, found.linkage);
    let one_row_per_list = linker.one_row_per_list();
    let judged = |decision: Decision| -> Vec<(u32, u32)> {
        let pair = |judgement: &&Judgement| {
            let row = |name: &link::cluster::RecordName| {
                let list = table.lists.iter().position(|list| *list == name.list)?;
                table.find(u16::try_from(list).ok()?, &name.id)
            };
            Some((row(&judgement.left)?, row(&judgement.right)?))
        };
        judgements.iter().filter(|judgement| judgement.decision == decision).filter_map(|one| pair(&one)).collect()
    };
    let (same, different) = (judged(Decision::Same), judged(Decision::Different));
    let scorer = linker.scorer(&linkage.model);
    let evidence = Evidence {
        list_of: &table.list_of,
        strata: None,
        edges: &linkage.pairs,
        scorer: &scorer,
        model: &linkage.model,
        shape: linker.shape(),
        constraints: Constraints { one_row_per_list: &one_row_per_list, same: &same, different: &different },
    };
    let recall = recall(found);
    let settings = Settings {
        draws: count,
        seed: linker.settings().seed,
        threads,
        learning: learning(found),
        recall,
        ..Settings::default()
    };
    let refused = |error: link::sample::SampleError| {
        Failure::new(
            Cause::Material,
            error.to_string(),
            "draw with fewer lists, or settle the judgements that are named",
        )
    };
    let draws = draw_partitions(&evidence, &settings).map_err(refused)?;
    Ok(Draws { draws, is_corrected: recall.is_some() })
}

impl Draws {
    /// The capture tables as text and as JSON.
    pub(crate) fn tables(&self, table: &Table) -> (String, String) {
        let version = if self.is_corrected { CaptureVersion::Corrected } else { CaptureVersion::Reached };
        let names = CaptureNames { lists: &table.lists, strata: &[] };
        let json = capture_json(&self.draws, names, version, TABLES);
        (capture_csv(&self.draws, names, version, TABLES), format!("{json}\n"))
    }
}

/// m is learnt again in every draw from the pairs of the partition, u from the random pairs.
fn learning(found: &Found<'_>) -> Learning {
    let Some(training) = &found.linkage.training else { return Learning::default() };
    let of_model = |model: &link::weight::model::ComparisonModel| -> Vec<f64> {
        model.levels.iter().map(|level| level.m_probability.value() * MODEL_PAIRS).collect()
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let of_random = |comparison: usize| -> Vec<f64> {
        training.random.at_levels(comparison).iter().skip(1).map(|pairs| *pairs as f64 + 0.5).collect()
    };
    let comparisons = &found.linkage.model.comparisons;
    Learning::Joint(PseudoCounts {
        matches: comparisons.iter().map(of_model).collect(),
        non_matches: (0..comparisons.len()).map(of_random).collect(),
        odds: [1.0, 1.0],
    })
}

/// The share of matches that the rules reach, as the loss estimates it.
fn recall(found: &Found<'_>) -> Option<RecallPosterior> {
    let loss = found.linkage.loss.as_ref().ok()?;
    let inside = |share: f64| share.clamp(1e-4, 1.0 - 1e-4);
    let logit = |share: f64| (inside(share) / (1.0 - inside(share))).ln();
    let (low, high) = loss.recall_interval_95;
    // A 95 % interval of the normal distribution is 3.92 standard deviations wide.
    Some(RecallPosterior::Logit { mean: logit(loss.recall), sd: ((logit(high) - logit(low)) / 3.92).max(1e-3) })
}
