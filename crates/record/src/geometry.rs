//! Where on the earth: points, lines and areas in degrees of WGS 84, longitude first, as in GeoJSON (RFC 7946).
//!
//! Written as well-known text (ISO 19125-1), in which a value of a record stays readable in a cell. Degrees are kept
//! to seven decimals, about a centimetre, as whole numbers: the same place has one spelling and can be compared.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

mod text;

/// Units of a position in one degree.
const PER_DEGREE: i32 = 10_000_000;

/// A ring has at least three corners, and its first position again at the end.
const RING_MIN: usize = 4;

/// No boundary of a country has more positions.
pub const MAX_POSITIONS: usize = 200_000;

/// A position. Invariant: longitude within 180 degrees, latitude within 90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    longitude: i32,
    latitude: i32,
}

/// A line that ends where it begins. Invariant: at least [`RING_MIN`] positions, the first and last the same.
pub type Ring = Vec<Position>;

/// A place on the earth. Invariant: every part has enough positions, and rings are closed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Geometry(Shape);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Shape {
    Point(Position),
    Line(Vec<Position>),
    /// Areas, each with its outer ring first and its holes behind it.
    Areas(Vec<Vec<Ring>>),
}

/// Why something is no place on the earth.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGeometry {
    /// Not well-known text.
    #[error("not well-known text of a point, line or area")]
    NotWellKnownText,
    /// Outside the earth.
    #[error("longitude {longitude}, latitude {latitude}: not on the earth; the longitude comes first")]
    NotOnEarth {
        /// As it stands.
        longitude: String,
        /// As it stands.
        latitude: String,
    },
    /// A line of one position.
    #[error("a line needs at least two positions")]
    ShortLine,
    /// A ring of fewer than four positions.
    #[error("a ring needs at least {RING_MIN} positions, this one has {0}")]
    ShortRing(usize),
    /// A ring that is not closed.
    #[error("a ring ends where it begins; this one begins at {first} and ends at {last}")]
    OpenRing {
        /// Its first position.
        first: Position,
        /// Its last.
        last: Position,
    },
    /// Too much.
    #[error("{0} positions; at most {MAX_POSITIONS} are read")]
    TooManyPositions(usize),
}

impl Position {
    /// A position in degrees, rounded to seven decimals.
    ///
    /// # Errors
    /// Where it is not on the earth, or no number.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, InvalidGeometry> {
        let units = |degrees: f64, limit: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "at most 1.8e9, which fits")]
            (degrees.abs() <= limit).then(|| (degrees * f64::from(PER_DEGREE)).round() as i32)
        };
        match (units(longitude, 180.0), units(latitude, 90.0)) {
            (Some(longitude), Some(latitude)) => Ok(Self { longitude, latitude }),
            (_, _) => {
                Err(InvalidGeometry::NotOnEarth { longitude: longitude.to_string(), latitude: latitude.to_string() })
            }
        }
    }

    /// Longitude in degrees, east positive.
    pub fn longitude_degrees(self) -> f64 {
        f64::from(self.longitude) / f64::from(PER_DEGREE)
    }

    /// Latitude in degrees, north positive.
    pub fn latitude_degrees(self) -> f64 {
        f64::from(self.latitude) / f64::from(PER_DEGREE)
    }
}

impl Geometry {
    /// One position.
    pub fn point(position: Position) -> Self {
        Self(Shape::Point(position))
    }

    /// A line.
    ///
    /// # Errors
    /// Where it has fewer than two positions, or too many.
    pub fn line(positions: Vec<Position>) -> Result<Self, InvalidGeometry> {
        if positions.len() < 2 {
            return Err(InvalidGeometry::ShortLine);
        }
        within_limit(positions.len())?;
        Ok(Self(Shape::Line(positions)))
    }

    /// One or more areas, each an outer ring and its holes.
    ///
    /// # Errors
    /// Where there is none, or a ring is short or open, or there are too many positions.
    pub fn areas(areas: Vec<Vec<Ring>>) -> Result<Self, InvalidGeometry> {
        within_limit(areas.iter().flatten().map(Vec::len).sum())?;
        if areas.is_empty() || areas.iter().any(Vec::is_empty) {
            return Err(InvalidGeometry::ShortRing(0));
        }
        for ring in areas.iter().flatten() {
            match (ring.first(), ring.last()) {
                (Some(first), Some(last)) if first != last => {
                    return Err(InvalidGeometry::OpenRing { first: *first, last: *last });
                }
                (_, _) if ring.len() < RING_MIN => return Err(InvalidGeometry::ShortRing(ring.len())),
                (_, _) => {}
            }
        }
        Ok(Self(Shape::Areas(areas)))
    }

    /// The position, where it is one.
    pub fn position(&self) -> Option<Position> {
        match &self.0 {
            Shape::Point(position) => Some(*position),
            Shape::Line(_) | Shape::Areas(_) => None,
        }
    }

    /// The areas, each as its rings; none for a point or a line.
    pub fn rings(&self) -> &[Vec<Ring>] {
        match &self.0 {
            Shape::Areas(areas) => areas,
            Shape::Point(_) | Shape::Line(_) => &[],
        }
    }

    /// All positions, ring after ring.
    pub fn positions(&self) -> Vec<Position> {
        match &self.0 {
            Shape::Point(position) => vec![*position],
            Shape::Line(positions) => positions.clone(),
            Shape::Areas(areas) => areas.iter().flatten().flatten().copied().collect(),
        }
    }

    /// True where a position lies within one of the areas, by the even-odd rule (Shimrat 1962). Positions on the border
    /// itself may count on either side; areas across the 180th meridian have to be cut there, as RFC 7946 asks.
    ///
    /// ```
    /// use record::{Geometry, geometry::Position};
    /// let square: Geometry = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))".parse()?;
    /// assert!(square.covers(Position::new(3.0, 3.0)?));
    /// assert!(!square.covers(Position::new(1.5, 1.5)?), "in the hole");
    /// # Ok::<(), record::geometry::InvalidGeometry>(())
    /// ```
    pub fn covers(&self, position: Position) -> bool {
        match &self.0 {
            Shape::Point(_) | Shape::Line(_) => false,
            Shape::Areas(areas) => areas.iter().any(|rings| {
                let crossings: usize = rings.iter().map(|ring| crossings(ring, position)).sum();
                crossings % 2 == 1
            }),
        }
    }
}

fn within_limit(positions: usize) -> Result<(), InvalidGeometry> {
    if positions > MAX_POSITIONS { Err(InvalidGeometry::TooManyPositions(positions)) } else { Ok(()) }
}

/// How often a ray to the east meets a ring.
fn crossings(ring: &[Position], from: Position) -> usize {
    ring.windows(2)
        .filter(|side| {
            let [a, b] = [side[0], side[1]].map(|end| (i128::from(end.longitude), i128::from(end.latitude)));
            let (x, y) = (i128::from(from.longitude), i128::from(from.latitude));
            let is_level = (a.1 > y) != (b.1 > y);
            // x < a.0 + (y - a.1)(b.0 - a.0)/(b.1 - a.1), without dividing.
            let (left, right) = ((x - a.0) * (b.1 - a.1), (y - a.1) * (b.0 - a.0));
            is_level && if b.1 > a.1 { left < right } else { left > right }
        })
        .count()
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let degrees = |units: i32| {
            let (whole, part) = (units.unsigned_abs() / PER_DEGREE.unsigned_abs(), units.unsigned_abs() % 10_000_000);
            let sign = if units < 0 { "-" } else { "" };
            let text = format!("{sign}{whole}.{part:07}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        write!(formatter, "{} {}", degrees(self.longitude), degrees(self.latitude))
    }
}

impl fmt::Display for Geometry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(&self.0, formatter)
    }
}

impl FromStr for Geometry {
    type Err = InvalidGeometry;

    fn from_str(text: &str) -> Result<Self, InvalidGeometry> {
        text::read(text)
    }
}

impl TryFrom<String> for Geometry {
    type Error = InvalidGeometry;

    fn try_from(text: String) -> Result<Self, InvalidGeometry> {
        text.parse()
    }
}

impl From<Geometry> for String {
    fn from(geometry: Geometry) -> Self {
        geometry.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_what_is_not_on_the_earth_or_not_closed() {
        for (text, reason) in [
            ("POINT (-13.16 -174.22)", "longitude comes first"),
            ("POINT (nan 1)", "well-known"),
            ("POINT (1)", "well-known"),
            ("POLYGON ((0 0, 1 0, 1 1))", "begins at 0 0 and ends at 1 1"),
            ("POLYGON ((0 0, 1 0, 0 0))", "at least 4"),
            ("LINESTRING (0 0)", "two positions"),
            ("POLYGON ()", "well-known"),
            ("CIRCLE (0 0)", "well-known"),
            ("POINT (1 2) POINT (3 4)", "well-known"),
            ("", "well-known"),
        ] {
            let error = text.parse::<Geometry>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn one_place_has_one_spelling() {
        for text in ["POINT (-74.22 -13.16)", "point(-74.2200000 -13.16)", "  POINT ( -74.22   -13.16 ) "] {
            assert_eq!(text.parse::<Geometry>().unwrap().to_string(), "POINT (-74.22 -13.16)");
        }
    }

    fn positions() -> impl Strategy<Value = Vec<Position>> {
        let position = (-180.0..180.0f64, -90.0..90.0f64);
        proptest::collection::vec(position.prop_map(|(x, y)| Position::new(x, y).unwrap()), 3..12)
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(corners in positions(), kind in 0..4u8) {
            let mut ring = corners.clone();
            ring.push(ring[0]);
            let geometry = match kind {
                0 => Geometry::point(corners[0]),
                1 => Geometry::line(corners).unwrap(),
                2 => Geometry::areas(vec![vec![ring]]).unwrap(),
                _ => Geometry::areas(vec![vec![ring.clone(), ring.clone()], vec![ring]]).unwrap(),
            };
            prop_assert_eq!(geometry.to_string().parse::<Geometry>(), Ok(geometry));
        }

        #[test]
        fn never_panics(text in "(POINT|POLYGON|LINESTRING|MULTIPOLYGON)? ?[(), 0-9.-]{0,40}") {
            if let Ok(geometry) = text.parse::<Geometry>() {
                prop_assert_eq!(geometry.to_string().parse::<Geometry>(), Ok(geometry));
            }
        }
    }
}
