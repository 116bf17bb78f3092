//! At least how many? Chao's lower bound from the persons who are on exactly one and exactly two lists.
//!
//! Holds whatever the chances of single persons are, as long as the lists are independent for each person; it says
//! "at least", not "about".
//!
//! Sources: Chao 1987, *Biometrics* 43:783-791 (bound, variance, interval); Chao 1989, *Biometrics* 45:427-438 (form
//! for few persons on two lists).

use crate::{CaptureTable, Estimate, NotEstimable, capture::float, log_normal_interval};

/// With fewer persons on two lists the bound rests on chance.
const OVERLAP_MIN: u64 = 5;

/// What the bound needs.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; for each person the lists are \
                               independent, though persons may differ; the result is a lower bound";

/// Estimates a lower bound of the number of persons.
///
/// ```text
/// N >= n + f1^2 / (2 f2)        f1, f2 persons on exactly one and two lists
/// ```
///
/// ```
/// let table = estimate::CaptureTable::new(3, [(0b001, 20), (0b010, 20), (0b011, 10), (0b111, 4)])?;
/// assert_eq!(estimate::chao::lower_bound(&table)?.population_persons, 134.0); // 54 + 40 * 40 / 20
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where too few persons are on two lists.
pub fn lower_bound(table: &CaptureTable) -> Result<Estimate, NotEstimable> {
    let (once, twice) = (table.on_exactly(1), table.on_exactly(2));
    if twice < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: twice, wanted: OVERLAP_MIN });
    }
    let documented = table.documented();
    let ratio = float(once) / float(twice);
    let undocumented = float(once) * ratio / 2.0;
    let variance = float(twice) * (ratio.powi(4) / 4.0 + ratio.powi(3) + ratio.powi(2) / 2.0);
    Ok(Estimate {
        documented,
        population_persons: float(documented) + undocumented,
        standard_error_persons: variance.sqrt(),
        interval: log_normal_interval(float(documented), undocumented, variance),
        model: "Chao's lower bound".to_owned(),
        assumptions: ASSUMPTIONS,
        alternatives: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_lists_that_hardly_meet() {
        let table = CaptureTable::new(3, [(1, 40), (2, 40), (4, 40), (3, 4)]).unwrap();
        assert_eq!(lower_bound(&table), Err(NotEstimable::OverlapTooSmall { found: 4, wanted: 5 }));
    }

    #[test]
    fn nobody_on_one_list_only_means_nobody_missing() {
        let table = CaptureTable::new(2, [(3, 40)]).unwrap();
        assert_eq!(lower_bound(&table).unwrap().interval.high, 40.0);
    }
}
