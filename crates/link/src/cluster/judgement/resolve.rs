//! From judgements to rules that do not contradict each other, and to the contradictions themselves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Conflict, Constraints, Contradiction, Decision, Judgement, RecordName};
use crate::{cluster::components::DisjointSets, pair::RowNumber, table::Table};

/// What judgements amount to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// The rules that hold.
    pub constraints: Constraints,
    /// Judgements that contradict each other.
    pub conflicts: Vec<Conflict>,
    /// Rows of the judgements that contradict each other, in order.
    pub disputed: Vec<RowNumber>,
    /// Records that were judged but are in no list, in order.
    pub unknown: Vec<RecordName>,
}

/// Turns judgements into rules by the rule of the module; the order in which they come changes nothing.
///
/// ```
/// use link::cluster::{Decision, Judgement, RecordName, resolve_judgements};
/// let mut builder = link::table::TableBuilder::default();
/// builder.list("a", &[])?;
/// ["1", "2", "3"].iter().for_each(|id| builder.row(id, std::iter::empty()));
/// let table = builder.build()?;
/// let name = |id: &str| RecordName { list: "a".into(), id: id.into() };
/// let judge = |left, right, decision, time: &str| Judgement {
///     left: name(left), right: name(right), decision, author: "Rosa".into(), reason: String::new(),
///     time: time.into(), match_weight_bits: None, threshold_bits: None,
/// };
/// let judged = resolve_judgements(&[
///     judge("1", "2", Decision::Same, "2026-01-01"),
///     judge("2", "3", Decision::Same, "2026-01-02"),
///     judge("1", "3", Decision::Different, "2025-12-31"),
/// ], &table, &[false]);
/// // 1 and 3 stay apart; of the two sames the older gives way.
/// assert_eq!(judged.constraints.group(2), 1);
/// assert_eq!(judged.constraints.group(1), 1);
/// assert_eq!(judged.conflicts[0].judgements.len(), 3);
/// # Ok::<(), link::table::TableError>(())
/// ```
pub fn resolve(judgements: &[Judgement], table: &Table, one_row_per_list: &[bool]) -> Judged {
    let mut judged = Judged::default();
    let placed = place(judgements, table, &mut judged.unknown);
    let newest = newest_of_each_pair(placed, &mut judged.conflicts);
    let apart: Vec<&Placed<'_>> = newest.iter().filter(|placed| placed.what.decision == Decision::Different).collect();
    let mut same: Vec<&Placed<'_>> = newest.iter().filter(|placed| placed.what.decision == Decision::Same).collect();
    same.sort_by(|left, right| right.age().cmp(&left.age()));
    let mut apart_of: BTreeMap<RowNumber, Vec<&Placed<'_>>> = BTreeMap::new();
    for placed in &apart {
        apart_of.entry(placed.pair.0).or_default().push(placed);
        apart_of.entry(placed.pair.1).or_default().push(placed);
    }
    let mut chains = Chains { apart_of, accepted: Vec::new(), members: BTreeMap::new(), table, one_row_per_list };
    let mut sets = DisjointSets::new(table.rows());
    for placed in same {
        let (left, right) = (sets.root(placed.pair.0), sets.root(placed.pair.1));
        match chains.conflict(placed, (left, right)) {
            Some(conflict) => judged.conflicts.push(conflict),
            None => chains.accept(placed, (left, right), &mut sets),
        }
    }
    let pairs = |of: &[&Placed<'_>]| of.iter().map(|placed| placed.pair).collect::<Vec<_>>();
    judged.constraints = Constraints::new(table.rows(), &pairs(&chains.accepted), &pairs(&apart));
    let all = judged.conflicts.iter().flat_map(|conflict| &conflict.judgements);
    let names = all.flat_map(|judgement| [&judgement.left, &judgement.right]);
    let rows: BTreeSet<RowNumber> = names.filter_map(|name| find(table, name)).collect();
    judged.disputed = rows.into_iter().collect();
    judged
}

/// A judgement with its rows, the lower first.
struct Placed<'a> {
    pair: (RowNumber, RowNumber),
    what: &'a Judgement,
}

impl Placed<'_> {
    /// Orders by time; at one time, what keeps apart counts as newer. The rest makes the order total.
    fn age(&self) -> (&str, Decision, &str, &str, (RowNumber, RowNumber)) {
        (&self.what.time, self.what.decision, &self.what.author, &self.what.reason, self.pair)
    }
}

fn find(table: &Table, name: &RecordName) -> Option<RowNumber> {
    let list = table.lists.iter().position(|list| *list == name.list)?;
    table.find(u16::try_from(list).ok()?, &name.id)
}

fn place<'a>(judgements: &'a [Judgement], table: &Table, unknown: &mut Vec<RecordName>) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    for judgement in judgements {
        match (find(table, &judgement.left), find(table, &judgement.right)) {
            (Some(left), Some(right)) if left != right => {
                placed.push(Placed { pair: (left.min(right), left.max(right)), what: judgement });
            }
            (Some(_), Some(_)) => {}
            (left, right) => {
                let missing = [(left, &judgement.left), (right, &judgement.right)].into_iter();
                unknown.extend(missing.filter(|(row, _)| row.is_none()).map(|(_, name)| name.clone()));
            }
        }
    }
    unknown.sort();
    unknown.dedup();
    placed
}

/// The newest judgement of each pair. One's own earlier judgement is a change of mind, another's is a conflict.
fn newest_of_each_pair<'a>(mut placed: Vec<Placed<'a>>, conflicts: &mut Vec<Conflict>) -> Vec<Placed<'a>> {
    placed.sort_by(|left, right| left.pair.cmp(&right.pair).then_with(|| right.age().cmp(&left.age())));
    let mut newest: Vec<Placed<'a>> = Vec::new();
    for judgement in placed {
        match newest.last().filter(|last| last.pair == judgement.pair) {
            Some(last) => {
                let both = [judgement.what.decision, last.what.decision];
                let opposed = both.contains(&Decision::Same) && both.contains(&Decision::Different);
                if opposed && judgement.what.author != last.what.author {
                    let judgements = vec![judgement.what.clone(), last.what.clone()];
                    conflicts.push(Conflict { contradiction: Contradiction::SamePair, judgements });
                }
            }
            None => newest.push(judgement),
        }
    }
    newest
}

/// Sames accepted so far, and what they would join.
struct Chains<'a> {
    apart_of: BTreeMap<RowNumber, Vec<&'a Placed<'a>>>,
    accepted: Vec<&'a Placed<'a>>,
    members: BTreeMap<RowNumber, Vec<RowNumber>>,
    table: &'a Table,
    one_row_per_list: &'a [bool],
}

impl<'a> Chains<'a> {
    fn members(&self, root: RowNumber) -> Vec<RowNumber> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    fn accept(&mut self, placed: &'a Placed<'a>, (left, right): (RowNumber, RowNumber), sets: &mut DisjointSets) {
        self.accepted.push(placed);
        if left != right {
            let mut both = self.members(left);
            both.extend(self.members(right));
            self.members.remove(&left.max(right));
            self.members.insert(left.min(right), both);
            sets.join(left, right);
        }
    }

    /// The conflict that a same would cause, with the judgements on the way.
    fn conflict(&self, placed: &Placed<'_>, roots: (RowNumber, RowNumber)) -> Option<Conflict> {
        if roots.0 == roots.1 {
            return None;
        }
        let (left, right) = (self.members(roots.0), self.members(roots.1));
        let crosses =
            |row: RowNumber, (low, high): (RowNumber, RowNumber)| right.contains(if low == row { &high } else { &low });
        let across =
            left.iter().find_map(|row| self.apart_of.get(row)?.iter().find(|different| crosses(*row, different.pair)));
        if let Some(different) = across {
            let mut judgements = vec![placed.what.clone(), different.what.clone()];
            judgements.extend(self.way(placed, different.pair));
            return Some(Conflict { contradiction: Contradiction::Chain, judgements });
        }
        let list = |row: RowNumber| usize::from(self.table.list_of[row as usize]);
        let declared = |row: &RowNumber| self.one_row_per_list.get(list(*row)).copied().unwrap_or(false);
        let twice = left
            .iter()
            .filter(|row| declared(row))
            .find_map(|row| right.iter().find(|other| list(**other) == list(*row)).map(|other| (*row, *other)))?;
        let mut judgements = vec![placed.what.clone()];
        judgements.extend(self.way(placed, twice));
        let list = self.table.lists[list(twice.0)].clone();
        Some(Conflict { contradiction: Contradiction::OneRowPerList { list }, judgements })
    }

    /// Accepted sames that lead from one row to another over a new one.
    fn way(&self, new: &Placed<'_>, (from, to): (RowNumber, RowNumber)) -> Vec<Judgement> {
        let mut neighbours: BTreeMap<RowNumber, Vec<(RowNumber, Option<&Judgement>)>> = BTreeMap::new();
        let steps = self.accepted.iter().map(|same| (same.pair, Some(same.what))).chain([(new.pair, None)]);
        for ((left, right), what) in steps {
            neighbours.entry(left).or_default().push((right, what));
            neighbours.entry(right).or_default().push((left, what));
        }
        let mut came_from: BTreeMap<RowNumber, (RowNumber, Option<&Judgement>)> =
            BTreeMap::from([(from, (from, None))]);
        let mut queue = VecDeque::from([from]);
        while let Some(row) = queue.pop_front() {
            for (next, what) in neighbours.get(&row).map(Vec::as_slice).unwrap_or_default() {
                if !came_from.contains_key(next) {
                    came_from.insert(*next, (row, *what));
                    queue.push_back(*next);
                }
            }
        }
        let (mut way, mut at) = (Vec::new(), to);
        while at != from {
            let Some((before, what)) = came_from.get(&at) else { break };
            way.extend(what.map(Clone::clone));
            at = *before;
        }
        way.reverse();
        way
    }
}
