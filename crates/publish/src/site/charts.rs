//! Which drawing does a figure get? What is broken down by place gets the map, by time the line, by anything else bars; lists
//! that were linked get their overlaps; figures that differ in nothing but their place are one map.

use std::collections::BTreeMap;

use figure::{
    Figure,
    outcome::{Breakdown, BreakdownCell},
    series::is_same_but_place,
};
use maud::{Markup, html};
use record::{Edtf, Language, schema::Grid, short_numeral};

use super::{Edition, layout::pick, links::Depth, places};
use crate::chart::{Area, Bar, Point, bars_alone, line_alone, tiles};

/// More bars than these are a table.
const MOST_BARS: usize = 30;

/// What a breakdown says of a place that its source does not know.
const UNKNOWN: [&str; 3] = ["", "?", "(not public)"];

/// A breakdown as a drawing; nothing where there is nothing to compare. Its table stands below it; a map has one of its own, for
/// a tile may hold several rows.
pub(super) fn of_breakdown(edition: &Edition<'_>, breakdown: &Breakdown, language: Language) -> Markup {
    let column = breakdown.column.replace(['_', '-'], " ");
    let title = format!("{} {column}", pick(language, "By", "Por"));
    if let Some((grid, areas)) = map(edition, breakdown, language) {
        return tiles(&title, (grid, &areas), language);
    }
    if let Some(points) = over_time(breakdown, language) {
        return line_alone(&title, &points, language);
    }
    let shown: Vec<Bar> = breakdown.cells.iter().filter_map(|cell| bar(edition, cell, language)).collect();
    html! { @if (2..=MOST_BARS).contains(&shown.len()) { (bars_alone(&title, &shown, language)) } }
}

fn bar(edition: &Edition<'_>, cell: &BreakdownCell, language: Language) -> Option<Bar> {
    let value = cell.count?;
    let text = short_numeral(value, language);
    let label = places::known(edition.schema, places::parse(&cell.label), language);
    Some(Bar { label: label.unwrap_or_else(|| cell.label.clone()), value, interval: None, text, href: String::new() })
}

/// The cells by tile, where every one of them lies in one grid. What is hidden in one cell hides its whole tile.
fn map<'a>(
    edition: &'a Edition<'_>,
    breakdown: &Breakdown,
    language: Language,
) -> Option<(&'a Grid, BTreeMap<String, Area>)> {
    let cells: Vec<&BreakdownCell> =
        breakdown.cells.iter().filter(|cell| !UNKNOWN.contains(&cell.label.as_str())).collect();
    let in_grid = |grid: &'a Grid| -> Option<BTreeMap<String, Option<f64>>> {
        let mut sums: BTreeMap<String, Option<f64>> = BTreeMap::new();
        for cell in &cells {
            let tile = grid.tile(places::parse(&cell.label)).or_else(|| grid.named(&cell.label))?.0;
            let sum = sums.entry(tile.to_owned()).or_insert(Some(0.0));
            *sum = sum.zip(cell.count).map(|(sum, count)| sum + count);
        }
        (!sums.is_empty()).then_some(sums)
    };
    let (grid, sums) = edition.schema.grids.values().find_map(|grid| Some((grid, in_grid(grid)?)))?;
    let areas = sums.into_iter().map(|(tile, sum)| (tile, area(sum, String::new(), language)));
    Some((grid, areas.collect()))
}

fn area(value: Option<f64>, href: String, language: Language) -> Area {
    match value {
        Some(value) => Area::Known { value, text: short_numeral(value, language), href },
        None => Area::Hidden { text: pick(language, "not shown", "no se muestra").to_owned() },
    }
}

/// The cells in order of time, where every one of them is a date. What is hidden is a gap.
fn over_time(breakdown: &Breakdown, language: Language) -> Option<Vec<Point>> {
    let mut points = Vec::new();
    for cell in breakdown.cells.iter().filter(|cell| !UNKNOWN.contains(&cell.label.as_str())) {
        let date: Edtf = cell.label.parse().ok()?;
        let (first, last) = date.bounds();
        let days = first.zip(last)?;
        if let Some(value) = cell.count {
            let (label, text) = (date.words(language), short_numeral(value, language));
            points.push(Point { label, days, value, interval: None, text, href: String::new() });
        }
    }
    points.sort_by_key(|point| point.days);
    (points.len() > 1).then_some(points)
}

/// Figures that are this one elsewhere, as a map: on the page of each, and on that of the whole country.
pub(super) fn by_place(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let alike = edition.figures.iter().filter(|other| is_same_but_place(figure, other));
    let placed: Vec<(&Figure, &str)> =
        alike.filter_map(|other| Some((other, other.definition.place.as_deref()?))).collect();
    let found = edition.schema.grids.values().find_map(|grid| {
        let mut areas: BTreeMap<String, Area> = BTreeMap::new();
        for (other, place) in &placed {
            let place = places::parse(place);
            if let Some((tile, _)) = grid.tile(place).filter(|_| grid.is_whole_tile(place)) {
                let href = depth.figure(language, other.id());
                areas.entry(tile.to_owned()).or_insert_with(|| area(other.printed(), href, language));
            }
        }
        (areas.len() > 1).then_some((grid, areas))
    });
    let title = pick(language, "The same by place", "Lo mismo por lugar");
    html! { @if let Some((grid, areas)) = found {
        h2 { (title) }
        (tiles(figure.definition.population.get(language), (grid, &areas), language))
        @if areas.len() < grid.tiles.len() {
            p { (pick(language, "Areas without a number have no figure here; that is not the number nought.",
                      "Las áreas sin cifra no tienen ninguna aquí; eso no equivale a cero.")) }
        }
    } }
}
