//! Writes rows about persons who never lived, and the truth, as CSV files:
//! `cargo run --release -p link --example synthetic_persons -- ROWS SEED PERSONS.csv TRUTH.csv [OPTIONS]`.
//!
//! Options: `--households SHARE`, `--transliterated`, `--correlated-errors`, `--hard-negatives` (ROWS counts families),
//! `--capture P,P,..` (ROWS counts persons; one chance per list), `--duplicates SHARE` (within the lists of `--capture`).

use std::{
    error::Error,
    fs::File,
    io::{self, BufWriter, Write},
};

use link::synthetic::{Design, PERSON_COLUMNS, PersonRow, Population};

/// Says how far it is after so many rows.
const PROGRESS_ROWS: usize = 1_000_000;
const USAGE: &str = "usage: synthetic_persons ROWS SEED PERSONS.csv TRUTH.csv [--households SHARE] [--transliterated] \
                     [--correlated-errors] [--hard-negatives | --capture P,P,.. [--duplicates SHARE]]";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, seed, persons, truth, options @ ..] = arguments.as_slice() else { return Err(USAGE.into()) };
    let population = population(rows.parse()?, seed.parse()?, options)?;
    // The original names stand in a column of their own only where there are some.
    let columns = PERSON_COLUMNS.len() - usize::from(!population.is_transliterated);
    let mut persons = BufWriter::with_capacity(1 << 20, File::create(persons)?);
    let mut truth = BufWriter::with_capacity(1 << 20, File::create(truth)?);
    write_row(&mut persons, &PERSON_COLUMNS[..columns])?;
    writeln!(truth, "id,entity,household")?;
    let made = population.rows();
    let total = made.len();
    for (row, number) in made.zip(1_usize..) {
        write_row(&mut persons, &row.values()[..columns])?;
        let PersonRow { id, entity, household, .. } = row;
        writeln!(truth, "{id},E{entity},H{household}")?;
        if number % PROGRESS_ROWS == 0 || number == total {
            writeln!(io::stderr(), "{number} of {total} rows")?;
        }
    }
    persons.flush()?;
    truth.flush()?;
    Ok(())
}

fn population(rows: u32, seed: u64, options: &[String]) -> Result<Population, Box<dyn Error>> {
    let mut population = Population::of_rows(rows, seed);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let mut value = || options.next().ok_or_else(|| format!("{option} needs a value"));
        match option.as_str() {
            "--households" => population.households = value()?.parse()?,
            "--transliterated" => population.is_transliterated = true,
            "--correlated-errors" => population.has_correlated_errors = true,
            "--hard-negatives" => population.design = Design::Families { families: rows },
            "--capture" => {
                let inclusion = value()?.split(',').map(str::parse).collect::<Result<_, _>>()?;
                population.design = Design::Lists { persons: rows, inclusion, duplicates: 0.0 };
            }
            "--duplicates" => match &mut population.design {
                Design::Lists { duplicates, .. } => *duplicates = value()?.parse()?,
                Design::Copies { .. } | Design::Families { .. } => return Err("--duplicates follows --capture".into()),
            },
            other => return Err(format!("'{other}' is no option; {USAGE}").into()),
        }
    }
    Ok(population)
}

fn write_row(to: &mut impl Write, values: &[&str]) -> io::Result<()> {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            to.write_all(b",")?;
        }
        if value.contains([',', '"', '\n', '\r']) {
            write!(to, "\"{}\"", value.replace('"', "\"\""))?;
        } else {
            to.write_all(value.as_bytes())?;
        }
    }
    to.write_all(b"\n")
}
