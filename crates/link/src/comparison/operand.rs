//! What is compared, laid out for comparing: a row of numbers per record, and what each number stands for.

use crate::{
    columns::{counts::CountRange, places::Point},
    comparison::{dates::Dates, letters::Words, sets::Sets},
    table::{MISSING, Texts, ValueNumber},
};

/// Dimensions beyond which a vector is cut: no embedding in use has more.
const DIMENSIONS: usize = 8192;

/// What the numbers of one operand stand for, as far as some measure asks: `[value]`, place 0 being the missing value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operand {
    /// Words, for similarities of texts.
    pub(crate) words: Option<Words>,
    /// Dates.
    pub(crate) dates: Dates,
    /// Points on the earth.
    pub(crate) points: Vec<Option<Point>>,
    /// Numbers; not a number where the text is none.
    pub(crate) numbers: Vec<f64>,
    /// Counts.
    pub(crate) counts: Vec<Option<CountRange>>,
    /// Sets of names.
    pub(crate) sets: Sets,
    /// Vectors of unit length.
    pub(crate) vectors: Vec<Vec<f32>>,
    /// log2 of the share of known values that equal this one.
    pub(crate) frequency_bits: Vec<f32>,
    /// log2 of the chance that two known values are equal: the sum of squared shares.
    pub(crate) collision_bits: f32,
}

impl Operand {
    /// Counts how common each value is among the known cells of a column.
    pub(crate) fn count(&mut self, cells: &[ValueNumber], distinct: usize) {
        let mut counts = vec![0_u32; distinct + 1];
        cells.iter().for_each(|cell| counts[*cell as usize] += 1);
        counts[MISSING as usize] = 0;
        let known: f64 = counts.iter().map(|count| f64::from(*count)).sum::<f64>().max(1.0);
        let share = |count: &u32| f64::from(*count) / known;
        let collision: f64 = counts.iter().map(|count| share(count).powi(2)).sum();
        self.frequency_bits = counts.iter().map(|count| bits(share(count).max(1.0 / known))).collect();
        self.collision_bits = bits(collision.max(1.0 / (known * known)));
    }

    /// Replaces the counted frequencies by those of a population, where it knows the value.
    pub(crate) fn know(&mut self, texts: &Texts, shares: &std::collections::BTreeMap<String, f64>) {
        let known: f64 = shares.values().sum::<f64>().max(f64::MIN_POSITIVE);
        for (text, share) in shares.iter().filter(|(_, share)| **share > 0.0) {
            if let Some(number) = texts.find(text) {
                self.frequency_bits[number as usize] = bits(share / known);
            }
        }
        self.collision_bits = bits(shares.values().map(|share| (share / known).powi(2)).sum::<f64>().max(1e-18));
    }

    /// Reads every value as a vector: numbers between brackets, commas or blanks.
    pub(crate) fn read_vectors(&mut self, texts: &Texts) {
        self.vectors = vec![Vec::new()];
        self.vectors.extend(texts.iter().map(|text| {
            let numbers = text.split(|char: char| !matches!(char, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'));
            let vector: Vec<f32> = numbers.filter_map(|number| number.parse().ok()).take(DIMENSIONS).collect();
            let length = vector.iter().map(|part| part * part).sum::<f32>().sqrt();
            if length > 0.0 { vector.iter().map(|part| part / length).collect() } else { Vec::new() }
        }));
    }

    /// Reads every value as a number.
    pub(crate) fn read_numbers(&mut self, texts: &Texts) {
        self.numbers = vec![f64::NAN];
        self.numbers.extend(texts.iter().map(|text| text.trim().replace(',', ".").parse().unwrap_or(f64::NAN)));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bits need few digits")]
fn bits(share: f64) -> f32 {
    share.log2() as f32
}

/// A row of numbers per record: `[row][operand]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    width: usize,
    numbers: Vec<ValueNumber>,
}

impl Cells {
    /// Lays columns side by side: `columns[operand][row]`.
    pub(crate) fn of(columns: &[Vec<ValueNumber>], rows: usize) -> Self {
        let width = columns.len();
        let mut numbers = vec![MISSING; width * rows];
        for (place, column) in columns.iter().enumerate() {
            column.iter().enumerate().for_each(|(row, number)| numbers[row * width + place] = *number);
        }
        Self { width, numbers }
    }

    /// The number of one operand of a record.
    #[inline]
    pub(crate) fn number(&self, row: u32, operand: usize) -> ValueNumber {
        self.numbers[row as usize * self.width + operand]
    }

    /// The numbers of a record.
    #[inline]
    pub(crate) fn row(&self, row: u32) -> &[ValueNumber] {
        let start = row as usize * self.width;
        &self.numbers[start..start + self.width]
    }
}
