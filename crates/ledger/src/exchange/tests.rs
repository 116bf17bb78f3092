//! Two and three offices exchange what they entered, in any order, twice, and with errors.

use record::{Access, ListId, Origin, Statement, Value};

use super::*;
use crate::{Bundle, Checkpoint, Frontier, InvalidEntry, Secret, Tree, VerifierKey};

/// A ledger in memory.
struct Ledger {
    name: &'static str,
    secret: Secret,
    entries: Vec<(Entry, Option<Opening>)>,
}

impl Ledger {
    fn new(name: &'static str, seed: u8) -> Self {
        Self { name, secret: Secret::from_bytes([seed; 32]), entries: Vec::new() }
    }

    fn enter(&mut self, body: Body, opening: Option<Opening>) {
        let entry = Entry {
            sequence: self.entries.len() as u64,
            time: Timestamp::default(),
            actor: self.name.to_owned(),
            body,
        };
        self.entries.push((entry, opening));
    }

    fn say(&mut self, record: &str, value: &str, access: Access) -> u64 {
        let statement = Statement::plain(
            record.parse().unwrap(),
            ("name", Value::Text(value.to_owned())),
            Origin::row(
                "register".parse::<ListId>().unwrap(),
                record::DocumentId::from_digest([9; 32]),
                self.entries.len() as u64,
            ),
            access,
        );
        let (statement, opening) = self.secret.commit(self.entries.len() as u64, statement);
        self.enter(Body::StatementMade { statement }, opening);
        self.entries.len() as u64 - 1
    }

    /// Erases the value of an entry: first the word, then what opened it.
    fn erase(&mut self, sequence: u64) {
        self.say_erased(sequence);
        self.finish();
    }

    fn say_erased(&mut self, sequence: u64) {
        let reason = "the witness withdrew".to_owned();
        self.enter(Body::ValueErased { sequence, reason, access: Access::Confidential }, None);
    }

    /// Removes what opens erased values, as the program does whenever it opens a ledger.
    fn finish(&mut self) {
        for sequence in self.state().erased.into_keys() {
            self.entries[usize::try_from(sequence).unwrap()].1 = None;
        }
    }

    fn openings(&self) -> usize {
        self.entries.iter().filter(|(_, opening)| opening.is_some()).count()
    }

    fn judge(&mut self, judgement: Judgement) {
        let (left, right) = ("person/a".parse().unwrap(), "person/b".parse().unwrap());
        self.enter(Body::LinkJudged { left, right, judgement, reason: String::new(), access: Access::Internal }, None);
    }

    fn state(&self) -> State {
        let mut state = State::default();
        let all: Result<(), InvalidEntry> =
            self.entries.iter().try_for_each(|(entry, opening)| state.apply(entry, opening.as_ref()));
        all.unwrap();
        state
    }

    fn tree(&self) -> Tree {
        Tree::from_leaves(self.entries.iter().map(|(entry, _)| entry.leaf()))
    }

    fn bundle(&self, to: &str, from: u64) -> OpenedBundle {
        let tree = self.tree();
        let head = Head { size: tree.size(), root: tree.root() };
        let entries = self.entries[usize::try_from(from).unwrap()..].iter().cloned();
        let bundle = Bundle {
            office: self.name.to_owned(),
            recipient: to.to_owned(),
            note: Checkpoint { origin: self.name.to_owned(), head }.sign(&self.secret),
            before: tree.frontier(from).unwrap_or_else(|| Frontier::new(0, Vec::new()).unwrap()),
            entries: entries.map(|(entry, opening)| sent(entry, opening, to)).collect(),
            documents: Vec::new(),
        };
        Bundle::open(&bundle.seal(&self.secret), &VerifierKey::of(self.name, &self.secret), to).unwrap()
    }

    fn take(&mut self, opened: &OpenedBundle) -> Result<u64, Refusal> {
        let intake = take_in(&self.state(), self.name, opened)?;
        let count = intake.entries.len() as u64;
        intake.entries.into_iter().for_each(|(body, opening)| self.enter(body, opening));
        Ok(count)
    }

    /// What is said here, sorted.
    fn said(&self) -> Vec<String> {
        let state = self.state();
        let mut said: Vec<String> = state.statements.values().map(|s| format!("{} {:?}", s.record, s.value)).collect();
        said.sort();
        said
    }
}

fn offices() -> (Ledger, Ledger) {
    let (mut lima, mut cusco) = (Ledger::new("lima", 1), Ledger::new("cusco", 2));
    lima.say("person/a", "Rosa", Access::Public);
    lima.say("person/b", "Luis", Access::Confidential);
    cusco.say("person/b", "Luis", Access::Confidential);
    cusco.say("person/c", "Juan", Access::Public);
    (lima, cusco)
}

#[test]
fn both_say_the_same_afterwards_and_what_both_said_counts_once() {
    let (mut lima, mut cusco) = offices();
    let (before_lima, before_cusco) = (lima.tree(), cusco.tree());
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    cusco.take(&lima.bundle("cusco", 0)).unwrap();
    assert_eq!(lima.said(), cusco.said());
    assert_eq!(lima.said().len(), 3, "Luis is one statement: {:?}", lima.said());
    assert_eq!(lima.state().union.said_by_several(), 1);
    assert_eq!(lima.tree().root_at(2), Some(before_lima.root()), "the log only grew");
    assert_eq!(cusco.tree().root_at(2), Some(before_cusco.root()));
    assert_eq!(lima.state().union.acknowledged("cusco", "lima"), 0);
    lima.take(&cusco.bundle("lima", 2)).unwrap();
    assert_eq!(lima.state().union.acknowledged("cusco", "lima"), 5, "cusco told that it has lima's five entries");
}

#[test]
fn a_bundle_taken_in_twice_or_late_changes_nothing() {
    let (mut lima, mut cusco) = offices();
    let first = cusco.bundle("lima", 0);
    cusco.say("person/d", "Inés", Access::Public);
    let second = cusco.bundle("lima", 0);
    assert_eq!(lima.take(&second).unwrap(), 4, "the signed state and three entries");
    assert_eq!(lima.take(&second).unwrap(), 0);
    assert_eq!(lima.take(&first).unwrap(), 0, "an older one tells nothing new");
}

#[test]
fn a_gap_a_changed_history_and_our_own_name_are_refused() {
    let (mut lima, mut cusco) = offices();
    assert!(matches!(lima.take(&cusco.bundle("lima", 1)), Err(Refusal::Gap { from: 1, known: 0, .. })));
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let mut rewritten = Ledger::new("cusco", 2);
    for name in ["Luis", "Pedro", "Ana"] {
        rewritten.say("person/b", name, Access::Public);
    }
    assert!(matches!(lima.take(&rewritten.bundle("lima", 0)), Err(Refusal::Fork { size: 2, .. })));
    assert!(matches!(cusco.take(&rewritten.bundle("cusco", 0)), Err(Refusal::OurName(_))));
}

#[test]
fn each_office_withdraws_what_it_said_itself() {
    let (mut lima, mut cusco) = offices();
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let reason = "a mistake".to_owned();
    cusco.enter(Body::StatementRetracted { sequence: 1, reason: reason.clone(), access: Access::Public }, None);
    cusco.enter(Body::StatementRetracted { sequence: 0, reason, access: Access::Public }, None);
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    assert_eq!(lima.said().len(), 2, "Juan is withdrawn; Luis is still said by lima: {:?}", lima.said());
    assert_eq!(lima.state().union.said_by_several(), 0);
    // An office that withdraws what it received has no say in it.
    let (mut lima, cusco) = offices();
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let said = lima.said();
    lima.enter(Body::StatementRetracted { sequence: 4, reason: String::new(), access: Access::Public }, None);
    assert_eq!(lima.said(), said);
}

#[test]
fn what_a_third_office_handed_on_is_known_when_it_comes_directly() {
    let (mut lima, mut cusco) = offices();
    let mut puno = Ledger::new("puno", 3);
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    puno.take(&lima.bundle("puno", 0)).unwrap();
    assert_eq!(puno.said(), lima.said());
    assert_eq!(puno.state().union.offices().collect::<Vec<_>>(), ["cusco", "lima"]);
    assert_eq!(puno.take(&cusco.bundle("puno", 0)).unwrap(), 1, "only the signed state of cusco is new");
    assert_eq!(puno.said(), lima.said());
    // Cusco hears its own entries back from puno, and enters none of them.
    let said = cusco.said();
    cusco.take(&puno.bundle("cusco", 0)).unwrap();
    assert!(cusco.said().len() >= said.len());
    assert_eq!(cusco.said(), lima.said());
}

#[test]
fn an_entry_in_two_versions_is_refused() {
    let (mut lima, _) = offices();
    let mut puno = Ledger::new("puno", 3);
    let mut liar = Ledger::new("cusco", 2);
    liar.say("person/b", "Pedro", Access::Public);
    puno.take(&liar.bundle("puno", 0)).unwrap();
    let (_, cusco) = offices();
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    assert!(matches!(lima.take(&puno.bundle("lima", 0)), Err(Refusal::TwoVersions { sequence: 0, .. })));
}

#[test]
fn an_erasure_holds_from_its_entry_on_and_reaches_every_office_that_holds_the_value() {
    let (mut lima, mut cusco) = offices();
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let before = cusco.tree();
    cusco.say_erased(0);
    assert_eq!(cusco.said(), ["person/c Text(\"Juan\")"], "out of force before what opened it is gone");
    assert_eq!(cusco.state().erased, BTreeMap::from([(0, 2)]));
    cusco.finish();
    assert_eq!(cusco.said(), ["person/c Text(\"Juan\")"], "and after");
    assert_eq!(cusco.tree().root_at(before.size()), Some(before.root()), "no entry changed");
    assert!(cusco.state().withheld.is_empty(), "what was erased is not counted as withheld");

    assert_eq!(lima.openings(), 2, "lima's own Luis, and that of cusco");
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    lima.finish();
    assert_eq!(lima.openings(), 1, "only what lima says itself");
    assert_eq!(lima.said().len(), 3, "lima still says Luis: {:?}", lima.said());
}

#[test]
fn an_erasure_that_comes_before_its_statement_keeps_the_value_out() {
    let (_, mut cusco) = offices();
    let with_value = cusco.bundle("lima", 0);
    let (mut lima, mut puno) = (Ledger::new("lima", 1), Ledger::new("puno", 3));
    cusco.erase(0);
    // Puno knows only that entry 0 of cusco was erased, and tells lima.
    let erased = Box::new(cusco.entries[2].0.clone());
    puno.enter(Body::EntryReceived { office: "cusco".to_owned(), entry: erased }, None);
    lima.take(&puno.bundle("lima", 0)).unwrap();
    lima.take(&with_value).unwrap();
    assert_eq!(lima.openings(), 0, "the old bundle does not bring it back");
    assert_eq!((lima.said().len(), lima.state().erased.len(), lima.state().withheld.len()), (1, 1, 0));
}

#[test]
fn a_statement_that_comes_without_its_value_is_counted_as_withheld_until_it_is_withdrawn() {
    let (mut lima, mut cusco) = offices();
    cusco.entries[0].1 = None;
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let withheld = lima.state().withheld;
    assert_eq!(withheld.values().map(ListId::as_str).collect::<Vec<_>>(), ["register"]);
    let reason = "a mistake".to_owned();
    cusco.enter(Body::StatementRetracted { sequence: 0, reason, access: Access::Confidential }, None);
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    assert!(lima.state().withheld.is_empty());
}

#[test]
fn fsck_names_an_erasure_that_is_not_finished() {
    let (mut lima, mut cusco) = offices();
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    cusco.say_erased(0);
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let findings = |ledger: &Ledger| {
        let raw = |(entry, _): &(Entry, _)| crate::fsck::RawEntry {
            sequence: entry.sequence,
            bytes: crate::canonical(entry),
            leaf: entry.leaf(),
        };
        let entries: Vec<_> = ledger.entries.iter().map(raw).collect();
        let openings = ledger.entries.iter().filter_map(|(entry, opening)| Some((entry.sequence, opening.clone()?)));
        crate::fsck::unfinished_erasures(&entries, &openings.collect())
    };
    let unfinished = crate::fsck::Finding::UnfinishedErasure;
    assert_eq!(findings(&cusco), [unfinished(0)]);
    assert_eq!(findings(&lima), [unfinished(3)], "where cusco's entry 0 stands in lima");
    lima.finish();
    assert_eq!(findings(&lima), []);
}

#[test]
fn a_document_is_erased_where_it_was_received_and_left_where_it_is_our_own() {
    let (mut lima, mut cusco) = offices();
    let document = archived(7);
    let id = document.id;
    cusco.enter(Body::DocumentArchived { document: document.clone() }, None);
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let mut puno = Ledger::new("puno", 3);
    puno.enter(Body::DocumentArchived { document }, None);
    let (reason, access) = ("the witness withdrew".to_owned(), Access::Confidential);
    cusco.enter(Body::DocumentErased { document: id, reason, access }, None);
    for ledger in [&mut lima, &mut puno] {
        let bundle = cusco.bundle(ledger.name, 0);
        ledger.take(&bundle).unwrap();
    }
    assert!(lima.state().erased_documents.contains_key(&id));
    assert!(puno.state().erased_documents.is_empty(), "puno archived the same file itself");
    lima.enter(Body::DocumentArchived { document: archived(7) }, None);
    assert!(lima.state().erased_documents.is_empty(), "from now on it is lima's own");
}

fn archived(number: u8) -> record::Document {
    let description = serde_json::json!({
        "title": "A register", "producer": "Us", "nature": "synthetic", "access": "confidential", "language": "en",
    });
    record::Document {
        id: record::DocumentId::from_digest([number; 32]),
        name: "lists/register.csv".to_owned(),
        media_type: record::MediaType::Csv,
        description: serde_json::from_value(description).unwrap(),
    }
}

#[test]
fn a_pair_that_was_decided_differently_is_shown_until_it_is_settled() {
    let (mut lima, mut cusco) = offices();
    lima.judge(Judgement::Same);
    cusco.judge(Judgement::Different);
    lima.take(&cusco.bundle("lima", 0)).unwrap();
    let open = lima.state().union.disagreements();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].decisions.keys().collect::<Vec<_>>(), ["", "cusco"]);
    lima.judge(Judgement::Different);
    assert!(lima.state().union.disagreements().is_empty());
}
