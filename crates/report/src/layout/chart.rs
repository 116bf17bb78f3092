//! A chart: its title, and its drawing with all that it shows in words for those who do not see it.

use super::{Child, Desk, Ink, Node, Paint, Role};
use crate::{
    block::{Manner, Run},
    drawing::{self, Anchor, Drawing, Shape},
    face::FaceIndex,
};

/// Points for a unit of the drawing at most.
const SCALE: f32 = 0.95;
/// Size of the words in a drawing, in its units.
const SIZE: f32 = 11.0;

/// Height of a drawing on the page.
pub(super) fn height(drawing: &Drawing, width: f32) -> f32 {
    drawing.height * SCALE.min(width / drawing.width)
}

impl Desk<'_> {
    pub(super) fn chart(
        &mut self,
        (title, said): (&str, &str),
        drawing: &Drawing,
        (x, width): (f32, f32),
    ) -> Vec<Node> {
        let scale = SCALE.min(width / drawing.width);
        let height = height(drawing, width);
        self.room(height + 40.0);
        let caption = self.paragraph(&[Run::plain(title)], Manner::Caption, (x, width));
        let at = |(right, down): (f32, f32)| (x + right * scale, self.y + down * scale);
        let ink: Vec<Ink> = drawing.shapes.iter().map(|shape| self.shape(shape, scale, at)).collect();
        let leaf = self.leaf(ink);
        self.y += height + 8.0;
        let figure = Node { role: Role::Figure { said: said.to_owned() }, children: vec![Child::Leaf(leaf)] };
        vec![figure, caption]
    }

    fn shape(&self, shape: &Shape, scale: f32, at: impl Fn((f32, f32)) -> (f32, f32)) -> Ink {
        let paint = |paint: drawing::Paint| match paint {
            drawing::Paint::Bar => Paint::Bar,
            drawing::Paint::Ink => Paint::Ink,
            drawing::Paint::Soft => Paint::Soft,
            drawing::Paint::Faint => Paint::Rule,
        };
        match shape {
            Shape::Rect { x, y, width, height, paint: of } => {
                Ink::Rect { at: at((*x, *y)), size: (width * scale, height * scale), paint: paint(*of) }
            }
            Shape::Line { from, to, paint: of } => {
                Ink::Line { from: at(*from), to: at(*to), width: 2.0 * scale, paint: paint(*of) }
            }
            Shape::Circle { centre, radius, paint: of } => {
                Ink::Circle { centre: at(*centre), radius: radius * scale, paint: paint(*of) }
            }
            Shape::Text { x, y, anchor, text, is_bold, paint: of } => {
                let face = if *is_bold { FaceIndex::BOLD } else { FaceIndex::REGULAR };
                let shaped = self.faces.shape(face, text);
                let size = SIZE * scale;
                let (left, down) = at((*x, *y));
                let shift = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => shaped.width(size) / 2.0,
                    Anchor::End => shaped.width(size),
                };
                Ink::Words { at: (left - shift, down), size, face, shaped, paint: paint(*of) }
            }
        }
    }
}
