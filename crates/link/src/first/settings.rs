//! What to compare and which pairs to look at: read from `[[linkage]]` in `willay.toml`.

use serde::{Deserialize, Serialize};

/// Settings of one linkage.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Rules, each a conjunction of columns; a pair is looked at where any rule agrees.
    pub blocking: Vec<Vec<String>>,
    /// What is compared.
    #[serde(rename = "comparison")]
    pub comparisons: Vec<Comparison>,
    /// Pairs with at least this match probability are linked.
    #[serde(default = "default_threshold")]
    pub threshold: f64,
    /// True where no list holds a person twice: a cluster then takes one row of each list.
    #[serde(default)]
    pub one_row_per_list: bool,
    /// Seed of the random pairs; stands with the result.
    #[serde(default = "default_seed")]
    pub seed: u64,
}

/// One attribute compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The column.
    pub column: String,
    /// How.
    pub kind: ComparisonKind,
}

/// How an attribute is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ComparisonKind {
    /// Equal or not.
    Exact,
    /// Names: equal after normalisation, Jaro-Winkler above 0.92, above 0.80, else.
    Name,
    /// Dates: equal, day and month swapped, same year and month, same year or one apart, else.
    Date,
}

fn default_threshold() -> f64 {
    0.9
}

/// 10 December 1948.
fn default_seed() -> u64 {
    19_481_210
}
