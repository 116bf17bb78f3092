//! Which drawing does a figure get? What is broken down by place gets the map, by time the line, by anything else bars; lists
//! that were linked get their overlaps; figures that differ in nothing but their place are one map.

use figure::outcome::{Breakdown, BreakdownCell};
use maud::{Markup, html};
use record::{Edtf, Language, short_numeral};

use super::{Edition, layout::pick, places};
use crate::chart::{Bar, Point, bars_alone, line_alone};

mod maps;

pub(super) use maps::{by_place, shares};

/// More bars than these are a table.
const MOST_BARS: usize = 30;

/// What a breakdown says of a place that its source does not know.
const UNKNOWN: [&str; 3] = ["", "?", "(not public)"];

/// A breakdown as a drawing; nothing where there is nothing to compare. Its table stands below it; a map has one of its own, for
/// a tile may hold several rows.
pub(super) fn of_breakdown(edition: &Edition<'_>, (noun, breakdown): (&str, &Breakdown), language: Language) -> Markup {
    let column = breakdown.column.replace(['_', '-'], " ");
    let title = format!("{} {column}", pick(language, "By", "Por"));
    if let Some(map) = maps::of_breakdown(edition, (&title, noun), breakdown, language) {
        return map;
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
