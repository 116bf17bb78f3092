//! In which order may points go, so that a border keeps its shape as long as it can?
//!
//! The point goes first whose triangle with its neighbours is the smallest (Visvalingam and Whyatt 1993, Line
//! generalisation by repeated elimination of points, The Cartographic Journal 30(1), pp. 46-51), over all arcs together.
//! A point stays while its triangle holds another, because the border would come to lie on that one's other side; so no
//! two borders ever cross that did not cross before.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    arcs::{Mesh, Ring},
    projection::Point,
};

/// The order in which points within arcs are removed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Removal {
    /// When each point goes, counted from 0; of those that never go the greatest number there is.
    turns: Vec<usize>,
    /// The area that went with each, in the order of their turns; never less than one before.
    areas: Vec<f64>,
}

impl Removal {
    /// Finds the order for the arcs of some rings.
    pub(super) fn of(mesh: &Mesh, rings: &[&Ring]) -> Self {
        let mut work = Work::of(mesh, rings);
        let mut removal = Self { turns: vec![usize::MAX; mesh.points.len()], areas: Vec::new() };
        while let Some(point) = work.next() {
            removal.turns[point.number] = removal.areas.len();
            let least = removal.areas.last().copied().unwrap_or(0.0);
            removal.areas.push(point.area.max(least));
        }
        removal
    }

    /// How many points can go.
    pub(super) fn count(&self) -> usize {
        self.areas.len()
    }

    /// How many go before one whose triangle is as large as this.
    pub(super) fn invisible(&self, area: f64) -> usize {
        self.areas.partition_point(|removed| *removed < area)
    }

    /// True where a point is there after so many are removed.
    pub(super) fn is_kept(&self, point: usize, removed: usize) -> bool {
        self.turns[point] >= removed
    }
}

/// A point that may go.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    area: f64,
    number: usize,
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.area.total_cmp(&other.area).then(self.number.cmp(&other.number))
    }
}

/// A point within an arc.
#[derive(Debug, Clone, Copy)]
struct Inner {
    arc: usize,
    before: usize,
    after: usize,
    area: f64,
}

struct Work<'a> {
    points: &'a [Point],
    /// By point; none for the ends of arcs, and for what is not drawn.
    inner: Vec<Option<Inner>>,
    /// True where a point is drawn.
    is_there: Vec<bool>,
    /// Points that each arc still has within, and those that it must keep.
    left: Vec<usize>,
    needed: Vec<usize>,
    heap: BinaryHeap<Reverse<Candidate>>,
    /// Points that stay because of one, by that one.
    waiting: Vec<Vec<usize>>,
    cells: Cells,
}

impl<'a> Work<'a> {
    fn of(mesh: &'a Mesh, rings: &[&Ring]) -> Self {
        let count = mesh.points.len();
        let mut work = Self {
            points: &mesh.points,
            inner: vec![None; count],
            is_there: vec![false; count],
            left: mesh.arcs.iter().map(|arc| arc.len() - 2).collect(),
            needed: needed(mesh, rings),
            heap: BinaryHeap::new(),
            waiting: vec![Vec::new(); count],
            cells: Cells::of(&mesh.points),
        };
        let mut is_drawn = vec![false; mesh.arcs.len()];
        rings.iter().flat_map(|ring| &ring.arcs).for_each(|(arc, _)| is_drawn[*arc] = true);
        for (number, arc) in mesh.arcs.iter().enumerate().filter(|(number, _)| is_drawn[*number]) {
            arc.iter().for_each(|point| work.is_there[*point] = true);
            for at in 1..arc.len() - 1 {
                work.inner[arc[at]] = Some(Inner { arc: number, before: arc[at - 1], after: arc[at + 1], area: 0.0 });
            }
        }
        (0..count).for_each(|point| work.weigh(point));
        work
    }

    /// Offers a point anew, after its neighbours changed.
    fn weigh(&mut self, number: usize) {
        let Some(inner) = &mut self.inner[number] else { return };
        let area = triangle(self.points[inner.before], self.points[number], self.points[inner.after]).abs() / 2.0;
        inner.area = area;
        self.heap.push(Reverse(Candidate { area, number }));
    }

    /// Removes the next point that may go.
    fn next(&mut self) -> Option<Candidate> {
        while let Some(Reverse(candidate)) = self.heap.pop() {
            let Some(inner) = self.inner[candidate.number] else { continue };
            let is_old = inner.area.total_cmp(&candidate.area).is_ne();
            if is_old || self.left[inner.arc] <= self.needed[inner.arc] {
                continue;
            }
            if let Some(within) = self.within(candidate.number, inner) {
                self.waiting[within].push(candidate.number);
                continue;
            }
            self.remove(candidate.number, inner);
            return Some(candidate);
        }
        None
    }

    fn remove(&mut self, number: usize, Inner { arc, before, after, .. }: Inner) {
        self.inner[number] = None;
        self.is_there[number] = false;
        self.left[arc] -= 1;
        if let Some(before) = &mut self.inner[before] {
            before.after = after;
        }
        if let Some(after) = &mut self.inner[after] {
            after.before = before;
        }
        let freed = std::mem::take(&mut self.waiting[number]);
        [before, after].into_iter().chain(freed).for_each(|point| self.weigh(point));
    }

    /// A point in the triangle of one with its neighbours.
    fn within(&self, number: usize, inner: Inner) -> Option<usize> {
        let names = [inner.before, number, inner.after];
        let corners = names.map(|name| self.points[name]);
        self.cells
            .around(corners)
            .find(|other| self.is_there[*other] && !names.contains(other) && holds(corners, self.points[*other]))
    }
}

/// How many points each arc must keep within, so that no ring becomes a line: two on one that is a ring by itself, one on the longer of
/// two.
fn needed(mesh: &Mesh, rings: &[&Ring]) -> Vec<usize> {
    let mut needed = vec![0; mesh.arcs.len()];
    for ring in rings {
        match ring.arcs[..] {
            [(only, _)] => needed[only] = 2,
            [(one, _), (two, _)] => {
                let longer = if mesh.arcs[one].len() >= mesh.arcs[two].len() { one } else { two };
                needed[longer] = needed[longer].max(1);
            }
            _ => {}
        }
    }
    needed
}

/// Twice the area of a triangle, positive where its corners turn to one side.
fn triangle(a: Point, b: Point, c: Point) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
}

/// True where a point lies in a triangle or on its sides.
fn holds([a, b, c]: [Point; 3], point: Point) -> bool {
    let sides = [triangle(a, b, point), triangle(b, c, point), triangle(c, a, point)];
    let is_beside = sides.iter().all(|side| *side == 0.0);
    let is_between = sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0);
    // Corners in one line: a point of that line outside of them is not held.
    let spans = |of: fn(Point) -> f64| {
        let (low, high) = (of(a).min(of(b)).min(of(c)), of(a).max(of(b)).max(of(c)));
        (low..=high).contains(&of(point))
    };
    is_between && (!is_beside || (spans(|point| point.x) && spans(|point| point.y)))
}

/// Points by the square in which they lie.
struct Cells {
    size: f64,
    columns: usize,
    rows: usize,
    points: Vec<Vec<usize>>,
}

impl Cells {
    /// Squares with some two points each, were they spread evenly.
    fn of(points: &[Point]) -> Self {
        let right = points.iter().map(|point| point.x).fold(1.0, f64::max);
        let bottom = points.iter().map(|point| point.y).fold(1.0, f64::max);
        let wanted = u32::try_from(points.len() / 2 + 1).unwrap_or(u32::MAX);
        let size = (right * bottom / f64::from(wanted)).sqrt();
        let mut cells = Self { size, columns: 0, rows: 0, points: Vec::new() };
        (cells.columns, cells.rows) = (cells.step(right) + 1, cells.step(bottom) + 1);
        cells.points = vec![Vec::new(); cells.columns * cells.rows];
        for (number, point) in points.iter().enumerate() {
            let at = cells.step(point.y) * cells.columns + cells.step(point.x);
            cells.points[at].push(number);
        }
        cells
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "nothing is drawn left of or above the drawing"
    )]
    fn step(&self, along: f64) -> usize {
        (along / self.size) as usize
    }

    /// The points in the squares that a triangle may touch.
    fn around(&self, corners: [Point; 3]) -> impl Iterator<Item = usize> + '_ {
        let xs = corners.map(|corner| self.step(corner.x));
        let ys = corners.map(|corner| self.step(corner.y));
        let ends = |steps: [usize; 3]| (steps[0].min(steps[1]).min(steps[2]), steps[0].max(steps[1]).max(steps[2]));
        let ((left, right), (top, bottom)) = (ends(xs), ends(ys));
        (top..=bottom)
            .flat_map(move |row| (left..=right).map(move |column| row * self.columns + column))
            .flat_map(|at| self.points[at].iter().copied())
    }
}
