//! Which conjunctions of keys find the most likely matches for a budget of pairs?

use std::{cmp::Ordering, collections::BinaryHeap};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde::Serialize;

use super::{
    keys::{Keys, Tally, lessen, sum},
    plan::Plan,
};
use crate::{
    blocking::spread,
    fields::Fields,
    linker::{LinkError, Options},
    pair::ScoredPair,
    table::Table,
};

/// Records whose pairs show how many pairs a conjunction makes.
const SAMPLE_ROWS: usize = 3_000;

/// Keys of a rule, at most.
const LONGEST: usize = 4;

/// Rules, at most.
const MOST_RULES: usize = 32;

/// Matches that are imagined.
const IMAGINED: u32 = 8_000;

/// Kinds of likely matches that are looked at, the most frequent first.
const MOST_KINDS: usize = 8_000;

/// Conjunctions that are weighed, those of few keys first.
const MOST_CONJUNCTIONS: usize = 8_000;

/// Conjunctions that are counted and found too wide for what is left of the budget, at most.
const MOST_REFUSED: usize = 12;

/// First, narrow rules, at most.
const MOST_NARROW: usize = 30;

/// Pairs that are less likely matches than this tell nothing.
const LIKELY: f64 = 0.05;

/// What a likely match is still worth when one more rule finds it: matches that nobody knows yet are found by rules that
/// would find the known ones in another way.
const AGAIN: f64 = 0.1;

/// A conjunction is implied by a rule that finds this share of what it finds.
const IMPLIED: f64 = 0.999;

/// One part in so many of the budget counts as no cost: a budget is there to be spent, and wide rules find what nobody knows.
const FREE: f64 = 10.0;

/// A rule that finds less than this share of the likely matches anew is not worth its time.
const SMALLEST_GAIN: f64 = 2e-5;

/// A proposed rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProposedRule {
    /// The keys, as the settings write them.
    pub keys: Vec<String>,
    /// Pairs that it makes.
    pub pairs: u64,
    /// Rows of its largest block.
    pub largest_block: u64,
    /// Pairs that no rule before it makes, about.
    pub new_pairs: f64,
    /// Likely matches that no rule before it finds.
    pub new_matches: f64,
}

/// The search for rules.
pub(super) struct Search {
    keys: Keys,
    conjunctions: Vec<u64>,
    /// Random pairs by the keys on which they agree.
    random: Vec<(u64, f64)>,
    /// Likely matches by the keys on which they agree.
    likely: Vec<(u64, f64)>,
    rows: f64,
    /// Pairs that each random pair stands for.
    scale: f64,
    /// `[key]`: keys of one number stand or fall together.
    together: Vec<usize>,
    seed: u64,
}

/// A conjunction by what it is worth; the greatest comes first.
struct Ranked {
    worth: f64,
    conjunction: u64,
    gain: f64,
    round: usize,
}

impl Search {
    /// Reads the keys and looks at random pairs.
    pub(super) fn new(table: &Table, plan: &Plan, options: &Options<'_>) -> Result<Self, LinkError> {
        options.step("looking for rules")?;
        let mut fields = Fields::new(table, &plan.settings);
        let keys = Keys::of(&plan.keys, table.rows(), &mut fields)?;
        drop(fields);
        let may_match = |left: u32, right: u32| {
            !plan.settings.one_row_per_list || table.list_of[left as usize] != table.list_of[right as usize]
        };
        let rows = u32::try_from(table.rows()).unwrap_or(u32::MAX);
        let mut order: Vec<(u64, u32)> =
            (0..rows).map(|row| (spread(plan.settings.seed ^ spread(u64::from(row) + 1)), row)).collect();
        order.sort_unstable();
        order.truncate(SAMPLE_ROWS);
        let (mut tally, mut pairs) = (Tally::default(), 0.0);
        for (at, (_, left)) in order.iter().enumerate() {
            for (_, right) in &order[at + 1..] {
                if may_match(*left, *right) {
                    pairs += 1.0;
                    let mask = keys.mask(*left, *right);
                    if mask != 0 {
                        *tally.entry(mask).or_default() += 1.0;
                    }
                }
            }
        }
        let rows = f64::from(rows);
        let conjunctions = conjunctions(&keys);
        let together = keys.field_of.iter().map(|field| plan.together[*field]).collect();
        let scale = rows * (rows - 1.0) / 2.0 / f64::max(pairs, 1.0);
        Ok(Self {
            keys,
            conjunctions,
            random: sorted(tally),
            likely: Vec::new(),
            rows,
            scale,
            together,
            seed: plan.settings.seed,
        })
    }

    /// Narrow rules from many combinations of fields, for a first look at what matches are like.
    pub(super) fn narrow(&self, budget: u64) -> Vec<ProposedRule> {
        let single: Vec<f64> = (0..self.keys.names.len())
            .map(|key| sum(&self.random, 1 << key).max(0.5) * self.scale / (self.rows * self.rows / 2.0))
            .collect();
        let of = |conjunction: u64| (0..single.len()).filter(move |key| conjunction >> key & 1 == 1);
        let expected =
            |conjunction: u64| of(conjunction).map(|key| single[key]).product::<f64>() * self.rows * self.rows / 2.0;
        // For every combination of fields the coarsest keys that chance would rarely satisfy.
        let mut best: std::collections::BTreeMap<Vec<usize>, (f64, u64)> = std::collections::BTreeMap::new();
        for conjunction in &self.conjunctions {
            let fields: Vec<usize> = of(*conjunction).map(|key| self.keys.field_of[key]).collect();
            let pairs = expected(*conjunction);
            let is_narrow = pairs <= self.rows * 0.5;
            if is_narrow && fields.len() <= 3 {
                let entry = best.entry(fields).or_insert((0.0, *conjunction));
                if pairs > entry.0 {
                    *entry = (pairs, *conjunction);
                }
            }
        }
        let mut widest: Vec<(f64, u64)> = best.values().copied().collect();
        widest.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        widest.truncate(2 * MOST_NARROW);
        let mut counted: Vec<(u64, u64)> =
            widest.iter().map(|(_, conjunction)| (self.keys.count(*conjunction).0, *conjunction)).collect();
        counted.sort_unstable();
        let mut left = budget;
        let mut rules = Vec::new();
        for (pairs, conjunction) in counted.into_iter().filter(|(pairs, _)| *pairs > 0) {
            if pairs <= left && rules.len() < MOST_NARROW {
                left -= pairs;
                rules.push(conjunction);
            }
        }
        if rules.is_empty() {
            // Few or poor columns: whatever makes the fewest pairs.
            let fewest = self.conjunctions.iter().min_by(|one, other| expected(**one).total_cmp(&expected(**other)));
            rules.extend(fewest);
        }
        rules.into_iter().map(|conjunction| self.rule(conjunction, (0.0, 0.0))).collect()
    }

    /// A conjunction as a rule, with what it finds that no rule before it finds: pairs and likely matches.
    fn rule(&self, conjunction: u64, (new_pairs, new_matches): (f64, f64)) -> ProposedRule {
        let (pairs, largest_block) = self.keys.count(conjunction);
        ProposedRule { keys: self.keys.words(conjunction), pairs, largest_block, new_pairs, new_matches }
    }

    /// Takes the likely matches of a scored pass; returns how many there are.
    pub(super) fn learn(&mut self, pairs: &[ScoredPair]) -> f64 {
        let mut tally = Tally::default();
        for pair in pairs {
            let probability = pair.match_probability();
            if probability >= LIKELY {
                *tally.entry(self.keys.mask(pair.left, pair.right)).or_default() += probability;
            }
        }
        let mut seen = sorted(tally);
        // An empty sum is minus nought.
        let total = 0.0 + seen.iter().map(|(_, weight)| weight).sum::<f64>();
        let mut tally: Tally = self.imagined(&seen).into_iter().collect();
        seen.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        seen.truncate(MOST_KINDS);
        for (mask, weight) in seen {
            *tally.entry(mask).or_default() += weight;
        }
        self.likely = sorted(tally);
        total
    }

    /// Matches as they would be if every field failed by itself as often as it does in the matches seen: among them are
    /// those in which several fields fail at once, which no rule has found yet. As many as were seen.
    fn imagined(&self, seen: &[(u64, f64)]) -> Vec<(u64, f64)> {
        let total: f64 = seen.iter().map(|(_, weight)| weight).sum();
        let mut groups = self.together.clone();
        groups.sort_unstable();
        groups.dedup();
        let of_group = |group: usize| {
            let keys = self.together.iter().enumerate().filter(|(_, other)| **other == group);
            keys.fold(0_u64, |mask, (key, _)| mask | 1 << key)
        };
        let ladders: Vec<Vec<(u64, f64)>> = groups.iter().map(|group| ladder(seen, of_group(*group))).collect();
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed);
        let mut tally = Tally::default();
        for _ in 0..IMAGINED {
            let parts = ladders.iter().map(|ladder| {
                let at = rng.random_range(0.0..total.max(f64::MIN_POSITIVE));
                ladder[ladder.partition_point(|(_, sum)| *sum <= at).min(ladder.len() - 1)].0
            });
            let mask = parts.fold(0, |mask, part| mask | part);
            *tally.entry(mask).or_default() += total / f64::from(IMAGINED);
        }
        sorted(tally)
    }

    /// Chooses rules one by one: each time the one that finds most new likely matches for its new pairs.
    pub(super) fn choose(&self, budget: u64) -> Vec<ProposedRule> {
        let mut choice = Choice {
            search: self,
            worth: self.likely.clone(),
            unfound: self.likely.clone(),
            unmade: self.random.clone(),
            free: budget as f64 / FREE,
            chosen: Vec::new(),
        };
        let total = sum(&self.likely, 0);
        let (mut rules, mut left, mut refused) = (Vec::new(), budget as f64, 0);
        let mut heap: BinaryHeap<Ranked> =
            self.conjunctions.iter().map(|conjunction| choice.ranked(*conjunction)).collect();
        while let Some(best) = heap.pop() {
            if best.round < rules.len() {
                heap.push(choice.ranked(best.conjunction));
                continue;
            }
            if rules.len() == MOST_RULES || best.gain < SMALLEST_GAIN * total {
                break;
            }
            if choice.is_implied(best.conjunction) || sum(&choice.unmade, best.conjunction) * self.scale > 1.2 * left {
                continue;
            }
            if refused == MOST_REFUSED {
                break;
            }
            let (pairs, largest_block) = self.keys.count(best.conjunction);
            let new_pairs = pairs as f64 * choice.new_share(best.conjunction);
            if new_pairs <= left {
                left -= new_pairs;
                let new_matches = sum(&choice.unfound, best.conjunction);
                choice.take(best.conjunction);
                let keys = self.keys.words(best.conjunction);
                rules.push(ProposedRule { keys, pairs, largest_block, new_pairs, new_matches });
            } else {
                refused += 1;
            }
        }
        rules
    }
}

/// A choice of rules in the making.
struct Choice<'a> {
    search: &'a Search,
    /// Likely matches by what they are still worth.
    worth: Vec<(u64, f64)>,
    /// Likely matches that no chosen rule finds.
    unfound: Vec<(u64, f64)>,
    /// Random pairs that no chosen rule makes.
    unmade: Vec<(u64, f64)>,
    free: f64,
    chosen: Vec<u64>,
}

impl Choice<'_> {
    fn take(&mut self, conjunction: u64) {
        lessen(&mut self.worth, conjunction, AGAIN);
        lessen(&mut self.unfound, conjunction, 0.0);
        lessen(&mut self.unmade, conjunction, 0.0);
        self.chosen.push(conjunction);
    }

    /// True where a chosen rule finds all that a conjunction would.
    fn is_implied(&self, conjunction: u64) -> bool {
        let alone = sum(&self.search.likely, conjunction);
        self.chosen.iter().any(|rule| sum(&self.search.likely, conjunction | rule) > IMPLIED * alone)
    }

    /// What a conjunction is worth beside those chosen.
    fn ranked(&self, conjunction: u64) -> Ranked {
        let gain = sum(&self.worth, conjunction);
        let pairs = sum(&self.unmade, conjunction) * self.search.scale;
        Ranked { worth: gain / (pairs + self.free), conjunction, gain, round: self.chosen.len() }
    }

    /// Share of a conjunction's pairs that those chosen do not make.
    fn new_share(&self, conjunction: u64) -> f64 {
        let all = sum(&self.search.random, conjunction);
        if all < 20.0 { 1.0 } else { sum(&self.unmade, conjunction) / all }
    }
}

/// The parts of the masks that lie in a group, each with the sum of the weights up to it.
fn ladder(seen: &[(u64, f64)], group: u64) -> Vec<(u64, f64)> {
    let mut tally = Tally::default();
    seen.iter().for_each(|(mask, weight)| *tally.entry(mask & group).or_default() += weight);
    let mut ladder = sorted(tally);
    let mut sum = 0.0;
    for (_, weight) in &mut ladder {
        sum += *weight;
        *weight = sum;
    }
    if ladder.is_empty() { vec![(0, 1.0)] } else { ladder }
}

fn sorted(tally: Tally) -> Vec<(u64, f64)> {
    let mut sorted: Vec<(u64, f64)> = tally.into_iter().collect();
    sorted.sort_unstable_by_key(|(mask, _)| *mask);
    sorted
}

/// All conjunctions of one to four keys, at most one of each field.
fn conjunctions(keys: &Keys) -> Vec<u64> {
    let mut all: Vec<(u64, usize)> = vec![(0, 0)];
    let mut from = 0;
    for _ in 0..LONGEST {
        let until = all.len();
        for at in from..until {
            let (conjunction, next) = all[at];
            for key in next..keys.names.len() {
                let is_taken =
                    (0..key).any(|other| conjunction >> other & 1 == 1 && keys.field_of[other] == keys.field_of[key]);
                if !is_taken && all.len() <= MOST_CONJUNCTIONS {
                    all.push((conjunction | 1 << key, key + 1));
                }
            }
        }
        from = until;
    }
    all.into_iter().skip(1).map(|(conjunction, _)| conjunction).collect()
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then(other.conjunction.cmp(&self.conjunction))
    }
}
