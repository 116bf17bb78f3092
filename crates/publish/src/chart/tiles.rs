//! A map whose areas are tiles of one size, so that small ones can be read. Each tile prints its number; its shade repeats it
//! in classes, which the legend names.

use std::collections::BTreeMap;

use maud::{Markup, html};
use record::{Language, schema::Grid, short_numeral};

use super::frame::{Frame, WIDTH, number, ticks};

/// What is known of an area.
#[derive(Debug, Clone, PartialEq)]
pub enum Area {
    /// A number.
    Known {
        /// The number.
        value: f64,
        /// As it is printed.
        text: String,
        /// Where it leads; nowhere, where it is empty.
        href: String,
    },
    /// A number that is not shown.
    Hidden {
        /// What is said instead.
        text: String,
    },
}

const TILE: f64 = 46.0;
const STEP: f64 = 50.0;
/// Shades, the lightest first, as the style sheet has them.
const SHADES: [&str; 4] = ["shade-1", "shade-2", "shade-3", "shade-4"];

/// The classes of a map: equal steps between round numbers, as many as there are shades or fewer.
pub(super) struct Classes(Vec<f64>);

impl Classes {
    pub(super) fn of<'a>(areas: impl Iterator<Item = &'a Area>) -> Self {
        let values = areas.filter_map(|area| match area {
            Area::Known { value, .. } => Some(*value),
            Area::Hidden { .. } => None,
        });
        let most = values.fold(0.0, f64::max);
        let mut ends: Vec<f64> = ticks(0.0, most).into_iter().skip(1).collect();
        // Four shades at most: where an axis has five steps, the last two are one class.
        if ends.len() > SHADES.len() {
            ends.remove(SHADES.len() - 1);
        }
        Self(ends)
    }

    /// The shade of a value; none for nought.
    pub(super) fn shade(&self, value: f64) -> &'static str {
        let at = self.0.iter().position(|end| value <= *end).unwrap_or(SHADES.len() - 1);
        if value > 0.0 { SHADES[at.min(SHADES.len() - 1)] } else { "shade-0" }
    }

    /// The classes with their ends, the hidden and the unknown.
    pub(super) fn legend(&self, (has_hidden, has_unknown): (bool, bool), language: Language) -> Markup {
        let hidden = has_hidden.then(|| swatch("hidden"));
        let swatches = (None, hidden, has_unknown.then(|| swatch("unknown")));
        html! { ul.legend { (self.entries(swatches, language)) } }
    }

    /// Its entries, with a drawing's swatches of nought, the hidden and the unknown, each where it is drawn.
    pub(super) fn entries(
        &self,
        (nought, hidden, unknown): (Option<Markup>, Option<Markup>, Option<Markup>),
        language: Language,
    ) -> Markup {
        let (words_hidden, words_unknown) = match language {
            Language::En => ("not shown", "no number"),
            Language::Es => ("no se muestra", "sin cifra"),
        };
        let begins = std::iter::once(0.0).chain(self.0.iter().copied());
        let classes = begins.zip(&self.0).filter(|(from, to)| from < *to);
        html! {
            @if let Some(swatch) = nought { li { (swatch) " 0" } }
            @for (from, to) in classes {
                li { (swatch(self.shade(*to))) " " (above(from, language)) "–" (short_numeral(*to, language)) }
            }
            @if let Some(swatch) = hidden { li { (swatch) " " (words_hidden) } }
            @if let Some(swatch) = unknown { li { (swatch) " " (words_unknown) } }
        }
    }
}

/// Where a class begins: above the end of the one before.
fn above(end: f64, language: Language) -> String {
    if end == 0.0 { ">\u{2060}0".to_owned() } else { format!(">\u{2060}{}", short_numeral(end, language)) }
}

pub(super) fn swatch(class: &str) -> Markup {
    html! { svg.swatch viewBox="0 0 16 16" aria-hidden="true" { rect class=(class) x="1" y="1" width="14" height="14" rx="2" {} } }
}

/// The areas of a grid with their numbers, by the code of the tile.
pub fn tiles(title: &str, (grid, areas): (&Grid, &BTreeMap<String, Area>), language: Language) -> Markup {
    let classes = Classes::of(areas.values());
    let columns = grid.tiles.values().map(|tile| tile.column).max().unwrap_or(0);
    let rows = grid.tiles.values().map(|tile| tile.row).max().unwrap_or(0);
    let left = ((WIDTH - STEP * f64::from(columns + 1)) / 2.0).max(0.0);
    let body = html! {
        @for (code, tile) in &grid.tiles {
            @let (x, y) = (left + STEP * f64::from(tile.column), STEP * f64::from(tile.row));
            @let area = areas.get(code);
            rect class=(class(area, &classes)) x=(number(x + 1.0)) y=(number(y + 1.0)) width=(number(TILE)) height=(number(TILE)) rx="4" {}
            text.label.on-tile text-anchor="middle" x=(number(x + 24.0)) y=(number(y + 17.0)) { (short(code)) }
            text.value text-anchor="middle" x=(number(x + 24.0)) y=(number(y + 36.0)) { (printed(area)) }
        }
    };
    let known = grid.tiles.iter().filter_map(|(code, tile)| Some((tile.name.as_str(), areas.get(code)?)));
    let known: Vec<(&str, &Area)> = known.collect();
    let said: Vec<String> = known.iter().map(|(name, area)| format!("{name}: {}", said(area))).collect();
    let has_hidden = known.iter().any(|(_, area)| matches!(area, Area::Hidden { .. }));
    let legend = classes.legend((has_hidden, known.len() < grid.tiles.len()), language);
    let height = STEP * f64::from(rows + 1) + 2.0;
    let table = table(grid.label.get(language), &known, language);
    Frame { title, said: said.join("; "), height, body, legend, table }.markup(language)
}

pub(super) fn class(area: Option<&Area>, classes: &Classes) -> &'static str {
    match area {
        Some(Area::Known { value, .. }) => classes.shade(*value),
        Some(Area::Hidden { .. }) => "hidden",
        None => "unknown",
    }
}

/// The end of a code, which is known to those who know the country: `PE-AYA` is AYA.
fn short(code: &str) -> &str {
    code.rsplit_once('-').map_or(code, |(_, end)| end)
}

/// What a tile has room for.
fn printed(area: Option<&Area>) -> &str {
    match area {
        Some(Area::Known { text, .. }) => text,
        Some(Area::Hidden { .. }) => "·",
        None => "–",
    }
}

pub(super) fn said(area: &Area) -> &str {
    match area {
        Area::Known { text, .. } | Area::Hidden { text } => text,
    }
}

pub(super) fn table(what: &str, known: &[(&str, &Area)], language: Language) -> Markup {
    let value = match language {
        Language::En => "Value",
        Language::Es => "Valor",
    };
    html! { table {
        thead { tr { th scope="col" { (what) } th.number scope="col" { (value) } } }
        tbody { @for (name, area) in known { tr {
            th scope="row" { @match area {
                Area::Known { href, .. } if !href.is_empty() => a href=(href) { (name) },
                Area::Known { .. } | Area::Hidden { .. } => (name),
            } }
            td.number { (said(area)) }
        } } }
    } }
}

#[cfg(test)]
mod tests {
    use record::Schema;

    use super::*;

    fn known(value: f64) -> Area {
        Area::Known { value, text: value.to_string(), href: String::new() }
    }

    #[test]
    fn every_area_is_drawn_and_what_is_hidden_has_no_number() {
        let schema = Schema::built_in();
        let hidden = Area::Hidden { text: "not shown".to_owned() };
        let areas = BTreeMap::from([("PE-LIM".to_owned(), known(465.0)), ("PE-PUN".to_owned(), hidden)]);
        let text = tiles("Title", (&schema.grids["pe-departments"], &areas), Language::En).into_string();
        assert_eq!(text.matches("<text class=\"value\"").count(), 25, "{text}");
        assert!(text.contains("<desc>Lima: 465; Puno: not shown</desc>"), "{text}");
        assert!(
            text.contains("class=\"hidden\"") && text.contains("class=\"unknown\"") && text.contains("400–600"),
            "{text}"
        );
    }

    #[test]
    fn classes_are_at_most_four_and_hold_every_value() {
        for most in [1.0, 3.0, 7.0, 99.0, 465.0, 1134.0, 69280.0] {
            let areas: Vec<Area> = [0.0, most / 3.0, most].map(known).to_vec();
            let classes = Classes::of(areas.iter());
            assert!((1..=4).contains(&classes.0.len()) && classes.0.last().is_some_and(|end| *end >= most), "{most}");
            assert_eq!(classes.shade(0.0), "shade-0");
        }
    }
}
