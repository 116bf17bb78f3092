//! May a Parquet footer be given to the library? Its schema is read there by recursion, so that a small file whose
//! groups lie in one another ten thousand deep would end the program; and a codec that is not built in is better named
//! before the first page.
//!
//! The footer is a struct of Thrift's compact protocol (<https://github.com/apache/thrift>, *Thrift compact protocol
//! encoding*); its second field is the list of schema elements, in depth-first order, whose fifth field is the number
//! of children (<https://github.com/apache/parquet-format>, `parquet.thrift`).

use ::parquet::{basic::Compression, file::metadata::ParquetMetaData, file::reader::ChunkReader};

/// Groups within groups; real files have fewer than ten.
const MAX_DEPTH: usize = 100;
/// Structs within structs of the footer itself.
const MAX_SKIP_DEPTH: usize = 64;

/// Field numbers and types of the protocol.
const SCHEMA_FIELD: i64 = 2;
const CHILDREN_FIELD: i64 = 5;
const I32: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Says what is wrong with the schema's depth, if anything. What else is wrong is left to the library to say.
pub(super) fn check_depth(source: &impl ChunkReader) -> Result<(), String> {
    let Some(body_end) = source.len().checked_sub(8) else { return Ok(()) };
    let Ok(tail) = source.get_bytes(body_end, 8) else { return Ok(()) };
    let length = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]);
    let Some(start) = body_end.checked_sub(u64::from(length)) else { return Ok(()) };
    let Ok(footer) = source.get_bytes(start, length as usize) else { return Ok(()) };
    match depth(&footer) {
        Some(depth) if depth <= MAX_DEPTH => Ok(()),
        Some(_) => Err(format!("its groups lie in one another more than {MAX_DEPTH} deep")),
        None => Err("its footer is broken".to_owned()),
    }
}

/// Names a codec that is not built in.
pub(super) fn check_codecs(metadata: &ParquetMetaData) -> Result<(), String> {
    let chunks = metadata.row_groups().iter().flat_map(|group| group.columns());
    let codec = chunks.map(|chunk| chunk.compression()).find_map(|codec| match codec {
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::LZ4
        | Compression::ZSTD(_)
        | Compression::LZ4_RAW => None,
    });
    codec.map_or(Ok(()), |codec| Err(format!("it is compressed with {codec}; save it with zstd or Snappy")))
}

/// How deep the groups of a footer's schema lie in one another; `None` where the bytes are no footer.
fn depth(footer: &[u8]) -> Option<usize> {
    let mut bytes = Bytes(footer);
    let mut deepest = 0;
    let mut field = 0;
    while let Some(kind) = bytes.field(&mut field)? {
        if field == SCHEMA_FIELD && kind == LIST {
            deepest = deepest.max(schema_depth(&mut bytes)?);
        } else {
            bytes.skip(kind, 0)?;
        }
    }
    Some(deepest)
}

fn schema_depth(bytes: &mut Bytes<'_>) -> Option<usize> {
    let (elements, kind) = bytes.list()?;
    if kind != STRUCT {
        return None;
    }
    // Children that are still to come, of each group that is open.
    let mut open: Vec<i64> = Vec::new();
    let mut deepest = 0;
    for _ in 0..elements {
        let (mut children, mut field) = (0, 0);
        while let Some(kind) = bytes.field(&mut field)? {
            if field == CHILDREN_FIELD && kind == I32 {
                children = bytes.zigzag()?;
            } else {
                bytes.skip(kind, 0)?;
            }
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        if children > 0 {
            open.push(children);
            deepest = deepest.max(open.len());
        }
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    Some(deepest)
}

/// Bytes of the compact protocol that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// The type of the next field, whose number is set; `Some(None)` at the end of the struct.
    fn field(&mut self, number: &mut i64) -> Option<Option<u8>> {
        let header = self.byte()?;
        if header & 0x0f == 0 {
            return Some(None);
        }
        *number = match header >> 4 {
            0 => self.zigzag()?,
            step => number.checked_add(i64::from(step))?,
        };
        Some(Some(header & 0x0f))
    }

    /// The length of a list and the type of its elements.
    fn list(&mut self) -> Option<(u64, u8)> {
        let header = self.byte()?;
        let length = if header >> 4 == 15 { self.varint()? } else { u64::from(header >> 4) };
        Some((length, header & 0x0f))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > MAX_SKIP_DEPTH {
            return None;
        }
        match kind {
            // True and false as fields are their own type.
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            LIST | 10 => {
                let (length, kind) = self.list()?;
                for _ in 0..length {
                    self.skip_element(kind, depth + 1)?;
                }
                Some(())
            }
            11 => {
                let length = self.varint()?;
                let kinds = if length > 0 { self.byte()? } else { 0 };
                for _ in 0..length {
                    self.skip_element(kinds >> 4, depth + 1)?;
                    self.skip_element(kinds & 0x0f, depth + 1)?;
                }
                Some(())
            }
            STRUCT => {
                let mut number = 0;
                while let Some(kind) = self.field(&mut number)? {
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// Skips an element of a list or a map, where true and false are one byte each.
    fn skip_element(&mut self, kind: u8, depth: usize) -> Option<()> {
        if matches!(kind, 1 | 2) { self.pass(1) } else { self.skip(kind, depth) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A footer whose schema is a root, so many groups in one another, and a column.
    fn footer(groups: usize) -> Vec<u8> {
        let group = [0x35, 0x00, 0x18, 0x01, b'g', 0x15, 0x02, 0x00];
        let column = [0x15, 0x02, 0x25, 0x00, 0x18, 0x01, b'x', 0x00];
        let mut length = groups + 2;
        let mut bytes = vec![0x15, 0x02, 0x19, 0xfc];
        while length > 0x7f {
            bytes.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        bytes.push(u8::try_from(length).unwrap());
        bytes.extend([0x48, 0x01, b'r', 0x15, 0x02, 0x00]);
        bytes.extend(group.repeat(groups));
        bytes.extend(column);
        bytes.extend([0x16, 0x00, 0x19, 0x0c, 0x00]);
        bytes
    }

    #[test]
    fn the_depth_of_a_schema_is_counted() {
        assert_eq!(depth(&footer(0)), Some(1));
        assert_eq!(depth(&footer(7)), Some(8));
        assert_eq!(depth(&footer(7)[..20]), None);
        assert_eq!(depth(&[]), None);
    }

    #[test]
    fn a_schema_that_would_overflow_the_stack_is_refused() {
        for (groups, said) in [(3, "Ok"), (100_000, "more than 100 deep")] {
            let footer = footer(groups);
            let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
            let file = [b"PAR1", &footer[..], &length, b"PAR1"].concat();
            let outcome = crate::table::columns(&file, crate::TableFormat::Parquet, &crate::TableOptions::default());
            assert!(format!("{outcome:?}").contains(said), "{outcome:?}");
        }
    }
}
