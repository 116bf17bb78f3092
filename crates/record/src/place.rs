//! Places by scheme and code, how long a code held, and what another scheme calls the same place.
//!
//! A code without its scheme is ambiguous: of 1,893 districts of Peru, INEI and RENIEC give 1,782 different numbers, and
//! many numbers of one are numbers of another place in the other. A crosswalk is asked for, never assumed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Bilingual, Edtf, Geometry, date::Truth, geometry::Position, schema::grid::plain};

/// One place of a list of places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Its code in each scheme that has it.
    pub codes: BTreeMap<String, String>,
    /// Its name.
    pub name: String,
    /// The names of what it lies in, the nearest first.
    pub within: Vec<String>,
    /// When it had these codes; always, where nothing is said.
    pub valid: Option<Edtf>,
    /// A position in it.
    pub position: Option<Position>,
}

/// Boundaries of one file that are drawn as a map, with what is printed under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoundaryMap {
    /// What the areas are, such as the provinces of a country.
    pub label: Bilingual,
    /// Who made the boundaries.
    pub attribution: String,
    /// On what terms they may be copied.
    pub licence: String,
    /// The scheme of their codes.
    pub scheme: String,
    /// The name of each area by its code; empty where the file says none.
    pub areas: BTreeMap<String, String>,
}

impl BoundaryMap {
    /// The code of the one area of a name, whatever its accents and the size of its letters.
    pub fn named(&self, name: &str) -> Option<&str> {
        let wanted = plain(name.trim());
        let mut found = self.areas.iter().filter(|(_, name)| !name.is_empty() && plain(name) == wanted);
        let (code, _) = found.next()?;
        found.next().is_none().then_some(code)
    }
}

/// Places that can be found by code, by name and by position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gazetteer {
    places: Vec<Place>,
    by_code: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    by_name: BTreeMap<String, Vec<usize>>,
    boundaries: BTreeMap<String, BTreeMap<String, Geometry>>,
    maps: Vec<BoundaryMap>,
}

/// Why a code has no counterpart in another scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCounterpart {
    /// Nobody has loaded the scheme.
    #[error("no list of places has the scheme '{0}'")]
    UnknownScheme(String),
    /// The scheme is there, the code is not.
    #[error("{scheme}:{code} is no place of the scheme")]
    UnknownCode {
        /// The scheme.
        scheme: String,
        /// The code.
        code: String,
    },
    /// The code held at another time.
    #[error("{scheme}:{code} was no code at {date}")]
    NotThen {
        /// The scheme.
        scheme: String,
        /// The code.
        code: String,
        /// The date that was asked for.
        date: Edtf,
    },
    /// The other scheme has no code for it.
    #[error("{scheme}:{code} has no code in the scheme '{to}'")]
    None {
        /// The scheme.
        scheme: String,
        /// The code.
        code: String,
        /// The other scheme.
        to: String,
    },
    /// The other scheme has several.
    #[error("{scheme}:{code} is {} in the scheme '{to}'", found.join(" or "))]
    Several {
        /// The scheme.
        scheme: String,
        /// The code.
        code: String,
        /// The other scheme.
        to: String,
        /// Its codes.
        found: Vec<String>,
    },
}

impl Gazetteer {
    /// Adds a place.
    pub fn add(&mut self, place: Place) {
        let at = self.places.len();
        for (scheme, code) in &place.codes {
            self.by_code.entry(scheme.clone()).or_default().entry(code.clone()).or_default().push(at);
        }
        self.by_name.entry(place.name.to_lowercase()).or_default().push(at);
        self.places.push(place);
    }

    /// Adds the boundary of a place. Returns the one that it replaces.
    pub fn add_boundary(&mut self, (scheme, code): (&str, &str), boundary: Geometry) -> Option<Geometry> {
        self.boundaries.entry(scheme.to_owned()).or_default().insert(code.to_owned(), boundary)
    }

    /// The boundary of a place.
    pub fn boundary(&self, (scheme, code): (&str, &str)) -> Option<&Geometry> {
        self.boundaries.get(scheme)?.get(code)
    }

    /// Adds boundaries that are drawn as a map.
    pub fn add_map(&mut self, map: BoundaryMap) {
        self.maps.push(map);
    }

    /// The boundaries that are drawn as maps, in the order in which they were added.
    pub fn maps(&self) -> &[BoundaryMap] {
        &self.maps
    }

    /// True where a list of places has the scheme.
    pub fn has_scheme(&self, scheme: &str) -> bool {
        self.by_code.contains_key(scheme)
    }

    /// All places, in the order in which they were added.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The places that had a code, at a date where one is given.
    ///
    /// # Errors
    /// Where the scheme or the code is not known, or the code certainly did not hold at that date.
    pub fn find(&self, (scheme, code): (&str, &str), on: Option<&Edtf>) -> Result<Vec<&Place>, NoCounterpart> {
        let codes = self.by_code.get(scheme).ok_or_else(|| NoCounterpart::UnknownScheme(scheme.to_owned()))?;
        let unknown = || NoCounterpart::UnknownCode { scheme: scheme.to_owned(), code: code.to_owned() };
        let all: Vec<&Place> = codes.get(code).ok_or_else(unknown)?.iter().map(|at| &self.places[*at]).collect();
        let Some(date) = on else { return Ok(all) };
        let held = |place: &&&Place| place.valid.as_ref().is_none_or(|valid| valid.overlaps(date) != Truth::No);
        let then: Vec<&Place> = all.iter().filter(held).copied().collect();
        if then.is_empty() {
            let (scheme, code, date) = (scheme.to_owned(), code.to_owned(), date.clone());
            return Err(NoCounterpart::NotThen { scheme, code, date });
        }
        Ok(then)
    }

    /// What another scheme calls the place, at a date where one is given.
    ///
    /// # Errors
    /// Where the code is not known, did not hold then, or has no counterpart or several.
    pub fn crosswalk(&self, (scheme, code): (&str, &str), to: &str, on: Option<&Edtf>) -> Result<&str, NoCounterpart> {
        let places = self.find((scheme, code), on)?;
        let found: BTreeSet<&str> = places.iter().filter_map(|place| place.codes.get(to)).map(String::as_str).collect();
        let (scheme, code, to) = (scheme.to_owned(), code.to_owned(), to.to_owned());
        match found.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => Ok(one),
            [] => Err(NoCounterpart::None { scheme, code, to }),
            several => {
                let found = several.iter().map(|&code| code.to_owned()).collect();
                Err(NoCounterpart::Several { scheme, code, to, found })
            }
        }
    }

    /// All places of a name, whatever its letters' size: names are shared.
    pub fn named(&self, name: &str) -> Vec<&Place> {
        self.by_name.get(&name.to_lowercase()).into_iter().flatten().map(|at| &self.places[*at]).collect()
    }

    /// The codes of a scheme whose boundary covers a position.
    pub fn covering(&self, scheme: &str, position: Position) -> Vec<&str> {
        let boundaries = self.boundaries.get(scheme).into_iter().flatten();
        boundaries.filter(|(_, boundary)| boundary.covers(position)).map(|(code, _)| code.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, codes: &[(&str, &str)], valid: &str) -> Place {
        let codes = codes.iter().map(|(scheme, code)| ((*scheme).to_owned(), (*code).to_owned())).collect();
        let valid = (!valid.is_empty()).then(|| valid.parse().unwrap());
        Place { codes, name: name.to_owned(), valid, ..Place::default() }
    }

    fn gazetteer() -> Gazetteer {
        let mut places = Gazetteer::default();
        places.add(place("Accomarca", &[("inei", "051102"), ("reniec", "050903")], ""));
        places.add(place("Santa Rosa", &[("inei", "1"), ("reniec", "2")], "1980/1999"));
        places.add(place("Santa Rosa", &[("inei", "1"), ("reniec", "3")], "2000/.."));
        places.add(place("Nowhere", &[("inei", "9")], ""));
        places
    }

    #[test]
    fn a_crosswalk_is_found_by_scheme_code_and_date() {
        let places = gazetteer();
        assert_eq!(places.crosswalk(("inei", "051102"), "reniec", None), Ok("050903"));
        assert_eq!(places.crosswalk(("inei", "1"), "reniec", Some(&"1985-08".parse().unwrap())), Ok("2"));
        assert_eq!(places.crosswalk(("inei", "1"), "reniec", Some(&"2003".parse().unwrap())), Ok("3"));
        assert_eq!(places.named("SANTA ROSA").len(), 2);
    }

    #[test]
    fn what_has_no_counterpart_is_refused_with_its_reason() {
        let places = gazetteer();
        let refused = |code: (&str, &str), to: &str, on: Option<&str>| {
            let date = on.map(|on| on.parse::<Edtf>().unwrap());
            places.crosswalk(code, to, date.as_ref()).unwrap_err().to_string()
        };
        assert!(refused(("ubigeo", "1"), "reniec", None).contains("no list of places"));
        assert!(refused(("inei", "000000"), "reniec", None).contains("no place of the scheme"));
        assert!(refused(("inei", "9"), "reniec", None).contains("has no code"));
        assert!(refused(("inei", "1"), "reniec", None).contains("2 or 3"));
        assert!(refused(("inei", "1"), "reniec", Some("1970")).contains("was no code at 1970"));
        assert!(refused(("inei", "1"), "reniec", Some("199X/200X")).contains("2 or 3"), "both are possible");
    }
}
