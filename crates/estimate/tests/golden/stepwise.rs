//! Stepwise pairs against the answers of SparseMSE 2.0.1 (Chan, Silverman & Vincent 2021).

use estimate::{
    CaptureTable, Level,
    log_linear::{Existence, Model, Stepwise, existence, fit, stepwise},
};

use super::{
    data::{close, near, table},
    stopped,
};

/// Table, pairs in order (columns from 1), population, low, high, AIC.
type Answer = (&'static str, &'static [&'static str], [f64; 4]);

const ANSWERS: [Answer; 4] = [
    ("kosovo_lcmcr", &["23", "34", "13", "12", "14"], [14_341.663_8, 12_541.280_8, 16_540.187_9, 161.317_65]),
    ("ukdat_5", &["12", "25", "35", "13", "45", "24"], [11_312.990_3, 9_884.402_8, 13_027.396_7, 127.598_63]),
    ("ned_5", &[], [121_521.613_7, 98_675.432_3, 150_138.911_3, 143.786_99]),
    ("artificial_3", &[], [539.093_9, 278.654_2, 1_170.885_1, 36.147_42]),
];

#[test]
fn pairs_are_added_in_the_order_of_the_source() {
    for (name, pairs, [population, low, high, aic]) in ANSWERS {
        let Some(table) = table(name) else { continue };
        let found = stepwise(&table, 0.02, Level::USUAL).unwrap();
        let added: Vec<String> = found.steps.iter().map(|step| digits(step.pair)).collect();
        assert!(pairs.is_empty() || added == pairs, "{name}: {added:?}");
        close(name, found.fit.population_persons, population, 1e-6);
        ends(name, &table, &found, [low, high]);
        near(&format!("{name}, AIC"), found.fit.aic, aic, 1e-5);
    }
}

/// The interval's ends to 1e-5, or to 1e-6 by R's own iteration, whose error of the intercept lags one step behind.
fn ends(name: &str, table: &CaptureTable, found: &Stepwise, [low, high]: [f64; 2]) {
    let is_same = |found: f64, wanted: f64, relative: f64| (found - wanted).abs() <= relative * wanted;
    if is_same(found.interval.low, low, 1e-5) && is_same(found.interval.high, high, 1e-5) {
        return;
    }
    assert!(found.fit.boundary.is_empty(), "{name}: {:?}", found.interval);
    let singles = (0..table.lists()).map(|list| 1 << list);
    let sets: Vec<u32> = [0].into_iter().chain(singles).chain(found.fit.model.interactions().iter().copied()).collect();
    let there = stopped::run(table, &sets);
    let documented = table.documented() as f64;
    let undocumented = there.population - documented;
    let error = ((there.standard_error.powi(2) - undocumented) / undocumented.powi(2)).sqrt();
    let spread = (1.959_963_984_540_054 * error).exp();
    close(&format!("{name}, low as R stops"), documented + undocumented / spread, low, 1e-6);
    close(&format!("{name}, high as R stops"), documented + undocumented * spread, high, 1e-6);
}

#[test]
fn six_lists_end_where_the_source_ends() {
    for (name, terms, [population, low, high], aic) in [
        ("ukdat", Some(7), [11_417.991, 9_977.283, 13_145.657], 162.659_05),
        ("ned", None, [111_139.371, 92_439.858, 133_991.467], 207.184_86),
    ] {
        let Some(table) = table(name) else { continue };
        let found = stepwise(&table, 0.02, Level::USUAL).unwrap();
        assert!(terms.is_none_or(|terms| terms == found.steps.len()), "{name}: {:?}", found.steps);
        close(name, found.fit.population_persons, population, 1e-6);
        ends(name, &table, &found, [low, high]);
        near(&format!("{name}, AIC"), found.fit.aic, aic, 1e-5);
    }
}

#[test]
fn all_pairs_and_independence_are_as_in_the_source() {
    for (name, independent, all_pairs) in [
        ("kosovo_lcmcr", 7_394.586_7, 14_402.489_0),
        ("ukdat_5", 13_444.131_2, 11_232.531_4),
        ("ukdat", 12_213.995, 10_568.707),
        ("ned_5", 52_923.894_3, 45_135.438_3),
        ("ned", 52_823.464, 47_683.224),
    ] {
        let Some(table) = table(name) else { continue };
        let lists = table.lists();
        let pairs: Vec<u32> = (0..1_u32 << lists).filter(|set| set.count_ones() == 2).collect();
        let main = fit(&table, &Model::main_effects(lists)).unwrap();
        close(name, main.population_persons, independent, 1e-6);
        let all = fit(&table, &Model::of_generators(lists, &pairs).unwrap()).unwrap();
        close(&format!("{name}, all pairs"), all.population_persons, all_pairs, 1e-6);
    }
}

#[test]
fn existence_has_the_codes_of_the_source() {
    let Some(table) = table("artificial_3") else { return };
    let code = |name: &str| existence(&table, &Model::parse(3, name).unwrap());
    assert_eq!(code("[12,13,23]"), Existence::NotIdentified);
    assert_eq!(code("[12,3]"), Existence::NoMaximum);
    assert_eq!(code("[13,23]"), Existence::Exists);
}

fn digits(pair: u32) -> String {
    (0..32).filter(|list| pair >> list & 1 == 1).map(|list| (list + 1).to_string()).collect()
}
