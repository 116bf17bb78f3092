//! Who is one synthetic person? Names, sex, birth, and the place and day of the event.

use super::{
    chance::Chance,
    events::{DayNumber, Place},
    names::{Culture, Name, Names, Sex},
};

/// Given names of a Peruvian person are two in this share.
const SECOND_GIVEN: f64 = 0.45;
const ENGLISH: f64 = 0.15;
const MALE: f64 = 0.72;

/// One person, as the truth has it.
#[derive(Debug, Clone)]
pub(super) struct Person<'tables> {
    /// The second one may be empty.
    pub(super) given: [Name<'tables>; 2],
    pub(super) surnames: [Name<'tables>; 2],
    /// True where the second surname is the husband's, written after "de".
    pub(super) is_of_husband: bool,
    pub(super) sex: Sex,
    pub(super) birth: DayNumber,
    pub(super) event: DayNumber,
    pub(super) place: Place,
}

impl Person<'_> {
    /// The whole name in its own script, given name first; empty where that is Latin.
    pub(super) fn script(&self) -> String {
        let [family, father] = self.surnames;
        let parts = [self.given[0].script, father.script, family.script];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Draws a culture: Arabic where only transliterated names are wanted.
pub(super) fn culture(is_transliterated: bool, chance: &mut Chance) -> Culture {
    match (is_transliterated, chance.happens(ENGLISH)) {
        (true, _) => Culture::Arabic,
        (false, true) => Culture::English,
        (false, false) => Culture::Peruvian,
    }
}

/// Draws male or female: most of those killed are men.
pub(super) fn sex(chance: &mut Chance) -> Sex {
    if chance.happens(MALE) { Sex::Male } else { Sex::Female }
}

/// Draws one given name, or two.
pub(super) fn given<'names>(names: &'names Names, who: (Culture, Sex), chance: &mut Chance) -> [Name<'names>; 2] {
    let (culture, sex) = who;
    let first = names.given(culture, sex, chance);
    let has_second = chance.happens(SECOND_GIVEN) && culture == Culture::Peruvian;
    let second = if has_second { names.given(culture, sex, chance) } else { Name::default() };
    [first, if second == first { Name::default() } else { second }]
}
