//! Random sets of linked tables with a hierarchy of places, twice published: does a stranger learn what is protected?
//!
//! Each set is a population by province (in regions), act and sex, published as two or three tables that share margins, and a
//! second time when some cases were added. The stranger has what is printed of both versions, the relations, and the
//! knowledge that counts only grow. `DISCLOSE_SETS` says how many sets are tried (40); `DISCLOSE_DUMP` names a file into
//! which each attack goes as a line of JSON, for a solver of another make (`scripts/disclosure-attack.py`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    time::Instant,
};

use disclose::{Cell, CellId, Protected, Protection, System, protect};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::{breaches, seen, wanted};

const THRESHOLD: i64 = 3;

/// Province, act, sex; nothing is "all of them". A region is a range of provinces.
type Key = (Option<Place>, Option<usize>, Option<usize>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Region(usize),
    Province(usize, usize),
}

/// How many of each kind there are.
struct Shape {
    provinces: Vec<usize>,
    acts: usize,
    with_third: bool,
}

impl Shape {
    fn draw(rng: &mut ChaCha20Rng) -> Self {
        let regions = rng.random_range(2..=4);
        let provinces = (0..regions).map(|_| rng.random_range(2..=4)).collect();
        Self { provinces, acts: rng.random_range(2..=5), with_third: rng.random_bool(0.5) }
    }

    fn places(&self) -> Vec<Option<Place>> {
        let regions = (0..self.provinces.len()).map(|region| Some(Place::Region(region)));
        [None].into_iter().chain(regions).collect()
    }

    /// The published cells: places of both levels by act, regions by sex, and perhaps acts by sex; with all margins.
    fn keys(&self) -> BTreeSet<Key> {
        let acts: Vec<Option<usize>> = [None].into_iter().chain((0..self.acts).map(Some)).collect();
        let sexes = [None, Some(0), Some(1)];
        let mut keys = BTreeSet::new();
        for region in self.places() {
            keys.extend(acts.iter().map(|act| (region, *act, None)));
            keys.extend(sexes.iter().map(|sex| (region, None, *sex)));
        }
        for (region, provinces) in self.provinces.iter().enumerate() {
            for province in 0..*provinces {
                keys.extend(acts.iter().map(|act| (Some(Place::Province(region, province)), *act, None)));
            }
        }
        if self.with_third {
            keys.extend(acts.iter().flat_map(|act| sexes.iter().map(move |sex| (None, *act, *sex))));
        }
        keys
    }

    /// Every sum that anyone can write down.
    fn sums(&self, keys: &BTreeSet<Key>) -> Vec<(Key, Vec<Key>)> {
        let mut sums = Vec::new();
        for key in keys {
            let (place, act, sex) = *key;
            let below: Vec<Option<Place>> = match place {
                None => (0..self.provinces.len()).map(|region| Some(Place::Region(region))).collect(),
                Some(Place::Region(region)) => {
                    (0..self.provinces[region]).map(|at| Some(Place::Province(region, at))).collect()
                }
                Some(Place::Province(..)) => Vec::new(),
            };
            let mut parts = vec![below.into_iter().map(|place| (place, act, sex)).collect::<Vec<Key>>()];
            if act.is_none() {
                parts.push((0..self.acts).map(|act| (place, Some(act), sex)).collect());
            }
            if sex.is_none() {
                parts.push((0..2).map(|sex| (place, act, Some(sex))).collect());
            }
            let known =
                parts.into_iter().filter(|parts| !parts.is_empty() && parts.iter().all(|part| keys.contains(part)));
            sums.extend(known.map(|parts| (*key, parts)));
        }
        sums
    }
}

/// Persons by province, act and sex.
type Population = BTreeMap<(usize, usize, usize, usize), i64>;

fn population(shape: &Shape, rng: &mut ChaCha20Rng) -> Population {
    let mut population = Population::new();
    for (region, provinces) in shape.provinces.iter().enumerate() {
        for province in 0..*provinces {
            let density: f64 = rng.random_range(0.0_f64..1.6).exp() - 1.0;
            for (act, sex) in (0..shape.acts).flat_map(|act| [(act, 0), (act, 1)]) {
                let persons = (density * rng.random_range(0.0..1.8)).round() as i64;
                population.insert((region, province, act, sex), persons);
            }
        }
    }
    population
}

fn count(population: &Population, (place, act, sex): Key) -> i64 {
    let is_in = |(region, province, its_act, its_sex): &(usize, usize, usize, usize)| {
        let here = match place {
            None => true,
            Some(Place::Region(at)) => at == *region,
            Some(Place::Province(at, inner)) => (at, inner) == (*region, *province),
        };
        here && act.is_none_or(|act| act == *its_act) && sex.is_none_or(|sex| sex == *its_sex)
    };
    population.iter().filter(|(at, _)| is_in(at)).map(|(_, persons)| persons).sum()
}

/// One published version and what came of protecting it.
struct Version {
    system: System,
    done: Protection,
    protected: Vec<Protected>,
    primary: BTreeSet<CellId>,
    cells: BTreeMap<Key, CellId>,
}

fn publish(shape: &Shape, population: &Population, before: Option<(&Version, &Population)>) -> Version {
    let keys = shape.keys();
    let mut system = System::default();
    let (mut primary, mut protected, mut cells) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
    let is_new = |key: Key| before.is_some_and(|(_, population)| count(population, key) == 0);
    for key in &keys {
        let persons = count(population, *key);
        let cell = match persons {
            0 => Cell::kept(format!("{key:?}"), 0),
            // A row that was not there before is left out of the table where it is hidden: nobody knows that there is one.
            _ => Cell::printed(format!("{key:?}"), persons, (i64::from(!is_new(*key)), persons.unsigned_abs())),
        };
        let id = system.add(cell);
        cells.insert(*key, id);
        if persons > 0 && persons < THRESHOLD {
            primary.insert(id);
            protected.push(Protected::small(id, THRESHOLD));
        }
    }
    for (total, parts) in shape.sums(&keys) {
        system.total(cells[&total], &parts.iter().map(|part| cells[part]).collect::<Vec<_>>());
    }
    if let Some((earlier, its_population)) = before {
        let mut its_cells = BTreeMap::new();
        for key in &keys {
            let persons = count(its_population, *key);
            let name = format!("{key:?} before");
            let is_hidden = earlier.done.hidden.contains(&earlier.cells[key]);
            let id = system.add(if is_hidden { Cell::unseen(name, 1) } else { Cell::kept(name, persons) });
            its_cells.insert(*key, id);
            let added = system.add(Cell::unseen(format!("{key:?} added"), 0));
            system.relate(&[(cells[key], 1), (id, -1), (added, -1)]);
            let more = count(population, *key) - persons;
            if more > 0 && more < THRESHOLD {
                if !is_hidden {
                    primary.insert(cells[key]);
                }
                protected.push(Protected::difference(added, THRESHOLD));
            }
        }
        for (total, parts) in shape.sums(&keys) {
            system.total(its_cells[&total], &parts.iter().map(|part| its_cells[part]).collect::<Vec<_>>());
        }
    }
    let done = protect(&system, &primary, &protected).unwrap();
    Version { system, done, protected, primary, cells }
}

#[derive(Default)]
struct Tally {
    versions: usize,
    protected: usize,
    exact: usize,
    breaches: usize,
    unprotected: usize,
    cells: usize,
    primary: usize,
    hidden: usize,
    cost: u64,
    of_persons: u64,
    parts: usize,
    least_cost_parts: usize,
    slowest_seconds: f64,
}

impl Tally {
    fn take(&mut self, version: &Version, (seconds, dump): (f64, &mut String)) {
        let (attack, wanted) = (seen(&version.system, &version.done.hidden), wanted(&version.protected));
        let findings = attack.try_all(&wanted);
        let printed = |id: &CellId| version.system.cell(*id).cost.is_some();
        let cost = |id: &CellId| version.system.cell(*id).cost.unwrap_or(0);
        for finding in findings.iter().filter(|finding| finding.is_breach()) {
            println!("breach: {finding:?}");
        }
        self.versions += 1;
        self.protected += findings.len();
        self.exact += findings.iter().filter(|finding| finding.width() == Some(0)).count();
        self.breaches += breaches(&findings);
        self.unprotected += version.done.unprotected.len();
        self.cells += version.system.ids().filter(printed).count();
        self.primary += version.primary.len();
        self.hidden += version.done.hidden.len();
        self.cost += version.done.hidden.difference(&version.primary).map(cost).sum::<u64>();
        self.of_persons += version.system.ids().map(|id| cost(&id)).sum::<u64>();
        self.parts += version.done.parts;
        self.least_cost_parts += version.done.least_cost_parts;
        self.slowest_seconds = self.slowest_seconds.max(seconds);
        let line = serde_json::json!({ "seen": attack.seen, "relations": attack.relations, "wanted": wanted });
        writeln!(dump, "{line}").unwrap();
    }
}

#[test]
fn a_stranger_learns_nothing_of_what_is_protected_in_linked_tables_and_their_next_version() {
    let sets: u64 = std::env::var("DISCLOSE_SETS").ok().and_then(|sets| sets.parse().ok()).unwrap_or(40);
    let (mut tally, mut dump, start) = (Tally::default(), String::new(), Instant::now());
    for set in 0..sets {
        let mut rng = ChaCha20Rng::seed_from_u64(19_481_210 + set);
        let shape = Shape::draw(&mut rng);
        let first_population = population(&shape, &mut rng);
        let begun = Instant::now();
        let first = publish(&shape, &first_population, None);
        tally.take(&first, (begun.elapsed().as_secs_f64(), &mut dump));
        let mut second_population = first_population.clone();
        let people: Vec<_> = second_population.keys().copied().collect();
        for _ in 0..rng.random_range(THRESHOLD..=6) {
            *second_population.get_mut(&people[rng.random_range(0..people.len())]).unwrap() += 1;
        }
        let begun = Instant::now();
        let second = publish(&shape, &second_population, Some((&first, &first_population)));
        tally.take(&second, (begun.elapsed().as_secs_f64(), &mut dump));
    }
    println!(
        "{sets} sets, {} versions, {} printed cells, {} primary, {} hidden; complementary cost {} of {}; {} of {} parts at least \
         cost; protected {}: exact {}, breaches {}, unprotected {}; {:.1} s, slowest version {:.2} s",
        tally.versions,
        tally.cells,
        tally.primary,
        tally.hidden,
        tally.cost,
        tally.of_persons,
        tally.least_cost_parts,
        tally.parts,
        tally.protected,
        tally.exact,
        tally.breaches,
        tally.unprotected,
        start.elapsed().as_secs_f64(),
        tally.slowest_seconds
    );
    if let Ok(file) = std::env::var("DISCLOSE_DUMP") {
        std::fs::write(file, dump).unwrap();
    }
    assert!(tally.protected > 5 * usize::try_from(sets).unwrap(), "too little to protect says nothing");
    assert_eq!((tally.exact, tally.breaches, tally.unprotected), (0, 0, 0));
}
