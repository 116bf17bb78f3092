//! Each warning is fired once and held back once.

use proptest::prelude::*;

use super::*;
use crate::{
    capture::float,
    honesty::{leave_one_list_out, merge_two_lists},
};

fn codes(findings: &Findings<'_>) -> Vec<&'static str> {
    findings.warnings().iter().map(Warning::code).collect()
}

/// Three lists that meet as if by chance: half of 800 persons on each.
fn even() -> CaptureTable {
    CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100))).unwrap()
}

fn model(name: &str, population_persons: f64, bic: f64) -> ModelResult {
    ModelResult { model: name.to_owned(), population_persons, bic, existence: Existence::Exists }
}

fn variant(change: &str, population_persons: f64) -> Variant {
    Variant { change: change.to_owned(), documented: 500, population_persons: Ok(population_persons) }
}

#[test]
fn a_good_table_and_a_steady_estimate_warn_of_nothing() {
    let table = even();
    let findings = Findings {
        table: Some(&table),
        population_persons: Some(800.0),
        high_persons: Some(840.0),
        models: vec![model("[1,2,3]", 800.0, 50.0), model("[12,3]", 810.0, 51.0), model("[12,23]", 2_000.0, 52.5)],
        chosen: Some(model("[1,2,3]", 800.0, 50.0)),
        cut_off: Some((1e-9, 100_000.0)),
        chains: Some(ChainResult {
            chains: 4,
            r_hat: 1.004,
            ess_bulk: 2_000.0,
            ess_tail: 900.0,
            medians_persons: vec![800.0, 801.0, 799.0, 800.0],
        }),
        hills_persons: vec![799.0],
        variants: vec![variant("without list 1", 790.0), variant("without list 2", 830.0)],
        priors: vec![
            PriorResult { prior: "1/N".to_owned(), population_persons: 800.0 },
            PriorResult { prior: "uniform".to_owned(), population_persons: 803.0 },
        ],
        later: vec![LaterCount { source: "the register of 2020".to_owned(), documented: 790 }],
        totals: Some(Totals {
            pooled_persons: Some(880.0),
            stratified_persons: 800.0,
            left_out: Vec::new(),
            documented: 700,
        }),
        replicates: Some(10),
        ..Findings::default()
    };
    assert_eq!(codes(&findings), Vec::<&str>::new(), "{:?}", findings.warnings());
    assert!(Findings::default().warnings().is_empty());
}

#[test]
fn w1_and_w2_speak_of_the_lists() {
    let two = CaptureTable::new(3, [(0b001, 50), (0b010, 40), (0b011, 12)]).unwrap();
    let found = Findings { table: Some(&two), ..Findings::default() }.warnings();
    assert_eq!(found[0].to_string(), "2 lists carry information: list 3 holds nobody.");
    let twins = CaptureTable::new(2, [(0b11, 12)]).unwrap();
    assert_eq!(codes(&Findings { table: Some(&twins), ..Findings::default() }), ["W1"]);
    let apart = CaptureTable::new(3, [(1, 50), (2, 40), (4, 40), (3, 12), (5, 9)]).unwrap();
    let found = Findings { table: Some(&apart), ..Findings::default() }.warnings();
    assert_eq!(found[0], Warning::NoOverlap { pairs: vec![["list 2".to_owned(), "list 3".to_owned()]] });
    let attract = CaptureTable::new(3, [(7, 40), (5, 10), (6, 10), (4, 40), (1, 30), (2, 30), (3, 60)]).unwrap();
    let found = Findings { table: Some(&attract), ..Findings::default() }.warnings();
    assert!(matches!(&found[0], Warning::DependentPair { ratio, .. } if *ratio > 3.0), "{found:?}");
    assert!(found[0].to_string().starts_with("Within list 3, list 1 and list 2 attract each other: odds ratio 14"));
}

#[test]
fn w3_speaks_of_a_model_without_a_maximum() {
    let chosen = ModelResult { existence: Existence::NotIdentified, ..model("[12,13,23]", f64::NAN, f64::NAN) };
    let found = Findings { chosen: Some(chosen), ..Findings::default() }.warnings();
    assert_eq!(found[0].to_string(), "Model [12,13,23] is not identified by this table (code 2).");
    assert!(Findings { chosen: Some(model("[1,2,3]", 9.0, 1.0)), ..Findings::default() }.warnings().is_empty());
}

/// Kosovo: the three best models by BIC (Rcapture's numbers) lie within 0.93 units.
#[test]
fn w4_speaks_of_models_that_fit_alike() {
    let models = vec![
        model("[123,14,34]", 10_356.5, 203.0296),
        model("[123,134]", 12_741.0, 203.1134),
        model("[134,12,23]", 18_393.3, 203.9573),
        model("[1,2,3,4]", 7_394.6, 389.3),
    ];
    let found = Findings { models: models.clone(), ..Findings::default() }.warnings();
    assert!(matches!(&found[0], Warning::RivalModels { models: 3, highest, .. } if highest.0 == "[134,12,23]"));
    assert!(Findings { models: models[..2].to_vec(), ..Findings::default() }.warnings().is_empty());
}

#[test]
fn w5_and_w8_speak_of_what_the_table_does_not_show() {
    let table = even();
    let with =
        |population| Findings { table: Some(&table), population_persons: Some(population), ..Findings::default() };
    assert_eq!(codes(&with(900.0)), Vec::<&str>::new()); // 800 to 1,100
    assert_eq!(codes(&with(1_400.0)), ["W5"]); // 1,050 to 2,100
    assert_eq!(codes(&with(3_600.0)), ["W5", "W8"]);
}

#[test]
fn w6_and_w7_speak_of_the_posterior() {
    let cut_off = |share| Findings { cut_off: Some((share, 150_000.0)), ..Findings::default() };
    assert_eq!(cut_off(0.126).warnings()[0].to_string(), "12.6 % of the posterior lies above 150,000 persons.");
    assert_eq!(codes(&cut_off(f64::NAN)), ["W6"]);
    assert!(cut_off(0.0009).warnings().is_empty());
    let sound = ChainResult { chains: 4, r_hat: 1.0, ess_bulk: 500.0, ess_tail: 450.0, medians_persons: vec![7.0; 4] };
    for bad in [
        ChainResult { chains: 1, ..sound.clone() },
        ChainResult { r_hat: 1.02, ..sound.clone() },
        ChainResult { r_hat: f64::NAN, ..sound.clone() },
        ChainResult { ess_bulk: 399.0, ..sound.clone() },
        ChainResult { ess_tail: 20.0, ..sound.clone() },
    ] {
        assert_eq!(codes(&Findings { chains: Some(bad), ..Findings::default() }), ["W7"]);
    }
    assert!(Findings { chains: Some(sound), ..Findings::default() }.warnings().is_empty());
    let hills = Findings { hills_persons: vec![47_757.0, 161_531.0], ..Findings::default() };
    assert_eq!(hills.warnings()[0].to_string(), "The posterior has hills at 47,757 and 161,531 persons.");
}

#[test]
fn w9_and_w10_speak_of_what_decides() {
    let mut variants = vec![variant("without list 1", 700.0), variant("list 1 and list 2 as one", 1_100.0)];
    let with = |variants: &[Variant]| Findings {
        population_persons: Some(800.0),
        variants: variants.to_vec(),
        ..Findings::default()
    };
    let found = with(&variants).warnings();
    assert!(matches!(&found[0], Warning::ListDecides { not_estimable: 0, .. }), "{found:?}");
    variants[1] = Variant { population_persons: Err("the lists share nobody".to_owned()), ..variants[1].clone() };
    assert!(with(&variants).warnings().is_empty());
    let prior = |prior: &str, population_persons| PriorResult { prior: prior.to_owned(), population_persons };
    let priors = vec![prior("Beta(1, 1)", 900.0), prior("Beta(1, 4)", 1_200.0)];
    assert_eq!(codes(&Findings { priors: priors.clone(), ..Findings::default() }), ["W10"]);
    assert!(Findings { priors: priors[..1].to_vec(), ..Findings::default() }.warnings().is_empty());
}

#[test]
fn w11_speaks_of_differences_and_of_what_was_found_later() {
    let of = |persons| {
        let subtraction = Subtraction { name: "Shining Path".to_owned(), persons, documented: 9_243 };
        Findings { subtractions: vec![subtraction], ..Findings::default() }.warnings()
    };
    assert!(of(8_000.0)[0].to_string().contains("fewer than are documented"));
    assert!(!of(20_000.0)[0].to_string().contains("fewer"));
    let later = vec![LaterCount { source: "the registry".to_owned(), documented: 9_500 }];
    let with = |high| Findings { high_persons: Some(high), later: later.clone(), ..Findings::default() };
    assert_eq!(codes(&with(9_000.0)), ["W11"]);
    assert!(with(9_600.0).warnings().is_empty());
}

/// Peru (1980-2000): 215,000 from one table, 62,000 from strata.
#[test]
fn w12_to_w14_speak_of_totals_and_replicates() {
    let totals = Totals {
        pooled_persons: Some(215_324.0),
        stratified_persons: 62_440.0,
        left_out: vec![("place unknown".to_owned(), 2_639)],
        documented: 24_692,
    };
    let found = Findings { totals: Some(totals), replicates: Some(5), ..Findings::default() };
    assert_eq!(codes(&found), ["W12", "W13", "W14"]);
    let text = found.warnings()[0].to_string();
    assert_eq!(text, "1 stratum has no estimate (place unknown): 2,639 documented persons, 10.7 % of all.");
}

#[test]
fn kosovo_moves_with_its_lists() {
    let counts = [1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27];
    let table = CaptureTable::new(4, (1..).zip(counts)).unwrap();
    let estimate = |table: &CaptureTable| {
        crate::log_linear::estimate(table, crate::log_linear::Criterion::Bic).map(|found| found.population_persons)
    };
    let mut variants = leave_one_list_out(&table, estimate);
    variants.extend(merge_two_lists(&table, estimate));
    assert_eq!(variants.len(), 4 + 6);
    assert!(variants.iter().all(|variant| variant.population_persons.is_ok()), "{variants:?}");
    let findings = Findings { population_persons: Some(10_356.5), variants, ..Findings::default() };
    assert_eq!(codes(&findings), ["W9"]);
}

#[test]
fn every_warning_has_its_code_and_sentences() {
    let table = CaptureTable::new(3, [(1, 400), (2, 300), (4, 200), (3, 20), (5, 15)]).unwrap();
    for warning in (Findings { table: Some(&table), population_persons: Some(9e9), ..Findings::default() }).warnings() {
        assert!(warning.code().starts_with('W'));
        for sentence in [warning.to_string(), warning.why().to_owned(), warning.advice().to_owned()] {
            assert!(sentence.ends_with('.') && !sentence.contains("NaN"), "{sentence}");
        }
    }
}

/// Of 100 tables each: lists that ignore each other, and a first list that makes the second three times as likely.
#[test]
fn dependence_of_two_lists_is_seen_in_nine_tables_of_ten() {
    let mut chance = crate::chance::Chance::new(48, 0);
    let mut fired = |attraction: f64| {
        let one = |chance: &mut crate::chance::Chance| {
            let person = |_| {
                [0.3, 0.25, 0.35, 0.3].iter().enumerate().fold(0_u32, |pattern, (list, share)| {
                    let share = if list == 1 && pattern & 1 == 1 { attraction * share } else { *share };
                    pattern | u32::from(chance.uniform() < share) << list
                })
            };
            let table = CaptureTable::from_clusters(4, (0..1_000).map(person).collect::<Vec<u32>>()).unwrap();
            codes(&Findings { table: Some(&table), ..Findings::default() }).contains(&"W2")
        };
        (0..100).filter(|_| one(&mut chance)).count()
    };
    let (dependent, independent) = (fired(3.0), fired(1.0));
    assert!(dependent >= 90 && independent <= 10, "{dependent} and {independent} of 100");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_and_any_number_end_in_sentences(
        lists in 2_usize..17,
        cells in proptest::collection::vec((any::<u32>(), prop_oneof![0_u64..3, 0_u64..60_000_000]), 1..16),
        population in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(0.0), 0.0_f64..1e12],
        other in prop_oneof![Just(f64::NAN), Just(f64::NEG_INFINITY), -5.0_f64..1e12],
    ) {
        let cells = cells.into_iter().map(|(pattern, persons)| (1 + pattern % ((1 << lists) - 1), persons));
        if let Ok(table) = CaptureTable::new(lists, cells) {
            let variants = leave_one_list_out(&table, |table| {
                crate::chao::lower_bound(table).map(|found| found.population_persons)
            });
            let findings = Findings {
                table: Some(&table),
                population_persons: Some(population),
                high_persons: Some(other),
                models: vec![model("a", population, other), model("b", other, population)],
                variants,
                cut_off: Some((other, population)),
                hills_persons: vec![population, other],
                later: vec![LaterCount { source: "x".to_owned(), documented: table.documented() }],
                ..Findings::default()
            };
            for warning in findings.warnings() {
                prop_assert!(warning.to_string().ends_with('.'));
            }
            if let Ok(found) = crate::honesty::no_highest_interaction(&table) {
                prop_assert!(found >= float(table.documented()));
            }
        }
    }
}
