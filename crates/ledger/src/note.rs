//! A text that somebody signed: what checkpoints and bundles have in common.
//!
//! Source: C2SP signed-note: the text, an empty line, signature lines; each line names its key and carries the key's id
//! before the signature. Lines signed by other keys are passed over.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::Signer;

use crate::{Secret, VerifierKey, checkpoint::InvalidCheckpoint};

/// Signs a text that ends with a line end.
pub(crate) fn sign(text: &str, name: &str, secret: &Secret) -> String {
    let signature = secret.signing_key().sign(text.as_bytes());
    let line = [VerifierKey::of(name, secret).id().as_slice(), &signature.to_bytes()].concat();
    format!("{text}\n\u{2014} {name} {}\n", STANDARD.encode(line))
}

/// The signed text, with its line end; refused where the key did not rightly sign it.
pub(crate) fn open<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str, InvalidCheckpoint> {
    let end = note.find("\n\n").ok_or(InvalidCheckpoint::Malformed)?;
    let (text, signatures) = (&note[..=end], &note[end + 2..]);
    if !signatures.ends_with('\n') {
        return Err(InvalidCheckpoint::Malformed);
    }
    let mut is_signed = false;
    for line in signatures.lines() {
        let fields = line.strip_prefix("\u{2014} ").and_then(|rest| rest.split_once(' '));
        let (name, encoded) = fields.ok_or(InvalidCheckpoint::Malformed)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| InvalidCheckpoint::Malformed)?;
        if name == key.name() && bytes.get(..4) == Some(&key.id()) {
            key.check(text.as_bytes(), &bytes[4..])?;
            is_signed = true;
        }
    }
    if is_signed { Ok(text) } else { Err(InvalidCheckpoint::NotSignedBy(key.to_string())) }
}
