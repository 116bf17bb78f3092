//! Bundles of offices. A changed bundle has a wrong signature and is read no further, so the bytes are also taken as the
//! content of a bundle and signed: the sender may be an office that wishes us ill.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::Signer;
use ledger::{Bundle, Checkpoint, Hash, Secret, State, VerifierKey, exchange};

const OFFICE: &str = "example.org/cusco";
const RECIPIENT: &str = "age1lima";

static SECRET: LazyLock<Secret> = LazyLock::new(|| Secret::from_bytes([5; 32]));
static KEY: LazyLock<VerifierKey> = LazyLock::new(|| VerifierKey::of(OFFICE, &SECRET));

pub(crate) fn bundle(bytes: &[u8]) -> String {
    let claimed = Bundle::claimed_office(bytes);
    let as_sent = open(bytes);
    let signed = open(&sealed(bytes));
    let entry = ledger::Entry::parse(bytes).map(|entry| entry.leaf()).map_err(|error| error.to_string());
    let note = std::str::from_utf8(bytes).map(|note| Checkpoint::open(note, &KEY).is_ok());
    let read = if as_sent.starts_with("read") || signed.starts_with("read") { "read" } else { "refused" };
    format!("{read} {} {as_sent} {signed} {:?} {note:?}", claimed.is_some(), entry.err())
}

fn open(bytes: &[u8]) -> String {
    match Bundle::open(bytes, &KEY, RECIPIENT) {
        Ok(opened) => {
            let taken = exchange::take_in(&State::default(), "example.org/lima", &opened);
            format!("read {} {:?}", opened.bundle.entries.len().min(4), taken.err().map(|refusal| refusal.to_string()))
        }
        Err(error) => format!("{error}"),
    }
}

/// The bytes as the frames of a bundle that the office signed (C2SP signed-note).
fn sealed(frames: &[u8]) -> Vec<u8> {
    let text = format!("bundle\n{OFFICE}\nfor {RECIPIENT}\ncontent {}\n", Hash::of(frames));
    let public = SECRET.signing_key().verifying_key();
    let id = Hash::of(&[OFFICE.as_bytes(), b"\n", &[1], public.as_bytes()].concat());
    let signature = SECRET.signing_key().sign(text.as_bytes());
    let line = STANDARD.encode([&id.0[..4], &signature.to_bytes()].concat());
    let note = format!("{text}\n\u{2014} {OFFICE} {line}\n");
    let length = u32::try_from(note.len()).unwrap_or(u32::MAX).to_be_bytes();
    [b"willay-bundle-1\n", length.as_slice(), note.as_bytes(), frames].concat()
}
