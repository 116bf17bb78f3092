//! How many, when several models fit about as well? The mean over models, and an interval that holds the doubt.
//!
//! Each model has the weight `exp(-d/2)` for a criterion that lies `d` above the best. The interval's ends are those at
//! which the tails of the models' own log-normal laws, weighted, are the tail that the level leaves (model-averaged tail
//! area), so that it is wide where good models disagree.
//!
//! Sources: Buckland, Burnham & Augustin 1997, *Biometrics* 53:603-618 (weights, standard error); Hoeting, Madigan,
//! Raftery & Volinsky 1999, *Statist. Sci.* 14:382-417 (BIC weights as posterior chances of models that are alike before);
//! Turek & Fletcher 2012, *Comput. Statist. Data Anal.* 56:2809-2815 (tail-area interval).

use serde::Serialize;

use super::{Criterion, Fit, Model};
use crate::{Interval, IntervalKind, Level, NotEstimable, capture::float, level::normal_share};

/// A model and its weight among those averaged.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// Which.
    pub model: Model,
    /// Share of all weights.
    pub weight: f64,
    /// Its own estimate.
    pub population_persons: f64,
}

/// The mean over models.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// By which criterion the weights were made.
    pub criterion: Criterion,
    /// Weighted mean of the models' populations.
    pub mean_persons: f64,
    /// Median of the weighted laws: where models lie in groups it says in which group the middle is.
    pub median_persons: f64,
    /// Standard error with the models' disagreement (Buckland & others 1997, equation 9).
    pub standard_error_persons: f64,
    /// Model-averaged tail area.
    pub interval: Interval,
    /// Models that carry 99.9 % of the weight, heaviest first.
    pub models: Vec<Weighted>,
    /// Least and most of the populations of the models within two units of the best.
    pub near_best_persons: NearBest,
}

/// The models that the criterion cannot tell from the best.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NearBest {
    /// How many.
    pub models: usize,
    /// The least population.
    pub least: f64,
    /// The most.
    pub most: f64,
}

/// A criterion so much above the best is as good (Burnham & Anderson 2002, *Model Selection*, p. 70).
const AS_GOOD: f64 = 2.0;

/// Fewer persons than this are none: the logarithm needs some.
const NOBODY: f64 = 1e-6;

/// A standard error of more than this many times the undocumented says no more than this.
const WIDEST: f64 = 1e6;

/// Models beyond this share of the weight are not listed.
const LISTED: f64 = 0.999;

/// Averages models that were fitted to the same table.
///
/// ```
/// use estimate::{CaptureTable, Level, log_linear::{Criterion, Options, average, search}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// let fits = search(&table, &Options::default())?.fits;
/// let mean = average(table.documented(), &fits, Criterion::Bic, Level::USUAL)?;
/// assert_eq!(mean.models[0].model.to_string(), "[12,3]");
/// assert!(mean.mean_persons > 730.9 && mean.mean_persons < 758.4); // Between the two best.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where no model is given, or the criterion is infinite for all.
pub fn average(documented: u64, fits: &[Fit], criterion: Criterion, level: Level) -> Result<Average, NotEstimable> {
    let documented = float(documented);
    let best = fits.iter().map(|fit| fit.by(criterion)).fold(f64::INFINITY, f64::min);
    if !best.is_finite() {
        return Err(NotEstimable::NoModelFits);
    }
    let behind = |fit: &Fit| fit.by(criterion) - best;
    let sum: f64 = fits.iter().map(|fit| (-behind(fit) / 2.0).exp()).sum();
    let mut weighted: Vec<(f64, &Fit)> = fits.iter().map(|fit| ((-behind(fit) / 2.0).exp() / sum, fit)).collect();
    weighted.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.model.cmp(&other.1.model)));
    let mean: f64 = weighted.iter().map(|(weight, fit)| weight * fit.population_persons).sum();
    let error = |(weight, fit): &(f64, &Fit)| weight * fit.standard_error_persons.hypot(fit.population_persons - mean);
    let law = Law::new(&weighted, documented);
    let near: Vec<f64> = fits.iter().filter(|fit| behind(fit) <= AS_GOOD).map(|fit| fit.population_persons).collect();
    Ok(Average {
        criterion,
        mean_persons: mean,
        median_persons: documented + law.quantile(0.5),
        standard_error_persons: weighted.iter().map(error).sum(),
        interval: Interval {
            low: documented + law.quantile(level.tail()),
            high: documented + law.quantile(1.0 - level.tail()),
            kind: IntervalKind::ModelAveraged,
        },
        near_best_persons: NearBest {
            models: near.len(),
            least: near.iter().copied().fold(f64::INFINITY, f64::min),
            most: near.iter().copied().fold(0.0, f64::max),
        },
        models: listed(&weighted),
    })
}

fn listed(weighted: &[(f64, &Fit)]) -> Vec<Weighted> {
    let mut before = 0.0;
    let mut is_listed = |weight: f64| {
        let is_within = before < LISTED;
        before += weight;
        is_within
    };
    let row = |(weight, fit): &(f64, &Fit)| Weighted {
        model: fit.model.clone(),
        weight: *weight,
        population_persons: fit.population_persons,
    };
    weighted.iter().take_while(|(weight, _)| is_listed(*weight)).map(row).collect()
}

/// Weighted log-normal laws of the undocumented.
struct Law {
    /// Weight, mean of the logarithm, its standard deviation.
    parts: Vec<[f64; 3]>,
}

impl Law {
    fn new(weighted: &[(f64, &Fit)], documented: f64) -> Self {
        let part = |(weight, fit): &(f64, &Fit)| {
            let undocumented = (fit.population_persons - documented).max(NOBODY);
            let spread = (fit.standard_error_persons / undocumented).min(WIDEST).powi(2).ln_1p().sqrt();
            [*weight, undocumented.ln(), spread.max(1e-12)]
        };
        Self { parts: weighted.iter().filter(|(weight, _)| *weight > 1e-12).map(part).collect() }
    }

    fn share_below(&self, ln_undocumented: f64) -> f64 {
        self.parts
            .iter()
            .map(|[weight, middle, spread]| weight * normal_share((ln_undocumented - middle) / spread))
            .sum()
    }

    fn quantile(&self, share: f64) -> f64 {
        let reach = |sign: f64| move |[_, middle, spread]: &[f64; 3]| middle + sign * 9.0 * spread;
        let mut low = self.parts.iter().map(reach(-1.0)).fold(f64::INFINITY, f64::min);
        let mut high = self.parts.iter().map(reach(1.0)).fold(f64::NEG_INFINITY, f64::max);
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if self.share_below(middle) < share { low = middle } else { high = middle }
        }
        f64::midpoint(low, high).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CaptureTable, log_linear::fit};

    fn spina() -> CaptureTable {
        CaptureTable::new(3, [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)]).unwrap()
    }

    #[test]
    fn one_model_keeps_its_own_interval() {
        let table = spina();
        let only = fit(&table, &Model::parse(3, "[12,3]").unwrap()).unwrap();
        let mean = average(626, std::slice::from_ref(&only), Criterion::Bic, Level::USUAL).unwrap();
        let own =
            crate::log_normal_interval(626.0, only.population_persons - 626.0, only.standard_error_persons.powi(2));
        assert!((mean.interval.low - own.low).abs() < 1e-6 && (mean.interval.high - own.high).abs() < 1e-6);
        assert!((mean.standard_error_persons - only.standard_error_persons).abs() < 1e-9);
    }

    /// By hand: BIC 76.0278 and 78.6106 give weights in the ratio 1 to exp(-1.2914) = 0.2749.
    #[test]
    fn weights_are_those_of_the_criterion() {
        let table = spina();
        let fits = ["[12,3]", "[12,23]"].map(|name| fit(&table, &Model::parse(3, name).unwrap()).unwrap());
        let mean = average(626, &fits, Criterion::Bic, Level::USUAL).unwrap();
        assert!((mean.models[0].weight - 1.0 / 1.2749).abs() < 1e-4, "{mean:?}");
        assert!((mean.mean_persons - (730.9286 + 0.2749 * 758.3214) / 1.2749).abs() < 1e-2);
        assert_eq!(mean.near_best_persons.models, 1);
    }
}
