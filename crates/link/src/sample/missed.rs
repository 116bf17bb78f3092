//! How many persons are still counted twice because no blocking rule reaches their pairs?
//!
//! Given a recall r of matching pairs, and E joined pairs that the rules reached, those that they missed are negative binomial
//! (E, r), mean E (1 - r) / r. Some of them, N, were brought together all the same, through third records, and are seen: a recall
//! that leaves fewer than N is out of the question and drawn anew. What remains is turned into joins at the rate of the joins there
//! are. Joins of pairs that the threshold keeps apart are added likewise.
//!
//! Sources: Sadinle 2018, *Ann. Appl. Stat.* 12:1013-1038 (linkage draws handed to the estimation).

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha20Rng;

use super::draws::{CaptureCell, CaptureTable};
use super::random::{beta, gamma, normal, poisson};
use super::setting::RecallPosterior;

/// Attempts to find persons for a missed join before it is left out of the table.
const ATTEMPTS: usize = 50;

/// Draws of a recall that agrees with what is seen; after that, what is seen is taken for all there is.
const RECALLS: usize = 400;

/// One draw of the recall of pairs.
fn draw_recall(recall: RecallPosterior, rng: &mut ChaCha20Rng) -> f64 {
    let drawn = match recall {
        RecallPosterior::Beta { reached, missed } => beta(rng, [reached, missed]),
        RecallPosterior::Logit { mean, sd } => 1.0 / (1.0 + (-(mean + sd * normal(rng))).exp()),
    };
    drawn.clamp(1e-6, 1.0)
}

/// Missed pairs in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MissedPairs {
    pub recall: f64,
    /// Those that nothing brought together.
    pub pairs: u64,
}

/// Draws recall and missed pairs, given joined pairs that blocking reached, and that it missed but others brought together.
pub(super) fn draw_pairs(
    recall: RecallPosterior,
    (reached, brought_together): (u64, u64),
    rng: &mut ChaCha20Rng,
) -> MissedPairs {
    for _ in 0..RECALLS {
        let recall = draw_recall(recall, rng);
        let missed = draw_missed(reached, recall, rng);
        if missed >= brought_together {
            return MissedPairs { recall, pairs: missed - brought_together };
        }
    }
    MissedPairs { recall: reached as f64 / (reached + brought_together) as f64, pairs: 0 }
}

/// Joins that were not found, given those that were and the share that can be.
pub(super) fn draw_missed(found_joins: u64, found_share: f64, rng: &mut ChaCha20Rng) -> u64 {
    if found_joins == 0 || found_share >= 1.0 {
        return 0;
    }
    let mean = gamma(rng, found_joins as f64) * (1.0 - found_share) / found_share;
    poisson(rng, mean)
}

/// A join that may have been missed: of two cells into one, or within the same list.
struct MissedJoin {
    from: [Option<usize>; 2],
    into: usize,
    up_to: f64, // Cumulative weight.
}

/// The table after missed joins, drawn in proportion to those that were found, and the joins that found no place.
///
/// A person on lists P came together from P without one of its lists and a record of that list; a person with several records on
/// one list came together from themselves and a record of that list alone. `rows_at` is `[stratum, list] -> rows`.
pub(super) fn correct(
    table: &CaptureTable,
    rows_at: &BTreeMap<(u16, u16), i64>,
    missed: u64,
    rng: &mut ChaCha20Rng,
) -> (CaptureTable, u64) {
    let joins = possible_joins(table, rows_at);
    let total = joins.last().map_or(0.0, |join| join.up_to);
    let mut persons: Vec<u32> = table.cells.iter().map(|cell| cell.persons).collect();
    let mut unplaced = 0;
    for left in (0..missed).rev() {
        let placed = (0..ATTEMPTS).any(|_| {
            let at = rng.random::<f64>() * total;
            joins.get(joins.partition_point(|join| join.up_to <= at)).is_some_and(|join| join.apply(&mut persons))
        });
        if !placed {
            unplaced = left + 1;
            break;
        }
    }
    let cells = table.cells.iter().zip(persons).map(|(cell, persons)| CaptureCell { persons, ..*cell });
    (CaptureTable { cells: cells.filter(|cell| cell.persons > 0).collect() }, unplaced)
}

impl MissedJoin {
    /// Takes a person from either cell and puts one into the joint cell; `false` where somebody is wanting.
    fn apply(&self, persons: &mut [u32]) -> bool {
        let [Some(one), Some(other)] = self.from else { return false };
        let needed = 1 + u32::from(one == other);
        if persons[one] < needed || persons[other] < needed {
            return false;
        }
        persons[one] -= 1;
        persons[other] -= 1;
        persons[self.into] += 1;
        true
    }
}

fn possible_joins(table: &CaptureTable, rows_at: &BTreeMap<(u16, u16), i64>) -> Vec<MissedJoin> {
    let find =
        |stratum, lists| table.cells.binary_search_by_key(&(stratum, lists), |cell| (cell.stratum, cell.lists)).ok();
    let mut joins = Vec::new();
    let mut up_to = 0.0;
    let mut persons_at: BTreeMap<(u16, u16), i64> = BTreeMap::new();
    for (into, cell) in table.cells.iter().enumerate() {
        let on = cell.lists.count_ones();
        for list in (0..16_u16).filter(|list| cell.lists >> list & 1 == 1) {
            *persons_at.entry((cell.stratum, list)).or_default() += i64::from(cell.persons);
            if on > 1 {
                up_to += f64::from(cell.persons) * f64::from(on - 1) / f64::from(on);
                let from = [find(cell.stratum, cell.lists & !(1 << list)), find(cell.stratum, 1 << list)];
                joins.push(MissedJoin { from, into, up_to });
            }
        }
    }
    for ((stratum, list), rows) in rows_at {
        let persons = persons_at.get(&(*stratum, *list)).copied().unwrap_or(0);
        let repeated = (rows - persons).max(0) as f64;
        let holders =
            table.cells.iter().enumerate().filter(|(_, cell)| cell.stratum == *stratum && cell.lists >> list & 1 == 1);
        for (into, cell) in holders {
            up_to += repeated * f64::from(cell.persons) / persons as f64;
            joins.push(MissedJoin { from: [Some(into), find(*stratum, 1 << list)], into, up_to });
        }
    }
    joins
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn pairs_brought_together_by_others_are_not_missed() {
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        let known = RecallPosterior::Beta { reached: 8e6, missed: 2e6 };
        let mut mean = |together| {
            (0..2000).map(|_| draw_pairs(known, (800, together), &mut rng).pairs as f64).sum::<f64>() / 2000.0
        };
        assert!((mean(0) - 200.0).abs() < 2.0); // 800 / 0.8 - 800
        assert!((mean(100) - 100.0).abs() < 2.0);
        let unsure = RecallPosterior::Beta { reached: 9.0, missed: 1.0 };
        let recalls = (0..500).map(|_| draw_pairs(unsure, (800, 400), &mut rng).recall);
        assert!(recalls.fold(0.0, f64::max) < 0.75); // 800 of 1,200 at least
    }

    #[test]
    fn missed_joins_are_negative_binomial() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let draws: Vec<f64> = (0..4000).map(|_| draw_missed(80, 0.8, &mut rng) as f64).collect();
        let mean = draws.iter().sum::<f64>() / 4000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 4000.0;
        assert!((mean - 20.0).abs() < 0.5, "{mean}"); // 80 * 0.2 / 0.8
        assert!((variance - 25.0).abs() < 2.5, "{variance}"); // 80 * 0.2 / 0.8²
        assert_eq!(draw_missed(0, 0.5, &mut rng), 0);
    }

    #[test]
    fn a_corrected_table_has_fewer_persons_and_the_same_records() {
        let cell = |lists, persons| CaptureCell { stratum: 0, lists, persons };
        let table = CaptureTable { cells: vec![cell(0b01, 50), cell(0b10, 40), cell(0b11, 30)] };
        let rows_at = BTreeMap::from([((0, 0), 80), ((0, 1), 70)]);
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (corrected, unplaced) = correct(&table, &rows_at, 10, &mut rng);
        assert_eq!(corrected.cells, [cell(0b01, 40), cell(0b10, 30), cell(0b11, 40)]);
        assert_eq!(unplaced, 0);
        let (corrected, unplaced) = correct(&table, &rows_at, 45, &mut rng);
        assert_eq!(corrected.cells, [cell(0b01, 10), cell(0b11, 70)]);
        assert_eq!(unplaced, 5);
    }
}
