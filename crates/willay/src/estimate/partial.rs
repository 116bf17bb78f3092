//! `--partial-pooling`: strata lend one another strength, as methods of their own beside those that let each stratum alone.

use ::estimate::{
    Level,
    diagnostics::quantile,
    pool::{OwnDraws, PartialPool, partial_pool_draws},
};

use super::{
    Stratum,
    answer::{Answer, Found, Statistic},
};

/// Methods with draws from a posterior, their pooled name and title.
const METHODS: [(&str, &str, &str); 2] = [
    ("graphs", "graphs-pooled", "Graphs of dependence, partly pooled"),
    ("classes", "classes-pooled", "Latent classes, partly pooled"),
];

/// What must hold beside the assumptions of the method.
const ASSUMPTIONS: &str =
    "as the method alone; strata are alike but for chance: no known property sets some of them apart";

/// How a method was pooled, and whether the strata bear it.
pub(crate) struct Pooling {
    pub(crate) title: &'static str,
    /// `None` where too few strata have a number.
    pub(crate) pool: Option<PartialPool>,
}

/// Adds the pooled answers to the strata.
pub(crate) fn add(strata: &mut [Stratum], level: Level) -> Vec<Pooling> {
    METHODS.into_iter().filter_map(|method| add_method(strata, method, level)).collect()
}

fn add_method(
    strata: &mut [Stratum],
    (method, key, title): (&str, &str, &'static str),
    level: Level,
) -> Option<Pooling> {
    let own = strata.iter().filter_map(|stratum| {
        let found = found(stratum, method)?;
        Some(OwnDraws { name: &stratum.name, documented: found.documented, draws: &found.draws })
    });
    let own: Vec<OwnDraws<'_>> = own.collect();
    if own.is_empty() {
        return None;
    }
    let pool = partial_pool_draws(&own);
    for stratum in strata.iter_mut() {
        let shrunk = pool.iter().flat_map(|pool| &pool.strata).find(|shrunk| shrunk.name == stratum.name);
        let Some(shrunk) = shrunk else { continue };
        let Some(documented) = found(stratum, method).map(|found| found.documented) else { continue };
        let mut sorted = shrunk.draws.clone();
        sorted.sort_by(f64::total_cmp);
        let outcome = Ok(Found {
            documented,
            population_persons: shrunk.summary.median,
            statistic: Statistic::Median,
            standard_error_persons: shrunk.summary.deviation,
            low: quantile(&sorted, level.tail()),
            high: quantile(&sorted, 1.0 - level.tail()),
            interval: "credible, drawn towards the other strata",
            model: format!("{:.0} % towards the mean", 100.0 * shrunk.shrinkage),
            assumptions: ASSUMPTIONS,
            notes: Vec::new(),
            draws: shrunk.draws.clone(),
        });
        stratum.answers.push(Answer { method: key.to_owned(), title: title.to_owned(), outcome });
    }
    Some(Pooling { title, pool })
}

fn found<'a>(stratum: &'a Stratum, method: &str) -> Option<&'a Found> {
    stratum.answers.iter().find(|answer| answer.method == method).and_then(|answer| answer.outcome.as_ref().ok())
}

/// How it was pooled and what the strata say to it, in a sentence.
pub(crate) fn words(pooling: &Pooling) -> String {
    let Some(pool) = &pooling.pool else {
        return format!("{}: not done, as fewer than 5 strata have a number.", pooling.title);
    };
    let strata = pool.strata.len();
    let ratio = pool.ln_mean.exp();
    let spread = pool.ln_variance_between.sqrt();
    let bears = if pool.foretold * 10 >= strata * 9 {
        "which bears one law for all"
    } else {
        "which speaks against one law for all: use the strata alone"
    };
    format!(
        "{}: in the middle {ratio:.2} undocumented for each documented, with a deviation of {spread:.2} between strata (logarithms). The others foretell {} of {strata} strata within 95 %, {bears}.",
        pooling.title, pool.foretold
    )
}
