//! Where each part of a picture stands. Titles are set smaller until they have room, and cut with an ellipsis where the smallest
//! size has none; numbers are set smaller and never cut.

use crate::{
    Card, HEIGHT, Number, WIDTH,
    canvas::{Brush, Canvas, Paint},
    face::{Shaped, Studio, Weight},
};

/// Room left and right of all words.
const MARGIN: f32 = 72.0;
/// Width of a line.
const MEASURE: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// The stripe along the left side.
const STRIPE: u16 = 20;
/// The baseline of the foot, and its size.
const FOOT: (f32, f32) = (HEIGHT as f32 - 52.0, 30.0);
/// Where the words above the foot end.
const BOTTOM: f32 = HEIGHT as f32 - 118.0;
/// Where they begin: the baseline of the label, and its size.
const LABEL: (f32, f32) = (84.0, 28.0);
/// Sizes of a title that stands alone, and of one above a number, the largest first.
const ALONE: [f32; 4] = [76.0, 66.0, 56.0, 48.0];
const ABOVE: [f32; 3] = [50.0, 44.0, 38.0];
/// Height of a line of a title in parts of its size.
const LEADING: f32 = 1.22;
/// Sizes of a number, the largest first, and the height of its line in parts of its size.
const NUMBERS: [f32; 6] = [150.0, 124.0, 100.0, 80.0, 62.0, 48.0];
const NUMBER_LINE: f32 = 1.1;
/// Sizes of what stands under it, the largest first.
const NOUNS: [f32; 4] = [40.0, 34.0, 28.0, 24.0];
/// Height of one such line.
const NOUN_LINE: f32 = 52.0;

/// A line of words with the width that it takes, in parts of the size of the type.
type Line = Vec<Shaped>;

struct Easel<'a> {
    studio: &'a Studio,
    canvas: Canvas,
    brush: Brush,
}

/// Paints a card.
pub(crate) fn paint(card: &Card, studio: &Studio) -> Canvas {
    let mut easel = Easel { studio, canvas: Canvas::new(), brush: Brush::new() };
    easel.canvas.rectangle((0, 0), (STRIPE, HEIGHT), Paint::Accent);
    easel.foot(card);
    let mut y = LABEL.0;
    if card.label.is_empty() {
        y -= LABEL.1;
    } else {
        easel.one_line(&card.label, (Weight::Regular, &[LABEL.1]), (y, Paint::Accent));
    }
    match &card.number {
        Some(number) => {
            let y = easel.title(&card.title, (&ABOVE, 3), y);
            easel.number(number, y);
        }
        None => {
            easel.title(&card.title, (&ALONE, 5), y);
        }
    }
    easel.canvas
}

impl Easel<'_> {
    /// Sets a title at the largest size at which it has room, and gives the place of its last baseline.
    fn title(&mut self, title: &str, (sizes, most): (&[f32], usize), above: f32) -> f32 {
        let words = self.words(title, Weight::Bold);
        let room = |size: f32| -> usize {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some lines")]
            let lines = ((BOTTOM - above) / (size * LEADING)) as usize;
            lines.min(most)
        };
        let space = self.studio.shape(Weight::Bold, " ").width;
        let set = |size: f32| (size, broken(&words, space, MEASURE / size));
        let smallest = sizes.last().copied().unwrap_or(LABEL.1);
        let fitting = sizes.iter().map(|size| set(*size)).find(|(size, lines)| lines.len() <= room(*size));
        let (size, lines) = fitting.unwrap_or_else(|| {
            let (size, lines) = set(smallest);
            (size, self.cut(lines, (room(size), space, MEASURE / size)))
        });
        let mut y = above;
        for line in lines {
            y += size * LEADING;
            self.set(&line, (Weight::Bold, size, space), (MARGIN, y, Paint::Ink));
        }
        y
    }

    /// A number with what it counts, between the title and the foot. A number is never cut: it would be another one.
    fn number(&mut self, number: &Number, above: f32) {
        let under: Vec<&String> =
            [&number.interval, &number.noun].into_iter().filter(|text| !text.is_empty()).collect();
        #[expect(clippy::cast_precision_loss, reason = "two lines at most")]
        let room = BOTTOM - above - under.len() as f32 * NOUN_LINE;
        let widest = MEASURE / self.studio.shape(Weight::Bold, &number.headline).width.max(1e-3);
        let size =
            NUMBERS.into_iter().find(|size| *size * NUMBER_LINE <= room).unwrap_or(room / NUMBER_LINE).min(widest);
        let mut y = above + size * NUMBER_LINE;
        let space = self.studio.shape(Weight::Bold, " ").width;
        let words = self.words(&number.headline, Weight::Bold);
        self.set(&words, (Weight::Bold, size, space), (MARGIN, y, Paint::Accent));
        y += (NUMBER_LINE - 1.0) * size / 2.0;
        for text in under {
            y += NOUN_LINE;
            self.one_line(text, (Weight::Regular, &NOUNS), (y, Paint::Ink));
        }
    }

    fn foot(&mut self, card: &Card) {
        let (y, size) = FOOT;
        let date = self.studio.shape(Weight::Regular, &card.date);
        let right = MARGIN + MEASURE - date.width * size;
        self.set(&vec![date], (Weight::Regular, size, 0.0), (right, y, Paint::Ink));
        let space = self.studio.shape(Weight::Bold, " ").width;
        let words = self.words(&card.publisher, Weight::Bold);
        let measure = (right - MARGIN) / size - 1.0;
        let line = self.cut(broken(&words, space, measure), (1, space, measure)).pop().unwrap_or_default();
        self.set(&line, (Weight::Bold, size, space), (MARGIN, y, Paint::Ink));
    }

    /// One line at the largest of some sizes at which it has room; cut where none has.
    fn one_line(&mut self, text: &str, (weight, sizes): (Weight, &[f32]), (y, paint): (f32, Paint)) {
        let size = self.fitting(text, weight, sizes);
        let space = self.studio.shape(weight, " ").width;
        let lines = broken(&self.words(text, weight), space, MEASURE / size);
        let line = self.cut(lines, (1, space, MEASURE / size)).pop().unwrap_or_default();
        self.set(&line, (weight, size, space), (MARGIN, y, paint));
    }

    /// The largest size at which a text is one line; the smallest where none is.
    fn fitting(&self, text: &str, weight: Weight, sizes: &[f32]) -> f32 {
        let width = self.studio.shape(weight, text).width;
        let smallest = sizes.last().copied().unwrap_or(LABEL.1);
        sizes.iter().copied().find(|size| width * size <= MEASURE).unwrap_or(smallest)
    }

    /// Words apart; those that are wider than any line by their characters.
    fn words(&self, text: &str, weight: Weight) -> Line {
        let longest = MEASURE / ALONE[0];
        let mut words = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let shaped = self.studio.shape(weight, word);
            if shaped.width <= longest {
                words.push(shaped);
                continue;
            }
            let characters: Vec<char> = word.chars().collect();
            words.extend(characters.chunks(12).map(|part| self.studio.shape(weight, &part.iter().collect::<String>())));
        }
        words
    }

    /// At most so many lines; an ellipsis says that there was more.
    fn cut(&self, mut lines: Vec<Line>, (most, space, measure): (usize, f32, f32)) -> Vec<Line> {
        if lines.len() <= most {
            return lines;
        }
        lines.truncate(most);
        let ellipsis = self.studio.shape(Weight::Bold, "…");
        if let Some(last) = lines.last_mut() {
            while last.len() > 1 && width(last, space) + space + ellipsis.width > measure {
                last.pop();
            }
            last.push(ellipsis);
        }
        lines
    }

    /// Paints words from a place on, with blanks between them.
    fn set(&mut self, line: &Line, (weight, size, space): (Weight, f32, f32), (left, y, paint): (f32, f32, Paint)) {
        let face = self.studio.face(weight);
        #[expect(clippy::cast_precision_loss, reason = "a face has some thousand units")]
        let scale = size / face.units_per_em() as f32;
        let mut x = left;
        for word in line {
            for glyph in &word.glyphs {
                let at = (x + glyph.right * size, y - glyph.up * size, scale);
                self.brush.fill((&mut self.canvas, paint), (face, glyph.id), at);
            }
            x += (word.width + space) * size;
        }
    }
}

/// The width of a line, in parts of the size of the type.
fn width(line: &[Shaped], space: f32) -> f32 {
    line.iter().map(|word| word.width + space).sum::<f32>() - space
}

/// Words in lines of a width, in parts of the size of the type.
fn broken(words: &[Shaped], space: f32, measure: f32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut used = 0.0;
    for word in words {
        match lines.last_mut() {
            Some(line) if used + space + word.width <= measure => {
                used += space + word.width;
                line.push(word.clone());
            }
            Some(_) | None => {
                used = word.width;
                lines.push(vec![word.clone()]);
            }
        }
    }
    lines
}
