//! How alike are two words? Jaro-Winkler and edit distances on words of one alphabet, each character a byte.
//!
//! A word of up to 32 characters is packed with a thermometer signature of its letters: the number of letters that two
//! words share at most is one `and` and one population count, which bounds Jaro-Winkler from above before it is computed.
//!
//! Sources: Jaro 1989, *JASA* 84:414-420; Winkler 1990, *ASA Proc. Survey Research Methods* 354-359 (prefix of up to four
//! characters, weight 0.1, where Jaro is above 0.7); Damerau 1964, *CACM* 7:171-176 (adjacent transpositions).

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::{comparison::tokens::Tokens, table::Texts};

/// Characters that fit in a packed word.
const PACKED: usize = 32;

/// Characters of a long text that are looked at: beyond this, two texts are compared by their beginnings.
const LONGEST: usize = 512;

/// Edits beyond which a distance need not be known exactly.
const FAR: u32 = 4;

/// Letters of the signature: 32 kinds, two places each.
const KINDS: u8 = 32;

/// A word packed for comparison.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    bytes: [u8; PACKED],
    sketch: Sketch,
}

/// What bounds the similarity of two words: kept apart, so that many fit in the processor's nearest memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sketch {
    signature: u64,
    first: [u8; 4],
    length: u8, // Characters; above `PACKED` the word is long and only its text can be compared.
    beyond: u8, // Letters that the signature has no place for.
}

/// All words of a column: `[value]`, place 0 being the missing value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    words: Vec<Word>,
    sketches: Vec<Sketch>,
    texts: Texts,
    tokens: Option<Box<Tokens>>,
}

impl Words {
    /// Packs the distinct texts of a column.
    pub(crate) fn of(texts: Texts) -> Self {
        let mut alphabet: HashMap<char, u8, FxBuildHasher> = HashMap::default();
        let mut words = vec![Word::pack("", &mut alphabet)];
        words.extend(texts.iter().map(|text| Word::pack(text, &mut alphabet)));
        let sketches = words.iter().map(|word| word.sketch).collect();
        Self { words, sketches, texts, tokens: None }
    }

    /// False where the Jaro-Winkler similarity of two values cannot reach what was asked.
    #[inline]
    pub(crate) fn may_reach(&self, (left, right): (u32, u32), reach: &Reach) -> bool {
        self.sketches[left as usize].may_reach(self.sketches[right as usize], reach)
    }

    /// What bounds the similarity of a value.
    #[inline]
    pub(crate) fn sketch(&self, value: u32) -> Sketch {
        self.sketches[value as usize]
    }

    /// The Jaro-Winkler similarity of two values.
    pub(crate) fn jaro_winkler(&self, left: u32, right: u32) -> f32 {
        let (one, other) = (&self.words[left as usize], &self.words[right as usize]);
        if one.sketch.is_packed() && other.sketch.is_packed() {
            return jaro_winkler(one, other);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a similarity needs few digits")]
        let similarity = strsim::jaro_winkler(self.beginning(left), self.beginning(right)) as f32;
        similarity
    }

    /// Splits the values into words, for the measures that look at these.
    pub(crate) fn split(&mut self) {
        self.tokens = Some(Box::new(Tokens::of(&self.texts)));
    }

    /// Words of the shorter value that the other has too, over the words of the shorter.
    pub(crate) fn shared(&self, left: u32, right: u32) -> f32 {
        self.tokens.as_ref().map_or(0.0, |tokens| tokens.shared(left, right))
    }

    /// Words that both values have over the words that either has.
    pub(crate) fn jaccard(&self, left: u32, right: u32) -> f32 {
        self.tokens.as_ref().map_or(0.0, |tokens| tokens.jaccard(left, right))
    }

    /// Insertions, deletions and substitutions from one value to the other.
    pub(crate) fn levenshtein(&self, left: u32, right: u32) -> f32 {
        if let Some(least) = self.far_apart(left, right) {
            return least;
        }
        distance(strsim::levenshtein(self.beginning(left), self.beginning(right)))
    }

    /// The same, an exchange of neighbours counting as one.
    pub(crate) fn damerau_levenshtein(&self, left: u32, right: u32) -> f32 {
        if let Some(least) = self.far_apart(left, right) {
            return least;
        }
        distance(strsim::osa_distance(self.beginning(left), self.beginning(right)))
    }

    /// How many letters of the longer word the other lacks, where that is far more than any bound asks: no edit less will do.
    fn far_apart(&self, left: u32, right: u32) -> Option<f32> {
        let (left, right) = (self.sketches[left as usize], self.sketches[right as usize]);
        let longer = u32::from(left.length.max(right.length));
        let least = longer.saturating_sub(left.shared(right).0);
        (left.is_packed() && right.is_packed() && least > FAR).then(|| distance(least as usize))
    }

    /// The text that is looked at.
    pub(crate) fn beginning(&self, value: u32) -> &str {
        let text = self.texts.text(value);
        text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most 512")]
fn distance(edits: usize) -> f32 {
    edits as f32
}

impl Word {
    fn pack(text: &str, alphabet: &mut HashMap<char, u8, FxBuildHasher>) -> Self {
        let sketch = Sketch { signature: 0, first: [0; 4], length: 0, beyond: 0 };
        let mut word = Self { bytes: [0; PACKED], sketch };
        for char in text.chars() {
            // The last byte stands for every character beyond the first 254 of the alphabet: such words are long.
            let next = u8::try_from(alphabet.len() + 1).unwrap_or(u8::MAX);
            let byte = *alphabet.entry(char).or_insert(next);
            let sketch = &mut word.sketch;
            if usize::from(sketch.length) == PACKED || byte == u8::MAX {
                sketch.length = u8::MAX;
                return word;
            }
            word.bytes[usize::from(sketch.length)] = byte;
            sketch.length += 1;
            let place = 2 * (byte % KINDS);
            match (sketch.signature >> place) & 3 {
                0 => sketch.signature |= 1 << place,
                1 => sketch.signature |= 2 << place,
                2.. => sketch.beyond += 1,
            }
        }
        word.sketch.first = [word.bytes[0], word.bytes[1], word.bytes[2], word.bytes[3]];
        word
    }

    fn len(&self) -> usize {
        usize::from(self.sketch.length)
    }

    fn is_empty(&self) -> bool {
        self.sketch.length == 0
    }

    /// A bit for each place that holds the letter, eight places at a time.
    #[inline]
    fn places_of(&self, letter: u8) -> u32 {
        const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
        let sought = u64::from(letter) * 0x0101_0101_0101_0101;
        let mut places = 0_u32;
        for (eighth, bytes) in self.bytes.chunks_exact(8).enumerate().take(self.len().div_ceil(8)) {
            let eight = u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
            let differ = eight ^ sought;
            // The highest bit of each byte that is zero (Warren 2013, *Hacker's Delight*, 6-1), gathered into one byte.
            let zero = !(((differ & LOW) + LOW) | differ | LOW);
            let bits = ((zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32;
            places |= bits << (8 * eighth);
        }
        places
    }

    fn letters(&self) -> &[u8] {
        &self.bytes[..usize::from(self.sketch.length)]
    }
}

impl Sketch {
    fn is_packed(self) -> bool {
        usize::from(self.length) <= PACKED
    }

    /// False where the Jaro-Winkler similarity of two words cannot reach what was asked.
    #[inline]
    pub(crate) fn may_reach(self, other: Self, reach: &Reach) -> bool {
        if !self.is_packed() || !other.is_packed() {
            return true;
        }
        let (shared, beginning) = self.shared(other);
        let place = (usize::from(self.length) * LENGTHS + usize::from(other.length)) * BEGINNINGS + beginning as usize;
        shared >= u32::from(reach.0[place])
    }

    /// Letters that two words share at most, and the length of their common beginning, up to four.
    #[inline]
    fn shared(self, other: Self) -> (u32, u32) {
        let shared = (self.signature & other.signature).count_ones() + u32::from(self.beyond.min(other.beyond));
        let first = u32::from_le_bytes(self.first) ^ u32::from_le_bytes(other.first);
        (shared, first.trailing_zeros() / 8)
    }
}

/// Shared letters that two words need to be able to reach a similarity: `[length][length][common beginning]`.
#[derive(Debug, Clone)]
pub(crate) struct Reach(Vec<u8>);

const LENGTHS: usize = PACKED + 1;
const BEGINNINGS: usize = 5;

impl Reach {
    /// Matches are at most the letters that both words have, transpositions at least none, the beginning is as it is.
    pub(crate) fn of(similarity: f32) -> Self {
        let needed = |left: usize, right: usize, beginning: usize| {
            let reaches = |shared: usize| {
                let share = |length: usize| shared as f64 / length.max(1) as f64;
                let jaro = (share(left) + share(right) + 1.0) / 3.0;
                let winkler = jaro + 0.1 * beginning as f64 * (1.0 - jaro).max(0.0);
                winkler + 1e-6 >= f64::from(similarity)
            };
            u8::try_from((0..=PACKED).find(|shared| reaches(*shared)).unwrap_or(PACKED + 1)).unwrap_or(u8::MAX)
        };
        let mut table = Vec::with_capacity(LENGTHS * LENGTHS * BEGINNINGS);
        for left in 0..LENGTHS {
            for right in 0..LENGTHS {
                table.extend((0..BEGINNINGS).map(|beginning| needed(left, right, beginning)));
            }
        }
        Self(table)
    }
}

/// Jaro-Winkler of two packed words.
fn jaro_winkler(left: &Word, right: &Word) -> f32 {
    if left.is_empty() || right.is_empty() {
        return f32::from(u8::from(left.is_empty() && right.is_empty()));
    }
    let window = (left.len().max(right.len()) / 2).saturating_sub(1);
    let (mut on_left, mut on_right) = (0_u32, 0_u32);
    for (at, letter) in left.letters().iter().enumerate() {
        // Places within the window, of this letter, not yet taken: the first of them is its partner.
        let near = (u64::MAX >> (63 - (at + window).min(63))) & (u64::MAX << at.saturating_sub(window).min(63));
        let free = right.places_of(*letter) & !on_right & (near & u64::from(u32::MAX)) as u32;
        let partner = free & free.wrapping_neg();
        on_right |= partner;
        on_left |= u32::from(partner != 0) << at;
    }
    let matches = on_left.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let (mut one, mut other, mut moved) = (on_left, on_right, 0_u32);
    while one != 0 {
        moved += u32::from(left.bytes[one.trailing_zeros() as usize] != right.bytes[other.trailing_zeros() as usize]);
        one &= one - 1;
        other &= other - 1;
    }
    // In the precision and order of the plain similarity: both fall on one side of the bound.
    let matched = f64::from(matches);
    let share = |word: &Word| matched / word.len() as f64;
    let jaro = (share(left) + share(right) + (matched - f64::from(moved / 2)) / matched) / 3.0;
    let prefix = left.letters().iter().zip(right.letters()).take(4).take_while(|(left, right)| left == right).count();
    let winkler = if jaro > 0.7 { jaro + 0.1 * prefix as f64 * (1.0 - jaro) } else { jaro };
    #[expect(clippy::cast_possible_truncation, reason = "a similarity needs few digits")]
    let similarity = winkler as f32;
    similarity
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(texts: &[&str]) -> Words {
        let mut numbered = Texts::default();
        texts.iter().for_each(|text| {
            numbered.number(text);
        });
        Words::of(numbered)
    }

    #[test]
    fn jaro_winkler_gives_the_published_values() {
        // Winkler 1990, table of examples.
        let words = words(&["martha", "marhta", "dwayne", "duane", "dixon", "dicksonx"]);
        assert!((words.jaro_winkler(1, 2) - 0.9611).abs() < 1e-4);
        assert!((words.jaro_winkler(3, 4) - 0.84).abs() < 1e-4);
        assert!((words.jaro_winkler(5, 6) - 0.8133).abs() < 1e-4);
        assert!((words.damerau_levenshtein(1, 2) - 1.0).abs() < 1e-6);
        assert!((words.levenshtein(1, 2) - 2.0).abs() < 1e-6);
    }

    #[test]
    fn a_similarity_at_the_bound_of_winkler_falls_on_one_side() {
        let words = words(&["a", "abcdefghij"]);
        assert!((f64::from(words.jaro_winkler(1, 2)) - strsim::jaro_winkler("a", "abcdefghij")).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn the_packed_and_the_plain_similarity_agree(left in "[a-zñé ]{1,40}", right in "[a-zñé ]{1,40}") {
            prop_assume!(left != right);
            let words = words(&[&left, &right]);
            let plain = strsim::jaro_winkler(&left, &right) as f32;
            prop_assert!((words.jaro_winkler(1, 2) - plain).abs() < 1e-5, "{} {plain}", words.jaro_winkler(1, 2));
            prop_assert!(words.may_reach((1, 2), &Reach::of(plain)));
        }
    }
}
