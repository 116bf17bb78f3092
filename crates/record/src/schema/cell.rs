//! A cell read as a value of a type, or what would be right instead.

use super::{PropertyType, Schema};
use crate::{Count, Edtf, Geometry, RecordId, Value};

/// Why a cell is no value of a property: what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct InvalidValue {
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub mend: String,
}

fn refuse(reason: impl Into<String>, mend: impl Into<String>) -> InvalidValue {
    InvalidValue { reason: reason.into(), mend: mend.into() }
}

impl Schema {
    /// Reads a cell as a value of a type. Terms may be given by code or by label in either language.
    ///
    /// # Errors
    /// Where the cell is none; says what would be right, and never more of the cell than its caller knows.
    pub fn value(&self, kind: &PropertyType, cell: &str) -> Result<Value, InvalidValue> {
        match kind {
            PropertyType::Text => Ok(Value::Text(cell.to_owned())),
            PropertyType::Integer => cell
                .parse()
                .map(Value::Integer)
                .map_err(|_| refuse("not a whole number", "write digits only, such as 27; leave unknown cells empty")),
            PropertyType::Count => cell.parse::<Count>().map(Value::from).map_err(|_| {
                refuse("not a number of persons or things", "write 27, 20..30, 20.. (at least) or ..30 (at most)")
            }),
            PropertyType::Date => cell.parse::<Edtf>().map(Value::Date).map_err(|_| {
                let mend = "write 2016, 2016-11, 2016-11-30, 198X, 1985~ or 1980/2000, or give the column a format";
                refuse("not a date", mend)
            }),
            PropertyType::Term(vocabulary) => self.read_term(vocabulary, cell),
            PropertyType::Reference(kinds) => read_reference(kinds, cell),
            PropertyType::Place => match cell.split_once(':') {
                Some((scheme, code)) if crate::id::is_slug(scheme) && !code.is_empty() => self.read_place(scheme, code),
                Some(_) | None => {
                    Err(refuse("not a place with its scheme", "write scheme:code, such as inei:050101 or iso:PE"))
                }
            },
            PropertyType::Geometry => cell.parse::<Geometry>().map(Value::Geometry).map_err(|invalid| {
                refuse(invalid.to_string(), "write POINT (-74.22 -13.16): longitude, then latitude, in degrees")
            }),
            PropertyType::Flag => match cell.to_lowercase().as_str() {
                "yes" | "true" | "1" | "sí" | "si" | "y" => Ok(Value::Flag(true)),
                "no" | "false" | "0" | "n" => Ok(Value::Flag(false)),
                _ => Err(refuse("not yes or no", "write yes or no")),
            },
        }
    }

    /// A place of a scheme: one of the list, where there is a list of the scheme.
    fn read_place(&self, scheme: &str, code: &str) -> Result<Value, InvalidValue> {
        if self.places.has_scheme(scheme) {
            self.places.find((scheme, code), None).map_err(|unknown| {
                refuse(unknown.to_string(), "write a code of the list of places, or correct the scheme")
            })?;
        }
        Ok(Value::Place { scheme: scheme.to_owned(), code: code.to_owned() })
    }

    fn read_term(&self, name: &str, cell: &str) -> Result<Value, InvalidValue> {
        let Some(vocabulary) = self.vocabularies.get(name) else {
            return Err(refuse(format!("of a vocabulary '{name}' that is not there"), "add a pack that has it"));
        };
        vocabulary.read(name, cell).map(|code| Value::Term(code.to_owned()))
    }
}

fn read_reference(kinds: &[String], cell: &str) -> Result<Value, InvalidValue> {
    match cell.parse::<RecordId>() {
        Ok(record) if kinds.iter().any(|kind| kind == record.kind()) => Ok(Value::Reference(record)),
        Ok(_) | Err(_) => Err(refuse(
            format!("not the id of a record of kind {}", kinds.join(" or ")),
            format!("write {}/name, or give the column reference = \"{}\"", kinds[0], kinds[0]),
        )),
    }
}
