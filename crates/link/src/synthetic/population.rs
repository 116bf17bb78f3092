//! Up to tens of millions of rows about persons who never lived, in shuffled order, with the truth beside each row.
//!
//! Only which row stands where is kept (8 bytes a row); everything else of a row is drawn again from its own stream when
//! its turn comes. The same population gives the same rows on every machine.

use super::{
    chance::{Chance, Key, Purpose},
    errors::{self, Care},
    households::{FAMILY_STRIDE, Households, Living},
    names::Names,
};

/// More than this many records of one person are not made.
const LARGEST_CLUSTER: u8 = 8;
/// Lists of the design [`Design::Copies`].
const LISTS: u32 = 5;
/// The first record of a person carries fewer errors than those copied from elsewhere.
const FIRST_CARE: f64 = 0.35;
/// With correlated errors, this share of records is bad in every field.
const BAD: f64 = 0.2;
const BAD_CARE: f64 = 3.0;
/// Keeps the mean at 1: 0.2 * 3 + 0.8 * 0.5.
const GOOD_CARE: f64 = 0.5;

/// Which persons are reported how often.
#[derive(Debug, Clone, PartialEq)]
pub enum Design {
    /// A file of so many rows. Each person has one record and, again and again, a further one with the chance `again`.
    Copies {
        /// Rows in all.
        rows: u32,
        /// Chance of a further record, at most eight.
        again: f64,
    },
    /// A population of persons, each held by each list with its chance, and twice with the chance `duplicates`.
    Lists {
        /// Persons, documented or not.
        persons: u32,
        /// `[list]`: the chance to hold a person; at most 255 lists.
        inclusion: Vec<f64>,
        /// Chance of a second record in a list that holds the person: 0 for lists without duplicates.
        duplicates: f64,
    },
    /// Families of two to four siblings killed together, each sibling reported once in each of two lists.
    Families {
        /// Families.
        families: u32,
    },
}

/// What to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Who is reported how often.
    pub design: Design,
    /// Chance that a person lives with the person numbered before: siblings, couples, children. Not used by families.
    pub households: f64,
    /// True where all names are Arabic, romanised in one way by every other list and in a second by the rest.
    pub is_transliterated: bool,
    /// True where a bad record is bad in every field; the rates stay the same on average.
    pub has_correlated_errors: bool,
    /// Seed.
    pub seed: u64,
}

/// The columns of a row, as [`PersonRow::values`] gives them.
pub const PERSON_COLUMNS: [&str; 11] =
    ["id", "list", "given", "surname1", "surname2", "sex", "dob", "place", "province", "event_date", "original"];

/// One row: what a record says, and whom it is about in truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// `R` and the number of the row.
    pub id: String,
    /// The truth: which person it is about.
    pub entity: u32,
    /// The truth: the first person of the household.
    pub household: u32,
    /// `A`, `B`, and so on.
    pub list: String,
    /// Given names.
    pub given: String,
    /// First, paternal surname.
    pub surname1: String,
    /// Second, maternal surname.
    pub surname2: String,
    /// `M`, `F` or empty.
    pub sex: String,
    /// Birth: a day, a month, a year or empty.
    pub dob: String,
    /// District of the event, six digits.
    pub place: String,
    /// Province of the event, four digits.
    pub province: String,
    /// Day of the event, its month or empty.
    pub event_date: String,
    /// The name in Arabic script; empty where names are not transliterated.
    pub original: String,
}

/// The rows of a population, made one at a time.
#[derive(Debug)]
pub struct Rows {
    households: Households,
    order: Vec<Report>,
    next: usize,
    first_care: f64,
    has_correlated_errors: bool,
}

/// One report about a person.
#[derive(Debug, Clone, Copy)]
struct Report {
    entity: u32,
    list: u8,
    copy: u8,
}

impl Population {
    /// A file of so many rows in which one in five is followed by another record of the same person.
    ///
    /// ```
    /// let rows: Vec<_> = link::synthetic::Population::of_rows(1000, 7).rows().collect();
    /// assert_eq!(rows.len(), 1000);
    /// let persons: std::collections::BTreeSet<u32> = rows.iter().map(|row| row.entity).collect();
    /// assert!((760..840).contains(&persons.len())); // 1000 * (1 - 0.2)
    /// ```
    pub fn of_rows(rows: u32, seed: u64) -> Self {
        Self {
            design: Design::Copies { rows, again: 0.2 },
            households: 0.0,
            is_transliterated: false,
            has_correlated_errors: false,
            seed,
        }
    }

    /// The rows, shuffled.
    ///
    /// ```
    /// use link::synthetic::{Design, Population};
    /// let design = Design::Lists { persons: 400, inclusion: vec![1.0, 0.5], duplicates: 0.0 };
    /// let rows: Vec<_> = Population { design, ..Population::of_rows(0, 3) }.rows().collect();
    /// assert_eq!(rows.iter().filter(|row| row.list == "A").count(), 400);
    /// assert!((150..250).contains(&rows.iter().filter(|row| row.list == "B").count())); // 400 * 0.5
    /// ```
    pub fn rows(&self) -> Rows {
        let living = match self.design {
            Design::Copies { .. } | Design::Lists { .. } => Living::Chance(self.households.clamp(0.0, 0.9)),
            Design::Families { .. } => Living::KilledTogether,
        };
        let key = Key::new(self.seed);
        let households = Households { key, living, is_transliterated: self.is_transliterated, names: Names::new() };
        let mut order = match &self.design {
            Design::Copies { rows, again } => copies(*rows, *again, key),
            Design::Lists { persons, inclusion, duplicates } => lists(*persons, (inclusion, *duplicates), key),
            Design::Families { families } => siblings(*families, &households),
        };
        shuffle(&mut order, &mut key.stream(Purpose::Order, 0));
        let first_care = if matches!(self.design, Design::Copies { .. }) { FIRST_CARE } else { 1.0 };
        Rows { households, order, next: 0, first_care, has_correlated_errors: self.has_correlated_errors }
    }
}

/// Families of siblings killed together: same surnames, place and day, other given name and birth. Each sibling is
/// reported once in each of two lists, with errors. A pair of rows with one `household` and two `entity` is a hard negative.
///
/// ```
/// let rows: Vec<_> = link::synthetic::hard_negatives(50, 1).collect();
/// assert!((200..=400).contains(&rows.len())); // 50 families of 2 to 4, each sibling twice
/// ```
pub fn hard_negatives(families: u32, seed: u64) -> Rows {
    Population { design: Design::Families { families }, ..Population::of_rows(0, seed) }.rows()
}

fn copies(rows: u32, again: f64, key: Key) -> Vec<Report> {
    let mut order = Vec::with_capacity(rows as usize);
    for entity in 0.. {
        let mut chance = key.stream(Purpose::Reports, u64::from(entity));
        for copy in 0..LARGEST_CLUSTER {
            if order.len() == rows as usize {
                return order;
            }
            let list = u8::try_from(chance.below(LISTS)).expect("a few lists");
            order.push(Report { entity, list, copy });
            if !chance.happens(again) {
                break;
            }
        }
    }
    order
}

fn lists(persons: u32, (inclusion, duplicates): (&[f64], f64), key: Key) -> Vec<Report> {
    let mut order = Vec::new();
    for entity in 0..persons {
        let mut chance = key.stream(Purpose::Reports, u64::from(entity));
        for (list, probability) in (0_u8..=u8::MAX).zip(inclusion) {
            let (is_held, is_twice) = (chance.happens(*probability), chance.happens(duplicates));
            let copies = u8::from(is_held) * (1 + u8::from(is_twice));
            order.extend((0..copies).map(|copy| Report { entity, list, copy }));
        }
    }
    order
}

fn siblings(families: u32, households: &Households) -> Vec<Report> {
    let mut order = Vec::new();
    for family in 0..families.min(u32::MAX / FAMILY_STRIDE) {
        let first = family * FAMILY_STRIDE;
        let members = first..first + households.family_size(family);
        order.extend(members.flat_map(|entity| (0..2).map(move |list| Report { entity, list, copy: 0 })));
    }
    order
}

/// Fisher & Yates 1938, *Statistical Tables*, 20: every order is equally likely.
fn shuffle(order: &mut [Report], chance: &mut Chance) {
    for at in (1..order.len()).rev() {
        let end = u32::try_from(at + 1).expect("rows are numbered with 32 bits");
        order.swap(at, chance.below(end) as usize);
    }
}

impl Rows {
    fn care(&self, report: Report, chance: &mut Chance) -> Care {
        let record = match (self.has_correlated_errors, chance.happens(BAD)) {
            (false, _) => 1.0,
            (true, true) => BAD_CARE,
            (true, false) => GOOD_CARE,
        };
        let first = if report.copy == 0 { self.first_care } else { 1.0 };
        Care { errors: record * first, missing: record }
    }
}

impl Iterator for Rows {
    type Item = PersonRow;

    fn next(&mut self) -> Option<PersonRow> {
        let report = *self.order.get(self.next)?;
        let id = format!("R{:07}", self.next);
        self.next += 1;
        let number = u64::from(report.entity) << 16 | u64::from(report.list) << 8 | u64::from(report.copy);
        let mut chance = self.households.key.stream(Purpose::Record, number);
        let care = self.care(report, &mut chance);
        let person = self.households.person(report.entity);
        let writer = usize::from(report.list % 2);
        let said = errors::record(&person, writer, care, (&self.households.names, &mut chance));
        let [given, surname1, surname2] = said.names;
        Some(PersonRow {
            id,
            entity: report.entity,
            household: self.households.first_member(report.entity),
            list: list_name(report.list),
            given,
            surname1,
            surname2,
            sex: said.sex.to_owned(),
            dob: said.birth,
            place: said.place,
            province: said.province,
            event_date: said.event,
            original: said.original,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.order.len() - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Rows {}

/// `A` to `Z`, then `L27` and on.
fn list_name(list: u8) -> String {
    if list < 26 { char::from(b'A' + list).to_string() } else { format!("L{}", u32::from(list) + 1) }
}

impl PersonRow {
    /// The values of [`PERSON_COLUMNS`], without the truth.
    pub fn values(&self) -> [&str; 11] {
        [
            &self.id,
            &self.list,
            &self.given,
            &self.surname1,
            &self.surname2,
            &self.sex,
            &self.dob,
            &self.place,
            &self.province,
            &self.event_date,
            &self.original,
        ]
    }
}

#[cfg(test)]
mod tests;
