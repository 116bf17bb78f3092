//! Small tables beside tau-Argus, which finds the least cost there is: the same primary cells, and a cost near its own.
//!
//! The answers are in `conformance/disclosure/tauargus.json`, written by `scripts/disclosure-oracle.py` from pytauargus 0.6.0
//! (FREQ(3, 30) and FREQ(3, 100), OPT, solver HiGHS). Each cell has its status and the protection levels that were asked for;
//! we protect the same cells by the same levels, and then by our own, which ask for more.

use std::collections::{BTreeMap, BTreeSet};

use disclose::{Cell, CellId, Protected, Rule, System, protect, rule};
use serde::Deserialize;

use super::{breaches, seen, wanted};

const ANSWERS: &str = include_str!("../../../../conformance/disclosure/tauargus.json");

/// Our cost may be this many times that of the optimum (the acceptance of the method).
const MOST_TIMES: f64 = 1.25;

#[derive(Deserialize)]
struct Table {
    seed: u64,
    margin: u64,
    columns: Vec<String>,
    /// Labels (empty for a total), count, status, lower and upper protection level.
    cells: Vec<(Vec<String>, i64, String, i64, i64)>,
}

/// The system of a table, its cells by label.
fn system(table: &Table) -> (System, BTreeMap<Vec<String>, CellId>) {
    let mut system = System::default();
    let mut ids = BTreeMap::new();
    for (key, count, ..) in &table.cells {
        let cell = match count {
            0 => Cell::kept(key.join("/"), 0),
            _ => Cell::printed(key.join("/"), *count, (0, count.unsigned_abs())),
        };
        ids.insert(key.clone(), system.add(cell));
    }
    for at in 0..table.columns.len() {
        for (key, total) in &ids {
            let is_below =
                |label: &str| label.len() == below(&key[at], &table.cells, at) && label.starts_with(&key[at]);
            let is_part = |(other, _): &(&Vec<String>, &CellId)| {
                is_below(&other[at]) && (0..key.len()).all(|side| side == at || other[side] == key[side])
            };
            let parts: Vec<CellId> = ids.iter().filter(is_part).map(|(_, id)| *id).collect();
            if !parts.is_empty() {
                system.total(*total, &parts);
            }
        }
    }
    (system, ids)
}

/// How long the labels are that a label is the total of; longer than any where it is of none. Labels of a hierarchy grow by one
/// character a level, all others have one level.
fn below(label: &str, cells: &[(Vec<String>, i64, String, i64, i64)], at: usize) -> usize {
    let longer = cells.iter().map(|(key, ..)| key[at].len()).filter(|length| *length > label.len());
    longer.min().unwrap_or(usize::MAX)
}

#[test]
fn hides_the_same_small_cells_and_costs_little_more_than_the_optimum() {
    let tables: Vec<Table> = serde_json::from_str(ANSWERS).unwrap();
    assert!(tables.len() > 40);
    let (mut ours, mut theirs, mut worst, mut of_our_rule, mut dearer) = (0, 0, 1.0_f64, 0, 0);
    for table in &tables {
        let place = format!("seed {}, margin {}, {:?}", table.seed, table.margin, table.columns);
        let (system, ids) = system(table);
        let cost = |hidden: &BTreeSet<CellId>| hidden.iter().filter_map(|id| system.cell(*id).cost).sum::<u64>();
        let of_status = |wanted: &str| {
            let is_it = |cell: &&(Vec<String>, i64, String, i64, i64)| wanted.contains(cell.2.as_str());
            table.cells.iter().filter(is_it).map(|cell| ids[&cell.0]).collect::<BTreeSet<CellId>>()
        };
        let small = table.cells.iter().filter(|cell| rule::primary(cell.1, (3, false)) == Some(Rule::Threshold));
        let primary: BTreeSet<CellId> = small.clone().map(|cell| ids[&cell.0]).collect();
        assert_eq!(primary, of_status("U"), "{place}");

        let level = |(key, count, _, lower, upper): &(Vec<String>, i64, String, i64, i64)| Protected {
            cell: ids[key],
            least: count - lower,
            most: count + upper,
            slides: false,
        };
        let levels: Vec<Protected> = small.map(level).collect();
        let done = protect(&system, &primary, &levels).unwrap();
        let (our_cost, their_cost) = (cost(&done.hidden), cost(&of_status("UM")));
        assert_eq!(breaches(&seen(&system, &done.hidden).try_all(&wanted(&levels))), 0, "{place}");
        let times = our_cost as f64 / their_cost as f64;
        assert!(times <= MOST_TIMES, "{place}: {our_cost} of {their_cost}");
        // Where theirs is protected against this attacker, too, nothing can cost less.
        if breaches(&seen(&system, &of_status("UM")).try_all(&wanted(&levels))) == 0 {
            assert!(
                done.least_cost_parts < done.parts || our_cost <= their_cost,
                "{place}: {our_cost} of {their_cost}"
            );
        }
        (ours, theirs, worst) = (ours + our_cost, theirs + their_cost, worst.max(times));
        dearer += usize::from(our_cost > their_cost);

        let own: Vec<Protected> = primary.iter().map(|cell| Protected::small(*cell, 3)).collect();
        let own_done = protect(&system, &primary, &own).unwrap();
        assert_eq!(breaches(&seen(&system, &own_done.hidden).try_all(&wanted(&own))), 0, "{place}");
        of_our_rule += cost(&own_done.hidden);
    }
    println!(
        "{} tables: cost {ours}, optimum {theirs} ({:.3}; worst {worst:.3}; dearer in {dearer}); by our own levels {of_our_rule}",
        tables.len(),
        ours as f64 / theirs as f64
    );
}
