//! A signed word on bytes that are no state of the ledger: what a ledger's keeper hands out by itself, such as the evidence of a figure.
//!
//! Source: C2SP signed-note. The first line keeps such a note apart from a checkpoint, whose first line is the ledger's name, and
//! from a bundle between offices.

use crate::{Hash, Secret, VerifierKey, checkpoint::InvalidCheckpoint, note};

const FIRST_LINE: &str = "willay attestation v1";

/// That a ledger's keeper made these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// The ledger's name.
    pub origin: String,
    /// What they are about, in one line.
    pub subject: String,
    /// SHA-256 of them.
    pub sha256: Hash,
}

impl Attestation {
    fn text(&self) -> String {
        format!("{FIRST_LINE}\n{}\n{}\n{}\n", self.origin, self.subject, self.sha256)
    }

    /// The signed note.
    ///
    /// ```
    /// use ledger::{Attestation, Hash, Secret, VerifierKey};
    /// let secret = Secret::from_bytes([3; 32]);
    /// let said = Attestation { origin: "example.org/log".into(), subject: "figure killed".into(), sha256: Hash::of(b"x") };
    /// let note = said.sign(&secret);
    /// assert_eq!(Attestation::open(&note, &VerifierKey::of("example.org/log", &secret)).unwrap(), said);
    /// ```
    pub fn sign(&self, secret: &Secret) -> String {
        note::sign(&self.text(), &self.origin, secret)
    }

    /// Reads a note with one signature, and checks it.
    ///
    /// # Errors
    /// Where it is no such note, or not rightly signed by that key alone.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, InvalidCheckpoint> {
        let text = note::open(note, key)?;
        let mut lines = text.lines();
        let is_first = lines.next() == Some(FIRST_LINE);
        let parsed = (|| {
            let (origin, subject) = (lines.next()?.to_owned(), lines.next()?.to_owned());
            Some(Self { origin, subject, sha256: lines.next()?.parse().ok()? })
        })();
        let has_one_signature = note[text.len()..].lines().count() == 2;
        let said =
            parsed.filter(|said| is_first && has_one_signature && said.text() == text && said.origin == key.name());
        said.ok_or(InvalidCheckpoint::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checkpoint, Head};

    #[test]
    fn is_no_checkpoint_and_no_checkpoint_is_one() {
        let secret = Secret::from_bytes([3; 32]);
        let key = VerifierKey::of("example.org/log", &secret);
        let (origin, sha256) = ("example.org/log".to_owned(), Hash::of(b"x"));
        let said = Attestation { origin: origin.clone(), subject: "figure killed".to_owned(), sha256 };
        assert!(Checkpoint::open(&said.sign(&secret), &key).is_err());
        let checkpoint = Checkpoint { origin, head: Head { size: 3, root: sha256 } };
        assert_eq!(Attestation::open(&checkpoint.sign(&secret), &key), Err(InvalidCheckpoint::Malformed));
    }

    #[test]
    fn every_byte_of_the_note_counts() {
        let secret = Secret::from_bytes([3; 32]);
        let key = VerifierKey::of("example.org/log", &secret);
        let said = Attestation {
            origin: "example.org/log".to_owned(),
            subject: "figure killed".to_owned(),
            sha256: Hash::of(b"x"),
        };
        let note = said.sign(&secret).into_bytes();
        for at in 0..note.len() {
            for bit in 0..8 {
                let mut changed = note.clone();
                changed[at] ^= 1 << bit;
                let opened = String::from_utf8(changed).ok().and_then(|note| Attestation::open(&note, &key).ok());
                assert_eq!(opened, None, "byte {at}, bit {bit}");
            }
        }
    }
}
