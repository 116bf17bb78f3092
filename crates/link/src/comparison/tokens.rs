//! Which words do two texts share? Words are numbered once; most pairs of words are told apart without looking at letters.

use crate::{
    comparison::letters::{Reach, Words},
    table::Texts,
};

/// Words of a text that are looked at.
const MOST: usize = 24;

/// Two words at least this similar count as one word spelt differently, where both have four letters or more.
const SAME_WORD: f32 = 0.9;

/// The words of every value: value `v` has `numbers[starts[v]..starts[v + 1]]`, value 0 none.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    starts: Vec<u32>,
    numbers: Vec<u32>,
    words: Words,
    reach: Reach,
    /// `[word]`: letters, at most 255, and the first of them.
    lengths: Vec<(u8, char)>,
}

impl Tokens {
    /// Splits every text into words of letters and digits.
    pub(crate) fn of(texts: &Texts) -> Self {
        let (mut known, mut starts, mut numbers) = (Texts::default(), vec![0, 0], Vec::new());
        for text in texts.iter() {
            let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
            numbers.extend(words.take(MOST).map(|word| known.number(word)));
            starts.push(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
        }
        let length = |word: &str| {
            let letters = u8::try_from(word.chars().count()).unwrap_or(u8::MAX);
            (letters, word.chars().next().unwrap_or(' '))
        };
        let lengths = std::iter::once((0, ' ')).chain(known.iter().map(length)).collect();
        Self { starts, numbers, lengths, words: Words::of(known), reach: Reach::of(SAME_WORD) }
    }

    fn words(&self, value: u32) -> &[u32] {
        &self.numbers[self.starts[value as usize] as usize..self.starts[value as usize + 1] as usize]
    }

    /// Words of the shorter text that the longer has too, each of its words taken once, over the words of the shorter.
    pub(crate) fn shared(&self, left: u32, right: u32) -> f32 {
        let (mut short, mut long) = (self.words(left), self.words(right));
        if short.len() > long.len() {
            std::mem::swap(&mut short, &mut long);
        }
        let mut taken = 0_u32;
        let mut found = 0_u32;
        // Equal words first, so that a similar one does not take their place.
        for is_alike in [|_: &Self, left: u32, right: u32| left == right, Self::is_alike] {
            for (place, word) in short.iter().enumerate().filter(|(place, _)| place < &MOST) {
                let is_found = found >> place & 1 == 1;
                let free = |at: &usize| taken >> at & 1 == 0;
                let at = (0..long.len()).find(|at| !is_found && free(at) && is_alike(self, *word, long[*at]));
                if let Some(at) = at {
                    taken |= 1 << at;
                    found |= 1 << place;
                }
            }
        }
        share(found.count_ones(), short.len())
    }

    /// Words that both texts have over the words that either has.
    pub(crate) fn jaccard(&self, left: u32, right: u32) -> f32 {
        let (left, right) = (self.words(left), self.words(right));
        let mut all: Vec<u32> = left.iter().chain(right).copied().collect();
        all.sort_unstable();
        all.dedup();
        let both = all.iter().filter(|word| left.contains(word) && right.contains(word)).count();
        share(u32::try_from(both).unwrap_or(0), all.len())
    }

    /// One word is the initial of the other, or a spelling of it.
    fn is_alike(&self, left: u32, right: u32) -> bool {
        if left == right {
            return true;
        }
        let ((left_length, left_first), (right_length, right_first)) =
            (self.lengths[left as usize], self.lengths[right as usize]);
        if left_length == 1 || right_length == 1 {
            return left_first == right_first;
        }
        let is_long = left_length > 3 && right_length > 3;
        is_long && self.words.may_reach((left, right), &self.reach) && self.words.jaro_winkler(left, right) >= SAME_WORD
    }
}

#[expect(clippy::cast_precision_loss, reason = "few words")]
fn share(part: u32, all: usize) -> f32 {
    if all == 0 { 0.0 } else { part as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_spelling() {
        let mut texts = Texts::default();
        for text in ["juan carlos quispe", "quispe carlos", "carlo quispe", "j quispe", "rosa", "juan juan"] {
            texts.number(text);
        }
        let tokens = Tokens::of(&texts);
        assert_eq!(tokens.shared(1, 2), 1.0);
        assert_eq!(tokens.shared(1, 3), 1.0); // carlo is carlos
        assert_eq!(tokens.shared(1, 4), 1.0); // j is juan
        assert_eq!(tokens.shared(1, 5), 0.0);
        assert_eq!(tokens.shared(1, 6), 0.5); // one juan stands for one
        assert_eq!(tokens.jaccard(1, 2), 2.0 / 3.0);
    }
}
