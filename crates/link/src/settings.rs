//! What to compare, which pairs to look at, and when two records are held to be one: the settings file.
//!
//! The same keys stand in a file of their own for `willay link` and under `[[linkage]]` of a workspace. docs/linkage.md
//! describes each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Settings of one linkage. Without blocking rules or comparisons nothing can be linked: [`crate::propose`] has some.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Values made comparable; a column that no field names can be used by its own name, read as the comparisons that name
    /// it need it: a name, a date, or else text as it was written.
    #[serde(default, rename = "field", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Rules, each a conjunction of keys; a pair is looked at where any rule agrees.
    #[serde(default)]
    pub blocking: Vec<Vec<String>>,
    /// What is compared.
    #[serde(default, rename = "comparison")]
    pub comparisons: Vec<Comparison>,
    /// Pairs with at least this match probability join a cluster.
    #[serde(default = "default_threshold")]
    pub threshold: f64,
    /// Pairs with a lower match weight, in bits, are not kept.
    #[serde(default = "default_keep")]
    pub keep_bits: f32,
    /// True where no list holds a person twice: a cluster then takes one row of each list.
    #[serde(default)]
    pub one_row_per_list: bool,
    /// Lists that hold no person twice, by name, where that is true of some only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists_without_duplicates: Vec<String>,
    /// How pairs become clusters.
    #[serde(default)]
    pub clustering: ClusteringMethod,
    /// Blocks of more rows are split, and reported.
    #[serde(default = "default_block")]
    pub largest_block: usize,
    /// Rules whose pairs train the model, one session each; without any, the pairs of all blocking rules train it together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub training: Vec<Vec<String>>,
    /// Share of matches among all pairs, where it is known; else it is estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<f64>,
    /// True where comparisons that are not independent are corrected for.
    #[serde(default = "yes")]
    pub dependence: bool,
    /// True where different persons who share surnames, place or day are told from strangers, given names being compared.
    #[serde(default = "yes")]
    pub relatives: bool,
    /// Random pairs from which u is estimated.
    #[serde(default = "default_random_pairs")]
    pub random_pairs: u64,
    /// Seed of every draw; stands with the result.
    #[serde(default = "default_seed")]
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            fields: Vec::new(),
            blocking: Vec::new(),
            comparisons: Vec::new(),
            threshold: default_threshold(),
            keep_bits: default_keep(),
            one_row_per_list: false,
            lists_without_duplicates: Vec::new(),
            clustering: ClusteringMethod::default(),
            largest_block: default_block(),
            training: Vec::new(),
            prior: None,
            dependence: true,
            relatives: true,
            random_pairs: default_random_pairs(),
            seed: default_seed(),
        }
    }
}

/// Values made comparable.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in comparisons and rules.
    pub name: String,
    /// The columns that it is made of, in order, joined by `join`; without any, the column of its own name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What stands between the values of several columns.
    #[serde(default = "default_join", skip_serializing_if = "is_blank")]
    pub join: String,
    /// What it holds: how its values are read.
    #[serde(default, skip_serializing_if = "FieldKind::is_text")]
    pub kind: FieldKind,
    /// Transforms, the first applied first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<String>,
    /// How common each value is in the population, where the lists do not tell it well.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frequencies: BTreeMap<String, f64>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text as it was written, without the blanks at its ends.
    #[default]
    Text,
    /// Text without accents and case.
    Folded,
    /// A name, or a part of one: folded, without particles, honorifics and words that stand for "unknown".
    Name,
    /// A date of any precision.
    Date,
    /// Female, male, other.
    Sex,
    /// A number.
    Number,
    /// A count, or the range in which it lies: `7`, `3-5`, `at least 20`.
    Count,
    /// Several names or codes with `|` or `;` between them. A transform is applied to each, and their order says nothing.
    Set,
    /// Latitude and longitude in degrees.
    Point,
    /// An embedding: numbers between brackets or blanks.
    Vector,
}

/// One attribute compared.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Its name; that of its first field where none is given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Its fields, where there are several: both surnames; a place and what it lies in, the smaller first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The stock levels that it has; `custom` has only those given.
    #[serde(default)]
    pub kind: ComparisonKind,
    /// Bounds of the stock levels, where others are wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<f32>,
    /// Levels of one's own, the strongest agreement first; what no level says is the last.
    #[serde(default, rename = "level", skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// True where agreement on a rare value weighs more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_frequency: Option<bool>,
}

/// A level of one's own.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its condition, such as `same(given) or initial_of(given)`.
    pub when: String,
    /// In words; the condition where none is given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// How much of the term frequency counts: 1 whole, 0 nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_frequency: Option<f32>,
    /// P(level given match), where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m_probability: Option<f64>,
    /// P(level given no match), where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u_probability: Option<f64>,
}

/// Stock levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonKind {
    /// Only the levels given.
    #[default]
    Custom,
    /// Equal or not.
    Exact,
    /// A name or surname.
    Name,
    /// Given names, of which some may be left out, shortened or replaced by a nickname.
    Given,
    /// Two surnames in order, which may be swapped, or the second missing.
    Surnames,
    /// A whole name in one field.
    FullName,
    /// A date of any precision.
    Date,
    /// A date of an event, which sources place some days apart.
    EventDate,
    /// A place and what it lies in.
    Place,
    /// A number of an identity card or the like, with its misreadings.
    Code,
    /// A number, such as an age.
    Number,
    /// A count or a range of counts, such as the victims of an event.
    Count,
    /// Several names or codes, such as the victims of an event: how many are in common.
    Set,
    /// Words in any order.
    Text,
    /// Distance on the earth.
    Point,
    /// Embeddings.
    Vector,
}

/// How pairs become clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ClusteringMethod {
    /// Clusters in which the pairs agree on the whole; breaks chains.
    #[default]
    Agglomerative,
    /// Whatever is connected.
    Components,
    /// Each record with its mutually best partner of another list.
    MutualBest,
}

impl Comparison {
    /// The fields as they are named.
    pub fn fields(&self) -> Vec<String> {
        if self.columns.is_empty() && !self.column.is_empty() {
            vec![self.column.clone()]
        } else {
            self.columns.clone()
        }
    }

    /// Its name.
    pub fn title(&self) -> String {
        if self.name.is_empty() { self.fields().join(", ") } else { self.name.clone() }
    }
}

impl FieldKind {
    fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

fn default_threshold() -> f64 {
    0.5
}

fn default_keep() -> f32 {
    -10.0
}

fn default_block() -> usize {
    5_000
}

fn default_random_pairs() -> u64 {
    4_000_000
}

/// 10 December 1948.
fn default_seed() -> u64 {
    19_481_210
}

fn default_join() -> String {
    " ".to_owned()
}

fn is_blank(join: &str) -> bool {
    join == " "
}

fn yes() -> bool {
    true
}
