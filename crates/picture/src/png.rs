//! A PNG of at most sixteen colours (W3C, Portable Network Graphics, third edition 2025): two pixels a byte, of each row what differs from the one
//! above (filter 2, Up), in which the stems of letters vanish.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use crate::canvas::{Canvas, PALETTE};

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// Bits of a pixel, and the kind of colour: an index into the palette.
const DEPTH_AND_KIND: [u8; 2] = [4, 3];

/// Writes a canvas.
pub(crate) fn write(canvas: &Canvas) -> Vec<u8> {
    let mut png = SIGNATURE.to_vec();
    let mut head = Vec::with_capacity(13);
    head.extend(u32::from(canvas.width()).to_be_bytes());
    head.extend(u32::from(canvas.height()).to_be_bytes());
    head.extend(DEPTH_AND_KIND);
    // The one method of compression and of filtering there is; not interlaced.
    head.extend([0, 0, 0]);
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"PLTE", PALETTE.as_flattened());
    chunk(&mut png, *b"IDAT", &deflated(canvas));
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a picture has fewer bytes than 4 GiB");
    png.extend(length.to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(bytes);
    let sum = crc32fast::hash(&png[start..]);
    png.extend(sum.to_be_bytes());
}

fn deflated(canvas: &Canvas) -> Vec<u8> {
    let mut rows = Vec::with_capacity(usize::from(canvas.height()) * (usize::from(canvas.width()) / 2 + 1));
    let mut above = vec![0; usize::from(canvas.width()) / 2];
    let mut packed = above.clone();
    for row in canvas.rows() {
        rows.push(UP);
        for (byte, pair) in packed.iter_mut().zip(row.as_chunks::<2>().0) {
            *byte = pair[0] << 4 | pair[1];
        }
        rows.extend(packed.iter().zip(&above).map(|(byte, above)| byte.wrapping_sub(*above)));
        std::mem::swap(&mut packed, &mut above);
    }
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(32_000), Compression::new(LEVEL));
    let written = encoder.write_all(&rows).and_then(|()| encoder.finish());
    written.expect("memory takes all that is written to it")
}

/// The filter that takes from each byte the one above.
const UP: u8 = 2;

/// Of zlib's levels the fastest that is not the largest by far.
const LEVEL: u32 = 2;
