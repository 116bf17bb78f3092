//! How many, when a person's chance to be on a list depends on time, on the person, or on having been listed before?
//!
//! The eight classical models of a closed population as Poisson regressions: M0 (one chance for all), Mt (each list its
//! own), Mh (persons differ), Mth (both), Mb (being listed changes the chance afterwards) and Mbh (that, with a first
//! list of its own). Mb and Mbh speak of lists in order of time; for registers without an order they mean nothing.
//!
//! Assumes perfect linkage and a closed population. How persons differ is a choice of form (`Heterogeneity`) that the
//! observed cells hardly test: the forms fit alike and disagree on the unseen (Link 2003, *Biometrics* 59:1123-1130).
//!
//! Sources: Otis, Burnham, White & Anderson 1978, *Wildlife Monographs* 62 (the models); Cormack 1989, *Biometrics*
//! 45:395-413, and Rivest & Lévesque 2001, *Canad. J. Statist.* 29:555-572 (as regressions, standard errors); Darroch,
//! Fienberg, Glonek & Junker 1993, *JASA* 88:1137-1148, and Rivest & Baillargeon 2007, *Biometrics* 63:999-1006 (forms of
//! heterogeneity, lower bound).

mod design;
mod regression;

use serde::Serialize;

use crate::{CaptureTable, Estimate, NotEstimable, capture::float, log_linear::Criterion, log_normal_interval};
use design::Design;
use regression::Maximum;

/// How persons differ in Mh and Mth: a column of the number of lists `k` that a person is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heterogeneity {
    /// A lower bound whatever the differences are: columns `max(k - j + 1, 0)` for `j` from 3, those with negative
    /// coefficients dropped one at a time (Rivest & Baillargeon 2007).
    Chao,
    /// `2^k - 1`: Poisson with base 2.
    Poisson2,
    /// `k^2 / 2`: normal on the logit scale.
    Darroch,
    /// `-ln(3.5 + k) + ln 3.5`: gamma, the widest of the forms.
    Gamma35,
}

/// A model of a closed population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "model", content = "form")]
pub enum Kind {
    /// One chance for all persons and lists.
    M0,
    /// Each list its own chance.
    Mt,
    /// Persons differ, lists do not.
    Mh(Heterogeneity),
    /// Persons and lists differ.
    Mth(Heterogeneity),
    /// The chance changes after a person was listed for the first time.
    Mb,
    /// As Mb, with a first list of its own.
    Mbh,
}

/// Every model, in the order in which tables of them are printed.
pub const KINDS: [Kind; 12] = [
    Kind::M0,
    Kind::Mt,
    Kind::Mh(Heterogeneity::Chao),
    Kind::Mh(Heterogeneity::Poisson2),
    Kind::Mh(Heterogeneity::Darroch),
    Kind::Mh(Heterogeneity::Gamma35),
    Kind::Mth(Heterogeneity::Chao),
    Kind::Mth(Heterogeneity::Poisson2),
    Kind::Mth(Heterogeneity::Darroch),
    Kind::Mth(Heterogeneity::Gamma35),
    Kind::Mb,
    Kind::Mbh,
];

impl Heterogeneity {
    fn name(self) -> &'static str {
        match self {
            Self::Chao => "Chao (LB)",
            Self::Poisson2 => "Poisson2",
            Self::Darroch => "Darroch",
            Self::Gamma35 => "Gamma3.5",
        }
    }
}

impl Kind {
    /// What must hold.
    pub fn assumptions(self) -> &'static str {
        match self {
            Self::M0 => "closed population; every match found; all persons and lists have one chance",
            Self::Mt => "closed population; every match found; lists are independent and persons alike",
            Self::Mh(Heterogeneity::Chao) => {
                "closed population; every match found; lists are alike and independent for each person; a lower bound"
            }
            Self::Mth(Heterogeneity::Chao) => {
                "closed population; every match found; lists are independent for each person; a lower bound"
            }
            Self::Mh(_) => {
                "closed population; every match found; lists are alike; persons differ in the way the form says, which \
                 no data can test"
            }
            Self::Mth(_) => {
                "closed population; every match found; persons differ in the way the form says, which no data can test"
            }
            Self::Mb | Self::Mbh => {
                "closed population; every match found; the lists were made one after the other, and being listed once \
                 changes the chance to be listed again"
            }
        }
    }

    /// True where the lists must stand in the order of time.
    pub fn needs_order(self) -> bool {
        matches!(self, Self::Mb | Self::Mbh)
    }

    fn least_lists(self) -> (usize, &'static str) {
        match self {
            Self::M0 | Self::Mt | Self::Mb => (2, "2 to 16"),
            Self::Mh(_) | Self::Mth(_) | Self::Mbh => (3, "3 to 16"),
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::M0 => formatter.write_str("M0"),
            Self::Mt => formatter.write_str("Mt"),
            Self::Mh(form) => write!(formatter, "Mh {}", form.name()),
            Self::Mth(form) => write!(formatter, "Mth {}", form.name()),
            Self::Mb => formatter.write_str("Mb"),
            Self::Mbh => formatter.write_str("Mbh"),
        }
    }
}

/// A model with what maximum likelihood makes of it. The population of Mb and Mbh may lie below the documented persons
/// or below nought where the table contradicts the model: [`estimate`] refuses it then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClosedFit {
    /// Which model.
    pub kind: Kind,
    /// Documented and estimated undocumented persons.
    pub population_persons: f64,
    /// Standard error of that (Rivest & Lévesque 2001).
    pub standard_error_persons: f64,
    /// Twice the distance to the saturated model.
    pub deviance: f64,
    /// Cells less parameters.
    pub degrees_of_freedom: usize,
    /// Parameters, without those that the lower bound dropped.
    pub parameters: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion, with the documented persons as sample size.
    pub bic: f64,
}

/// Fits a model.
///
/// ```
/// // Two lists with chances of their own are Lincoln and Petersen's: 41 * 23 / 13.
/// use estimate::{CaptureTable, closed::{Kind, fit}};
/// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
/// assert!((fit(&table, Kind::Mt)?.population_persons - 41.0 * 23.0 / 13.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are too few lists, or the likelihood has no maximum.
pub fn fit(table: &CaptureTable, kind: Kind) -> Result<ClosedFit, NotEstimable> {
    let (least, wanted) = kind.least_lists();
    if table.lists() < least {
        return Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted });
    }
    let mut design = Design::new(table, kind);
    design.drop_unseen_bounds();
    let mut maximum = regression::maximum(&design).ok_or(NotEstimable::NoModelFits)?;
    while let Some(column) = design.lowest_negative_bound(&maximum.coefficients) {
        design.drop_column(column);
        maximum = regression::maximum(&design).ok_or(NotEstimable::NoModelFits)?;
    }
    let (undocumented, gradient) = design.undocumented(&maximum.coefficients);
    let variance = undocumented + maximum.variance(&gradient);
    if !undocumented.is_finite() || !variance.is_finite() {
        return Err(NotEstimable::NoModelFits);
    }
    Ok(summary(table, kind, &design, &Answer { maximum, undocumented, variance }))
}

struct Answer {
    maximum: Maximum,
    undocumented: f64,
    variance: f64,
}

fn summary(table: &CaptureTable, kind: Kind, design: &Design, answer: &Answer) -> ClosedFit {
    let documented = float(table.documented());
    let parameters = design.width();
    #[expect(clippy::cast_precision_loss, reason = "at most 40 parameters")]
    let by = |criterion: Criterion| {
        answer.maximum.minus_two_ln_likelihood + criterion.penalty(parameters as f64, documented)
    };
    ClosedFit {
        kind,
        population_persons: documented + answer.undocumented,
        standard_error_persons: answer.variance.max(0.0).sqrt(),
        deviance: answer.maximum.deviance,
        degrees_of_freedom: design.cells().saturating_sub(parameters),
        parameters,
        aic: by(Criterion::Aic),
        bic: by(Criterion::Bic),
    }
}

/// Fits every model of a table; a refusal stands where a model has no estimate.
pub fn fit_all(table: &CaptureTable) -> Vec<(Kind, Result<ClosedFit, NotEstimable>)> {
    KINDS.iter().map(|kind| (*kind, fit(table, *kind))).collect()
}

/// The population under a model, with a log-normal interval.
///
/// ```
/// // Spina bifida: the table contradicts Mb, which would need fewer than none missing.
/// use estimate::{CaptureTable, NotEstimable, closed::{Kind, estimate}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// assert_eq!(estimate(&table, Kind::Mb), Err(NotEstimable::BelowDocumented));
/// assert_eq!(estimate(&table, Kind::Mt)?.population_persons.round(), 764.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`fit`], and where the model puts the population below the documented persons.
pub fn estimate(table: &CaptureTable, kind: Kind) -> Result<Estimate, NotEstimable> {
    let fit = fit(table, kind)?;
    let documented = float(table.documented());
    let undocumented = fit.population_persons - documented;
    if undocumented < 0.0 {
        return Err(NotEstimable::BelowDocumented);
    }
    Ok(Estimate {
        documented: table.documented(),
        population_persons: fit.population_persons,
        standard_error_persons: fit.standard_error_persons,
        interval: log_normal_interval(documented, undocumented, fit.standard_error_persons.powi(2)),
        model: kind.to_string(),
        assumptions: kind.assumptions(),
        alternatives: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The snowshoe hares' table is too large for a page; these are persons by number of lists that a form cannot miss.
    #[test]
    fn forms_of_three_lists_fit_alike_and_disagree_on_the_unseen() {
        let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
        let table = CaptureTable::new(3, counts).unwrap();
        let forms = [Heterogeneity::Poisson2, Heterogeneity::Darroch, Heterogeneity::Gamma35];
        let fits: Vec<ClosedFit> = forms.iter().map(|form| fit(&table, Kind::Mth(*form)).unwrap()).collect();
        assert!(fits.windows(2).all(|pair| (pair[0].deviance - pair[1].deviance).abs() < 1e-6), "{fits:?}");
        assert!(fits[0].population_persons - fits[2].population_persons > 30.0, "{fits:?}");
    }

    #[test]
    fn two_lists_cannot_tell_how_persons_differ() {
        let table = CaptureTable::new(2, [(1, 28), (2, 10), (3, 13)]).unwrap();
        let wrong = NotEstimable::WrongNumberOfLists { found: 2, wanted: "3 to 16" };
        assert_eq!(fit(&table, Kind::Mh(Heterogeneity::Darroch)), Err(wrong));
    }

    /// Removal with recaptures: chances of 0.5 to be listed first and of 0.2 to be listed again, 1,600 persons. The
    /// table holds what is expected, so that the model gives the truth back.
    #[test]
    fn behaviour_is_told_from_what_is_expected() {
        let population = 16_000_000.0;
        let mut counts = Vec::new();
        for pattern in 1_u32..8 {
            let first = pattern.trailing_zeros();
            let again = pattern.count_ones() - 1;
            let not_again = 2 - first - again;
            let chance = 0.5_f64.powi(first as i32 + 1) * 0.2_f64.powi(again as i32) * 0.8_f64.powi(not_again as i32);
            counts.push((pattern, (population * chance).round() as u64));
        }
        let table = CaptureTable::new(3, counts).unwrap();
        let found = estimate(&table, Kind::Mb).unwrap();
        assert!((found.population_persons - population).abs() < 1.0, "{found:?}");
    }

    #[test]
    fn an_empty_list_has_no_chance_of_its_own() {
        let table = CaptureTable::new(3, [(1, 28), (2, 10), (3, 13)]).unwrap();
        assert_eq!(fit(&table, Kind::Mt), Err(NotEstimable::NoModelFits));
        assert!(fit(&table, Kind::M0).is_ok());
    }
}
