//! What pages are made of: documents, statements in force, and figures computed from them.

use std::collections::{BTreeMap, BTreeSet};

use figure::{Definition, Earlier, Judgements, Run, RunInput, Standards, parse_definitions};
use ledger::{State, state::Publication};
use record::{Document, DocumentId, FigureId, Passage, Reader, Schema, Statement, element::Sources};

use super::{archive::Archive, draft::Draft, is_public, refuse};
use crate::{doors::closed_files, failure::Failure, settings::Settings, workspace::Workspace};

/// Everything that was computed.
pub(crate) struct Material {
    pub(crate) schema: Schema,
    /// Documents and lists by name.
    pub(crate) documents: Archive,
    pub(crate) run: Run,
    /// By which standards its records are read.
    pub(crate) standards: Standards,
    /// Files of lists that hold something that is not public.
    pub(crate) closed: BTreeSet<DocumentId>,
    /// Counts of fewer records are small.
    pub(crate) threshold: u64,
}

impl Material {
    /// Whether anyone may see a document or the file of a list.
    pub(crate) fn is_public(&self, document: &Document) -> bool {
        is_public(document.description.access) && !self.closed.contains(&document.id)
    }
}

/// Reads the declared figures.
pub(crate) fn definitions(workspace: &Workspace) -> Result<Vec<Definition>, Failure> {
    let (mut definitions, mut messages) = (Vec::new(), Vec::new());
    for file in &workspace.figures {
        let (good, problems) = parse_definitions(&file.name, file.text()?);
        definitions.extend(good);
        messages.extend(problems.iter().map(ToString::to_string));
    }
    if messages.is_empty() { Ok(definitions) } else { Err(refuse(messages)) }
}

/// Reads what people judged, by the name of the linkage.
pub(crate) fn judgements(workspace: &Workspace) -> Result<BTreeMap<String, Judgements>, Failure> {
    let (mut judgements, mut messages) = (BTreeMap::new(), Vec::new());
    for file in &workspace.judgements {
        let name = file.name.strip_prefix("judgements/").and_then(|name| name.strip_suffix(".jsonl"));
        match Judgements::read(&file.name, file.text()?) {
            Ok(read) => {
                judgements.insert(name.unwrap_or(&file.name).to_owned(), read);
            }
            Err(problems) => messages.extend(problems.iter().map(ToString::to_string)),
        }
    }
    if messages.is_empty() { Ok(judgements) } else { Err(refuse(messages)) }
}

/// Computes every figure over the statements that will be in force.
pub(crate) fn compute(
    workspace: &Workspace,
    (schema, judgements): (Schema, &BTreeMap<String, Judgements>),
    documents: Archive,
    draft: &Draft,
) -> Result<Material, Failure> {
    let definitions = definitions(workspace)?;
    let counted = draft.state.counted(workspace.settings.review.reviewers);
    let statements: Vec<(u64, Statement)> = counted.map(|(at, s)| (at, s.clone())).collect();
    let standards = standards(&workspace.settings, &draft.state);
    let find_passage = |name: &str, exact: &str| find(&documents, name, exact);
    let input = RunInput {
        schema: &schema,
        statements: &statements,
        definitions: &definitions,
        linkages: &workspace.settings.linkage,
        standards: &standards,
        judgements,
        thresholds: workspace.settings.disclosure,
        published: &published(&draft.state),
        row_mark: &|figure, column, label| draft.row_mark(figure, column, label),
        find_passage: &find_passage,
    };
    let run =
        figure::run::compute(&input).map_err(|problems| refuse(problems.iter().map(ToString::to_string).collect()))?;
    let closed = closed_files(&workspace.settings.access, Reader::PUBLIC, (&draft.state, &draft.erased));
    let threshold = workspace.settings.disclosure.threshold;
    Ok(Material { schema, documents, run, standards, closed, threshold })
}

/// What was published before of each figure.
fn published(state: &State) -> BTreeMap<FigureId, Vec<Earlier>> {
    let earlier = |of: &Publication| Earlier { as_of: of.as_of, value: of.value.clone() };
    state.history.iter().map(|(id, all)| (id.clone(), all.iter().map(earlier).collect())).collect()
}

/// By which standards the records of a workspace are read.
pub(crate) fn standards(settings: &Settings, state: &State) -> Standards {
    let producers = state.documents.values().map(|(_, document)| (document.id, document.description.producer.clone()));
    let entered = state.made.iter().filter_map(|(sequence, made)| Some((*sequence, made.time.calendar_day()?)));
    Standards {
        resolution: settings.resolution.clone(),
        verification: settings.verification.clone(),
        access: settings.access.clone(),
        sources: Sources::new(producers.collect(), &settings.verification.not_independent),
        entered: entered.collect(),
    }
}

fn find(documents: &Archive, name: &str, exact: &str) -> Result<Passage, String> {
    let archived = documents.get(name).ok_or_else(|| format!("there is no document '{name}'"))?;
    archived.text.passage(archived.document.id, exact).ok_or_else(|| format!("the words '{exact}' are not in {name}"))
}
