//! What comes out: persons and capture tables of every draw, who belongs with whom in some, and whether the chains agree.

use std::collections::BTreeMap;

use super::component::Cut;
use super::parameters::Parameters;
use super::split_merge::Moves;
use crate::pair::RowNumber;

/// Persons of one stratum that exactly these lists hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureCell {
    /// The stratum.
    pub stratum: u16,
    /// The lists as bits, list 0 lowest.
    pub lists: u16,
    /// How many.
    pub persons: u32,
}

/// Persons per stratum and capture pattern. Invariant: cells are ordered by stratum, then lists, and none is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptureTable {
    /// The cells.
    pub cells: Vec<CaptureCell>,
}

/// One sampled partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// The chain it comes from.
    pub chain: usize,
    /// Persons, as far as blocking reaches.
    pub persons: u64,
    /// Joins that blocking or the threshold missed: persons counted twice. 0 where nothing is known of the recall.
    pub missed_joins: u64,
    /// Share of matching pairs that blocking reaches, in this draw.
    pub recall: f64,
    /// Share of matching pairs that the threshold keeps apart, in this draw; lower the threshold where it is not small.
    pub kept_apart: f64,
    /// log2 of the posterior of the partition given the parameters, up to a constant.
    pub posterior_bits: f64,
    /// Persons as far as blocking reaches.
    pub captures: CaptureTable,
    /// Persons after the missed joins.
    pub corrected: CaptureTable,
    /// Missed joins for which the table held no persons.
    pub unplaced_joins: u64,
}

/// Mean, median and the central 95 % of draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// Whether chains that began far apart have come together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixing {
    /// Rank-normalised split R-hat: 1 where chains agree, above 1.01 where they have not yet.
    pub r_hat: f64,
    /// Independent draws that would be worth as much.
    pub effective_draws: f64,
}

/// Changes of one component since the last labelled draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub component: u32,
    pub labels: Box<[u16]>,
}

/// Who belongs with whom, for some draws: only components that changed are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelledDraws {
    /// Rows of each component.
    pub(super) components: Vec<Box<[RowNumber]>>,
    pub(super) draws: Vec<(usize, Vec<Change>)>,
}

/// Sampled partitions of records into persons.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionDraws {
    /// In order of chains.
    pub draws: Vec<Draw>,
    /// Records in all.
    pub records: u64,
    /// Records in components of two or more.
    pub records_in_components: u64,
    /// Components of two or more records.
    pub components: u64,
    /// Components that were too large.
    pub cuts: Vec<Cut>,
    /// Every draw of the parameters that draws were recorded under.
    pub parameters: Vec<Parameters>,
    /// Splits and merges of whole groups.
    pub moves: Moves,
    /// Mixing of the number of persons.
    pub persons_mixing: Mixing,
    /// Mixing of the log posterior.
    pub posterior_mixing: Mixing,
    /// Who belongs with whom, where it was asked for.
    pub labels: LabelledDraws,
}

impl CaptureTable {
    /// Persons in all.
    ///
    /// ```
    /// use link::sample::{CaptureCell, CaptureTable};
    /// let cell = |lists, persons| CaptureCell { stratum: 0, lists, persons };
    /// let table = CaptureTable { cells: vec![cell(0b01, 4), cell(0b11, 2)] };
    /// assert_eq!(table.persons(), 6);
    /// ```
    pub fn persons(&self) -> u64 {
        self.cells.iter().map(|cell| u64::from(cell.persons)).sum()
    }
}

impl Draw {
    /// Persons after the joins that blocking missed.
    pub fn corrected_persons(&self) -> u64 {
        self.persons - self.missed_joins
    }
}

impl Summary {
    /// Sums up draws in any order; `None` without draws. Quantiles interpolate between neighbours (Hyndman & Fan 1996, type 7).
    ///
    /// ```
    /// let summary = link::sample::Summary::of(&[3.0, 1.0, 2.0]).unwrap();
    /// assert_eq!((summary.mean, summary.median, summary.low), (2.0, 2.0, 1.05));
    /// ```
    pub fn of(draws: &[f64]) -> Option<Self> {
        let mut sorted = draws.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let quantile = |share: f64| {
            let at = share * last as f64;
            let below = sorted[at.floor() as usize];
            below + (sorted[at.ceil() as usize] - below) * at.fract()
        };
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        Some(Self { mean, median: quantile(0.5), low: quantile(0.025), high: quantile(0.975) })
    }
}

impl PartitionDraws {
    /// Persons as far as blocking reaches, without the persons that it counts twice.
    pub fn persons_reached(&self) -> Summary {
        self.sum_up(|draw| draw.persons)
    }

    /// Persons after the joins that blocking missed: the figure to publish where the recall is known.
    pub fn persons(&self) -> Summary {
        self.sum_up(Draw::corrected_persons)
    }

    fn sum_up(&self, of: impl Fn(&Draw) -> u64) -> Summary {
        let values: Vec<f64> = self.draws.iter().map(|draw| of(draw) as f64).collect();
        Summary::of(&values).expect("eight draws at least are taken")
    }
}

impl LabelledDraws {
    /// The numbers of the draws that are kept, ascending.
    pub fn kept(&self) -> Vec<usize> {
        self.draws.iter().map(|(draw, _)| *draw).collect()
    }

    /// All clusters of two or more records in one of the kept draws; `None` where it was not kept.
    pub fn clusters(&self, draw: usize) -> Option<Vec<Vec<RowNumber>>> {
        let end = self.draws.iter().position(|(number, _)| *number == draw)?;
        let mut labels: BTreeMap<u32, &[u16]> = BTreeMap::new();
        self.draws[..=end].iter().for_each(|(_, changes)| take_up(&mut labels, changes));
        Some(self.clusters_of(&labels))
    }

    /// The same for all kept draws, one after the other: the number of the draw and its clusters.
    pub fn each(&self) -> impl Iterator<Item = (usize, Vec<Vec<RowNumber>>)> {
        let mut labels: BTreeMap<u32, &[u16]> = BTreeMap::new();
        self.draws.iter().map(move |(draw, changes)| {
            take_up(&mut labels, changes);
            (*draw, self.clusters_of(&labels))
        })
    }

    fn clusters_of(&self, labels: &BTreeMap<u32, &[u16]>) -> Vec<Vec<RowNumber>> {
        let mut clusters: BTreeMap<RowNumber, Vec<RowNumber>> = BTreeMap::new();
        for (component, labels) in labels {
            let rows = &self.components[*component as usize];
            for (row, label) in rows.iter().zip(*labels) {
                clusters.entry(rows[usize::from(*label)]).or_default().push(*row);
            }
        }
        clusters.into_values().filter(|rows| rows.len() > 1).collect()
    }

    /// Adds a draw given as `[row of all components]` -> place of the first row of its cluster.
    pub(super) fn push(&mut self, draw: usize, before: &[u16], now: &[u16]) {
        let (mut changes, mut start) = (Vec::new(), 0);
        for (component, rows) in (0..).zip(&self.components) {
            let range = start..start + rows.len();
            start = range.end;
            if before.get(range.clone()) != Some(&now[range.clone()]) {
                changes.push(Change { component, labels: now[range].into() });
            }
        }
        self.draws.push((draw, changes));
    }
}

fn take_up<'a>(labels: &mut BTreeMap<u32, &'a [u16]>, changes: &'a [Change]) {
    for change in changes {
        labels.insert(change.component, &change.labels);
    }
}
