//! Adds records one by one to persons that were linked and named before, and says how long each took:
//! `cargo run --release -p link --example add_records -- ROWS SEED ADDED`.
//!
//! A record is searched for in all blocking rules, scored, and its component is clustered again; ids of persons stay.
//! Its values are read and prepared with the rest beforehand.

use std::{
    error::Error,
    io::{self, Write as _},
    time::Instant,
};

use link::{
    cluster::{Canonicals, Constraints, Input, NewRecord, RecordName, RowOrigin, Store},
    linkage::{Given, cluster_options, link_with},
    linker::{Linker, Options},
    propose::{Wishes, propose},
    synthetic::{PersonRow, Population, person_table},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, seed, added] = arguments.as_slice() else {
        return Err("usage: add_records ROWS SEED ADDED".into());
    };
    let (rows, added): (u32, u32) = (rows.parse()?, added.parse()?);
    let mut people: Vec<PersonRow> = Population::of_rows(rows + added, seed.parse()?).rows().collect();
    let (before, new) = people.split_at_mut(rows as usize);
    before.iter_mut().for_each(|row| row.list = "known".to_owned());
    new.iter_mut().for_each(|row| row.list = "new".to_owned());
    let (table, whole) = (person_table(&people[..rows as usize])?.0, person_table(&people)?.0);
    let options = Options { threads: 2, ..Options::default() };
    let settings = propose(&table, &Wishes::default(), &options)?.settings;
    let linkage = {
        let linker = Linker::new(&table, &settings)?;
        link_with(&linker, Given::default(), &options)?
    };
    let linker = Linker::new(&whole, &settings)?;
    let scorer = linker.scorer(&linkage.model);
    let (canonicals, _) = Canonicals::default().join(&table, &linkage.clustering);
    let constraints = Constraints::default();
    let input = Input {
        list_of: &table.list_of,
        one_row_per_list: &[],
        pairs: &linkage.pairs,
        scorer: &scorer,
        constraints: &constraints,
    };
    let origin = RowOrigin { table: &table, canonicals: &canonicals };
    let mut store = Store::new(&input, &cluster_options(&settings, &options), &origin)?;
    let ids: Vec<String> = (0..rows).filter_map(|row| store.canonical_id(row).map(str::to_owned)).collect();
    let names = |row: u32| RecordName {
        list: whole.lists[usize::from(whole.list_of[row as usize])].clone(),
        id: whole.id(row).to_owned(),
    };
    let (mut milliseconds, mut told) = (Vec::new(), 0);
    for row in rows..rows + added {
        let start = Instant::now();
        let mut pairs = linker.pairs_of(row, &scorer);
        pairs.retain(|pair| pair.right <= row); // Those that come later are not there yet.
        told += store.add(&NewRecord { list: 1, pairs: &pairs }, &scorer, &names)?.len();
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
    }
    milliseconds.sort_by(f64::total_cmp);
    let mean = milliseconds.iter().sum::<f64>() / f64::from(added);
    let kept = ids.iter().enumerate().filter(|(row, id)| {
        u32::try_from(*row).ok().and_then(|row| store.canonical_id(row)).is_some_and(|now| now == id.as_str())
    });
    writeln!(
        io::stdout(),
        "{added} records added to {rows}: {mean:.2} ms each, median {:.2}, longest {:.2}, {} within 20 ms; {} of {} ids as before, {told} changes told",
        milliseconds[milliseconds.len() / 2],
        milliseconds[milliseconds.len() - 1],
        milliseconds.iter().filter(|time| **time <= 20.0).count(),
        kept.count(),
        ids.len(),
    )?;
    Ok(())
}
