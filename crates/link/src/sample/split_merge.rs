//! Moves of whole groups: two units that are together are split, two that are apart are merged with all their companions.
//!
//! One unit at a time, a sampler cannot leave a partition from which every single step is unlikely. A pair of units (chaperones)
//! is drawn from the edges of the component, whatever the state; the companions of a split choose a side one after the other, in
//! random order, and the probability of these choices enters the acceptance.
//!
//! Sources: Jain & Neal 2004, *J. Comput. Graph. Stat.* 13:158-182 (split-merge); Dahl 2005, Technical report 1086, University of
//! Wisconsin (sequential allocation); Zanella et al. 2016, NeurIPS 29 (chaperones).

use super::evidence::Weights;
use super::partition::{State, weighed};
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
    weighed: [Weighed; 2],
    units: [Vec<u16>; 2], // Seeds included.
    choice_bits: f64,     // log2 of the probability of all choices
}

/// Proposes one split or merge.
pub(super) fn propose(
    state: &mut State,
    (weights, target): (&mut Weights, &Target),
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
    let Some(sides) =
        allocate((&mut *weights, target), seeds, companions.iter().map(|unit| (*unit, known(*unit))), stream)
    else {
        return false;
    };
    let both = weighed(weights, &sides.units.concat());
    let gain = target.gain(sides.weighed[0], sides.weighed[1], both.bits);
    let ratio = if is_split { -gain - sides.choice_bits } else { gain + sides.choice_bits };
    let accepted = stream.unit() < ratio.min(0.0).exp2();
    if accepted && is_split {
        let empty = state.members.iter().position(Vec::is_empty).expect("two units share a cluster, so one is empty");
        let [stay, leave] = sides.units;
        write(state, first, (stay, sides.weighed[0]));
        write(state, empty, (leave, sides.weighed[1]));
    } else if accepted {
        write(state, second, (Vec::new(), Weighed::default()));
        write(state, first, (sides.units.concat(), both));
    }
    accepted
}

/// Lets companions choose their sides, or weighs the choices that are known. `None` where one has no side to go to.
fn allocate(
    (weights, target): (&mut Weights, &Target),
    seeds: [usize; 2],
    companions: impl Iterator<Item = (usize, Option<usize>)>,
    stream: &mut Stream,
) -> Option<Sides> {
    let units = seeds.map(|seed| vec![seed as u16]);
    let mut sides = Sides { weighed: seeds.map(|seed| weights.own[seed]), units, choice_bits: 0.0 };
    for (unit, known) in companions {
        let own = weights.own[unit];
        let with = [0, 1].map(|side| {
            sides.units[side].push(unit as u16);
            let bits = weights.bits(&sides.units[side]);
            sides.units[side].pop();
            bits
        });
        let gains = [0, 1].map(|side| target.gain(sides.weighed[side], own, with[side]));
        let best = gains[0].max(gains[1]);
        if best == f64::NEG_INFINITY {
            return None;
        }
        let powers = gains.map(|gain| (gain - best).exp2());
        let first = powers[0] / (powers[0] + powers[1]);
        let side = known.unwrap_or_else(|| usize::from(stream.unit() >= first));
        sides.choice_bits += gains[side] - best - (powers[0] + powers[1]).log2();
        let records = sides.weighed[side].records + own.records;
        sides.weighed[side] = Weighed { records, bits: with[side] };
        sides.units[side].push(unit as u16);
    }
    Some(sides)
}

/// Gives a cluster these units.
fn write(state: &mut State, number: usize, (units, weighed): (Vec<u16>, Weighed)) {
    for unit in &units {
        state.cluster_of[usize::from(*unit)] = number as u16;
    }
    state.members[number] = units;
    state.clusters[number] = weighed;
}
