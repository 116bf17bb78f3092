//! What people decided of pairs of records: ours goes into the ledger, so that other offices hear of it; theirs counts
//! where we did not decide.

use std::collections::BTreeMap;

use figure::{Judgements, LinkageDefinition};
use ledger::{Body, State};
use link::cluster::{Decision, Judgement, RecordName};
use record::{Access, RecordId};

use super::draft::Draft;

/// Enters the newest decision on each pair that the ledger does not have yet, in the name of who decided.
pub(crate) fn enter(linkages: &[LinkageDefinition], judgements: &BTreeMap<String, Judgements>, draft: &mut Draft) {
    for linkage in linkages {
        let Some(judgements) = judgements.get(&linkage.name) else { continue };
        let mut newest: BTreeMap<(RecordId, RecordId), &Judgement> = BTreeMap::new();
        for judgement in judgements.decisions() {
            // A record that the linkage does not know is refused when it links.
            let (Some(left), Some(right)) = (id(&linkage.kind, &judgement.left), id(&linkage.kind, &judgement.right))
            else {
                continue;
            };
            let pair = if left <= right { (left, right) } else { (right, left) };
            let held = newest.entry(pair).or_insert(judgement);
            if judgement.time >= held.time {
                *held = judgement;
            }
        }
        for ((left, right), judgement) in newest {
            let decided = of_link(judgement.decision);
            let known = draft.state.union.own_decision(&left, &right);
            let is_known = known.is_some_and(|known| {
                (known.judgement, &known.actor, &known.reason) == (decided, &judgement.author, &judgement.reason)
            });
            if !is_known {
                let (reason, access) = (judgement.reason.clone(), Access::Internal);
                draft.add_by(&judgement.author, Body::LinkJudged { left, right, judgement: decided, reason, access });
            }
        }
    }
}

/// Adds what other offices decided to the linkages whose lists hold both records.
pub(crate) fn receive(linkages: &[LinkageDefinition], judgements: &mut BTreeMap<String, Judgements>, state: &State) {
    let received: Vec<_> = state.union.received_decisions().collect();
    if received.is_empty() {
        return;
    }
    let lists: BTreeMap<&RecordId, &str> =
        state.statements.values().map(|statement| (&statement.record, statement.origin.list.as_str())).collect();
    let name = |record: &RecordId| {
        let list = (*lists.get(record)?).to_owned();
        Some(RecordName { list, id: record.to_string() })
    };
    for ((left, right), office, judged) in received {
        let (Some(left), Some(right)) = (name(left), name(right)) else { continue };
        let holds = |linkage: &&LinkageDefinition| {
            [&left, &right].iter().all(|record| {
                linkage.lists.contains(&record.list) && record.id.starts_with(&format!("{}/", linkage.kind))
            })
        };
        for linkage in linkages.iter().filter(holds) {
            judgements.entry(linkage.name.clone()).or_default().receive(Judgement {
                left: left.clone(),
                right: right.clone(),
                decision: of_ledger(judged.judgement),
                author: format!("{} ({office})", judged.actor),
                reason: judged.reason.clone(),
                time: judged.time.to_string(),
                match_weight_bits: None,
                threshold_bits: None,
            });
        }
    }
}

/// A record as the ledger names it; its kind may be left out in the file.
fn id(kind: &str, record: &RecordName) -> Option<RecordId> {
    let is_whole = record.id.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/'));
    if is_whole { record.id.parse().ok() } else { format!("{kind}/{}", record.id).parse().ok() }
}

const fn of_link(decision: Decision) -> ledger::Judgement {
    match decision {
        Decision::Same => ledger::Judgement::Same,
        Decision::Different => ledger::Judgement::Different,
        Decision::Unsure => ledger::Judgement::Unsure,
    }
}

const fn of_ledger(judgement: ledger::Judgement) -> Decision {
    match judgement {
        ledger::Judgement::Same => Decision::Same,
        ledger::Judgement::Different => Decision::Different,
        ledger::Judgement::Unsure => Decision::Unsure,
    }
}
