//! From the earth to the drawing, areas in proportion.
//!
//! The cylindrical equal-area projection of the sphere, with its standard parallel at the middle latitude of what is drawn
//! (Snyder 1987, Map Projections: A Working Manual, U.S. Geological Survey Professional Paper 1395, pp. 76-85):
//! `x = λ cos φs`, `y = sin φ / cos φs`. Meridians are upright, and shapes are true at the middle latitude, as in the
//! equirectangular projection of pp. 90-91; but two areas of one size on the earth have one size on the map.

use record::geometry::{Position, Ring};

use crate::chart::frame::WIDTH;

/// Height of a drawing at most, so that a long country is not several screens of a phone.
const HEIGHT: f64 = 480.0;

/// Room around what is drawn, for its lines.
const MARGIN: f64 = 2.0;

/// A place in the drawing, in its units: to the right and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// How places come into the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    /// Longitudes west of this one are drawn a whole turn further east.
    seam_degrees: f64,
    /// Cosine of the standard parallel.
    cosine: f64,
    scale: f64,
    left: f64,
    top: f64,
    pub(super) height: f64,
}

impl Frame {
    /// Fits rings into a drawing of the charts' width.
    pub(super) fn around<'a>(rings: impl Iterator<Item = &'a Ring> + Clone) -> Self {
        let seam_degrees = seam(rings.clone());
        let positions = || rings.clone().flatten();
        let latitudes = ends(positions().map(|position| position.latitude_degrees()));
        let cosine = f64::midpoint(latitudes.0, latitudes.1).to_radians().cos();
        let bare = Self { seam_degrees, cosine, scale: 1.0, left: 0.0, top: 0.0, height: 0.0 };
        let (west, east) = ends(positions().map(|position| bare.place(*position).x));
        let (north, south) = ends(positions().map(|position| bare.place(*position).y));
        let (across, down) = ((east - west).max(1e-9), (south - north).max(1e-9));
        let scale = ((WIDTH - 2.0 * MARGIN) / across).min((HEIGHT - 2.0 * MARGIN) / down);
        let height = (down * scale + 2.0 * MARGIN).ceil();
        Self { scale, left: (WIDTH - across * scale) / 2.0 - west * scale, top: MARGIN - north * scale, height, ..bare }
    }

    /// Where a position is drawn.
    pub(super) fn place(&self, position: Position) -> Point {
        let longitude = position.longitude_degrees();
        let turned = if longitude < self.seam_degrees { longitude + 360.0 } else { longitude };
        let x = turned.to_radians() * self.cosine;
        let y = -position.latitude_degrees().to_radians().sin() / self.cosine;
        Point { x: x * self.scale + self.left, y: y * self.scale + self.top }
    }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// The longitude at which the drawing begins: the eastern end of the widest gap between the rings around the earth, so that
/// what lies on both sides of the 180th meridian stands together. No ring crosses it.
fn seam<'a>(rings: impl Iterator<Item = &'a Ring>) -> f64 {
    let span = |ring: &Ring| ends(ring.iter().map(|position| position.longitude_degrees()));
    let mut spans: Vec<(f64, f64)> = rings.map(span).collect();
    spans.sort_by(|left, right| left.0.total_cmp(&right.0));
    let Some((first, _)) = spans.first().copied() else { return -180.0 };
    let mut reached = f64::NEG_INFINITY;
    let (mut widest, mut begin) = (0.0, first);
    for (west, east) in &spans {
        if reached.is_finite() && west - reached > widest {
            (widest, begin) = (west - reached, *west);
        }
        reached = reached.max(*east);
    }
    // Around the back of the earth, as most maps are: only a wider gap in front moves the seam.
    if first + 360.0 - reached >= widest { first } else { begin }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Ring {
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)];
        corners.into_iter().map(|(x, y)| Position::new(west + x, south + y).unwrap()).collect()
    }

    /// The area of a ring as it is drawn.
    fn area(frame: &Frame, ring: &Ring) -> f64 {
        let points: Vec<Point> = ring.iter().map(|position| frame.place(*position)).collect();
        points.windows(2).map(|side| side[0].x * side[1].y - side[1].x * side[0].y).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn areas_are_in_proportion_to_those_on_the_earth() {
        // Two squares of one degree, at the equator and far from it: the areas on the sphere are as sin φ2 - sin φ1.
        let rings = [square(10.0, 0.0, 1.0), square(14.0, 60.0, 1.0)];
        let frame = Frame::around(rings.iter());
        let on_earth = |south: f64| (south + 1.0).to_radians().sin() - south.to_radians().sin();
        let ratio = area(&frame, &rings[0]) / area(&frame, &rings[1]);
        assert!((ratio - on_earth(0.0) / on_earth(60.0)).abs() < 1e-6, "{ratio}");
        // At the middle latitude a degree to the north is as long as one of the great circle: shapes are true.
        let one = [square(0.0, -1.0, 2.0)];
        let frame = Frame::around(one.iter());
        assert!((frame.height / WIDTH - 1.0).abs() < 0.01);
    }

    #[test]
    fn both_sides_of_the_180th_meridian_stand_together() {
        let rings = [square(177.0, -18.0, 3.0), square(-180.0, -18.0, 2.0)];
        let frame = Frame::around(rings.iter());
        let (east_end, west_begin) = (frame.place(rings[0][1]), frame.place(rings[1][0]));
        assert!((east_end.x - west_begin.x).abs() < 1e-6, "{east_end:?} {west_begin:?}");
        assert!(frame.place(rings[0][0]).x < east_end.x);
    }
}
