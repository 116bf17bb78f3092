//! Which borders do areas share? Rings are cut where the neighbour changes, and what two of them have in common is one arc.
//!
//! A point is a junction where two rings come to it or leave it differently (Bostock 2013, How To Infer Topology). Borders are
//! common where they have the same positions; where a file has others on each side, the two sides are simplified apart, and what
//! stands between them in the file stays between them.

use std::collections::{BTreeMap, HashMap};

use record::{Geometry, geometry::Position};

use super::projection::Point;

/// Points of one arc nearer to each other than this, in units of the drawing, cannot be told apart; of them the first is kept.
const NEAREST: f64 = 0.1;

/// Points, by their place in [`Mesh::points`].
pub(super) type Line = Vec<usize>;

/// A closed line around or within an area: arcs in their order, true where one is walked from its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ring {
    pub(super) area: usize,
    pub(super) arcs: Vec<(usize, bool)>,
    /// In square units of the drawing.
    pub(super) size: f64,
    /// The largest of its area, which is always drawn.
    is_largest: bool,
}

/// All rings with the arcs of which they are made.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Mesh {
    pub(super) points: Vec<Point>,
    pub(super) arcs: Vec<Line>,
    pub(super) rings: Vec<Ring>,
    /// How many areas there are.
    pub(super) areas: usize,
    /// How often rings use each arc.
    uses: Vec<usize>,
}

impl Mesh {
    /// Finds the arcs of boundaries.
    pub(super) fn of(boundaries: &[&Geometry], place: impl Fn(Position) -> Point) -> Self {
        let mut mesh = Self { areas: boundaries.len(), ..Self::default() };
        let mut numbers: HashMap<Position, usize> = HashMap::new();
        let mut rings: Vec<(usize, Line)> = Vec::new();
        for (area, boundary) in boundaries.iter().enumerate() {
            for ring in boundary.rings().iter().flatten() {
                let mut line: Line = Vec::with_capacity(ring.len());
                for position in &ring[..ring.len() - 1] {
                    let number = *numbers.entry(*position).or_insert_with(|| {
                        mesh.points.push(place(*position));
                        mesh.points.len() - 1
                    });
                    if line.last() != Some(&number) {
                        line.push(number);
                    }
                }
                if line.len() >= 3 {
                    rings.push((area, line));
                }
            }
        }
        let is_junction = junctions(mesh.points.len(), &rings);
        let mut known: BTreeMap<Line, usize> = BTreeMap::new();
        for (area, line) in rings {
            let size = mesh.size(&line);
            let arcs = cut(line, &is_junction).into_iter().map(|arc| mesh.number(arc, &mut known)).collect();
            mesh.rings.push(Ring { area, arcs, size, is_largest: false });
        }
        mesh.mark_largest();
        mesh.thin();
        mesh
    }

    /// Leaves out of each arc what nobody could see, so that a fine file takes little longer than a coarse one.
    fn thin(&mut self) {
        let points = &self.points;
        let is_far = |one: usize, other: usize| {
            let (one, other) = (points[one], points[other]);
            (one.x - other.x).hypot(one.y - other.y) >= NEAREST
        };
        for arc in &mut self.arcs {
            let (first, inner, last) = (arc[0], &arc[1..arc.len() - 1], arc[arc.len() - 1]);
            let mut thin = vec![first];
            for point in inner {
                if thin.last().is_some_and(|before| is_far(*before, *point)) {
                    thin.push(*point);
                }
            }
            thin.push(last);
            // A small island keeps its corners.
            if thin.len() > 3 {
                *arc = thin;
            }
        }
    }

    /// The number of an arc, the same from both sides.
    fn number(&mut self, arc: Line, known: &mut BTreeMap<Line, usize>) -> (usize, bool) {
        let turned: Line = arc.iter().rev().copied().collect();
        let is_turned = turned < arc;
        let arc = if is_turned { turned } else { arc };
        let number = *known.entry(arc).or_insert_with_key(|arc| {
            self.arcs.push(arc.clone());
            self.uses.push(0);
            self.arcs.len() - 1
        });
        self.uses[number] += 1;
        (number, is_turned)
    }

    fn size(&self, line: &Line) -> f64 {
        let next = line.iter().cycle().skip(1);
        let sides = line.iter().zip(next).map(|(from, to)| (self.points[*from], self.points[*to]));
        sides.map(|(from, to)| from.x * to.y - to.x * from.y).sum::<f64>().abs() / 2.0
    }

    fn mark_largest(&mut self) {
        let mut largest: Vec<Option<usize>> = vec![None; self.areas];
        for (at, ring) in self.rings.iter().enumerate() {
            let so_far = &mut largest[ring.area];
            if so_far.is_none_or(|other| self.rings[other].size < ring.size) {
                *so_far = Some(at);
            }
        }
        largest.into_iter().flatten().for_each(|at| self.rings[at].is_largest = true);
    }

    /// The areas whose largest part is smaller than a size, with the middle of that part.
    pub(super) fn specks(&self, largest: f64) -> impl Iterator<Item = (usize, Point)> {
        let small = self.rings.iter().filter(move |ring| ring.is_largest && ring.size < largest);
        small.map(|ring| {
            let points = || self.walk(ring, &|_| true).map(|point| self.points[point]);
            let middle = |of: fn(Point) -> f64| {
                let ends = points()
                    .map(of)
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
                f64::midpoint(ends.0, ends.1)
            };
            (ring.area, Point { x: middle(|point| point.x), y: middle(|point| point.y) })
        })
    }

    /// The rings that are drawn: all but islands and holes smaller than a size that no other area borders on.
    pub(super) fn kept(&self, smallest: f64) -> Vec<&Ring> {
        let is_alone = |ring: &&Ring| ring.arcs.iter().all(|(arc, _)| self.uses[*arc] == 1);
        self.rings.iter().filter(|ring| ring.is_largest || ring.size >= smallest || !is_alone(ring)).collect()
    }

    /// The points of a ring in their order, of each arc those that are kept. A point within an arc is known by its place among
    /// the points of all arcs.
    pub(super) fn walk<'a>(
        &'a self,
        ring: &'a Ring,
        is_kept: &'a impl Fn(usize) -> bool,
    ) -> impl Iterator<Item = usize> + 'a {
        ring.arcs.iter().flat_map(move |(number, is_turned)| {
            let arc = &self.arcs[*number];
            let end = arc.len() - 1;
            // The last point of an arc is the first of the next.
            (0..end).filter_map(move |step| {
                let at = if *is_turned { end - step } else { step };
                (at == 0 || at == end || is_kept(arc[at])).then_some(arc[at])
            })
        })
    }
}

/// True for each point at which two rings part.
fn junctions(points: usize, rings: &[(usize, Line)]) -> Vec<bool> {
    let mut beside: Vec<Option<(usize, usize)>> = vec![None; points];
    let mut is_junction = vec![false; points];
    for (_, line) in rings {
        for (at, point) in line.iter().enumerate() {
            let (before, after) = (line[(at + line.len() - 1) % line.len()], line[(at + 1) % line.len()]);
            let pair = (before.min(after), before.max(after));
            match beside[*point] {
                Some(known) if known != pair => is_junction[*point] = true,
                Some(_) => {}
                None => beside[*point] = Some(pair),
            }
        }
    }
    is_junction
}

/// A ring cut at its junctions; each arc ends where the next begins. One without junctions begins at its least point, so that it is the
/// same wherever the file begins it.
fn cut(mut line: Line, is_junction: &[bool]) -> Vec<Line> {
    let least = || line.iter().enumerate().min_by_key(|(_, point)| **point).map_or(0, |(at, _)| at);
    let start = line.iter().position(|point| is_junction[*point]).unwrap_or_else(least);
    line.rotate_left(start);
    line.push(line[0]);
    let mut arcs = Vec::new();
    let mut arc = vec![line[0]];
    for (at, point) in line.iter().enumerate().skip(1) {
        arc.push(*point);
        if is_junction[*point] || at + 1 == line.len() {
            arcs.push(std::mem::replace(&mut arc, vec![*point]));
        }
    }
    arcs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mesh(areas: &[&str]) -> Mesh {
        let areas: Vec<Geometry> = areas.iter().map(|text| text.parse().unwrap()).collect();
        let place = |position: Position| Point { x: position.longitude_degrees(), y: position.latitude_degrees() };
        Mesh::of(&areas.iter().collect::<Vec<_>>(), place)
    }

    #[test]
    fn two_neighbours_have_one_border_in_common() {
        let mesh = mesh(&["POLYGON ((0 0, 2 0, 2 1, 2 2, 0 2, 0 0))", "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 1, 2 0))"]);
        let mut uses = mesh.uses.clone();
        uses.sort_unstable();
        assert_eq!(uses, [1, 1, 2]);
        let walked: Vec<f64> = mesh.walk(&mesh.rings[1], &|_| false).map(|point| mesh.points[point].x).collect();
        assert_eq!(walked, [2.0, 2.0], "of two arcs nothing but their ends");
    }

    #[test]
    fn a_hole_and_what_fills_it_are_one_arc_wherever_each_begins() {
        let outer = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))";
        let mesh = mesh(&[outer, "POLYGON ((6 3, 6 6, 3 6, 3 3, 6 3))"]);
        assert_eq!((mesh.arcs.len(), &mesh.uses), (2, &vec![1, 2]));
        assert_eq!(mesh.kept(f64::INFINITY).len(), 3, "the hole stays, for it is filled");
    }

    #[test]
    fn small_islands_go_and_the_largest_part_stays() {
        let mesh = mesh(&[
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5)))",
            "POLYGON ((20 0, 21 0, 21 1, 20 0))",
        ]);
        assert_eq!(mesh.kept(1.0).iter().map(|ring| ring.size).collect::<Vec<_>>(), [8.0, 0.5]);
    }
}
