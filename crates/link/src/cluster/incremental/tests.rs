//! Do canonical ids survive new records, merged and split clusters?

use std::collections::{BTreeMap, BTreeSet};

use super::{super::tests::Weights, *};
use crate::{
    cluster::{Constraints, Input, Options, cluster},
    pair::{PairScorer, ScoredPair},
    table::TableBuilder,
};

fn table(lists: &[(&str, &[&str])]) -> Table {
    let mut builder = TableBuilder::default();
    for (list, ids) in lists {
        builder.list(list, &[]).unwrap();
        ids.iter().for_each(|id| builder.row(id, std::iter::empty()));
    }
    builder.build().unwrap()
}

/// A clustering by what each record is called.
fn clustering(table: &Table, cluster: impl Fn(&str) -> u32) -> Clustering {
    let of: Vec<u32> =
        (0..table.rows()).map(|row| cluster(&record_name(table, u32::try_from(row).unwrap()).to_string())).collect();
    let mut first = BTreeMap::new();
    let smallest: Vec<u32> =
        of.iter().enumerate().map(|(row, one)| *first.entry(*one).or_insert(u32::try_from(row).unwrap())).collect();
    Clustering::from_smallest(&smallest, Vec::new())
}

fn by_record(canonicals: &Canonicals) -> BTreeMap<String, String> {
    let name = |member: &Member| format!("{}/{}", canonicals.list_name(member), member.id);
    canonicals.members.iter().map(|one| (name(one), canonicals.canonicals[one.canonical as usize].id.clone())).collect()
}

#[test]
fn the_order_of_lists_and_rows_changes_no_id() {
    let one = table(&[("a", &["1", "2", "3"]), ("b", &["1", "2"])]);
    let other = table(&[("b", &["2", "1"]), ("a", &["3", "1", "2"])]);
    let person = |name: &str| u32::from(name.ends_with('2'));
    let (first, _) = Canonicals::default().join(&one, &clustering(&one, person));
    let (same, changes) = Canonicals::default().join(&other, &clustering(&other, person));
    assert_eq!(first, same);
    assert_eq!(changes.len(), 2);
    let unnamed = clustering(&other, person);
    let ids = first_ids(&other, &unnamed);
    let without_book = unnamed.cluster_of.iter().map(|cluster| ids[*cluster as usize].to_string());
    let names = (0..other.rows()).map(|row| record_name(&other, u32::try_from(row).unwrap()).to_string());
    assert_eq!(names.zip(without_book).collect::<BTreeMap<_, _>>(), by_record(&first), "as the book names them");
    let (again, changes) = first.join(&other, &clustering(&other, person));
    assert_eq!((by_record(&again), changes), (by_record(&first), Vec::new()));
}

#[test]
fn ids_survive_a_merger_and_its_undoing() {
    let table = table(&[("a", &["1", "2", "3", "4", "5"])]);
    let apart = clustering(&table, |name| u32::from("a/4" <= name));
    let together = clustering(&table, |_| 0);
    let (first, _) = Canonicals::default().join(&table, &apart);
    let (merged, changes) = first.join(&table, &together);
    let (large, small) = (by_record(&first)["a/1"].clone(), by_record(&first)["a/4"].clone());
    assert_eq!(changes, [Change::Merged { id: large.clone(), absorbed: small.clone() }]);
    assert_eq!(merged.canonicals[0].id, large);
    assert_eq!(merged.find(&small).map(|one| one.id.as_str()), Some(large.as_str()));
    let (split, changes) = merged.join(&table, &apart);
    assert_eq!(changes, [Change::Split { from: large, id: small, records: 2 }]);
    assert_eq!(by_record(&split), by_record(&first), "the absorbed id is taken back");
    assert!(split.canonicals.iter().all(|one| one.also.is_empty()));
}

#[test]
fn the_majority_keeps_the_id_and_new_and_lost_records_are_told() {
    let before = table(&[("a", &["1", "2", "3", "9"])]);
    let (first, _) = Canonicals::default().join(&before, &clustering(&before, |name| u32::from(name == "a/9")));
    let after = table(&[("a", &["1", "2", "3"]), ("b", &["1", "2"])]);
    let person = |name: &str| match name {
        "a/1" => 0,
        "b/2" => 2,
        _ => 1,
    };
    let (second, changes) = first.join(&after, &clustering(&after, person));
    let (old, new) = (by_record(&first), by_record(&second));
    assert_eq!(new["a/2"], old["a/1"], "two of three keep the id");
    assert_eq!(new["b/1"], old["a/1"]);
    let ids: BTreeSet<&String> = new.values().collect();
    assert_eq!(ids.len(), 3);
    let expected = [
        Change::New { id: new["b/2"].clone(), records: 1 },
        Change::Joined { id: old["a/1"].clone(), records: 1 },
        Change::Split { from: old["a/1"].clone(), id: new["a/1"].clone(), records: 1 },
        Change::Gone { id: old["a/9"].clone() },
    ];
    assert_eq!(changes, expected);
    assert_eq!(second.of(&RecordName { list: "b".into(), id: "1".into() }).map(|one| &one.id), Some(&old["a/1"]));
    let json = serde_json::to_string(&second).unwrap();
    assert_eq!(serde_json::from_str::<Canonicals>(&json).unwrap(), second);
}

#[test]
fn of_equal_clusters_the_older_keeps_its_id() {
    let before = table(&[("b", &["1", "2"])]);
    let (first, _) = Canonicals::default().join(&before, &clustering(&before, |_| 0));
    let more = table(&[("a", &["1", "2"]), ("b", &["1", "2"])]);
    let (second, _) = first.join(&more, &clustering(&more, |name| u32::from(name.starts_with('b'))));
    let (third, _) = second.join(&more, &clustering(&more, |_| 0));
    assert_eq!(third.canonicals[0].id, by_record(&first)["b/1"]);
}

#[test]
fn adding_records_one_by_one_ends_where_all_at_once_does_and_leaves_others_alone() {
    let ids: Vec<String> = (0..60).map(|row| format!("{row:04}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (few, all) = (table(&[("a", &ids[..40])]), table(&[("a", &ids)]));
    // Persons of three records, twenty rows apart; records of neighbouring persons look a little alike.
    let mut weights = Weights::of(60, -20.0, &[]);
    for left in 0..60_usize {
        for right in (0..60).filter(|right| *right != left) {
            let apart = left.abs_diff(right) % 20;
            weights.bits[left * 60 + right] = if apart == 0 {
                9.0
            } else if apart == 1 && left % 20 < 3 {
                -4.0
            } else {
                -20.0
            };
        }
    }
    let (pairs, constraints) = (weights.pairs(-8.0), Constraints::default());
    let kept: Vec<ScoredPair> = pairs.iter().copied().filter(|pair| pair.right < 40).collect();
    let input =
        |pairs, list_of| Input { list_of, one_row_per_list: &[], pairs, scorer: &weights, constraints: &constraints };
    let list_of = [0; 60];
    let first = cluster(&input(&kept, &list_of[..40]), &Options::default()).unwrap();
    let (canonicals, _) = Canonicals::default().join(&few, &first);
    let origin = RowOrigin { table: &few, canonicals: &canonicals };
    let mut store = Store::new(&input(&kept, &list_of[..40]), &Options::default(), &origin).unwrap();
    for row in 40..60_u32 {
        let before: Vec<String> = (0..row).map(|row| store.canonical_id(row).unwrap().to_owned()).collect();
        let new: Vec<ScoredPair> = pairs.iter().copied().filter(|pair| pair.right == row).collect();
        let changes = store.add(&NewRecord { list: 0, pairs: &new }, &weights, &|row| record_name(&all, row)).unwrap();
        assert!(matches!(&changes[..], [Change::Joined { records: 1, .. }]), "{changes:?}");
        let after: Vec<String> = (0..row).map(|row| store.canonical_id(row).unwrap().to_owned()).collect();
        assert_eq!(before, after);
    }
    let (whole, _) = canonicals.join(&all, &cluster(&input(&pairs, &list_of), &Options::default()).unwrap());
    for (row, id) in by_record(&whole).values().enumerate() {
        assert_eq!(store.canonical_id(u32::try_from(row).unwrap()), Some(id.as_str()));
    }
    let stranger = ScoredPair { left: 3, right: 4, ..weights.score(3, 4) };
    assert!(
        store.add(&NewRecord { list: 0, pairs: &[stranger] }, &weights, &|row| record_name(&all, row % 60)).is_err()
    );
    assert_eq!(store.next_row(), 60);
}

#[test]
fn a_new_record_can_merge_two_clusters() {
    let all = table(&[("a", &["1", "2", "3"])]);
    let few = table(&[("a", &["1", "2"])]);
    let weights = Weights::of(3, 6.0, &[(0, 1, -2.0)]);
    let constraints = Constraints::default();
    let input =
        Input { list_of: &[0, 0], one_row_per_list: &[], pairs: &[], scorer: &weights, constraints: &constraints };
    let (canonicals, _) = Canonicals::default().join(&few, &cluster(&input, &Options::default()).unwrap());
    let origin = RowOrigin { table: &few, canonicals: &canonicals };
    let mut store = Store::new(&input, &Options::default(), &origin).unwrap();
    let pairs = [weights.score(0, 2), weights.score(1, 2)];
    let changes = store.add(&NewRecord { list: 0, pairs: &pairs }, &weights, &|row| record_name(&all, row)).unwrap();
    assert!(matches!(&changes[..], [Change::Joined { .. }, Change::Merged { .. }]), "{changes:?}");
    assert_eq!(store.canonical_id(0), store.canonical_id(1));
}
