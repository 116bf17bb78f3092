//! A ZIP archive that has one spelling: the same files give the same bytes, and other bytes are refused.
//!
//! Source: PKWARE, *.ZIP File Format Specification* (APPNOTE 6.3.10), sections 4.3.7, 4.3.12 and 4.3.16. Files are stored, not
//! compressed: a compressor of another version would give other bytes for the same files, and a strict reader could not tell that
//! from a change. They stand in the order of their names, at the first day that ZIP knows, with no extra fields and no comments.
//! `zip` reads these archives like any other; it is not used to write them because nobody promises that its bytes stay.

use crate::verify::SiteFiles;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// The first version that has folders in names.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
/// 1 January 1980.
const DAY: u16 = 0x0021;
/// A file that all may read and its owner may write, on Unix.
const ATTRIBUTES: u32 = 0o100_644 << 16;
const MADE_BY_UNIX: u16 = 0x0300 | VERSION;

/// Writes an archive; `None` where a file or the whole is too large for one (4 GiB, or 65,535 files).
///
/// ```
/// use publish::evidence::container;
/// let files = [("a".to_owned(), b"one".to_vec())].into();
/// let bytes = container::write(&files).unwrap();
/// assert_eq!(bytes.len(), 30 + 1 + 3 + 46 + 1 + 22);
/// assert_eq!(container::read(&bytes).unwrap(), files);
/// ```
pub fn write(files: &SiteFiles) -> Option<Vec<u8>> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let place = u32::try_from(bytes.len()).ok()?;
        let common = common(name, content)?;
        bytes.extend(LOCAL.to_le_bytes());
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(content);
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(MADE_BY_UNIX.to_le_bytes());
        directory.extend(&common);
        // No comment, disk 0, no internal attributes.
        directory.extend([0; 6]);
        directory.extend(ATTRIBUTES.to_le_bytes());
        directory.extend(place.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).ok()?;
    let (place, length) = (u32::try_from(bytes.len()).ok()?, u32::try_from(directory.len()).ok()?);
    bytes.extend(directory);
    bytes.extend(END.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(place.to_le_bytes());
    bytes.extend([0; 2]);
    Some(bytes)
}

/// What a file's own header and the directory say alike.
fn common(name: &str, content: &[u8]) -> Option<Vec<u8>> {
    let size = u32::try_from(content.len()).ok()?.to_le_bytes();
    let mut bytes = Vec::new();
    for field in [VERSION, FLAGS, 0, 0, DAY] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend(crc32fast::hash(content).to_le_bytes());
    bytes.extend([size, size].concat());
    bytes.extend(u16::try_from(name.len()).ok()?.to_le_bytes());
    bytes.extend([0; 2]);
    Some(bytes)
}

/// Reads an archive in this one spelling.
///
/// # Errors
/// Where it is any other.
pub fn read(bytes: &[u8]) -> Result<SiteFiles, &'static str> {
    const SPELLING: &str = "not an archive as it was published: it was changed, or packed anew";
    let files = entries(bytes).ok_or(SPELLING)?;
    // Whatever the headers say that was not looked at is found here.
    if write(&files).as_deref() == Some(bytes) { Ok(files) } else { Err(SPELLING) }
}

/// The files by their own headers, up to the directory.
fn entries(bytes: &[u8]) -> Option<SiteFiles> {
    let mut files = SiteFiles::new();
    let mut rest = bytes;
    while rest.get(..4)? == LOCAL.to_le_bytes() {
        let size = usize::try_from(u32::from_le_bytes(rest.get(22..26)?.try_into().ok()?)).ok()?;
        let length = usize::from(u16::from_le_bytes(rest.get(26..28)?.try_into().ok()?));
        let name = std::str::from_utf8(rest.get(30..30 + length)?).ok()?;
        let content = rest.get(30 + length..(30 + length).checked_add(size)?)?;
        files.insert(name.to_owned(), content.to_vec());
        rest = &rest[30 + length + size..];
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_bytes_are_read() {
        let files: SiteFiles = [("a/b".to_owned(), b"one".to_vec()), ("é".to_owned(), Vec::new())].into();
        let bytes = write(&files).unwrap();
        assert_eq!(read(&bytes).as_ref(), Ok(&files));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x20;
            assert!(read(&changed).is_err(), "byte {at}");
            assert!(read(&bytes[..at]).is_err(), "cut at {at}");
        }
        assert!(read(&[bytes, vec![0]].concat()).is_err());
    }
}
