//! One sourced value: record · property · value, said by a source, entered by someone, at a time.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::{Access, Confidential, Count, DocumentId, Edtf, Geometry, LanguageTag, ListId, Passage, RecordId};

/// A typed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "type", content = "value")]
pub enum Value {
    /// Free text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A date of any precision.
    Date(Edtf),
    /// A term of a vocabulary, by its code.
    Term(String),
    /// Another record.
    Reference(RecordId),
    /// A place: scheme and code, such as `inei` and `050101`, or `iso` and `PE`.
    Place {
        /// The code in its scheme.
        code: String,
        /// Which coding.
        scheme: String,
    },
    /// Yes or no.
    Flag(bool),
    /// A number of persons or things of which only the ends are known; an exact one is an [`Integer`](Self::Integer).
    Count(Count),
    /// A point, line or area on the earth.
    Geometry(Geometry),
}

impl Value {
    /// The value as a cell writes it, so that it can be read again.
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Term(text) => Cow::Borrowed(text),
            Self::Reference(record) => Cow::Borrowed(record.as_str()),
            Self::Place { scheme, code } => Cow::Owned(format!("{scheme}:{code}")),
            Self::Flag(true) => Cow::Borrowed("yes"),
            Self::Flag(false) => Cow::Borrowed("no"),
            Self::Integer(_) | Self::Date(_) | Self::Count(_) | Self::Geometry(_) => Cow::Owned(self.plain()),
        }
    }

    /// The value in one line without its type: what lists compare and terminals show.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Term(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Reference(record) => record.to_string(),
            Self::Place { code, .. } => code.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Geometry(geometry) => geometry.to_string(),
        }
    }
}

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The list whose row says it.
    pub list: ListId,
    /// The archived file of that list.
    pub list_document: DocumentId,
    /// Row number in the file, counted from 1, the header being row 1.
    pub row: u64,
    /// Words of a further document that the row cites.
    pub passage: Option<Passage>,
}

/// One sourced value. Nothing is updated in place: a correction retracts one statement and makes another. What is not
/// public does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Of which record.
    pub record: RecordId,
    /// Which property, by its name in the schema.
    pub property: String,
    /// The cleaned value.
    pub value: Value,
    /// The cell as it stood, where cleaning changed it.
    pub original: Option<String>,
    /// In which language the value is said, where that is known.
    pub language: Option<LanguageTag>,
    /// What the source adds to this value in words: the clarifying note of the Events Standard Formats.
    pub note: Option<String>,
    /// Who says so.
    pub origin: Origin,
    /// How far it may travel.
    pub access: Access,
}

impl Origin {
    /// A row of a list that cites no further document.
    pub const fn row(list: ListId, list_document: DocumentId, row: u64) -> Self {
        Self { list, list_document, row, passage: None }
    }
}

impl Statement {
    /// A statement of a value as its cell has it: nothing was cleaned, and neither a language nor a note is given. How far it
    /// may travel has no default. What is more is added with `..`.
    ///
    /// ```
    /// use record::{Access, DocumentId, Origin, Statement, Value};
    /// let origin = Origin::row("acts".parse()?, DocumentId::from_digest([1; 32]), 2);
    /// let said = Statement::plain("act/a1".parse()?, ("verified", Value::Flag(true)), origin, Access::Public);
    /// assert_eq!((said.property.as_str(), said.original), ("verified", None));
    /// # Ok::<(), record::id::InvalidId>(())
    /// ```
    pub fn plain(record: RecordId, (property, value): (&str, Value), origin: Origin, access: Access) -> Self {
        Self {
            record,
            property: property.to_owned(),
            value,
            original: None,
            language: None,
            note: None,
            origin,
            access,
        }
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, property, value, original, language, note, origin, access } = self;
        let said = Confidential::new((value, original, language, note, &origin.passage), *access);
        let place = (&origin.list, origin.row);
        let mut shown = formatter.debug_struct("Statement");
        shown.field("record", record).field("property", property).field("said", &said).field("place", &place);
        shown.field("access", access).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_does_not_print() {
        let secret = crate::testimony::Said::new("register", crate::testimony::text("Rosa"));
        let secret = secret.testimony().statement;
        let print = |access| format!("{:?}", Statement { access, note: Some("Quispe".to_owned()), ..secret.clone() });
        assert!(print(Access::Public).contains("Rosa") && print(Access::Public).contains("Quispe"));
        for access in [Access::Internal, Access::Confidential, Access::Sealed] {
            let printed = print(access);
            assert!(!printed.contains("Rosa") && !printed.contains("Quispe"), "{printed}");
        }
    }
}
