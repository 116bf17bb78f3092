//! All rules together: for any pair, the first rule that finds it, so that a pair is produced once.

use crate::blocking::blocks::{Blocks, NO_BLOCK};

/// The rows that one rule puts together.
#[derive(Debug, Clone)]
pub(crate) enum Grouping {
    /// Each row in at most one block.
    One(Blocks),
    /// A row in several blocks: `of[starts[row]..starts[row + 1]]` are its block numbers, ascending.
    Several { blocks: Blocks, starts: Vec<u32>, of: Vec<u32> },
    /// Rows in sorted order; those at most `apart` places from each other are pairs.
    Sorted { order: Vec<u32>, place: Vec<u32>, apart: u32 },
}

/// Every rule's groups, and each row's block in each rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub(crate) rules: Vec<Grouping>,
    /// `[row][rule]`: the row's block, or [`NO_BLOCK`]; rules that are not of one block each have none here.
    block_of: Vec<u32>,
    /// Rules that `block_of` does not tell.
    others: Vec<usize>,
}

/// Rows whose pairs one thread makes in one go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portion {
    pub(crate) rule: usize,
    /// Blocks, or places of the sorted order: `from..until`.
    pub(crate) from: u32,
    pub(crate) until: u32,
    /// Within a single large block: rows `first..last` as the left ones.
    pub(crate) lefts: Option<(u32, u32)>,
}

/// Pairs in a portion, about.
const PORTION_PAIRS: u64 = 400_000;

impl Index {
    /// Puts the rules together. `rows`: number of records.
    pub(crate) fn of(rules: Vec<Grouping>, rows: usize) -> Self {
        let width = rules.len();
        let mut block_of = vec![NO_BLOCK; rows * width];
        let mut others = Vec::new();
        for (rule, grouping) in rules.iter().enumerate() {
            match grouping {
                Grouping::One(blocks) => {
                    for block in 0..blocks.len() {
                        let number = u32::try_from(block + 1).expect("fewer blocks than rows");
                        blocks.rows(block).iter().for_each(|row| block_of[*row as usize * width + rule] = number);
                    }
                }
                Grouping::Several { .. } | Grouping::Sorted { .. } => others.push(rule),
            }
        }
        Self { rules, block_of, others }
    }

    /// True where a rule before this one finds the pair.
    #[inline]
    pub(crate) fn is_found_before(&self, rule: usize, left: u32, right: u32) -> bool {
        let width = self.rules.len();
        let blocks = |row: u32| &self.block_of[row as usize * width..row as usize * width + rule];
        let shared = blocks(left)
            .iter()
            .zip(blocks(right))
            .fold(false, |found, (left, right)| found | ((left == right) & (*left != NO_BLOCK)));
        shared || self.others.iter().any(|other| *other < rule && self.finds(*other, left, right))
    }

    /// True where a rule puts the two rows together.
    pub(crate) fn finds(&self, rule: usize, left: u32, right: u32) -> bool {
        let width = self.rules.len();
        match &self.rules[rule] {
            Grouping::One(_) => {
                let block = self.block_of[left as usize * width + rule];
                block != NO_BLOCK && block == self.block_of[right as usize * width + rule]
            }
            Grouping::Several { .. } => self.first_shared(rule, left, right).is_some(),
            Grouping::Sorted { place, apart, .. } => {
                let places = (place[left as usize], place[right as usize]);
                places.0 != u32::MAX && places.1 != u32::MAX && places.0.abs_diff(places.1) <= *apart
            }
        }
    }

    /// The lowest block that both rows are in.
    fn first_shared(&self, rule: usize, left: u32, right: u32) -> Option<u32> {
        let Grouping::Several { starts, of, .. } = &self.rules[rule] else { return None };
        let blocks = |row: u32| &of[starts[row as usize] as usize..starts[row as usize + 1] as usize];
        blocks(left).iter().find(|block| blocks(right).contains(block)).copied()
    }

    /// The work of all rules in portions of about equal size, the same whatever the number of threads.
    pub(crate) fn portions(&self) -> Vec<Portion> {
        let mut portions = Vec::new();
        for (rule, grouping) in self.rules.iter().enumerate() {
            match grouping {
                Grouping::One(blocks) | Grouping::Several { blocks, .. } => portions_of(rule, blocks, &mut portions),
                Grouping::Sorted { order, apart, .. } => {
                    let step = usize::try_from(PORTION_PAIRS).unwrap_or(usize::MAX) / (*apart as usize).max(1);
                    for from in (0..order.len()).step_by(step.max(1)) {
                        let until = (from + step.max(1)).min(order.len());
                        let number = |place: usize| u32::try_from(place).expect("rows are numbered with 32 bits");
                        portions.push(Portion { rule, from: number(from), until: number(until), lefts: None });
                    }
                }
            }
        }
        portions
    }

    /// Gives every pair of a portion that no earlier rule finds, the lower row first; only those whose first row is taken.
    pub(crate) fn pairs(&self, portion: &Portion, take: impl Fn(u32) -> bool, mut give: impl FnMut(u32, u32)) {
        match &self.rules[portion.rule] {
            Grouping::One(blocks) => {
                for block in portion.from..portion.until {
                    let rows = blocks.rows(block as usize);
                    let (first, last) = lefts(portion, rows);
                    for at in first..last {
                        let left = rows[at];
                        if !take(left) {
                            continue;
                        }
                        for right in &rows[at + 1..] {
                            if !self.is_found_before(portion.rule, left, *right) {
                                give(left, *right);
                            }
                        }
                    }
                }
            }
            Grouping::Several { blocks, .. } => {
                for block in portion.from..portion.until {
                    let rows = blocks.rows(block as usize);
                    let (first, last) = lefts(portion, rows);
                    for at in first..last {
                        let left = rows[at];
                        if !take(left) {
                            continue;
                        }
                        for right in &rows[at + 1..] {
                            let is_first = self.first_shared(portion.rule, left, *right) == Some(block + 1);
                            if is_first && !self.is_found_before(portion.rule, left, *right) {
                                give(left, *right);
                            }
                        }
                    }
                }
            }
            Grouping::Sorted { order, apart, .. } => {
                for at in portion.from as usize..portion.until as usize {
                    if !take(order[at]) {
                        continue;
                    }
                    let until = (at + 1 + *apart as usize).min(order.len());
                    for other in &order[at + 1..until] {
                        let (left, right) = (order[at].min(*other), order[at].max(*other));
                        if !self.is_found_before(portion.rule, left, right) {
                            give(left, right);
                        }
                    }
                }
            }
        }
    }
}

fn lefts(portion: &Portion, rows: &[u32]) -> (usize, usize) {
    portion.lefts.map_or((0, rows.len()), |(first, last)| (first as usize, last as usize))
}

fn portions_of(rule: usize, blocks: &Blocks, portions: &mut Vec<Portion>) {
    let number = |place: usize| u32::try_from(place).expect("rows are numbered with 32 bits");
    let (mut from, mut pairs) = (0, 0);
    for (block, size) in blocks.sizes().enumerate() {
        let here = size * (size - 1) / 2;
        if here > PORTION_PAIRS {
            if from < block {
                portions.push(Portion { rule, from: number(from), until: number(block), lefts: None });
            }
            let step = u32::try_from((PORTION_PAIRS / size).max(1)).unwrap_or(1);
            let size = u32::try_from(size).expect("a block is no larger than the table");
            for first in (0..size).step_by(step as usize) {
                let lefts = Some((first, (first + step).min(size)));
                portions.push(Portion { rule, from: number(block), until: number(block + 1), lefts });
            }
            (from, pairs) = (block + 1, 0);
            continue;
        }
        pairs += here;
        if pairs >= PORTION_PAIRS {
            portions.push(Portion { rule, from: number(from), until: number(block + 1), lefts: None });
            (from, pairs) = (block + 1, 0);
        }
    }
    if from < blocks.len() {
        portions.push(Portion { rule, from: number(from), until: number(blocks.len()), lefts: None });
    }
}
