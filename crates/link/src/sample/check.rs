//! What must hold before anything is sampled: each refusal names the value and its mend.

use super::setting::{ClusterPrior, Evidence, Learning, MOST_LISTS, PseudoCounts, RecallPosterior, Settings};
use crate::pair::RowNumber;
use crate::pattern::PatternShape;
use crate::weight::model::Model;

/// No weight is larger; a larger one is a mistake of its maker.
const LARGEST_BITS: f32 = 1e6;

/// Records that judgements may hold to be one person.
const LARGEST_GROUP: usize = 1000;

/// Why partitions cannot be sampled.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SampleError {
    /// More lists than a capture pattern holds.
    #[error(
        "row {row} is in list {list}, but a capture pattern holds {MOST_LISTS} lists; merge lists or leave some out"
    )]
    TooManyLists {
        /// The row.
        row: RowNumber,
        /// Its list.
        list: u16,
    },
    /// Strata of other rows.
    #[error("{strata} strata for {rows} rows; give each row its stratum")]
    StrataOfOtherRows {
        /// Strata given.
        strata: usize,
        /// Rows given.
        rows: usize,
    },
    /// More rows than can be numbered.
    #[error("more than 4,294,967,295 rows")]
    TooManyRows,
    /// A pair of one row, or of a row that is not there.
    #[error("rows {left} and {right} are no pair of the {rows} rows; leave the pair out")]
    NoPair {
        /// One row.
        left: RowNumber,
        /// The other.
        right: RowNumber,
        /// Rows given.
        rows: usize,
    },
    /// A weight that is no number.
    #[error("rows {left} and {right} have a weight of {bits} bits; it must lie between -1,000,000 and 1,000,000")]
    NoWeight {
        /// One row.
        left: RowNumber,
        /// The other.
        right: RowNumber,
        /// The weight.
        bits: f32,
    },
    /// A pattern that the shape does not have.
    #[error(
        "rows {left} and {right} have pattern {pattern}, but the comparisons make {patterns}; score them with the same settings"
    )]
    NoPattern {
        /// One row.
        left: RowNumber,
        /// The other.
        right: RowNumber,
        /// Its code.
        pattern: u64,
        /// How many there are.
        patterns: u64,
    },
    /// Judged to be the same and different.
    #[error(
        "rows {left} and {right} are judged to be different, but other judgements make them the same person; withdraw one of them"
    )]
    ContradictoryJudgements {
        /// One row.
        left: RowNumber,
        /// The other.
        right: RowNumber,
    },
    /// Too many rows judged to be one person.
    #[error(
        "judgements make {rows} rows from row {row} on one person, more than {LARGEST_GROUP}; withdraw the wrong one"
    )]
    GroupTooLarge {
        /// The earliest of them.
        row: RowNumber,
        /// How many.
        rows: usize,
    },
    /// The model and the patterns do not fit.
    #[error(
        "comparison {comparison} has {found} levels in the {part}, but {expected} in the patterns; train the model anew"
    )]
    OtherLevels {
        /// Which, counted from 0.
        comparison: usize,
        /// Where.
        part: &'static str,
        /// Levels there.
        found: usize,
        /// Levels, without level 0.
        expected: usize,
    },
    /// A setting outside of its range.
    #[error("{name} is {value}; it must be {range}")]
    OutOfRange {
        /// Of the setting.
        name: &'static str,
        /// What was given.
        value: f64,
        /// What can be given.
        range: &'static str,
    },
}

pub(super) fn check(evidence: &Evidence, settings: &Settings) -> Result<(), SampleError> {
    check_rows(evidence)?;
    check_model(evidence.model, evidence.shape)?;
    check_settings(settings)?;
    match &settings.learning {
        Learning::Fixed => {}
        Learning::Odds(odds) => check_odds(*odds)?,
        Learning::Counts(counts) | Learning::Joint(counts) => check_counts(counts, evidence.shape)?,
    }
    settings.recall.map_or(Ok(()), check_recall)
}

/// Refuses a group of rows that is too large to be one person.
pub(super) fn check_group(row: RowNumber, rows: usize) -> Result<(), SampleError> {
    if rows > LARGEST_GROUP { Err(SampleError::GroupTooLarge { row, rows }) } else { Ok(()) }
}

fn check_rows(evidence: &Evidence) -> Result<(), SampleError> {
    let rows = evidence.list_of.len();
    if u32::try_from(rows).is_err() {
        return Err(SampleError::TooManyRows);
    }
    if let Some(strata) = evidence.strata.filter(|strata| strata.len() != rows) {
        return Err(SampleError::StrataOfOtherRows { strata: strata.len(), rows });
    }
    if let Some(row) = evidence.list_of.iter().position(|list| usize::from(*list) >= MOST_LISTS) {
        return Err(SampleError::TooManyLists { row: row as RowNumber, list: evidence.list_of[row] });
    }
    let is_pair = |left: RowNumber, right: RowNumber| left != right && (left.max(right) as usize) < rows;
    let judged = evidence.constraints.same.iter().chain(evidence.constraints.different).copied();
    let pairs = judged.chain(evidence.edges.iter().map(|edge| (edge.left, edge.right)));
    for (left, right) in pairs {
        if !is_pair(left, right) {
            return Err(SampleError::NoPair { left, right, rows });
        }
    }
    evidence.edges.iter().try_for_each(|edge| check_bits((edge.left, edge.right), edge.match_weight_bits))
}

/// Refuses a weight that no comparison can have.
pub(super) fn check_bits((left, right): (RowNumber, RowNumber), bits: f32) -> Result<(), SampleError> {
    if bits.abs() <= LARGEST_BITS { Ok(()) } else { Err(SampleError::NoWeight { left, right, bits }) }
}

fn check_model(model: &Model, shape: &PatternShape) -> Result<(), SampleError> {
    within("the prior", model.prior, (model.prior > 0.0 && model.prior < 1.0, "between 0 and 1, without either"))?;
    let found = model.comparisons.iter().map(|comparison| comparison.levels.len());
    check_levels("model", &found.collect::<Vec<_>>(), shape)?;
    for interaction in &model.interactions {
        let (first, second) = interaction.comparisons;
        let levels = |comparison| {
            let known = (comparison < shape.comparisons()).then(|| usize::from(shape.levels(comparison)));
            known.map_or(0, |levels| levels.saturating_sub(1))
        };
        let part = "interactions of the model";
        let other = |comparison, found, expected| SampleError::OtherLevels { comparison, part, found, expected };
        if interaction.bits.len() != levels(first) {
            return Err(other(first, interaction.bits.len(), levels(first)));
        }
        if let Some(row) = interaction.bits.iter().find(|row| row.len() != levels(second)) {
            return Err(other(second, row.len(), levels(second)));
        }
    }
    Ok(())
}

fn check_levels(part: &'static str, found: &[usize], shape: &PatternShape) -> Result<(), SampleError> {
    for comparison in 0..shape.comparisons().max(found.len()) {
        let known = comparison < shape.comparisons();
        let expected = if known { usize::from(shape.levels(comparison)).saturating_sub(1) } else { 0 };
        let found = found.get(comparison).copied();
        if !known || found != Some(expected) {
            return Err(SampleError::OtherLevels { comparison, part, found: found.unwrap_or(0), expected });
        }
    }
    Ok(())
}

fn check_counts(counts: &PseudoCounts, shape: &PatternShape) -> Result<(), SampleError> {
    for (part, of) in [("counts of matches", &counts.matches), ("counts of non-matches", &counts.non_matches)] {
        check_levels(part, &of.iter().map(Vec::len).collect::<Vec<_>>(), shape)?;
        for value in of.iter().flatten() {
            within(
                "a level count",
                *value,
                (value.is_finite() && *value > 0.0, "above 0; add ½ to counts of nothing"),
            )?;
        }
    }
    check_odds(counts.odds)
}

fn check_odds(odds: [f64; 2]) -> Result<(), SampleError> {
    odds.iter().try_for_each(|value| {
        within(
            "a count behind the odds",
            *value,
            (value.is_finite() && *value > 0.0, "above 0; 1 says next to nothing"),
        )
    })
}

fn check_recall(recall: RecallPosterior) -> Result<(), SampleError> {
    match recall {
        RecallPosterior::Beta { reached, missed } => [reached, missed].iter().try_for_each(|value| {
            within("a count behind the recall", *value, (value.is_finite() && *value > 0.0, "above 0"))
        }),
        RecallPosterior::Logit { mean, sd } => {
            within("the mean logit of the recall", mean, (mean.is_finite(), "a number"))?;
            within("the spread of the recall", sd, (sd.is_finite() && sd >= 0.0, "0 or more"))
        }
    }
}

fn check_settings(settings: &Settings) -> Result<(), SampleError> {
    let counts = [
        ("the number of draws", settings.draws, 8, "8 or more, so that chains can be compared"),
        ("thinning", settings.thinning, 1, "1 or more"),
        ("the number of chains", settings.chains, 2, "2 or more, so that they can be compared"),
        ("sweeps between parameters", settings.sweeps_per_update, 1, "1 or more"),
        ("the number of threads", settings.threads, 1, "1 or more"),
        ("the largest component", settings.largest_component, 2, "2 or more"),
        ("the largest cluster", settings.largest_cluster.unwrap_or(1), 1, "1 or more"),
        ("the step of kept labels", settings.labels_every.unwrap_or(1), 1, "1 or more"),
    ];
    for (name, value, least, range) in counts {
        within(name, value as f64, (value >= least, range))?;
    }
    within(
        "draws per chain",
        (settings.draws / settings.chains) as f64,
        (settings.draws / settings.chains >= 4, "4 or more"),
    )?;
    within(
        "the largest component",
        settings.largest_component as f64,
        (settings.largest_component <= 1000, "1000 or less"),
    )?;
    within("the threshold", settings.threshold_bits, (settings.threshold_bits.is_finite(), "a number of bits"))?;
    let [low, high] = settings.redundancy;
    within("the lowest redundancy", low, ((0.0..=1.0).contains(&low), "between 0 and 1"))?;
    within("the highest redundancy", high, ((low..=1.0).contains(&high), "between the lowest and 1"))?;
    let sd = settings.calibration_sd_bits;
    within("the error of the calibration", sd, (sd.is_finite() && sd >= 0.0, "0 bits or more"))?;
    match settings.cluster_prior {
        ClusterPrior::UniformLabels => Ok(()),
        ClusterPrior::EwensPitman { discount } => {
            within("the discount", discount, ((0.0..1.0).contains(&discount), "at least 0 and below 1"))
        }
    }
}

fn within(name: &'static str, value: f64, (holds, range): (bool, &'static str)) -> Result<(), SampleError> {
    if holds { Ok(()) } else { Err(SampleError::OutOfRange { name, value, range }) }
}
