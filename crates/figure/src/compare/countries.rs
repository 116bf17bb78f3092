//! Which country does a place name? A number of one country is not held against a figure of another.

use super::words::fold;

/// Countries that news of the region speaks of, as articles name them, with their ISO 3166-1 codes. Folded.
const COUNTRIES: &[(&str, &str)] = &[
    ("argentina", "AR"),
    ("bolivia", "BO"),
    ("brazil", "BR"),
    ("brasil", "BR"),
    ("canada", "CA"),
    ("chile", "CL"),
    ("china", "CN"),
    ("colombia", "CO"),
    ("costa rica", "CR"),
    ("cuba", "CU"),
    ("ecuador", "EC"),
    ("el salvador", "SV"),
    ("france", "FR"),
    ("francia", "FR"),
    ("germany", "DE"),
    ("alemania", "DE"),
    ("guatemala", "GT"),
    ("haiti", "HT"),
    ("honduras", "HN"),
    ("italy", "IT"),
    ("italia", "IT"),
    ("mexico", "MX"),
    ("nicaragua", "NI"),
    ("panama", "PA"),
    ("paraguay", "PY"),
    ("peru", "PE"),
    ("portugal", "PT"),
    ("russia", "RU"),
    ("rusia", "RU"),
    ("spain", "ES"),
    ("espana", "ES"),
    ("syria", "SY"),
    ("siria", "SY"),
    ("ukraine", "UA"),
    ("ucrania", "UA"),
    ("united kingdom", "GB"),
    ("reino unido", "GB"),
    ("united states", "US"),
    ("estados unidos", "US"),
    ("uruguay", "UY"),
    ("venezuela", "VE"),
];

/// The code of the country that a place is, or that it names.
///
/// ```
/// assert_eq!(figure::compare::country("Perú"), Some("PE"));
/// assert_eq!(figure::compare::country("Lima"), None);
/// ```
pub fn country(place: &str) -> Option<&'static str> {
    let place = fold(place);
    let place = place.trim_start_matches("la ").trim_start_matches("el ").trim_start_matches("the ");
    COUNTRIES.iter().find(|(name, _)| *name == place).map(|(_, code)| *code)
}

/// The country of a figure's place, where its code says it: "PE", "PE-LIM".
pub(super) fn of_code(code: &str) -> Option<&str> {
    let country = code.split('-').next()?;
    (country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(country)
}
