//! Names of things that never change: each is parsed once and then trusted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Not 64 lower-case hexadecimal digits.
    #[error("'{0}' is not a SHA-256: 64 digits 0-9 a-f are wanted")]
    NotSha256(String),
    /// Not a slug.
    #[error("'{0}' is not a name: use a-z, 0-9 and '-', starting with a letter or digit")]
    NotASlug(String),
    /// Not `kind/slug`.
    #[error("'{0}' is not a record id: write kind/name, such as proceeding/accomarca")]
    NotARecordId(String),
}

/// The SHA-256 of an archived document's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId([u8; 32]);

impl DocumentId {
    /// Takes a digest that the caller has computed.
    pub const fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest's bytes.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first twelve digits: enough for an address, never for a proof.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digits = self.0.map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        formatter.write_str(std::str::from_utf8(digits.as_flattened()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DocumentId({self})")
    }
}

impl FromStr for DocumentId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refusal = || InvalidId::NotSha256(text.to_owned());
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(refusal());
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex_digit(pair[0]).ok_or_else(refusal)? << 4 | hex_digit(pair[1]).ok_or_else(refusal)?;
        }
        Ok(Self(digest))
    }
}

impl TryFrom<String> for DocumentId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl Serialize for DocumentId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocumentId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// True for `a-z`, `0-9` and inner `-`.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

macro_rules! slug_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String); // Invariant: `is_slug`.

        impl $name {
            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.to_owned().try_into()
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                if is_slug(&text) { Ok(Self(text)) } else { Err(InvalidId::NotASlug(text)) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

slug_id! {
    /// A figure's name, stable for ever.
    FigureId
}
slug_id! {
    /// A list's name: the stem of its file.
    ListId
}

/// A record's name: `kind/slug`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(String); // Invariant: two slugs joined by one '/'.

impl RecordId {
    /// Joins a kind and a name.
    ///
    /// # Errors
    /// Where either is not a slug.
    pub fn new(kind: &str, name: &str) -> Result<Self, InvalidId> {
        format!("{kind}/{name}").try_into()
    }

    /// The whole id, `kind/slug`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The record's kind.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or("", |(kind, _)| kind)
    }

    /// The name within its kind.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for RecordId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for RecordId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        match text.split_once('/') {
            Some((kind, name)) if is_slug(kind) && is_slug(name) => Ok(Self(text)),
            Some(_) | None => Err(InvalidId::NotARecordId(text)),
        }
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_id_survives_its_text() {
        let id = DocumentId::from_digest([0xab; 32]);
        assert_eq!(id.to_string().parse::<DocumentId>().unwrap(), id);
        assert!("AB".repeat(32).parse::<DocumentId>().is_err(), "upper case has a second spelling");
    }

    #[test]
    fn refuses_a_record_id_without_kind() {
        assert!("accomarca".parse::<RecordId>().is_err());
        assert!("proceeding/a/b".parse::<RecordId>().is_err());
        assert_eq!("proceeding/accomarca".parse::<RecordId>().unwrap().kind(), "proceeding");
    }
}
