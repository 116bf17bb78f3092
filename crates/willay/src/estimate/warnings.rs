//! What a reader must know before using a number, in plain sentences.

use ::estimate::{
    honesty::{Findings, LaterCount, ModelResult, Subtraction, Totals, Warning},
    log_linear::{Existence, Fit},
};

use super::{
    Estimated, Stratum,
    answer::{Found, Statistic},
    beside,
    language::in_english as persons,
    rivals::Kind,
    table::Input,
    total::Total,
};

/// Dependences of pairs that are told.
const PAIRS_SHOWN: usize = 4;

/// Methods that differ by more disagree.
const DISAGREE: f64 = 1.5;

/// Warnings of a stratum.
pub(crate) fn of(stratum: &Stratum, input: &Input) -> Vec<String> {
    let mut warnings = if stratum.name.is_empty() { input.notes.clone() } else { Vec::new() };
    warnings.extend(of_findings(stratum));
    warnings.extend(of_models(stratum));
    warnings.extend(of_answers(stratum));
    warnings
}

/// Warnings of the whole: differences, what others documented, one table of everybody.
pub(crate) fn of_whole(estimated: &Estimated<'_>) -> Vec<String> {
    let standing = super::summary::standing(&estimated.strata);
    let of = |totals: &'_ [Total]| {
        totals.iter().position(|one| Some(one.method.as_str()) == standing).or((!totals.is_empty()).then_some(0))
    };
    let mut findings = Findings::default();
    for difference in &estimated.differences {
        findings.subtractions.extend(of(&difference.totals).map(|at| Subtraction {
            name: difference.name.clone(),
            persons: difference.totals[at].population_persons,
            documented: difference.totals[at].documented,
        }));
    }
    if let Some(total) = of(&estimated.totals).map(|at| &estimated.totals[at]) {
        findings.totals = Some(Totals {
            pooled_persons: estimated.pooled_persons,
            stratified_persons: total.population_persons,
            // Said below the totals, for each method.
            left_out: Vec::new(),
            documented: total.documented,
        });
    }
    let mut warnings = findings.warnings();
    for rival in estimated.rivals.iter().filter(|rival| rival.kind == Kind::Documented) {
        let high = beside::numbers(estimated, rival.about.as_deref())
            .iter()
            .filter(|one| !one.is_bound)
            .map(|one| one.high)
            .fold(0.0, f64::max);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked: finite, not negative")]
        let later = vec![LaterCount { source: rival.name.clone(), documented: rival.persons as u64 }];
        let findings = Findings { high_persons: Some(high).filter(|high| *high > 0.0), later, ..Findings::default() };
        warnings.extend(findings.warnings());
    }
    warnings.iter().map(|warning| format!("[{}] {warning} {}", warning.code(), warning.advice())).collect()
}

/// What the table, the models and the hills of a posterior tell, under the stable codes of the field's pitfalls.
fn of_findings(stratum: &Stratum) -> Vec<String> {
    let standing = super::summary::standing(std::slice::from_ref(stratum));
    let found = stratum.answers.iter().find(|answer| Some(answer.method.as_str()) == standing);
    let found = found.and_then(|answer| answer.outcome.as_ref().ok());
    let models: Vec<ModelResult> = stratum.models.iter().flat_map(|models| &models.fits).map(result_of).collect();
    let findings = Findings {
        table: Some(&stratum.table),
        population_persons: found.map(|found| found.population_persons),
        high_persons: found.map(|found| found.high).filter(|high| high.is_finite()),
        chosen: models.first().cloned(),
        models,
        variants: stratum.variants.clone(),
        priors: stratum.priors.clone(),
        ..Findings::default()
    };
    let mut warnings = Vec::new();
    let mut pairs = 0;
    for warning in findings.warnings() {
        let is_pair = matches!(warning, Warning::DependentPair { .. });
        pairs += usize::from(is_pair);
        if is_pair && pairs > PAIRS_SHOWN {
            continue;
        }
        // What to do about dependent pairs is said with the first of them.
        let advice = if is_pair && pairs > 1 { "" } else { warning.advice() };
        warnings.push(format!("[{}] {warning} {advice}", warning.code()).trim_end().to_owned());
    }
    if pairs > PAIRS_SHOWN {
        warnings.push(format!("[W2] {} more pairs depend on each other within a third list.", pairs - PAIRS_SHOWN));
    }
    warnings
}

fn result_of(fit: &Fit) -> ModelResult {
    ModelResult {
        model: fit.model.to_string(),
        population_persons: fit.population_persons,
        bic: fit.bic,
        existence: Existence::Exists,
    }
}

fn of_models(stratum: &Stratum) -> Vec<String> {
    let Some(models) = &stratum.models else { return Vec::new() };
    let mut warnings = Vec::new();
    if !models.is_exhaustive {
        let words = if stratum.table.lists() == 6 { " (--exhaustive 6 fits all 7,785,061, in minutes)" } else { "" };
        warnings.push(format!(
            "The log-linear models were searched downhill, {} of them: a better one may be elsewhere{words}.",
            persons(models.examined as f64)
        ));
    }
    warnings
}

fn of_answers(stratum: &Stratum) -> Vec<String> {
    let mut warnings = Vec::new();
    let found: Vec<(&str, &Found)> = (stratum.answers.iter())
        .filter_map(|answer| Some((answer.title.as_str(), answer.outcome.as_ref().ok()?)))
        .collect();
    let numbers = || found.iter().filter(|(_, found)| found.statistic != Statistic::LowerBound);
    let least = numbers().min_by(|one, other| one.1.population_persons.total_cmp(&other.1.population_persons));
    let most = numbers().max_by(|one, other| one.1.population_persons.total_cmp(&other.1.population_persons));
    if let (Some((low_title, low)), Some((high_title, high))) = (least, most) {
        if high.population_persons > DISAGREE * low.population_persons {
            warnings.push(format!(
                "The methods disagree: {} by \"{low_title}\", {} by \"{high_title}\". The table alone cannot say which is right.",
                persons(low.population_persons),
                persons(high.population_persons)
            ));
        }
        if let Some((title, bound)) = found
            .iter()
            .filter(|(_, one)| one.statistic == Statistic::LowerBound)
            .max_by(|one, other| one.1.low.total_cmp(&other.1.low))
            && bound.low > low.population_persons
        {
            warnings.push(format!(
                "\"{low_title}\" lies below the lower bound's own interval (\"{title}\", from {}): persons differ, and it \
                 takes them as alike.",
                persons(bound.low)
            ));
        }
    }
    let open: Vec<String> =
        found.iter().filter(|(_, found)| found.high.is_infinite()).map(|(title, _)| format!("\"{title}\"")).collect();
    if !open.is_empty() {
        warnings.push(format!("The table sets no upper bound by {}.", shortened(&open)));
    }
    if found.is_empty() {
        warnings.push("No method gives a number for this table; the reasons stand with the methods.".to_owned());
    }
    warnings
}

fn shortened(parts: &[String]) -> String {
    let shown = 6;
    let more = if parts.len() > shown { format!(" and {} more", parts.len() - shown) } else { String::new() };
    format!("{}{more}", parts.iter().take(shown).cloned().collect::<Vec<_>>().join(", "))
}
