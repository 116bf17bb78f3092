//! Well-known text: written in one spelling, read in any.

use std::fmt;

use super::{Geometry, InvalidGeometry, Position, Ring, Shape};

/// Writes a shape.
pub(super) fn write(shape: &Shape, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let list = |positions: &[Position]| {
        format!("({})", positions.iter().map(Position::to_string).collect::<Vec<_>>().join(", "))
    };
    let area = |rings: &Vec<Ring>| format!("({})", rings.iter().map(|ring| list(ring)).collect::<Vec<_>>().join(", "));
    match shape {
        Shape::Point(position) => write!(formatter, "POINT ({position})"),
        Shape::Line(positions) => write!(formatter, "LINESTRING {}", list(positions)),
        Shape::Areas(areas) => match areas.as_slice() {
            [one] => write!(formatter, "POLYGON {}", area(one)),
            several => {
                write!(formatter, "MULTIPOLYGON ({})", several.iter().map(area).collect::<Vec<_>>().join(", "))
            }
        },
    }
}

/// Reads a shape.
pub(super) fn read(text: &str) -> Result<Geometry, InvalidGeometry> {
    let open = text.find('(').ok_or(InvalidGeometry::NotWellKnownText)?;
    let name = text[..open].trim().to_ascii_uppercase();
    let mut cursor = Cursor { rest: text[open..].trim() };
    let geometry = match name.as_str() {
        "POINT" => match cursor.positions()?.as_slice() {
            [position] => Ok(Geometry::point(*position)),
            _ => Err(InvalidGeometry::NotWellKnownText),
        },
        "LINESTRING" => Geometry::line(cursor.positions()?),
        "POLYGON" => Geometry::areas(vec![cursor.list(Cursor::positions)?]),
        "MULTIPOLYGON" => Geometry::areas(cursor.list(|cursor| cursor.list(Cursor::positions))?),
        _ => Err(InvalidGeometry::NotWellKnownText),
    }?;
    if cursor.rest.is_empty() { Ok(geometry) } else { Err(InvalidGeometry::NotWellKnownText) }
}

/// What is still to be read.
struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn take(&mut self, mark: char) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    /// `(item, item, …)`.
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, InvalidGeometry>,
    ) -> Result<Vec<T>, InvalidGeometry> {
        if !self.take('(') {
            return Err(InvalidGeometry::NotWellKnownText);
        }
        let mut items = vec![item(self)?];
        while self.take(',') {
            items.push(item(self)?);
        }
        if self.take(')') { Ok(items) } else { Err(InvalidGeometry::NotWellKnownText) }
    }

    fn positions(&mut self) -> Result<Vec<Position>, InvalidGeometry> {
        self.list(Self::position)
    }

    fn position(&mut self) -> Result<Position, InvalidGeometry> {
        let end = self.rest.find([',', ')', '(']).ok_or(InvalidGeometry::NotWellKnownText)?;
        let (pair, rest) = self.rest.split_at(end);
        self.rest = rest;
        let mut numbers = pair.split_whitespace().map(|number| number.parse::<f64>().ok().filter(|n| n.is_finite()));
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Some(longitude)), Some(Some(latitude)), None) => Position::new(longitude, latitude),
            (_, _, _) => Err(InvalidGeometry::NotWellKnownText),
        }
    }
}
