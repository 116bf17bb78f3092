//! Values made comparable: the original is kept by the caller, what is compared is normalised here.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    ComparisonKind, LinkError, Settings, Table,
    compare::{self, Pattern},
};

/// Particles that stand in Spanish names without telling them apart.
const PARTICLES: &[&str] = &["de", "la", "las", "los", "del", "y", "vda", "viuda"];

/// The compared columns, normalised.
#[derive(Debug)]
pub struct Prepared {
    /// `values[comparison][row]`.
    pub(crate) values: Vec<Vec<Option<String>>>,
    /// Names of the comparisons.
    pub(crate) names: Vec<String>,
    /// Their kinds.
    pub(crate) kinds: Vec<ComparisonKind>,
    /// Number of rows.
    pub(crate) rows: usize,
    /// The list of each row.
    lists: Vec<usize>,
}

impl Prepared {
    /// Normalises the compared columns of a table.
    pub(crate) fn of(table: &Table, settings: &Settings) -> Result<Self, LinkError> {
        if settings.comparisons.is_empty() {
            return Err(LinkError::NothingNamed("comparison"));
        }
        let mut prepared = Self {
            values: Vec::new(),
            names: Vec::new(),
            kinds: Vec::new(),
            rows: table.rows.len(),
            lists: table.rows.iter().map(|row| row.list).collect(),
        };
        for comparison in &settings.comparisons {
            let column = column(table, &comparison.column)?;
            let normalise = |value: &String| match comparison.kind {
                ComparisonKind::Name => normalise_name(value),
                ComparisonKind::Exact | ComparisonKind::Date => value.trim().to_lowercase(),
            };
            let values = table.rows.iter().map(|row| row.values[column].as_ref().map(normalise));
            prepared.values.push(values.map(|value| value.filter(|value| !value.is_empty())).collect());
            prepared.names.push(comparison.column.clone());
            prepared.kinds.push(comparison.kind);
        }
        Ok(prepared)
    }

    /// How many pairs could match at all.
    #[expect(clippy::cast_precision_loss, reason = "a prior needs no more than a float's digits")]
    pub(crate) fn possible_pairs(&self, one_row_per_list: bool) -> f64 {
        let pairs = |rows: usize| (rows * rows.saturating_sub(1) / 2) as f64;
        let within = |list: usize| pairs(self.lists.iter().filter(|found| **found == list).count());
        let lists = self.lists.iter().max().map_or(0, |last| last + 1);
        let excluded: f64 = if one_row_per_list { (0..lists).map(within).sum() } else { 0.0 };
        pairs(self.rows) - excluded
    }

    /// The levels of a pair.
    pub(crate) fn pattern(&self, (left, right): (usize, usize)) -> Pattern {
        let level = |(values, kind): (&Vec<Option<String>>, &ComparisonKind)| match (&values[left], &values[right]) {
            (Some(left), Some(right)) => Some(compare::level(*kind, left, right)),
            (_, _) => None,
        };
        self.values.iter().zip(&self.kinds).map(level).collect()
    }
}

/// The place of a column.
pub(crate) fn column(table: &Table, name: &str) -> Result<usize, LinkError> {
    let found = table.columns.iter().position(|column| column == name);
    found.ok_or_else(|| LinkError::UnknownColumn { column: name.to_owned(), known: table.columns.join(", ") })
}

/// A name without accents, case, particles and spellings that sound alike in Spanish.
///
/// ```
/// assert_eq!(link::first::prepare::normalise_name("María  de la CRUZ Huamán"), "maria crus uaman");
/// assert_eq!(link::first::prepare::normalise_name("Mamani"), link::first::prepare::normalise_name("MAMANI"));
/// ```
pub fn normalise_name(name: &str) -> String {
    let plain: String = name.nfd().filter(|char| !is_combining_mark(*char)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !PARTICLES.contains(word)).map(sound).collect::<Vec<_>>().join(" ")
}

/// Spelling variants of Spanish and of Quechua and Aymara names in Spanish spelling, folded to one.
fn sound(word: &str) -> String {
    let folded = word
        .replace("hua", "ua")
        .replace("gua", "ua")
        .replace("wa", "ua")
        .replace("qu", "k")
        .replace("ll", "y")
        .replace("cc", "k")
        .replace('v', "b")
        .replace('z', "s");
    match folded.strip_prefix('h') {
        Some(rest) => rest.to_owned(),
        None => folded,
    }
}
