//! One more record: only the component that its pairs touch is clustered again.

use rustc_hash::FxHashMap;

use super::{
    Canonicals, Change, record_name,
    settle::{Book, Record},
};
use crate::{
    cluster::{
        ClusterError, Constraints, Input, Options,
        agglomerative::{self, Solver},
        judgement::RecordName,
    },
    pair::{PairScorer, RowNumber, ScoredPair},
    table::Table,
};

/// Of a component of more rows only the clusters near the new record are weighed again: rows that a weak link connects to it, and
/// all that links at the threshold connect to these. No cluster is torn: each of its mergers had such a link.
const ROWS_NEAR: usize = 200;

/// Records for which there is room from the start: to move a million names is a wait that nobody expects of one record.
const ROOM: usize = 1 << 16;

/// The clusters of many records, ready for one more. Rows are numbered in the order in which they came.
#[derive(Debug)]
pub struct Store {
    options: Options,
    list_of: Vec<u16>,
    one_row_per_list: Vec<bool>,
    constraints: Constraints,
    starts: Vec<usize>,
    neighbours: Vec<(RowNumber, f32)>,
    added: FxHashMap<RowNumber, Vec<(RowNumber, f32)>>,
    canonical_of: Vec<u32>,
    book: Book,
}

/// Where the rows of a store come from.
pub struct RowOrigin<'a> {
    /// The table as it was clustered.
    pub table: &'a Table,
    /// The names of its clusters.
    pub canonicals: &'a Canonicals,
}

/// A record to add.
pub struct NewRecord<'a> {
    /// Its list.
    pub list: u16,
    /// Its pairs with records that are there, scored; in any order.
    pub pairs: &'a [ScoredPair],
}

/// A record that cannot be added, or a store that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A pair that is not one of the new row.
    #[error("a pair of rows {left} and {right}; each must be of the new row {row} with an earlier one")]
    Pair {
        /// The new row.
        row: RowNumber,
        /// One row of the pair.
        left: RowNumber,
        /// The other.
        right: RowNumber,
    },
    /// Pairs that are not in order.
    #[error(transparent)]
    Pairs(#[from] ClusterError),
    /// A row of the table that has no name among the canonicals.
    #[error("record {0} has no canonical id; join the clustering of this table first")]
    NoCanonical(RecordName),
}

impl Store {
    /// A store of records that were clustered and named.
    ///
    /// # Errors
    /// Where pairs are wrong or records have no canonical id.
    pub fn new(input: &Input<'_>, options: &Options, origin: &RowOrigin<'_>) -> Result<Self, StoreError> {
        crate::cluster::check(input)?;
        let (table, canonicals) = (origin.table, origin.canonicals);
        let mut canonical_of = vec![u32::MAX; input.list_of.len()];
        for member in &canonicals.members {
            let list = table.lists.iter().position(|list| list == canonicals.list_name(member));
            let row = list.and_then(|list| table.find(u16::try_from(list).ok()?, &member.id));
            if let Some(place) = row.and_then(|row| canonical_of.get_mut(row as usize))
                && (member.canonical as usize) < canonicals.canonicals.len()
            {
                *place = member.canonical;
            }
        }
        if let Some(row) = canonical_of.iter().position(|canonical| *canonical == u32::MAX) {
            return Err(StoreError::NoCanonical(record_name(table, crate::cluster::components::row_number(row))));
        }
        let (starts, neighbours) = adjacency(input.pairs, input.list_of.len());
        let mut list_of = Vec::with_capacity(input.list_of.len() + ROOM);
        list_of.extend_from_slice(input.list_of);
        canonical_of.reserve(ROOM);
        Ok(Self {
            options: options.clone(),
            list_of,
            one_row_per_list: input.one_row_per_list.to_vec(),
            constraints: input.constraints.clone(),
            starts,
            neighbours,
            added: FxHashMap::default(),
            canonical_of,
            book: Book::with_room(&canonicals.canonicals, canonicals.joinings + 1, ROOM),
        })
    }

    /// The row number that the next record will have.
    pub fn next_row(&self) -> RowNumber {
        crate::cluster::components::row_number(self.list_of.len())
    }

    /// The canonical id of a row.
    pub fn canonical_id(&self, row: RowNumber) -> Option<&str> {
        let canonical = self.canonical_of.get(row as usize)?;
        self.book.canonicals.get(*canonical as usize).map(|canonical| canonical.id.as_str())
    }

    /// Adds a record, and clusters again what they touch. `names` gives the name of any row,
    /// the new one included.
    ///
    /// # Errors
    /// Where a pair is not one of the new row with an earlier one. Nothing is changed then.
    pub fn add(
        &mut self,
        record: &NewRecord<'_>,
        scorer: &dyn PairScorer,
        names: &dyn Fn(RowNumber) -> RecordName,
    ) -> Result<Vec<Change>, StoreError> {
        let (row, pairs) = (self.next_row(), record.pairs);
        if let Some(pair) = pairs.iter().find(|pair| pair.left.max(pair.right) != row || pair.left == pair.right) {
            return Err(StoreError::Pair { row, left: pair.left, right: pair.right });
        }
        self.list_of.push(record.list);
        self.canonical_of.push(u32::MAX);
        for pair in pairs {
            let (low, bits) = (pair.left.min(pair.right), pair.match_weight_bits);
            self.added.entry(low).or_default().push((row, bits));
            self.added.entry(row).or_default().push((low, bits));
        }
        let rows = self.component(row);
        let edges = self.edges(&rows);
        let mut labels = rows.clone();
        let input = Input {
            list_of: &self.list_of,
            one_row_per_list: &self.one_row_per_list,
            pairs: &[],
            scorer,
            constraints: &self.constraints,
        };
        agglomerative::component(&mut Solver::new(&input, &self.options), &rows, &edges, &mut labels);
        let mut touched: Vec<(RecordName, RowNumber, u32)> =
            rows.iter().zip(&labels).map(|(row, label)| (names(*row), *row, *label)).collect();
        touched.sort();
        let before = |row: RowNumber| Some(self.canonical_of[row as usize]).filter(|canonical| *canonical != u32::MAX);
        let records: Vec<Record> =
            touched.iter().map(|(_, row, now)| Record { before: before(*row), now: *now }).collect();
        let mut changes = self.book.settle(&records, &|at| touched[at].0.clone());
        super::sort(&mut changes);
        for ((_, row, _), canonical) in touched.iter().zip(&self.book.canonical_of) {
            self.canonical_of[*row as usize] = *canonical;
        }
        self.book.joining += 1;
        Ok(changes)
    }

    fn neighbours(&self, row: RowNumber) -> impl Iterator<Item = (RowNumber, f32)> + '_ {
        let at = row as usize;
        let base = if at + 1 < self.starts.len() { self.starts[at]..self.starts[at + 1] } else { 0..0 };
        let added = self.added.get(&row).map(Vec::as_slice).unwrap_or_default();
        self.neighbours[base].iter().chain(added).copied()
    }

    /// Rows that hang together with a row, in order; of too many, those near it.
    fn component(&self, row: RowNumber) -> Vec<RowNumber> {
        let low = self.options.low_bits.min(self.options.threshold_bits);
        let judged = self.together();
        if let Some(rows) = self.explore(&[row], (low, ROWS_NEAR), &judged) {
            return rows;
        }
        let near: Vec<RowNumber> = std::iter::once(row).chain(self.linked(row, low, &judged)).collect();
        self.explore(&near, (self.options.threshold_bits, usize::MAX), &judged).unwrap_or(near)
    }

    /// Rows that links of at least so many bits connect to these, in order; `None` where they are too many.
    fn explore(
        &self,
        from: &[RowNumber],
        (least_bits, rows_max): (f64, usize),
        judged: &FxHashMap<RowNumber, Vec<RowNumber>>,
    ) -> Option<Vec<RowNumber>> {
        let (mut found, mut next) = (std::collections::BTreeSet::from_iter(from.iter().copied()), from.to_vec());
        while let Some(row) = next.pop() {
            for other in self.linked(row, least_bits, judged) {
                if found.insert(other) {
                    next.push(other);
                }
            }
            if found.len() > rows_max {
                return None;
            }
        }
        Some(found.into_iter().collect())
    }

    /// Rows that a link of at least so many bits, or a judgement, connects to a row.
    fn linked(&self, row: RowNumber, least_bits: f64, judged: &FxHashMap<RowNumber, Vec<RowNumber>>) -> Vec<RowNumber> {
        let input = Input {
            list_of: &self.list_of,
            one_row_per_list: &self.one_row_per_list,
            pairs: &[],
            scorer: &NoScore,
            constraints: &self.constraints,
        };
        let links = self.neighbours(row);
        let links = links.filter(|(other, bits)| f64::from(*bits) >= least_bits && !input.are_apart(row, *other));
        let held = judged.get(&row).map(Vec::as_slice).unwrap_or_default().iter().copied();
        links.map(|(other, _)| other).chain(held).collect()
    }

    fn together(&self) -> FxHashMap<RowNumber, Vec<RowNumber>> {
        let mut judged: FxHashMap<RowNumber, Vec<RowNumber>> = FxHashMap::default();
        for (one, other) in self.constraints.together() {
            judged.entry(one).or_default().push(other);
            judged.entry(other).or_default().push(one);
        }
        judged
    }

    /// Kept pairs among rows, in order.
    fn edges(&self, rows: &[RowNumber]) -> Vec<ScoredPair> {
        let mut edges = Vec::new();
        for left in rows {
            let behind = self.neighbours(*left).filter(|(right, _)| right > left && rows.binary_search(right).is_ok());
            edges.extend(behind.map(|(right, bits)| pair(*left, right, bits)));
        }
        edges.sort_by_key(|pair| (pair.left, pair.right));
        edges
    }
}

/// Stands where nothing is scored.
struct NoScore;

impl PairScorer for NoScore {
    fn score(&self, left: RowNumber, right: RowNumber) -> ScoredPair {
        pair(left, right, f32::NEG_INFINITY)
    }
}

fn pair(left: RowNumber, right: RowNumber, match_weight_bits: f32) -> ScoredPair {
    ScoredPair { left, right, match_weight_bits, term_frequency_bits: 0.0, pattern: 0 }
}

/// Neighbours of every row, one after the other.
fn adjacency(pairs: &[ScoredPair], rows: usize) -> (Vec<usize>, Vec<(RowNumber, f32)>) {
    let mut starts = vec![0; rows + 1];
    for pair in pairs {
        starts[pair.left as usize + 1] += 1;
        starts[pair.right as usize + 1] += 1;
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let (mut next, mut neighbours) = (starts.clone(), vec![(0, 0.0); 2 * pairs.len()]);
    for pair in pairs {
        for (row, other) in [(pair.left, pair.right), (pair.right, pair.left)] {
            neighbours[next[row as usize]] = (other, pair.match_weight_bits);
            next[row as usize] += 1;
        }
    }
    (starts, neighbours)
}
