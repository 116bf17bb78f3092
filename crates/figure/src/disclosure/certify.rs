//! The certificate: a stranger with nothing but what will be printed tries to work out every protected cell.
//!
//! What is seen is read back from the figures as they are published, never from what was decided to hide.

use std::collections::BTreeMap;

use disclose::{Attack, Cell, CellId, Printed, Rule, Seen, Wanted};
use record::FigureId;

use super::{
    Earlier, Report, Summary, Suppression, Thresholds, breach,
    earlier::{Version, WasCell},
    linked::Linked,
    subject::{Key, Subject},
};
use crate::{Figure, Outcome, Problem};

/// Attacks, and reports.
pub(super) fn report(
    linked: &Linked<'_>,
    figures: &BTreeMap<FigureId, Figure>,
    thresholds: Thresholds,
) -> Result<Report, Vec<Problem>> {
    let printed = printed(linked, figures);
    let attack = attack(linked, &printed);
    let wanted = |wish: &super::linked::Wish| {
        let protected = wish.protected;
        Wanted { place: protected.cell.place(), least: protected.least, most: protected.most, slides: protected.slides }
    };
    let wanted: Vec<Wanted> = linked.wishes.iter().map(wanted).collect();
    let certificate = attack.try_all(&wanted);
    let breaches: Vec<Problem> = linked
        .wishes
        .iter()
        .zip(&certificate)
        .filter(|(wish, finding)| wish.is_strict && finding.is_breach())
        .map(|(wish, _)| breach(&wish.key, wish.rule))
        .collect();
    if !breaches.is_empty() {
        return Err(breaches);
    }
    let suppressed = suppressed(linked, &printed);
    let public: Vec<&Subject<'_>> = linked.subjects.iter().filter(|subject| subject.is_public()).collect();
    let rows = public.iter().flat_map(|subject| figures[subject.id()].outcome.breakdowns());
    let summary = Summary {
        thresholds,
        numbers: printed.len(),
        hidden: suppressed.iter().filter(|one| !linked.held.contains(&one.figure)).count(),
        coarse: rows.flat_map(|by| &by.cells).filter(|cell| cell.words.is_some()).count(),
        is_certified: true,
    };
    let is_open = |(key, _): &&(Key, Rule)| linked.records[key].withheld == 0;
    let others = public.iter().filter(|subject| !subject.not_compared.is_empty());
    Ok(Report {
        summary,
        held: linked.held.clone(),
        suppressed,
        certificate,
        public_all_the_same: linked.primary.values().filter(is_open).map(|(key, _)| key.to_string()).collect(),
        new_query: others
            .clone()
            .filter(|subject| subject.has_new_query())
            .map(|subject| subject.id().clone())
            .collect(),
        not_compared: others.map(|subject| (subject.id().clone(), subject.not_compared.clone())).collect(),
        waived: waived(linked),
    })
}

/// The reasons for which rules are waived.
fn waived(linked: &Linked<'_>) -> BTreeMap<FigureId, String> {
    let waived = linked.subjects.iter().filter_map(|subject| {
        let reason = subject.definition.disclosure.as_ref()?.waived.clone()?;
        Some((subject.id().clone(), reason))
    });
    waived.collect()
}

/// What is printed of each cell now, read back from the figures.
fn printed(linked: &Linked<'_>, figures: &BTreeMap<FigureId, Figure>) -> BTreeMap<Key, WasCell> {
    let mut printed = BTreeMap::new();
    for (id, figure) in figures {
        let subject = linked.subjects.iter().find(|subject| subject.id() == id);
        let is_counted = subject.is_some_and(Subject::is_public) || linked.derived.contains_key(id);
        let earlier = Earlier { as_of: 0, value: figure.published() };
        let query = figure.definition.query();
        let labels = subject.map(|subject| subject.by_mark.clone()).unwrap_or_default();
        let Some(version) = Version::read(&earlier, query.as_deref(), &labels).filter(|_| is_counted) else { continue };
        printed.insert(Key::total(id), version.total_cell(linked.scale));
        let base = subject.and_then(Subject::base);
        for ((column, label), cell) in version.cells(linked.scale, base) {
            printed.insert(Key::cell(id, column, label), cell);
        }
    }
    printed
}

/// What a stranger sees.
fn attack(linked: &Linked<'_>, printed: &BTreeMap<Key, WasCell>) -> Attack {
    let keys: BTreeMap<CellId, &Key> = linked.now.iter().map(|(key, id)| (*id, key)).collect();
    let seen = |id: CellId| {
        let cell: &Cell = linked.system.cell(id);
        let range = match keys.get(&id) {
            Some(key) if !linked.held.contains(&key.figure) => printed.get(*key).and_then(|cell| cell.printed),
            // A held figure's numbers of today are printed nowhere.
            Some(_) => None,
            None => cell.printed,
        };
        match range {
            Some(Printed { least, most }) => Seen { name: cell.name.clone(), least, most: Some(most) },
            None => Seen { name: cell.name.clone(), least: cell.least, most: cell.most },
        }
    };
    let place = |relation: &Vec<(CellId, i64)>| relation.iter().map(|(cell, times)| (cell.place(), *times)).collect();
    Attack {
        seen: linked.system.ids().map(seen).collect(),
        relations: linked.system.relations().iter().map(place).collect(),
    }
}

/// The log of what is hidden or held.
fn suppressed(linked: &Linked<'_>, printed: &BTreeMap<Key, WasCell>) -> Vec<Suppression> {
    let mut log = Vec::new();
    for (key, id) in &linked.now {
        let subject = linked.subjects.iter().find(|subject| *subject.id() == key.figure);
        let is_public = subject.is_none_or(Subject::is_public);
        let is_held = linked.held.contains(&key.figure);
        let is_hidden = printed.get(key).is_none_or(|cell| cell.printed.is_none());
        if !is_public || !(is_hidden || is_held && key.part.is_none()) {
            continue;
        }
        let of_version = linked.wishes.iter().any(|wish| wish.key == *key && wish.rule == Rule::Version);
        let rule = match linked.primary.get(id) {
            Some((_, rule)) => *rule,
            None if of_version || is_held => Rule::Version,
            None if linked.derived.contains_key(&key.figure) => Rule::Derived,
            None => Rule::Complementary,
        };
        log.push(Suppression {
            figure: key.figure.clone(),
            cell: key.part.clone(),
            count: linked.scale.persons(linked.records[key].value()),
            rule,
            reason: reason(rule, subject.map_or(0, |subject| subject.threshold)),
            since: subject.and_then(|subject| since(subject, key)),
        });
    }
    log
}

fn reason(rule: Rule, threshold: u64) -> String {
    match rule {
        Rule::Threshold => format!("above nought and below {threshold}"),
        Rule::OneSource => "all that is withheld in it was told by one source".to_owned(),
        Rule::Nested => format!("it differs from a figure that is a part of it by fewer than {threshold}"),
        Rule::Version => format!("it differs from what was published before by fewer than {threshold}"),
        Rule::Complementary => "from it a number that is too small could be worked out".to_owned(),
        Rule::Derived => "a number that it is made of is hidden, or one could be worked out from it".to_owned(),
    }
}

/// Since which version a cell has been hidden.
fn since(subject: &Subject<'_>, key: &Key) -> Option<u64> {
    let is_hidden = |version: &&Version| match &key.part {
        None => version.total.is_none(),
        Some((column, label)) => {
            let rows = version.breakdowns.iter().filter(|by| by.column == *column).flat_map(|by| &by.cells);
            rows.filter(|cell| cell.label == *label).any(|cell| cell.count.is_none() && cell.words.is_none())
        }
    };
    subject.versions.iter().rev().take_while(is_hidden).last().map(|version| version.as_of)
}

impl Outcome {
    /// Its breakdowns, where it has some.
    pub(super) fn breakdowns(&self) -> &[crate::outcome::Breakdown] {
        match self {
            Self::Observed { breakdowns, .. } => breakdowns,
            Self::Derived { .. }
            | Self::Estimated { .. }
            | Self::Claimed { .. }
            | Self::Suppressed { .. }
            | Self::Refused { .. } => &[],
        }
    }
}
