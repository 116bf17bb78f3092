//! Weights as whole numbers: persons where all weights are whole, thousandths of a person where one is not.

/// How many units a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale(i64);

impl Scale {
    /// The scale for some weights.
    pub(super) fn of(weights: impl Iterator<Item = f64>) -> Self {
        let is_whole = weights.into_iter().all(|weight| weight.fract() == 0.0);
        Self(if is_whole { 1 } else { 1_000 })
    }

    /// Persons as units.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "persons are far below 2^53")]
    pub(super) fn whole(self, persons: f64) -> i64 {
        (persons * self.0 as f64).round() as i64
    }

    /// Whole persons as units.
    pub(super) fn times(self, persons: i64) -> i64 {
        persons.saturating_mul(self.0)
    }

    /// The nearest number of persons.
    pub(super) fn nearest(self, units: i64) -> i64 {
        (units + self.0 / 2).div_euclid(self.0)
    }

    /// Units as persons.
    #[expect(clippy::cast_precision_loss, reason = "persons are far below 2^53")]
    pub(super) fn persons(self, units: i64) -> f64 {
        units as f64 / self.0 as f64
    }
}
