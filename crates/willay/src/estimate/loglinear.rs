//! The log-linear answers: one search, from which the best, the average, stepwise pairs and the bootstrap are made.

use ::estimate::{
    CaptureTable,
    honesty::{RULES, Variant, by_rules, leave_one_list_out, merge_two_lists},
    log_linear::{
        self, Average, Bootstrap, Criterion, Fit, Options, Reselection, STEPWISE_THRESHOLD, Search, average, bootstrap,
        profile_curve, profile_interval_at, search, stepwise,
    },
};

use super::{
    answer::{Answer, Found, Statistic, interval_words},
    methods::Task,
};
use crate::{failure::Failure, progress::Progress};

/// Models that a report lists.
const MODELS_SHOWN: usize = 10;

/// With fewer persons on two lists or more no dependence can be told.
const OVERLAP_MIN: u64 = 10;

/// With fewer lists none can be missed: two are left, which show no dependence.
const VARIED_LISTS_MIN: usize = 4;

/// Points of the drawn profile.
const CURVE_POINTS: u32 = 60;

const AVERAGE_ASSUMPTIONS: &str =
    "as the models, of which none need be right; the interval holds the doubt between them";

const BOOTSTRAP_ASSUMPTIONS: &str =
    "as the best model, which is chosen anew in each drawn table; the interval holds the doubt about that choice";

/// What the search found, for the report.
pub(crate) struct Models {
    /// The best, best first.
    pub(crate) fits: Vec<Fit>,
    pub(crate) examined: u64,
    pub(crate) without_maximum: u64,
    pub(crate) is_exhaustive: bool,
    pub(crate) average: Option<Average>,
    pub(crate) bootstrap: Option<Bootstrap>,
    /// Population and log-likelihood below the top, of the best model.
    pub(crate) curve: Vec<(f64, f64)>,
}

/// The answers, the models where there are any, and what each selection rule says of them.
type Said = (Vec<Answer>, Option<Models>, Vec<Answer>);

/// The answers of all log-linear methods.
pub(crate) fn answers(task: &Task<'_>, table: &CaptureTable, progress: &Progress) -> Result<Said, Failure> {
    let names = [
        ("log-linear-best", "Log-linear, best by BIC"),
        ("log-linear-average", "Log-linear, averaged"),
        ("log-linear-bootstrap", "Log-linear, bootstrap"),
        ("log-linear-stepwise", "Log-linear, stepwise pairs"),
    ];
    let refuse = |why: &str, rules: Vec<Answer>| {
        Ok((names.iter().map(|(key, title)| Answer::refused(key, title, &why)).collect(), None, rules))
    };
    let threads = task.threads();
    let options =
        Options { exhaustive_to: usize::from(task.options.methods.exhaustive), threads, ..Options::default() };
    task.step("log-linear models", progress)?;
    let found = match search(table, &options) {
        Ok(found) => found,
        Err(why) => {
            let why = too_little_shared(table).unwrap_or_else(|| why.to_string());
            let rules = RULES.iter().map(|rule| Answer::refused(rule.key(), rule.name(), &why));
            return refuse(&why, rules.collect());
        }
    };
    task.step("selection rules", progress)?;
    let rules = rules(task, table, &found.fits);
    // The rules answer here too: that they hardly hold together on such a table is what they are shown for.
    if let Some(why) = too_little_shared(table) {
        return refuse(&why, rules);
    }
    let average = average(table.documented(), &found.fits, Criterion::Bic, task.level);
    task.step("bootstrap", progress)?;
    let reselection = Reselection {
        replicates: task.options.methods.replicates as usize,
        level: task.level,
        seed: task.seed(),
        threads,
        ..Reselection::default()
    };
    let drawn = bootstrap(table, &found.fits, &reselection);
    task.step("stepwise pairs", progress)?;
    let outcomes = [
        best(task, table, &found),
        average.as_ref().map(|mean| of_average(table, mean)).map_err(ToString::to_string),
        drawn.as_ref().map(|drawn| of_bootstrap(table, drawn)).map_err(ToString::to_string),
        of_stepwise(task, table),
    ];
    let answer =
        |((key, title), outcome): ((&str, &str), _)| Answer { method: key.into(), title: title.into(), outcome };
    let answers: Vec<Answer> = names.into_iter().zip(outcomes).map(answer).collect();
    let curve = curve(table, &found.fits[0], &answers[0]);
    let models = Models {
        examined: found.examined,
        without_maximum: found.without_maximum,
        is_exhaustive: found.is_exhaustive,
        fits: found.fits.into_iter().take(MODELS_SHOWN).collect(),
        average: average.ok(),
        bootstrap: drawn.ok(),
        curve,
    };
    Ok((answers, Some(models), rules))
}

/// Why a table has too little overlap, where it has.
fn too_little_shared(table: &CaptureTable) -> Option<String> {
    let shared = table.documented() - table.on_exactly(1);
    (shared < OVERLAP_MIN)
        .then(|| format!("{shared} persons are on more than one list; at least {OVERLAP_MIN} are needed"))
}

/// What each selection rule says, as answers that can be summed over strata.
fn rules(task: &Task<'_>, table: &CaptureTable, fits: &[Fit]) -> Vec<Answer> {
    let answers = by_rules(table, fits, task.level).into_iter().map(|(rule, answer)| Answer {
        method: rule.key().into(),
        title: rule.name().into(),
        outcome: answer.map_err(|why| why.to_string()).map(|answer| Found {
            documented: table.documented(),
            population_persons: answer.population_persons,
            statistic: Statistic::Estimate,
            standard_error_persons: answer.standard_error_persons,
            low: answer.interval.low,
            high: answer.interval.high,
            interval: interval_words(answer.interval.kind),
            model: answer.model,
            assumptions: log_linear::ASSUMPTIONS,
            notes: Vec::new(),
            draws: Vec::new(),
        }),
    });
    answers.collect()
}

/// The average over models alone: for one of many tables.
pub(crate) fn averaged(task: &Task<'_>, table: &CaptureTable) -> Answer {
    let options =
        Options { exhaustive_to: usize::from(task.options.methods.exhaustive), threads: 1, ..Options::default() };
    let outcome = search(table, &options).map_err(|why| why.to_string()).and_then(|found| {
        let mean = average(table.documented(), &found.fits, Criterion::Bic, task.level);
        mean.as_ref().map(|mean| of_average(table, mean)).map_err(ToString::to_string)
    });
    Answer { method: "log-linear-average".into(), title: "Log-linear, averaged".into(), outcome }
}

/// The population without each list, and with each two lists read as one, of tables that stay large enough and are not many.
pub(crate) fn variants(task: &Task<'_>, table: &CaptureTable, progress: &Progress) -> Result<Vec<Variant>, Failure> {
    let exhaustive = usize::from(task.options.methods.exhaustive);
    if !(VARIED_LISTS_MIN..=exhaustive + 1).contains(&table.lists()) {
        return Ok(Vec::new());
    }
    task.step("fewer lists", progress)?;
    let population = |table: &CaptureTable| averaged(task, table).outcome.map(|found| found.population_persons);
    let mut variants = leave_one_list_out(table, population);
    variants.extend(merge_two_lists(table, population));
    Ok(variants)
}

fn best(task: &Task<'_>, table: &CaptureTable, found: &Search) -> Result<Found, String> {
    let fit = &found.fits[0];
    let profile = profile_interval_at(table, &fit.model, task.level).ok_or("the profile likelihood has no maximum")?;
    let mut notes = Vec::new();
    if let Some(bias) = log_linear::bias(table, &fit.model).filter(|bias| bias.abs() > 0.1 * fit.population_persons) {
        notes.push(format!("its asymptotic bias is {:.0} persons, more than a tenth of the estimate", bias));
    }
    if profile.reaches_documented {
        notes.push("the interval begins at the documented: nobody may be missing".to_owned());
    }
    if !fit.boundary.is_empty() {
        notes.push("some of its lists share nobody, which it takes as impossible".to_owned());
    }
    Ok(Found {
        documented: table.documented(),
        population_persons: fit.population_persons,
        statistic: Statistic::Estimate,
        standard_error_persons: fit.standard_error_persons,
        low: profile.interval.low,
        high: profile.interval.high,
        interval: interval_words(profile.interval.kind),
        model: fit.model.to_string(),
        assumptions: log_linear::ASSUMPTIONS,
        notes,
        draws: Vec::new(),
    })
}

fn of_average(table: &CaptureTable, mean: &Average) -> Found {
    Found {
        documented: table.documented(),
        population_persons: mean.mean_persons,
        statistic: Statistic::Mean,
        standard_error_persons: mean.standard_error_persons,
        low: mean.interval.low,
        high: mean.interval.high,
        interval: interval_words(mean.interval.kind),
        model: if mean.models.len() == 1 { "1 model".to_owned() } else { format!("{} models", mean.models.len()) },
        assumptions: AVERAGE_ASSUMPTIONS,
        notes: Vec::new(),
        draws: Vec::new(),
    }
}

fn of_bootstrap(table: &CaptureTable, drawn: &Bootstrap) -> Found {
    let mut notes = Vec::new();
    if drawn.without_estimate > 0 {
        notes.push(format!(
            "{} of {} drawn tables have no estimate",
            drawn.without_estimate,
            drawn.draws_persons.len()
        ));
    }
    let chosen = drawn.chosen.first().map_or(String::new(), |(model, share)| {
        format!("{model} in {:.0} % of {} tables", 100.0 * share, drawn.draws_persons.len())
    });
    Found {
        documented: table.documented(),
        population_persons: drawn.population_persons,
        statistic: Statistic::Estimate,
        standard_error_persons: drawn.standard_error_persons,
        low: drawn.interval.low,
        high: drawn.interval.high,
        interval: interval_words(drawn.interval.kind),
        model: chosen,
        assumptions: BOOTSTRAP_ASSUMPTIONS,
        notes,
        draws: drawn.draws_persons.clone(),
    }
}

fn of_stepwise(task: &Task<'_>, table: &CaptureTable) -> Result<Found, String> {
    let found = stepwise(table, STEPWISE_THRESHOLD, task.level).map_err(|why| why.to_string())?;
    Ok(Found {
        documented: table.documented(),
        population_persons: found.fit.population_persons,
        statistic: Statistic::Estimate,
        standard_error_persons: found.fit.standard_error_persons,
        low: found.interval.low,
        high: found.interval.high,
        interval: interval_words(found.interval.kind),
        model: found.fit.model.to_string(),
        assumptions: log_linear::ASSUMPTIONS,
        notes: vec!["its interval takes the chosen pairs as given, and is too short for that".to_owned()],
        draws: Vec::new(),
    })
}

/// The profile likelihood of the best model, a little beyond its interval.
fn curve(table: &CaptureTable, fit: &Fit, best: &Answer) -> Vec<(f64, f64)> {
    let Ok(found) = &best.outcome else { return Vec::new() };
    let high = if found.high.is_finite() { found.high } else { 3.0 * found.population_persons };
    let reach = 0.35 * (high - found.low);
    let from = (found.low - reach).max(found.documented as f64);
    let step = (high + reach - from) / f64::from(CURVE_POINTS);
    let populations: Vec<f64> = (0..=CURVE_POINTS).map(|at| from + f64::from(at) * step).collect();
    let values = profile_curve(table, &fit.model, &populations).unwrap_or_default();
    populations.into_iter().zip(values).filter(|(_, value)| value.is_finite()).collect()
}
