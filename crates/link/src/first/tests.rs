//! Truths that must be recovered, and the same answer whatever the order.

use crate::synthetic::{COLUMNS, Recipe, registers};

use super::*;
fn settings() -> Settings {
    let comparison = |column: &str, kind| Comparison { column: column.to_owned(), kind };
    let rule = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect();
    Settings {
        blocking: vec![
            rule(&["surname1", "initial(given)"]),
            rule(&["death-date", "sex"]),
            rule(&["given", "surname2"]),
        ],
        comparisons: vec![
            comparison("given", ComparisonKind::Name),
            comparison("surname1", ComparisonKind::Name),
            comparison("surname2", ComparisonKind::Name),
            comparison("birth-date", ComparisonKind::Date),
            comparison("death-date", ComparisonKind::Date),
            comparison("place", ComparisonKind::Exact),
        ],
        threshold: 0.9,
        one_row_per_list: true,
        seed: 19_481_210,
    }
}

fn synthetic() -> (Table, Vec<(String, usize)>) {
    let recipe = Recipe { population: 600, coverage: vec![0.45, 0.40, 0.35], error: 0.08, seed: 19_481_210 };
    let mut truth = Vec::new();
    let mut table = Table { columns: COLUMNS.map(str::to_owned).to_vec(), rows: Vec::new() };
    for (list, register) in registers(&recipe).into_iter().enumerate() {
        for row in register {
            truth.push((row.id.clone(), row.person));
            let values = row.values.into_iter().map(|value| Some(value).filter(|value| !value.is_empty())).collect();
            table.rows.push(Row { id: row.id, list, values });
        }
    }
    (table, truth)
}

#[test]
fn finds_the_duplicates_of_synthetic_registers() {
    let (table, truth) = synthetic();
    let linkage = link(&table, &settings()).unwrap();
    let person: std::collections::BTreeMap<_, _> = truth.iter().cloned().collect();
    let pairs = |cluster: &Vec<String>| cluster.len() * (cluster.len() - 1) / 2;
    let found: usize = linkage.clusters.iter().map(pairs).sum();
    let same = |cluster: &Vec<String>| {
        let people: Vec<usize> = cluster.iter().map(|id| person[id]).collect();
        (0..people.len())
            .flat_map(|i| (i + 1..people.len()).map(move |j| (i, j)))
            .filter(|(i, j)| people[*i] == people[*j])
            .count()
    };
    let right: usize = linkage.clusters.iter().map(same).sum();
    let mut true_pairs = 0;
    for (at, (_, left)) in truth.iter().enumerate() {
        true_pairs += truth[at + 1..].iter().filter(|(_, right)| left == right).count();
    }
    println!("{right} right of {found} found, {true_pairs} true");
    assert!(right * 100 >= found * 97, "precision {right}/{found}");
    assert!(right * 100 >= true_pairs * 95, "recall {right}/{true_pairs}");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let (mut table, _) = synthetic();
    let first = link(&table, &settings()).unwrap();
    table.rows.reverse();
    assert_eq!(link(&table, &settings()).unwrap(), first);
}

#[test]
fn no_list_gives_two_rows_to_a_cluster() {
    let (table, _) = synthetic();
    let linkage = link(&table, &settings()).unwrap();
    let records: usize = linkage.clusters.iter().map(Vec::len).sum();
    assert_eq!(records, table.rows.len(), "every record once");
    for cluster in &linkage.clusters {
        let mut lists: Vec<&str> = cluster.iter().map(|id| &id[..1]).collect();
        lists.dedup();
        assert_eq!(lists.len(), cluster.len(), "{cluster:?}");
    }
}

#[test]
fn a_pair_is_explained_in_words() {
    let (table, _) = synthetic();
    let linkage = link(&table, &settings()).unwrap();
    let pair = &linkage.pairs[0];
    let words = explain(&table, &settings(), &linkage, (&pair.left, &pair.right)).unwrap();
    assert!(words.contains("surname1: ") && words.contains("match probability"), "{words}");
}

#[test]
fn settings_that_do_not_fit_are_refused() {
    let (table, _) = synthetic();
    let mut wrong = settings();
    wrong.blocking = vec![vec!["surname".to_owned()]];
    let error = link(&table, &wrong).unwrap_err().to_string();
    assert!(error.contains("'surname'") && error.contains("surname1"), "{error}");
}
