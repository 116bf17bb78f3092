//! What does the name of a column say?
//!
//! Headers are cut into words (`fname_c1`: fname, c, 1; `fechaNacimiento`: fecha, nacimiento), and rules in order of how
//! special they are look for words in Spanish, English and German. A header is a claim: [`super::guess`] checks the values.

mod vocabulary;

use super::{ColumnKind, fold};
use vocabulary::{
    BIRTH, BIRTH_DATE, CATEGORY, DATE, DAY, EVENT, EVENT_DATE, FREE_TEXT, FULL, GIVEN, ID, MONTH, NAME, NATIONAL,
    PLACE, PLACES, RELATIVE, SECOND, SURNAME, YEAR,
};

/// Which fact a date or a place belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Birth.
    Birth,
    /// Death, disappearance, or whatever the list is about.
    Event,
    /// Not said.
    Other,
}

/// What a header says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hint {
    pub(super) kind: ColumnKind,
    /// How sure the words are, 0 to 1.
    pub(super) strength: f64,
    pub(super) role: Role,
    /// The header numbers the components of one name: `fname_c1`, `first_name_2`, `segundo_nombre`.
    pub(super) component: Option<u8>,
}

/// The words of a header, folded.
pub(super) fn words(header: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(header.len() + 8);
    let mut last = ' ';
    for char in header.chars() {
        let is_camel = last.is_lowercase() && char.is_uppercase();
        let is_number = last.is_alphabetic() && char.is_ascii_digit() || last.is_ascii_digit() && char.is_alphabetic();
        if is_camel || is_number {
            spaced.push(' ');
        }
        spaced.push(char);
        last = char;
    }
    fold(&spaced).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What a header says, where it says anything.
pub(super) fn hint(header: &str) -> Option<Hint> {
    let words = words(header);
    let has = |set: &str| set.split(' ').any(|known| words.iter().any(|word| word == known));
    let role = match (has(BIRTH) || has(BIRTH_DATE), has(EVENT) || has(EVENT_DATE)) {
        (true, _) => Role::Birth,
        (false, true) => Role::Event,
        (false, false) => Role::Other,
    };
    let found = part_of_birth(&words)
        .map(|kind| (kind, 0.8, Role::Birth))
        .or_else(|| exact(&words.join(" ")).map(|(kind, strength)| (kind, strength, role)))
        .or_else(|| contact(&has).map(|(kind, strength)| (kind, strength, role)))
        .or_else(|| dated(&has, role))
        .or_else(|| name(&has).map(|(kind, strength)| (kind, strength, role)))
        .or_else(|| place(&has).map(|(kind, strength)| (kind, strength, role)))
        .or_else(|| rest(&has).map(|(kind, strength)| (kind, strength, role)));
    let component = component(&words);
    found.map(|(kind, strength, role)| Hint { kind, strength, role, component })
}

/// Number of a name's component: `c1`, `name 2`, `segundo nombre`, `middle name`.
fn component(words: &[String]) -> Option<u8> {
    let has = |word: &str| words.iter().any(|found| found == word);
    let last = words.last().and_then(|word| word.parse::<u8>().ok()).filter(|number| (1..=9).contains(number));
    if has("segundo") || has("second") || has("middle") || has("middlename") || has("mname") {
        return Some(2);
    }
    if has("primer") || has("primero") { Some(1) } else { last }
}

/// The parts of a birth date by their customary letters: by, bm, bd.
fn part_of_birth(words: &[String]) -> Option<ColumnKind> {
    let joined = words.concat();
    match joined.as_str() {
        "by" | "yob" | "byear" | "birthyear" | "geburtsjahr" => Some(ColumnKind::Year),
        "bm" | "mob" | "bmonth" | "birthmonth" => Some(ColumnKind::Month),
        "bd" | "bday" => Some(ColumnKind::Day),
        _ => None,
    }
}

/// Headers that mean something as a whole.
fn exact(header: &str) -> Option<(ColumnKind, f64)> {
    Some(match header {
        "list" | "lista" | "source" | "fuente" | "dataset" | "database" | "source dataset" | "list name"
        | "base de datos" | "liste" | "quelle" => (ColumnKind::List, 0.8),
        "cp" | "plz" => (ColumnKind::Postcode, 0.8),
        "ci" | "id number" | "id no" | "identity number" | "numero de documento" | "num doc" | "social security" => {
            (ColumnKind::NationalId, 0.8)
        }
        "lng" | "lon" | "long" => (ColumnKind::Longitude, 0.5),
        "lat" => (ColumnKind::Latitude, 0.5),
        "g" | "s" => (ColumnKind::Sex, 0.3),
        _ => return None,
    })
}

/// Ways to reach a person, numbers given by a state, and numbers that are no evidence.
fn contact(has: &impl Fn(&str) -> bool) -> Option<(ColumnKind, f64)> {
    let is_social = has("soc social") && has("sec security seguro");
    let is_national = has("national nacional identidad identity") && has("id number numero num documento doc");
    Some(if has("email mail correo") {
        (ColumnKind::Email, 0.9)
    } else if has("phone tel telefono telephone mobile celular telefon handy") {
        (ColumnKind::Phone, 0.9)
    } else if has("embedding embeddings vector") {
        (ColumnKind::Embedding, 0.8)
    } else if is_social || is_national || has(NATIONAL) {
        (ColumnKind::NationalId, 0.9)
    } else if has("postcode postal zip zipcode postleitzahl") {
        (ColumnKind::Postcode, 0.9)
    } else if has("latitude latitud lat") {
        (ColumnKind::Latitude, 0.9)
    } else if has("longitude longitud lon lng") {
        (ColumnKind::Longitude, 0.9)
    } else if has("coordinate coordinates coordenadas geom geometry latlon latlong") {
        (ColumnKind::Coordinates, 0.9)
    } else {
        return None;
    })
}

fn dated(has: &impl Fn(&str) -> bool, role: Role) -> Option<(ColumnKind, f64, Role)> {
    let is_place = has(PLACE) || PLACES.iter().any(|words| has(words));
    let date = match role {
        Role::Birth => ColumnKind::BirthDate,
        Role::Event => ColumnKind::EventDate,
        Role::Other => ColumnKind::OtherDate,
    };
    let (kind, strength) = if has("sex sexo gender genero geschlecht sexe") {
        (ColumnKind::Sex, 0.9)
    } else if has("age edad alter edades") {
        (ColumnKind::Age, 0.9)
    } else if has(FREE_TEXT) {
        (ColumnKind::FreeText, 0.8)
    } else if has(CATEGORY) {
        (ColumnKind::Category, 0.8)
    } else if is_place {
        return None;
    } else if has(BIRTH_DATE) || has(EVENT_DATE) || has(DATE) {
        (date, 0.9)
    } else if has(YEAR) {
        (ColumnKind::Year, 0.9)
    } else if has(MONTH) {
        (ColumnKind::Month, 0.9)
    } else if has(DAY) {
        (ColumnKind::Day, 0.9)
    } else if role != Role::Other && !has(NAME) && !has(ID) {
        (date, 0.5)
    } else {
        return None;
    };
    Some((kind, strength, role))
}

fn name(has: &impl Fn(&str) -> bool) -> Option<(ColumnKind, f64)> {
    let is_surname = has(SURNAME) || has("last family");
    let is_given = has(GIVEN) || has("primer segundo second") && has(NAME);
    let is_numbered_name = has(NAME) && has("2 3");
    Some(if has(RELATIVE) && (has(NAME) || is_surname || is_given) {
        (ColumnKind::RelativeName, 0.8)
    } else if has("alias apodo nickname sobrenombre seudonimo aka guerra guerre") {
        (ColumnKind::Alias, 0.8)
    } else if has(FULL) && (has(NAME) || has(FULL))
        || is_surname && (has(NAME) && has("y and und") || has("first given nombres"))
    {
        (ColumnKind::FullName, 0.9)
    } else if is_surname {
        (if has(SECOND) && !has("c") { ColumnKind::Surname2 } else { ColumnKind::Surname1 }, 0.9)
    } else if is_given || is_numbered_name {
        (ColumnKind::GivenName, 0.9)
    } else if has(NAME) && !has(ID) && !has(PLACE) && !PLACES.iter().any(|words| has(words)) {
        (ColumnKind::FullName, 0.6)
    } else {
        return None;
    })
}

fn place(has: &impl Fn(&str) -> bool) -> Option<(ColumnKind, f64)> {
    let is_street = has("street house calle door hausnummer");
    if is_street && has("number no nr nro num numero hausnummer") {
        return Some((ColumnKind::StreetNumber, 0.9));
    }
    if is_street || has("address addr direccion adresse strasse avenida") {
        return Some((ColumnKind::Address, 0.9));
    }
    let level = PLACES.iter().position(|words| has(words)).and_then(|level| u8::try_from(level).ok());
    let is_place = level.is_some() || has(PLACE);
    is_place.then_some((ColumnKind::Place { level_hint: level }, 0.9))
}

fn rest(has: &impl Fn(&str) -> bool) -> Option<(ColumnKind, f64)> {
    if has(ID) {
        Some((ColumnKind::Id, 0.8))
    } else if has("count number numero cantidad amount monto height weight talla peso total") {
        Some((ColumnKind::Number, 0.6))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_cut_into_words() {
        assert_eq!(words("fname_c1"), ["fname", "c", "1"]);
        assert_eq!(words("fechaNacimiento"), ["fecha", "nacimiento"]);
        assert_eq!(words("Año de nacimiento"), ["ano", "de", "nacimiento"]);
        assert_eq!(words("birth-date"), ["birth", "date"]);
        assert!(words("  ").is_empty());
    }

    #[test]
    fn headers_of_three_languages_are_understood() {
        use ColumnKind::{
            Address, Age, Alias, BirthDate, Category, Day, Email, EventDate, FreeText, FullName, GivenName, Id,
            Latitude, List, Month, NationalId, OtherDate, Place, Postcode, RelativeName, Sex, StreetNumber, Surname1,
            Surname2, Year,
        };
        let place = |level: u8| Place { level_hint: Some(level) };
        for (kind, headers) in [
            (
                GivenName,
                "given_name, first_name, fname_c1, fname_c2, nombres, Primer nombre, middle_name, Vorname, given",
            ),
            (Surname1, "apellido_paterno, apellido1, surname, lname_c1, lname_c2, last_name, Nachname"),
            (Surname2, "apellido_materno, surname2, Segundo apellido"),
            (FullName, "full_name, first_and_surname, name, name_ar, Apellidos y nombres, nombre_completo"),
            (RelativeName, "nombre_padre"),
            (Alias, "alias"),
            (BirthDate, "dob, date_of_birth, fecha_nacimiento, birth-date, Geburtsdatum"),
            (Year, "by, birth_year"),
            (Month, "bm"),
            (Day, "bd"),
            (EventDate, "event_date, fecha_hecho, fecha_muerte, death-date"),
            (OtherDate, "report_date"),
            (Age, "edad, age_at_death"),
            (Sex, "gender, sexo"),
            (NationalId, "soc_sec_id, dni, national_id"),
            (Postcode, "postcode_fake"),
            (place(3), "suburb, distrito, city"),
            (place(2), "provincia"),
            (place(1), "departamento, state"),
            (place(0), "pais"),
            (Place { level_hint: None }, "ubigeo, birth_place, lugar_hecho"),
            (Category, "occupation, tipo_hecho, cause_of_death, estado_civil"),
            (Email, "email"),
            (StreetNumber, "street_number"),
            (Address, "address_1"),
            (FreeText, "observaciones"),
            (Id, "id, unique_id, cluster"),
            (List, "list, fuente"),
            (Latitude, "latitud"),
        ] {
            for header in headers.split(", ") {
                assert_eq!(hint(header).map(|hint| hint.kind), Some(kind), "{header}");
            }
        }
        assert_eq!(hint("q17"), None);
        assert_eq!(hint(""), None);
    }

    #[test]
    fn roles_and_components_are_kept() {
        assert_eq!(hint("birth_place").map(|hint| hint.role), Some(Role::Birth));
        assert_eq!(hint("death_year").map(|hint| hint.role), Some(Role::Event));
        assert_eq!(hint("fname_c2").and_then(|hint| hint.component), Some(2));
        assert_eq!(hint("segundo_nombre").and_then(|hint| hint.component), Some(2));
    }
}
