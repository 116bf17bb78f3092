//! The page that explains the open data: which files there are, and table by table what stands in the snapshot.

use std::collections::{BTreeMap, BTreeSet};

use figure::snapshot::sql_name;
use maud::{Markup, html};
use record::{Language, schema::PropertyType};

use super::{DISCLOSURE, RECORD, STATEMENTS};
use crate::site::{
    Edition,
    layout::pick,
    links::{Depth, in_language},
};

/// A table of the snapshot that is no kind of record: name, what a row is, columns.
type Fixed = (&'static str, [&'static str; 2], &'static [(&'static str, [&'static str; 2])]);

/// The tables beside those of the kinds, as `figure::snapshot` makes them; texts in English and Spanish.
const FIXED: &[Fixed] = &[
    (
        "statement",
        ["what one source says of one record", "lo que una fuente dice de un registro"],
        &[
            ("sequence", ["its entry in the ledger", "su asiento en el libro"]),
            ("record", ["of which record", "de qué registro"]),
            ("property", ["which property", "qué propiedad"]),
            ("value", ["what is said", "lo que se dice"]),
            ("list", ["which list says it", "qué lista lo dice"]),
            ("row", ["in which row of its file", "en qué fila de su archivo"]),
            ("document", ["SHA-256 of the document that it quotes", "SHA-256 del documento que cita"]),
            ("exact", ["the words that it quotes", "las palabras que cita"]),
        ],
    ),
    (
        "verification",
        ["how well a record is corroborated", "qué tan corroborado está un registro"],
        &[
            ("record", ["which record", "qué registro"]),
            ("status", ["unverified, verified or late", "unverified, verified o late"]),
            ("verified", ["since when (ISO 8601)", "desde cuándo (ISO 8601)"]),
            ("elements", ["how many elements must be corroborated", "cuántos elementos deben corroborarse"]),
            ("corroborated", ["how many are", "cuántos lo están"]),
        ],
    ),
    (
        "contradiction",
        ["one of several values that cannot all be right", "uno de varios valores que no pueden ser todos ciertos"],
        &[
            ("record", ["of which record", "de qué registro"]),
            ("property", ["of which property", "de qué propiedad"]),
            ("value", ["the value", "el valor"]),
            ("statements", ["how many statements say it", "cuántas declaraciones lo dicen"]),
            ("is_counted", ["1 where it is the one that counts", "1 si es el que cuenta"]),
        ],
    ),
];

/// Where the page stands below its language.
pub(super) const PATH: &str = "data.html";

/// What the page is called.
pub(super) fn title(language: Language) -> &'static str {
    pick(language, "Open data", "Datos abiertos")
}

/// What the files are.
pub(super) fn summary(language: Language) -> &'static str {
    pick(
        language,
        "Everything on this site, for machines. Only what is public is in it: what sources say in confidence is counted in the figures and stands in no file.",
        "Todo lo de este sitio, para máquinas. Solo contiene lo público: lo que las fuentes dicen en confianza se cuenta en las cifras y no está en ningún archivo.",
    )
}

/// The page.
pub(super) fn body(edition: &Edition<'_>, language: Language) -> Markup {
    let depth = Depth::of_root(language);
    html! {
        h1 { (title(language)) }
        p.lead { (summary(language)) }
        table {
            thead { tr { th scope="col" { (pick(language, "File", "Archivo")) } th scope="col" { (pick(language, "What it is", "Qué es")) } } }
            tbody {
                tr { th scope="row" { a href=(depth.to(RECORD)) download { (RECORD) } }
                     td { (pick(language, "The record as tables, a SQLite database that any tool can read; see below", "El registro en tablas, una base SQLite que lee cualquier herramienta; véase abajo")) } }
                tr { th scope="row" { a href=(depth.to(STATEMENTS)) download { (STATEMENTS) } }
                     td { (pick(language, "Every public statement with its entry, list, row and quoted words, one JSON object a line", "Cada declaración pública con su asiento, lista, fila y palabras citadas, un objeto JSON por línea")) } }
                tr { th scope="row" { a href=(depth.to(DISCLOSURE)) download { (DISCLOSURE) } }
                     td { (pick(language, "How many counts are hidden, and how far it was tried to work them out", "Cuántos recuentos se ocultan y cuánto se intentó deducirlos")) } }
                tr { th scope="row" { a href=(depth.to(&in_language(language, "figures/index.html"))) { "figures/" } }
                     td { (pick(language, "Each figure as JSON and CSV, from its own page", "Cada cifra en JSON y CSV, desde su propia página")) } }
                tr { th scope="row" { a href=(depth.to("ledger/checkpoint")) { "ledger/" } }
                     td { (pick(language, "The ledger: every leaf, the public entries, the signed state, the key", "El libro: cada hoja, los asientos públicos, el estado firmado, la llave")) } }
                tr { th scope="row" { a href=(depth.to("manifest.json")) { "manifest.json" } }
                     td { (pick(language, "SHA-256 of every file, by which ", "SHA-256 de cada archivo, con los que ")) code { "willay verify" } (pick(language, " checks them", " los comprueba")) } }
            }
        }
        p { (pick(language, "Licence", "Licencia")) ": " (edition.settings.licence) }
        h2 { (pick(language, "Tables of record.sqlite", "Tablas de record.sqlite")) }
        p { (pick(language,
            "One table for each kind of record, a row for each record. Where public sources differ, the declared rule picks the value; all of them stay in the last tables below. Dates are EDTF (ISO 8601-2), references are the id of another record, places are scheme and code.",
            "Una tabla por tipo de registro, una fila por registro. Donde las fuentes públicas difieren, la regla declarada escoge el valor; todos quedan en las últimas tablas. Las fechas son EDTF (ISO 8601-2), las referencias son el id de otro registro, los lugares son esquema y código.")) }
        pre.scroll tabindex="0" { code { "SELECT record, property, value, list, row FROM statement WHERE record LIKE 'event/%'" } }
        @for (kind, properties) in used(edition) { (of_kind(edition, (kind, &properties), language)) }
        @for (name, row, columns) in FIXED {
            h3 { code { (name) } ": " (text(row, language)) }
            (table(language, columns.iter().map(|(column, words)| ((*column).to_owned(), text(words, language).to_owned()))))
        }
        p { (pick(language,
            "The table cluster (which records are one person) is empty here: it is found by values that are not public.",
            "La tabla cluster (qué registros son una persona) está vacía aquí: se halla con valores que no son públicos.")) }
    }
}

/// Kinds with the properties that something public is said of.
fn used<'a>(edition: &'a Edition<'_>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, said) in edition.statements {
        used.entry(said.record.kind()).or_default().insert(&said.property);
    }
    used
}

fn of_kind(edition: &Edition<'_>, (kind, properties): (&str, &BTreeSet<&str>), language: Language) -> Markup {
    let Some(shape) = edition.schema.kinds.get(kind) else { return html! {} };
    let fixed = [
        ("id", pick(language, "the record", "el registro")),
        ("list", pick(language, "the list that named it first", "la lista que lo nombró primero")),
    ];
    let fixed = fixed.into_iter().map(|(column, words)| (column.to_owned(), words.to_owned()));
    let of_properties = properties.iter().filter_map(|name| {
        let property = shape.properties.get(*name)?;
        Some((sql_name(name), format!("{} ({})", property.label.get(language), type_words(&property.value, language))))
    });
    html! {
        h3 { code { (sql_name(kind)) } ": " (shape.label.get(language)) }
        (table(language, fixed.chain(of_properties)))
    }
}

fn table(language: Language, rows: impl Iterator<Item = (String, String)>) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { (pick(language, "Column", "Columna")) } th scope="col" { (pick(language, "Meaning", "Significado")) } } }
            tbody { @for (column, words) in rows { tr { th scope="row" { code { (column) } } td { (words) } } } }
        }
    }
}

fn text(words: &[&'static str; 2], language: Language) -> &'static str {
    pick(language, words[0], words[1])
}

/// What the values of a property are.
fn type_words(value: &PropertyType, language: Language) -> String {
    let simple = match value {
        PropertyType::Text => pick(language, "text", "texto"),
        PropertyType::Integer => pick(language, "whole number", "número entero"),
        PropertyType::Count => pick(language, "whole number or range", "número entero o rango"),
        PropertyType::Date => pick(language, "date", "fecha"),
        PropertyType::Place => pick(language, "place", "lugar"),
        PropertyType::Geometry => pick(language, "geometry", "geometría"),
        PropertyType::Flag => "0, 1",
        PropertyType::Term(vocabulary) => {
            return format!("{} {vocabulary}", pick(language, "term of", "término de"));
        }
        PropertyType::Reference(kinds) => {
            let or = pick(language, " or ", " o ");
            return format!("{} {}", pick(language, "id of", "id de"), kinds.join(or));
        }
    };
    simple.to_owned()
}
