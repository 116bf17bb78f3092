//! Truths that must be recovered, the same answer whatever the order, and people who outrank the model.

use std::collections::BTreeMap;

use crate::{
    cluster::{Decision, Judgement, RecordName},
    pair::PairScorer,
    sample,
    synthetic::{COLUMNS, Recipe, SyntheticRow, registers},
    table::TableBuilder,
};

use super::*;

fn settings() -> Settings {
    toml::from_str(
        r#"
        threshold = 0.9
        one_row_per_list = true
        blocking = [
            ["surname1", "initial(given)"],
            ["death-date", "sex"],
            ["given", "surname2"],
            ["surname1", "year(birth-date)"],
        ]
        comparison = [
            { column = "given", kind = "given" },
            { columns = ["surname1", "surname2"], kind = "surnames" },
            { column = "sex", kind = "exact" },
            { column = "birth-date", kind = "date" },
            { column = "death-date", kind = "event_date" },
            { column = "place", kind = "place" },
        ]
        "#,
    )
    .unwrap()
}

/// Three registers of 600 invented persons, 467 of whom stand in one at least.
fn rows() -> Vec<Vec<SyntheticRow>> {
    registers(&Recipe { population: 600, coverage: vec![0.45, 0.40, 0.35], error: 0.08, seed: 19_481_210 })
}

fn table(registers: &[Vec<SyntheticRow>]) -> Table {
    let mut builder = TableBuilder::default();
    for (name, register) in ["a", "b", "c"].iter().zip(registers) {
        let places = builder.list(name, &COLUMNS.map(str::to_owned)).unwrap();
        for row in register {
            builder.row(&row.id, places.iter().copied().zip(row.values.iter().map(String::as_str)));
        }
    }
    builder.build().unwrap()
}

/// `[row]`: the person that it is.
fn persons(table: &Table) -> Vec<u32> {
    let of_id: BTreeMap<String, usize> = rows().into_iter().flatten().map(|row| (row.id, row.person)).collect();
    (0..table.rows()).map(|row| u32::try_from(of_id[table.id(u32::try_from(row).unwrap())]).unwrap()).collect()
}

fn linked(table: &Table, judgements: &[Judgement]) -> Linkage {
    let given = Given { judgements, model: None };
    link(table, &settings(), given, &Options { threads: 2, ..Options::default() }).unwrap()
}

#[test]
fn finds_the_duplicates_of_synthetic_registers() {
    let table = table(&rows());
    let linkage = linked(&table, &[]);
    let accuracy = cluster::accuracy(&linkage.clustering.cluster_of, &persons(&table));
    let (precision, recall) = (accuracy.pair_precision(), accuracy.pair_recall());
    println!("precision {precision:.4}, recall {recall:.4}, {} clusters, 467 persons", accuracy.clusters);
    println!("loss {:?}", linkage.loss);
    assert_eq!(accuracy.entities, 467);
    assert!(precision >= 0.97, "{accuracy:?}");
    assert!(recall >= 0.95, "{accuracy:?}");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut registers = rows();
    let first = linked(&table(&registers), &[]);
    registers.iter_mut().for_each(|register| register.reverse());
    let second = linked(&table(&registers), &[]);
    assert_eq!((second.pairs, second.clustering), (first.pairs, first.clustering));
    assert_eq!(second.model, first.model);
}

#[test]
fn no_list_gives_two_rows_to_a_cluster() {
    let table = table(&rows());
    let linkage = linked(&table, &[]);
    assert_eq!(linkage.clustering.cluster_of.len(), table.rows(), "every record once");
    for rows in linkage.clustering.all_groups().iter() {
        let mut lists: Vec<u16> = rows.iter().map(|row| table.list_of[*row as usize]).collect();
        lists.dedup();
        assert_eq!(lists.len(), rows.len(), "{rows:?}");
    }
}

#[test]
fn judgements_outrank_the_model() {
    let table = table(&rows());
    let before = linked(&table, &[]);
    let name = |row: u32| RecordName {
        list: table.lists[usize::from(table.list_of[row as usize])].clone(),
        id: table.id(row).to_owned(),
    };
    let judge = |left: u32, right: u32, decision| Judgement {
        left: name(left),
        right: name(right),
        decision,
        author: "Rosa".to_owned(),
        reason: "the parish book".to_owned(),
        time: "2026-01-02".to_owned(),
        match_weight_bits: None,
        threshold_bits: None,
    };
    // A cluster of two is torn apart, and its first record goes to one of another list who stood alone.
    let groups = before.clustering.all_groups();
    let couple = groups.iter().find(|rows| rows.len() == 2).unwrap();
    let alone = groups.iter().find(|rows| rows.len() == 1 && table.list_of[rows[0] as usize] != 0).unwrap();
    assert_eq!(table.list_of[couple[0] as usize], 0);
    let mut judgements =
        vec![judge(couple[0], couple[1], Decision::Different), judge(couple[0], alone[0], Decision::Same)];
    let nobody = RecordName { list: "b".to_owned(), id: "b-9999".to_owned() };
    judgements.push(Judgement { right: nobody.clone(), ..judge(couple[0], couple[1], Decision::Same) });
    let after = linked(&table, &judgements);
    let cluster = |row: u32| after.clustering.cluster_of[row as usize];
    assert_ne!(cluster(couple[0]), cluster(couple[1]));
    assert_eq!(cluster(couple[0]), cluster(alone[0]));
    assert_eq!(after.unknown, [nobody]);
    assert!(after.conflicts.is_empty(), "{:?}", after.conflicts);
}

#[test]
fn partitions_are_drawn_by_settled_judgements_and_by_strata() {
    let (table, settings) = (table(&rows()), settings());
    let linker = Linker::new(&table, &settings).unwrap();
    let linkage = link_with(&linker, Given::default(), &Options::default()).unwrap();
    let groups = linkage.clustering.all_groups();
    let couple = groups.iter().find(|rows| rows.len() == 2).unwrap();
    let name = |row: u32| RecordName {
        list: table.lists[usize::from(table.list_of[row as usize])].clone(),
        id: table.id(row).to_owned(),
    };
    let judge = |decision, time: &str| Judgement {
        left: name(couple[0]),
        right: name(couple[1]),
        decision,
        author: "Rosa".to_owned(),
        reason: String::new(),
        time: time.to_owned(),
        match_weight_bits: None,
        threshold_bits: None,
    };
    // Two who contradict each other: the newer holds, here as in the clustering.
    let judgements = [judge(Decision::Same, "2026-01-02"), judge(Decision::Different, "2026-01-03")];
    let strata: Vec<u16> = (0..table.rows()).map(|row| u16::from(row % 3 == 0)).collect();
    let settings = sample::Settings { draws: 8, labels_every: Some(1), seed: 3, ..draw_settings(&linkage) };
    let drawn = draw_judged((&linker, &linkage), &judgements, Some(&strata), &settings).unwrap();
    for (_, clusters) in drawn.labels.each() {
        let is_torn = !clusters.iter().any(|rows| rows.contains(&couple[0]) && rows.contains(&couple[1]));
        assert!(is_torn, "{couple:?}");
    }
    let persons = |of: u16| drawn.draws[0].captures.cells.iter().filter(|cell| cell.stratum == of).count();
    assert!(persons(0) > 0 && persons(1) > 0 && persons(2) == 0);
}

#[test]
fn settings_that_do_not_fit_are_refused() {
    let table = table(&rows());
    let refused = |change: &dyn Fn(&mut Settings)| {
        let mut wrong = settings();
        change(&mut wrong);
        link(&table, &wrong, Given::default(), &Options::default()).unwrap_err().to_string()
    };
    let rule = refused(&|settings| settings.blocking = vec![vec!["surname".to_owned()]]);
    assert!(rule.contains("'surname'") && rule.contains("surname1"), "{rule}");
    let column = refused(&|settings| settings.comparisons[0].column = "name".to_owned());
    assert!(column.contains("'name'") && column.contains("given"), "{column}");
    let transform = refused(&|settings| settings.blocking = vec![vec!["sounds(given)".to_owned()]]);
    assert!(transform.contains("'sounds'") && transform.contains("skeleton"), "{transform}");
    let threshold = refused(&|settings| settings.threshold = 1.5);
    assert!(threshold.contains("threshold = 1.5"), "{threshold}");
    assert!(refused(&|settings| settings.blocking.clear()).contains("no blocking rule"));
    assert!(refused(&|settings| settings.comparisons.clear()).contains("no comparison"));
}

#[test]
fn the_pairs_of_one_record_are_those_of_all_records() {
    let (table, settings) = (table(&rows()), settings());
    let linker = Linker::new(&table, &settings).unwrap();
    let linkage = link_with(&linker, Given::default(), &Options::default()).unwrap();
    let scorer = linker.scorer(&linkage.model);
    let rows = u32::try_from(table.rows()).unwrap();
    let some: Vec<u32> = (0..rows).step_by(11).collect();
    let mut together = Vec::new();
    scorer.score_all(&some, &mut |pair| together.push(pair));
    let alone: Vec<ScoredPair> = some
        .iter()
        .flat_map(|left| some.iter().filter(move |right| *right > left).map(move |right| (*left, *right)))
        .map(|(left, right)| scorer.score(left, right))
        .collect();
    assert_eq!(together, alone);
    for row in 0..rows {
        let of_row = |pair: &&ScoredPair| pair.left == row || pair.right == row;
        let mut expected: Vec<ScoredPair> = linkage.pairs.iter().filter(of_row).copied().collect();
        expected.sort_by_key(|pair| pair.left ^ pair.right ^ row);
        assert_eq!(linker.pairs_of(row, &scorer), expected, "row {row}");
    }
}

#[test]
fn one_comparison_alone_is_warned_of() {
    use crate::weight::warnings::ModelWarning;
    let (table, all) = (table(&rows()), settings());
    let one = Settings { comparisons: all.comparisons[1..2].to_vec(), ..all.clone() };
    let is_warned = |settings: &Settings| {
        let linkage = link(&table, settings, Given::default(), &Options::default()).unwrap();
        let warnings = linkage.training.unwrap().report.warnings;
        warnings.iter().any(|warning| matches!(warning, ModelWarning::OnlyOne { .. }))
    };
    assert!(is_warned(&one) && !is_warned(&all));
}
