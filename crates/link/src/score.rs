//! All candidate pairs, compared and weighed in one pass; only those above the settings' weight are kept.
//!
//! The work is cut into portions that do not depend on the number of threads, patterns are counted with integers and kept
//! pairs are sorted, so that the same bytes come out whatever the threads did.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use crate::{
    blocking::{Blocks, Chunk, Found, Grouping, Index},
    comparison::{Codes, Comparisons, Gathered, Memory, Strip},
    pair::{PairScorer, ScoredPair},
    pattern::{PatternCode, PatternCounts},
    weight::model::Model,
};

/// With more possible patterns than this, they are looked up by hash instead of by place.
pub(crate) const DENSE: u64 = 1 << 21;

/// Which pairs are allowed, and where they are found.
#[derive(Clone, Copy)]
pub(crate) struct Pairs<'a> {
    pub(crate) index: &'a Index,
    /// `[row]`: the list.
    pub(crate) list_of: &'a [u16],
    /// `[list]`: true where two rows of the list can be one person.
    pub(crate) has_duplicates: &'a [bool],
    pub(crate) threads: usize,
    /// One in so many first rows is taken; 1 takes all.
    pub(crate) one_in: u64,
    /// Says when a share of the work is done, and whether to go on.
    pub(crate) watch: &'a (dyn Fn(f64) -> bool + Sync),
}

impl Pairs<'_> {
    /// False for a first row that a sample leaves out.
    fn takes(&self, row: u32) -> bool {
        self.one_in <= 1 || crate::blocking::spread(u64::from(row) + 1).is_multiple_of(self.one_in)
    }
}

/// What came of a pass.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    /// Kept pairs, ordered.
    pub(crate) pairs: Vec<ScoredPair>,
    /// All pairs by pattern.
    pub(crate) counts: PatternCounts,
    /// Pairs that each rule found first.
    pub(crate) new_pairs: Vec<u64>,
    /// False where the watcher stopped it.
    pub(crate) is_whole: bool,
}

/// The weight of every pattern.
#[derive(Debug, Clone)]
pub(crate) enum Weights {
    /// `[code]`: the weight, and the most that it can become with the rarity of values.
    Dense(Vec<(f32, f32)>),
    /// Computed where it is asked for.
    Sparse(Box<Model>),
}

impl Weights {
    /// The weights of a model's patterns.
    pub(crate) fn of(model: &Model, comparisons: &Comparisons) -> Self {
        let codes = comparisons.shape.codes();
        if codes > DENSE {
            return Self::Sparse(Box::new(model.clone()));
        }
        let most = comparisons.most_rarity_bits();
        let both = |code| {
            let weight = bits(model.weight_bits(&comparisons.shape, code));
            let levels = comparisons.shape.decode(code);
            (weight, weight + levels.iter().zip(&most).map(|(level, most)| most[usize::from(*level)]).sum::<f32>())
        };
        Self::Dense((0..codes).map(both).collect())
    }

    fn get(&self, code: PatternCode, comparisons: &Comparisons) -> (f32, f32) {
        match self {
            Self::Dense(weights) => weights[usize::try_from(code).unwrap_or(usize::MAX)],
            Self::Sparse(model) => (bits(model.weight_bits(&comparisons.shape, code)), f32::INFINITY),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bits need few digits")]
fn bits(weight: f64) -> f32 {
    weight as f32
}

/// Counts the patterns of candidate pairs without weighing them.
pub(crate) fn count(comparisons: &Comparisons, pairs: &Pairs<'_>) -> Pass {
    pass(comparisons, None, pairs)
}

/// Counts the patterns of all pairs of some records, candidates or not.
pub(crate) fn count_all(comparisons: &Comparisons, pairs: &Pairs<'_>, rows: &[u32]) -> PatternCounts {
    let block = Blocks::of(rows.iter().map(|row| (0, *row)).collect());
    let index = Index::of(vec![Grouping::One(block)], pairs.list_of.len());
    count(comparisons, &Pairs { index: &index, one_in: 1, ..*pairs }).counts
}

/// Weighs all candidate pairs; keeps those of at least `keep_bits`.
pub(crate) fn score(comparisons: &Comparisons, (weights, keep_bits): (&Weights, f32), pairs: &Pairs<'_>) -> Pass {
    pass(comparisons, Some((weights, keep_bits)), pairs)
}

fn pass(comparisons: &Comparisons, weights: Option<(&Weights, f32)>, pairs: &Pairs<'_>) -> Pass {
    let portions = pairs.index.portions();
    let next = AtomicUsize::new(0);
    let stopped = AtomicUsize::new(0);
    let work = || {
        let mut worker = Worker::new(comparisons, weights, pairs.index.rules.len());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(portion) = portions.get(at) else { break };
            #[expect(clippy::cast_precision_loss, reason = "a share of the work")]
            if !(pairs.watch)(at as f64 / portions.len() as f64) {
                stopped.store(1, Ordering::Relaxed);
                break;
            }
            pairs.index.chunks(portion, |chunk| worker.chunk(&chunk, pairs));
            worker.flush(portion.rule);
        }
        worker
    };
    let workers: Vec<Worker<'_>> = std::thread::scope(|scope| {
        let spawned: Vec<_> = (1..pairs.threads.max(1)).map(|_| scope.spawn(work)).collect();
        let own = work();
        let others = spawned.into_iter().map(|thread| thread.join().expect("comparing a pair does not panic"));
        std::iter::once(own).chain(others).collect()
    });
    gather(comparisons, workers, (pairs.index.rules.len(), stopped.load(Ordering::Relaxed) == 0))
}

fn gather(comparisons: &Comparisons, workers: Vec<Worker<'_>>, (rules, is_whole): (usize, bool)) -> Pass {
    let mut counts = PatternCounts::empty(comparisons.shape.clone());
    let mut new_pairs = vec![0; rules];
    let mut kept: Vec<ScoredPair> = Vec::new();
    for worker in workers {
        for (rule, pairs) in worker.new_pairs.iter().enumerate() {
            new_pairs[rule] += pairs;
        }
        for (code, pairs) in worker.dense.iter().enumerate().filter(|(_, pairs)| **pairs > 0) {
            counts.add(code as PatternCode, *pairs);
        }
        worker.sparse.iter().for_each(|(code, pairs)| counts.add(*code, *pairs));
        if kept.is_empty() { kept = worker.kept } else { kept.extend(worker.kept) }
    }
    kept.sort_unstable_by_key(|pair| (pair.left, pair.right));
    Pass { pairs: kept, counts, new_pairs, is_whole }
}

/// One thread's share.
struct Worker<'a> {
    comparisons: &'a Comparisons,
    weights: Option<(&'a Weights, f32)>,
    memory: Memory,
    gathered: Gathered,
    found: Found,
    lists: Vec<u16>,
    work: Codes,
    dense: Vec<u64>,
    sparse: std::collections::HashMap<PatternCode, u64, rustc_hash::FxBuildHasher>,
    known: std::collections::HashMap<PatternCode, (f32, f32), rustc_hash::FxBuildHasher>,
    kept: Vec<ScoredPair>,
    new_pairs: Vec<u64>,
    unflushed: u64,
}

impl<'a> Worker<'a> {
    fn new(comparisons: &'a Comparisons, weights: Option<(&'a Weights, f32)>, rules: usize) -> Self {
        let codes = comparisons.shape.codes();
        let dense = if codes <= DENSE { usize::try_from(codes).unwrap_or(0) } else { 0 };
        Self {
            comparisons,
            weights,
            memory: comparisons.memory(),
            gathered: Gathered::default(),
            found: Found::default(),
            lists: Vec::new(),
            work: Codes::default(),
            dense: vec![0; dense],
            sparse: std::collections::HashMap::default(),
            known: std::collections::HashMap::default(),
            kept: Vec::new(),
            new_pairs: vec![0; rules],
            unflushed: 0,
        }
    }

    fn flush(&mut self, rule: usize) {
        self.new_pairs[rule] += std::mem::take(&mut self.unflushed);
    }

    /// Compares every pair of a chunk that is not found elsewhere.
    fn chunk(&mut self, chunk: &Chunk<'_>, pairs: &Pairs<'_>) {
        if pairs.one_in > 1 && !chunk.rows.iter().any(|row| pairs.takes(*row)) {
            return;
        }
        self.comparisons.gather(chunk.rows, &mut self.gathered);
        self.found.fill(pairs.index, chunk);
        self.lists.clear();
        self.lists.extend(chunk.rows.iter().map(|row| pairs.list_of[*row as usize]));
        for group in chunk.groups {
            for at in group.lefts() {
                let left = chunk.rows[at];
                let (from, until) = group.rights(at);
                if from == until || !pairs.takes(left) {
                    continue;
                }
                self.found.mark(pairs.index, (chunk, group), at);
                let list = self.lists[at];
                if !pairs.has_duplicates[usize::from(list)] {
                    let rights = self.found.is_found.iter_mut().zip(&self.lists[from..until]);
                    rights.for_each(|(found, other)| *found |= u8::from(*other == list));
                }
                let strip = Strip { gathered: &self.gathered, left: at, from, until };
                self.comparisons.patterns(strip, (&mut self.memory, &mut self.work));
                self.weigh(left, &chunk.rows[from..until]);
            }
        }
    }

    /// Counts the patterns of one record's pairs and keeps those that weigh enough.
    fn weigh(&mut self, left: u32, rights: &[u32]) {
        let codes = self.work.codes.iter().zip(rights).zip(&self.found.is_found);
        for ((code, right), _) in codes.filter(|(_, found)| **found == 0) {
            self.unflushed += 1;
            match self.dense.get_mut(usize::try_from(*code).unwrap_or(usize::MAX)) {
                Some(count) => *count += 1,
                None => *self.sparse.entry(*code).or_default() += 1,
            }
            let Some((weights, keep)) = self.weights else { continue };
            let (weight, most) = match weights {
                Weights::Dense(_) => weights.get(*code, self.comparisons),
                Weights::Sparse(_) => *self.known.entry(*code).or_insert_with(|| weights.get(*code, self.comparisons)),
            };
            if most < keep {
                continue;
            }
            let (left, right) = (left.min(*right), left.max(*right));
            let rarity = self.comparisons.rarity_bits(*code, left, right);
            if weight + rarity >= keep {
                self.kept.push(ScoredPair {
                    left,
                    right,
                    match_weight_bits: weight + rarity,
                    term_frequency_bits: rarity,
                    pattern: *code,
                });
            }
        }
    }
}

/// Scores any pair, as the pass does.
#[derive(Debug)]
pub(crate) struct Scorer<'a> {
    comparisons: &'a Comparisons,
    weights: Weights,
    /// Memories that no thread is using.
    memories: Mutex<Vec<Memory>>,
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(model: &Model, comparisons: &'a Comparisons) -> Self {
        Self { comparisons, weights: Weights::of(model, comparisons), memories: Mutex::new(Vec::new()) }
    }

    fn weighed(&self, code: PatternCode, (left, right): (u32, u32)) -> ScoredPair {
        let rarity = self.comparisons.rarity_bits(code, left, right);
        let match_weight_bits = self.weights.get(code, self.comparisons).0 + rarity;
        ScoredPair { left, right, match_weight_bits, term_frequency_bits: rarity, pattern: code }
    }

    /// The memories; one that a panic interrupted holds nothing wrong.
    fn memories(&self) -> MutexGuard<'_, Vec<Memory>> {
        self.memories.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PairScorer for Scorer<'_> {
    fn score(&self, left: u32, right: u32) -> ScoredPair {
        let (left, right) = (left.min(right), left.max(right));
        let idle = self.memories().pop();
        let mut memory = idle.unwrap_or_else(|| self.comparisons.memory());
        let code = self.comparisons.pattern((left, right), &mut memory);
        self.memories().push(memory);
        self.weighed(code, (left, right))
    }

    fn score_all(&self, rows: &[u32], visit: &mut dyn FnMut(ScoredPair)) {
        let idle = self.memories().pop();
        let mut memory = idle.unwrap_or_else(|| self.comparisons.memory());
        let (mut gathered, mut work) = (Gathered::default(), Codes::default());
        self.comparisons.gather(rows, &mut gathered);
        for (at, left) in rows.iter().enumerate() {
            let strip = Strip { gathered: &gathered, left: at, from: at + 1, until: rows.len() };
            self.comparisons.patterns(strip, (&mut memory, &mut work));
            for (code, right) in work.codes.iter().zip(&rows[at + 1..]) {
                visit(self.weighed(*code, (*left, *right)));
            }
        }
        self.memories().push(memory);
    }
}
