//! One chain: sweeps and parameters in turn, and what is recorded on the way.

use std::collections::BTreeMap;
use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::below::{Known, below};
use super::component::Block;
use super::draws::{CaptureCell, CaptureTable, Draw, LabelledDraws};
use super::missed::{correct, draw_missed, draw_pairs};
use super::parameters::{Joined, Parameters, Patterns, joins_made_and_open};
use super::setting::{Evidence, RecallPosterior, Settings};
use super::split_merge::Moves;
use super::sweep::{Batch, JoinedPairs, Slot, Tally, cell_key, run};
use super::target::Target;

/// What all chains share.
pub(super) struct Ground<'a> {
    pub evidence: &'a Evidence<'a>,
    pub settings: &'a Settings,
    pub blocks: &'a [Block],
    pub patterns: &'a Patterns,
    pub ranges: Vec<Range<usize>>,
    /// Records of the largest component.
    pub largest: usize,
    /// With all units apart: persons and the capture table.
    pub persons: u64,
    pub table: BTreeMap<u32, i64>,
    /// Rows of each stratum and list.
    pub rows_at: BTreeMap<(u16, u16), i64>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(evidence: &'a Evidence<'a>, settings: &'a Settings, of: (&'a [Block], &'a Patterns)) -> Self {
        let (blocks, patterns) = of;
        let largest = blocks.iter().map(|block| block.rows.len()).max().unwrap_or(1);
        let (mut table, mut rows_at) = (BTreeMap::new(), BTreeMap::new());
        for (row, list) in (0..).zip(evidence.list_of) {
            *table.entry(cell_key(evidence.stratum(row), 1 << list)).or_default() += 1;
            *rows_at.entry((evidence.stratum(row), *list)).or_default() += 1;
        }
        let mut persons = evidence.list_of.len() as u64;
        // Rows judged to be the same are one person from the start.
        for block in blocks.iter().filter(|block| block.units.len() < block.rows.len()) {
            for row in &block.rows {
                *table.entry(cell_key(evidence.stratum(*row), 1 << evidence.list_of[*row as usize])).or_default() -= 1;
            }
            persons -= (block.rows.len() - block.units.len()) as u64;
            for unit in &block.units {
                *table.entry(cell_key(unit.stratum, unit.lists)).or_default() += 1;
            }
        }
        let ranges = super::sweep::ranges(blocks, settings.threads);
        Self { evidence, settings, blocks, patterns, ranges, largest, persons, table, rows_at }
    }

    fn table_at(&self, tally: &Tally, slot: usize) -> CaptureTable {
        let mut table = self.table.clone();
        for (key, change) in tally.cells_at(slot) {
            *table.entry(key).or_default() += change;
        }
        let cell = |(key, persons): (u32, i64)| {
            let persons = u32::try_from(persons).expect("a cell has as many persons as there are rows, at most");
            CaptureCell { stratum: (key >> 16) as u16, lists: (key & 0xFFFF) as u16, persons }
        };
        CaptureTable { cells: table.into_iter().map(cell).filter(|cell| cell.persons > 0).collect() }
    }
}

/// What a chain has recorded.
#[derive(Default)]
pub(super) struct Recorded {
    pub draws: Vec<Draw>,
    pub parameters: Vec<Parameters>,
    pub moves: Moves,
    pub labels: LabelledDraws,
    last_labels: Vec<u16>,
}

/// Runs one chain and records its draws.
pub(super) fn run_chain(ground: &Ground, (chain, draws): (usize, usize), key: u64, recorded: &mut Recorded) {
    let settings = ground.settings;
    let mut rng = ChaCha20Rng::seed_from_u64(key);
    let chain_key: u64 = rng.random();
    let mut labels = first_labels(ground.blocks, chain % 2 == 1);
    let mut parameters = Parameters::of_model(ground.evidence, settings);
    let sweeps = settings.burn_in + draws * settings.thinning;
    for (number, start) in (0..).zip((0..sweeps).step_by(settings.sweeps_per_update)) {
        let end = sweeps.min(start + settings.sweeps_per_update);
        let slots = slots(settings, start..end, recorded.draws.len());
        let target = Target::new(settings, (parameters.prior_bits(), parameters.redundancy), ground.largest);
        let pattern_bits = ground.patterns.bits(&parameters);
        let batch = Batch {
            blocks: ground.blocks,
            pattern_bits: &pattern_bits,
            target: &target,
            chain_key,
            number,
            slots: &slots,
        };
        let tally = run(&batch, &ground.ranges, &mut labels);
        let (joined, apart) = joined(ground, (&parameters, &tally), &mut rng);
        if slots.iter().any(Option::is_some) {
            recorded.parameters.push(parameters.clone());
            recorded.take((ground, Batched { chain, apart }), (&tally, &slots), &mut rng);
        }
        parameters = parameters.draw(settings, &joined, &mut rng);
    }
}

fn slots(settings: &Settings, sweeps: Range<usize>, recorded: usize) -> Vec<Option<Slot>> {
    let mut at = 0;
    let slot = |sweep: usize| {
        let counts = sweep >= settings.burn_in && (sweep - settings.burn_in + 1).is_multiple_of(settings.thinning);
        counts.then(|| {
            let labelled = settings.labels_every.is_some_and(|every| (recorded + at).is_multiple_of(every));
            at += 1;
            Slot { at: at - 1, labelled }
        })
    };
    sweeps.map(slot).collect()
}

/// Even chains begin with all units apart, odd ones with as few clusters as constraints allow.
fn first_labels(blocks: &[Block], together: bool) -> Vec<u16> {
    let mut labels = Vec::new();
    for block in blocks {
        let mut members: Vec<Vec<u16>> = Vec::new();
        for unit in 0..block.units.len() as u16 {
            let is_apart = |other: &u16| block.apart.binary_search(&(*other, unit)).is_ok();
            let room = members.iter().position(|cluster| together && !cluster.iter().any(is_apart));
            let cluster = room.unwrap_or(members.len());
            if cluster == members.len() {
                members.push(Vec::new());
            }
            members[cluster].push(unit);
            labels.push(cluster as u16);
        }
    }
    labels
}

/// What the parameters learn from: joined pairs, and those that are wanting because blocking or the threshold passed them over.
fn joined(ground: &Ground, (parameters, tally): (&Parameters, &Tally), rng: &mut ChaCha20Rng) -> (Joined, Apart) {
    let settings = ground.settings;
    let mut at_levels = ground.patterns.at_levels(tally.pattern_shares());
    let known = Known { at_levels: &at_levels, pairs: tally.pattern_shares().sum() };
    let below = below(ground.evidence, settings.threshold_bits, (parameters, known), rng);
    let JoinedPairs { edges, missed: missed_but_joined, below: joined_below } = tally.joined_pairs;
    let apart = Apart {
        threshold: below.kept_apart(edges + missed_but_joined, joined_below),
        joined: (edges, missed_but_joined),
        pairs: edges + missed_but_joined + joined_below,
    };
    let wanting = known.pairs * apart.threshold / (1.0 - apart.threshold);
    for (at, of_one) in at_levels.iter_mut().flatten().zip(below.at_levels.iter().flatten()) {
        *at += wanting * of_one;
    }
    let missed = settings.recall.map_or(0, |recall| draw_pairs(recall, apart.joined, rng).pairs) as f64;
    let pairs = apart.pairs.max(1) as f64;
    let found = pairs / (pairs + missed) * (1.0 - apart.threshold);
    let rows = ground.evidence.list_of.len() as f64;
    let joins = rows - (ground.persons as i64 + tally.end_persons) as f64;
    let joined_rows = tally.joined_rows.map(|rows| rows as f64 / found);
    let odds = joins_made_and_open(ground.evidence, joined_rows, rows - joins / found);
    (Joined { at_levels, odds }, apart)
}

/// What keeps matching pairs out of one component.
#[derive(Clone, Copy)]
struct Apart {
    /// Share of matches that the threshold keeps apart.
    threshold: f64,
    /// Joined pairs that blocking reached, and that it missed.
    joined: (u64, u64),
    /// Joined pairs in all.
    pairs: u64,
}

impl Apart {
    /// Draws the recall and the joins that are wanting, given those that were found.
    fn draw(self, recall: RecallPosterior, found_joins: u64, rng: &mut ChaCha20Rng) -> (f64, u64) {
        let missed = draw_pairs(recall, self.joined, rng);
        let joins = missed.pairs as f64 * found_joins as f64 / self.pairs.max(1) as f64;
        let joins = (joins + rng.random::<f64>()).floor() as u64; // Rounded up as often as its fraction says.
        let below = draw_missed(found_joins + joins, 1.0 - self.threshold, rng);
        (missed.recall, joins + below)
    }
}

/// What all draws of a batch share.
#[derive(Clone, Copy)]
struct Batched {
    chain: usize,
    apart: Apart,
}

impl Recorded {
    fn take(&mut self, of: (&Ground, Batched), (tally, slots): (&Tally, &[Option<Slot>]), rng: &mut ChaCha20Rng) {
        self.moves.proposed += tally.moves.proposed;
        self.moves.accepted += tally.moves.accepted;
        let mut labels = tally.labels.iter();
        for slot in slots.iter().flatten() {
            if let Some(now) = if slot.labelled { labels.next() } else { None } {
                self.labels.push(self.draws.len(), &self.last_labels, now);
                self.last_labels.clone_from(now);
            }
            self.draws.push(draw(of, (tally, slot.at), rng));
        }
    }
}

fn draw((ground, batched): (&Ground, Batched), (tally, slot): (&Tally, usize), rng: &mut ChaCha20Rng) -> Draw {
    let captures = ground.table_at(tally, slot);
    let persons = ground.persons - tally.joins[slot];
    let found_joins = ground.evidence.list_of.len() as u64 - persons;
    let drawn = ground.settings.recall.map(|recall| batched.apart.draw(recall, found_joins, rng));
    let (recall, missed_joins) = drawn.unwrap_or((1.0, 0));
    // However many joins are missed, somebody is left where somebody was.
    let missed_joins = missed_joins.min(persons.saturating_sub(1));
    let (corrected, unplaced_joins) = correct(&captures, &ground.rows_at, missed_joins, rng);
    let (chain, kept_apart, posterior_bits) = (batched.chain, batched.apart.threshold, tally.bits_at(slot));
    Draw { chain, persons, missed_joins, recall, kept_apart, posterior_bits, captures, corrected, unplaced_joins }
}
