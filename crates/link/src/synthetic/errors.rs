//! What happens to a person on the way into a record? Misspellings, missing values, exchanged fields, neighbour places.
//!
//! Rates are those of lists of victims in Spanish: names are written by ear, the second surname and the birth are often
//! not known, days are given by the month or the year. Every rate is that of a careless record; `care` scales it.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{
    chance::Chance,
    events::{below, day_text},
    names::{Names, Sex},
    people::Person,
};

/// Letters that are heard alike, written one for the other.
const HEARD_ALIKE: [(&str, &str); 24] = [
    ("v", "b"),
    ("b", "v"),
    ("z", "s"),
    ("s", "z"),
    ("ll", "y"),
    ("y", "ll"),
    ("hua", "gua"),
    ("hua", "wa"),
    ("qu", "k"),
    ("cc", "c"),
    ("c", "cc"),
    ("h", ""),
    ("i", "y"),
    ("ñ", "n"),
    ("g", "j"),
    ("x", "s"),
    ("ce", "se"),
    ("q", "k"),
    ("oe", "ue"),
    ("ai", "ay"),
    ("ph", "f"),
    ("ck", "k"),
    ("th", "t"),
    ("ee", "ea"),
];
/// Arabic letters that are often written in a simpler form.
const ARABIC_ALIKE: [(char, char); 5] = [('أ', 'ا'), ('إ', 'ا'), ('آ', 'ا'), ('ة', 'ه'), ('ى', 'ي')];

/// How careless a record is, 1 being the rates of this file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Care {
    /// Scales errors.
    pub(super) errors: f64,
    /// Scales missing values.
    pub(super) missing: f64,
}

/// What a record says; empty is no information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) names: [String; 3],
    pub(super) sex: &'static str,
    pub(super) birth: String,
    pub(super) place: String,
    pub(super) province: String,
    pub(super) event: String,
    pub(super) original: String,
}

/// Writes one record of a person. `writer` is 0 or 1: which spelling of transliterated names is used.
pub(super) fn record(person: &Person, writer: usize, care: Care, (names, chance): (&Names, &mut Chance)) -> Said {
    let [given, surname1, surname2] = said_names(person, writer, care, (names, chance));
    let birth = said_birth(person, care, chance);
    let place = if chance.happens(0.12 * care.errors) { person.place.neighbour(chance) } else { person.place };
    let (place, province) = match chance.unit() {
        share if share < 0.06 * care.missing => (String::new(), String::new()),
        share if share < 0.1164 * care.missing => (String::new(), place.province_code()),
        _ => (place.district_code(), place.province_code()),
    };
    let day = if chance.happens(0.15 * care.errors) { person.event.near(chance) } else { person.event };
    let mut event = day_text(day.civil());
    match chance.unit() {
        share if share < 0.08 * care.missing => event.clear(),
        share if share < 0.15 * care.missing => event.truncate(7),
        _ => {}
    }
    let is_other = chance.happens(0.006 * care.errors);
    let sex = match (person.sex, is_other) {
        (Sex::Male, false) | (Sex::Female, true) => "M",
        (Sex::Female, false) | (Sex::Male, true) => "F",
    };
    let sex = if chance.happens(0.03 * care.missing) { "" } else { sex };
    let original = said_script(person.script(), care, chance);
    Said { names: [given, surname1, surname2], sex, birth, place, province, event, original }
}

fn said_names(person: &Person, writer: usize, care: Care, (names, chance): (&Names, &mut Chance)) -> [String; 3] {
    let mut given: Vec<String> = person.given.iter().map(|name| name.spellings[writer].to_owned()).collect();
    given.retain(|name| !name.is_empty());
    if given.len() > 1 && chance.happens(0.22 * care.errors) {
        given.remove(usize::from(chance.happens(0.75)));
    }
    if chance.happens(0.05 * care.errors) {
        let nickname = names.nickname(&given[0]);
        given[0] = nickname.map_or_else(|| given[0].clone(), str::to_owned);
    }
    if chance.happens(0.5) {
        given.iter_mut().for_each(|name| *name = plain(name));
    }
    if chance.happens(0.10 * care.errors) {
        let at = usize::from(given.len() > 1 && chance.happens(0.5));
        given[at] = misspelt(&given[at], chance);
    }
    let mut given = given.join(" ");
    let [mut surname1, mut surname2] = person.surnames.map(|name| name.spellings[writer].to_owned());
    if chance.happens(0.5) {
        (surname1, surname2) = (plain(&surname1), plain(&surname2));
    }
    if chance.happens(0.10 * care.errors) {
        surname1 = misspelt(&surname1, chance);
    }
    if chance.happens(0.10 * care.errors) {
        surname2 = misspelt(&surname2, chance);
    }
    if person.is_of_husband {
        surname2.insert_str(0, "de ");
    } else if !surname2.is_empty() && chance.happens(0.035 * care.errors) {
        std::mem::swap(&mut surname1, &mut surname2);
    }
    if chance.happens(0.18 * care.errors) {
        surname2.clear();
    }
    if chance.happens(0.012 * care.errors) {
        std::mem::swap(&mut given, &mut surname1);
    }
    if chance.happens(0.02 * care.errors) {
        given.clear();
    }
    [given, surname1, surname2]
}

fn said_birth(person: &Person, care: Care, chance: &mut Chance) -> String {
    let [year, month, day] = person.birth.civil();
    let (unknown, vague) = (0.28 * care.missing, 0.40 * care.missing);
    match chance.unit() {
        share if share < unknown => String::new(),
        share if share < unknown + (vague - unknown) * 0.25 => format!("{year:04}-{month:02}"),
        share if share < vague => format!("{year:04}"),
        share if share < vague + 0.03 * care.errors && day <= 12 => day_text([year, day, month]),
        share if share < vague + 0.09 * care.errors => {
            day_text([year + chance.pick(&[-2, -1, 1, 2]), month, if month == 2 { day.min(28) } else { day }])
        }
        share if share < vague + 0.13 * care.errors => day_text([year, month, 1 + below(28, chance)]),
        _ => day_text([year, month, day]),
    }
}

fn said_script(mut script: String, care: Care, chance: &mut Chance) -> String {
    if chance.happens(0.08 * care.missing) {
        script.clear();
    }
    if chance.happens(0.3 * care.errors) {
        let simple = |letter: char| ARABIC_ALIKE.iter().find(|(from, _)| *from == letter).map_or(letter, |(_, to)| *to);
        script = script.chars().map(simple).collect();
    }
    script
}

/// Without accents; ñ stays, as on a Spanish typewriter.
fn plain(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    let letter = |letter: char| match letter {
        'ñ' | 'Ñ' => letter,
        _ => letter.nfd().find(|part| !is_combining_mark(*part)).unwrap_or(letter),
    };
    name.chars().map(letter).collect()
}

/// One mistake: by ear in 45 of 100 where the name allows it, else one letter lost, changed, added or exchanged.
fn misspelt(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 2 {
        return name.to_owned();
    }
    if chance.happens(0.45)
        && let Some(heard) = misheard(&letters, chance)
    {
        return heard;
    }
    // The large letter stays in front, whatever comes there.
    letters[0] = letters[0].to_lowercase().next().unwrap_or(letters[0]);
    let length = u32::try_from(letters.len()).unwrap_or(u32::MAX);
    let (at, kind) = (chance.below(length) as usize, chance.unit());
    let other = char::from(b'a' + u8::try_from(chance.below(26)).unwrap_or(0));
    match kind {
        kind if kind < 0.30 => drop(letters.remove(at)),
        kind if kind < 0.55 => letters[at] = other,
        kind if kind < 0.75 => letters.insert(at, other),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => drop(letters.remove(at)),
    }
    capitalised(letters.into_iter())
}

fn misheard(letters: &[char], chance: &mut Chance) -> Option<String> {
    let lower: String = letters.iter().flat_map(|letter| letter.to_lowercase()).collect();
    let fitting: Vec<_> = HEARD_ALIKE.iter().filter_map(|(from, to)| Some((lower.find(from)?, from, to))).collect();
    if fitting.is_empty() {
        return None;
    }
    let (at, from, to) = *chance.pick(&fitting);
    let start = lower[..at].chars().count();
    let after = &letters[start + from.chars().count()..];
    Some(capitalised(letters[..start].iter().copied().chain(to.chars()).chain(after.iter().copied())))
}

/// The first letter of a name is written large.
fn capitalised(mut letters: impl Iterator<Item = char>) -> String {
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::super::chance::{Key, Purpose};
    use super::*;

    #[test]
    fn a_misspelt_name_is_another_name_with_nearly_the_same_letters() {
        let mut chance = Key::new(1).stream(Purpose::Record, 0);
        for name in ["Huamán", "Quispe", "Ñahui", "De la Cruz", "O'Brien", "Li"] {
            for _ in 0..200 {
                let wrong = misspelt(name, &mut chance);
                assert!(strsim::levenshtein(name, &wrong) <= 3, "{name} {wrong}");
                assert!(!wrong.is_empty());
            }
        }
    }

    #[test]
    fn accents_go_and_the_tilde_of_n_stays() {
        assert_eq!(plain("Ñaupari Víctor Argüelles"), "Ñaupari Victor Arguelles");
    }

    #[test]
    fn mistakes_by_ear_are_as_common_as_said() {
        let mut chance = Key::new(2).stream(Purpose::Record, 0);
        let letters: Vec<char> = "Huamán".chars().collect();
        let heard: Vec<String> = (0..100).filter_map(|_| misheard(&letters, &mut chance)).collect();
        assert_eq!(heard.len(), 100);
        assert!(["Guamán", "Wamán", "Uamán"].iter().all(|one| heard.contains(&(*one).to_owned())), "{heard:?}");
    }
}
