//! Bytes of any encoding, in; blocks of UTF-8, out. Bytes that are no text come out as bytes that are no UTF-8, so that
//! their rows can be named.

use std::io::{ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::super::{TableError, TableFormat, TableOptions, other_content};

/// Bytes that are read at once.
const BLOCK_BYTES: usize = 1 << 20;
/// A byte that stands nowhere in UTF-8; it marks what could not be decoded.
const NO_TEXT: u8 = 0xff;

/// How the bytes that come are turned to UTF-8.
enum Decoding {
    /// All bytes so far were ASCII.
    Undecided,
    /// Bytes are taken as they are.
    Utf8,
    /// Bytes are decoded.
    Other(Decoder),
}

/// Text from a source, a block at a time.
pub(super) struct Blocks<R> {
    source: R,
    raw: Vec<u8>,
    buffer: Vec<u8>,
    decoding: Decoding,
    is_guessed: bool,
    is_last: bool,
}

impl<R: Read> Blocks<R> {
    /// Reads the first block, and refuses what is no text.
    pub(super) fn open(source: R, options: &TableOptions) -> Result<Self, TableError> {
        let mut blocks = Self {
            source,
            raw: Vec::new(),
            buffer: Vec::new(),
            decoding: Decoding::Undecided,
            is_guessed: false,
            is_last: false,
        };
        blocks.read_raw()?;
        if blocks.raw.is_empty() {
            return Err(TableError::Empty);
        }
        if let Some((what, mend)) = other_content(&blocks.raw) {
            return Err(TableError::LooksLike { what, expected: TableFormat::Csv, mend });
        }
        if let Some((encoding, _)) = Encoding::for_bom(&blocks.raw) {
            blocks.decide(encoding);
        } else if let Some(label) = &options.encoding {
            let unknown = || TableError::UnknownEncoding { label: label.clone() };
            blocks.decide(Encoding::for_label(label.trim().as_bytes()).ok_or_else(unknown)?);
        } else if let Some(encoding) = utf_16_without_mark(&blocks.raw) {
            blocks.decide(encoding);
            blocks.is_guessed = true;
        }
        if !matches!(blocks.decoding, Decoding::Other(_)) {
            refuse_binary(&blocks.raw)?;
            let mark = if blocks.raw.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            blocks.raw.drain(..mark);
        }
        blocks.take_raw();
        Ok(blocks)
    }

    /// Reads the next block.
    pub(super) fn fill(&mut self) -> Result<(), TableError> {
        self.read_raw()?;
        self.take_raw();
        Ok(())
    }

    /// The text that was read and not consumed.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// The text up to the end of its last line; all of it where nothing follows.
    pub(super) fn complete_rows(&self) -> &[u8] {
        if self.is_last {
            return &self.buffer;
        }
        // The last byte may be the first half of `\r\n`.
        let searched = &self.buffer[..self.buffer.len().saturating_sub(1)];
        let Some(end) = memchr::memrchr2(b'\n', b'\r', searched) else { return &[] };
        let is_pair = self.buffer[end] == b'\r' && self.buffer.get(end + 1) == Some(&b'\n');
        &self.buffer[..end + 1 + usize::from(is_pair)]
    }

    /// Forgets the first bytes of the text.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.buffer.drain(..bytes);
    }

    /// Whether nothing follows the text.
    pub(super) fn is_last(&self) -> bool {
        self.is_last
    }

    /// The encoding as far as it is decided.
    pub(super) fn encoding(&self) -> &'static Encoding {
        match &self.decoding {
            Decoding::Undecided | Decoding::Utf8 => UTF_8,
            Decoding::Other(decoder) => decoder.encoding(),
        }
    }

    /// Whether the encoding is a guess.
    pub(super) fn is_guessed(&self) -> bool {
        self.is_guessed
    }

    fn decide(&mut self, encoding: &'static Encoding) {
        self.decoding =
            if encoding == UTF_8 { Decoding::Utf8 } else { Decoding::Other(encoding.new_decoder_with_bom_removal()) };
    }

    /// Reads a whole block, however small the pieces in which the source gives it.
    fn read_raw(&mut self) -> Result<(), TableError> {
        self.raw.resize(BLOCK_BYTES, 0);
        let mut filled = 0;
        while filled < BLOCK_BYTES {
            match self.source.read(&mut self.raw[filled..]) {
                Ok(0) => {
                    self.is_last = true;
                    break;
                }
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(TableError::Source(error.to_string())),
            }
        }
        self.raw.truncate(filled);
        Ok(())
    }

    /// Turns the bytes that were read into text.
    fn take_raw(&mut self) {
        if matches!(self.decoding, Decoding::Undecided) && !self.raw.is_ascii() {
            let is_utf_8 = is_rather_utf_8(&self.raw, self.is_last);
            self.is_guessed = !is_utf_8;
            self.decide(if is_utf_8 { UTF_8 } else { WINDOWS_1252 });
        }
        match &mut self.decoding {
            Decoding::Undecided | Decoding::Utf8 => self.buffer.extend_from_slice(&self.raw),
            Decoding::Other(decoder) => decode(decoder, &self.raw, &mut self.buffer, self.is_last),
        }
    }
}

fn decode(decoder: &mut Decoder, mut raw: &[u8], text: &mut Vec<u8>, is_last: bool) {
    loop {
        let from = text.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(raw.len());
        text.resize(from + room, 0);
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(raw, &mut text[from..], is_last);
        text.truncate(from + written);
        raw = &raw[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => text.push(NO_TEXT),
        }
    }
}

/// Whether bytes that are not all ASCII are UTF-8, be it with faults: text in a one-byte encoding holds next to no valid
/// sequences of several bytes.
fn is_rather_utf_8(bytes: &[u8], is_last: bool) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    let mut rest = bytes.len();
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        rest -= chunk.valid().len() + chunk.invalid().len();
        // A character may be cut by the end of the block.
        let is_begun = || std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        let is_cut = rest == 0 && !is_last && is_begun();
        invalid += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    invalid == 0 || valid > 3 * invalid
}

/// UTF-16 without a byte-order mark: every second byte of Latin text is NUL.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(4096)].as_chunks::<2>();
    let zeros = |place: usize| pairs.iter().filter(|pair| pair[place] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let (many, few) = (pairs.len() * 2 / 5, pairs.len() / 20);
    match (first, second) {
        _ if pairs.len() < 2 => None,
        _ if second > many && first <= few => Some(UTF_16LE),
        _ if first > many && second <= few => Some(UTF_16BE),
        _ => None,
    }
}

fn refuse_binary(bytes: &[u8]) -> Result<(), TableError> {
    let nul_bytes = memchr::memchr_iter(0, bytes).count();
    let is_binary = nul_bytes > 8 && nul_bytes > bytes.len() / 100;
    if is_binary { Err(TableError::Binary { nul_bytes, bytes: bytes.len() }) } else { Ok(()) }
}
