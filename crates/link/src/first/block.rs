//! Which pairs are looked at: those that agree on all columns of at least one rule.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    LinkError, Settings, Table,
    prepare::{column, normalise_name},
};

/// More pairs than this do not fit a small machine's memory.
const MAX_PAIRS: u64 = 20_000_000;

/// Pairs to compare.
#[derive(Debug)]
pub struct Blocked {
    /// Pairs of row numbers, lower first, each once whatever number of rules found it.
    pub pairs: Vec<(usize, usize)>,
    /// Pairs that each rule found.
    pub per_rule: Vec<u64>,
}

/// Finds the candidate pairs.
///
/// # Errors
/// Where a rule names a column that is not there, or the rules look at too many pairs.
pub fn candidates(table: &Table, settings: &Settings) -> Result<Blocked, LinkError> {
    if settings.blocking.is_empty() {
        return Err(LinkError::NothingNamed("blocking rule"));
    }
    let mut pairs = BTreeSet::new();
    let mut per_rule = Vec::new();
    for rule in &settings.blocking {
        let blocks = blocks(table, rule)?;
        let is_pair =
            |left: usize, right: usize| !settings.one_row_per_list || table.rows[left].list != table.rows[right].list;
        let mut found = 0;
        for rows in blocks.values() {
            for (at, left) in rows.iter().enumerate() {
                for right in rows.iter().skip(at + 1).filter(|right| is_pair(*left, **right)) {
                    found += 1;
                    pairs.insert((*left, *right));
                }
            }
            if pairs.len() as u64 > MAX_PAIRS {
                return Err(LinkError::TooManyPairs { rule: rule.join(" + "), limit: MAX_PAIRS });
            }
        }
        per_rule.push(found);
    }
    Ok(Blocked { pairs: pairs.into_iter().collect(), per_rule })
}

/// Rows by the values of a rule's columns; rows with a missing value are in no block.
fn blocks(table: &Table, rule: &[String]) -> Result<BTreeMap<Vec<String>, Vec<usize>>, LinkError> {
    let keys: Vec<(usize, Transform)> = rule.iter().map(|name| key(table, name)).collect::<Result<_, _>>()?;
    let mut blocks: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (number, row) in table.rows.iter().enumerate() {
        let values: Option<Vec<String>> =
            keys.iter().map(|(at, transform)| row.values[*at].as_deref().map(transform)).collect();
        if let Some(values) = values.filter(|values| values.iter().all(|value| !value.is_empty())) {
            blocks.entry(values).or_default().push(number);
        }
    }
    Ok(blocks)
}

type Transform = fn(&str) -> String;

/// A column, or `year(column)`, or `initial(column)`.
fn key(table: &Table, name: &str) -> Result<(usize, Transform), LinkError> {
    let within = |prefix: &str| name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(')'));
    if let Some(name) = within("year(") {
        return Ok((column(table, name)?, |value| value.chars().take(4).collect()));
    }
    if let Some(name) = within("initial(") {
        return Ok((column(table, name)?, |value| normalise_name(value).chars().take(1).collect()));
    }
    Ok((column(table, name)?, normalise_name))
}
