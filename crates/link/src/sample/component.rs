//! Which records may be one person at all? Components of the candidate pairs, within which partitions are sampled.
//!
//! A component that is too large is cut by raising the threshold within it, again and again; every cut is reported. Records
//! judged to be the same are never cut apart: they move as one unit.
//!
//! Sources: McVeigh & Murray 2017, arXiv 1710.10558 (post-hoc blocking and MCMC restricted to it).

use std::collections::BTreeMap;

use super::check::{SampleError, check_bits, check_group};
use super::parameters::PatternBits;
use super::setting::{Evidence, Settings};
use crate::pair::{RowNumber, ScoredPair};

/// A component that was cut because it had too many records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// The earliest record of the component.
    pub row: RowNumber,
    /// Its records.
    pub records: usize,
    /// The threshold that had held it together.
    pub from_bits: f64,
    /// The threshold that was tried next.
    pub to_bits: f64,
    /// What it fell into, single records included.
    pub pieces: usize,
    /// Pairs that are no longer looked at, as far as they were candidates.
    pub edges_dropped: usize,
}

/// Records that are moved together: one record, or those judged to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// The lists that hold it, as bits.
    pub lists: u16,
    /// The stratum of its earliest row.
    pub stratum: u16,
    /// Its records.
    pub records: u16,
}

/// How a pair came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// A candidate that passed the threshold.
    Edge,
    /// It passes the threshold, but blocking missed it; other edges brought it together.
    Missed,
    /// It does not pass the threshold; other edges brought it together.
    Below,
}

/// What the comparison of two records says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Compared {
    /// Place of the pattern among the distinct ones.
    pub pattern: u32,
    /// Bits that belong to the values, not to the pattern.
    pub term_frequency_bits: f32,
    pub reach: Reach,
}

impl Compared {
    /// log2(m/u) of the pair, the prior left out.
    pub(super) fn bits(&self, patterns: &PatternBits) -> f64 {
        patterns.whole(self.pattern) + f64::from(self.term_frequency_bits)
    }
}

/// One component with all its pairs scored. Invariant: rows ascend; units are ordered by their earliest row.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub rows: Box<[RowNumber]>,
    /// `[place of the row]`: its unit.
    pub unit_of: Box<[u16]>,
    pub units: Box<[Unit]>,
    /// Pairs of rows at places i < j: `[j (j - 1) / 2 + i]`.
    pub pairs: Box<[Compared]>,
    /// Pairs of units that cannot be one person, lower first.
    pub apart: Box<[(u16, u16)]>,
    /// Pairs of units that an edge connects, lower first.
    pub near: Box<[(u16, u16)]>,
}

/// All components, and what was seen on the way.
pub(super) struct Blocks {
    pub blocks: Vec<Block>,
    /// Distinct patterns, ascending.
    pub patterns: Vec<u64>,
    pub cuts: Vec<Cut>,
}

/// Union-find whose root is the smallest member.
struct Groups(Vec<u32>);

impl Groups {
    fn new(rows: usize) -> Self {
        Self((0..rows as u32).collect())
    }

    fn root(&mut self, mut row: u32) -> u32 {
        while self.0[row as usize] != row {
            self.0[row as usize] = self.0[self.0[row as usize] as usize];
            row = self.0[row as usize];
        }
        row
    }

    fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.root(left), self.root(right));
        self.0[left.max(right) as usize] = left.min(right);
    }
}

/// A component before its pairs are scored.
#[derive(Clone)]
struct Piece {
    rows: Vec<RowNumber>,
    edges: Vec<Edge>,
    threshold_bits: f64,
}

/// Builds all components of more than one record and scores the pairs within them.
pub(super) fn blocks(evidence: &Evidence, settings: &Settings) -> Result<Blocks, SampleError> {
    let rows = evidence.list_of.len();
    let mut same = Groups::new(rows);
    evidence.constraints.same.iter().for_each(|(left, right)| same.join(*left, *right));
    let group_of: Vec<u32> = (0..rows as u32).map(|row| same.root(row)).collect();
    check_judgements(evidence, &group_of)?;
    let edges = edges(evidence, settings.threshold_bits);
    let (pieces, cuts) = pieces(settings, &edges, &group_of);
    let mut blocks = score((evidence, settings), &pieces, (&group_of, &edges))?;
    let mut patterns: Vec<u64> = blocks.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
    patterns.sort_unstable();
    patterns.dedup();
    for (block, codes) in &mut blocks {
        for (pair, code) in block.pairs.iter_mut().zip(codes.iter()) {
            pair.pattern = patterns.partition_point(|pattern| pattern < code) as u32;
        }
    }
    Ok(Blocks { blocks: blocks.into_iter().map(|(block, _)| block).collect(), patterns, cuts })
}

fn check_judgements(evidence: &Evidence, group_of: &[u32]) -> Result<(), SampleError> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for (left, right) in evidence.constraints.same {
        sizes.insert(group_of[*left as usize], 0);
        sizes.insert(group_of[*right as usize], 0);
    }
    for group in group_of {
        if let Some(size) = sizes.get_mut(group) {
            *size += 1;
        }
    }
    sizes.iter().try_for_each(|(row, size)| check_group(*row, *size))?;
    let different = evidence.constraints.different.iter().copied();
    let mut contradictory = different.filter(|(left, right)| group_of[*left as usize] == group_of[*right as usize]);
    contradictory.next().map_or(Ok(()), |(left, right)| Err(SampleError::ContradictoryJudgements { left, right }))
}

type Edge = (RowNumber, RowNumber, f32);

/// Candidates that pass the threshold, in order of their rows, each once.
fn edges(evidence: &Evidence, threshold_bits: f64) -> Vec<Edge> {
    let kept = evidence.edges.iter().filter(|edge| f64::from(edge.match_weight_bits) >= threshold_bits);
    let edge = |edge: &ScoredPair| (edge.left.min(edge.right), edge.left.max(edge.right), edge.match_weight_bits);
    let mut edges: Vec<Edge> = kept.map(edge).collect();
    edges.sort_unstable_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)).then(other.2.total_cmp(&one.2)));
    edges.dedup_by_key(|edge| (edge.0, edge.1));
    edges
}

fn pieces(settings: &Settings, edges: &[Edge], group_of: &[u32]) -> (Vec<Piece>, Vec<Cut>) {
    let threshold = settings.threshold_bits;
    let rows = (0..group_of.len() as u32).collect();
    let mut waiting =
        fall_apart(&Piece { rows, edges: edges.to_vec(), threshold_bits: threshold }, threshold, group_of);
    let (mut done, mut cuts) = (Vec::new(), Vec::new());
    while let Some(piece) = waiting.pop() {
        let weakest = piece.edges.iter().map(|edge| f64::from(edge.2)).fold(f64::INFINITY, f64::min);
        if piece.rows.len() <= settings.largest_component || weakest.is_infinite() {
            done.push(piece);
            continue;
        }
        let raised = (piece.threshold_bits + 1.0).max(weakest.floor() + 1.0);
        let fragments = fall_apart(&piece, raised, group_of);
        let in_fragments: usize = fragments.iter().map(|fragment| fragment.rows.len()).sum();
        cuts.push(Cut {
            row: piece.rows[0],
            records: piece.rows.len(),
            from_bits: piece.threshold_bits,
            to_bits: raised,
            pieces: fragments.len() + piece.rows.len() - in_fragments,
            edges_dropped: piece.edges.len() - fragments.iter().map(|fragment| fragment.edges.len()).sum::<usize>(),
        });
        waiting.extend(fragments);
    }
    done.sort_unstable_by_key(|piece| piece.rows[0]);
    cuts.sort_by(|one: &Cut, other: &Cut| one.row.cmp(&other.row).then(one.from_bits.total_cmp(&other.from_bits)));
    (done, cuts)
}

/// The components of more than one record that edges from a threshold on and judgements make.
fn fall_apart(piece: &Piece, threshold_bits: f64, group_of: &[u32]) -> Vec<Piece> {
    let mut groups = Groups::new(piece.rows.len());
    let place = |row: u32| piece.rows.partition_point(|other| *other < row) as u32;
    let is_kept = |edge: &&Edge| f64::from(edge.2) >= threshold_bits;
    for row in piece.rows.iter().filter(|row| group_of[**row as usize] != **row) {
        groups.join(place(*row), place(group_of[*row as usize]));
    }
    for (left, right, _) in piece.edges.iter().filter(is_kept) {
        groups.join(place(*left), place(*right));
    }
    let mut number_of: Vec<u32> = vec![0; piece.rows.len()];
    for at in 0..piece.rows.len() as u32 {
        number_of[groups.root(at) as usize] += 1;
    }
    let mut fragments = Vec::new();
    for count in number_of.iter_mut() {
        let is_component = *count > 1;
        *count = if is_component { fragments.len() as u32 } else { u32::MAX };
        if is_component {
            fragments.push(Piece { rows: Vec::new(), edges: Vec::new(), threshold_bits });
        }
    }
    for (at, row) in piece.rows.iter().enumerate() {
        if let Some(fragment) = fragments.get_mut(number_of[groups.root(at as u32) as usize] as usize) {
            fragment.rows.push(*row);
        }
    }
    for edge in piece.edges.iter().filter(is_kept) {
        let fragment = number_of[groups.root(place(edge.0)) as usize];
        fragments[fragment as usize].edges.push(*edge);
    }
    fragments
}

type Scored = (Block, Vec<u64>);

/// What the scoring of a block looks up: judged groups, candidates, and pairs judged to be different.
#[derive(Clone, Copy)]
struct Lookup<'a> {
    group_of: &'a [u32],
    edges: &'a [Edge],
    different: &'a [(RowNumber, RowNumber)],
    threshold_bits: f64,
}

impl Lookup<'_> {
    fn reach(&self, pair: &ScoredPair, rows: (RowNumber, RowNumber)) -> Reach {
        if self.edges.binary_search_by_key(&rows, |edge| (edge.0, edge.1)).is_ok() {
            Reach::Edge
        } else if f64::from(pair.match_weight_bits) >= self.threshold_bits {
            Reach::Missed
        } else {
            Reach::Below
        }
    }
}

fn score(
    (evidence, settings): (&Evidence, &Settings),
    pieces: &[Piece],
    (group_of, edges): (&[u32], &[Edge]),
) -> Result<Vec<Scored>, SampleError> {
    let judged = evidence.constraints.different.iter();
    let mut different: Vec<_> = judged.map(|(left, right)| (*left.min(right), *left.max(right))).collect();
    different.sort_unstable();
    let lookup = Lookup { group_of, edges, different: &different, threshold_bits: settings.threshold_bits };
    let one = |piece: &Piece| block(evidence, piece, lookup);
    let chunk = pieces.len().div_ceil(settings.threads).max(1);
    let parts: Vec<Result<Vec<Scored>, SampleError>> = std::thread::scope(|scope| {
        let workers: Vec<_> =
            pieces.chunks(chunk).map(|part| scope.spawn(move || part.iter().map(one).collect())).collect();
        workers.into_iter().map(|worker| worker.join().expect("scoring a pair does not panic")).collect()
    });
    let mut scored = Vec::with_capacity(pieces.len());
    for part in parts {
        scored.extend(part?);
    }
    Ok(scored)
}

fn block(evidence: &Evidence, piece: &Piece, lookup: Lookup) -> Result<Scored, SampleError> {
    let rows = &piece.rows;
    let (unit_of, units) = units(evidence, rows, lookup.group_of);
    let (mut pairs, mut codes, mut apart) = (Vec::new(), Vec::new(), Vec::new());
    for (right, second) in rows.iter().enumerate() {
        for (left, first) in rows[..right].iter().enumerate() {
            let pair = evidence.scorer.score(*first, *second);
            check_bits((*first, *second), pair.term_frequency_bits)?;
            if pair.pattern >= evidence.shape.codes() {
                let (pattern, patterns) = (pair.pattern, evidence.shape.codes());
                return Err(SampleError::NoPattern { left: *first, right: *second, pattern, patterns });
            }
            codes.push(pair.pattern);
            let reach = lookup.reach(&pair, (*first, *second));
            pairs.push(Compared { pattern: 0, term_frequency_bits: pair.term_frequency_bits, reach });
            let list = evidence.list_of[*first as usize];
            let twice = list == evidence.list_of[*second as usize] && evidence.holds_nobody_twice(list);
            if unit_of[left] != unit_of[right] && (twice || lookup.different.binary_search(&(*first, *second)).is_ok())
            {
                apart.push(ordered(unit_of[left], unit_of[right]));
            }
        }
    }
    let place = |row: u32| rows.partition_point(|other| *other < row);
    let near = piece.edges.iter().map(|edge| ordered(unit_of[place(edge.0)], unit_of[place(edge.1)]));
    let near = distinct(near.filter(|(one, other)| one != other).collect());
    let block = Block {
        rows: rows.clone().into(),
        unit_of: unit_of.into(),
        units: units.into(),
        pairs: pairs.into(),
        apart: distinct(apart),
        near,
    };
    Ok((block, codes))
}

fn units(evidence: &Evidence, rows: &[RowNumber], group_of: &[u32]) -> (Vec<u16>, Vec<Unit>) {
    let mut number_of: BTreeMap<u32, u16> = BTreeMap::new();
    let mut units: Vec<Unit> = Vec::new();
    let mut unit_of = Vec::with_capacity(rows.len());
    for row in rows {
        let next = units.len() as u16;
        let unit = *number_of.entry(group_of[*row as usize]).or_insert(next);
        if unit == next {
            units.push(Unit { lists: 0, stratum: evidence.stratum(*row), records: 0 });
        }
        units[usize::from(unit)].lists |= 1 << evidence.list_of[*row as usize];
        units[usize::from(unit)].records += 1;
        unit_of.push(unit);
    }
    (unit_of, units)
}

fn ordered(one: u16, other: u16) -> (u16, u16) {
    (one.min(other), one.max(other))
}

fn distinct(mut pairs: Vec<(u16, u16)>) -> Box<[(u16, u16)]> {
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_cut_at_its_weakest_links_and_each_cut_is_told() {
        let edges = vec![(0, 1, 9.0), (1, 2, 0.5), (2, 3, 9.0), (3, 4, 4.0), (4, 5, 9.0)];
        let whole = Piece { rows: (0..7).collect(), edges, threshold_bits: -5.0 };
        let group_of: Vec<u32> = (0..7).collect();
        let components = fall_apart(&whole, -5.0, &group_of);
        assert_eq!(components.len(), 1);
        assert_eq!(components[0].rows, [0, 1, 2, 3, 4, 5]);
        let fragments = fall_apart(&components[0], 1.0, &group_of);
        assert_eq!(
            fragments.iter().map(|piece| piece.rows.clone()).collect::<Vec<_>>(),
            [vec![0, 1], vec![2, 3, 4, 5]]
        );
        assert_eq!(fragments[1].edges.len(), 3);
    }

    #[test]
    fn rows_judged_the_same_are_not_cut_apart() {
        let whole = Piece { rows: (0..3).collect(), edges: vec![(0, 1, 2.0)], threshold_bits: -5.0 };
        let fragments = fall_apart(&whole, 3.0, &[0, 1, 0]);
        assert_eq!(fragments.len(), 1);
        assert_eq!(fragments[0].rows, [0, 2]);
    }
}
