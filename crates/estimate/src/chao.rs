//! At least how many? Chao's lower bounds from the persons who are on exactly one, two, three and four lists.
//!
//! Hold whatever the chances of single persons are, as long as the lists are independent for each person and alike; they
//! say "at least", not "about". The first bound was made for many lists: with few, the two others carry the factor
//! `(T - 1) / T` of `T` lists. Where lists differ in length, `closed` has the bound of model Mth.
//!
//! Sources: Chao 1987, *Biometrics* 43:783-791 (bound, variance, interval); Chao 1989, *Biometrics* 45:427-438 (few lists
//! and few persons on two of them, bias corrected); Chiu, Wang, Walther & Chao 2014, *Biometrics* 70:671-682 (improved
//! bound).

use crate::{CaptureTable, Estimate, NotEstimable, capture::float, log_normal_interval, multinomial_variance};

/// With fewer persons on two lists the bound rests on chance.
const OVERLAP_MIN: u64 = 5;

/// What the bound needs.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; for each person the lists are \
                               independent and alike, though persons may differ; the result is a lower bound";

/// Estimates a lower bound of the number of persons, in its first form.
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
    let ratio = float(once) / float(twice);
    let undocumented = float(once) * ratio / 2.0;
    let variance = float(twice) * (ratio.powi(4) / 4.0 + ratio.powi(3) + ratio.powi(2) / 2.0);
    Ok(result(table, "Chao's lower bound", undocumented, variance))
}

/// The bound for few lists, corrected for bias: also where nobody is on two.
///
/// ```text
/// N >= n + (T - 1)/T f1 (f1 - 1) / (2 (f2 + 1))        f1, f2 persons on exactly one and two of T lists
/// ```
///
/// ```
/// let table = estimate::CaptureTable::new(3, [(0b001, 20), (0b010, 20), (0b011, 9), (0b111, 4)])?;
/// assert_eq!(estimate::chao::bias_corrected(&table).population_persons.round(), 105.0); // 53 + 2/3 * 40 * 39 / 20
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bias_corrected(table: &CaptureTable) -> Estimate {
    let [once, twice] = [1, 2].map(|lists| float(table.on_exactly(lists)));
    let share = share_of(table);
    let more = (once - 1.0).max(0.0);
    let undocumented = share * once * more / (2.0 * (twice + 1.0));
    let variance = undocumented
        + share.powi(2)
            * (once * (2.0 * once - 1.0).powi(2) / (4.0 * (twice + 1.0).powi(2))
                + once.powi(2) * twice * more.powi(2) / (4.0 * (twice + 1.0).powi(4)));
    result(table, "Chao's lower bound, bias-corrected", undocumented, variance)
}

/// The improved bound, nearer to the population where persons are on three and four lists.
///
/// ```text
/// N >= n + (T - 1)/T f1^2/(2 f2) + (T - 3)/(4 T) f3/f4 max(f1 - (T - 3)/(2 (T - 1)) f2 f3/f4, 0)
/// ```
///
/// ```
/// // Five lists: 40 persons on one, 20 on two, 8 on three, 4 on four.
/// let counts = [(0b00001, 40), (0b00011, 20), (0b00111, 8), (0b01111, 4)];
/// let bound = estimate::chao::improved(&estimate::CaptureTable::new(5, counts)?)?;
/// assert!((bound.population_persons - 110.0).abs() < 1e-9); // 72 + 4/5 * 40 + 1/10 * 2 * (40 - 1/4 * 20 * 2)
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are fewer than four lists, or too few persons are on two. Where nobody is on four lists, one is taken, as
/// the source does.
pub fn improved(table: &CaptureTable) -> Result<Estimate, NotEstimable> {
    if table.lists() < 4 {
        return Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted: "4 to 16" });
    }
    let twice = table.on_exactly(2);
    if twice < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: twice, wanted: OVERLAP_MIN });
    }
    let [f1, f2, f3, f4] = [1, 2, 3, 4].map(|lists| float(table.on_exactly(lists)));
    let lists: f64 = (0..table.lists()).map(|_| 1.0).sum();
    let (share, more, less) = (share_of(table), (lists - 3.0) / (4.0 * lists), (lists - 3.0) / (2.0 * (lists - 1.0)));
    let ratio = f3 / f4.max(1.0);
    let gain = f1 - less * f2 * ratio;
    let more = if gain > 0.0 { more } else { 0.0 };
    let undocumented = share * f1 * f1 / (2.0 * f2) + more * ratio * gain;
    let by_ratio = more * (gain - less * f2 * ratio);
    let beyond = float(table.documented()) - f1 - f2 - f3 - f4;
    let slopes = [
        (f1, 1.0 + share * f1 / f2 + more * ratio),
        (f2, 1.0 - share * f1 * f1 / (2.0 * f2 * f2) - more * ratio * less * ratio),
        (f3, 1.0 + by_ratio / f4.max(1.0)),
        (f4, 1.0 - by_ratio * ratio / f4.max(1.0)),
        (beyond, 1.0),
    ];
    let population = float(table.documented()) + undocumented;
    Ok(result(table, "Chao's lower bound, improved", undocumented, multinomial_variance(population, &slopes)))
}

/// `(T - 1) / T` of `T` lists.
fn share_of(table: &CaptureTable) -> f64 {
    1.0 - 1.0 / (0..table.lists()).map(|_| 1.0).sum::<f64>()
}

fn result(table: &CaptureTable, model: &str, undocumented: f64, variance: f64) -> Estimate {
    let documented = float(table.documented());
    Estimate {
        documented: table.documented(),
        population_persons: documented + undocumented,
        standard_error_persons: variance.sqrt(),
        interval: log_normal_interval(documented, undocumented, variance),
        model: model.to_owned(),
        assumptions: ASSUMPTIONS,
        alternatives: Vec::new(),
    }
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

    /// With two lists of one length the bound for few lists is the estimate of Lincoln and Petersen.
    #[test]
    fn two_lists_of_one_length_reach_their_bound() {
        let table = CaptureTable::new(2, [(1, 30_000), (2, 30_000), (3, 20_000)]).unwrap();
        let found = bias_corrected(&table).population_persons;
        assert!((found - 125_000.0).abs() < 5.0, "{found}"); // 50,000 * 50,000 / 20,000
    }

    #[test]
    fn the_improved_bound_is_no_lower_and_nothing_breaks_without_a_fourth_list() {
        let table = CaptureTable::new(5, [(1, 40), (3, 20), (7, 8)]).unwrap();
        let (plain, improved) = (bias_corrected(&table), improved(&table).unwrap());
        assert!(improved.population_persons >= plain.population_persons && improved.standard_error_persons.is_finite());
    }
}
