//! Earlier versions: cells that everybody may still have, and what came since.

use std::collections::{BTreeMap, BTreeSet};

use disclose::{Cell, CellId, Protected, Rule};
use record::FigureId;

use super::{Assume, Key, Linked, Sum, Wish};
use crate::disclosure::{earlier::WasCell, subject::Subject};

/// How far a count may have fallen where counts are not taken to grow.
const ANY_FALL: i64 = -1_000_000;

/// The cells of a figure's versions, oldest first.
type Past = Vec<PastVersion>;

/// One version.
#[derive(Debug)]
struct PastVersion {
    as_of: u64,
    cells: BTreeMap<Key, (CellId, WasCell)>,
    columns: BTreeSet<String>,
}

impl PastVersion {
    /// Whether it says something of a cell: that it is not listed where its column is says nought.
    fn has(&self, key: &Key) -> bool {
        self.cells.contains_key(key) || key.column().is_some_and(|column| self.columns.contains(column))
    }

    /// What was printed, and how many were public; nought where it was not listed, nothing where it was hidden or coarse.
    fn exact(&self, key: &Key) -> Option<(i64, i64)> {
        let Some((_, was)) = self.cells.get(key) else { return self.has(key).then_some((0, 0)) };
        was.printed.filter(|printed| printed.is_exact()).map(|printed| (printed.least, was.public))
    }
}

impl Linked<'_> {
    /// Adds what was published before.
    pub(super) fn earlier(&mut self, assume: Assume) {
        let mut pasts: BTreeMap<FigureId, Past> = BTreeMap::new();
        for subject in self.subjects.iter().filter(|subject| subject.is_public()) {
            let past = self.past(subject);
            self.changes(subject, &past, assume);
            pasts.insert(subject.id().clone(), past);
        }
        let times: BTreeSet<u64> = pasts.values().flatten().map(|version| version.as_of).collect();
        for time in times {
            let then: BTreeMap<&FigureId, &PastVersion> = pasts
                .iter()
                .filter_map(|(id, past)| Some((id, past.iter().rev().find(|version| version.as_of <= time)?)))
                .collect();
            for sum in self.own_sums.clone() {
                self.relate_then(&sum, &then, true);
            }
            for sum in self.sums.clone().iter().filter(|_| assume == Assume::All) {
                self.relate_then(sum, &then, false);
            }
        }
    }

    fn past(&mut self, subject: &Subject<'_>) -> Past {
        let mut past = Past::new();
        for version in &subject.versions {
            let total = (Key::total(subject.id()), version.total_cell(self.scale));
            let rows = version.cells(self.scale, subject.base()).into_iter();
            let rows = rows.map(|((column, label), was)| (Key::cell(subject.id(), column, label), was));
            let mut cells = BTreeMap::new();
            for (key, was) in [total].into_iter().chain(rows) {
                let name = format!("{key}, as published at entry {}", version.as_of);
                let cell = match was.printed {
                    Some(printed) => {
                        Cell { least: printed.least, most: Some(printed.most), ..Cell::kept(name, 0) }.within(printed)
                    }
                    None => Cell::unseen(name, was.public.max(1)),
                };
                cells.insert(key, (self.system.add(cell), was));
            }
            let columns = version.breakdowns.iter().map(|by| by.column.clone()).collect();
            past.push(PastVersion { as_of: version.as_of, cells, columns });
        }
        past
    }

    /// What came between each version and the next, and between the last and now. Where it is little, it is protected.
    fn changes(&mut self, subject: &Subject<'_>, past: &Past, assume: Assume) {
        let grows = assume == Assume::All && self.only_grew(subject, past);
        let least = if grows { 0 } else { ANY_FALL };
        for key in past.iter().flat_map(|version| version.cells.keys()).collect::<BTreeSet<&Key>>() {
            let with: Vec<&PastVersion> = past.iter().filter(|version| version.has(key)).collect();
            // Between two numbers that were printed nothing is left to learn.
            let is_open = |pair: &&[&PastVersion]| pair.iter().any(|version| version.exact(key).is_none());
            for pair in with.windows(2).filter(is_open) {
                let (before, after) = (self.then(pair[0], key), self.then(pair[1], key));
                self.change(key, (before, after), least);
            }
        }
        let now = self.now.iter().filter(|(key, _)| key.figure == *subject.id());
        let now: Vec<(Key, CellId)> = now.map(|(key, id)| (key.clone(), *id)).collect();
        for (key, id) in now {
            let Some(last) = past.iter().rev().find(|version| version.has(&key)) else { continue };
            let after = (id, self.records[&key].public);
            let before = self.then(last, &key);
            self.change(&key, (before, after), least);
            self.keep_hidden(&key, last, subject);
            let Some(shown) = past.iter().rev().find(|version| version.exact(&key).is_some()) else { continue };
            let Some(few) = self.few(subject, &key, shown) else { continue };
            let before = self.then(shown, &key);
            let came = self.change(&key, (before, after), least);
            let difference = Protected::difference(came, few.abs());
            let protected = if few > 0 { difference } else { Protected { least: few, most: 0, ..difference } };
            self.wishes.push(Wish { protected, rule: Rule::Version, key, is_strict: true });
        }
    }

    /// The threshold, with the sign of the change, where so few withheld records came or went that they would be recognised.
    fn few(&self, subject: &Subject<'_>, key: &Key, shown: &PastVersion) -> Option<i64> {
        let (records, (was, public)) = (&self.records[key], shown.exact(key)?);
        let (more, withheld) = (records.value() - was, records.withheld - (was - public));
        let threshold = self.scale.times(subject.threshold_units());
        let is_few = withheld != 0 && withheld.abs() < threshold && more != 0;
        // A figure's own number that falls is a correction and is not hidden.
        let is_correction = key.part.is_none() && more < 0;
        (is_few && !is_correction && !subject.is_waived()).then_some(threshold * withheld.signum())
    }

    /// What the last version hid must stay hidden; strictly so where it is small now, for then it was small before.
    fn keep_hidden(&mut self, key: &Key, last: &PastVersion, subject: &Subject<'_>) {
        let threshold = self.scale.times(subject.threshold_units());
        let hidden = last.cells.get(key).filter(|(_, was)| was.printed.is_none());
        if let Some((id, _)) = hidden.filter(|_| !subject.is_waived()) {
            let is_strict = self.records[key].value() < threshold && self.records[key].withheld > 0;
            let protected = Protected::small(*id, threshold);
            self.wishes.push(Wish { protected, rule: Rule::Threshold, key: key.clone(), is_strict });
        }
    }

    /// Whether every count that was shown is at least what it was, from version to version and now.
    fn only_grew(&self, subject: &Subject<'_>, past: &Past) -> bool {
        past.iter().enumerate().all(|(at, version)| {
            version.cells.keys().all(|key| {
                let Some((was, public)) = version.exact(key) else { return true };
                let later =
                    past[at + 1..].iter().filter_map(|later| later.exact(key)).map(|(was, public)| was - public);
                let is_broken_down = key.column().is_none_or(|column| subject.columns.iter().any(|by| by == column));
                let now = self.records.get(key).map_or(0, |records| records.withheld);
                later.chain(is_broken_down.then_some(now)).all(|withheld| withheld >= was - public)
            })
        })
    }

    /// A cell of a version with its public records: nought where it was not listed.
    fn then(&mut self, version: &PastVersion, key: &Key) -> (CellId, i64) {
        match version.cells.get(key) {
            Some((id, was)) => (*id, was.public),
            None => (self.system.add(Cell::kept(format!("{key}, not listed at entry {}", version.as_of), 0)), 0),
        }
    }

    /// The withheld records that came between two cells.
    fn change(&mut self, key: &Key, (before, after): ((CellId, i64), (CellId, i64)), least: i64) -> CellId {
        let came = self.system.add(Cell::unseen(format!("{key}, what came since"), least));
        let mut terms = vec![(after.0, 1), (before.0, -1), (came, -1)];
        let public = after.1 - before.1;
        if public != 0 {
            terms.push((self.system.add(Cell::kept(format!("{key}, public records since"), public)), -1));
        }
        self.system.relate(&terms);
        came
    }

    /// A sum as it held at an earlier time, where all its cells were published then. Rows that are gone since belong to the sum
    /// of their own table, and to nobody knows which of the others. Of two figures whose versions are not of one time nobody
    /// knows whether one of them was held.
    fn relate_then(&mut self, sum: &Sum, then: &BTreeMap<&FigureId, &PastVersion>, is_own: bool) {
        let version = |key: &Key| then.get(&key.figure).copied().filter(|version| version.has(key));
        let times: BTreeSet<Option<u64>> =
            sum.iter().map(|(key, _)| version(key).map(|version| version.as_of)).collect();
        if times.len() != 1 || times.contains(&None) {
            return;
        }
        let mut terms: Vec<(CellId, i64)> = Vec::new();
        let mut gone: BTreeMap<&Key, CellId> = BTreeMap::new();
        for (key, times) in sum {
            let Some(version) = version(key) else { continue };
            terms.extend(version.cells.get(key).map(|(id, _)| (*id, *times)));
            let column = key.column();
            let rows = version.cells.iter().filter(|(row, _)| column.is_some() && row.column() == column);
            gone.extend(rows.filter(|(row, _)| !self.records.contains_key(*row)).map(|(row, (id, _))| (row, *id)));
        }
        if is_own {
            terms.extend(gone.into_values().map(|id| (id, -1)));
        } else if !gone.is_empty() {
            return;
        }
        self.system.relate(&terms);
    }
}
