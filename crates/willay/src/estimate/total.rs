//! Sums over strata: draws are added, never the ends of intervals; strata without a number are named.

use std::collections::BTreeMap;

use ::estimate::{CaptureTable, Level, chance::Chance, diagnostics::quantile};

use super::{
    Stratum,
    answer::{Answer, Found, Statistic},
    loglinear,
    methods::Task,
    summary,
};
use crate::{arguments, failure::Failure, progress::Progress};

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

/// Which answers of a stratum are summed: those of its methods, or those of selection rules.
pub(crate) type AnswersOf = fn(&Stratum) -> &[Answer];

/// One total for each method that has an estimate anywhere, in the order of the methods.
pub(crate) fn of(strata: &[Stratum], answers: AnswersOf, (level, seed): (Level, u64)) -> Vec<Total> {
    let mut methods: Vec<(&str, &str)> = Vec::new();
    for answer in strata.iter().flat_map(answers) {
        if answer.outcome.is_ok() && !methods.iter().any(|(method, _)| *method == answer.method) {
            methods.push((&answer.method, &answer.title));
        }
    }
    methods.into_iter().map(|(method, title)| total((method, title), strata, answers, (level, seed))).collect()
}

impl Total {
    /// Nothing summed yet.
    pub(crate) fn empty(method: &str, title: &str) -> Self {
        Self {
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
        }
    }

    /// The interval from the draws, and the median where that is what the method prints.
    pub(crate) fn close(&mut self, level: Level) {
        let mut sorted = self.draws.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let value = quantile(&sorted, share);
            if value.is_nan() { f64::INFINITY } else { value }
        };
        (self.low, self.high) = (at(level.tail()), at(1.0 - level.tail()));
        if self.statistic == Statistic::Median {
            self.population_persons = at(0.5).round();
        }
    }
}

fn total((method, title): (&str, &str), strata: &[Stratum], answers: AnswersOf, (level, seed): (Level, u64)) -> Total {
    let mut total = Total::empty(method, title);
    for (stream, stratum) in (0_u64..).zip(strata) {
        let answer = answers(stratum).iter().find(|answer| answer.method == method);
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
                let why = answers(stratum).iter().find_map(|answer| answer.outcome.as_ref().err());
                let why = why.cloned().unwrap_or_else(|| "the method is not for this stratum's lists".to_owned());
                total.left_out.push((stratum.name.clone(), stratum.table.documented(), why));
            }
        }
    }
    total.close(level);
    total
}

/// The population from one table of everybody, by the average over log-linear models: what strata are for. `None` where
/// another method stands for the strata, or the table has no estimate.
pub(crate) fn pooled(
    strata: &[Stratum],
    (options, level): (&arguments::Estimate, Level),
    progress: &Progress,
) -> Result<Option<f64>, Failure> {
    if strata.len() < 2 || summary::standing(strata) != Some("log-linear-average") {
        return Ok(None);
    }
    progress.step("all strata as one table")?;
    let lists = strata[0].table.lists();
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for (pattern, persons) in strata.iter().flat_map(|stratum| stratum.table.patterns()) {
        *counts.entry(pattern).or_default() += persons;
    }
    let table = CaptureTable::new(lists, counts).and_then(|table| table.usable());
    let answer = table.ok().map(|usable| {
        loglinear::averaged(&Task { options, level, name: "", table: &usable.table, is_part: true }, &usable.table)
    });
    Ok(answer.and_then(|answer| answer.outcome.ok()).map(|found| found.population_persons))
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
