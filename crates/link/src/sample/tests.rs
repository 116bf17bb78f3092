//! Laws of the sampler: it agrees with enumeration, obeys constraints, repeats itself, learns, and covers the truth.

mod enumerate;
mod simulate;

use super::*;
use simulate::World;

fn quick(draws: usize) -> Settings {
    Settings { draws, threshold_bits: -1000.0, learning: Learning::Fixed, ..Settings::default() }
}

fn threads(world: &World, settings: &Settings, threads: usize) -> PartitionDraws {
    world.draw(&Settings { threads, ..settings.clone() }).unwrap()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let world = World::simulate(250, 3);
    let settings = Settings {
        draws: 40,
        burn_in: 10,
        threshold_bits: -2.0,
        learning: Learning::Joint(world.weak_counts()),
        recall: Some(RecallPosterior::Beta { reached: 90.0, missed: 10.0 }),
        calibration_sd_bits: 0.3,
        labels_every: Some(10),
        ..Settings::default()
    };
    let one = threads(&world, &settings, 1);
    assert_eq!(one, threads(&world, &settings, 2));
    assert_eq!(one, threads(&world, &settings, 7));
    assert_ne!(one, world.draw(&Settings { seed: 2, ..settings.clone() }).unwrap());
    let mut turned = world.clone();
    turned.edges.reverse();
    assert_eq!(one, turned.draw(&settings).unwrap());
}

#[test]
fn tables_labels_and_persons_tell_the_same() {
    let mut world = World::simulate(200, 4);
    world.strata = (0..world.list_of.len() as u16).map(|row| row % 3).collect();
    let settings = Settings { draws: 40, labels_every: Some(10), threshold_bits: -2.0, ..Settings::default() };
    let draws = world.draw(&settings).unwrap();
    assert_eq!(draws.labels.kept(), [0, 10, 20, 30]);
    for (number, draw) in draws.draws.iter().enumerate() {
        assert_eq!(draw.captures.persons(), draw.persons);
        assert_eq!(draw.corrected, draw.captures);
        let Some(clusters) = draws.labels.clusters(number) else { continue };
        let joins: usize = clusters.iter().map(|rows| rows.len() - 1).sum();
        assert_eq!(draw.persons as usize, world.list_of.len() - joins);
        assert_eq!(draw.captures, world.table(&clusters));
    }
}

#[test]
fn corrected_tables_hold_the_corrected_number_of_persons() {
    let world = World::simulate(200, 5);
    let recall = Some(RecallPosterior::Logit { mean: 1.4, sd: 0.3 });
    let draws = world.draw(&Settings { draws: 40, threshold_bits: -2.0, recall, ..Settings::default() }).unwrap();
    for draw in &draws.draws {
        assert_eq!(draw.corrected.persons(), draw.corrected_persons() + draw.unplaced_joins);
    }
    assert!(draws.persons().high - draws.persons().low > draws.persons_reached().high - draws.persons_reached().low);
    assert!(draws.persons().mean < draws.persons_reached().mean);
}

#[test]
fn judgements_and_lists_are_obeyed() {
    let mut world = World::of_bits(&[0, 0, 1, 1, 2, 2, 3, 3, 4, 4], |_, _| 6.0);
    world.one_row_per_list = vec![true, true];
    world.same = vec![(0, 1), (2, 9)]; // The first outweighs that list 0 holds nobody twice.
    world.different = vec![(4, 5), (0, 8)];
    for largest_cluster in [None, Some(3)] {
        let settings = Settings { labels_every: Some(1), largest_cluster, ..quick(200) };
        let draws = world.draw(&settings).unwrap();
        for number in 0..200 {
            let clusters = draws.labels.clusters(number).unwrap();
            let together = |one, other| clusters.iter().any(|rows| rows.contains(&one) && rows.contains(&other));
            assert!(together(0, 1) && together(2, 9));
            assert!(!together(2, 3) && !together(4, 5) && !together(0, 8) && !together(1, 8));
            assert!(largest_cluster.is_none_or(|most| clusters.iter().all(|rows| rows.len() <= most)));
        }
    }
}

#[test]
fn contradictions_are_named() {
    let mut world = World::of_bits(&[0, 0, 1, 1], |_, _| 1.0);
    world.same = vec![(0, 1), (1, 2)];
    world.different = vec![(0, 2)];
    let message = world.draw(&quick(10)).unwrap_err().to_string();
    assert!(message.starts_with("rows 0 and 2 are judged to be different"), "{message}");
    world.different = vec![(3, 3)];
    assert_eq!(world.draw(&quick(10)).unwrap_err(), SampleError::NoPair { left: 3, right: 3, rows: 4 });
    world.different.clear();
    let message = world.draw(&quick(0)).unwrap_err().to_string();
    assert_eq!(message, "the number of draws is 0; it must be 8 or more, so that chains can be compared");
    world.list_of = vec![0, 0, 16, 1];
    assert_eq!(world.draw(&quick(10)).unwrap_err(), SampleError::TooManyLists { row: 2, list: 16 });
}

#[test]
fn nothing_to_link_gives_as_many_persons_as_records() {
    let world = World::of_bits(&[], |_, _| 0.0);
    assert_eq!(world.draw(&quick(10)).unwrap().persons().mean, 0.0);
    let mut world = World::of_bits(&[0, 1, 1], |_, _| 0.0);
    world.edges.clear();
    let draws = world.draw(&quick(10)).unwrap();
    assert_eq!((draws.persons().mean, draws.components, draws.persons_mixing.r_hat), (3.0, 0, 1.0));
}

#[test]
fn a_component_that_is_too_large_is_cut_and_told() {
    let chain = |left: usize, right: usize| {
        if right != left + 1 {
            -40.0
        } else if left == 14 {
            1.0
        } else {
            5.0
        }
    };
    let world = World::of_bits(&[0; 30], chain);
    let settings = Settings { threshold_bits: -5.0, largest_component: 20, ..quick(40) };
    let draws = world.draw(&settings).unwrap();
    let cut = Cut { row: 0, records: 30, from_bits: -5.0, to_bits: 2.0, pieces: 2, edges_dropped: 1 };
    assert_eq!(draws.cuts, [cut]);
    assert!(draws.moves.proposed > 0);
}

#[test]
fn m_and_the_odds_of_a_join_are_learnt_from_the_partition() {
    let world = World::simulate(1200, 11);
    let settings = Settings {
        draws: 400,
        threshold_bits: -3.0,
        redundancy: [0.0; 2],
        learning: Learning::Joint(world.weak_counts()),
        ..Settings::default()
    };
    let draws = world.draw(&settings).unwrap();
    let count = draws.parameters.len() as f64;
    let mean = |of: &dyn Fn(&Parameters) -> f64| draws.parameters.iter().map(of).sum::<f64>() / count;
    for (comparison, truth) in world.shares(true).iter().enumerate() {
        for (level, truth) in truth.iter().enumerate() {
            let learnt = mean(&|parameters| parameters.m_probability[comparison][level]);
            assert!((learnt - truth).abs() < 0.025, "comparison {comparison}, level {level}: {learnt}, not {truth}");
        }
    }
    // Of 1,200 persons, those on no list are still open to whoever is joined next: odds of 1 to (1,200 - persons).
    let odds = mean(&|parameters| parameters.join_odds) * (1200 - world.persons) as f64;
    assert!(odds > 0.7 && odds < 1.4, "{odds}");
}

/// In how many of the worlds the interval holds the true number of persons: after the correction, and without it.
///
/// m is learnt from next to nothing; blocking reaches 85 % of the true pairs, which the sampler knows from 100 known matches.
fn covered(worlds: impl Iterator<Item = World>, redundancy: [f64; 2]) -> [usize; 2] {
    let mut covered = [0; 2];
    for (seed, world) in (1000..).zip(worlds) {
        let (world, recall) = world.blocked(0.85, seed);
        let settings = Settings {
            draws: 400,
            redundancy,
            learning: Learning::Joint(world.weak_counts()),
            recall: Some(recall),
            ..Settings::default()
        };
        let draws = world.draw(&settings).unwrap();
        let truth = world.persons as f64;
        let covers = |summary: Summary| usize::from(summary.low <= truth && truth <= summary.high);
        covered[0] += covers(draws.persons());
        covered[1] += covers(draws.persons_reached());
    }
    covered
}

#[test]
fn intervals_cover_the_truth_where_comparisons_are_independent() {
    let [corrected, reached] = covered((0..40).map(|seed| World::simulate(200, 100 + seed)), [0.0; 2]);
    assert!(corrected >= 36, "{corrected} of 40");
    assert!(reached < 20, "{reached} of 40 without the correction");
}

#[test]
fn intervals_cover_the_truth_where_records_are_noisy_copies() {
    let redundancy = Settings::default().redundancy;
    for lists in [2, 3, 5] {
        let [corrected, _] = covered((0..20).map(|seed| World::copies(200, lists, 200 + seed)), redundancy);
        assert!(corrected >= 18, "{corrected} of 20 with {lists} lists");
    }
}

#[test]
fn odds_of_a_join_grow_as_lists_overlap() {
    let mut world = World::of_bits(&[[0_u16; 48], [1; 48]].concat(), |_, _| 0.0);
    world.one_row_per_list = vec![true, true];
    let mut joined = [0.0; MOST_LISTS];
    (joined[0], joined[1]) = (20.0, 20.0);
    let [made, open] = parameters::joins_made_and_open(&world.evidence(), joined, 76.0);
    assert_eq!((made, open), (20.0, 28.0 * 28.0)); // 76 persons less the 48 of the other list leave 28 to join
}

#[test]
fn patterns_weigh_what_the_model_says_interactions_included() {
    let mut world = World::simulate(20, 1);
    let bits = vec![vec![1.5, 0.0, -1.0], vec![0.0, 0.5, 0.0], vec![0.0; 3]];
    world.model.interactions = vec![crate::weight::model::Interaction { comparisons: (0, 2), bits }];
    let codes: Vec<u64> = (0..world.shape.codes()).collect();
    let evidence = world.evidence();
    let parameters = Parameters::of_model(&evidence, &Settings::default());
    let weights = parameters::Patterns::new(&evidence, &codes).bits(&parameters);
    for code in codes {
        let bits: f64 = weights.of(u32::try_from(code).unwrap()).iter().filter(|bits| !bits.is_nan()).sum();
        let expected = world.model.weight_bits(&world.shape, code);
        assert!((parameters.prior_bits() + bits - expected).abs() < 1e-9, "pattern {code}");
    }
}

#[test]
fn json_and_csv_hold_the_same_persons() {
    let world = World::simulate(100, 8);
    let recall = Some(RecallPosterior::Beta { reached: 80.0, missed: 20.0 });
    let draws = world.draw(&Settings { draws: 20, recall, ..Settings::default() }).unwrap();
    let lists = ["church, north", "press", "army"].map(String::from);
    let names = CaptureNames { lists: &lists, strata: &["all".to_string()] };
    let json = capture_json(&draws, names, CaptureVersion::Corrected, 5);
    let csv = capture_csv(&draws, names, CaptureVersion::Corrected, 5);
    assert!(csv.starts_with("draw,stratum,\"church, north\",press,army,persons\n0,all,1,0,0,"));
    let in_json: u64 = json["draws"].as_array().unwrap().iter().map(|draw| draw["persons"].as_u64().unwrap()).sum();
    let in_csv: u64 = csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(in_json, in_csv);
    assert_eq!(json["draws"][1]["draw"], 4);
    assert_eq!(json["draws"][1]["persons"], draws.draws[4].corrected.persons());
}
