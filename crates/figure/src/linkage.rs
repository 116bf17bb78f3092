//! Which records of several lists are one person? Declared in `willay.toml`, judged by people, linked by the engine.
//!
//! A person goes by the smallest id of its records: that id is a record of its own with its statements, so `trail` can walk
//! back from it, and it does not depend on the order of lists, rows or builds.

use std::collections::BTreeMap;

use link::{
    blocking_loss::BlockingLoss,
    cluster::{Judgement, RecordName},
    linkage::{Given, Linkage, draw_judged, draw_settings},
    linker::{Linker, Options},
    propose::{self, Proposal, Wishes},
    sample::{self, PartitionDraws},
    settings::{Comparison, Settings},
    table::{Table, TableBuilder, TableError},
};
use record::{RecordId, Schema, Value};
use serde::Deserialize;

use crate::{definition::Problem, outcome::Reach, snapshot::Resolved};

mod judgements;

pub use judgements::Judgements;

/// Keys of `[[linkage]]` that are not settings of the engine.
const OWN_KEYS: &[&str] = &["name", "kind", "lists"];

/// Names that a note shows before it says how many more there are.
const SHOWN: usize = 12;

/// Lists whose records are linked, from `willay.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "toml::Table")]
pub struct LinkageDefinition {
    /// Its name.
    pub name: String,
    /// The kind of the records.
    pub kind: String,
    /// The lists.
    pub lists: Vec<String>,
    /// Every other key: how they are linked. Rules and comparisons that are not given are proposed from the records.
    pub settings: Settings,
}

/// The keys that are not settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    name: String,
    kind: String,
    lists: Vec<String>,
}

impl TryFrom<toml::Table> for LinkageDefinition {
    type Error = toml::de::Error;

    /// Each key goes to the one who knows it, so that an unknown one is refused by name.
    fn try_from(table: toml::Table) -> Result<Self, Self::Error> {
        let (own, settings): (toml::Table, toml::Table) =
            table.into_iter().partition(|(key, _)| OWN_KEYS.contains(&key.as_str()));
        let Own { name, kind, lists } = own.try_into()?;
        Ok(Self { name, kind, lists, settings: settings.try_into()? })
    }
}

/// What came of a linkage.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Every record once; the records of a person, and the persons, in order of id. The first record names the person.
    pub persons: Vec<Vec<String>>,
    /// Different pairs that were compared.
    pub compared: u64,
    /// How many matches the rules do not reach, or why that cannot be said.
    pub loss: Result<BlockingLoss, String>,
    /// What must be said beside it: what was proposed, which judgements were set aside.
    pub notes: Vec<String>,
    /// What partitions are drawn from.
    material: Material,
}

/// What was linked and how: all that drawing partitions needs.
#[derive(Debug, Clone)]
struct Material {
    kind: String,
    table: Table,
    /// With what was proposed where something was not declared.
    settings: Settings,
    judged: Vec<Judgement>,
    /// Nothing where there are not two records.
    linkage: Option<Linkage>,
}

impl Linked {
    /// The records in the order of the linkage's rows: list by list.
    pub(crate) fn rows(&self) -> Vec<String> {
        let Material { table, kind, .. } = &self.material;
        (0..table.rows()).map(|row| record_id(table, row, kind)).collect()
    }

    /// How the records were linked.
    pub(crate) fn settings(&self) -> &Settings {
        &self.material.settings
    }

    /// Draws partitions of the records into persons, from what this linkage leaves open; `strata`: `[row]`.
    ///
    /// # Errors
    /// Where there is nothing to draw from, in words.
    pub(crate) fn draw(&self, strata: &[u16], (draws, seed): (u32, u64)) -> Result<PartitionDraws, String> {
        let Material { table, settings, judged, linkage, .. } = &self.material;
        let linkage = linkage.as_ref().ok_or("there are not two records to compare")?;
        let linker = Linker::new(table, settings).map_err(|error| error.to_string())?;
        let usual = draw_settings(linkage);
        // As many sweeps from one draw to the next as there are between two draws of the model's parameters.
        let thinning = usual.sweeps_per_update;
        let draws = usize::try_from(draws).map_err(|error| error.to_string())?;
        let settings = sample::Settings { draws, thinning, seed, threads: threads(), ..usual };
        draw_judged((&linker, linkage), judged, Some(strata), &settings).map_err(|error| error.to_string())
    }

    /// How many of the matches the rules reach, to the thousandth.
    pub fn reach(&self) -> Reach {
        let rounded = |share: f64| (share * 1000.0).round() / 1000.0;
        match &self.loss {
            Ok(loss) => {
                let (low, high) = loss.recall_interval_95;
                Reach::Estimated { share: rounded(loss.recall), low: rounded(low), high: rounded(high) }
            }
            Err(reason) => Reach::Unknown { reason: reason.clone() },
        }
    }
}

/// What all linkages of a run start from.
#[derive(Clone, Copy)]
pub(crate) struct LinkageInput<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) linkages: &'a [LinkageDefinition],
    /// By the name of the linkage.
    pub(crate) judgements: &'a BTreeMap<String, Judgements>,
    pub(crate) records: &'a BTreeMap<RecordId, Resolved>,
}

/// Links the records of each declared linkage, or says everything that is wrong.
pub(crate) fn link_all(input: &LinkageInput<'_>) -> Result<BTreeMap<String, Linked>, Vec<Problem>> {
    let (mut linked, mut problems) = (BTreeMap::new(), Vec::new());
    for (name, judgements) in input.judgements {
        if !input.linkages.iter().any(|linkage| linkage.name == *name) {
            let reason = format!("there is no linkage '{name}' whose judgements these could be");
            let mend = "name the file after a [[linkage]] of willay.toml".to_owned();
            problems.push(Problem { file: judgements.file.clone(), figure: None, reason, mend });
        }
    }
    for definition in input.linkages {
        match one(input, definition) {
            Ok(_) if linked.contains_key(&definition.name) => {
                problems.push(problem(&definition.name, "declared twice", "give each linkage a name of its own"));
            }
            Ok(found) => {
                linked.insert(definition.name.clone(), found);
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(linked) } else { Err(problems) }
}

fn problem(linkage: &str, reason: impl std::fmt::Display, mend: &str) -> Problem {
    Problem {
        file: "willay.toml".to_owned(),
        figure: None,
        reason: format!("linkage '{linkage}': {reason}"),
        mend: mend.to_owned(),
    }
}

fn one(input: &LinkageInput<'_>, definition: &LinkageDefinition) -> Result<Linked, Vec<Problem>> {
    let wrong = |reason: &dyn std::fmt::Display, mend: &str| vec![problem(&definition.name, reason, mend)];
    let table = table(input, definition)?;
    let judgements = input.judgements.get(&definition.name);
    // One record is one person, and there is nothing to compare it with.
    if table.rows() < 2 && judgements.is_none_or(Judgements::is_empty) {
        let persons = (0..table.rows()).map(|row| vec![record_id(&table, row, &definition.kind)]).collect();
        let loss = Err("there are not two records to compare".to_owned());
        let notes = without_records(&table, &definition.kind);
        let (kind, settings) = (definition.kind.clone(), definition.settings.clone());
        let material = Material { kind, table, settings, judged: Vec::new(), linkage: None };
        return Ok(Linked { persons, compared: 0, loss, notes, material });
    }
    let options = Options { threads: threads(), ..Options::default() };
    let mut notes = without_records(&table, &definition.kind);
    let settings = with_proposal(&table, &definition.settings, (&options, &mut notes))
        .map_err(|error| wrong(&error, "give [[linkage]] blocking rules and comparisons of its own"))?;
    let judged = judgements.map(|judgements| judgements.of_kind(&definition.kind)).unwrap_or_default();
    let given = Given { judgements: &judged, model: None };
    let linkage = link::linkage::link(&table, &settings, given, &options)
        .map_err(|error| wrong(&error, "docs/workspace.md lists the keys of [[linkage]]"))?;
    if let Some(judgements) = judgements {
        judgements.check(&judged, &linkage.unknown)?;
        notes.extend(linkage.conflicts.iter().map(|conflict| format!("{}: {conflict}", judgements.file)));
    }
    let persons = persons(&table, &linkage, &definition.kind);
    let (compared, loss, kind) = (linkage.compared, linkage.loss.clone(), definition.kind.clone());
    Ok(Linked {
        persons,
        compared,
        loss,
        notes,
        material: Material { kind, table, settings, judged, linkage: Some(linkage) },
    })
}

/// Threads of this machine; no result depends on them.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The records of a linkage as rows: list, name, and the resolved value of every property of the kind.
fn table(input: &LinkageInput<'_>, definition: &LinkageDefinition) -> Result<Table, Vec<Problem>> {
    let Some(kind) = input.schema.kinds.get(&definition.kind) else {
        let reason = format!("there is no kind '{}'", definition.kind);
        return Err(vec![problem(&definition.name, reason, "write a kind of the kinds in vocabularies/kinds")]);
    };
    if let Some(list) = definition.lists.iter().enumerate().find(|(at, list)| definition.lists[..*at].contains(list)) {
        return Err(vec![problem(
            &definition.name,
            format!("list '{}' is named twice", list.1),
            "name each list once",
        )]);
    }
    let columns: Vec<String> = kind.properties.keys().cloned().collect();
    let rows = |list: &str| -> Vec<(&RecordId, &Resolved)> {
        let is_of = |resolved: &Resolved| resolved.list.as_ref().is_some_and(|of| of.as_str() == list);
        let of_kind = input.records.iter().filter(|(record, _)| record.kind() == definition.kind);
        of_kind.filter(|(_, resolved)| is_of(resolved)).collect()
    };
    let build = || -> Result<Table, TableError> {
        let mut builder = TableBuilder::default();
        for list in &definition.lists {
            let places = builder.list(list, &columns)?;
            for (record, resolved) in rows(list) {
                let texts: Vec<(usize, String)> = places
                    .iter()
                    .zip(&columns)
                    .filter_map(|(place, column)| Some((*place, resolved.values.get(column).map(Value::plain)?)))
                    .collect();
                builder.row(record.name(), texts.iter().map(|(place, text)| (*place, text.as_str())));
            }
        }
        builder.build()
    };
    build().map_err(|error| vec![problem(&definition.name, error, "link fewer lists at once")])
}

/// A list without records may have been named wrongly.
fn without_records(table: &Table, kind: &str) -> Vec<String> {
    let has_rows = |list: usize| table.list_of.iter().any(|of| usize::from(*of) == list);
    let empty = table.lists.iter().enumerate().filter(|(at, _)| !has_rows(*at));
    empty.map(|(_, list)| format!("list '{list}' holds no record of kind '{kind}'")).collect()
}

/// The settings, and in the place of rules and comparisons that they do not give, what the records suggest.
fn with_proposal(
    table: &Table,
    settings: &Settings,
    (options, notes): (&Options<'_>, &mut Vec<String>),
) -> Result<Settings, link::linker::LinkError> {
    let mut settings = settings.clone();
    if !settings.blocking.is_empty() && !settings.comparisons.is_empty() {
        return Ok(settings);
    }
    let wishes = Wishes { one_row_per_list: settings.one_row_per_list, seed: Some(settings.seed), ..Wishes::default() };
    let Proposal { settings: proposed, .. } = propose::propose(table, &wishes, options)?;
    let is_new = |name: &str| !settings.fields.iter().any(|field| field.name == name);
    let fields: Vec<_> = proposed.fields.into_iter().filter(|field| is_new(&field.name)).collect();
    settings.fields.extend(fields);
    if settings.comparisons.is_empty() {
        settings.comparisons = proposed.comparisons;
        let names = settings.comparisons.iter().map(Comparison::title).collect();
        notes.push(format!("no comparison is declared; proposed from the records: {}", listed(names)));
    }
    if settings.blocking.is_empty() {
        settings.blocking = proposed.blocking;
        let rules = settings.blocking.iter().map(|rule| rule.join(" + ")).collect();
        notes.push(format!("no blocking rule is declared; proposed from the records: {}", listed(rules)));
    }
    Ok(settings)
}

/// Names in a row, the first dozen of them.
fn listed(names: Vec<String>) -> String {
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.into_iter().take(SHOWN).collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

fn persons(table: &Table, linkage: &Linkage, kind: &str) -> Vec<Vec<String>> {
    let mut of_cluster: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (row, cluster) in linkage.clustering.cluster_of.iter().enumerate() {
        of_cluster.entry(*cluster).or_default().push(record_id(table, row, kind));
    }
    let mut persons: Vec<Vec<String>> = of_cluster.into_values().collect();
    persons.iter_mut().for_each(|records| records.sort());
    persons.sort();
    persons
}

fn record_id(table: &Table, row: usize, kind: &str) -> String {
    format!("{kind}/{}", table.id(u32::try_from(row).expect("a table numbers its rows with 32 bits")))
}

/// A record as judgements name it: without its kind, which is that of the linkage.
fn without_kind(record: &RecordName, kind: &str) -> RecordName {
    let name = record.id.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/'));
    RecordName { list: record.list.clone(), id: name.unwrap_or(&record.id).to_owned() }
}

#[cfg(test)]
mod tests;
