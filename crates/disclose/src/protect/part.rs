//! Cells that hang together, as programs see them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    solver::{Kind, Program, Solved, real, whole},
    system::{Cell, CellId, Printed, System},
};

/// Whole counts by place in the part.
pub(super) type World = Vec<i64>;

/// What a printed cell that costs nothing weighs all the same, so that no more is hidden than must be.
const LEAST_WEIGHT: f64 = 0.01;

/// What one person more or less in a cell that is hidden already weighs.
const HIDDEN_WEIGHT: f64 = 1e-4;

/// A count that must stay possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) at: usize,
    pub(super) end: End,
    pub(super) count: i64,
}

/// On which side of its count a cell must be able to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    AtMost,
    AtLeast,
}

impl Target {
    pub(super) fn is_met(self, world: &World) -> bool {
        match self.end {
            End::AtMost => world[self.at] <= self.count,
            End::AtLeast => world[self.at] >= self.count,
        }
    }
}

/// A relation within the part: cells with their numbers, and what they come to.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) terms: Vec<(usize, i64)>,
    pub(super) sum: i64,
}

/// A part of a system.
#[derive(Debug, Clone)]
pub(super) struct Part {
    ids: Vec<CellId>,
    cells: Vec<Cell>,
    rows: Vec<Row>,
}

/// A cell in a program: its count is the sum of these variables, each times its number, and a constant.
struct Column {
    terms: Vec<(usize, f64)>,
    constant: i64,
}

impl Part {
    pub(super) fn new(system: &System, ids: &[CellId]) -> Self {
        let place: BTreeMap<CellId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let row = |relation: &Vec<(CellId, i64)>| {
            let mut row = Row { terms: Vec::new(), sum: 0 };
            for (cell, times) in relation {
                match (place.get(cell), system.cell(*cell).printed) {
                    (Some(at), _) => row.terms.push((*at, *times)),
                    (None, Some(printed)) => row.sum -= times * printed.least,
                    (None, None) => {}
                }
            }
            row
        };
        let rows = system.relations_on(&ids.iter().copied().collect()).into_iter().map(row).collect();
        Self { ids: ids.to_vec(), cells: ids.iter().map(|id| system.cell(*id).clone()).collect(), rows }
    }

    pub(super) fn id(&self, at: usize) -> CellId {
        self.ids[at]
    }

    pub(super) fn places(&self) -> std::ops::Range<usize> {
        0..self.ids.len()
    }

    pub(super) fn cell(&self, at: usize) -> &Cell {
        &self.cells[at]
    }

    pub(super) fn cost(&self, at: usize) -> Option<u64> {
        self.cells[at].cost
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The place of a cell.
    pub(super) fn place(&self, id: CellId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// What a cell may be: what is printed, or what anyone knows where it is not.
    pub(super) fn range(&self, at: usize, hidden: &BTreeSet<usize>) -> (i64, Option<i64>) {
        let cell = &self.cells[at];
        match cell.printed {
            Some(Printed { least, most }) if !hidden.contains(&at) => (least, Some(most)),
            Some(_) | None => (cell.least, cell.most),
        }
    }

    /// Whether any counts meet the relations when all is printed.
    pub(super) fn is_possible(&self) -> bool {
        self.solve(None, &BTreeSet::new(), false) != Solved::Impossible
    }

    /// A world in which a target is met and nothing is changed but what is hidden.
    pub(super) fn world(&self, target: Target, hidden: &BTreeSet<usize>) -> Option<World> {
        self.find(target, hidden, false)
    }

    /// The world in which a target is met and what would have to be hidden besides is cheapest.
    pub(super) fn cheapest(&self, target: Target, hidden: &BTreeSet<usize>) -> Option<World> {
        self.find(target, hidden, true)
    }

    /// Printed cells that are other in a world.
    pub(super) fn changed(&self, world: &World) -> BTreeSet<usize> {
        let is_changed = |at: &usize| {
            self.cells[*at].printed.is_some_and(|printed| !(printed.least..=printed.most).contains(&world[*at]))
        };
        self.places().filter(is_changed).collect()
    }

    fn find(&self, target: Target, hidden: &BTreeSet<usize>, may_hide: bool) -> Option<World> {
        let Solved::Found { values, .. } = self.solve(Some(target), hidden, may_hide) else { return None };
        let world: World = values.into_iter().map(whole).collect::<Option<_>>()?;
        (self.is_world(&world, hidden, may_hide) && target.is_met(&world)).then_some(world)
    }

    /// Whether counts meet the relations and the bounds, in whole numbers: no solver is taken at its word.
    fn is_world(&self, world: &World, hidden: &BTreeSet<usize>, may_hide: bool) -> bool {
        let fits = |at: usize| {
            let is_within =
                |(least, most): (i64, Option<i64>)| world[at] >= least && most.is_none_or(|most| world[at] <= most);
            let is_open = may_hide && self.cells[at].cost.is_some();
            is_within(self.range(at, hidden)) || is_open && is_within((self.cells[at].least, self.cells[at].most))
        };
        let holds = |row: &Row| row.terms.iter().map(|(at, times)| world[*at] * times).sum::<i64>() == row.sum;
        self.places().all(fits) && self.rows.iter().all(holds)
    }

    /// Solves with real counts first, which are whole in most tables; with whole ones where they are not.
    fn solve(&self, target: Option<Target>, hidden: &BTreeSet<usize>, may_hide: bool) -> Solved {
        let solve = |kind| {
            let mut program = Program::new();
            let columns: Vec<Column> =
                self.places().map(|at| self.column(at, hidden, may_hide).write(&mut program, kind)).collect();
            for row in &self.rows {
                let (terms, constant) = together(&columns, &row.terms);
                program.equal(&terms, real(row.sum - constant));
            }
            if let Some(Target { at, end, count }) = target {
                let sign = if end == End::AtLeast { 1 } else { -1 };
                let (terms, constant) = together(&columns, &[(at, sign)]);
                program.at_least(&terms, real(sign * count - constant));
            }
            match program.solve() {
                Solved::Found { values, is_best } => {
                    let count = |column: &Column| {
                        let sum: f64 = column.terms.iter().map(|(at, times)| values[*at] * times).sum();
                        sum + real(column.constant)
                    };
                    Solved::Found { values: columns.iter().map(count).collect(), is_best }
                }
                nothing @ (Solved::Impossible | Solved::GivenUp) => nothing,
            }
        };
        let solved = solve(Kind::Real);
        match &solved {
            Solved::Found { values, .. } if values.iter().any(|value| whole(*value).is_none()) => solve(Kind::Whole),
            Solved::Found { .. } | Solved::Impossible | Solved::GivenUp => solved,
        }
    }

    /// How a cell enters a program.
    fn column(&self, at: usize, hidden: &BTreeSet<usize>, may_hide: bool) -> Draft {
        let cell = &self.cells[at];
        let range = self.range(at, hidden);
        match (cell.cost, cell.printed) {
            (Some(cost), Some(printed)) if may_hide && !hidden.contains(&at) => Draft {
                range,
                weight: 0.0,
                beyond: Some(((cell.most.map(|most| most - printed.most), printed.least - cell.least), cost)),
            },
            (_, None) => Draft { range, weight: 0.0, beyond: None },
            (_, Some(_)) => {
                Draft { range, weight: if hidden.contains(&at) { HIDDEN_WEIGHT } else { 0.0 }, beyond: None }
            }
        }
    }
}

/// A column before it is written: its range, and how far it may leave it at which cost.
struct Draft {
    range: (i64, Option<i64>),
    weight: f64,
    beyond: Option<((Option<i64>, i64), u64)>,
}

impl Draft {
    #[expect(clippy::cast_precision_loss, reason = "costs are counts of persons")]
    fn write(self, program: &mut Program, kind: Kind) -> Column {
        let (least, most) = self.range;
        let mut column = Column { terms: Vec::new(), constant: 0 };
        if most == Some(least) {
            column.constant = least;
        } else {
            column.terms.push((program.variable(self.weight, (least, most), kind), 1.0));
        }
        if let Some(((above, below), cost)) = self.beyond {
            let weight = (cost as f64).max(LEAST_WEIGHT);
            if above != Some(0) {
                column.terms.push((program.variable(weight, (0, above), kind), 1.0));
            }
            if below > 0 {
                column.terms.push((program.variable(weight, (0, Some(below)), kind), -1.0));
            }
        }
        column
    }
}

/// Cells, each times its number, as variables and a constant.
fn together(columns: &[Column], terms: &[(usize, i64)]) -> (Vec<(usize, f64)>, i64) {
    let mut constant = 0;
    let mut sum = Vec::new();
    for (at, times) in terms {
        constant += columns[*at].constant * times;
        sum.extend(columns[*at].terms.iter().map(|(variable, sign)| (*variable, sign * real(*times))));
    }
    (sum, constant)
}
