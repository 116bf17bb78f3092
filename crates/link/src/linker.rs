//! The run: fields, blocks, model, scores, in the order in which they depend on each other.

use crate::{
    blocking::{self, BlockError, Candidates, RuleCount},
    comparison::{CompareError, Comparisons},
    fields::Fields,
    pair::{PairScorer, RowNumber, ScoredPair},
    pattern::PatternCounts,
    relatives::{SharedRarity, WithRelatives},
    score::{self, Pairs, Scorer, Weights},
    settings::Settings,
    table::{Table, TableError},
    train,
    weight::{
        model::{Interaction, LevelProbability, Model},
        training::{self, TrainError, Training},
    },
};

/// How a run is done; nothing here changes what comes out, but for `one_in`.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Threads.
    pub threads: usize,
    /// One in so many records is taken as the first of its pairs; 1 takes all.
    pub one_in: u64,
    /// Told the step and the share of it that is done; says whether to go on.
    pub watch: &'a (dyn Fn(&str, f64) -> bool + Sync),
}

/// Why records cannot be linked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// The rows make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A blocking rule.
    #[error(transparent)]
    Block(#[from] BlockError),
    /// A comparison.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A model that cannot be trained.
    #[error("{}", chain(.0))]
    Train(#[from] TrainError),
    /// A number of the settings that cannot be.
    #[error("{name} = {found}: {wanted}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// What is written.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// Nothing to link.
    #[error("the lists hold {0} row(s); two are needed to compare anything")]
    TooFewRows(usize),
    /// No column tells persons apart.
    #[error("none of the columns tells persons apart: {}", columns.join(", "))]
    NothingToCompare {
        /// The columns.
        columns: Vec<String>,
    },
    /// A mistake of the program's own: pairs that no pass makes.
    #[error(transparent)]
    Cluster(#[from] crate::cluster::ClusterError),
    /// A model of other comparisons.
    #[error("the model does not fit the settings: {0}")]
    Model(String),
    /// Stopped by the caller.
    #[error("stopped while {0}")]
    Stopped(String),
}

/// Records made ready for one linkage.
pub struct Linker<'t> {
    table: &'t Table,
    settings: &'t Settings,
    comparisons: Comparisons,
    candidates: Candidates,
    has_duplicates: Vec<bool>,
}

/// A trained model and what it was trained on.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// How training went, with its warnings.
    pub report: Training,
    /// Patterns of random pairs.
    pub random: PatternCounts,
    /// Patterns of candidate pairs, each standing for `one_in`.
    pub candidates: PatternCounts,
    /// Pairs that each counted candidate pair stands for.
    pub one_in: u64,
}

/// Scored pairs.
#[derive(Debug, Clone)]
pub struct Scored {
    /// Pairs above the settings' weight, ordered.
    pub pairs: Vec<ScoredPair>,
    /// All candidate pairs by pattern.
    pub counts: PatternCounts,
    /// What each rule found.
    pub rules: Vec<RuleCount>,
}

impl Default for Options<'_> {
    /// One thread, all pairs, nobody watching.
    fn default() -> Self {
        Self { threads: 1, one_in: 1, watch: &|_, _| true }
    }
}

impl Options<'_> {
    /// Says which step begins.
    pub(crate) fn step(&self, name: &str) -> Result<(), LinkError> {
        if (self.watch)(name, 0.0) { Ok(()) } else { Err(LinkError::Stopped(name.to_owned())) }
    }
}

impl<'t> Linker<'t> {
    /// Makes fields, comparisons and blocks.
    ///
    /// # Errors
    /// Where the settings do not fit the table.
    pub fn new(table: &'t Table, settings: &'t Settings) -> Result<Self, LinkError> {
        check(table, settings)?;
        let mut fields = Fields::new(table, settings);
        let comparisons = Comparisons::of(settings, &mut fields, table.rows())?;
        let candidates = blocking::candidates(table, settings, &mut fields)?;
        let alone = |list: &String| settings.one_row_per_list || settings.lists_without_duplicates.contains(list);
        let has_duplicates = table.lists.iter().map(|list| !alone(list)).collect();
        Ok(Self { table, settings, comparisons, candidates, has_duplicates })
    }

    /// What each rule finds, before anything is scored.
    pub fn rules(&self) -> &[RuleCount] {
        &self.candidates.counts
    }

    /// The records.
    pub fn table(&self) -> &'t Table {
        self.table
    }

    /// What is compared, and how.
    pub fn settings(&self) -> &'t Settings {
        self.settings
    }

    /// True where any rule finds the pair.
    pub fn is_candidate(&self, left: RowNumber, right: RowNumber) -> bool {
        let (left, right) = (left.min(right), left.max(right));
        (0..self.candidates.counts.len()).any(|rule| self.candidates.index.finds(rule, left, right))
    }

    /// Bits that the rarity of values adds to a scored pair: `[comparison]`.
    pub fn rarity_bits(&self, pair: &ScoredPair) -> Vec<f32> {
        let of = |comparison| self.comparisons.rarity_of(comparison, pair.pattern, (pair.left, pair.right));
        (0..self.comparisons.plans.len()).map(of).collect()
    }

    /// Refuses a model that was trained on other comparisons.
    ///
    /// # Errors
    /// Where a comparison or level of the settings is not that of the model.
    pub fn check_model(&self, model: &Model) -> Result<(), LinkError> {
        let names = |names: Vec<&str>| names.join(", ");
        let wanted: Vec<&str> = self.comparisons.plans.iter().map(|plan| plan.name.as_str()).collect();
        let found: Vec<&str> = model.comparisons.iter().map(|comparison| comparison.name.as_str()).collect();
        if wanted != found {
            let (found, wanted) = (names(found), names(wanted));
            return Err(LinkError::Model(format!("it compares {found}, the settings compare {wanted}")));
        }
        for (comparison, plan) in model.comparisons.iter().zip(&self.comparisons.plans) {
            let labels = |labels: Vec<&str>| labels.join("; ");
            let wanted: Vec<&str> = plan.levels.iter().map(|level| level.label.as_str()).collect();
            let found: Vec<&str> = comparison.levels.iter().map(|level| level.label.as_str()).collect();
            if wanted != found {
                let (name, found, wanted) = (&plan.name, labels(found), labels(wanted));
                return Err(LinkError::Model(format!(
                    "'{name}' has the levels {found} in it, and {wanted} in the settings"
                )));
            }
        }
        check_numbers(model)
    }

    /// `[list]`: true where the list holds nobody twice.
    pub fn one_row_per_list(&self) -> Vec<bool> {
        self.has_duplicates.iter().map(|has| !has).collect()
    }

    /// `[rule]`: the fields that each rule looks at.
    pub fn rule_fields(&self) -> Vec<Vec<String>> {
        self.candidates.fields.clone()
    }

    /// True where a rule finds the pair, whatever rule found it first.
    pub fn finds(&self, rule: usize, pair: &ScoredPair) -> bool {
        self.candidates.index.finds(rule, pair.left, pair.right)
    }

    /// How to read the patterns.
    pub fn shape(&self) -> &crate::pattern::PatternShape {
        &self.comparisons.shape
    }

    /// How many pairs could match at all.
    #[expect(clippy::cast_precision_loss, reason = "a prior needs no more than a float's digits")]
    pub fn possible_pairs(&self) -> f64 {
        let pairs = |rows: usize| rows as f64 * (rows as f64 - 1.0) / 2.0;
        let mut rows = vec![0_usize; self.table.lists.len()];
        self.table.list_of.iter().for_each(|list| rows[usize::from(*list)] += 1);
        let excluded = rows.iter().zip(&self.has_duplicates).filter(|(_, has)| !**has).map(|(rows, _)| pairs(*rows));
        (pairs(self.table.rows()) - excluded.sum::<f64>()).max(1.0)
    }

    /// Trains a model.
    ///
    /// # Errors
    /// Where the caller stops it.
    pub fn train(&self, options: &Options<'_>) -> Result<Trained, LinkError> {
        options.step("training the model")?;
        let watch = |share: f64| (options.watch)("training the model", share);
        let pairs = self.pairs(options, &watch);
        let random = train::random_patterns(&self.comparisons, &pairs, self.settings);
        let expected = self.candidates.counts.iter().map(|count| count.pairs).sum();
        let (candidates, one_in) = train::candidate_patterns(&self.comparisons, &pairs, expected);
        let mut evidence = train::evidence(&self.comparisons, &random, (&candidates, one_in, self.possible_pairs()));
        let mut fields = Fields::new(self.table, self.settings);
        for rule in &self.settings.training {
            options.step("training the model")?;
            let index = blocking::training(rule, self.table.rows(), &mut fields)?;
            evidence.training.push(train::block(&self.comparisons, (rule, &index), (&pairs, &fields)));
        }
        let trained = training::train(&evidence, &train::options(self.settings))?;
        Ok(Trained { model: trained.model, report: trained.training, random, candidates, one_in })
    }

    /// Scores all candidate pairs.
    ///
    /// # Errors
    /// Where the caller stops it.
    pub fn score(&self, model: &Model, options: &Options<'_>) -> Result<Scored, LinkError> {
        options.step("comparing pairs")?;
        let watch = |share: f64| (options.watch)("comparing pairs", share);
        let weights = Weights::of(model, &self.comparisons);
        let mut pass =
            score::score(&self.comparisons, (&weights, self.settings.keep_bits), &self.pairs(options, &watch));
        if !pass.is_whole {
            return Err(LinkError::Stopped("comparing pairs".to_owned()));
        }
        SharedRarity::new(model, &self.comparisons).settle(&mut pass.pairs, self.settings.keep_bits);
        let mut rules = self.candidates.counts.clone();
        for (rule, new_pairs) in rules.iter_mut().zip(pass.new_pairs) {
            rule.new_pairs = new_pairs;
        }
        Ok(Scored { pairs: pass.pairs, counts: pass.counts, rules })
    }

    /// The pairs of one record that [`Self::score`] keeps, ordered by the other record: for a record that came later.
    ///
    /// `scorer` is [`Self::scorer`] of the model.
    pub fn pairs_of(&self, row: RowNumber, scorer: &dyn PairScorer) -> Vec<ScoredPair> {
        let list = self.table.list_of[row as usize];
        let may_match =
            |other: &RowNumber| self.table.list_of[*other as usize] != list || self.has_duplicates[usize::from(list)];
        let partners: Vec<RowNumber> = self.candidates.index.partners(row).into_iter().filter(may_match).collect();
        let mut pairs = Vec::new();
        scorer.score_beside(row, &partners, &mut |pair| {
            if pair.match_weight_bits >= self.settings.keep_bits {
                pairs.push(pair);
            }
        });
        pairs
    }

    /// The model's weights, for scoring any pair.
    pub fn scorer(&self, model: &Model) -> impl PairScorer + '_ {
        let scorer = Scorer::new(model, &self.comparisons);
        WithRelatives { scorer, shared: SharedRarity::new(model, &self.comparisons) }
    }

    fn pairs<'a>(&'a self, options: &Options<'_>, watch: &'a (dyn Fn(f64) -> bool + Sync)) -> Pairs<'a> {
        Pairs {
            index: &self.candidates.index,
            list_of: &self.table.list_of,
            has_duplicates: &self.has_duplicates,
            threads: options.threads,
            one_in: options.one_in,
            watch,
        }
    }
}

/// An error with its reason.
fn chain(error: &TrainError) -> String {
    match std::error::Error::source(error) {
        Some(reason) => format!("{error}: {reason}"),
        None => error.to_string(),
    }
}

/// Refuses numbers that no model has.
fn check_numbers(model: &Model) -> Result<(), LinkError> {
    if !(model.prior > 0.0 && model.prior < 1.0) {
        return Err(LinkError::Model(format!("its prior is {}, and should be above 0 and below 1", model.prior)));
    }
    for comparison in &model.comparisons {
        let numbers = comparison.levels.iter().flat_map(|level| [level.m_probability, level.u_probability]);
        if let Some(wrong) = numbers.map(LevelProbability::value).find(|number| !(0.0..=1.0).contains(number)) {
            return Err(LinkError::Model(format!("'{}' has the probability {wrong}", comparison.name)));
        }
    }
    let relatives =
        model.relatives.iter().flat_map(|relatives| relatives.probabilities.iter().flatten().chain([&relatives.share]));
    if let Some(wrong) = relatives.copied().find(|number| !(0.0..=1.0).contains(number)) {
        return Err(LinkError::Model(format!("relatives have the probability {wrong}")));
    }
    let levels = |at: usize| model.comparisons.get(at).map_or(0, |comparison| comparison.levels.len());
    for Interaction { comparisons: (first, second), bits } in &model.interactions {
        let is_whole = bits.len() == levels(*first) && bits.iter().all(|row| row.len() == levels(*second));
        if !is_whole || bits.iter().flatten().any(|bits| !bits.is_finite()) {
            return Err(LinkError::Model(format!(
                "its interaction of {first} and {second} has not one number a level"
            )));
        }
    }
    Ok(())
}

fn check(table: &Table, settings: &Settings) -> Result<(), LinkError> {
    if table.rows() < 2 {
        return Err(LinkError::TooFewRows(table.rows()));
    }
    if !(settings.threshold > 0.0 && settings.threshold < 1.0) {
        return Err(LinkError::Setting {
            name: "threshold",
            found: settings.threshold.to_string(),
            wanted: "a match probability above 0 and below 1",
        });
    }
    if let Some(prior) = settings.prior.filter(|prior| !(*prior > 0.0 && *prior < 1.0)) {
        return Err(LinkError::Setting {
            name: "prior",
            found: prior.to_string(),
            wanted: "a share above 0 and below 1",
        });
    }
    Ok(())
}
