//! From statements to figures: the one place where record, linkage and estimation are joined into a run.
//!
//! The command line and, later, the server start the same run.

use std::collections::{BTreeMap, BTreeSet};

use record::{FigureId, Passage, Policy, Reader, Schema, Statement, Value};
use rusqlite::Connection;

use crate::{
    Definition, EstimateOf, Figure, Outcome, Proceedings, Standards,
    definition::{Derive, Problem},
    disclosure::{self, Decided, Earlier, Report, RowMark, Thresholds},
    estimated,
    flow::Flow,
    linkage::{self, Judgements, LinkageDefinition, LinkageInput, Linked},
    snapshot::{self, Contents, resolve},
};

mod counted;

/// What a run starts from.
#[derive(Clone, Copy)]
pub struct RunInput<'a> {
    /// Kinds and properties.
    pub schema: &'a Schema,
    /// Statements in force, by entry.
    pub statements: &'a [(u64, Statement)],
    /// Declared figures.
    pub definitions: &'a [Definition],
    /// Declared linkages.
    pub linkages: &'a [LinkageDefinition],
    /// Which value counts where sources differ, and what is verified.
    pub standards: &'a Standards,
    /// What people judged, by the name of the linkage.
    pub judgements: &'a BTreeMap<String, Judgements>,
    /// The smallest cells that are published.
    pub thresholds: Thresholds,
    /// What was published before of each figure, oldest first.
    pub published: &'a BTreeMap<FigureId, Vec<Earlier>>,
    /// What stands for a row of a table in the ledger.
    pub row_mark: RowMark<'a>,
    /// Finds the words of a claim in its document; says what is wrong where they are not there.
    pub find_passage: &'a dyn Fn(&str, &str) -> Result<Passage, String>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Run {
    /// Every declared figure, in order of id.
    pub figures: Vec<Figure>,
    /// Decisions by proceeding.
    pub proceedings: Proceedings,
    /// Each linkage's result.
    pub linkages: BTreeMap<String, Linked>,
    /// The statements, by entry.
    pub statements: Vec<(u64, Statement)>,
    /// Who may see which of them.
    pub access: Policy,
    /// What disclosure control hid, and its certificate.
    pub disclosure: Report,
    /// The snapshot that the build reads.
    pub snapshot: Connection,
}

impl Run {
    /// The figure of a name.
    pub fn figure(&self, id: &FigureId) -> Option<&Figure> {
        self.figures.binary_search_by(|figure| figure.id().cmp(id)).ok().map(|at| &self.figures[at])
    }
}

/// Computes every figure, or says everything that is wrong.
///
/// # Errors
/// Each problem with its figure and its mend.
pub fn compute(input: &RunInput<'_>) -> Result<Run, Vec<Problem>> {
    let problems = input.standards.check(input.schema);
    if !problems.is_empty() {
        return Err(problems);
    }
    let linkages = link_all(input)?;
    let clusters = linkages.iter().map(|(name, linkage)| (name.clone(), linkage.persons.clone())).collect();
    let contents = Contents {
        schema: input.schema,
        statements: input.statements,
        clusters: &clusters,
        standards: input.standards,
        reader: Reader::BUILD,
    };
    let mut snapshot =
        snapshot::build(&contents).map_err(|error| vec![general(&format!("the snapshot cannot be built: {error}"))])?;
    let closed = closed_texts(input);
    let (subjects, mut problems) = counted::all(input, (&mut snapshot, &closed));
    problems.extend(duplicates(input.definitions));
    let decided = if problems.is_empty() {
        Some(disclosure::decide(&subjects, input.definitions, input.published)?)
    } else {
        None
    };
    let counted = decided.as_ref().map(Decided::outcomes).unwrap_or_default();
    let (done, memo) = (BTreeMap::new(), estimated::Memo::default());
    let mut work =
        Work { input, snapshot, linkages: &linkages, closed, counted, decided: decided.as_ref(), done, problems, memo };
    for definition in input.definitions {
        work.figure(definition, &mut Vec::new());
    }
    work.check_references();
    let Work { done, problems, snapshot, .. } = work;
    let (Some(decided), true) = (&decided, problems.is_empty()) else { return Err(problems) };
    let disclosure = decided.certify(&done, input.thresholds)?;
    let access = &input.standards.access;
    let proceedings =
        Proceedings::of(input.statements.iter().map(|(_, s)| s).filter(|s| access.may_see(Reader::BUILD, *s)));
    Ok(Run {
        figures: done.into_values().collect(),
        proceedings,
        linkages,
        statements: input.statements.to_vec(),
        access: access.clone(),
        disclosure,
        snapshot,
    })
}

/// Texts and names of records that only statements say which are not public. Terms, numbers, days and places are no
/// secrets by themselves: a count by them is what the rules of disclosure are for.
fn closed_texts(input: &RunInput<'_>) -> BTreeSet<String> {
    let (mut public, mut closed) = (BTreeSet::new(), BTreeSet::new());
    for (_, said) in input.statements {
        let is_secret = matches!(said.value, Value::Text(_) | Value::Reference(_))
            && !input.standards.access.may_see(Reader::PUBLIC, said);
        if is_secret { &mut closed } else { &mut public }.insert(said.value.plain());
    }
    closed.retain(|text| !public.contains(text));
    closed
}

/// Figures that were declared twice.
fn duplicates(definitions: &[Definition]) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let twice = definitions.iter().filter(|definition| !seen.insert(&definition.id));
    let problem = |definition: &Definition| Problem {
        file: "figures".to_owned(),
        figure: Some(definition.id.clone()),
        reason: "declared twice".to_owned(),
        mend: "give each figure an id of its own".to_owned(),
    };
    twice.map(problem).collect()
}

fn general(reason: &str) -> Problem {
    let mend = "see docs/workspace.md".to_owned();
    Problem { file: "willay.toml".to_owned(), figure: None, reason: reason.to_owned(), mend }
}

/// Links the records of each declared linkage.
fn link_all(input: &RunInput<'_>) -> Result<BTreeMap<String, Linked>, Vec<Problem>> {
    let contents = Contents {
        schema: input.schema,
        statements: input.statements,
        clusters: &BTreeMap::new(),
        standards: input.standards,
        reader: Reader::BUILD,
    };
    let records = if input.linkages.is_empty() { BTreeMap::new() } else { resolve(&contents) };
    let RunInput { schema, linkages, judgements, .. } = *input;
    linkage::link_all(&LinkageInput { schema, linkages, judgements, records: &records })
}

/// Figures being computed, each once, those before whom it needs.
struct Work<'a> {
    input: &'a RunInput<'a>,
    snapshot: Connection,
    linkages: &'a BTreeMap<String, Linked>,
    /// Texts that only statements which are not public say.
    closed: BTreeSet<String>,
    /// What is printed of each counted figure.
    counted: BTreeMap<FigureId, Outcome>,
    /// What is hidden; nothing where figures could not be counted.
    decided: Option<&'a Decided<'a>>,
    done: BTreeMap<FigureId, Figure>,
    problems: Vec<Problem>,
    memo: estimated::Memo,
}

impl Work<'_> {
    fn problem(&mut self, definition: &Definition, reason: impl Into<String>, mend: &str) {
        let figure = Some(definition.id.clone());
        self.problems.push(Problem {
            file: "figures".to_owned(),
            figure,
            reason: reason.into(),
            mend: mend.to_owned(),
        });
    }

    fn figure(&mut self, definition: &Definition, path: &mut Vec<FigureId>) {
        if self.done.contains_key(&definition.id) {
            return;
        }
        if path.contains(&definition.id) {
            let circle: Vec<&str> = path.iter().map(FigureId::as_str).collect();
            let reason = format!("derived from itself through {}", circle.join(" and "));
            return self.problem(definition, reason, "break the circle");
        }
        path.push(definition.id.clone());
        let outcome = self.outcome(definition, path);
        path.pop();
        if let Some(outcome) = outcome {
            let figure = Figure { definition: definition.clone(), outcome };
            self.done.insert(definition.id.clone(), figure);
        }
    }

    fn outcome(&mut self, definition: &Definition, path: &mut Vec<FigureId>) -> Option<Outcome> {
        if definition.members.is_some() {
            return self.counted.remove(&definition.id);
        }
        if let Some(derive) = &definition.derive {
            return self.derived(definition, derive, path);
        }
        if let Some(of) = &definition.estimate {
            return self.estimated(definition, of);
        }
        let claim = definition.claim.as_ref()?;
        match (self.input.find_passage)(&claim.document, &claim.exact) {
            Ok(passage) => Some(Outcome::Claimed { passage }),
            Err(reason) => {
                self.problem(definition, reason, "quote the exact words of an archived document, or archive it");
                None
            }
        }
    }

    fn derived(&mut self, definition: &Definition, derive: &Derive, path: &mut Vec<FigureId>) -> Option<Outcome> {
        let inputs: Vec<FigureId> = derive.inputs().into_iter().cloned().collect();
        let mut values = Vec::new();
        for id in &inputs {
            let Some(input) = self.input.definitions.iter().find(|definition| definition.id == *id) else {
                self.problem(definition, format!("there is no figure '{id}'"), "name a declared figure");
                return None;
            };
            self.figure(input, path);
            let input_figure = self.done.get(id)?;
            // What is hidden or refused stays so in everything that is made of it.
            match &input_figure.outcome {
                Outcome::Suppressed { threshold, .. } => {
                    return Some(Outcome::Suppressed { threshold: *threshold, instead: None });
                }
                Outcome::Refused { reason, .. } => {
                    return Some(Outcome::Refused { reason: reason.clone(), defence: None });
                }
                Outcome::Observed { .. }
                | Outcome::Derived { .. }
                | Outcome::Estimated { .. }
                | Outcome::Claimed { .. } => {}
            }
            let value = input_figure.value()?;
            let is_comparable = input
                .counting_unit()
                .zip(self.unit_of(definition, &inputs))
                .is_some_and(|(one, other)| one.is_comparable(other));
            if !is_comparable {
                let reason =
                    format!("'{id}' counts {}, which cannot be put together with the other figures", input.unit);
                self.problem(definition, reason, "derive only from figures of one kind of unit");
                return None;
            }
            values.push(value);
        }
        let value = match derive {
            Derive::Sum(_) => values.iter().sum(),
            Derive::Difference(..) => values[0] - values[1],
            Derive::Share(..) if definition.unit != "percent" => {
                self.problem(definition, "a share has the unit percent", "write unit = \"percent\"");
                return None;
            }
            Derive::Share(..) if values[1] == 0.0 => {
                self.problem(definition, "the whole is nought", "a share of nothing has no value");
                return None;
            }
            Derive::Share(..) => 100.0 * values[0] / values[1],
        };
        if self.decided.is_some_and(|decided| decided.hides(&definition.id)) {
            return Some(Outcome::Suppressed { threshold: self.input.thresholds.of(definition), instead: None });
        }
        Some(Outcome::Derived { value, inputs })
    }

    /// The unit that the inputs must share: the figure's own, or for shares that of the first input.
    fn unit_of(&self, definition: &Definition, inputs: &[FigureId]) -> Option<&'static crate::unit::CountingUnit> {
        if definition.unit != "percent" {
            return definition.counting_unit();
        }
        self.input.definitions.iter().find(|other| Some(&other.id) == inputs.first())?.counting_unit()
    }

    fn estimated(&mut self, definition: &Definition, of: &EstimateOf) -> Option<Outcome> {
        let wanted = self.input.linkages.iter().find(|linkage| linkage.name == of.linkage);
        let (Some(wanted), Some(linked)) = (wanted, self.linkages.get(&of.linkage)) else {
            self.problem(definition, format!("there is no linkage '{}'", of.linkage), "declare it in willay.toml");
            return None;
        };
        let is_waived = definition.disclosure.as_ref().is_some_and(|rule| rule.waived.is_some());
        let task = estimated::Task {
            of,
            definition: wanted,
            linked,
            statements: self.input.statements,
            schema: self.input.schema,
            access: &self.input.standards.access,
            closed: &self.closed,
            least: if is_waived { 0 } else { self.input.thresholds.of(definition) },
        };
        match estimated::outcome(&task, &mut self.snapshot, &mut self.memo) {
            Ok(outcome) => Some(outcome),
            Err((reason, mend)) => {
                self.problem(definition, reason, &mend);
                None
            }
        }
    }

    /// Figures that others name must be there.
    fn check_references(&mut self) {
        let known: BTreeSet<&FigureId> = self.input.definitions.iter().map(|definition| &definition.id).collect();
        for definition in self.input.definitions {
            let retells = definition.claim.as_ref().and_then(|claim| claim.retells.as_ref());
            let lists =
                definition.card.iter().flat_map(|card| &card.other_lists).filter_map(|list| list.figure.as_ref());
            for id in definition.related.iter().chain(retells).chain(lists).filter(|id| !known.contains(id)) {
                self.problem(definition, format!("there is no figure '{id}'"), "name a declared figure");
            }
            self.check_flow(definition);
        }
    }

    /// The flows of a stock count the same things in the same period.
    fn check_flow(&mut self, stock: &Definition) {
        for id in stock.flow.iter().flat_map(Flow::figures) {
            let flow = self.input.definitions.iter().find(|definition| definition.id == *id);
            let reason = match flow {
                None => format!("its flow '{id}' is no figure"),
                Some(flow) if flow.unit != stock.unit => {
                    format!("its flow '{id}' counts {}, the stock {}", flow.unit, stock.unit)
                }
                Some(flow) if flow.period != stock.period => format!("its flow '{id}' is of another period"),
                Some(_) => continue,
            };
            self.problem(stock, reason, "name figures of what came in and went out in the stock's own period");
        }
    }
}

#[cfg(test)]
mod tests;
