//! A map whose areas have their own shapes, shaded by classes of one hue, which print and those who do not see colours keep
//! apart. What is not shown is hatched, nought is empty, and where there is no number the area is grey.
//!
//! Shades of bare counts show where many people live as much as where much happens (Monmonier 2018, How to Lie with Maps,
//! 3rd edition, chapter 10), so the words under the map say which of the two it shows.

use std::collections::BTreeMap;

use maud::{Markup, html};
use record::{BoundaryMap, Language};

use super::{
    frame::Frame,
    outline::{Outline, PER_UNIT},
    tiles::{Area, Classes, class, said, swatch, table},
};

/// Radius of the circle over an area that is too small to be seen, in units of the paths.
const SPECK: u8 = 45;

/// What the numbers of a map are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// How many of something there are in each area, by their noun.
    Counts(&'a str),
    /// Percentages.
    Shares,
}

/// The areas of a map with their numbers, by the code of the area. `id` is the drawing's own on its page.
pub fn choropleth(
    (title, id): (&str, &str),
    (map, outline): (&BoundaryMap, &Outline),
    (areas, shown): (&BTreeMap<String, Area>, Shown<'_>),
    language: Language,
) -> Markup {
    let classes = Classes::of(areas.values());
    let name =
        |code: &str| map.areas.get(code).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| code.to_owned());
    let known: Vec<(String, &Area)> = areas.iter().map(|(code, area)| (name(code), area)).collect();
    let known: Vec<(&str, &Area)> = known.iter().map(|(name, area)| (name.as_str(), *area)).collect();
    let words: Vec<String> = known.iter().map(|(name, area)| format!("{name}: {}", said(area))).collect();
    let hatch = format!("hatch-{id}");
    let has_hidden = known.iter().any(|(_, area)| matches!(area, Area::Hidden { .. }));
    let has_unknown = outline.paths.keys().any(|code| !areas.contains_key(code));
    let has_nought = known.iter().any(|(_, area)| matches!(area, Area::Known { value, .. } if *value <= 0.0));
    let paint = |area: Option<&Area>| match area {
        Some(Area::Hidden { .. }) => (None, Some(format!("url(#{hatch})"))),
        Some(Area::Known { .. }) | None => (Some(class(area, &classes)), None),
    };
    let body = html! {
        @if has_hidden { (pattern(&hatch)) }
        // Rings within rings are holes, whichever way a file turns them.
        g.areas fill-rule="evenodd" transform=(format!("scale({})", 1.0 / PER_UNIT)) {
            @for (code, path) in &outline.paths {
                @let area = areas.get(code);
                @let label = format!("{}: {}", name(code), area.map_or(no_number(language), said));
                @let (class, fill) = paint(area);
                path class=[class] fill=[fill] d=(path) { title { (label) } }
            }
            @for (code, (x, y)) in &outline.specks {
                @if let Some(area) = areas.get(code) {
                    @let (class, fill) = paint(Some(area));
                    // Shades are not opaque: what lies below would shine through.
                    circle.shade-0 cx=(x) cy=(y) r=(SPECK) {}
                    circle class=[class] fill=[fill] cx=(x) cy=(y) r=(SPECK) { title { (name(code)) ": " (said(area)) } }
                }
            }
        }
    };
    let swatches = (
        has_nought.then(|| swatch("shade-0")),
        has_hidden.then(|| hatched(&hatch)),
        has_unknown.then(|| swatch("unknown")),
    );
    let legend = html! {
        ul.legend.areas { (classes.entries(swatches, language)) }
        (notes(map, (shown, has_unknown), language))
    };
    let table = table(map.label.get(language), &known, language);
    Frame { title, said: words.join("; "), height: outline.height, body, legend, table }.markup(language)
}

/// Slanted lines, in units of the paths.
fn pattern(id: &str) -> Markup {
    html! { defs { pattern id=(id) width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="scale(10) rotate(45)" {
        path.hatch d="M0 0v6M3 0v6" {}
    } } }
}

/// A swatch with lines of the drawing's own, ten times as wide as a path's units.
fn hatched(id: &str) -> Markup {
    html! { svg.swatch viewBox="0 0 160 160" aria-hidden="true" { g.areas { rect fill=(format!("url(#{id})")) x="10" y="10" width="140" height="140" {} } } }
}

const fn no_number(language: Language) -> &'static str {
    match language {
        Language::En => "no number",
        Language::Es => "sin cifra",
    }
}

/// What the shades mean, and whose the borders are.
fn notes(map: &BoundaryMap, (shown, has_unknown): (Shown<'_>, bool), language: Language) -> Markup {
    let (what, caution) = match (language, shown) {
        (Language::En, Shown::Counts(noun)) => (
            format!("Shown: how many in each area ({noun})."),
            "These are counts, not rates: an area with more people can have a darker shade without more risk, and a large area draws the eye without more cases.",
        ),
        (Language::Es, Shown::Counts(noun)) => (
            format!("Se muestra: cuántos en cada área ({noun})."),
            "Son cuentas, no tasas: un área con más habitantes puede tener un tono más oscuro sin más riesgo, y un área grande llama la vista sin más casos.",
        ),
        (Language::En, Shown::Shares) => ("Shown: percentages, each of its own area's whole.".to_owned(), ""),
        (Language::Es, Shown::Shares) => {
            ("Se muestra: porcentajes, cada uno del total de su propia área.".to_owned(), "")
        }
    };
    let (unknown, borders, terms, drawn) = match language {
        Language::En => (
            "No number is not the number nought.",
            "Boundaries",
            "licence",
            "simplified, drawn with areas in proportion",
        ),
        Language::Es => (
            "Sin cifra no equivale a cero.",
            "Límites",
            "licencia",
            "simplificados, dibujados con las áreas en proporción",
        ),
    };
    html! {
        p.legend { (what) " " (caution) @if has_unknown { " " (unknown) } }
        p.legend { (borders) ": " (map.attribution) ", " (terms) " " (map.licence) " (" (drawn) ")." }
    }
}

#[cfg(test)]
mod tests {
    use record::{Bilingual, Gazetteer};

    use super::*;

    fn map() -> (BoundaryMap, Outline) {
        let mut places = Gazetteer::default();
        let mut areas = BTreeMap::new();
        for (at, code) in ["a", "b", "c", "d"].into_iter().enumerate() {
            let text = format!("POLYGON (({at} 0, {} 0, {} 1, {at} 1, {at} 0))", at + 1, at + 1);
            places.add_boundary(("xx", code), text.parse().unwrap());
            areas.insert(code.to_owned(), format!("Area {}", code.to_uppercase()));
        }
        places
            .add_boundary(("xx", "e"), "POLYGON ((1.5 0.5, 1.52 0.5, 1.52 0.52, 1.5 0.52, 1.5 0.5))".parse().unwrap());
        areas.insert("e".to_owned(), "Area E".to_owned());
        let map = BoundaryMap {
            label: Bilingual::new("Areas", "Áreas"),
            attribution: "An <office>".to_owned(),
            licence: "CC0-1.0".to_owned(),
            scheme: "xx".to_owned(),
            areas,
        };
        let outline = Outline::of(&map, &places);
        (map, outline)
    }

    fn drawn(shown: Shown<'_>, language: Language) -> String {
        let (map, outline) = map();
        let known = |value: f64| Area::Known { value, text: value.to_string(), href: String::new() };
        let hidden = Area::Hidden { text: "not shown".to_owned() };
        let areas = [("a", known(7.0)), ("b", known(0.0)), ("c", hidden), ("e", known(3.0))];
        let areas = areas.map(|(code, area)| (code.to_owned(), area)).into();
        choropleth(("By area", "x"), (&map, &outline), (&areas, shown), language).into_string()
    }

    #[test]
    fn every_area_is_named_and_nought_is_not_the_hidden_nor_the_unknown() {
        let text = drawn(Shown::Counts("persons"), Language::En);
        assert_eq!(text.matches("</title></path>").count(), 5, "{text}");
        let circle = text.split("<circle class=\"shade-2\" ").nth(1).unwrap();
        assert!(circle.contains("<title>Area E: 3</title></circle>"), "too small to be seen: {text}");
        assert_eq!(text.matches("</title></circle>").count(), 1, "{text}");
        for (label, look) in [
            ("Area A: 7", "class=\"shade-4\""),
            ("Area B: 0", "class=\"shade-0\""),
            ("Area C: not shown", "fill=\"url(#hatch-x)\""),
            ("Area D: no number", "class=\"unknown\""),
        ] {
            let before = text.split(&format!("<title>{label}</title>")).next().unwrap();
            assert!(before.rsplit("<path").next().unwrap().contains(look), "{label}: {text}");
        }
        assert_eq!(text.matches("id=\"hatch-x\"").count(), 1);
        assert!(text.contains("counts, not rates") && text.contains("An &lt;office&gt;, licence CC0-1.0"), "{text}");
        assert!(
            text.contains("<desc>Area A: 7; Area B: 0; Area C: not shown; Area E: 3</desc>")
                && text.contains("<table>")
        );
    }

    #[test]
    fn shares_are_not_called_counts() {
        let text = drawn(Shown::Shares, Language::Es);
        assert!(text.contains("porcentajes") && !text.contains("cuentas"), "{text}");
    }
}
