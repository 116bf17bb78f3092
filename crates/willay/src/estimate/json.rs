//! The result for programs. It depends on the table, the options and the program's version only: no times.

use ::estimate::{CaptureTable, honesty::Variant, pool::LinkagePool};
use serde_json::{Value, json};

use super::{
    Estimated, Stratum,
    answer::Answer,
    beside::{self, Compared, RuleLine},
    cells::Cells,
    gather,
    linkages::Pooled,
    loglinear::Models,
    parts::Part,
    total::Total,
};

/// The result.
pub(crate) fn of(estimated: &Estimated<'_>) -> Value {
    let input = &estimated.input;
    json!({
        "program": "willay",
        "version": env!("CARGO_PKG_VERSION"),
        "seed": estimated.options.methods.seed,
        "level": estimated.level.share(),
        "replicates": estimated.options.methods.replicates,
        "min_cell": estimated.options.results.min_cell,
        "input": {
            "file": input.path.file_name().map(|name| name.to_string_lossy()),
            "sha256": input.sha256,
            "rows": input.rows,
            "count_column": input.count,
            "notes": input.notes,
        },
        "strata": estimated.strata.iter().map(|stratum| of_stratum(stratum, estimated)).collect::<Vec<_>>(),
        "partial_pooling": estimated.poolings.iter().map(|pooling| json!({
            "title": pooling.title,
            "ln_mean": pooling.pool.as_ref().map(|pool| pool.ln_mean),
            "ln_variance_between": pooling.pool.as_ref().map(|pool| pool.ln_variance_between),
            "strata": pooling.pool.as_ref().map(|pool| pool.strata.len()),
            "foretold_by_the_others": pooling.pool.as_ref().map(|pool| pool.foretold),
        })).collect::<Vec<_>>(),
        "linkages": estimated.input.linkages.len(),
        "over_linkages": estimated.pooled.iter().map(of_pooled).collect::<Vec<_>>(),
        "gather": gather::items(estimated).iter().map(|answer| json!({
            "item": answer.item.number,
            "question": answer.item.question,
            "answer": answer.text,
        })).collect::<Vec<_>>(),
        "warnings": estimated.warnings,
        "selection_rules": beside::rules(estimated).iter().map(of_rule).collect::<Vec<_>>(),
        "from_one_table_persons": estimated.pooled_persons,
        "parts": estimated.parts.iter().map(|part| of_part(part, estimated.options.results.min_cell)).collect::<Vec<_>>(),
        "differences": estimated.differences.iter().map(|one| json!({
            "name": one.name,
            "whole": one.whole,
            "part": one.part,
            "totals": one.totals.iter().map(of_part_total).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "rivals": beside::compared(estimated).iter().map(of_rival).collect::<Vec<_>>(),
        "totals": estimated.totals.iter().map(|total| of_total(total, estimated.options.results.min_cell)).collect::<Vec<_>>(),
    })
}

fn of_stratum(stratum: &Stratum, estimated: &Estimated<'_>) -> Value {
    json!({
        "stratum": (!stratum.name.is_empty()).then_some(&stratum.name),
        "table": of_table(&stratum.table, estimated.options.results.min_cell),
        "methods": stratum.answers.iter().map(of_answer).collect::<Vec<_>>(),
        "selection_rules": stratum.rules.iter().map(of_answer).collect::<Vec<_>>(),
        "log_linear": stratum.models.as_ref().map(of_models),
        "under_other_priors": stratum.priors,
        "from_fewer_lists": stratum.variants.iter().map(of_variant).collect::<Vec<_>>(),
        "warnings": stratum.warnings,
    })
}

fn of_table(table: &CaptureTable, least: u64) -> Value {
    let cells = Cells::new(table, least);
    let patterns = table.patterns().map(|(pattern, _)| {
        let name: String = (0..table.lists()).map(|list| if pattern >> list & 1 == 1 { '1' } else { '0' }).collect();
        json!({ "pattern": name, "persons": cells.persons(pattern) })
    });
    let overlap = table.overlap();
    let pairs =
        overlap.pairs.iter().map(|pair| json!({ "lists": [pair.first, pair.second], "persons": cells.sum(pair.both) }));
    json!({
        "documented": visible(table.documented(), least),
        "lists": overlap.lists.iter().map(|list| json!({
            "name": list.name,
            "persons": cells.sum(list.persons),
        })).collect::<Vec<_>>(),
        "pairs": pairs.collect::<Vec<_>>(),
        "patterns": patterns.collect::<Vec<_>>(),
        "hidden_cells": cells.hidden(),
        "sums_rounded_to": cells.hides_any().then(|| cells.least()),
    })
}

/// `null` where a count is too small to be shown.
fn visible(persons: u64, least: u64) -> Option<u64> {
    (!(1..least).contains(&persons)).then_some(persons)
}

fn of_answer(answer: &Answer) -> Value {
    match &answer.outcome {
        Ok(found) => json!({
            "method": answer.method,
            "title": answer.title,
            "documented": found.documented,
            "population_persons": found.population_persons,
            "statistic": found.statistic.word(),
            "undocumented_persons": found.population_persons - found.documented as f64,
            "standard_error_persons": finite(found.standard_error_persons),
            "low": found.low,
            "high": finite(found.high),
            "interval": found.interval,
            "model": found.model,
            "assumptions": found.assumptions,
            "notes": found.notes,
            "draws": found.draws.len(),
        }),
        Err(why) => json!({ "method": answer.method, "title": answer.title, "refusal": why }),
    }
}

fn of_models(models: &Models) -> Value {
    json!({
        "examined": models.examined,
        "without_maximum": models.without_maximum,
        "is_exhaustive": models.is_exhaustive,
        "best": models.fits.iter().map(|fit| json!({
            "model": fit.model.to_string(),
            "population_persons": fit.population_persons,
            "standard_error_persons": fit.standard_error_persons,
            "deviance": fit.deviance,
            "degrees_of_freedom": fit.degrees_of_freedom,
            "aic": fit.aic,
            "aicc": finite(fit.aicc),
            "bic": fit.bic,
        })).collect::<Vec<_>>(),
        "near_best": models.average.as_ref().map(|average| json!(average.near_best_persons)),
        "median_of_average": models.average.as_ref().map(|average| average.median_persons),
        "bootstrap": models.bootstrap.as_ref().map(|drawn| json!({
            "replicates": drawn.draws_persons.len(),
            "without_estimate": drawn.without_estimate,
            "bias_correction": drawn.bias_correction,
            "acceleration": drawn.acceleration,
            "chosen": drawn.chosen.iter().map(|(model, share)| json!({ "model": model.to_string(), "share": share })).collect::<Vec<_>>(),
        })),
    })
}

fn of_rule(line: &RuleLine<'_>) -> Value {
    json!({
        "rule": line.key,
        "title": line.title,
        "reason": line.reason,
        "population_persons": line.population_persons,
        "low": line.low,
        "high": finite(line.high),
        "strata": line.strata.0,
        "of_strata": line.strata.1,
    })
}

fn of_part(part: &Part, least: u64) -> Value {
    json!({
        "name": part.name,
        "values": part.values,
        "documented": visible(part.documented, least),
        "documented_rounded_to": (part.rounding > 1).then_some(part.rounding),
        // Persons of a part in a stratum are told nowhere: beside those of the stratum they would tell small cells.
        "strata": part.strata.iter().map(|stratum| json!({
            "stratum": (!stratum.name.is_empty()).then_some(&stratum.name),
            "has_number_by": stratum.answers.iter().filter(|one| one.outcome.is_ok()).map(|one| &one.method).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "totals": part.totals.iter().map(of_part_total).collect::<Vec<_>>(),
        "selection_rules": beside::of_totals(&part.rules).iter().map(of_rule).collect::<Vec<_>>(),
    })
}

fn of_rival(one: &Compared<'_>) -> Value {
    let rival = one.rival;
    json!({
        "name": rival.name,
        "persons": rival.persons,
        "low": rival.low,
        "high": rival.high,
        "source": rival.source,
        "reason": rival.reason,
        "about": rival.about,
        "kind": rival.kind.word(),
        "within_intervals_of": one.within,
        "of_methods": one.of,
        "refuted_by": one.refuted_by.as_ref().map(|(source, documented)| json!({ "source": source, "documented": documented })),
    })
}

fn of_variant(variant: &Variant) -> Value {
    match &variant.population_persons {
        Ok(population) => json!({ "change": variant.change, "population_persons": population }),
        Err(why) => json!({ "change": variant.change, "refusal": why }),
    }
}

fn of_pooled(pooled: &Pooled) -> Value {
    match &pooled.outcome {
        Ok(LinkagePool { combined, refused, .. }) => json!({
            "method": pooled.method,
            "title": pooled.title,
            "documented": combined.documented,
            "population_persons": combined.population_persons,
            "low": combined.low,
            "high": finite(combined.high),
            "share_of_variance_due_to_linkage": combined.share_between,
            "linkages": combined.replicates,
            "refused": refused.len(),
        }),
        Err(why) => json!({ "method": pooled.method, "title": pooled.title, "refusal": why }),
    }
}

/// Of a part or a difference: what its strata document is not told.
fn of_part_total(total: &Total) -> Value {
    of_total_with(total, &|_| None)
}

fn of_total(total: &Total, least: u64) -> Value {
    of_total_with(total, &|documented| visible(documented, least))
}

fn of_total_with(total: &Total, visible: &dyn Fn(u64) -> Option<u64>) -> Value {
    json!({
        "method": total.method,
        "title": total.title,
        "statistic": total.statistic.word(),
        "documented": total.documented,
        "population_persons": total.population_persons,
        "low": total.low,
        "high": finite(total.high),
        "strata": total.strata,
        "left_out": total.left_out.iter().map(|(name, documented, why)| json!({
            "stratum": name,
            "documented": visible(*documented),
            "reason": why,
        })).collect::<Vec<_>>(),
    })
}

/// JSON has no infinity: `null` means that the table sets no bound.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
