//! Brothers killed on one day, in one place: are they kept apart with proposed settings, and their own reports joined?
//!
//! A hard negative is a pair of records of two siblings: same surnames, place and day, other given name. Each sibling is
//! reported once in each of two lists, with errors. A false merge is a hard negative within one cluster.

use std::{collections::BTreeMap, error::Error};

use link::{
    linkage::{Given, Linkage, link},
    linker::Options,
    propose::{Wishes, propose},
    synthetic::{Design, PersonRow, Population, person_table},
    table::Table,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A table of rows, and whom each of its rows is about: `(entity, household)`.
fn table(rows: &[PersonRow]) -> Outcome<(Table, Vec<(u32, u32)>)> {
    let (table, behind) = person_table(rows)?;
    Ok((table, behind.into_iter().map(|row| (row.entity, row.household)).collect()))
}

/// Links with proposed settings.
fn linked(table: &Table) -> Outcome<Linkage> {
    let options = Options { threads: 2, ..Options::default() };
    let proposal = propose(table, &Wishes::default(), &options)?;
    Ok(link(table, &proposal.settings, Given::default(), &options)?)
}

/// Pairs of one household: hard negatives and how many are in one cluster; pairs of one person and how many are.
fn within_households(linkage: &Linkage, truth: &[(u32, u32)]) -> [[usize; 2]; 2] {
    let mut households: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, (_, household)) in truth.iter().enumerate() {
        households.entry(*household).or_default().push(row);
    }
    let cluster_of = &linkage.clustering.cluster_of;
    let mut counts = [[0; 2]; 2];
    for rows in households.values() {
        for (at, left) in rows.iter().enumerate() {
            for right in &rows[at + 1..] {
                let of = &mut counts[usize::from(truth[*left].0 == truth[*right].0)];
                of[0] += 1;
                of[1] += usize::from(cluster_of[*left] == cluster_of[*right]);
            }
        }
    }
    counts
}

#[test]
fn siblings_killed_together_are_kept_apart_and_their_own_reports_joined() -> Outcome<()> {
    let families = Population { design: Design::Families { families: 700 }, ..Population::of_rows(0, 11) };
    let (table, truth) = table(&families.rows().collect::<Vec<_>>())?;
    let linkage = linked(&table)?;
    let [[hard_negatives, merged], [reports, joined]] = within_households(&linkage, &truth);
    assert!(hard_negatives > 8_000, "{hard_negatives}");
    assert!(100 * merged <= hard_negatives, "{merged} of {hard_negatives} pairs of siblings are in one cluster");
    assert!(100 * joined >= 88 * reports, "{joined} of {reports} pairs of one person are in one cluster");
    assert!(linkage.model.relatives.is_some_and(|relatives| relatives.share > 1e-4));
    Ok(())
}

#[test]
fn families_among_many_other_persons_are_kept_apart_too() -> Outcome<()> {
    let families = Population { design: Design::Families { families: 250 }, ..Population::of_rows(0, 3) };
    let mut rows: Vec<PersonRow> = families.rows().collect();
    rows.extend(Population { households: 0.3, ..Population::of_rows(5_000, 4) }.rows().map(|row| PersonRow {
        id: format!("other {}", row.id),
        entity: row.entity + 1_000_000,
        household: row.household + 1_000_000,
        ..row
    }));
    let (table, truth) = table(&rows)?;
    let linkage = linked(&table)?;
    let [[hard_negatives, merged], [reports, joined]] = within_households(&linkage, &truth);
    assert!(100 * merged <= hard_negatives, "{merged} of {hard_negatives} pairs of siblings are in one cluster");
    assert!(100 * joined >= 88 * reports, "{joined} of {reports} pairs of one person are in one cluster");
    let largest = linkage.quality.sizes.last_key_value().map(|(rows, _)| *rows);
    assert!(largest <= Some(50), "{largest:?}");
    Ok(())
}
