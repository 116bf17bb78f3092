//! The embedded typeface, and how a line of words becomes glyphs.
//!
//! Noto Sans in four faces, under the SIL Open Font License 1.1, as the crate `notosans` carries it.

use std::{collections::BTreeSet, ops::Range};

use rustybuzz::{Direction, UnicodeBuffer};

use crate::{
    ReportError,
    block::{Report, Run},
};

/// The hyphen that a divided word shows at the end of its line, where its text has a soft one.
pub(crate) const SOFT_HYPHEN: char = '\u{ad}';

/// One of the four faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FaceIndex(pub(crate) usize);

impl FaceIndex {
    pub(crate) const REGULAR: Self = Self(0);
    pub(crate) const BOLD: Self = Self(1);

    /// The face of a run.
    pub(crate) const fn of(run: &Run) -> Self {
        Self(run.is_bold as usize + 2 * run.is_italic as usize)
    }
}

/// The bytes of the faces, in the order of [`FaceIndex`].
pub(crate) const BYTES: [&[u8]; 4] =
    [notosans::REGULAR_TTF, notosans::BOLD_TTF, notosans::ITALIC_TTF, notosans::BOLD_ITALIC_TTF];

/// The faces, ready to shape.
pub(crate) struct Faces(Vec<rustybuzz::Face<'static>>);

/// A glyph with its measures in parts of the size of the type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    pub(crate) advance: f32,
    pub(crate) right: f32,
    pub(crate) up: f32,
    /// The bytes of the text that it shows.
    pub(crate) of: Range<usize>,
}

/// Words as glyphs.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shaped {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<Glyph>,
}

impl Shaped {
    /// Its width at a size.
    pub(crate) fn width(&self, size: f32) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * size
    }
}

impl Faces {
    /// Reads the faces.
    ///
    /// # Errors
    /// Where they are no fonts, which their crate's tests exclude.
    pub(crate) fn load() -> Result<Self, ReportError> {
        let face = |bytes: &'static [u8]| {
            rustybuzz::Face::from_slice(bytes, 0)
                .ok_or_else(|| ReportError::Invalid("a face of Noto Sans cannot be read".to_owned()))
        };
        BYTES.into_iter().map(face).collect::<Result<_, _>>().map(Self)
    }

    /// Refuses a report with characters that no face can show: they would be boxes, and mute to those who listen.
    pub(crate) fn check(&self, report: &Report) -> Result<(), ReportError> {
        let mut missing: BTreeSet<char> = BTreeSet::new();
        let mut read = |text: &str| missing.extend(text.chars().filter(|char| !self.shows(*char)));
        report.blocks.iter().for_each(|block| block.each_text(&mut read));
        [&report.title, &report.author, &report.foot].into_iter().for_each(|text| read(text));
        if missing.is_empty() {
            return Ok(());
        }
        let characters: Vec<String> =
            missing.iter().map(|char| format!("'{char}' (U+{:04X})", u32::from(*char))).collect();
        Err(ReportError::NoGlyph { characters: characters.join(", ") })
    }

    fn shows(&self, char: char) -> bool {
        char == '\n' || self.0.iter().all(|face| face.glyph_index(char).is_some())
    }

    /// Turns words into glyphs. A soft hyphen at the end is shown as a hyphen.
    pub(crate) fn shape(&self, face: FaceIndex, text: &str) -> Shaped {
        let face = &self.0[face.0.min(self.0.len() - 1)];
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text.replace(SOFT_HYPHEN, "-"));
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(face, &[], buffer);
        #[expect(clippy::cast_precision_loss, reason = "measures of glyphs are small")]
        let em = |units: i32| units as f32 / face.units_per_em() as f32;
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let end_of = |start: usize| starts.iter().copied().find(|other| *other > start);
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(|(info, place)| {
            let start = info.cluster as usize;
            Glyph {
                id: info.glyph_id,
                advance: em(place.x_advance),
                right: em(place.x_offset),
                up: em(place.y_offset),
                of: start..end_of(start).unwrap_or(text.len()),
            }
        });
        Shaped { glyphs: glyphs.collect(), text: text.to_owned() }
    }

    /// The width of words at a size.
    pub(crate) fn width(&self, face: FaceIndex, text: &str, size: f32) -> f32 {
        self.shape(face, text).width(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_know_the_bytes_that_they_show() {
        let faces = Faces::load().unwrap();
        let shaped = faces.shape(FaceIndex::REGULAR, "año");
        let of: Vec<&str> = shaped.glyphs.iter().map(|glyph| &shaped.text[glyph.of.clone()]).collect();
        assert_eq!(of, ["a", "ñ", "o"]);
        assert!(faces.width(FaceIndex::BOLD, "año", 10.0) > faces.width(FaceIndex::REGULAR, "año", 10.0));
        let divided = faces.shape(FaceIndex::REGULAR, "cons\u{ad}");
        assert_eq!(&divided.text[divided.glyphs[4].of.clone()], "\u{ad}");
        assert_eq!(divided.glyphs[4].id, faces.shape(FaceIndex::REGULAR, "-").glyphs[0].id);
    }

    #[test]
    fn the_face_has_what_the_site_prints() {
        let faces = Faces::load().unwrap();
        for char in "ÁÉÍÓÚÜÑáéíóúüñ¿¡«»“”‘’–—…−≥≤×%€°·[]§&".chars() {
            assert!(faces.shows(char), "{char}");
        }
        assert!(!faces.shows('漢'));
    }
}
