//! How far would the estimate move on another table, if the model were chosen anew? The bootstrap with reselection.
//!
//! In each replicate the best of the models that were best on the data is chosen again, so that the interval holds the
//! doubt about the choice. It is bias-corrected and accelerated; the acceleration is that of a jackknife over the
//! occupied patterns, each as often as it has persons. Replicates have random streams of their own: the result is the
//! same whatever the number of threads.
//!
//! Sources: Efron 1987, *JASA* 82:171-185 (interval, acceleration); Silverman, Chan & Vincent 2024, *Statistical Methods
//! in Medical Research* 33:1-17 (reselection restricted to the best models); Norris & Pollock 1996, *Environmental and
//! Ecological Statistics* 3:235-244 (reselection in capture models).

use std::ops::ControlFlow;

use serde::Serialize;

use super::{
    Criterion, Fit, Interrupt, Model,
    cells::Cells,
    existence::Reduced,
    newton::{Newton, Outcome, Precision},
};
use crate::{
    CaptureTable, Interval, IntervalKind, Level, NotEstimable,
    chance::Chance,
    level::{normal_quantile, normal_share},
};

/// Where replicates come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resampling {
    /// Documented persons drawn with replacement.
    Persons,
    /// The estimated population drawn from the best model, its undocumented left out.
    Model,
}

/// How the bootstrap is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reselection {
    /// By what a model is chosen.
    pub criterion: Criterion,
    /// How many of the best models on the data may be chosen in a replicate.
    pub models: usize,
    /// Replicates.
    pub replicates: usize,
    /// Where they come from.
    pub resampling: Resampling,
    /// Of the interval.
    pub level: Level,
    /// Of the random numbers.
    pub seed: u64,
    /// Changes the time and nothing else.
    pub threads: usize,
}

impl Default for Reselection {
    fn default() -> Self {
        Self {
            criterion: Criterion::Bic,
            models: 20,
            replicates: 1_000,
            resampling: Resampling::Persons,
            level: Level::USUAL,
            seed: 19_481_210,
            threads: 1,
        }
    }
}

/// What the replicates say.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    /// Population by the best model on the data.
    pub population_persons: f64,
    /// Standard deviation of the replicates.
    pub standard_error_persons: f64,
    /// Bias-corrected and accelerated; its high end is infinite where too many replicates have no estimate.
    pub interval: Interval,
    /// Population of each replicate, in order of replicate; infinite where no model had a maximum.
    pub draws_persons: Vec<f64>,
    /// Models that were chosen, with their shares of the replicates, most frequent first.
    pub chosen: Vec<(Model, f64)>,
    /// Replicates in which no model had a maximum.
    pub without_estimate: usize,
    /// Normal quantile of the share of replicates below the estimate.
    pub bias_correction: f64,
    /// A sixth of the skewness of the jackknife.
    pub acceleration: f64,
}

/// Runs the bootstrap over models that were fitted to the table, such as those of a search.
///
/// ```
/// use estimate::{CaptureTable, log_linear::{Options, Reselection, bootstrap, search}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// let fits = search(&table, &Options::default())?.fits;
/// let options = Reselection { replicates: 200, ..Reselection::default() };
/// let (one, two) = (bootstrap(&table, &fits, &options)?, bootstrap(&table, &fits, &Reselection { threads: 2, ..options })?);
/// assert!(one == two && one.interval.low > 626.0 && one.interval.high > one.population_persons);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where no model is given, or none has a maximum on the data.
pub fn bootstrap(table: &CaptureTable, fits: &[Fit], options: &Reselection) -> Result<Bootstrap, NotEstimable> {
    bootstrap_watched(table, fits, options, &|| ControlFlow::Continue(()))
}

/// As [`bootstrap`], asking before each replicate whether to go on.
///
/// # Errors
/// As [`bootstrap`], and where it was told to end.
pub fn bootstrap_watched(
    table: &CaptureTable,
    fits: &[Fit],
    options: &Reselection,
    interrupt: Interrupt<'_>,
) -> Result<Bootstrap, NotEstimable> {
    let mut ranked: Vec<&Fit> = fits.iter().filter(|fit| fit.by(options.criterion).is_finite()).collect();
    ranked.sort_by(|one, other| {
        one.by(options.criterion).total_cmp(&other.by(options.criterion)).then_with(|| one.model.cmp(&other.model))
    });
    ranked.truncate(options.models.max(1));
    let models: Vec<&Model> = ranked.iter().map(|fit| &fit.model).collect();
    let choice = Choice { cells: Cells::observed(table), models, criterion: options.criterion };
    let mut newton = Newton::new(table.lists());
    let (best, population) = choice.best(&choice.cells, &mut newton).ok_or(NotEstimable::NoModelFits)?;
    let source = Source::new(&choice, best, options, &mut newton).ok_or(NotEstimable::NoModelFits)?;
    let picks = replicate(&choice, &source, options, interrupt)?;
    let draws: Vec<f64> = picks.iter().map(|pick| pick.map_or(f64::INFINITY, |(_, population)| population)).collect();
    let acceleration = jackknife(&choice.cells, |cells| {
        ask(interrupt)?;
        Ok(choice.best(cells, &mut newton).map(|(_, population)| population))
    })?;
    let (interval, bias_correction) = accelerated(&draws, population, acceleration, options.level);
    Ok(Bootstrap {
        population_persons: population,
        standard_error_persons: deviation(&draws),
        interval,
        chosen: shares(&choice, &picks),
        without_estimate: picks.iter().filter(|pick| pick.is_none()).count(),
        draws_persons: draws,
        bias_correction,
        acceleration,
    })
}

type Pick = Option<(usize, f64)>;

/// The models among which each replicate chooses.
struct Choice<'a> {
    cells: Cells,
    models: Vec<&'a Model>,
    criterion: Criterion,
}

impl Choice<'_> {
    /// Number of the best model with a maximum, and its population.
    fn best(&self, cells: &Cells, newton: &mut Newton) -> Pick {
        let mut best: Option<(f64, usize, f64)> = None;
        let mut reduced = Reduced::of_terms(cells, std::iter::empty());
        for (place, model) in self.models.iter().enumerate() {
            reduced.refill(cells, model.terms());
            newton.open_all_but(cells, &reduced.boundary);
            let outcome = newton.fit(cells, &reduced.columns, Precision::RANKING);
            let Outcome::Maximum { ln_likelihood, intercept, .. } = outcome else { continue };
            #[expect(clippy::cast_precision_loss, reason = "at most 2^16 parameters")]
            let penalty = self.criterion.penalty(reduced.parameters() as f64, cells.persons());
            let value = penalty - 2.0 * ln_likelihood;
            if value.is_finite() && best.is_none_or(|(least, ..)| value < least) {
                best = Some((value, place, cells.persons() + intercept.exp()));
            }
        }
        best.map(|(_, place, population)| (place, population))
    }
}

/// The acceleration: a sixth of the skewness of the populations with one person less in a pattern, each as often as the
/// pattern has persons; patterns without which there is no estimate are left out.
pub(super) fn jackknife(
    observed: &Cells,
    mut population: impl FnMut(&Cells) -> Result<Option<f64>, NotEstimable>,
) -> Result<f64, NotEstimable> {
    let mut values: Vec<(f64, f64)> = Vec::new();
    for pattern in (0..observed.counts.len()).filter(|pattern| observed.counts[*pattern] > 0.0) {
        let mut counts = observed.counts.clone();
        counts[pattern] -= 1.0;
        let cells = Cells::of(observed.lists, counts, observed.open.clone());
        if let Some(population) = population(&cells)? {
            values.push((observed.counts[pattern], population));
        }
    }
    let persons: f64 = values.iter().map(|(weight, _)| weight).sum();
    let mean = values.iter().map(|(weight, value)| weight * value).sum::<f64>() / persons;
    let moment = |power: i32| values.iter().map(|(weight, value)| weight * (mean - value).powi(power)).sum::<f64>();
    let square = moment(2);
    Ok(if square > 0.0 { moment(3) / (6.0 * square.powf(1.5)) } else { 0.0 })
}

/// One table of as many documented persons, drawn with replacement.
pub(super) fn draw_persons(observed: &Cells, seed: u64, number: u64) -> Cells {
    let counts = Source::of(observed.counts.iter().copied().enumerate().collect());
    let counts = counts.draw(observed.counts.len(), &mut Chance::new(seed, number));
    Cells::of(observed.lists, counts, observed.open.clone())
}

/// Cells with the chances from which replicates are drawn.
struct Source {
    persons: u64,
    cells: Vec<(usize, f64)>,
}

impl Source {
    fn new(choice: &Choice<'_>, best: usize, options: &Reselection, newton: &mut Newton) -> Option<Self> {
        let observed = &choice.cells;
        let cells: Vec<(usize, f64)> = match options.resampling {
            Resampling::Persons => observed.counts.iter().copied().enumerate().collect(),
            Resampling::Model => {
                let reduced = Reduced::new(observed, choice.models[best]);
                newton.open_all_but(observed, &reduced.boundary);
                let outcome = newton.fit(observed, &reduced.columns, Precision::FULL);
                let Outcome::Maximum { intercept, .. } = outcome else { return None };
                let mut means = newton.means.clone();
                means[0] = intercept.exp();
                means.into_iter().enumerate().collect()
            }
        };
        Some(Self::of(cells))
    }

    fn of(mut cells: Vec<(usize, f64)>) -> Self {
        cells.retain(|(_, mean)| *mean > 0.0);
        let persons = cells.iter().map(|(_, mean)| mean).sum::<f64>().round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to what a u64 holds")]
        Self { persons: persons.min(1e18) as u64, cells }
    }

    /// One table, the cell of the undocumented left out.
    fn draw(&self, size: usize, chance: &mut Chance) -> Vec<f64> {
        let mut counts = vec![0.0; size];
        let mut left = self.persons;
        let mut mass: f64 = self.cells.iter().map(|(_, mean)| mean).sum();
        for (pattern, mean) in &self.cells {
            let drawn = chance.binomial(left, (mean / mass).min(1.0));
            left -= drawn;
            mass = (mass - mean).max(f64::MIN_POSITIVE);
            counts[*pattern] = crate::capture::float(drawn);
        }
        counts[0] = 0.0;
        counts
    }
}

fn ask(interrupt: Interrupt<'_>) -> Result<(), NotEstimable> {
    if interrupt().is_break() { Err(NotEstimable::Cancelled) } else { Ok(()) }
}

fn replicate(
    choice: &Choice<'_>,
    source: &Source,
    options: &Reselection,
    interrupt: Interrupt<'_>,
) -> Result<Vec<Pick>, NotEstimable> {
    let numbers: Vec<u64> = (0..options.replicates as u64).collect();
    let share = numbers.len().div_ceil(options.threads.clamp(1, 64)).max(1);
    let work = |numbers: &[u64]| -> Result<Vec<Pick>, NotEstimable> {
        let mut newton = Newton::new(choice.cells.lists);
        let mut one = |number: &u64| {
            ask(interrupt)?;
            let mut chance = Chance::new(options.seed, *number);
            let counts = source.draw(choice.cells.counts.len(), &mut chance);
            Ok(choice.best(&Cells::of(choice.cells.lists, counts, choice.cells.open.clone()), &mut newton))
        };
        numbers.iter().map(&mut one).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = numbers.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let parts = parts.into_iter().map(|part| part.join().expect("a replicate does not panic"));
        let parts: Result<Vec<Vec<Pick>>, NotEstimable> = parts.collect();
        parts.map(|parts| parts.concat())
    })
}

fn shares(choice: &Choice<'_>, picks: &[Pick]) -> Vec<(Model, f64)> {
    let mut times = vec![0_u32; choice.models.len()];
    picks.iter().flatten().for_each(|(place, _)| times[*place] += 1);
    let mut chosen: Vec<(usize, u32)> = times.into_iter().enumerate().filter(|(_, times)| *times > 0).collect();
    chosen.sort_by_key(|(place, times)| (std::cmp::Reverse(*times), *place));
    #[expect(clippy::cast_precision_loss, reason = "replicates are few")]
    let all = picks.len() as f64;
    chosen.into_iter().map(|(place, times)| (choice.models[place].clone(), f64::from(times) / all)).collect()
}

/// The interval of Efron 1987, and the bias correction.
pub(super) fn accelerated(draws: &[f64], population: f64, acceleration: f64, level: Level) -> (Interval, f64) {
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "replicates are few")]
    let (all, below) = (sorted.len() as f64, sorted.partition_point(|draw| *draw < population) as f64);
    let bias_correction = normal_quantile((below / all).clamp(0.5 / all.max(1.0), 1.0 - 0.5 / all.max(1.0)));
    let end = |normal: f64| {
        let moved = bias_correction + normal;
        let left = 1.0 - acceleration * moved;
        let share =
            if left > 0.0 { normal_share(bias_correction + moved / left) } else { f64::from(u8::from(moved > 0.0)) };
        quantile(&sorted, share)
    };
    let interval = Interval { low: end(-level.normal()), high: end(level.normal()), kind: IntervalKind::Bootstrap };
    (interval, bias_correction)
}

/// Between the order statistics at `share` times one more than there are.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "replicates are few")]
    let place = (share * (sorted.len() as f64 + 1.0) - 1.0).max(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, small")]
    let floor = (place.floor() as usize).min(sorted.len().saturating_sub(1));
    let ceiling = (floor + 1).min(sorted.len().saturating_sub(1));
    let Some((low, high)) = sorted.get(floor).zip(sorted.get(ceiling)) else { return f64::NAN };
    let rest = place - place.floor();
    if rest > 0.0 && ceiling > floor && low.is_finite() { low + rest * (high - low) } else { *low }
}

pub(super) fn deviation(draws: &[f64]) -> f64 {
    let finite: Vec<f64> = draws.iter().copied().filter(|draw| draw.is_finite()).collect();
    if finite.len() < 2 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "replicates are few")]
    let all = finite.len() as f64;
    let mean = finite.iter().sum::<f64>() / all;
    (finite.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / (all - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_linear::{Options, search};

    fn kosovo() -> CaptureTable {
        let counts = [1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27];
        CaptureTable::new(4, (1..16).zip(counts)).unwrap()
    }

    /// Silverman 2026, package MultipleSystemsEstimation: 6,947 to 18,353 with twenty models, of 200 replicates.
    #[test]
    fn the_doubt_about_the_model_is_in_the_interval() {
        let table = kosovo();
        let fits = search(&table, &Options::default()).unwrap().fits;
        let found = bootstrap(&table, &fits, &Reselection { threads: 2, ..Reselection::default() }).unwrap();
        assert!(found.interval.low < 8_994.0 && found.interval.high > 16_000.0, "{:?}", found.interval);
        assert!(found.chosen.len() > 3 && found.without_estimate == 0, "{:?}", found.chosen);
    }

    /// With one model and a large table the interval is the normal one.
    #[test]
    fn one_model_gives_its_own_standard_error() {
        let table = kosovo();
        let fits = search(&table, &Options::default()).unwrap().fits;
        for resampling in [Resampling::Persons, Resampling::Model] {
            let options = Reselection { models: 1, resampling, threads: 2, ..Reselection::default() };
            let found = bootstrap(&table, &fits, &options).unwrap();
            let ratio = found.standard_error_persons / fits[0].standard_error_persons;
            assert!((ratio - 1.0).abs() < 0.12, "{resampling:?}: {ratio}");
            assert!((found.interval.low - 8_994.0).abs() < 300.0, "{:?}", found.interval);
            assert!((found.interval.high - 12_110.0).abs() < 500.0, "{:?}", found.interval);
        }
    }

    #[test]
    fn it_can_be_ended() {
        let table = kosovo();
        let fits = search(&table, &Options::default()).unwrap().fits;
        let ended = bootstrap_watched(&table, &fits, &Reselection::default(), &|| ControlFlow::Break(()));
        assert_eq!(ended, Err(NotEstimable::Cancelled));
    }

    #[test]
    fn quantiles_lie_between_order_statistics() {
        let sorted = [1.0, 2.0, 3.0];
        assert_eq!([0.0, 0.25, 0.5, 0.625, 1.0].map(|share| quantile(&sorted, share)), [1.0, 1.0, 2.0, 2.5, 3.0]);
        assert!(quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.5).is_infinite());
    }
}
