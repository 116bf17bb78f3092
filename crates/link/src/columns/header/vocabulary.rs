//! Words of headers in Spanish, English and German, folded; a set is one text, its words parted by spaces.

/// Words of birth.
pub(super) const BIRTH: &str = "birth born nacimiento nac geburt geburts birthplace";

/// Birth dates in one word.
pub(super) const BIRTH_DATE: &str =
    "dob birthdate birthday dateofbirth fechanacimiento fnac fecnac fechanac geburtsdatum geburtstag gebdat bdate";

/// Words of death, disappearance and other events.
pub(super) const EVENT: &str = "event death dod died killed killing incident hecho hechos evento suceso muerte fallecimiento deceso \
    defuncion desaparicion disappearance disappeared detencion arrest abduction secuestro violacion ocurrencia \
    attack ataque tod todes martyrdom victimizacion";

/// Event dates in one word.
pub(super) const EVENT_DATE: &str = "dod deathdate eventdate dateofdeath fechamuerte fechahecho todesdatum";

/// Dates.
pub(super) const DATE: &str = "date fecha fec datum dt dates";

/// Years.
pub(super) const YEAR: &str = "year anio ano jahr yr yyyy yob yod byear geburtsjahr";

/// Months.
pub(super) const MONTH: &str = "month mes monat mm mob bmonth";

/// Days.
pub(super) const DAY: &str = "day dia tag dd bday";

/// Names of any kind.
pub(super) const NAME: &str = "name names nombre nombres nom nome";

/// Given names.
pub(super) const GIVEN: &str = "given givenname first firstname forename forenames fname gname vorname vornamen prenom prenombre prenombres \
    nombres pila middle middlename mname christian";

/// Surnames.
pub(super) const SURNAME: &str = "surname surnames lastname lname sname apellido apellidos ape apell nachname familienname familyname paterno \
    materno appaterno apmaterno";

/// What marks the second of two surnames.
pub(super) const SECOND: &str = "2 materno maternal mat segundo second apmaterno ii dos";

/// What marks a whole name.
pub(super) const FULL: &str = "full completo completos complete fullname nombrecompleto whole";

/// Other persons whose names a list may hold.
pub(super) const RELATIVE: &str = "father mother padre madre spouse conyuge esposa esposo grandfather grandmother abuelo abuela parent vater \
    mutter husband wife informant denunciante declarante relative familiar";

/// Attributes with few values.
pub(super) const CATEGORY: &str = "occupation ocupacion profession profesion oficio job beruf trade nationality nacionalidad ethnicity etnia \
    race raza religion marital civil status perpetrator perpetrador responsable autor organisation organization \
    organizacion party cargo rank cause causa type tipo manner weapon arma education educacion instruccion armed \
    category categoria idioma language lengua group grupo range rango";

/// Sentences.
pub(super) const FREE_TEXT: &str = "note notes notas nota observacion observaciones description descripcion narrative narracion relato comment \
    comments comentario comentarios remarks summary resumen details detalle circumstances circunstancias";

/// Numbers that a state gives to a person.
pub(super) const NATIONAL: &str = "dni ssn curp cedula cui nid nie nif rut rfc passport pasaporte documento nationalid aadhaar nin nino carnet \
    doc";

/// Numbers of rows and of answers.
pub(super) const ID: &str = "id ids uid uuid guid rowid recid recordid uniqueid index idx key pk row fila nro orden correlativo cluster \
    entity ent entid identificador identifier unnamed";

/// Places of no certain level.
pub(super) const PLACE: &str = "place lugar location ubigeo residence residencia domicilio birthplace divipola dane geocode pcode territorio \
    site geburtsort";

/// Places by level: 0 country, 1 department, 2 province, 3 district, 4 village.
pub(super) const PLACES: [&str; 5] = [
    "country pais land nation",
    "department departamento dpto depto dep dept state estado region governorate bundesland estate",
    "province provincia prov county kreis",
    "district distrito dist municipio municipality city ciudad town suburb localidad locality commune comuna \
        stadt ort parish parroquia canton corregimiento",
    "village comunidad community anexo caserio barrio neighbourhood neighborhood vereda ccpp poblado hamlet \
        aldea dorf",
];
