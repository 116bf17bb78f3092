//! Grids: the areas of a country as tiles of one size, so that a map can be read where some are small, and the areas are
//! known by the codes of several schemes.
//!
//! A grid is data. The program carries some; packs bring those of other countries.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Bilingual;

/// The scheme of codes that stand without one: ISO 3166.
pub const ISO: &str = "iso";

/// The areas of a country as tiles. Invariant, checked where it is read: no two tiles have one place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// What the tiles are, such as the departments of Peru.
    pub label: Bilingual,
    /// The country's code in ISO 3166-1.
    pub country: String,
    /// What the country is called.
    pub country_name: Bilingual,
    /// The tiles by their code in ISO 3166-2, or another that is stable.
    pub tiles: BTreeMap<String, Tile>,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    /// Its name.
    pub name: String,
    /// Its row, counted from 0 in the north.
    pub row: u8,
    /// Its column, counted from 0 in the west.
    pub column: u8,
    /// How the codes of the places in it begin, by scheme.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

impl Grid {
    /// The tile in which a place lies.
    ///
    /// ```
    /// let schema = record::Schema::built_in();
    /// let grid = &schema.grids["pe-departments"];
    /// assert_eq!(grid.tile(("inei", "051102")).unwrap().0, "PE-AYA");
    /// assert_eq!(grid.tile(("iso", "PE-AYA")).unwrap().1.name, "Ayacucho");
    /// assert_eq!(grid.tile(("iso", "PE")), None);
    /// ```
    pub fn tile(&self, (scheme, code): (&str, &str)) -> Option<(&str, &Tile)> {
        let is_in = |(tile, area): &(&String, &Tile)| {
            (scheme == ISO && tile.as_str() == code)
                || area.codes.get(scheme).is_some_and(|prefix| code.starts_with(prefix.as_str()))
        };
        self.tiles.iter().find(is_in).map(|(tile, area)| (tile.as_str(), area))
    }

    /// True where the place is the whole tile: its own code, or its prefix with noughts behind.
    pub fn is_whole_tile(&self, place: (&str, &str)) -> bool {
        self.tile(place).is_some_and(|(tile, area)| {
            let rest = area.codes.get(place.0).and_then(|prefix| place.1.strip_prefix(prefix.as_str()));
            (place.0 == ISO && place.1 == tile) || rest.is_some_and(|rest| rest.bytes().all(|byte| byte == b'0'))
        })
    }

    /// The tile of a name, whatever its accents and the size of its letters.
    pub fn named(&self, name: &str) -> Option<(&str, &Tile)> {
        let wanted = plain(name.trim());
        self.tiles.iter().find(|(_, tile)| plain(&tile.name) == wanted).map(|(code, tile)| (code.as_str(), tile))
    }

    /// Two tiles in one place, by their codes.
    pub(super) fn overlap(&self) -> Option<(&str, &str)> {
        let mut taken: BTreeMap<(u8, u8), &str> = BTreeMap::new();
        self.tiles.iter().find_map(|(code, tile)| {
            taken.insert((tile.row, tile.column), code).map(|earlier| (earlier, code.as_str()))
        })
    }
}

/// A name as it is compared: without accents, in small letters.
pub(crate) fn plain(name: &str) -> String {
    name.to_lowercase().chars().map(without_accent).collect()
}

fn without_accent(char: char) -> char {
    match char {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{Schema, schema::SchemaFile};

    #[test]
    fn the_departments_of_peru_are_twenty_five_each_with_one_code_of_each_scheme() {
        let schema = Schema::built_in();
        let grid = &schema.grids["pe-departments"];
        let prefixes: BTreeSet<&str> = grid.tiles.values().map(|tile| tile.codes["inei"].as_str()).collect();
        let expected: BTreeSet<String> = (1..=25).map(|code| format!("{code:02}")).collect();
        assert_eq!(prefixes, expected.iter().map(String::as_str).collect());
        assert_eq!(grid.named("ancash").unwrap().0, "PE-ANC");
        assert!(grid.is_whole_tile(("inei", "050000")) && !grid.is_whole_tile(("inei", "051102")));
    }

    #[test]
    fn a_pack_brings_the_grid_of_another_country_and_two_tiles_in_one_place_are_told() {
        let grid = |second: u8| {
            format!(
                "[grids.xx]\nlabel = \"Areas\"\ncountry = \"XX\"\ncountry_name = \"Ex\"\n\
                 tiles.XX-A = {{ name = \"A\", row = 0, column = 0 }}\ntiles.XX-B = {{ name = \"B\", row = 0, column = {second} }}\n"
            )
        };
        let mut schema = Schema::built_in();
        assert_eq!(schema.extend(&[SchemaFile { name: "own.toml", text: &grid(1) }]), []);
        assert_eq!(schema.grids["xx"].tile(("iso", "XX-B")).unwrap().1.name, "B");
        let told = Schema::built_in().extend(&[SchemaFile { name: "own.toml", text: &grid(0) }]);
        assert_eq!((told[0].row, told[0].found.as_str()), (Some(1), "XX-B"), "{told:?}");
    }
}
