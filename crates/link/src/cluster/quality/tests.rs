//! Is every cluster that deserves a second look named with its cause?

use super::{super::tests::Weights, *};
use crate::{
    cluster::{Constraints, Options, cluster},
    table::TableBuilder,
};

fn table(rows: &[[&str; 2]]) -> Table {
    let mut builder = TableBuilder::default();
    let places = builder.list("a", &["name".to_owned(), "year".to_owned()]).unwrap();
    for (row, values) in rows.iter().enumerate() {
        builder.row(&format!("{row:04}"), places.iter().copied().zip(values.iter().copied()));
    }
    builder.build().unwrap()
}

fn quality(weights: &Weights, table: Option<&Table>, options: &QualityOptions) -> Quality {
    let (pairs, constraints) = (weights.pairs(0.0), Constraints::default());
    let list_of = vec![0; weights.rows];
    let input =
        Input { list_of: &list_of, one_row_per_list: &[], pairs: &pairs, scorer: weights, constraints: &constraints };
    measure(&input, &cluster(&input, &Options::default()).unwrap(), table, options)
}

#[test]
fn a_cluster_of_equal_rows_says_so() {
    let found =
        quality(&Weights::of(60, 12.0, &[]), Some(&table(&[["Juan Quispe", ""]; 60])), &QualityOptions::default());
    assert_eq!(found.sizes, [(60, 1)].into());
    assert_eq!(found.warnings[0].to_string(), "cluster of 60 rows: 60 rows with equal values in every field");
    let empty = quality(&Weights::of(60, 12.0, &[]), Some(&table(&[["", ""]; 60])), &QualityOptions::default());
    assert_eq!(empty.warnings[0].causes, [Cause::EmptyRows { rows: 60 }]);
}

#[test]
fn a_value_that_nearly_all_share_is_named_by_its_column_only() {
    let years: Vec<String> = (0..60).map(|row| (1900 + row).to_string()).collect();
    let rows: Vec<[&str; 2]> = years.iter().map(|year| ["Juan Quispe", year.as_str()]).collect();
    let found = quality(&Weights::of(60, 3.0, &[]), Some(&table(&rows)), &QualityOptions::default());
    assert_eq!(found.warnings[0].causes, [Cause::CommonValues { columns: vec!["name".to_owned()] }]);
    let unnamed = quality(&Weights::of(60, 3.0, &[]), None, &QualityOptions::default());
    assert_eq!(unnamed.warnings[0].causes, [Cause::AllAgree { density: 1.0 }]);
}

#[test]
fn a_bridge_is_named_by_its_records() {
    let mut known = vec![(2, 3, 5.0)];
    for half in [0_u32, 3] {
        known.extend([(half, half + 1, 9.0), (half, half + 2, 9.0), (half + 1, half + 2, 9.0)]);
    }
    let options = QualityOptions { rows_max: 5, ..QualityOptions::default() };
    let found = quality(&Weights::of(6, -0.5, &known), None, &options);
    assert_eq!(found.clusters[0].bridges, [(2, 3)]);
    let text = found.warnings[0].to_string();
    assert!(text.contains("held together by records row 2 and row 3"), "{text}");
    assert!(text.contains("only 47 % of its pairs agree"), "{text}"); // 7 of 15
}

#[test]
fn a_disagreement_within_a_cluster_and_a_dispute_are_warned_of() {
    let weights = Weights::of(4, 12.0, &[(0, 3, -11.0)]);
    let found = quality(&weights, None, &QualityOptions { disputed: vec![2], ..QualityOptions::default() });
    let text = found.warnings[0].to_string();
    assert!(text.contains("row 0 and row 3 disagree (-11.0 bits)"), "{text}");
    assert!(text.contains("judgements contradict each other on row 2"), "{text}");
}

#[test]
fn a_sample_of_pairs_measures_about_what_all_do() {
    let mut weights = Weights::of(100, 12.0, &[]);
    (0..10_000).filter(|at| (at / 100 + at % 100) % 4 == 0).for_each(|at| weights.bits[at] = 4.0);
    let all = quality(&weights, None, &QualityOptions::default());
    let some = quality(&weights, None, &QualityOptions { pairs_max: 500, ..QualityOptions::default() });
    assert_eq!((all.clusters[0].pairs, some.clusters[0].pairs), (4950, 495));
    let (all, some) = (all.clusters[0].mean_weight_bits, some.clusters[0].mean_weight_bits);
    assert!((all - some).abs() < 0.5, "{all} {some}");
}

#[test]
fn a_chain_and_a_hub_fall_apart_and_are_named_where_they_may_not() {
    let chain: Vec<(u32, u32, f32)> = (0..59).map(|row| (row, row + 1, 6.0)).collect();
    let hub: Vec<(u32, u32, f32)> = (1..60).map(|row| (0, row, 6.0)).collect();
    for known in [chain, hub] {
        let weights = Weights::of(60, -8.0, &known);
        let largest = |found: &Quality| found.sizes.keys().max().copied();
        assert!(largest(&quality(&weights, None, &QualityOptions::default())) < Some(10));
        let (pairs, constraints) = (weights.pairs(0.0), Constraints::default());
        let input = Input {
            list_of: &[0; 60],
            one_row_per_list: &[],
            pairs: &pairs,
            scorer: &weights,
            constraints: &constraints,
        };
        let method = crate::cluster::Method::Components;
        let clustering = cluster(&input, &Options { method, ..Options::default() }).unwrap();
        let found = measure(&input, &clustering, None, &QualityOptions::default());
        assert_eq!(largest(&found), Some(60));
        let text = found.warnings[0].to_string();
        assert!(text.starts_with("cluster of 60 rows") && text.contains("a chain: only 3 % of its pairs"), "{text}");
    }
}
