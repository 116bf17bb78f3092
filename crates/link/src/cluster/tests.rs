//! Are chains broken, constraints obeyed and results the same for any number of threads?

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::*;
use crate::table::TableBuilder;

/// Weights of all pairs: those given, else one for all others.
pub(super) struct Weights {
    pub(super) rows: usize,
    pub(super) bits: Vec<f32>,
}

impl Weights {
    pub(super) fn of(rows: usize, others: f32, known: &[(u32, u32, f32)]) -> Self {
        let mut weights = Self { rows, bits: vec![others; rows * rows] };
        for (left, right, bits) in known {
            weights.bits[*left as usize * rows + *right as usize] = *bits;
            weights.bits[*right as usize * rows + *left as usize] = *bits;
        }
        weights
    }

    pub(super) fn pairs(&self, at_least: f32) -> Vec<ScoredPair> {
        let rows = u32::try_from(self.rows).unwrap();
        let all = (0..rows).flat_map(|left| (left + 1..rows).map(move |right| (left, right)));
        all.map(|(left, right)| self.score(left, right)).filter(|pair| pair.match_weight_bits >= at_least).collect()
    }
}

impl PairScorer for Weights {
    fn score(&self, left: u32, right: u32) -> ScoredPair {
        let match_weight_bits = self.bits[left as usize * self.rows + right as usize];
        ScoredPair {
            left: left.min(right),
            right: left.max(right),
            match_weight_bits,
            term_frequency_bits: 0.0,
            pattern: 0,
        }
    }
}

fn run(weights: &Weights, list_of: &[u16], unique: &[bool], options: &Options) -> Vec<u32> {
    run_judged(weights, list_of, (unique, &Constraints::default()), options)
}

fn run_judged(weights: &Weights, list_of: &[u16], rules: (&[bool], &Constraints), options: &Options) -> Vec<u32> {
    let pairs = weights.pairs(-8.0);
    let input = Input { list_of, one_row_per_list: rules.0, pairs: &pairs, scorer: weights, constraints: rules.1 };
    cluster(&input, options).unwrap().cluster_of
}

fn table(rows: usize) -> Table {
    let mut builder = TableBuilder::default();
    builder.list("a", &[]).unwrap();
    (0..rows).for_each(|row| builder.row(&format!("{row:04}"), std::iter::empty()));
    builder.build().unwrap()
}

use crate::table::Table;

pub(super) fn judge(left: usize, right: usize, decision: Decision, time: &str) -> Judgement {
    let name = |row: usize| RecordName { list: "a".to_owned(), id: format!("{row:04}") };
    let (author, reason) = ("Rosa".to_owned(), String::new());
    let (left, right, time) = (name(left), name(right), time.to_owned());
    Judgement { left, right, decision, author, reason, time, match_weight_bits: Some(3.0), threshold_bits: None }
}

/// Entities of several records each with noisy weights; components hang together by chance.
fn noisy(rows: usize, seed: u64) -> (Weights, Vec<u32>) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let entities = u32::try_from(rows / 3).unwrap().max(1);
    let truth: Vec<u32> = (0..rows).map(|_| rng.random_range(0..entities)).collect();
    let mut weights = Weights::of(rows, 0.0, &[]);
    for left in 0..rows {
        for right in left + 1..rows {
            let noise: f32 = (0..6).map(|_| rng.random_range(-3.0..3.0)).sum();
            let bits = if truth[left] == truth[right] { 6.0 } else { -9.0 } + noise;
            weights.bits[left * rows + right] = bits;
            weights.bits[right * rows + left] = bits;
        }
    }
    (weights, truth)
}

#[test]
fn a_chain_breaks_where_its_ends_cannot_be_one() {
    let chain = Weights::of(4, -15.0, &[(0, 1, 9.0), (1, 2, 8.0), (2, 3, 9.0)]);
    assert_eq!(run(&chain, &[0; 4], &[], &Options::default()), [0, 0, 1, 1]);
    let components = Options { method: Method::Components, ..Options::default() };
    assert_eq!(run(&chain, &[0; 4], &[], &components), [0; 4]);
}

#[test]
fn a_pair_that_blocking_lost_is_weighed_all_the_same() {
    // 0 and 2 share no blocking rule: their pair was not kept, but the scorer knows that they agree.
    let weights = Weights::of(3, 0.0, &[(0, 1, 5.0), (1, 2, 5.0), (0, 2, 4.0)]);
    let pairs: Vec<ScoredPair> = weights.pairs(4.5);
    let constraints = Constraints::default();
    let input =
        Input { list_of: &[0; 3], one_row_per_list: &[], pairs: &pairs, scorer: &weights, constraints: &constraints };
    assert_eq!(cluster(&input, &Options::default()).unwrap().cluster_of, [0; 3]);
}

#[test]
fn one_freak_pair_does_not_decide() {
    // Two triples that disagree in eight pairs; one pair of them "agrees" with 500 bits.
    let inside = [(0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0), (3, 4, 9.0), (3, 5, 9.0), (4, 5, 9.0)];
    let mut known = inside.to_vec();
    known.push((0, 3, 500.0));
    let weights = Weights::of(6, -12.0, &known);
    assert_eq!(run(&weights, &[0; 6], &[], &Options::default()), [0, 0, 0, 1, 1, 1]);
}

#[test]
fn moves_mend_what_greedy_mergers_got_wrong() {
    let (mut right, mut greedy) = (0.0, 0.0);
    for seed in 0..10 {
        let (weights, truth) = noisy(60, seed);
        let components = Options { method: Method::Components, ..Options::default() };
        right += accuracy(&run(&weights, &[0; 60], &[], &Options::default()), &truth).pair_f1() / 10.0;
        greedy += accuracy(&run(&weights, &[0; 60], &[], &components), &truth).pair_f1() / 10.0;
    }
    assert!(right > 0.97 && right > greedy + 0.1, "all pairs {right:.3}, components {greedy:.3}");
}

#[test]
fn mutual_best_links_one_to_one() {
    // Both 0 and 1 (list 0) look like 2 (list 1); 1 more so. 3 is the second choice of 0, but 3 prefers nobody else.
    let weights = Weights::of(4, -20.0, &[(0, 2, 5.0), (1, 2, 7.0), (0, 3, 2.0)]);
    let options = Options { method: Method::MutualBest, ..Options::default() };
    assert_eq!(run(&weights, &[0, 0, 1, 1], &[true, true], &options), [0, 1, 1, 2]);
    let all = run(&weights, &[0, 0, 1, 1], &[true, true], &Options::default());
    assert_eq!(all, [0, 1, 1, 0], "the sum of weights is greatest when both are linked");
}

#[test]
fn rows_that_are_all_equal_are_one_cluster_even_beyond_the_cap() {
    let weights = Weights::of(412, 12.0, &[]);
    let pairs = weights.pairs(0.0);
    let constraints = Constraints::default();
    let list_of = vec![0; 412];
    let input =
        Input { list_of: &list_of, one_row_per_list: &[], pairs: &pairs, scorer: &weights, constraints: &constraints };
    let clustering = cluster(&input, &Options { component_rows_max: 50, ..Options::default() }).unwrap();
    assert_eq!(clustering.clusters, 1);
    assert_eq!(clustering.cut.iter().map(|cut| cut.rows).collect::<Vec<_>>(), [412]);
}

#[test]
fn a_component_beyond_the_cap_gives_nearly_the_same_clusters() {
    let (weights, truth) = noisy(200, 3);
    let whole = run(&weights, &[0; 200], &[], &Options::default());
    let cut = run(&weights, &[0; 200], &[], &Options { component_rows_max: 40, ..Options::default() });
    let (whole, cut) = (accuracy(&whole, &truth).pair_f1(), accuracy(&cut, &truth).pair_f1());
    assert!(whole > 0.97 && cut > 0.9, "whole {whole:.3}, cut {cut:.3}");
}

#[test]
fn judgements_outrank_the_model() {
    let weights = Weights::of(4, -30.0, &[(0, 1, 15.0), (1, 2, 15.0), (0, 2, 15.0)]);
    let judgements = [
        judge(0, 1, Decision::Different, "2026-01-01"),
        judge(0, 3, Decision::Same, "2026-01-01"),
        judge(1, 2, Decision::Unsure, "2026-01-01"),
    ];
    let judged = resolve_judgements(&judgements, &table(4), &[]);
    assert!(judged.conflicts.is_empty());
    for method in [Method::Agglomerative, Method::MutualBest, Method::Components] {
        let options = Options { method, ..Options::default() };
        let clusters = run_judged(&weights, &[0; 4], (&[], &judged.constraints), &options);
        assert_eq!(clusters[0], clusters[3], "{method:?}");
        assert_ne!(clusters[0], clusters[1], "{method:?}");
    }
}

#[test]
fn contradictory_judgements_are_reported_with_all_of_them_and_the_oldest_same_gives_way() {
    let mut other = judge(4, 5, Decision::Different, "2026-02-01");
    other.author = "Juan".to_owned();
    let judgements = [
        judge(0, 1, Decision::Same, "2026-01-03"),
        judge(1, 2, Decision::Same, "2026-01-01"),
        judge(2, 0, Decision::Different, "2025-01-01"),
        judge(4, 5, Decision::Same, "2026-01-01"),
        other,
        judge(6, 7, Decision::Different, "2026-01-01"),
        judge(6, 7, Decision::Same, "2026-01-02"), // One's own change of mind.
        judge(6, 99, Decision::Same, "2026-01-02"),
    ];
    let judged = resolve_judgements(&judgements, &table(8), &[]);
    let kinds: Vec<_> = judged.conflicts.iter().map(|conflict| conflict.contradiction.clone()).collect();
    assert_eq!(kinds, [Contradiction::SamePair, Contradiction::Chain]);
    let chain = &judged.conflicts[1].judgements;
    assert_eq!((chain.len(), &chain[0].time[..]), (3, "2026-01-01"));
    let group = |row| judged.constraints.group(row);
    assert_eq!((group(1), group(2), group(7)), (0, 2, 6));
    assert!(judged.constraints.are_apart(4, 5) && judged.constraints.are_apart(0, 2));
    assert_eq!(judged.disputed, [0, 1, 2, 4, 5]);
    assert_eq!(judged.unknown[0].to_string(), "a/0099");
    let mut backwards = judgements.to_vec();
    backwards.reverse();
    assert_eq!(resolve_judgements(&backwards, &table(8), &[]).constraints, judged.constraints);
    let (read, problems) = read_judgements(&write_judgements(&judgements));
    assert_eq!((read, problems), (judgements.to_vec(), Vec::new()));
}

#[test]
fn a_list_without_duplicates_outranks_a_same() {
    let judged = resolve_judgements(&[judge(0, 1, Decision::Same, "2026-01-01")], &table(2), &[true]);
    assert_eq!(judged.constraints.group(1), 1);
    assert_eq!(judged.conflicts[0].contradiction, Contradiction::OneRowPerList { list: "a".to_owned() });
    assert!(judged.conflicts[0].to_string().contains("list 'a'"));
}

#[test]
fn pairs_that_no_table_has_are_refused() {
    let weights = Weights::of(3, 0.0, &[]);
    let pair = |left, right| ScoredPair { left, right, ..weights.score(0, 1) };
    let constraints = Constraints::default();
    let refused = |pairs: &[ScoredPair]| {
        let input =
            Input { list_of: &[0; 3], one_row_per_list: &[], pairs, scorer: &weights, constraints: &constraints };
        cluster(&input, &Options::default()).unwrap_err()
    };
    assert!(matches!(refused(&[pair(1, 7)]), ClusterError::Pair { right: 7, .. }));
    assert!(matches!(refused(&[pair(1, 1)]), ClusterError::Pair { .. }));
    assert_eq!(refused(&[pair(0, 2), pair(0, 1)]), ClusterError::Order { at: 1 });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any graph, any lists, any judgements: rules hold, and threads and methods of memory change nothing.
    #[test]
    fn rules_hold_on_any_graph(
        bits in proptest::collection::vec(-15.0_f32..15.0, 24 * 24),
        list_of in proptest::collection::vec(0_u16..4, 24),
        decisions in proptest::collection::vec((0_usize..24, 0_usize..24, any::<bool>(), 1_u8..9), 0..12),
        cap in 2_usize..30,
    ) {
        let mut weights = Weights::of(24, 0.0, &[]);
        for left in 0..24 {
            for right in left + 1..24 {
                weights.bits[left * 24 + right] = bits[left * 24 + right];
                weights.bits[right * 24 + left] = bits[left * 24 + right];
            }
        }
        let mut list_of = list_of;
        list_of.sort_unstable();
        let mut builder = TableBuilder::default();
        for list in 0..4_u16 {
            builder.list(&format!("{list}"), &[]).unwrap();
            (0..24).filter(|row| list_of[*row] == list).for_each(|row| builder.row(&format!("{row:04}"), std::iter::empty()));
        }
        let table = builder.build().unwrap();
        let judgements: Vec<Judgement> = decisions.iter().map(|(left, right, is_same, day)| {
            let decision = if *is_same { Decision::Same } else { Decision::Different };
            let mut one = judge(*left, *right, decision, &format!("2026-01-0{day}"));
            one.left.list = list_of[*left].to_string();
            one.right.list = list_of[*right].to_string();
            one
        }).collect();
        let unique = [true, false, true, false];
        let judged = resolve_judgements(&judgements, &table, &unique);
        for method in [Method::Agglomerative, Method::MutualBest, Method::Components] {
            for linkage in [Linkage::Sum, Linkage::Average] {
                let options = Options { method, linkage, component_rows_max: cap, ..Options::default() };
                let clusters = run_judged(&weights, &list_of, (&unique, &judged.constraints), &options);
                for (one, other) in judged.constraints.together() {
                    prop_assert_eq!(clusters[one as usize], clusters[other as usize]);
                }
                for left in 0..24_u32 {
                    for right in left + 1..24 {
                        let (one, other) = (left as usize, right as usize);
                        let twice = list_of[one] == list_of[other] && unique[usize::from(list_of[one])];
                        let apart = twice || judged.constraints.are_apart(left, right);
                        prop_assert!(!apart || clusters[one] != clusters[other], "{} and {}", left, right);
                    }
                }
                let smallest_first = clusters.iter().scan(0, |next, cluster| {
                    let is_right = *cluster <= *next;
                    *next = (*next).max(*cluster + 1);
                    Some(is_right)
                });
                prop_assert!(smallest_first.into_iter().all(|is_right| is_right));
                for threads in [2, 7] {
                    let options = Options { threads, ..options.clone() };
                    prop_assert_eq!(&run_judged(&weights, &list_of, (&unique, &judged.constraints), &options), &clusters);
                }
            }
        }
    }

    /// Nothing that can be gained by moving one record is left (small components are solved whole).
    #[test]
    fn no_single_record_gains_by_moving(bits in proptest::collection::vec(-15.0_f32..15.0, 12 * 12)) {
        let mut weights = Weights::of(12, 0.0, &[]);
        for left in 0..12 {
            for right in left + 1..12 {
                weights.bits[left * 12 + right] = bits[left * 12 + right];
                weights.bits[right * 12 + left] = bits[left * 12 + right];
            }
        }
        let clusters = run(&weights, &[0; 12], &[], &Options { low_bits: -15.0, ..Options::default() });
        let total = |clusters: &[u32]| -> f64 {
            let pairs = (0..12).flat_map(|left| (left + 1..12).map(move |right| (left, right)));
            pairs.filter(|(left, right)| clusters[*left] == clusters[*right])
                .map(|(left, right)| f64::from(weights.bits[left * 12 + right])).sum()
        };
        let reached = total(&clusters);
        for row in 0..12 {
            for to in 0..13 {
                let mut moved = clusters.clone();
                moved[row] = to;
                prop_assert!(total(&moved) <= reached + 1e-3);
            }
        }
    }
}

#[test]
fn a_million_rows_and_many_small_components_cluster_in_flat_memory() {
    // A tenth of the size that is meant in earnest; entities of two to five records.
    let rows = 100_000_u32;
    let entity = |row: u32| row.wrapping_mul(2_654_435_761) % 31_013;
    struct Entities(fn(u32) -> u32);
    impl PairScorer for Entities {
        fn score(&self, left: u32, right: u32) -> ScoredPair {
            let match_weight_bits = if self.0(left) == self.0(right) { 9.0 } else { -20.0 };
            ScoredPair { left, right, match_weight_bits, term_frequency_bits: 0.0, pattern: 0 }
        }
    }
    let scorer = Entities(|row| row.wrapping_mul(2_654_435_761) % 31_013);
    let mut by_entity: Vec<(u32, u32)> = (0..rows).map(|row| (entity(row), row)).collect();
    by_entity.sort_unstable();
    let mut pairs: Vec<ScoredPair> =
        by_entity.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| scorer.score(two[0].1, two[1].1)).collect();
    pairs.sort_by_key(|pair| (pair.left, pair.right));
    let (list_of, constraints) = (vec![0; rows as usize], Constraints::default());
    let input =
        Input { list_of: &list_of, one_row_per_list: &[], pairs: &pairs, scorer: &scorer, constraints: &constraints };
    let one = cluster(&input, &Options::default()).unwrap();
    let seven = cluster(&input, &Options { threads: 7, ..Options::default() }).unwrap();
    assert_eq!(one, seven);
    let truth: Vec<u32> = (0..rows).map(entity).collect();
    assert_eq!(accuracy(&one.cluster_of, &truth).pair_f1(), 1.0);
}
