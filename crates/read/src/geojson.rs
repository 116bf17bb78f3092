//! Geometry in GeoJSON (RFC 7946): read, checked, and written.

use record::{Geometry, geometry::InvalidGeometry, geometry::Position};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// A thing on the earth with what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its place in the collection, counted from 1.
    pub number: u64,
    /// What is said of it.
    pub properties: serde_json::Map<String, Json>,
    /// Where it is.
    pub geometry: Geometry,
}

/// What is wrong with one feature, or with the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureProblem {
    /// The feature, counted from 1; `None` for the whole file.
    pub number: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<RawFeature>,
}

#[derive(Deserialize)]
struct RawFeature {
    #[serde(default)]
    properties: Option<serde_json::Map<String, Json>>,
    geometry: Json,
}

/// Reads a collection of features. Good features come back beside the problems of the others.
pub fn read_features(bytes: &[u8]) -> (Vec<Feature>, Vec<FeatureProblem>) {
    let whole = |reason: String| (Vec::new(), vec![FeatureProblem { number: None, reason }]);
    let collection: Collection = match serde_json::from_slice(bytes) {
        Ok(collection) => collection,
        Err(error) => return whole(error.to_string()),
    };
    if collection.kind != "FeatureCollection" {
        return whole(format!("'{}' is not a FeatureCollection", collection.kind));
    }
    let (mut features, mut problems) = (Vec::new(), Vec::new());
    for (number, raw) in (1..).zip(collection.features) {
        match read_geometry(&raw.geometry) {
            Ok(geometry) => {
                let properties = raw.properties.unwrap_or_default();
                features.push(Feature { number, properties, geometry });
            }
            Err(reason) => problems.push(FeatureProblem { number: Some(number), reason }),
        }
    }
    (features, problems)
}

/// Reads one geometry.
///
/// # Errors
/// Where it is of a kind that is not read, or not on the earth, or not closed.
pub fn read_geometry(json: &Json) -> Result<Geometry, String> {
    let coordinates = &json["coordinates"];
    let invalid = |error: InvalidGeometry| error.to_string();
    match json["type"].as_str() {
        Some("Point") => Ok(Geometry::point(position(coordinates)?)),
        Some("LineString") => Geometry::line(list(coordinates, position)?).map_err(invalid),
        Some("Polygon") => Geometry::areas(vec![rings(coordinates)?]).map_err(invalid),
        Some("MultiPolygon") => Geometry::areas(list(coordinates, rings)?).map_err(invalid),
        Some(other) => Err(format!("a geometry of type '{other}': only points, lines and areas are read")),
        None => Err("a geometry without a type".to_owned()),
    }
}

fn rings(json: &Json) -> Result<Vec<Vec<Position>>, String> {
    list(json, |ring| list(ring, position))
}

fn list<T>(json: &Json, item: impl Fn(&Json) -> Result<T, String>) -> Result<Vec<T>, String> {
    json.as_array().ok_or("coordinates that are no list")?.iter().map(item).collect()
}

/// Longitude and latitude; a height behind them is not kept.
fn position(json: &Json) -> Result<Position, String> {
    match json.as_array().map(Vec::as_slice) {
        Some([longitude, latitude] | [longitude, latitude, _]) => {
            let degrees = longitude.as_f64().zip(latitude.as_f64()).ok_or("coordinates that are no numbers")?;
            Position::new(degrees.0, degrees.1).map_err(|error| error.to_string())
        }
        Some(_) | None => Err("a position that is not [longitude, latitude]".to_owned()),
    }
}

/// Writes a geometry.
pub fn write_geometry(geometry: &Geometry) -> Json {
    let pair = |position: &Position| json!([position.longitude_degrees(), position.latitude_degrees()]);
    let line = |positions: &[Position]| positions.iter().map(pair).collect::<Vec<_>>();
    if let Some(position) = geometry.position() {
        return json!({ "type": "Point", "coordinates": pair(&position) });
    }
    match geometry.rings() {
        [] => json!({ "type": "LineString", "coordinates": line(&geometry.positions()) }),
        [area] => json!({ "type": "Polygon", "coordinates": area.iter().map(|ring| line(ring)).collect::<Vec<_>>() }),
        areas => {
            let areas: Vec<Vec<_>> = areas.iter().map(|area| area.iter().map(|ring| line(ring)).collect()).collect();
            json!({ "type": "MultiPolygon", "coordinates": areas })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_as_it_was() {
        for text in [
            "POINT (-74.22 -13.16)",
            "LINESTRING (0 0, 1 1.5)",
            "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
            "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 9 8, 8 8, 9 9)))",
        ] {
            let geometry: Geometry = text.parse().unwrap();
            assert_eq!(read_geometry(&write_geometry(&geometry)), Ok(geometry), "{text}");
        }
    }

    #[test]
    fn a_bad_feature_is_told_and_the_good_ones_are_kept() {
        let text = br#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[-74,-13]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}},
            {"type":"Feature","geometry":null},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[-13,-174]}}]}"#;
        let (features, problems) = read_features(text);
        assert_eq!(features.len(), 1);
        let told: Vec<_> = problems.iter().map(|problem| problem.number).collect();
        assert_eq!(told, [Some(2), Some(3), Some(4)], "{problems:#?}");
        assert!(read_features(b"{}").1[0].number.is_none());
    }
}
