//! The way back: from a figure to members, statements and passages, by ids alone.

use std::collections::BTreeMap;

use record::{FigureId, Passage, Reader, RecordId, Statement};
use serde::Serialize;

use crate::{Figure, Outcome, Run};

/// A figure's way back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trail {
    /// The figure.
    pub figure: FigureId,
    /// Its value as printed.
    pub value: Option<f64>,
    /// Records that it counts, with what is said of each.
    pub members: Vec<TrailMember>,
    /// Members that may not be shown; they count all the same.
    pub withheld: usize,
    /// Figures from which it is derived, each with its own way back.
    pub inputs: Vec<Trail>,
    /// The words of a claim.
    pub passage: Option<Passage>,
    /// Lists of an estimate.
    pub lists: Vec<String>,
}

/// One record on the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrailMember {
    /// The record.
    pub record: RecordId,
    /// What is said of it: entry, property, list row, words.
    pub statements: Vec<TrailStatement>,
}

/// One statement on the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrailStatement {
    /// Its entry in the ledger.
    pub sequence: u64,
    /// The property.
    pub property: String,
    /// Its value, in one line.
    pub value: String,
    /// The archived list and the row in it.
    pub list_document: record::DocumentId,
    /// The row, the header being row 1.
    pub row: u64,
    /// The words that the row cites.
    pub passage: Option<Passage>,
}

impl Trail {
    /// Walks a figure back as far as a stranger may see. Derived figures cannot run in a circle: `run` refuses those.
    pub fn of(figure: &Figure, run: &Run) -> Self {
        let statements: BTreeMap<u64, &Statement> =
            run.statements.iter().map(|(at, statement)| (*at, statement)).collect();
        let mut trail = Self {
            figure: figure.id().clone(),
            value: figure.printed(),
            members: Vec::new(),
            withheld: 0,
            inputs: Vec::new(),
            passage: None,
            lists: Vec::new(),
        };
        match &figure.outcome {
            Outcome::Observed { members, .. } => {
                trail.withheld = members.iter().filter(|member| !member.is_public).count();
                trail.members = members
                    .iter()
                    .filter(|member| member.is_public)
                    .map(|m| walk(m, (&run.access, &statements)))
                    .collect();
            }
            Outcome::Derived { inputs, .. } => {
                trail.inputs =
                    inputs.iter().filter_map(|id| run.figure(id)).map(|input| Self::of(input, run)).collect();
            }
            Outcome::Estimated { defence, .. } => trail.lists = defence.lists.clone(),
            Outcome::Claimed { passage } => trail.passage = Some(passage.clone()),
            Outcome::Refused { defence, .. } => {
                trail.lists = defence.as_ref().map(|defence| defence.lists.clone()).unwrap_or_default();
            }
            Outcome::Suppressed { .. } => {}
        }
        trail
    }
}

fn walk(member: &crate::Member, (access, statements): (&record::Policy, &BTreeMap<u64, &Statement>)) -> TrailMember {
    let is_public = |statement: &&Statement| access.may_see(Reader::PUBLIC, *statement);
    let step = |sequence: &u64| {
        let statement = statements.get(sequence).copied().filter(is_public)?;
        Some(TrailStatement {
            sequence: *sequence,
            property: statement.property.clone(),
            value: statement.value.plain(),
            list_document: statement.origin.list_document,
            row: statement.origin.row,
            passage: statement.origin.passage.clone(),
        })
    };
    TrailMember { record: member.record.clone(), statements: member.statements.iter().filter_map(step).collect() }
}
