//! How near are two places, by their codes and by their coordinates?
//!
//! Codes of places are often paths: the first two digits of Peru's UBIGEO are the department, four the province, six the
//! district (INEI); two of Colombia's Divipola the department, five the municipality (DANE). Two places are then as near
//! as their longest common path. Where place and province stand in two columns, [`parent_share`] finds it in the rows.
//!
//! Source for distances: Sinnott 1984, *Sky and Telescope* 68:159 (haversine); mean radius of the Earth by Moritz 2000,
//! *J. Geodesy* 74:128-133.

use rustc_hash::FxHashMap;

use super::share;
use crate::table::{MISSING, ValueNumber};

/// Mean radius of the Earth.
const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// How the levels stand in the codes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceScheme {
    /// Two digits per level: 05, 0501, 050101.
    PairsOfDigits,
    /// Two digits, then three per level: 05, 05001.
    TwoThenThreeDigits,
    /// Names from the widest to the narrowest: Ayacucho > Huamanga > Quinua.
    Path,
    /// A letter and a number per level: D01P3K2.
    Prefixed,
    /// Names or codes without levels.
    Plain,
}

impl PlaceScheme {
    /// The scheme that at least 19 in 20 values of a column follow.
    ///
    /// ```
    /// use link::columns::places::PlaceScheme;
    /// assert_eq!(PlaceScheme::of(["050101", "0501", "150101"].into_iter()), PlaceScheme::PairsOfDigits);
    /// assert_eq!(PlaceScheme::of(["D01P3K2", "D01P3"].into_iter()), PlaceScheme::Prefixed);
    /// assert_eq!(PlaceScheme::of(["Quinua", "Vinchos"].into_iter()), PlaceScheme::Plain);
    /// ```
    pub fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let schemes = [Self::Prefixed, Self::Path, Self::TwoThenThreeDigits, Self::PairsOfDigits];
        let (mut total, mut fitting, mut whole, mut deepest) = (0_usize, [0_usize; 4], [0_usize; 4], [0_usize; 4]);
        for value in values.map(str::trim).filter(|value| !value.is_empty()) {
            total += 1;
            for (at, scheme) in schemes.into_iter().enumerate() {
                let Some(ends) = scheme.ends(value) else { continue };
                fitting[at] += 1;
                // A code of digits that needs a zero before it fits less well.
                whole[at] += usize::from(ends.last() == Some(&value.len()) || scheme == Self::Path);
                deepest[at] = deepest[at].max(ends.len());
            }
        }
        let is_fitting = |at: &usize| share(fitting[*at], total) >= 0.95 && deepest[*at] > 1;
        (0..4).filter(is_fitting).max_by_key(|at| whole[*at]).map_or(Self::Plain, |at| schemes[at])
    }

    /// How many levels a code has; none without a code.
    ///
    /// ```
    /// use link::columns::places::PlaceScheme;
    /// assert_eq!(PlaceScheme::PairsOfDigits.levels("050101"), 3);
    /// assert_eq!(PlaceScheme::PairsOfDigits.levels("50101"), 3); // a spreadsheet dropped the zero
    /// assert_eq!(PlaceScheme::Path.levels("Ayacucho > Huamanga"), 2);
    /// ```
    pub fn levels(self, code: &str) -> usize {
        self.steps(code).len()
    }

    /// The code one level up, as the levels are written; `None` at the top.
    ///
    /// ```
    /// use link::columns::places::PlaceScheme;
    /// assert_eq!(PlaceScheme::PairsOfDigits.parent("50101").unwrap(), "0501");
    /// assert_eq!(PlaceScheme::Prefixed.parent("D01P3K2").unwrap(), "D01P3");
    /// assert_eq!(PlaceScheme::Plain.parent("Quinua"), None);
    /// ```
    pub fn parent(self, code: &str) -> Option<String> {
        let steps = self.steps(code);
        let above = steps.split_last().map(|(_, above)| above).filter(|above| !above.is_empty())?;
        Some(above.join(if self == Self::Path { " > " } else { "" }))
    }

    /// How many levels two codes share, from the top; case does not matter.
    ///
    /// ```
    /// use link::columns::places::PlaceScheme;
    /// assert_eq!(PlaceScheme::PairsOfDigits.common_levels("050101", "050111"), 2);
    /// assert_eq!(PlaceScheme::PairsOfDigits.common_levels("050101", "060101"), 0);
    /// ```
    pub fn common_levels(self, left: &str, right: &str) -> usize {
        let (left, right) = (self.steps(left), self.steps(right));
        left.iter().zip(&right).take_while(|(left, right)| left.to_lowercase() == right.to_lowercase()).count()
    }

    /// What each level adds to a code; a code that does not follow the scheme is one step.
    fn steps(self, code: &str) -> Vec<String> {
        let code = code.trim();
        let Some(ends) = self.ends(code) else {
            return if code.is_empty() { Vec::new() } else { vec![code.to_owned()] };
        };
        if self == Self::Path {
            return code.split(['>', '|', '/']).map(|step| step.trim().to_owned()).collect();
        }
        let longest = ends.last().copied().unwrap_or(0);
        let padded = format!("{}{code}", "0".repeat(longest.saturating_sub(code.len())));
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(&ends).filter_map(|(start, end)| padded.get(start..*end)).map(str::to_owned).collect()
    }

    /// Where each level ends in a code that follows the scheme.
    fn ends(self, code: &str) -> Option<Vec<usize>> {
        let is_digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            // An odd length has lost its first zero.
            Self::PairsOfDigits => {
                (is_digits && code.len() <= 10).then(|| (1..=code.len().div_ceil(2)).map(|level| 2 * level).collect())
            }
            Self::TwoThenThreeDigits => {
                let levels = [2, 5, 8].iter().position(|length| [*length, length - 1].contains(&code.len()))?;
                is_digits.then(|| [2, 5, 8][..=levels].to_vec())
            }
            Self::Path => {
                let is_path = code.split(['>', '|', '/']).all(|step| !step.trim().is_empty());
                is_path.then(|| (1..=code.split(['>', '|', '/']).count()).collect())
            }
            Self::Prefixed => prefixed_ends(code),
            Self::Plain => None,
        }
    }
}

/// Ends of runs "letters, then digits" that make up the whole code.
fn prefixed_ends(code: &str) -> Option<Vec<usize>> {
    let bytes = code.as_bytes();
    let is_code = !code.is_empty() && bytes.iter().all(u8::is_ascii_alphanumeric) && bytes[0].is_ascii_alphabetic();
    let is_end = |at: &usize| bytes[at - 1].is_ascii_digit() && bytes.get(*at).is_none_or(u8::is_ascii_alphabetic);
    let ends: Vec<usize> = (1..=bytes.len()).filter(is_end).collect();
    (is_code && ends.last() == Some(&bytes.len())).then_some(ends)
}

/// Share of rows that lie under the one parent of their child, among rows whose child value stands more than once; 0 where
/// the child is not finer than the parent. `[row]` on both sides; rows without either value do not count.
///
/// ```
/// // Places 1 and 2 lie in province 1, place 3 in province 2; one row of place 3 says otherwise.
/// let (places, provinces) = ([1, 1, 2, 2, 3, 3, 3, 3], [1, 1, 1, 1, 2, 2, 2, 1]);
/// assert_eq!(link::columns::places::parent_share(&places, &provinces), 7.0 / 8.0);
/// assert_eq!(link::columns::places::parent_share(&provinces, &places), 0.0);
/// ```
pub fn parent_share(child: &[ValueNumber], parent: &[ValueNumber]) -> f64 {
    let mut together: FxHashMap<(ValueNumber, ValueNumber), usize> = FxHashMap::default();
    let mut parents: FxHashMap<ValueNumber, ()> = FxHashMap::default();
    for (child, parent) in child.iter().zip(parent).filter(|(child, parent)| **child != MISSING && **parent != MISSING)
    {
        *together.entry((*child, *parent)).or_default() += 1;
        parents.insert(*parent, ());
    }
    let mut children: FxHashMap<ValueNumber, (usize, usize)> = FxHashMap::default();
    for ((child, _), rows) in &together {
        let (all, most) = children.entry(*child).or_default();
        *all += rows;
        *most = (*most).max(*rows);
    }
    if children.len() <= parents.len() {
        return 0.0;
    }
    let repeated = children.values().filter(|(all, _)| *all > 1);
    let (all, most) = repeated.fold((0, 0), |(all, most), child| (all + child.0, most + child.1));
    share(most, all)
}

/// A point on the Earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// North is positive; -90 to 90.
    pub latitude_degrees: f64,
    /// East is positive; -180 to 180.
    pub longitude_degrees: f64,
}

impl Point {
    /// The point, where the Earth has it.
    pub fn new(latitude_degrees: f64, longitude_degrees: f64) -> Option<Self> {
        let is_there = latitude_degrees.abs() <= 90.0 && longitude_degrees.abs() <= 180.0;
        is_there.then_some(Self { latitude_degrees, longitude_degrees })
    }
}

/// Reads "-13.16, -74.22", "13.16 S, 74.22 W", "-13,16; -74,22" and the longitude-first "POINT(-74.22 -13.16)".
///
/// ```
/// let huamanga = link::columns::places::parse_point("POINT(-74.22 -13.16)").unwrap();
/// assert_eq!(Some(huamanga), link::columns::places::parse_point("13.16 S, 74.22 W"));
/// assert_eq!(huamanga.latitude_degrees, -13.16);
/// ```
pub fn parse_point(text: &str) -> Option<Point> {
    let text = text.trim();
    let (inner, is_longitude_first) = match text.get(..5).filter(|start| start.eq_ignore_ascii_case("point")) {
        Some(_) => (&text[5..], true),
        None => (text, false),
    };
    let inner = inner.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let (first, second) = inner
        .split_once(';')
        .or_else(|| inner.split_once(','))
        .or_else(|| inner.trim().split_once(char::is_whitespace))?;
    let (first, second) = (degrees(first)?, degrees(second)?);
    if is_longitude_first { Point::new(second, first) } else { Point::new(first, second) }
}

fn degrees(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = text.trim_end_matches(|char: char| char.is_ascii_alphabetic() || char == '°' || char == ' ');
    let sign = match text[number.len()..].trim_start_matches(['°', ' ']).to_ascii_uppercase().as_str() {
        "" | "N" | "E" => 1.0,
        "S" | "W" | "O" => -1.0,
        _ => return None,
    };
    let value: f64 = number.replace(',', ".").parse().ok()?;
    Some(sign * value)
}

/// Distance between two points along the surface.
///
/// ```
/// use link::columns::places::{Point, distance_km};
/// let (here, north) = (Point::new(0.0, 10.0).unwrap(), Point::new(1.0, 10.0).unwrap());
/// assert!((distance_km(here, north) - 111.195).abs() < 0.001); // 2 pi 6371.0088 / 360
/// ```
pub fn distance_km(from: Point, to: Point) -> f64 {
    let (from_latitude, to_latitude) = (from.latitude_degrees.to_radians(), to.latitude_degrees.to_radians());
    let half_latitude = (to_latitude - from_latitude) / 2.0;
    let half_longitude = (to.longitude_degrees - from.longitude_degrees).to_radians() / 2.0;
    let chord = half_latitude.sin().powi(2) + from_latitude.cos() * to_latitude.cos() * half_longitude.sin().powi(2);
    2.0 * EARTH_RADIUS_KM * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn schemes_are_told_apart_by_their_values() {
        for (values, expected) in [
            (&["050101", "150132", "080910"][..], PlaceScheme::PairsOfDigits),
            (&["05001", "5002", "11001"], PlaceScheme::TwoThenThreeDigits),
            (&["Ayacucho > Huamanga > Quinua", "Lima"], PlaceScheme::Path),
            (&["D10P6K8", "D10P6", "D02P5K1"], PlaceScheme::Prefixed),
            (&["tq13 8df", "se1 7sg", "l3 0ah"], PlaceScheme::Plain),
            (&["huamanga", "lima"], PlaceScheme::Plain),
            (&[], PlaceScheme::Plain),
        ] {
            assert_eq!(PlaceScheme::of(values.iter().copied()), expected, "{values:?}");
        }
    }

    #[test]
    fn a_lost_zero_changes_no_place() {
        assert_eq!(PlaceScheme::PairsOfDigits.common_levels("50101", "050101"), 3);
        assert_eq!(PlaceScheme::TwoThenThreeDigits.common_levels("5001", "05001"), 2);
    }

    #[test]
    fn half_the_earth_is_as_far_as_one_can_go() {
        let distance = distance_km(Point::new(0.0, 0.0).unwrap(), Point::new(0.0, 180.0).unwrap());
        assert!((distance - std::f64::consts::PI * EARTH_RADIUS_KM).abs() < 1e-6, "{distance}");
        // Paris to London, city centres, is about 344 km.
        let distance = distance_km(Point::new(48.8566, 2.3522).unwrap(), Point::new(51.5074, -0.1278).unwrap());
        assert!((distance - 344.0).abs() < 1.0, "{distance}");
    }

    #[test]
    fn a_point_off_the_earth_is_none() {
        assert_eq!(parse_point("91, 0"), None);
        assert_eq!(parse_point("NaN, 0"), None);
        assert_eq!(parse_point("quinua, huamanga"), None);
        assert_eq!(parse_point("-13,16; -74,22"), Point::new(-13.16, -74.22));
    }

    proptest! {
        #[test]
        fn no_code_makes_it_panic(left in ".{0,16}", right in "[0-9A-Z>/| ñ]{0,12}") {
            let schemes = [PlaceScheme::PairsOfDigits, PlaceScheme::TwoThenThreeDigits, PlaceScheme::Path, PlaceScheme::Prefixed, PlaceScheme::Plain];
            for scheme in schemes {
                for (one, other) in [(&left, &right), (&right, &left)] {
                    prop_assert_eq!(scheme.common_levels(one, one), scheme.levels(one));
                    prop_assert!(scheme.common_levels(one, other) <= scheme.levels(one));
                    prop_assert!(scheme.parent(one).is_none_or(|parent| scheme.levels(&parent) < scheme.levels(one)));
                }
                prop_assert!(parse_point(&left).is_none_or(|point| distance_km(point, point) < 1e-9));
            }
        }
    }
}
