//! Agreement patterns: the level of every comparison of a pair, packed into one number, and their counts.
//!
//! Level 0 is "no information" (a value is missing on either side); levels 1, 2, … are those of the settings, the strongest
//! agreement first, the last being "everything else". The counts of patterns are the sufficient statistic of the model.

use std::collections::BTreeMap;

/// A pattern as a number in mixed radix; only its [`PatternShape`] can read it.
pub type PatternCode = u64;

/// How many levels each comparison has, level 0 included: the radix of each digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternShape {
    sizes: Vec<u8>,
    strides: Vec<u64>, // Invariant: strides[0] = 1, strides[c + 1] = strides[c] * sizes[c]; the product fits in 64 bits.
}

/// More distinct patterns than 64 bits can number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the comparisons have too many levels together; merge some levels or comparisons")]
pub struct TooManyPatterns;

impl PatternShape {
    /// The shape of comparisons with these numbers of levels, level 0 included.
    ///
    /// # Errors
    /// Where the patterns cannot be numbered with 64 bits.
    pub fn new(sizes: &[u8]) -> Result<Self, TooManyPatterns> {
        let mut strides = Vec::with_capacity(sizes.len());
        let mut stride = 1_u64;
        for size in sizes {
            strides.push(stride);
            stride = stride.checked_mul(u64::from(*size)).ok_or(TooManyPatterns)?;
        }
        Ok(Self { sizes: sizes.to_vec(), strides })
    }

    /// Number of comparisons.
    pub fn comparisons(&self) -> usize {
        self.sizes.len()
    }

    /// Levels of a comparison, level 0 included.
    pub fn levels(&self, comparison: usize) -> u8 {
        self.sizes[comparison]
    }

    /// What one level of a comparison adds to the code.
    pub fn stride(&self, comparison: usize) -> u64 {
        self.strides[comparison]
    }

    /// How many codes there are; each code is below this number.
    pub fn codes(&self) -> u64 {
        self.strides.last().map_or(1, |stride| stride * u64::from(self.sizes[self.sizes.len() - 1]))
    }

    /// Packs one level per comparison.
    ///
    /// ```
    /// let shape = link::pattern::PatternShape::new(&[3, 4])?;
    /// assert_eq!(shape.encode(&[2, 1]), 5); // 2 + 3 * 1
    /// assert_eq!(shape.decode(5), [2, 1]);
    /// # Ok::<(), link::pattern::TooManyPatterns>(())
    /// ```
    pub fn encode(&self, levels: &[u8]) -> PatternCode {
        levels.iter().zip(&self.strides).map(|(level, stride)| u64::from(*level) * stride).sum()
    }

    /// The level of one comparison.
    pub fn level(&self, code: PatternCode, comparison: usize) -> u8 {
        let digit = (code / self.strides[comparison]) % u64::from(self.sizes[comparison]);
        u8::try_from(digit).expect("a digit is smaller than its radix, a u8")
    }

    /// The level of every comparison.
    pub fn decode(&self, code: PatternCode) -> Vec<u8> {
        (0..self.comparisons()).map(|comparison| self.level(code, comparison)).collect()
    }
}

/// How many pairs have each pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternCounts {
    /// How to read the codes.
    pub shape: PatternShape,
    /// Pairs per pattern; ordered, so that sums come out the same whatever the number of threads.
    pub counts: BTreeMap<PatternCode, u64>,
}

impl PatternCounts {
    /// No pair yet.
    pub fn empty(shape: PatternShape) -> Self {
        Self { shape, counts: BTreeMap::new() }
    }

    /// Pairs in all.
    pub fn pairs(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Adds pairs of one pattern.
    pub fn add(&mut self, code: PatternCode, pairs: u64) {
        *self.counts.entry(code).or_default() += pairs;
    }

    /// Adds the counts of the same shape.
    pub fn merge(&mut self, other: &Self) {
        for (code, pairs) in &other.counts {
            self.add(*code, *pairs);
        }
    }

    /// Pairs at each level of a comparison: `[level]`, level 0 included.
    pub fn at_levels(&self, comparison: usize) -> Vec<u64> {
        let mut at = vec![0; usize::from(self.shape.levels(comparison))];
        for (code, pairs) in &self.counts {
            at[usize::from(self.shape.level(*code, comparison))] += pairs;
        }
        at
    }
}
