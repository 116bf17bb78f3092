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

/// Rows that are brought together in one go, if they are not of one block: as much as stays in the processor's own memory.
const CHUNK: usize = 512;

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

    /// True where an earlier rule that is not of one block a row finds the pair, or a lower block of this rule.
    fn is_found_singly(&self, (rule, block): (usize, u32), left: u32, right: u32) -> bool {
        let is_elsewhere = self.first_shared(rule, left, right).is_some_and(|shared| shared != block);
        is_elsewhere || self.others.iter().any(|other| *other < rule && self.finds(*other, left, right))
    }

    /// The rows that any rule puts together with this one, ascending, each once.
    pub(crate) fn partners(&self, row: u32) -> Vec<u32> {
        let mut partners = Vec::new();
        for (rule, grouping) in self.rules.iter().enumerate() {
            match grouping {
                Grouping::One(blocks) => {
                    let block = self.block_of[row as usize * self.rules.len() + rule];
                    if block != NO_BLOCK {
                        partners.extend_from_slice(blocks.rows(block as usize - 1));
                    }
                }
                Grouping::Several { blocks, starts, of } => {
                    let own = &of[starts[row as usize] as usize..starts[row as usize + 1] as usize];
                    own.iter().for_each(|block| partners.extend_from_slice(blocks.rows(*block as usize - 1)));
                }
                Grouping::Sorted { order, place, apart } => {
                    let place = place[row as usize];
                    if place != u32::MAX {
                        let until = (place as usize).saturating_add(*apart as usize + 1).min(order.len());
                        partners.extend_from_slice(&order[place.saturating_sub(*apart) as usize..until]);
                    }
                }
            }
        }
        partners.sort_unstable();
        partners.dedup();
        partners.retain(|partner| *partner != row);
        partners
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

    /// The groups of a portion, as many together as are worth bringing together.
    pub(crate) fn chunks(&self, portion: &Portion, mut visit: impl FnMut(Chunk<'_>)) {
        let rule = portion.rule;
        match &self.rules[rule] {
            Grouping::One(blocks) | Grouping::Several { blocks, .. } => {
                if let Some((first, last)) = portion.lefts {
                    let rows = &blocks.rows(portion.from as usize)[first as usize..];
                    let lefts = (last - first) as usize;
                    let group = Group { from: 0, until: rows.len(), lefts, apart: rows.len(), block: portion.from + 1 };
                    visit(Chunk { rule, rows, groups: &[group] });
                    return;
                }
                let mut from = portion.from;
                while from < portion.until {
                    let (rows, groups) = together(blocks, from, portion.until);
                    visit(Chunk { rule, rows, groups: &groups });
                    from += u32::try_from(groups.len()).unwrap_or(u32::MAX);
                }
            }
            Grouping::Sorted { order, apart, .. } => {
                let (until, apart) = (portion.until as usize, *apart as usize);
                for from in (portion.from as usize..until).step_by(CHUNK) {
                    let lefts = CHUNK.min(until - from);
                    let rows = &order[from..(from + lefts).saturating_add(apart).min(order.len())];
                    let group = Group { from: 0, until: rows.len(), lefts, apart, block: NO_BLOCK };
                    visit(Chunk { rule, rows, groups: &[group] });
                }
            }
        }
    }
}

/// Blocks one after the other, as many as have the rows of a chunk, but one at least.
fn together(blocks: &Blocks, from: u32, until: u32) -> (&[u32], Vec<Group>) {
    let mut groups = Vec::new();
    let mut start = 0;
    for block in from..until {
        let size = blocks.rows(block as usize).len();
        if start > 0 && start + size > CHUNK {
            break;
        }
        groups.push(Group { from: start, until: start + size, lefts: size, apart: size, block: block + 1 });
        start += size;
    }
    let begin = blocks.starts[from as usize] as usize;
    (&blocks.order[begin..begin + start], groups)
}

/// Rows that are brought together, and the groups that they form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    rule: usize,
    pub(crate) rows: &'a [u32],
    pub(crate) groups: &'a [Group],
}

/// Places of a chunk of which the first `lefts` are each compared with the later ones that are at most `apart` places from
/// it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    from: usize,
    until: usize,
    lefts: usize,
    apart: usize,
    block: u32,
}

impl Group {
    /// The places that are compared with later ones.
    pub(crate) fn lefts(&self) -> std::ops::Range<usize> {
        self.from..self.from + self.lefts
    }

    /// The places with which that of a left row is compared.
    pub(crate) fn rights(&self, left: usize) -> (usize, usize) {
        (left + 1, (left + 1).saturating_add(self.apart).min(self.until))
    }
}

/// Which pairs of a group did an earlier rule find, or will another block of the same rule?
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// `[rule][place]`: the blocks of the chunk's rows in the rules before it.
    blocks: Vec<Vec<u32>>,
    /// `[place]`, counted from the first right row: not 0 where the pair is found elsewhere.
    pub(crate) is_found: Vec<u8>,
}

impl Found {
    /// Looks up the blocks of a chunk's rows.
    pub(crate) fn fill(&mut self, index: &Index, chunk: &Chunk<'_>) {
        let width = index.rules.len();
        self.blocks.resize_with(width, Vec::new);
        for (rule, blocks) in self.blocks[..chunk.rule].iter_mut().enumerate() {
            blocks.clear();
            blocks.extend(chunk.rows.iter().map(|row| index.block_of[*row as usize * width + rule]));
        }
    }

    /// Marks the right rows of a left row's pairs that are found elsewhere.
    pub(crate) fn mark(&mut self, index: &Index, (chunk, group): (&Chunk<'_>, &Group), left: usize) {
        let (from, until) = group.rights(left);
        self.is_found.clear();
        self.is_found.resize(until - from, 0);
        for blocks in &self.blocks[..chunk.rule] {
            let block = blocks[left];
            if block != NO_BLOCK {
                for (found, other) in self.is_found.iter_mut().zip(&blocks[from..until]) {
                    *found |= u8::from(*other == block);
                }
            }
        }
        let several = matches!(index.rules[chunk.rule], Grouping::Several { .. });
        if several || index.others.iter().any(|other| *other < chunk.rule) {
            for (found, right) in self.is_found.iter_mut().zip(&chunk.rows[from..until]) {
                *found |= u8::from(index.is_found_singly((chunk.rule, group.block), chunk.rows[left], *right));
            }
        }
    }
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
