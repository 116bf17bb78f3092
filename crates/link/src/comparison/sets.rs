//! What have two sets in common whose elements are spelt differently?
//!
//! Two elements are one where each word of the shorter has a word of its own in the longer, spelt alike: equal, sounding
//! the same, an initial, or Jaro-Winkler 0.90. A lone word is one with a lone word only: every Quispe is not Juan Quispe.
//! Words with digits, as codes and cluster ids have, must be equal. Elements are paired so that as many as possible have
//! a partner, so the order of either set changes nothing.
//!
//! Source: Kuhn 1955, *Naval Research Logistics Quarterly* 2:83-97 (pairing by augmenting paths).

use crate::{
    prepare::{elements::elements, names::name, skeleton::skeleton},
    table::Texts,
};

/// Elements of a set that are looked at.
const ELEMENTS: usize = 64;

/// Two words at least this similar count as one word spelt differently.
const SAME_WORD: f64 = 0.9;

/// Shorter words are not compared by their letters: too many names of three letters differ in one.
const LETTERS: usize = 4;

/// `[value]`, place 0 being the missing value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets(Vec<Vec<Element>>);

/// An element by its words.
#[derive(Debug, Clone)]
struct Element(Vec<Word>);

#[derive(Debug, Clone, PartialEq)]
struct Word {
    text: String,
    /// Its sounds; none for what has digits.
    sound: Option<String>,
}

impl Sets {
    /// Reads every text as a set of names; what says nothing, as "N.N.", is no element.
    pub(crate) fn of(texts: &Texts) -> Self {
        let set = |text: &str| elements(text).filter_map(name).take(ELEMENTS).map(|name| Element::of(&name)).collect();
        Self(std::iter::once(Vec::new()).chain(texts.iter().map(set)).collect())
    }

    /// Elements of the smaller set that the other has too, over the elements of the smaller.
    #[expect(clippy::cast_precision_loss, reason = "at most 64")]
    pub(crate) fn shared(&self, left: u32, right: u32) -> f32 {
        let (left, right) = (&self.0[left as usize], &self.0[right as usize]);
        let smaller = left.len().min(right.len());
        let partners = Pairing::most(left, right, Element::is_alike);
        if smaller == 0 { 0.0 } else { partners as f32 / smaller as f32 }
    }
}

impl Element {
    fn of(name: &str) -> Self {
        Self(name.split(' ').map(Word::of).collect())
    }

    fn is_alike(&self, other: &Self) -> bool {
        let (one, other) = (&self.0, &other.0);
        let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
        (shorter > 1 || longer == 1) && Pairing::most(one, other, Word::is_alike) == shorter
    }
}

impl Word {
    fn of(text: &str) -> Self {
        let has_digits = text.chars().any(char::is_numeric);
        Self { text: text.to_owned(), sound: if has_digits { None } else { skeleton(text) } }
    }

    fn is_alike(&self, other: &Self) -> bool {
        let (Some(sound), Some(other_sound)) = (&self.sound, &other.sound) else { return self.text == other.text };
        let (one, other) = (self.text.as_str(), other.text.as_str());
        let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
        let is_long = one.len().min(other.len()) >= LETTERS;
        sound == other_sound
            || initial(one, other)
            || initial(other, one)
            || (is_long && strsim::jaro_winkler(one, other) >= SAME_WORD)
    }
}

/// Partners as they are given.
struct Pairing {
    /// `[left]`: what each of the left ones is like on the right.
    alike: Vec<Vec<usize>>,
    /// `[right]`: the left one that has it.
    partner: Vec<Option<usize>>,
    asked: Vec<bool>,
}

impl Pairing {
    /// How many of the left ones can have a partner of their own on the right.
    fn most<T>(left: &[T], right: &[T], is_alike: impl Fn(&T, &T) -> bool) -> usize {
        let partners = |one: &T| (0..right.len()).filter(|other| is_alike(one, &right[*other])).collect();
        let alike = left.iter().map(partners).collect();
        let mut pairing = Self { alike, partner: vec![None; right.len()], asked: Vec::new() };
        let mut finds = |one: usize| {
            pairing.asked = vec![false; right.len()];
            pairing.finds_partner(one)
        };
        (0..left.len()).filter(|one| finds(*one)).count()
    }

    /// Gives a partner to one; whoever has that partner takes another, where there is another.
    fn finds_partner(&mut self, one: usize) -> bool {
        for place in 0..self.alike[one].len() {
            let other = self.alike[one][place];
            if !std::mem::replace(&mut self.asked[other], true) {
                let is_free = self.partner[other].is_none_or(|holder| self.finds_partner(holder));
                if is_free {
                    self.partner[other] = Some(one);
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shared(left: &str, right: &str) -> f32 {
        let mut texts = Texts::default();
        let numbers = [left, right].map(|text| texts.number(text));
        Sets::of(&texts).shared(numbers[0], numbers[1])
    }

    #[test]
    fn a_name_is_found_again_however_it_is_spelt() {
        for other in ["Juan Quispe Mamani", "QUISPE MAMANI, Juan", "J. Quispe", "Juan Qispe", "N.N.|Juan Quispe"] {
            assert_eq!(shared("Juan Quispe|Rosa Huamán", other), 1.0, "{other}");
        }
        assert_eq!(shared("Juan Quispe; Rosa Huamán", "Rosa Guamán|Pedro Quispe"), 0.5);
    }

    #[test]
    fn a_brother_a_surname_alone_and_another_code_are_not_the_same() {
        for (left, right) in [
            ("Juan Quispe Mamani", "Pedro Quispe Mamani"),
            ("Juan Quispe", "Quispe"),
            ("c-00123", "c-00124"),
            ("050101", "050102"),
            ("N.N.", "N.N."),
        ] {
            assert_eq!(shared(left, right), 0.0, "{left}");
        }
        assert_eq!(shared("050101|050102", "050102"), 1.0);
    }

    #[test]
    fn one_name_is_nobody_twice() {
        // Both are like "J. Quispe", but only one of them can be he.
        assert_eq!(shared("Juan Quispe|Julio Quispe", "J. Quispe|Ana Rojas"), 0.5);
        // "Juan Quispe" gives "J. Quispe" up to Julio, who has no other.
        assert_eq!(shared("Juan Quispe|Julio Quispe", "J. Quispe|Juan Quispe Rojas"), 1.0);
    }

    proptest! {
        #[test]
        fn what_is_shared_does_not_depend_on_side_or_order(
            mut left in prop::collection::vec("(juan|julio|j|ana) (quispe|kispe|rojas)", 1..5),
            mut right in prop::collection::vec("(juan|julio|j|ana) (quispe|kispe|rojas)", 1..5),
        ) {
            let found = shared(&left.join("|"), &right.join("|"));
            prop_assert_eq!(shared(&right.join("|"), &left.join("|")), found);
            left.reverse();
            right.reverse();
            prop_assert_eq!(shared(&left.join(";"), &right.join(";")), found);
        }
    }
}
