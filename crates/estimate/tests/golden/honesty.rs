//! The warnings on published tables.

use estimate::{
    decomposable::{Settings, average},
    honesty::{BAND, Findings, ModelResult, Warning, dependence_band, no_highest_interaction},
    log_linear::{Existence, Options, search},
};

use super::data::{close, table};

fn models(table: &estimate::CaptureTable) -> Vec<ModelResult> {
    let found = search(table, &Options::default()).unwrap();
    let model = |fit: &estimate::log_linear::Fit| ModelResult {
        model: fit.model.to_string(),
        population_persons: fit.population_persons,
        bic: fit.bic,
        existence: Existence::Exists,
    };
    found.fits.iter().map(model).collect()
}

#[test]
fn kosovo_has_three_rival_models_and_a_wide_band() {
    let Some(table) = table("kosovo_lcmcr") else { return };
    let models = models(&table);
    let population_persons = Some(models[0].population_persons);
    let warnings = Findings { table: Some(&table), population_persons, models, ..Findings::default() }.warnings();
    let codes: Vec<&str> = warnings.iter().map(Warning::code).collect();
    assert!(codes.contains(&"W2") && codes.contains(&"W4") && codes.contains(&"W5"), "{codes:?}");
    let rivals = warnings.iter().find(|warning| warning.code() == "W4").unwrap().to_string();
    assert!(rivals.ends_with("from 10,357 ([123,14,34]) to 18,393 ([134,12,23])."), "{rivals}");
    let at_one = no_highest_interaction(&table).unwrap();
    close("no highest interaction", at_one, 16_941.880_425, 1e-9);
    let band: Vec<f64> = dependence_band(4_400, at_one, &BAND).iter().map(|point| point.population_persons).collect();
    for (found, wanted) in band.into_iter().zip([10_671.0, 12_761.0, 16_942.0, 23_213.0, 29_484.0]) {
        close("band", found, wanted, 5e-5);
    }
}

/// A single default run of a sampler shows one hill here, the average over graphs both.
#[test]
fn the_netherlands_have_hills_and_rival_models() {
    let Some(table) = table("ned_5") else { return };
    let posterior = average(&table, &Settings::default()).unwrap();
    let findings = Findings {
        table: Some(&table),
        population_persons: Some(posterior.summary.median),
        models: models(&table),
        hills_persons: posterior.hills.iter().map(|hill| hill.at).collect(),
        ..Findings::default()
    };
    let codes: Vec<&str> = findings.warnings().iter().map(Warning::code).collect();
    assert!(codes.contains(&"W7") && codes.contains(&"W8"), "{codes:?}");
}
