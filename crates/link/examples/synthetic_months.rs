//! Writes the worked example of months as CSV files: `cargo run -p link --example synthetic_months -- examples/linkage/months`,
//! with a seed of your own behind it if you like.
//!
//! An invented office reports every month on the social conflicts of three invented departments and numbers them anew each
//! time. Conflicts come and go, are reworded, gain actors and places, and now and then two become one.

use std::{error::Error, fs, path::PathBuf};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

const CONFLICTS: usize = 38;
const MONTHS: usize = 7;
const SEED: u64 = 19_481_210;

const PLACES: [&str; 18] = [
    "Valle Hondo",
    "Puerto Niebla",
    "Santa Brisa",
    "Alto Corral",
    "Piedra Larga",
    "Tres Lunas",
    "Río Quieto",
    "Pampa Nueva",
    "Cruz Verde",
    "Laguna Roja",
    "Peña Blanca",
    "Monte Claro",
    "Agua Mansa",
    "Cerro Pintado",
    "Campo Lejano",
    "Isla Grande",
    "Loma Seca",
    "Bosque Viejo",
];
const COMPANIES: [&str; 8] = [
    "Minera Quimera",
    "Minera Unicornio",
    "Petrolera Espejismo",
    "Hidroeléctrica Arcoíris",
    "Minera Fábula",
    "Agroindustrial Leyenda",
    "Cementos Ensueño",
    "Pesquera Sirena",
];
/// How the register may word a conflict of each type; `{p}` a place, `{q}` another, `{c}` a company.
const WORDINGS: [(&str, &[&str]); 5] = [
    (
        "socio-environmental",
        &[
            "Comunidad campesina de {p} se opone a {c} por la contaminación del río",
            "Pobladores de {p} rechazan las operaciones de {c} y denuncian contaminación",
            "Oposición de {p} a la ampliación de {c}",
        ],
    ),
    (
        "socio-environmental",
        &[
            "Comunidad de {p} exige a {c} el cumplimiento de los acuerdos y una compensación",
            "{p} demanda compensación e incumplimiento de compromisos de {c}",
            "Demanda de compensación de la comunidad campesina de {p} contra {c}",
        ],
    ),
    (
        "communal boundaries",
        &[
            "Disputa de límites entre las comunidades de {p} y {q}",
            "Conflicto por la posesión de tierras entre {q} y {p}",
            "Comunidades de {p} y {q}: límites sin definir",
        ],
    ),
    (
        "local government",
        &[
            "Pobladores de {p} piden la salida del alcalde por presuntas irregularidades",
            "Cuestionamiento a la gestión del alcalde distrital de {p}",
            "Vecinos de {p} exigen rendición de cuentas a su alcalde",
        ],
    ),
    (
        "labour",
        &[
            "Trabajadores de {c} reclaman el cumplimiento del pliego en {p}",
            "Paro de obreros de {c} por el pliego de reclamos",
            "Sindicato de {c} en {p} demanda mejoras salariales",
        ],
    ),
];

struct Conflict {
    kind: &'static str,
    wordings: &'static [&'static str],
    places: Vec<usize>,
    company: &'static str,
    /// Month of the calendar, 0 being January of the first year.
    since: i32,
    /// Months of the example in which it is reported.
    reported: Vec<usize>,
    /// The month from which another conflict speaks for it.
    merged: Option<(usize, usize)>,
}

/// What the register makes of a conflict, kept from one month to the next unless somebody changes it.
struct Wording {
    text: usize,
    actors: Vec<bool>,
    is_active: bool,
    since: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder")?);
    fs::create_dir_all(&folder)?;
    let seed = std::env::args().nth(2).map_or(Ok(SEED), |seed| seed.parse())?;
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let conflicts = conflicts(&mut rng);
    let mut wordings: Vec<Wording> = conflicts.iter().map(|conflict| wording(conflict, &mut rng)).collect();
    let mut truth = csv::Writer::from_path(folder.join("truth.csv"))?;
    truth.write_record(["list", "id", "conflict", "absorbs"])?;
    for month in 0..MONTHS {
        let list = format!("2019-{:02}", month + 1);
        let mut table = csv::Writer::from_path(folder.join(format!("{list}.csv")))?;
        table.write_record(["id", "name", "type", "places", "actors", "since", "state"])?;
        let is_reported = |at: &usize| {
            let conflict = &conflicts[*at];
            conflict.reported.contains(&month) && conflict.merged.is_none_or(|(from, _)| month < from)
        };
        let mut here: Vec<usize> = (0..CONFLICTS).filter(is_reported).collect();
        // By department, within it as the clerk of the month had them.
        for at in (1..here.len()).rev() {
            here.swap(at, rng.random_range(0..=at));
        }
        here.sort_by_key(|at| conflicts[*at].places[0] / 6);
        for (place, at) in here.into_iter().enumerate() {
            let absorbed: Vec<usize> = (0..CONFLICTS)
                .filter(|other| conflicts[*other].merged.is_some_and(|(from, into)| into == at && month >= from))
                .collect();
            reword(&mut wordings[at], &mut rng);
            let id = (place + 1).to_string();
            let names = |of: &[usize]| of.iter().map(|at| format!("C{:02}", at + 1)).collect::<Vec<_>>().join("|");
            truth.write_record([&list, &id, &names(&[at]), &names(&absorbed)])?;
            table.write_record(row(id, (at, &absorbed), (&conflicts, &wordings), &mut rng))?;
        }
    }
    Ok(truth.flush()?)
}

/// Three of ten conflicts share their company with another, two of ten their place; twice two become one.
fn conflicts(rng: &mut ChaCha20Rng) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    for at in 0..CONFLICTS {
        let (kind, wordings) = WORDINGS[rng.random_range(0..WORDINGS.len())];
        let mut place = rng.random_range(0..PLACES.len());
        let mut company = COMPANIES[rng.random_range(0..COMPANIES.len())];
        if let Some(before) = conflicts.last() {
            match at % 10 {
                2 | 5 | 8 => company = before.company,
                3 | 7 => place = before.places[0],
                _ => {}
            }
        }
        let beside = place / 6 * 6 + (place + rng.random_range(1..6)) % 6;
        let is_wide = kind == "communal boundaries" || rng.random_bool(0.3);
        let first = if rng.random_bool(0.6) { 0 } else { rng.random_range(1..MONTHS) };
        let last = if rng.random_bool(0.65) { MONTHS - 1 } else { rng.random_range(first..MONTHS) };
        // Now and then the register forgets one for a month.
        let reported = (first..=last).filter(|month| *month == first || !rng.random_bool(0.04)).collect();
        let begun = number(first);
        conflicts.push(Conflict {
            kind,
            wordings,
            places: if is_wide { vec![place, beside] } else { vec![place] },
            company,
            // Of those that the first report knows already, no two began in one month.
            since: if first == 0 { begun - number(at * 37 % 61) } else { begun },
            reported,
            merged: None,
        });
    }
    for (from, into) in [(3, 4), (5, 20)] {
        conflicts[into + 1].places[0] = conflicts[into].places[0];
        for at in [into, into + 1] {
            conflicts[at].reported = (0..MONTHS).collect();
            conflicts[at].since = conflicts[at].since.min(-number(at));
        }
        conflicts[into + 1].merged = Some((from, into));
    }
    conflicts
}

fn number(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(0)
}

fn wording(conflict: &Conflict, rng: &mut ChaCha20Rng) -> Wording {
    let (year, month) = (2019 + conflict.since.div_euclid(12), conflict.since.rem_euclid(12) + 1);
    let since = match rng.random_range(0.0..1.0) {
        chance if chance < 0.08 => String::new(),
        chance if chance < 0.15 => year.to_string(),
        _ => format!("{year}-{month:02}"),
    };
    let actors = (0..3).map(|_| rng.random_bool(0.7)).collect();
    Wording { text: rng.random_range(0..conflict.wordings.len()), actors, is_active: rng.random_bool(0.7), since }
}

/// What a month changes.
fn reword(wording: &mut Wording, rng: &mut ChaCha20Rng) {
    if rng.random_bool(0.2) {
        wording.text += 1;
    }
    for is_named in &mut wording.actors {
        *is_named = *is_named != rng.random_bool(0.08);
    }
    wording.is_active = wording.is_active != rng.random_bool(0.15);
}

fn row(
    id: String,
    (at, absorbed): (usize, &[usize]),
    (conflicts, wordings): (&[Conflict], &[Wording]),
    rng: &mut ChaCha20Rng,
) -> [String; 7] {
    let (conflict, wording) = (&conflicts[at], &wordings[at]);
    let mut name = worded(conflict, wording);
    let (mut places, mut actors) = (conflict.places.clone(), actors(conflict, wording));
    for other in absorbed {
        name = format!("{name}. {}", worded(&conflicts[*other], &wordings[*other]));
        places.extend(conflicts[*other].places.iter().copied());
    }
    if places.len() > 1 && rng.random_bool(0.15) {
        places.pop();
    }
    places.dedup();
    if rng.random_bool(0.06) {
        actors.clear();
    }
    let code = |place: &usize| {
        let (department, province, district) = (71 + place / 6, 1 + place % 6 / 2, 1 + place % 2);
        // Now and then only the province is given.
        if rng.random_bool(0.06) {
            format!("{department}{province:02}")
        } else {
            format!("{department}{province:02}{district:02}")
        }
    };
    let codes: Vec<String> = places.iter().map(code).collect();
    let state = if wording.is_active { "active" } else { "latent" };
    [id, name, conflict.kind.to_owned(), codes.join("|"), actors.join("; "), wording.since.clone(), state.to_owned()]
}

fn worded(conflict: &Conflict, wording: &Wording) -> String {
    let text = conflict.wordings[wording.text % conflict.wordings.len()];
    let place = |at: usize| PLACES[conflict.places[at.min(conflict.places.len() - 1)]];
    text.replace("{p}", place(0)).replace("{q}", place(1)).replace("{c}", conflict.company)
}

fn actors(conflict: &Conflict, wording: &Wording) -> Vec<String> {
    let place = PLACES[conflict.places[0]];
    let last = PLACES[conflict.places[conflict.places.len() - 1]];
    let all = match conflict.kind {
        "labour" => [format!("Sindicato de {}", conflict.company), conflict.company.to_owned()],
        "socio-environmental" => [format!("Comunidad de {place}"), format!("{} S.A.", conflict.company)],
        "communal boundaries" => [format!("Comunidad de {place}"), format!("Comunidad de {last}")],
        _ => [format!("Municipalidad de {place}"), format!("Vecinos de {place}")],
    };
    let all = all.into_iter().chain([format!("Frente de {place}")]);
    all.zip(&wording.actors).filter(|(_, is_named)| **is_named).map(|(actor, _)| actor).collect()
}
