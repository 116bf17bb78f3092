//! What is sampled, and how: the inputs, the settings, and what must hold for them.

use crate::pair::{PairScorer, RowNumber, ScoredPair};
use crate::pattern::PatternShape;
use crate::weight::model::Model;

/// Lists that fit into a capture pattern.
pub const MOST_LISTS: usize = 16;

/// Where records are noisy copies of a person, almost all that is beyond one record's pairs follows from these.
const REDUNDANCY: [f64; 2] = [0.9, 1.0];

/// What is known about the records.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// `[row]`: the list of each row, counted from 0; at most [`MOST_LISTS`] lists.
    pub list_of: &'a [u16],
    /// `[row]`: the stratum of each row; a person belongs to the stratum of the earliest of their rows. `None` is one stratum.
    pub strata: Option<&'a [u16]>,
    /// Candidate pairs with their weights, in any order; those below the settings' threshold are passed over.
    pub edges: &'a [ScoredPair],
    /// Gives pattern and term-frequency bits of any other pair.
    pub scorer: &'a dyn PairScorer,
    /// m, u, prior and interactions.
    pub model: &'a Model,
    /// How patterns are read.
    pub shape: &'a PatternShape,
    /// What may not or must be joined.
    pub constraints: Constraints<'a>,
}

/// What may not or must be joined, whatever the evidence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Constraints<'a> {
    /// `[list]`: whether the list holds nobody twice; lists beyond its end may.
    pub one_row_per_list: &'a [bool],
    /// Pairs that people judged to be the same person. A judgement outweighs `one_row_per_list`.
    pub same: &'a [(RowNumber, RowNumber)],
    /// Pairs that people judged to be different persons.
    pub different: &'a [(RowNumber, RowNumber)],
}

/// What is held of partitions before any comparison is seen.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum ClusterPrior {
    /// Each record belongs to any of very many persons alike: every join costs the prior odds once (Steorts, Hall & Fienberg 2016).
    #[default]
    UniformLabels,
    /// Ewens-Pitman: joining a cluster of k records weighs (k - discount), scaled so that a pair costs the prior odds; the
    /// strength follows from the odds and is held constant within a sweep. The discount is at least 0 and below 1.
    EwensPitman {
        /// The discount.
        discount: f64,
    },
}

/// Expected counts behind m, u and the odds of a join.
#[derive(Debug, Clone, PartialEq)]
pub struct PseudoCounts {
    /// `[comparison][level - 1]` among matches.
    pub matches: Vec<Vec<f64>>,
    /// `[comparison][level - 1]` among non-matches, usually counted in random pairs.
    pub non_matches: Vec<Vec<f64>>,
    /// Joins made and joins that were possible but not made, behind the odds of a join.
    pub odds: [f64; 2],
}

/// Whether the parameters are known, and from what they are learnt.
///
/// The odds of a join are not the share of matches among all pairs, the model's prior: where lists overlap much, a record that
/// nobody has claimed yet finds few that are still unclaimed, and the odds for each of them are higher. Learnt odds balance the
/// joins of a partition against those that it leaves open.
#[derive(Debug, Clone, PartialEq)]
pub enum Learning {
    /// m and u are those of the model, and each join has the odds of its prior, whatever else is joined.
    Fixed,
    /// m and u are those of the model; the odds of a join are learnt from the partition, on top of joins made and not made.
    Odds([f64; 2]),
    /// m and u are drawn from the counts alone, untouched by the partition: for counts that came from these very records. The
    /// odds of a join are learnt.
    Counts(PseudoCounts),
    /// m is drawn from the counts together with the pairs that are joined in the current partition: for counts that came from
    /// elsewhere, such as judgements or a weak prior. u is drawn from its counts alone, since the pairs at hand were selected
    /// for their likeness. The odds of a join are learnt.
    Joint(PseudoCounts),
}

impl Default for Learning {
    fn default() -> Self {
        Self::Odds([1.0, 1.0])
    }
}

/// What is known of the share of true matches that the blocking rules reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RecallPosterior {
    /// Beta: of so many known matches these were reached and these were not, plus the prior counts.
    Beta {
        /// Reached.
        reached: f64,
        /// Not reached.
        missed: f64,
    },
    /// Normal on the scale of the logarithm of the odds.
    Logit {
        /// Mean of ln(recall / (1 - recall)).
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
}

/// How to sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Recorded partitions, over all chains.
    pub draws: usize,
    /// Sweeps of each chain before the first recorded one.
    pub burn_in: usize,
    /// Sweeps from one recorded partition to the next.
    pub thinning: usize,
    /// Chains, two at least.
    pub chains: usize,
    /// Sweeps between two draws of the parameters.
    pub sweeps_per_update: usize,
    /// Same seed, same bytes.
    pub seed: u64,
    /// Threads; changes nothing but the time.
    pub threads: usize,
    /// Edges below this match weight do not connect records.
    pub threshold_bits: f64,
    /// Components with more records are cut at higher thresholds.
    pub largest_component: usize,
    /// Records of one person, at most.
    pub largest_cluster: Option<usize>,
    /// How much of what pairs say within a cluster follows from the others, between 0 and 1: at 0 every pair counts in full,
    /// which is right only where the comparisons of one cluster are independent; at 1 only the pairs of one record
    /// count in each comparison, as if b = c were no news once a = b and a = c. Nobody knows it exactly: it is drawn uniformly between these two numbers
    /// with every draw of the parameters.
    pub redundancy: [f64; 2],
    /// What is held of partitions beforehand.
    pub cluster_prior: ClusterPrior,
    /// What the parameters are learnt from.
    pub learning: Learning,
    /// Standard deviation, in bits, of the error of the prior odds that remains after calibration.
    pub calibration_sd_bits: f64,
    /// What the blocking rules reach; `None` corrects nothing.
    pub recall: Option<RecallPosterior>,
    /// Keep who belongs with whom for every n-th draw.
    pub labels_every: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            draws: 1000,
            burn_in: 100,
            thinning: 1,
            chains: 2,
            sweeps_per_update: 5,
            seed: 1,
            threads: 1,
            threshold_bits: -5.0,
            largest_component: 200,
            largest_cluster: None,
            redundancy: REDUNDANCY,
            cluster_prior: ClusterPrior::default(),
            learning: Learning::default(),
            calibration_sd_bits: 0.0,
            recall: None,
            labels_every: None,
        }
    }
}

impl Evidence<'_> {
    pub(super) fn stratum(&self, row: RowNumber) -> u16 {
        self.strata.map_or(0, |strata| strata[row as usize])
    }

    pub(super) fn holds_nobody_twice(&self, list: u16) -> bool {
        self.constraints.one_row_per_list.get(usize::from(list)).copied().unwrap_or(false)
    }
}
