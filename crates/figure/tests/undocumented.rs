//! From lists with errors to those whom nobody listed: does the interval that holds both doubts hold the truth?
//!
//! Simulated lists are linked with proposed settings, partitions are drawn, models are fitted to each, and the fits combined.
//! Two populations each time; more of them, which takes minutes, with
//! `WILLAY_SIMULATIONS=40 cargo test --release -p figure --test undocumented -- --nocapture`.

use std::error::Error;

use estimate::{
    CaptureTable, Level,
    log_linear::{self, Criterion, average, search},
    pool::{Combined, Moments, pool_linkages},
};
use figure::estimated::capture_tables;
use link::{
    linkage::{Given, draw, draw_settings, link_with},
    linker::{Linker, Options},
    propose::{Wishes, propose},
    sample::Settings,
    synthetic::{Design, PersonRow, Population, person_table},
    table::Table,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Persons in all, of whom four lists hold about two thirds.
const PERSONS: u32 = 6_000;

/// Four lists, on each of which every person is with the same chance.
fn lists(seed: u64) -> Outcome<Table> {
    let design = Design::Lists { persons: PERSONS, inclusion: vec![0.35, 0.3, 0.25, 0.2], duplicates: 0.0 };
    let rows: Vec<PersonRow> = Population { design, ..Population::of_rows(0, seed) }.rows().collect();
    Ok(person_table(&rows)?.0)
}

/// The capture tables of sampled linkages.
fn tables(table: &Table, draws: usize) -> Outcome<Vec<CaptureTable>> {
    let options = Options { threads: 2, ..Options::default() };
    let settings = propose(table, &Wishes::default(), &options)?.settings;
    let linker = Linker::new(table, &settings)?;
    let linkage = link_with(&linker, Given::default(), &options)?;
    let settings = Settings { draws, threads: 2, ..draw_settings(&linkage) };
    let drawn = draw((&linker, &linkage), [&[], &[]], &settings)?;
    let tables = drawn.draws.iter().map(|draw| capture_tables(draw, &table.lists, 1));
    Ok(tables.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().flatten().collect())
}

/// The average over log-linear models of each table, combined.
fn combined(tables: &[CaptureTable]) -> Outcome<Combined> {
    let level = Level::new(0.95)?;
    let fit = |table: &CaptureTable| -> Result<Moments, String> {
        let found = search(table, &log_linear::Options::default()).map_err(|why| why.to_string())?;
        let mean = average(table.documented(), &found.fits, Criterion::Bic, level).map_err(|why| why.to_string())?;
        let undocumented = mean.mean_persons - table.documented() as f64;
        Ok(Moments::of_estimate(table.documented(), undocumented, mean.standard_error_persons.powi(2)))
    };
    Ok(pool_linkages(tables, 2, fit)?.combined)
}

#[test]
fn intervals_hold_those_whom_nobody_listed() -> Outcome<()> {
    let count: u32 = std::env::var("WILLAY_SIMULATIONS").map_or(Ok(2), |count| count.parse())?;
    let (mut covered, mut error, mut share) = (0, 0.0, 0.0);
    for seed in 501..501 + u64::from(count) {
        let found = combined(&tables(&lists(seed)?, if count > 2 { 100 } else { 40 })?)?;
        let truth = f64::from(PERSONS);
        covered += u32::from(found.low <= truth && truth <= found.high);
        error += (found.population_persons / truth - 1.0) / f64::from(count);
        share += found.share_between / f64::from(count);
        println!("seed {seed}: {:.0} ({:.0} to {:.0})", found.population_persons, found.low, found.high);
    }
    println!("{covered} of {count}; mean error {:+.2} %; {:.0} % due to linkage", 100.0 * error, 100.0 * share);
    assert!(10 * covered >= 9 * count, "{covered} of {count}");
    assert!(error.abs() < 0.03 && share > 0.005 && share < 0.5, "{error} {share}");
    Ok(())
}
