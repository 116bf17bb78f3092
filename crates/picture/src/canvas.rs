//! Pixels of nine colours: paper, and what ink and accent leave of it.

use ab_glyph_rasterizer::{Rasterizer, point};
use rustybuzz::ttf_parser::OutlineBuilder;

use crate::{HEIGHT, WIDTH};

/// Shades between paper and a full colour, the paper not among them.
const SHADES: u8 = 4;

const PAPER: [u8; 3] = [0xfd, 0xfc, 0xf9];
const INK: [u8; 3] = [0x1d, 0x1c, 0x1a];
const ACCENT: [u8; 3] = [0x7a, 0x2e, 0x0e];

/// Colours of the site in daylight: paper, the shades of ink, the shades of the accent.
pub(crate) const PALETTE: [[u8; 3]; 9] = palette();

const fn palette() -> [[u8; 3]; 9] {
    let mut colours = [PAPER; 9];
    let mut shade = 1;
    while shade <= SHADES {
        colours[shade as usize] = between(INK, shade);
        colours[(shade + SHADES) as usize] = between(ACCENT, shade);
        shade += 1;
    }
    colours
}

#[expect(clippy::cast_possible_truncation, reason = "a mean of bytes is a byte")]
const fn between(colour: [u8; 3], shade: u8) -> [u8; 3] {
    let mut mixed = [0; 3];
    let mut part = 0;
    while part < 3 {
        let (paper, full, of) = (PAPER[part] as u16, colour[part] as u16, shade as u16);
        mixed[part] = ((paper * (SHADES as u16 - of) + full * of + SHADES as u16 / 2) / SHADES as u16) as u8;
        part += 1;
    }
    mixed
}

/// What is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Ink,
    Accent,
}

impl Paint {
    /// The place in the palette of a shade; of none it is the paper.
    fn index(self, shade: u8) -> u8 {
        match self {
            Self::Accent if shade > 0 => shade + SHADES,
            Self::Ink | Self::Accent => shade,
        }
    }
}

/// A picture being painted: places in the palette, row after row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new() -> Self {
        Self { pixels: vec![0; usize::from(WIDTH) * usize::from(HEIGHT)] }
    }

    pub(crate) const fn width(&self) -> u16 {
        WIDTH
    }

    pub(crate) const fn height(&self) -> u16 {
        HEIGHT
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(usize::from(WIDTH))
    }

    /// A filled rectangle of whole pixels.
    pub(crate) fn rectangle(&mut self, (left, top): (u16, u16), (width, height): (u16, u16), paint: Paint) {
        for row in self.pixels.chunks_exact_mut(usize::from(WIDTH)).skip(top.into()).take(height.into()) {
            row[left.into()..usize::from(left + width)].fill(paint.index(SHADES));
        }
    }

    /// Shades one pixel, where it is not darker already. Pixels outside are none.
    fn shade(&mut self, (x, y): (i32, i32), coverage: f32, paint: Paint) {
        let (Ok(x), Ok(y)) = (u16::try_from(x), u16::try_from(y)) else { return };
        if x >= WIDTH || y >= HEIGHT {
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nought and the shades")]
        let shade = (coverage.clamp(0.0, 1.0) * f32::from(SHADES)).round() as u8;
        let pixel = &mut self.pixels[usize::from(y) * usize::from(WIDTH) + usize::from(x)];
        *pixel = (*pixel).max(paint.index(shade));
    }
}

/// Fills outlines of glyphs, one after another.
pub(crate) struct Brush {
    rasterizer: Rasterizer,
    scale: f32,
    /// Where the glyph's origin is in the rasterizer.
    origin: (f32, f32),
    start: (f32, f32),
    at: (f32, f32),
}

impl Brush {
    pub(crate) fn new() -> Self {
        let none = (0.0, 0.0);
        Self { rasterizer: Rasterizer::new(1, 1), scale: 1.0, origin: none, start: none, at: none }
    }

    /// Fills one glyph whose origin is at `(x, y)`; `scale` is pixels in a unit of its face.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a glyph is some hundred pixels wide")]
    pub(crate) fn fill(
        &mut self,
        (canvas, paint): (&mut Canvas, Paint),
        (face, glyph): (&rustybuzz::Face<'_>, rustybuzz::ttf_parser::GlyphId),
        (x, y, scale): (f32, f32, f32),
    ) {
        // A glyph without an outline is a blank.
        let Some(bounds) = face.glyph_bounding_box(glyph) else { return };
        let left = (x + f32::from(bounds.x_min) * scale).floor() - 1.0;
        let top = (y - f32::from(bounds.y_max) * scale).floor() - 1.0;
        let width = (f32::from(bounds.x_max - bounds.x_min) * scale).ceil() as usize + 3;
        let height = (f32::from(bounds.y_max - bounds.y_min) * scale).ceil() as usize + 3;
        self.rasterizer.reset(width, height);
        (self.scale, self.origin) = (scale, (x - left, y - top));
        if face.outline_glyph(glyph, self).is_none() {
            return;
        }
        let (left, top) = (left as i32, top as i32);
        self.rasterizer.for_each_pixel_2d(|right, down, coverage| {
            if coverage > 0.0 {
                canvas.shade((left + right.cast_signed(), top + down.cast_signed()), coverage, paint);
            }
        });
    }

    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.origin.0 + x * self.scale, self.origin.1 - y * self.scale)
    }

    fn line(&mut self, to: (f32, f32)) {
        self.rasterizer.draw_line(point(self.at.0, self.at.1), point(to.0, to.1));
        self.at = to;
    }
}

impl OutlineBuilder for Brush {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.place(x, y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.line(self.place(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.place(x1, y1), self.place(x, y));
        self.rasterizer.draw_quad(point(self.at.0, self.at.1), point(by.0, by.1), point(to.0, to.1));
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (one, two, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        let [from, one, two, end] = [self.at, one, two, to].map(|(x, y)| point(x, y));
        self.rasterizer.draw_cubic(from, one, two, end);
        self.at = to;
    }

    fn close(&mut self) {
        self.line(self.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_goes_from_paper_to_each_colour() {
        assert_eq!((PALETTE[0], PALETTE[4], PALETTE[8]), (PAPER, INK, ACCENT));
        assert!(PALETTE[1..5].windows(2).all(|pair| pair[0][0] > pair[1][0]));
    }

    #[test]
    fn what_is_outside_of_the_picture_is_left_out() {
        let mut canvas = Canvas::new();
        for (x, y) in [(-1, 0), (0, -1), (i32::from(WIDTH), 0), (0, i32::from(HEIGHT))] {
            canvas.shade((x, y), 1.0, Paint::Ink);
        }
        assert_eq!(canvas, Canvas::new());
    }
}
