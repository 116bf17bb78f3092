//! The borders of a map, light enough for a page: projected, simplified together, and written as paths of SVG.
//!
//! Borders that areas share are found first and simplified once for all of them ([`arcs`]), so that no gap opens between
//! neighbours; points go in the order in which they matter least ([`simplify`]), until the paths are as light as a page
//! can bear. The projection keeps areas in proportion ([`projection`]): in a map of shades the eye weighs area.

use std::collections::BTreeMap;
use std::fmt::Write;

use record::{BoundaryMap, Gazetteer, geometry::Position};

use arcs::{Mesh, Ring};
use projection::{Frame, Point};
use simplify::Removal;

mod arcs;
mod projection;
mod simplify;

/// Bytes of all paths at most, where the borders can be simplified so far.
const BUDGET_BYTES: usize = 16_000;

/// Bytes of a drawing at most, and what each of its areas takes beside its path: its element, its name and its number.
const DRAWING_BYTES: usize = 28_000;
const AREA_BYTES: usize = 75;

/// Points of which less can be seen than this area, in square units of the drawing, are never kept.
const INVISIBLE: f64 = 0.04;

/// Islands and holes smaller than these areas are left out, the next where the paths are still too heavy. The largest part
/// of each area always stays, and what lies between neighbours.
const SMALLEST: [f64; 4] = [0.5, 2.0, 8.0, f64::INFINITY];

/// An area whose largest part is smaller than this, in square units of the drawing, shows no shade that one could tell.
const SPECK: f64 = 20.0;

/// Units of a path in one of the drawing.
pub(super) const PER_UNIT: f64 = 10.0;

/// The areas of a map as they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Height of the drawing, whose width is that of all charts.
    pub(super) height: f64,
    /// What a path of SVG draws each area, by its code, in tenths of the drawing's units.
    pub(super) paths: BTreeMap<String, String>,
    /// Where areas are that are too small to be seen, by their codes, in the same units.
    pub(super) specks: BTreeMap<String, (i32, i32)>,
}

impl Outline {
    /// Draws the areas of a map. An area without a boundary is left out.
    pub fn of(map: &BoundaryMap, places: &Gazetteer) -> Self {
        let found = map.areas.keys().filter_map(|code| Some((code, places.boundary((&map.scheme, code))?)));
        let (codes, boundaries): (Vec<&String>, Vec<_>) = found.unzip();
        let frame = Frame::around(boundaries.iter().flat_map(|boundary| boundary.rings().iter().flatten()));
        let mesh = Mesh::of(&boundaries, |position: Position| frame.place(position));
        let budget = BUDGET_BYTES.min(DRAWING_BYTES.saturating_sub(AREA_BYTES * codes.len()));
        let mut paths = Vec::new();
        for smallest in SMALLEST {
            paths = lightest(&mesh, (smallest, budget));
            if bytes(&paths) <= budget {
                break;
            }
        }
        let specks = mesh.specks(SPECK).map(|(area, middle)| (codes[area].clone(), tenths(middle))).collect();
        Self { height: frame.height, specks, paths: codes.into_iter().cloned().zip(paths).collect() }
    }
}

fn bytes(paths: &[String]) -> usize {
    paths.iter().map(String::len).sum()
}

/// The paths of all areas with as many points as the budget bears.
fn lightest(mesh: &Mesh, (smallest, budget): (f64, usize)) -> Vec<String> {
    let rings = mesh.kept(smallest);
    let removal = Removal::of(mesh, &rings);
    // Points that are never removed stand last; the search is for the fewest removed points that are light enough.
    let (mut least, mut most) = (removal.invisible(INVISIBLE), removal.count());
    while least < most {
        let middle = least.midpoint(most);
        if bytes(&paths(mesh, &rings, |node| removal.is_kept(node, middle))) <= budget {
            most = middle;
        } else {
            least = middle + 1;
        }
    }
    paths(mesh, &rings, |node| removal.is_kept(node, most))
}

/// One path for each area, of the rings that are drawn and the points that are kept.
fn paths(mesh: &Mesh, rings: &[&Ring], is_kept: impl Fn(usize) -> bool) -> Vec<String> {
    let mut paths = vec![String::new(); mesh.areas];
    for ring in rings {
        let points = mesh.walk(ring, &is_kept).map(|point| tenths(mesh.points[point]));
        write_ring(&mut paths[ring.area], points);
    }
    paths
}

#[expect(clippy::cast_possible_truncation, reason = "a drawing is some thousand tenths wide")]
fn tenths(point: Point) -> (i32, i32) {
    ((point.x * PER_UNIT).round() as i32, (point.y * PER_UNIT).round() as i32)
}

/// A closed line, each point by its distance from the one before. What is smaller than a tenth of a unit is drawn as a speck, so
/// that it can be found.
fn write_ring(path: &mut String, points: impl Iterator<Item = (i32, i32)>) {
    let mut corners: Vec<(i32, i32)> = points.collect();
    corners.dedup();
    let Some(((x, y), rest)) = corners.split_first().map(|(first, rest)| (*first, rest)) else { return };
    let mut line = format!("M{x} {y}l");
    let (mut left, mut up) = (x, y);
    for (x, y) in rest {
        // A minus sign parts numbers as a blank does.
        for (along, at) in [(x - left, 0), (y - up, 1)] {
            let blank = if along < 0 || (at == 0 && line.ends_with('l')) { "" } else { " " };
            write!(line, "{blank}{along}").expect("a text takes all that is written to it");
        }
        (left, up) = (*x, *y);
    }
    if rest.len() < 2 {
        line = format!("M{x} {y}l2 0 0 2");
    }
    path.push_str(&line);
    path.push('z');
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use record::Bilingual;

    use super::*;

    /// A grid of areas whose common borders are rugged lines, the same for both neighbours.
    fn rugged(columns: i32, rows: i32, steps: i32) -> (BoundaryMap, Gazetteer) {
        let mut places = Gazetteer::default();
        let mut areas = BTreeMap::new();
        let wave = |along: i32, of: i32| {
            let seed = f64::from(along * 31 + of * 17);
            0.18 * (seed.sin() + (seed * 2.3).cos()) * f64::from(i32::from(along % steps != 0))
        };
        let corner = |x: i32, y: i32| {
            let (across, up) = (f64::from(x) / f64::from(steps), f64::from(y) / f64::from(steps));
            if y % steps == 0 { (across, up + wave(x, y)) } else { (across + wave(y, x + 7), up) }
        };
        for column in 0..columns {
            for row in 0..rows {
                let (west, south) = (column * steps, row * steps);
                let bottom = (0..steps).map(|at| corner(west + at, south));
                let right = (0..steps).map(|at| corner(west + steps, south + at));
                let top = (0..steps).map(|at| corner(west + steps - at, south + steps));
                let left = (0..steps).map(|at| corner(west, south + steps - at));
                let mut ring: Vec<Position> =
                    bottom.chain(right).chain(top).chain(left).map(|(x, y)| Position::new(x, y).unwrap()).collect();
                ring.push(ring[0]);
                let code = format!("{column}-{row}");
                places.add_boundary(("xx", &code), record::Geometry::areas(vec![vec![ring]]).unwrap());
                areas.insert(code, String::new());
            }
        }
        let label = Bilingual::new("Areas", "Áreas");
        let map = BoundaryMap { label, scheme: "xx".to_owned(), areas, ..BoundaryMap::default() };
        (map, places)
    }

    /// The sides of all rings of a path, without direction.
    fn sides(path: &str) -> Vec<[(i32, i32); 2]> {
        let mut sides = Vec::new();
        for ring in path.split('z').filter(|ring| !ring.is_empty()) {
            let numbers: Vec<i32> = ring
                .replace(['M', 'l'], " ")
                .replace('-', " -")
                .split_whitespace()
                .map(|number| number.parse().unwrap())
                .collect();
            let mut points = vec![(numbers[0], numbers[1])];
            for step in numbers[2..].chunks(2) {
                let last = *points.last().unwrap();
                points.push((last.0 + step[0], last.1 + step[1]));
            }
            points.push(points[0]);
            sides.extend(points.windows(2).map(|side| [side[0].min(side[1]), side[0].max(side[1])]));
        }
        sides
    }

    fn weight(outline: &Outline) -> usize {
        outline.paths.values().map(String::len).sum()
    }

    #[test]
    fn no_gap_opens_between_neighbours_however_much_is_left_out() {
        let (map, places) = rugged(12, 10, 40);
        let outline = Outline::of(&map, &places);
        assert!(weight(&outline) <= BUDGET_BYTES && weight(&outline) > BUDGET_BYTES * 9 / 10, "{}", weight(&outline));
        let mut times: BTreeMap<[(i32, i32); 2], usize> = BTreeMap::new();
        for side in outline.paths.values().flat_map(|path| sides(path)) {
            *times.entry(side).or_default() += 1;
        }
        // Every side is that of two areas, or of the outer border, which is one closed line.
        assert!(times.values().all(|count| *count <= 2));
        let outer: Vec<_> = times.iter().filter(|(_, count)| **count == 1).map(|(side, _)| *side).collect();
        let mut ends: BTreeMap<(i32, i32), usize> = BTreeMap::new();
        outer.iter().flatten().for_each(|end| *ends.entry(*end).or_default() += 1);
        assert!(ends.values().all(|count| *count == 2), "the outer border is closed");
        let mut reached = BTreeSet::from([outer[0][0]]);
        while let Some(side) = outer.iter().find(|side| reached.contains(&side[0]) != reached.contains(&side[1])) {
            reached.extend(side);
        }
        assert_eq!(reached.len(), ends.len(), "and in one piece");
    }

    #[test]
    fn the_same_boundaries_give_the_same_bytes_and_every_area_stays() {
        let (map, places) = rugged(20, 15, 12);
        let outline = Outline::of(&map, &places);
        assert_eq!(outline, Outline::of(&map, &places));
        assert_eq!(outline.paths.len(), 300);
        assert!(outline.paths.values().all(|path| sides(path).len() >= 3));
        assert!(weight(&outline) < 12_000, "{}", weight(&outline));
    }

    /// Rings on so few positions that they meet, cross and repeat themselves and each other in every way.
    fn careless() -> impl Strategy<Value = Vec<Vec<Vec<Position>>>> {
        let position = (0..7i32, 0..7i32).prop_map(|(x, y)| Position::new(f64::from(x), f64::from(y)).unwrap());
        let ring = proptest::collection::vec(position, 3..14).prop_map(|mut ring| {
            ring.push(ring[0]);
            ring
        });
        proptest::collection::vec(proptest::collection::vec(ring, 1..4), 1..6)
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_is_drawn_without_panic(areas in careless()) {
            let mut places = Gazetteer::default();
            let mut map = BoundaryMap { scheme: "xx".to_owned(), ..BoundaryMap::default() };
            for (at, rings) in areas.into_iter().enumerate() {
                places.add_boundary(("xx", &at.to_string()), record::Geometry::areas(vec![rings]).unwrap());
                map.areas.insert(at.to_string(), String::new());
            }
            let outline = Outline::of(&map, &places);
            prop_assert_eq!(outline.paths.len(), map.areas.len());
            for path in outline.paths.values() {
                let is_whole = |ring: &str| ring.starts_with('M') && ring.contains('l') && !ring.ends_with('l');
                prop_assert!(path.split_terminator('z').all(is_whole), "{}", path);
            }
        }
    }
}
