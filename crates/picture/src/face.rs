//! The embedded typeface, and how words become glyphs.
//!
//! Noto Sans, regular and bold, under the SIL Open Font License 1.1, as the crate `notosans` carries it.

use rustybuzz::{Direction, ShapePlan, UnicodeBuffer, script, ttf_parser::GlyphId};

/// One of the two faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// The faces with their plans of shaping, for many pictures.
pub struct Studio {
    regular: Face,
    bold: Face,
}

struct Face {
    face: rustybuzz::Face<'static>,
    plan: ShapePlan,
}

/// A glyph and where it stands, in parts of the size of the type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: GlyphId,
    pub(crate) right: f32,
    pub(crate) up: f32,
}

/// Words that stay on one line.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shaped {
    pub(crate) glyphs: Vec<Glyph>,
    /// In parts of the size of the type.
    pub(crate) width: f32,
}

impl Face {
    fn open(bytes: &'static [u8]) -> Self {
        let face = rustybuzz::Face::from_slice(bytes, 0).expect("the embedded faces are tested");
        let plan = ShapePlan::new(&face, Direction::LeftToRight, Some(script::LATIN), None, &[]);
        Self { face, plan }
    }
}

impl Studio {
    /// Reads the faces.
    pub fn open() -> Self {
        Self { regular: Face::open(notosans::REGULAR_TTF), bold: Face::open(notosans::BOLD_TTF) }
    }

    fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    pub(crate) fn face(&self, weight: Weight) -> &rustybuzz::Face<'static> {
        &self.of(weight).face
    }

    /// True where both faces have all characters of some texts.
    pub(crate) fn shows<'a>(&self, texts: impl Iterator<Item = &'a str>) -> bool {
        let has = |face: &Face, char: char| face.face.glyph_index(char).is_some();
        texts.flat_map(str::chars).all(|char| has(&self.regular, char) && has(&self.bold, char))
    }

    /// Turns words into glyphs.
    pub(crate) fn shape(&self, weight: Weight, text: &str) -> Shaped {
        let Face { face, plan } = self.of(weight);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let shaped = rustybuzz::shape_with_plan(face, plan, buffer);
        #[expect(clippy::cast_precision_loss, reason = "measures of glyphs are small")]
        let em = |units: i32| units as f32 / face.units_per_em() as f32;
        let mut width = 0.0;
        let mut glyphs = Vec::with_capacity(shaped.len());
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            // A face has fewer than 65,536 glyphs; the first one stands for what is missing.
            let id = GlyphId(u16::try_from(info.glyph_id).unwrap_or_default());
            glyphs.push(Glyph { id, right: width + em(place.x_offset), up: em(place.y_offset) });
            width += em(place.x_advance);
        }
        Shaped { glyphs, width }
    }
}
