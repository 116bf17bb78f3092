//! Does each method find a population that is known, and does it warn where its assumptions do not hold?
//!
//! `recover_truth POPULATIONS SLOW SEED [SCENARIO]` draws so many populations of a scenario (all where none is named) and
//! prints a line a method: how often the 95 % interval holds the truth, how far the estimate is off, how often the
//! method refuses, and how often one of the warnings W1 to W14 is given. Bootstrap and latent classes work on the first
//! SLOW populations only, with fewer draws than usual.
//!
//! Warnings are those of a table with one estimate. Leaving out a list and reading two as one is done with the method
//! itself, with the best log-linear model for the slow methods; other priors are tried for graphs.

use std::{
    cell::OnceCell,
    collections::BTreeMap,
    error::Error,
    io::{self, Write as _},
    ops::ControlFlow,
};

use estimate::{
    CaptureTable, Estimate, Interval, Level,
    chance::Chance,
    chao,
    closed::{self, Heterogeneity, Kind},
    coverage, decomposable,
    honesty::{
        ChainResult, Findings, ModelResult, PriorResult, RIVAL_BIC, Variant, leave_one_list_out, merge_two_lists,
    },
    lcmcr::{self, ClassTable, Settings},
    log_linear::{
        Criterion, Existence, Options, Reselection, STEPWISE_THRESHOLD, Search, StepwiseReselection, average,
        bootstrap, profile_interval, search, stepwise, stepwise_bootstrap,
    },
    two_lists,
};
use statrs::distribution::{ContinuousCDF as _, Gamma};

/// Persons of every scenario.
const POPULATION: f64 = 2_000.0;

/// W5 is given wherever many are undocumented, whether an assumption holds or not.
const DEPENDENCE_BAND: u32 = 5;

/// With fewer persons on more than one list the log-linear estimate is refused.
const SHARED_MIN: u64 = 10;

/// Replicates of the bootstrap, where 1,000 are usual.
const REPLICATES: usize = 200;

/// What chains do, where 1,000 draws are usual; the gates are on.
const BURN_IN: usize = 500;
const DRAWS: usize = 500;
const SWEEPS_MAX: u64 = 6_000_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (numbers, wanted) = match arguments.as_slice() {
        [populations, slow, seed] => ([populations, slow, seed], None),
        [populations, slow, seed, scenario] => ([populations, slow, seed], Some(scenario.as_str())),
        _ => return Err("usage: recover_truth POPULATIONS SLOW SEED [SCENARIO]".into()),
    };
    let [populations, slow, seed] = numbers.map(|number| number.parse::<u64>());
    let (populations, slow, seed) = (populations?, slow?, seed?);
    let chosen: Vec<&Scenario> =
        SCENARIOS.iter().filter(|scenario| wanted.is_none_or(|name| name == scenario.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        return Err(format!("the scenario is one of: {}", names.join(", ")).into());
    }
    let mut out = io::stdout();
    writeln!(
        out,
        "| scenario | method | runs | refused | interval holds the truth | mean error | mean absolute error | warned | \
         by more than W5 | warnings |\n|---|---|---|---|---|---|---|---|---|---|"
    )?;
    for scenario in chosen {
        let mut tallies: Vec<Tally> = METHODS.iter().map(|_| Tally::default()).collect();
        for number in 0..populations {
            let mut chance = Chance::new(seed, number);
            let table = (scenario.truth)(&mut chance).draw(&mut chance)?;
            let case = Case::of(table, seed.wrapping_add(number));
            for (method, tally) in METHODS.iter().zip(&mut tallies) {
                if number < slow || !method.is_slow {
                    tally.add(method, &case);
                }
            }
        }
        for (method, tally) in METHODS.iter().zip(&tallies) {
            writeln!(out, "{}", tally.row(scenario.name, method.name))?;
        }
        out.flush()?;
    }
    Ok(())
}

/// Populations whose number is known.
struct Scenario {
    name: &'static str,
    truth: fn(&mut Chance) -> ClassTable,
}

/// Classes whose lists are independent make every scenario: two lists depend on each other where those on the first have
/// another chance to be on the second. The last draws the classes themselves from the prior of the latent class model, so
/// that its intervals must hold the truth as often as they say, or its sampler is wrong.
const SCENARIOS: [Scenario; 5] = [
    Scenario { name: "independence", truth: |_| classes(&[(2_000, &[0.30, 0.25, 0.20, 0.25])]) },
    Scenario { name: "heterogeneity", truth: |_| ClassTable::two_classes() },
    Scenario {
        name: "dependence",
        truth: |_| classes(&[(600, &[1.0, 0.5, 0.20, 0.25]), (1_400, &[0.0, 0.15, 0.20, 0.25])]),
    },
    Scenario { name: "sparse", truth: |_| classes(&[(2_000, &[0.05, 0.06, 0.04, 0.05])]) },
    Scenario { name: "classes from the prior", truth: from_the_prior },
];

fn classes(classes: &[(u64, &[f64])]) -> ClassTable {
    ClassTable { classes: classes.iter().map(|(persons, chances)| (*persons, chances.to_vec())).collect() }
}

/// Ten classes of four lists, as `lcmcr` believes them to be before it has seen a table.
fn from_the_prior(chance: &mut Chance) -> ClassTable {
    const LISTS: usize = 4;
    let settings = Settings::for_lists(LISTS);
    let alpha = Gamma::new(settings.priors.alpha_shape, settings.priors.alpha_rate)
        .map_or(1.0, |law| law.inverse_cdf(chance.uniform()));
    let mut left = 1.0;
    let mut ends: Vec<f64> = Vec::new(); // Where each class ends between 0 and 1.
    for class in 1..=settings.classes {
        // A stick of Beta(1, alpha); the last takes what is left.
        left *= if class == settings.classes { 0.0 } else { chance.uniform().powf(1.0 / alpha) };
        ends.push(1.0 - left);
    }
    let mut classes: Vec<(u64, Vec<f64>)> =
        ends.iter().map(|_| (0, (0..LISTS).map(|_| chance.uniform()).collect())).collect();
    for _ in 0..POPULATION as usize {
        let at = chance.uniform();
        let class = ends.partition_point(|end| *end <= at).min(classes.len() - 1);
        classes[class].0 += 1;
    }
    ClassTable { classes }
}

/// A table, and what several methods need of it.
struct Case {
    table: CaptureTable,
    seed: u64,
    search: OnceCell<Result<Search, String>>,
}

impl Case {
    fn of(table: CaptureTable, seed: u64) -> Self {
        Self { table, seed, search: OnceCell::new() }
    }

    /// Every log-linear model, or why there is none.
    fn search(&self) -> Result<&Search, String> {
        let look = || {
            let shared = self.table.documented() - self.table.on_exactly(1);
            if shared < SHARED_MIN {
                return Err(format!("{shared} persons are on more than one list"));
            }
            search(&self.table, &Options::default()).map_err(|why| why.to_string())
        };
        self.search.get_or_init(look).as_ref().map_err(Clone::clone)
    }

    /// Models that fit about as well as the best.
    fn rivals(&self) -> Vec<ModelResult> {
        let Ok(found) = self.search() else { return Vec::new() };
        let best = found.fits[0].bic;
        let near = found.fits.iter().take_while(|fit| fit.bic <= best + RIVAL_BIC);
        near.map(|fit| ModelResult {
            model: fit.model.to_string(),
            population_persons: fit.population_persons,
            bic: fit.bic,
            existence: Existence::Exists,
        })
        .collect()
    }

    /// The first lists alone.
    fn first(&self, lists: usize) -> Result<CaptureTable, String> {
        let mask = (1_u32 << lists) - 1;
        let cells = self.table.patterns().map(|(pattern, persons)| (pattern & mask, persons));
        CaptureTable::new(lists, cells.filter(|(pattern, _)| *pattern > 0)).map_err(|why| why.to_string())
    }
}

/// What a method says.
struct Answer {
    persons: f64,
    interval: [f64; 2],
    chains: Option<ChainResult>,
    hills: Vec<f64>,
    priors: Vec<PriorResult>,
}

impl Answer {
    fn new(persons: f64, interval: Interval) -> Self {
        let Interval { low, high, .. } = interval;
        Self { persons, interval: [low, high], chains: None, hills: Vec::new(), priors: Vec::new() }
    }

    fn of<E: ToString>(estimate: Result<Estimate, E>) -> Result<Self, String> {
        estimate.map(|estimate| Self::of_estimate(&estimate)).map_err(|why| why.to_string())
    }

    fn of_estimate(estimate: &Estimate) -> Self {
        Self::new(estimate.population_persons, estimate.interval)
    }
}

/// A method and how it is looked at.
struct Method {
    name: &'static str,
    /// Lists that it takes, from the first on; 0 for all.
    lists: usize,
    /// Whether its estimate is a lower bound, right where its interval begins below the truth.
    is_bound: bool,
    is_slow: bool,
    estimate: fn(&Case) -> Result<Answer, String>,
}

impl Method {
    const fn all_lists(name: &'static str, estimate: fn(&Case) -> Result<Answer, String>) -> Self {
        Self { name, lists: 0, is_bound: false, is_slow: false, estimate }
    }
}

const METHODS: [Method; 16] = [
    Method {
        lists: 2,
        ..Method::all_lists("Chapman, lists 1 and 2", |case| Answer::of(two_lists::chapman(&case.table)))
    },
    Method {
        lists: 2,
        ..Method::all_lists("exact, lists 1 and 2", |case| Answer::of(two_lists::exact(&case.table, Level::USUAL)))
    },
    Method {
        lists: 3,
        ..Method::all_lists("sample coverage, lists 1 to 3", |case| {
            Answer::of(coverage::estimate(&case.table).map(|found| found.estimate))
        })
    },
    Method {
        is_bound: true,
        ..Method::all_lists("Chao's lower bound, 1987", |case| Answer::of(chao::lower_bound(&case.table)))
    },
    Method {
        is_bound: true,
        ..Method::all_lists("Chao's, bias-corrected", |case| {
            Ok(Answer::of_estimate(&chao::bias_corrected(&case.table)))
        })
    },
    Method { is_bound: true, ..Method::all_lists("Chao's, improved", |case| Answer::of(chao::improved(&case.table))) },
    Method::all_lists("Mt: independent lists", |case| Answer::of(closed::estimate(&case.table, Kind::Mt))),
    Method {
        is_bound: true,
        ..Method::all_lists("Mth, lower bound", |case| {
            Answer::of(closed::estimate(&case.table, Kind::Mth(Heterogeneity::Chao)))
        })
    },
    Method::all_lists("Mth, Darroch", |case| {
        Answer::of(closed::estimate(&case.table, Kind::Mth(Heterogeneity::Darroch)))
    }),
    Method::all_lists("log-linear, best BIC, given it", best_model),
    Method::all_lists("log-linear, mean by BIC", |case| mean_of_models(case, Criterion::Bic)),
    Method::all_lists("log-linear, stepwise, given it", by_steps),
    Method::all_lists("decomposable graphs", graphs),
    Method { is_slow: true, ..Method::all_lists("log-linear, bootstrap", reselected) },
    Method { is_slow: true, ..Method::all_lists("log-linear, stepwise, chosen anew", by_steps_anew) },
    Method { is_slow: true, ..Method::all_lists("latent classes", latent_classes) },
];

fn best_model(case: &Case) -> Result<Answer, String> {
    let best = &case.search()?.fits[0];
    let profile = profile_interval(&case.table, &best.model).ok_or("no maximum")?;
    Ok(Answer::new(best.population_persons, profile.interval))
}

fn mean_of_models(case: &Case, criterion: Criterion) -> Result<Answer, String> {
    let mean = average(case.table.documented(), &case.search()?.fits, criterion, Level::USUAL);
    let mean = mean.map_err(|why| why.to_string())?;
    Ok(Answer::new(mean.median_persons, mean.interval))
}

fn by_steps(case: &Case) -> Result<Answer, String> {
    let found = stepwise(&case.table, STEPWISE_THRESHOLD, Level::USUAL).map_err(|why| why.to_string())?;
    Ok(Answer::new(found.fit.population_persons, found.interval))
}

fn by_steps_anew(case: &Case) -> Result<Answer, String> {
    let options = StepwiseReselection { replicates: REPLICATES, seed: case.seed, ..StepwiseReselection::default() };
    let found = stepwise_bootstrap(&case.table, &options, &|| ControlFlow::Continue(()));
    let found = found.map_err(|why| why.to_string())?;
    Ok(Answer::new(found.population_persons, found.interval))
}

fn reselected(case: &Case) -> Result<Answer, String> {
    let options = Reselection { replicates: REPLICATES, seed: case.seed, ..Reselection::default() };
    let found = bootstrap(&case.table, &case.search()?.fits, &options).map_err(|why| why.to_string())?;
    Ok(Answer::new(found.population_persons, found.interval))
}

fn graphs(case: &Case) -> Result<Answer, String> {
    let settings = decomposable::Settings::default();
    let found = decomposable::average(&case.table, &settings).map_err(|why| why.to_string())?;
    let summary = found.summary;
    let others = decomposable::under_other_weights(&case.table, &settings);
    let priors = others.iter().filter_map(|other| {
        let persons = other.result.as_ref().ok()?.summary.median;
        Some(PriorResult { prior: format!("cell weight {}", other.cell_weight), population_persons: persons })
    });
    Ok(Answer {
        persons: summary.median,
        interval: [summary.low, summary.high],
        chains: None,
        hills: found.hills.iter().map(|hill| hill.at).collect(),
        priors: priors.collect(),
    })
}

fn latent_classes(case: &Case) -> Result<Answer, String> {
    let settings = Settings {
        burn_in: BURN_IN,
        draws: DRAWS,
        seed: case.seed,
        threads: 1,
        sweeps_max: SWEEPS_MAX,
        ..Settings::for_lists(case.table.lists())
    };
    let found = lcmcr::fit(&case.table, &settings).map_err(|why| why.to_string())?;
    let summary = found.summary();
    let chains = ChainResult {
        chains: found.draws.len(),
        r_hat: found.diagnosis.r_hat,
        ess_bulk: found.diagnosis.ess_bulk,
        ess_tail: found.diagnosis.ess_tail,
        medians_persons: found.diagnosis.medians.clone(),
    };
    Ok(Answer {
        persons: summary.median,
        interval: [summary.low, summary.high],
        chains: Some(chains),
        hills: found.diagnosis.modes.iter().map(|mode| mode.at).collect(),
        priors: Vec::new(),
    })
}

/// What a method did over populations.
#[derive(Default)]
struct Tally {
    runs: u32,
    refused: u32,
    held: u32,
    warned: u32,
    warned_by_more: u32,
    errors: f64,
    absolute_errors: f64,
    warnings: BTreeMap<u32, u32>,
}

impl Tally {
    fn add(&mut self, method: &Method, case: &Case) {
        self.runs += 1;
        let own = if method.lists == 0 { None } else { case.first(method.lists).ok() };
        let part = own.map(|table| Case::of(table, case.seed));
        let case = part.as_ref().unwrap_or(case);
        let Ok(answer) = (method.estimate)(case) else {
            self.refused += 1;
            return;
        };
        let [low, high] = answer.interval;
        self.held += u32::from(low <= POPULATION && (method.is_bound || high >= POPULATION));
        let error = answer.persons / POPULATION - 1.0;
        self.errors += error;
        self.absolute_errors += error.abs();
        let mut codes = warnings(method, case, &answer);
        codes.sort_unstable();
        codes.dedup();
        self.warned += u32::from(!codes.is_empty());
        self.warned_by_more += u32::from(codes.iter().any(|number| *number != DEPENDENCE_BAND));
        codes.into_iter().for_each(|number| *self.warnings.entry(number).or_default() += 1);
    }

    fn row(&self, scenario: &str, method: &str) -> String {
        let estimated = self.runs - self.refused;
        let percent = |count: u32, of: u32| 100.0 * f64::from(count) / f64::from(of.max(1));
        let mean = |sum: f64| 100.0 * sum / f64::from(estimated.max(1));
        let codes: Vec<String> =
            self.warnings.iter().map(|(code, count)| format!("W{code} {:.0}", percent(*count, estimated))).collect();
        let head = format!("| {scenario} | {method} | {} | {:.1} % |", self.runs, percent(self.refused, self.runs));
        if estimated == 0 {
            return format!("{head} - | - | - | - | - | |");
        }
        format!(
            "{head} {:.1} % | {:+.1} % | {:.1} % | {:.1} % | {:.1} % | {} |",
            percent(self.held, estimated),
            mean(self.errors),
            mean(self.absolute_errors),
            percent(self.warned, estimated),
            percent(self.warned_by_more, estimated),
            codes.join(", ")
        )
    }
}

/// Numbers of the warnings, in order.
fn warnings(method: &Method, case: &Case, answer: &Answer) -> Vec<u32> {
    let again = if method.is_slow { best_model } else { method.estimate };
    let estimate = |table: &CaptureTable| again(&Case::of(table.clone(), case.seed)).map(|answer| answer.persons);
    let mut variants: Vec<Variant> = Vec::new();
    if case.table.lists() > 2 && method.lists == 0 {
        variants.extend(leave_one_list_out(&case.table, estimate));
        variants.extend(merge_two_lists(&case.table, estimate));
    }
    let findings = Findings {
        table: Some(&case.table),
        population_persons: Some(answer.persons),
        high_persons: Some(answer.interval[1]),
        models: if case.table.lists() > 2 { case.rivals() } else { Vec::new() },
        chains: answer.chains.clone(),
        hills_persons: answer.hills.clone(),
        variants,
        priors: answer.priors.clone(),
        ..Findings::default()
    };
    let number = |code: &str| code.trim_start_matches('W').parse().ok();
    findings.warnings().iter().filter_map(|warning| number(warning.code())).collect()
}
