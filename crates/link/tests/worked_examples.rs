//! Do the worked examples work? Both are linked with the settings that stand beside them and held against their truth.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
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
type Outcome<T> = Result<T, Box<dyn Error>>;

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/linkage").join(name)
}

fn rows(file: &str) -> Outcome<Vec<Row>> {
    Ok(csv::Reader::from_path(example(file))?.deserialize().collect::<Result<_, _>>()?)
}

fn settings(file: &str) -> Outcome<Settings> {
    Ok(toml::from_str(&fs::read_to_string(example(file))?)?)
}

/// A list of the table for each file of an example.
fn lists(folder: &str, names: &[&str]) -> Outcome<Vec<(String, Vec<Row>)>> {
    names.iter().map(|name| Ok(((*name).to_owned(), rows(&format!("{folder}/{name}.csv"))?))).collect()
}

fn table(lists: &[(String, Vec<Row>)]) -> Outcome<Table> {
    let mut builder = TableBuilder::default();
    for (list, rows) in lists {
        let columns: Vec<String> = rows[0].keys().filter(|column| *column != "id").cloned().collect();
        let places = builder.list(list, &columns)?;
        for row in rows {
            let values = places.iter().zip(&columns).map(|(place, column)| (*place, row[column].as_str()));
            builder.row(&row["id"], values);
        }
    }
    Ok(builder.build()?)
}

fn linked(table: &Table, settings: &Settings) -> Outcome<Linkage> {
    Ok(link(table, settings, Given::default(), &Options { threads: 2, ..Options::default() })?)
}

/// Clusters against the truth of an example.
fn held_against_truth(table: &Table, cluster_of: &[u32], folder: &str) -> Outcome<Accuracy> {
    let truth = rows(&format!("{folder}/truth.csv"))?;
    let truth: BTreeMap<_, _> =
        truth.iter().map(|row| ((row["list"].as_str(), row["id"].as_str()), row["entity"].as_str())).collect();
    let entities: Vec<&str> = truth.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut entity_of = Vec::new();
    for row in 0..u32::try_from(table.rows())? {
        let entity = truth[&(list_of(table, row), table.id(row))];
        let place = entities.binary_search(&entity).map_err(|_| "an entity that the truth does not name")?;
        entity_of.push(u32::try_from(place)?);
    }
    Ok(accuracy(cluster_of, &entity_of))
}

fn list_of(table: &Table, row: u32) -> &str {
    &table.lists[usize::from(table.list_of[row as usize])]
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture, for whoever changes the examples")]
fn show(what: &str, accuracy: &Accuracy) {
    let (precision, recall, f1) = (accuracy.pair_precision(), accuracy.pair_recall(), accuracy.pair_f1());
    println!("{what}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3} of {} true pairs", accuracy.true_pairs);
}

const EVENT_LISTS: [&str; 3] = ["ngo-a", "ngo-b", "press"];

#[test]
fn reports_of_one_event_find_each_other_by_date_place_actors_and_victims() -> Outcome<()> {
    let table = table(&lists("events", &EVENT_LISTS)?)?;
    let linkage = linked(&table, &settings("events/settings.toml")?)?;
    let found = held_against_truth(&table, &linkage.clustering.cluster_of, "events")?;
    show("events", &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
    Ok(())
}

#[test]
fn events_whose_victims_were_linked_first_are_linked_at_least_as_well() -> Outcome<()> {
    let mut events = lists("events", &EVENT_LISTS)?;
    let victim_lists = lists("events", &["victims-ngo-a", "victims-ngo-b", "victims-press"])?;
    let victims = table(&victim_lists)?;
    let persons = linked(&victims, &settings("events/victims.toml")?)?;
    let (canonicals, _) = Canonicals::default().join(&victims, &persons.clustering);
    for ((_, reports), (list, named)) in events.iter_mut().zip(&victim_lists) {
        let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for victim in named {
            let record = RecordName { list: list.clone(), id: victim["id"].clone() };
            ids.entry(&victim["event"])
                .or_default()
                .insert(&canonicals.of(&record).ok_or("every victim is in a cluster")?.id);
        }
        for report in reports {
            let of_report = ids.get(report["id"].as_str()).into_iter().flatten().copied();
            report.insert("victims".to_owned(), of_report.collect::<Vec<_>>().join("|"));
        }
    }
    let table = table(&events)?;
    let linkage = linked(&table, &settings("events/settings.toml")?)?;
    let found = held_against_truth(&table, &linkage.clustering.cluster_of, "events")?;
    show("events by linked victims", &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
    Ok(())
}

const MONTHS: [&str; 7] = ["2019-01", "2019-02", "2019-03", "2019-04", "2019-05", "2019-06", "2019-07"];

#[test]
fn months_of_one_register_are_joined_without_ids() -> Outcome<()> {
    let table = table(&lists("months", &MONTHS[..6])?)?;
    let linkage = linked(&table, &settings("months/settings.toml")?)?;
    let found = held_against_truth(&table, &linkage.clustering.cluster_of, "months")?;
    show("months", &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
    Ok(())
}

#[test]
fn a_new_month_joins_and_no_conflict_changes_its_id() -> Outcome<()> {
    let settings = settings("months/settings.toml")?;
    let before = table(&lists("months", &MONTHS[..6])?)?;
    let first = linked(&before, &settings)?;
    let (names, _) = Canonicals::default().join(&before, &first.clustering);
    let after = table(&lists("months", &MONTHS)?)?;
    // The model of the first months weighs the new one, and what was published together stays together.
    let published = names.judgements("report of June", "2019-07-01");
    let given = Given { model: Some(&first.model), judgements: &published };
    let second = link(&after, &settings, given, &Options::default())?;
    let (renewed, changes) = names.join(&after, &second.clustering);
    for row in 0..u32::try_from(before.rows())? {
        let record = RecordName { list: list_of(&before, row).to_owned(), id: before.id(row).to_owned() };
        let id = |names: &Canonicals| names.of(&record).map(|canonical| canonical.id.clone());
        assert_eq!(id(&names), id(&renewed), "{record}");
    }
    let is_addition = |change: &Change| matches!(change, Change::New { .. } | Change::Joined { .. });
    assert!(changes.iter().all(is_addition), "{changes:?}");
    let joined = changes.iter().filter(|change| matches!(change, Change::Joined { .. })).count();
    let found = held_against_truth(&after, &second.clustering.cluster_of, "months")?;
    show(&format!("months, the seventh added ({joined} conflicts go on)"), &found);
    assert!(found.pair_f1() >= 0.95, "{found:?}");
    Ok(())
}
