//! Who lives together? Siblings share both surnames, place and often the day of the event; couples and their children
//! share some. They are the pairs that linkage confuses most, because only given name and birth tell them apart.

use super::{
    chance::{Chance, Key, Purpose},
    events::{DayNumber, Place, below},
    names::{Culture, Name, Names, Sex},
    people::{self, Person},
};

/// Households are numbered by their first member; a new one begins here at the latest.
const LARGEST: u32 = 8;
/// The share of households whose members fell victim to the same event.
const TOGETHER: f64 = 0.7;
/// The share of households that are brothers and sisters; the others are couples with their children.
const SIBLINGS: f64 = 0.5;
/// The share of Peruvian wives who are recorded under the husband's name.
const OF_HUSBAND: f64 = 0.4;

/// How persons live.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Living {
    /// A person lives with the one before with this chance, else begins a household.
    Chance(f64),
    /// Each stretch of four numbers is a family of siblings killed together.
    KilledTogether,
}

/// The numbers that each family of [`Living::KilledTogether`] takes; it may use fewer.
pub(super) const FAMILY_STRIDE: u32 = 4;

/// Makes the persons of a population by their number.
#[derive(Debug)]
pub(super) struct Households {
    pub(super) key: Key,
    pub(super) living: Living,
    pub(super) is_transliterated: bool,
    pub(super) names: Names,
}

/// What the members share.
struct Shared<'names> {
    culture: Culture,
    surnames: [Name<'names>; 2],
    other_surnames: [Name<'names>; 2],
    are_siblings: bool,
    are_together: bool,
}

impl Households {
    /// The number of the first member of a person's household.
    pub(super) fn first_member(&self, entity: u32) -> u32 {
        match self.living {
            Living::KilledTogether => entity / FAMILY_STRIDE * FAMILY_STRIDE,
            Living::Chance(joins) => {
                let follows = |entity: u32| {
                    !entity.is_multiple_of(LARGEST)
                        && self.key.stream(Purpose::Living, u64::from(entity)).happens(joins)
                };
                let mut first = entity;
                while joins > 0.0 && follows(first) {
                    first -= 1;
                }
                first
            }
        }
    }

    /// How many members a family killed together has: two to four.
    pub(super) fn family_size(&self, family: u32) -> u32 {
        2 + self.key.stream(Purpose::Living, u64::from(family)).below(FAMILY_STRIDE - 1)
    }

    /// The person of a number. Members are drawn one after the other, so that no two have the same first given name.
    pub(super) fn person(&self, entity: u32) -> Person<'_> {
        let first = self.first_member(entity);
        let mut chance = self.key.stream(Purpose::Household, u64::from(first));
        let shared = self.shared(&mut chance);
        let head = self.head(&shared, &mut chance);
        let mut members = vec![head];
        for _ in first..entity {
            let member = self.member(&shared, &members, &mut chance);
            members.push(member);
        }
        members.pop().expect("the head is a member")
    }

    fn shared(&self, chance: &mut Chance) -> Shared<'_> {
        let culture = people::culture(self.is_transliterated, chance);
        let must = self.living == Living::KilledTogether;
        Shared {
            culture,
            surnames: self.names.surnames(culture, chance),
            other_surnames: self.names.surnames(culture, chance),
            are_siblings: chance.happens(SIBLINGS) || must,
            are_together: chance.happens(TOGETHER) || must,
        }
    }

    fn head<'names>(&'names self, shared: &Shared<'names>, chance: &mut Chance) -> Person<'names> {
        let sex = people::sex(chance);
        let event = DayNumber::of_event(chance);
        Person {
            given: people::given(&self.names, (shared.culture, sex), chance),
            surnames: shared.surnames,
            is_of_husband: false,
            sex,
            birth: event.of_birth(chance),
            event,
            place: Place::draw(chance),
        }
    }

    fn member<'names>(
        &'names self,
        shared: &Shared<'names>,
        before: &[Person<'names>],
        chance: &mut Chance,
    ) -> Person<'names> {
        let head = &before[0];
        let is_spouse = !shared.are_siblings && before.len() == 1;
        let drawn = people::sex(chance);
        let sex = match (is_spouse, head.sex) {
            (false, _) => drawn,
            (true, Sex::Male) => Sex::Female,
            (true, Sex::Female) => Sex::Male,
        };
        let own_event = DayNumber::of_event(chance);
        let event = if shared.are_together { head.event } else { own_event };
        let last = before.last().expect("the head is a member");
        let birth = if shared.are_siblings {
            last.birth.later(300 + below(900, chance))
        } else if is_spouse {
            head.birth.later(below(3650, chance) - 1825)
        } else {
            head.birth.later(365 * (18 + below(20, chance)) + below(365, chance))
        };
        let (surnames, is_of_husband) = surnames_of(is_spouse, shared, (head.sex, sex), chance);
        let given = self.other_given((shared.culture, sex), before, chance);
        let birth = birth.min(event.later(-below(300, chance)));
        Person { given, surnames, is_of_husband, sex, birth, event, ..head.clone() }
    }

    fn other_given<'names>(
        &'names self,
        who: (Culture, Sex),
        before: &[Person<'names>],
        chance: &mut Chance,
    ) -> [Name<'names>; 2] {
        loop {
            let given = people::given(&self.names, who, chance);
            if before.iter().all(|person| person.given[0] != given[0]) {
                return given;
            }
        }
    }
}

/// Siblings have the surnames of the head; a spouse has others; a child has the first of father and mother.
fn surnames_of<'names>(
    is_spouse: bool,
    shared: &Shared<'names>,
    (head, own): (Sex, Sex),
    chance: &mut Chance,
) -> ([Name<'names>; 2], bool) {
    let (mine, theirs) = (shared.surnames, shared.other_surnames);
    if shared.are_siblings || shared.culture == Culture::English {
        return (mine, false);
    }
    let takes_name = chance.happens(OF_HUSBAND) && shared.culture == Culture::Peruvian;
    match (is_spouse, shared.culture, head) {
        (true, _, _) if own == Sex::Female && takes_name => ([theirs[0], mine[0]], true),
        (true, _, _) => (theirs, false),
        (false, Culture::Arabic, _) | (false, Culture::English, _) => (mine, false),
        (false, Culture::Peruvian, Sex::Male) => ([mine[0], theirs[0]], false),
        (false, Culture::Peruvian, Sex::Female) => ([theirs[0], mine[0]], false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn households(living: Living) -> Households {
        Households { key: Key::new(5), living, is_transliterated: false, names: Names::new() }
    }

    #[test]
    fn families_killed_together_differ_in_given_name_and_birth_only() {
        let all = households(Living::KilledTogether);
        for family in 0..500 {
            let members: Vec<Person> = (0..all.family_size(family)).map(|at| all.person(family * 4 + at)).collect();
            let head = &members[0];
            for (at, member) in members.iter().enumerate().skip(1) {
                assert_eq!((member.surnames, member.event), (head.surnames, head.event));
                assert_eq!(member.place, head.place);
                assert!(members[..at].iter().all(|other| other.given[0] != member.given[0]));
                assert!(member.birth <= member.event);
            }
        }
    }

    #[test]
    fn a_share_of_persons_live_with_another() {
        let all = households(Living::Chance(0.3));
        let joined = (0..4000).filter(|entity| all.first_member(*entity) != *entity).count();
        // 7 of 8 numbers may join: 4000 * 0.3 * 7 / 8 = 1050.
        assert!((950..1150).contains(&joined), "{joined}");
        let alone = households(Living::Chance(0.0));
        assert!((0..100).all(|entity| alone.first_member(entity) == entity));
    }
}
