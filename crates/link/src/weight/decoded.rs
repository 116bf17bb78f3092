//! Patterns laid out flat: the levels of every pattern are read once, then every step of a fit walks one array.

use crate::pattern::PatternCounts;

/// Probabilities of levels 1, 2, … : `[comparison][level - 1]`.
pub type Levels = Vec<Vec<f64>>;

/// Counts of patterns, decoded.
#[derive(Debug, Clone)]
pub(crate) struct Decoded {
    /// Levels of each comparison, level 0 included.
    pub(crate) sizes: Vec<usize>,
    offsets: Vec<usize>, // [comparison]: the cell of its level 0.
    cells: Vec<u32>,     // [pattern][comparison]: offset plus level.
    /// Pairs of each pattern.
    pub(crate) pairs: Vec<f64>,
}

impl Decoded {
    /// Reads the levels; the comparisons left out count as not known.
    pub(crate) fn of(counts: &PatternCounts, left_out: &[usize]) -> Self {
        let comparisons = counts.shape.comparisons();
        let sizes: Vec<usize> =
            (0..comparisons).map(|comparison| usize::from(counts.shape.levels(comparison))).collect();
        let offsets: Vec<usize> = (0..comparisons).map(|comparison| sizes[..comparison].iter().sum()).collect();
        let is_used: Vec<bool> = (0..comparisons).map(|comparison| !left_out.contains(&comparison)).collect();
        let mut cells = Vec::with_capacity(counts.counts.len() * comparisons);
        for code in counts.counts.keys() {
            for comparison in 0..comparisons {
                let level = if is_used[comparison] { counts.shape.level(*code, comparison) } else { 0 };
                let cell = offsets[comparison] + usize::from(level);
                cells.push(u32::try_from(cell).expect("there are fewer than 2^32 levels"));
            }
        }
        Self { sizes, offsets, cells, pairs: counts.counts.values().map(|pairs| *pairs as f64).collect() }
    }

    /// Number of comparisons.
    pub(crate) fn comparisons(&self) -> usize {
        self.sizes.len()
    }

    /// Pairs in all.
    pub(crate) fn total(&self) -> f64 {
        self.pairs.iter().sum()
    }

    /// The cells of each pattern; none where there is no comparison.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.cells.chunks_exact(self.comparisons().max(1))
    }

    /// The level of a comparison in a row of cells.
    pub(crate) fn level(&self, row: &[u32], comparison: usize) -> usize {
        row[comparison] as usize - self.offsets[comparison]
    }

    /// Sums of `weights` (one for each pattern) at known levels: `[comparison][level - 1]`.
    pub(crate) fn at_levels(&self, weights: &[f64]) -> Levels {
        let mut sums = vec![0.0; self.sizes.iter().sum()];
        for (row, weight) in self.rows().zip(weights) {
            for cell in row {
                sums[*cell as usize] += weight;
            }
        }
        let known = self.offsets.iter().zip(&self.sizes);
        known.map(|(offset, size)| sums[(offset + 1).min(offset + size)..offset + size].to_vec()).collect()
    }

    /// Sums of `weights` at pairs of known levels: `[level of the first - 1][level of the second - 1]`.
    pub(crate) fn at_pairs_of_levels(&self, weights: &[f64], (first, second): (usize, usize)) -> Vec<Vec<f64>> {
        let width = self.sizes[second];
        let mut sums = vec![0.0; self.sizes[first] * width];
        for (row, weight) in self.rows().zip(weights) {
            sums[self.level(row, first) * width + self.level(row, second)] += weight;
        }
        sums.chunks_exact(width).skip(1).map(|row| row[1..].to_vec()).collect()
    }

    /// One number for every cell, nought at level 0: what [`Decoded::rows`] point to.
    pub(crate) fn spread(&self, levels: &Levels, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut cells = vec![0.0; self.sizes.iter().sum()];
        for (offset, levels) in self.offsets.iter().zip(levels) {
            for (level, value) in levels.iter().enumerate() {
                cells[offset + level + 1] = of(*value);
            }
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::PatternShape;

    #[test]
    fn sums_over_levels_leave_out_what_is_not_known() {
        let shape = PatternShape::new(&[3, 3]).unwrap();
        let mut counts = PatternCounts::empty(shape.clone());
        counts.add(shape.encode(&[1, 2]), 5);
        counts.add(shape.encode(&[0, 2]), 7);
        counts.add(shape.encode(&[2, 2]), 1);
        let decoded = Decoded::of(&counts, &[]);
        assert_eq!(decoded.at_levels(&decoded.pairs), [[5.0, 1.0], [0.0, 13.0]]);
        assert_eq!(decoded.at_pairs_of_levels(&decoded.pairs, (0, 1)), [[0.0, 5.0], [0.0, 1.0]]);
        let without = Decoded::of(&counts, &[0]);
        assert_eq!(without.at_levels(&without.pairs), [[0.0, 0.0], [0.0, 13.0]]);
    }
}
