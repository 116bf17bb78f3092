//! Which pairs are looked at? Rules in, groups of records out; every pair once, whatever number of rules finds it.
//!
//! A block that is larger than the settings allow is split by further keys of the settings, and its records are also
//! compared with their neighbours in sorted order; what was done is told. No block is dropped.

mod blocks;
mod index;
mod minhash;
mod rule;

use serde::Serialize;

use crate::{
    fields::{FieldError, Fields, Values},
    prepare::{atom::parse_atom, elements},
    settings::Settings,
    table::{MISSING, Table, ValueNumber},
};

pub(crate) use blocks::mix as spread;
use blocks::mix;
pub(crate) use blocks::{Blocks, key};
pub(crate) use index::{Chunk, Found, Grouping, Index};
pub use rule::{InvalidRule, Key, Rule};

/// Keys added to split a block that is too large.
const SPLITS: usize = 4;

/// Neighbours with which each record of a split block is compared besides.
const APART: u32 = 10;

/// Values of one record that `each` looks at.
const EACH: usize = 64;

/// Keys that one record may have in one rule.
const KEYS: usize = 256;

/// What a rule found, before anything is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// The rule, as the settings write it.
    pub rule: String,
    /// Pairs that it finds, pairs within one list included where those are compared.
    pub pairs: u64,
    /// Pairs that no rule before it finds; known when all is scored.
    pub new_pairs: u64,
    /// Rows of its largest block.
    pub largest_block: u64,
    /// Where it was added to split the blocks of another rule that were too large: that rule, and how many rows they held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub splits: Option<(String, u64)>,
}

/// Why pairs cannot be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// A rule that cannot be read.
    #[error(transparent)]
    Rule(#[from] InvalidRule),
    /// A field of a rule.
    #[error("blocking rule {rule}: {error}")]
    Field {
        /// The rule.
        rule: String,
        /// What is wrong.
        error: FieldError,
    },
    /// No rule at all.
    #[error("the settings name no blocking rule")]
    None,
}

/// The rules' groups and counts.
#[derive(Debug)]
pub(crate) struct Candidates {
    pub(crate) index: Index,
    pub(crate) counts: Vec<RuleCount>,
    /// `[rule]`: the fields that it looks at.
    pub(crate) fields: Vec<Vec<String>>,
}

/// Groups the records by the settings' rules.
///
/// # Errors
/// Where a rule cannot be read or names a field that is not there.
pub(crate) fn candidates(
    table: &Table,
    settings: &Settings,
    fields: &mut Fields<'_>,
) -> Result<Candidates, BlockError> {
    if settings.blocking.is_empty() {
        return Err(BlockError::None);
    }
    let mut work = Work {
        rows: table.rows(),
        largest: settings.largest_block.max(2),
        groups: Vec::new(),
        counts: Vec::new(),
        fields: Vec::new(),
    };
    let mut oversized = Vec::new();
    let rules: Vec<Rule> = settings.blocking.iter().map(|rule| Rule::parse(rule)).collect::<Result<_, _>>()?;
    for rule in &rules {
        let wrong = |error| BlockError::Field { rule: rule.to_string(), error };
        match rule {
            Rule::Neighbours { atom, apart } => {
                let values = fields.atom(atom).map_err(wrong)?;
                work.add_sorted(rule.to_string(), sorted_by(values, None), *apart);
            }
            Rule::All(keys) => {
                let keys = keys_of(keys, fields).map_err(wrong)?;
                let kept = work.add(rule.to_string(), keys, None);
                oversized.extend(kept.map(|rows| (rule.clone(), rows)));
            }
        }
        work.fields.resize(work.counts.len(), fields_of(rule));
    }
    split(&rules, oversized, (&mut work, fields));
    Ok(Candidates { index: Index::of(work.groups, work.rows), counts: work.counts, fields: work.fields })
}

/// The atoms of a rule as it is written.
pub(crate) fn atoms_of(rule: &[String]) -> Vec<String> {
    Rule::parse(rule).map_or_else(|_| Vec::new(), |rule| rule.atoms().into_iter().map(str::to_owned).collect())
}

/// Groups the records by rules that stand alone: what trains a model.
pub(crate) fn training(rule: &[String], rows: usize, fields: &mut Fields<'_>) -> Result<Index, BlockError> {
    let parsed = Rule::parse(rule)?;
    let wrong = |error| BlockError::Field { rule: parsed.to_string(), error };
    let grouping = match &parsed {
        Rule::Neighbours { atom, apart } => {
            let values = fields.atom(atom).map_err(wrong)?;
            sorted_grouping(sorted_by(values, None), rows, *apart)
        }
        Rule::All(keys) => {
            let keys = keys_of(keys, fields).map_err(wrong)?;
            grouping(Blocks::of(keys.keys), keys.has_several, rows)
        }
    };
    Ok(Index::of(vec![grouping], rows))
}

/// Rules as they are grouped.
struct Work {
    rows: usize,
    largest: usize,
    groups: Vec<Grouping>,
    counts: Vec<RuleCount>,
    fields: Vec<Vec<String>>,
}

/// The keys of every row for one rule: `(key, row)`, and whether a row can have several.
struct RowKeys {
    keys: Vec<(u64, u32)>,
    has_several: bool,
}

impl Work {
    /// Adds a rule; returns the rows of the blocks that are too large, which it leaves out.
    fn add(&mut self, rule: String, keys: RowKeys, splits: Option<(String, u64)>) -> Option<Vec<(u64, u32)>> {
        let limit = self.largest as u64;
        let blocks = Blocks::of(keys.keys);
        let (largest_block, mut left_out) = (blocks.largest(), Vec::new());
        let blocks = if largest_block > limit { blocks.without_larger(limit, &mut left_out) } else { blocks };
        self.counts.push(RuleCount { rule, pairs: blocks.pairs(), new_pairs: 0, largest_block, splits });
        self.groups.push(grouping(blocks, keys.has_several, self.rows));
        (!left_out.is_empty()).then_some(left_out)
    }

    fn add_sorted(&mut self, rule: String, order: Vec<u32>, apart: usize) {
        let apart = u64::try_from(apart).unwrap_or(u64::MAX).min(order.len() as u64);
        let pairs = (order.len() as u64) * apart - apart * (apart + 1) / 2;
        self.counts.push(RuleCount { rule, pairs, new_pairs: 0, largest_block: apart + 1, splits: None });
        self.groups.push(sorted_grouping(order, self.rows, usize::try_from(apart).unwrap_or(usize::MAX)));
    }
}

/// Splits the blocks that are too large by further keys, and compares neighbours in them.
fn split(rules: &[Rule], oversized: Vec<(Rule, Vec<(u64, u32)>)>, (work, fields): (&mut Work, &mut Fields<'_>)) {
    let mut atoms: Vec<String> = Vec::new();
    for atom in rules.iter().flat_map(Rule::atoms) {
        if !atoms.iter().any(|known| known == atom) {
            atoms.push(atom.to_owned());
        }
    }
    for (rule, rows) in oversized {
        let whose = (rule.to_string(), rows.len() as u64);
        let mut ways: Vec<(u64, &String)> = Vec::new();
        for atom in atoms.iter().filter(|atom| !rule.atoms().contains(&atom.as_str())) {
            // An atom was made when its rule was grouped.
            if let Ok(values) = fields.atom(atom) {
                let keys = refined(&rows, values);
                ways.push((Blocks::of(keys).pairs(), atom));
            }
        }
        ways.sort();
        for (_, atom) in ways.iter().filter(|(pairs, _)| *pairs > 0).take(SPLITS) {
            if let Ok(values) = fields.atom(atom) {
                let keys = RowKeys { keys: refined(&rows, values), has_several: false };
                // What is too large even then is left to the neighbours.
                work.add(format!("{rule} + {atom}"), keys, Some(whose.clone()));
            }
        }
        let mut order: Vec<(u64, Vec<ValueNumber>, u32)> = Vec::new();
        for (key, row) in rows {
            let rest = atoms.iter().filter_map(|atom| fields.atom(atom).ok().map(|values| values.cells[row as usize]));
            order.push((key, rest.collect(), row));
        }
        order.sort_unstable();
        let order: Vec<u32> = order.into_iter().map(|(.., row)| row).collect();
        let mut seen = std::collections::BTreeSet::new();
        let order: Vec<u32> = order.into_iter().filter(|row| seen.insert(*row)).collect();
        work.add_sorted(format!("neighbours in the large blocks of {rule}"), order, APART as usize);
        if let Some(count) = work.counts.last_mut() {
            count.splits = Some(whose);
        }
        work.fields.resize(work.counts.len(), fields_of(&rule));
    }
}

/// The fields that a rule looks at, whatever its transforms.
fn fields_of(rule: &Rule) -> Vec<String> {
    let field = |atom: &str| parse_atom(atom).map_or_else(|_| atom.to_owned(), |atom| atom.field);
    let mut fields: Vec<String> = rule.atoms().into_iter().map(field).collect();
    fields.sort();
    fields.dedup();
    fields
}

fn refined(rows: &[(u64, u32)], values: &Values) -> Vec<(u64, u32)> {
    let with = |(key, row): &(u64, u32)| {
        let number = values.cells[*row as usize];
        (number != MISSING).then(|| (mix(key ^ mix(u64::from(number))), *row))
    };
    rows.iter().filter_map(with).collect()
}

/// The numbers of a key that gives each row one; rows in a block have the same.
///
/// # Errors
/// Where it cannot be read, or names a field that is not there.
pub(crate) fn key_column(key: &str, fields: &mut Fields<'_>) -> Result<Vec<ValueNumber>, BlockError> {
    let rule = Rule::parse(std::slice::from_ref(&key.to_owned()))?;
    let wrong = |error| BlockError::Field { rule: key.to_owned(), error };
    match &rule {
        Rule::All(keys) => match keys.first().map(|key| choices(key, fields)) {
            Some(Ok(Choices::One(cells))) => Ok(cells),
            Some(Err(error)) => Err(wrong(error)),
            Some(Ok(Choices::Several { .. })) | None => Err(several(key)),
        },
        Rule::Neighbours { .. } => Err(several(key)),
    }
}

fn several(key: &str) -> BlockError {
    BlockError::Rule(InvalidRule { rule: vec![key.to_owned()], reason: "gives a record several keys".to_owned() })
}

/// The keys of every row.
fn keys_of(keys: &[Key], fields: &mut Fields<'_>) -> Result<RowKeys, FieldError> {
    let columns: Vec<Choices> = keys.iter().map(|key| choices(key, fields)).collect::<Result<_, _>>()?;
    let rows = columns.first().map_or(0, Choices::rows);
    let numbers = (0..rows).map(|row| (row, u32::try_from(row).expect("rows are numbered with 32 bits")));
    let plain: Option<Vec<&Vec<ValueNumber>>> = columns.iter().map(Choices::single).collect();
    if let Some(columns) = plain {
        let row_key = |(row, number)| key(columns.iter().map(|column| column[row])).map(|key| (key, number));
        return Ok(RowKeys { keys: numbers.filter_map(row_key).collect(), has_several: false });
    }
    let mut found = Vec::with_capacity(rows * 2);
    for (row, number) in numbers {
        let mut made = vec![0x51_u64];
        for column in &columns {
            let choices = column.of(row);
            let with =
                |key: &u64| choices.iter().map(|choice| mix(key ^ mix(u64::from(*choice) + 1))).collect::<Vec<_>>();
            made = made.iter().flat_map(with).take(KEYS).collect();
        }
        made.sort_unstable();
        made.dedup();
        found.extend(made.into_iter().map(|key| (key, number)));
    }
    Ok(RowKeys { keys: found, has_several: true })
}

/// What a key says of each row: one number, or several.
enum Choices {
    One(Vec<ValueNumber>),
    Several { of: Vec<Vec<ValueNumber>>, cells: Vec<ValueNumber> },
}

impl Choices {
    fn rows(&self) -> usize {
        match self {
            Self::One(cells) | Self::Several { cells, .. } => cells.len(),
        }
    }

    fn single(&self) -> Option<&Vec<ValueNumber>> {
        match self {
            Self::One(cells) => Some(cells),
            Self::Several { .. } => None,
        }
    }

    fn of(&self, row: usize) -> &[ValueNumber] {
        match self {
            Self::One(cells) if cells[row] == MISSING => &[],
            Self::One(cells) => std::slice::from_ref(&cells[row]),
            Self::Several { of, cells } => &of[cells[row] as usize],
        }
    }
}

fn choices(key: &Key, fields: &mut Fields<'_>) -> Result<Choices, FieldError> {
    Ok(match key {
        Key::Same(atom) => Choices::One(fields.atom(atom)?.cells.clone()),
        Key::Each(atom) => {
            let values = fields.atom(atom)?;
            Choices::Several { of: elements(values), cells: values.cells.clone() }
        }
        Key::MinHash(atom) => {
            let values = fields.atom(atom)?;
            Choices::Several { of: minhash::bands(&values.texts), cells: values.cells.clone() }
        }
        Key::EitherOrder(first, second) => {
            let first = fields.atom(first)?.clone();
            Choices::One(either_order(&first, fields.atom(second)?))
        }
    })
}

/// Numbers of unordered pairs of texts; missing where either is.
fn either_order(first: &Values, second: &Values) -> Vec<ValueNumber> {
    let (mut common, mut pairs) = (crate::table::Texts::default(), std::collections::HashMap::new());
    let mut numbers = |values: &Values| -> Vec<ValueNumber> {
        std::iter::once(MISSING).chain(values.texts.iter().map(|text| common.number(text))).collect()
    };
    let (one, other) = (numbers(first), numbers(second));
    let number = |(left, right): (&ValueNumber, &ValueNumber)| {
        let (left, right) = (one[*left as usize], other[*right as usize]);
        if left == MISSING || right == MISSING {
            return MISSING;
        }
        let next = ValueNumber::try_from(pairs.len() + 1).unwrap_or(MISSING);
        *pairs.entry((left.min(right), left.max(right))).or_insert(next)
    };
    first.cells.iter().zip(&second.cells).map(number).collect()
}

/// For each value the numbers of its elements, which stand between `|` or `;`.
fn elements(values: &Values) -> Vec<Vec<ValueNumber>> {
    let mut known = crate::table::Texts::default();
    let mut lists = vec![Vec::new()];
    for text in values.texts.iter() {
        lists.push(elements::elements(text).take(EACH).map(|part| known.number(part)).collect());
    }
    lists
}

fn grouping(blocks: Blocks, has_several: bool, rows: usize) -> Grouping {
    if !has_several {
        return Grouping::One(blocks);
    }
    let mut counts = vec![0_u32; rows + 1];
    blocks.order.iter().for_each(|row| counts[*row as usize + 1] += 1);
    (1..counts.len()).for_each(|at| counts[at] += counts[at - 1]);
    let (mut next, mut of) = (counts.clone(), vec![0; blocks.order.len()]);
    for block in 0..blocks.len() {
        for row in blocks.rows(block) {
            let place = &mut next[*row as usize];
            of[*place as usize] = u32::try_from(block + 1).expect("fewer blocks than keys");
            *place += 1;
        }
    }
    Grouping::Several { blocks, starts: counts, of }
}

/// Rows that have a value, in order of its text.
fn sorted_by(values: &Values, only: Option<&[u32]>) -> Vec<u32> {
    let mut numbers: Vec<ValueNumber> = (1..=ValueNumber::try_from(values.texts.len()).unwrap_or(0)).collect();
    numbers.sort_by_key(|number| values.texts.text(*number));
    let mut rank = vec![0_u32; values.texts.len() + 1];
    for (place, number) in (1..).zip(&numbers) {
        rank[*number as usize] = place;
    }
    let all: Vec<u32> = (0..u32::try_from(values.cells.len()).unwrap_or(0)).collect();
    let rows = only.unwrap_or(&all);
    let mut order: Vec<u32> = rows.iter().copied().filter(|row| values.cells[*row as usize] != MISSING).collect();
    order.sort_by_key(|row| (rank[values.cells[*row as usize] as usize], *row));
    order
}

fn sorted_grouping(order: Vec<u32>, rows: usize, apart: usize) -> Grouping {
    let mut place = vec![u32::MAX; rows];
    for (at, row) in (0_u32..).zip(&order) {
        place[*row as usize] = at;
    }
    Grouping::Sorted { order, place, apart: u32::try_from(apart).unwrap_or(u32::MAX) }
}
