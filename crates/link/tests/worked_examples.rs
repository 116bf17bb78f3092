//! Do the worked examples work? Both are linked with the settings that stand beside them and held against their truth.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use link::{
    cluster::{Accuracy, Canonicals, Change, RecordName, accuracy},
    linkage::{Given, Linkage, link},
    linker::Options,
    settings::Settings,
    table::{Table, TableBuilder},
};

type Row = BTreeMap<String, String>;

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/linkage").join(name)
}

fn rows(file: &str) -> Vec<Row> {
    csv::Reader::from_path(example(file)).unwrap().deserialize().map(Result::unwrap).collect()
}

fn settings(file: &str) -> Settings {
    toml::from_str(&std::fs::read_to_string(example(file)).unwrap()).unwrap()
}

/// A list of the table for each file of an example.
fn lists(folder: &str, names: &[&str]) -> Vec<(String, Vec<Row>)> {
    names.iter().map(|name| ((*name).to_owned(), rows(&format!("{folder}/{name}.csv")))).collect()
}

fn table(lists: &[(String, Vec<Row>)]) -> Table {
    let mut builder = TableBuilder::default();
    for (list, rows) in lists {
        let columns: Vec<String> = rows[0].keys().filter(|column| *column != "id").cloned().collect();
        let places = builder.list(list, &columns).unwrap();
        for row in rows {
            let values = places.iter().zip(&columns).map(|(place, column)| (*place, row[column].as_str()));
            builder.row(&row["id"], values);
        }
    }
    builder.build().unwrap()
}

fn linked(table: &Table, settings: &Settings) -> Linkage {
    link(table, settings, Given::default(), &Options { threads: 2, ..Options::default() }).unwrap()
}

/// Clusters against the truth of an example, which names the `unit` of each record.
fn held_against_truth(table: &Table, cluster_of: &[u32], (file, unit): (&str, &str)) -> Accuracy {
    let truth: BTreeMap<(String, String), String> =
        rows(file).into_iter().map(|row| ((row["list"].clone(), row["id"].clone()), row[unit].clone())).collect();
    let mut numbers = BTreeMap::new();
    let entity = |row: u32| {
        let list = &table.lists[usize::from(table.list_of[row as usize])];
        let next = u32::try_from(numbers.len()).unwrap();
        *numbers.entry(&truth[&(list.clone(), table.id(row).to_owned())]).or_insert(next)
    };
    let entity_of: Vec<u32> = (0..u32::try_from(table.rows()).unwrap()).map(entity).collect();
    accuracy(cluster_of, &entity_of)
}

fn show(what: &str, accuracy: &Accuracy) {
    let (precision, recall, f1) = (accuracy.pair_precision(), accuracy.pair_recall(), accuracy.pair_f1());
    println!("{what}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3} of {} true pairs", accuracy.true_pairs);
}

const EVENT_LISTS: [&str; 3] = ["ngo-a", "ngo-b", "press"];

#[test]
fn reports_of_one_event_find_each_other_by_date_place_actors_and_victims() {
    let table = table(&lists("events", &EVENT_LISTS));
    let linkage = linked(&table, &settings("events/settings.toml"));
    let found = held_against_truth(&table, &linkage.clustering.cluster_of, ("events/truth.csv", "event"));
    show("events", &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
}

#[test]
fn events_whose_victims_were_linked_first_are_linked_at_least_as_well() {
    let mut events = lists("events", &EVENT_LISTS);
    let victim_lists = lists("events", &["victims-ngo-a", "victims-ngo-b", "victims-press"]);
    let victims = table(&victim_lists);
    let persons = linked(&victims, &settings("events/victims.toml"));
    let (canonicals, _) = Canonicals::default().join(&victims, &persons.clustering);
    for ((_, reports), (list, named)) in events.iter_mut().zip(&victim_lists) {
        let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for victim in named {
            let record = RecordName { list: list.clone(), id: victim["id"].clone() };
            ids.entry(&victim["event"]).or_default().insert(&canonicals.of(&record).unwrap().id);
        }
        for report in reports {
            let of_report = ids.get(report["id"].as_str()).into_iter().flatten().copied();
            report.insert("victims".to_owned(), of_report.collect::<Vec<_>>().join("|"));
        }
    }
    let table = table(&events);
    let linkage = linked(&table, &settings("events/settings.toml"));
    let found = held_against_truth(&table, &linkage.clustering.cluster_of, ("events/truth.csv", "event"));
    show("events by linked victims", &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
}

const MONTHS: [&str; 7] = ["2019-01", "2019-02", "2019-03", "2019-04", "2019-05", "2019-06", "2019-07"];

#[test]
fn months_of_one_register_are_joined_without_ids() {
    let table = table(&lists("months", &MONTHS[..6]));
    let linkage = linked(&table, &settings("months/settings.toml"));
    let found = held_against_truth(&table, &linkage.clustering.cluster_of, ("months/truth.csv", "conflict"));
    show("months", &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
}

#[test]
fn a_new_month_joins_and_no_conflict_changes_its_id() {
    let settings = settings("months/settings.toml");
    let before = table(&lists("months", &MONTHS[..6]));
    let first = linked(&before, &settings);
    let (names, _) = Canonicals::default().join(&before, &first.clustering);
    let after = table(&lists("months", &MONTHS));
    // The model of the first months weighs the new one, and what was published together stays together.
    let published = names.judgements("report of June", "2019-07-01");
    let given = Given { model: Some(&first.model), judgements: &published };
    let second = link(&after, &settings, given, &Options::default()).unwrap();
    let (renewed, changes) = names.join(&after, &second.clustering);
    for row in 0..u32::try_from(before.rows()).unwrap() {
        let list = before.lists[usize::from(before.list_of[row as usize])].clone();
        let record = RecordName { list, id: before.id(row).to_owned() };
        assert_eq!(names.of(&record).unwrap().id, renewed.of(&record).unwrap().id, "{record}");
    }
    let is_addition = |change: &Change| matches!(change, Change::New { .. } | Change::Joined { .. });
    assert!(changes.iter().all(is_addition), "{changes:?}");
    let joined = changes.iter().filter(|change| matches!(change, Change::Joined { .. })).count();
    let found = held_against_truth(&after, &second.clustering.cluster_of, ("months/truth.csv", "conflict"));
    show(&format!("months, the seventh added ({joined} conflicts go on)"), &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
}
