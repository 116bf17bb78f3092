//! How far does the population move if the lists depend on each other in the one way that no table shows?
//!
//! The cell of those on no list is tied to the others by
//!
//! ```text
//! ln m0 = ln xi + sum over patterns h of (-1)^(|h| + 1) ln m_h,
//! ```
//!
//! where `xi` is the interaction of all lists (with two lists, their odds ratio). `xi = 1` is what every log-linear model
//! assumes; nothing in the table contradicts 1/2 or 2. Since `m0` is in proportion to `xi`, so are the undocumented of any
//! model.
//!
//! Sources: Bishop, Fienberg & Holland 1975, *Discrete Multivariate Analysis*, section 6.4 (no interaction of all lists);
//! Gerritse, van der Heijden & Bakker 2015, *J. Official Statistics* 31:357-379 (sensitivity to dependence).

use serde::Serialize;

use crate::{CaptureTable, capture::float};

/// Interactions that the band is told at.
pub const BAND: [f64; 5] = [0.5, 2.0 / 3.0, 1.0, 1.5, 2.0];

/// A population under one interaction of all lists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BandPoint {
    /// Interaction of all lists, above 0; 1 for none.
    pub xi: f64,
    /// Persons in all.
    pub population_persons: f64,
}

/// Why a table has no saturated estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "refusal")]
pub enum NoBand {
    /// A pattern without anybody makes the product nought or infinite.
    #[error("nobody has pattern {pattern:b}, so that the interaction of all lists has no value in this table")]
    EmptyPattern {
        /// The first such pattern.
        pattern: u32,
    },
}

/// The population if all lists together do not interact: documented, and the product of the counts of patterns with an odd
/// number of lists over that with an even number.
///
/// ```
/// // Two lists: 28 * 10 / 13 undocumented, 51 documented.
/// let table = estimate::CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
/// let found = estimate::honesty::no_highest_interaction(&table)?;
/// assert!((found - (51.0 + 280.0 / 13.0)).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where a pattern is empty or cannot occur.
pub fn no_highest_interaction(table: &CaptureTable) -> Result<f64, NoBand> {
    let mut ln_undocumented = 0.0;
    for pattern in 1..1_u32 << table.lists() {
        let persons = table.with_pattern(pattern);
        if persons == 0 {
            return Err(NoBand::EmptyPattern { pattern });
        }
        let sign = if pattern.count_ones() % 2 == 1 { 1.0 } else { -1.0 };
        ln_undocumented += sign * float(persons).ln();
    }
    Ok(float(table.documented()) + ln_undocumented.exp())
}

/// Populations of a model under other interactions of all lists, in the order given.
///
/// ```
/// // 100 documented and 60 undocumented at xi = 1: 30 at 1/2, 120 at 2.
/// let band = estimate::honesty::dependence_band(100, 160.0, &[0.5, 2.0]);
/// assert_eq!((band[0].population_persons, band[1].population_persons), (130.0, 220.0));
/// ```
pub fn dependence_band(documented: u64, population_persons: f64, interactions: &[f64]) -> Vec<BandPoint> {
    let documented = float(documented);
    let undocumented = (population_persons - documented).max(0.0);
    let point = |xi: &f64| BandPoint { xi: *xi, population_persons: documented + xi * undocumented };
    interactions.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kosovo (Ball et al. 2002): 4,400 documented on four lists.
    #[test]
    fn kosovo_has_the_band_of_the_literature() {
        let counts = [1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27];
        let table = CaptureTable::new(4, (1..).zip(counts)).unwrap();
        let at_one = no_highest_interaction(&table).unwrap();
        assert!((at_one - 16_941.880_425).abs() < 1e-6, "{at_one}");
        let band: Vec<f64> = dependence_band(table.documented(), at_one, &BAND)
            .into_iter()
            .map(|point| point.population_persons.round())
            .collect();
        assert_eq!(band, [10_671.0, 12_761.0, 16_942.0, 23_213.0, 29_484.0]);
    }

    #[test]
    fn an_empty_pattern_has_no_band() {
        let table = CaptureTable::new(3, [(1, 5), (2, 4), (4, 3), (3, 2), (5, 2), (7, 1)]).unwrap();
        assert_eq!(no_highest_interaction(&table), Err(NoBand::EmptyPattern { pattern: 6 }));
    }
}
