//! Which drawing does a figure get? What is broken down by place gets the map, by time the line, by anything else bars; lists
//! that were linked get their overlaps; figures that differ in nothing but their place are one map.

use std::collections::BTreeSet;

use figure::outcome::{Breakdown, BreakdownCell};
use maud::{Markup, html};
use record::{Edtf, Language, Schema, short_numeral};

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
    let title = format!("{} {}", pick(language, "By", "Por"), column(edition.schema, &breakdown.column, language));
    if let Some(map) = maps::of_breakdown(edition, (&title, noun), breakdown, language) {
        return map;
    }
    if let Some(points) = over_time(breakdown, language) {
        return line_alone(&title, &points, language);
    }
    let shown: Vec<Bar> = breakdown.cells.iter().filter_map(|cell| bar(edition, cell, language)).collect();
    html! { @if (2..=MOST_BARS).contains(&shown.len()) { (bars_alone(&title, &shown, language)) } }
}

/// What a column of a query is called. Queries name columns in one language; in the other they are called by the label of the property or
/// of the boundaries of that name, where there is one and no other.
pub(super) fn column(schema: &Schema, column: &str, language: Language) -> String {
    let plain = |text: &str| text.replace(['_', '-'], " ").to_lowercase();
    let words = column.replace(['_', '-'], " ");
    if language == Language::En {
        return words;
    }
    let properties = schema.kinds.values().flat_map(|kind| &kind.properties);
    let of_properties =
        properties.filter(|(name, _)| plain(name) == plain(column)).map(|(_, property)| &property.label);
    let of_maps = schema.places.maps().iter().map(|map| &map.label);
    let alike = of_maps.filter(|label| plain(label.get(Language::En)) == plain(column));
    let found: BTreeSet<String> = of_properties.chain(alike).map(|label| plain(label.get(language))).collect();
    found.first().filter(|label| found.len() == 1 && !label.is_empty()).cloned().unwrap_or(words)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_called_by_the_label_of_its_property_where_there_is_one_and_no_other() {
        let schema = Schema::built_in();
        let of = |name: &str, language| column(&schema, name, language);
        assert_eq!(
            (of("sex", Language::Es), of("birth_date", Language::En)),
            ("sexo".to_owned(), "birth date".to_owned())
        );
        assert_eq!(of("valley", Language::Es), "valley", "nothing is called so");
        assert_eq!(of("type", Language::Es), "type", "several kinds have one, each with its own label");
    }
}
