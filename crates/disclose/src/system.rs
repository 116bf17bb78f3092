//! What is published, as one linear system.
//!
//! Every relation is a sum that is nought: `total − north − south = 0`. Inequalities are relations with a cell that is never
//! printed and cannot be negative: `later − earlier − added = 0`, `added ≥ 0`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// The place of a cell in its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CellId(usize);

impl CellId {
    /// The place as a number, from 0.
    pub fn place(self) -> usize {
        self.0
    }
}

/// What is printed of a cell that is not hidden, in persons: a range whose ends are equal for an exact count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// The least that it can be.
    pub least: i64,
    /// The most that it can be.
    pub most: i64,
}

impl Printed {
    /// An exact count.
    pub fn exactly(count: i64) -> Self {
        Self { least: count, most: count }
    }

    /// Whether one count alone is said.
    pub fn is_exact(self) -> bool {
        self.least == self.most
    }
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// What it is called in messages and logs.
    pub name: String,
    /// What is printed unless it is hidden; nothing where it is never printed.
    pub printed: Option<Printed>,
    /// What anyone knows to be its least, even where it is hidden.
    pub least: i64,
    /// What anyone knows to be its most, even where it is hidden.
    pub most: Option<i64>,
    /// What it costs to hide it; nothing where it may not be hidden.
    pub cost: Option<u64>,
}

impl Cell {
    /// A count that is printed unless it is hidden. Whoever sees it hidden knows that it is at least `least`: 1 where noughts
    /// are never hidden, more where that many of its records are public.
    pub fn printed(name: impl Into<String>, count: i64, (least, cost): (i64, u64)) -> Self {
        let (name, printed) = (name.into(), Some(Printed::exactly(count)));
        Self { name, printed, least: least.min(count), most: None, cost: Some(cost) }
    }

    /// A count that stays printed: an earlier version, a structural nought, a figure whose rule is waived.
    pub fn kept(name: impl Into<String>, count: i64) -> Self {
        let (name, printed) = (name.into(), Some(Printed::exactly(count)));
        Self { name, printed, least: count, most: Some(count), cost: None }
    }

    /// A count that is never printed: a difference, or a cell that an earlier version hid.
    pub fn unseen(name: impl Into<String>, least: i64) -> Self {
        Self { name: name.into(), printed: None, least, most: None, cost: None }
    }

    /// The same cell printed as a range.
    #[must_use]
    pub fn within(mut self, printed: Printed) -> Self {
        self.printed = Some(printed);
        self
    }
}

/// A cell of which nobody may learn too much: no count from `least` to `most` may be ruled out. These are the protection levels
/// of the literature (lower: count − least; upper: most − count).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Protected {
    /// Which.
    pub cell: CellId,
    /// A count that must stay possible.
    pub least: i64,
    /// Another one.
    pub most: i64,
    /// Whether a range as wide will do that lies higher: rows that are listed though hidden hold one person each, which anyone
    /// can add up.
    pub slides: bool,
}

impl Protected {
    /// A small count: none from one to the threshold may be ruled out, or as many higher up.
    pub fn small(cell: CellId, threshold: i64) -> Self {
        Self { cell, least: 1, most: threshold, slides: true }
    }

    /// A difference: none from nought to the threshold may be ruled out.
    pub fn difference(cell: CellId, threshold: i64) -> Self {
        Self { cell, least: 0, most: threshold, slides: false }
    }
}

/// Cells and relations.
#[derive(Debug, Clone, Default, Serialize)]
pub struct System {
    cells: Vec<Cell>,
    relations: Vec<Vec<(CellId, i64)>>,
    /// The relations again, so that none is added twice.
    #[serde(skip)]
    known: BTreeSet<Vec<(CellId, i64)>>,
}

impl System {
    /// Adds a cell.
    pub fn add(&mut self, cell: Cell) -> CellId {
        self.cells.push(cell);
        CellId(self.cells.len() - 1)
    }

    /// Adds a relation: these cells, each times its number, are nought together. Cells named twice are added up.
    pub fn relate(&mut self, terms: &[(CellId, i64)]) {
        let mut sums: BTreeMap<CellId, i64> = BTreeMap::new();
        for (cell, times) in terms {
            *sums.entry(*cell).or_default() += times;
        }
        sums.retain(|_, times| *times != 0);
        let relation: Vec<(CellId, i64)> = sums.into_iter().collect();
        if !relation.is_empty() && self.known.insert(relation.clone()) {
            self.relations.push(relation);
        }
    }

    /// Adds the relation that a total is the sum of parts.
    ///
    /// ```
    /// use disclose::{Cell, System};
    /// let mut system = System::default();
    /// let [total, north, south] = [7, 4, 3].map(|n| system.add(Cell::printed("", n, (1, 1))));
    /// system.total(total, &[north, south]);
    /// assert_eq!(system.relations()[0].iter().map(|(_, times)| times).sum::<i64>(), -1); // 1 - 1 - 1
    /// ```
    pub fn total(&mut self, total: CellId, parts: &[CellId]) {
        let terms: Vec<(CellId, i64)> = [(total, 1)].into_iter().chain(parts.iter().map(|part| (*part, -1))).collect();
        self.relate(&terms);
    }

    /// The cells, by place.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// One cell.
    pub fn cell(&self, id: CellId) -> &Cell {
        &self.cells[id.0]
    }

    /// Every cell's id, in order of place.
    pub fn ids(&self) -> impl Iterator<Item = CellId> + use<> {
        (0..self.cells.len()).map(CellId)
    }

    /// The relations: cells with the number by which each is multiplied.
    pub fn relations(&self) -> &[Vec<(CellId, i64)>] {
        &self.relations
    }

    /// Cells that hang together by relations, in order of their first; what stays printed exactly ties nothing together.
    pub(crate) fn components(&self) -> Vec<Vec<CellId>> {
        let mut group: Vec<usize> = (0..self.cells.len()).collect();
        for relation in &self.relations {
            let mut tied = relation.iter().map(|(cell, _)| cell.0).filter(|at| !self.cells[*at].is_constant());
            let Some(first) = tied.next() else { continue };
            for other in tied {
                let (one, two) = (root(&mut group, first), root(&mut group, other));
                group[one.max(two)] = one.min(two);
            }
        }
        let mut components: BTreeMap<usize, Vec<CellId>> = BTreeMap::new();
        for at in (0..self.cells.len()).filter(|at| !self.cells[*at].is_constant()) {
            components.entry(root(&mut group, at)).or_default().push(CellId(at));
        }
        components.into_values().collect()
    }

    /// The relations on any of some cells.
    pub(crate) fn relations_on(&self, cells: &BTreeSet<CellId>) -> Vec<&Vec<(CellId, i64)>> {
        self.relations.iter().filter(|relation| relation.iter().any(|(cell, _)| cells.contains(cell))).collect()
    }
}

impl Cell {
    /// Whether it is known exactly whatever is hidden.
    pub(crate) fn is_constant(&self) -> bool {
        self.cost.is_none() && self.printed.is_some_and(Printed::is_exact)
    }
}

/// The first of a cell's group; the way there is halved for the next who asks.
fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}
