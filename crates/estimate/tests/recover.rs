//! Populations whose size is known: how often does each method's 95 % interval hold it, where its assumptions hold?
//!
//! `WILLAY_POPULATIONS=1000 cargo test --release -p estimate --test recover -- --nocapture` prints the shares of a
//! thousand populations a scenario; without it a hundred and fifty are drawn.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use estimate::{
    CaptureTable, Interval, Level,
    chance::Chance,
    closed::{self, Heterogeneity, Kind},
    coverage,
    log_linear::{self, Criterion, Options, Reselection, average, bootstrap, search, stepwise},
    two_lists,
};

const SEED: u64 = 19_481_210;

type Method = (&'static str, fn(&CaptureTable) -> Option<Interval>);

fn populations() -> u64 {
    std::env::var("WILLAY_POPULATIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(150)
}

/// Shares of populations that the intervals hold, among those that have one: `[method]`.
#[expect(clippy::print_stdout, reason = "the shares are what one runs it for")]
fn shares(scenario: &str, truth: f64, draw: impl Fn(&mut Chance) -> CaptureTable, methods: &[Method]) -> Vec<f64> {
    let mut held = vec![(0_u32, 0_u32); methods.len()];
    for number in 0..populations() {
        let table = draw(&mut Chance::new(SEED, number));
        for ((held, answered), (_, method)) in held.iter_mut().zip(methods) {
            if let Some(Interval { low, high, .. }) = method(&table) {
                *answered += 1;
                *held += u32::from(low <= truth && truth <= high);
            }
        }
    }
    let shares: Vec<f64> = held.iter().map(|(held, answered)| f64::from(*held) / f64::from(*answered)).collect();
    for ((name, _), (share, (_, answered))) in methods.iter().zip(shares.iter().zip(&held)) {
        println!("{scenario}: {name} holds the truth in {:.1} % of {answered}", 100.0 * share);
    }
    shares
}

/// Persons of one class, each on each list by its chance.
fn independent(persons: u64, chances: &[f64], counts: &mut [u64], chance: &mut Chance) {
    for _ in 0..persons {
        let pattern: usize =
            chances.iter().enumerate().map(|(list, share)| usize::from(chance.uniform() < *share) << list).sum();
        counts[pattern] += 1;
    }
}

fn table(lists: usize, counts: &[u64]) -> CaptureTable {
    CaptureTable::new(lists, (1..1_u32 << lists).map(|pattern| (pattern, counts[pattern as usize]))).unwrap()
}

fn best(table: &CaptureTable) -> Option<Interval> {
    log_linear::estimate(table, Criterion::Bic).ok().map(|found| found.interval)
}

fn averaged(table: &CaptureTable) -> Option<Interval> {
    let fits = search(table, &Options::default()).ok()?.fits;
    Some(average(table.documented(), &fits, Criterion::Bic, Level::USUAL).ok()?.interval)
}

fn drawn(table: &CaptureTable) -> Option<Interval> {
    let fits = search(table, &Options::default()).ok()?.fits;
    Some(bootstrap(table, &fits, &Reselection { replicates: 200, ..Reselection::default() }).ok()?.interval)
}

fn pairs(table: &CaptureTable) -> Option<Interval> {
    stepwise(table, 0.02, Level::USUAL).ok().map(|found| found.interval)
}

/// What a share of the populations may differ by: three standard errors of a share of 95 %.
fn slack() -> f64 {
    3.0 * (0.95 * 0.05 / populations() as f64).sqrt()
}

fn assert_holds(shares: &[f64], methods: &[Method]) {
    for (share, (name, _)) in shares.iter().zip(methods) {
        assert!((0.92 - slack()..=0.98 + slack()).contains(share), "{name}: {share}");
    }
}

#[test]
fn two_independent_lists() {
    let methods: [Method; 3] = [
        ("Chapman", |table| two_lists::chapman(table).ok().map(|found| found.interval)),
        ("exact", |table| two_lists::exact(table, Level::USUAL).ok().map(|found| found.interval)),
        ("profile", |table| two_lists::profile(table, Level::USUAL).ok().map(|found| found.interval)),
    ];
    let draw = |chance: &mut Chance| {
        let mut counts = [0; 4];
        independent(1_000, &[0.4, 0.3], &mut counts, chance);
        table(2, &counts)
    };
    assert_holds(&shares("two independent lists", 1_000.0, draw, &methods), &methods);
}

#[test]
fn three_independent_lists() {
    let methods: [Method; 6] = [
        ("Mt", |table| closed::estimate(table, Kind::Mt).ok().map(|found| found.interval)),
        ("best by BIC", best),
        ("average", averaged),
        ("bootstrap", drawn),
        ("stepwise", pairs),
        ("sample coverage", |table| coverage::estimate(table).ok().map(|found| found.estimate.interval)),
    ];
    let draw = |chance: &mut Chance| {
        let mut counts = [0; 8];
        independent(1_000, &[0.45, 0.4, 0.5], &mut counts, chance);
        table(3, &counts)
    };
    let shares = shares("three independent lists", 1_000.0, draw, &methods);
    assert_holds(&shares[..1], &methods[..1]);
    // Choosing among models costs some of the level; averages and the bootstrap give it back, and may give more.
    assert!(shares[1..].iter().all(|share| *share > 0.88 - slack()), "{shares:?}");
}

/// Half of those on the first list are put on the second by it.
#[test]
fn a_list_that_feeds_another() {
    let methods: [Method; 5] = [
        ("independence", |table| closed::estimate(table, Kind::Mt).ok().map(|found| found.interval)),
        ("best by BIC", best),
        ("average", averaged),
        ("bootstrap", drawn),
        ("stepwise", pairs),
    ];
    let draw = |chance: &mut Chance| {
        let mut counts = [0; 16];
        for _ in 0..2_000 {
            let on: Vec<bool> = [0.3, 0.2, 0.35, 0.3].iter().map(|share| chance.uniform() < *share).collect();
            let is_fed = on[0] && chance.uniform() < 0.5;
            let pattern = (0..4).map(|list| usize::from(on[list] || (list == 1 && is_fed)) << list).sum::<usize>();
            counts[pattern] += 1;
        }
        table(4, &counts)
    };
    let shares = shares("a list that feeds another", 2_000.0, draw, &methods);
    assert!(shares[0] < 0.5, "independence must fail here: {shares:?}");
    assert!(shares[1..].iter().all(|share| *share > 0.86 - slack()), "{shares:?}");
}

/// Manrique-Vallier 2016, section 4: 1,800 persons that are seldom listed and 200 that often are.
#[test]
fn persons_of_two_kinds_are_above_the_lower_bound() {
    let methods: [Method; 1] = [("Mth, lower bound", |table| {
        let found = closed::estimate(table, Kind::Mth(Heterogeneity::Chao)).ok()?;
        Some(Interval { high: f64::INFINITY, ..found.interval })
    })];
    let draw = |chance: &mut Chance| {
        let mut counts = [0; 32];
        independent(1_800, &[0.033, 0.033, 0.099, 0.132, 0.033], &mut counts, chance);
        independent(200, &[0.66, 0.825, 0.759, 0.99, 0.693], &mut counts, chance);
        table(5, &counts)
    };
    let shares = shares("two kinds of persons", 2_000.0, draw, &methods);
    assert!(shares[0] > 0.975 - slack(), "{shares:?}");
}
