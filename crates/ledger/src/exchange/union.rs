//! What of the present state came from other offices: whose entry stands where, and what is said by several.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use record::{ListId, RecordId, Statement};

use super::{Disagreement, Judged};
use crate::{Checkpoint, Hash, Head, canonical_json, entry::Judgement};

/// Everything that is known of other offices.
#[derive(Debug, Clone, Default)]
pub struct Union {
    offices: BTreeMap<String, Office>,
    /// Received entries by their place here: whose, and where there.
    origins: BTreeMap<u64, (Arc<str>, u64)>,
    /// Statements that another office says too, and that are therefore not in force a second time.
    hidden: BTreeMap<u64, Statement>,
    /// Statements in force or hidden by what they say; kept from the first received statement on.
    said: Option<BTreeMap<Hash, BTreeSet<u64>>>,
    /// The newest decision of each office on each pair; our own under the empty name.
    judged: BTreeMap<(RecordId, RecordId), BTreeMap<String, Judged>>,
}

/// One other office.
#[derive(Debug, Clone, Default)]
struct Office {
    /// The last signed state that it sent us.
    head: Option<Head>,
    /// Its entries: place there, with the place here and the leaf.
    places: BTreeMap<u64, (u64, Hash)>,
    /// Its last import of each list, by its place there.
    batches: BTreeMap<ListId, u64>,
    /// Its statements of which it said that their value was erased: place there, with the entry here that says so.
    erased: BTreeMap<u64, u64>,
    /// How many entries of each other ledger it says that it has.
    acknowledged: BTreeMap<String, u64>,
}

impl Union {
    /// The last signed state that an office sent.
    pub fn head_of(&self, office: &str) -> Option<Head> {
        self.offices.get(office)?.head
    }

    /// All offices from which something came.
    pub fn offices(&self) -> impl Iterator<Item = &str> {
        self.offices.keys().map(String::as_str)
    }

    /// How many entries of a ledger an office says that it has: what need not be sent again.
    pub fn acknowledged(&self, office: &str, of: &str) -> u64 {
        self.offices.get(office).and_then(|office| office.acknowledged.get(of)).copied().unwrap_or(0)
    }

    /// The leaf of an office's entry, where we have it.
    pub fn leaf_of(&self, office: &str, sequence: u64) -> Option<Hash> {
        Some(self.offices.get(office)?.places.get(&sequence)?.1)
    }

    /// Whose entry stands at a place here; `None` where it is our own.
    pub fn office_of(&self, here: u64) -> Option<&str> {
        self.origins.get(&here).map(|(office, _)| office.as_ref())
    }

    /// The entry here by which an office said that the value of its entry was erased.
    pub fn erased_by(&self, office: &str, there: u64) -> Option<u64> {
        self.offices.get(office)?.erased.get(&there).copied()
    }

    /// Takes note that an office erased the value of its entry; where that entry stands here, if we have it.
    pub(crate) fn erase(&mut self, office: &str, there: u64, by: u64) -> Option<u64> {
        self.offices.entry(office.to_owned()).or_default().erased.insert(there, by);
        self.here(office, there)
    }

    /// How many statements are said by several offices and count once.
    pub fn said_by_several(&self) -> usize {
        self.hidden.len()
    }

    /// The places of everything that says the same as a statement that stands at a place; itself among them.
    pub(crate) fn same(&self, here: u64, statement: &Statement) -> Vec<u64> {
        let group = self.said.as_ref().and_then(|said| said.get(&identity(statement)));
        group.map_or_else(|| vec![here], |group| group.iter().copied().collect())
    }

    /// Pairs on which the newest decisions of offices contradict each other.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let is_open = |decisions: &BTreeMap<String, Judged>| {
            let says = |wanted| decisions.values().any(|judged| judged.judgement == wanted);
            says(Judgement::Same) && says(Judgement::Different)
        };
        let open = self.judged.iter().filter(|(_, decisions)| is_open(decisions));
        open.map(|(pair, decisions)| Disagreement { pair: pair.clone(), decisions: decisions.clone() }).collect()
    }

    /// Our own newest decision on a pair.
    pub fn own_decision(&self, left: &RecordId, right: &RecordId) -> Option<&Judged> {
        self.judged.get(&in_order(left, right))?.get("")
    }

    /// What other offices decided on pairs on which we did not decide: the pair, the office, its decision.
    pub fn received_decisions(&self) -> impl Iterator<Item = (&(RecordId, RecordId), &str, &Judged)> {
        let undecided = self.judged.iter().filter(|(_, decisions)| !decisions.contains_key(""));
        undecided
            .flat_map(|(pair, decisions)| decisions.iter().map(move |(office, judged)| (pair, office.as_str(), judged)))
    }

    pub(crate) fn judge(&mut self, office: &str, (left, right): (&RecordId, &RecordId), judged: Judged) {
        self.judged.entry(in_order(left, right)).or_default().insert(office.to_owned(), judged);
    }

    /// Takes note of a signed state. A note that names another ledger was refused before it was entered.
    pub(crate) fn hear(&mut self, office: &str, note: &str) {
        if let Some(checkpoint) = Checkpoint::unverified(note) {
            self.offices.entry(office.to_owned()).or_default().head = Some(checkpoint.head);
        }
    }

    pub(crate) fn acknowledge(&mut self, office: &str, (of, note): (&str, &str)) {
        if let Some(checkpoint) = Checkpoint::unverified(note) {
            let known = self.offices.entry(office.to_owned()).or_default();
            known.acknowledged.insert(of.to_owned(), checkpoint.head.size);
        }
    }

    pub(crate) fn place(&mut self, office: &str, there: u64, (here, leaf): (u64, Hash)) {
        self.offices.entry(office.to_owned()).or_default().places.insert(there, (here, leaf));
        self.origins.insert(here, (Arc::from(office), there));
    }

    /// Where an office's entry stands here.
    pub(crate) fn here(&self, office: &str, there: u64) -> Option<u64> {
        Some(self.offices.get(office)?.places.get(&there)?.0)
    }

    pub(crate) fn import(&mut self, office: &str, list: &ListId, there: u64) {
        self.offices.entry(office.to_owned()).or_default().batches.insert(list.clone(), there);
    }

    /// The places here of what an office said in a batch: its statements of that list from the import on.
    pub(crate) fn batch(
        &mut self,
        office: &str,
        there: u64,
        (statements, withheld): (&BTreeMap<u64, Statement>, &BTreeMap<u64, ListId>),
    ) -> Vec<u64> {
        let Some(known) = self.offices.get_mut(office) else { return Vec::new() };
        let Some(list) = known.batches.iter().find(|(_, found)| **found == there).map(|(list, _)| list.clone()) else {
            return Vec::new();
        };
        known.batches.remove(&list);
        let is_of_list = |here: &u64| {
            let said = statements.get(here).or_else(|| self.hidden.get(here)).map(|found| &found.origin.list);
            said.or_else(|| withheld.get(here)) == Some(&list)
        };
        known.places.range(there..).map(|(_, (here, _))| *here).filter(is_of_list).collect()
    }

    /// Puts a statement in force, and settles which of those that say the same is shown.
    pub(crate) fn make(&mut self, here: u64, statement: Statement, statements: &mut BTreeMap<u64, Statement>) {
        if self.said.is_none() && self.origins.contains_key(&here) {
            let mut said: BTreeMap<Hash, BTreeSet<u64>> = BTreeMap::new();
            for (sequence, statement) in &*statements {
                said.entry(identity(statement)).or_default().insert(*sequence);
            }
            self.said = Some(said);
        }
        let Some(said) = &mut self.said else {
            statements.insert(here, statement);
            return;
        };
        let identity = identity(&statement);
        said.entry(identity).or_default().insert(here);
        statements.insert(here, statement);
        self.settle(&identity, statements);
    }

    /// Takes a statement out of force; what another office says too is shown again.
    pub(crate) fn withdraw(&mut self, here: u64, statements: &mut BTreeMap<u64, Statement>) {
        let Some(statement) = statements.remove(&here).or_else(|| self.hidden.remove(&here)) else { return };
        let Some(said) = &mut self.said else { return };
        let identity = identity(&statement);
        if let Some(group) = said.get_mut(&identity) {
            group.remove(&here);
        }
        self.settle(&identity, statements);
    }

    /// Of statements that say the same, ours are shown; where we do not say it, those of the office that came first.
    fn settle(&mut self, identity: &Hash, statements: &mut BTreeMap<u64, Statement>) {
        let Some(group) = self.said.as_ref().and_then(|said| said.get(identity)) else { return };
        let office = |here: &u64| self.origins.get(here).map(|(office, _)| Arc::clone(office));
        let is_ours = group.iter().any(|here| office(here).is_none());
        let shown = if is_ours { None } else { group.first().and_then(office) };
        for here in group {
            let is_shown = office(here) == shown;
            if is_shown {
                if let Some(statement) = self.hidden.remove(here) {
                    statements.insert(*here, statement);
                }
            } else if let Some(statement) = statements.remove(here) {
                self.hidden.insert(*here, statement);
            }
        }
    }
}

fn in_order(left: &RecordId, right: &RecordId) -> (RecordId, RecordId) {
    if left <= right { (left.clone(), right.clone()) } else { (right.clone(), left.clone()) }
}

/// What a statement says of which record, in which list and in whose words; not where in the file of the list, and not
/// in which edition of that file.
fn identity(statement: &Statement) -> Hash {
    let Statement { record, property, value, original, language, note, origin, access } = statement;
    let words = origin.passage.as_ref().map(|passage| (passage.document, &passage.selector.exact));
    Hash::of(&canonical_json(&(record, property, &origin.list, value, original, language, note, words, access)))
}
