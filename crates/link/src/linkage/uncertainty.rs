//! How sure is a linkage? What its own training and its own blocking say of it, as settings for drawing partitions.

use super::Linkage;
use crate::{
    cluster::{self, Judgement},
    linker::Linker,
    pair::RowNumber,
    sample::{
        Constraints, Evidence, Learning, PartitionDraws, PseudoCounts, RecallPosterior, SampleError, Settings,
        draw_partitions,
    },
    weight::model::ComparisonModel,
};

/// What the model's m is worth, in pairs, beside the pairs of these very lists.
const MODEL_PAIRS: f64 = 20.0;

/// Weights of a model that was fitted without labels are off by about this much together: in simulated lists the sum of match
/// probabilities misses the true matches by a percent or two, which such a shift of all weights explains.
const CALIBRATION_BITS: f64 = 0.3;

/// Draws partitions of the linked records into persons. `judged`: pairs that people hold to be the same person, and not to be.
///
/// # Errors
/// Where judgements contradict each other or a setting is out of range; see [`SampleError`].
pub fn draw(
    (linker, linkage): (&Linker<'_>, &Linkage),
    judged: [&[(RowNumber, RowNumber)]; 2],
    settings: &Settings,
) -> Result<PartitionDraws, SampleError> {
    draw_by((linker, linkage), judged, None, settings)
}

fn draw_by(
    (linker, linkage): (&Linker<'_>, &Linkage),
    judged: [&[(RowNumber, RowNumber)]; 2],
    strata: Option<&[u16]>,
    settings: &Settings,
) -> Result<PartitionDraws, SampleError> {
    let (one_row_per_list, scorer) = (linker.one_row_per_list(), linker.scorer(&linkage.model));
    let [same, different] = judged;
    let evidence = Evidence {
        list_of: &linker.table().list_of,
        strata,
        edges: &linkage.pairs,
        scorer: &scorer,
        model: &linkage.model,
        shape: linker.shape(),
        constraints: Constraints { one_row_per_list: &one_row_per_list, same, different },
    };
    draw_partitions(&evidence, settings)
}

/// As [`draw`], of what people judged, and by strata: judgements that contradict each other are settled as the clustering
/// settles them, so that no partition disagrees with the linkage on what people hold for certain.
///
/// `strata`: the stratum of each row; a person belongs to the stratum of the earliest of their rows.
///
/// # Errors
/// As [`draw`].
pub fn draw_judged(
    (linker, linkage): (&Linker<'_>, &Linkage),
    judgements: &[Judgement],
    strata: Option<&[u16]>,
    settings: &Settings,
) -> Result<PartitionDraws, SampleError> {
    let table = linker.table();
    let settled = cluster::resolve_judgements(judgements, table, &linker.one_row_per_list()).constraints;
    let same: Vec<(RowNumber, RowNumber)> = settled.together().collect();
    let rows = 0..RowNumber::try_from(table.rows()).map_err(|_| SampleError::TooManyRows)?;
    let apart =
        rows.flat_map(|row| settled.apart_from(row).filter(move |other| row < *other).map(move |other| (row, other)));
    let different: Vec<(RowNumber, RowNumber)> = apart.collect();
    draw_by((linker, linkage), [&same, &different], strata, settings)
}

/// Settings under which partitions are drawn for a linkage: m is learnt again in every draw from the pairs of the partition,
/// u from the random pairs of the training, and the loss of blocking is carried on where it can be told.
pub fn draw_settings(linkage: &Linkage) -> Settings {
    Settings {
        learning: learning(linkage),
        recall: recall(linkage),
        calibration_sd_bits: if linkage.training.is_some() { CALIBRATION_BITS } else { 0.0 },
        ..Settings::default()
    }
}

fn learning(linkage: &Linkage) -> Learning {
    let Some(training) = &linkage.training else { return Learning::default() };
    let of_model = |model: &ComparisonModel| -> Vec<f64> {
        model.levels.iter().map(|level| level.m_probability.value() * MODEL_PAIRS).collect()
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let of_random = |comparison: usize| -> Vec<f64> {
        training.random.at_levels(comparison).iter().skip(1).map(|pairs| *pairs as f64 + 0.5).collect()
    };
    let comparisons = &linkage.model.comparisons;
    Learning::Joint(PseudoCounts {
        matches: comparisons.iter().map(of_model).collect(),
        non_matches: (0..comparisons.len()).map(of_random).collect(),
        odds: [1.0, 1.0],
    })
}

/// The share of matches that the rules reach, as the loss estimates it.
fn recall(linkage: &Linkage) -> Option<RecallPosterior> {
    let loss = linkage.loss.as_ref().ok()?;
    let inside = |share: f64| share.clamp(1e-4, 1.0 - 1e-4);
    let logit = |share: f64| (inside(share) / (1.0 - inside(share))).ln();
    let (low, high) = loss.recall_interval_95;
    // A 95 % interval of the normal distribution is 3.92 standard deviations wide.
    Some(RecallPosterior::Logit { mean: logit(loss.recall), sd: ((logit(high) - logit(low)) / 3.92).max(1e-3) })
}
