//! From records and settings to clusters, in one call: what the command line and the workspace run.

use std::collections::BTreeMap;

use crate::{
    blocking::RuleCount,
    blocking_loss::{self, BlockingLoss, FamilyTable},
    cluster::{self, Clustering, Conflict, Input, Judged, Judgement, Quality, QualityOptions, RecordName},
    linker::{LinkError, Linker, Options, Scored, Trained},
    pair::ScoredPair,
    settings::{ClusteringMethod, Settings},
    table::Table,
    weight::model::Model,
};

/// Families of rules among which matches are counted again.
const FAMILIES: usize = 3;

/// What linkage found.
#[derive(Debug, Clone)]
pub struct Linkage {
    /// The model.
    pub model: Model,
    /// What it was trained on; nothing where it was given.
    pub training: Option<Trained>,
    /// What each rule found.
    pub rules: Vec<RuleCount>,
    /// Different pairs that were compared.
    pub compared: u64,
    /// Pairs above the settings' weight, ordered by rows.
    pub pairs: Vec<ScoredPair>,
    /// Which records are one person.
    pub clustering: Clustering,
    /// What the clusters are like, and which deserve a look.
    pub quality: Quality,
    /// How many matches no rule finds, or why that cannot be said.
    pub loss: Result<BlockingLoss, String>,
    /// Judgements that contradict each other.
    pub conflicts: Vec<Conflict>,
    /// Judgements of records that are not there.
    pub unknown: Vec<RecordName>,
}

/// What people and earlier runs add to a linkage.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// Judgements, which outrank the model.
    pub judgements: &'a [Judgement],
    /// A model that was trained before, in the place of training.
    pub model: Option<&'a Model>,
}

/// Links the records of a table.
///
/// ```
/// use link::{linkage::{Given, link}, linker::Options, settings::Settings, table::TableBuilder};
/// let mut builder = TableBuilder::default();
/// for list in ["a", "b"] {
///     let places = builder.list(list, &["name", "born", "town"].map(str::to_owned))?;
///     for row in 0..40 {
///         let values = [format!("person {row}"), format!("{}", 1930 + row % 37), format!("town {}", row % 11)];
///         builder.row(&row.to_string(), places.iter().copied().zip(values.iter().map(String::as_str)));
///     }
/// }
/// let table = builder.build()?;
/// let settings: Settings = toml::from_str(r#"
///     blocking = [["name"]]
///     one_row_per_list = true
///     comparison = [
///         { column = "name", kind = "exact" },
///         { column = "born", kind = "exact" },
///         { column = "town", kind = "exact" },
///     ]
/// "#)?;
/// let linkage = link(&table, &settings, Given::default(), &Options::default())?;
/// assert_eq!((linkage.compared, linkage.clustering.clusters), (40, 40)); // 80 records, each with its namesake
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where the settings do not fit the table, or the caller stops it.
pub fn link(table: &Table, settings: &Settings, given: Given<'_>, options: &Options<'_>) -> Result<Linkage, LinkError> {
    link_with(&Linker::new(table, settings)?, given, options)
}

/// Links the records that were made ready; the linker then explains what it found.
///
/// # Errors
/// Where the given model does not fit the settings, or the caller stops it.
pub fn link_with(linker: &Linker<'_>, given: Given<'_>, options: &Options<'_>) -> Result<Linkage, LinkError> {
    let (table, settings) = (linker.table(), linker.settings());
    given.model.map_or(Ok(()), |model| linker.check_model(model))?;
    let training = if given.model.is_some() { None } else { Some(linker.train(options)?) };
    let model = match (given.model, &training) {
        (Some(model), _) => model.clone(),
        (None, Some(trained)) => trained.model.clone(),
        (None, None) => return Err(LinkError::TooFewRows(table.rows())),
    };
    let Scored { pairs, counts, rules } = linker.score(&model, options)?;
    let loss =
        families(linker, &pairs).and_then(|table| blocking_loss::estimate(&table).map_err(|error| error.to_string()));
    options.step("joining clusters")?;
    let one_row_per_list = linker.one_row_per_list();
    let judged = cluster::resolve_judgements(given.judgements, table, &one_row_per_list);
    let scorer = linker.scorer(&model);
    let input = Input {
        list_of: &table.list_of,
        one_row_per_list: &one_row_per_list,
        pairs: &pairs,
        scorer: &scorer,
        constraints: &judged.constraints,
    };
    let clustering = cluster::cluster(&input, &cluster_options(settings, options)).map_err(LinkError::Cluster)?;
    let quality_options = QualityOptions { disputed: judged.disputed.clone(), ..QualityOptions::default() };
    let quality = cluster::measure(&input, &clustering, Some(table), &quality_options);
    let Judged { conflicts, unknown, .. } = judged;
    Ok(Linkage {
        model,
        training,
        rules,
        compared: counts.pairs(),
        pairs,
        clustering,
        quality,
        loss,
        conflicts,
        unknown,
    })
}

/// The settings' way of clustering, as the clusters need it.
pub fn cluster_options(settings: &Settings, options: &Options<'_>) -> cluster::Options {
    let method = match settings.clustering {
        ClusteringMethod::Agglomerative => cluster::Method::Agglomerative,
        ClusteringMethod::Components => cluster::Method::Components,
        ClusteringMethod::MutualBest => cluster::Method::MutualBest,
    };
    let threshold_bits = (settings.threshold / (1.0 - settings.threshold)).log2();
    cluster::Options { method, threshold_bits, threads: options.threads, ..cluster::Options::default() }
}

/// Expected matches by the families of rules that find them.
///
/// A family is the rules that look at one field: the field that most rules look at makes the first family, and so on; the
/// rules that look at none of these fields are the last. Rules of two families fail for different reasons.
fn families(linker: &Linker<'_>, pairs: &[ScoredPair]) -> Result<FamilyTable, String> {
    let of_rule = linker.rule_fields();
    let mut left: Vec<usize> = (0..of_rule.len()).collect();
    let mut families: Vec<(String, Vec<usize>)> = Vec::new();
    while families.len() + 1 < FAMILIES && !left.is_empty() {
        let mut looked_at: BTreeMap<&str, usize> = BTreeMap::new();
        for field in left.iter().flat_map(|rule| &of_rule[*rule]) {
            *looked_at.entry(field).or_default() += 1;
        }
        // A field that all rules look at tells no family from another.
        let best = looked_at.iter().filter(|(_, rules)| **rules < left.len()).max_by_key(|(_, rules)| **rules);
        let Some((field, _)) = best else { break };
        let field = (*field).to_owned();
        let (with, without) = left.iter().partition(|rule| of_rule[**rule].contains(&field));
        left = without;
        families.push((format!("rules on {field}"), with));
    }
    if !left.is_empty() {
        families.push(("other rules".to_owned(), left));
    }
    if families.len() < 2 {
        return Err("all rules look at one field; rules on other fields are needed to tell what these miss".to_owned());
    }
    let mut expected = vec![0.0; 1 << families.len()];
    for pair in pairs {
        let found = |(_, rules): &(String, Vec<usize>)| rules.iter().any(|rule| linker.finds(*rule, pair));
        let mask = families.iter().enumerate().fold(0, |mask, (at, family)| mask | usize::from(found(family)) << at);
        expected[mask] += pair.match_probability();
    }
    expected[0] = 0.0;
    let names = families.into_iter().map(|(name, _)| name).collect();
    FamilyTable::new(names, expected).map_err(|error| error.to_string())
}

mod uncertainty;

pub use uncertainty::{draw, draw_judged, draw_settings};

#[cfg(test)]
mod tests;
