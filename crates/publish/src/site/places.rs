//! Places: one name and one shelf for each, whatever scheme has its code, and the wider ones in which it lies.

use record::{Language, Schema, schema::grid};

/// Scheme and code.
pub(super) type Code<'a> = (&'a str, &'a str);

/// A place as a figure writes it: `inei:051102`; `PE-AYA` is one of ISO 3166.
pub(super) fn parse(place: &str) -> Code<'_> {
    place.split_once(':').unwrap_or((grid::ISO, place))
}

/// The slugs of a place and of what it lies in, the narrowest first.
pub(super) fn line(schema: &Schema, place: Code<'_>) -> Vec<String> {
    let mut line = Vec::new();
    let found = schema.grids.values().find_map(|grid| Some((grid, grid.tile(place)?)));
    let is_tile = found.is_some_and(|(grid, _)| grid.is_whole_tile(place));
    if !is_tile {
        line.push(slug(place));
    }
    if let Some((grid, (tile, _))) = found {
        line.push(slug((grid::ISO, tile)));
        line.push(slug((grid::ISO, &grid.country)));
    } else if place.0 == grid::ISO
        && let Some((country, _)) = place.1.split_once('-')
    {
        line.push(slug((grid::ISO, country)));
    }
    line
}

/// ISO codes stand alone; others after their scheme.
fn slug((scheme, code): Code<'_>) -> String {
    let plain = |text: &str| text.to_lowercase().replace(|char: char| !char.is_ascii_alphanumeric(), "-");
    if scheme == grid::ISO { plain(code) } else { format!("{}.{}", plain(scheme), plain(code)) }
}

/// What the place of a slug is called: by a list of places, by boundaries, by a grid, or by its code.
pub(super) fn name(schema: &Schema, place: &str, language: Language) -> String {
    if let Some((scheme, code)) = place.split_once('.') {
        let found = schema.places.find((scheme, code), None);
        let of_list = found.ok().and_then(|places| places.first().map(|place| place.name.clone()));
        let of_list = of_list.or_else(|| of_map(schema, (scheme, code)));
        let within = schema.grids.values().find_map(|grid| grid.tile((scheme, code)));
        return match (of_list, within) {
            (Some(name), Some((_, tile))) => format!("{name} ({})", tile.name),
            (Some(name), None) => name,
            (None, Some((_, tile))) => format!("{scheme}:{code} ({})", tile.name),
            (None, None) => format!("{scheme}:{code}"),
        };
    }
    let code = place.to_uppercase();
    let of_grids = schema.grids.values().find_map(|grid| {
        let country = (grid.country == code).then(|| grid.country_name.get(language).to_owned());
        country.or_else(|| grid.tiles.get(&code).map(|tile| tile.name.clone()))
    });
    of_grids.unwrap_or(code)
}

/// What boundaries call one of their areas, by the code of its slug.
fn of_map(schema: &Schema, (scheme, code): Code<'_>) -> Option<String> {
    let areas = schema.places.maps().iter().flat_map(|map| map.areas.iter().map(move |area| (&map.scheme, area)));
    let mut names = areas.filter(|(of, (own, name))| slug((of, own)) == format!("{scheme}.{code}") && !name.is_empty());
    names.next().map(|(_, (_, name))| name.clone())
}

/// A place by its name with its code behind it; `None` where no list of places and no grid knows it.
pub(super) fn known(schema: &Schema, place: Code<'_>, language: Language) -> Option<String> {
    let written = written(place);
    let name = name(schema, &slug(place), language);
    // What has no name is called by its code, however that is written.
    let plain = |text: &str| text.to_lowercase().replace(|char: char| !char.is_ascii_alphanumeric(), "-");
    if plain(&name) == plain(&written) {
        return None;
    }
    Some(if name.contains(&written) { name } else { format!("{name} ({written})") })
}

/// A place by its name with its code behind it, or by its code alone.
pub(super) fn called(schema: &Schema, place: Code<'_>, language: Language) -> String {
    known(schema, place, language).unwrap_or_else(|| written(place))
}

/// The code as it is written: those of ISO 3166 stand alone.
fn written((scheme, code): Code<'_>) -> String {
    if scheme == grid::ISO { code.to_owned() } else { format!("{scheme}:{code}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_one_shelf_in_every_scheme() {
        let schema = Schema::built_in();
        for written in ["PE-AMA", "inei:010000", "inei:01"] {
            assert_eq!(line(&schema, parse(written)), ["pe-ama", "pe"], "{written}");
        }
        assert_eq!(line(&schema, parse("inei:051102")), ["inei.051102", "pe-aya", "pe"]);
        assert_eq!(line(&schema, parse("iso:PE")), ["pe"]);
        assert_eq!(line(&schema, parse("CO-ANT")), ["co-ant", "co"]);
        assert_eq!(
            line(&schema, parse("reniec:051102")),
            ["reniec.051102"],
            "a code of another scheme is another place"
        );
        assert_eq!(name(&schema, "inei.051102", Language::Es), "inei:051102 (Ayacucho)");
        assert_eq!(name(&schema, "pe", Language::Es), "Perú");
    }

    #[test]
    fn a_place_is_called_by_its_name_where_one_is_known() {
        let schema = Schema::built_in();
        let called = |place: &str| called(&schema, parse(place), Language::Es);
        assert_eq!(called("PE"), "Perú (PE)");
        assert_eq!(called("inei:051102"), "inei:051102 (Ayacucho)");
        assert_eq!(called("xy:7"), "xy:7");
        for other in ["adult", "FR", "Lima: north"] {
            assert_eq!(known(&schema, parse(other), Language::Es), None, "{other}");
        }
    }
}
