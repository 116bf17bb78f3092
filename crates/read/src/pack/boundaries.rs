//! Boundaries of places, and whether a map may be drawn of them.
//!
//! A map prints whose its boundaries are and on what terms, so a file that does not say is refused; `map = false` is for
//! boundaries in which places are only looked up. RFC 7946 (Butler, Daly, Doyle, Gillies, Hagen, Schaub 2016), section
//! 3.1.9, has areas cut at the 180th meridian, and longitudes beyond it begin again at -180: a side that leaps across
//! half of the earth is an area that nobody cut.

use std::collections::BTreeMap;

use record::{Bilingual, BoundaryMap, Geometry, Schema, schema::SchemaProblem};
use serde::Deserialize;

use super::{PackFile, problem};
use crate::geojson::{self, Feature};

/// More areas than these cannot be told apart on a phone, and would make a heavy page.
const MOST_AREAS: usize = 300;

/// More positions than these take an old laptop too long.
const MOST_POSITIONS: usize = 500_000;

/// Degrees from the equator from which a map with the north on top shows nothing that one would know.
const HIGHEST_MIDDLE: f64 = 80.0;

/// What the boundaries of a file belong to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    /// The scheme of the codes.
    scheme: String,
    /// The property with the code.
    code: String,
    /// What is missing behind the code.
    #[serde(default)]
    suffix: String,
    /// The property with the name.
    name: Option<String>,
    /// What the areas are.
    #[serde(default = "areas")]
    label: Bilingual,
    /// Who made the boundaries.
    #[serde(default)]
    attribution: String,
    /// On what terms they may be copied.
    #[serde(default)]
    licence: String,
    /// False where places are only looked up in them.
    #[serde(default = "yes")]
    map: bool,
}

fn areas() -> Bilingual {
    Bilingual::new("Area", "Área")
}

fn yes() -> bool {
    true
}

/// What is wrong: property, what stands there, why, and what would be right.
type Wrong = (String, String, String, &'static str);

/// Adds the boundaries of a file.
pub(super) fn load(schema: &mut Schema, file: &PackFile<'_>, shape: &Shape) -> Vec<SchemaProblem> {
    let told = |number: Option<u64>, (column, found, reason, expected): Wrong| {
        let column = number.map_or(column.clone(), |number| format!("feature {number}, {column}"));
        problem((file.name, None), (&column, &found), &reason, expected)
    };
    let (features, unread) = geojson::read_features(file.bytes);
    let mut problems: Vec<SchemaProblem> = unread
        .into_iter()
        .map(|wrong| told(wrong.number, geometry("", wrong.reason, "GeoJSON after RFC 7946")))
        .collect();
    problems.extend(of_file(shape, &features).into_iter().map(|wrong| told(None, wrong)));
    let mut areas = BTreeMap::new();
    for feature in features {
        match area(&feature, shape) {
            Ok((code, name)) => {
                if schema.places.add_boundary((&shape.scheme, &code), feature.geometry).is_some() {
                    let reason = "the code of an earlier boundary".to_owned();
                    problems.push(told(
                        Some(feature.number),
                        (shape.code.clone(), code, reason, "a code of its own; parts of one area are one MultiPolygon"),
                    ));
                } else {
                    areas.insert(code, name);
                }
            }
            Err(wrong) => problems.push(told(Some(feature.number), wrong)),
        }
    }
    if shape.map && problems.is_empty() {
        let Shape { label, attribution, licence, scheme, .. } = shape.clone();
        schema.places.add_map(BoundaryMap { label, attribution, licence, scheme, areas });
    }
    problems
}

fn geometry(found: &str, reason: String, expected: &'static str) -> Wrong {
    ("geometry".to_owned(), found.to_owned(), reason, expected)
}

/// What keeps a file from being drawn as a whole.
fn of_file(shape: &Shape, features: &[Feature]) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if !shape.map {
        return wrong;
    }
    let mut missing = |key: &str, expected| {
        wrong.push((key.to_owned(), String::new(), "missing in pack.toml".to_owned(), expected));
    };
    if shape.attribution.trim().is_empty() {
        missing("attribution", "who made the boundaries, which is printed under each map, or map = false");
    }
    if shape.licence.trim().is_empty() {
        missing("licence", "on what terms they may be copied, which is printed under each map, or map = false");
    }
    if features.len() > MOST_AREAS {
        let reason = format!("more than the {MOST_AREAS} areas that a map can show");
        wrong.push((
            "features".to_owned(),
            features.len().to_string(),
            reason,
            "a file of larger areas, or map = false",
        ));
    }
    let positions: usize = features.iter().map(|feature| feature.geometry.positions().len()).sum();
    if positions > MOST_POSITIONS {
        let reason = format!("more than the {MOST_POSITIONS} positions of which a map is drawn");
        wrong.push(geometry(&positions.to_string(), reason, "boundaries of a coarser scale, or map = false"));
    }
    let latitudes = features
        .iter()
        .flat_map(|feature| feature.geometry.positions())
        .map(record::geometry::Position::latitude_degrees);
    let (south, north) =
        latitudes.fold((f64::INFINITY, f64::NEG_INFINITY), |(south, north), at| (south.min(at), north.max(at)));
    let middle = f64::midpoint(south, north);
    if middle.abs() > HIGHEST_MIDDLE {
        let reason = format!("too near a pole: maps have the north on top and end at {HIGHEST_MIDDLE} degrees");
        wrong.push(geometry(&format!("{middle:.0} degrees"), reason, "areas of lower latitudes, or map = false"));
    }
    wrong
}

/// The code and name of an area that can be drawn.
fn area(feature: &Feature, shape: &Shape) -> Result<(String, String), Wrong> {
    let said = |property: &str| match feature.properties.get(property) {
        Some(serde_json::Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Some(serde_json::Value::Number(number)) => Some(number.to_string()),
        Some(_) | None => None,
    };
    let missing = |property: &str, expected| (property.to_owned(), String::new(), "missing".to_owned(), expected);
    let code = said(&shape.code).ok_or_else(|| missing(&shape.code, "a property with the code of the place"))?;
    let name = match &shape.name {
        Some(property) => said(property).ok_or_else(|| missing(property, "a property with the name of the place"))?,
        None => String::new(),
    };
    if shape.map {
        check(&feature.geometry)?;
    }
    Ok((code + &shape.suffix, name))
}

fn check(boundary: &Geometry) -> Result<(), Wrong> {
    if boundary.rings().is_empty() {
        let found = if boundary.position().is_some() { "Point" } else { "LineString" };
        let reason = "no area, so it cannot be coloured".to_owned();
        return Err(geometry(found, reason, "a Polygon or MultiPolygon, or map = false"));
    }
    let sides = boundary.rings().iter().flatten().flat_map(|ring| ring.windows(2));
    let leaps = |side: &&[record::geometry::Position]| {
        (side[0].longitude_degrees() - side[1].longitude_degrees()).abs() > 180.0
    };
    match sides.into_iter().find(leaps) {
        Some(side) => {
            let found = format!("{} to {}", side[0], side[1]);
            let reason = "a side across the 180th meridian".to_owned();
            Err(geometry(&found, reason, "areas cut in two at the 180th meridian (RFC 7946, section 3.1.9)"))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = "scheme = \"xx\"\ncode = \"id\"\nname = \"n\"\n";
    const CREDIT: &str = "attribution = \"An office\"\nlicence = \"CC0-1.0\"\n";

    fn load_with(description: &str, features: &str) -> (Schema, Vec<String>) {
        let mut schema = Schema::built_in();
        let bytes = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
        let shape: Shape = toml::from_str(description).unwrap();
        let problems = load(&mut schema, &PackFile { name: "own/a.geojson", bytes: bytes.as_bytes() }, &shape);
        (schema, problems.iter().map(ToString::to_string).collect())
    }

    fn square(code: &str, (west, south, east, north): (f64, f64, f64, f64)) -> String {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{code}\",\"n\":\"N {code}\"}},\"geometry\":{{\"type\":\"Polygon\",\
             \"coordinates\":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"
        )
    }

    #[test]
    fn boundaries_with_their_owner_and_terms_are_a_map() {
        let (schema, problems) = load_with(&format!("{PACK}{CREDIT}"), &square("a", (0.0, 0.0, 1.0, 1.0)));
        assert_eq!(problems, Vec::<String>::new());
        let [map] = schema.places.maps() else { panic!("one map") };
        assert_eq!((map.licence.as_str(), map.areas["a"].as_str()), ("CC0-1.0", "N a"));
        let (schema, problems) = load_with(&format!("{PACK}map = false\n"), &square("a", (0.0, 0.0, 1.0, 1.0)));
        assert!(
            problems.is_empty() && schema.places.maps().is_empty() && schema.places.boundary(("xx", "a")).is_some()
        );
    }

    #[test]
    fn what_cannot_be_drawn_is_told_with_file_feature_found_and_expected() {
        let good = square("a", (0.0, 0.0, 1.0, 1.0));
        let open = good.replace("[0,0]]]", "[0,0.5]]]");
        let point = "{\"type\":\"Feature\",\"properties\":{\"id\":\"p\",\"n\":\"P\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,0]}}";
        let many = (0..301).map(|at| square(&at.to_string(), (0.0, 0.0, 1.0, 1.0))).collect::<Vec<_>>().join(",");
        for (pack, features, expected) in [
            (PACK.to_owned(), good.clone(), ["column 'licence'", "missing in pack.toml", "printed under each map"]),
            (PACK.to_owned(), good.clone(), ["column 'attribution'", "missing in pack.toml", "map = false"]),
            (
                format!("{PACK}{CREDIT}"),
                square("a", (179.0, 0.0, -179.0, 1.0)),
                ["feature 1, geometry", "179 0 to -179 0", "cut in two"],
            ),
            (
                format!("{PACK}{CREDIT}"),
                format!("{good},{point}"),
                ["feature 2, geometry", "'Point' is no area", "Polygon"],
            ),
            (
                format!("{PACK}{CREDIT}"),
                format!("{good},{good}"),
                ["feature 2, id", "earlier boundary", "code of its own"],
            ),
            (
                format!("{PACK}{CREDIT}"),
                good.replace("\"n\"", "\"m\""),
                ["feature 1, n", "missing", "the name of the place"],
            ),
            (format!("{PACK}{CREDIT}"), open, ["feature 1, geometry", "begins at 0 0 and ends at 0 0.5", "RFC 7946"]),
            (format!("{PACK}{CREDIT}"), many, ["column 'features': '301'", "300 areas", "larger areas"]),
            (
                format!("{PACK}{CREDIT}"),
                square("a", (0.0, 85.0, 9.0, 89.0)),
                ["87 degrees", "too near a pole", "lower latitudes"],
            ),
        ] {
            let (schema, problems) = load_with(&pack, &features);
            let is_told = |problem: &String| {
                problem.starts_with("own/a.geojson") && expected.iter().all(|part| problem.contains(part))
            };
            assert!(problems.iter().any(is_told), "{expected:?}: {problems:#?}");
            assert!(schema.places.maps().is_empty(), "{expected:?}");
        }
    }
}
