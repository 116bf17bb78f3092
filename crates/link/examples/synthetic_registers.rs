//! Writes synthetic registers as CSV files into a folder: `cargo run -p link --example synthetic_registers -- FOLDER`.

use std::{
    collections::BTreeSet,
    error::Error,
    fs,
    io::{self, Write as _},
    path::PathBuf,
};

use link::synthetic::{COLUMNS, Recipe, registers};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder")?);
    let recipe = Recipe { population: 600, coverage: vec![0.45, 0.40, 0.35], error: 0.08, seed: 19_481_210 };
    let mut documented = BTreeSet::new();
    for (name, register) in ["a", "b", "c"].iter().zip(registers(&recipe)) {
        let mut text = format!("id,{}\n", COLUMNS.join(","));
        for row in register {
            documented.insert(row.person);
            text += &format!("{},{}\n", row.id, row.values.join(","));
        }
        fs::write(folder.join(format!("register-{name}.csv")), text)?;
    }
    writeln!(io::stdout(), "{} of {} persons stand in at least one register", documented.len(), recipe.population)?;
    Ok(())
}
