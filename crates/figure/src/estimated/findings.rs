//! What must a reader of an estimate know? The warnings W1 to W14 that its tables, models and linkages fire.

use std::collections::BTreeMap;

use estimate::{
    CaptureTable, decomposable,
    diagnostics::Diagnosis,
    honesty::{
        ChainResult, Findings, ModelResult, PriorResult, Totals, Variant, Warning, leave_one_list_out, merge_two_lists,
    },
    lcmcr,
    log_linear::{Existence, Fit as Model, Options, search},
    method::{Found, Method, Refusal},
};

use super::{
    Said,
    run::{Fit, Memo, Subject},
    sum::Sum,
    words::{self, Why},
};

/// Dependences of pairs that are told of one table.
const PAIRS_SHOWN: usize = 4;

/// With more lists the models are too many to be fitted again for what they warn of.
const MODEL_LISTS_MAX: usize = 5;

/// With fewer lists none can be missed: two are left, which show no dependence.
const VARIED_LISTS_MIN: usize = 4;

/// The warnings of each stratum, then those of the whole.
pub(super) fn of(subject: &Subject<'_>, (fits, sum): (&[Fit<'_>], &Sum), memo: &mut Memo) -> Vec<Said> {
    let mut said = Vec::new();
    for fit in fits {
        let Some(table) = fit.table.filter(|table| table.documented() >= subject.least) else { continue };
        let mut pairs = 0;
        for warning in of_table(subject, (fit, table), memo) {
            pairs += usize::from(matches!(warning, Warning::DependentPair { .. }));
            if !matches!(warning, Warning::DependentPair { .. }) || pairs <= PAIRS_SHOWN {
                said.push(words::said(&warning, fit.name, false));
            }
        }
    }
    let left_out = |fit: &&Fit<'_>| fit.found.is_err();
    let is_hidden = fits.iter().filter(left_out).any(|fit| documented(fit) < subject.least);
    let findings = Findings {
        totals: totals(subject, (fits, sum), memo),
        replicates: sum.pool.as_ref().map(|pool| pool.combined.replicates),
        ..Findings::default()
    };
    said.extend(findings.warnings().iter().map(|warning| words::said(warning, "", is_hidden)));
    said
}

fn documented(fit: &Fit<'_>) -> u64 {
    fit.table.map_or(0, CaptureTable::documented)
}

fn of_table(subject: &Subject<'_>, (fit, table): (&Fit<'_>, &CaptureTable), memo: &mut Memo) -> Vec<Warning> {
    let found = fit.found.as_ref().ok();
    let models = models(table);
    Findings {
        table: Some(table),
        population_persons: found.map(|found| found.population_persons),
        high_persons: found.map(|found| found.high),
        chosen: models.first().filter(|_| subject.of.method == Method::LogLinear).cloned(),
        models,
        chains: chains(&fit.found),
        hills_persons: found.map(|found| found.hills_persons.clone()).unwrap_or_default(),
        variants: variants(subject, table, memo),
        priors: if subject.of.method == Method::Graphs { priors(table) } else { Vec::new() },
        ..Findings::default()
    }
    .warnings()
}

fn models(table: &CaptureTable) -> Vec<ModelResult> {
    if !(3..=MODEL_LISTS_MAX).contains(&table.lists()) {
        return Vec::new();
    }
    let result = |fit: &Model| ModelResult {
        model: fit.model.to_string(),
        population_persons: fit.population_persons,
        bic: fit.bic,
        existence: Existence::Exists,
    };
    // Without any model there is nothing to compare, and the method's own refusal says so.
    search(table, &Options::default()).map(|found| found.fits.iter().map(result).collect()).unwrap_or_default()
}

/// The population from fewer lists, by the average over log-linear models.
fn variants(subject: &Subject<'_>, table: &CaptureTable, memo: &mut Memo) -> Vec<Variant> {
    if !(VARIED_LISTS_MIN..=MODEL_LISTS_MAX).contains(&table.lists()) {
        return Vec::new();
    }
    let mut population = |table: &CaptureTable| {
        let found = memo.answer(Method::LogLinearAverage, table, &subject.plan());
        found.map(|found| found.population_persons)
    };
    let mut variants = leave_one_list_out(table, &mut population);
    variants.extend(merge_two_lists(table, &mut population));
    variants
}

fn priors(table: &CaptureTable) -> Vec<PriorResult> {
    if table.lists() > MODEL_LISTS_MAX {
        return Vec::new();
    }
    let under = decomposable::under_other_weights(table, &decomposable::Settings::default());
    let result = |under: decomposable::UnderPrior| {
        let population_persons = under.result.ok()?.summary.median;
        Some(PriorResult { prior: format!("{} / cell", under.cell_weight), population_persons })
    };
    under.into_iter().filter_map(result).collect()
}

/// How chains agree: of a number that passed the gates, or of one that did not.
fn chains(found: &Result<Found, Why>) -> Option<ChainResult> {
    let of = |diagnosis: &Diagnosis| ChainResult {
        chains: diagnosis.medians.len(),
        r_hat: diagnosis.r_hat,
        ess_bulk: diagnosis.ess_bulk,
        ess_tail: diagnosis.ess_tail,
        medians_persons: diagnosis.medians.clone(),
    };
    match found {
        Ok(found) => found.diagnosis.as_ref().map(of),
        Err(Why::Method(refusal)) => match refusal.as_ref() {
            Refusal::Classes(lcmcr::Refusal::NotConverged { diagnosis, .. }) => Some(of(diagnosis)),
            Refusal::Classes(_) | Refusal::Graphs(_) | Refusal::NotEstimable(_) | Refusal::NothingToCompare => None,
        },
        Err(Why::TooFew | Why::NoUpperEnd | Why::NoStratum | Why::Pool(_)) => None,
    }
}

/// The sum of strata, and what one table of everybody would give.
fn totals(subject: &Subject<'_>, (fits, sum): (&[Fit<'_>], &Sum), memo: &mut Memo) -> Option<Totals> {
    if subject.strata.is_one() {
        return None;
    }
    let whole = sum.whole.as_ref().ok()?;
    let left_out = fits.iter().filter(|fit| fit.found.is_err() && documented(fit) > 0);
    let left_out: Vec<(String, u64)> = left_out.map(|fit| (fit.name.to_owned(), documented(fit))).collect();
    let everybody = if left_out.is_empty() { everybody(fits) } else { None };
    let pooled = everybody.and_then(|table| memo.answer(subject.of.method, &table, &subject.plan()).ok());
    #[expect(clippy::cast_precision_loss, reason = "a table holds at most 10^9 persons")]
    Some(Totals {
        pooled_persons: pooled.map(|found| found.population_persons),
        stratified_persons: whole.population() as f64,
        left_out,
        documented: fits.iter().map(documented).sum(),
    })
}

/// One table of all strata.
fn everybody(fits: &[Fit<'_>]) -> Option<CaptureTable> {
    let first = fits.iter().find_map(|fit| fit.table)?;
    let mut persons: BTreeMap<u32, u64> = BTreeMap::new();
    for (pattern, count) in fits.iter().filter_map(|fit| fit.table).flat_map(CaptureTable::patterns) {
        *persons.entry(pattern).or_default() += count;
    }
    CaptureTable::new(first.lists(), persons).ok()?.named(first.names().iter().cloned()).ok()
}
