//! Writes synthetic registers as CSV files into a folder: `cargo run -p link --example synthetic_registers -- FOLDER`.

use std::{error::Error, fs, path::PathBuf};

use link::synthetic::{COLUMNS, Recipe, registers};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder")?);
    let recipe = Recipe { population: 600, coverage: vec![0.45, 0.40, 0.35], error: 0.08, seed: 19_481_210 };
    for (name, register) in ["a", "b", "c"].iter().zip(registers(&recipe)) {
        let mut text = format!("id,{}\n", COLUMNS.join(","));
        for row in register {
            text += &format!("{},{}\n", row.id, row.values.join(","));
        }
        fs::write(folder.join(format!("synthetic-register-{name}.csv")), text)?;
    }
    Ok(())
}
