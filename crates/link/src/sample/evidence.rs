//! What do the records of a cluster say together? Less than all their pairs, more than their average pair.
//!
//! Where b is like a and c like a, that c is like b is no news. Records of one person are copies of a truth that nobody sees:
//! in each comparison a record has the true value, or misses it. So of k records k - 1 pairs count, those of a record a that
//! has the true value; which record that is, is not known, and all are tried:
//! ```text
//! evidence = sum over comparisons of (1 - redundancy) * bits of all pairs + redundancy * log2 of
//!            sum over records a of 2^(bits of a's pairs, 1 less where the other misses) / (records with the value of a)
//! ```
//! m of two different values holds two stories, that the one or the other missed; given who has the truth it is one: 1 bit less.
//! One record that differs from two that agree is one disagreement, not two; two that agree among themselves and differ from
//! two others that agree are two disagreements, and only one agreement. A pair without information counts nothing. Term
//! frequencies, and what the comparisons of a pattern say together beyond what each says alone, count as comparisons of their
//! own in which nobody misses. For two records all of this is their weight.
//!
//! Sources: Copas & Hilton 1990, *J. R. Stat. Soc. A* 153:287-320 (records as copies that hit or miss the truth); Steorts, Hall
//! & Fienberg 2016, *J. Am. Stat. Assoc.* 111:1660-1672 (a latent record behind each cluster).

use rustc_hash::FxHashMap;

use super::component::Block;
use super::parameters::PatternBits;
use super::target::Weighed;

/// Clusters of blocks with more units are weighed anew each time.
const REMEMBERED_UNITS: usize = 64;

/// Of blocks with so few units, what any cluster weighs has a place of its own.
const FEW_UNITS: usize = 6;

/// A truth that is less likely by so many bits adds nothing.
const NEGLIGIBLE_BITS: f64 = -40.0;

/// The evidence within one component for one state of the parameters. Reused from block to block.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    pub units: usize,
    /// `[unit]`: its records and the bits among them.
    pub own: Vec<Weighed>,
    redundancy: f64,
    rows: usize,
    parts: Vec<f64>,            // [part][row][row], NaN where a pair says nothing
    pairs: Vec<f64>,            // [row][row], all parts together
    rows_of: Vec<Vec<u16>>,     // [unit]
    apart: Vec<bool>,           // [unit][unit]
    of_few: Vec<f64>,           // [set of units as bits], NaN where it was not weighed yet
    known: FxHashMap<u64, f64>, // Likewise, of more units.
    alike: Vec<f64>,            // [part]: bits from which two records have the same value
    cluster: Vec<u16>,          // Rows of the cluster at hand.
    stars: Vec<(f64, f64)>,     // [record that may be the truth]: its pairs, and how many have its value
}

impl Weights {
    /// Takes up a component.
    pub(super) fn fill(&mut self, block: &Block, patterns: &PatternBits, redundancy: f64) {
        let (units, rows) = (block.units.len(), block.rows.len());
        (self.units, self.rows, self.redundancy) = (units, rows, redundancy);
        self.known.clear();
        self.of_few.clear();
        self.of_few.resize(if units <= FEW_UNITS { 1 << units } else { 0 }, f64::NAN);
        self.rows_of.iter_mut().for_each(Vec::clear);
        self.rows_of.resize_with(units.max(self.rows_of.len()), Vec::new);
        for (row, unit) in (0..).zip(&block.unit_of) {
            self.rows_of[usize::from(*unit)].push(row);
        }
        self.fill_parts(block, patterns);
        self.apart.clear();
        self.apart.resize(units * units, false);
        for (one, other) in &block.apart {
            let (one, other) = (usize::from(*one), usize::from(*other));
            self.apart[one * units + other] = true;
            self.apart[other * units + one] = true;
        }
        self.own.clear();
        for unit in 0..units {
            let bits = self.weigh(&[unit as u16]);
            self.own.push(Weighed { records: self.rows_of[unit].len(), bits });
        }
    }

    fn fill_parts(&mut self, block: &Block, patterns: &PatternBits) {
        let rows = self.rows;
        self.alike.clear();
        self.alike.extend_from_slice(&patterns.alike);
        self.alike.push(f64::NEG_INFINITY);
        self.parts.clear();
        self.parts.resize((patterns.parts + 1) * rows * rows, f64::NAN);
        self.pairs.clear();
        self.pairs.resize(rows * rows, 0.0);
        let mut pairs = block.pairs.iter();
        for right in 0..rows {
            for (left, pair) in (0..right).zip(pairs.by_ref()) {
                self.pairs[left * rows + right] = pair.bits(patterns);
                self.pairs[right * rows + left] = pair.bits(patterns);
                let rarity = f64::from(pair.term_frequency_bits);
                let rarity = if rarity == 0.0 { f64::NAN } else { rarity };
                for (part, bits) in patterns.of(pair.pattern).iter().chain([&rarity]).enumerate() {
                    self.parts[(part * rows + left) * rows + right] = *bits;
                    self.parts[(part * rows + right) * rows + left] = *bits;
                }
            }
        }
    }

    /// Bits by which these units together speak for one person; minus infinity where two of them may not be.
    pub(super) fn bits(&mut self, units: &[u16]) -> f64 {
        if let [unit] = units {
            return self.own[usize::from(*unit)].bits;
        }
        if self.units > REMEMBERED_UNITS {
            return self.weigh(units);
        }
        let key = units.iter().fold(0, |key, unit| key | 1 << unit);
        let place = usize::try_from(key).unwrap_or(usize::MAX);
        let known = self.of_few.get(place).filter(|bits| !bits.is_nan()).or_else(|| self.known.get(&key));
        if let Some(bits) = known {
            return *bits;
        }
        let bits = self.weigh(units);
        match self.of_few.get_mut(place) {
            Some(known) => *known = bits,
            None => drop(self.known.insert(key, bits)),
        }
        bits
    }

    fn weigh(&mut self, units: &[u16]) -> f64 {
        let is_apart = |one: &u16, other: &u16| self.apart[usize::from(*one) * self.units + usize::from(*other)];
        if units.iter().enumerate().any(|(at, one)| units[..at].iter().any(|other| is_apart(one, other))) {
            return f64::NEG_INFINITY;
        }
        self.cluster.clear();
        for unit in units {
            self.cluster.extend_from_slice(&self.rows_of[usize::from(*unit)]);
        }
        let parts = self.parts.len() / (self.rows * self.rows);
        match self.cluster[..] {
            [one, other] => self.pairs[usize::from(one) * self.rows + usize::from(other)],
            _ => (0..parts).map(|part| self.weigh_part(part)).sum(),
        }
    }

    /// One comparison: all pairs, and the pairs of whichever record stands for the truth.
    fn weigh_part(&mut self, part: usize) -> f64 {
        let matrix = &self.parts[part * self.rows * self.rows..(part + 1) * self.rows * self.rows];
        let alike = self.alike[part];
        self.stars.clear();
        let mut twice_all = 0.0;
        for one in &self.cluster {
            let row = &matrix[usize::from(*one) * self.rows..];
            let (mut star, mut copies, mut is_known) = (0.0, 1.0, false);
            for other in &self.cluster {
                let bits = row[usize::from(*other)];
                if !bits.is_nan() {
                    let misses = bits < alike;
                    is_known = true;
                    twice_all += bits;
                    star += if misses { bits - 1.0 } else { bits };
                    copies += if misses { 0.0 } else { 1.0 };
                }
            }
            if is_known {
                self.stars.push((star, copies));
            }
        }
        let best = self.stars.iter().map(|(star, _)| *star).fold(f64::NEG_INFINITY, f64::max);
        if best == f64::NEG_INFINITY {
            return 0.0;
        }
        let likely = |star: f64| if star == best { 1.0 } else { (star - best).exp2() };
        let stars = self.stars.iter().filter(|(star, _)| star - best > NEGLIGIBLE_BITS);
        let truths: f64 = stars.map(|(star, copies)| likely(*star) / copies).sum();
        let (all, stars) = (twice_all / 2.0, best + truths.log2());
        all + self.redundancy * (stars - all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One comparison of rows, NaN where it says nothing.
    fn weights(rows: usize, redundancy: f64, bits: impl Fn(usize, usize) -> f64) -> Weights {
        let at = |at: usize| if at / rows == at % rows { f64::NAN } else { bits(at / rows, at % rows) };
        Weights {
            units: rows,
            own: vec![Weighed { records: 1, bits: 0.0 }; rows],
            redundancy,
            rows,
            parts: (0..rows * rows).map(at).collect(),
            pairs: (0..rows * rows).map(at).map(|bits| if bits.is_nan() { 0.0 } else { bits }).collect(),
            alike: vec![9.0],
            rows_of: (0..rows as u16).map(|row| vec![row]).collect(),
            apart: vec![false; rows * rows],
            ..Weights::default()
        }
    }

    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-3, "{found}, not {expected}");
    }

    #[test]
    fn two_records_are_weighed_as_the_pair_they_are() {
        for bits in [9.0, 3.0, -4.0] {
            assert_near(weights(2, 1.0, |_, _| bits).bits(&[0, 1]), bits);
        }
    }

    #[test]
    fn what_follows_from_the_others_is_no_news() {
        // 0, 1 and 2 agree; 3 differs from each of them.
        let mut weights = weights(4, 1.0, |one, other| if one.max(other) == 3 { -4.0 } else { 9.0 });
        assert_near(weights.bits(&[0, 1, 2]), 18.0);
        // One disagreement, not three, and known to be that of 3: half as likely as that one of two is wrong.
        assert_near(weights.bits(&[3, 1, 0, 2]), 13.0);
        weights.redundancy = 0.0;
        weights.known.clear();
        assert_near(weights.bits(&[0, 1, 2, 3]), 15.0);
    }

    #[test]
    fn two_sure_couples_that_differ_are_hardly_one_person() {
        let mut weights = weights(4, 1.0, |one, other| if one / 2 == other / 2 { 9.0 } else { -4.0 });
        assert_near(weights.bits(&[0, 1, 2, 3]), 0.0); // Either couple is right: 9 - 10 + 1. Apart they weigh 18.
    }

    #[test]
    fn a_value_that_is_missing_hides_no_disagreement() {
        let mut weights = weights(3, 1.0, |one, other| if one.max(other) == 2 { f64::NAN } else { -4.0 });
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            weights.known.clear();
            assert_near(weights.bits(&order), -4.0);
        }
    }
}
