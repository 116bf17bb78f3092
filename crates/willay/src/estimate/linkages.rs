//! What does it matter that linkage is uncertain? One capture table a sampled linkage, as `willay link --draws` writes them:
//! a method is fitted to each, and the fits are combined as imputations.

use std::sync::atomic::{AtomicUsize, Ordering};

use ::estimate::{
    CaptureTable, Level,
    chance::Chance,
    pool::{LinkagePool, Moments, REPLICATES_WANTED, pool_linkages},
};

use super::{
    answer::Answer,
    loglinear,
    methods::{self, Task},
    total,
};
use crate::{
    arguments::{self, Method},
    failure::Failure,
    progress::Progress,
};

/// Draws of the undocumented of one linkage.
const DRAWS: usize = 400;

/// With more lists the graphs are sampled, which takes too long for every linkage.
const GRAPH_LISTS_MAX: usize = 7;

/// The tables of one sampled linkage: `(stratum, table)`.
pub(crate) type Sampled = Vec<(String, CaptureTable)>;

/// One method over all sampled linkages.
pub(crate) struct Pooled {
    pub(crate) method: &'static str,
    pub(crate) title: &'static str,
    /// The combined answer, or why there is none.
    pub(crate) outcome: Result<LinkagePool, String>,
}

type Fit = fn(&Task<'_>, &CaptureTable) -> Answer;

/// Combines every method that is quick enough to be fitted to each linkage, and latent classes where they were asked for.
pub(crate) fn of(
    sampled: &[Sampled],
    (options, level): (&arguments::Estimate, Level),
    progress: &Progress,
) -> Result<Vec<Pooled>, Failure> {
    let lists = sampled.iter().flatten().map(|(_, table)| table.lists()).next().unwrap_or(0);
    let wants = |method: Method| options.methods.method.contains(&method);
    let usual = |method: Method| wants(method) || wants(Method::All);
    let candidates: [(bool, &'static str, &'static str, Fit); 4] = [
        (lists == 2 && usual(Method::TwoLists), "chapman", "Chapman", methods::chapman),
        (
            (3..=usize::from(options.methods.exhaustive)).contains(&lists) && usual(Method::LogLinear),
            "log-linear-average",
            "Log-linear, averaged",
            loglinear::averaged,
        ),
        (
            (3..=GRAPH_LISTS_MAX).contains(&lists) && usual(Method::Graphs),
            "graphs",
            "Graphs of dependence, averaged",
            methods::graphs,
        ),
        (lists >= 3 && wants(Method::Classes), "classes", "Latent classes (LCMCR)", methods::classes_unwatched),
    ];
    let mut pooled = Vec::new();
    for (_, method, title, fit) in candidates.into_iter().filter(|(is_wanted, ..)| *is_wanted) {
        let step = format!("{title}, over {} linkages", sampled.len());
        progress.step(&step)?;
        let done = AtomicUsize::new(0);
        let threads = options.methods.threads;
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
        let outcome = pool_linkages(sampled, threads, |strata| {
            #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
            let share = done.fetch_add(1, Ordering::Relaxed) as f64 / sampled.len() as f64;
            if !progress.watch(&step, share) {
                return Err("stopped".to_owned());
            }
            moments(strata, fit, (options, level))
        });
        progress.step(&step)?;
        let outcome = outcome.map_err(|why| why.to_string()).map(|mut pool| {
            pool.combined = pool.combined.at(level);
            pool
        });
        pooled.push(Pooled { method, title, outcome });
    }
    Ok(pooled)
}

/// The undocumented of all strata of one linkage, which must all have an estimate.
fn moments(strata: &Sampled, fit: Fit, (options, level): (&arguments::Estimate, Level)) -> Result<Moments, String> {
    let (mut documented, mut undocumented) = (0, vec![0.0; DRAWS]);
    for (stream, (name, table)) in (0..).zip(strata) {
        let answer = fit(&Task { options, level, name, table, is_part: true }, table);
        let found =
            answer.outcome.map_err(|why| if name.is_empty() { why } else { format!("stratum '{name}': {why}") })?;
        documented += found.documented;
        let mut chance = Chance::new(options.methods.seed, stream);
        let above = |population: f64| (population - found.documented as f64).max(0.0);
        undocumented.iter_mut().for_each(|sum| *sum += above(total::draw(&found, &mut chance)));
    }
    Ok(Moments::of_draws(documented, &undocumented))
}

/// What must be said beside the combined answers.
pub(crate) fn warnings(sampled: &[Sampled]) -> Vec<String> {
    if sampled.is_empty() || sampled.len() >= REPLICATES_WANTED {
        return Vec::new();
    }
    vec![format!(
        "[W14] Sampled linkages: only {}. What they do to the interval is hardly known. Draw {REPLICATES_WANTED} or more \
         (willay link --draws 200).",
        sampled.len()
    )]
}
