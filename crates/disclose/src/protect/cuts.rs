//! The least cost there is, of a small part: a program chooses cells, and each choice that leaves a target out of reach gives a
//! cut that every better choice meets.
//!
//! Of a target `x ≥ t` that cannot be reached, the dual of the program that makes `x` large proves it: a bound on `x` that is a
//! sum over the bounds of all cells. Hiding a cell moves its bounds; the cut asks for cells whose bounds move the sum past `t`.
//! Its numbers are cut down to what is needed, which makes it stronger.
//!
//! Source: Fischetti & Salazar 2000, *Management Science* 46:1008-1026, sections 3 and 4.

use std::collections::BTreeSet;

use super::part::{End, Part, Target};
use crate::solver::{Kind, Program, Solved, real};

/// Parts with more cells that may be hidden are left to the cheapest worlds.
const MAX_CANDIDATES: usize = 80;

/// Parts with more targets are, too.
const MAX_TARGETS: usize = 60;

/// Rounds of cuts after which no more is tried.
const MAX_ROUNDS: usize = 60;

/// What was found.
pub(super) struct LeastCost {
    /// A choice that costs less than the one that was there; all that is hidden in it.
    pub(super) hidden: Option<BTreeSet<usize>>,
    /// Whether no choice costs less than the one that stands.
    pub(super) is_proved: bool,
}

/// A cut: cells with their numbers must come to one at least.
type Cut = Vec<(usize, f64)>;

pub(super) fn least_cost(part: &Part, (fixed, targets): (&BTreeSet<usize>, &[Target]), cost: u64) -> LeastCost {
    let candidates: Vec<usize> = part
        .places()
        .filter(|at| part.cost(*at).is_some() && part.cell(*at).printed.is_some() && !fixed.contains(at))
        .collect();
    let is_small = candidates.len() <= MAX_CANDIDATES && targets.len() <= MAX_TARGETS;
    let mut found = LeastCost { hidden: None, is_proved: cost == 0 };
    if cost == 0 || !is_small {
        return found;
    }
    let mut cuts: Vec<Cut> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let Some(chosen) = choose(part, &candidates, &cuts) else { return found };
        let hidden: BTreeSet<usize> = fixed.union(&chosen).copied().collect();
        if chosen.iter().filter_map(|at| part.cost(*at)).sum::<u64>() >= cost {
            found.is_proved = true;
            return found;
        }
        let open: Vec<Target> =
            targets.iter().filter(|target| part.world(**target, &hidden).is_none()).copied().collect();
        if open.is_empty() {
            found = LeastCost { hidden: Some(hidden), is_proved: true };
            return found;
        }
        let before = cuts.len();
        cuts.extend(open.iter().filter_map(|target| cut(part, *target, (&hidden, &candidates))));
        if cuts.len() == before {
            return found;
        }
    }
    found
}

/// The cheapest cells that meet every cut.
fn choose(part: &Part, candidates: &[usize], cuts: &[Cut]) -> Option<BTreeSet<usize>> {
    let mut program = Program::new();
    #[expect(clippy::cast_precision_loss, reason = "costs are counts of persons")]
    let weight = |at: usize| part.cost(at).unwrap_or(0) as f64;
    let variables: Vec<usize> =
        candidates.iter().map(|at| program.variable(weight(*at), (0, Some(1)), Kind::Whole)).collect();
    for cut in cuts {
        let place = |at: usize| candidates.binary_search(&at).ok().map(|place| variables[place]);
        let terms: Vec<(usize, f64)> = cut.iter().filter_map(|(at, times)| Some((place(*at)?, *times))).collect();
        program.at_least(&terms, 1.0);
    }
    match program.solve() {
        Solved::Found { values, is_best: true } => {
            Some(candidates.iter().zip(values).filter(|(_, value)| *value > 0.5).map(|(at, _)| *at).collect())
        }
        Solved::Found { is_best: false, .. } | Solved::Impossible | Solved::GivenUp => None,
    }
}

/// What every choice that reaches a target meets and this one does not.
fn cut(part: &Part, target: Target, (hidden, candidates): (&BTreeSet<usize>, &[usize])) -> Option<Cut> {
    let sign = if target.end == End::AtLeast { 1.0 } else { -1.0 };
    let dual = Dual::solve(part, (target.at, sign), hidden)?;
    let goal = sign * real(target.count);
    let is_candidate: BTreeSet<usize> = candidates.iter().copied().collect();
    // The bound where no candidate is hidden.
    let mut bound: f64 = part.rows().iter().zip(&dual.of_row).map(|(row, price)| real(row.sum) * price).sum();
    let none = BTreeSet::new();
    for at in part.places() {
        let (least, most) = part.range(at, if is_candidate.contains(&at) { &none } else { hidden });
        let (above, below) = dual.of_cell[at];
        bound += most.map_or(0.0, |most| real(most) * above) - real(least) * below;
    }
    let need = goal - bound;
    if need < 1e-7 {
        return None;
    }
    let number = |at: &usize| {
        let (cell, printed) = (part.cell(*at), part.cell(*at).printed?);
        let (above, below) = dual.of_cell[*at];
        let rise = match cell.most {
            Some(most) => real(most - printed.most) * above,
            None if above > 1e-7 => f64::INFINITY,
            None => 0.0,
        };
        let moved = (rise + real(printed.least - cell.least) * below) / need;
        (moved > 1e-7).then_some((*at, if moved > 1.0 - 1e-6 { 1.0 } else { moved }))
    };
    Some(candidates.iter().filter_map(number).collect())
}

/// Prices that prove how far a cell can go.
struct Dual {
    of_row: Vec<f64>,
    /// Of the upper and of the lower bound.
    of_cell: Vec<(f64, f64)>,
}

impl Dual {
    fn solve(part: &Part, (target, sign): (usize, f64), hidden: &BTreeSet<usize>) -> Option<Self> {
        /// Of proofs of one strength, the one that leans on fewest bounds.
        const LEAN: f64 = 1e-5;
        let mut program = Program::new();
        let rows: Vec<usize> = part.rows().iter().map(|row| program.free(real(row.sum))).collect();
        let mut bounds = Vec::new();
        for at in part.places() {
            let (least, most) = part.range(at, hidden);
            let above = most.map(|most| program.variable(real(most) + LEAN, (0, None), Kind::Real));
            bounds.push((above, program.variable(LEAN - real(least), (0, None), Kind::Real)));
        }
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); bounds.len()];
        for (row, price) in part.rows().iter().zip(&rows) {
            for (at, times) in &row.terms {
                columns[*at].push((*price, real(*times)));
            }
        }
        for (at, (above, below)) in bounds.iter().enumerate() {
            let mut terms = std::mem::take(&mut columns[at]);
            terms.extend(above.map(|above| (above, 1.0)));
            terms.push((*below, -1.0));
            program.equal(&terms, if at == target { sign } else { 0.0 });
        }
        let Solved::Found { values, .. } = program.solve() else { return None };
        let of_cell = bounds.iter().map(|(above, below)| (above.map_or(0.0, |at| values[at]), values[*below]));
        Some(Self { of_row: rows.iter().map(|at| values[*at]).collect(), of_cell: of_cell.collect() })
    }
}
