//! Moves of whole groups: two units that are together are split, two that are apart are merged with all their companions.
//!
//! One unit at a time, a sampler cannot leave a partition from which every single step is unlikely. A pair of units (chaperones)
//! is drawn from the edges of the component, whatever the state; the companions of a split choose a side one after the other, in
//! random order, and the probability of these choices enters the acceptance.
//!
//! Sources: Jain & Neal 2004, *J. Comput. Graph. Stat.* 13:158-182 (split-merge); Dahl 2005, Technical report 1086, University of
//! Wisconsin (sequential allocation); Zanella et al. 2016, NeurIPS 29 (chaperones).

use super::partition::{State, Weights};
use super::random::Stream;
use super::target::{Target, Weighed};

/// Units per proposal. Even four units need proposals: two sure pairs of one person never meet one by one.
pub(super) const SMALL: usize = 8;

/// Proposals and how many were accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moves {
    /// Splits and merges proposed.
    pub proposed: u64,
    /// Of these, accepted.
    pub accepted: u64,
}

/// Two sides of a split in the making.
struct Sides {
    seeds: [usize; 2],
    weighed: [Weighed; 2],
    side_of: Vec<(usize, usize)>, // (unit, side), seeds included
    choice_bits: f64,             // log2 of the probability of all choices
}

/// Proposes one split or merge.
pub(super) fn propose(
    state: &mut State,
    (weights, target): (&Weights, &Target),
    near: &[(u16, u16)],
    stream: &mut Stream,
) -> bool {
    let (one, other) = near[stream.below(near.len())];
    let seeds = [usize::from(one), usize::from(other)];
    let [first, second] = seeds.map(|unit| usize::from(state.cluster_of[unit]));
    let mut companions: Vec<usize> = (0..weights.units)
        .filter(|unit| !seeds.contains(unit) && [first, second].contains(&usize::from(state.cluster_of[*unit])))
        .collect();
    for at in (1..companions.len()).rev() {
        companions.swap(at, stream.below(at + 1));
    }
    let is_split = first == second;
    let known = |unit: usize| (!is_split).then(|| usize::from(usize::from(state.cluster_of[unit]) == second));
    let Some(sides) = allocate((weights, target), seeds, companions.iter().map(|unit| (*unit, known(*unit))), stream)
    else {
        return false;
    };
    let between = sides.between(weights);
    let gain = target.gain(sides.weighed[0], sides.weighed[1], between);
    let ratio = if is_split { -gain - sides.choice_bits } else { gain + sides.choice_bits };
    let accepted = stream.unit() < ratio.min(0.0).exp2();
    if accepted && is_split {
        let empty =
            state.members.iter().position(|members| *members == 0).expect("two units share a cluster, so one is empty");
        sides.write(state, [first, empty]);
    } else if accepted {
        let both = sides.weighed[0].and(sides.weighed[1], between);
        sides.write(state, [first, first]);
        state.clusters[second] = Weighed::default();
        state.members[second] = 0;
        state.clusters[first] = both;
    }
    accepted
}

/// Lets companions choose their sides, or weighs the choices that are known. `None` where one has no side to go to.
fn allocate(
    (weights, target): (&Weights, &Target),
    seeds: [usize; 2],
    companions: impl Iterator<Item = (usize, Option<usize>)>,
    stream: &mut Stream,
) -> Option<Sides> {
    let side_of = vec![(seeds[0], 0), (seeds[1], 1)];
    let mut sides = Sides { seeds, weighed: seeds.map(|seed| weights.own[seed]), side_of, choice_bits: 0.0 };
    for (unit, known) in companions {
        let row = weights.row(unit);
        let mut between = [0.0; 2];
        sides.side_of.iter().for_each(|(other, side)| between[*side] += row[*other]);
        let own = weights.own[unit];
        let gains = [0, 1].map(|side| target.gain(sides.weighed[side], own, between[side]));
        let best = gains[0].max(gains[1]);
        if best == f64::NEG_INFINITY {
            return None;
        }
        let powers = gains.map(|gain| (gain - best).exp2());
        let first = powers[0] / (powers[0] + powers[1]);
        let side = known.unwrap_or_else(|| usize::from(stream.unit() >= first));
        sides.choice_bits += gains[side] - best - (powers[0] + powers[1]).log2();
        sides.weighed[side] = sides.weighed[side].and(own, between[side]);
        sides.side_of.push((unit, side));
    }
    Some(sides)
}

impl Sides {
    fn between(&self, weights: &Weights) -> f64 {
        debug_assert!(self.seeds[0] != self.seeds[1]);
        let on = |side: usize| self.side_of.iter().filter(move |(_, other)| *other == side).map(|(unit, _)| *unit);
        on(0).map(|unit| on(1).map(|other| weights.row(unit)[other]).sum::<f64>()).sum()
    }

    fn write(&self, state: &mut State, numbers: [usize; 2]) {
        numbers.iter().for_each(|number| state.members[*number] = 0);
        for (unit, side) in &self.side_of {
            state.cluster_of[*unit] = numbers[*side] as u16;
            state.members[numbers[*side]] += 1;
        }
        for (number, weighed) in numbers.into_iter().zip(self.weighed) {
            state.clusters[number] = weighed;
        }
    }
}
