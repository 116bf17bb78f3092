//! Statements for tests: who says what, when, of one record.

use crate::{Access, DocumentId, Origin, Statement, Value, date::Day, element::Testimony};

/// One statement that a source makes of `act/one`.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    sequence: u64,
    entered: Day,
    statement: Statement,
}

/// A date.
pub(crate) fn date(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

/// A whole number.
pub(crate) fn integer(number: i64) -> Value {
    Value::Integer(number)
}

/// A text.
pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

impl Said {
    /// What a source says of the property `date`; the sequence number is that of its letter.
    pub(crate) fn new(source: &str, value: Value) -> Self {
        let statement = Statement::plain(
            "act/one".parse().unwrap(),
            ("date", value),
            Origin::row(source.parse().unwrap(), Self::document(source), 2),
            Access::Public,
        );
        let sequence = u64::from(source.as_bytes()[0]);
        Self { sequence, entered: "2017-01-01".parse().unwrap(), statement }
    }

    /// The document that stands for a source.
    pub(crate) fn document(source: &str) -> DocumentId {
        DocumentId::from_digest([source.as_bytes()[0]; 32])
    }

    /// Of another property.
    pub(crate) fn of(mut self, property: &str) -> Self {
        self.statement.property = property.to_owned();
        self
    }

    /// Entered on another day.
    pub(crate) fn on(mut self, day: &str) -> Self {
        self.entered = day.parse().unwrap();
        self
    }

    pub(crate) fn origin(&self) -> Origin {
        self.statement.origin.clone()
    }

    pub(crate) fn testimony(&self) -> Testimony<'_> {
        Testimony { sequence: self.sequence, entered: self.entered, statement: &self.statement }
    }
}
