//! The ledger's size and root, signed: a note that anyone can keep and hold against a later one.
//!
//! Sources: C2SP tlog-checkpoint (origin, size, root) and C2SP signed-note (signature lines, verifier keys). Key
//! id: the first four bytes of SHA-256 over name, newline, algorithm byte 0x01 (Ed25519) and public key.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};

use crate::{Hash, Secret, note, tree::Head};

const ED25519: u8 = 0x01;

/// The state of a ledger at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's name, such as `example.org/peru-2016`.
    pub origin: String,
    /// Size and root.
    pub head: Head,
}

/// Why a note is no checkpoint that can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCheckpoint {
    /// Not the form of a signed note with origin, size and root.
    #[error("not a signed checkpoint")]
    Malformed,
    /// No signature by the wanted key.
    #[error("not signed by {0}")]
    NotSignedBy(String),
    /// A signature by the wanted key that is not right.
    #[error("the signature by {0} is wrong")]
    WrongSignature(String),
    /// Not `name+hash+base64`.
    #[error("not a verifier key: write name+1a2b3c4d+BASE64")]
    NotAKey,
}

impl Checkpoint {
    /// The text that is signed: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.head.size, STANDARD.encode(self.head.root.0))
    }

    /// The signed note.
    pub fn sign(&self, secret: &Secret) -> String {
        note::sign(&self.text(), &self.origin, secret)
    }

    /// Reads a note and checks its signature. Lines signed by other keys are passed over.
    ///
    /// # Errors
    /// Where the note is malformed, or not rightly signed by that key.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, InvalidCheckpoint> {
        let text = note::open(note, key)?;
        let checkpoint = Self::parse(text).ok_or(InvalidCheckpoint::Malformed)?;
        if checkpoint.text() == text { Ok(checkpoint) } else { Err(InvalidCheckpoint::Malformed) }
    }

    /// What a note says, of which somebody else has checked the signature: the one who entered it.
    pub(crate) fn unverified(note: &str) -> Option<Self> {
        Self::parse(note.split_once("\n\n")?.0)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let size = lines.next()?.parse().ok()?;
        let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        lines.next().is_none().then_some(Self { origin, head: Head { size, root: Hash(root) } })
    }
}

/// A public key with its name; prints as `name+hash+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

impl VerifierKey {
    /// The public half of a secret's signing key.
    pub fn of(origin: &str, secret: &Secret) -> Self {
        Self { name: origin.to_owned(), key: secret.signing_key().verifying_key() }
    }

    /// Whose key it is: the ledger's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn id(&self) -> [u8; 4] {
        let hash = Hash::of(&[self.name.as_bytes(), b"\n", &[ED25519], self.key.as_bytes()].concat());
        [hash.0[0], hash.0[1], hash.0[2], hash.0[3]]
    }

    pub(crate) fn check(&self, text: &[u8], signature: &[u8]) -> Result<(), InvalidCheckpoint> {
        let wrong = || InvalidCheckpoint::WrongSignature(self.to_string());
        let signature = Signature::from_slice(signature).map_err(|_| wrong())?;
        self.key.verify_strict(text, &signature).map_err(|_| wrong())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        write!(formatter, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id()))
    }
}

impl FromStr for VerifierKey {
    type Err = InvalidCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidCheckpoint> {
        let parse = || {
            let (name, rest) = text.split_once('+')?;
            let (_, encoded) = rest.split_once('+')?;
            let bytes = STANDARD.decode(encoded).ok()?;
            let (&ED25519, key) = bytes.split_first()? else { return None };
            let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
            let verifier = Self { name: name.to_owned(), key };
            (verifier.to_string() == text).then_some(verifier)
        };
        parse().ok_or(InvalidCheckpoint::NotAKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (Checkpoint, Secret) {
        let head = Head { size: 42, root: Hash::of(b"root") };
        (Checkpoint { origin: "example.org/log".to_owned(), head }, Secret::from_bytes([3; 32]))
    }

    #[test]
    fn a_key_with_a_wrong_hash_is_none() {
        let (_, secret) = example();
        let key = VerifierKey::of("example.org/log", &secret).to_string();
        assert!(key.parse::<VerifierKey>().is_ok());
        let renamed = key.replacen("example.org", "example.net", 1);
        assert_eq!(renamed.parse::<VerifierKey>(), Err(InvalidCheckpoint::NotAKey));
    }

    #[test]
    fn a_signed_checkpoint_opens_with_its_key_and_no_other() {
        let (checkpoint, secret) = example();
        let note = checkpoint.sign(&secret);
        let key: VerifierKey = VerifierKey::of("example.org/log", &secret).to_string().parse().unwrap();
        assert_eq!(Checkpoint::open(&note, &key).unwrap(), checkpoint);
        let other = VerifierKey::of("example.org/log", &Secret::from_bytes([4; 32]));
        assert!(matches!(Checkpoint::open(&note, &other), Err(InvalidCheckpoint::NotSignedBy(_))));
    }

    #[test]
    fn unknown_signatures_are_passed_over() {
        let (checkpoint, secret) = example();
        let witness = Checkpoint { origin: "witness.example".to_owned(), ..checkpoint.clone() };
        let foreign = witness.sign(&Secret::from_bytes([9; 32])).lines().last().unwrap().to_owned();
        let note = format!("{}{foreign}\n", checkpoint.sign(&secret));
        let key = VerifierKey::of("example.org/log", &secret);
        assert_eq!(Checkpoint::open(&note, &key).unwrap(), checkpoint);
    }

    #[test]
    fn every_flipped_bit_of_the_note_is_noticed() {
        let (checkpoint, secret) = example();
        let note = checkpoint.sign(&secret);
        let key = VerifierKey::of("example.org/log", &secret);
        for (at, bit) in (0..note.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(Checkpoint::open(&text, &key).is_err(), "byte {at} bit {bit}");
            }
        }
    }
}
