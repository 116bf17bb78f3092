//! Sums over strata: draws are added, never the ends of intervals; strata without a number are named.

use ::estimate::{Level, chance::Chance, diagnostics::quantile};

use super::{
    Stratum,
    answer::{Found, Statistic},
};

/// Draws of a sum.
const DRAWS: usize = 4_000;

/// The sum of one method over the strata that have an estimate.
pub(crate) struct Total {
    pub(crate) method: String,
    pub(crate) title: String,
    pub(crate) statistic: Statistic,
    /// Documented persons of those strata.
    pub(crate) documented: u64,
    pub(crate) population_persons: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Strata in the sum.
    pub(crate) strata: usize,
    /// Name, documented persons and reason of each stratum without an estimate.
    pub(crate) left_out: Vec<(String, u64, String)>,
    pub(crate) draws: Vec<f64>,
}

/// One total for each method that has an estimate anywhere, in the order of the methods.
pub(crate) fn of(strata: &[Stratum], level: Level, seed: u64) -> Vec<Total> {
    let mut methods: Vec<(&str, &str)> = Vec::new();
    for answer in strata.iter().flat_map(|stratum| &stratum.answers) {
        if answer.outcome.is_ok() && !methods.iter().any(|(method, _)| *method == answer.method) {
            methods.push((&answer.method, &answer.title));
        }
    }
    methods.into_iter().map(|(method, title)| total((method, title), strata, level, seed)).collect()
}

fn total((method, title): (&str, &str), strata: &[Stratum], level: Level, seed: u64) -> Total {
    let mut total = Total {
        method: method.to_owned(),
        title: title.to_owned(),
        statistic: Statistic::Estimate,
        documented: 0,
        population_persons: 0.0,
        low: 0.0,
        high: 0.0,
        strata: 0,
        left_out: Vec::new(),
        draws: vec![0.0; DRAWS],
    };
    for (stream, stratum) in (0_u64..).zip(strata) {
        let answer = stratum.answers.iter().find(|answer| answer.method == method);
        match answer.map(|answer| &answer.outcome) {
            Some(Ok(found)) => {
                total.statistic = found.statistic;
                total.documented += found.documented;
                total.strata += 1;
                // Whole persons, so that the printed parts add up to the printed total.
                total.population_persons += found.population_persons.round();
                let mut chance = Chance::new(seed, stream);
                total.draws.iter_mut().for_each(|sum| *sum += draw(found, &mut chance));
            }
            Some(Err(why)) => total.left_out.push((stratum.name.clone(), stratum.table.documented(), why.clone())),
            None => {
                let why = stratum.answers.iter().find_map(|answer| answer.outcome.as_ref().err());
                let why = why.cloned().unwrap_or_else(|| "the method is not for this stratum's lists".to_owned());
                total.left_out.push((stratum.name.clone(), stratum.table.documented(), why));
            }
        }
    }
    let mut sorted = total.draws.clone();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let value = quantile(&sorted, share);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    (total.low, total.high) = (at(level.tail()), at(1.0 - level.tail()));
    if total.statistic == Statistic::Median {
        total.population_persons = at(0.5).round();
    }
    total
}

/// One of the method's draws, or one of the log-normal law that its standard error stands for.
pub(crate) fn draw(found: &Found, chance: &mut Chance) -> f64 {
    if !found.draws.is_empty() {
        return found.draws[chance.below(found.draws.len())];
    }
    let documented = found.documented as f64;
    let undocumented = found.population_persons - documented;
    if undocumented <= 0.0 {
        return documented;
    }
    let spread = (found.standard_error_persons / undocumented).min(1e6).powi(2).ln_1p().sqrt();
    documented + undocumented * (spread * chance.normal()).exp()
}
