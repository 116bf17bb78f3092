//! The hashes of RFC 6962: SHA-256, with one byte in front that keeps leaves and nodes apart.
//!
//! Source: RFC 6962 (Laurie, Langley, Kasper 2013), section 2.1.

use std::{fmt, str::FromStr};

use record::{DocumentId, id::InvalidId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 value; prints as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// SHA-256 of the bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        DocumentId::from_digest(self.0).fmt(formatter)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Ok(Self(*text.parse::<DocumentId>()?.digest()))
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The hash of a leaf: SHA-256 of 0x00 and the entry's canonical bytes.
///
/// ```
/// // RFC 6962: the leaf hash of the empty string.
/// assert_eq!(
///     ledger::leaf_hash(b"").to_string(),
///     "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
/// );
/// ```
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0x00]).chain_update(bytes).finalize().into())
}

/// The hash of an inner node: SHA-256 of 0x01 and its two children.
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([0x01]).chain_update(left.0).chain_update(right.0).finalize().into())
}
