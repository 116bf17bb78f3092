//! What is printed of a counted figure, once it is decided what is hidden.

use std::collections::BTreeSet;

use disclose::CellId;

use super::{
    earlier::Version,
    linked::Linked,
    subject::{Key, Records, Subject},
};
use crate::{
    Outcome,
    outcome::{Breakdown, BreakdownCell},
};

/// The outcome of a figure.
pub(super) fn outcome(linked: &Linked<'_>, subject: &Subject<'_>, hidden: &BTreeSet<CellId>) -> Outcome {
    let total = Key::total(subject.id());
    let records = &linked.records[&total];
    let is_hidden = |key: &Key| linked.now.get(key).is_some_and(|id| hidden.contains(id));
    if let Some(last) = subject.last().filter(|_| linked.held.contains(subject.id())) {
        return held(linked, subject, last);
    }
    if is_hidden(&total) {
        let instead = subject.coarse.as_ref().map(|coarse| coarse.print(linked.scale.nearest(records.value())).0);
        return Outcome::Suppressed { threshold: subject.threshold, instead };
    }
    let breakdown = |column: &String| {
        let rows = linked.records.iter().filter(|(key, _)| key.figure == *subject.id() && key.column() == Some(column));
        let mut breakdown = Breakdown { column: column.clone(), cells: Vec::new(), withheld: None };
        let (mut shown, mut has_hidden) = (0, false);
        for (key, records) in rows {
            let Some((_, label)) = &key.part else { continue };
            let is_row_hidden = is_hidden(key);
            has_hidden |= is_row_hidden;
            shown += if is_row_hidden { 0 } else { records.value() };
            // A row that was not there before says by itself that somebody is in it.
            if is_row_hidden && !subject.was_listed(column, label) {
                continue;
            }
            breakdown.cells.push(cell(linked, (subject, column), (label, records), is_row_hidden));
        }
        if has_hidden && subject.coarse.is_none() {
            breakdown.withheld = Some(linked.scale.persons(records.value() - shown));
        }
        breakdown
    };
    Outcome::Observed {
        value: linked.scale.persons(records.value()),
        withheld: linked.scale.persons(records.withheld),
        members: subject.members.clone(),
        breakdowns: subject.columns.iter().map(breakdown).collect(),
        held_at: None,
    }
}

fn cell(
    linked: &Linked<'_>,
    (subject, column): (&Subject<'_>, &str),
    (label, records): (&str, &Records),
    is_hidden: bool,
) -> BreakdownCell {
    let coarse = subject.coarse.as_ref().filter(|_| !is_hidden && !subject.is_waived());
    BreakdownCell {
        label: label.to_owned(),
        mark: subject.mark(column, label),
        count: (!is_hidden && coarse.is_none()).then(|| linked.scale.persons(records.value())),
        public: linked.scale.persons(records.public),
        words: coarse.map(|coarse| coarse.print(linked.scale.nearest(records.value())).0),
    }
}

/// The last version, with the public records of today: only what is withheld waits.
fn held(linked: &Linked<'_>, subject: &Subject<'_>, last: &Version) -> Outcome {
    let scale = linked.scale;
    let public = scale.persons(linked.records[&Key::total(subject.id())].public);
    let mut breakdowns = last.breakdowns.clone();
    for breakdown in &mut breakdowns {
        let column = breakdown.column.clone();
        let public_of = |label: &str| {
            let records = linked.records.get(&Key::cell(subject.id(), &column, label));
            records.map_or(0.0, |records| scale.persons(records.public))
        };
        for cell in &mut breakdown.cells {
            let now = public_of(&cell.label);
            cell.count = cell.count.map(|count| count - cell.public + now);
            cell.public = now;
        }
        let shown: f64 = breakdown.cells.iter().filter_map(|cell| cell.count).sum();
        let has_hidden = breakdown.cells.iter().any(|cell| cell.count.is_none());
        breakdown.withheld = (has_hidden && subject.coarse.is_none()).then_some(last.withheld + public - shown);
    }
    Outcome::Observed {
        value: last.withheld + public,
        withheld: last.withheld,
        members: subject.members.clone(),
        breakdowns,
        held_at: Some(last.as_of),
    }
}
