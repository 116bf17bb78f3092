//! Lists of places with their codes in several schemes.

use std::collections::BTreeMap;

use record::{Edtf, Place, Schema, geometry::Position, schema::SchemaProblem};
use serde::Deserialize;

use super::{PackFile, PackTable, problem};

/// What the columns of a list of places are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    /// Scheme to the column with its codes.
    codes: BTreeMap<String, String>,
    /// The column with the name.
    name: String,
    /// Columns with the names of what the place lies in, the nearest first.
    #[serde(default)]
    within: Vec<String>,
    latitude: Option<String>,
    longitude: Option<String>,
    /// The column that says when the codes held, in EDTF.
    valid: Option<String>,
    /// What stands in a cell where nothing is known, such as `NA`.
    #[serde(default)]
    missing: Vec<String>,
}

/// Adds the places of a file.
pub(super) fn load(schema: &mut Schema, file: &PackFile<'_>, shape: &Shape) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    let Some(table) = PackTable::read(file, &mut problems) else { return problems };
    let wanted = shape.codes.values().chain([&shape.name]).chain(&shape.within);
    let wanted = wanted.chain(shape.latitude.iter()).chain(shape.longitude.iter()).chain(shape.valid.iter());
    for column in wanted.filter(|column| table.place(column).is_none()) {
        let found = table.header.join(", ");
        problems.push(problem((file.name, Some(1)), ("header", &found), "without a column of pack.toml", column));
    }
    if !problems.is_empty() {
        return problems;
    }
    for (line, row) in &table.rows {
        match place(&table, row, shape) {
            Ok(place) => schema.places.add(place),
            Err((column, found, reason)) => {
                let expected = "degrees north and east, or an EDTF date; the row is left out";
                problems.push(problem((file.name, Some(*line)), (&column, &found), &reason, expected));
            }
        }
    }
    problems
}

/// A row as a place, or column, cell and what is wrong with it.
fn place(table: &PackTable, row: &[String], shape: &Shape) -> Result<Place, (String, String, String)> {
    let is_said = |cell: &String| !cell.is_empty() && !shape.missing.contains(cell);
    let cell = |column: &str| table.place(column).map(|at| row[at].clone()).filter(is_said);
    let given = |column: &Option<String>| column.as_ref().and_then(|column| Some((column.clone(), cell(column)?)));
    let wrong = |(column, found): (String, String), reason: &str| (column, found, reason.to_owned());
    let degrees = |at: Option<(String, String)>| match at {
        Some((column, text)) => match text.parse::<f64>() {
            Ok(degrees) => Ok(Some((column, text, degrees))),
            Err(_) => Err(wrong((column, text), "no number")),
        },
        None => Ok(None),
    };
    let (latitude, longitude) = (degrees(given(&shape.latitude))?, degrees(given(&shape.longitude))?);
    let position = match (latitude, longitude) {
        (Some((column, text, latitude)), Some((.., longitude))) => {
            let position = Position::new(longitude, latitude);
            Some(position.map_err(|error| wrong((column, text), &error.to_string()))?)
        }
        (_, _) => None,
    };
    let valid = match given(&shape.valid) {
        Some(at) => Some(at.1.parse::<Edtf>().map_err(|_| wrong(at, "no date"))?),
        None => None,
    };
    let codes = shape.codes.iter().filter_map(|(scheme, column)| Some((scheme.clone(), cell(column)?))).collect();
    let within = shape.within.iter().filter_map(|column| cell(column)).collect();
    Ok(Place { codes, name: cell(&shape.name).unwrap_or_default(), within, valid, position })
}
