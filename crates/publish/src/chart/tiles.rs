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
    /// A number that is printed less exactly than it was counted.
    Coarse {
        /// The least of its band, or the rounded number.
        value: f64,
        /// As it is printed.
        text: String,
        /// As it is printed where there is little room.
        short: String,
        /// True of a band, which is a class of its own.
        is_band: bool,
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

/// The classes of a map: equal steps between round numbers, as many as there are shades or fewer; or the bands in which numbers are
/// printed.
pub(super) struct Classes {
    /// The end of each step.
    ends: Vec<f64>,
    /// The least of each band, and what it is called, in order.
    bands: Vec<(f64, String)>,
}

impl Classes {
    pub(super) fn of<'a>(areas: impl Iterator<Item = &'a Area>) -> Self {
        let (mut most, mut bands) = (0.0_f64, Vec::new());
        for area in areas {
            match area {
                Area::Coarse { value, text, is_band: true, .. } => bands.push((*value, text.clone())),
                Area::Known { value, .. } | Area::Coarse { value, .. } => most = most.max(*value),
                Area::Hidden { .. } => {}
            }
        }
        bands.sort_by(|(left, _), (right, _)| left.total_cmp(right));
        bands.dedup();
        let mut ends: Vec<f64> = ticks(0.0, most).into_iter().skip(1).collect();
        // Four shades at most: where an axis has five steps, the last two are one class.
        if ends.len() > SHADES.len() {
            ends.remove(SHADES.len() - 1);
        }
        if most == 0.0 {
            ends.clear();
        }
        Self { ends, bands }
    }

    /// The shade of a band. Of more bands than there are shades, neighbours share one.
    fn band(&self, least: f64) -> &'static str {
        let at = self.bands.iter().position(|(own, _)| *own == least).unwrap_or(0);
        let shared = self.bands.len().max(SHADES.len());
        SHADES[at * SHADES.len() / shared]
    }

    /// The shade of a value; none for nought.
    pub(super) fn shade(&self, value: f64) -> &'static str {
        let at = self.ends.iter().position(|end| value <= *end).unwrap_or(SHADES.len() - 1);
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
        let begins = std::iter::once(0.0).chain(self.ends.iter().copied());
        let classes = begins.zip(&self.ends).filter(|(from, to)| from < *to);
        html! {
            @if let Some(swatch) = nought { li { (swatch) " 0" } }
            @for (from, to) in classes {
                li { (swatch(self.shade(*to))) " " (above(from, language)) "–" (short_numeral(*to, language)) }
            }
            @for (least, words) in &self.bands { li { (swatch(self.band(*least))) " " (words) } }
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
        Some(Area::Coarse { value, is_band: true, .. }) => classes.band(*value),
        Some(Area::Known { value, .. } | Area::Coarse { value, .. }) => classes.shade(*value),
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
        Some(Area::Coarse { short, .. }) => short,
        Some(Area::Hidden { .. }) => "·",
        None => "–",
    }
}

pub(super) fn said(area: &Area) -> &str {
    match area {
        Area::Known { text, .. } | Area::Coarse { text, .. } | Area::Hidden { text } => text,
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
                Area::Known { .. } | Area::Coarse { .. } | Area::Hidden { .. } => (name),
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
    fn a_band_is_a_class_and_a_rounded_number_is_in_one() {
        let schema = Schema::built_in();
        let coarse = |value: f64, text: &str, short: &str, is_band: bool| Area::Coarse {
            value,
            text: text.to_owned(),
            short: short.to_owned(),
            is_band,
        };
        let draw = |areas: [(&str, Area); 2]| {
            let areas = areas.map(|(code, area)| (code.to_owned(), area)).into();
            tiles("Title", (&schema.grids["pe-departments"], &areas), Language::En).into_string()
        };
        let text = draw([
            ("PE-LIM", coarse(20.0, "20 or more", "20+", true)),
            ("PE-PUN", coarse(0.0, "fewer than 5", "<5", true)),
        ]);
        assert!(text.contains("<desc>Lima: 20 or more; Puno: fewer than 5</desc>") && text.contains(">20+</text>"));
        assert!(!text.contains("not shown") && !text.contains("class=\"shade-0\"") && !text.contains(">0</li>"));
        for (shade, words) in [("shade-1", "fewer than 5"), ("shade-2", "20 or more")] {
            assert!(text.contains(&format!("<rect class=\"{shade}\"")), "{text}");
            let entry = text.split(&format!(" {words}</li>")).next().unwrap();
            assert!(entry.rsplit("<li>").next().unwrap().contains(shade), "{words}: {text}");
        }
        let text =
            draw([("PE-LIM", coarse(40.0, "about 40", "≈40", false)), ("PE-PUN", coarse(5.0, "about 5", "≈5", false))]);
        assert!(text.contains("30–40") || text.contains("–40"), "{text}");
        assert_eq!(text.matches("<rect class=\"shade-4\"").count(), 2, "the area and the legend: {text}");
    }

    #[test]
    fn classes_are_at_most_four_and_hold_every_value() {
        for most in [1.0, 3.0, 7.0, 99.0, 465.0, 1134.0, 69280.0] {
            let areas: Vec<Area> = [0.0, most / 3.0, most].map(known).to_vec();
            let classes = Classes::of(areas.iter());
            assert!(
                (1..=4).contains(&classes.ends.len()) && classes.ends.last().is_some_and(|end| *end >= most),
                "{most}"
            );
            assert_eq!(classes.shade(0.0), "shade-0");
        }
    }
}
