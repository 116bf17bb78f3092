//! What one office sends another: its entries since a state that the other knows, signed, and provably part of one log.
//!
//! Form: one line `willay-bundle-1`, the length of a signed note, the note, then frames of a tag byte, a length (u64, big
//! endian) and bytes. The note (C2SP signed-note) names the sending ledger, the one recipient and the SHA-256 of all
//! frames, so that a recipient cannot hand it on as if it were meant for somebody else. Encryption is put around it by
//! the program (age, which does not authenticate the sender: hence the signature within).
//!
//! Entries that the recipient does not need (its own, pages, figures) are sent as leaf hashes; together with the peaks of
//! the tree before, all leaves give the signed root, and so prove that nothing was left out or changed.

use crate::{
    Checkpoint, Entry, Frontier, Hash, InvalidEntry, Opening, Salt, Secret, VerifierKey, checkpoint::InvalidCheckpoint,
    note,
};

mod frames;

use frames::{Frames, frame};

const FIRST_LINE: &[u8] = b"willay-bundle-1\n";

/// No note is longer; bounds what is read before the signature is known to be right.
const LONGEST_NOTE_BYTES: u32 = 64 << 10;

/// What one office sends another.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The sending ledger's name.
    pub office: String,
    /// The recipient's public encryption key.
    pub recipient: String,
    /// The sending ledger's signed state, up to which it sends.
    pub note: String,
    /// The sending ledger before the first entry that is sent.
    pub before: Frontier,
    /// The entries from there on.
    pub entries: Vec<Sent>,
    /// Bytes of documents that these entries archive.
    pub documents: Vec<Vec<u8>>,
}

/// One entry of the sender's log.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    /// In full, with what opens its commitment.
    Entry(Box<Entry>, Option<Opening>),
    /// Only that it is there.
    Leaf(Hash),
}

/// A bundle whose signature and content were found right.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedBundle {
    /// What was sent.
    pub bundle: Bundle,
    /// The sender's state at its end.
    pub checkpoint: Checkpoint,
    /// SHA-256 of all frames.
    pub content: Hash,
}

/// Why bytes are no bundle that can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum InvalidBundle {
    /// Not the form.
    #[error("not a bundle of this program")]
    NotABundle,
    /// The end is missing, or something follows it.
    #[error("the bundle is cut off or damaged")]
    Damaged,
    /// The note is not rightly signed.
    #[error("the bundle cannot be trusted")]
    Signature(#[source] InvalidCheckpoint),
    /// For somebody else.
    #[error("the bundle is for another office ({0})")]
    ForAnother(String),
    /// An entry that is none.
    #[error("the bundle holds an entry that cannot be read")]
    Entry(#[source] InvalidEntry),
    /// An entry in the wrong place.
    #[error("entry {0} does not stand in its place")]
    OutOfSequence(u64),
    /// Entries that do not have the signed root.
    #[error("the entries do not have the root that {0} signed")]
    WrongRoot(String),
}

impl Sent {
    /// The entry's leaf in the sender's tree.
    pub fn leaf(&self) -> Hash {
        match self {
            Self::Entry(entry, _) => entry.leaf(),
            Self::Leaf(leaf) => *leaf,
        }
    }
}

impl Bundle {
    /// Who says that it sent these bytes, and for whom; nothing of it is checked yet.
    pub fn claimed_office(bytes: &[u8]) -> Option<String> {
        let (note, _) = split(bytes)?;
        note.lines().nth(1).map(str::to_owned)
    }

    /// Writes and signs it.
    pub fn seal(&self, secret: &Secret) -> Vec<u8> {
        let frames = self.frames();
        let note = note::sign(&self.text(&Hash::of(&frames)), &self.office, secret);
        let length = u32::try_from(note.len()).unwrap_or(u32::MAX).to_be_bytes();
        [FIRST_LINE, &length, note.as_bytes(), &frames].concat()
    }

    fn text(&self, content: &Hash) -> String {
        format!("bundle\n{}\nfor {}\ncontent {content}\n", self.office, self.recipient)
    }

    fn frames(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        frame(&mut bytes, b'C', &[self.note.as_bytes()]);
        let peaks: Vec<&[u8]> = self.before.peaks().iter().map(|peak| peak.0.as_slice()).collect();
        frame(&mut bytes, b'P', &[&[self.before.size().to_be_bytes().as_slice()], peaks.as_slice()].concat());
        for sent in &self.entries {
            match sent {
                Sent::Entry(entry, opening) => {
                    frame(&mut bytes, b'E', &[&crate::canonical(entry)]);
                    if let Some(Opening { salt, content }) = opening {
                        frame(&mut bytes, b'O', &[&salt.0, content]);
                    }
                }
                Sent::Leaf(leaf) => frame(&mut bytes, b'L', &[&leaf.0]),
            }
        }
        for document in &self.documents {
            frame(&mut bytes, b'D', &[document]);
        }
        bytes
    }

    /// Reads a bundle and checks everything that can be checked without the recipient's ledger: signature, recipient,
    /// each entry's form and place, each opening, and that all leaves give the signed root.
    ///
    /// # Errors
    /// The first thing that is not right.
    pub fn open(bytes: &[u8], key: &VerifierKey, recipient: &str) -> Result<OpenedBundle, InvalidBundle> {
        let (note, frames) = split(bytes).ok_or(InvalidBundle::NotABundle)?;
        let text = note::open(note, key).map_err(InvalidBundle::Signature)?;
        let lines: Vec<&str> = text.lines().collect();
        let &["bundle", office, meant, content] = lines.as_slice() else { return Err(InvalidBundle::NotABundle) };
        let meant = meant.strip_prefix("for ").ok_or(InvalidBundle::NotABundle)?;
        if meant != recipient {
            return Err(InvalidBundle::ForAnother(meant.to_owned()));
        }
        let found = Hash::of(frames);
        if content != format!("content {found}") || office != key.name() {
            return Err(InvalidBundle::Damaged);
        }
        let bundle = read(frames, office, recipient)?;
        let checkpoint = Checkpoint::open(&bundle.note, key).map_err(InvalidBundle::Signature)?;
        let mut frontier = bundle.before.clone();
        for sent in &bundle.entries {
            check(sent, frontier.size())?;
            frontier.push(sent.leaf());
        }
        if (frontier.size(), frontier.root()) != (checkpoint.head.size, checkpoint.head.root) {
            return Err(InvalidBundle::WrongRoot(office.to_owned()));
        }
        Ok(OpenedBundle { bundle, checkpoint, content: found })
    }
}

fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let rest = bytes.strip_prefix(FIRST_LINE)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length);
    if length > LONGEST_NOTE_BYTES {
        return None;
    }
    let (note, frames) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    Some((std::str::from_utf8(note).ok()?, frames))
}

/// An entry stands in its place and its opening opens it.
fn check(sent: &Sent, place: u64) -> Result<(), InvalidBundle> {
    let Sent::Entry(entry, opening) = sent else { return Ok(()) };
    if entry.sequence != place {
        return Err(InvalidBundle::OutOfSequence(entry.sequence));
    }
    match (entry.body.said(), opening) {
        (crate::Body::StatementMade { statement }, Some(opening)) => {
            statement.open(place, Some(opening)).map(drop).map_err(InvalidBundle::Entry)
        }
        (_, None) => Ok(()),
        (_, Some(_)) => Err(InvalidBundle::Entry(InvalidEntry::WrongOpening(place))),
    }
}

fn read(bytes: &[u8], office: &str, recipient: &str) -> Result<Bundle, InvalidBundle> {
    let mut frames = Frames(bytes);
    let (b'C', note) = frames.next()? else { return Err(InvalidBundle::Damaged) };
    let note = String::from_utf8(note.to_vec()).map_err(|_| InvalidBundle::Damaged)?;
    let (b'P', peaks) = frames.next()? else { return Err(InvalidBundle::Damaged) };
    let before = read_frontier(peaks).ok_or(InvalidBundle::Damaged)?;
    let (mut entries, mut documents) = (Vec::new(), Vec::new());
    while !frames.0.is_empty() {
        match (frames.next()?, entries.last_mut()) {
            ((b'E', bytes), _) => {
                let entry = Entry::parse(bytes).map_err(InvalidBundle::Entry)?;
                entries.push(Sent::Entry(Box::new(entry), None));
            }
            ((b'L', bytes), _) => {
                entries.push(Sent::Leaf(Hash(bytes.try_into().map_err(|_| InvalidBundle::Damaged)?)));
            }
            ((b'O', bytes), Some(Sent::Entry(_, opening @ None))) => {
                let (salt, content) = bytes.split_first_chunk::<32>().ok_or(InvalidBundle::Damaged)?;
                *opening = Some(Opening { salt: Salt(*salt), content: content.to_vec() });
            }
            ((b'D', bytes), _) => documents.push(bytes.to_vec()),
            (_, _) => return Err(InvalidBundle::Damaged),
        }
    }
    let (office, recipient) = (office.to_owned(), recipient.to_owned());
    Ok(Bundle { office, recipient, note, before, entries, documents })
}

fn read_frontier(bytes: &[u8]) -> Option<Frontier> {
    let (size, peaks) = bytes.split_first_chunk::<8>()?;
    let (peaks, rest) = peaks.as_chunks::<32>();
    if !rest.is_empty() {
        return None;
    }
    Frontier::new(u64::from_be_bytes(*size), peaks.iter().copied().map(Hash).collect())
}

#[cfg(test)]
mod tests;
