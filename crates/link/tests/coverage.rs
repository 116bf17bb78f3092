//! Does the interval of the number of persons hold the truth? Simulated lists, proposed settings, partitions drawn.
//!
//! Three lists of 20,000 records each time; more of them, which takes minutes, with
//! `WILLAY_SIMULATIONS=50 cargo test --release -p link --test coverage -- --nocapture`.

use std::{collections::BTreeSet, error::Error};

use link::{
    linkage::{Given, draw, draw_settings, link_with},
    linker::{Linker, Options},
    propose::{Wishes, propose},
    sample::{Settings, Summary},
    synthetic::{Design, PersonRow, Population, person_table},
    table::Table,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Four lists of a population, and the number of persons in them.
fn lists(persons: u32, seed: u64) -> Outcome<(Table, usize)> {
    let design = Design::Lists { persons, inclusion: vec![0.35, 0.3, 0.25, 0.2], duplicates: 0.0 };
    let rows: Vec<PersonRow> = Population { design, ..Population::of_rows(0, seed) }.rows().collect();
    let listed: BTreeSet<u32> = rows.iter().map(|row| row.entity).collect();
    Ok((person_table(&rows)?.0, listed.len()))
}

/// The number of persons as it is drawn.
fn persons(table: &Table, draws: usize) -> Outcome<Summary> {
    let options = Options { threads: 2, ..Options::default() };
    let settings = propose(table, &Wishes::default(), &options)?.settings;
    let linker = Linker::new(table, &settings)?;
    let linkage = link_with(&linker, Given::default(), &options)?;
    let settings = Settings { draws, threads: 2, ..draw_settings(&linkage) };
    let partitions = draw((&linker, &linkage), [&[], &[]], &settings)?;
    Ok(partitions.persons())
}

/// In how many of the simulations the 95 % interval holds the truth, and the mean error of the number of persons.
#[expect(clippy::print_stdout, reason = "shown with --nocapture, for whoever changes the sampler")]
fn covered(seeds: std::ops::Range<u64>, population: u32, draws: usize) -> Outcome<(usize, f64)> {
    let (mut covered, mut error, count) = (0, 0.0, (seeds.end - seeds.start) as f64);
    for seed in seeds {
        let (table, truth) = lists(population, seed)?;
        let (drawn, truth) = (persons(&table, draws)?, truth as f64);
        let holds = drawn.low <= truth && truth <= drawn.high;
        println!(
            "seed {seed}: {} records, {truth} persons, {:.0} ({:.0} to {:.0})",
            table.rows(),
            drawn.mean,
            drawn.low,
            drawn.high
        );
        covered += usize::from(holds);
        error += (drawn.mean / truth - 1.0) / count;
    }
    println!("{covered} of {count} intervals hold the truth; mean error {:+.2} %", 100.0 * error);
    Ok((covered, error))
}

#[test]
fn intervals_hold_the_number_of_persons() -> Outcome<()> {
    let count: u32 = std::env::var("WILLAY_SIMULATIONS").map_or(Ok(3), |count| count.parse())?;
    let (covered, error) = covered(101..101 + u64::from(count), 18_500, if count > 3 { 400 } else { 120 })?;
    // Nine of ten, or two of three.
    assert!(10 * covered >= 9 * count as usize || (count == 3 && covered == 2), "{covered} of {count}");
    assert!(error.abs() < 0.004, "{error}");
    Ok(())
}
