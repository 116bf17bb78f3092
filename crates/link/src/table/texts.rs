//! Distinct texts, each kept once and known by its number.

use std::hash::{Hash as _, Hasher as _};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// The number of a value; [`MISSING`] is no information.
pub type ValueNumber = u32;

/// The number of a value that is not known.
pub const MISSING: ValueNumber = 0;

/// Distinct texts, numbered from 1 in the order in which they were first seen.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<usize>,
    numbers: HashTable<ValueNumber>,
}

impl Texts {
    /// The number of a text, which is kept where it is new. The empty text is [`MISSING`].
    ///
    /// ```
    /// let mut texts = link::table::Texts::default();
    /// assert_eq!((texts.number("Quispe"), texts.number("Mamani"), texts.number("Quispe")), (1, 2, 1));
    /// assert_eq!(texts.number(""), link::table::MISSING);
    /// assert_eq!(texts.text(2), "Mamani");
    /// ```
    pub fn number(&mut self, text: &str) -> ValueNumber {
        if text.is_empty() {
            return MISSING;
        }
        let Self { bytes, ends, numbers } = self;
        let of = |number: ValueNumber| -> &str { slice(bytes, ends, number) };
        let found = numbers.entry(hash(text), |number| of(*number) == text, |number| hash(of(*number)));
        match found {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let number = ValueNumber::try_from(ends.len() + 1).expect("fewer than 2^32 distinct values");
                entry.insert(number);
                bytes.push_str(text);
                ends.push(bytes.len());
                number
            }
        }
    }

    /// The number of a text, where it is there.
    pub fn find(&self, text: &str) -> Option<ValueNumber> {
        self.numbers.find(hash(text), |number| self.text(*number) == text).copied()
    }

    /// The text of a number; empty for [`MISSING`].
    pub fn text(&self, number: ValueNumber) -> &str {
        if number == MISSING { "" } else { slice(&self.bytes, &self.ends, number) }
    }

    /// How many distinct texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where nothing was kept yet.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts in order of their numbers, from 1.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (1..=self.ends.len()).map(|number| slice(&self.bytes, &self.ends, number as ValueNumber))
    }
}

fn slice<'a>(bytes: &'a str, ends: &[usize], number: ValueNumber) -> &'a str {
    let at = number as usize - 1;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &bytes[start..ends[at]]
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}
