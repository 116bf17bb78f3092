//! Why the head of a page cannot be read, in both languages. The parser says it in English; what it says most is known here.

use record::{Bilingual, both};

use super::super::Objection;

/// What the parser begins with, and what that is in Spanish with its mend.
const KNOWN: &[(&str, &str)] = &[
    ("duplicate key", "la clave está dos veces"),
    ("string values must be quoted", "el texto va entre comillas: \"…\""),
    ("invalid basic string", "el texto no cierra sus comillas"),
    ("unclosed", "un corchete no se cierra"),
    ("missing comma", "falta una coma entre dos valores"),
    ("missing assignment", "falta el signo = entre la clave y su valor"),
    ("key with no value", "falta el valor de la clave: clave = valor"),
    ("missing value", "falta el valor de la clave: clave = valor"),
    ("invalid type", "el valor es de otra clase que la que lleva esta clave: texto entre comillas, número o lista"),
    ("unknown variant", "esta clave no lleva esa palabra"),
    ("data did not match", "was e is llevan un número, o palabras entre comillas"),
];

/// The parser's message with a mend, in both languages.
pub(super) fn objection(message: &str) -> Objection {
    let english = message.lines().next().unwrap_or_default();
    let reason = Bilingual::new(english, in_spanish(english));
    let mend = both!(
        "a head has title, summary, and for articles date and topics; see docs/articles.md",
        "un encabezado lleva title (título), summary (resumen) y, en un artículo, date (fecha) y topics (temas); vea docs/articulos.md"
    );
    Objection::new(reason, mend)
}

fn in_spanish(english: &str) -> String {
    let name = english.split('`').nth(1).unwrap_or_default();
    if english.starts_with("missing field") {
        return format!("falta la clave `{name}`");
    }
    if english.starts_with("unknown field") {
        return format!("no hay una clave `{name}`");
    }
    if let Some((date, _)) = english.split_once(" is not a date") {
        return format!("«{}» no es una fecha: escriba 2016-11-30 (año, mes, día)", date.trim_matches('\''));
    }
    let known = KNOWN.iter().find(|(begin, _)| english.starts_with(begin));
    known.map_or_else(|| "esto no es TOML bien escrito".to_owned(), |(_, spanish)| (*spanish).to_owned())
}
