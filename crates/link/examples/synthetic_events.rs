//! Writes the worked example of events as CSV files: `cargo run -p link --example synthetic_events -- examples/linkage/events`,
//! with a seed of your own behind it if you like.
//!
//! Two organisations and the press report the same invented events, each in its own way: one counts well, one knows
//! ranges and months, the press knows the first days and few names. Places are codes of no real place; names are common
//! names drawn at random, and nobody is described.

use std::{error::Error, fs, path::PathBuf};

use link::columns::dates::{DateValue, iso};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

const EVENTS: usize = 58;
const SEED: u64 = 19_481_210;
const FIRST_YEAR: i32 = 1986;
const DAYS: i32 = 1100;

const GIVEN: [&str; 16] = [
    "Juan", "María", "Pedro", "Rosa", "Félix", "Teófila", "Víctor", "Lucía", "Máximo", "Julia", "Hilario", "Paulina",
    "Emilio", "Basilia", "Santos", "Elena",
];
const SURNAMES: [&str; 20] = [
    "Quispe",
    "Huamán",
    "Mamani",
    "Condori",
    "Flores",
    "Ccori",
    "Llamocca",
    "Vásquez",
    "Yupanqui",
    "Chávez",
    "Ñahui",
    "Rojas",
    "Ayala",
    "Gutiérrez",
    "Sulca",
    "Janampa",
    "Díaz",
    "Palomino",
    "Ticllasuca",
    "Bautista",
];
const ACTS: [&str; 4] = ["killing", "enforced disappearance", "torture", "detention"];
const PERPETRATORS: [&str; 4] = ["army", "police", "insurgents", "self-defence committee"];
/// How ears and hands change names.
const SPELLINGS: [(&str, &str); 8] =
    [("Hua", "Gua"), ("Qui", "Ki"), ("Cc", "C"), ("V", "B"), ("á", "a"), ("z", "s"), ("ll", "y"), ("ñ", "n")];

#[derive(Clone)]
struct Person {
    given: &'static str,
    surnames: [&'static str; 2],
    age: u32,
}

struct Event {
    day: i32,
    /// Department, province, district.
    place: [u32; 3],
    act: &'static str,
    perpetrator: &'static str,
    named: Vec<Person>,
    unnamed: u32,
}

/// How a list reports.
struct Habit {
    list: &'static str,
    coverage: f64,
    /// A further report of the same event in the same list.
    again: f64,
    /// Of the month only, of a range of days, of the day after.
    date: [f64; 3],
    /// Province only; the district beside it.
    place: [f64; 2],
    unknown_perpetrator: f64,
    another_act: f64,
    /// A range, a least number.
    count: [f64; 2],
    /// A name misspelt, turned round, without the second surname, with an initial; a victim not named.
    name: [f64; 5],
}

const HABITS: [Habit; 3] = [
    Habit {
        list: "ngo-a",
        coverage: 0.75,
        again: 0.0,
        date: [0.05, 0.05, 0.03],
        place: [0.03, 0.03],
        unknown_perpetrator: 0.08,
        another_act: 0.05,
        count: [0.10, 0.05],
        name: [0.10, 0.0, 0.10, 0.0, 0.05],
    },
    Habit {
        list: "ngo-b",
        coverage: 0.60,
        again: 0.0,
        date: [0.20, 0.20, 0.05],
        place: [0.15, 0.05],
        unknown_perpetrator: 0.15,
        another_act: 0.10,
        count: [0.40, 0.05],
        name: [0.20, 0.9, 0.15, 0.05, 0.15],
    },
    Habit {
        list: "press",
        coverage: 0.65,
        again: 0.25,
        date: [0.05, 0.05, 0.25],
        place: [0.10, 0.10],
        unknown_perpetrator: 0.35,
        another_act: 0.10,
        count: [0.25, 0.25],
        name: [0.15, 0.0, 0.70, 0.15, 0.35],
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder")?);
    fs::create_dir_all(&folder)?;
    let seed = std::env::args().nth(2).map_or(Ok(SEED), |seed| seed.parse())?;
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let events = events(&mut rng);
    let mut truth = csv::Writer::from_path(folder.join("truth.csv"))?;
    truth.write_record(["list", "id", "event"])?;
    for habit in &HABITS {
        let mut reports: Vec<usize> = Vec::new();
        for event in 0..EVENTS {
            if rng.random_bool(habit.coverage) {
                reports.extend(std::iter::repeat_n(event, 1 + usize::from(rng.random_bool(habit.again))));
            }
        }
        shuffle(&mut reports, &mut rng);
        let mut table = csv::Writer::from_path(folder.join(format!("{}.csv", habit.list)))?;
        let mut victims = csv::Writer::from_path(folder.join(format!("victims-{}.csv", habit.list)))?;
        table.write_record(["id", "date", "place", "act", "perpetrator", "victim_count", "victims"])?;
        victims.write_record(["id", "event", "name", "age", "year", "department"])?;
        for (at, event) in reports.into_iter().enumerate() {
            let id = format!("{:03}", at + 1);
            truth.write_record([habit.list, &id, &format!("E{:02}", event + 1)])?;
            report(&id, &events[event], habit, (&mut table, &mut victims), &mut rng)?;
        }
    }
    Ok(truth.flush()?)
}

/// Every sixth event follows the one before in the same place and strikes the same families; every seventh strikes
/// somebody who was struck before.
fn events(rng: &mut ChaCha20Rng) -> Vec<Event> {
    let first = DateValue::of_parts(FIRST_YEAR, Some(1), Some(1)).map_or(0, |date| date.first_day);
    let mut events: Vec<Event> = Vec::new();
    for at in 0..EVENTS {
        let mut event = Event {
            day: first + rng.random_range(0..DAYS),
            place: [71 + rng.random_range(0..3), 1 + rng.random_range(0..4), 1 + rng.random_range(0..5)],
            act: pick(&ACTS, rng),
            perpetrator: pick(&PERPETRATORS, rng),
            named: (0..rng.random_range(1..=4)).map(|_| person(rng)).collect(),
            unnamed: [0, 0, 0, 1, 3, 8][rng.random_range(0..6)],
        };
        if let Some(before) = events.last().filter(|_| at % 6 == 5) {
            event.day = before.day + rng.random_range(3..20);
            event.place = before.place;
            event.perpetrator = before.perpetrator;
            let kin = |person: &Person, rng: &mut ChaCha20Rng| {
                let others: Vec<&str> = GIVEN.into_iter().filter(|given| *given != person.given).collect();
                Person { given: pick(&others, rng), age: rng.random_range(16..70), ..person.clone() }
            };
            event.named = before.named.iter().map(|person| kin(person, rng)).collect();
        } else if at % 7 == 6 {
            let struck: &Event = &events[rng.random_range(0..events.len())];
            event.named[0] = struck.named[0].clone();
        }
        events.push(event);
    }
    events
}

fn person(rng: &mut ChaCha20Rng) -> Person {
    Person {
        given: pick(&GIVEN, rng),
        surnames: [pick(&SURNAMES, rng), pick(&SURNAMES, rng)],
        age: rng.random_range(16..70),
    }
}

type Table = csv::Writer<fs::File>;

/// One row of the event, and one for each victim whom the report names.
fn report(
    id: &str,
    event: &Event,
    habit: &Habit,
    (table, victims): (&mut Table, &mut Table),
    rng: &mut ChaCha20Rng,
) -> Result<(), csv::Error> {
    let [department, province, district] = event.place;
    let place = if rng.random_bool(habit.place[0]) {
        format!("{department}{province:02}")
    } else if rng.random_bool(habit.place[1]) {
        format!("{department}{province:02}{:02}", district % 5 + 1)
    } else {
        format!("{department}{province:02}{district:02}")
    };
    let another = rng.random_bool(habit.another_act);
    let act = if another { pick(&ACTS, rng) } else { event.act };
    let perpetrator = if rng.random_bool(habit.unknown_perpetrator) { "unknown" } else { event.perpetrator };
    let mut names = Vec::new();
    for person in &event.named {
        if !rng.random_bool(habit.name[4]) {
            let name = spelt(person, habit, rng);
            let year = FIRST_YEAR + (event.day - 5844) / 365;
            let row = [format!("{id}-{}", names.len() + 1), id.to_owned(), name.clone(), age(person, rng)];
            victims.write_record(row.into_iter().chain([year.to_string(), department.to_string()]))?;
            names.push(name);
        }
    }
    let (date, count) = (date(event.day, habit, rng), count(event, habit, rng));
    table.write_record([id, &date, &place, act, perpetrator, &count, &names.join("|")])
}

fn date(day: i32, habit: &Habit, rng: &mut ChaCha20Rng) -> String {
    let days = |first, last| DateValue::of_days(first, last).map(iso).unwrap_or_default();
    let [month, range, after] = habit.date;
    match rng.random_range(0.0..1.0) {
        chance if chance < month => days(day, day)[..7].to_owned(),
        chance if chance < month + range => days(day - rng.random_range(0..5), day + rng.random_range(1..5)),
        chance if chance < month + range + after => days(day + 1, day + 1),
        _ => days(day, day),
    }
}

fn count(event: &Event, habit: &Habit, rng: &mut ChaCha20Rng) -> String {
    let victims = u32::try_from(event.named.len()).unwrap_or(0) + event.unnamed;
    let [range, least] = habit.count;
    match rng.random_range(0.0..1.0) {
        chance if chance < range => format!("{}-{}", victims - victims / 4, victims + rng.random_range(1..4)),
        chance if chance < range + least => format!("{}+", victims - victims / 3),
        chance if chance > 0.95 => (victims + 1).to_string(),
        _ => victims.to_string(),
    }
}

fn age(person: &Person, rng: &mut ChaCha20Rng) -> String {
    if rng.random_bool(0.3) { String::new() } else { (person.age + rng.random_range(0..2)).to_string() }
}

fn spelt(person: &Person, habit: &Habit, rng: &mut ChaCha20Rng) -> String {
    let [misspelt, turned, single, initial, _] = habit.name;
    let given = if rng.random_bool(initial) {
        format!("{}.", person.given.chars().take(1).collect::<String>())
    } else {
        person.given.to_owned()
    };
    let [first, second] = person.surnames;
    let surnames = if rng.random_bool(single) { first.to_owned() } else { format!("{first} {second}") };
    let name = if rng.random_bool(turned) { format!("{surnames}, {given}") } else { format!("{given} {surnames}") };
    if !rng.random_bool(misspelt) {
        return name;
    }
    let fitting: Vec<_> = SPELLINGS.iter().filter(|(from, _)| name.contains(from)).collect();
    if fitting.is_empty() {
        return name;
    }
    let (from, to) = fitting[rng.random_range(0..fitting.len())];
    name.replacen(from, to, 1)
}

fn pick(things: &[&'static str], rng: &mut ChaCha20Rng) -> &'static str {
    things[rng.random_range(0..things.len())]
}

fn shuffle<T>(things: &mut [T], rng: &mut ChaCha20Rng) {
    for at in (1..things.len()).rev() {
        things.swap(at, rng.random_range(0..=at));
    }
}
