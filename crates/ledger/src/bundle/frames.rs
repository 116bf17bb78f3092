//! Tag, length, bytes: the frames of a bundle.

use super::InvalidBundle;

/// Writes one frame of several parts.
pub(super) fn frame(bytes: &mut Vec<u8>, tag: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    bytes.push(tag);
    bytes.extend((length as u64).to_be_bytes());
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
}

/// What is left to read. No length that a frame claims is believed before the bytes are there.
pub(super) struct Frames<'a>(pub(super) &'a [u8]);

impl<'a> Frames<'a> {
    pub(super) fn next(&mut self) -> Result<(u8, &'a [u8]), InvalidBundle> {
        let (tag, rest) = self.0.split_first().ok_or(InvalidBundle::Damaged)?;
        let (length, rest) = rest.split_first_chunk::<8>().ok_or(InvalidBundle::Damaged)?;
        let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| InvalidBundle::Damaged)?;
        let (bytes, rest) = rest.split_at_checked(length).ok_or(InvalidBundle::Damaged)?;
        self.0 = rest;
        Ok((*tag, bytes))
    }
}
