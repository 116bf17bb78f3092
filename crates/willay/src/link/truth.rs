//! How right is the linkage, where the truth is known?
//!
//! Sources: Bagga & Baldwin 1998, *Proc. COLING-ACL*, 79-85 (B-cubed); DeGroot & Fienberg 1983, *The Statistician* 32:12-22
//! (calibration: of pairs with probability p, a share p should match).

use std::{collections::HashMap, path::Path};

use link::{
    cluster::{Accuracy, accuracy},
    linkage::Linkage,
    linker::Linker,
    pair::{RowNumber, ScoredPair},
    report::{PrecisionRecall, Reliability},
    table::Table,
};
use read::{RowSink, Stop};

use super::lists::{of_table, read_file, stopped};
use crate::failure::{Cause, Failure};

/// The entity of a row that the truth does not name.
const UNKNOWN: u32 = u32::MAX;

/// True pairs that are looked up among the candidates at most.
const LOOKED_UP: u64 = 20_000_000;

/// Bins of probability.
const BINS: usize = 10;

/// The entity of each row.
pub(crate) struct Truth {
    entity_of: Vec<u32>,
    /// Rows of the file that are in no list.
    elsewhere: u64,
}

/// What comes of comparing with the truth.
pub(crate) struct Evaluation {
    /// Rows whose entity is known.
    pub(crate) rows: u64,
    /// Rows of the truth that are in no list.
    pub(crate) elsewhere: u64,
    pub(crate) clusters: Accuracy,
    /// Share of true pairs that a rule finds; not computed where there are too many.
    pub(crate) candidate_recall: Option<f64>,
    /// By rising threshold.
    pub(crate) precision_recall: Vec<PrecisionRecall>,
    /// By rising probability.
    pub(crate) reliability: Vec<Reliability>,
    /// Matches among the kept pairs: expected from their probabilities, and true.
    pub(crate) matches: (f64, u64),
}

impl Evaluation {
    /// The threshold with the greatest F1 over pairs.
    pub(crate) fn best(&self) -> Option<(PrecisionRecall, f64)> {
        let scored = self.precision_recall.iter().map(|at| {
            let sum = at.precision + at.recall;
            (*at, if sum > 0.0 { 2.0 * at.precision * at.recall / sum } else { 0.0 })
        });
        scored.max_by(|one, other| one.1.total_cmp(&other.1))
    }
}

/// Reads the truth.
pub(crate) fn read(path: &Path, table: &Table) -> Result<Truth, Failure> {
    let mut sink = Reader {
        table,
        places: (0, 0, None),
        entities: HashMap::new(),
        entity_of: vec![UNKNOWN; table.rows()],
        elsewhere: 0,
        refusal: None,
    };
    let read = read_file(path, None, &mut sink);
    if let Some(message) = sink.refusal {
        let mend = "give a table with the columns id, entity and, where ids repeat across lists, list";
        return Err(Failure::new(Cause::Material, format!("{}: {message}", path.display()), mend));
    }
    read.map_err(|error| of_table(path, &error, &mut None))?;
    if sink.entities.is_empty() {
        let message = format!("{}: none of its ids is in the lists", path.display());
        let mend =
            "give the ids as the lists have them, and in the column list the names of the lists as they are printed";
        return Err(Failure::new(Cause::Material, message, mend));
    }
    Ok(Truth { entity_of: sink.entity_of, elsewhere: sink.elsewhere })
}

struct Reader<'a> {
    table: &'a Table,
    /// Of id, entity and list.
    places: (usize, usize, Option<usize>),
    entities: HashMap<String, u32>,
    entity_of: Vec<u32>,
    elsewhere: u64,
    refusal: Option<String>,
}

impl Reader<'_> {
    fn refuse(&mut self, message: String) -> Stop {
        self.refusal = Some(message);
        stopped()
    }

    /// The row of an id: in the named list, or in the only list that has it.
    fn find(&mut self, number: u64, id: &str, list: Option<&str>) -> Result<Option<RowNumber>, Stop> {
        let table = self.table;
        let mut lists = table.lists.iter().zip(0_u16..).filter(|(name, _)| list.is_none_or(|list| list == *name));
        let row = lists.find_map(|(_, place)| table.find(place, id));
        match lists.find(|(_, place)| table.find(*place, id).is_some()) {
            Some((other, _)) => {
                let message = format!("row {number}: the id '{id}' is in several lists, '{other}' among them");
                Err(self.refuse(message))
            }
            None => Ok(row),
        }
    }
}

impl RowSink for Reader<'_> {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        let place = |column: &str| names.iter().position(|name| name.eq_ignore_ascii_case(column));
        let (Some(id), Some(entity)) = (place("id"), place("entity")) else {
            let missing = if place("id").is_none() { "id" } else { "entity" };
            return Err(self.refuse(format!("there is no column '{missing}'")));
        };
        self.places = (id, entity, place("list"));
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        let (id, entity) = (cells[self.places.0].trim(), cells[self.places.1].trim());
        let list = self.places.2.map(|place| cells[place].trim());
        let Some(row) = self.find(number, id, list)? else {
            self.elsewhere += 1;
            return Ok(());
        };
        let next = u32::try_from(self.entities.len()).unwrap_or(UNKNOWN);
        let entity = match self.entities.get(entity) {
            Some(known) => *known,
            None => *self.entities.entry(entity.to_owned()).or_insert(next),
        };
        self.entity_of[row as usize] = entity;
        Ok(())
    }
}

/// Compares a linkage with the truth.
pub(crate) fn evaluate(truth: &Truth, linker: &Linker<'_>, linkage: &Linkage) -> Evaluation {
    let known: Vec<usize> = (0..truth.entity_of.len()).filter(|row| truth.entity_of[*row] != UNKNOWN).collect();
    let clusters: Vec<u32> = known.iter().map(|row| linkage.clustering.cluster_of[*row]).collect();
    let entities: Vec<u32> = known.iter().map(|row| truth.entity_of[*row]).collect();
    let clusters = accuracy(&clusters, &entities);
    let is_known =
        |pair: &&ScoredPair| [pair.left, pair.right].iter().all(|row| truth.entity_of[*row as usize] != UNKNOWN);
    let is_match = |pair: &ScoredPair| truth.entity_of[pair.left as usize] == truth.entity_of[pair.right as usize];
    let judged: Vec<(f64, bool)> =
        linkage.pairs.iter().filter(is_known).map(|pair| (f64::from(pair.match_weight_bits), is_match(pair))).collect();
    let (reliability, matches) = reliability(&judged);
    Evaluation {
        rows: known.len() as u64,
        elsewhere: truth.elsewhere,
        clusters,
        candidate_recall: candidate_recall(truth, linker, clusters.true_pairs),
        precision_recall: precision_recall(judged, clusters.true_pairs),
        reliability,
        matches,
    }
}

/// The share of true pairs that any rule finds.
fn candidate_recall(truth: &Truth, linker: &Linker<'_>, true_pairs: u64) -> Option<f64> {
    if true_pairs == 0 || true_pairs > LOOKED_UP {
        return None;
    }
    let mut rows: Vec<(u32, RowNumber)> = truth.entity_of.iter().copied().zip(0..).collect();
    rows.retain(|(entity, _)| *entity != UNKNOWN);
    rows.sort_unstable();
    let mut found = 0_u64;
    for group in rows.chunk_by(|one, other| one.0 == other.0) {
        for (at, (_, left)) in group.iter().enumerate() {
            found += group[at + 1..].iter().filter(|(_, right)| linker.is_candidate(*left, *right)).count() as u64;
        }
    }
    Some(share(found, true_pairs))
}

/// Precision and recall of pairs at every whole bit, by rising threshold.
fn precision_recall(mut judged: Vec<(f64, bool)>, true_pairs: u64) -> Vec<PrecisionRecall> {
    judged.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut curve: Vec<PrecisionRecall> = Vec::new();
    let (mut right, mut threshold) = (0_u64, f64::INFINITY);
    for (at, (bits, is_match)) in judged.iter().enumerate() {
        if bits.floor() < threshold {
            push(&mut curve, (threshold, right, at as u64, true_pairs));
            threshold = bits.floor();
        }
        right += u64::from(*is_match);
    }
    push(&mut curve, (threshold, right, judged.len() as u64, true_pairs));
    curve.reverse();
    curve
}

fn push(curve: &mut Vec<PrecisionRecall>, (threshold_bits, right, links, true_pairs): (f64, u64, u64, u64)) {
    if links > 0 {
        curve.push(PrecisionRecall {
            threshold_bits,
            precision: share(right, links),
            recall: share(right, true_pairs),
        });
    }
}

/// Bins of probability, and the matches expected and true.
fn reliability(judged: &[(f64, bool)]) -> (Vec<Reliability>, (f64, u64)) {
    let mut bins = [(0.0, 0_u64, 0_u64); BINS];
    for (bits, is_match) in judged {
        let probability = link::pair::probability(*bits);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability times ten")]
        let bin = &mut bins[((probability * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + probability, bin.1 + u64::from(*is_match), bin.2 + 1);
    }
    let matches = (bins.iter().map(|bin| bin.0).sum(), bins.iter().map(|bin| bin.1).sum());
    let filled = bins.iter().filter(|(_, _, pairs)| *pairs > 0);
    let reliability = filled.map(|(expected, matches, pairs)| Reliability {
        predicted: expected / float(*pairs),
        observed: share(*matches, *pairs),
        pairs: *pairs,
    });
    (reliability.collect(), matches)
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { float(part) / float(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pairs are far below 2^53")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_recall_are_those_of_the_pairs_at_each_whole_bit() {
        let judged = vec![(5.5, true), (5.1, true), (2.0, false), (-1.5, true)];
        let curve = precision_recall(judged, 4);
        let points: Vec<(f64, f64, f64)> =
            curve.iter().map(|at| (at.threshold_bits, at.precision, at.recall)).collect();
        assert_eq!(points, [(-2.0, 0.75, 0.75), (2.0, 2.0 / 3.0, 0.5), (5.0, 1.0, 0.5)]);
    }

    #[test]
    fn pairs_at_even_odds_fall_into_one_bin_and_half_of_them_should_match() {
        let (bins, matches) = reliability(&[(0.0, true), (0.0, false), (0.0, false), (0.0, false)]);
        assert_eq!((bins[0].predicted, bins[0].observed, bins[0].pairs), (0.5, 0.25, 4));
        assert_eq!(matches, (2.0, 1));
    }
}
