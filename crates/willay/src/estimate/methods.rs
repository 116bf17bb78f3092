//! Which methods answer for a table, and what each says.

use std::ops::ControlFlow;

use ::estimate::{
    CaptureTable, Level,
    chance::Chance,
    chao,
    closed::{self, Heterogeneity, Kind},
    coverage, decomposable,
    diagnostics::Summary,
    honesty::PriorResult,
    lcmcr, two_lists,
};

use super::{
    Stratum,
    answer::{Answer, Found, Statistic},
    cells::without_small,
    language::in_english,
    loglinear,
};
use crate::{
    arguments::{self, Method},
    failure::Failure,
    progress::Progress,
};

/// Mixed into the seed, so that strata do not draw the same numbers.
const STRATUM_SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// With more persons the posterior is a needle that chains cross in steps of its own width: what has not converged soon
/// will not in an hour, and is refused.
const HUGE_PERSONS: u64 = 20_000_000;

/// Sweeps of the latent classes of such a table.
const HUGE_SWEEPS: u64 = 1_000_000;

/// What must hold for latent classes.
const CLASSES_ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; persons fall into classes, \
                                   and within a class the lists are independent";

/// A table to be answered for.
pub(crate) struct Task<'a> {
    pub(crate) options: &'a arguments::Estimate,
    pub(crate) level: Level,
    pub(crate) name: &'a str,
    pub(crate) table: &'a CaptureTable,
    /// True for a part of the persons, or one of many linkages, which has no checks of its own.
    pub(crate) is_part: bool,
}

impl Task<'_> {
    pub(crate) fn threads(&self) -> usize {
        self.options.methods.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into))
    }

    /// A seed of the stratum's own, whatever other strata there are.
    pub(crate) fn seed(&self) -> u64 {
        self.name.bytes().fold(self.options.methods.seed, |seed, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(STRATUM_SEED).rotate_left(23)
        })
    }

    pub(crate) fn step(&self, what: &str, progress: &Progress) -> Result<(), Failure> {
        if self.name.is_empty() { progress.step(what) } else { progress.step(&format!("{}: {what}", self.name)) }
    }

    fn wants(&self, method: Method) -> bool {
        let asked = &self.options.methods.method;
        asked.contains(&method) || (asked.contains(&Method::All) && self.is_usual(method))
    }

    /// True where the method was named, so that its refusal is wanted too.
    fn names(&self, method: Method) -> bool {
        self.options.methods.method.contains(&method)
    }

    /// Methods that stand side by side where none was named.
    fn is_usual(&self, method: Method) -> bool {
        let lists = self.table.lists();
        match method {
            Method::All => true,
            // Lists of different lengths, the usual case, make Chao's bounds too high: only where they are asked for.
            Method::Chao => false,
            Method::TwoLists => lists == 2,
            Method::LogLinear | Method::Closed | Method::Graphs | Method::Classes => lists >= 3,
            Method::Coverage => lists == 3,
        }
    }
}

/// Runs every method that was asked for; refusals tell no small count.
pub(crate) fn answer(task: &Task<'_>, progress: &Progress) -> Result<Stratum, Failure> {
    let mut stratum = run(task, progress)?;
    for answer in stratum.answers.iter_mut().chain(&mut stratum.rules) {
        if let Err(why) = &mut answer.outcome {
            *why = without_small(why, task.options.results.min_cell);
        }
    }
    Ok(stratum)
}

fn run(task: &Task<'_>, progress: &Progress) -> Result<Stratum, Failure> {
    let mut stratum = Stratum {
        name: task.name.to_owned(),
        table: task.table.clone(),
        answers: Vec::new(),
        models: None,
        rules: Vec::new(),
        priors: Vec::new(),
        variants: Vec::new(),
        warnings: Vec::new(),
    };
    let least = task.options.results.min_cell;
    if task.table.documented() < least {
        let why = format!("under {least} persons are documented, too few to be printed (--min-cell)");
        stratum.answers.push(Answer::refused("all", "Every method", &why));
        return Ok(stratum);
    }
    // With two lists there is no list to leave out; with more, lists that say nothing go, and a warning names them.
    let usable = if task.table.lists() == 2 {
        task.table.clone()
    } else {
        match task.table.usable() {
            Ok(usable) => usable.table,
            Err(_) => {
                let why = "fewer than two lists say anything of their own: the others hold nobody, everybody or the same persons";
                stratum.answers.push(Answer::refused("all", "Every method", &why));
                return Ok(stratum);
            }
        }
    };
    let table = &usable;
    if task.wants(Method::TwoLists) {
        stratum.answers.extend(pairs(task, table));
    }
    if task.wants(Method::LogLinear) {
        let (answers, models, rules) = loglinear::answers(task, table, progress)?;
        stratum.answers.extend(answers);
        stratum.models = models;
        stratum.rules = rules;
        if stratum.models.is_some() {
            stratum.variants = loglinear::variants(task, table, progress)?;
        }
    }
    if task.wants(Method::Graphs) {
        task.step("graphs of dependence", progress)?;
        stratum.answers.push(graphs(task, table));
    }
    if task.wants(Method::Classes) {
        task.step("latent classes", progress)?;
        let (answer, priors) = classes(task, table, progress)?;
        stratum.answers.push(answer);
        stratum.priors = priors;
    }
    stratum.answers.extend(by_formula(task, table));
    Ok(stratum)
}

/// Sample coverage, closed models and bounds, where they are wanted.
fn by_formula(task: &Task<'_>, table: &CaptureTable) -> Vec<Answer> {
    let mut answers = Vec::new();
    if task.wants(Method::Coverage) {
        answers.push(of_coverage(task, table));
    }
    if task.wants(Method::Closed) {
        answers.extend(of_closed(task, table));
    }
    if task.wants(Method::Chao) {
        answers.extend(bounds(task, table));
    }
    answers
}

/// Chapman and the exact interval; of more lists, of each pair alone.
fn pairs(task: &Task<'_>, table: &CaptureTable) -> Vec<Answer> {
    if table.lists() == 2 {
        return vec![
            chapman(task, table),
            Answer::of("exact", "Lincoln-Petersen, exact", Statistic::Estimate, two_lists::exact(table, task.level)),
            Answer::of("profile", "Two lists, profile", Statistic::Estimate, two_lists::profile(table, task.level)),
        ];
    }
    let lists = table.lists();
    let both = (0..lists).flat_map(|first| (first + 1..lists).map(move |second| (first, second)));
    both.map(|(first, second)| {
        let title = format!("Chapman, {} and {} alone", table.names()[first], table.names()[second]);
        let method = format!("chapman-{}-{}", first + 1, second + 1);
        let mut answer = match alone(table, first, second) {
            Ok(pair) => {
                let found = two_lists::chapman(&pair).map(|one| one.at(task.level));
                Answer::of(&method, &title, Statistic::Estimate, found)
            }
            Err(why) => Answer::refused(&method, &title, &why),
        };
        if let Ok(found) = &mut answer.outcome
            && found.population_persons < table.documented() as f64
        {
            found.notes.push("below what all lists document: these two lists depend on each other".to_owned());
        }
        answer
    })
    .collect()
}

/// Chapman, of two lists.
pub(crate) fn chapman(task: &Task<'_>, table: &CaptureTable) -> Answer {
    Answer::of("chapman", "Chapman", Statistic::Estimate, two_lists::chapman(table).map(|one| one.at(task.level)))
}

/// Two lists of a table.
fn alone(table: &CaptureTable, first: usize, second: usize) -> Result<CaptureTable, ::estimate::ImpossibleTable> {
    let of_pair = |pattern: u32| (pattern >> first & 1) | (pattern >> second & 1) << 1;
    let counts = table.patterns().map(|(pattern, persons)| (of_pair(pattern), persons));
    CaptureTable::new(2, counts.filter(|(pattern, _)| *pattern > 0))
}

/// Draws of the average over graphs, for totals and the report.
const GRAPH_DRAWS: usize = 4_000;

pub(crate) fn graphs(task: &Task<'_>, table: &CaptureTable) -> Answer {
    let (key, title) = ("graphs", "Graphs of dependence, averaged");
    let chains = decomposable::Chains { seed: task.seed(), threads: task.threads(), ..decomposable::Chains::default() };
    let posterior = match decomposable::average(table, &decomposable::Settings { chains, ..Default::default() }) {
        Ok(posterior) => posterior,
        Err(why) => return Answer::refused(key, title, &why),
    };
    let mut notes = Vec::new();
    if posterior.hills.len() > 1 {
        let hills = posterior.hills.iter().map(|hill| format!("{} ({:.0} %)", in_english(hill.at), 100.0 * hill.share));
        notes.push(format!("graphs disagree: the posterior has hills at {}", hills.collect::<Vec<_>>().join(", ")));
    }
    let found = Found {
        documented: posterior.documented,
        population_persons: posterior.summary.median,
        statistic: Statistic::Median,
        standard_error_persons: posterior.summary.deviation,
        low: posterior.distribution.quantile(task.level.tail()),
        high: posterior.distribution.quantile(1.0 - task.level.tail()),
        interval: "credible, averaged over graphs",
        model: posterior
            .graphs
            .first()
            .map_or_else(String::new, |graph| format!("{} {:.0} %", graph.model, 100.0 * graph.probability)),
        assumptions: decomposable::ASSUMPTIONS,
        notes,
        draws: posterior.draws(GRAPH_DRAWS, &mut Chance::new(task.seed(), 0)),
    };
    Answer { method: key.to_owned(), title: title.to_owned(), outcome: Ok(found) }
}

/// Latent classes where nobody watches: of one of many tables.
pub(crate) fn classes_unwatched(task: &Task<'_>, table: &CaptureTable) -> Answer {
    fit_classes(task, table, &|_| ControlFlow::Continue(())).0
}

/// Latent classes, and their populations under other priors.
fn classes(task: &Task<'_>, table: &CaptureTable, progress: &Progress) -> Result<(Answer, Vec<PriorResult>), Failure> {
    let watch = |state: lcmcr::Progress| {
        #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
        let share = state.sweeps as f64 / state.sweeps_max as f64;
        if progress.watch("latent classes", share) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let (mut answer, summary) = fit_classes(task, table, &watch);
    let Some(stated) = summary.filter(|_| !task.options.methods.quick && !task.is_part) else {
        return Ok((answer, Vec::new()));
    };
    task.step("other priors", progress)?;
    let sensitivity = match lcmcr::prior_sensitivity(table, &class_settings(task, table), &stated, &watch) {
        Ok(sensitivity) => sensitivity,
        Err(why) => {
            progress.step("other priors")?;
            if let Ok(found) = &mut answer.outcome {
                found.notes.push(format!("other priors: {why}"));
            }
            return Ok((answer, Vec::new()));
        }
    };
    if let Ok(found) = &mut answer.outcome {
        found.notes.push(prior_words(&sensitivity));
    }
    Ok((answer, sensitivity.results()))
}

/// The range under other priors, and how many of them gave no number.
fn prior_words(sensitivity: &lcmcr::PriorSensitivity) -> String {
    let results = sensitivity.results();
    let others = || results.iter().skip(1).map(|result| result.population_persons);
    let refused = sensitivity.variants.iter().filter(|variant| variant.result.is_err()).count();
    let [low, high] = [others().fold(f64::INFINITY, f64::min), others().fold(0.0, f64::max)].map(in_english);
    match (results.len() - 1, refused) {
        (0, refused) => format!("none of {refused} other priors gave a number"),
        (priors, 0) => format!("under {priors} other priors {low} to {high}"),
        (priors, refused) => format!("under {priors} other priors {low} to {high}; {refused} gave no number"),
    }
}

fn class_settings(task: &Task<'_>, table: &CaptureTable) -> lcmcr::Settings {
    let usual = lcmcr::Settings::for_lists(table.lists());
    let is_huge = table.documented() > HUGE_PERSONS;
    let sweeps_max = if is_huge { usual.sweeps_max.min(HUGE_SWEEPS) } else { usual.sweeps_max };
    lcmcr::Settings { seed: task.seed(), threads: task.threads(), sweeps_max, ..usual }
}

fn fit_classes(
    task: &Task<'_>,
    table: &CaptureTable,
    watch: &(dyn Fn(lcmcr::Progress) -> ControlFlow<()> + Sync),
) -> (Answer, Option<Summary>) {
    let (key, title) = ("classes", "Latent classes (LCMCR)");
    let settings = class_settings(task, table);
    let posterior = match lcmcr::fit_watched(table, &settings, watch) {
        Ok(posterior) => posterior,
        Err(why) => return (Answer::refused(key, title, &why), None),
    };
    let mut draws = posterior.pooled();
    draws.sort_by(f64::total_cmp);
    let summary = posterior.summary();
    let notes = vec![posterior.diagnosis.to_string()];
    let at = |share: f64| ::estimate::diagnostics::quantile(&draws, share);
    let found = Found {
        documented: posterior.documented,
        population_persons: summary.median,
        statistic: Statistic::Median,
        standard_error_persons: summary.deviation,
        low: at(task.level.tail()),
        high: at(1.0 - task.level.tail()),
        interval: "credible, all chains",
        model: format!("up to {} classes", settings.classes),
        assumptions: CLASSES_ASSUMPTIONS,
        notes,
        draws: posterior.pooled(),
    };
    (Answer { method: key.to_owned(), title: title.to_owned(), outcome: Ok(found) }, Some(summary))
}

fn of_coverage(task: &Task<'_>, table: &CaptureTable) -> Answer {
    let (key, title) = ("coverage", "Sample coverage (CARE-1)");
    match coverage::estimate(table) {
        Ok(found) => {
            let statistic = if found.is_low { Statistic::LowerBound } else { Statistic::Estimate };
            let mut answer = Found::of(found.estimate.at(task.level), statistic);
            answer.notes.push(format!("{:.0} % of the listings are covered by other lists", 100.0 * found.coverage));
            Answer { method: key.to_owned(), title: title.to_owned(), outcome: Ok(answer) }
        }
        Err(why) => Answer::refused(key, title, &why),
    }
}

/// The closed models; where nobody asked for them, the lower bound of Mth alone.
fn of_closed(task: &Task<'_>, table: &CaptureTable) -> Vec<Answer> {
    let bound = Kind::Mth(Heterogeneity::Chao);
    let kinds = closed::KINDS.into_iter().filter(|kind| {
        if task.names(Method::Closed) { task.options.methods.ordered || !kind.needs_order() } else { *kind == bound }
    });
    kinds
        .map(|kind| {
            let is_bound = matches!(kind, Kind::Mh(Heterogeneity::Chao) | Kind::Mth(Heterogeneity::Chao));
            let statistic = if is_bound { Statistic::LowerBound } else { Statistic::Estimate };
            let key = format!("closed-{}", kind.to_string().to_lowercase().replace([' ', '.', '(', ')'], ""));
            let found = closed::estimate(table, kind).map(|one| one.at(task.level));
            Answer::of(&key, &format!("Closed model {kind}"), statistic, found)
        })
        .collect()
}

/// Chao's bounds.
fn bounds(task: &Task<'_>, table: &CaptureTable) -> Vec<Answer> {
    let bound = |key: &str, title: &str, found: Result<_, ::estimate::NotEstimable>| {
        Answer::of(key, title, Statistic::LowerBound, found.map(|one: ::estimate::Estimate| one.at(task.level)))
    };
    vec![
        bound("chao", "Chao's bound (1987)", chao::lower_bound(table)),
        bound("chao-corrected", "Chao's bound, bias-corrected", Ok(chao::bias_corrected(table))),
        bound("chao-improved", "Chao's bound, improved (2014)", chao::improved(table)),
    ]
}
