//! Who is one person? From scored pairs, and what people judged, to clusters.
//!
//! Pairs do not chain: A may look like B and B like C where A cannot be C. So clusters are those that the weights of
//! *all* their pairs support together, not whatever hangs together by some path.
//!
//! Sources: Bansal, Blum & Chawla 2004, *Machine Learning* 56:89-113 (correlation clustering); Ailon, Charikar & Newman
//! 2008, *J. ACM* 55(5) (its approximation); Sadinle 2014, *Ann. Appl. Statist.* 8:2404-2434 (partitions as what is sought).

mod agglomerative;
mod components;
mod incremental;
mod judgement;
mod mutual_best;
mod quality;
mod truth;

pub use agglomerative::Linkage;
pub use components::{DisjointSets, Groups, components};
pub use incremental::{Canonical, Canonicals, Change, Member, NewRecord, RowOrigin, Store, StoreError, first_ids};
pub use judgement::{
    BadLine, Conflict, Constraints, Contradiction, Decision, Judged, Judgement, RecordName, read_judgements,
    resolve as resolve_judgements, write_judgements,
};
pub use quality::{Cause, ClusterQuality, Quality, QualityOptions, Warning, measure};
pub use truth::{Accuracy, accuracy};

use crate::pair::{PairScorer, RowNumber, ScoredPair};

/// How clusters are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Greatest total weight over the pairs of all clusters: the default.
    #[default]
    Agglomerative,
    /// One record of a duplicate-free list links to its best in another, if that is mutual.
    MutualBest,
    /// Whatever hangs together at the threshold.
    Components,
}

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How clusters are made.
    pub method: Method,
    /// In which order clusters are merged.
    pub linkage: Linkage,
    /// The weight at which a pair speaks neither for nor against one person.
    pub threshold_bits: f64,
    /// Pairs above this weight make the components within which all pairs are weighed.
    pub low_bits: f64,
    /// No pair speaks louder than this, for or against.
    pub cap_bits: f64,
    /// Larger components are cut at a higher weight before their pairs are weighed.
    pub component_rows_max: usize,
    /// Threads; the result is the same for any number.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::default(),
            linkage: Linkage::default(),
            threshold_bits: 0.0,
            low_bits: LOW_BITS,
            cap_bits: 20.0,
            component_rows_max: 300,
            threads: 1,
        }
    }
}

/// log2 of odds of 1 to 99.
const LOW_BITS: f64 = -6.63;

/// What is known of the rows and their pairs.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// `[row]`: its list.
    pub list_of: &'a [u16],
    /// `[list]`: whether it holds nobody twice; lists beyond the end may hold duplicates.
    pub one_row_per_list: &'a [bool],
    /// The pairs that were kept, ordered by (left, right).
    pub pairs: &'a [ScoredPair],
    /// Scores the others.
    pub scorer: &'a dyn PairScorer,
    /// What people judged.
    pub constraints: &'a Constraints,
}

impl Input<'_> {
    fn list_is_unique(&self, row: RowNumber) -> bool {
        self.one_row_per_list.get(usize::from(self.list_of[row as usize])).copied().unwrap_or(false)
    }

    /// Whether two rows may not be in one cluster.
    pub(crate) fn are_apart(&self, left: RowNumber, right: RowNumber) -> bool {
        let same_list = self.list_of[left as usize] == self.list_of[right as usize];
        (same_list && self.list_is_unique(left)) || self.constraints.are_apart(left, right)
    }
}

/// Every row in exactly one cluster. Invariant: clusters are numbered by their smallest row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clustering {
    /// `[row]`: the number of its cluster.
    pub cluster_of: Vec<u32>,
    /// How many clusters.
    pub clusters: u32,
    /// Components too large to weigh all their pairs at once.
    pub cut: Vec<CutComponent>,
}

/// A component that was cut before its pairs were weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutComponent {
    /// Its smallest row.
    pub first_row: RowNumber,
    /// Its rows.
    pub rows: usize,
    /// Into how many parts it was cut; parts that belong together were joined again.
    pub parts: usize,
}

impl Clustering {
    /// From the smallest row of each row's cluster.
    fn from_smallest(smallest: &[RowNumber], cut: Vec<CutComponent>) -> Self {
        let (cluster_of, clusters) = components::numbered(smallest);
        Self { cluster_of, clusters, cut }
    }

    /// Clusters of two or more rows.
    pub fn groups(&self) -> Groups {
        Groups::new(&self.cluster_of, 2)
    }

    /// Every cluster with its rows.
    pub fn all_groups(&self) -> Groups {
        Groups::new(&self.cluster_of, 1)
    }
}

/// Input that no table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// A pair of rows that are not there, or of a row with itself.
    #[error("pair {at} is of rows {left} and {right}; rows are 0 to {rows} (not included), the left one lower")]
    Pair {
        /// Its place.
        at: usize,
        /// One row.
        left: RowNumber,
        /// The other.
        right: RowNumber,
        /// How many rows there are.
        rows: usize,
    },
    /// Pairs out of order, or one pair twice.
    #[error("pair {at} does not follow the one before; order pairs by left and right row, each once")]
    Order {
        /// Its place.
        at: usize,
    },
}

/// Clusters the rows.
///
/// ```
/// use link::{cluster::{Constraints, Input, Options, cluster}, pair::{PairScorer, ScoredPair}};
/// struct Chain; // 0 looks like 1 and 1 like 2, but 0 cannot be 2.
/// impl PairScorer for Chain {
///     fn score(&self, left: u32, right: u32) -> ScoredPair {
///         let match_weight_bits = if left.abs_diff(right) == 1 { 8.0 + left.min(right) as f32 } else { -15.0 };
///         ScoredPair { left, right, match_weight_bits, term_frequency_bits: 0.0, pattern: 0 }
///     }
/// }
/// let pairs = [Chain.score(0, 1), Chain.score(1, 2)];
/// let constraints = Constraints::default();
/// let input = Input { list_of: &[0, 0, 0], one_row_per_list: &[], pairs: &pairs, scorer: &Chain, constraints: &constraints };
/// assert_eq!(cluster(&input, &Options::default())?.cluster_of, [0, 1, 1]); // 9 bits hold, 8 - 15 do not
/// # Ok::<(), link::cluster::ClusterError>(())
/// ```
///
/// # Errors
/// Where pairs name rows that are not there or are out of order.
pub fn cluster(input: &Input<'_>, options: &Options) -> Result<Clustering, ClusterError> {
    check(input)?;
    Ok(match options.method {
        Method::Agglomerative => agglomerative::cluster(input, options),
        Method::MutualBest => mutual_best::cluster(input, options),
        Method::Components => mutual_best::by_strength(input, input.pairs.iter().copied(), options),
    })
}

fn check(input: &Input<'_>) -> Result<(), ClusterError> {
    let rows = input.list_of.len();
    let is_wrong = |pair: &ScoredPair| pair.left >= pair.right || pair.right as usize >= rows;
    if let Some(at) = input.pairs.iter().position(is_wrong) {
        let pair = input.pairs[at];
        return Err(ClusterError::Pair { at, left: pair.left, right: pair.right, rows });
    }
    let follows = |two: &[ScoredPair]| (two[0].left, two[0].right) < (two[1].left, two[1].right);
    match input.pairs.windows(2).position(|two| !follows(two)) {
        Some(at) => Err(ClusterError::Order { at: at + 1 }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
