//! What does somebody see who is sent a link? One picture of what the page says first, drawn from its own words.
//!
//! 1200 by 630 pixels, the size that Open Graph's readers show whole. The words are shaped ([`face`]), laid out ([`layout`]),
//! painted in nine colours ([`canvas`]) and written as a PNG ([`png`]). The same words give the same bytes; nothing of the
//! machine is asked for, and nothing is in the picture that was not handed in.

mod canvas;
mod face;
mod layout;
mod png;

pub use face::Studio;

/// Width of every picture, in pixels.
pub const WIDTH: u16 = 1200;

/// Height of every picture, in pixels.
pub const HEIGHT: u16 = 630;

/// Changes whenever the same words are drawn otherwise, so that a picture that is named by its words has another name.
pub const EDITION: u8 = 1;

/// What a picture says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Card {
    /// What kind of thing it is, above the title; may be empty.
    pub label: String,
    /// The title of the page.
    pub title: String,
    /// The number of the page, where it has one.
    pub number: Option<Number>,
    /// Who publishes it.
    pub publisher: String,
    /// Of when it is; may be empty.
    pub date: String,
}

/// A number as its page prints it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number {
    /// With its qualifier and sign.
    pub headline: String,
    /// Its interval; may be empty.
    pub interval: String,
    /// What it counts.
    pub noun: String,
}

impl Card {
    /// All its words, in one order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let number = self.number.iter().flat_map(|number| [&number.headline, &number.interval, &number.noun]);
        let own = [&self.label, &self.title, &self.publisher, &self.date];
        own.into_iter().chain(number).map(String::as_str)
    }

    /// True where the typeface has all its characters.
    pub fn is_drawable(&self, studio: &Studio) -> bool {
        studio.shows(self.texts())
    }

    /// Draws it, as the bytes of a PNG. `None` where the typeface lacks one of its characters.
    pub fn draw(&self, studio: &Studio) -> Option<Vec<u8>> {
        self.is_drawable(studio).then(|| png::write(&layout::paint(self, studio)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        let number = Number {
            headline: "casi 70.000".to_owned(),
            interval: "61.007–77.552".to_owned(),
            noun: "personas asesinadas o desaparecidas".to_owned(),
        };
        Card {
            label: "estimada por un modelo".to_owned(),
            title: "Víctimas del conflicto armado interno, según la Comisión: ¿cuántas?".to_owned(),
            number: Some(number),
            publisher: "El Perú en cifras".to_owned(),
            date: "28 de agosto de 2003".to_owned(),
        }
    }

    /// The pixels of a PNG as this crate writes it.
    fn unpacked(png: &[u8]) -> Vec<u8> {
        use std::io::Read as _;
        let start = png.windows(4).position(|four| four == b"IDAT").unwrap();
        let length = u32::from_be_bytes(png[start - 4..start].try_into().unwrap()) as usize;
        let mut rows = Vec::new();
        flate2::read::ZlibDecoder::new(&png[start + 4..start + 4 + length]).read_to_end(&mut rows).unwrap();
        rows
    }

    #[test]
    fn the_same_words_give_the_same_small_file() {
        let studio = Studio::open();
        let png = card().draw(&studio).unwrap();
        assert_eq!(Some(&png), card().draw(&Studio::open()).as_ref());
        assert!(png.len() < 25_000, "{} bytes", png.len());
        // Pictures of earlier builds are kept by their names: whoever draws otherwise gives them others by EDITION.
        assert_eq!((EDITION, crc32fast::hash(&png)), (1, 2_945_832_920), "drawn otherwise: EDITION must change too");
        let rows = unpacked(&png);
        assert_eq!(rows.len(), usize::from(HEIGHT) * (usize::from(WIDTH) / 2 + 1), "a filter and two pixels a byte");
        assert_eq!(&png[16..24], [0, 0, 4, 176, 0, 0, 2, 118], "1200 by 630");
    }

    #[test]
    fn every_part_is_drawn_and_long_titles_stay_above_the_foot() {
        let studio = Studio::open();
        let whole = card().draw(&studio).unwrap();
        let without = |change: fn(&mut Card)| {
            let mut less = card();
            change(&mut less);
            less.draw(&studio).unwrap()
        };
        for less in [
            without(|card| card.label.clear()),
            without(|card| card.number = None),
            without(|card| card.publisher.clear()),
            without(|card| card.date.clear()),
            without(|card| card.number.as_mut().unwrap().interval.clear()),
            without(|card| card.number.as_mut().unwrap().noun.clear()),
        ] {
            assert_ne!(whole, less);
        }
        let foot = |png: &[u8]| unpacked(png)[(usize::from(WIDTH) / 2 + 1) * 560..].to_vec();
        let mut long = card();
        long.title = "Extraordinariamente ".repeat(60);
        let long = long.draw(&studio).unwrap();
        assert_eq!(foot(&long), foot(&whole), "the foot is as it was");
        assert!(long.len() < 30_000, "{} bytes", long.len());
    }

    #[test]
    fn a_character_that_the_typeface_lacks_is_no_box() {
        let studio = Studio::open();
        assert_eq!(Card { title: "漢".to_owned(), ..card() }.draw(&studio), None);
        assert!(Card { title: "Ñandú — «¿qué?» 70\u{a0}% …".to_owned(), ..card() }.draw(&studio).is_some());
    }
}
