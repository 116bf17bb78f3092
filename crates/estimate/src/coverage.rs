//! What share of all listings would a new list find known? Sample coverage of three lists, and the population from it.
//!
//! Lists may depend on each other, because persons differ or because one list fed another: coefficients of covariation
//! measure that by pairs. Where less than 55 % is covered the full estimate is unstable, and a one-step form stands in
//! its place, which lies low where lists depend positively.
//!
//! Assumes perfect linkage and a closed population; that dependence is in pairs only; and that what no list covers
//! depends on the lists as what is covered does.
//!
//! Sources: Chao & Tsay 1998, *JASA* 93:283-293 (CARE-1: coverage, both estimates); Chao, Tsay, Lin, Shau & Chao 2001,
//! *Statist. Med.* 20:3123-3157 (tutorial, the border of 55 %, the hepatitis table of the tests). The standard error is
//! the delta method's over the multinomial table, where the sources use a bootstrap.

use serde::Serialize;

use crate::{CaptureTable, Estimate, NotEstimable, capture::float, log_normal_interval, multinomial_variance};

/// Below this coverage the one-step form is used (Chao & others 2001, p. 3138).
const COVERAGE_ENOUGH: f64 = 0.55;

/// With fewer persons on two lists or more the coverage rests on chance.
const OVERLAP_MIN: u64 = 5;

/// What must hold.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; lists depend on each other in \
                               pairs only, and on those whom no list holds as on the others";

/// What is added where the one-step form is used.
pub const ASSUMPTIONS_LOW: &str = "nobody entered or left the population; every match was found; lists depend on each other \
                                   in pairs only; with so little coverage the result lies low where lists depend positively";

/// The sample coverage of a table with the estimate that it gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampleCoverage {
    /// Share of listings that are not single, averaged over the lists: 0 to 1.
    pub coverage: f64,
    /// Coefficients of covariation of lists 1 and 2, 1 and 3, 2 and 3: nought where independent, at the estimate.
    pub covariations: [f64; 3],
    /// True where the one-step form was used.
    pub is_low: bool,
    /// The population.
    pub estimate: Estimate,
}

/// Estimates by sample coverage.
///
/// ```
/// // Hepatitis A in a Taiwanese college, 1995, three lists (Chao & others 2001, table 1): 271 documented.
/// let counts = [(1, 69), (2, 55), (4, 63), (3, 21), (5, 17), (6, 18), (7, 28)];
/// let found = estimate::coverage::estimate(&estimate::CaptureTable::new(3, counts)?)?;
/// assert_eq!((found.coverage * 1000.0).round(), 513.0);
/// assert_eq!(found.estimate.population_persons.round(), 508.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are not three lists, too few persons are on two of them, or the table contradicts the assumptions.
pub fn estimate(table: &CaptureTable) -> Result<SampleCoverage, NotEstimable> {
    if table.lists() != 3 {
        return Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted: "3" });
    }
    let shared = table.documented() - table.on_exactly(1);
    if shared < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: shared, wanted: OVERLAP_MIN });
    }
    let mut counts = [0.0; 8];
    (1..8).for_each(|pattern: u32| counts[pattern as usize] = float(table.with_pattern(pattern)));
    let cells = Cells(counts);
    let coverage = cells.coverage();
    let is_low = coverage < COVERAGE_ENOUGH;
    let form = if is_low { Cells::one_step } else { Cells::full };
    let population = form(&cells);
    let documented = float(table.documented());
    if !population.is_finite() || population < documented {
        return Err(NotEstimable::BelowDocumented);
    }
    let slopes: Vec<(f64, f64)> =
        (1..8).map(|pattern| (counts[pattern], cells.slope(pattern, form))).filter(|(count, _)| *count > 0.0).collect();
    let variance = multinomial_variance(population, &slopes);
    let estimate = Estimate {
        documented: table.documented(),
        population_persons: population,
        standard_error_persons: variance.sqrt(),
        interval: log_normal_interval(documented, population - documented, variance),
        model: if is_low { "sample coverage, one step" } else { "sample coverage" }.to_owned(),
        assumptions: if is_low { ASSUMPTIONS_LOW } else { ASSUMPTIONS },
        alternatives: Vec::new(),
    };
    Ok(SampleCoverage { coverage, covariations: cells.covariations(population), is_low, estimate })
}

/// Persons by pattern.
#[derive(Clone, Copy)]
struct Cells([f64; 8]);

impl Cells {
    /// Persons whose pattern is `on` among the lists `of`.
    fn among(&self, of: usize, on: usize) -> f64 {
        (0..8).filter(|pattern| pattern & of == on).map(|pattern| self.0[pattern]).sum()
    }

    fn on_list(&self, list: usize) -> f64 {
        self.among(1 << list, 1 << list)
    }

    fn coverage(&self) -> f64 {
        1.0 - (0..3).map(|list| self.0[1 << list] / self.on_list(list)).sum::<f64>() / 3.0
    }

    /// Pairs of lists with the list that is left.
    fn pairs() -> [(usize, usize, usize); 3] {
        [(0, 1, 2), (0, 2, 1), (1, 2, 0)]
    }

    /// For each pair: persons on both over the product of the lists, and the persons that this weighs.
    fn pair_terms(&self) -> [(f64, f64); 3] {
        Self::pairs().map(|(one, other, left)| {
            let both = 1 << one | 1 << other;
            let overlap = self.among(both, both) / (self.on_list(one) * self.on_list(other));
            // On either list of the pair and not on the list that is left: Z1+0 and Z+10 for lists 1 and 2.
            let weight = [one, other].map(|list| self.among(1 << list | 1 << left, 1 << list));
            (overlap, weight[0] + weight[1])
        })
    }

    fn covariations(&self, population: f64) -> [f64; 3] {
        self.pair_terms().map(|(overlap, _)| population * overlap - 1.0)
    }

    /// Mean over the lists of those who are not on that list alone.
    fn not_single(&self) -> f64 {
        let documented: f64 = self.0.iter().sum();
        documented - (self.0[1] + self.0[2] + self.0[4]) / 3.0
    }

    /// `N = (sum of pairs / 3C) / (1 - sum of weights times overlaps / 3C)`, the solution of the full equation.
    fn full(&self) -> f64 {
        let thrice = 3.0 * self.coverage();
        let shared = self.among(3, 3) + self.among(5, 5) + self.among(6, 6);
        let pull: f64 = self.pair_terms().iter().map(|(overlap, weight)| overlap * weight).sum();
        let left = 1.0 - pull / thrice;
        if left > 0.0 { shared / thrice / left } else { f64::INFINITY }
    }

    /// Two steps of `N = D/C + sum of weights times covariations at the N before / 3C`, from `D/C`.
    fn one_step(&self) -> f64 {
        let coverage = self.coverage();
        let start = self.not_single() / coverage;
        let next = |population: f64| {
            let terms = self.pair_terms();
            let pull: f64 = terms.iter().map(|(overlap, weight)| weight * (population * overlap - 1.0)).sum();
            start + pull / (3.0 * coverage)
        };
        next(next(start))
    }

    fn slope(&self, pattern: usize, form: fn(&Self) -> f64) -> f64 {
        let step = 1e-4 * self.0[pattern].max(1.0);
        let [mut more, mut less] = [*self; 2];
        more.0[pattern] += step;
        less.0[pattern] -= step;
        (form(&more) - form(&less)) / (2.0 * step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hepatitis() -> CaptureTable {
        CaptureTable::new(3, [(1, 69), (2, 55), (4, 63), (3, 21), (5, 17), (6, 18), (7, 28)]).unwrap()
    }

    /// Chao & others 2001: 971 by the full equation, which is unstable here, and 508 by one step.
    #[test]
    fn gives_the_published_answers_for_hepatitis() {
        let mut counts = [0.0; 8];
        hepatitis().patterns().for_each(|(pattern, persons)| counts[pattern as usize] = float(persons));
        assert!((Cells(counts).full() - 971.0).abs() < 0.5, "{}", Cells(counts).full());
        let found = estimate(&hepatitis()).unwrap();
        assert!(found.is_low && (found.estimate.population_persons - 508.0).abs() < 0.5, "{found:?}");
    }

    /// The sources' bootstrap: tables of the estimated population, drawn from its cells.
    #[test]
    fn the_standard_error_is_that_of_drawn_tables() {
        let found = estimate(&hepatitis()).unwrap().estimate;
        let mut chance = crate::chance::Chance::new(19_481_210, 0);
        let mut drawn = Vec::new();
        for _ in 0..4_000 {
            let (mut left, mut mass) = (508_u64, found.population_persons);
            let mut counts = [0.0; 8];
            for (pattern, persons) in hepatitis().patterns() {
                let count = chance.binomial(left, float(persons) / mass);
                (left, mass) = (left - count, mass - float(persons));
                counts[pattern as usize] = float(count);
            }
            drawn.push(Cells(counts).one_step());
        }
        let mean = drawn.iter().sum::<f64>() / 4_000.0;
        let error = (drawn.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 3_999.0).sqrt();
        assert!((error / found.standard_error_persons - 1.0).abs() < 0.08, "{error} {found:?}");
    }

    /// 100,000 persons, lists of 60, 50 and 70 % that know nothing of each other.
    #[test]
    fn independent_lists_give_the_population_back() {
        let chances = [0.6, 0.5, 0.7];
        let counts = (1..8_u32).map(|pattern| {
            let chance: f64 =
                (0..3).map(|list| if pattern >> list & 1 == 1 { chances[list] } else { 1.0 - chances[list] }).product();
            (pattern, (100_000.0 * chance).round() as u64)
        });
        let found = estimate(&CaptureTable::new(3, counts).unwrap()).unwrap();
        assert!(!found.is_low && (found.estimate.population_persons - 100_000.0).abs() < 1.0, "{found:?}");
        assert!(found.covariations.iter().all(|value| value.abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn lists_that_hardly_meet_are_refused() {
        let table = CaptureTable::new(3, [(1, 40), (2, 40), (4, 40), (3, 4)]).unwrap();
        assert_eq!(estimate(&table), Err(NotEstimable::OverlapTooSmall { found: 4, wanted: 5 }));
        let two = CaptureTable::new(2, [(1, 40), (3, 40)]).unwrap();
        assert_eq!(estimate(&two), Err(NotEstimable::WrongNumberOfLists { found: 2, wanted: "3" }));
    }
}
