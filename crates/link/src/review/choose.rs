//! Which pairs are worth a person's time?
//!
//! Two answers for two purposes. *By uncertainty*: pairs that the model cannot decide and that matter for the estimate;
//! they teach most, but tell nothing of precision. *By weight band*: a random sample with known chances of inclusion,
//! from which [`super::accuracy`] estimates precision and recall without bias. Both come in an order that betrays nothing.
//!
//! Sources: Lewis & Gale 1994, *Proc. SIGIR* 3-12 (uncertainty sampling); Neyman 1934, *J. R. Stat. Soc.* 97:558-625, and
//! Cochran 1977, *Sampling Techniques*, 3rd ed., ch. 5 (strata and their allocation).

use std::collections::BTreeMap;

use super::chance::{Chance, as_f64};
use crate::pair::{ScoredPair, probability};

/// Inner edges of weight bands, in bits of posterior odds, where nobody gives better ones.
pub const BAND_EDGES_BITS: [f64; 8] = [-10.0, -6.0, -3.0, 0.0, 3.0, 6.0, 10.0, 15.0];

/// Chooses pairs that are uncertain and that matter, in blind order.
///
/// The worth of a pair is its entropy in bits times its effect (1 where every pair matters the same; a negative or unknown
/// effect counts as 0). The k-th best pair of a pattern is worth 1/k of that, so that no pattern is asked again and again.
/// Pairs worth nothing are not chosen.
///
/// ```
/// # use link::{pair::ScoredPair, review::choose::by_uncertainty};
/// let pair = |right, match_weight_bits| ScoredPair { left: 0, right, match_weight_bits, term_frequency_bits: 0.0, pattern: 0 };
/// let pairs = [pair(1, 12.0), pair(2, 0.5), pair(3, -9.0)];
/// assert_eq!(by_uncertainty(&pairs, 1, &|_| 1.0, 7)[0].right, 2);
/// ```
pub fn by_uncertainty(
    pairs: &[ScoredPair],
    count: usize,
    effect: &dyn Fn(&ScoredPair) -> f64,
    seed: u64,
) -> Vec<ScoredPair> {
    let mut by_pattern: BTreeMap<u64, Vec<(f64, ScoredPair)>> = BTreeMap::new();
    for pair in different(pairs) {
        let effect = Some(effect(&pair)).filter(|effect| effect.is_finite()).unwrap_or(0.0);
        let worth = entropy_bits(pair.match_probability()) * effect.max(0.0);
        by_pattern.entry(pair.pattern).or_default().push((worth, pair));
    }
    let mut worths: Vec<(f64, ScoredPair)> = Vec::new();
    for mut of_pattern in by_pattern.into_values() {
        of_pattern.sort_by(worthiest);
        let shared = of_pattern.into_iter().zip(1_u64..);
        worths.extend(shared.map(|((worth, pair), rank)| (worth / as_f64(rank), pair)));
    }
    worths.retain(|(worth, _)| *worth > 0.0);
    worths.sort_by(worthiest);
    let chosen = worths.into_iter().take(count).map(|(_, pair)| pair).collect();
    in_blind_order(chosen, &mut Chance::new(seed))
}

/// Bits that a judgement on a pair with this match probability tells.
fn entropy_bits(probability: f64) -> f64 {
    let term = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
    term(probability) + term(1.0 - probability)
}

fn worthiest(one: &(f64, ScoredPair), other: &(f64, ScoredPair)) -> std::cmp::Ordering {
    other.0.total_cmp(&one.0).then_with(|| (one.1.left, one.1.right).cmp(&(other.1.left, other.1.right)))
}

/// Each pair once, ordered by its records; weights that are no number are left out.
fn different(pairs: &[ScoredPair]) -> Vec<ScoredPair> {
    let mut pairs: Vec<ScoredPair> = pairs.iter().filter(|pair| !pair.match_weight_bits.is_nan()).copied().collect();
    pairs.sort_by_key(|pair| (pair.left, pair.right));
    pairs.dedup_by_key(|pair| (pair.left, pair.right));
    pairs
}

/// A random order that depends on the pairs and the seed alone.
fn in_blind_order(mut pairs: Vec<ScoredPair>, chance: &mut Chance) -> Vec<ScoredPair> {
    pairs.sort_by_key(|pair| (pair.left, pair.right));
    chance.shuffle(&mut pairs);
    pairs
}

/// A range of match weights from which pairs are drawn: `from_bits` belongs to it, `to_bits` to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightBand {
    /// Lowest weight.
    pub from_bits: f64,
    /// Where the next band begins.
    pub to_bits: f64,
    /// Candidate pairs in it.
    pub pairs: u64,
    /// Pairs drawn from it.
    pub drawn: u64,
}

impl WeightBand {
    /// The chance of each of its pairs to be drawn.
    pub fn inclusion_probability(&self) -> f64 {
        if self.pairs == 0 { 0.0 } else { as_f64(self.drawn) / as_f64(self.pairs) }
    }
}

/// A pair that was drawn, with the chance it had.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawnPair {
    /// The pair.
    pub pair: ScoredPair,
    /// Its band, counted from 0.
    pub band: usize,
    /// The chance it had to be drawn.
    pub inclusion_probability: f64,
}

/// A random sample of pairs from every weight band.
#[derive(Debug, Clone, PartialEq)]
pub struct BandSample {
    /// The bands, lowest weights first.
    pub bands: Vec<WeightBand>,
    /// The pairs, in blind order.
    pub pairs: Vec<DrawnPair>,
}

/// Draws `count` pairs (all, where there are fewer) at random from weight bands with these inner edges.
///
/// Half of the sample is shared equally among the bands, so that each can be judged; the other half goes where the model
/// leaves the most in doubt (Neyman: pairs in the band times the standard deviation of its match probabilities).
///
/// ```
/// # use link::{pair::ScoredPair, review::choose::by_band};
/// let pair = |right| ScoredPair { left: 0, right, match_weight_bits: right as f32, term_frequency_bits: 0.0, pattern: 0 };
/// let pairs: Vec<_> = (1..=40).map(pair).collect();
/// let sample = by_band(&pairs, 10, &[21.0], 7);
/// assert_eq!((sample.bands[0].pairs, sample.bands[1].pairs, sample.pairs.len()), (20, 20, 10));
/// ```
pub fn by_band(pairs: &[ScoredPair], count: usize, edges_bits: &[f64], seed: u64) -> BandSample {
    let edges_bits = ordered(edges_bits);
    let mut members: Vec<Vec<ScoredPair>> = vec![Vec::new(); edges_bits.len() + 1];
    for pair in different(pairs) {
        members[band_of(f64::from(pair.match_weight_bits), &edges_bits)].push(pair);
    }
    let drawn = allocate(&members, count);
    let mut chance = Chance::new(seed);
    let (mut bands, mut sample) = (Vec::new(), Vec::new());
    for (band, (mut of_band, drawn)) in members.into_iter().zip(drawn).enumerate() {
        let from_bits = if band == 0 { f64::NEG_INFINITY } else { edges_bits[band - 1] };
        let to_bits = edges_bits.get(band).copied().unwrap_or(f64::INFINITY);
        let here = WeightBand { from_bits, to_bits, pairs: of_band.len() as u64, drawn: drawn as u64 };
        let inclusion_probability = here.inclusion_probability();
        for at in 0..drawn {
            let other = at + chance.below(of_band.len() - at);
            of_band.swap(at, other);
            sample.push(DrawnPair { pair: of_band[at], band, inclusion_probability });
        }
        bands.push(here);
    }
    sample.sort_by_key(|drawn| (drawn.pair.left, drawn.pair.right));
    chance.shuffle(&mut sample);
    BandSample { bands, pairs: sample }
}

/// Edges in order, each once; what is no number is left out.
pub(crate) fn ordered(edges_bits: &[f64]) -> Vec<f64> {
    let mut edges: Vec<f64> = edges_bits.iter().copied().filter(|edge| edge.is_finite()).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

/// The band of a weight.
pub(crate) fn band_of(weight_bits: f64, edges_bits: &[f64]) -> usize {
    edges_bits.partition_point(|edge| *edge <= weight_bits)
}

/// Pairs to draw from each band.
fn allocate(members: &[Vec<ScoredPair>], count: usize) -> Vec<usize> {
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    let doubt = |of_band: &Vec<ScoredPair>| -> f64 {
        let sum: f64 = of_band.iter().map(|pair| probability(f64::from(pair.match_weight_bits))).sum();
        let mean = sum / as_f64(of_band.len().max(1) as u64);
        as_f64(of_band.len() as u64) * (mean * (1.0 - mean)).sqrt()
    };
    let equal: Vec<f64> = sizes.iter().map(|size| if *size > 0 { 1.0 } else { 0.0 }).collect();
    let mut drawn = vec![0; sizes.len()];
    share_out(count.div_ceil(2), &equal, &sizes, &mut drawn);
    let left = count - drawn.iter().sum::<usize>();
    share_out(left, &members.iter().map(doubt).collect::<Vec<f64>>(), &sizes, &mut drawn);
    let left = count - drawn.iter().sum::<usize>();
    share_out(left, &equal, &sizes, &mut drawn);
    drawn
}

/// Gives out one after another to the band that is furthest below its share and has pairs left (Webster's method).
fn share_out(count: usize, shares: &[f64], sizes: &[usize], drawn: &mut [usize]) {
    let mut given = vec![0_u64; shares.len()];
    for _ in 0..count {
        let open = (0..shares.len()).filter(|band| drawn[*band] < sizes[*band] && shares[*band] > 0.0);
        let claim = |band: usize| shares[band] / (2.0 * as_f64(given[band]) + 1.0);
        let Some(next) = open.max_by(|one, other| claim(*one).total_cmp(&claim(*other)).then(other.cmp(one))) else {
            return;
        };
        given[next] += 1;
        drawn[next] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, bits: f32, pattern: u64) -> ScoredPair {
        ScoredPair { left, right: left + 1000, match_weight_bits: bits, term_frequency_bits: 0.0, pattern }
    }

    #[test]
    fn the_same_pattern_is_not_asked_again_and_again() {
        let mut pairs: Vec<ScoredPair> = (0..50).map(|at| pair(at, 0.0, 1)).collect();
        pairs.extend((0..10).map(|at| pair(100 + at, 2.0, 2 + u64::from(at))));
        let chosen = by_uncertainty(&pairs, 12, &|_| 1.0, 1);
        let of_one = chosen.iter().filter(|pair| pair.pattern == 1).count();
        // Entropy is 1 bit at weight 0 and 0.72 at weight 2: the second of pattern 1 is worth 0.5, less than any other pattern.
        assert_eq!((chosen.len(), of_one), (12, 2));
    }

    #[test]
    fn an_effect_moves_the_choice_and_nothing_is_asked_that_has_none() {
        let pairs = [pair(1, 0.0, 1), pair(2, 3.0, 2), pair(3, 0.0, 3)];
        let effect = |pair: &ScoredPair| {
            if pair.left == 2 {
                5.0
            } else if pair.left == 1 {
                1.0
            } else {
                f64::NAN
            }
        };
        assert_eq!(by_uncertainty(&pairs, 1, &effect, 1)[0].left, 2);
        assert_eq!(by_uncertainty(&pairs, 9, &effect, 1).len(), 2);
    }

    #[test]
    fn neither_the_order_of_pairs_nor_repetition_changes_the_choice() {
        let pairs: Vec<ScoredPair> = (0..90_u8).map(|at| pair(at.into(), f32::from(at) / 3.0 - 15.0, 0)).collect();
        let turned: Vec<ScoredPair> = pairs.iter().rev().chain(&pairs[..9]).copied().collect();
        assert_eq!(by_band(&pairs, 20, &BAND_EDGES_BITS, 3), by_band(&turned, 20, &BAND_EDGES_BITS, 3));
        assert_eq!(by_uncertainty(&pairs, 20, &|_| 1.0, 3), by_uncertainty(&turned, 20, &|_| 1.0, 3));
    }

    #[test]
    fn inclusion_probabilities_add_up_to_the_pairs_and_come_true() {
        let pairs: Vec<ScoredPair> = (0..60_u8).map(|at| pair(at.into(), f32::from(at) - 30.0, 0)).collect();
        let mut seen = 0;
        for seed in 0..400 {
            let sample = by_band(&pairs, 15, &[0.0], seed);
            assert_eq!(sample.pairs.len(), 15);
            let estimated: f64 = sample.pairs.iter().map(|drawn| 1.0 / drawn.inclusion_probability).sum();
            assert!((estimated - 60.0).abs() < 1e-9);
            seen += sample.pairs.iter().filter(|drawn| drawn.pair.left == 45).count();
        }
        let expected = 400.0 * by_band(&pairs, 15, &[0.0], 0).bands[1].inclusion_probability();
        assert!((as_f64(seen as u64) - expected).abs() < 4.0 * expected.sqrt(), "{seen} {expected}");
    }

    #[test]
    fn asking_for_more_than_there_is_gives_all_and_for_nothing_none() {
        let pairs = [pair(1, 0.0, 1), pair(2, f32::NAN, 2), pair(3, f32::INFINITY, 3)];
        assert_eq!(by_band(&pairs, 10, &[f64::NAN, 1.0], 1).pairs.len(), 2);
        assert!(by_band(&[], 10, &[], 1).pairs.is_empty());
        assert!(by_uncertainty(&pairs, 0, &|_| 1.0, 1).is_empty());
    }
}
