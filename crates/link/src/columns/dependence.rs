//! Which columns are determined by another: copies in other words, codes of a column, and wider places?

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

use super::{
    ColumnKind, fold,
    groups::Field,
    header::{self, Role},
    places::parent_share,
    sample::Sample,
    share,
};
use crate::table::{MISSING, ValueNumber};

/// Places that are compared with each other.
const PLACES_MAX: usize = 12;

/// Columns whose headers are compared with each other.
const HEADERS_MAX: usize = 200;

/// Rows that must repeat a value before a dependence is believed.
const REPEATS_MIN: usize = 10;

/// Marks columns that write the values of an earlier one in other words.
pub(super) fn mark_copies(sample: &Sample<'_>, fields: &mut [Field]) {
    let mut first_with: FxHashMap<u64, usize> = FxHashMap::default();
    for at in 0..fields.len() {
        let may_be =
            fields[at].columns.len() == 1 && fields[at].kind.is_evidence() && fields[at].derived_from.is_empty();
        let Some(values) = may_be.then(|| partition(&sample.numbers(fields[at].columns[0]))).flatten() else {
            continue;
        };
        let mut hasher = FxHasher::default();
        values.hash(&mut hasher);
        let first = *first_with.entry(hasher.finish()).or_insert(at);
        let is_same = || partition(&sample.numbers(fields[first].columns[0])).as_ref() == Some(&values);
        let columns = (fields[at].columns[0], fields[first].columns[0]);
        if first != at && is_same() && (is_coarse(&values) || is_same_text(sample, columns)) {
            fields[at].reason =
                format!("{}; the same values as {} in other words", fields[at].reason, fields[first].name);
            fields[at].derived_from = vec![first];
        }
    }
}

/// True where values come back so often that persons who stand in several rows cannot be the reason.
fn is_coarse(values: &[u32]) -> bool {
    let rows_per_value = 5;
    let filled = values.iter().filter(|value| **value > 0).count();
    values.iter().max().is_some_and(|distinct| *distinct as usize * rows_per_value <= filled)
}

fn is_same_text(sample: &Sample<'_>, columns: (usize, usize)) -> bool {
    sample.rows.iter().all(|row| fold(sample.text(columns.0, *row)) == fold(sample.text(columns.1, *row)))
}

/// Values numbered in the order of their first rows; `None` where too few repeat.
fn partition(numbers: &[ValueNumber]) -> Option<Vec<u32>> {
    let mut order: FxHashMap<ValueNumber, u32> = FxHashMap::default();
    let mut next = 0;
    let mut renumber = |number: &ValueNumber| {
        if *number == MISSING {
            return 0;
        }
        *order.entry(*number).or_insert_with(|| {
            next += 1;
            next
        })
    };
    let values: Vec<u32> = numbers.iter().map(&mut renumber).collect();
    let filled = numbers.iter().filter(|number| **number != MISSING).count();
    (order.len() > 1 && filled >= order.len() + REPEATS_MIN).then_some(values)
}

/// Marks columns whose header adds a word to another's and whose values it determines: `surname_soundex`.
pub(super) fn mark_codes(sample: &Sample<'_>, fields: &mut [Field]) {
    let may_be = |field: &Field| {
        field.columns.len() == 1 && field.kind.is_evidence() && !matches!(field.kind, ColumnKind::Place { .. })
    };
    let known: Vec<usize> = (0..fields.len()).filter(|at| may_be(&fields[*at])).take(HEADERS_MAX).collect();
    let words: Vec<Vec<String>> = known.iter().map(|at| header::words(&fields[*at].name)).collect();
    for (of_code, code) in known.iter().enumerate() {
        let is_longer = |other: &usize| {
            words[*other].len() < words[of_code].len() && words[*other].iter().all(|word| words[of_code].contains(word))
        };
        for of_base in (0..known.len()).filter(is_longer) {
            let base = known[of_base];
            let is_free = fields[*code].derived_from.is_empty() && fields[base].derived_from.is_empty();
            let numbers = |at: usize| sample.numbers(fields[at].columns[0]);
            if is_free && is_determined(&numbers(base), &numbers(*code), 0.98) {
                fields[*code].reason = format!("{}; determined by {}", fields[*code].reason, fields[base].name);
                fields[*code].derived_from = vec![base];
            }
        }
    }
}

/// Finds the next wider place of each place. The wider one is derived from the narrower.
pub(super) fn mark_places(sample: &Sample<'_>, fields: &mut [Field]) {
    let is_place = |field: &Field| matches!(field.kind, ColumnKind::Place { .. }) && field.derived_from.is_empty();
    let places: Vec<usize> = (0..fields.len()).filter(|at| is_place(&fields[*at])).take(PLACES_MAX).collect();
    let numbers: Vec<Vec<ValueNumber>> = places.iter().map(|at| sample.numbers(fields[*at].columns[0])).collect();
    let distinct: Vec<usize> = numbers.iter().map(|numbers| distinct(numbers)).collect();
    for (of_child, child) in places.iter().enumerate() {
        let may_be = |of_parent: &usize| {
            *of_parent != of_child
                && distinct[*of_parent] < distinct[of_child]
                && share_of_parent_min(&fields[*child], &fields[places[*of_parent]])
                    .is_some_and(|least| is_determined(&numbers[of_child], &numbers[*of_parent], least))
        };
        let parent =
            (0..places.len()).filter(may_be).max_by_key(|of_parent| (distinct[*of_parent], usize::MAX - of_parent));
        let Some(parent) = parent.map(|of_parent| places[of_parent]) else {
            continue;
        };
        fields[*child].parent = Some(parent);
        fields[*child].reason = format!("{}; each lies in one {}", fields[*child].reason, fields[parent].name);
        if !fields[parent].derived_from.contains(child) {
            fields[parent].derived_from.push(*child);
        }
    }
}

/// How clear the rows must be; headers that name levels in the right order help. `None` where headers speak against it.
fn share_of_parent_min(child: &Field, parent: &Field) -> Option<f64> {
    let is_other_fact = child.role != parent.role && (child.role == Role::Birth || parent.role == Role::Birth);
    match (child.kind, parent.kind) {
        (_, _) if is_other_fact => None,
        (ColumnKind::Place { level_hint: Some(child) }, ColumnKind::Place { level_hint: Some(parent) }) => {
            (parent < child).then_some(0.8)
        }
        (_, _) => Some(0.9),
    }
}

fn distinct(numbers: &[ValueNumber]) -> usize {
    let mut seen: Vec<ValueNumber> = numbers.iter().copied().filter(|number| *number != MISSING).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// True where values that come back determine another column more than its most frequent value does already.
fn is_determined(finer: &[ValueNumber], coarser: &[ValueNumber], least: f64) -> bool {
    let both = || finer.iter().zip(coarser).filter(|(finer, coarser)| **finer != MISSING && **coarser != MISSING);
    let (one, other): (Vec<_>, Vec<_>) = both().unzip();
    let repeats = one.len() - distinct(&one);
    let mut counts: FxHashMap<ValueNumber, usize> = FxHashMap::default();
    other.iter().for_each(|number: &ValueNumber| *counts.entry(*number).or_default() += 1);
    let top = share(counts.values().copied().max().unwrap_or(0), other.len());
    let found = parent_share(&one, &other);
    repeats >= REPEATS_MIN && found >= least && 1.0 - found <= (1.0 - top) / 2.0
}
