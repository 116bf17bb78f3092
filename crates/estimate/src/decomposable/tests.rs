//! The average against sums written down from the formulas, and against tables that break other programs.

use proptest::prelude::*;
use statrs::function::gamma::ln_gamma;

use super::*;
use crate::capture::float;

/// `ln p(graph, n0, table)` from cliques and separators, term by term.
fn by_hand(table: &CaptureTable, graph: &Graph, cell_weight: f64, undocumented: f64) -> f64 {
    let (lists, documented) = (table.lists(), float(table.documented()));
    let population = documented + undocumented;
    let whole = cell_weight * float(1 << lists);
    let of_set = |set: &u32| {
        let weight = cell_weight * float(1 << (lists - set.count_ones() as usize));
        let mut cells = std::collections::BTreeMap::from([(0, undocumented)]);
        table.patterns().for_each(|(pattern, persons)| *cells.entry(pattern & set).or_insert(0.0) += float(persons));
        let terms: f64 = cells.values().map(|persons| ln_gamma(persons + weight) - ln_gamma(weight)).sum();
        terms + ln_gamma(whole) - ln_gamma(population + whole)
    };
    let cliques: f64 = graph.cliques().iter().map(of_set).sum();
    let separators: f64 = graph.separators().iter().map(of_set).sum();
    let factorials: f64 = table.patterns().map(|(_, persons)| ln_gamma(float(persons) + 1.0)).sum();
    cliques - separators + ln_gamma(population + 1.0) - factorials - ln_gamma(undocumented + 1.0) - population.ln()
}

/// Every graph and every number of undocumented persons up to a limit, one by one.
fn sum_by_hand(table: &CaptureTable, cell_weight: f64, limit: u32) -> (f64, Vec<(String, f64, f64)>) {
    let documented = float(table.documented());
    let graphs: Vec<Graph> =
        every::every_graph(table.lists()).iter().map(|graph| Graph::of_parents(&graph[..table.lists()])).collect();
    let values: Vec<Vec<f64>> = graphs
        .iter()
        .map(|graph| (0..limit).map(|x| by_hand(table, graph, cell_weight, f64::from(x))).collect())
        .collect();
    let top = values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let sums: Vec<(f64, f64)> = values
        .iter()
        .map(|values| {
            let heights = values.iter().map(|value| (value - top).exp()).enumerate();
            heights.fold((0.0, 0.0), |(mass, first), (x, height)| (mass + height, first + height * x as f64))
        })
        .collect();
    let mass: f64 = sums.iter().map(|sum| sum.0).sum();
    let first: f64 = sums.iter().map(|sum| sum.1).sum();
    let told =
        graphs.iter().zip(&sums).map(|(graph, sum)| (graph.to_string(), sum.0 / mass, documented + sum.1 / sum.0));
    (documented + first / mass, told.collect())
}

fn spina_bifida() -> CaptureTable {
    CaptureTable::new(3, [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)]).unwrap()
}

#[test]
fn quadrature_agrees_with_the_sum_over_every_number() {
    let four =
        [(1, 31), (2, 45), (3, 7), (4, 36), (5, 22), (6, 11), (7, 8), (8, 30), (9, 10), (12, 12), (14, 3), (15, 2)];
    let four = CaptureTable::new(4, four).unwrap();
    for (table, weight, limit) in [(spina_bifida(), 1.0, 3_000), (spina_bifida(), 0.125, 3_000), (four, 0.5, 6_000)] {
        let (mean, graphs) = sum_by_hand(&table, weight, limit);
        let undocumented_max = u64::from(limit - 1);
        let settings = Settings {
            cell_weight: Some(weight),
            grid: Grid::UpTo { undocumented_max },
            keep_graphs: usize::MAX,
            ..Settings::default()
        };
        let found = average(&table, &settings).unwrap();
        assert!((found.summary.mean - mean).abs() < 1e-6 * mean, "{} {mean}", found.summary.mean);
        for graph in found.graphs {
            let (_, probability, mean) = graphs.iter().find(|other| other.0 == graph.model).unwrap();
            assert!((graph.probability - probability).abs() < 1e-8, "{}: {probability}", graph.model);
            assert!((graph.mean_persons - mean).abs() < 1e-5 * mean || *probability < 1e-12, "{}: {mean}", graph.model);
        }
    }
}

#[test]
fn a_grid_of_every_number_agrees_with_quadrature() {
    let every = Grid::Every { from: 0, to: 5_000, step: 1 };
    let exact = average(&spina_bifida(), &Settings { grid: every, ..Settings::default() }).unwrap();
    let up_to = Grid::UpTo { undocumented_max: 5_000 };
    let adaptive = average(&spina_bifida(), &Settings { grid: up_to, ..Settings::default() }).unwrap();
    assert!((exact.summary.median - adaptive.summary.median).abs() < 0.6);
    assert!((exact.summary.high - adaptive.summary.high).abs() < 0.6);
    assert!((exact.summary.mean - adaptive.summary.mean).abs() < 0.01, "{:?} {:?}", exact.summary, adaptive.summary);
    assert!(adaptive.end_share < 1e-6 && adaptive.share_outside < 1e-3);
    let whole = average(&spina_bifida(), &Settings::default()).unwrap();
    assert!(whole.end_share < 1e-6 && whole.share_outside == 0.0);
    // One graph joins all lists; its tail has no mean.
    assert!((whole.tail_exponent - 1.875).abs() < 1e-9 && whole.far_mean_persons > 1.0, "{whole:?}");
}

/// Counts in the millions: a posterior a thousandth wide, found by panels and by points around its peak.
#[test]
fn narrow_posteriors_are_not_missed() {
    let cells =
        [(1, 6_100_000), (2, 4_900_000), (3, 405_000), (4, 24_700_000), (5, 2_040_000), (6, 1_640_000), (7, 136_000)];
    let table = CaptureTable::new(3, cells).unwrap();
    let adaptive = average(&table, &Settings { drop_nats: f64::INFINITY, ..Settings::default() }).unwrap();
    let Summary { mean, deviation, .. } = adaptive.summary;
    let around = |deviations: f64| (mean + deviations * deviation - float(table.documented())) as u64;
    let grid = Grid::Every { from: around(-12.0), to: around(12.0), step: 500 };
    let points = average(&table, &Settings { grid, drop_nats: f64::INFINITY, ..Settings::default() }).unwrap();
    assert!(points.share_outside < 1e-9 && deviation < 3e-3 * mean, "{:?}", adaptive.summary);
    assert!((points.summary.mean - mean).abs() < 1e-3 * deviation, "{:?} {:?}", points.summary, adaptive.summary);
    assert!((points.summary.deviation - deviation).abs() < 1e-3 * deviation);
    assert!((points.summary.low - adaptive.summary.low).abs() < 0.02 * deviation + 500.0);
    for (one, other) in points.graphs.iter().zip(&adaptive.graphs).take(3) {
        assert!((one.probability - other.probability).abs() < 1e-6, "{one:?} {other:?}");
    }
}

/// Persons on each pattern if each list catches its share, the second one more often those on the first.
fn simulated(chance: &mut Chance, persons: usize, shares: &[f64], attraction: f64) -> CaptureTable {
    let person = |_| {
        shares.iter().enumerate().fold(0, |pattern, (list, share)| {
            let share = if list == 1 && pattern & 1 == 1 { attraction * share } else { *share };
            pattern | u32::from(chance.uniform() < share) << list
        })
    };
    CaptureTable::from_clusters(shares.len(), (0..persons).map(person).collect::<Vec<u32>>()).unwrap()
}

/// 200 populations each: independent lists, and a first list that raises the chance of the second.
#[test]
fn the_truth_is_in_the_interval_as_often_as_it_says() {
    for attraction in [1.0, 2.0] {
        let mut chance = Chance::new(1948, u64::from(attraction > 1.0));
        let mut covered = 0;
        for _ in 0..200 {
            let table = simulated(&mut chance, 1_000, &[0.3, 0.25, 0.35, 0.3], attraction);
            let found = average(&table, &Settings::default()).unwrap().summary;
            covered += u32::from(found.low <= 1_000.0 && found.high >= 1_000.0);
        }
        println!("attraction {attraction}: {covered} of 200");
        // 190 are expected; 180 and 198 are three standard errors off.
        assert!((180..=199).contains(&covered), "attraction {attraction}: {covered} of 200");
    }
}

#[test]
fn expected_counts_add_up_to_the_population_and_meet_the_margins() {
    let table = spina_bifida();
    let found = average(&table, &Settings::default()).unwrap();
    let cells = found.expected_cells(&table).unwrap();
    assert_eq!(found.expected_cells(&CaptureTable::new(4, [(15, 9)]).unwrap()), None);
    let on_first: f64 =
        (1_u32..8).zip(&cells).filter(|(pattern, _)| pattern & 1 == 1).map(|(_, persons)| persons).sum();
    assert!((on_first - 188.0).abs() < 1.0, "{on_first}");
    assert!((cells.iter().sum::<f64>() - 626.0).abs() < 1.0);
}

#[test]
fn a_limit_that_cuts_off_is_refused_with_the_share_that_it_cuts() {
    let settings = Settings { grid: Grid::UpTo { undocumented_max: 130 }, ..Settings::default() };
    let refusal = average(&spina_bifida(), &settings).unwrap_err();
    let Refusal::CutOff { share, to, .. } = refusal else { panic!("{refusal}") };
    let whole = average(&spina_bifida(), &Settings::default()).unwrap();
    assert!((share - whole.distribution.share_above(626.0 + 130.0)).abs() < 5e-3 && to == 130.0, "{share}");
    let accepted = average(&spina_bifida(), &Settings { share_outside_max: 1.0, ..settings }).unwrap();
    assert!((accepted.share_outside - share).abs() < 1e-12 && accepted.summary.high <= 756.5);
    let points = Settings { grid: Grid::Every { from: 0, to: 130, step: 1 }, ..settings };
    let Err(Refusal::CutOff { share: again, .. }) = average(&spina_bifida(), &points) else { panic!() };
    assert!((again - share).abs() < 1e-5, "{again} {share}");
}

/// The uniform prior is the other one times N.
#[test]
fn a_uniform_prior_weighs_graphs_by_its_own_sum() {
    let limit = 4_000_u32;
    let table = spina_bifida();
    let graphs: Vec<Graph> = every::every_graph(3).iter().map(|graph| Graph::of_parents(&graph[..3])).collect();
    let value = |graph: &Graph, x: u32| by_hand(&table, graph, 1.0, f64::from(x)) + (626.0 + f64::from(x)).ln();
    let top = value(&graphs[1], 105);
    let mass = |graph: &Graph| (0..=limit).map(|x| (value(graph, x) - top).exp()).sum::<f64>();
    let whole: f64 = graphs.iter().map(mass).sum();
    let prior = PopulationPrior::Uniform { undocumented_max: u64::from(limit) };
    let settings = Settings { cell_weight: Some(1.0), prior, ..Settings::default() };
    let found = average(&table, &settings).unwrap();
    for graph in &found.graphs {
        let wanted = mass(&graph.graph) / whole;
        assert!((graph.probability - wanted).abs() < 1e-8, "{}: {} {wanted}", graph.model, graph.probability);
    }
}

#[test]
fn a_uniform_prior_moves_the_population_up_and_names_its_limit() {
    let one = Settings { cell_weight: Some(1.0), ..Settings::default() };
    let uniform = PopulationPrior::Uniform { undocumented_max: 100_000 };
    let higher = average(&spina_bifida(), &Settings { prior: uniform, ..one }).unwrap();
    let lower = average(&spina_bifida(), &one).unwrap();
    assert!(higher.summary.mean > lower.summary.mean && higher.summary.mean < 1.05 * lower.summary.mean);
    // With less weight the graph that joins all lists has no end under this prior.
    let endless = average(&spina_bifida(), &Settings { prior: uniform, ..Settings::default() });
    assert!(matches!(endless, Err(Refusal::CutOff { .. })), "{endless:?}");
    let short = PopulationPrior::Uniform { undocumented_max: 110 };
    let refused = average(&spina_bifida(), &Settings { prior: short, ..Settings::default() });
    assert!(matches!(refused, Err(Refusal::CutOff { .. })), "{refused:?}");
}

#[test]
fn what_cannot_be_averaged_is_refused() {
    let two = CaptureTable::new(2, [(1, 5), (2, 6), (3, 7)]).unwrap();
    assert_eq!(average(&two, &Settings::default()), Err(Refusal::WrongNumberOfLists { found: 2 }));
    let apart = CaptureTable::new(3, [(1, 5), (2, 6), (4, 7)]).unwrap();
    assert_eq!(average(&apart, &Settings::default()), Err(Refusal::NoOverlap));
    let cut = CaptureTable::new(3, [(1, 5), (2, 6), (6, 7)]).unwrap().with_impossible([7]).unwrap();
    assert_eq!(average(&cut, &Settings::default()), Err(Refusal::ImpossiblePatterns { patterns: 1 }));
    for cell_weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let settings = Settings { cell_weight: Some(cell_weight), ..Settings::default() };
        assert!(matches!(average(&spina_bifida(), &settings), Err(Refusal::Setting { .. })), "{cell_weight}");
    }
    for share_outside_max in [-0.1, 1.1, f64::NAN] {
        let settings = Settings { share_outside_max, ..Settings::default() };
        assert!(matches!(average(&spina_bifida(), &settings), Err(Refusal::Setting { .. })), "{share_outside_max}");
    }
    let backwards = Settings { grid: Grid::Every { from: 9, to: 1, step: 1 }, ..Settings::default() };
    assert!(matches!(average(&spina_bifida(), &backwards), Err(Refusal::Setting { .. })));
}

fn by_chains(settings: Settings) -> Settings {
    Settings { chains: Chains { exact_to: 2, ..Chains::default() }, ..settings }
}

#[test]
fn chains_find_what_the_sum_over_every_graph_finds() {
    let cells =
        [27, 37, 19, 4, 4, 1, 1, 97, 22, 37, 25, 2, 1, 3, 5, 83, 36, 34, 18, 3, 5, 0, 2, 30, 5, 23, 8, 0, 3, 0, 2];
    let table = CaptureTable::new(5, (1..).zip(cells)).unwrap();
    let exact = average(&table, &Settings::default()).unwrap();
    let walked = average(&table, &by_chains(Settings::default())).unwrap();
    assert!((walked.summary.median - exact.summary.median).abs() < 2.0, "{:?} {:?}", walked.summary, exact.summary);
    assert!((walked.summary.high - exact.summary.high).abs() < 4.0, "{:?} {:?}", walked.summary, exact.summary);
    for graph in exact.graphs.iter().take(5) {
        let other = walked.graphs.iter().find(|other| other.graph == graph.graph).unwrap();
        assert!((other.probability - graph.probability).abs() < 0.04, "{other:?} {graph:?}");
        assert!((other.mean_persons - graph.mean_persons).abs() < 1e-3 * graph.mean_persons, "{other:?} {graph:?}");
    }
    let agreement = walked.agreement.unwrap();
    assert!(
        agreement.diagnosis.failures.is_empty() && agreement.exchange_rate > 0.1 && agreement.weight_efficiency > 0.9,
        "{agreement:?}"
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
    let table =
        CaptureTable::new(4, (1..16).map(|pattern: u32| (pattern, 900_u64 >> (2 * pattern.count_ones())))).unwrap();
    let with = |threads, seed| {
        let chains = Chains { threads, seed, exact_to: 2, ..Chains::default() };
        average(&table, &Settings { chains, ..Settings::default() }).unwrap()
    };
    assert_eq!(with(1, 5), with(3, 5));
    assert_ne!(with(1, 5).summary, with(1, 6).summary);
}

#[test]
fn chains_that_are_too_short_are_refused() {
    let table = CaptureTable::new(12, (1..4096).map(|pattern: u32| (pattern, u64::from(pattern * 7919 % 13)))).unwrap();
    let chains = Chains { draws_max: 1_000, edge_difference_max: 0.0, ..Chains::default() };
    let refused = average(&table, &Settings { chains, ..Settings::default() });
    assert!(matches!(refused, Err(Refusal::ChainsDisagree { .. })), "{refused:?}");
}

/// A result is in order, or a refusal.
fn check(table: &CaptureTable, settings: &Settings) {
    match average(table, settings) {
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
        Ok(found) => {
            let Summary { mean, low, median, high, deviation, .. } = found.summary;
            let documented = float(found.documented);
            assert!(documented <= low && low <= median && median <= high && high.is_finite(), "{:?}", found.summary);
            assert!(mean.is_finite() && mean >= documented - 1e-6 && deviation.is_finite(), "{:?}", found.summary);
            let sum: f64 = found.graphs.iter().map(|graph| graph.probability).sum();
            assert!(sum > 0.0 && sum < 1.0 + 1e-9, "{sum}");
            assert!(found.graphs.iter().all(|graph| graph.mean_persons.is_finite()));
            let shares: f64 = found.hills.iter().map(|hill| hill.share).sum();
            assert!((shares - 1.0).abs() < 1e-6, "{:?}", found.hills);
        }
    }
}

#[test]
fn extreme_tables_end_in_numbers_or_refusals() {
    let big = 999_999_999 / 7;
    for table in [
        CaptureTable::new(3, [(7, 1)]),
        CaptureTable::new(3, [(7, 1_000_000_000)]),
        CaptureTable::new(3, [(1, 1)]),
        CaptureTable::new(3, [(1, 300_000_000), (2, 300_000_000), (4, 399_999_999), (6, 1)]),
        CaptureTable::new(3, (1..8).map(|pattern| (pattern, big))),
        CaptureTable::new(3, [(1, 50), (3, 60), (5, 10), (7, 9)]),
        CaptureTable::new(5, [(1, 10), (2, 10), (4, 10), (8, 10), (16, 10)]),
        CaptureTable::new(5, [(31, 10)]),
        CaptureTable::new(6, [(1, 900_000_000), (3, 5)]),
        CaptureTable::new(6, (1..64).map(|pattern| (pattern, 10_000_000))),
    ] {
        check(&table.unwrap(), &Settings::default());
    }
}

#[test]
fn extreme_tables_of_many_lists_end_in_numbers_or_refusals() {
    let chains = Chains { draws_max: 1_000, edge_difference_max: 1.0, ..Chains::default() };
    for table in [
        CaptureTable::new(12, [(0xfff, 1)]),
        CaptureTable::new(16, [(1, 999_999_999), (3, 1)]),
        CaptureTable::new(10, [(0x3ff, 999_999_999), (1, 1)]),
        CaptureTable::new(9, (0..8).map(|list| (3 << list, 60_000_000))),
        CaptureTable::new(16, (1..1 << 16).step_by(7).map(|pattern| (pattern, 100_000))),
        CaptureTable::new(9, [(0b1_1111_1111, 5), (1, 30), (3, 20), (0b1_0000_0000, 7)]),
        CaptureTable::new(8, [(3, 10), (12, 10), (48, 10), (192, 10)]),
    ] {
        check(&table.unwrap(), &Settings { chains, ..Settings::default() });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_table_ends_in_numbers_or_a_refusal(
        lists in 3_usize..6,
        cells in proptest::collection::vec((1_u32..32, prop_oneof![0_u64..5, 0_u64..500, 0_u64..30_000_000]), 1..32),
        cell_weight in proptest::option::of(1e-6_f64..20.0),
        undocumented_max in proptest::option::of(0_u64..100_000),
    ) {
        let cells = cells.into_iter().map(|(pattern, persons)| (1 + pattern % ((1 << lists) - 1), persons));
        if let Ok(table) = CaptureTable::new(lists, cells) {
            let grid = undocumented_max.map_or(Grid::Adaptive, |undocumented_max| Grid::UpTo { undocumented_max });
            check(&table, &Settings { cell_weight, grid, ..Settings::default() });
        }
    }
}
