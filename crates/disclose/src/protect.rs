//! Which further counts must be hidden, so that nobody can work the small ones out?
//!
//! Of every protected cell two possible worlds are kept as witnesses: whole counts that meet every relation, agree with all that
//! is printed, and give the cell its least and its most. While one is missing, a program finds the world that changes the
//! cheapest printed cells, and those are hidden (Kelly, Golden & Assad 1992). Then each is printed again, the dearest first,
//! wherever every witness can be replaced. In small parts cuts of the dual programs find the least cost there is (Fischetti &
//! Salazar 2000); the cheaper of the two stands.
//!
//! A program that is given up counts as a breach and more is hidden. What cannot be protected even then is handed back.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::system::{CellId, Protected, System};

mod cuts;
mod part;

use part::{End, Part, Target, World};

/// Programs that may be solved to print the cells of a part again, each times the cells of the part.
const REPRINT_EFFORT: usize = 400_000;

/// What was decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Protection {
    /// Cells that are not printed: those that were to be hidden and those that protect them.
    pub hidden: BTreeSet<CellId>,
    /// What stays open even where all that may be hidden is hidden.
    pub unprotected: Vec<Protected>,
    /// Parts in which the cost was proved to be the least there is.
    pub least_cost_parts: usize,
    /// Parts that had something to protect.
    pub parts: usize,
}

/// No counts meet what is printed and the relations: a relation is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the counts contradict their relations: {}", cells.join(", "))]
pub struct Impossible {
    /// Cells of the part in which it is.
    pub cells: Vec<String>,
}

/// Hides `primary`, and what else must be hidden so that every count from the least to the most of each protected cell stays
/// possible. The same system gives the same cells, always.
///
/// ```
/// use std::collections::BTreeSet;
/// use disclose::{Cell, Protected, System, protect};
/// let mut system = System::default();
/// let [total, north, south, west] = [47, 40, 2, 5].map(|n| system.add(Cell::printed("", n, (1, n.unsigned_abs()))));
/// system.total(total, &[north, south, west]);
/// let done = protect(&system, &BTreeSet::from([south]), &[Protected::small(south, 3)]).unwrap();
/// assert_eq!(done.hidden, BTreeSet::from([south, west])); // west hides south from subtraction, and is the cheapest that does
/// ```
///
/// # Errors
/// Where the relations contradict what is printed.
pub fn protect(system: &System, primary: &BTreeSet<CellId>, protected: &[Protected]) -> Result<Protection, Impossible> {
    let mut done = Protection { hidden: primary.clone(), ..Protection::default() };
    let mut of_cell: BTreeMap<CellId, Vec<Protected>> = BTreeMap::new();
    for one in protected {
        of_cell.entry(one.cell).or_default().push(*one);
    }
    for cells in system.components() {
        let wanted: Vec<Protected> = cells.iter().filter_map(|cell| of_cell.get(cell)).flatten().copied().collect();
        if wanted.is_empty() {
            continue;
        }
        let part = Part::new(system, &cells);
        if !part.is_possible() {
            let name = |cell: &CellId| system.cell(*cell).name.clone();
            return Err(Impossible { cells: cells.iter().take(12).map(name).collect() });
        }
        done.parts += 1;
        let mut work = Work::new(&part, primary);
        work.hide(&wanted, &mut done.unprotected);
        work.print_again();
        let least = cuts::least_cost(&part, (&work.fixed, &work.targets), work.cost());
        done.least_cost_parts += usize::from(least.is_proved);
        done.hidden.extend(least.hidden.unwrap_or(work.hidden).iter().map(|at| part.id(*at)));
    }
    // A constant cell cannot be protected by anything.
    let is_constant = |one: &&Protected| {
        let cell = system.cell(one.cell);
        cell.is_constant() && (cell.least > one.least || cell.most.is_some_and(|most| most < one.most))
    };
    done.unprotected.extend(protected.iter().filter(is_constant));
    done.unprotected.sort_by_key(|one| one.cell);
    Ok(done)
}

/// One part being protected.
struct Work<'a> {
    part: &'a Part,
    /// Cells that were to be hidden.
    fixed: BTreeSet<usize>,
    hidden: BTreeSet<usize>,
    /// What must stay possible, with a world in which it is.
    targets: Vec<Target>,
    worlds: Vec<World>,
}

impl<'a> Work<'a> {
    fn new(part: &'a Part, primary: &BTreeSet<CellId>) -> Self {
        let fixed: BTreeSet<usize> = part.places().filter(|at| primary.contains(&part.id(*at))).collect();
        Self { part, hidden: fixed.clone(), fixed, targets: Vec::new(), worlds: Vec::new() }
    }

    fn cost(&self) -> u64 {
        self.hidden.difference(&self.fixed).filter_map(|at| self.part.cost(*at)).sum()
    }

    /// Hides until every target that can be reached is.
    fn hide(&mut self, wanted: &[Protected], unprotected: &mut Vec<Protected>) {
        for one in wanted {
            let Some(at) = self.part.place(one.cell) else { continue };
            let higher = if one.slides { one.most - one.least } else { 0 };
            let least = (0..=higher).find(|more| self.reach(Target { at, end: End::AtMost, count: one.least + more }));
            let most = one.most + least.unwrap_or(0);
            if !(least.is_some() && self.reach(Target { at, end: End::AtLeast, count: most })) {
                unprotected.push(*one);
            }
        }
    }

    /// Hides until a target is met in some world; says whether there is one.
    fn reach(&mut self, target: Target) -> bool {
        if !self.worlds.iter().any(|world| target.is_met(world)) {
            let Some(world) = self.part.cheapest(target, &self.hidden) else { return false };
            self.hidden.extend(self.part.changed(&world));
            self.worlds.push(world);
        }
        self.targets.push(target);
        true
    }

    /// Prints again what need not be hidden, the dearest first.
    fn print_again(&mut self) {
        let mut by_cost: Vec<usize> = self.hidden.difference(&self.fixed).copied().collect();
        by_cost.sort_by_key(|at| (std::cmp::Reverse(self.part.cost(*at)), *at));
        let mut left = REPRINT_EFFORT / self.part.places().len().max(1);
        for at in by_cost {
            let mut fewer = self.hidden.clone();
            fewer.remove(&at);
            if let Some(worlds) = self.worlds_within(&fewer, &mut left) {
                (self.hidden, self.worlds) = (fewer, worlds);
            }
        }
    }

    /// Worlds for every target that change nothing but what is hidden, where there are.
    fn worlds_within(&self, hidden: &BTreeSet<usize>, left: &mut usize) -> Option<Vec<World>> {
        let is_within = |world: &&World| self.part.changed(world).is_subset(hidden);
        let mut worlds: Vec<World> = self.worlds.iter().filter(is_within).cloned().collect();
        for target in &self.targets {
            if worlds.iter().any(|world| target.is_met(world)) {
                continue;
            }
            *left = left.checked_sub(1)?;
            worlds.push(self.part.world(*target, hidden)?);
        }
        Some(worlds)
    }
}

#[cfg(test)]
mod tests;
