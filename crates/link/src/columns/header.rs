//! What does the name of a column say?
//!
//! Headers are cut into words (`fname_c1`: fname, c, 1; `fechaNacimiento`: fecha, nacimiento), and rules in order of how
//! special they are look for words in Spanish, English and German. A header is a claim: [`super::guess`] checks the values.

use super::{ColumnKind, fold};

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

const BIRTH: &[&str] = &["birth", "born", "nacimiento", "nac", "geburt", "geburts", "birthplace"];
const BIRTH_DATE: &[&str] = &[
    "dob",
    "birthdate",
    "birthday",
    "dateofbirth",
    "fechanacimiento",
    "fnac",
    "fecnac",
    "fechanac",
    "geburtsdatum",
    "geburtstag",
    "gebdat",
    "bdate",
];
const EVENT: &[&str] = &[
    "event",
    "death",
    "dod",
    "died",
    "killed",
    "killing",
    "incident",
    "hecho",
    "hechos",
    "evento",
    "suceso",
    "muerte",
    "fallecimiento",
    "deceso",
    "defuncion",
    "desaparicion",
    "disappearance",
    "disappeared",
    "detencion",
    "arrest",
    "abduction",
    "secuestro",
    "violacion",
    "ocurrencia",
    "attack",
    "ataque",
    "tod",
    "todes",
    "martyrdom",
    "victimizacion",
];
const EVENT_DATE: &[&str] =
    &["dod", "deathdate", "eventdate", "dateofdeath", "fechamuerte", "fechahecho", "todesdatum"];
const DATE: &[&str] = &["date", "fecha", "fec", "datum", "dt", "dates"];
const YEAR: &[&str] = &["year", "anio", "ano", "jahr", "yr", "yyyy", "yob", "yod", "byear", "geburtsjahr"];
const MONTH: &[&str] = &["month", "mes", "monat", "mm", "mob", "bmonth"];
const DAY: &[&str] = &["day", "dia", "tag", "dd", "bday"];
const NAME: &[&str] = &["name", "names", "nombre", "nombres", "nom", "nome"];
const GIVEN: &[&str] = &[
    "given",
    "givenname",
    "first",
    "firstname",
    "forename",
    "forenames",
    "fname",
    "gname",
    "vorname",
    "vornamen",
    "prenom",
    "prenombre",
    "prenombres",
    "nombres",
    "pila",
    "middle",
    "middlename",
    "mname",
    "christian",
];
const SURNAME: &[&str] = &[
    "surname",
    "surnames",
    "lastname",
    "lname",
    "sname",
    "apellido",
    "apellidos",
    "ape",
    "apell",
    "nachname",
    "familienname",
    "familyname",
    "paterno",
    "materno",
    "appaterno",
    "apmaterno",
];
const SECOND: &[&str] = &["2", "materno", "maternal", "mat", "segundo", "second", "apmaterno", "ii", "dos"];
const FULL: &[&str] = &["full", "completo", "completos", "complete", "fullname", "nombrecompleto", "whole"];
const RELATIVE: &[&str] = &[
    "father",
    "mother",
    "padre",
    "madre",
    "spouse",
    "conyuge",
    "esposa",
    "esposo",
    "grandfather",
    "grandmother",
    "abuelo",
    "abuela",
    "parent",
    "vater",
    "mutter",
    "husband",
    "wife",
    "informant",
    "denunciante",
    "declarante",
    "relative",
    "familiar",
];
const CATEGORY: &[&str] = &[
    "occupation",
    "ocupacion",
    "profession",
    "profesion",
    "oficio",
    "job",
    "beruf",
    "trade",
    "nationality",
    "nacionalidad",
    "ethnicity",
    "etnia",
    "race",
    "raza",
    "religion",
    "marital",
    "civil",
    "status",
    "perpetrator",
    "perpetrador",
    "responsable",
    "autor",
    "organisation",
    "organization",
    "organizacion",
    "party",
    "cargo",
    "rank",
    "cause",
    "causa",
    "type",
    "tipo",
    "manner",
    "weapon",
    "arma",
    "education",
    "educacion",
    "instruccion",
    "armed",
    "category",
    "categoria",
    "idioma",
    "language",
    "lengua",
    "group",
    "grupo",
    "range",
    "rango",
];
const FREE_TEXT: &[&str] = &[
    "note",
    "notes",
    "notas",
    "nota",
    "observacion",
    "observaciones",
    "description",
    "descripcion",
    "narrative",
    "narracion",
    "relato",
    "comment",
    "comments",
    "comentario",
    "comentarios",
    "remarks",
    "summary",
    "resumen",
    "details",
    "detalle",
    "circumstances",
    "circunstancias",
];
const NATIONAL: &[&str] = &[
    "dni",
    "ssn",
    "curp",
    "cedula",
    "cui",
    "nid",
    "nie",
    "nif",
    "rut",
    "rfc",
    "passport",
    "pasaporte",
    "documento",
    "nationalid",
    "aadhaar",
    "nin",
    "nino",
    "carnet",
    "doc",
];
const ID: &[&str] = &[
    "id",
    "ids",
    "uid",
    "uuid",
    "guid",
    "rowid",
    "recid",
    "recordid",
    "uniqueid",
    "index",
    "idx",
    "key",
    "pk",
    "row",
    "fila",
    "nro",
    "orden",
    "correlativo",
    "cluster",
    "entity",
    "ent",
    "entid",
    "identificador",
    "identifier",
    "unnamed",
];
const PLACES: &[(&[&str], u8)] = &[
    (&["country", "pais", "land", "nation"], 0),
    (
        &[
            "department",
            "departamento",
            "dpto",
            "depto",
            "dep",
            "dept",
            "state",
            "estado",
            "region",
            "governorate",
            "bundesland",
            "estate",
        ],
        1,
    ),
    (&["province", "provincia", "prov", "county", "kreis"], 2),
    (
        &[
            "district",
            "distrito",
            "dist",
            "municipio",
            "municipality",
            "city",
            "ciudad",
            "town",
            "suburb",
            "localidad",
            "locality",
            "commune",
            "comuna",
            "stadt",
            "ort",
            "parish",
            "parroquia",
            "canton",
            "corregimiento",
        ],
        3,
    ),
    (
        &[
            "village",
            "comunidad",
            "community",
            "anexo",
            "caserio",
            "barrio",
            "neighbourhood",
            "neighborhood",
            "vereda",
            "ccpp",
            "poblado",
            "hamlet",
            "aldea",
            "dorf",
        ],
        4,
    ),
];
const PLACE: &[&str] = &[
    "place",
    "lugar",
    "location",
    "ubigeo",
    "residence",
    "residencia",
    "domicilio",
    "birthplace",
    "divipola",
    "dane",
    "geocode",
    "pcode",
    "territorio",
    "site",
    "geburtsort",
];

/// What a header says, where it says anything.
pub(super) fn hint(header: &str) -> Option<Hint> {
    let words = words(header);
    let has = |set: &[&str]| words.iter().any(|word| set.contains(&word.as_str()));
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
fn contact(has: &impl Fn(&[&str]) -> bool) -> Option<(ColumnKind, f64)> {
    let is_social = has(&["soc", "social"]) && has(&["sec", "security", "seguro"]);
    let is_national = has(&["national", "nacional", "identidad", "identity"])
        && has(&["id", "number", "numero", "num", "documento", "doc"]);
    Some(if has(&["email", "mail", "correo"]) {
        (ColumnKind::Email, 0.9)
    } else if has(&["phone", "tel", "telefono", "telephone", "mobile", "celular", "telefon", "handy"]) {
        (ColumnKind::Phone, 0.9)
    } else if has(&["embedding", "embeddings", "vector"]) {
        (ColumnKind::Embedding, 0.8)
    } else if is_social || is_national || has(NATIONAL) {
        (ColumnKind::NationalId, 0.9)
    } else if has(&["postcode", "postal", "zip", "zipcode", "postleitzahl"]) {
        (ColumnKind::Postcode, 0.9)
    } else if has(&["latitude", "latitud", "lat"]) {
        (ColumnKind::Latitude, 0.9)
    } else if has(&["longitude", "longitud", "lon", "lng"]) {
        (ColumnKind::Longitude, 0.9)
    } else if has(&["coordinate", "coordinates", "coordenadas", "geom", "geometry", "latlon", "latlong"]) {
        (ColumnKind::Coordinates, 0.9)
    } else {
        return None;
    })
}

fn dated(has: &impl Fn(&[&str]) -> bool, role: Role) -> Option<(ColumnKind, f64, Role)> {
    let is_place = has(PLACE) || PLACES.iter().any(|(words, _)| has(words));
    let date = match role {
        Role::Birth => ColumnKind::BirthDate,
        Role::Event => ColumnKind::EventDate,
        Role::Other => ColumnKind::OtherDate,
    };
    let (kind, strength) = if has(&["sex", "sexo", "gender", "genero", "geschlecht", "sexe"]) {
        (ColumnKind::Sex, 0.9)
    } else if has(&["age", "edad", "alter", "edades"]) {
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

fn name(has: &impl Fn(&[&str]) -> bool) -> Option<(ColumnKind, f64)> {
    let is_surname = has(SURNAME) || has(&["last", "family"]);
    let is_given = has(GIVEN) || has(&["primer", "segundo", "second"]) && has(NAME);
    let is_numbered_name = has(NAME) && has(&["2", "3"]);
    Some(if has(RELATIVE) && (has(NAME) || is_surname || is_given) {
        (ColumnKind::RelativeName, 0.8)
    } else if has(&["alias", "apodo", "nickname", "sobrenombre", "seudonimo", "aka", "guerra", "guerre"]) {
        (ColumnKind::Alias, 0.8)
    } else if has(FULL) && (has(NAME) || has(FULL))
        || is_surname && (has(NAME) && has(&["y", "and", "und"]) || has(&["first", "given", "nombres"]))
    {
        (ColumnKind::FullName, 0.9)
    } else if is_surname {
        (if has(SECOND) && !has(&["c"]) { ColumnKind::Surname2 } else { ColumnKind::Surname1 }, 0.9)
    } else if is_given || is_numbered_name {
        (ColumnKind::GivenName, 0.9)
    } else if has(NAME) && !has(ID) && !has(PLACE) && !PLACES.iter().any(|(words, _)| has(words)) {
        (ColumnKind::FullName, 0.6)
    } else {
        return None;
    })
}

fn place(has: &impl Fn(&[&str]) -> bool) -> Option<(ColumnKind, f64)> {
    let is_street = has(&["street", "house", "calle", "door", "hausnummer"]);
    if is_street && has(&["number", "no", "nr", "nro", "num", "numero", "hausnummer"]) {
        return Some((ColumnKind::StreetNumber, 0.9));
    }
    if is_street || has(&["address", "addr", "direccion", "adresse", "strasse", "avenida"]) {
        return Some((ColumnKind::Address, 0.9));
    }
    let level = PLACES.iter().find(|(words, _)| has(words)).map(|(_, level)| *level);
    let is_place = level.is_some() || has(PLACE);
    is_place.then_some((ColumnKind::Place { level_hint: level }, 0.9))
}

fn rest(has: &impl Fn(&[&str]) -> bool) -> Option<(ColumnKind, f64)> {
    let number =
        ["count", "number", "numero", "cantidad", "amount", "monto", "height", "weight", "talla", "peso", "total"];
    if has(ID) {
        Some((ColumnKind::Id, 0.8))
    } else if has(&number) {
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
        for (header, kind) in [
            ("given_name", GivenName),
            ("first_name", GivenName),
            ("fname_c1", GivenName),
            ("fname_c2", GivenName),
            ("nombres", GivenName),
            ("Primer nombre", GivenName),
            ("middle_name", GivenName),
            ("Vorname", GivenName),
            ("given", GivenName),
            ("apellido_paterno", Surname1),
            ("apellido1", Surname1),
            ("surname", Surname1),
            ("lname_c1", Surname1),
            ("lname_c2", Surname1),
            ("last_name", Surname1),
            ("Nachname", Surname1),
            ("apellido_materno", Surname2),
            ("surname2", Surname2),
            ("Segundo apellido", Surname2),
            ("full_name", FullName),
            ("first_and_surname", FullName),
            ("name", FullName),
            ("name_ar", FullName),
            ("Apellidos y nombres", FullName),
            ("nombre_completo", FullName),
            ("nombre_padre", RelativeName),
            ("alias", Alias),
            ("dob", BirthDate),
            ("date_of_birth", BirthDate),
            ("fecha_nacimiento", BirthDate),
            ("birth-date", BirthDate),
            ("Geburtsdatum", BirthDate),
            ("by", Year),
            ("bm", Month),
            ("bd", Day),
            ("birth_year", Year),
            ("event_date", EventDate),
            ("fecha_hecho", EventDate),
            ("fecha_muerte", EventDate),
            ("death-date", EventDate),
            ("report_date", OtherDate),
            ("edad", Age),
            ("age_at_death", Age),
            ("gender", Sex),
            ("sexo", Sex),
            ("soc_sec_id", NationalId),
            ("dni", NationalId),
            ("national_id", NationalId),
            ("postcode_fake", Postcode),
            ("suburb", place(3)),
            ("distrito", place(3)),
            ("provincia", place(2)),
            ("departamento", place(1)),
            ("state", place(1)),
            ("city", place(3)),
            ("pais", place(0)),
            ("ubigeo", Place { level_hint: None }),
            ("birth_place", Place { level_hint: None }),
            ("lugar_hecho", Place { level_hint: None }),
            ("occupation", Category),
            ("tipo_hecho", Category),
            ("cause_of_death", Category),
            ("estado_civil", Category),
            ("email", Email),
            ("street_number", StreetNumber),
            ("address_1", Address),
            ("observaciones", FreeText),
            ("id", Id),
            ("unique_id", Id),
            ("cluster", Id),
            ("list", List),
            ("fuente", List),
            ("latitud", Latitude),
        ] {
            assert_eq!(hint(header).map(|hint| hint.kind), Some(kind), "{header}");
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
