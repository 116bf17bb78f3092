//! How many links are right and how many matches are found, as people judged a random sample?

use std::{collections::BTreeMap, path::Path};

use link::{
    cluster::Decision,
    pair::RowNumber,
    review::{
        accuracy::{Accuracy, JudgedPair, ReviewedSample},
        agreement,
        choose::BAND_EDGES_BITS,
        rate::BlockingRecall,
    },
    table::Table,
};

use super::{Found, judged};
use crate::failure::{Cause, Failure};

/// What a filled sample tells.
pub(crate) struct Estimate {
    pub(crate) accuracy: Accuracy,
    /// Pairs that were judged and are among the compared ones.
    pub(crate) judged: usize,
    /// Judged pairs that this run does not keep.
    pub(crate) elsewhere: usize,
    /// Krippendorff's alpha of those who judged the same pairs, where there are some.
    pub(crate) alpha: Option<f64>,
}

/// Estimates from the filled sample of a file.
pub(crate) fn estimate(path: &Path, table: &Table, found: &Found<'_>) -> Result<Estimate, Failure> {
    let mut decisions: BTreeMap<(RowNumber, RowNumber), BTreeMap<String, Decision>> = BTreeMap::new();
    let mut elsewhere = 0;
    for judgement in judged::read(path)? {
        let row = |name: &link::cluster::RecordName| {
            let list = table.lists.iter().position(|list| *list == name.list)?;
            table.find(u16::try_from(list).ok()?, &name.id)
        };
        match (row(&judgement.left), row(&judgement.right)) {
            (Some(left), Some(right)) if left != right => {
                let pair = (left.min(right), left.max(right));
                decisions.entry(pair).or_default().insert(judgement.author, judgement.decision);
            }
            (Some(_) | None, Some(_) | None) => elsewhere += 1,
        }
    }
    let pairs = &found.linkage.pairs;
    let mut judged = Vec::new();
    for (pair, of_pair) in &decisions {
        match pairs.binary_search_by_key(pair, |kept| (kept.left, kept.right)) {
            Ok(at) => judged.push(JudgedPair {
                match_weight_bits: f64::from(pairs[at].match_weight_bits),
                decision: together(of_pair),
            }),
            Err(_) => elsewhere += 1,
        }
    }
    let weights = pairs.iter().map(|pair| f64::from(pair.match_weight_bits));
    let seed = found.linker.settings().seed;
    let sample = ReviewedSample::new(weights, &BAND_EDGES_BITS, &judged, seed).map_err(|error| {
        Failure::new(Cause::Material, format!("{}: {error}", path.display()), "give the sample that this linkage drew")
    })?;
    let blocking = blocking_recall(found);
    let accuracy = sample.accuracy(found.threshold_bits(), blocking.as_ref());
    Ok(Estimate { accuracy, judged: judged.len(), elsewhere, alpha: alpha(&decisions) })
}

/// Share of matches that blocking finds, where that can be told.
pub(crate) fn blocking_recall(found: &Found<'_>) -> Option<BlockingRecall> {
    let loss = found.linkage.loss.as_ref().ok()?;
    BlockingRecall::new(loss.recall, loss.recall_interval_95.0, loss.recall_interval_95.1).ok()
}

/// What several people say of one pair: what all say, else that it cannot be told.
fn together(of_pair: &BTreeMap<String, Decision>) -> Decision {
    let mut decisions = of_pair.values().copied();
    let first = decisions.next().unwrap_or(Decision::Unsure);
    if decisions.all(|decision| decision == first) { first } else { Decision::Unsure }
}

fn alpha(decisions: &BTreeMap<(RowNumber, RowNumber), BTreeMap<String, Decision>>) -> Option<f64> {
    let mut authors: Vec<&String> = decisions.values().flat_map(BTreeMap::keys).collect();
    authors.sort();
    authors.dedup();
    let of_pair = |of_pair: &BTreeMap<String, Decision>| -> Vec<Option<Decision>> {
        authors.iter().map(|author| of_pair.get(*author).copied()).collect()
    };
    let ratings: Vec<Vec<Option<Decision>>> = decisions.values().map(of_pair).collect();
    agreement::krippendorff_alpha(&ratings).ok()
}
