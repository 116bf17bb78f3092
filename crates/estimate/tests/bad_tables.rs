//! Tables that no textbook shows: every method ends in a number that can be printed or in a refusal that says why.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use estimate::{
    CaptureTable, Estimate, Interval, IntervalKind, Level, NotEstimable, chao, closed, coverage,
    log_linear::{self, Criterion, Options, Reselection, average, bootstrap, search, stepwise},
    two_lists,
};
use proptest::prelude::*;

/// Replicates of the bootstrap here: enough to visit its every branch.
const REPLICATES: usize = 20;

type Answer = (String, Result<Estimate, NotEstimable>);

/// What every method makes of a table.
fn answers(table: &CaptureTable) -> Vec<Answer> {
    let mut answers: Vec<Answer> = vec![
        ("chapman".to_owned(), two_lists::chapman(table)),
        ("lincoln-petersen".to_owned(), two_lists::lincoln_petersen(table)),
        ("exact".to_owned(), two_lists::exact(table, Level::USUAL)),
        ("profile".to_owned(), two_lists::profile(table, Level::USUAL)),
        ("lower bound".to_owned(), chao::lower_bound(table)),
        ("bias-corrected bound".to_owned(), Ok(chao::bias_corrected(table))),
        ("improved bound".to_owned(), chao::improved(table)),
        ("coverage".to_owned(), coverage::estimate(table).map(|found| found.estimate)),
    ];
    answers.extend(closed::KINDS.iter().map(|kind| (kind.to_string(), closed::estimate(table, *kind))));
    answers.extend(
        [Criterion::Aic, Criterion::Aicc, Criterion::Bic]
            .map(|criterion| (format!("{criterion:?}"), log_linear::estimate(table, criterion))),
    );
    answers.push(("stepwise".to_owned(), of_stepwise(table)));
    let fits = search(table, &Options { exhaustive_to: 4, keep: 200, ..Options::default() }).map(|found| found.fits);
    for (name, made) in [("average", of_average as Made), ("bootstrap", of_bootstrap)] {
        answers.push((name.to_owned(), fits.clone().and_then(|fits| made(table, &fits))));
    }
    answers
}

type Made = fn(&CaptureTable, &[log_linear::Fit]) -> Result<Estimate, NotEstimable>;

fn of_stepwise(table: &CaptureTable) -> Result<Estimate, NotEstimable> {
    let found = stepwise(table, 0.02, Level::USUAL)?;
    Ok(plain(table, [found.fit.population_persons, found.fit.standard_error_persons], found.interval))
}

fn of_average(table: &CaptureTable, fits: &[log_linear::Fit]) -> Result<Estimate, NotEstimable> {
    let found = average(table.documented(), fits, Criterion::Bic, Level::USUAL)?;
    Ok(plain(table, [found.mean_persons, found.standard_error_persons], found.interval))
}

fn of_bootstrap(table: &CaptureTable, fits: &[log_linear::Fit]) -> Result<Estimate, NotEstimable> {
    let found = bootstrap(table, fits, &Reselection { replicates: REPLICATES, models: 5, ..Reselection::default() })?;
    Ok(plain(table, [found.population_persons, found.standard_error_persons], found.interval))
}

fn plain(table: &CaptureTable, [population, error]: [f64; 2], interval: Interval) -> Estimate {
    Estimate {
        documented: table.documented(),
        population_persons: population,
        standard_error_persons: error,
        interval,
        model: String::new(),
        assumptions: "",
        alternatives: Vec::new(),
    }
}

/// Fails where an answer could not be printed.
fn assert_printable(table: &CaptureTable, (name, answer): &Answer) {
    let documented = table.documented() as f64;
    match answer {
        Ok(found) => {
            let Interval { low, high, kind } = found.interval;
            let what = format!("{name} of {table:?}: {found:?}");
            assert!(found.population_persons.is_finite() && found.population_persons >= documented - 1e-6, "{what}");
            assert!(found.standard_error_persons.is_finite() && found.standard_error_persons >= 0.0, "{what}");
            assert!(!low.is_nan() && !high.is_nan() && low <= high, "{what}");
            // A bootstrap's draws have fewer documented persons than the table where its model is drawn from.
            assert!(low >= 0.999_999 * documented || kind == IntervalKind::Bootstrap, "{what}");
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

fn assert_all_printable(table: &CaptureTable) -> Vec<Answer> {
    let answers = answers(table);
    answers.iter().for_each(|answer| assert_printable(table, answer));
    answers
}

fn refused(answers: &[Answer], name: &str) -> String {
    let (_, answer) = answers.iter().find(|(method, _)| method == name).unwrap();
    answer.as_ref().unwrap_err().to_string()
}

#[test]
fn one_list_is_no_table() {
    assert_eq!(CaptureTable::new(1, [(1, 40)]).unwrap_err().to_string(), "1 list; 2 to 16 can be used");
}

#[test]
fn disjoint_lists_are_refused_by_every_method_but_the_lowest_bound() {
    for lists in 2..=6 {
        let table = CaptureTable::new(lists, (0..lists).map(|list| (1 << list, 50))).unwrap();
        let answers = assert_all_printable(&table);
        assert_eq!(refused(&answers, "Bic"), "the lists share 0 persons; at least 10 are needed");
        let given: Vec<&str> =
            answers.iter().filter(|answer| answer.1.is_ok()).map(|(name, _)| name.as_str()).collect();
        assert!(!given.contains(&"average") && !given.contains(&"stepwise"), "{lists}: {given:?}");
        assert!(given.contains(&"bias-corrected bound"));
    }
}

#[test]
fn a_list_within_another_gets_an_answer_or_a_reason() {
    let two = CaptureTable::new(2, [(1, 50), (3, 50)]).unwrap();
    let answers = assert_all_printable(&two);
    assert_eq!(refused(&answers, "Bic"), "no model has a maximum likelihood estimate: too many patterns are empty");
    // List 1 lies within list 2.
    let three = CaptureTable::new(3, [(2, 40), (3, 30), (4, 40), (6, 20), (7, 15)]).unwrap();
    assert_all_printable(&three);
}

#[test]
fn all_persons_in_one_cell_have_nobody_missing_or_no_answer() {
    for lists in 2..=5 {
        for pattern in 1..1_u32 << lists {
            assert_all_printable(&CaptureTable::new(lists, [(pattern, 100)]).unwrap());
        }
    }
}

/// 1,000,000,000 persons on three independent lists of one half each: 142,857,142 in each of seven cells.
#[test]
fn a_thousand_million_persons_have_the_right_answer() {
    let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 142_857_142))).unwrap();
    let answers = assert_all_printable(&table);
    for name in ["M0", "Mt", "Mth Chao (LB)", "Bic", "stepwise", "coverage"] {
        let (_, answer) = answers.iter().find(|(method, _)| method == name).unwrap();
        let found = answer.as_ref().unwrap().population_persons;
        assert!((found - 8.0 * 142_857_142.0).abs() < 10.0, "{name}: {found}");
    }
    assert!(CaptureTable::new(3, [(1, 1_000_000_001)]).is_err());
}

#[test]
fn sixteen_lists_do_not_hang() {
    let cells = (0..16).map(|list| (1 << list, 40)).chain((0..15).map(|list| (0b11 << list, 25)));
    let table = CaptureTable::new(16, cells.chain([(0xffff, 3)])).unwrap();
    assert!(table.documented() > 900);
    let bounds = [chao::lower_bound(&table).unwrap(), chao::improved(&table).unwrap()];
    assert!(bounds.iter().all(|bound| bound.population_persons.is_finite()));
    for kind in closed::KINDS {
        assert_printable(&table, &(kind.to_string(), closed::estimate(&table, kind)));
    }
    assert_printable(&table, &("stepwise".to_owned(), of_stepwise(&table)));
    let cells = (0..10).map(|list| (1 << list, 40)).chain((0..9).map(|list| (0b11 << list, 25)));
    let ten = CaptureTable::new(10, cells.chain([(0x3ff, 3)])).unwrap();
    assert_printable(&ten, &("descent".to_owned(), log_linear::estimate(&ten, Criterion::Bic)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_ends_in_numbers_or_a_refusal(
        lists in 2_usize..=4,
        cells in proptest::collection::vec(prop_oneof![4 => Just(0_u64), 4 => 1_u64..30, 2 => 30_u64..5_000, 1 => 1_u64..60_000_000], 15),
    ) {
        let counts = (1..1_u32 << lists).zip(cells);
        if let Ok(table) = CaptureTable::new(lists, counts) {
            assert_all_printable(&table);
        }
    }

    #[test]
    fn sparse_tables_of_five_and_six_lists_end_as_well(
        lists in 5_usize..=6,
        cells in proptest::collection::vec((1_u32..64, 1_u64..300), 1..12),
    ) {
        let counts = cells.into_iter().filter(|(pattern, _)| *pattern < 1 << lists);
        if let Ok(table) = CaptureTable::new(lists, counts) {
            assert_all_printable(&table);
        }
    }
}
