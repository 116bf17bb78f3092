//! Registers of people who never lived: one population seen by several lists, with realistic errors and known truth.
//!
//! Made for demonstration and for tests that must recover the truth. Names are common given names and surnames drawn by
//! rough frequency; nobody is described.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

const GIVEN: [[&str; 20]; 2] = [
    [
        "Juan",
        "José",
        "Luis",
        "Carlos",
        "Jorge",
        "Víctor",
        "Julio",
        "Pedro",
        "Félix",
        "Mario",
        "Alejandro",
        "Máximo",
        "Teodoro",
        "Fortunato",
        "Hilario",
        "Santos",
        "Gregorio",
        "Emilio",
        "Paulino",
        "Marcelino",
    ],
    [
        "María",
        "Rosa",
        "Juana",
        "Ana",
        "Julia",
        "Victoria",
        "Teófila",
        "Felícitas",
        "Paulina",
        "Sabina",
        "Marcelina",
        "Lucía",
        "Eugenia",
        "Cirila",
        "Basilia",
        "Alejandra",
        "Martha",
        "Elena",
        "Gregoria",
        "Hilda",
    ],
];
const SURNAMES: [&str; 48] = [
    "Quispe",
    "Flores",
    "Sánchez",
    "García",
    "Rojas",
    "Huamán",
    "Mamani",
    "Vásquez",
    "Ramos",
    "Condori",
    "Chávez",
    "Gutiérrez",
    "Díaz",
    "Torres",
    "Castro",
    "Cruz",
    "Huamaní",
    "Palomino",
    "Ccori",
    "Sulca",
    "Pomahuacre",
    "Baldeón",
    "Ochoa",
    "Chuchón",
    "Teccsi",
    "Pulido",
    "Gamboa",
    "Allcca",
    "Ñahui",
    "Ayala",
    "Cárdenas",
    "Tello",
    "Prado",
    "Medina",
    "Cabezas",
    "Janampa",
    "Ayme",
    "Llamocca",
    "Lizarbe",
    "Zea",
    "Ticllasuca",
    "Yupanqui",
    "Huarcaya",
    "Cisneros",
    "De la Cruz",
    "Bautista",
    "Mendoza",
    "Infanzón",
];
/// INEI codes of districts in one region.
const PLACES: [&str; 8] = ["050101", "050111", "050201", "050301", "050401", "050501", "050601", "051101"];

/// What to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Persons of the population.
    pub population: usize,
    /// Chance of each list to hold a person.
    pub coverage: Vec<f64>,
    /// Chance of an error per field.
    pub error: f64,
    /// Seed.
    pub seed: u64,
}

/// One row of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticRow {
    /// Its name within the list.
    pub id: String,
    /// Which person of the population it is: the truth.
    pub person: usize,
    /// given, surname1, surname2, sex, birth-date, death-date, place.
    pub values: [String; 7],
}

/// The columns of a register, after `id`.
pub const COLUMNS: [&str; 7] = ["given", "surname1", "surname2", "sex", "birth-date", "death-date", "place"];

/// Makes one register per coverage, rows shuffled. The same recipe gives the same registers.
///
/// ```
/// let recipe = link::synthetic::Recipe { population: 100, coverage: vec![0.5, 0.5], error: 0.1, seed: 1 };
/// let registers = link::synthetic::registers(&recipe);
/// assert_eq!(registers, link::synthetic::registers(&recipe));
/// assert!(registers.iter().all(|register| (30..70).contains(&register.len())));
/// ```
pub fn registers(recipe: &Recipe) -> Vec<Vec<SyntheticRow>> {
    let mut rng = ChaCha20Rng::seed_from_u64(recipe.seed);
    let people: Vec<[String; 7]> = (0..recipe.population).map(|_| person(&mut rng)).collect();
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut registers = Vec::new();
    for (list, coverage) in recipe.coverage.iter().enumerate() {
        let mut seen: Vec<usize> = (0..people.len()).filter(|_| rng.random_bool(*coverage)).collect();
        for at in (1..seen.len()).rev() {
            seen.swap(at, rng.random_range(0..=at));
        }
        let name = names[list % names.len()];
        let row = |(number, person): (usize, usize), rng: &mut ChaCha20Rng| SyntheticRow {
            id: format!("{name}-{:04}", number + 1),
            person,
            values: with_errors(&people[person], recipe.error, rng),
        };
        registers.push(seen.into_iter().enumerate().map(|place| row(place, &mut rng)).collect());
    }
    registers
}

fn person(rng: &mut ChaCha20Rng) -> [String; 7] {
    let sex = usize::from(rng.random_bool(0.25));
    // Squaring favours the front of each list: common names are common.
    let skewed =
        |rng: &mut ChaCha20Rng, length: usize| rng.random_range(0..length) * rng.random_range(0..length) / length;
    let given = GIVEN[sex][skewed(rng, GIVEN[sex].len())];
    let surnames = [SURNAMES[skewed(rng, SURNAMES.len())], SURNAMES[skewed(rng, SURNAMES.len())]];
    let day = |rng: &mut ChaCha20Rng, from: i32, to: i32| {
        format!("{}-{:02}-{:02}", rng.random_range(from..=to), rng.random_range(1..=12), rng.random_range(1..=28))
    };
    [
        given.to_owned(),
        surnames[0].to_owned(),
        surnames[1].to_owned(),
        ["male", "female"][sex].to_owned(),
        day(rng, 1920, 1975),
        day(rng, 1983, 1989),
        PLACES[skewed(rng, PLACES.len())].to_owned(),
    ]
}

/// What happens to a person on the way into a register.
fn with_errors(person: &[String; 7], error: f64, rng: &mut ChaCha20Rng) -> [String; 7] {
    let mut row = person.clone();
    for name in row.iter_mut().take(3) {
        if rng.random_bool(error) {
            *name = misspelt(name, rng);
        }
    }
    if rng.random_bool(error) {
        row[2].clear();
    }
    if rng.random_bool(error / 3.0) {
        row.swap(1, 2);
    }
    match rng.random_range(0.0..1.0) {
        chance if chance < error => row[4].clear(),
        chance if chance < 2.0 * error => row[4].truncate(4),
        _ => {}
    }
    if rng.random_bool(error) {
        row[5].truncate(7);
    }
    if rng.random_bool(error / 2.0) {
        row[6] = PLACES[rng.random_range(0..PLACES.len())].to_owned();
    }
    row
}

fn misspelt(name: &str, rng: &mut ChaCha20Rng) -> String {
    let swaps = [("z", "s"), ("v", "b"), ("ll", "y"), ("Hua", "Gua"), ("í", "i"), ("é", "e"), ("qu", "k"), ("cc", "c")];
    let fitting: Vec<_> = swaps.iter().filter(|(from, _)| name.contains(from)).collect();
    if !fitting.is_empty() && rng.random_bool(0.6) {
        let (from, to) = fitting[rng.random_range(0..fitting.len())];
        return name.replacen(from, to, 1);
    }
    let mut chars: Vec<char> = name.chars().collect();
    let at = rng.random_range(1..chars.len());
    if rng.random_bool(0.5) {
        chars.remove(at);
    } else {
        chars.swap(at - 1, at);
    }
    chars.into_iter().collect()
}
