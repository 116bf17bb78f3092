//! A batch of sweeps over all components, in parallel, between two draws of the parameters.
//!
//! Components are independent given the parameters, and everything that leaves a component is an integer: sums are the same in
//! any order, so the number of threads changes nothing.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::component::{Block, Reach};
use super::evidence::Weights;
use super::parameters::PatternBits;
use super::partition::{State, of_three, of_two};
use super::random::{Stream, threshold};
use super::setting::MOST_LISTS;
use super::split_merge::{Moves, SMALL, propose};
use super::target::{Target, Weighed};

/// Shares of pairs and bits are summed as multiples of 2^-20.
const FIXED: f64 = 1_048_576.0;

/// The partitions of two and of three units, in the order of [`of_three`]: `[partition][unit]`.
const OF_TWO: [[u16; 2]; 2] = [[0, 1], [0, 0]];
const OF_THREE: [[u16; 3]; 5] = [[0, 1, 2], [0, 0, 2], [0, 1, 0], [0, 1, 1], [0, 0, 0]];

/// A record by itself.
const SINGLE: Weighed = Weighed { records: 1, bits: 0.0 };

/// A stratum and the lists that hold a person, as one number that sorts by stratum first.
pub(super) fn cell_key(stratum: u16, lists: u16) -> u32 {
    (u32::from(stratum) << 16) | u32::from(lists)
}

/// What a batch works on.
#[derive(Clone, Copy)]
pub(super) struct Batch<'a> {
    pub blocks: &'a [Block],
    pub pattern_bits: &'a PatternBits,
    pub target: &'a Target,
    pub chain_key: u64,
    pub number: u32,
    /// `[sweep]`: where it is recorded, if it is.
    pub slots: &'a [Option<Slot>],
}

/// A recorded sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub at: usize,
    pub labelled: bool,
}

/// Joined pairs by how they came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct JoinedPairs {
    pub edges: u64,
    pub missed: u64,
    pub below: u64,
}

/// What the sweeps of a batch changed against the partition in which all units are apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    slots: usize,
    /// `[slot]`: joins of units.
    pub joins: Vec<u64>,
    /// `[slot]`: bits of the partition, times [`FIXED`].
    bits: Vec<i64>,
    cell_of: FxHashMap<u32, u32>,
    keys: Vec<u32>,
    cells: Vec<i64>, // [cell][slot]
    /// Persons at the end of the batch, against one for each unit.
    pub end_persons: i64,
    pattern_shares: Vec<u64>,
    /// Joined pairs at the end of the batch, by how they came to be looked at.
    pub joined_pairs: JoinedPairs,
    /// `[list]`: rows that are joined to others at the end of the batch.
    pub joined_rows: [u64; MOST_LISTS],
    pub moves: Moves,
    /// `[labelled slot]`: for each row of all blocks, the place of the first row of its cluster.
    pub labels: Vec<Vec<u16>>,
}

impl Tally {
    fn new(batch: &Batch) -> Self {
        let slots = batch.slots.iter().flatten().count();
        let labelled = batch.slots.iter().flatten().filter(|slot| slot.labelled).count();
        Self {
            slots,
            joins: vec![0; slots],
            bits: vec![0; slots],
            pattern_shares: vec![0; batch.pattern_bits.len()],
            labels: vec![Vec::new(); labelled],
            ..Self::default()
        }
    }

    fn cell(&mut self, stratum: u16, lists: u16) -> usize {
        let key = cell_key(stratum, lists);
        let next = self.keys.len() as u32;
        let cell = *self.cell_of.entry(key).or_insert(next);
        if cell == next {
            self.keys.push(key);
            self.cells.resize(self.keys.len() * self.slots, 0);
        }
        cell as usize
    }

    /// Adds the tally of the blocks that follow.
    fn merge(&mut self, other: Self) {
        add(&mut self.joins, &other.joins);
        add(&mut self.bits, &other.bits);
        self.end_persons += other.end_persons;
        add(&mut self.pattern_shares, &other.pattern_shares);
        for (at, key) in other.keys.iter().enumerate() {
            let cell = self.cell((key >> 16) as u16, (key & 0xFFFF) as u16);
            let slots = self.slots;
            add(&mut self.cells[cell * slots..(cell + 1) * slots], &other.cells[at * slots..(at + 1) * slots]);
        }
        add(&mut self.joined_rows, &other.joined_rows);
        self.joined_pairs.edges += other.joined_pairs.edges;
        self.joined_pairs.missed += other.joined_pairs.missed;
        self.joined_pairs.below += other.joined_pairs.below;
        self.moves.proposed += other.moves.proposed;
        self.moves.accepted += other.moves.accepted;
        for (labels, more) in self.labels.iter_mut().zip(other.labels) {
            labels.extend(more);
        }
    }

    /// Changes of the capture table at one slot: key and persons.
    pub(super) fn cells_at(&self, slot: usize) -> impl Iterator<Item = (u32, i64)> {
        self.keys.iter().enumerate().map(move |(at, key)| (*key, self.cells[at * self.slots + slot]))
    }

    pub(super) fn bits_at(&self, slot: usize) -> f64 {
        self.bits[slot] as f64 / FIXED
    }

    /// Joined pairs of each distinct pattern at the end of the batch, weighed by their share.
    pub(super) fn pattern_shares(&self) -> impl Iterator<Item = f64> {
        self.pattern_shares.iter().map(|shares| *shares as f64 / FIXED)
    }
}

fn add<T: Copy + std::ops::AddAssign>(to: &mut [T], from: &[T]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += *from);
}

/// Runs a batch; each range of blocks has its own thread. `labels`: `[unit of all blocks]`, the clusters as they stand.
pub(super) fn run(batch: &Batch, ranges: &[Range<usize>], labels: &mut [u16]) -> Tally {
    let mut rest = labels;
    let mut whole = Tally::new(batch);
    std::thread::scope(|scope| {
        let mut workers = Vec::with_capacity(ranges.len());
        for range in ranges {
            let blocks = &batch.blocks[range.clone()];
            let (own, after) = rest.split_at_mut(blocks.iter().map(|block| block.units.len()).sum());
            rest = after;
            workers.push(scope.spawn(move || Worker::new(batch).run(blocks, own)));
        }
        for worker in workers {
            whole.merge(worker.join().expect("a sweep does not panic"));
        }
    });
    whole
}

/// Cuts the blocks into ranges of about the same work.
pub(super) fn ranges(blocks: &[Block], threads: usize) -> Vec<Range<usize>> {
    let work = |block: &Block| if block.units.len() <= 3 { 4 } else { block.units.len() * (block.units.len() + 4) };
    let total: usize = blocks.iter().map(work).sum();
    let (mut ranges, mut start, mut done) = (Vec::new(), 0, 0);
    for (at, block) in blocks.iter().enumerate() {
        done += work(block);
        if done * threads >= total * (ranges.len() + 1) {
            ranges.push(start..at + 1);
            start = at + 1;
        }
    }
    ranges
}

struct Worker<'a> {
    batch: &'a Batch<'a>,
    tally: Tally,
    weights: Weights,
    state: State,
    unions: Vec<(u16, u16)>, // [cluster]: stratum and lists
    first_rows: Vec<u16>,    // [cluster]
}

impl<'a> Worker<'a> {
    fn new(batch: &'a Batch<'a>) -> Self {
        let (weights, state) = (Weights::default(), State::default());
        Self { batch, tally: Tally::new(batch), weights, state, unions: Vec::new(), first_rows: Vec::new() }
    }

    fn run(mut self, blocks: &[Block], labels: &mut [u16]) -> Tally {
        let mut rest = labels;
        for block in blocks {
            let (own, after) = rest.split_at_mut(block.units.len());
            rest = after;
            let mut stream = Stream::new(self.batch.chain_key, block.rows[0], self.batch.number);
            if block.rows.len() == 2 && block.units.len() == 2 && block.apart.is_empty() {
                // Most components: what a pair says needs no weighing.
                let bits = block.pairs[0].bits(self.batch.pattern_bits);
                let bits = [0.0, self.batch.target.gain(SINGLE, SINGLE, bits)];
                self.draw_exactly(block, (&bits, &OF_TWO), &mut stream);
                continue;
            }
            self.weights.fill(block, self.batch.pattern_bits, self.batch.target.redundancy);
            match block.units.len() {
                1 => self.draw_exactly(block, (&[0.0], &[[0]]), &mut stream),
                2 => {
                    let bits = of_two(&mut self.weights, self.batch.target);
                    self.draw_exactly(block, (&bits, &OF_TWO), &mut stream);
                }
                3 => {
                    let bits = of_three(&mut self.weights, self.batch.target);
                    self.draw_exactly(block, (&bits, &OF_THREE), &mut stream);
                }
                _ => self.reallocate(block, own, &mut stream),
            }
        }
        self.tally
    }

    /// Draws one of all partitions of a block for each sweep that counts. No partition of so few units has two joined clusters.
    fn draw_exactly<const UNITS: usize>(&mut self, block: &Block, of: (&[f64], &[[u16; UNITS]]), stream: &mut Stream) {
        let (bits, partitions) = of;
        let best = bits.iter().copied().fold(0.0, f64::max);
        let mut limits = [u64::MAX; 5];
        let powers = bits.iter().map(|bits| (bits - best).exp2());
        let total: f64 = powers.clone().sum();
        let mut below = 0.0;
        for (limit, power) in limits.iter_mut().zip(powers.take(bits.len() - 1)) {
            below += power / total;
            *limit = threshold(below);
        }
        let mut joined_cells: [Option<([usize; UNITS], usize)>; 5] = [None; 5];
        let last = self.batch.slots.len() - 1;
        for (sweep, slot) in
            self.batch.slots.iter().enumerate().filter(|(sweep, slot)| *sweep == last || slot.is_some())
        {
            let number = stream.next();
            let chosen = limits[..bits.len() - 1].iter().take_while(|limit| number >= **limit).count();
            let partition = &partitions[chosen];
            if let Some(slot) = slot {
                if chosen > 0 {
                    let cells = *joined_cells[chosen].get_or_insert_with(|| self.tally.cells_of(block, partition));
                    self.tally.join(partition, cells, slot.at);
                    self.tally.bits[slot.at] += (bits[chosen] * FIXED).round() as i64;
                }
                if slot.labelled {
                    self.label(block, partition, slot.at);
                }
            }
            if sweep == last {
                self.finish(block, partition);
            }
        }
    }

    fn reallocate(&mut self, block: &Block, labels: &mut [u16], stream: &mut Stream) {
        let (batch, last) = (self.batch, self.batch.slots.len() - 1);
        self.state.restore(&mut self.weights, labels);
        for (sweep, slot) in batch.slots.iter().enumerate() {
            self.state.sweep(&mut self.weights, batch.target, stream);
            // Small blocks are tried once a batch: enough to leave a wrong beginning.
            let proposals = if sweep == 0 || block.units.len() > SMALL { block.units.len().div_ceil(SMALL) } else { 0 };
            if !block.near.is_empty() {
                for _ in 0..proposals {
                    let accepted = propose(&mut self.state, (&mut self.weights, batch.target), &block.near, stream);
                    self.tally.moves.proposed += 1;
                    self.tally.moves.accepted += u64::from(accepted);
                }
            }
            labels.copy_from_slice(&self.state.cluster_of);
            if let Some(slot) = slot {
                self.record(block, labels, slot.at);
                if slot.labelled {
                    self.label(block, labels, slot.at);
                }
            }
            if sweep == last {
                self.finish(block, labels);
            }
        }
    }

    fn record(&mut self, block: &Block, labels: &[u16], slot: usize) {
        self.tally.bits[slot] += (self.state.bits(self.batch.target) * FIXED).round() as i64;
        let slots = self.tally.slots;
        self.unions.clear();
        self.unions.resize(labels.len(), (0, 0));
        for (unit, label) in block.units.iter().zip(labels) {
            let label = usize::from(*label);
            if self.state.members[label].len() > 1 {
                let cell = self.tally.cell(unit.stratum, unit.lists);
                self.tally.cells[cell * slots + slot] -= 1;
                let union = &mut self.unions[label];
                *union = (if union.1 == 0 { unit.stratum } else { union.0 }, union.1 | unit.lists);
            }
        }
        for label in (0..labels.len()).filter(|label| self.state.members[*label].len() > 1) {
            let cell = self.tally.cell(self.unions[label].0, self.unions[label].1);
            self.tally.cells[cell * slots + slot] += 1;
            self.tally.joins[slot] += self.state.members[label].len() as u64 - 1;
        }
    }

    /// Writes for each row the place of the first row of its cluster.
    fn label(&mut self, block: &Block, labels: &[u16], slot: usize) {
        let labelled = self.batch.slots.iter().flatten().filter(|other| other.labelled && other.at < slot).count();
        self.first_rows.clear();
        self.first_rows.resize(labels.len(), u16::MAX);
        for (place, unit) in block.unit_of.iter().enumerate() {
            let first = &mut self.first_rows[usize::from(labels[usize::from(*unit)])];
            *first = (*first).min(place as u16);
            self.tally.labels[labelled].push(*first);
        }
    }

    /// Counts what the parameters are to learn from the last partition of the batch.
    fn finish(&mut self, block: &Block, labels: &[u16]) {
        let mut records = [Weighed::default(); 3];
        let small = labels.len() <= 3;
        for (unit, label) in block.units.iter().zip(labels).filter(|_| small) {
            records[usize::from(*label)].records += usize::from(unit.records);
        }
        let clusters = if small { &records[..labels.len()] } else { &self.state.clusters[..] };
        for (unit, label) in block.units.iter().zip(labels) {
            self.tally.end_persons -= 1;
            if clusters[usize::from(*label)].records > 1 {
                let lists = self.tally.joined_rows.iter_mut().enumerate();
                lists.filter(|(list, _)| unit.lists >> list & 1 == 1).for_each(|(_, rows)| *rows += 1);
            }
        }
        self.tally.end_persons += clusters.iter().filter(|cluster| cluster.records > 0).count() as i64;
        let label_of = |place: usize| labels[usize::from(block.unit_of[place])];
        let mut pairs = block.pairs.iter();
        for right in 0..block.rows.len() {
            for (left, pair) in (0..right).zip(pairs.by_ref()) {
                let label = label_of(left);
                if label == label_of(right) {
                    let share = self.batch.target.share(clusters[usize::from(label)].records);
                    self.tally.pattern_shares[pair.pattern as usize] += (share * FIXED).round() as u64;
                    match pair.reach {
                        Reach::Edge => self.tally.joined_pairs.edges += 1,
                        Reach::Missed => self.tally.joined_pairs.missed += 1,
                        Reach::Below => self.tally.joined_pairs.below += 1,
                    }
                }
            }
        }
    }
}

impl Tally {
    /// The cells of the joined units and of their union.
    fn cells_of<const UNITS: usize>(&mut self, block: &Block, partition: &[u16; UNITS]) -> ([usize; UNITS], usize) {
        let joined = joined_label(partition);
        let mut cells = [0; UNITS];
        let mut union = (0, 0);
        for at in (0..UNITS).filter(|at| partition[*at] == joined) {
            let unit = block.units[at];
            cells[at] = self.cell(unit.stratum, unit.lists);
            union = (if union.1 == 0 { unit.stratum } else { union.0 }, union.1 | unit.lists);
        }
        (cells, self.cell(union.0, union.1))
    }

    /// Records the one cluster of several units.
    fn join<const UNITS: usize>(
        &mut self,
        partition: &[u16; UNITS],
        (cells, union): ([usize; UNITS], usize),
        slot: usize,
    ) {
        let (joined, slots) = (joined_label(partition), self.slots);
        let mut units = 0;
        for at in (0..UNITS).filter(|at| partition[*at] == joined) {
            self.cells[cells[at] * slots + slot] -= 1;
            units += 1;
        }
        self.cells[union * slots + slot] += 1;
        self.joins[slot] += units - 1;
    }
}

/// The label that several of at most three units share.
fn joined_label<const UNITS: usize>(partition: &[u16; UNITS]) -> u16 {
    let shared = |label: &&u16| partition.iter().filter(|other| other == label).count() > 1;
    partition.iter().find(shared).copied().unwrap_or(0)
}
