//! Hierarchical log-linear models against the answers of Rcapture 1.4-4 and SparseMSE 2.0.1.

use estimate::log_linear::{Existence, Fit, Model, existence, fit};

use super::{
    data::{close, near, rows, table},
    stopped,
};

/// Every model of a file: population, deviance, both criteria to 1e-6, standard error to 1e-5.
///
/// Where an answer differs by more, R's iteration is run and stopped where R stops it, and must give R's number: the
/// difference is then the reference's distance from its own maximum (see `stopped`).
fn every_model(table_name: &str, file: &str) {
    let (Some(table), Some(rows)) = (table(table_name), rows(file, ';')) else { return };
    let (mut same, mut stopped_early, mut at_infinity, mut flagged) = (0, 0, 0, 0);
    for row in &rows {
        let model = Model::parse(table.lists(), &row.model).unwrap();
        let columns: Vec<u32> = [0]
            .into_iter()
            .chain((0..table.lists()).map(|list| 1 << list))
            .chain(model.interactions().iter().copied())
            .collect();
        // Codes other than 0 are R's own warnings that it did not fit well.
        match fit(&table, &model) {
            Ok(found) if is_same(&found, &row.numbers) => same += 1,
            _ if row.numbers[6] > 0.0 => flagged += 1,
            // The programme proves that there is no maximum; R stopped somewhere on the way to infinity.
            Err(found) => {
                assert!(found == existence(&table, &model) && found != Existence::Exists, "{file} {model}: {found:?}");
                at_infinity += 1;
            }
            Ok(found) => {
                let there = stopped::run(&table, &columns);
                let what = format!("{file} {model}, stopped as R stops");
                close(&what, there.population, row.numbers[0], 1e-6);
                close(&what, there.standard_error, row.numbers[1], 1e-5);
                near(&what, there.deviance, row.numbers[2], 1e-6 * row.numbers[2].abs() + 1e-6);
                close(&format!("{what}: N"), found.population_persons, row.numbers[0], 1e-5);
                stopped_early += 1;
            }
        }
    }
    println!(
        "{file}: {same} same, {stopped_early} stopped early, {at_infinity} at infinity, {flagged} flagged, of {}",
        rows.len()
    );
    assert!(same > 0 && same > 9 * stopped_early);
}

fn is_same(found: &Fit, wanted: &[f64]) -> bool {
    let close = |found: f64, wanted: f64, relative: f64| (found - wanted).abs() <= relative * wanted.abs();
    close(found.population_persons, wanted[0], 1e-6)
        && close(found.standard_error_persons, wanted[1], 1e-5)
        && (found.deviance - wanted[2]).abs() <= 1e-6 * wanted[2] + 1e-6
        && found.degrees_of_freedom as f64 == wanted[3]
        && close(found.aic, wanted[4], 1e-6)
        && close(found.bic, wanted[5], 1e-6)
}

#[test]
fn every_model_of_three_and_four_lists_is_as_in_rcapture() {
    every_model("my_spina3", "rcapture_my_spina3_mo2.csv");
    every_model("kosovo_lcmcr", "rcapture_kosovo_lcmcr_mo3.csv");
}

#[test]
fn every_model_of_five_lists_is_as_in_rcapture() {
    every_model("my_five", "rcapture_my_five_mo2.csv");
    every_model("my_five", "rcapture_my_five_mo4.csv");
    every_model("ukdat_5", "rcapture_ukdat_5_mo2.csv");
    every_model("ukdat_5", "rcapture_ukdat_5_mo4.csv");
    every_model("ned_5", "rcapture_ned_5_mo2.csv");
    every_model("ned_5", "rcapture_ned_5_mo4.csv");
}

#[test]
fn models_of_six_lists_are_as_in_rcapture() {
    every_model("ukdat", "rcapture_ukdat_mo2.csv");
    every_model("ned", "rcapture_ned_mo2.csv");
}
