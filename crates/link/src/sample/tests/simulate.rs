//! Small worlds: persons, lists, and what comparing their records shows, without names.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::pair::{PairScorer, RowNumber, ScoredPair};
use crate::pattern::PatternShape;
use crate::sample::{
    CaptureCell, CaptureTable, Constraints, Evidence, PartitionDraws, PseudoCounts, RecallPosterior, SampleError,
    Settings, draw_partitions,
};
use crate::weight::model::{ComparisonModel, LevelModel, LevelProbability, Model};

/// P(level given match).
const M: [[f64; 3]; 5] = [[0.75, 0.15, 0.1], [0.8, 0.1, 0.1], [0.7, 0.15, 0.15], [0.85, 0.1, 0.05], [0.6, 0.2, 0.2]];

/// P(level given no match).
const U: [[f64; 3]; 5] =
    [[0.01, 0.03, 0.96], [0.01, 0.02, 0.97], [0.01, 0.03, 0.96], [0.02, 0.05, 0.93], [0.02, 0.08, 0.9]];

/// Share of comparisons in which a value is missing.
const MISSING: f64 = 0.1;

/// Values of each field, and how often a copy has another or misspells it.
const VALUES: [u32; 5] = [60, 40, 90, 20, 12];
const ERRORS: [f64; 5] = [0.15, 0.1, 0.15, 0.08, 0.2];

#[derive(Debug, Clone)]
pub(super) struct World {
    pub list_of: Vec<u16>,
    pub strata: Vec<u16>,
    pub edges: Vec<ScoredPair>,
    pub one_row_per_list: Vec<bool>,
    pub same: Vec<(u32, u32)>,
    pub different: Vec<(u32, u32)>,
    /// Persons on any list.
    pub persons: usize,
    person_of: Vec<usize>,
    patterns: Vec<u64>, // [right (right - 1) / 2 + left]
    bits: Vec<f32>,     // likewise: term frequencies
    pub model: Model,
    pub shape: PatternShape,
}

fn place(left: RowNumber, right: RowNumber) -> usize {
    let (left, right) = (left.min(right) as usize, left.max(right) as usize);
    right * (right - 1) / 2 + left
}

fn model(m: &[[f64; 3]], u: &[[f64; 3]], prior: f64) -> Model {
    let level = |(m, u): (&f64, &f64)| LevelModel {
        label: String::new(),
        m_probability: LevelProbability::Estimated(*m),
        u_probability: LevelProbability::Estimated(*u),
    };
    let comparison = |(m, u): (&[f64; 3], &[f64; 3])| ComparisonModel {
        name: String::new(),
        levels: m.iter().zip(u).map(level).collect(),
    };
    Model { prior, comparisons: m.iter().zip(u).map(comparison).collect(), interactions: Vec::new(), relatives: None }
}

fn pick(shares: &[f64], rng: &mut ChaCha20Rng) -> u8 {
    let mut left: f64 = rng.random();
    for (level, share) in (1..).zip(shares) {
        left -= share;
        if left < 0.0 {
            return level;
        }
    }
    shares.len() as u8
}

/// Each person is on each of so many lists with this chance: the list and the person of every row.
fn listed(population: usize, (lists, chance): (u16, f64), rng: &mut ChaCha20Rng) -> Vec<(u16, usize)> {
    let rows = (0..lists).flat_map(|list| (0..population).map(move |person| (list, person)));
    rows.filter(|_| rng.random::<f64>() < chance).collect()
}

/// One of so many values, the first of them more often.
fn value(values: u32, rng: &mut ChaCha20Rng) -> u32 {
    (f64::from(values) * rng.random::<f64>().powf(1.5)) as u32
}

/// A value as a row has it.
#[derive(Debug, Clone, Copy)]
enum Copied {
    Missing,
    Exact(u32),
    Misspelt(u32),
}

fn copy(values: [u32; 5], rng: &mut ChaCha20Rng) -> [Copied; 5] {
    let mut fields = 0..5;
    values.map(|value_of_person| {
        let field = fields.next().unwrap_or(0);
        match rng.random::<f64>() {
            gap if gap < 0.05 => Copied::Missing,
            wrong if wrong < 0.05 + ERRORS[field] * 0.4 => Copied::Exact(value(VALUES[field], rng)),
            misspelt if misspelt < 0.05 + ERRORS[field] => Copied::Misspelt(value_of_person),
            _ => Copied::Exact(value_of_person),
        }
    })
}

impl Copied {
    fn level(self, other: &Self) -> u8 {
        match (self, *other) {
            (Self::Missing, _) | (_, Self::Missing) => 0,
            (Self::Exact(one), Self::Exact(other)) if one == other => 1,
            (Self::Exact(one) | Self::Misspelt(one), Self::Exact(other) | Self::Misspelt(other)) if one == other => 2,
            (Self::Exact(_) | Self::Misspelt(_), Self::Exact(_) | Self::Misspelt(_)) => 3,
        }
    }
}

impl PairScorer for World {
    fn score(&self, left: RowNumber, right: RowNumber) -> ScoredPair {
        let (pattern, term_frequency_bits) = (self.patterns[place(left, right)], self.bits[place(left, right)]);
        let bits = self.model.weight_bits(&self.shape, pattern) as f32 + term_frequency_bits;
        ScoredPair {
            left: left.min(right),
            right: left.max(right),
            match_weight_bits: bits,
            term_frequency_bits,
            pattern,
        }
    }
}

impl World {
    /// Rows whose pairs weigh what a function says, prior odds of 1 included.
    pub(super) fn of_bits(list_of: &[u16], bits: impl Fn(usize, usize) -> f64) -> Self {
        let rows = list_of.len();
        let pairs = (0..rows).flat_map(|right| (0..right).map(move |left| (left, right)));
        let bits: Vec<f32> = pairs.map(|(left, right)| bits(left, right) as f32).collect();
        let mut world = Self {
            list_of: list_of.to_vec(),
            strata: vec![0; rows],
            edges: Vec::new(),
            one_row_per_list: Vec::new(),
            same: Vec::new(),
            different: Vec::new(),
            persons: 0,
            person_of: (0..rows).collect(),
            patterns: vec![0; bits.len()],
            bits,
            model: model(&[], &[], 0.5),
            shape: PatternShape::new(&[]).unwrap(),
        };
        world.edges = world.all_pairs();
        world
    }

    /// So many persons, each on each of three lists with a chance of 40 %; the lists hold nobody twice. Every pair of rows is
    /// compared anew: the comparisons of one person's rows are independent.
    pub(super) fn simulate(population: usize, seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut world = Self::of_persons(listed(population, (3, 0.4), &mut rng));
        world.model = model(&M, &U, 1.0 / population as f64);
        world.compare(|world, left, right| {
            let shares = if world.person_of[left] == world.person_of[right] { &M } else { &U };
            shares.map(|shares| if rng.random::<f64>() < MISSING { 0 } else { pick(&shares, &mut rng) })
        });
        world
    }

    /// Persons with five values each; their rows copy them with errors and gaps, and the values are compared: alike, alike but
    /// for the spelling, or different. The model has the true m and u.
    pub(super) fn copies(population: usize, lists: u16, seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let person = |rng: &mut ChaCha20Rng| VALUES.map(|values| value(values, rng));
        let persons: Vec<[u32; 5]> = (0..population).map(|_| person(&mut rng)).collect();
        let mut world = Self::of_persons(listed(population, (lists, 0.35), &mut rng));
        let copies: Vec<[Copied; 5]> = world.person_of.iter().map(|person| copy(persons[*person], &mut rng)).collect();
        world.compare(|_, left, right| {
            let mut pairs = copies[left].iter().zip(&copies[right]);
            [0; 5].map(|_| pairs.next().map_or(0, |(one, other)| one.level(other)))
        });
        world.model = model(&world.shares(true), &world.shares(false), 1.0 / population as f64);
        world.edges = world.all_pairs();
        world
    }

    fn of_persons(rows: Vec<(u16, usize)>) -> Self {
        let list_of: Vec<u16> = rows.iter().map(|row| row.0).collect();
        let mut world = Self::of_bits(&list_of, |_, _| 0.0);
        world.one_row_per_list = vec![true; 16];
        world.person_of = rows.iter().map(|row| row.1).collect();
        let mut persons = world.person_of.clone();
        persons.sort_unstable();
        persons.dedup();
        world.persons = persons.len();
        world.shape = PatternShape::new(&[4; 5]).unwrap();
        world
    }

    fn compare(&mut self, mut levels: impl FnMut(&Self, usize, usize) -> [u8; 5]) {
        for right in 0..self.list_of.len() {
            for left in 0..right {
                self.patterns[place(left as u32, right as u32)] = self.shape.encode(&levels(self, left, right));
            }
        }
        self.edges = self.all_pairs();
    }

    /// Shares of levels among true matches or non-matches, where both values are known.
    pub(super) fn shares(&self, matches: bool) -> [[f64; 3]; 5] {
        let mut counts = [[0.1; 3]; 5];
        for right in 0..self.list_of.len() {
            for left in (0..right).filter(|left| (self.person_of[*left] == self.person_of[right]) == matches) {
                let levels = self.shape.decode(self.patterns[place(left as u32, right as u32)]);
                for (counts, level) in counts.iter_mut().zip(levels).filter(|(_, level)| *level > 0) {
                    counts[usize::from(level) - 1] += 1.0;
                }
            }
        }
        counts.map(|levels| levels.map(|count| count / levels.iter().sum::<f64>()))
    }

    fn all_pairs(&self) -> Vec<ScoredPair> {
        let rows = self.list_of.len() as u32;
        (0..rows).flat_map(|right| (0..right).map(move |left| self.score(left, right))).collect()
    }

    /// Keeps this share of the edges, each on its own, and tells what 100 matches that are known would say about it.
    pub(super) fn blocked(mut self, recall: f64, seed: u64) -> (Self, RecallPosterior) {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        self.edges.retain(|_| rng.random::<f64>() < recall);
        let reached = (0..100).filter(|_| rng.random::<f64>() < recall).count() as f64;
        (self, RecallPosterior::Beta { reached: reached + 0.5, missed: 100.5 - reached })
    }

    /// Next to nothing is known of m; u was counted in 20,000 random pairs.
    pub(super) fn weak_counts(&self) -> PseudoCounts {
        let level = |level: &LevelModel| level.u_probability.value() * 20_000.0;
        PseudoCounts {
            matches: M.iter().map(|_| vec![4.0, 1.0, 1.0]).collect(),
            non_matches: self.model.comparisons.iter().map(|one| one.levels.iter().map(level).collect()).collect(),
            odds: [1.0, 1.0],
        }
    }

    /// The capture table that clusters of two or more rows make.
    pub(super) fn table(&self, clusters: &[Vec<u32>]) -> CaptureTable {
        let mut cells = std::collections::BTreeMap::new();
        let joined: Vec<u32> = clusters.concat();
        let single = (0..self.list_of.len() as u32).filter(|row| !joined.contains(row)).map(|row| vec![row]);
        for rows in clusters.iter().cloned().chain(single) {
            let lists = rows.iter().fold(0, |lists, row| lists | 1_u16 << self.list_of[*row as usize]);
            *cells.entry((self.strata[rows[0] as usize], lists)).or_insert(0) += 1;
        }
        let cell = |((stratum, lists), persons)| CaptureCell { stratum, lists, persons };
        CaptureTable { cells: cells.into_iter().map(cell).collect() }
    }

    pub(super) fn evidence(&self) -> Evidence<'_> {
        let constraints =
            Constraints { one_row_per_list: &self.one_row_per_list, same: &self.same, different: &self.different };
        Evidence {
            list_of: &self.list_of,
            strata: Some(&self.strata).filter(|strata| strata.len() == self.list_of.len()).map(Vec::as_slice),
            edges: &self.edges,
            scorer: self,
            model: &self.model,
            shape: &self.shape,
            constraints,
        }
    }

    pub(super) fn draw(&self, settings: &Settings) -> Result<PartitionDraws, SampleError> {
        draw_partitions(&self.evidence(), settings)
    }
}
