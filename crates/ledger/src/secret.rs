//! What only the workspace knows: the seed of its signing key and of its salts.
//!
//! Both are derived with HMAC-SHA256 under different labels, so that one file is kept and neither tells of the other.

use std::fmt;

use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use record::Statement;
use sha2::Sha256;

use crate::{CommittedStatement, Hash, Opening};

/// 32 secret bytes. Never printed.
#[derive(Clone)]
pub struct Secret([u8; 32]);

/// The salt of one commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

impl Secret {
    /// Takes bytes that the caller drew from the operating system or read from its file.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key that signs checkpoints.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derive(&[b"willay/signing-key/v1"]))
    }

    /// The salt of the value of one property of one record at one place of the ledger. Derived and not drawn, so
    /// that a build can be repeated; unknown to all who do not hold the secret.
    pub fn salt(&self, sequence: u64, record: &str, property: &str) -> Salt {
        Salt(self.derive(&[b"willay/salt/v1", &sequence.to_be_bytes(), record.as_bytes(), property.as_bytes()]))
    }

    /// A statement as it is entered at a place of the ledger: in the clear when public, else committed.
    pub fn commit(&self, sequence: u64, statement: Statement) -> (CommittedStatement, Option<Opening>) {
        CommittedStatement::commit(statement, |record, property| self.salt(sequence, record.as_str(), property))
    }

    /// What stands in the ledger for a row of a published table: the same row has the same mark, and nobody without the secret
    /// can tell which row it is, even when its label is closed later.
    pub fn row_mark(&self, figure: &str, column: &str, label: &str) -> String {
        let mark = self.derive(&[b"willay/row/v1", figure.as_bytes(), column.as_bytes(), label.as_bytes()]);
        mark[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The key with which others encrypt to this ledger's office (X25519, as age uses it).
    pub fn exchange_key(&self) -> [u8; 32] {
        self.derive(&[b"willay/exchange-key/v1"])
    }

    fn derive(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in parts {
            // The length before each part: no two lists of parts give the same bytes.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// The commitment to some content under a salt.
pub(crate) fn commitment(salt: &Salt, content: &[u8]) -> Hash {
    Hash::of(&[b"willay/commitment/v1".as_slice(), &salt.0, content].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salts_differ_by_place_record_and_property() {
        let secret = Secret::from_bytes([7; 32]);
        let salt = secret.salt(1, "person/a", "name");
        assert_ne!(salt, secret.salt(2, "person/a", "name"));
        assert_ne!(salt, secret.salt(1, "person/an", "ame"), "the border between parts counts");
        assert_eq!(salt, Secret::from_bytes([7; 32]).salt(1, "person/a", "name"));
        assert_ne!(salt.0, secret.signing_key().to_bytes());
    }

    #[test]
    fn a_secret_does_not_print() {
        assert_eq!(format!("{:?}", Secret::from_bytes([65; 32])), "Secret");
    }
}
